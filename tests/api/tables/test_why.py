"""*Why* as a table, on the hand-reckoned year."""

from datetime import date

from api.app import Application
from api.tables.table import coordinates_line
from api.tables.why import (
    amount_cells,
    frame_heading,
    notes,
    why_tables,
    why_text,
)
from ledger.money import AmountUnit
from ledger.values import Stage
from projections.asking.amounts import FrameAmounts
from projections.asking.question import Coordinates, Question
from projections.asking.read_model import Staleness
from projections.frames.why import WhyAnswer, why_answer
from tests.api.tables.test_table import shown
from tests.projections.a_year import DAY


def answer(year: Application, as_of: date = DAY) -> WhyAnswer:
    return why_answer(year.ledger("stad").model, Question(year=2026, as_of=as_of, unit="slk")).answer


def rows(year: Application, as_of: date = DAY) -> list[str]:
    lines = shown(why_tables(answer(year, as_of), AmountUnit.KRONOR)).splitlines()
    return [" ".join(line.split()) for line in lines]


def test_each_line_has_its_decision_and_the_balance_after_it(year: Application) -> None:
    found = rows(year)
    assert found[0] == "Staden · Avser 2026 · Beslutad t.o.m. 2026-12-01 · Registrerad t.o.m. position 19"
    assert found[1] == "Stadsledningskontoret, drift 2026, kr"
    assert any(line.startswith("7 ram beslutad (budget) KF 2025-11-24, § 12") for line in found)
    assert any(line.startswith("12 index pki, 3 %") and line.endswith("0,3 0 0,3 1 010,3") for line in found)
    assert "Ram 1 017,3 0 1 017,3" in found


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


def test_a_proposal_is_named_in_the_heading_and_what_is_missing_is_said() -> None:
    at = Coordinates(year=2026, as_of=DAY, known_at=None, position=12, stage=Stage.PROPOSED, proposal="alliansen")
    assert coordinates_line("Staden", at).endswith("position 12 · Föreslaget: alliansen")
    [note, stale] = notes("Ingenting.", Staleness(4, 5, "Framräkningen pågår."))
    assert (shown(note).strip(), shown(stale).strip()) == (
        "Ingenting.",
        "Svaret är inte helt aktuellt: position 4 av 5. Framräkningen pågår.",
    )


def test_figures_and_headings() -> None:
    assert amount_cells("operating", FrameAmounts(1_200), AmountUnit.KRONOR) == ["okänt", "okänt", "12"]
    assert frame_heading("Kontoret", "hyror", "investment", 2026) == "Kontoret, hyror, investering 2026"
    assert frame_heading("Kontoret", "total", "operating", 2026) == "Kontoret, drift 2026"
