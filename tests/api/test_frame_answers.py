"""What explains frames, through both doors: the same answer, settled for ever when everything is said, and nonsense."""

import json
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.answers.reading_parameters import questions_asked
from api.app import Application, OpenLedger
from api.http.routes import http_application
from ledger.errors import Refused
from ledger.money import PARTS_PER_BILLION
from ledger.values import FrameKind
from projections.asking.declaration import Declaration
from projections.asking.question import GroupBy
from projections.frames.change_table import CHANGES
from projections.frames.current import FRAMES
from projections.frames.difference import DIFFERENCE
from projections.frames.timeline import TIMELINE
from projections.frames.why import WHY
from tests.api.asking import READING, flags, refused
from tests.api.conftest import Liggare
from tests.projections.a_year import a_year

CLOCKS = {"year": "2026", "as_of": "2026-12-01", "known_at": "19"}
FROM = {"from_as_of": "2026-03-31", "from_known_at": "15", "by": "parent"}


@pytest.fixture(scope="module")
def asking(year: Application) -> TestClient:
    """HTTP on the hand-reckoned year."""
    return TestClient(http_application(year, READING, ["testserver"]))


def asked_of(declaration: Declaration) -> dict[str, str]:
    return CLOCKS | (FROM if declaration is DIFFERENCE else {})


EXPLAINING = (FRAMES, WHY, CHANGES, DIFFERENCE, TIMELINE)
every = pytest.mark.parametrize(
    "declaration", [pytest.param(declaration, id=declaration.command) for declaration in EXPLAINING]
)


@every
def test_the_answer_echoes_its_coordinates_and_can_be_kept_for_ever(
    asking: TestClient, declaration: Declaration
) -> None:
    address, given = f"/v1/stad/{declaration.path}", asked_of(declaration)
    first = asking.get(address, params={**given, "recipe": declaration.recipe})
    assert first.status_code == 200, first.text
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    answer = first.json()
    assert answer["recipe"] == declaration.recipe
    at = {"year": 2026, "as_of": "2026-12-01", "known_at": "19", "position": 19, "stage": "decided"}
    assert answer["coordinates"] == at | ({"by": "parent"} if declaration is DIFFERENCE else {})
    again = asking.get(address, params=given, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")
    open_ended = asking.get(address, params={name: given[name] for name in given if name != "year"})
    assert open_ended.headers["cache-control"] == "no-store", "the year is this year when it is not said"


@every
def test_the_same_answer_comes_through_both_doors(
    application: Application, liggare: Liggare, declaration: Declaration
) -> None:
    a_year(application)
    web = TestClient(http_application(application, READING, ["testserver"]))
    given = asked_of(declaration)
    said = liggare(declaration.command, "--ledger", "stad", *flags(**given), "--json")
    assert said.code == 0, said.err
    assert json.loads(said.out) == web.get(f"/v1/stad/{declaration.path}", params=given).json()


@every
def test_what_it_can_be_asked_is_described_and_nothing_else_is_taken(
    asking: TestClient, declaration: Declaration
) -> None:
    address = f"/v1/stad/{declaration.path}"
    [reason] = refused(asking.get(address, params={"asof": "2026-12-01"}), 422, "field-unknown")
    assert reason["right"] == "as_of"
    refused(asking.get(address, params={"kind": "drift", "year": "26"}), 422, "year-out-of-range", "coordinate-invalid")
    refused(asking.get(address, params={"known_at": "20"}), 422, "position-beyond-head")
    refused(asking.get(address, params={"unit": "slx"}), 422, "unit-unknown")
    assert (
        asking.get(address, params={"year": "2031"}).json()["note"].startswith("Inga ramar för 2031 var registrerade")
    )


def test_a_difference_backwards_is_refused(asking: TestClient) -> None:
    backwards = {"year": "2026", "as_of": "2026-03-31", "from_as_of": "2026-04-01"}
    [reason] = refused(asking.get("/v1/stad/frames/difference", params=backwards), 400, "coordinate-invalid")
    assert reason["detail"] == "Från-dagen 2026-04-01 ligger efter till-dagen 2026-03-31."
    assert (reason["where"], reason["right"]) == ("from_as_of", "en dag till och med 2026-03-31")


def test_everything_that_can_be_asked_is_read() -> None:
    given: dict[str, Any] = {**CLOCKS, "kind": "investment", "unit": "slk", "line": "hyror", "index": "3 %"}
    [question] = questions_asked(WHY, given.items()).questions
    assert (question.kind, question.unit, question.line) == (FrameKind.INVESTMENT, "slk", "hyror")
    assert (question.index_ppb, question.known_at) == (3 * PARTS_PER_BILLION // 100, 19)
    start, until = questions_asked(DIFFERENCE, {**CLOCKS, **FROM, "with": "a"}.items()).questions
    assert (start.as_of, start.known_at, start.laid) == (date(2026, 3, 31), 15, ())
    assert (until.as_of, until.known_at, until.laid, until.by) == (date(2026, 12, 1), 19, ("a",), GroupBy.PARENT)
    assert (
        questions_asked(DIFFERENCE, CLOCKS.items()).questions
        == (*questions_asked(FRAMES, CLOCKS.items()).questions,) * 2
    )


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(Refused) as caught:
        questions_asked(DIFFERENCE, [("from_as_of", "i går"), ("by", "nämnd"), ("stage", "decided")])
    assert {refusal.where for refusal in caught.value.refusals} == {"from_as_of", "by", "stage"}


def test_a_ledger_that_is_not_there_is_refused(asking: TestClient, stad: OpenLedger) -> None:
    refused(asking.get("/v1/ingen/frames/why"), 404, "ledger-unknown")
