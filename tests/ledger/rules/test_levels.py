"""Frames at two levels are told when they are recorded, once."""

from datetime import date

from ledger.events import Fact
from ledger.looking.state import State, fold
from ledger.meaning.levels import total_beside
from ledger.rules.levels import levels_warnings
from ledger.values import RecordedWarning
from tests.given import adjusted, decided, key
from tests.ledger.rules.scenario import given, past

DAY = date(2026, 1, 1)


def told(*facts: Fact, before: State | None = None) -> list[tuple[int, str, str]]:
    state = before or given().when(decided(1)).before
    return [
        (number, _value(warning, "frame"), _value(warning, "others"))
        for number, warning in levels_warnings(facts, state, state, DAY)
    ]


def _value(warning: RecordedWarning, name: str) -> str:
    assert warning.code == "frames-at-two-levels"
    return warning.values[name]


def test_a_budget_with_a_board_and_what_is_under_it() -> None:
    """Case 06: ks 300 and slk 200, slk under ks; sum 500."""
    facts = decided(300_00, frame=key("ks")), decided(200_00, frame=key("slk")), decided(50_00, frame=key("ks", 2027))
    assert told(*facts) == [(0, "ks drift 2026", "slk drift 2026")]


def test_a_total_beside_its_lines() -> None:
    lines = [decided(60_00, frame=key("sbk", line=line)) for line in ("aldreomsorg", "ifo")]
    both = "sbk aldreomsorg drift 2026 och sbk ifo drift 2026"
    assert told(*lines, decided(100_00, frame=key("sbk"))) == [(0, "sbk drift 2026", both)]
    assert told(*lines) == []


def test_a_line_that_comes_after_its_total_is_told_and_its_changes_are_not() -> None:
    there = given(past(decided(100_00, frame=key("sbk"))))
    line = decided(60_00, frame=key("sbk", line="ifo"))
    [before] = {id(state): state for state in [there.when(line).before]}.values()
    assert told(line, before=before) == [(0, "sbk drift 2026", "sbk ifo drift 2026")]
    again = given(past(decided(100_00, frame=key("sbk"))), past(line)).when(line).before
    assert told(adjusted(5_00, frame=key("sbk", line="ifo")), before=again) == []


def test_an_empty_ledger_and_one_frame_have_one_level() -> None:
    assert told(decided(1), before=fold([])) == []


def test_the_total_beside_a_line_is_of_its_own_unit_kind_and_year() -> None:
    assert total_beside(key("sbk", 2027, line="ifo")) == key("sbk", 2027)


def test_frames_below_that_have_only_lines_are_named() -> None:
    facts = decided(300_00, frame=key("ks")), decided(200_00, frame=key("slk", line="drift"))
    assert told(*facts) == [(0, "ks drift 2026", "slk drift drift 2026")]
    lines = decided(300_00, frame=key("ks", line="a")), decided(200_00, frame=key("slk", line="b"))
    assert told(*lines) == [(0, "ks a drift 2026", "slk b drift 2026")]
