"""The door to the log for those who follow it: pages, waiting for what comes, and lines of all there is."""

from collections.abc import AsyncIterator, Mapping
from typing import Final

import msgspec
from anyio import to_thread
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from api.answers.feed import Feed, FeedPage, FeedQuestion, events_answer
from api.answers.reading_parameters import GivenParameters
from api.app import Application, OpenLedger
from api.http.metrics import WAITED
from api.http.openapi import FOLLOWING, LINES
from api.http.waiting import Arrivals, until_gone
from ledger.log.feed.cursor import BEGINNING, FeedCursor
from ledger.when import monotonic
from projections.asking.texts import json_of

DEFAULT_PAGE: Final = 100
LINES_AT_A_TIME: Final = 250
"""Events that are in memory at once for somebody who asked for lines."""


class FeedDoor:
    """GET /v1/{ledger}/events, of every ledger of an application."""

    def __init__(self, application: Application, arrivals: Arrivals):
        self._application = application
        self._arrivals = arrivals
        self._feeds: dict[str, Feed] = {}
        if application.followers is not None:
            application.followers.tell(arrivals.hear)

    async def events(self, request: Request, ledger: str) -> Response:
        """A page, or as lines everything that there is; when there is nothing yet, as soon as something comes."""
        parameters = GivenParameters(request.query_params.multi_items(), FOLLOWING)
        given = {name: parameters.read(name) for name in FOLLOWING}
        parameters.finish()
        after: FeedCursor = given["after"] or BEGINNING
        as_lines, limit = wants_lines(request), given["limit"] or DEFAULT_PAGE
        size = min(limit, LINES_AT_A_TIME) if as_lines else limit
        question = FeedQuestion(size, given["type"], given["unit"], given["year"], given["stage"])
        opened = await to_thread.run_sync(self._application.ledger, ledger)
        feed = self._feeds.setdefault(ledger, Feed(ledger, opened.log))
        page = await to_thread.run_sync(feed.page, question, after)
        if given["wait"] and _is_at_the_end(page):
            page = await self._awaited(request, opened, feed, question, page, given["wait"])
        headers = {"cache-control": "no-store", "vary": "Accept"}
        if after.is_unchecked:
            headers["cursor-unchecked"] = "true"
        if not as_lines:
            answer = json_of(events_answer(question, after, page))
            return Response(answer, 200, headers, "application/json")
        return _as_lines(request, feed, question, page, headers, given["limit"])

    async def _awaited(
        self, request: Request, opened: OpenLedger, feed: Feed, question: FeedQuestion, page: FeedPage, seconds: int
    ) -> FeedPage:
        """The first page that has something, or the one there is when the time is out, the client gone or the server
        ending."""
        until = monotonic() + seconds
        with self._arrivals.waiting(opened.name, opened.log, page.seen.position) as bell:
            async with until_gone(request, bell) as is_gone:
                while True:
                    page = await to_thread.run_sync(feed.page, question, page.seen)
                    bell.position = page.seen.position
                    left = until - monotonic()
                    if not _is_at_the_end(page) or left <= 0 or is_gone() or self._arrivals.has_ended:
                        return page
                    await bell.wait(left)
                    request.scope[WAITED] = left - (until - monotonic()) + request.scope.get(WAITED, 0)


def _is_at_the_end(page: FeedPage) -> bool:
    return not page.events and not page.more


def wants_lines(request: Request) -> bool:
    """Whether lines are asked for, by `Accept`."""
    kinds = ",".join(request.headers.getlist("accept")).split(",")
    return any(kind.partition(";")[0].strip().lower() == LINES for kind in kinds)


def _as_lines(
    request: Request, feed: Feed, question: FeedQuestion, first: FeedPage, headers: Mapping[str, str], limit: int | None
) -> Response:
    """Up to where the log ended at the beginning, or so many as are asked for. `next-after` is where one is who has had
    all of it, also of what was left out."""
    sent = dict(headers) if limit else {**headers, "next-after": str(first.head)}

    async def lines() -> AsyncIterator[bytes]:
        page, sent_so_far = first, 0
        while request.method != "HEAD":
            yield b"".join(event.line + b"\n" for event in page.events)
            sent_so_far += len(page.events)
            if page.seen.position >= first.head.position or sent_so_far == limit:
                return
            size = LINES_AT_A_TIME if limit is None else min(limit - sent_so_far, LINES_AT_A_TIME)
            asked = msgspec.structs.replace(question, limit=size)
            page = await to_thread.run_sync(feed.page, asked, page.seen, first.head.position)

    return StreamingResponse(lines(), 200, sent, LINES)
