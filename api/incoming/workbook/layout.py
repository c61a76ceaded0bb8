"""How a workbook with a budget is laid out: its sheets, the questions of the one and the columns of the other.

The template is written from this and the reader reads by it, so that the two cannot drift apart. The questions come
from the types of a basis: a new field there needs no new code here.
"""

import re
from functools import cache
from typing import Final, NamedTuple

from msgspec import inspect

from ledger.money import AmountUnit
from ledger.values import Acceptance, Basis
from ledger.words import words

BASIS_SHEET: Final = "Beslut"
FRAMES_SHEET: Final = "Ramar"
HELP_SHEET: Final = "Hjälp"
UNITS_SHEET: Final = "Enheter"
SHEETS: Final = (BASIS_SHEET, FRAMES_SHEET, HELP_SHEET, UNITS_SHEET)
"""The first two are read; the others are for the reader's eyes."""

PRINTED_TOTAL: Final = "Tryckt summa"
"""What stands instead of a unit on the rows with the document's own totals; no unit can be called that."""

ACCEPTANCES: Final = 3
"""How many acceptances there is room for."""

AMOUNTS_IN: Final = "belopp i"
FieldPath = tuple[str | int, ...]


class ColumnQuestion(NamedTuple):
    """One labelled cell of the sheet about the decision, and where in a command its answer belongs."""

    path: FieldPath
    label: str
    help: str = ""
    choices: tuple[str, ...] = ()


@cache
def questions() -> tuple[ColumnQuestion, ...]:
    """Every question about a decision, in the order of the sheet."""
    basis = tuple(_of_struct(inspect.type_info(Basis), ("basis",)))
    accept = [
        ColumnQuestion(
            ("accept", number, name), f"{words.field('accept')} {number + 1}, {words.field(name)}", _help(name)
        )
        for number in range(ACCEPTANCES)
        for name in Acceptance.__struct_fields__
    ]
    units = tuple(unit.value for unit in AmountUnit)
    first = ColumnQuestion(("ledger",), words.field("ledger"), "Liggarens namn, som stockholm.")
    amounts = ColumnQuestion((AMOUNTS_IN,), AMOUNTS_IN, "Enheten för alla tal på bladet Ramar.", units)
    return (first, amounts, *basis, *accept)


def _of_struct(type_: inspect.Type, path: FieldPath) -> list[ColumnQuestion]:
    """A question for each leaf of a struct; the struct's own name stands before those of its fields."""
    found: list[ColumnQuestion] = []
    for field in type_.fields if isinstance(type_, inspect.StructType) else ():
        place = (*path, field.name)
        inner = field.type.types if isinstance(field.type, inspect.UnionType) else (field.type,)
        structs = [type_ for type_ in inner if isinstance(type_, inspect.StructType)]
        leaves = [type_ for type_ in inner if not isinstance(type_, inspect.StructType | inspect.NoneType)]
        if leaves:
            enum = leaves[0].cls if isinstance(leaves[0], inspect.EnumType) else ()
            choices = tuple(words.value(type_.value) for type_ in enum)
            found.append(ColumnQuestion(place, _label(place[1:]), _help(field.name), choices))
        for struct in structs:
            found += _of_struct(struct, place)
    return found


def _label(path: FieldPath) -> str:
    return ", ".join(words.field(str(step)) for step in path)


_HELP: Final = {
    "decided": "Dagen för beslutet: 2025-11-24. Är den okänd: lämna tom och fyll i gränserna nedan.",
    "earliest": "Bara när beslutsdagen är okänd.",
    "latest": "Bara när beslutsdagen är okänd.",
    "origin": "Bara när beslutsdagen är okänd.",
    "clause": "Nummer på beslutssatsen: 3.",
    "paragraph": "Som i protokollet: § 12.",
    "effective_day": "Bara när beslutet gäller från en annan dag än beslutsdagen.",
    "title": "Dokumentets titel: Budget 2026 med plan 2027–2028.",
    "sha256": "Filens kontrollsumma: sha256sum FIL, eller certutil -hashfile FIL SHA256.",
    "conditions": "Namn på villkor som beslutet väntar på, med komma mellan.",
    "rule": "En regel som frångås: koden i felmeddelandet, som frame-would-be-negative.",
}


def _help(name: str) -> str:
    return _HELP.get(name) or words.FIELDS[name].meaning


# --- The columns of frames --------------------------------------------------------------------------------------

UNIT, NAME, LINE, KIND, NOTE = "enhet", "namn", "anslagspost", "slag", "anteckning"
ROW_COLUMNS: Final = (UNIT, NAME, LINE, KIND, NOTE)
OUTGOING, INCOMING, NET, COMMITMENT = "kostnader/utgifter", "intäkter/inkomster", "netto", "avser"
YEAR_COLUMNS: Final = (COMMITMENT, OUTGOING, INCOMING, NET)

_SPELLINGS: Final = {
    **{name: name for name in YEAR_COLUMNS},
    **dict.fromkeys(OUTGOING.split("/"), OUTGOING),
    **dict.fromkeys(INCOMING.split("/"), INCOMING),
}
_YEAR_HEADING: Final = re.compile(rf"([0-9]{{4}}) ({'|'.join(_SPELLINGS)})")


def year_heading(year: int, column: str) -> str:
    """`2026 kostnader/utgifter`."""
    return f"{year} {column}"


def column_of(heading: str) -> tuple[int | None, str] | None:
    """The year, if any, and the column that a heading names; None for one that the table does not have.

    >>> column_of("2026 Kostnader"), column_of("Enhet"), column_of("summa")
    ((2026, 'kostnader/utgifter'), (None, 'enhet'), None)
    """
    said = " ".join(heading.casefold().split())
    if said in ROW_COLUMNS:
        return None, said
    found = _YEAR_HEADING.fullmatch(said)
    return (int(found[1]), _SPELLINGS[found[2]]) if found else None
