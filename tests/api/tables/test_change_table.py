"""The change table as a controller sees it, on the hand-reckoned year."""

from datetime import date

from api.app import Application
from api.tables.change_table import change_tables
from ledger.money import AmountUnit
from projections.asking.question import Question
from projections.frames.change_table import change_table_answer
from tests.api.tables.showing import shown
from tests.projections.a_year import DAY


def rows(year: Application, as_of: date = DAY, of: int = 2026) -> list[str]:
    answer = change_table_answer(year.ledger("stad").model, Question(year=of, as_of=as_of)).answer
    lines = shown(change_tables(answer, AmountUnit.KRONOR)).splitlines()
    return [" ".join(line.split()) for line in lines]


def test_rows_and_columns_and_sums(year: Application) -> None:
    table = rows(year)
    assert table[1:3] == [
        "Drift, kr",
        "Enhet Ursprunglig ram Tekniska justeringar Överföringar Index Övriga ändringar Upphävt av domstol Aktuell ram",
    ]
    assert "Stadsledningskontoret kostnader 1 000 −3 −50 0,3 20 50 1 017,3" in table
    sums = "1 500 −3 0 0,3 20 0 1 517,3"
    assert table.index(f"Summa kostnader {sums}") + 2 == table.index(f"netto {sums}")


def test_what_stands_apart_is_below(year: Application) -> None:
    table = rows(year)
    below = table[table.index("Räknas inte") :]
    assert below[2].startswith("Stadsbyggnadskontoret överföringar KF 2026-02-10, § 3")
    assert "upphävt från 2026-09-10" in below[2]


def test_no_table_says_why(year: Application) -> None:
    assert rows(year, of=2031)[1] == "Inga ramar för 2031 var registrerade vid position 19. År: 2026."
