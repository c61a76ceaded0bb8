"""Bridges as answered: what is printed, what is computed, and what lies between."""

from typing import Any

from api.app import Application, OpenLedger
from ledger.events import RecommendationMade
from ledger.events.bridges import BridgeColumn, FiguresPrinted, OfWhich, PrintedFigure
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.chapters.bridges import bridges_answer
from tests.projections.chapters.test_statements import recorded
from tests.projections.rich.services import BRIDGE

CHART = FiguresPrinted(
    "diagram",
    "Diagram",
    "slk",
    (PrintedFigure(115, compared_with=BridgeColumn("brygga", 1, 30_000_000), of_which=(OfWhich("nytt", 15),)),),
)


def asked(ledger: OpenLedger, **more: Any) -> Any:
    """Bridges, as an answer has them."""
    return bridges_answer(ledger.model, Question(**more)).answer


def test_a_bridge_says_what_it_comes_to_and_that_a_sum_is_wrong(application: Application, stad: OpenLedger) -> None:
    ledger = recorded(application, stad, RecommendationMade("r", (BRIDGE,)))
    [bridge] = asked(ledger, year=2026, unit="slk").bridges
    assert [(column.total_ore, column.closes) for column in bridge.columns] == [(110, False)]
    assert [
        (text_of(line, "kind"), line.figures[0].stated_ore, line.figures[0].computed_ore) for line in bridge.lines
    ] == [
        ("utgångsläge", 100, 100),
        ("ändring", 10, 10),
        ("summa", 111, 110),
    ]
    assert [(each.where, each.difference_text) for each in bridge.differences] == [
        ("Brygga, Summa (Belopp)", "0,01\u00a0kr")
    ]
    assert [(each.outcome, each.proposal) for each in bridge.said] == [("recommended", "r")]
    assert asked(ledger, year=2027).note == "Inga bryggor finns vid de koordinaterna."


def test_figures_that_are_only_printed_stand_beside_what_they_seem_to_be_made_from(
    application: Application, stad: OpenLedger
) -> None:
    ledger = recorded(application, stad, BRIDGE, CHART)
    [chart] = asked(ledger).figures
    [figure] = chart.figures
    assert (figure.amount_ore, figure.made_from_ore, figure.difference_ore) == (115, 113, 2)
    assert [(part.name, part.amount_ore) for part in figure.of_which] == [("nytt", 15)]
    assert chart.said[0].outcome == "stored"
