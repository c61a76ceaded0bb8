"""What Prometheus collects at `/metrics`: how this process answers, what it records and refuses, how far behind what it
follows is, and how many connections it has.

Counted since the process began; what stands now is asked for at each scrape, of this process alone and never of the
database, so that a scrape costs the same however many ledgers there are.
"""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app import Application
from ledger.recording import Receipt
from ledger.when import monotonic

MEDIA_TYPE: Final = CONTENT_TYPE_LATEST

_COUNTED: Final = CollectorRegistry(auto_describe=True)

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

_REQUESTS: Final = Histogram(
    "liggare_http_request_seconds",
    "Hur lång tid ett svar tog, från att frågan kom till att svaret var sänt, utan den väntan som frågan bad om.",
    ("method", "route", "status"),
    registry=_COUNTED,
    buckets=_SECONDS,
)
_REFUSALS: Final = Counter("liggare_refusals", "Vägranden, efter sin kod.", ("code",), registry=_COUNTED)
_COMMANDS: Final = Counter(
    "liggare_commands", "Beslut som kom: registrerade nu, eller redan tidigare.", ("outcome",), registry=_COUNTED
)
_ENTRIES: Final = Counter("liggare_entries_recorded", "Poster som processen har registrerat.", registry=_COUNTED)

OPEN_STREAMS: Final = Gauge("liggare_open_streams", "Läsare som följer en liggare över en ström nu.", registry=_COUNTED)
_LEFT: Final = Counter(
    "liggare_readers_left", "Läsare som inte tog emot det som sändes, och lämnades.", registry=_COUNTED
)

_METHODS: Final = frozenset(("GET", "HEAD", "POST"))
WAITED: Final = "liggare.waited"
_NO_ROUTE: Final = "-"
"""Addresses that there are not are counted together: whoever asks for many makes no new series."""


def refused(code: str) -> None:
    """One more request was answered with a refusal."""
    _REFUSALS.labels(code).inc()


def left() -> None:
    """One more reader did not take what was sent."""
    _LEFT.inc()


def recorded(receipt: Receipt) -> None:
    """One more command was stored, or was stored already."""
    _COMMANDS.labels("repeated" if receipt.repeated else "stored").inc()
    if receipt.first_position is not None and receipt.last_position is not None and not receipt.repeated:
        _ENTRIES.inc(receipt.last_position - receipt.first_position + 1)


class Measured:
    """ASGI middleware: how long each answer took, by its route and not by its address; without the time that somebody
    asked to wait for something to come, or was told of it in, which a door tells in `scope` as WAITED."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = monotonic(), 500

        async def send_measured(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_measured)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = getattr(scope.get("route"), "path", _NO_ROUTE)
            _REQUESTS.labels(method, route, str(status)).observe(monotonic() - began - scope.get(WAITED, 0))


def metrics(application: Application) -> bytes:
    """Everything, in Prometheus' text format."""
    return generate_latest(_COUNTED) + generate_latest(_standing(application))


def _standing(application: Application) -> CollectorRegistry:
    """What stands now in a process."""
    now, connections, followers = CollectorRegistry(), application.database.connections, application.followers
    pool = Gauge("liggare_connections", "Anslutningar till databasen.", ("state",), registry=now)
    pool.labels("idle").set(connections.idle)
    pool.labels("in_use").set(connections.existing - connections.idle)
    Gauge("liggare_connections_limit", "Så många anslutningar får processen ha.", registry=now).set(connections.most)
    listens = Gauge("liggare_follower_listens", "Om följaren lever: 1, eller 0.", registry=now)
    listens.set(application.listener.listens)
    behind = "Poster som läsmodellerna inte har tagit in än, i liggare som följs nu."
    lag = Gauge("liggare_projection_lag_entries", behind, ("ledger",), registry=now)
    met = "Vad följaren av en liggare har mött, efter felets kod."
    fault = Gauge("liggare_follower_fault", met, ("ledger", "code"), registry=now)
    for name, entries, refusal in [] if followers is None else followers.standings():
        lag.labels(name).set(entries)
        if refusal is not None:
            fault.labels(name, refusal.code).set(1)
    return now
