"""Pages of what can be followed from a cursor on, whichever it is, and reading each once for all who want the same.

A thousand readers that one entry wakes ask for the same page: the first has it read, and the others are given what it
found. They are read by a few threads of their own, so that no other question waits behind those who follow.
"""

import asyncio
from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

from anyio import CapacityLimiter, to_thread

from ledger.log.database import LedgerPlace
from ledger.log.feed.cursor import LogCursor, parse_cursor

READ_AT_ONCE: Final = 3
"""Pages that are read at once for those who follow."""

KEPT_SECONDS, MOST_KEPT = 1.0, 32
"""How long a page is kept in which something was found, for those who come a little later, and how many are."""


class Page(Protocol):
    """What comes after a cursor: up to where everything was looked at, and where the log ended then."""

    @property
    def seen(self) -> LogCursor:
        """Where one is who has taken it in."""

    @property
    def head(self) -> LogCursor:
        """Where the log ended."""

    @property
    def more(self) -> bool:
        """Whether there is anything left to look at."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""


P = TypeVar("P", bound=Page)


class Message(NamedTuple):
    """One thing that was found: the cursor of who has taken it in, and itself as JSON."""

    cursor: str
    data: bytes


class Source(NamedTuple, Generic[P]):
    """Something of a ledger that can be followed, as somebody asks for it. `asked` tells it from everything else that
    can be followed, and from other questions; `read` is the page after a cursor (and, if told so, up to a position),
    and raises Refused; `messages` are what was found in a page, and `parse` reads the cursors of those."""

    place: LedgerPlace
    asked: Hashable
    read: Callable[..., P]
    messages: Callable[[P], Iterable[Message]]
    parse: Callable[[str], LogCursor] = parse_cursor


class SharedPages:
    """Reads pages for all who follow, in one event loop."""

    def __init__(self) -> None:
        self._reads: dict[Hashable, asyncio.Task[Any]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._limiter: CapacityLimiter | None = None

    async def read(self, asked: Hashable, read: Callable[[LogCursor], P], after: LogCursor, heard_of: int = 0) -> P:
        """The page after a cursor, with what somebody has heard of by its position. Raises what `read` raises."""
        page = await self._shared((asked, after), partial(read, after))
        if not _has_moved(page, after) and page.head.position < heard_of:  # it was being read when that came
            page = await self._shared((asked, after), partial(read, after))
        return page

    async def _shared(self, key: tuple[Hashable, LogCursor], read: Callable[[], P]) -> P:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # what belongs to a loop that has ended is of no use
            self._loop, self._reads, self._limiter = loop, {}, CapacityLimiter(READ_AT_ONCE)
        task: asyncio.Task[P] | None = self._reads.get(key)
        if task is None:
            task = loop.create_task(to_thread.run_sync(read, limiter=self._limiter))
            self._reads[key] = task
            task.add_done_callback(partial(self._keep, self._reads, key))
        return await asyncio.shield(task)  # who leaves takes it from nobody else

    def _keep(
        self, reads: dict[Hashable, asyncio.Task[Any]], key: tuple[Hashable, LogCursor], task: asyncio.Task[P]
    ) -> None:
        """For a while, when it holds for ever: where nothing was found yet, something may be by now."""
        is_good = not task.cancelled() and task.exception() is None and _has_moved(task.result(), key[1])
        if is_good and len(reads) <= MOST_KEPT:
            task.get_loop().call_later(KEPT_SECONDS, reads.pop, key, None)
        else:
            reads.pop(key, None)


def _has_moved(page: Page, after: LogCursor) -> bool:
    return page.seen.position > after.position
