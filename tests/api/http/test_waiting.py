"""Who waits for something to come is woken by what is heard, by asking, and at the end."""

import asyncio
from threading import Thread
from typing import Any

import pytest

from api.http import waiting
from api.http.waiting import Arrivals
from ledger.errors import Refusal, Refused
from ledger.when import monotonic


class PlayedLog:
    """A log that is asked where it ends."""

    def __init__(self, head: int = 0):
        self.at, self.asked, self.is_away = head, 0, False

    def head(self) -> int:
        """Where it ends."""
        self.asked += 1
        if self.is_away:
            raise Refused(Refusal("database-unavailable", "Databasen svarar inte."))
        return self.at


async def woken(arrivals: Arrivals, log: Any, position: int = 4, seconds: float = 20) -> float:
    """How long somebody waited."""
    began = monotonic()
    with arrivals.waiting("stad", log, position) as bell:
        await bell.wait(seconds)
    return monotonic() - began


def test_what_is_heard_in_any_thread_wakes_who_waits_for_it_and_nobody_else() -> None:
    async def scene() -> tuple[float, float]:
        arrivals = Arrivals()
        here = asyncio.create_task(woken(arrivals, PlayedLog()))
        beyond = asyncio.create_task(woken(arrivals, PlayedLog(), 5, 0.6))
        await asyncio.sleep(0.1)
        for heard in (("annan", 9), ("stad", 4), ("stad", 5)):
            Thread(target=arrivals.hear, args=heard).start()
        return await here, await beyond

    here, beyond = asyncio.run(scene())
    assert here < 0.5
    assert beyond >= 0.6


def test_what_came_while_one_looked_is_not_missed() -> None:
    async def scene() -> float:
        arrivals = Arrivals()
        with arrivals.waiting("stad", PlayedLog(), 4) as bell:  # type: ignore[arg-type]
            arrivals.hear("stad", 5)
            began = monotonic()
            await bell.wait(20)
            return monotonic() - began

    assert asyncio.run(scene()) < 1


def test_what_nobody_hears_of_is_found_by_asking_once_for_all_also_after_an_outage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(waiting, "ASKED_EVERY_SECONDS", 0.1)
    log = PlayedLog(4)
    log.is_away = True

    async def scene() -> list[float]:
        arrivals = Arrivals()
        tasks = [asyncio.create_task(woken(arrivals, log)) for _ in range(50)]
        await asyncio.sleep(0.35)
        log.is_away, log.at = False, 5
        return await asyncio.gather(*tasks)

    assert max(asyncio.run(scene())) < 2
    assert log.asked < 12, "not once for each"


def test_nobody_is_asked_when_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "ASKED_EVERY_SECONDS", 0.05)
    log = PlayedLog(4)

    async def scene() -> tuple[int, int]:
        arrivals = Arrivals()
        await woken(arrivals, log, seconds=0.2)
        await asyncio.sleep(0.2)
        asked = log.asked
        await asyncio.sleep(0.3)
        return asked, log.asked

    before, after = asyncio.run(scene())
    assert before == after > 0


def test_the_end_wakes_everybody() -> None:
    async def scene() -> list[float]:
        arrivals = Arrivals()
        tasks = [asyncio.create_task(woken(arrivals, PlayedLog())) for _ in range(3)]
        await asyncio.sleep(0.1)
        arrivals.end()
        assert arrivals.has_ended
        return await asyncio.gather(*tasks)

    assert max(asyncio.run(scene())) < 2


def test_a_bell_of_a_loop_that_has_ended_is_rung_in_vain() -> None:
    arrivals = Arrivals()

    async def hung_up() -> None:
        arrivals._bells["stad"] = {waiting.Bell(PlayedLog(), 4)}  # type: ignore[arg-type]

    asyncio.run(hung_up())
    arrivals.hear("stad", 5)
    arrivals.end()
