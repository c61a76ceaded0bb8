"""What the chapter of policy adds to the rich ledger: every type of entry, one fact to a command."""

from ledger.events.policy import (
    BodyKind,
    BodyRegistered,
    CompetenceDecided,
    ControlPolicyDecided,
    ToleranceDecided,
    Treatment,
    WarningResolved,
)
from ledger.recording import Command
from tests.projections.rich.frames import on

WARNED = 20
"""A position with a warning: an adjustment of a frame that was never set."""


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    return (
        Command((ControlPolicyDecided("frame-would-be-negative", Treatment.WARN),)),
        on("2026-01-15", ToleranceDecided(100)),
        Command((CompetenceDecided("index-decided", ("KF",)),)),
        Command((BodyRegistered("ekonomiutskottet", BodyKind.DELEGATE, "slk"),)),
        Command((WarningResolved(WARNED, "frame-not-set", "Ramen är känd från en annan källa."),)),
    )
