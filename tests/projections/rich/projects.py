"""What the chapter of projects adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date
from typing import Final

from ledger.events.projects import RentStatus, VagueDay
from tests.given import Command
from tests.golden.examples import least
from tests.projections.rich.frames import on

RENT: Final = least(
    "rent-recorded.v1",
    rent="stadshuset",
    status=RentStatus.BUDGETED,
    premises="Stadshuset",
    amount_ore=5_410,
    applies_from=date(2026, 1, 1),
)
PLAN: Final = least(
    "contingent-event-noted.v1",
    contingency="handlingsplan",
    matter="en ny handlingsplan",
    consequence="mer pengar behövs",
    reservation="smart-stad",
)


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    noted = (
        least("shortfall-forecast.v1"),
        least("decision-planned.v1", matter="finansiering 2027–2029", planned=VagueDay("under 2026")),
        least("extension-planned.v1", project="gsit3", matter="längre tid"),
        RENT,
        least("lease-planned.v1", start=VagueDay("tidigast kvartal 4 2026")),
        least("staffing-noted.v1", full_time_hundredths=4_250, employees=44),
        least("grant-noted.v1"),
        PLAN,
        least("cost-pressure-noted.v1", pressure="swen", name="SWEN"),
    )
    return (
        Command((least("project-noted.v1", project="gsit3", name="GSIT3"),)),
        on("2026-01-20", least("project-financing-decided.v1")),
        *(on("2026-02-10", fact) for fact in noted),
    )
