"""A decision that somebody hands in: as a decision file (YAML) or as a workbook (.xlsx), by the ending of its name."""

from pathlib import Path
from typing import Final

from msgspec.structs import replace

from api.app import running
from api.incoming.decision_file import DecisionFile, FormRefused, read_bytes, read_file
from api.incoming.malformed import refuse_sie, unreadable
from api.incoming.workbook.workbook import read_workbook
from ledger.errors import Refusal, Refused
from ledger.recording import Author

WORKBOOK: Final = ".xlsx"
_OTHER_SHEETS: Final = frozenset({".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".ods", ".csv"})


def read_incoming(path: Path) -> DecisionFile:
    """Reads what somebody hands in. Raises Refused with every problem in it, each with its line or cell: FormRefused
    when it could be read as a whole."""
    ending = path.suffix.lower()
    if ending == WORKBOOK:
        data = read_bytes(path)
        refuse_sie(data, path.name)
        return read_workbook(data, path.name)
    if ending in _OTHER_SHEETS:
        right = "Spara den som Excel-arbetsbok (.xlsx); en mall ger liggare template FIL.xlsx"
        raise unreadable(str(path), f"Filer som slutar på {ending} läses inte.", right)
    return read_file(path)


def read_and_try(path: Path, author: Author) -> DecisionFile:
    """The same. When the form of a file is wrong somewhere, the rules are asked about the rest of it: all is told at
    once, and that the ledger could not be asked. Raises Refused."""
    try:
        return read_incoming(path)
    except FormRefused as form_refused:
        told: Refused = form_refused
        if form_refused.part.numbers:
            try:
                with running() as application:
                    told = form_refused.with_rules(lambda name, command: application.rehearse(name, command, author))
            except Refused as unreached:
                told = Refused(*form_refused.refusals, *map(_not_asked, unreached.refusals))
    raise told


def _not_asked(refusal: Refusal) -> Refusal:
    """Why the ledger was not asked about what could be read of a file."""
    return replace(refusal, detail=f"Resten av filen är inte prövad mot liggaren. {refusal.detail}")
