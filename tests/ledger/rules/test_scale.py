"""A sheet in another unit than it says is noticed by what the ledger holds for the same frames."""

import pytest

from ledger.events import AnyFact, FrameDecided
from ledger.recording import Command, rehearse
from ledger.rules.scale import out_of_scale
from ledger.values import FrameKey, FrameKind, NetAmount
from tests.given import AUTHOR, BUDGET, PLAN, adjusted, basis, decided, key, money, opening
from tests.ledger.rules.scenario import given, past

UNITS = ("slk", "sbk", "ks")


def sheet(*ore: int, year: int = 2026) -> tuple[AnyFact, ...]:
    """A budget for the three units."""
    return tuple(decided(amount, frame=key(unit, year)) for unit, amount in zip(UNITS, ore, strict=False))


def told(before: tuple[AnyFact, ...], *facts: AnyFact) -> list[tuple[int, str, str, str]]:
    """Which facts are told to be out of scale, by what, and how many of how many."""
    state = given(*map(past, before)).state
    return [
        (
            number,
            warning.values["factor"],
            warning.values["larger"],
            f"{warning.values['count']}/{warning.values['compared']}",
        )
        for number, warning in out_of_scale(state, facts)
    ]


HELD = sheet(100_000_00, 200_000_00, 300_000_00)
THOUSAND, MILLION = "1\u00a0000", "1\u00a0000\u00a0000"


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ((100_000_000_00, 210_000_000_00, 330_000_000_00), [(0, THOUSAND, "större", "3/3")]),
        ((100_000_000_000_00, 210_000_000_000_00, 330_000_000_000_00), [(0, MILLION, "större", "3/3")]),
        ((100_00, 210_00, 330_00), [(0, THOUSAND, "mindre", "3/3")]),
        ((110_000_00, 190_000_00, 310_000_00), []),
        ((110_000_00, 190_000_000_00, 310_000_00), [(1, THOUSAND, "större", "1/3")]),
        ((0, 190_000_000_00, 310_000_000_00), [(1, THOUSAND, "större", "2/2")]),
        ((1_000_000_00, 2_000_000_00, 3_000_000_00), []),
    ],
)
def test_a_whole_sheet_is_told_once_and_a_single_amount_by_itself(
    amounts: tuple[int, ...], expected: list[tuple[int, str, str, str]]
) -> None:
    assert told(HELD, *sheet(*amounts)) == expected


def test_a_frame_is_held_against_its_plan_or_the_year_before() -> None:
    planned = tuple(
        decided(amount, frame=key(unit, 2027), commitment=PLAN) for unit, amount in (("slk", 5_00), ("sbk", 6_00))
    )
    wrong = sheet(5_000_00, 6_000_00, year=2027)
    assert told(planned, *wrong) == [(0, THOUSAND, "större", "2/2")]
    assert told(sheet(5_00, 6_00), *wrong) == [(0, THOUSAND, "större", "2/2")]
    assert told(sheet(5_00, 6_00, year=2025), *wrong) == []
    assert told((), *wrong) == []


def test_what_changes_a_frame_or_is_another_frame_is_not_compared() -> None:
    assert told(HELD, adjusted(100_000_000_00)) == []
    assert told(HELD, decided(100_000_000_00, frame=FrameKey("slk", FrameKind.OPERATING, 2026, "lokaler"))) == []


def test_a_net_is_compared_with_a_net() -> None:
    net = FrameDecided(key(), BUDGET, NetAmount(-5_000_00))
    assert told((FrameDecided(key(), BUDGET, NetAmount(5_00)),), net) == [(0, THOUSAND, "större", "1/1")]
    assert told((FrameDecided(key(), BUDGET, money(5_00)),), net) == [(0, THOUSAND, "större", "1/1")]


def test_it_is_told_in_the_dry_run_and_kept_when_recorded() -> None:
    facts = (*opening().facts, *HELD)
    first = Command(facts, basis())
    assert [warning.code for warning in rehearse(None, first, AUTHOR).consequence.warnings] == []
    state = given(*map(past, HELD)).state
    [(number, warning)] = out_of_scale(state, sheet(100_000_000_00, 200_000_000_00, 300_000_000_00))
    assert (number, warning.code) == (0, "amounts-out-of-scale")
    assert warning.values["frame"] == "slk drift 2026"
