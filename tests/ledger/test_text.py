"""Text in facts: one way of writing each letter, and nothing that cannot be seen or stored."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.text import LONGEST, Text, composed, misleading, visible


@pytest.mark.parametrize(
    ("decomposed", "expected"),
    [("a\u030a", "å"), ("a\u0308", "ä"), ("o\u0308", "ö"), ("A\u030aA\u0308O\u0308", "ÅÄÖ"), ("\u212b", "Å")],
)
def test_letters_that_look_the_same_are_the_same(decomposed: str, expected: str) -> None:
    assert composed(decomposed) == expected


@pytest.mark.parametrize(
    "text", ["1\u00a0578,9", "1\u202f578,9", "1\u2009578,9", "\u22125", "0,35\u00a0‰", "§ 12", "½"]
)
def test_what_minutes_print_is_kept_verbatim(text: str) -> None:
    assert composed(text) == text


@given(st.text())
def test_composing_twice_is_composing_once(text: str) -> None:
    assert composed(composed(text)) == composed(text)


@pytest.mark.parametrize("text", ["x", "å" * LONGEST, "två\nrader", "en\ttabb", "\u00a0", "🏛", "slut\n"])
def test_text_may_have_lines_tabs_and_any_letter(text: str) -> None:
    assert msgspec.convert(text, Text) == text


@pytest.mark.parametrize(
    "text", ["", "x" * (LONGEST + 1), "\x00", "a\x00", "a\x1b[31m", "a\rb", "\x7f", "a\x85", "\x00\n"]
)
def test_text_is_not_empty_nor_endless_and_has_no_control_characters(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(text, Text)


@pytest.mark.parametrize("sign", "\u200b\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ufeff")
def test_what_makes_a_text_look_like_another_is_found(sign: str) -> None:
    assert misleading(f"Nämn{sign}den", lines=True) == misleading(f"{sign}", lines=False) == sign


@pytest.mark.parametrize("sign", "\t\n")
def test_only_what_may_have_lines_has_them(sign: str) -> None:
    assert misleading(f"a{sign}b", lines=True) is None
    assert misleading(f"ab{sign}", lines=False) == sign


@pytest.mark.parametrize("text", ["1\u00a0578,9", "1\u202f578", "1\u2009578", "\u22125", "§ 12", "🏛", ""])
def test_what_minutes_print_is_not_misleading(text: str) -> None:
    assert misleading(text, lines=False) is None


def test_a_message_shows_what_cannot_be_seen() -> None:
    assert visible("slk\x00\n\u200b") == "slk<U+0000><U+000A><U+200B>"
    assert visible("å\u00a0ä") == "å\u00a0ä"


def test_a_message_shows_only_the_beginning_of_a_long_text() -> None:
    assert visible("x" * 61) == "x" * 60 + "…"
    assert visible("x" * 60) == "x" * 60
    assert visible("abcdef", longest=3) == "abc…"


@pytest.mark.parametrize("hidden", ["\u00ad", "\u061c", "\u2060", "\u3164", "\uffff", "\U000e0041", "\ufe0f"])
def test_what_is_blank_or_turns_or_is_no_character_is_found(hidden: str) -> None:
    assert misleading(f"§ {hidden}12", lines=False) == hidden
    assert misleading(f"rad ett\n§ {hidden}12", lines=True) == hidden
