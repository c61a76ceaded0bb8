"""The read models held against the log: equal when nobody has touched them, and the first row that somebody has."""

from collections.abc import Iterator

import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.log.database import Database
from projections.running.verifying import (
    PAGE,
    ColumnDifference,
    RowDifference,
    TableRow,
    paired,
    verify_replay,
)
from tests.given import AUTHOR, basis, command, decided
from tests.projections.a_year import a_year
from tests.projections.conftest import NewRunner, table_rows
from tests.projections.rich import withdrawn
from tests.projections.running.test_runner import Fussy
from tests.racing import superuser
from tests.tampering import tamper_with_log, tamper_with_read_models


def nothing(_position: int, _head: int) -> None:
    """Nobody listens."""


@pytest.fixture
def told(application: Application) -> OpenLedger:
    """The hand-reckoned year, taken in, in a database of the test's own."""
    return a_year(application)


def first_after(database: Database, ledger: OpenLedger, *statements: str) -> RowDifference:
    for statement in statements:
        tamper_with_read_models(database, ledger.runner.place, statement)
    difference = verify_replay(ledger.runner, nothing).difference
    assert difference is not None
    return difference


def test_every_kind_of_entry_is_projected_the_same_again(richest: OpenLedger) -> None:
    richest.runner.catch_up()
    progress: list[tuple[int, int]] = []
    before = table_rows(richest.runner)
    verified = verify_replay(richest.runner, lambda *told: progress.append(told))
    head = richest.log.head()
    assert (verified.position, verified.tables, verified.difference) == (head, 7, None)
    assert verified.rows > head
    assert (head, head) in progress
    assert table_rows(richest.runner) == before


def test_an_empty_ledger_is_equal(application: Application, stad: OpenLedger) -> None:
    """Nothing is taken in yet: there is nothing to compare, and nothing wrong."""
    verified = verify_replay(stad.runner, nothing)
    assert (verified.position, verified.rows, verified.difference) == (0, 0, None)


def test_nothing_is_left_beside_the_live_tables(database: Database, told: OpenLedger) -> None:
    verify_replay(told.runner, nothing)
    with superuser(database) as connection:
        [count] = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = %s", [told.runner.place.rebuild_schema]
        ).fetchall()
    assert count == (0,)


def test_a_changed_row_is_named_with_its_columns(database: Database, told: OpenLedger) -> None:
    difference = first_after(
        database, told, "UPDATE frame_fact SET costs_ore = 1, net_ore = NULL WHERE entry_position = 7"
    )
    columns = (ColumnDifference("costs_ore", "1", "100000"), ColumnDifference("net_ore", "inget", "100000"))
    assert difference == RowDifference("frame_fact", 7, "entry_position 7, ordinal 0", columns)


def test_a_row_that_is_gone_and_one_too_many_are_named(database: Database, told: OpenLedger) -> None:
    gone = first_after(database, told, "DELETE FROM register_entry WHERE entry_position = 14 AND kind = 'condition'")
    assert gone == RowDifference("register_entry", 14, "entry_position 14, subject condition:avtal", missing=True)
    extra = first_after(database, told, "INSERT INTO register_entry VALUES (3, 'fee:ny', 'fee', 3, NULL)")
    assert extra == RowDifference("register_entry", 3, "entry_position 3, subject fee:ny", extra=True)


def test_the_first_difference_is_that_of_the_earliest_entry_whatever_its_table(
    database: Database, told: OpenLedger
) -> None:
    difference = first_after(
        database,
        told,
        "UPDATE unit_statement SET value = 'annat' WHERE entry_position = 19",
        "UPDATE frame_fact SET revenues_ore = 9 WHERE entry_position = 11",
        "UPDATE register_entry SET known_to = 12 WHERE entry_position = 12",
    )
    assert (difference.table, difference.position) == ("frame_fact", 11)


def test_a_row_of_an_entry_that_has_not_come_is_named(database: Database, told: OpenLedger) -> None:
    difference = first_after(database, told, "INSERT INTO register_entry VALUES (77, 'fee:ny', 'fee', 77, NULL)")
    assert (difference.table, difference.position, difference.extra) == ("register_entry", 77, True)


def test_a_table_that_is_gone_is_named(database: Database, told: OpenLedger) -> None:
    with superuser(database) as connection:
        connection.execute(f"DROP TABLE {told.runner.place.projection_schema}.frame_proposal".encode())
    difference = verify_replay(told.runner, nothing).difference
    assert difference == RowDifference("frame_proposal", 0, "hela tabellen", missing=True)


def test_changed_bytes_that_are_still_an_entry_show_as_a_difference(database: Database, told: OpenLedger) -> None:
    """What the log alone cannot tell: the read models still say what was recorded."""
    changed = "convert_to(replace(convert_from(data, 'UTF8'), '100000', '200000'), 'UTF8')"
    tamper_with_log(database, told.runner.place, f"UPDATE event SET data = {changed} WHERE position = 7")
    difference = verify_replay(told.runner, nothing).difference
    assert difference is not None
    assert (difference.table, difference.position, difference.columns[0]) == (
        "frame_fact",
        7,
        ColumnDifference("costs_ore", "100000", "200000"),
    )


def test_the_live_tables_may_go_on_meanwhile(application: Application, told: OpenLedger) -> None:
    """What is taken in between the shadow and the comparison is no difference, nor a correction that closes a row."""
    asked: list[int] = []

    def go_on(_position: int, _head: int) -> None:
        if not asked:
            application.record("stad", command(decided(5), on=basis("2026-11-01", "§ 99")), AUTHOR, "later")
            application.record("stad", withdrawn(18), AUTHOR, "withdrawn")
            asked.append(told.runner.catch_up())

    verified = verify_replay(told.runner, go_on)
    assert (verified.position, asked, verified.difference) == (19, [21], None)
    assert verify_replay(told.runner, nothing).position == 21


def test_an_entry_that_cannot_be_taken_in_is_refused(rich: OpenLedger, new_runner: NewRunner) -> None:
    fussy = Fussy()
    runner = new_runner(rich.runner.place, (*rich.runner.projections, fussy.projection))
    runner.catch_up()
    fussy.refused.add(20)
    with pytest.raises(Refused) as refused:
        verify_replay(runner, nothing)
    assert [refusal.code for refusal in refused.value.refusals] == ["projection-stopped"]


def test_rows_are_paired_by_their_keys() -> None:
    def rows(*numbers: int) -> Iterator[TableRow]:
        return iter([{"n": number, "entry_position": number} for number in numbers])

    pairs = [(a and a["n"], b and b["n"]) for a, b in paired(rows(1, 2, 4), rows(2, 3, 4, 5), ["n"])]
    assert pairs == [(1, None), (2, 2), (None, 3), (4, 4), (None, 5)]
    assert list(paired(rows(), rows(), ["n"])) == []
    assert PAGE > 1
