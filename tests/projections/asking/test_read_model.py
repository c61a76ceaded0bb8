"""Where a question is answered: the known clock is a position, and a read waits for it, but not for ever."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from threading import Event
from typing import Final

import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refusal, Refused
from ledger.log.database import Cursor, Database
from ledger.log.embedded import EmbeddedServer
from ledger.log.log import Log
from ledger.log.migrations import create_ledger
from ledger.when import KnownAt
from projections.asking.question import Question
from projections.asking.read_model import Place, ReadModel, Staleness, staleness
from projections.frames.current import frames_answer
from projections.running.standing import RunnerStanding, standing
from tests.conftest import cloned
from tests.given import AUTHOR, adjusted, command, decided, opening
from tests.racing import superuser

SOME_DAY: Final = date(2026, 3, 1)


@pytest.fixture
def impatient(database: Database, stad: OpenLedger) -> ReadModel:
    """A reader that hardly waits."""
    return ReadModel(database, stad.runner.place, lambda: stad.log, longest_wait_seconds=0.05)


def refused_place(model: ReadModel, known_at: KnownAt | None, min_position: int | None = None) -> Refusal:
    with pytest.raises(Refused) as refused:
        model.place(known_at, min_position)
    [refusal] = refused.value.refusals
    return refusal


def where(place: Place) -> tuple[int, bool]:
    return place.position, place.fixed


# --- Positions ----------------------------------------------------------------------------------------------


def test_without_a_position_a_read_is_as_far_as_the_projections_have_come(stad: OpenLedger) -> None:
    place = stad.model.place(None)
    assert (where(place), place.standing.head) == ((0, False), 4)
    stad.runner.catch_up()
    assert where(stad.model.place(None)) == (4, False)


def test_an_explicit_position_is_fixed_also_when_it_is_the_head(stad: OpenLedger) -> None:
    stad.runner.catch_up()
    assert [where(stad.model.place(position)) for position in (0, 3, 4)] == [(0, True), (3, True), (4, True)]


@pytest.mark.parametrize(("known_at", "min_position"), [(5, None), (None, 5), (4, 5)])
def test_a_position_that_nobody_has_recorded_is_refused_at_once(
    stad: OpenLedger, known_at: int | None, min_position: int | None
) -> None:
    stad.runner.catch_up()
    refusal = refused_place(stad.model, known_at, min_position)
    assert (refusal.code, refusal.asserted, refusal.calculated) == ("position-beyond-head", "5", "4")
    assert not refusal.kind.retry_can_help


@pytest.mark.parametrize(("known_at", "min_position"), [(5, None), (None, 5), (2, 5)])
def test_a_read_ahead_of_its_projections_waits_for_them(
    application: Application, stad: OpenLedger, known_at: int | None, min_position: int | None
) -> None:
    application.record("stad", command(decided(25_000)), AUTHOR, "k1")
    stad.runner.prepare()
    asking = Event()

    def ask() -> Place:
        asking.set()
        return stad.model.place(known_at, min_position)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask)
        assert asking.wait(5)
        assert stad.runner.catch_up() == 5
        place = waiting.result(5)
    assert place.position == (known_at or 5)
    assert place.standing.position == 5


@pytest.mark.parametrize(("known_at", "min_position"), [(5, None), (None, 5), (2, 5)])
def test_a_read_that_has_waited_long_enough_says_how_far_behind_the_projections_are(
    application: Application, stad: OpenLedger, impatient: ReadModel, known_at: int | None, min_position: int | None
) -> None:
    stad.runner.catch_up()
    application.record("stad", command(decided(25_000), adjusted(1)), AUTHOR, "k1")
    refusal = refused_place(impatient, known_at, min_position)
    assert refusal.code == "projection-behind"
    assert refusal.detail == "Framräkningen har nått position 4, 1 post före den efterfrågade, 5."
    assert (refusal.asserted, refusal.calculated, refusal.difference) == ("5", "4", "1")
    assert refusal.kind.retry_can_help
    assert where(impatient.place(4)) == (4, True), "what is there is answered"


def test_a_minimum_that_is_reached_changes_nothing(stad: OpenLedger) -> None:
    stad.runner.catch_up()
    assert where(stad.model.place(2, 3)) == (2, True)
    assert where(stad.model.place(None, 3)) == (4, False)


@pytest.mark.parametrize("known_at", [None, 0, 3, 4])
def test_a_reading_is_at_the_place_that_is_asked_for(stad: OpenLedger, known_at: int | None) -> None:
    stad.runner.catch_up()
    with stad.model.reading(known_at, 4) as (cursor, place):
        assert place == stad.model.place(known_at, 4)
        row = cursor.execute("SELECT count(*) AS units FROM unit_statement").fetchone()
    assert row == {"units": 9}


def test_a_reading_ahead_of_its_projections_waits_and_then_says_that_they_are_behind(
    application: Application, stad: OpenLedger, impatient: ReadModel
) -> None:
    stad.runner.catch_up()
    application.record("stad", command(decided(25_000)), AUTHOR, "k1")
    for known_at, code in ((5, "projection-behind"), (6, "position-beyond-head")):
        with pytest.raises(Refused) as refused, impatient.reading(known_at):
            pass
        assert [refusal.code for refusal in refused.value.refusals] == [code]


@pytest.mark.parametrize(("known_at", "min_position"), [(5, None), (None, 5)])
def test_what_is_fetched_before_its_projections_have_come_is_fetched_again(
    application: Application, stad: OpenLedger, known_at: int | None, min_position: int | None
) -> None:
    stad.runner.catch_up()
    application.record("stad", command(decided(25_000)), AUTHOR, "k1")
    asked: list[int | None] = []

    def fetch(cursor: Cursor, position: int | None) -> tuple[RunnerStanding, int]:
        asked.append(position)
        standing_there = standing(cursor)
        stad.runner.catch_up()
        return standing_there, standing_there.position

    with stad.model.fetching(known_at, min_position, fetch) as (_, place, reached):
        assert (place.position, reached) == (5, 5)
    assert asked == [known_at, 5]


def test_a_reading_before_the_tables_are_made_is_refused(database: Database, log: Log) -> None:
    model = ReadModel(database, create_ledger(database, "tom"), lambda: log)
    with pytest.raises(Refused) as refused, model.reading(None):
        pass
    assert [refusal.code for refusal in refused.value.refusals] == ["projection-behind"]
    assert not model.is_current()


# --- Whether there is anything to do ------------------------------------------------------------------------


def test_read_models_are_current_when_all_is_taken_in(application: Application, stad: OpenLedger) -> None:
    assert not stad.model.is_current()
    stad.runner.catch_up()
    assert stad.model.is_current()
    application.record("stad", command(decided(25_000)), AUTHOR, "k1")
    assert not stad.model.is_current()


@pytest.mark.parametrize(
    "found", [b"sources_sha256 = 'of yesterday'", b"stopped_position = 4, stopped_type = 'x', stopped_reason = 'y'"]
)
def test_read_models_of_other_sources_or_that_have_stopped_are_not_current(
    database: Database, stad: OpenLedger, found: bytes
) -> None:
    stad.runner.catch_up()
    with superuser(database) as connection:
        connection.execute(f"SET search_path = {stad.runner.place.projection_schema}".encode())
        connection.execute(b"UPDATE projection_state SET " + found)
    assert not stad.model.is_current()


def test_read_models_of_a_program_that_kept_no_sources_are_not_current(database: Database, stad: OpenLedger) -> None:
    stad.runner.catch_up()
    with superuser(database) as connection:
        connection.execute(f"SET search_path = {stad.runner.place.projection_schema}".encode())
        connection.execute(b"ALTER TABLE projection_state DROP COLUMN sources_sha256")
    assert not stad.model.is_current()


def test_asking_for_the_newest_opens_no_log(database: Database, stad: OpenLedger) -> None:
    def no_log() -> Log:
        raise AssertionError("nothing was asked that the read models do not have")

    stad.runner.catch_up()
    model = ReadModel(database, stad.runner.place, no_log)
    assert model.is_current()
    assert frames_answer(model, Question(year=2026, as_of=SOME_DAY)).answer.frames == []


# --- Days and instants --------------------------------------------------------------------------------------

INSTANTS: Final = (
    datetime(2025, 11, 24, 22, 59, 59, 999_999, UTC),  # the last microsecond of 24 November in Sweden
    datetime(2025, 11, 24, 23, 0, tzinfo=UTC),  # the first instant of 25 November
    datetime(2026, 3, 28, 23, 30, tzinfo=UTC),  # half past midnight, the night when clocks go forward
    datetime(2026, 3, 29, 21, 30, tzinfo=UTC),  # half past eleven in the evening of that day, which has 23 hours
)
COPY = """
    INSERT INTO log_then.event (position, type, tags, data, nonce, recorded_at)
    SELECT position, type, tags, data, nonce, (%s::timestamptz[])[position] FROM log_stad.event
