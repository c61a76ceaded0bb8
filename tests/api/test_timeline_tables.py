"""The timeline as tables, on the hand-reckoned year."""

from api.app import Application
from api.timeline_tables import timeline_tables
from ledger.money import AmountUnit
from projections.coordinates import Question
from projections.timeline_answers import timeline_answer
from tests.api.test_tables import shown
from tests.projections.a_year import DAY


def rows(year: Application, of: int = 2026) -> list[str]:
    answer = timeline_answer(year.ledger("stad").model, Question(of, DAY, unit="slk")).answer
    return [" ".join(line.split()) for line in shown(timeline_tables(answer, AmountUnit.KRONOR)).splitlines()]


def test_first_the_decided_clock_then_the_known_clock(year: Application) -> None:
    found = rows(year)
    assert found[1] == "Stadsledningskontoret, drift 2026, kr"
    decided = found.index("Efter beslutsdag, registrerat t.o.m. position 19")
    known = found.index("Efter registrering, beslutat t.o.m. 2026-12-01")
    assert found[decided + 2].startswith("2024-11-25 5 nya beslut ram beslutad KF 2024-11-25, § 10")
    assert found[decided + 2].endswith("plan 900 0 900 900")
    assert any(line.startswith("2026-09-10 17 upphävda beslut dom") for line in found[decided:known])
    assert " 5 registrerat ram beslutad " in found[known + 2]


def test_no_timeline_says_why(year: Application) -> None:
    assert rows(year, 2031)[1] == "Inga ramar för 2031 var registrerade vid position 19. År: 2026."
