"""R-33: a sum with two levels is told at the frames of the unit above, whichever of the entries says so."""

from datetime import date

import pytest

from ledger.events import UnitMoved, UnitRegistered
from projections.asking.question import Question
from projections.frames.current import frames_answer
from tests.given import basis, decided, key
from tests.projections.rich import withdrawn
from tests.projections.telling import Told

TWO = "frames-at-two-levels"
A, B = key("ks", line="a"), key("ks", line="b")
ABOVE = decided(10_00, frame=A), decided(20_00, frame=B)


def lines_told(told: Told) -> dict[tuple[str, str], list[int]]:
    """The frames of 2026 that are told to be at two levels, each with the entries that say so."""
    told.ledger.runner.catch_up()
    frames = frames_answer(told.ledger.model, Question(year=2026, as_of=date(2026, 12, 1))).answer.frames
    said = {(each.unit, each.line): [one.position for one in each.warnings if one.code == TWO] for each in frames}
    return {frame: positions for frame, positions in said.items() if positions}


def test_lines_above_units_that_have_frames_are_told_at_each_of_them(told: Told) -> None:
    """slk and sbk under ks have totals; ks gets two lines, and no total."""
    first = told.record(*ABOVE, on=basis("2025-11-24", "§ 14"))
    assert told.everywhere("ks") == {(TWO, first, "2025-11-24")}
    assert lines_told(told) == {("ks", "a"): [first], ("ks", "b"): [first]}
    assert told.everywhere("slk") == told.everywhere("sbk") == set(), "no sum of them alone has two levels"


@pytest.mark.parametrize("line", [None, "total"])
def test_it_stands_above_also_when_the_frame_below_was_recorded_last(told: Told, line: str | None) -> None:
    """The unit x comes under ks, which has two lines or a total; of x itself there is nothing to tell."""
    facts = ABOVE if line is None else (decided(30_00, frame=key("ks")),)
    upper = [("ks", "a"), ("ks", "b")] if line is None else [("ks", "total")]
    first = told.record(*facts, on=basis("2025-11-24", "§ 14"))
    told.record(UnitRegistered("x", "Ny enhet", "ks"))
    last = told.record(decided(5_00, frame=key("x")), on=basis("2025-11-25", "§ 15"))
    assert told.everywhere("ks") == {(TWO, first, "2025-11-24"), (TWO, last, "2025-11-25")}
    assert lines_told(told) == {frame: [first, last] for frame in upper}
    assert told.everywhere("x") == set()
    told.record(*withdrawn(last).facts)
    assert told.everywhere("ks") == {(TWO, first, "2025-11-24")}, "x has no money any more"


def test_it_is_told_no_more_when_the_lines_have_no_money_or_the_units_lie_beside(told: Told) -> None:
    first = told.record(*ABOVE, on=basis("2025-11-24", "§ 14"))
    told.record(*withdrawn(first + 1).facts)
    assert lines_told(told) == {("ks", "a"): [first]}, "one of the lines is left"
    told.record(UnitMoved("slk", date(2025, 12, 1), None), UnitMoved("sbk", date(2025, 12, 1), None))
    assert lines_told(told) == {}
