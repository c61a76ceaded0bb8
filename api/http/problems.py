"""Refusals over HTTP: RFC 9457 problem details, in Swedish, with every reason and what would be right."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.http import metrics
from ledger.errors import Refusal, Refused, RuleClass
from projections.frames.recast import Recast, RecastChange

MEDIA_TYPE: Final = "application/problem+json"
MOST_SHOWN: Final = 100
"""Reasons told one by one; `problem_count` says how many there are."""

RETRY_AFTER_SECONDS: Final = 2
_RETRIED_LATER: Final = {"following-full": 30}
"""Seconds, where what is in the way does not pass so soon."""

_ASKED_FOR: Final = {"read-token-invalid": 'Basic realm="Budgetliggaren", charset="UTF-8", Bearer'}
"""What a client is asked to show: a browser asks its user for a password."""

ALWAYS: Final = {
    "content-language": "sv",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
}
"""Headers of every answer: nothing is guessed, framed, sent on or fetched from elsewhere."""

_DRIVER_SAYS: Final = frozenset({"database-unavailable", "database-unsuitable"})
"""Refusals whose detail tells addresses and logins: for the operator, not for whoever asks."""


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """One reason. `where` is a parameter, a header or a path in the body, such as `facts[0].amount.costs_ore`.
    `acceptable`: the rule can be set aside by name."""

    code: str
    title: str
    detail: str
    where: str | None = None
    asserted: str | None = None
    calculated: str | None = None
    difference: str | None = None
    right: str | None = None
    acceptable: bool = False


class AcceptExample(msgspec.Struct, frozen=True):
    """How a rule is set aside: this, with a reason and who accepts it, in the request's `accept`."""

    rule: str
    reason: str
    who: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why nothing was answered or stored. The first reason's fields stand at the top too; `retry` says whether the
    same request can succeed later. `acceptable`: nothing stands against it but rules that can be set aside by name,
    if it really was decided so; the same request with `accept` in its body, filled in, is then recorded."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    retry: bool
    problems: list[Reason]
    problem_count: int
    where: str | None = None
    asserted: str | None = None
    calculated: str | None = None
    difference: str | None = None
    right: str | None = None
    acceptable: bool = False
    accept: tuple[AcceptExample, ...] = ()


class RecastProblem(Problem, frozen=True, kw_only=True):
    """That frame changes which a follower has had are otherwise since. Whoever adds `changes` to its sums has what is
    so now up to where it is, and goes on from `next_after`: with the next of them when there is more."""

    changes: tuple[RecastChange, ...]
    next_after: str
    more: bool


def problem_of(refused: Refused, path: str) -> Problem:
    """The problem that a refusal makes of a request to a path, with all that it tells."""
    made = problem(refused.refusals, path)
    if not isinstance(refused, Recast):
        return made
    return RecastProblem(
        **msgspec.structs.asdict(made),
        changes=refused.changes,
        next_after=str(refused.cursor),
        more=refused.more,
    )


def problem(refusals: Sequence[Refusal], path: str) -> Problem:
    """The problem that some refusals make of a request to a path. The first one decides the status."""
    shown = [_reason(refusal) for refusal in refusals[:MOST_SHOWN]]
    kind = refusals[0].kind
    acceptable = all(map(_is_acceptable, refusals))
    rules = dict.fromkeys(refusal.code for refusal in refusals if _is_acceptable(refusal))
    return Problem(
        type=f"urn:budgetliggaren:problem:{refusals[0].code}",
        status=kind.http_status,
        instance=quote(path),
        retry=kind.retry_can_help,
        problems=shown,
        problem_count=len(refusals),
        accept=tuple(AcceptExample(rule, _REASON, _WHO) for rule in rules),
        **(msgspec.structs.asdict(shown[0]) | {"acceptable": acceptable}),
    )


_REASON: Final = "varför det gäller ändå"
_WHO: Final = "vem som godtar det"


def _is_acceptable(refusal: Refusal) -> bool:
    return refusal.kind.rule_class is RuleClass.B


def _reason(refusal: Refusal) -> Reason:
    fields = msgspec.structs.asdict(refusal)
    if refusal.code in _DRIVER_SAYS:
        fields |= {"detail": "Databasen svarar inte.", "right": "Försök igen om en stund."}
    return Reason(title=refusal.kind.title, acceptable=_is_acceptable(refusal), **fields)


def problem_response(refusals: Sequence[Refusal], path: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer to a request that was refused."""
    return _response(problem(refusals, path), headers)


def _response(body: Problem, headers: Mapping[str, str] | None = None) -> Response:
    metrics.refused(body.code)
    sent = {**ALWAYS, "cache-control": "no-store", **(headers or {})}
    if body.status == HTTPStatus.SERVICE_UNAVAILABLE and body.retry:
        sent["retry-after"] = str(_RETRIED_LATER.get(body.code, RETRY_AFTER_SECONDS))
    if body.status == HTTPStatus.UNAUTHORIZED:
        sent["www-authenticate"] = _ASKED_FOR.get(body.code, "Bearer")
    return Response(msgspec.json.encode(body), body.status, sent, MEDIA_TYPE)


def answer_with_problems(web: FastAPI) -> None:
    """Makes a problem of whatever is raised: a refusal, an unknown address, a wrong method, a fault of ours."""
    web.add_exception_handler(Refused, _refused)
    web.add_exception_handler(HTTPException, _http_exception)
    web.add_exception_handler(RequestValidationError, _validation_error)
    web.add_exception_handler(Exception, _unexpected)


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refused):
        raise error
    return _response(problem_of(error, request.scope["path"]))


def _http_exception(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    path = request.scope["path"]
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        # HEAD stands beside every GET, on a route of its own that the router does not name here.
        allowed = (error.headers or {}).get("Allow", "").replace("GET", "GET, HEAD")
        refusal = Refusal("method-not-allowed", f"{request.method[:20]} används inte här.", right=allowed)
        return problem_response([refusal], path, {"allow": allowed})
    refusal = Refusal("not-found", "Det finns inget på den adressen.", right="Adresserna står på /docs.")
    return problem_response([refusal], path)


def _validation_error(request: Request, error: Exception) -> Response:
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    refusals = [
        Refusal("value-malformed", "Värdet går inte att läsa här.", where=".".join(str(step) for step in wrong["loc"]))
        for wrong in errors
    ]
    return problem_response(refusals, request.scope["path"])


def _unexpected(request: Request, _error: Exception) -> Response:
    """Nothing of what happened is told outside; the server logs it, since it is raised again after this answer."""
    detail = "Något gick fel i liggaren. Felet finns i serverns logg."
    right = "Upprepa inte ett beslut utan samma Idempotency-Key: det kan ha registrerats."
    return problem_response([Refusal("unexpected-error", detail, right=right)], request.scope["path"])
