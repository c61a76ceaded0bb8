"""The door for those who follow a ledger, its log or its frame changes: pages, waiting for what comes, lines of all
there is, and streams."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final, Generic, NamedTuple

import msgspec
from anyio import to_thread
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from api.answers.feed import Feed, FeedPage
from api.answers.frame_changes import ChangesFeed
from api.answers.reading_parameters import GivenParameters
from api.app import Application
from api.http.followed import (
    change_lines,
    change_messages,
    changes_asked,
    changes_page,
    event_lines,
    event_messages,
    event_question,
    events_page,
)
from api.http.metrics import WAITED
from api.http.openapi_changes import CHANGES, STREAMED_CHANGES
from api.http.openapi_feed import FOLLOWING, LAST_EVENT_ID, LINES, STREAMING
from api.http.pages import P, SharedPages, Source
from api.http.stream import EventStream
from api.http.waiting import RESUMABLE, Arrivals, until_gone
from ledger.log.feed.cursor import BEGINNING, LogCursor
from ledger.when import monotonic
from projections.asking.parameter import Parameter
from projections.asking.texts import json_of
from projections.frames.change_cursor import FROM_THE_BEGINNING, parse_change_cursor
from projections.frames.frame_changes import ChangesPage

DEFAULT_PAGE: Final = 100
LINES_AT_A_TIME: Final = 250
"""Events that are in memory at once for somebody who asked for lines."""

STREAMED_AT_A_TIME: Final = 50
"""The same for a stream: fewer, since there may be thousands."""

MOST_FEEDS: Final = 64
"""How many ledgers' feeds are kept, with what they know of the units: those that were asked for last."""


class Followable(NamedTuple, Generic[P]):
    """Something of every ledger that can be followed over HTTP: what a page and a stream of it can be asked; its source
    for what was asked, with at most so many in a page; a page as it is answered, and as lines."""

    paging: Mapping[str, Parameter]
    streaming: Mapping[str, Parameter]
    source: Callable[[str, Mapping[str, Any], int], Awaitable[Source[P]]]
    answer: Callable[[Mapping[str, Any], LogCursor, P], msgspec.Struct]
    lines: Callable[[P], Iterable[bytes]]
    beginning: LogCursor = BEGINNING


class FeedDoor:
    """GET /v1/{ledger}/events and /frame-changes and their streams, of every ledger of an application; used in one
    event loop at a time."""

    def __init__(self, application: Application, arrivals: Arrivals):
        self._application = application
        self._arrivals = arrivals
        self._pages = SharedPages()
        self._feeds: dict[str, Feed] = {}  # the one that was asked for last is last
        self.of_events = Followable(FOLLOWING, STREAMING, self._events, events_page, event_lines)
        self.of_changes = Followable(
            CHANGES, STREAMED_CHANGES, self._changes, changes_page, change_lines, FROM_THE_BEGINNING
        )

    async def page(self, request: Request, ledger: str, followed: Followable[P]) -> Response:
        """A page, or as lines everything that there is; when there is nothing yet, as soon as something comes."""
        given, after = _asked(request, followed.paging, followed.beginning)
        as_lines, limit = wants_lines(request), given["limit"]
        size = min(limit or LINES_AT_A_TIME, LINES_AT_A_TIME) if as_lines else limit or DEFAULT_PAGE
        source = await followed.source(ledger, given, size)
        page = await to_thread.run_sync(source.read, after)
        if given["wait"] and _is_at_the_end(page):
            page = await self._awaited(request, source, page, given["wait"])
        headers = {**_headers(after), "vary": "Accept"}
        if not as_lines:
            return Response(json_of(followed.answer(given, after, page)), 200, headers, "application/json")

        async def sized(size: int) -> Source[P]:
            return await followed.source(ledger, given, size)

        return _as_lines(request, source, sized, followed.lines, page, headers, limit)

    async def stream(self, request: Request, ledger: str, followed: Followable[P]) -> Response:
        """Everything after a cursor, and then what comes, as it comes."""
        given, after = _asked(request, followed.streaming, followed.beginning, goes_on=True)
        source = await followed.source(ledger, given, STREAMED_AT_A_TIME)
        return EventStream(source, after, self._pages, self._arrivals, _headers(after))

    async def _feed(self, ledger: str) -> Feed:
        """The feed of a ledger, whatever its read models are. Raises Refused (ledger-unknown)."""
        log = await to_thread.run_sync(self._application.log, ledger)
        self._feeds[ledger] = feed = self._feeds.pop(ledger, None) or Feed(ledger, log)
        if len(self._feeds) > MOST_FEEDS:
            del self._feeds[next(iter(self._feeds))]
        return feed

    async def _events(self, ledger: str, given: Mapping[str, Any], limit: int) -> Source[FeedPage]:
        question, feed = event_question(given, limit), await self._feed(ledger)
        place = self._application.place(ledger)
        return Source(place, ("events", ledger, question), partial(feed.page, question), event_messages)

    async def _changes(self, ledger: str, given: Mapping[str, Any], limit: int) -> Source[ChangesPage]:
        """Of the read model, which is followed: who waits is woken when it has taken something in."""
        asked, feed = changes_asked(given, limit), await self._feed(ledger)
        opened = await to_thread.run_sync(self._application.ledger, ledger)
        read = partial(ChangesFeed(opened.model, feed).page, asked)
        place = self._application.place(ledger)
        return Source(place, ("frame-changes", ledger, asked), read, change_messages, parse_change_cursor)

    async def _awaited(self, request: Request, source: Source[P], page: P, seconds: int) -> P:
        """The first page that has something, or the one there is when the time is out, the client gone or the server
        ending. Raises Refused (following-full)."""
        until = monotonic() + seconds
        with self._arrivals.waiting(source.place, page.seen.position) as bell:
            async with until_gone(request.receive, bell) as is_gone:
                while True:
                    page = await self._pages.read(source.asked, source.read, page.seen, bell.heard_of)
                    bell.position = page.seen.position
                    left = until - monotonic()
                    if not _is_at_the_end(page) or left <= 0 or is_gone() or self._arrivals.has_ended:
                        return page
                    await bell.wait(left)
                    request.scope[WAITED] = left - (until - monotonic()) + request.scope.get(WAITED, 0)


