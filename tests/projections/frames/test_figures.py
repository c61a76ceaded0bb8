"""Figures as answers write them: sums by hand, what is unknown stays unknown, and the two kinds are never added."""

from ledger.meaning.later_acts import Role
from projections.asking.texts import text_of
from projections.frames.figures import (
    frames_of,
    outside_of,
    totals_of,
)
from tests.frame_facts import fact, in_role, on_day


def test_a_frame_is_the_sum_of_what_counts_in_it() -> None:
    [frame] = frames_of(
        [on_day(in_role(fact(1)), in_role(fact(2)), in_role(fact(3), Role.REPLACED))], {"slk": "Stadsledningskontoret"}
    )
    assert (frame.unit_name, frame.costs_ore, frame.revenues_ore, frame.net_ore) == (
        "Stadsledningskontoret",
        200,
        0,
        200,
    )
    assert [part.part for part in frame.parts] == ["counted", "counted", "replaced"]
    assert text_of(frame, "net_ore") == "2\u00a0kr"


def test_a_frame_that_nothing_counts_in_is_not_there_and_what_stands_outside_is_told_one_by_one() -> None:
    roles = (Role.UNDETERMINED, Role.UNDETERMINED, Role.CONDITIONAL)
    frames = [on_day(*(in_role(fact(position), role) for position, role in enumerate(roles, start=1)))]
    assert frames_of(frames, {}) == []
    assert [frame.parts[0].position for frame in outside_of(frames, {}, Role.UNDETERMINED)] == [1, 2]


def test_a_side_that_is_unknown_in_one_part_is_unknown_in_the_frame_and_in_the_total() -> None:
    frames = frames_of([on_day(in_role(fact(1)), in_role(fact(2, costs_ore=None, revenues_ore=None)))], {})
    [operating, investment] = totals_of(frames)
    assert (frames[0].costs_ore, frames[0].net_ore, frames[0].gross_known) == (None, 200, False)
    assert (operating.costs_ore, operating.net_ore, operating.frames) == (None, 200, 1)
    assert (investment.kind, investment.net_ore, investment.frames) == ("investment", 0, 0)


def test_what_is_only_laid_on_top_says_so() -> None:
    [frame] = frames_of([on_day(in_role(fact(1)), in_role(fact(2, supposed=True)))], {})
    assert [part.laid for part in frame.parts] == [False, True]
