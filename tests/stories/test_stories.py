"""What a controller asks of a year's decisions, with the answers worked out by hand. Amounts are in mnkr."""

from typing import Final

import pytest
from msgspec.structs import replace

from ledger.errors import Refused
from ledger.events import (
    FrameAdjusted,
    FrameDecided,
    FrameTransferred,
    GrossTurnoverChanged,
    OpeningEntryMade,
    ProposalMade,
    RecommendationMade,
)
from ledger.values import FrameKind, InvestmentAmount, Stage
from tests.given import BUDGET, PLAN, Command, basis, between, key
from tests.stories.conftest import MNKR, Story, budget_of, net_of

SLK, SBK = key("slk"), key("sbk")
LATER: Final = "2026-10-01"


def test_a_change_decided_before_a_set_but_recorded_after_it(story: Story) -> None:
    """A plan of 95 from 2024, a budget of 100 on 24 November, and a rise by 3 on 10 November that is found in
    the minutes later. It moves the answer between its own day and the budget's, and not after."""
    assert story.decides("2024-11-25", FrameDecided(SLK, PLAN, budget_of(95))) == 5
    assert story.decides("2025-11-24", FrameDecided(SLK, BUDGET, budget_of(100))) == 6
    assert story.decides("2025-11-10", FrameAdjusted(SLK, budget_of(3))) == 7
    days = ("2024-11-24", "2024-11-25", "2025-11-09", "2025-11-10", "2025-11-23", "2025-11-24", LATER)
    assert [story.costs(day, known_at=5) for day in days] == [None, 95, 95, 95, 95, 95, 95]
    assert [story.costs(day, known_at=6) for day in days] == [None, 95, 95, 95, 95, 100, 100]
    assert [story.costs(day, known_at=7) for day in days] == [None, 95, 95, 98, 98, 100, 100]
    [frame] = story.asked(LATER).frames
    assert [(part.position, part.part) for part in frame.parts] == [(5, "replaced"), (7, "replaced"), (6, "counted")]
    assert [(warning.position, warning.code) for warning in frame.warnings] == [(7, "swallowed")]
    assert "(2025-11-24, position 6)" in frame.warnings[0].text


def test_a_warning_does_not_outlive_the_set_that_it_names(story: Story) -> None:
    """The set of 2 March stood in the way of the change of 2 February; it turns out to be of 15 January."""
    story.decides("2026-03-02", FrameDecided(SLK, BUDGET, budget_of(100)))
    story.decides("2026-02-02", FrameAdjusted(SLK, budget_of(3)))
    before = story.bytes_of("2026-06-01", 6)
    assert b"swallowed" in before
    story.corrects(5, FrameDecided(SLK, BUDGET, budget_of(100)), "2026-01-15")
    [frame] = story.asked("2026-06-01").frames
    assert [(part.position, part.part) for part in frame.parts] == [(7, "counted"), (6, "counted")]
    assert (story.costs("2026-06-01"), [warning for warning in frame.warnings if warning.code == "swallowed"]) == (
        103,
        [],
    )
    assert story.bytes_of("2026-06-01", 6) == before


def test_a_frame_that_has_been_set_does_not_say_that_it_has_not(story: Story) -> None:
    """A transfer is recorded before the frames it is between: one gets its budget later, the other has none still."""
    story.decides("2026-02-02", FrameTransferred(SLK, SBK, budget_of(3)))
    story.decides("2026-01-15", FrameDecided(SLK, BUDGET, budget_of(100)))
    both = {
        unit: f"Ramen {unit} drift 2026 har inget känt utgångsvärde; bara ändringen är känd." for unit in ("slk", "sbk")
    }
    before = {frame.unit: [warning.text for warning in frame.warnings] for frame in story.asked("2026-06-01", 5).frames}
    assert before == {unit: [text] for unit, text in both.items()}, "each frame is told of itself"
    after = {frame.unit: [warning.text for warning in frame.warnings] for frame in story.asked("2026-06-01").frames}
    assert both["slk"] not in after["slk"]
    assert after["sbk"] == [both["sbk"]]


