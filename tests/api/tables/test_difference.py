"""What changed, as tables, on the hand-reckoned year."""

from datetime import date

from api.app import Application
from api.tables.difference import difference_tables
from ledger.money import AmountUnit
from projections.asking.question import GroupBy, Question
from projections.frames.difference import difference_answer
from tests.api.tables.showing import shown
from tests.projections.a_year import DAY


def rows(year: Application, start: date = date(2026, 3, 31), by: GroupBy = GroupBy.UNIT) -> list[str]:
    begin, until = Question(year=2026, as_of=start, known_at=15), Question(year=2026, as_of=DAY, by=by)
    answer = difference_answer(year.ledger("stad").model, begin, until).answer
    lines = shown(difference_tables(answer, AmountUnit.KRONOR)).splitlines()
    return [" ".join(line.split()) for line in lines]


def test_units_by_cause_then_the_bridge_then_decision_by_decision(year: Application) -> None:
    table = rows(year)
    text = " ".join(table)
    assert "Från beslutat t.o.m. 2026-03-31, registrerat t.o.m. position 15 · Till beslutat t.o.m. 2026-12-01" in text
    assert "Stadsledningskontoret 969 −3 −3 50 4 0,3 1 017,3 48,3" in table
    assert "Summa 1 519 −3 −3 0 4 0,3 1 517,3 −1,7" in table
    bridge = table[table.index("Brygga, drift, kr") + 2 :]
    assert bridge[:3] == [
        "Beslutat t.o.m. 2026-03-31, registrerat t.o.m. 15 1 519,0",
        "Rättade registreringsfel −3,0 0 −3,0 1 516,0",
        "Nya beslut −3,0 0 −3,0 1 513,0",
    ]
    steps = table[table.index("Beslut för beslut, drift, kr") :]
    assert any(step.startswith("17 upphävda beslut 2026-09-10 dom Kammarrätten 2026-09-01") for step in steps)
    assert "slk drift 2026 50,0 0 50,0" in steps
    assert steps[-1] == "⚠ slk och sbk under slk har båda ramar (drift); summan räknar båda."


def test_a_reorganisation_has_a_column_when_frames_are_put_together(year: Application) -> None:
    assert any("organisation" in line for line in rows(year, by=GroupBy.PARENT))
    assert not any("organisation" in line for line in rows(year))


def test_nothing_changed_is_said(year: Application) -> None:
    same = Question(year=2026, as_of=DAY)
    answer = difference_answer(year.ledger("stad").model, same, same).answer
    assert "ingenting kan ha ändrats" in shown(difference_tables(answer, AmountUnit.KRONOR))
