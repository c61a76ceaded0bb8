"""What stands before every door of the web: which host names are answered to, who may read, the headers of every
answer, and what is answered when the server ends before it has one.

A host name that nobody expects is refused, so that a page on the web cannot point its own name at this machine and read
or write through somebody's browser. There is no cross-origin sharing at all.
"""

import asyncio
import re
from collections.abc import Collection
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.admission import Tokens
from api.http.problems import ALWAYS, problem_response
from ledger.errors import Refusal

LOCAL_HOSTS: Final = ("localhost", "127.0.0.1", "[::1]")

_HOST: Final = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[^:\[\]/?#@\\\s]+)(:[0-9]{1,5})?")


class Guard:
    """ASGI middleware. `tokens` says who may read; `allowed_hosts` are whole names without ports, beside those of this
    machine."""

    def __init__(self, app: ASGIApp, tokens: Tokens, allowed_hosts: Collection[str] = ()):
        self._app = app
        self._tokens = tokens
        self._allowed = {name.lower() for name in (*LOCAL_HOSTS, *allowed_hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        has_begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refuses(Headers(scope=scope), scope["path"])
        if refusal is None:
            try:
                await self._app(scope, receive, send_with_headers)
            except asyncio.CancelledError:  # the server ends, and waits no longer for what has not come
                if not has_begun:
                    await _ending(scope["path"])(scope, receive, send_with_headers)
        else:
            await problem_response([refusal], scope["path"])(scope, receive, send_with_headers)

    def _refuses(self, headers: Headers, path: str) -> Refusal | None:
        if host_name(headers.getlist("host")) not in self._allowed:
            right = "Lägg till namnet i LIGGARE_ALLOWED_HOSTS om liggaren ska svara på det."
            return Refusal("host-not-allowed", "Liggaren svarar inte på det värdnamnet.", right=right)
        return self._tokens.refuses_reading(path, headers.get("authorization", ""))


def _ending(path: str) -> ASGIApp:
    right = "Skicka begäran igen, med samma Idempotency-Key, när tjänsten är i gång."
    return problem_response(
        [Refusal("projection-behind", "Tjänsten stängdes innan svaret var klart.", right=right)], path
    )


def host_name(headers: list[str]) -> str | None:
    """The host name in a request's one Host header, without its port; None when there is no such thing.

    >>> host_name(["Budget.example.se:8000"]), host_name(["[::1]:8000"]), host_name([])
    ('budget.example.se', '[::1]', None)
    """
    host = _HOST.fullmatch(headers[0]) if len(headers) == 1 else None
    return host["name"].lower() if host else None
