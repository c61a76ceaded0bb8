"""Our recorder in the place of the library's own: its application with repository and mapper, its projections with
their runner, and its own suites of both, as they are.

The product uses none of these, and the library's next major version renames or removes some of them (`dcb/domain`,
`dcb/msgpack`). This is the one test module that imports them.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import eventsourcing.tests.projection as library
import msgspec
import pytest
from eventsourcing.dcb.api import DCBRecorder
from eventsourcing.dcb.application import DCBApplication
from eventsourcing.dcb.domain import EnduringObject, Group, Selector, Slice, Tagged
from eventsourcing.dcb.msgpack import Decision, InitialDecision, MessagePackMapper
from eventsourcing.dcb.persistence import DCBEventStore, DCBInfrastructureFactory, NotFoundError
from eventsourcing.domain import event
from eventsourcing.persistence import BaseInfrastructureFactory, IntegrityError, Tracking
from eventsourcing.postgres import PostgresFactory, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.utils import Environment, EnvType, get_topic

from ledger.log.database import Database, LedgerPlace
from ledger.log.log import Log
from ledger.log.store import PAGE, PostgresLogRecorder, ProjectionTracking, open_datastore
from projections.running.runner import Runner
from tests.checks import check_rows, rows

PATIENT_SECONDS: Final = 10.0
"""The library's runner waits a second for its projection unless told otherwise; a busy machine may need more."""


# --- All that the library is told -------------------------------------------------------------------------------


class LedgerFactory(PostgresFactory, DCBInfrastructureFactory[PostgresTrackingRecorder]):
    """Where the library finds our recorders. Its own factory connects as one login, without a role and a search path,
    and makes its tables; ours are made by migrations and belong to roles. Nothing else of the library is replaced."""

    def __init__(self, env: Environment | EnvType | None):
        BaseInfrastructureFactory.__init__(self, env)
        self.database = msgspec.json.decode(self.env["DATABASE"], type=Database)
        self.place = msgspec.json.decode(self.env["PLACE"], type=LedgerPlace)

    def close(self) -> None:
        """Gives the connections back, which belong to the database and not to a datastore."""
        self.database.connections.close()

    def dcb_recorder(self) -> DCBRecorder:
        """Our log, under the ledger's role."""
        self.datastore = open_datastore(self.database, self.place.log_role, self.place.log_schema)
        return PostgresLogRecorder(self.datastore)

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Any:
        """Our tracking table, under the role of its read models."""
        self.datastore = open_datastore(self.database, self.place.models_role, self.place.projection_schema)
        return (tracking_recorder_class or ProjectionTracking)(self.datastore)


MAPPER: Final = {"MAPPER_TOPIC": "eventsourcing.dcb.msgpack:MessagePackMapper"}
IN_MEMORY: Final = {"PERSISTENCE_MODULE": "eventsourcing.dcb.popo", **MAPPER}


@pytest.fixture
def ours(shared_database: Database, own_place: LedgerPlace) -> EnvType:
    """The settings of an application on a new ledger of ours, with the tables of its projections."""
    Runner(shared_database, own_place).prepare()
    database, place = (msgspec.json.encode(struct).decode() for struct in (shared_database, own_place))
    return {"PERSISTENCE_MODULE": get_topic(LedgerFactory), "DATABASE": database, "PLACE": place, **MAPPER}


@pytest.fixture(autouse=True)
def _checked(own_log: Log) -> Iterator[None]:
    yield
    check_rows(own_log.recorder)


# --- The library's application: enduring objects, groups and slices ----------------------------------------------


class Earmark(EnduringObject[Decision, str]):
    """A sum that is set aside once, and drawn from."""

    class Made(InitialDecision):
        earmark_id: str
        ore: int

    class Drawn(Decision):
        ore: int

    @event(Made)
    def __init__(self, ore: int) -> None:
        self.left_ore = ore

    @event(Drawn)
    def draw(self, ore: int) -> None:
        self.left_ore -= ore


