"""The closed list of warnings: stored as code and values, told as a sentence."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.notices import WARNINGS, warning_text


@pytest.mark.parametrize("code", WARNINGS)
def test_a_warning_is_a_sentence_with_values(code: str) -> None:
    names = re.findall(r"{(\w+)}", WARNINGS[code])
    assert names
    values = dict.fromkeys(names, "X")
    assert re.search(r"[.X]$", warning_text(code, values))


@given(st.sampled_from(sorted(WARNINGS)), st.text())
def test_a_value_is_shown_as_it_is_whatever_it_holds(code: str, value: str) -> None:
    names = re.findall(r"{(\w+)}", WARNINGS[code])
    assert value in warning_text(code, dict.fromkeys(names, value))


def test_what_was_stored_first_can_still_be_read() -> None:
    """Codes and values are stored; the text is made when somebody reads it. No value's name may ever change."""
    names = {code: sorted(set(re.findall(r"{(\w+)}", text))) for code, text in WARNINGS.items()}
    assert names == {
        "swallowed": ["frame", "set_day", "set_position"],
        "outranked": ["frame", "set_position"],
        "frame-not-set": ["frame"],
        "gross-becomes-unknown": ["frame"],
        "plan-beyond-three-years": ["first_year", "last_year", "year"],
        "control-total-differs": ["asserted", "calculated", "difference", "frame", "of"],
        "control-total-missing-side": ["asserted", "frame", "of"],
        "basis-incomplete": ["missing"],
        "decision-day-inferred": ["bounds", "origin", "reason"],
        "effective-before-decision": ["decided_day", "effective_day"],
        "unit-not-there": ["unit", "year"],
        "rule-accepted": ["detail", "reason", "rule", "who"],
    }
