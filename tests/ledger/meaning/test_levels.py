"""Frames at two levels, which a sum counts twice."""

import pytest

from ledger.meaning.levels import TwoLevels, two_levels
from ledger.meaning.tree import UnitOnDay
from ledger.values import FrameKey, FrameKind
from tests.given import key

OPERATING, INVESTMENT = FrameKind.OPERATING, FrameKind.INVESTMENT
PARENTS = {"stad": None, "ks": "stad", "slk": "ks", "ekonomi": "slk", "sn": "stad"}
UNITS = {
    unit: UnitOnDay(unit, unit, parent, exists=True, successors=(), aliases=(), codes=())
    for unit, parent in PARENTS.items()
}


@pytest.mark.parametrize(
    ("frames", "found"),
    [
        ([key("ks"), key("sn")], []),
        ([key("ks"), key("slk")], [TwoLevels("ks", OPERATING, 2026, units=("slk",))]),
        ([key("ks"), key("ekonomi")], [TwoLevels("ks", OPERATING, 2026, units=("ekonomi",))]),
        ([key("ks"), key("slk", 2027)], []),
        ([key("ks"), key("slk", kind=INVESTMENT)], []),
        ([key("slk"), key("ekonomi"), key("sn")], [TwoLevels("slk", OPERATING, 2026, units=("ekonomi",))]),
        ([key("sn"), key("sn", line="ifo")], [TwoLevels("sn", OPERATING, 2026, lines=("ifo",))]),
        ([key("sn", line="aldreomsorg"), key("sn", line="ifo")], []),
        ([key("ks", line="a"), key("slk", line="b")], [TwoLevels("ks", OPERATING, 2026, units=("slk",))]),
        ([key("borta"), key("ks")], []),
    ],
)
def test_a_unit_and_what_is_below_it(frames: list[FrameKey], found: list[TwoLevels]) -> None:
    assert list(two_levels(frames, UNITS)) == found


def test_it_is_told_in_the_words_of_a_budget() -> None:
    """Case 06: ks 300 and slk 200, slk under ks; and sn with a total of 100 beside 60 and 40."""
    units = TwoLevels("ks", OPERATING, 2026, units=("slk",))
    assert list(units.remarks) == ["ks och slk under ks har båda ramar (drift); summan räknar båda."]
    lines = TwoLevels("sn", OPERATING, 2026, lines=("aldreomsorg", "ifo"))
    assert list(lines.remarks) == [
        "sn drift: både ”total” och egna poster (aldreomsorg och ifo) har belopp; summan räknar alla."
    ]
    many = TwoLevels("ks", INVESTMENT, 2026, units=tuple(f"e-{number}" for number in range(1, 8)))
    assert list(many.remarks) == [
        "ks och e-1, e-2, e-3, e-4, e-5 och 2 till under ks har alla ramar (investering); summan räknar alla."
    ]