class Moved(Decision):
    """From one earmark to another: one event about both."""

    to_id: str
    ore: int

    def apply(self, obj: Any) -> None:
        """Each of the two takes its part."""
        if isinstance(obj, Earmark):
            obj.left_ore += self.ore if obj.id == self.to_id else -self.ore


class Pair(Group[Decision]):
    """Two earmarks that are decided on together."""

    def __init__(self, giver: Earmark, taker: Earmark):
        self.taker = taker

    def move(self, ore: int) -> None:
        """Moves a sum from the first to the second."""
        self.trigger_event(Moved, to_id=self.taker.id, ore=ore)


class NameTaken(Decision):
    name: str


class TakeName(Slice[Decision]):
    """Takes a name, unless somebody has it: what it looks at is that name and one type, and no object."""

    def __init__(self, name: str):
        self.name, self.is_free = name, True

    def consistency_boundary(self) -> Selector:
        """The one name."""
        return Selector(types=[NameTaken], tags=[f"name:{self.name}"])

    @event(NameTaken)
    def _(self) -> None:
        self.is_free = False

    def execute(self) -> None:
        """The decision."""
        if self.is_free:
            self.trigger_event(NameTaken, [f"name:{self.name}"], name=self.name)


def made(application: DCBApplication, ore: int) -> str:
    """The id of a new earmark that is saved."""
    earmark = Earmark(ore=ore)
    application.repository.save(earmark)
    return earmark.id


def earmark(application: DCBApplication, id_: str) -> Earmark:
    """What the repository makes of the events."""
    enduring = application.repository.get(id_)
    assert isinstance(enduring, Earmark)
    return enduring


def test_an_object_is_made_changed_and_read_back_by_another_application(ours: EnvType, own_log: Log) -> None:
    with DCBApplication(ours) as application:
        first = Earmark(ore=100)
        first.draw(ore=30)
        assert application.repository.save(first) == 2
        again = earmark(application, first.id)
        again.draw(ore=20)
        assert application.repository.save(again) == 3
    with DCBApplication(ours) as application:
        read = earmark(application, first.id)
        assert (read.id, read.left_ore, read.last_known_position) == (first.id, 50, 3)
        with pytest.raises(NotFoundError):
            application.repository.get("earmark-unknown")
    stored = rows(own_log.recorder, "SELECT type, tags FROM event ORDER BY position")
    topics = [get_topic(decision) for decision in (Earmark.Made, Earmark.Drawn, Earmark.Drawn)]
    assert stored == [{"type": topic, "tags": [first.id]} for topic in topics]


@pytest.fixture(params=["ours", "in memory"])
def application(request: pytest.FixtureRequest) -> Iterator[DCBApplication]:
    """The library's application on our recorder; and on its own in memory, to see that what is expected is so."""
    with DCBApplication(request.getfixturevalue("ours") if request.param == "ours" else IN_MEMORY) as application:
        yield application


def test_what_was_decided_on_something_older_is_refused_and_nothing_is_stored(application: DCBApplication) -> None:
    id_ = made(application, 100)
    first, second = (earmark(application, id_) for _ in range(2))
    first.draw(ore=60)
    second.draw(ore=60)
    assert application.repository.save(first) == 2
    with pytest.raises(IntegrityError):
        application.repository.save(second)
    assert application.recorder.read().head == 2
    again = earmark(application, id_)
    assert again.left_ore == 40
    again.draw(ore=40)
    made(application, 5)
    assert application.repository.save(again) == 4, "what came in between is about something else"


def test_one_event_about_two_objects_is_read_by_both_and_stands_in_the_way_of_both(application: DCBApplication) -> None:
    giver_id, taker_id = made(application, 100), made(application, 5)
    late = earmark(application, taker_id)
    pair = application.repository.get_group(Pair, giver_id, taker_id)
    pair.move(40)
    assert application.repository.save(pair) == 3
    assert [earmark(application, id_).left_ore for id_ in (giver_id, taker_id)] == [60, 45]
    late.draw(ore=1)
    with pytest.raises(IntegrityError):
        application.repository.save(late)


