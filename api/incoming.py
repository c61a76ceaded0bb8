"""A decision that somebody hands in: as a decision file (YAML) or as a workbook (.xlsx), by the ending of its name."""

from pathlib import Path
from typing import Final

from api.decision_file import DecisionFile, read_bytes, read_file, unreadable
from api.workbook import read_workbook

WORKBOOK: Final = ".xlsx"
_OTHER_SHEETS: Final = frozenset({".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".ods", ".csv"})


def read_incoming(path: Path) -> DecisionFile:
    """Reads what somebody hands in. Raises Refused with every problem in it, each with its line or cell: FormRefused
    when it could be read as a whole."""
    ending = path.suffix.lower()
    if ending == WORKBOOK:
        return read_workbook(read_bytes(path), path.name)
    if ending in _OTHER_SHEETS:
        right = "Spara den som Excel-arbetsbok (.xlsx); en mall ger liggare template FIL.xlsx"
        raise unreadable(str(path), f"Filer som slutar på {ending} läses inte.", right)
    return read_file(path)
