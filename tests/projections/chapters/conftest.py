"""A ledger that is told what is decided day by day, and takes it in at once."""

from itertools import count
from typing import Protocol

import pytest

from api.app import Application, OpenLedger
from ledger.events import AnyFact
from ledger.values import Acceptance, Basis
from tests.given import AUTHOR, Command, basis


class Record(Protocol):
    """Records facts in `stad`, on a day, on a basis or on none, and takes them in. Returns the last position."""

    def __call__(self, on: str | Basis | None, *facts: AnyFact, accept: tuple[Acceptance, ...] = ()) -> int: ...


@pytest.fixture
def record(application: Application, stad: OpenLedger) -> Record:
    """Each call is a command of its own; the opening of the ledger has the positions 1 to 4."""
    numbers = count(1)

    def record(on: str | Basis | None, *facts: AnyFact, accept: tuple[Acceptance, ...] = ()) -> int:
        on = basis(on) if isinstance(on, str) else on
        receipt = application.record("stad", Command(facts, on, accept), AUTHOR, f"k{next(numbers)}")
        stad.runner.catch_up()
        assert receipt.last_position is not None
        return receipt.last_position

    return record