def test_a_change_on_the_day_of_the_set_is_placed_by_its_paragraph(story: Story) -> None:
    """§ 11 comes before the budget in § 12 and is swallowed; § 12 A comes after it and counts."""
    story.decides(basis("2025-11-24", "§ 12"), FrameDecided(SLK, BUDGET, budget_of(100)))
    story.decides(basis("2025-11-24", "§ 12 A"), FrameAdjusted(SLK, budget_of(4)))
    story.decides(basis("2025-11-24", "§ 11"), FrameAdjusted(SLK, budget_of(7)))
    assert [story.costs("2025-11-24", position) for position in (5, 6, 7)] == [100, 104, 104]
    assert story.costs("2025-11-23") is None


def test_a_budget_replaces_the_plan_for_its_year(story: Story) -> None:
    """The plan's changes go with it: 95 + 2 is 97 until the budget of 100, to which 1 is added later."""
    story.decides("2024-11-25", FrameDecided(SLK, PLAN, budget_of(95)))
    story.decides("2025-03-01", FrameAdjusted(SLK, budget_of(2)))
    story.decides("2025-11-24", FrameDecided(SLK, BUDGET, budget_of(100)))
    story.decides("2026-02-01", FrameAdjusted(SLK, budget_of(1)))
    assert [story.costs(day) for day in ("2025-02-28", "2025-03-01", "2025-11-24", "2026-02-01")] == [95, 97, 100, 101]
    commitments = [story.asked(day).frames[0].commitment for day in ("2025-11-23", "2025-11-24")]
    assert commitments == ["plan", "budget"]


def test_a_plan_that_is_recorded_after_the_budget_changes_nothing_while_the_budget_is_there(story: Story) -> None:
    """Decided before the budget it holds until the budget does; decided after it, it never holds."""
    story.decides("2025-11-24", FrameDecided(SLK, BUDGET, budget_of(100)))
    story.decides("2024-11-25", FrameDecided(SLK, PLAN, budget_of(95)))
    story.decides("2026-02-01", FrameDecided(SLK, PLAN, budget_of(90)))
    story.decides("2026-03-01", FrameAdjusted(SLK, budget_of(1)))
    assert [story.costs(day) for day in ("2025-11-23", "2025-11-24", "2026-02-01", "2026-03-01")] == [95, 100, 100, 101]
    codes = [(warning.position, warning.code) for warning in story.asked(LATER).frames[0].warnings]
    assert codes == [(6, "swallowed"), (7, "outranked"), (8, "rule-accepted")]
    story.corrects(5, None)  # there was no such budget: the plans hold again, each from its day
    assert [story.costs(day) for day in ("2025-11-24", "2026-02-01", "2026-03-01")] == [95, 90, 91]


def test_the_correction_of_a_recording_error_leaves_the_old_answer_byte_for_byte(story: Story) -> None:
    """1 000 was typed for 100. Whoever asks what was known before gets the same bytes for ever; now it is 100, also
    as of days before the correction, since it was always 100 that was decided."""
    wrong = story.decides("2025-11-24", FrameDecided(SLK, BUDGET, budget_of(1000)))
    story.decides("2026-02-01", FrameAdjusted(SLK, budget_of(5)))
    before = {(day, at): story.bytes_of(day, at) for day in ("2025-11-24", "2026-03-01") for at in (wrong, 6)}
    assert story.corrects(wrong, FrameDecided(SLK, BUDGET, budget_of(100)), "2025-11-24") == 7
    assert {(day, at): story.bytes_of(day, at) for day, at in before} == before
    assert [story.costs("2026-03-01", at) for at in (5, 6, 7)] == [1000, 1005, 105]
    assert [story.costs("2025-11-24", at) for at in (5, 6, 7)] == [1000, 1000, 100]


