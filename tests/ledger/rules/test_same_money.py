"""R-05 by what a decision does to the frames: the same money is counted once, whatever events it is written as.

The council is KF; slk is its sn, sbk its bun. What is really two things passes in silence, or is told and not refused.
"""

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Final

import pytest
from msgspec.structs import replace

from ledger.events import (
    AnyFact,
    ClauseDecided,
    ClauseOutcome,
    EfficiencySavingDecided,
    FinancingLeg,
    FinancingSource,
    FrameAdjusted,
    FrameDecided,
    FrameTransferred,
    ProposalMade,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
    UnitRegistered,
)
from ledger.rules.decide import Verdict
from ledger.values import Basis, FrameKey, NetAmount
from tests.given import BUDGET, adjusted, basis, between, decided, key, money
from tests.ledger.rules.scenario import accepting, given, past, refusal, warning, without_basis

SN, KS, BUN, FIN, RES = key("slk"), key("ks"), key("sbk"), key("fin"), key("ks", line="cm-2")
MAY: Final = basis("2026-05-04", "§ 80")
MAY_2: Final = replace(MAY, clause=2)
WHOLE: Final = replace(MAY, clause=None)
AGAIN, TOLD = "decision-already-recorded", "decision-changes-frame-again"
SET: Final = (
    without_basis(UnitRegistered("fin", "Finansförvaltningen")),
    *(past(decided(1_000_00, frame=frame)) for frame in (SN, KS, BUN, RES)),
    past(FrameDecided(FIN, BUDGET, money(0, 9_000_00))),
)


def technical(frame: FrameKey, ore: int, counterpart: FrameKey | None = None) -> TechnicalAdjustmentMade:
    """A technical adjustment of costs."""
    return TechnicalAdjustmentMade(frame, money(ore), counterpart)


def moved(source: FrameKey, target: FrameKey, ore: int) -> FrameTransferred:
    """Costs that move."""
    return FrameTransferred(source, target, money(ore))


def financed(frame: FrameKey, ore: int, source: FinancingSource, there: FrameKey | None) -> AnyFact:
    """A supplement that is paid for by one leg."""
    return SupplementaryAppropriationDecided(frame, money(ore), (FinancingLeg(source, ore, there),))


def from_reserve(frame: FrameKey, ore: int) -> AnyFact:
    """A supplement out of the central reserve."""
    return financed(frame, ore, FinancingSource.CENTRAL_RESERVE, RES)


_ASIDE: Final = ("rule-accepted", "basis-incomplete", "gross-becomes-unknown", "counterpart-unknown")
"""What these tests are not about."""


def said(verdict: Verdict) -> list[str]:
    """The codes of what is said, with what refuses first."""
    every = [refused.code for refused in verdict.refusals] + [noticed.code for noticed in verdict.warnings]
    return [code for code in every if code not in _ASIDE]


def codes(facts: Sequence[AnyFact], on: Basis = MAY) -> list[str]:
    """What is said of one command."""
    return said(given(*SET).when_together(*facts, on=on, accept=[accepting("financing-missing")]).verdict)


def codes_apart(first: AnyFact, second: AnyFact, on: Basis = MAY, then: Basis = MAY) -> list[str]:
    """What is said of the second of two commands."""
    there = given(*SET, past(first, on))
    return said(there.when_together(second, on=then, accept=[accepting("financing-missing")]).verdict)


NEW: Final = FinancingSource.REVENUE
PAIRS: Final[dict[str, tuple[AnyFact, AnyFact]]] = {
    "the counterpart is adjusted too": (technical(SN, 10_00, KS), technical(KS, -10_00)),
    "the counterpart is changed too": (technical(SN, 10_00, KS), adjusted(-10_00, frame=KS)),
    "each names the other": (technical(SN, 10_00, KS), technical(KS, -10_00, SN)),
    "the reserve is lowered too": (from_reserve(SN, 5_00), adjusted(-5_00, frame=RES)),
    "the supplement is a change too": (from_reserve(SN, 5_00), adjusted(5_00, frame=SN)),
    "the revenues are raised too": (
        financed(SN, 5_00, NEW, FIN),
        FrameAdjusted(FIN, money(0, 5_00)),
    ),
    "the revenues are raised by their net": (financed(SN, 5_00, NEW, FIN), FrameAdjusted(FIN, NetAmount(-5_00))),
    "what gets a transfer is raised too": (moved(KS, SN, 7_00), adjusted(7_00, frame=SN)),
    "what gives a transfer is lowered too": (moved(KS, SN, 7_00), adjusted(-7_00, frame=KS)),
    "a transfer is a supplement too": (moved(RES, SN, 7_00), from_reserve(SN, 7_00)),
    "the gross is left out": (adjusted(7_00, frame=SN), FrameAdjusted(SN, NetAmount(7_00))),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=list(PAIRS))
