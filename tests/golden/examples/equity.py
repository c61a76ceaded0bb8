"""Examples of equity."""

from datetime import date
from typing import Final

from ledger.events import equity
from ledger.log.entry import Entry
from tests.golden.examples.common import BY, COMPLETE, DECIDED, NOTICED

EXAMPLES: Final = {
    "equity-reserved.v1": Entry(
        equity.EquityReserved("smart-stad", "Smart stad", 5_000_000_000, date(2023, 4, 1), date(2025, 12, 31)),
        BY,
        COMPLETE,
    ),
    "equity-reserved.v1.least": Entry(equity.EquityReserved("smart-stad", "Smart stad"), BY, DECIDED),
    "reservation-extended.v1": Entry(
        equity.ReservationExtended(
            "smart-stad", date(2027, 12, 31), "Smart stad", note="I samband med årsredovisningen för 2022."
        ),
        NOTICED,
        COMPLETE,
    ),
    "reservation-extended.v1.least": Entry(equity.ReservationExtended("smart-stad", date(2027, 12, 31)), BY, DECIDED),
    "reservation-topped-up.v1": Entry(
        equity.ReservationToppedUp("smart-stad", 1_000_000_000, note="För handlingsplanen."), BY, COMPLETE
    ),
    "reservation-topped-up.v1.least": Entry(equity.ReservationToppedUp("smart-stad"), BY, DECIDED),
    "reservation-drawn.v1": Entry(
        equity.ReservationDrawn("smart-stad", 250_050, date(2026, 3, 1), "AI-plattform", note="Första delen."),
        NOTICED,
        COMPLETE,
    ),
    "reservation-drawn.v1.least": Entry(equity.ReservationDrawn("smart-stad", 1, date(2026, 3, 1)), BY, DECIDED),
    "reservation-released.v1": Entry(
        equity.ReservationReleased("smart-stad", 300_000_000, note="Behövs inte längre."), BY, COMPLETE
    ),
    "reservation-released.v1.least": Entry(equity.ReservationReleased("smart-stad", 1), BY, DECIDED),
    "reservation-lapsed.v1": Entry(
        equity.ReservationLapsed("smart-stad", date(2028, 1, 1), 42, note="Resten till fritt eget kapital."),
        BY,
        COMPLETE,
    ),
    "reservation-lapsed.v1.least": Entry(equity.ReservationLapsed("smart-stad", date(2028, 1, 1)), BY),
    "operating-plan-approved.v1": Entry(equity.OperatingPlanApproved("ks", 2024, note="Bilaga 1–7."), BY, COMPLETE),
    "operating-plan-approved.v1.least": Entry(equity.OperatingPlanApproved("ks", 2024), BY, DECIDED),
    "result-unit-approved.v1": Entry(
        equity.ResultUnitApproved("slk", 2024, 2026, note="Prövas på nytt."), BY, COMPLETE
    ),
    "result-unit-approved.v1.least": Entry(equity.ResultUnitApproved("slk", 2024), BY, DECIDED),
    "result-carried-over.v1": Entry(
        equity.ResultCarriedOver("slk", 2024, 2025, -150_000_000, 200_000_000, note="Underskottet tas med."),
        BY,
        COMPLETE,
    ),
    "result-carried-over.v1.least": Entry(equity.ResultCarriedOver("slk", 2024, 2025, 0), BY, DECIDED),
}
