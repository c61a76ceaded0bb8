"""What a comparison can be asked, through both doors: parameters that are repeated, and what makes no comparison."""

import json
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.answers.reading_parameters import MOST_COLUMNS, questions_asked
from api.app import Application
from api.http.openapi import of_answer
from api.http.routes import http_application
from ledger.errors import Refusal, Refused
from projections.asking.question import GroupBy, Question
from projections.frames.comparison import COMPARE, RECIPE
from tests.api.asking import READING, refused
from tests.api.conftest import Liggare
from tests.projections.a_year import a_year

ADDRESS = "/v1/stad/frames/compare"


@pytest.fixture(scope="module")
def asking(year: Application) -> TestClient:
    """HTTP on the hand-reckoned year."""
    return TestClient(http_application(year, READING, ["testserver"]))


def questions(*given: tuple[str, str]) -> list[Question]:
    return list(questions_asked(COMPARE, given).questions)


def problems(*given: tuple[str, str]) -> list[Refusal]:
    with pytest.raises(Refused) as caught:
        questions_asked(COMPARE, given)
    return list(caught.value.refusals)


# --- The columns ------------------------------------------------------------------------------------------------


def test_each_value_is_a_column_and_the_first_parameter_changes_slowest() -> None:
    given = [("as_of", "2026-03-01"), ("year", "2027"), ("year", "2026"), ("as_of", "2026-02-01"), ("unit", "slk")]
    march, february = date(2026, 3, 1), date(2026, 2, 1)
    assert questions(*given) == [
        Question(year=year, as_of=day, unit="slk") for year in (2027, 2026) for day in (march, february)
    ]


def test_what_is_laid_on_top_is_set_against_what_is_decided() -> None:
    assert questions(("with", "a"), ("with", "a,b")) == [Question(), Question(laid=("a",)), Question(laid=("a", "b"))]
    assert questions(("with", "a"), ("year", "2026")) == [Question(year=2026), Question(year=2026, laid=("a",))]


def test_every_parameter_that_can_be_repeated_is_read() -> None:
    pairs: dict[str, tuple[str, str]] = {
        "year": ("2026", "2027"),
        "as_of": ("2026-01-01", "2026-02-01"),
        "known_at": ("4", "2026-02-01"),
        "proposal": ("a", "b"),
        "with": ("a", "b"),
        "index": ("2 %", "3 %"),
    }
    assert tuple(pairs) == COMPARE.repeated
    for name, every in pairs.items():
        columns = questions(*((name, value) for value in every))
        assert len(columns) == (3 if name == "with" else 2)
    assert questions(("by", "top"), ("proposal", "a"), ("proposal", "b"))[1] == Question(proposal="b", by=GroupBy.TOP)


def test_one_column_is_no_comparison() -> None:
    for given in ([], [("year", "2026")], [("proposal", "a"), ("year", "2026")]):
        [problem] = problems(*given)
        assert (problem.code, problem.detail) == ("coordinate-invalid", "En enda kolumn har inget att jämföras med.")
        assert problem.right == (
            "upprepa year, as_of, known_at, proposal, with eller index, som year=2026 och year=2027"
        )


def test_columns_are_counted_before_they_are_made() -> None:
    years = [("year", str(year)) for year in range(2020, 2020 + MOST_COLUMNS)]
    assert len(questions(*years)) == MOST_COLUMNS
    [problem] = problems(*years, ("year", "2040"))
    assert (problem.detail, problem.right) == ("Frågan blir 13 kolumner.", "högst 12 kolumner")
    every = [(name, str(n)) for name in ("known_at",) for n in range(100)]
    [problem] = problems(*every, *((name, f"p{n}") for name in ("proposal", "with") for n in range(1_000)))
    assert problem.asserted == str(100 * 1_000 * 1_001)


