"""What a fact does to the frames that stand where it comes."""

from datetime import date

import pytest

from ledger.events import AnyFact, FrameDecided, IndexDecided
from ledger.meaning.effects import effects
from ledger.meaning.placed import situated
from ledger.rules.deciders.changes import alters, change, done_by
from ledger.rules.together import WholeCommand
from tests.given import BUDGET, PLAN, adjusted, basis, decided, key, money, turnover
from tests.ledger.rules.scenario import given, past

MARCH = situated(basis("2026-03-01"), 6, date(2026, 3, 2))
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("fact", "ore", "does"),
    [
        (adjusted(5_00), 5_00, True),
        (decided(105_00), 5_00, True),
        (decided(100_00), 0, False),
        (turnover(5_00, 5_00), 0, True),
        (decided(90_00, commitment=PLAN), -10_00, False),
        (decided(90_00, frame=key("sbk")), 90_00, True),
    ],
)
def test_by_how_much_a_frame_is_changed_and_whether_it_is(fact: AnyFact, ore: int, does: bool) -> None:
    (effect,) = effects(fact)
    state = given(past(decided(100_00))).state
    assert change(state, effect, MARCH)[1] == ore
    assert alters(state, effect, MARCH) is does


def test_an_index_that_comes_with_it_is_in_what_is_done() -> None:
    """100 kr + index 3 %, decided in the same command: 103 kr."""
    fact = FrameDecided(key(), BUDGET, money(100_00), index="kf")
    together = WholeCommand(given().state, (fact, IndexDecided("kf", 30_000_000)), basis(), 5, TODAY)
    (done,) = done_by(fact, together)
    assert done.sides.costs_ore == 103_00
