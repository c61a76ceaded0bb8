"""Beyond this machine nobody reads or records without a token; and a token for reading records nothing."""

from base64 import b64encode

import pytest
from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from api.http.admission import Tokens
from api.http.routes import http_application
from tests.api.asking import OPEN, READING, frames, post, refused, unreachable
from tests.given import command, decided

READ, WRITE = "las-1", "skriv-2"
NOBODY = Tokens(open_reads=False, open_writes=False)
BOTH = Tokens(open_reads=False, open_writes=False, read=READ, write=WRITE)
ONLY_WRITE = Tokens(open_reads=False, open_writes=False, write=WRITE)
HERE_WITH_A_TOKEN = Tokens(open_reads=True, open_writes=True, read=READ)
FRAMES = "/v1/stad/frames?year=2026"
PATHS = ("/", "/v1", "/v1/catalogue", FRAMES, "/v1/stad/events", "/readyz", "/docs", "/openapi.json")
WRONG = (
    None,
    b"",
    b"Bearer",
    b"Bearer las",
    b"Bearer las-1x",
    b"las-1",
    b"Basic " + b64encode(b"las-1:fel"),
    b"Basic *",
    b"Basic",
)


def bearer(token: str) -> bytes:
    return b"Bearer " + token.encode()


def basic(password: str, user: str = "") -> bytes:
    return b"Basic " + b64encode(f"{user}:{password}".encode())


def answered(tokens: Tokens, path: str, shown: bytes | None = None) -> int:
    """The status of a request; 503: it was let in, and met that there is no database."""
    headers = [] if shown is None else [(b"authorization", shown)]
    with TestClient(http_application(unreachable(), tokens, ["testserver"])) as web:
        return web.get(path, headers=headers, follow_redirects=False).status_code


@pytest.mark.parametrize("path", [*PATHS, "/v2", "/v1/finns-inte/frames", "/events"])
def test_beyond_this_machine_nothing_is_read_before_somebody_has_set_a_token(path: str) -> None:
    assert answered(NOBODY, path) == 403
    assert answered(NOBODY, path, bearer("")) == 403
    assert answered(NOBODY, "/healthz") == 200, "it tells nothing"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("tokens", [BOTH, HERE_WITH_A_TOKEN], ids=["beyond", "here"])
def test_with_a_token_it_is_shown_or_nothing_is_read(tokens: Tokens, path: str) -> None:
    let_in = answered(OPEN, path)
    assert let_in in {200, 307, 503}
    for shown in (bearer(READ), basic(READ), basic(READ, "ekonomen"), b"bearer  " + READ.encode()):
        assert answered(tokens, path, shown) == let_in, shown
    for refused_token in WRONG:
        assert answered(tokens, path, refused_token) == 401, refused_token


def test_who_may_record_may_read() -> None:
    path = "/v1/catalogue"
    assert answered(BOTH, path, bearer(WRITE)) == 200
    assert answered(ONLY_WRITE, path, bearer(WRITE)) == 200
    assert answered(ONLY_WRITE, path) == 401


def test_who_is_let_in_by_nothing_is_told_what_the_operator_has_to_do() -> None:
    with TestClient(http_application(unreachable(), NOBODY, ["testserver"])) as web:
        [reason] = refused(web.get(FRAMES), 403, "read-not-allowed")
    assert reason["right"] == "Den som driver liggaren sätter LIGGARE_READ_TOKEN."


def test_a_browser_is_asked_for_a_password_and_is_told_nothing_else() -> None:
    with TestClient(http_application(unreachable(), BOTH, ["testserver"])) as web:
        response = web.get("/v1/stad/frames")
        [reason] = refused(response, 401, "read-token-invalid")
    assert response.headers["www-authenticate"].startswith('Basic realm="Budgetliggaren"')
    assert "LIGGARE_READ_TOKEN" in reason["right"]
    assert READ not in response.text


def test_a_token_for_reading_records_nothing_and_a_password_never_does(
    application: Application, stad: OpenLedger
) -> None:
    """A browser sends a password by itself, for whatever page asks it to."""
    decision = command(decided(25_000))
    with TestClient(http_application(application, BOTH, ["testserver"])) as web:
        for shown in (bearer(READ), basic(READ), basic(WRITE)):
            response = post(web, decision, authorization=shown.decode("latin-1"))
            assert response.status_code == 401
        assert stad.log.head() == 4
        assert post(web, decision, authorization=bearer(WRITE).decode("latin-1")).status_code == 201


@pytest.mark.parametrize(("tokens", "kept"), [(READING, "public"), (BOTH, "private")])
def test_what_not_everybody_may_read_is_kept_in_no_cache_that_others_share(
    application: Application, stad: OpenLedger, tokens: Tokens, kept: str
) -> None:
    stad.runner.catch_up()
    with TestClient(http_application(application, tokens, ["testserver"])) as web:
        shown = {"authorization": bearer(READ).decode("latin-1")}
        recipe = frames(web, year=2026, headers=shown).json()["recipe"]
        asked = {"year": 2026, "as_of": "2026-01-31", "known_at": 4, "recipe": recipe}
        caching = frames(web, headers=shown, **asked).headers["cache-control"]
    assert caching == f"{kept}, max-age=31536000, immutable"
