"""The tree of units on the command line."""

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from api.tables.headings import answer_heading
from api.tables.layout import note_lines, stale_lines
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.texts import text_of
from projections.chapters.units import Unit, UnitsAnswer


def unit_tree(answer: UnitsAnswer, _unit: AmountUnit) -> RenderableType:
    """The units that exist on the day, below one another; those that do not are listed after them."""
    root = Tree(answer_heading(answer, answer.coordinates.on))
    there = {unit.unit: unit for unit in answer.units if unit.exists}
    branches = {name: Text(_unit_text(unit)) for name, unit in there.items()}
    _grow(root, None, there, branches)
    gone = [unit for unit in answer.units if not unit.exists]
    lines = [Text(f"Finns inte den dagen: {_unit_text(unit)}", style="dim") for unit in gone]
    note = note_lines(None if answer.units else "Inga enheter var registrerade.")
    return Group(root, *lines, *note, *stale_lines(answer.stale))


def _grow(branch: Tree, parent: str | None, there: dict[str, Unit], branches: dict[str, Text]) -> None:
    """Hangs the units below one; a unit whose own parent is not there on the day hangs at the top."""
    for name, unit in there.items():
        above = unit.parent if unit.parent in there else None
        if above == parent:
            _grow(branch.add(branches[name]), name, there, branches)


def _unit_text(unit: Unit) -> str:
    codes = "".join(f", {code.system} {code.code}" for code in unit.codes)
    aliases = f", även {', '.join(unit.aliases)}" if unit.aliases else ""
    after = f", efterträdd av {', '.join(unit.successors)}" if unit.successors else ""
    role = f", {words.value(unit.role)}" if unit.role else ""
    shares = ", ".join(f"{part.unit} {text_of(part, 'share_ppb')}" for part in unit.parts if part.share_ppb is not None)
    key = f", delad med {shares}" if shares else ""
    return f"{unit.name} ({unit.unit}{codes}{aliases}{role}{after}{key})"
