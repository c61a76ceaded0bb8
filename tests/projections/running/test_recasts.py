"""What a rebuild gives otherwise than followers of frame changes have had it is numbered and kept, with what leads from
the one to the other."""

from collections.abc import Callable
from typing import Any, Final

import msgspec
import pytest
from psycopg.sql import SQL, Identifier

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.log.database import Cursor, Database
from projections.running.recasts import Recasting
from projections.running.runner import Runner
from projections.tables import PROJECTIONS, frames
from projections.tables.frame_changes import NUMBERS
from projections.tables.projection import ClaimedFact, Projection
from tests.given import AUTHOR, adjusted, basis, command
from tests.projections.a_year import ENTRIES, a_year
from tests.racing import superuser
from tests.unreadable import damage

_CHANGES: Final = SQL("SELECT * FROM frame_change ORDER BY entry_position, ordinal")
_RECASTS: Final = SQL("SELECT number, position FROM frame_recast ORDER BY number")
_ROWS: Final = SQL("SELECT * FROM frame_recast_change WHERE entry_position <= %(position)s ORDER BY number")

Row = dict[str, Any]
Key = tuple[Any, ...]


def read(runner: Runner, statement: SQL, **values: Any) -> list[Row]:
    with runner.live() as cursor:
        return cursor.execute(statement, values or None).fetchall()


def sums(rows: list[Row], position: int) -> dict[Key, dict[str, int]]:
    """What rows come to by frame and day, without what comes to nothing."""
    by_day: dict[Key, dict[str, int]] = {}
    for row in rows:
        if row["entry_position"] <= position:
            key = tuple(row[name] for name in ("unit", "line", "kind", "year", "decided_on"))
            sum_ = by_day.setdefault(key, dict.fromkeys(NUMBERS, 0))
            for name in NUMBERS:
                sum_[name] += row[name]
    return {key: sum_ for key, sum_ in by_day.items() if any(sum_.values())}


def mended(frames_do: Callable[[Cursor, ClaimedFact], None]) -> tuple[Projection, ...]:
    """The projections of a program in which a rule has been mended: another thing is kept of what an entry says."""
    other = msgspec.structs.replace(frames.PROJECTION, apply=frames_do)
    return tuple(other if each is frames.PROJECTION else each for each in PROJECTIONS)


def without(*positions: int) -> Callable[[Cursor, ClaimedFact], None]:
    """A rule by which some entries do nothing to frames."""

    def apply(cursor: Cursor, claim: ClaimedFact) -> None:
        if claim.recorded.position not in positions:
            frames.PROJECTION.apply(cursor, claim)

    return apply


@pytest.fixture
def year(application: Application) -> OpenLedger:
    """The year of `a_year`, taken in, and this test's own."""
    return a_year(application)


HEAD: Final = max(ENTRIES)


def leads_from_old_to_new(old: list[Row], runner: Runner) -> bool:
    """Whether the kept rows of all recasts lead from some rows to those there are, for whoever has come anywhere."""
    new, changes = read(runner, _CHANGES), [read(runner, _ROWS, position=position) for position in range(HEAD + 1)]
    return all(sums(old + changes[at], at) == sums(new, at) for at in range(HEAD + 1))


def test_a_rebuild_that_gives_the_same_is_no_recast(year: OpenLedger) -> None:
    assert year.runner.rebuild() == HEAD
    assert (read(year.runner, _RECASTS), read(year.runner, _ROWS, position=HEAD)) == ([], [])


def test_what_a_mended_rule_gives_otherwise_is_kept_by_entry_also_through_later_rebuilds(
    year: OpenLedger, database: Database
) -> None:
    """The transfer of 9 is nothing: so the judgment that annuls it at 17 changes nothing either."""
    old = read(year.runner, _CHANGES)
    runner = Runner(database, year.runner.place, mended(without(9)))
    runner.prepare()
    assert read(runner, _RECASTS) == [{"number": 1, "position": HEAD}]
    assert {row["entry_position"] for row in read(runner, _ROWS, position=HEAD)} == {9, 17}
    assert leads_from_old_to_new(old, runner)
    runner.rebuild()
    assert read(runner, _RECASTS) == [{"number": 1, "position": HEAD}], "a rebuild that gives the same adds nothing"
    year.runner.prepare()
    assert read(runner, _RECASTS) == [{"number": 1, "position": HEAD}, {"number": 2, "position": HEAD}]
    assert leads_from_old_to_new(old, year.runner)
    assert read(year.runner, _CHANGES) == old


def test_what_is_taken_in_while_a_rebuild_goes_on_is_compared_too(
    year: OpenLedger, application: Application, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old program goes on until the swap, and what followers have from it then counts."""
    runner, plain = Runner(database, year.runner.place, mended(without(9, HEAD + 1))), Recasting.begin

    def begin(recasting: Recasting, cursor: Cursor) -> None:
        plain(recasting, cursor)
        application.record("stad", command(adjusted(77), on=basis("2026-07-01", "§ 20")), AUTHOR, "k20")
        assert year.runner.catch_up() == HEAD + 1

    monkeypatch.setattr(Recasting, "begin", begin)
    runner.rebuild()
    assert read(runner, _RECASTS) == [{"number": 1, "position": HEAD + 1}]
    assert {row["entry_position"] for row in read(runner, _ROWS, position=HEAD + 1)} == {9, 17, HEAD + 1}


def test_an_entry_that_is_set_aside_after_it_was_taken_in_is_a_recast(
    year: OpenLedger, application: Application, database: Database
) -> None:
    old = read(year.runner, _CHANGES)
    damage(database, year.runner.place, 18)
    application.set_aside("stad", 18, "Skadad av en trasig disk.")
    assert year.runner.catch_up() == HEAD + 1
    assert read(year.runner, _RECASTS) == [{"number": 1, "position": HEAD + 1}]
    assert {row["entry_position"] for row in read(year.runner, _ROWS, position=HEAD)} == {18}
    assert leads_from_old_to_new(old, year.runner)


def test_tables_that_stop_earlier_than_the_old_ones_take_back_what_came_after(
    year: OpenLedger, application: Application, database: Database
) -> None:
    """Whoever has had more goes on from where they stop, and has the rest again when it comes."""
    old = read(year.runner, _CHANGES)
    damage(database, year.runner.place, 18)
    runner = Runner(database, year.runner.place, mended(without()))
    with pytest.raises(Refused):
        runner.prepare()
    assert read(runner, _RECASTS) == [{"number": 1, "position": 17}]
    assert leads_from_old_to_new(old, runner)
    application.set_aside("stad", 18, "Skadad av en trasig disk.")
    assert runner.catch_up() == HEAD + 1
    assert read(runner, _RECASTS) == [{"number": 1, "position": 17}], "nobody has had anything of what came since"


def test_tables_of_a_program_without_frame_changes_have_nothing_to_compare(
    year: OpenLedger, database: Database
) -> None:
    with superuser(database) as connection:
        for table in ("frame_change", "frame_recast", "frame_recast_change"):
            place = year.runner.place.projection_schema
            connection.execute(SQL("DROP TABLE {}.{}").format(Identifier(place), Identifier(table)))
    assert year.runner.rebuild() == HEAD
    assert read(year.runner, _RECASTS) == []
    assert read(year.runner, _CHANGES)