def test_a_slice_decides_on_its_boundary_alone(application: DCBApplication) -> None:
    assert application.do(TakeName("smart stad")).is_free is False
    assert application.do(TakeName("annat")).is_free is False
    assert application.recorder.read().head == 2, "each name is taken"
    assert application.do(TakeName("annat")).last_known_position == 2, "it was advanced past what others had done"
    assert application.recorder.read().head == 2, "and left what was taken"
    first, second = (application.repository.advance(TakeName("tredje")) for _ in range(2))
    for decision in (first, second):
        decision.execute()
    application.repository.save(first)
    with pytest.raises(IntegrityError):
        application.repository.save(second)


def test_of_many_who_decide_on_the_same_at_once_none_draws_what_is_gone(ours: EnvType, own_log: Log) -> None:
    with DCBApplication(ours) as application, ThreadPoolExecutor(6) as pool:
        id_ = made(application, 100)

        def draw(_: int) -> bool:
            read = earmark(application, id_)
            if read.left_ore < 30:
                return False
            read.draw(ore=30)
            try:
                return application.repository.save(read) > 0
            except IntegrityError:
                return False

        assert sum(pool.map(draw, range(60))) == 3, "each that is stored refuses at most the five beside it"
        assert earmark(application, id_).left_ore == 10
        assert own_log.head() == 4


# --- The library's projections ----------------------------------------------------------------------------------


class TakenIn(ProjectionTracking, library.EventCountersView):
    """Each event that a projection was given, in the order in which it came, on our tracking recorder: the row and
    how far it has come are stored in one transaction. It answers what the library's own suites ask of a view."""

    def take_in(self, kind: str, tracking: Tracking) -> None:
        """One event. Raises the library's IntegrityError, and keeps nothing, when it has been taken in before."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("INSERT INTO taken_in (position, kind) VALUES (%s, %s)", (tracking.notification_id, kind))
            self._insert_tracking(cursor, tracking)

    def rows(self) -> list[tuple[int, str]]:
        """Position and kind of each."""
        with self.datastore.cursor() as cursor:
            taken_in = cursor.execute("SELECT position, kind FROM taken_in ORDER BY number").fetchall()
        return [(row["position"], row["kind"]) for row in taken_in]

    def get_created_event_counter(self) -> int:
        return [kind for _, kind in self.rows()].count("created")

    def get_subsequent_event_counter(self) -> int:
        return [kind for _, kind in self.rows()].count("subsequent")

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self.take_in("created", tracking)

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self.take_in("subsequent", tracking)


class Following(Projection[TakenIn]):
    """Takes in whatever comes."""

    def process_event(self, domain_event: Tagged[Decision], tracking: Tracking) -> None:
        """One event."""
        self.view.take_in(type(domain_event.decision).__name__, tracking)


class FollowingNames(Following):
    """Takes in one kind of event, which the recorder picks out."""

    topics = (get_topic(NameTaken),)


class Stumbling(Following):
    """Fails at the third event, after its row is written and before that is committed."""

    def process_event(self, domain_event: Tagged[Decision], tracking: Tracking) -> None:
        """One event; the third as if it were the second once more."""
        last_good = Tracking(tracking.application_name, min(tracking.notification_id, 2))
        super().process_event(domain_event, last_good)


@pytest.fixture
def tables(ours: EnvType, shared_database: Database, own_place: LedgerPlace) -> EnvType:
    """The settings, with a table for what the projections of these tests take in."""
    with shared_database.connect(own_place.models_role, own_place.projection_schema) as connection:
        connection.execute("CREATE TABLE taken_in (number serial, position bigint NOT NULL, kind text NOT NULL)")
    return ours


def running(settings: EnvType, projection: type[Following] = Following) -> ProjectionRunner[DCBApplication, TakenIn]:
    """The library's runner, with its application on our log and a projection in our tables."""
    return ProjectionRunner(
        application_class=DCBApplication, projection_class=projection, view_class=TakenIn, env=settings
    )


