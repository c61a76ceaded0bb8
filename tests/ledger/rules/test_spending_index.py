"""An index that is decided together with what it is about: what that raises (KL 11:15, D-1), and who may (R-12)."""

from typing import Final

import pytest

from ledger.events import AnyFact, FrameAdjusted, FrameDecided, IndexDecided
from tests.given import BUDGET, basis, key, money
from tests.ledger.rules.scenario import given, past

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
