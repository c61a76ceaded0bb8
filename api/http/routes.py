"""The HTTP door: `/v1/{ledger}/…`, JSON in and out, problems in Swedish, and a page that describes it all."""

import asyncio
import hashlib
import re
from collections.abc import Callable, Sequence
from copy import copy
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Final, cast

import msgspec
from fastapi import Depends, FastAPI, Path, Request, Response
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from api.answers.cloudevents import LONGEST_PAGE
from api.answers.present import receipt_view
from api.answers.reading_parameters import GivenParameters, questions_asked
from api.answers.registry import ANSWERS
from api.app import Application, OpenLedger
from api.catalogue.catalogue import catalogue_view
from api.catalogue.page import catalogue_page
from api.http import metrics, openapi, openapi_changes, openapi_feed
from api.http.admission import Tokens
from api.http.feed import FeedDoor
from api.http.guard import Guard
from api.http.json_body import LONGEST_BODY, read_command
from api.http.problems import answer_with_problems
from api.http.waiting import Arrivals
from ledger.errors import Refusal, Refused
from ledger.log.migrations import installation
from ledger.recording import KEY_LENGTH, Receipt
from projections.asking.declaration import Declaration
from projections.asking.texts import json_of
from projections.frames.what_if import WHAT_IF_RECORDED
from projections.running.standing import RunnerStanding

FOR_EVER: Final = ", max-age=31536000, immutable"
REVALIDATE: Final = "no-cache"
NEVER: Final = "no-store"

LedgerName = Annotated[str, Path(description="Liggarens namn.", examples=["stockholm"])]

LONGEST_READING: Final = 30
"""Seconds from when a body is asked for until all of it has come."""

_KEY: Final = re.compile(rf"[!-~]{{1,{KEY_LENGTH}}}")
_ENTITY_TAG: Final = re.compile(r'(?:W/)?("[^"]*")')
_PAGES: Final = {
    "/docs": ("docs.html", "text/html"),
    "/docs/static/docs.js": ("docs.js", "text/javascript"),
    "/docs/static/docs.css": ("docs.css", "text/css"),
    "/docs/static/events.css": ("events.css", "text/css"),
}


