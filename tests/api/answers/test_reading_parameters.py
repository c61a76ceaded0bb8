"""A URL's parameters: our own parsers, nothing guessed, nothing overlooked."""

import re
from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from api.answers.reading_parameters import GivenParameters, questions_asked
from ledger.errors import Refusal, Refused
from ledger.values import FrameKind, Stage
from ledger.when import today
from projections.asking.declaration import CLOCKS
from projections.asking.parameter import POSITION, Parameter, yes_or_no
from projections.asking.question import PARAMETERS, GroupBy, Question, Start
from projections.frames.current import FRAMES, RECIPE


def problems(*given: tuple[str, str]) -> list[Refusal]:
    """What is wrong with a question about frames."""
    with pytest.raises(Refused) as refused:
        questions_asked(FRAMES, given)
    return list(refused.value.refusals)


def test_a_question_without_parameters_is_about_this_year_and_today() -> None:
    [question] = questions_asked(FRAMES, []).questions
    assert question == Question()
    assert (question.budget_year, question.decided_by) == (today().year, today())


def test_every_parameter_is_read() -> None:
    given = {
        "year": "2027",
        "as_of": "2026-03-01",
        "known_at": "2026-03-01T12:00:00Z",
        "stage": "recommended",
        "proposal": "p-1",
        "unit": "slk",
        "line": "total",
        "min_position": "7",
        "recipe": RECIPE,
    }
    known = datetime(2026, 3, 1, 12, tzinfo=UTC)
    question = Question(
        year=2027,
        as_of=date(2026, 3, 1),
        known_at=known,
        stage=Stage.RECOMMENDED,
        proposal="p-1",
        unit="slk",
        line="total",
        min_position=7,
    )
    wanted = questions_asked(FRAMES, given.items())
    assert (wanted.questions, wanted.recipe) == ((question,), True)
    assert not questions_asked(FRAMES, ()).recipe


EXAMPLES = {
    "year": ("2026", 2026),
    "on": ("2026-07-01", date(2026, 7, 1)),
    "as_of": ("2026-03-01", date(2026, 3, 1)),
    "known_at": ("4", 4),
    "min_position": ("4", 4),
    "stage": ("decided", Stage.DECIDED),
    "proposal": ("a", "a"),
    "with": ("b,a", ("b", "a")),
    "legal_force": ("true", True),
    "index": ("3 %", 30_000_000),
    "unit": ("slk", "slk"),
    "subtree": ("true", True),
    "line": ("total", "total"),
    "kind": ("investment", FrameKind.INVESTMENT),
    "name": ("smart-stad", "smart-stad"),
    "version": ("2", 2),
    "case": ("KS 2026/1", "KS 2026/1"),
    "by": ("top", GroupBy.TOP),
    "tree_on": ("2027-01-01", date(2027, 1, 1)),
}


def test_every_parameter_is_read_into_its_field() -> None:
    of_a_question = [name for name in PARAMETERS if name not in Start.__struct_fields__]
    everything = replace(FRAMES, asks=tuple(name for name in of_a_question if name not in CLOCKS))
    for name in of_a_question:
        example = (
            str(PARAMETERS[name].example).lower() if PARAMETERS[name].form.flag is bool else PARAMETERS[name].example
        )
        text, value = EXAMPLES.get(name) or (str(example), PARAMETERS[name].form.read(str(example)))
        [question] = questions_asked(everything, [(name, text)]).questions
        field = PARAMETERS[name].field
        assert getattr(question, field) == value
        assert replace(question, **{field: getattr(Question(), field)}) == Question()


def test_the_same_proposal_is_not_laid_twice() -> None:
    for text in ("a,a", "a,", "a,B", ",".join(f"p{n}" for n in range(21))):
        [problem] = problems(("with", text))
        assert (problem.code, problem.where) == ("coordinate-invalid", "with")


@pytest.mark.parametrize(
    ("text", "ppb"),
    [
        *(("−100 %", None), ("-150 %", None), ("−999 ‰", -999_000_000), ("-99,9 %", -999_000_000), ("0 %", 0)),
        ("250 %", 2_500_000_000),
    ],
)
def test_an_index_leaves_something_of_an_amount(text: str, ppb: int | None) -> None:
    """As the rules for an index that is decided have it; and its schema says the same."""
    assert (re.search(PARAMETERS["index"].form.schema["pattern"], text) is None) is (ppb is None)
    if ppb is not None:
        assert PARAMETERS["index"].form.read(text) == ppb
        return
    with pytest.raises(ValueError, match="inget vara kvar"):
        PARAMETERS["index"].form.read(text)


def test_every_problem_is_told_with_its_place() -> None:
    refusals = problems(("yaer", "2026"), ("as_of", "i går"), ("as_of", "2026-01-01"), ("year", "1"))
    assert [(refusal.code, refusal.where) for refusal in refusals] == [
        ("field-unknown", "yaer"),
        ("field-repeated", "as_of"),
        ("year-out-of-range", "year"),
        ("coordinate-invalid", "as_of"),
    ]
    assert (refusals[0].right, refusals[2].right) == ("year", "1990–2100")


def test_what_is_told_about_a_long_text_is_short() -> None:
    for name in ("year", "as_of", "known_at", "stage", "unit", "x" * 10_000):
        [problem] = problems((name, "9" * 10_000))
        assert len(problem.detail) + len(problem.where or "") < 500


def test_an_unknown_and_a_repeated_parameter_are_told_together() -> None:
    parameters = GivenParameters([("onn", "1"), ("on", "2026-01-01"), ("on", "2026-01-02")], {"on": PARAMETERS["on"]})
    with pytest.raises(Refused) as refused:
        parameters.finish()
    assert [(refusal.code, refusal.right) for refusal in refused.value.refusals] == [
        ("field-unknown", "on"),
        ("field-repeated", "en av dem"),
    ]


def test_yes_is_one_word() -> None:
    known = {name: Parameter(yes_or_no(name), example=True) for name in "abcd"}
    parameters = GivenParameters([("a", "true"), ("b", "false"), ("c", "True")], known)
    assert [parameters.read(name) for name in "abcd"] == [True, False, None, None]
    assert [refusal.where for refusal in parameters.problems] == ["c"]


def test_what_may_be_repeated_is_read_each_time_and_what_is_wrong_keeps_its_place() -> None:
    given = [("a", "1"), ("a", "x"), ("a", "3")]
    parameters = GivenParameters(given, {"a": Parameter(POSITION, 0)}, ("a",))
    assert parameters.values("a") == [1, None, 3]
    assert [refusal.detail for refusal in parameters.problems] == ["”x” är inget heltal."]