def test_the_same_value_twice_is_refused_and_so_is_every_other_mistake_at_once() -> None:
    [problem] = problems(("year", "2026"), ("year", "2027"), ("year", "2026"))
    assert (problem.code, problem.where, problem.right) == ("field-repeated", "year", "en av dem")
    told = problems(("year", "26"), ("as_of", "i går"), ("as_of", "2026-01-01"), ("unit", "a"), ("unit", "b"))
    assert {(refusal.code, refusal.where) for refusal in told} >= {
        ("year-out-of-range", "year"),
        ("coordinate-invalid", "as_of"),
        ("field-repeated", "unit"),
    }


# --- Through both doors -----------------------------------------------------------------------------------------


def test_the_answer_is_kept_for_ever_only_when_every_column_is_settled(asking: TestClient) -> None:
    given: dict[str, Any] = {"year": "2026", "as_of": ["2026-03-31", "2026-12-01"], "known_at": "19"}
    settled = asking.get(ADDRESS, params={**given, "recipe": RECIPE})
    assert settled.status_code == 200, settled.text
    assert "immutable" in settled.headers["cache-control"]
    answer = settled.json()
    assert [column["coordinates"]["as_of"] for column in answer["columns"]] == ["2026-03-31", "2026-12-01"]
    again = asking.get(ADDRESS, params=given, headers={"if-none-match": settled.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")
    open_ended = asking.get(ADDRESS, params={"year": ["2026", "2027"], "known_at": "19"})
    assert open_ended.headers["cache-control"] == "no-store", "the day is today when it is not said"


def test_the_same_answer_comes_through_both_doors(application: Application, liggare: Liggare) -> None:
    a_year(application)
    web = TestClient(http_application(application, READING, ["testserver"]))
    given = {"year": ["2026", "2027"], "as_of": ["2026-03-31", "2026-12-01"], "index": ["2 %"]}
    flags = [
        word for name, every in given.items() for value in every for word in (f"--{name.replace('_', '-')}", value)
    ]
    said = liggare("compare", "--ledger", "stad", *flags, "--json")
    assert said.code == 0, said.err
    assert json.loads(said.out) == web.get(ADDRESS, params=given).json()
    assert len(json.loads(said.out)["columns"]) == 4
    table = liggare("compare", "--ledger", "stad", *flags, "--amounts", "kr")
    assert (table.code, "Förändring" in table.out) == (0, True)


def test_a_mistake_is_told_by_its_flag(application: Application, liggare: Liggare) -> None:
    a_year(application)
    wrong = liggare("compare", "--ledger", "stad", "--as-of", "2026-01-01", "--as-of", "i går")
    assert (wrong.code, "--as-of" in wrong.err) == (2, True)
    assert "En enda kolumn" in liggare("compare", "--ledger", "stad", "--year", "2026").err


def test_a_flag_that_can_be_repeated_says_so(liggare: Liggare) -> None:
    said = " ".join(liggare("compare", "--help").out.replace("│", " ").split())
    assert said.count("Får upprepas: en kolumn för varje värde.") == len(COMPARE.repeated)
    assert "Får upprepas" not in liggare("frames", "--help").out


def test_what_frames_refuse_is_refused_here_too(asking: TestClient) -> None:
    years = {"year": ["2026", "2027"]}
    refused(asking.get(ADDRESS, params={**years, "unit": "slx"}), 422, "unit-unknown")
    refused(asking.get(ADDRESS, params={"known_at": ["19", "20"]}), 422, "position-beyond-head")
    refused(asking.get(ADDRESS, params={**years, "with": "a"}), 404, "proposal-unknown")
    refused(asking.get(ADDRESS, params={**years, "asof": "2026-01-01"}), 422, "field-unknown")


def test_what_can_be_repeated_is_described_as_a_list() -> None:
    described = {parameter["name"]: parameter for parameter in of_answer(COMPARE)["openapi_extra"]["parameters"]}
    for name in COMPARE.repeated:
        assert (described[name]["schema"]["type"], len(described[name]["example"])) == ("array", 1)
        assert described[name]["description"].endswith("Får upprepas: varje värde blir en kolumn.")
    assert described["unit"]["schema"]["type"] == "string"
