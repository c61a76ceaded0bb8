"""What the chapter of budget adds to the rich ledger: every type of entry, one fact to a command."""

from ledger.events.budget import IndexDecided, TaxRateDecided
from ledger.recording import Command
from tests.projections.rich.frames import on


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    return (
        on("2025-11-24", TaxRateDecided(2026, 178_300_000)),
        on("2026-01-15", IndexDecided("kf-index-2026", 30_000_000)),
    )
