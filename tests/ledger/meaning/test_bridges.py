"""Bridges between two years: computed by hand from what Göteborg prints, and what is a difference."""

import pytest

from ledger.events.bridges import (
    BridgeAmount,
    BridgeColumn,
    BridgeRecorded,
    BridgeStep,
    FiguresPrinted,
    PrintedFigure,
    StepKind,
)
from ledger.meaning.bridges import (
    column,
    differences,
    figure_differences,
    half_unit,
    made_from,
    share_step,
    total,
)
from ledger.money import parse_amount

BASE, CHANGE, SUBTOTAL, TOTAL = StepKind


def step(name: str, kind: StepKind, *printed: str, increase: str | None = None, share: str | None = None) -> BridgeStep:
    """A step with a printed amount in each column."""
    amounts = tuple(BridgeAmount(parse_amount(text).ore, text, increase, share) for text in printed)
    return BridgeStep(name, kind, amounts)


def bridge(*steps: BridgeStep, columns: tuple[str, ...] = ("Belopp",)) -> BridgeRecorded:
    """From 2025 to 2026."""
    return BridgeRecorded("b", "Brygga", "slk", 2025, 2026, columns, steps)


GOTEBORG = bridge(
    step("budget 2025", BASE, "1 091,6 mnkr", "1 091,6 mnkr"),
    step("utveckling", CHANGE, "60,2 mnkr", "60,2 mnkr"),
    step("avtal", CHANGE, "30,1 mnkr", "30,1 mnkr"),
    step("avräkning", CHANGE, "-66,1 mnkr", "-66,1 mnkr"),
    step("effektivisering", CHANGE, "-15,4 mnkr", "-15,4 mnkr"),
    step("befintlig leverans", SUBTOTAL, "1 100,4 mnkr", "1 100,4 mnkr", increase="8,8 mnkr", share="0,8 %"),
    step("nya tjänster", CHANGE, "26,9 mnkr", "25,5 mnkr"),
    step("volymer", CHANGE, "10,1 mnkr", "10,1 mnkr"),
    step("förvaltning", SUBTOTAL, "1 137,4 mnkr", "1 136,0 mnkr"),
    step("insatser", CHANGE, "46,2 mnkr", "38,4 mnkr"),
    step("total", TOTAL, "1 183,60 mnkr", "1 174,40 mnkr"),
    columns=("Belopp", "just"),
)


def test_both_columns_close() -> None:
    assert (total(GOTEBORG, 0), total(GOTEBORG, 1)) == (118_360_000_000, 117_440_000_000)
    assert list(differences(GOTEBORG)) == []
    figures = column(GOTEBORG, 1)
    assert [figure.computed_ore for figure in figures][5] == 110_040_000_000
    assert [figure.increase_ore for figure in figures][8] == 4_440_000_000


def test_a_sum_may_differ_by_the_rounding_of_everything_behind_it_and_no_more() -> None:
    steps = (step("bas", BASE, "1,0 mnkr"), step("mer", CHANGE, "0,2 mnkr"))
    within, outside = (bridge(*steps, step("summa", TOTAL, text)) for text in ("1,3 mnkr", "1,4 mnkr"))
    assert list(differences(within)) == []
    [difference] = differences(outside)
    assert (difference.where, difference.printed) == ("Brygga, summa (Belopp)", "1,4 mnkr")
    assert difference.printed_number - difference.computed_number == 20_000_000


def test_what_follows_goes_on_from_what_is_computed() -> None:
    wrong = bridge(
        step("bas", BASE, "100 kr"), step("delsumma", SUBTOTAL, "900 kr"), step("mer", CHANGE, "1 kr"),
        step("summa", TOTAL, "101 kr"),
    )  # fmt: skip
    assert [difference.where for difference in differences(wrong)] == ["Brygga, delsumma (Belopp)"]
    assert total(wrong, 0) == 101_00


def test_the_printed_increase_and_its_share_of_the_base_are_checked() -> None:
    wrong = bridge(
        step("bas", BASE, "1 000 kr"),
        step("mer", CHANGE, "50 kr"),
        step("summa", TOTAL, "1 050 kr", increase="60 kr", share="7 %"),
    )
    assert [(difference.where, difference.is_share) for difference in differences(wrong)] == [
        ("Brygga, summa (Belopp), ökning", False),
        ("Brygga, summa (Belopp), andel av utgångsläget", True),
    ]


def test_a_bridge_without_a_sum_comes_to_nothing_and_one_in_exact_ore_has_no_rounding() -> None:
    exact = bridge(BridgeStep("bas", BASE, (BridgeAmount(100),)), BridgeStep("summa", TOTAL, (BridgeAmount(101),)))
    assert total(bridge(exact.steps[0]), 0) == 0
    assert [(difference.printed, difference.computed_number) for difference in differences(exact)] == [("101 öre", 100)]
    assert half_unit(None) == 0


@pytest.mark.parametrize(
    ("printed", "ppb"), [("6 %", 5_000_000), ("4,1 %", 500_000), ("0,8%", 500_000), ("2 ‰", 500_000)]
)
def test_how_exact_a_share_is(printed: str, ppb: int) -> None:
    assert share_step(printed) == ppb


def test_a_figure_is_compared_with_what_it_seems_to_be_made_from() -> None:
    """1 183,6 with 3 % on is 1 219,108; the chart prints 1 219,6, which is more than rounding."""
    three_percent = 30_000_000
    right = PrintedFigure(120_960_000_000, "1 209 600 tkr", compared_with=BridgeColumn("b", 2, three_percent))
    wrong = PrintedFigure(121_960_000_000, "1 219 600 tkr", compared_with=BridgeColumn("b", 1, three_percent))
    alone = PrintedFigure(103_390_000_000, "1 033 900 tkr")
    chart = FiguresPrinted("c", "Diagram", "slk", (right, wrong, alone))
    [difference] = figure_differences(chart, [GOTEBORG])
    assert (difference.printed, difference.computed_number) == ("1 219 600 tkr", 121_910_800_000)
    assert list(figure_differences(chart, [])) == []
    assert made_from(PrintedFigure(1, compared_with=BridgeColumn("b", 3)), GOTEBORG) is None
