"""What somebody hands in is read by the ending of its name."""

from pathlib import Path

import pytest

from api.incoming.decision_file import LONGEST_FILE
from api.incoming.file import read_incoming
from ledger.errors import Refusal, Refused
from tests.api.workbooks import read, row, workbook


def test_a_workbook_and_a_decision_file_are_told_apart_by_their_endings(tmp_path: Path) -> None:
    book, text = tmp_path / "BUDGET.XLSX", tmp_path / "beslut.yaml"
    book.write_bytes(workbook(row("slk", "drift", "budget", 1, 0)))
    text.write_text("liggare: stad\nposter:\n  - enhet registrerad: {enhet: slk, namn: Slk}\n", encoding="utf-8")
    assert [read_incoming(path).ledger for path in (book, text)] == ["stad", "stad"]


@pytest.mark.parametrize("name", ["budget.xls", "budget.xlsm", "budget.csv", "budget.ods", "budget.xlsb"])
def test_other_files_of_cells_are_told_what_to_become(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused) as refused:
        read_incoming(tmp_path / name)
    assert ".xlsx" in (refused.value.refusals[0].right or "")


def test_a_large_workbook_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "budget.xlsx"
    path.write_bytes(bytes(LONGEST_FILE + 1))
    with pytest.raises(Refused, match="större än 5 MB"):
        read_incoming(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="finns inte"):
        read_incoming(tmp_path / "budget.xlsx")


def test_a_row_that_a_refusal_names_is_named_as_it_stands_in_the_sheet() -> None:
    file = read(row("slk", "drift", "budget", 1, 0), row("sbk", "drift", "budget", 2, 0))
    told = file.locate(Refusal("decision-already-recorded", "Redan.", right="facts[0], som redan säger det", where="x"))
    assert told.right == "blad Ramar, rad 5 i filen, som redan säger det"
