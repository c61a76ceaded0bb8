"""*Why* as a table, on the hand-reckoned year."""

from datetime import date

from api.app import Application
from api.tables.why import why_tables, why_text
from ledger.money import AmountUnit
from projections.asking.question import Question
from projections.frames.why import WhyAnswer, why_answer
from tests.api.tables.showing import shown
from tests.projections.a_year import DAY


def answer(year: Application, as_of: date = DAY) -> WhyAnswer:
    return why_answer(year.ledger("stad").model, Question(year=2026, as_of=as_of, unit="slk")).answer


def rows(year: Application, as_of: date = DAY) -> list[str]:
    lines = shown(why_tables(answer(year, as_of), AmountUnit.KRONOR)).splitlines()
    return [" ".join(line.split()) for line in lines]


def test_each_line_has_its_decision_and_the_balance_after_it(year: Application) -> None:
    table = rows(year)
    assert table[0] == "Staden · Avser 2026 · Beslutad t.o.m. 2026-12-01 · Registrerad t.o.m. position 19"
    assert table[1] == "Stadsledningskontoret, drift 2026, kr"
    assert any(line.startswith("7 ram beslutad (budget) KF 2025-11-24, § 12") for line in table)
    assert any(line.startswith("12 index pki, 3 %") and line.endswith("0,3 0 0,3 1 010,3") for line in table)
    assert "Ram 1 017,3 0 1 017,3" in table


def test_what_is_not_in_it_says_why(year: Application) -> None:
    text = " ".join(rows(year))
    assert "upphävt från 2026-09-10" in text
    assert "ersatt (position 7)" in text
    assert "villkorat: avtal" in " ".join(rows(year, date(2026, 4, 30)))


def test_nothing_is_said_plainly(year: Application) -> None:
    empty = why_answer(year.ledger("stad").model, Question(year=2031, as_of=DAY)).answer
    assert "Inga ramar för 2031" in shown(why_tables(empty, AmountUnit.KRONOR))
    assert why_text(empty) == empty.note
    assert why_text(answer(year)).count("Ingår inte:") == 1
