"""What one decision does to the spending of a year: each frame by its sides, and what meets what (KL 11:15, D-1)."""

import pytest

from ledger.events import (
    CentralReserveReleased,
    FinancingLeg,
    FinancingSource,
    FrameAdjusted,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
)
from ledger.meaning.effects import Sides
from ledger.meaning.same_decision import decision_name
from ledger.meaning.spending import FrameSpending, Spending, frame_spending, paid_outside
from ledger.values import FrameKind
from tests.given import adjusted, basis, decided, key, money, transferred
from tests.ledger.rules.scenario import given, past

MAY = basis("2026-05-04", paragraph="§ 44")


def spent(costs: int | None, revenues: int | None, *, paid: int = 0, known: bool = True) -> FrameSpending:
    """What a decision does to a frame; only the net when a side is not known."""
    net = 10 if costs is None or revenues is None else costs - revenues
    return FrameSpending(key(), Sides(costs, revenues, net), known, paid)


@pytest.mark.parametrize(
    ("frame", "need", "lost"),
    [
        (spent(10, 0), 10, 0),
        (spent(10, 4), 6, 0),
        (spent(10, 12), -2, 0),
        (spent(10, -5), 10, 5),
        (spent(-10, 0), -10, 0),
        (spent(-10, -4), -6, 0),
        (spent(-10, -12), 0, 2),
        (spent(0, -5), 0, 5),
        (spent(0, 5), -5, 0),
        (spent(None, None), 10, 0),
        (spent(10, 0, paid=10), 0, 0),
        (spent(10, 0, known=False), 0, 0),
        (spent(-10, 0, known=False), -10, 0),
    ],
)
def test_what_has_to_be_met_and_what_is_lost(frame: FrameSpending, need: int, lost: int) -> None:
    """Lower revenues are no spending; own higher revenues meet what the frame itself needs."""
    assert (frame.need_ore, frame.lost_ore) == (need, lost)


def test_frames_of_one_kind_meet_each_other() -> None:
    whole = Spending(FrameKind.OPERATING, 2026, (spent(10, 0), spent(-6, 0)))
    assert (whole.raised_ore, whole.missing_ore) == (10, 4)
    assert Spending(FrameKind.OPERATING, 2026, (spent(10, 0), spent(-12, 0))).missing_ore == 0
    assert Spending(FrameKind.OPERATING, 2026, (spent(0, -5),)).missing_ore == 0
    lost = Spending(FrameKind.OPERATING, 2026, (spent(0, -5), spent(-3, 0)))
    assert (lost.missing_ore, lost.lost_ore) == (0, 2)


def test_what_is_untested_says_so() -> None:
    assert spent(10, 0, known=False).is_untested
    assert not spent(10, 10, known=False).is_untested
    assert not spent(-10, 0, known=False).is_untested


def test_what_pays_for_an_entry_outside_all_frames() -> None:
    legs = (
        FinancingLeg(FinancingSource.LOAN, 3),
        FinancingLeg(FinancingSource.CENTRAL_RESERVE, 4, key("ks", line="cm-2")),
        FinancingLeg(FinancingSource.REVENUE, 2),
    )
    assert paid_outside(SupplementaryAppropriationDecided(key(), money(9), legs)) == 5
    assert paid_outside(FrameAdjusted(key(), money(9))) == 0
    assert paid_outside(TechnicalAdjustmentMade(key(), money(9))) == 0
    for spared in (
        TechnicalAdjustmentMade(key(), money(9), key("ks")),
        CentralReserveReleased(key("ks", line="cm-2"), key(), money(9)),
        transferred(9),
    ):
        assert paid_outside(spared) is None


def test_a_frame_is_compared_with_what_it_was_before_the_whole_paragraph() -> None:
    """A change and then a set in one paragraph: from 100 to 130, whatever the change was."""
    facts = [past(decided(100)), past(adjusted(7), MAY), past(decided(130), basis("2026-05-04", "§ 44", 2))]
    state = given(*facts).state
    tag, paragraph = key().tag, decision_name(MAY, MAY.decided, MAY.decided).whole()  # type: ignore[arg-type]
    done = frame_spending(state.of_frame(tag), state.frame_steps(tag), paragraph, {})
    assert done is not None
    assert (done.change, done.base_known) == (Sides(30, 0, 30), True)
    other = decision_name(basis("2026-05-05"), MAY.decided, MAY.decided).whole()  # type: ignore[arg-type]
    assert frame_spending(state.of_frame(tag), state.frame_steps(tag), other, {}) is None
