"""A ledger as a controller meets it: decisions go in, any day comes out."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from typing import Any, NamedTuple

import msgspec
import pytest

from api.app import Application, OpenLedger
from ledger.events import AnyFact, Correctable, RecordingErrorCorrected, Replacement
from ledger.log.embedded import EmbeddedServer
from ledger.values import Basis, NetAmount, OperatingAmount
from projections.asking.question import Question
from projections.frames.current import FramesAnswer, frames_answer
from tests.given import AUTHOR, Command, basis
from tests.stories.doors import World, recorded_worlds

MNKR = 100_000_000
"""Öre in a million kronor."""


def budget_of(costs_mnkr: int, revenues_mnkr: int = 0) -> OperatingAmount:
    """Whole millions, as costs and revenues."""
    return OperatingAmount(costs_mnkr * MNKR, revenues_mnkr * MNKR)


def net_of(net_mnkr: int) -> NetAmount:
    """Whole millions, of which only the net is known."""
    return NetAmount(net_mnkr * MNKR)


class Story(NamedTuple):
    """One ledger, `stad`, with three units at positions 1 to 4; the first decision gets position 5."""

    ledger: OpenLedger
    record: Callable[[Command], int]

    def decides(self, day: str | Basis, *facts: AnyFact) -> int:
        """The council decides on a day, and it is recorded now. Returns the last position."""
        return self.record(Command(facts, basis(day) if isinstance(day, str) else day))

    def corrects(self, position: int, fact: Correctable | None, day: str | None = None) -> int:
        """A recording error is found. Nothing in its place: the entry is withdrawn."""
        replacement = None if fact is None else Replacement(fact, basis(day) if day else None)
        return self.record(Command((RecordingErrorCorrected(position, "avskrivningsfel", replacement),)))

    def asked(self, as_of: str | None, known_at: int | None = None, **more: Any) -> FramesAnswer:
        """The answer for 2026 unless another year is named."""
        day = None if as_of is None else date.fromisoformat(as_of)
        question = Question(**{"year": 2026, "as_of": day, "known_at": known_at} | more)
        return frames_answer(self.ledger.model, question).answer

    def bytes_of(self, as_of: str, known_at: int, **more: Any) -> bytes:
        """The same, as what is sent."""
        return msgspec.json.encode(self.asked(as_of, known_at, **more))

    def costs(self, as_of: str, known_at: int | None = None, unit: str = "slk") -> int | None:
        """A unit's operating costs in whole millions; None when it has no frame or its costs are not known."""
        frames = [frame for frame in self.asked(as_of, known_at, unit=unit).frames if frame.kind == "operating"]
        if not frames or frames[0].costs_ore is None:
            return None
        millions, rest = divmod(frames[0].costs_ore, MNKR)
        assert rest == 0
        return millions


@pytest.fixture
def story(application: Application, stad: OpenLedger) -> Story:
    """A city where nothing is decided yet."""
    numbers = count(1)

    def record(command: Command) -> int:
        receipt = application.record("stad", command, AUTHOR, f"k{next(numbers)}")
        stad.runner.catch_up()
        assert receipt.last_position is not None
        return receipt.last_position

    return Story(stad, record)


@pytest.fixture(scope="session")
def world(server: EmbeddedServer) -> Iterator[World]:
    """What `liggare demo` records, taken in. For tests that only read, or try."""
    with recorded_worlds(server) as recorded:
        yield recorded
