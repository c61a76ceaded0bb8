"""What the chapter of fees adds to the rich ledger: every type of entry, one fact to a command."""

from ledger.events.fees import FeeRateDecided
from ledger.recording import Command
from tests.projections.rich.frames import on


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    return (on("2025-12-01", FeeRateDecided("serviceavgift", 2026, 2026, 350_000)),)