@pytest.mark.parametrize("on", [MAY, WHOLE], ids=["clause", "paragraph"])
def test_the_same_money_is_refused_in_one_command_and_in_two_in_either_order(
    pair: tuple[AnyFact, AnyFact], on: Basis
) -> None:
    for first, second in permutations(pair):
        assert codes((first, second), on)[0] == AGAIN
        assert codes_apart(first, second, on)[0] == AGAIN
        assert codes_apart(first, second, MAY, WHOLE)[0] == AGAIN
        inside = ClauseDecided(ClauseOutcome.APPROVED, "Godkänns.", facts=(first, second))  # type: ignore[arg-type]
        assert AGAIN in codes((inside,), on)


def test_the_refusal_names_what_is_the_same_and_can_be_accepted() -> None:
    there = given(*SET, past(from_reserve(SN, 5_00), MAY))
    lowered = adjusted(-5_00, frame=RES)
    there.when(lowered, MAY).then(
        refusal(
            AGAIN,
            "Beslutet är redan registrerat: samma ändring av ks cm-2 drift 2026, i samma beslut.",
            "posten 11, som redan säger det, eller ett godtagande av regeln om beslutet gör det igen",
        )
    )
    accepted = there.when(lowered, MAY, accept=[accepting(AGAIN)]).then(warning("rule-accepted"))
    assert accepted.costs("2026-12-31", RES) == 990_00


def test_two_changes_and_then_the_transfer_that_they_are() -> None:
    rows = (past(adjusted(7_00, frame=SN), MAY), past(adjusted(-7_00, frame=KS), MAY))
    given(*SET, *rows).when(moved(KS, SN, 7_00), MAY).then(
        refusal(
            AGAIN,
            "Beslutet är redan registrerat: samma ändring av slk drift 2026 och ks drift 2026, i samma beslut.",
            "posten 11 och 12, som redan säger det, eller ett godtagande av regeln om beslutet gör det igen",
        )
    )
    assert codes((adjusted(7_00, frame=SN), adjusted(-7_00, frame=KS), moved(KS, SN, 7_00)))[0] == AGAIN


def test_bounds_and_costs_and_then_the_minutes_with_the_net_alone_are_told() -> None:
    bounds = replace(MAY, decided=between("2026-05-01", "2026-05-31").decided)
    rows = (past(adjusted(7_00, frame=SN), bounds), past(adjusted(-7_00, frame=KS), bounds))
    there = given(*SET, *rows)
    for minutes in (moved(KS, SN, 7_00), FrameTransferred(KS, SN, NetAmount(7_00)), FrameAdjusted(SN, NetAmount(7_00))):
        assert "decision-perhaps-recorded" in said(there.when(minutes, MAY).verdict)
    other_way = given(*SET, past(FrameAdjusted(SN, NetAmount(7_00)), MAY))
    assert "decision-perhaps-recorded" in said(other_way.when(adjusted(7_00, frame=SN), bounds).verdict)


@pytest.mark.parametrize(
    "second", [technical(KS, -10_00), technical(KS, -10_00, SN)], ids=["names none", "names the other"]
)
def test_a_technical_adjustment_is_one_movement_whichever_clauses_its_ends_stand_in(second: AnyFact) -> None:
    first = technical(SN, 10_00, KS)
    for one, other in permutations((first, second)):
        assert codes_apart(one, other, MAY, MAY_2)[0] == AGAIN


@pytest.mark.parametrize("name", ["the reserve is lowered too", "what gets a transfer is raised too"])
def test_a_part_of_what_another_clause_does_is_told(name: str) -> None:
    """It may be the clause that says how the other is paid for, and it may be another matter."""
    for first, second in permutations(PAIRS[name]):
        assert codes_apart(first, second, MAY, MAY_2) == [TOLD]


def test_a_frame_that_is_changed_as_much_as_it_pays_for_in_all_is_told() -> None:
    legs = (from_reserve(SN, 3_00), from_reserve(BUN, 2_00))
    for facts in permutations((*legs, adjusted(-5_00, frame=RES))):
        assert codes(facts) == [TOLD]
    assert codes((*legs, adjusted(-2_00, frame=RES), adjusted(-3_00, frame=RES)))[0] == AGAIN
    assert codes((*legs, adjusted(-4_00, frame=RES), adjusted(-1_00, frame=RES))) == [TOLD]


