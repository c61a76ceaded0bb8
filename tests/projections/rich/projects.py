"""What the chapter of projects adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date

from ledger.events.projects import (
    ContingentEventNoted,
    CostPressureNoted,
    DecisionPlanned,
    ExtensionPlanned,
    GrantNoted,
    LeasePlanned,
    ProjectFinancingDecided,
    ProjectNoted,
    RentRecorded,
    RentStatus,
    ShortfallForecast,
    StaffingNoted,
    VagueDay,
)
from ledger.recording import Command
from tests.projections.rich.frames import on


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    noted = (
        ShortfallForecast("gsit3", 2027),
        DecisionPlanned("gsit3", "finansiering 2027–2029", VagueDay("under 2026")),
        ExtensionPlanned("gsit3", "längre tid"),
        RentRecorded("stadshuset", "slk", RentStatus.BUDGETED, "Stadshuset", 5_410, date(2026, 1, 1)),
        LeasePlanned("kanalhuset", "slk", "Hantverkargatan 2 B", VagueDay("tidigast kvartal 4 2026")),
        StaffingNoted("slk", 2026, 4_250, 44),
        GrantNoted("stimulansmedel", "Stimulansmedel"),
        ContingentEventNoted("handlingsplan", "en ny handlingsplan", "mer pengar behövs", reservation="smart-stad"),
        CostPressureNoted("swen", "SWEN"),
    )
    return (
        Command((ProjectNoted("gsit3", "GSIT3"),)),
        on("2026-01-20", ProjectFinancingDecided("gsit3", "GSIT3")),
        *(on("2026-02-10", fact) for fact in noted),
    )
