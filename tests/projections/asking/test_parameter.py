"""How values are written: what is read, and what is told of what is wrong."""

import re
from datetime import date
from typing import Annotated, Any

import msgspec
import pytest

from ledger.errors import Refused
from projections.asking.parameter import (
    DAY,
    MOST_LAID,
    PROPOSALS,
    Form,
    Parameter,
    check_year,
    number_within,
    one_of,
    parameters_of,
    whole_number,
    yes_or_no,
)
from projections.asking.question import PARAMETERS


class Declared(msgspec.Struct):
    """Two parameters and a field that is none."""

    day: Annotated[date | None, Parameter(DAY, "2026-03-01")] = None
    laid: Annotated[tuple[str, ...], Parameter(PROPOSALS, "a", "with")] = ()
    other: int = 0


def test_parameters_are_declared_at_fields_and_named_by_them_unless_they_say_otherwise() -> None:
    declared = parameters_of(Declared)
    assert {name: parameter.field for name, parameter in declared.items()} == {"day": "day", "with": "laid"}
    assert [parameter.name for parameter in declared.values()] == ["day", "with"]


@pytest.mark.parametrize("year", [1989, 2101, 0, -1, 20_260])
def test_a_year_that_no_budget_is_about_is_refused(year: int) -> None:
    with pytest.raises(Refused) as refused:
        check_year(year)
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.right) == ("year-out-of-range", "1990–2100")
    check_year(1990)
    check_year(2100)


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_every_example_can_be_read_and_has_the_form_that_its_schema_says(name: str) -> None:
    parameter = PARAMETERS[name]
    example = str(parameter.example).lower() if parameter.form.flag is bool else str(parameter.example)
    assert parameter.form.read(example) is not None
    assert parameter.form.schema["type"] in ("string", "integer", "boolean")


@pytest.mark.parametrize(
    ("form", "text", "told"),
    [
        (one_of("stage", ("a", "b")), "c", "stage är ”c”"),
        (one_of("stage", ("a", "b")), "c" * 100, f"stage är ”{'c' * 60}”"),
        (yes_or_no("subtree"), "ja", "subtree är ”ja”"),
        (number_within("limit", 1, 9), "10", "limit är 10"),
        (number_within("limit", 1, 9), "x", "”x” är inget heltal"),
        (PROPOSALS, "a,a", "samma förslag står två gånger"),
        (PROPOSALS, ",".join(f"a{number}" for number in range(MOST_LAID + 1)), "21 förslag läggs på varandra"),
        (PROPOSALS, "A", "”A” kan inte vara ett id"),
    ],
)
def test_what_is_wrong_is_told(form: Form, text: str, told: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(told)}$"):
        form.read(text)


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        (one_of("stage", ("a", "b")), "b", "b"),
        (yes_or_no("subtree"), "true", True),
        (yes_or_no("subtree"), "false", False),
        (number_within("limit", 1, 9), "9", 9),
        (PROPOSALS, "b, a", ("b", "a")),
    ],
)
def test_what_is_right_is_read(form: Form, text: str, value: Any) -> None:
    assert form.read(text) == value


@pytest.mark.parametrize("text", ["", "-1", "1.0", " 1", "\u0661", "\uff11", "1e3", "1" * 19])
def test_a_whole_number_is_ascii_digits_only(text: str) -> None:
    with pytest.raises(ValueError, match="inget heltal"):
        whole_number(text)


def test_a_whole_number_is_read_and_kept_within_its_bounds() -> None:
    assert whole_number("0017") == 17
    limit = number_within("limit", 1, 1000)
    assert [limit.read(text) for text in ("1", "1000")] == [1, 1000]
    for text in ("0", "1001", ""):
        with pytest.raises(ValueError, match=r"^(limit är (0|1001)|”” är inget heltal)$"):
            limit.read(text)