SILENT: Final[dict[str, tuple[AnyFact, ...]]] = {
    "two supplements out of one reserve": (from_reserve(SN, 5_00), from_reserve(BUN, 5_00)),
    "two transfers from one frame": (moved(KS, SN, 5_00), moved(KS, BUN, 5_00)),
    "three transfers in a ring": (moved(KS, SN, 5_00), moved(SN, BUN, 5_00), moved(BUN, KS, 5_00)),
    "two adjustments with one counterpart": (technical(SN, 10_00, KS), technical(BUN, 10_00, KS)),
    "another amount": (technical(SN, 10_00, KS), adjusted(-9_00, frame=KS)),
    "the other way": (from_reserve(SN, 5_00), adjusted(5_00, frame=RES)),
    "another frame": (from_reserve(SN, 5_00), adjusted(-5_00, frame=KS)),
    "two changes that meet": (adjusted(7_00, frame=SN), adjusted(-7_00, frame=KS)),
    "a saving of another amount": (moved(KS, SN, 7_00), EfficiencySavingDecided(KS, money(-3_00))),
}


@pytest.mark.parametrize("facts", SILENT.values(), ids=list(SILENT))
def test_what_is_two_things_passes_in_silence(facts: tuple[AnyFact, ...]) -> None:
    for order in permutations(facts):
        assert codes(order, WHOLE) == []


def test_the_same_money_in_another_decision_is_other_money() -> None:
    for first, second in PAIRS.values():
        other = replace(MAY, paragraph="§ 81", case_number="KS 2026/81")
        assert AGAIN not in codes_apart(first, second, MAY, other)
        assert TOLD not in codes_apart(first, second, MAY, other)


# --- A proposal that is adopted, and typed ----------------------------------------------------------------------

ADOPTS: Final = ClauseDecided(ClauseOutcome.APPROVED, "Kommunstyrelsens förslag bifalls.", proposal="p")


@pytest.mark.parametrize("row", [adjusted(5_00, frame=SN), moved(KS, SN, 5_00), technical(SN, 5_00, KS)])
def test_what_one_clause_adopts_and_another_says_itself_is_told(row: AnyFact) -> None:
    scene = (*SET, past(ProposalMade("p", (row,)), basis("2026-04-13", "§ 40", body="KS")))  # type: ignore[arg-type]
    adopts, first = given(*scene).completed(ADOPTS), 5 + len(scene)
    for one, other in ((adopts, row), (row, adopts)):
        when = given(*scene, past(one, MAY)).when_together(other, on=MAY_2, accept=[accepting("financing-missing")])
        assert [each.values["entry_position"] for each in when.verdict.warnings if each.code == TOLD][:1] == [
            str(first)
        ]
    twice = given(*scene, past(row, MAY)).when_together(row, on=MAY_2, accept=[accepting("financing-missing")])
    assert TOLD not in [each.code for each in twice.verdict.warnings], "twins in two clauses"
    of_june = replace(MAY, paragraph="§ 97", decided=date(2026, 6, 15))
    later = given(*scene, past(adopts, MAY)).when_together(row, on=of_june, accept=[accepting("financing-missing")])
    assert TOLD not in [each.code for each in later.verdict.warnings]


# --- A source that is a frame, and is not named -----------------------------------------------------------------

UNPLACED: Final = financed(SN, 5_00, NEW, None)
UNNAMED: Final = financed(SN, 5_00, FinancingSource.CENTRAL_RESERVE, None)
GETS: Final = {
    "revenues": (UNPLACED, FrameAdjusted(FIN, money(0, 5_00))),
    "a lower net": (UNPLACED, FrameAdjusted(FIN, NetAmount(-5_00))),
    "a set": (UNPLACED, FrameDecided(FIN, BUDGET, money(0, 9_005_00))),
    "the unit itself": (UNPLACED, FrameAdjusted(SN, money(0, 5_00))),
    "the reserve": (UNNAMED, adjusted(-5_00, frame=RES)),
}


@pytest.mark.parametrize("facts", GETS.values(), ids=list(GETS))
def test_what_another_entry_of_the_decision_places_is_not_said_to_be_in_no_frame(facts: tuple[AnyFact, ...]) -> None:
    for order in permutations(facts):
        assert codes(order) == []
    inside = ClauseDecided(ClauseOutcome.APPROVED, "Godkänns.", facts=facts)  # type: ignore[arg-type]
    assert codes((inside,)) == []
    assert codes_apart(facts[1], facts[0], MAY_2, MAY) == []


def test_what_is_left_of_new_revenues_is_told_and_no_more() -> None:
    short = (UNPLACED, FrameAdjusted(FIN, money(0, 4_00)))
    [left] = given(*SET).when_together(*short, on=MAY).verdict.warnings
    assert (left.code, left.values["amount"]) == ("revenue-frame-unknown", "1\u00a0kr")
    for other in (adjusted(-5_00, frame=KS), FrameAdjusted(FIN, money(0, -5_00)), FrameAdjusted(FIN, money(1_00))):
        assert "revenue-frame-unknown" in codes((UNPLACED, other))
    assert codes_apart(short[1], UNPLACED, replace(MAY, paragraph="§ 81", case_number=None)) == [
        "revenue-frame-unknown"
    ]
    assert codes((UNNAMED,)) == ["reserve-frame-unknown"]


