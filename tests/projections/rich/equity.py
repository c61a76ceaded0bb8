"""What the chapter of equity adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date

from tests.given import Command
from tests.golden.examples import least
from tests.projections.rich.frames import on


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`. Everything is about `smart-stad`, ks and slk."""
    reserved = least("equity-reserved.v1", amount_ore=500, applies_from=date(2023, 5, 1), last_day=date(2024, 12, 31))
    drawn = least("reservation-drawn.v1", amount_ore=150, drawn_on=date(2025, 6, 30), purpose="Smart stad")
    return (
        on("2023-04-24", reserved),
        on("2024-04-22", least("reservation-extended.v1", last_day=date(2025, 12, 31))),
        on("2024-11-25", least("reservation-topped-up.v1", amount_ore=100)),
        on("2025-03-03", drawn),
        on("2025-10-20", least("reservation-released.v1", amount_ore=50)),
        Command((least("reservation-lapsed.v1", lapsed_on=date(2026, 1, 1)),)),
        on("2024-02-07", least("operating-plan-approved.v1")),
        on("2024-02-07", least("result-unit-approved.v1")),
        on("2025-02-05", least("result-carried-over.v1", amount_ore=-70)),
    )