def took(log: Log, count: int) -> int:
    """Takes so many names more, by the library's event store without a condition; the last position, 0 for none."""
    decisions: list[Tagged[Decision]] = [Tagged([], NameTaken(f"namn {number}")) for number in range(count)]
    return DCBEventStore(MessagePackMapper(), log.recorder).append(decisions)


def test_a_projection_follows_to_the_head_and_from_there(tables: EnvType, own_log: Log) -> None:
    last = took(own_log, 2 * PAGE + 1)
    with running(tables) as runner:
        runner.wait(last, PATIENT_SECONDS)
        for number in range(3):
            last = runner.app.repository.save(Earmark(ore=number))
        runner.wait(last, PATIENT_SECONDS)
        kinds = ["NameTaken"] * (2 * PAGE + 1) + ["Made"] * 3
        assert runner.view.rows() == list(enumerate(kinds, start=1))


def test_a_projection_resumes_where_it_was(tables: EnvType, own_log: Log) -> None:
    for reached in (3, 3, 5):
        took(own_log, reached - own_log.head())
        with running(tables) as runner:
            runner.wait(reached, PATIENT_SECONDS)
            assert [position for position, _ in runner.view.rows()] == list(range(1, reached + 1))
            assert runner.view.max_tracking_id(runner.app_name) == reached


def test_a_projection_that_failed_begins_again_with_the_event_it_failed_at(tables: EnvType, own_log: Log) -> None:
    took(own_log, 5)
    with pytest.raises(IntegrityError), running(tables, Stumbling) as runner:
        runner.run_forever(PATIENT_SECONDS)
    assert [position for position, _ in runner.view.rows()] == [1, 2], "what had been written of the third is gone"
    with running(tables) as runner:
        runner.wait(5, PATIENT_SECONDS)
        assert [position for position, _ in runner.view.rows()] == [1, 2, 3, 4, 5]


def test_a_projection_of_one_kind_is_given_that_kind(tables: EnvType, own_log: Log) -> None:
    with running(tables, FollowingNames) as runner:
        made(runner.app, 1)
        runner.app.do(TakeName("smart stad"))
        made(runner.app, 2)
        runner.app.do(TakeName("annat"))
        runner.wait(4, PATIENT_SECONDS)
        assert runner.view.rows() == [(2, "NameTaken"), (4, "NameTaken")]


def test_while_many_write_every_event_comes_once_and_in_order(tables: EnvType, own_log: Log) -> None:
    with running(tables) as runner, ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(runner.app.do, TakeName(f"namn {number % 25}")) for number in range(100)]
        failures = [done.exception() for done in writing]
        assert {type(failure) for failure in failures} <= {type(None), IntegrityError}
        assert own_log.head() == 25
        runner.wait(25, PATIENT_SECONDS)
        assert [position for position, _ in runner.view.rows()] == list(range(1, 26))


# --- The library's own suites -----------------------------------------------------------------------------------


class TestView(library.EventCountersViewTestCase):
    """What the library asks of a view with a tracking recorder: positions go forward, each once, with what they are
    about; and whoever waits for one is told."""

    @pytest.fixture(autouse=True)
    def _told(self, tables: EnvType) -> None:
        self.tables = tables

    def construct_event_counters_view(self) -> library.EventCountersView:
        view: TakenIn = LedgerFactory(self.tables).tracking_recorder(TakenIn)
        return view


class TestProjection(library.TaggedDecisionCountersProjectionTestCase):
    """What the library asks of its application with a projection; and that a projection's error is raised."""

    view_class = TakenIn

    @pytest.fixture(autouse=True)
    def _told(self, tables: EnvType) -> None:
        type(self).env = dict(tables)