@pytest.mark.parametrize(
    ("beside", "amount"),
    [
        ((adjusted(-2_00, frame=KS),), "3\u00a0kr"),
        ((adjusted(-2_00, frame=KS), FrameAdjusted(FIN, money(2_00))), "5\u00a0kr"),
        ((FrameAdjusted(FIN, money(1_00)),), "5\u00a0kr"),
    ],
    ids=["lowered", "moved", "raised"],
)
def test_what_moves_between_other_frames_is_no_part_of_a_reserve_that_is_not_named(
    beside: tuple[AnyFact, ...], amount: str
) -> None:
    warnings = given(*SET).when_together(UNNAMED, *beside, on=MAY).verdict.warnings
    assert [told.values["amount"] for told in warnings if told.code == "reserve-frame-unknown"] == [amount]


def test_the_frame_that_is_named_as_it_was_advised_is_not_raised_twice() -> None:
    assert codes((financed(SN, 5_00, NEW, FIN), FrameAdjusted(FIN, money(0, 5_00))))[0] == AGAIN


# --- A set and a change -----------------------------------------------------------------------------------------

BOTH: Final = "frame-set-and-changed"


def test_a_change_on_top_of_the_set_that_has_it_already_is_told() -> None:
    """sn is 1 000: +1 and 1 001 in one decision came to 1 001 or 1 002 by the order in which they were typed."""
    change, new = adjusted(1_00, frame=SN), decided(1_001_00, frame=SN)
    assert codes((new, change)) == codes((new, change), WHOLE) == codes_apart(new, change) == [BOTH]
    assert codes_apart(new, change, MAY, MAY_2) == codes_apart(change, new, MAY_2, MAY) == [BOTH]
    assert codes((new, moved(KS, SN, 1_00))) == [BOTH], "also of the frame that gets a transfer"
    assert codes((new, adjusted(3_00, frame=SN), adjusted(-2_00, frame=SN)))[-1] == BOTH


def test_a_set_that_replaces_a_change_of_its_own_decision_is_told_unless_it_has_it() -> None:
    change = adjusted(1_00, frame=SN)
    assert codes((change, decided(1_001_00, frame=SN))) == []
    for new in (decided(1_000_00, frame=SN), decided(1_002_00, frame=SN)):
        assert codes((change, new)) == codes_apart(change, new, MAY, MAY_2) == [BOTH]
    unknown = key("slk", line="ifo")
    assert BOTH in codes((adjusted(1_00, frame=unknown), decided(9_00, frame=unknown)))


def test_a_set_and_a_change_in_one_clause_are_told_in_whichever_order_they_are_typed() -> None:
    """sn is 1 000: 980 and a transfer of 10 from it come to 970 or 980 by the order of the rows."""
    new, change = decided(980_00, frame=SN), moved(SN, KS, 10_00)
    assert codes((new, change)) == codes((change, new)) == [BOTH]
    assert codes_apart(new, change) == codes_apart(change, new) == [BOTH]
    assert codes((new, change), WHOLE) == codes((change, new), WHOLE) == [BOTH]
    told = given(*SET).when_together(new, change, on=MAY).verdict.warnings
    assert [each.values["becomes"] for each in told] == ["970\u00a0kr"]


def test_a_set_and_then_another_change_is_two_things() -> None:
    assert codes_apart(decided(1_005_00, frame=SN), adjusted(1_00, frame=SN), MAY, MAY_2) == []
    unknown = key("slk", line="ifo")
    assert codes((decided(9_00, frame=unknown), adjusted(1_00, frame=unknown))) == ["financing-not-tested"]
    assert codes_apart(decided(1_001_00, frame=SN), adjusted(1_00, frame=SN), MAY, basis("2026-05-04", "§ 81")) == []
    assert codes_apart(decided(1_001_00, frame=SN), adjusted(1_00, frame=SN), MAY, basis("2026-06-15", "§ 80")) == []


def test_what_a_frame_was_is_not_known_by_a_change_of_it_so_a_set_lowers_nothing() -> None:
    """Of the frame only +10/+10 is known: what 200/0 makes of its revenues nobody can say (KL 11:15)."""
    line = key("slk", line="ifo")
    change = past(FrameAdjusted(line, money(10, 10)), basis("2026-02-02", paragraph="§ 3"))
    new = FrameDecided(line, BUDGET, money(200, 0))
    given(*SET, change).when_together(new, on=MAY).then(warning("financing-not-tested"))
