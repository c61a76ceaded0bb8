"""Bridges: what each fact is about, and whose it is."""

from ledger.events.bridges import BridgeColumn, FiguresPrinted, PrintedFigure
from tests.projections.rich.services import BRIDGE


def test_a_bridge_is_found_by_its_id_and_is_a_units() -> None:
    assert (BRIDGE.subjects(), BRIDGE.units(), BRIDGE.frames()) == (("bridge:brygga",), ("slk",), ())


def test_printed_figures_are_found_with_the_bridges_they_are_compared_with() -> None:
    compared = PrintedFigure(1, compared_with=BridgeColumn("brygga", 1))
    chart = FiguresPrinted("diagram", "Diagram", "slk", (compared, compared, PrintedFigure(2)))
    assert chart.subjects() == ("bridge:diagram", "bridge:brygga")
    assert (chart.units(), chart.needs_basis) == (("slk",), False)
