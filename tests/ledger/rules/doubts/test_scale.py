"""R-35: a unit that is mistaken is seen at every door, by what the ledger and the decision itself hold."""

from typing import Final

import pytest

from ledger.events import (
    AnyFact,
    ClauseDecided,
    ClauseOutcome,
    FinancingLeg,
    FinancingSource,
    FrameDecided,
    OpeningEntryMade,
    PlanYearCopied,
    ProposalMade,
    SupplementaryAppropriationDecided,
)
from ledger.rules.doubts.scale import out_of_scale
from ledger.values import NetAmount, RecordedWarning
from ledger.words.notices import warning_text
from tests.given import BUDGET, PLAN, adjusted, basis, decided, key, money, transferred, turnover
from tests.ledger.rules.scenario import corrected, given, past

TKR: Final = 1_000_00
KS: Final = key("ks")
HELD: Final = (decided(300 * TKR, frame=KS), FrameDecided(key(), BUDGET, money(500 * TKR, 50 * TKR)))
"""ks 300 tkr, slk 500 tkr with revenues of 50 tkr, for 2026."""


def found(*facts: AnyFact, held: tuple[AnyFact, ...] = HELD) -> list[tuple[int, str, str]]:
    """Which facts are told, of which frame, against what."""
    said = out_of_scale(given(*map(past, held)).state, facts)
    return [(number, each.values["frame"], each.values["known"].replace("\u00a0", " ")) for number, each in said]


def ks(tkr: int, year: int) -> FrameDecided:
    return decided(tkr * TKR, frame=key("ks", year), commitment=PLAN if year > 2027 else BUDGET)


def test_a_plan_year_is_held_against_the_years_that_are_right() -> None:
    """`zf07-04`: 2027 is 310 tkr, 2028 of the same file 310 mnkr; and by itself against 2026."""
    told = "ks drift 2028", "300 000 kr 2026"
    assert found(ks(310, 2027), ks(310_000, 2028)) == [(1, *told)]
    assert found(ks(310_000, 2028), ks(310, 2027)) == [(0, *told)]
    assert found(ks(310_000, 2028)) == [(0, *told)]
    assert found(ks(310_000, 2029)) == [(0, "ks drift 2029", "300 000 kr 2026")]
    assert found(ks(310, 2027), ks(320, 2028), ks(330, 2029)) == []


def test_what_the_ledger_has_not_is_held_against_the_same_file() -> None:
    there = "310 000 kr 2027 i samma beslut"
    assert found(ks(310, 2027), ks(310_000, 2028), held=()) == [(1, "ks drift 2028", there)]
    assert found(ks(310, 2027), ks(320, 2028), held=()) == []


def test_a_whole_column_is_told_frame_by_frame() -> None:
    """`wd-01`: 2027 right, 2028 a thousand times more, with its revenues."""
    slk = FrameDecided(key(year=2028), PLAN, money(510_000 * TKR, 51_000 * TKR))
    right = FrameDecided(key(year=2027), BUDGET, money(500 * TKR, 50 * TKR))
    assert [frame for _, frame, _ in found(ks(310, 2027), ks(310_000, 2028), right, slk)] == [
        "ks drift 2028",
        "slk drift 2028",
    ]


@pytest.mark.parametrize(
    ("costs", "revenues", "told"),
    [
        (510, 51_000, ["slk drift 2027 (intäkter)"]),  # zf07-06 and wd-02
        (510, 51, []),
        (510, 500, []),
        (510_000, 50, ["slk drift 2027"]),
        (510_000, 51_000, ["slk drift 2027"]),
    ],
)
def test_the_revenues_alone_are_told(costs: int, revenues: int, told: list[str]) -> None:
    said = found(FrameDecided(key(year=2027), BUDGET, money(costs * TKR, revenues * TKR)))
    assert [frame for _, frame, _ in said] == told


