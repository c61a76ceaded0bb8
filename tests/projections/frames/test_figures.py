"""Figures as answers write them: sums by hand, what is unknown stays unknown, and the two kinds are never added."""

from typing import Any

from projections.asking.texts import text_of
from projections.frames.figures import (
    frames_of,
    outside_of,
    totals_of,
)
from tests.projections.asking.test_judging import row


def counted(position: int, **more: Any) -> dict[str, Any]:
    """A judged row."""
    judged = {"part": "counted", "commitment": "budget", "annulled_on": None, "index_ppb": None}
    read = {"family": "frame-decided", "year": 2026, "warnings": None, "decided_earliest": None}
    return row(position) | judged | read | more


def test_a_frame_is_the_sum_of_what_counts_in_it() -> None:
    [frame] = frames_of([counted(1), counted(2), counted(3, part="replaced")], {"slk": "Stadsledningskontoret"})
    assert (frame.unit_name, frame.costs_ore, frame.revenues_ore, frame.net_ore) == (
        "Stadsledningskontoret",
        200,
        0,
        200,
    )
    assert [part.part for part in frame.parts] == ["counted", "counted", "replaced"]
    assert text_of(frame, "net_ore") == "2\u00a0kr"


def test_a_frame_that_nothing_counts_in_is_not_there_and_what_stands_outside_is_told_one_by_one() -> None:
    rows = [counted(1, part="undetermined"), counted(2, part="undetermined"), counted(3, part="conditional")]
    assert frames_of(rows, {}) == []
    assert [one.parts[0].position for one in outside_of(rows, {}, "undetermined")] == [1, 2]


def test_a_side_that_is_unknown_in_one_part_is_unknown_in_the_frame_and_in_the_total() -> None:
    frames = frames_of([counted(1), counted(2, costs_ore=None, revenues_ore=None)], {})
    [operating, investment] = totals_of(frames)
    assert (frames[0].costs_ore, frames[0].net_ore, frames[0].gross_known) == (None, 200, False)
    assert (operating.costs_ore, operating.net_ore, operating.frames) == (None, 200, 1)
    assert (investment.kind, investment.net_ore, investment.frames) == ("investment", 0, 0)


def test_what_is_only_laid_on_top_says_so() -> None:
    [frame] = frames_of([counted(1), counted(2, laid=True)], {})
    assert [part.laid for part in frame.parts] == [False, True]
