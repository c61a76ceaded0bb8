"""Server-sent events: what comes, as it comes, over one answer that does not end.

The protocol, which is the same whatever is followed (WHATWG HTML, 9.2):

- First `retry:`, how soon a client that loses the answer comes again, with a comment, so that whatever lies between
  passes the answer on at once.
- Each message has `id:` its cursor and `data:` itself as JSON on one line. It has no `event:`: a browser drops types
  that nobody told it to listen for, as those that a newer program adds. Whoever has taken it in goes on from its `id`,
  which a client sends by itself as `Last-Event-ID`.
- When nothing has been sent for HEARTBEAT_SECONDS, a comment with an `id:` and no data: nothing is dispatched, but a
  client that asked for little goes on from there, and nobody in between thinks that the answer is dead.
- What cannot be gone on with after the answer has begun, as a log that was restored meanwhile, is `event: problem` with
  the problem as `data:`, and the end. Before it has begun it is a problem document with its status. A database that is
  away is neither: it is asked again until it is back.
- Who does not take what is sent is left (RESUMABLE, in `serving.py`), and comes again with the last `id` it had. A part
  of a page is in memory for each reader at most, and one alone for all those who are at the same place.
- When the server ends, so does the answer; the client comes again.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import msgspec
from fastapi import Response
from msgspec.structs import replace
from starlette.types import Receive, Scope, Send

from api.http.metrics import OPEN_STREAMS, WAITED, refused
from api.http.openapi_feed import EVENT_STREAM
from api.http.pages import Message, P, SharedPages, Source
from api.http.problems import problem_of
from api.http.waiting import RESUMABLE, Arrivals, Bell, until_gone
from ledger.errors import Refused
from ledger.log.feed.cursor import LogCursor
from ledger.when import monotonic

HEARTBEAT_SECONDS: Final = 15
"""How long a client hears nothing at most."""

TRIED_AGAIN_SECONDS: Final = 0.5
"""How soon a database that is away is asked again."""

LONGEST_TEXT: Final = 64_000
"""How many bytes of a page are kept for a reader; or one message, when that is longer."""

PIECE: Final = 16_000
"""How many of them are handed to the connection at a time: it keeps 64 KiB for a client that is slow to take them, and
one piece more."""

OPENING: Final = b": liggaren\nretry: 2000\n\n"

_LINE_BREAK: Final = re.compile(rb"\r\n|\r|\n")


class WrittenPage(msgspec.Struct, frozen=True):
    """A page as it is sent: its messages, and up to where everything was looked at."""

    text: bytes
    seen: LogCursor
    head: LogCursor
    more: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to send."""
        return not self.text


def written(message: Message) -> bytes:
    """A message as it is sent. Whatever line breaks it has are no borders."""
    data = _LINE_BREAK.sub(b"\ndata: ", message.data)  # in JSON they stand between values only
    return b"id: %s\ndata: %s\n\n" % (message.cursor.encode(), data)


def heartbeat(seen: LogCursor) -> bytes:
    """That the answer lives, and where its reader is."""
    return f":\nid: {seen}\n\n".encode()


def _written_page(source: Source[P], after: LogCursor) -> WrittenPage:
    page, parts, length, seen = source.read(after), list[bytes](), 0, after
    for message in source.messages(page):
        part = written(message)
        if parts and length + len(part) > LONGEST_TEXT:  # the rest is read again when there is room for it
            return WrittenPage(b"".join(parts), seen, page.head, more=True)
        parts.append(part)
        length, seen = length + len(part), source.parse(message.cursor)
    return WrittenPage(b"".join(parts), page.seen, page.head, page.more)


class EventStream(Response):
    """The answer to one reader of a source, from a cursor on. Raises Refused before it has begun, also following-full
    when too many follow."""

    def __init__(
        self, source: Source[P], after: LogCursor, pages: SharedPages, arrivals: Arrivals, headers: Mapping[str, str]
    ):
        self.status_code, self.media_type, self.background = 200, EVENT_STREAM, None
        self.init_headers({**headers, "x-accel-buffering": "no"})
        self._place, self._after, self._arrivals = source.place, after, arrivals
        self._read = partial(pages.read, (EVENT_STREAM, source.asked), partial(_written_page, source))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._arrivals.waiting(self._place, self._after.position) as bell:
            page = await self._begin(scope, send)
            began = monotonic()
            try:
                if scope["method"] != "HEAD":
                    with OPEN_STREAMS.track_inprogress():
                        async with until_gone(receive, bell) as is_gone:
                            await self._tell(page, bell, send, is_gone, scope["path"])
            finally:
                scope[WAITED] = monotonic() - began
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _begin(self, scope: Scope, send: Send) -> WrittenPage:
        """The beginning of the answer, when the cursor is one of this log; and where its reader is."""
        first = await self._read(self._after)
        scope[RESUMABLE] = True
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await _send(send, OPENING)
        return first if first.is_empty else replace(first, text=b"", seen=self._after, more=True)  # and read again

    async def _tell(self, page: WrittenPage, bell: Bell, send: Send, is_gone: Callable[[], bool], path: str) -> None:
        """Everything that comes, until the client has gone or the server ends. Nothing that has been sent is kept."""
        beats = monotonic() + HEARTBEAT_SECONDS
        while not is_gone() and not self._arrivals.has_ended:
            try:
                page = await self._next(page, bell, beats)
            except Refused as gone_wrong:
                told = problem_of(gone_wrong, path)
                refused(told.code)
                await _send(send, b"event: problem\ndata: %s\n\n" % msgspec.json.encode(told))
                return
            if not page.is_empty:
                await _send(send, page.text)
            elif monotonic() >= beats:
                await _send(send, heartbeat(page.seen))
            else:
                continue
            page, beats = replace(page, text=b""), monotonic() + HEARTBEAT_SECONDS

    async def _next(self, page: WrittenPage, bell: Bell, until: float) -> WrittenPage:
        """What comes after a page that has been sent; empty when nothing has until a time by `monotonic`."""
        bell.position = page.seen.position
        if not page.more and not await bell.wait(until - monotonic()):
            return replace(page, text=b"")
        try:
            return await self._read(page.seen, bell.heard_of)
        except Refused as refusal:
            if not refusal.refusals[0].kind.retry_can_help:
                raise
            await asyncio.sleep(TRIED_AGAIN_SECONDS)
            return replace(page, text=b"", more=True)


async def _send(send: Send, text: bytes) -> None:
    for start in range(0, len(text), PIECE):
        await send({"type": "http.response.body", "body": text[start : start + PIECE], "more_body": True})