"""


@pytest.fixture(scope="module")
def then(server: EmbeddedServer) -> Iterator[ReadModel]:
    """A ledger of four entries, recorded at instants of our choice. For tests that only read."""
    with cloned(server) as database, closing(Application(database)) as application:
        application.record("stad", opening(), AUTHOR, "opening")
        create_ledger(database, "then")
        with superuser(database) as connection:
            connection.execute(COPY, (list(INSTANTS),))
        application.ledger("then").runner.catch_up()
        yield application.ledger("then").model


@pytest.mark.parametrize(
    ("day", "position", "fixed"),
    [
        ("2025-11-23", 0, True),  # before the first entry: the ledger did not exist
        ("2025-11-24", 1, True),
        ("2025-11-25", 2, True),
        ("2026-03-28", 2, True),
        ("2026-03-29", 4, False),  # over since long, but nothing was recorded after it
        ("2026-03-30", 4, False),
        ("2099-12-31", 4, False),
    ],
)
def test_a_day_means_its_swedish_end_and_is_settled_once_something_later_is_recorded(
    then: ReadModel, day: str, position: int, fixed: bool
) -> None:
    assert where(then.place(date.fromisoformat(day))) == (position, fixed)


@pytest.mark.parametrize(
    ("instant", "position", "fixed"),
    [
        ("2025-11-24T22:59:59.999998+00:00", 0, True),
        ("2025-11-24T22:59:59.999999+00:00", 1, True),  # an entry's own instant sees the entry
        ("2025-11-25T00:00:00+01:00", 2, True),
        ("2026-03-29T21:29:59.999999+00:00", 3, True),
        ("2026-03-29T21:30:00+00:00", 4, False),
        ("9999-12-31T23:59:59.999999+00:00", 4, False),
    ],
)
def test_an_instant_is_inclusive_and_is_settled_once_something_later_is_recorded(
    then: ReadModel, instant: str, position: int, fixed: bool
) -> None:
    assert where(then.place(datetime.fromisoformat(instant))) == (position, fixed)


def test_the_instant_in_a_receipt_sees_what_was_recorded(application: Application, stad: OpenLedger) -> None:
    receipt = application.record("stad", command(decided(25_000)), AUTHOR, "k1")
    stad.runner.catch_up()
    assert receipt.recorded_at is not None
    assert where(stad.model.place(receipt.recorded_at)) == (5, False)
    application.record("stad", command(adjusted(1_000)), AUTHOR, "k2")
    assert where(stad.model.place(receipt.recorded_at)) == (5, True)


@pytest.mark.parametrize(
    ("question", "settled"),
    [
        (Question(year=2026, as_of=SOME_DAY, known_at=4), True),
        (Question(year=2026, as_of=SOME_DAY, known_at=date(2026, 3, 28)), True),
        (Question(year=2026, as_of=SOME_DAY, known_at=date(2026, 3, 29)), False),
        (Question(year=2026, as_of=SOME_DAY, known_at=datetime(2026, 3, 29, 12, tzinfo=UTC)), True),
        (Question(year=2026, as_of=SOME_DAY), False),
        (Question(year=2026, as_of=None, known_at=4), False),
        (Question(year=2026), False),
    ],
)
def test_an_answer_is_settled_when_both_clocks_are_named_and_cannot_move(
    then: ReadModel, question: Question, settled: bool
) -> None:
    assert frames_answer(then, question).settled is settled


# --- Just after a write (issue 10, A.6) ----------------------------------------------------------------------


def test_a_read_without_a_position_waits_briefly_for_what_the_process_has_heard_of(stad: OpenLedger) -> None:
    stad.model.hear_of(4)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(stad.model.place, None)
        stad.runner.catch_up()
        assert where(asked.result()) == (4, False)
    with stad.model.reading(None) as (_, place):
        assert where(place) == (4, False)


def test_a_read_that_answers_behind_what_is_heard_of_says_so(impatient: ReadModel, stad: OpenLedger) -> None:
    """Nobody takes the entries in: the answer comes all the same, as far as it is, and tells what it lacks."""
    stad.runner.prepare()
    impatient.hear_of(4)
    with impatient.reading(None) as (_, place):
        assert where(place) == (0, False)
        assert staleness(None, place) == Staleness(0, 4, "Framräkningen pågår.")


def test_a_read_at_a_position_does_not_wait_for_what_it_did_not_ask_for(stad: OpenLedger) -> None:
    stad.runner.catch_up()
    stad.model.hear_of(1_000)
    with stad.model.reading(4) as (_, place):
        assert where(place) == (4, True)
