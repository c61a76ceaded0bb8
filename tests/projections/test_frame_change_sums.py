"""Frame changes add up: on random ledgers, what an adder that knows no rules comes to is what the frames are, at every
coordinate."""

from datetime import date, timedelta
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL

from api.app import OpenLedger
from ledger.log.database import Database
from ledger.when import today
from tests.projections.adding_up import answered, sums_of
from tests.projections.random_ledgers import DAYS, FIRST, FRAMES, Drawn, ledger_of, ledgers

YEARS: Final = sorted({frame.year for frame in FRAMES})
_ALL: Final = SQL("SELECT * FROM frame_change WHERE entry_position <= %(position)s ORDER BY entry_position, ordinal")


def days() -> list[date]:
    """Every day on which anything can change, and those before."""
    return sorted({day + timedelta(days=more) for day in (*DAYS, today()) for more in (-1, 0)} | {date.min})


def rows(ledger: OpenLedger, position: int) -> list[dict[str, Any]]:
    with ledger.model.cursor() as cursor:
        return cursor.execute(_ALL, {"position": position}).fetchall()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=ledgers(), batch=st.integers(1, 12))
def test_the_sum_of_the_rows_is_the_frame_at_every_coordinate(database: Database, drawn: Drawn, batch: int) -> None:
    with ledger_of(database, drawn) as ledger:
        head = ledger.runner.catch_up(batch=batch)
        for position in range(FIRST - 1, head + 1):
            known = rows(ledger, position)
            for day in days():
                assert sums_of(known, day) == answered(ledger, YEARS, position, day), (position, day)
