"""A whole budget from one workbook: read into the same command as a decision file, with every problem by its cell.

The sheet `Beslut` says what the decision rests on and the sheet `Ramar` has a row for each board, line and kind. The
cells become the same tree of words as a YAML file has, and the same reader reads it: what is right there is right here.
"""

from typing import Any, Final

from api.incoming.decision_file import DecisionFile, command_of
from api.incoming.leaves import type_info
from api.incoming.malformed import unreadable
from api.incoming.reading import Node, Path, Reader
from api.incoming.workbook.cells import Sheet, cell_name, open_sheets, read_sheet
from api.incoming.workbook.layout import AMOUNTS_IN, BASIS_SHEET, FRAMES_SHEET, SHEETS, ColumnQuestion, questions
from api.incoming.workbook.parts import Parts, safe_parts
from api.incoming.workbook.rows import read_rows
from api.incoming.workbook.worksheet import column_name
from ledger.money import AmountUnit
from ledger.text import composed, visible
from ledger.words import words

_HEADING: Final = ("uppgift", "värde")


def read_workbook(data: bytes, name: str) -> DecisionFile:
    """Reads a workbook; `name` is for messages. Raises Refused with every problem in it, each with its cell:
    FormRefused when the workbook as a whole could be read."""
    parts = safe_parts(data, name)
    names = tuple(sheet for sheet, _ in open_sheets(parts, name))
    _sheets_there(parts, name)
    reader = Reader(swedish=True)
    basis = read_sheet(parts, name, BASIS_SHEET, names.index(BASIS_SHEET))
    frames = read_sheet(parts, name, FRAMES_SHEET, names.index(FRAMES_SHEET))
    reader.lines[()] = basis.place(0, 0)
    for sheet in (basis, frames):
        _no_merged_cells(sheet, reader)
    said = _answers(basis, reader)
    root, ledger = _decision(said, reader)
    unit = _unit(said, basis, reader)
    root |= read_rows(frames, unit, reader)
    return command_of(reader, Node(root), name, ledger, lambda place: cell_name(names, place))


def _sheets_there(parts: Parts, name: str) -> None:
    """The sheets that are read are there and can be seen, and there is none that somebody may think is read."""
    found = dict(open_sheets(parts, name))
    for sheet in (BASIS_SHEET, FRAMES_SHEET):
        if sheet not in found:
            there = ", ".join(visible(sheet) for sheet in found)
            right = f"bladen {BASIS_SHEET} och {FRAMES_SHEET}, som i mallen: liggare template FIL.xlsx"
            raise unreadable(name, f"Bladet {sheet} saknas; här finns {there}.", right)
        if not found[sheet]:
            raise unreadable(name, f"Bladet {sheet} är dolt.", "ett blad som syns, så att alla ser vad som registreras")
    if others := [visible(sheet) for sheet in found if sheet not in SHEETS]:
        right = "bara mallens blad; ta bort de andra, så tror ingen att de är registrerade"
        raise unreadable(name, f"Arbetsboken har blad som inte läses: {', '.join(others)}.", right)


def _no_merged_cells(sheet: Sheet, reader: Reader) -> None:
    for number, ((top, left), (bottom, right)) in enumerate(sheet.merged()):
        path: Path = (sheet.name, "merged", number)
        reader.lines[path] = sheet.place(top, left)
        size = f"{bottom - top + 1} × {right - left + 1}"
        detail = f"{size} celler är sammanfogade, och bara den första har ett värde."
        reader.refuse("value-malformed", detail, path, right="ett värde i varje cell")


# --- The decision -----------------------------------------------------------------------------------------------


def _answers(sheet: Sheet, reader: Reader) -> dict[Path, Node]:
    """What is answered on the sheet about the decision, by where in the command it belongs."""
    by_label = {question.label: question for question in questions()}
    found: dict[Path, Node] = {}
    rows: dict[Path, int] = {}
    for row in range(len(sheet)):
        label = composed(sheet.heading(row, 0)).casefold()
        question = by_label.get(label)
        if question is None:
            _unknown_label(sheet, row, label, reader)
        elif question.path in rows:
            detail = f"Uppgiften ”{question.label}” står två gånger, på rad {rows[question.path] + 1} och {row + 1}."
            path: Path = (sheet.name, row)
            reader.lines[path] = sheet.place(row, 0)
            reader.refuse("field-repeated", detail, path, right="en av dem")
        else:
            rows[question.path] = row
            _expect(question, sheet.place(row, 1), reader)
            if not sheet.is_empty(row, 1):
                _in_sight(sheet, row, reader)
                found[question.path] = _answer(sheet, row, question)
    if found:
        _columns_in_sight(sheet, min(rows[path] for path in found), reader)
    return found


_IN_SIGHT: Final = "framme, så att alla ser vad som registreras, eller utan värde"


