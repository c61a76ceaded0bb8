"""What a leaf takes, and what is said when it gets something else."""

from typing import Annotated, Any

import msgspec
import pytest
from msgspec import inspect

from api.incoming.leaves import annotated, expected, from_text, is_free_text, is_ore, is_printed, is_text, is_year
from ledger.money import Ore
from ledger.text import Text
from ledger.values import Clause, FrameKind, Identifier, PrintedText, Rate, Sha256
from ledger.when import Year


@pytest.mark.parametrize(
    ("type_", "says"),
    [
        (Year, "ett heltal 1990–2100"),
        (Identifier, "små bokstäver a–z, siffror och bindestreck, högst 63 tecken"),
        (Sha256, "64 hexadecimala tecken, små bokstäver (sha256sum FIL)"),
        (Text, "en text, högst 500 tecken, utan styrtecken"),
        (PrintedText, "en text, högst 60 tecken"),
        (FrameKind, "något av: drift, investering"),
        (bool, "ja eller nej"),
        (Clause, "ett heltal 1–9999"),
    ],
)
def test_what_would_be_right_is_said_in_swedish(type_: Any, says: str) -> None:
    assert expected(inspect.type_info(type_), swedish=True) == says


@pytest.mark.parametrize(
    ("type_", "text", "free", "printed"),
    [
        (Text, True, True, False),
        (PrintedText, False, True, True),
        (str, False, True, False),
        (Identifier, False, False, False),
        (Year, False, False, False),
    ],
)
def test_a_text_is_free_or_printed_or_an_id(type_: Any, text: bool, free: bool, printed: bool) -> None:
    leaf = inspect.type_info(type_)
    assert (is_text(leaf), is_free_text(leaf), is_printed(leaf)) == (text, free, printed)


def test_numbers_are_years_or_ore_or_neither() -> None:
    found = [(is_year(leaf), is_ore(leaf)) for leaf in map(inspect.type_info, (Year, Ore, Rate))]
    assert found == [(True, False), (False, True), (False, False)]


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [("12", Clause, 12), ("1,5", Clause, "1,5"), ("ja", bool, True), ("nej", bool, False), ("12", Text, "12")],
)
def test_a_text_from_a_file_is_the_plain_value_that_the_type_takes(text: str, type_: Any, value: Any) -> None:
    assert from_text(text, inspect.type_info(type_)) == value


def test_a_leaf_keeps_its_bounds() -> None:
    assert msgspec.convert(12, annotated(inspect.type_info(Clause))) == 12
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(0, annotated(inspect.type_info(Annotated[int, msgspec.Meta(ge=1)])))
    with pytest.raises(TypeError):
        annotated(inspect.type_info(dict[str, int]))
