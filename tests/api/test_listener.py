"""Who listens hears of everything that somebody wants to know, however it is lost on the way, and of nothing else."""

import logging
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from api import listener as bounds
from api.app import Application, OpenLedger
from api.listener import Listener
from ledger.log.database import Database, LedgerPlace
from ledger.when import sleep, wait_until
from tests.api.asking import unreachable
from tests.api.outages import allow_connections, kill
from tests.api.outages import deaf as deaf
from tests.api.outages import listening as listening
from tests.given import AUTHOR, adjusted, basis, command, opening


class Hearing:
    """Somebody who wants to know of some ledgers, and what was told."""

    def __init__(self, *places: LedgerPlace):
        self.places = list(places)
        self.told: list[tuple[str, int]] = []

    def wanted(self) -> list[LedgerPlace]:
        return self.places

    def hear(self, ledger: str, position: int) -> None:
        self.told.append((ledger, position))

    def has_heard(self, position: int, ledger: str = "stad") -> bool:
        return wait_until(lambda: (ledger, position) in self.told, 20)


@pytest.fixture
def listener(database: Database) -> Iterator[Listener]:
    """Nobody wants anything of it yet."""
    made = Listener(database)
    yield made
    made.stop()


def listening_threads() -> int:
    return len([thread for thread in threading.enumerate() if thread.name == "listen"])


def record(application: Application, number: int) -> None:
    application.record("stad", command(adjusted(number), on=basis(paragraph=f"§ {number}")), AUTHOR, None)


def test_everybody_is_caught_up_within_the_time_that_is_promised() -> None:
    """At worst the connection is lost just before, and what came then is asked for with the next one; or a database
    comes back just after somebody has tried."""
    assert (
        bounds.CONNECTED_AGAIN_SECONDS + bounds.ASKED_EVERY_SECONDS + bounds.LISTENED_SECONDS < bounds.CAUGHT_UP_SECONDS
    )


def test_there_is_no_thread_before_somebody_wants_something_nor_after_the_end() -> None:
    made = Listener(unreachable().database)
    assert (listening_threads(), made.listens) == (0, False)
    made.begin()
    made.begin()
    assert (listening_threads(), made.listens) == (1, True)
    made.stop()
    made.begin()
    assert (listening_threads(), made.listens) == (0, False)


def test_each_is_told_of_what_it_or_somebody_else_wants_over_one_connection(
    application: Application, stad: OpenLedger, listener: Listener, listening: list[int]
) -> None:
    application.record("annan", opening(), AUTHOR, "opening")
    one, both = Hearing(application.place("stad")), Hearing(application.place("stad"), application.place("annan"))
    for hearing in (one, both):
        listener.tell_also(hearing)
    listener.begin()
    assert both.has_heard(4)
    assert both.has_heard(4, "annan")
    record(application, 1)
    assert one.has_heard(5)
    assert both.has_heard(5)
    assert len(listening) == 1


def test_what_this_process_records_itself_is_told_at_once(application: Application, stad: OpenLedger) -> None:
    hearing = Hearing()
    application.listener.tell_also(hearing)
    record(application, 1)
    assert hearing.told == [("stad", 5)]
    assert listening_threads() == 0, "nobody wants to know of others"


def test_who_wants_something_later_is_told_where_it_ends(
    application: Application, stad: OpenLedger, listener: Listener
) -> None:
    hearing = Hearing()
    listener.tell_also(hearing)
    listener.begin()
    sleep(0.5)
    assert hearing.told == []
    hearing.places = [application.place("stad")]
    assert hearing.has_heard(4)


@pytest.mark.usefixtures("deaf")
def test_what_is_not_heard_is_found_by_asking(application: Application, stad: OpenLedger, listener: Listener) -> None:
    hearing = Hearing(application.place("stad"))
    listener.tell_also(hearing)
    listener.begin()
    assert hearing.has_heard(4)
    record(application, 1)
    assert hearing.has_heard(5)


def test_a_connection_that_is_killed_is_made_again_and_what_came_meanwhile_is_told(
    application: Application, stad: OpenLedger, database: Database, listener: Listener, listening: list[int]
) -> None:
    hearing = Hearing(application.place("stad"))
    listener.tell_also(hearing)
    listener.begin()
    assert hearing.has_heard(4)
    for number in (1, 2, 3):
        assert len(listening) == number
        kill(database, listening[-1])
        record(application, number)
        assert hearing.has_heard(4 + number)


def test_a_database_that_is_away_is_tried_again_and_again(
    application: Application, stad: OpenLedger, database: Database, listener: Listener
) -> None:
    hearing = Hearing(application.place("stad"))
    listener.tell_also(hearing)
    listener.begin()
    assert hearing.has_heard(4)
    allow_connections(database, allowed=False)
    sleep(1.5)
    allow_connections(database, allowed=True)
    record(application, 1)
    assert hearing.has_heard(5)


def test_one_who_fails_to_hear_is_told_of_in_the_log_and_ends_nothing(
    application: Application, stad: OpenLedger, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(Hearing):
        def hear(self, ledger: str, position: int) -> None:
            super().hear(ledger, position)
            if len(self.told) == 1:
                raise ZeroDivisionError

    hearing = Failing(application.place("stad"))
    listener.tell_also(hearing)
    with caplog.at_level(logging.ERROR, "liggare"):
        listener.begin()
        assert hearing.has_heard(4)
        record(application, 1)
        assert hearing.has_heard(5)
    assert "the listener failed" in caplog.text
    assert listener.listens


def test_it_ends_also_while_the_database_is_away() -> None:
    with closing(unreachable()) as application:
        application.listener.begin()
        sleep(0.2)
    assert listening_threads() == 0
