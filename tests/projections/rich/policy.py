"""What the chapter of policy adds to the rich ledger: every type of entry, one fact to a command."""

from ledger.events.policy import ControlPolicyDecided, Treatment
from ledger.recording import Command


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    return (Command((ControlPolicyDecided("frame-would-be-negative", Treatment.WARN),)),)
