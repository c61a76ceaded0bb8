"""What the chapter of equity adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date

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
from ledger.recording import Command
from tests.projections.rich.frames import on


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    return (
        on("2023-04-24", EquityReserved("smart-stad", "Smart stad", 500, date(2023, 5, 1), date(2024, 12, 31))),
        on("2024-04-22", ReservationExtended("smart-stad", date(2025, 12, 31))),
        on("2024-11-25", ReservationToppedUp("smart-stad", 100)),
        on("2025-03-03", ReservationDrawn("smart-stad", 150, date(2025, 6, 30), "Smart stad")),
        on("2025-10-20", ReservationReleased("smart-stad", 50)),
        Command((ReservationLapsed("smart-stad", date(2026, 1, 1)),)),
        on("2024-02-07", OperatingPlanApproved("ks", 2024)),
        on("2024-02-07", ResultUnitApproved("slk", 2024)),
        on("2025-02-05", ResultCarriedOver("slk", 2024, 2025, -70)),
    )