def test_a_corrected_entry_keeps_its_place_in_decided_order(story: Story) -> None:
    """Two budgets in the same place, of two cases: the later entry holds. Correcting the earlier one does not make it
    the later."""
    first = story.decides("2025-11-24", FrameDecided(SLK, BUDGET, budget_of(90)))
    other_case = replace(basis("2025-11-24"), case_number="KS 2025/2")
    story.decides(other_case, FrameDecided(SLK, BUDGET, budget_of(100)))
    once = story.corrects(first, FrameDecided(SLK, BUDGET, budget_of(91)), "2025-11-24")
    story.corrects(once, FrameDecided(SLK, BUDGET, budget_of(92)), "2025-11-24")
    assert [story.costs(LATER, position) for position in (5, 6, 7, 8)] == [90, 100, 100, 100]
    story.corrects(6, None)
    assert story.costs(LATER) == 92


def test_a_correction_to_another_frame_moves_the_money_there(story: Story) -> None:
    story.decides("2025-11-24", FrameDecided(SLK, BUDGET, budget_of(100)), FrameDecided(SBK, BUDGET, budget_of(60)))
    wrong = story.decides("2026-02-01", FrameAdjusted(SLK, budget_of(5)))
    story.corrects(wrong, FrameAdjusted(SBK, budget_of(5)), "2026-02-01")
    assert [(story.costs(LATER, at), story.costs(LATER, at, "sbk")) for at in (6, 7, 8)] == [
        (100, 60),
        (105, 60),
        (100, 65),
    ]


def test_a_withdrawn_entry_and_its_return(story: Story) -> None:
    """It was withdrawn as a duplicate; then the withdrawal turned out to be the error."""
    story.decides("2025-11-24", FrameDecided(SLK, BUDGET, budget_of(100)))
    change = story.decides("2026-02-01", FrameAdjusted(SLK, budget_of(5)))
    withdrawal = story.corrects(change, None)
    story.corrects(withdrawal, FrameAdjusted(SLK, budget_of(5)), "2026-02-01")
    assert [story.costs(LATER, position) for position in (5, 6, 7, 8)] == [100, 105, 100, 105]


def test_rival_proposals_are_asked_for_by_name_and_never_touch_the_frame(story: Story) -> None:
    story.decides("2025-11-24", FrameDecided(SLK, BUDGET, budget_of(100)))
    story.decides("2025-10-01", ProposalMade("alliansen", (FrameDecided(SLK, BUDGET, budget_of(90)),)))
    assert story.asked(LATER, stage=Stage.PROPOSED).frames[0].costs_ore == 90 * MNKR, "the only one"
    story.decides("2025-10-02", ProposalMade("oppositionen", (FrameDecided(SLK, BUDGET, budget_of(110)),)))
    story.decides("2025-10-20", RecommendationMade("beredningen", (FrameDecided(SLK, BUDGET, budget_of(101)),)))
    with pytest.raises(Refused) as refused:
        story.asked(LATER, stage=Stage.PROPOSED)
    [refusal] = refused.value.refusals
    assert refusal.code == "proposal-ambiguous"
    assert refusal.right == "proposal=… med ett av: alliansen (KF); oppositionen (KF)"
    named = [story.asked(LATER, proposal=name).frames[0].costs_ore for name in ("alliansen", "oppositionen")]
    assert named == [90 * MNKR, 110 * MNKR]
    assert story.asked(LATER, stage=Stage.RECOMMENDED).frames[0].costs_ore == 101 * MNKR, "it is no proposal's rival"
    assert [story.costs(LATER, position) for position in (5, 6, 7, 8)] == [100] * 4


def test_a_transfer_moves_money_and_leaves_the_total(story: Story) -> None:
    story.decides(
        "2025-11-24", FrameDecided(SLK, BUDGET, budget_of(100, 8)), FrameDecided(SBK, BUDGET, budget_of(60, 9))
    )
    story.decides("2026-02-01", FrameTransferred(SLK, SBK, budget_of(7, 2)))
    for day, slk, sbk in (("2026-01-31", (100, 8, 92), (60, 9, 51)), ("2026-02-01", (93, 6, 87), (67, 11, 56))):
        answer = story.asked(day)
        by_unit = {frame.unit: (frame.costs_ore, frame.revenues_ore, frame.net_ore) for frame in answer.frames}
        assert by_unit == {"slk": tuple(m * MNKR for m in slk), "sbk": tuple(m * MNKR for m in sbk)}
        assert answer.totals[0].net_ore == 143 * MNKR


