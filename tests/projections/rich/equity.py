"""What the chapter of equity adds to the rich ledger: every type of entry, one fact to a command."""

from ledger.events.equity import EquityReserved
from ledger.recording import Command
from tests.projections.rich.frames import on


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    return (on("2023-04-24", EquityReserved("smart-stad", "Smart stad", 500)),)
