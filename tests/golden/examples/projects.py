"""Examples of projects, premises and forecasts."""

from datetime import date
from typing import Final

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
from ledger.log.entry import Entry
from tests.golden.examples.common import BY, COMPLETE, DECIDED, OPEN_DAY

FOURTH_QUARTER: Final = VagueDay("från och med kvartal 4 2028", date(2028, 10, 1), date(2028, 12, 31))
TWO_B: Final = "Hantverkargatan 2 B"

EXAMPLES: Final = {
    "project-noted.v1": Entry(
        ProjectNoted("forstudie", "Förstudie ekonomisystem", "slk", 2025, 2026, "Vägledande."), BY, OPEN_DAY
    ),
    "project-noted.v1.least": Entry(ProjectNoted("lisa", "LISA"), BY),
    "project-financing-decided.v1": Entry(
        ProjectFinancingDecided(
            "gsit3", "GSIT3", "slk", 1_000_000_00, date(2027, 12, 31), note="Beräknas inte räcka hela 2027."
        ),
        BY,
        COMPLETE,
    ),
    "project-financing-decided.v1.least": Entry(ProjectFinancingDecided("gsit3", "GSIT3"), BY, DECIDED),
    "shortfall-forecast.v1": Entry(
        ShortfallForecast("gsit3", 2027, 12_300_000, "Avsatta medel beräknas inte räcka hela 2027."), BY, OPEN_DAY
    ),
    "shortfall-forecast.v1.least": Entry(ShortfallForecast("gsit3", 2027), BY),
    "decision-planned.v1": Entry(
        DecisionPlanned(
            "gsit3",
            "Finansiering för införande.",
            VagueDay("under 2026", date(2026, 1, 1), date(2026, 12, 31)),
            2027,
            2029,
            100,
        ),
        BY,
        OPEN_DAY,
    ),
    "decision-planned.v1.least": Entry(DecisionPlanned("gsit3", "Finansiering."), BY),
    "extension-planned.v1": Entry(
        ExtensionPlanned("sociala-system", "Förlängd och utökad finansiering.", date(2028, 12, 31), 200), BY, OPEN_DAY
    ),
    "extension-planned.v1.least": Entry(ExtensionPlanned("sociala-system", "Förlängd finansiering."), BY),
    "rent-recorded.v1": Entry(
        RentRecorded(
            "slk-administrativa",
            "slk",
            RentStatus.EXISTING_CONTRACT,
            "Administrativa lokaler",
            10_145_232_200,
            date(2026, 1, 31),
            FOURTH_QUARTER,
            date(2028, 12, 31),
            30_300,
            512,
            334_800,
            19_814_900,
            note="Nuläge 31 januari 2026.",
        ),
        BY,
        COMPLETE,
    ),
    "rent-recorded.v1.replaces": Entry(
        RentRecorded(
            "slk-administrativa",
            "slk",
            RentStatus.BUDGETED,
            "Administrativa lokaler",
            5_410_000_000,
            date(2026, 1, 1),
            last_day=date(2026, 12, 31),
            replaces=RentStatus.EXISTING_CONTRACT,
        ),
        BY,
    ),
    "rent-recorded.v1.least": Entry(RentRecorded("cesam", "slk", RentStatus.FORECAST, "Stadsarkivet"), BY),
    "lease-planned.v1": Entry(
        LeasePlanned("kanalhuset", "slk", TWO_B, FOURTH_QUARTER, note="Kanalhuset."), BY, OPEN_DAY
    ),
    "lease-planned.v1.least": Entry(LeasePlanned("kanalhuset", "slk", TWO_B, VagueDay("senare")), BY),
    "staffing-noted.v1": Entry(
        StaffingNoted("slk", 2026, 4_250, 44, note="Årsarbetare och medarbetare."), BY, OPEN_DAY
    ),
    "staffing-noted.v1.least": Entry(StaffingNoted("slk", 2026), BY),
    "grant-noted.v1": Entry(
        GrantNoted("stimulansmedel", "Statliga stimulansmedel", "slk", "Staten", 2026, 780_000_000, note="Eventuella."),
        BY,
        OPEN_DAY,
    ),
    "grant-noted.v1.least": Entry(GrantNoted("stimulansmedel", "Stimulansmedel"), BY),
    "contingent-event-noted.v1": Entry(
        ContingentEventNoted(
            "smart-stad-handlingsplan",
            "Handlingsplanen finansieras ur reservationen.",
            "Resurser behöver tillskjutas.",
            VagueDay("under kommande år", date(2027, 1, 1), date(2029, 12, 31)),
            "slk",
            "smart-stad",
            "smart-stad",
        ),
        BY,
        OPEN_DAY,
    ),
    "contingent-event-noted.v1.least": Entry(ContingentEventNoted("lag", "En ny lag.", "Stöd behövs."), BY),
    "cost-pressure-noted.v1": Entry(
        CostPressureNoted("swen", "SWEN ersätter Rakel", "slk", 2030, 500, note="Genomförd till 2030."), BY, OPEN_DAY
    ),
    "cost-pressure-noted.v1.least": Entry(CostPressureNoted("licenser", "Licenser"), BY),
}