def http_application(application: Application, tokens: Tokens, allowed_hosts: Sequence[str] = ()) -> FastAPI:
    """The web application: `tokens` says who may read and record; `allowed_hosts` are answered to beside this machine's
    own names."""
    web = FastAPI(
        title="Budgetliggaren",
        version="1",
        description="Vad varje budget var, som beslutat vilken dag som helst, som känt vilken dag som helst.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    web.add_middleware(Guard, tokens=tokens, allowed_hosts=allowed_hosts)
    web.add_middleware(metrics.Measured)
    answer_with_problems(web)
    web.state.arrivals = Arrivals(application.listener)
    _add_routes(web, Doors(application, tokens, web.state.arrivals))
    _add_pages(web)
    return web


def _add_routes(web: FastAPI, doors: "Doors") -> None:
    _readable(web, "/v1", doors.ledgers, openapi.LEDGERS)
    _readable(web, "/v1/catalogue", the_catalogue, openapi.CATALOGUE)
    for declaration in ANSWERS:
        address = f"/v1/{{ledger}}/{declaration.path}"
        _readable(web, address, doors.answer(declaration), openapi.of_answer(declaration))
    web.add_api_route(
        f"/v1/{{ledger}}/{WHAT_IF_RECORDED.path}",
        doors.what_if,
        methods=["POST"],
        dependencies=[Depends(doors.tokens.admit_writer), Depends(json_only)],
        **openapi.of_answer_to_decision(WHAT_IF_RECORDED),
    )
    _readable(web, "/v1/{ledger}/events", doors.events, openapi_feed.EVENTS)
    _readable(web, "/v1/{ledger}/events/stream", doors.event_stream, openapi_feed.EVENT_STREAMING)
    _readable(web, "/v1/{ledger}/frame-changes", doors.frame_changes, openapi_changes.FRAME_CHANGES)
    _readable(web, "/v1/{ledger}/frame-changes/stream", doors.frame_change_stream, openapi_changes.CHANGE_STREAMING)
    web.add_api_route(
        "/v1/{ledger}/decisions",
        doors.decide,
        methods=["POST"],
        dependencies=[Depends(doors.tokens.admit_writer), Depends(json_only)],
        **openapi.DECISIONS,
    )
    _readable(web, "/healthz", alive, openapi.HEALTH)
    _readable(web, "/metrics", doors.metrics, openapi.METRICS)
    _readable(web, "/readyz", doors.ready, openapi.READINESS)


def _readable(web: FastAPI, path: str, answer: Callable[..., Any], described: dict[str, Any] | None) -> None:
    """GET, and HEAD beside it; described to readers once, or not at all."""
    web.add_api_route(path, answer, methods=["GET"], include_in_schema=described is not None, **(described or {}))
    # The same route but for its method: to have it made from the function once more takes as long as the first.
    head = cast(APIRoute, copy(web.routes[-1]))
    head.methods, head.include_in_schema = {"HEAD"}, False
    web.routes.append(head)


def _add_pages(web: FastAPI) -> None:
    _readable(web, "/", to_the_description, None)
    _readable(web, "/openapi.json", _page(lambda: msgspec.json.encode(openapi.document(web)), "application/json"), None)
    for path, (name, media_type) in _PAGES.items():
        content = files("api").joinpath("static", name).read_bytes
        _readable(web, path, _page(content, f"{media_type}; charset=utf-8"), None)
    _readable(web, "/events", _page(_events_page, "text/html; charset=utf-8"), None)


def _events_page() -> bytes:
    return catalogue_page(catalogue_view()).encode()


def the_catalogue(request: Request) -> Response:
    """GET /v1/catalogue: the same until the program is another."""
    GivenParameters(request.query_params.multi_items(), {}).finish()
    return _conditional(request, msgspec.json.encode(catalogue_view()), REVALIDATE)


async def to_the_description() -> Response:
    """Who asks for nothing in particular is shown what there is to ask for."""
    return Response(status_code=307, headers={"location": "/docs", "cache-control": REVALIDATE})


def _page(content: Callable[[], bytes], media_type: str) -> Callable[[], Response]:
    """What is the same as long as the server lives: made when it is first asked for, so that a server starts sooner."""
    kept = cache(content)

    def answer() -> Response:
        return Response(kept(), headers={"cache-control": REVALIDATE}, media_type=media_type)

    return answer


# --- What is taken in ---------------------------------------------------------------------------------------


async def json_only(request: Request) -> None:
    """Raises Refused (content-type-unsupported). A browser asks first before it sends JSON to somebody else's server,
    and is never answered: a form on the web cannot record anything here."""
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        detail = f"Innehållstypen är ”{content_type[:60]}”." if content_type else "Innehållstypen saknas."
        raise Refused(
            Refusal("content-type-unsupported", detail, right="Content-Type: application/json", where="Content-Type")
        )


async def limited_body(request: Request) -> bytes:
    """The request's body, in time. Raises Refused (content-too-large, file-malformed)."""
    return await body_within(request, LONGEST_READING)


async def body_within(request: Request, seconds: float) -> bytes:
    """The request's body, counted while it is read, when all of it has come within some seconds.

    Raises Refused (content-too-large, file-malformed).
    """
    try:
        async with asyncio.timeout(seconds):
            return await _counted_body(request)
    except TimeoutError as error:
        detail = f"Begäran hade inte kommit i sin helhet efter {seconds} sekunder."
        raise Refused(Refusal("file-malformed", detail)) from error


async def _counted_body(request: Request) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and len(announced) < 20 and int(announced) > LONGEST_BODY:
        raise _too_large()
    read = bytearray()
    try:
        async for chunk in request.stream():
            read += chunk
            if len(read) > LONGEST_BODY:
                raise _too_large()
    except ClientDisconnect as error:
        raise Refused(Refusal("file-malformed", "Begäran bröts innan allt hade kommit.")) from error
    return bytes(read)


def _too_large() -> Refused:
    detail = f"Begäran är större än {LONGEST_BODY // 1_000_000} MB."
    return Refused(Refusal("content-too-large", detail, right="Dela upp beslutet i flera begäranden."))


def idempotency_key(request: Request, problems: list[Refusal]) -> str | None:
    """The request's key. What is wrong with it is added to `problems`; no key at all is not wrong here."""
    keys = request.headers.getlist("idempotency-key")
    right, where = f"1–{KEY_LENGTH} synliga ASCII-tecken", "Idempotency-Key"
    if len(keys) > 1:
        problems.append(Refusal("field-repeated", "Idempotency-Key står två gånger.", right="en av dem", where=where))
    elif keys and not _KEY.fullmatch(keys[0]):
        problems.append(Refusal("value-malformed", "Idempotency-Key har fel form.", right=right, where=where))
    return keys[0] if keys else None


# --- The answers --------------------------------------------------------------------------------------------


async def alive() -> Response:
    """The process answers; nothing else is asked, and no thread is waited for."""
    return _json(openapi.Alive("alive"))


class Doors:
    """One method for each address under /v1, and the readiness of all of it."""

    def __init__(self, application: Application, tokens: Tokens, arrivals: Arrivals):
        self._application = application
        self.tokens = tokens
        self._feed = FeedDoor(application, arrivals)

    def ledgers(self, request: Request) -> Response:
        """GET /v1"""
        GivenParameters(request.query_params.multi_items(), {}).finish()
        names = self._application.names()
        links = [openapi.LedgerLinks(name, f"/v1/{name}/frames", f"/v1/{name}/events") for name in names]
        return _json(openapi.LedgersAnswer(links))

    def answer(self, declaration: Declaration) -> Callable[..., Response]:
        """GET for an answer."""

        def answer(request: Request, ledger: LedgerName) -> Response:
            wanted = questions_asked(declaration, request.query_params.multi_items())
            answered = declaration.answer(self._application.ledger(ledger).model, *wanted.questions)
            caching = _caching(answered.settled, wanted.recipe, shared=self.tokens.open_reads)
            return _conditional(request, json_of(answered.answer), caching)

        return answer

    async def events(self, request: Request, ledger: LedgerName) -> Response:
        """GET /v1/{ledger}/events: no thread is held while somebody waits."""
        return await self._feed.page(request, ledger, self._feed.of_events)

    async def event_stream(self, request: Request, ledger: LedgerName) -> Response:
        """GET /v1/{ledger}/events/stream"""
        return await self._feed.stream(request, ledger, self._feed.of_events)

    async def frame_changes(self, request: Request, ledger: LedgerName) -> Response:
        """GET /v1/{ledger}/frame-changes: as events, of what they did to frames."""
        return await self._feed.page(request, ledger, self._feed.of_changes)

    async def frame_change_stream(self, request: Request, ledger: LedgerName) -> Response:
        """GET /v1/{ledger}/frame-changes/stream"""
        return await self._feed.stream(request, ledger, self._feed.of_changes)

    def decide(self, request: Request, ledger: LedgerName, body: Annotated[bytes, Depends(limited_body)]) -> Response:
        """POST /v1/{ledger}/decisions"""
        self._opened(ledger)
        parameters = GivenParameters(request.query_params.multi_items(), openapi.RECORDING)
        dry_run, problems = parameters.read("dry_run"), parameters.problems
        key = idempotency_key(request, problems)
        if key is None and not dry_run:
            right = "Idempotency-Key: en egen nyckel för varje beslut, samma när det sänds om"
            detail = "Utan nyckel kan samma beslut registreras två gånger."
            problems.append(Refusal("idempotency-key-missing", detail, right=right, where="Idempotency-Key"))
        author = self.tokens.author
        command = read_command(body, problems, lambda part: self._application.rehearse(ledger, part, author))
        if command is None or problems:
            raise Refused(*problems)
        if dry_run:
            return _receipt(ledger, self._application.rehearse(ledger, command, self.tokens.author))
        receipt = self._application.record(ledger, command, self.tokens.author, key)
        metrics.recorded(receipt)
        return _receipt(ledger, receipt)

    def what_if(self, request: Request, ledger: LedgerName, body: Annotated[bytes, Depends(limited_body)]) -> Response:
        """POST /v1/{ledger}/frames/what-if: nothing is stored, so no key is asked for."""
        model, author = self._opened(ledger).model, self.tokens.author
        wanted = questions_asked(WHAT_IF_RECORDED, request.query_params.multi_items())
        problems: list[Refusal] = []
        command = read_command(body, problems, lambda part: self._application.rehearse(ledger, part, author))
        if command is None or problems:
            raise Refused(*problems)
        return _json(WHAT_IF_RECORDED.answer(model, *wanted.questions, command, author).answer)

    def _opened(self, ledger: str) -> OpenLedger:
        """The ledger a decision is for: opening one is the operator's business, also when the decision says so."""
        try:
            return self._application.ledger(ledger)
        except Refused as refused:
            if refused.refusals[0].code != "ledger-unknown":
                raise
            detail = f"Liggaren {ledger[:60]} finns inte, och öppnas inte över HTTP."
            right = "Den som driver liggaren öppnar den på kommandoraden: liggare record FIL"
            raise Refused(Refusal("ledger-unknown", detail, right=right)) from refused

    def metrics(self) -> Response:
        """GET /metrics, for Prometheus."""
        content = metrics.metrics(self._application)
        return Response(content, headers={"cache-control": NEVER}, media_type=metrics.MEDIA_TYPE)

    def ready(self) -> Response:
        """GET /readyz"""
        there = installation(self._application.database)
        if not there.is_current:
            detail = "Databasen är inte migrerad till den här versionen."
            raise Refused(Refusal("database-not-migrated", detail, right="liggare migrate"))
        standings = self._application.standings(there.ledgers)
        ledgers = [self._standing(name, standing) for name, standing in standings.items()]
        return _json(openapi.Ready("ready", self._application.server(), ledgers))

    def _standing(self, name: str, standing: RunnerStanding) -> openapi.LedgerStanding:
        if standing.stopped is not None:
            raise Refused(standing.stopped.within(name))
        self._application.check_following(name, standing)
        return openapi.LedgerStanding(name, standing.position, standing.head)


def _json(answer: msgspec.Struct, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    sent = {"cache-control": NEVER, **(headers or {})}
    return Response(json_of(answer), status, sent, "application/json")


def _receipt(ledger: str, receipt: Receipt) -> Response:
    """201 for what was stored now; 200 for what was stored before, with the same body, and for a rehearsal."""
    view = receipt_view(ledger, receipt)
    if receipt.first_position is None or receipt.last_position is None:
        return _json(view)
    count = min(receipt.last_position - receipt.first_position + 1, LONGEST_PAGE)
    headers = {"location": f"/v1/{ledger}/events?after={receipt.first_position - 1}&limit={count}"}
    if receipt.repeated:
        return _json(view, 200, headers | {"idempotent-replayed": "true"})
    return _json(view, 201, headers)


def _caching(settled: bool, recipe: bool, *, shared: bool) -> str:
    """How an answer may be kept: for ever only when its URL names all that it depends on; in caches that others share
    only when everybody may read it."""
    if not settled:
        return NEVER
    return ("public" if shared else "private") + FOR_EVER if recipe else REVALIDATE


def _conditional(request: Request, body: bytes, caching: str) -> Response:
    """The body with its strong ETag, or 304 when the client has it. The recipe is in the body, and so in the ETag."""
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {"etag": etag, "cache-control": caching}
    wanted = ",".join(request.headers.getlist("if-none-match"))
    if wanted.strip() == "*" or etag in _ENTITY_TAG.findall(wanted):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, "application/json")
