"""Who waits for something to come is woken by what is heard, and at the end; and only so many can wait."""

import asyncio
from collections.abc import Iterator
from threading import Thread
from uuid import UUID

import pytest

from api.http.waiting import Arrivals, Bell, until_gone
from api.listener import Listener
from ledger.errors import Refused
from ledger.log.database import LedgerPlace
from tests.api.asking import unreachable

STAD, ANNAN = (
    LedgerPlace(name, f"{name}_log", f"{name}_p", f"{name}_r", number, UUID(int=number), "5df59dc5")
    for number, name in enumerate(("stad", "annan"), start=1)
)


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Who listens to a database that is not there."""
    made = Listener(unreachable().database)
    yield made
    made.stop()


@pytest.fixture
def arrivals(listener: Listener) -> Arrivals:
    """Nobody waits."""
    return Arrivals(listener)


async def woken(arrivals: Arrivals, position: int = 4, seconds: float = 60) -> bool:
    """Whether somebody who waits has something to look at."""
    with arrivals.waiting(STAD, position) as bell:
        return await bell.wait(seconds)


def test_what_is_heard_in_any_thread_wakes_who_waits_for_it_and_nobody_else(arrivals: Arrivals) -> None:
    async def scene() -> tuple[bool, bool]:
        here = asyncio.create_task(woken(arrivals))
        beyond = asyncio.create_task(woken(arrivals, 5, 0.6))
        await asyncio.sleep(0.1)
        for heard in (("annan", 9), ("stad", 4), ("stad", 5)):
            Thread(target=arrivals.hear, args=heard).start()
        return await here, await beyond

    assert asyncio.run(asyncio.wait_for(scene(), 20)) == (True, False)


def test_what_came_while_one_looked_is_not_missed(arrivals: Arrivals) -> None:
    async def scene() -> bool:
        with arrivals.waiting(STAD, 4) as bell:
            arrivals.hear("stad", 5)
            return await bell.wait(20)

    assert asyncio.run(scene())


def test_who_has_seen_already_what_it_is_told_of_has_nothing_to_look_at(arrivals: Arrivals) -> None:
    async def scene() -> list[bool]:
        with arrivals.waiting(STAD, 4) as bell:
            arrivals.hear("stad", 6)
            bell.position = 7
            return [await bell.wait(20), await bell.wait(0.05), await bell.wait(-1)]

    assert asyncio.run(scene()) == [False, False, False]


def test_a_ledger_is_wanted_for_as_long_as_anybody_waits_for_it(arrivals: Arrivals, listener: Listener) -> None:
    async def scene() -> None:
        assert not listener.listens, "nobody is asked before somebody waits"
        with arrivals.waiting(STAD, 4), arrivals.waiting(ANNAN, 1):
            with arrivals.waiting(STAD, 2):
                assert arrivals.wanted() == [STAD, ANNAN]
            assert arrivals.wanted() == [STAD, ANNAN]
            assert listener.listens
        assert arrivals.wanted() == []

    asyncio.run(scene())


def test_the_end_wakes_everybody(arrivals: Arrivals) -> None:
    async def scene() -> list[bool]:
        tasks = [asyncio.create_task(woken(arrivals)) for _ in range(3)]
        await asyncio.sleep(0.1)
        arrivals.end()
        assert arrivals.has_ended
        return await asyncio.gather(*tasks)

    assert asyncio.run(asyncio.wait_for(scene(), 20)) == [False] * 3


def test_so_many_can_wait_and_the_next_is_refused_until_one_has_gone(listener: Listener) -> None:
    arrivals = Arrivals(listener, 2)

    async def scene() -> None:
        with arrivals.waiting(STAD, 4):
            with arrivals.waiting(ANNAN, 4), pytest.raises(Refused) as refused, arrivals.waiting(STAD, 4):
                pass
            [refusal] = refused.value.refusals
            assert (refusal.code, refusal.kind.retry_can_help) == ("following-full", True)
            with arrivals.waiting(STAD, 4):
                pass
        assert arrivals.wanted() == []

    asyncio.run(scene())


def test_who_has_gone_is_woken(arrivals: Arrivals) -> None:
    async def scene() -> tuple[bool, bool]:
        leaves = asyncio.Event()

        async def receive() -> dict[str, str]:
            await leaves.wait()
            return {"type": "http.disconnect"}

        with arrivals.waiting(STAD, 4) as bell:
            async with until_gone(receive, bell) as is_gone:
                before = is_gone()
                asyncio.get_running_loop().call_later(0.05, leaves.set)
                await bell.wait(20)
                return before, is_gone()

    assert asyncio.run(asyncio.wait_for(scene(), 10)) == (False, True)


def test_a_bell_of_a_loop_that_has_ended_is_rung_in_vain(arrivals: Arrivals) -> None:
    async def hung_up() -> None:
        arrivals._bells["stad"] = {Bell(STAD, 4)}

    asyncio.run(hung_up())
    arrivals.hear("stad", 5)
    arrivals.end()
    assert arrivals.has_ended
