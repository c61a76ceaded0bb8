"""What one fact moves: each frame once, and when two movements are one."""

from datetime import date

from ledger.events import (
    AnyFact,
    FinancingLeg,
    FinancingSource,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
)
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.looking.movements import Movement, movement
from ledger.looking.state import State
from ledger.meaning.effects import effects
from ledger.meaning.placed import claim_of
from ledger.meaning.same_decision import Sameness, decision_name
from ledger.values import NetAmount
from tests.given import adjusted, basis, key, money, opening, transferred

DAY = date(2026, 5, 4)


def moved(fact: AnyFact, clause: int | None = 1) -> Movement:
    """What a fact moves on the decision of a day."""
    return movement(fact, effects(fact), 5, decision_name(basis("2026-05-04", clause=clause), DAY, DAY))


def test_two_legs_out_of_one_frame_are_one_change_of_it() -> None:
    legs = tuple(FinancingLeg(FinancingSource.CENTRAL_RESERVE, ore, key("ks")) for ore in (3_00, 2_00))
    supplement = moved(SupplementaryAppropriationDecided(key(), money(5_00), legs))
    assert [effect.sides.net_ore for effect in supplement.effects] == [-5_00, 5_00]
    assert supplement.shared(moved(adjusted(-5_00, frame=key("ks")))) == (key("ks"),)
    assert supplement.shared(moved(adjusted(-3_00, frame=key("ks")))) == ()


def test_the_gross_may_be_left_out_but_not_contradicted() -> None:
    gross, net = moved(adjusted(7_00)), moved(adjusted(0, amount=NetAmount(7_00)))
    assert gross.shared(net) == net.shared(gross) == (key(),)
    assert net.shared(moved(adjusted(0, amount=money(9_00, 2_00)))) == (key(),)
    assert gross.shared(moved(adjusted(0, amount=money(9_00, 2_00)))) == ()


def test_one_movement_is_that_in_whichever_clauses_its_ends_stand() -> None:
    there = moved(TechnicalAdjustmentMade(key(), money(7_00), key("sbk")))
    back = moved(TechnicalAdjustmentMade(key("sbk"), money(-7_00), key()), clause=2)
    half = moved(TechnicalAdjustmentMade(key("sbk"), money(-7_00)), clause=2)
    assert {there.compared(back), there.compared(half), half.compared(there)} == {Sameness.SAME}
    again = moved(TechnicalAdjustmentMade(key(), money(7_00), key("sbk")), clause=2)
    part = moved(adjusted(-7_00, frame=key("sbk")), clause=2)
    assert {there.compared(again), there.compared(part)} == {Sameness.OTHER}
    assert moved(transferred(7_00)).is_of_paragraph(part)


def test_what_is_not_about_frames_moves_nothing() -> None:
    for fact in (opening().facts[0], BodyRegistered("Socialnämnden", BodyKind.BOARD)):
        assert not State().after(claim_of(fact, basis(), 1, DAY)).movements
