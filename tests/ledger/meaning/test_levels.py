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
        "ks samt e-1, e-2, e-3, e-4, e-5 och 2 till under ks har alla ramar (investering); summan räknar alla."
    ]


@pytest.mark.parametrize(
    ("nets", "lines_beyond", "units_beyond"),
    [
        ({key("slk"): 505, key("ekonomi"): 300, key("it"): 211}, 0, 6),
        ({key("slk"): 505, key("ekonomi"): 300, key("it"): 205}, 0, 0),
        ({key("slk"): 505, key("ekonomi"): 300}, 0, 0),
        ({key("slk"): -505, key("ekonomi"): -500}, 0, 5),
        ({key("slk"): 505, key("ekonomi"): 600, key("it"): None}, 0, 0),
        ({key("slk"): None, key("ekonomi"): 600}, 0, 0),
        ({key("slk", line="a"): 400, key("slk", line="b"): 105, key("ekonomi", line="c"): 511}, 0, 6),
        ({key("slk"): 505, key("slk", line="a"): 500, key("slk", line="b"): 11}, 6, 0),
        ({key("slk"): 505, key("slk", line="a"): 500, key("ekonomi"): 900}, 0, 0),
        ({key("slk"): 505, key("ekonomi"): 511, key("ekonomi", line="a"): 511}, 0, 0),
    ],
    ids=[
        "more than there is",
        "all of it",
        "a part of it",
        "of what brings money in",
        "one below is unknown",
        "the upper is unknown",
        "by lines",
        "lines beside their total",
        "above is twofold",
        "below is twofold",
    ],
)
def test_what_is_shared_out_beyond_what_there_is_is_told_with_the_difference(
    nets: dict[FrameKey, int | None], lines_beyond: int, units_beyond: int
) -> None:
    """R-14: a board shares out its own frame, and no more: 300 and 211 of 505 is 6 too much."""
    [of_slk, *_] = [found for found in two_levels(nets, SHARING, nets) if found.unit == "slk"]
    assert (of_slk.lines_beyond_ore, of_slk.units_beyond_ore) == (lines_beyond, units_beyond)


SHARING = UNITS | {"it": UnitOnDay("it", "it", "slk", exists=True, successors=(), aliases=(), codes=())}


def test_each_level_is_held_against_the_next_one_only() -> None:
    """ks 505, slk 300 below it and ekonomi 290 below that: 290 are in the 300, and are not shared out of the 505."""
    nets: dict[FrameKey, int | None] = {key("ks"): 505_00, key("slk"): 300_00, key("ekonomi"): 290_00}
    assert [found.units_beyond_ore for found in two_levels(nets, UNITS, nets)] == [0, 0]
    more: dict[FrameKey, int | None] = nets | {key("ekonomi"): 306_00}
    remarks = [remark for found in two_levels(more, UNITS, more) for remark in found.remarks]
    assert remarks[1].replace("\u00a0", " ") == (
        "slk och ekonomi under slk har båda ramar (drift); summan räknar båda. Tillsammans har enheterna närmast under "
        "slk 6 kr mer netto än slk självt."
    )
