"""Examples of equity."""

from datetime import date
from typing import Final

from ledger.events.equity import (
    EquityReserved,
    OperatingPlanApproved,
    ReservationDrawn,
    ReservationExtended,
    ReservationLapsed,
    ReservationReleased,
    ReservationToppedUp,
    ResultCarriedOver,
    ResultUnitApproved,
)
from ledger.log.entry import Entry
from tests.golden.examples.common import BY, COMPLETE, DECIDED, NOTICED

EXAMPLES: Final = {
    "equity-reserved.v1": Entry(
        EquityReserved("smart-stad", "Smart stad", 5_000_000_000, date(2023, 4, 1), date(2025, 12, 31)), BY, COMPLETE
    ),
    "equity-reserved.v1.least": Entry(EquityReserved("smart-stad", "Smart stad"), BY, DECIDED),
    "reservation-extended.v1": Entry(
        ReservationExtended("smart-stad", date(2027, 12, 31), "Smart stad", "I samband med årsredovisningen för 2022."),
        NOTICED,
        COMPLETE,
    ),
    "reservation-extended.v1.least": Entry(ReservationExtended("smart-stad", date(2027, 12, 31)), BY, DECIDED),
    "reservation-topped-up.v1": Entry(
        ReservationToppedUp("smart-stad", 1_000_000_000, "För handlingsplanen."), BY, COMPLETE
    ),
    "reservation-topped-up.v1.least": Entry(ReservationToppedUp("smart-stad"), BY, DECIDED),
    "reservation-drawn.v1": Entry(
        ReservationDrawn("smart-stad", 250_050, date(2026, 3, 1), "AI-plattform", "Första delen."), NOTICED, COMPLETE
    ),
    "reservation-drawn.v1.least": Entry(ReservationDrawn("smart-stad", 1, date(2026, 3, 1)), BY, DECIDED),
    "reservation-released.v1": Entry(
        ReservationReleased("smart-stad", 300_000_000, "Behövs inte längre."), BY, COMPLETE
    ),
    "reservation-released.v1.least": Entry(ReservationReleased("smart-stad", 1), BY, DECIDED),
    "reservation-lapsed.v1": Entry(
        ReservationLapsed("smart-stad", date(2028, 1, 1), 42, "Resten till fritt eget kapital."), BY, COMPLETE
    ),
    "reservation-lapsed.v1.least": Entry(ReservationLapsed("smart-stad", date(2028, 1, 1)), BY),
    "operating-plan-approved.v1": Entry(OperatingPlanApproved("ks", 2024, "Bilaga 1–7."), BY, COMPLETE),
    "operating-plan-approved.v1.least": Entry(OperatingPlanApproved("ks", 2024), BY, DECIDED),
    "result-unit-approved.v1": Entry(ResultUnitApproved("slk", 2024, 2026, "Prövas på nytt."), BY, COMPLETE),
    "result-unit-approved.v1.least": Entry(ResultUnitApproved("slk", 2024), BY, DECIDED),
    "result-carried-over.v1": Entry(
        ResultCarriedOver("slk", 2024, 2025, -150_000_000, 200_000_000, "Underskottet tas med."), BY, COMPLETE
    ),
    "result-carried-over.v1.least": Entry(ResultCarriedOver("slk", 2024, 2025, 0), BY, DECIDED),
}
