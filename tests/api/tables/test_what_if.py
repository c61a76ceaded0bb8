"""What if as tables: only what would change, each side of it, and all that is said of it."""

from datetime import date

import pytest

from api.app import Application, OpenLedger
from api.tables.what_if import what_if_tables
from ledger.events import FrameDecided, ProposalMade
from ledger.money import AmountUnit
from ledger.recording import record
from ledger.values import FrameKind, InvestmentAmount
from projections.asking.question import Question
from projections.frames.what_if import what_if_answer
from tests.api.tables.showing import shown
from tests.given import AUTHOR, BUDGET, Command, adjusted, basis, command, decided, key, turnover

DAY = date(2026, 12, 1)


@pytest.fixture
def ledger(application: Application, stad: OpenLedger) -> OpenLedger:
    """A budget of 1 000 kr for slk and of 500 kr for sbk."""
    application.record("stad", command(decided(100_000), decided(50_000, frame=key("sbk"))), AUTHOR, "budget")
    return stad


def rows(ledger: OpenLedger, what: Command | None, **asked: object) -> list[str]:
    ledger.runner.catch_up()
    question = Question(as_of=DAY, **asked)  # type: ignore[arg-type]
    answer = what_if_answer(ledger.model, question, what, None if what is None else AUTHOR).answer
    said = shown(what_if_tables(answer, AmountUnit.KRONOR), width=320)
    return [" ".join(line.split()) for line in said.splitlines() if line.strip()]


def test_costs_and_revenues_that_rise_together_are_seen_to(ledger: OpenLedger) -> None:
    table = rows(ledger, command(turnover(7_500, 7_500), on=basis("2026-02-01", "§ 2")))
    assert table[0].startswith("Staden · Avser 2026 · Beslutad t.o.m. 2026-12-01 · Registrerad t.o.m. position 6")
    assert table[0].endswith("Som om beslutet vore registrerat · Ingenting är registrerat")
    assert table[1:] == [
        "Drift 2026, kr",
        "Enhet Före Ändring Efter",
        "Stadsledningskontoret Kostnader 1 000 75 1 075",
        "Intäkter 0 75 75",
        "Netto 1 000 0 1 000",
        "Summa Kostnader 1 500 75 1 575",
        "Intäkter 0 75 75",
        "Netto 1 500 0 1 500",
        "1 enhet till ändras inte.",
        "Det som läggs på, kr",
        "Position Händelse Beslut Ram Kostnader Intäkter Netto",
        "7 omslutningsförändring KF 2026-02-01, § 2, att-sats 1, KS 2025/1 slk drift 2026 75 75 0",
    ]


def test_investments_stand_by_themselves(ledger: OpenLedger) -> None:
    building = FrameDecided(key("sbk", kind=FrameKind.INVESTMENT), BUDGET, InvestmentAmount(30_000, 0))
    table = rows(ledger, command(adjusted(100), building, on=basis("2026-02-01", "§ 2")))
    assert table.index("Drift 2026, kr") < table.index("Investering 2026, kr")
    assert "Stadsbyggnadskontoret Utgifter 0 300 300" in table


def test_what_is_said_stands_below(ledger: OpenLedger) -> None:
    facts = (ProposalMade("mindre", (adjusted(-900_000),)), ProposalMade("nytt", (adjusted(5, frame=key(year=2027)),)))
    for number, fact in enumerate(facts, start=3):
        record(ledger.log, "stad", command(fact, on=basis("2026-01-10", f"§ {number}")), AUTHOR)
    less = rows(ledger, None, laid=("mindre",))
    assert less[-2].startswith("✗ mindre går inte att anta som det står nu, men kan godtas med skäl: ")
    assert less[-1] == "Gör till beslut: liggare promote --ledger stad --proposal mindre"
    new = rows(ledger, None, laid=("nytt",), year=2026)
    assert "2026: Det som läggs på ändrar ingen av ramarna." in new
    assert "Det som läggs på rör också 2027." in new
    assert "⚠ nytt: Ramen slk drift 2027 har inget känt utgångsvärde; bara ändringen är känd." in new
