"""Figures as answers write them."""

from ledger.meaning.effects import NOTHING, UNKNOWN, Sides, minus, sum_of_sides
from projections.asking.amounts import FrameAmounts, frame_amounts, sides_in


def test_operating_money_has_costs_and_revenues_and_investments_expenditures_and_receipts() -> None:
    sides = Sides(1_250, 50, 1_200)
    assert frame_amounts("operating", sides) == FrameAmounts(1_200, costs_ore=1_250, revenues_ore=50)
    invested = frame_amounts("investment", sides)
    assert (invested.expenditures_ore, invested.receipts_ore, invested.costs_ore) == (1_250, 50, None)


def test_what_is_not_known_is_not_there() -> None:
    assert frame_amounts("operating", Sides(None, None, 7)) == FrameAmounts(7)
    assert frame_amounts("operating", UNKNOWN) == FrameAmounts()


def test_figures_are_added_and_taken_away_side_by_side() -> None:
    first, other = Sides(10, 3, 7), Sides(4, 1, 3)
    assert minus(first, other) == Sides(6, 2, 4)
    assert sum_of_sides([first, other]) == Sides(14, 4, 10)
    assert sum_of_sides([]) == NOTHING
    assert sum_of_sides([first, Sides(None, None, 1)]) == Sides(None, None, 8), (
        "what is unknown in one is unknown in the sum"
    )


def test_what_an_answer_writes_is_read_back() -> None:
    for kind in ("operating", "investment"):
        for sides in (Sides(5, 2, 3), Sides(None, None, 3), Sides(None, None, None)):
            assert sides_in(kind, frame_amounts(kind, sides)) == sides
