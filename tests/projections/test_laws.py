"""The five laws that every projection obeys, on a ledger with something of everything and on random ones.

1. A rebuild gives what the incremental way gives.
2. Any size of batches gives the same.
3. Taking an entry in twice gives what once gives.
4. What is answered at a fixed known position never changes as more is recorded.
5. Types of entries that a projection does not handle leave it untouched.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any, Final, NamedTuple, get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier

from api.app import OpenLedger
from ledger.errors import Refused
from ledger.events import (
    AnyUnitFact,
    ApplicationMade,
    ClauseDecided,
    ConditionMet,
    Fact,
    FrameEntry,
    IndexDecided,
    JudgmentGiven,
    LedgerOpened,
    ProposalMade,
    RecommendationMade,
    RecordingErrorCorrected,
    catalogue,
)
from ledger.log.database import Cursor, Database
from ledger.log.entry import Recorded
from projections.asking.question import Question
from projections.frames.current import frames_answer
from projections.running.runner import Runner
from projections.tables import PROJECTIONS
from projections.tables.projection import Projection, project, settle
from tests.projections.conftest import NewRunner, table_rows
from tests.projections.random_ledgers import DAYS, FRAMES, Drawn, ledger_of, ledgers

EMPTY: Final = sha256(b"").hexdigest()

Type = type[Fact]
DEFINITIONS: Final[set[Type]] = {LedgerOpened, *get_args(AnyUnitFact)}
HANDLED: Final[dict[str, set[Type]]] = {
    "units": DEFINITIONS | {RecordingErrorCorrected},
    "frames": {
        *get_args(FrameEntry),
        ApplicationMade,
        ProposalMade,
        RecommendationMade,
        ClauseDecided,
        RecordingErrorCorrected,
    },
    "register": set(catalogue()),
    "frame_changes": {
        *get_args(FrameEntry),
        ClauseDecided,
        ConditionMet,
        IndexDecided,
        JudgmentGiven,
        RecordingErrorCorrected,
    },
}
"""What each projection handles; a correction is handled by all of them."""

STANDS_ON: Final = {"frame_changes": ("frames", "register")}
"""The projections whose tables another one reads when it settles entries."""

_WHOLE = SQL("SELECT to_jsonb(t)::text AS row FROM {table} t ORDER BY 1")
_HISTORY = SQL("""
    SELECT (CASE WHEN (to_jsonb(t) ->> 'known_to')::bigint > %(position)s
                 THEN to_jsonb(t) || '{{"known_to": null}}' ELSE to_jsonb(t) END)::text AS row
    FROM {table} t WHERE entry_position <= %(position)s
    ORDER BY 1
""")

Rows = dict[str, list[str]]


class Bench(NamedTuple):
    """One projection alone, or with those that it stands on, and the entries it is fed."""

    database: Database
    projection: Projection
    recorded: list[Recorded]
    new_runner: Callable[[], Runner]

    def take_in(self, cursor: Cursor, recorded: Recorded) -> None:
        """One entry, as a runner takes it in."""
        take_in(with_its_ground(self.projection), cursor, recorded)


def with_its_ground(projection: Projection) -> tuple[Projection, ...]:
    """A projection after those that it stands on."""
    names = STANDS_ON.get(projection.name, ())
    return (*(other for other in PROJECTIONS if other.name in names), projection)


def take_in(projections: tuple[Projection, ...], cursor: Cursor, recorded: Recorded) -> None:
    for projection in projections:
        project(projection, cursor, recorded)
    for projection in projections:
        settle(projection, cursor, [recorded])


@contextmanager
def writing(database: Database, runner: Runner) -> Iterator[Cursor]:
    """A cursor on a runner's tables, with the right to change them."""
    place = runner.place
    with database.connect(place.models_role, place.projection_schema, place.log_schema) as connection:
        yield connection.cursor()


def read(cursor: Cursor, statement: SQL, projection: Projection, **values: Any) -> Rows:
    """The rows of a projection's tables."""
    every = ((table, statement.format(table=Identifier(table))) for table in projection.tables)
    return {table: [row["row"] for row in cursor.execute(query, values)] for table, query in every}


def history(cursor: Cursor, projection: Projection, position: int) -> Rows:
    """Everything that a reader at a position, or at any earlier one, can see: without what has been recorded since."""
    return read(cursor, _HISTORY, projection, position=position)


# --- The laws -----------------------------------------------------------------------------------------------


def rebuild_equals_incremental(bench: Bench) -> None:
    runner = bench.new_runner()
    assert runner.catch_up(batch=1) == len(bench.recorded)
    incremental = table_rows(runner)
    assert EMPTY not in incremental.values()
    assert runner.rebuild() == len(bench.recorded)
    assert table_rows(runner) == incremental


def any_batching_gives_the_same(bench: Bench) -> None:
    digests = []
    for batch in (1, 2, 7, len(bench.recorded)):
        runner = bench.new_runner()
        runner.catch_up(batch=batch)
        digests.append(table_rows(runner))
    assert digests == [digests[0]] * len(digests)


