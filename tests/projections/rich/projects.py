"""What the chapter of projects adds to the rich ledger: every type of entry, one fact to a command."""

from ledger.events.projects import ProjectFinancingDecided
from ledger.recording import Command
from tests.projections.rich.frames import on


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    return (on("2026-01-20", ProjectFinancingDecided("gsit3", "GSIT3")),)
