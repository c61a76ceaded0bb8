"""A year in one ledger, small enough to reckon by hand: everything that explains frames is asked about it.

Öre. slk: budget 100 000, + 1 000 and its index of 3 % (30), + 400 on a condition, + 600 that was first recorded as 900,
− 300 technical; 5 000 goes to sbk until a court annuls that. A change that was decided before the budget is recorded
after it, and counts for nothing. sbk: 50 000.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from typing import Final

import msgspec

from api.app import Application, OpenLedger
from ledger.events import (
    ConditionMet,
    FrameAdjusted,
    IndexDecided,
    JudgmentGiven,
    JudgmentOutcome,
    RecordingErrorCorrected,
    Replacement,
    TechnicalAdjustmentMade,
    UnitMoved,
)
from ledger.log.embedded import EmbeddedServer
from ledger.values import DecisionReference
from tests.conftest import cloned
from tests.given import AUTHOR, PLAN, Command, adjusted, basis, command, decided, key, money, opening, transferred

DAY: Final = date(2026, 12, 1)
"""After everything has been decided, and acts."""

TRANSFER: Final = DecisionReference("KF", "KS 2025/1", "§ 3", decided_on=date(2026, 2, 10))
ON_A_CONDITION: Final = msgspec.structs.replace(basis("2026-03-15", "§ 5"), conditions=("avtal",))
FROM_JANUARY: Final = msgspec.structs.replace(basis("2026-06-15", "§ 8"), effective_day=date(2026, 1, 1))

ENTRIES: Final[dict[int, Command]] = {
    5: command(decided(90_000, commitment=PLAN), on=basis("2024-11-25", "§ 10")),
    6: command(adjusted(2_000), on=basis("2025-06-01", "§ 11")),
    7: command(decided(100_000)),
    8: command(decided(50_000, frame=key("sbk"))),
    9: command(transferred(5_000), on=basis("2026-02-10", "§ 3")),
    10: command(adjusted(700), on=basis("2025-10-01", "§ 2")),
    11: command(FrameAdjusted(key(), money(1_000), index="pki"), on=basis("2026-03-01", "§ 4")),
    12: command(IndexDecided("pki", 30_000_000), on=basis("2026-04-01", "§ 6")),
    13: command(adjusted(400), on=ON_A_CONDITION),
    14: command(ConditionMet("avtal"), on=basis("2026-05-01", "§ 7")),
    15: command(adjusted(900), on=basis("2026-03-20", "§ 9")),
    16: Command((RecordingErrorCorrected(15, "900 är 600", Replacement(adjusted(600), basis("2026-03-20", "§ 9"))),)),
    17: Command(
        (
            JudgmentGiven(
                TRANSFER,
                "Kammarrätten",
                JudgmentOutcome.ANNULLED,
                date(2026, 9, 1),
                date(2026, 9, 10),
                final_ground="Lagakraftbevis",
            ),
        )
    ),
    18: command(TechnicalAdjustmentMade(key(), money(-300)), on=FROM_JANUARY),
    19: command(UnitMoved("sbk", date(2026, 7, 1), "slk"), on=basis("2026-06-01", "§ 1")),
}
"""By position, one fact each; the ledger is opened at positions 1 to 4, with `slk` and `sbk` below `ks`."""

SLK: Final = 100_000 + 1_000 + 30 + 400 + 600 - 300
"""What it all comes to for slk, in costs."""


def a_year(application: Application) -> OpenLedger:
    """Records the year in a ledger `stad`, and takes it in."""
    application.record("stad", opening(), AUTHOR, "opening")
    for position, entry in ENTRIES.items():
        assert application.record("stad", entry, AUTHOR, f"year-{position}").last_position == position
    ledger = application.ledger("stad")
    ledger.runner.catch_up()
    return ledger


@contextmanager
def year_on(server: EmbeddedServer) -> Iterator[OpenLedger]:
    """The year, in a database of its own."""
    with cloned(server) as database, closing(Application(database)) as application:
        yield a_year(application)