def _in_sight(sheet: Sheet, row: int, reader: Reader) -> None:
    """A question that is answered is seen, and nobody has taken it back by striking it out."""
    path: Path = (sheet.name, row, 0)
    reader.lines[path] = sheet.place(row, 0)
    if sheet.row_hidden(row):
        reader.refuse("cell-hidden", f"Rad {row + 1} är dold men ifylld.", path, right=f"raden {_IN_SIGHT}")
    if (out_of_sight := sheet.out_of_sight(row, 0)) is not None:
        reader.cannot(out_of_sight, path)


def _columns_in_sight(sheet: Sheet, row: int, reader: Reader) -> None:
    """Questions and answers are both seen; told where the first answer stands."""
    for column in (0, 1):
        if sheet.column_hidden(column):
            path: Path = (sheet.name, "column", column)
            reader.lines[path] = sheet.place(row, column)
            detail = f"Kolumn {column_name(column)} är dold men ifylld."
            reader.refuse("cell-hidden", detail, path, right=f"kolumnen {_IN_SIGHT}")


def _unknown_label(sheet: Sheet, row: int, label: str, reader: Reader) -> None:
    """A line of text stands for itself; a label with a value is a question that nobody asked."""
    if sheet.is_empty(row, 1) or (label, sheet.heading(row, 1).casefold()) == _HEADING:
        return
    path: Path = (sheet.name, row)
    reader.lines[path] = sheet.place(row, 0)
    detail = f"Uppgiften ”{visible(label)}” finns inte här."
    reader.refuse("field-unknown", detail, path, right="mallens uppgifter: liggare template FIL.xlsx")


def _expect(question: ColumnQuestion, place: int, reader: Reader) -> None:
    """Where an answer is to stand, so that a missing one is missed there; and where the first of a group does."""
    for length in range(1, len(question.path) + 1):
        path = question.path[:length]
        if length == len(question.path) or path not in reader.lines:
            reader.lines[path] = place


def _answer(sheet: Sheet, row: int, question: ColumnQuestion) -> Node:
    match question.path[-1]:
        case "decided" | "earliest" | "latest" | "effective_day":
            return sheet.day(row, 1)
        case "ledger" | "sha256" | "rule":
            return sheet.identifier(row, 1)
        case "conditions":
            node = sheet.text(row, 1)
            named = node.value.split(",") if isinstance(node.value, str) else None
            return node if named is None else Node([Node(name.strip(), node.line) for name in named], node.line)
        case _:
            return sheet.text(row, 1)


def _decision(said: dict[Path, Node], reader: Reader) -> tuple[dict[str, Node], str]:
    """The decision as a tree of words, and the ledger it is for."""
    bounds = [path for path in said if path[:2] == ("basis", "decided") and len(path) > 2]
    if bounds and ("basis", "decided") in said:
        detail = "Både en beslutsdag och gränser för den är ifyllda."
        reader.refuse("value-malformed", detail, ("basis", "decided"), right="dagen, eller gränserna om den är okänd")
        said = {path: node for path, node in said.items() if path not in bounds}
    tree: dict[Any, Any] = {}
    for path, node in said.items():
        place = tree
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place[path[-1]] = node
    ledger = _ledger(said, reader)
    root = {words.field("basis"): _nodes(tree["basis"], ("basis",), reader)} if "basis" in tree else {}
    if "accept" in tree:
        given = [_nodes(tree["accept"][number], ("accept", number), reader) for number in sorted(tree["accept"])]
        root[words.field("accept")] = Node(given, reader.lines[("accept",)])
    return root, ledger


def _nodes(tree: Any, path: Path, reader: Reader) -> Node:
    if isinstance(tree, Node):
        return tree
    inner = {words.field(str(step)): _nodes(below, (*path, step), reader) for step, below in tree.items()}
    return Node(inner, reader.lines.get(path))


def _ledger(said: dict[Path, Node], reader: Reader) -> str:
    if (node := said.get(("ledger",))) is None:
        word = words.field("ledger")
        path: Path = ("ledger",) if ("ledger",) in reader.lines else ()
        reader.refuse("field-missing", f"Uppgiften ”{word}” saknas.", path, right="liggare: stockholm")
        return ""
    return str(reader.read(node, type_info(str), ("ledger",)))


def _unit(said: dict[Path, Node], sheet: Sheet, reader: Reader) -> AmountUnit | None:
    """The unit of the numbers on the sheet of frames; None when it is not to be read."""
    path: Path = (AMOUNTS_IN,)
    reader.lines.setdefault(path, sheet.place(0, 0))
    units = {unit.value: unit for unit in AmountUnit}
    node = said.get(path, Node(None))
    if isinstance(node.value, str) and node.value in units:
        return units[node.value]
    right = "något av: " + ", ".join(units)
    if node.value is None:
        reader.refuse("field-missing", f"Uppgiften ”{AMOUNTS_IN}” saknas.", path, right=right)
    else:
        shown = visible(node.value) if isinstance(node.value, str) else "cellen"
        reader.refuse("value-malformed", f"”{shown}” är ingen enhet för belopp.", path, right=right)
    return None
