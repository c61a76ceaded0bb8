"""One connection hears of what is appended to many logs, and of nothing else."""

from collections.abc import Iterator

import pytest

from ledger.log.database import Database
from ledger.log.listening import Listening
from ledger.log.log import Log
from ledger.log.migrations import installation
from ledger.log.store import DCBEvent
from tests.tampering import ledger_of_anything

EVENT = DCBEvent("drawn.v1", b"x")
NAMES = ("a", "b", "select")


@pytest.fixture
def logs(database: Database) -> dict[str, Log]:
    """Three logs, empty."""
    return {name: Log.open(database, ledger_of_anything(database, name)) for name in NAMES}


@pytest.fixture
def listening(database: Database, logs: dict[str, Log]) -> Iterator[Listening]:
    """Listens to nothing yet."""
    with Listening.to(database) as made:
        yield made


def test_it_hears_of_the_logs_that_it_listens_to_and_of_no_other(
    database: Database, logs: dict[str, Log], listening: Listening
) -> None:
    first, second, third = installation(database).ledgers
    assert listening.listen_to([first, second]) == [first, second]
    assert listening.listen_to([second, third]) == [third], "the others are known"
    for name in NAMES:
        logs[name].recorder.append([EVENT] * 2)
    heard = [*listening.heard(1), *listening.heard(0.1), *listening.heard(0.1)]
    assert sorted(heard) == [("b", 2), ("select", 2)]


def test_where_logs_end_is_asked_in_one_statement_for_many(
    database: Database, logs: dict[str, Log], listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs["b"].recorder.append([EVENT] * 3)
    places = installation(database).ledgers
    assert list(listening.heads()) == []
    listening.listen_to(places)
    assert sorted(listening.heads()) == [("a", 0), ("b", 3), ("select", 0)]
    listening.listen_to(places[:2])
    assert sorted(listening.heads()) == [("a", 0), ("b", 3)]
    monkeypatch.setattr("ledger.log.listening.ASKED_TOGETHER", 2)
    listening.listen_to(places)
    assert sorted(listening.heads()) == [("a", 0), ("b", 3), ("select", 0)]
