"""A page is read once for all who want the same, and nobody is given one that is older than what it has heard of."""

import asyncio
from collections.abc import Callable
from threading import Event, active_count
from typing import NamedTuple

from api.http.pages import MOST_KEPT, READ_AT_ONCE, SharedPages
from ledger.errors import Refusal, Refused
from ledger.log.feed.cursor import BEGINNING, LogCursor


class Found(NamedTuple):
    """A page: where it ends, and where the log ended."""

    seen: LogCursor
    head: LogCursor
    more: bool = False
    is_empty: bool = True


class Played:
    """A log of so many entries, that counts how often it is read; it can be held up."""

    def __init__(self, head: int):
        self.head, self.reads = head, 0
        self.goes_on = Event()
        self.goes_on.set()

    def read(self, after: LogCursor) -> Found:
        """The page after a cursor, with one entry at most."""
        self.reads += 1
        head = LogCursor(self.head)
        assert self.goes_on.wait(20)
        if after.position < head.position:
            return Found(LogCursor(after.position + 1), head, after.position + 1 < head.position, is_empty=False)
        return Found(head, head)


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not reached():
            await asyncio.sleep(0.005)


def test_a_thousand_who_want_the_same_have_it_read_once() -> None:
    log, shared = Played(3), SharedPages()

    async def scene() -> list[Found]:
        return await asyncio.gather(*(shared.read("a", log.read, BEGINNING) for _ in range(1000)))

    assert {page.seen.position for page in asyncio.run(scene())} == {1}
    assert log.reads == 1


def test_other_questions_and_other_cursors_are_read_for_themselves_a_few_at_once() -> None:
    log, shared = Played(50), SharedPages()

    async def scene() -> set[int]:
        before = active_count()
        asked = [shared.read(name, log.read, LogCursor(after)) for name in "ab" for after in range(20)]
        found = await asyncio.gather(*asked)
        assert active_count() - before <= READ_AT_ONCE
        return {page.seen.position for page in found}

    assert asyncio.run(scene()) == {*range(1, 21)}
    assert log.reads == 40


def test_who_comes_a_little_later_is_given_what_was_found_but_never_that_there_was_nothing() -> None:
    log, shared = Played(1), SharedPages()

    async def scene() -> None:
        for _ in range(3):
            await shared.read("a", log.read, BEGINNING)
        assert log.reads == 1
        await until(lambda: not shared._reads)
        await shared.read("a", log.read, BEGINNING)
        assert log.reads == 2, "not for long: the log may be another by then"
        for _ in range(3):
            assert (await shared.read("a", log.read, LogCursor(1))).is_empty
        assert log.reads == 5

    asyncio.run(scene())


def test_only_so_many_are_kept() -> None:
    log, shared = Played(500), SharedPages()

    async def scene() -> int:
        for after in range(200):
            await shared.read("a", log.read, LogCursor(after))
        return len(shared._reads)

    assert asyncio.run(scene()) <= MOST_KEPT


def test_who_has_heard_of_more_than_was_there_when_the_page_was_read_has_it_read_again() -> None:
    log, shared = Played(4), SharedPages()

    async def scene() -> tuple[Found, Found]:
        log.goes_on.clear()
        first = asyncio.create_task(shared.read("a", log.read, LogCursor(4)))
        await until(lambda: log.reads == 1)
        log.head = 5  # while it is being read
        second = asyncio.create_task(shared.read("a", log.read, LogCursor(4), heard_of=5))
        await asyncio.sleep(0.05)
        log.goes_on.set()
        return await first, await second

    first, second = asyncio.run(scene())
    assert (first.seen.position, first.is_empty) == (4, True)
    assert (second.seen.position, second.is_empty) == (5, False)
    assert log.reads == 2


def test_what_was_heard_of_and_is_not_there_is_looked_for_once_more_and_not_for_ever() -> None:
    """A log that was restored from an older copy."""
    log, shared = Played(4), SharedPages()
    page = asyncio.run(shared.read("a", log.read, LogCursor(4), heard_of=9))
    assert page.is_empty
    assert log.reads == 2


def test_a_refusal_is_told_to_all_and_the_next_tries_again() -> None:
    shared, tries = SharedPages(), list[int]()

    def read(_after: LogCursor) -> Found:
        tries.append(1)
        raise Refused(Refusal("database-unavailable", "Databasen svarar inte."))

    async def scene() -> list[Found | BaseException]:
        asked = [shared.read("a", read, BEGINNING) for _ in range(20)]
        return await asyncio.gather(*asked, return_exceptions=True)

    for count in (1, 2):
        assert all(isinstance(told, Refused) for told in asyncio.run(scene()))
        assert len(tries) == count


def test_who_leaves_takes_the_page_from_nobody_else() -> None:
    log, shared = Played(1), SharedPages()

    async def scene() -> Found:
        log.goes_on.clear()
        first, second = (asyncio.create_task(shared.read("a", log.read, BEGINNING)) for _ in range(2))
        await until(lambda: log.reads == 1)
        first.cancel()
        await asyncio.sleep(0.05)
        log.goes_on.set()
        assert first.cancelled()
        return await second

    assert asyncio.run(scene()).seen.position == 1
    assert log.reads == 1


def test_what_was_being_read_in_a_loop_that_has_ended_keeps_nobody_waiting() -> None:
    log, shared = Played(1), SharedPages()
    for _ in range(2):
        assert asyncio.run(shared.read("a", log.read, BEGINNING)).seen.position == 1
    assert log.reads == 2