def twice_equals_once(bench: Bench) -> None:
    once, twice = bench.new_runner(), bench.new_runner()
    once.catch_up()
    with writing(bench.database, twice) as cursor:
        for recorded in (repeated for entry in bench.recorded for repeated in (entry, entry)):
            bench.take_in(cursor, recorded)
    assert table_rows(twice) == table_rows(once)
    with writing(bench.database, once) as cursor:
        for recorded in bench.recorded:
            bench.take_in(cursor, recorded)
    assert table_rows(once) == table_rows(twice)


def old_answers_never_change(bench: Bench) -> None:
    """No entry changes the history before it, and so none changes what was to be seen at any earlier position."""
    runner = bench.new_runner()
    seen: list[Rows] = [{table: [] for table in bench.projection.tables}]
    with writing(bench.database, runner) as cursor:

        def look(position: int, _head: int) -> None:
            assert history(cursor, bench.projection, position - 1) == seen[-1]
            seen.append(history(cursor, bench.projection, position))

        runner.catch_up(look, batch=1)
        assert [history(cursor, bench.projection, position) for position in range(len(seen))] == seen
    assert len(seen) == len(bench.recorded) + 1
    assert seen[-1] != seen[1]


def unhandled_types_leave_it_untouched(bench: Bench) -> None:
    unhandled = set(catalogue()) - HANDLED[bench.projection.name]
    met = set()
    runner = bench.new_runner()
    with writing(bench.database, runner) as cursor:
        for recorded in bench.recorded:
            before = read(cursor, _WHOLE, bench.projection)
            bench.take_in(cursor, recorded)
            if type(recorded.entry.fact) in unhandled:
                met.add(type(recorded.entry.fact))
                assert read(cursor, _WHOLE, bench.projection) == before, recorded.entry.type
    assert met == unhandled, "the rich ledger lacks a type of entries"


LAWS: Final = (
    rebuild_equals_incremental,
    any_batching_gives_the_same,
    twice_equals_once,
    old_answers_never_change,
    unhandled_types_leave_it_untouched,
)


@pytest.mark.parametrize("projection", [pytest.param(projection, id=projection.name) for projection in PROJECTIONS])
@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds(
    law: Callable[[Bench], None], projection: Projection, richest: OpenLedger, database: Database, new_runner: NewRunner
) -> None:
    runners = partial(new_runner, richest.runner.place, with_its_ground(projection))
    law(Bench(database, projection, list(richest.log.stream()), runners))


@pytest.mark.parametrize("projection", [pytest.param(projection, id=projection.name) for projection in PROJECTIONS])
def test_a_projection_is_shown_what_it_handles(projection: Projection) -> None:
    assert (projection.handles or set(catalogue())) | {RecordingErrorCorrected} == HANDLED[projection.name]


def test_the_rich_ledger_has_every_type_of_entry(richest: OpenLedger) -> None:
    assert {type(recorded.entry.fact) for recorded in richest.log.stream()} == set(catalogue())


# --- All of them together, on random ledgers ----------------------------------------------------------------


def answers_at(ledger: OpenLedger, position: int) -> list[bytes | str]:
    """The exact bytes of answers at a position, for each year on two days."""
    years = sorted({frame.year for frame in FRAMES})
    return [
        bytes_or_refusal(ledger, Question(year=year, as_of=day, known_at=position))
        for year in years
        for day in DAYS[1:3]
    ]


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=ledgers(), batch=st.integers(2, 9))
def test_the_laws_hold_for_random_ledgers(database: Database, new_runner: NewRunner, drawn: Drawn, batch: int) -> None:
    answers: list[list[bytes | str]] = []
    with ledger_of(database, drawn) as ledger:
        runner = ledger.runner
        head = runner.catch_up(lambda position, _: answers.append(answers_at(ledger, position)), batch=1)
        by_one = table_rows(runner)
        assert [answers_at(ledger, position + 1) for position in range(head)] == answers
        assert runner.rebuild() == head
        assert table_rows(runner) == by_one
        with writing(database, runner) as cursor:
            for recorded in ledger.log.stream():
                take_in(PROJECTIONS, cursor, recorded)
        assert table_rows(runner) == by_one
        by_batch = new_runner(runner.place)
        by_batch.catch_up(batch=batch)
        assert table_rows(by_batch) == by_one


def test_the_bytes_of_old_answers_never_change(richest: OpenLedger) -> None:
    """Also across a rebuild, and for every year, day and stage that the rich ledger knows, at every fourth position."""
    days = [date.fromisoformat(day) for day in ("2025-12-15", "2026-02-10")]
    coordinates = [(year, day, proposal) for year in (2026, 2027) for day in days for proposal in (None, "alliansen")]
    seen: dict[int, list[bytes | str]] = {}

    def at(position: int) -> list[bytes | str]:
        return [
            bytes_or_refusal(richest, Question(year=y, as_of=day, known_at=position, proposal=name))
            for y, day, name in coordinates
        ]

    def look(position: int, _head: int) -> None:
        if position % 4 == 0:
            seen[position] = at(position)

    richest.runner.catch_up(look, batch=1)
    assert {position: at(position) for position in seen} == seen
    richest.runner.rebuild()
    assert {position: at(position) for position in seen} == seen


def bytes_or_refusal(ledger: OpenLedger, question: Question) -> bytes | str:
    try:
        return msgspec.json.encode(frames_answer(ledger.model, question).answer)
    except Refused as refused:
        return str(refused)
