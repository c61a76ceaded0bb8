"""What the chapter of services adds to the rich ledger: every type of entry, one fact to a command."""

from ledger.events.services import ServiceRegistered
from ledger.recording import Command


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    return (Command((ServiceRegistered("telefoni", "Telefoni", "slk"),)),)
