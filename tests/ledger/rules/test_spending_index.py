"""An index that is decided together with what it is about: what that raises (KL 11:15, D-1), and who may (R-12).

And what waits for a condition pays for nothing that does not wait for it too (D-1, D-16).
"""

from typing import Final

import pytest
from msgspec.structs import replace

from ledger.events import (
    AnyFact,
    ClauseDecided,
    ClauseOutcome,
    ConditionMet,
    FinancingLeg,
    FinancingSource,
    FrameAdjusted,
    FrameDecided,
    IndexDecided,
    SupplementaryAppropriationDecided,
)
from ledger.values import Basis, FrameKey
from tests.given import BUDGET, basis, decided, key, money, transferred
from tests.ledger.rules.scenario import corrected, given, past, refusal

MAY: Final = basis("2026-05-04", "§ 44")
SBK: Final = key("sbk")


@pytest.mark.parametrize(
    ("fact", "of_february", "of_november"),
    [
        (None, "3\u00a0kr", None),
        (FrameDecided(SBK, BUDGET, money(100_00), index="i"), "3\u00a0kr", None),
        (FrameDecided(SBK, BUDGET, money(110_00), index="i"), "13,30\u00a0kr", "10,30\u00a0kr"),
        (FrameDecided(SBK, BUDGET, money(103_00)), "3\u00a0kr", None),
        (FrameDecided(SBK, BUDGET, money(100_00)), None, None),
        (FrameDecided(SBK, BUDGET, money(110_00)), "10\u00a0kr", "7\u00a0kr"),
        (FrameAdjusted(SBK, money(10_00), index="i"), "13,30\u00a0kr", "10,30\u00a0kr"),
        (FrameAdjusted(SBK, money(10_00)), "13\u00a0kr", "10\u00a0kr"),
        (FrameAdjusted(SBK, money(-3_00)), None, None),
    ],
)
def test_d1_an_index_and_a_set_with_it_in_one_paragraph(
    fact: AnyFact | None, of_february: str | None, of_november: str | None
) -> None:
    """100 kr "+ index" of February is 100 kr until § 44 decides that the index is 3 %; of November it is 103 kr, since
    what was decided so before the year is not asked. A set in its place, with or without the index, raises the rest, in
    whichever order the two are written."""
    index = IndexDecided("i", 30_000_000)
    for when, left in ((basis("2026-02-02", "§ 5"), of_february), (basis("2025-11-24"), of_november)):
        scene = given(past(FrameDecided(SBK, BUDGET, money(100_00), index="i"), when))
        both = (index,) if fact is None else (index, fact)
        for order in (both, both[::-1]):
            refused = scene.when_together(*order, on=MAY).verdict.refusals
            assert [each.difference for each in refused] == ([] if left is None else [left])


# --- What waits for a condition --------------------------------------------------------------------------------

FEBRUARY: Final = basis("2026-02-16", "§ 11", 1)
CLAUSE_2: Final = basis("2026-02-16", "§ 11", 2)
KS, BUN = key("ks"), key("slk")
SET: Final = (past(decided(300_00, frame=KS)), past(decided(800_00, frame=BUN)))
MISSING: Final = refusal("financing-missing")


def on(ground: Basis, *conditions: str) -> Basis:
    return replace(ground, conditions=conditions)


def change(frame: FrameKey, ore: int) -> FrameAdjusted:
    return FrameAdjusted(frame, money(ore))


LOWERED: Final = past(change(KS, -20_00), on(FEBRUARY, "bidrag"), "2026-02-20")
RAISED: Final = past(change(BUN, 20_00), on(CLAUSE_2, "bidrag"), "2026-02-20")


def test_a_raise_is_not_paid_by_a_lowering_that_may_never_come() -> None:
    """bun +20 counts at once, ks -20 perhaps never: 20 are not paid for."""
    told = (
        "KF § 11 2026-02-16 höjer drift 2026 med 20 kr under året (slk drift 2026 20 kr), och 0 kr av det är "
        "finansierat i beslutet: 20 kr saknar finansiering (KL 11:15). Det som väntar på ett villkor finansierar inget "
        "som inte väntar på det."
    )
    scene = given(*SET, LOWERED)
    said = refusal("financing-missing", told.replace(" kr", "\u00a0kr"))
    scene.when_together(change(BUN, 20_00), on=CLAUSE_2).then(said)
    raised = ClauseDecided(ClauseOutcome.APPROVED, "Punkt 2.", facts=(change(BUN, 20_00),))
    scene.when_together(raised, on=CLAUSE_2).then(MISSING)


@pytest.mark.parametrize("conditions", [("bidrag",), ("bidrag", "bygglov")])
def test_what_waits_for_the_same_is_paid(conditions: tuple[str, ...]) -> None:
    given(*SET, LOWERED).when_together(change(BUN, 20_00), on=on(CLAUSE_2, *conditions)).then()


def test_what_waits_for_something_else_is_not() -> None:
    given(*SET, LOWERED).when_together(change(BUN, 20_00), on=on(CLAUSE_2, "bygglov")).then(MISSING)


def test_a_raise_that_waits_is_paid_by_what_does_not() -> None:
    given(*SET, past(change(KS, -20_00), FEBRUARY)).when_together(change(BUN, 20_00), on=on(CLAUSE_2, "bygglov")).then()


def test_a_condition_that_is_met_is_none() -> None:
    met = past(ConditionMet("bidrag"), basis("2026-02-15", "§ 3", 1), "2026-02-20")
    given(*SET, LOWERED, met).when_together(change(BUN, 20_00), on=CLAUSE_2).then()


def test_only_what_is_missing_is_asked_for() -> None:
    other = past(change(KS, -15_00), basis("2026-02-16", "§ 11", 3), "2026-02-20")
    [said] = given(*SET, LOWERED, other).when_together(change(BUN, 20_00), on=CLAUSE_2).verdict.refusals
    assert "5\u00a0kr saknar finansiering" in said.detail


def test_a_lowering_that_is_corrected_to_wait_leaves_the_raise_unpaid() -> None:
    """Both counted at once, and ks -20 was to wait for the grant: asked at the correction too."""
    both = past(change(KS, -20_00), FEBRUARY, "2026-02-20"), past(change(BUN, 20_00), CLAUSE_2, "2026-02-20")
    scene = given(*SET, *both)
    scene.when_together(corrected(7, change(KS, -20_00), on(FEBRUARY, "bidrag"))).then(MISSING)
    given(*SET, LOWERED, RAISED).when_together(corrected(8, change(BUN, 20_00), CLAUSE_2)).then(MISSING)


def test_what_names_where_it_comes_from_waits_as_a_whole() -> None:
    waiting = on(FEBRUARY, "bidrag")
    legs = (FinancingLeg(FinancingSource.CENTRAL_RESERVE, 20_00, KS),)
    given(*SET).when_together(SupplementaryAppropriationDecided(BUN, money(20_00), legs), on=waiting).then()
    given(*SET).when_together(transferred(20_00, "ks", "slk"), on=waiting).then()