def test_a_turnover_change_moves_both_sides_and_not_the_net(story: Story) -> None:
    story.decides("2025-11-24", FrameDecided(SLK, BUDGET, budget_of(100, 8)))
    story.decides("2026-02-01", GrossTurnoverChanged(SLK, 30 * MNKR, 30 * MNKR))
    [frame] = story.asked(LATER).frames
    assert (frame.costs_ore, frame.revenues_ore, frame.net_ore) == (130 * MNKR, 38 * MNKR, 92 * MNKR)


def test_a_frame_of_which_only_the_net_is_known_has_no_gross_and_gives_the_total_none(story: Story) -> None:
    story.decides("2025-11-24", FrameDecided(SLK, BUDGET, net_of(92)), FrameDecided(SBK, BUDGET, budget_of(60, 9)))
    story.decides("2026-02-01", FrameAdjusted(SLK, budget_of(5, 1)))
    answer = story.asked(LATER)
    sbk, slk = answer.frames
    assert (slk.net_ore, slk.costs_ore, slk.revenues_ore, slk.gross_known) == (96 * MNKR, None, None, False)
    assert (sbk.net_ore, sbk.costs_ore, sbk.revenues_ore, sbk.gross_known) == (51 * MNKR, 60 * MNKR, 9 * MNKR, True)
    assert (answer.totals[0].net_ore, answer.totals[0].costs_ore) == (147 * MNKR, None)


def test_an_opening_entry_may_have_an_unknown_amount(story: Story) -> None:
    """Unknown plus 5 is unknown; the next budget makes the frame known again."""
    opened = OpeningEntryMade(SLK, BUDGET, None)
    story.decides(between(None, "2025-06-30"), opened)
    story.decides("2025-09-01", FrameAdjusted(SLK, budget_of(5)))
    story.decides("2025-11-24", FrameDecided(SLK, BUDGET, budget_of(100)))
    unknown = story.asked("2025-09-01")
    assert [(frame.net_ore, frame.commitment, frame.gross_known) for frame in unknown.frames] == [
        (None, "budget", False)
    ]
    assert (unknown.totals[0].net_ore, unknown.totals[0].frames) == (None, 1)
    assert [frame.net_ore for frame in story.asked("1990-01-01").undetermined] == [None], "since when, nobody knows"
    assert story.costs("2025-11-24") == 100


def test_an_opening_entry_may_have_an_unknown_day(story: Story) -> None:
    """Then it counts from the day it was recorded; before that it is undetermined, however far back one asks."""
    story.record(Command((OpeningEntryMade(SLK, BUDGET, budget_of(100)),)))
    assert [frame.costs_ore for frame in story.asked("1990-01-01").undetermined] == [100 * MNKR]
    assert story.asked("1990-01-01").frames == []
    assert [frame.costs_ore for frame in story.asked(None).frames] == [100 * MNKR]


def test_investments_and_operating_money_are_two_totals(story: Story) -> None:
    project = key("slk", kind=FrameKind.INVESTMENT)
    investment = FrameDecided(project, BUDGET, InvestmentAmount(40 * MNKR, 10 * MNKR))
    story.decides("2025-11-24", FrameDecided(SLK, BUDGET, budget_of(100, 8)), investment)
    answer = story.asked(LATER)
    assert [(frame.kind, frame.net_ore) for frame in answer.frames] == [
        ("operating", 92 * MNKR),
        ("investment", 30 * MNKR),
    ]
    operating, investments = answer.totals
    assert (operating.costs_ore, operating.revenues_ore, operating.net_ore) == (100 * MNKR, 8 * MNKR, 92 * MNKR)
    assert (investments.expenditures_ore, investments.receipts_ore) == (40 * MNKR, 10 * MNKR)
    assert (investments.net_ore, investments.costs_ore) == (30 * MNKR, None)
