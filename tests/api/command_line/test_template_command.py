"""`liggare template` writes a workbook for some years, with a ledger's units, and never over another file."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from python_calamine import CalamineWorkbook

from api.app import OpenLedger
from api.command_line.template_command import parse_years
from ledger.errors import Refused
from ledger.when import today
from tests.api.conftest import Liggare


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2026-2028", [2026, 2027, 2028]),
        ("2026\u20132027", [2026, 2027]),
        ("2027 2026", [2026, 2027]),
        ("2026, 2028", [2026, 2028]),
        ("2026", [2026]),
    ],
)
def test_years_are_a_span_or_a_list(text: str, years: list[int]) -> None:
    assert parse_years(text) == years


@pytest.mark.parametrize("text", ["2028-2026", "26", "i år", "1066", "2101", "2000-2099", "2026-"])
def test_what_is_no_years_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_years(text)


def test_without_years_it_is_next_year_and_two_more() -> None:
    assert parse_years("") == [today().year + 1, today().year + 2, today().year + 3]


def test_it_is_written_with_the_ledgers_units(liggare: Liggare, stad: OpenLedger, tmp_path: Path) -> None:
    path = tmp_path / "mall.xlsx"
    said = liggare("template", "--ledger", "stad", "--years", "2026", "2027", "2028", str(path))
    assert (said.code, said.err) == (0, "")
    assert "2026, 2027, 2028" in said.out
    read = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Ramar").to_python()
    assert {row[0] for row in read} >= {"ks", "slk", "sbk"}


def test_no_file_is_written_over(liggare: Liggare, tmp_path: Path) -> None:
    path = tmp_path / "mall.xlsx"
    path.write_bytes(b"ifylld")
    said = liggare("template", str(path))
    assert said.code == 2
    assert "finns redan" in said.err
    assert path.read_bytes() == b"ifylld"


OPENED: Final = """
liggare: wwb_1
poster:
  - liggare öppnad: {namn: Staden, slag: kommun, organisationsnummer: 212000-0142}
  - enhet registrerad: {enhet: ks, namn: Kommunstyrelsen}
"""


def test_a_ledger_is_named_as_it_is_called_everywhere(
    liggare: Liggare, written: Callable[..., str], tmp_path: Path
) -> None:
    """A name has underscores, and an id hyphens: the template took it for an id."""
    assert liggare("record", written(OPENED)).code == 0
    said = liggare("template", "--ledger", "wwb_1", str(tmp_path / "mall.xlsx"))
    assert (said.code, said.err) == (0, "")
    unknown = liggare("template", "--ledger", "wwb-1", str(tmp_path / "annan.xlsx"))
    assert "Liggaren wwb-1 finns inte" in unknown.err
    assert "wwb_1" in unknown.err
    assert "bindestreck" not in unknown.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["mall.xls"], "slutar inte på .xlsx"),
        (["--years", "i år", "mall.xlsx"], "inga år"),
        (["--ledger", "Ö", "mall.xlsx"], "--ledger"),
        (["--ledger", "finns-inte", "mall.xlsx"], "finns inte"),
        (["/finns-inte/mall.xlsx"], "går inte att skriva"),
    ],
)
def test_what_cannot_be_written_is_told(liggare: Liggare, words: list[str], told: str) -> None:
    said = liggare("template", *words)
    assert said.code in (2, 3)
    assert told in said.err