def test_revenues_that_are_a_small_part_may_truly_grow_as_much() -> None:
    held = (FrameDecided(key(), BUDGET, money(5_000_000 * TKR, TKR)),)
    assert found(FrameDecided(key(year=2027), BUDGET, money(5_000_000 * TKR, 1_000 * TKR)), held=held) == []
    unlike = (FrameDecided(key(), BUDGET, money(0, 1_500 * TKR)),)
    now = FrameDecided(key(year=2027), BUDGET, money(TKR, 1_500 * TKR))
    assert found(now, held=unlike) == [], "costs are not held against a net"


def test_every_door_that_sets_a_frame_is_asked() -> None:
    """`zf07-08`, `cq1-06` to `cq1-09`: an opening entry, a copied plan year, a clause, a proposal."""
    wrong = ks(310_000, 2027)
    for fact in (
        OpeningEntryMade(key("ks", 2027), BUDGET, money(310_000 * TKR)),
        PlanYearCopied(key("ks", 2027), KS, money(310_000 * TKR)),
        ClauseDecided(ClauseOutcome.APPROVED, "Punkt 1.", facts=(wrong,)),
        ProposalMade("p-1", facts=(wrong,)),
        FrameDecided(key("ks", 2027), BUDGET, NetAmount(310_000 * TKR)),
    ):
        assert found(fact) == [(0, "ks drift 2027", "300 000 kr 2026")], fact


def test_a_correction_is_held_against_other_years_or_what_it_corrects() -> None:
    """`zf18b-04`: slk 500 becomes 500 000 tkr by a correction. What was told itself is corrected without a word."""
    fix = corrected(6, FrameDecided(key(), BUDGET, money(500_000 * TKR)), basis())
    scene = given(*map(past, HELD))
    [(number, said)] = out_of_scale(scene.state, [fix])
    assert (number, said.values["frame"]) == (0, "slk drift 2026")
    was_told = past(HELD[1])._replace(warnings=(RecordedWarning("amounts-out-of-scale", {}),))
    assert list(out_of_scale(given(past(HELD[0]), was_told).state, [fix])) == []
    other_year = past(FrameDecided(key(year=2025), BUDGET, money(490_000 * TKR)), basis("2024-11-25"))
    assert list(out_of_scale(given(*map(past, HELD), other_year).state, [fix])) == []
    small = corrected(6, FrameDecided(key(), BUDGET, money(510 * TKR)), basis())
    assert list(out_of_scale(scene.state, [small])) == []


@pytest.mark.parametrize(
    "fact",
    [
        turnover(500_000 * TKR, 500_000 * TKR),  # zf07-09
        adjusted(500_000 * TKR),
        SupplementaryAppropriationDecided(
            key(), money(500_000 * TKR), (FinancingLeg(FinancingSource.EQUITY, 500_000 * TKR),)
        ),
        ClauseDecided(ClauseOutcome.APPROVED, "Punkt 1.", facts=(adjusted(500_000 * TKR),)),
        ProposalMade("p-1", facts=(adjusted(500_000 * TKR),)),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_a_change_about_a_thousand_times_its_frame_is_told(fact: AnyFact) -> None:
    [(number, said)] = out_of_scale(given(*map(past, HELD)).state, [fact])
    assert (number, said.code) == (0, "change-out-of-scale")
    assert warning_text(said.code, said.values).replace("\u00a0", " ") == (
        "slk drift 2026 ändras med 500 000 000 kr, omkring 1 000 gånger ramen, som är 500 000 kr. Kontrollera enheten "
        "(kr, tkr, mnkr eller mdkr)."
    )


def test_a_frame_that_truly_grows_is_let_be() -> None:
    """By a hundred times; from next to nothing; and by what another frame of that size gives it."""
    assert found(adjusted(50_000 * TKR)) == []
    held = (decided(TKR), decided(900_000 * TKR, frame=KS))
    assert found(adjusted(1_000 * TKR), held=held) == []
    held = (decided(20 * TKR), decided(900_000 * TKR, frame=KS))
    assert found(adjusted(20_000 * TKR), adjusted(-20_000 * TKR, frame=KS), held=held) == []
    assert found(transferred(20_000 * TKR, "ks", "slk"), held=held) == []
    assert found(adjusted(20_000 * TKR), held=held) == [(0, "slk drift 2026", "20 000 kr")]