def _asked(
    request: Request, known: Mapping[str, Parameter], beginning: LogCursor, *, goes_on: bool = False
) -> tuple[dict[str, Any], LogCursor]:
    """What an address asks, and from where on; for who goes on with an answer, `Last-Event-ID` says that, since the
    address is asked again as it was. Raises Refused with all that is wrong."""
    parameters = GivenParameters(request.query_params.multi_items(), known)
    given = {name: parameters.read(name) for name in known}
    last_ids = [text for text in request.headers.getlist(LAST_EVENT_ID) if text and goes_on]
    header = GivenParameters([(LAST_EVENT_ID, text) for text in last_ids], {LAST_EVENT_ID: known["after"]})
    last = header.read(LAST_EVENT_ID)
    parameters.problems += header.problems
    parameters.finish()
    return given, last or given["after"] or beginning


def _headers(after: LogCursor) -> dict[str, str]:
    unchecked = {"cursor-unchecked": "true"} if after.is_unchecked else {}
    return {"cache-control": "no-store", **unchecked}


def _is_at_the_end(page: P) -> bool:
    return page.is_empty and not page.more


def wants_lines(request: Request) -> bool:
    """Whether lines are asked for, by `Accept`."""
    kinds = ",".join(request.headers.getlist("accept")).split(",")
    return any(kind.partition(";")[0].strip().lower() == LINES for kind in kinds)


def _as_lines(
    request: Request,
    source: Source[P],
    sized: Callable[[int], Awaitable[Source[P]]],
    written: Callable[[P], Iterable[bytes]],
    first: P,
    headers: Mapping[str, str],
    limit: int | None,
) -> Response:
    """Up to where the log ended at the beginning, or so many as are asked for: the last of them from a source that is
    `sized` for so few. `next-after` is where one is who has had all of it, also of what was left out."""
    sent = dict(headers) if limit else {**headers, "next-after": str(first.head)}
    request.scope[RESUMABLE] = True

    async def lines() -> AsyncIterator[bytes]:
        page, reading, sent_so_far = first, source, 0
        while request.method != "HEAD":
            found = list(written(page))
            yield b"".join(line + b"\n" for line in found)
            sent_so_far += len(found)
            if page.seen.position >= first.head.position or (limit is not None and sent_so_far >= limit):
                return
            if limit is not None and limit - sent_so_far < LINES_AT_A_TIME:
                reading = await sized(limit - sent_so_far)
            page = await to_thread.run_sync(reading.read, page.seen, first.head.position)

    return StreamingResponse(lines(), 200, sent, LINES)
