"""The timelines as tables: frames on the hand-reckoned year, earmarks and fees on the rich ledger."""

from datetime import date

import pytest
from rich.console import RenderableType

from api.app import Application, OpenLedger
from api.tables.timeline import (
    fee_timeline_tables,
    price_timeline_tables,
    reservation_timeline_tables,
    timeline_tables,
)
from ledger.money import AmountUnit
from projections.asking.question import Question
from projections.chapters.fee_timeline import fee_timeline_answer
from projections.chapters.price_timeline import price_timeline_answer
from projections.chapters.reservation_timeline import reservation_timeline_answer
from projections.frames.timeline import timeline_answer
from tests.api.tables.showing import shown
from tests.projections.a_year import DAY


def rows(year: Application, of: int = 2026) -> list[str]:
    answer = timeline_answer(year.ledger("stad").model, Question(year=of, as_of=DAY, unit="slk")).answer
    return [" ".join(line.split()) for line in shown(timeline_tables(answer, AmountUnit.KRONOR)).splitlines()]


def test_first_the_decided_clock_then_the_known_clock(year: Application) -> None:
    found = rows(year)
    assert found[1] == "Stadsledningskontoret, drift 2026, kr"
    decided = found.index("Efter beslutsdag, registrerat t.o.m. position 19")
    known = found.index("Efter registrering, beslutat t.o.m. 2026-12-01")
    assert found[decided + 2].startswith("2024-11-25 5 nya beslut ram beslutad KF 2024-11-25, § 10")
    assert found[decided + 2].endswith("plan 900,0 0 900,0 900,0")
    assert any(line.startswith("2026-09-10 17 upphävda beslut dom") for line in found[decided:known])
    assert " 5 registrerat ram beslutad " in found[known + 2]


def test_no_timeline_says_why(year: Application) -> None:
    assert rows(year, 2031)[1] == "Inga ramar för 2031 var registrerade vid position 19. År: 2026."


@pytest.fixture
def richest(application: Application) -> OpenLedger:
    """A ledger with every type of entry, taken in."""
    ledger = application.ledger("stad")
    ledger.runner.catch_up()
    return ledger


def lines(tables: RenderableType) -> list[str]:
    """What is shown in a wide terminal, with single spaces."""
    return [" ".join(line.split()) for line in shown(tables, width=240).splitlines()]


def test_an_earmark_is_followed_from_its_beginning_to_its_end(richest: OpenLedger) -> None:
    """500 öre reserved, 100 added, 150 drawn, 50 given back; the rest, 400, would lapse when that is recorded."""
    answer = reservation_timeline_answer(richest.model, Question(as_of=date(2025, 12, 31), name="smart-stad")).answer
    table = lines(reservation_timeline_tables(answer, AmountUnit.KRONOR))
    assert table[1] == "smart-stad: Smart stad, kr"
    begins = table.index(f"Efter beslutsdag, registrerat t.o.m. position {answer.coordinates.position}")
    recorded = table.index("Efter registrering, beslutat t.o.m. 2025-12-31")
    steps = table[begins + 2 : recorded]
    assert [(line.split()[0], line.split()[-2], line.split()[-1]) for line in steps] == [
        ("2023-04-24", "5,0", "5,0"),
        ("2023-05-01", "5,0", "0,0"),
        ("2024-04-22", "5,0", "0,0"),
        ("2024-11-25", "6,0", "1,0"),
        ("2025-06-30", "4,5", "−1,5"),
        ("2025-10-20", "4,0", "−0,5"),
        *[(line.split()[0], "4,0", "0,0") for line in steps[6:-1]],
        (steps[-1].split()[0], "0,0", "−4,0"),
    ]
    assert "inte börjat, t.o.m. 2024-12-31" in steps[0]
    assert "(senare) " in steps[-1]
    assert "upphörd, t.o.m. 2025-12-31" in steps[-1]


def test_a_fee_year_has_a_column_for_what_there_is(richest: OpenLedger) -> None:
    question = Question(as_of=date(2026, 12, 1), name="serviceavgift", year=2026)
    answer = fee_timeline_answer(richest.model, question).answer
    table = lines(fee_timeline_tables(answer, AmountUnit.KRONOR))
    assert table[1] == "serviceavgift (serviceavgift), 2026, kr"
    assert table[3].endswith("Beslut Sats Tak Underlag Uträknat Tryckt Debiterat Omräknat Reglerat Att reglera")
    last = table[table.index("Efter registrering, beslutat t.o.m. 2026-12-01") - 1]
    assert last.endswith("0,35 ‰ 0,45 ‰ 4 000 000 1 050 1 050 1 050 1 400 100 250")
    none = fee_timeline_answer(richest.model, Question(as_of=date(2026, 12, 1), name="okand")).answer
    assert "Avgifter: serviceavgift." in shown(fee_timeline_tables(none, AmountUnit.KRONOR))


def test_a_price_is_shown_with_the_days_it_holds(richest: OpenLedger) -> None:
    answer = price_timeline_answer(richest.model, Question(as_of=date(2026, 12, 1))).answer
    table = lines(price_timeline_tables(answer, AmountUnit.KRONOR))
    assert table[1] == "Dator (it, dator), kr"
    position = answer.prices[0].decided[0].decisions[0].position
    begins = f"2026-01-01 {position} dagen har kommit pris KF 2025-10-15, § 12, att-sats 1, KS 2025/1 2026-01-01– 1 200"
    assert table[4] == begins
    assert table[-1].endswith(" 2026-01-01– 1 200")
