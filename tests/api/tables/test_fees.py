"""Fees, charges and prices on the command line, in figures worked out by hand."""

from datetime import date
from typing import Any

import pytest

from api.app import Application, OpenLedger
from api.tables.fees import charges_table, fees_table, prices_table
from ledger.events import ProposalMade
from ledger.events.fees import FeeRateDecided
from ledger.money import AmountUnit
from projections.asking.question import Question
from projections.chapters.charges import charges_answer
from projections.chapters.fees import fees_answer, prices_answer
from tests.api.tables.showing import shown
from tests.given import AUTHOR, Command, between
from tests.golden.examples.fees import FEE
from tests.projections.rich import on
from tests.projections.rich.fees import entries

KRONOR = AmountUnit.KRONOR


@pytest.fixture
def ledger(application: Application, stad: OpenLedger) -> OpenLedger:
    """The fees of the rich ledger, and a rate for 2027 whose day is not settled."""
    late = Command((FeeRateDecided(FEE, 2027, 2027, None, 78_200, "ungdom"),), between("2026-05-01", "2026-10-31"))
    for number, command in enumerate((*entries(5), late, on("2026-02-01", ProposalMade("x", late.facts)))):  # type: ignore[arg-type]
        application.record("stad", command, AUTHOR, f"k{number}")
    stad.runner.catch_up()
    return stad


def lines(table: Any) -> list[str]:
    """What is shown, line by line, with single spaces."""
    return [" ".join(line.split()) for line in shown(table).splitlines()]


def question(as_of: str, **asked: Any) -> Question:
    """A question as of a day."""
    return Question(as_of=date.fromisoformat(as_of), **asked)


def test_rates_and_caps_stand_side_by_side_with_what_is_missing(ledger: OpenLedger) -> None:
    table = lines(fees_table(fees_answer(ledger.model, question("2026-06-01")).answer, KRONOR))
    assert "2026 0,35 ‰ beslutat KF 2025-12-01 0,45 ‰ KF 2023-03-20" in table
    assert "2025 – 0,45 ‰ KF 2023-03-20" in table
    assert "⚠ Ingen sats är beslutad för 2025." in table
    assert "Obestämt: sats 782 kr per person för 2027–2027, beslutat KF 2026-05-01–2026-10-31." in table


def test_a_proposal_is_named_in_the_heading(ledger: OpenLedger) -> None:
    answer = fees_answer(ledger.model, question("2026-06-01", proposal="x", year=2027)).answer
    table = lines(fees_table(answer, KRONOR))
    assert table[0].endswith("Föreslaget: x (KF)")
    assert "2027 782 kr per person (ungdom) föreslaget KF 2026-02-01 inget känt" in table


def test_charges_have_the_columns_that_have_figures(ledger: OpenLedger) -> None:
    before = lines(charges_table(charges_answer(ledger.model, question("2025-12-31")).answer, KRONOR))
    assert "Medlem Antal Avgiftsunderlag Uträknad Tryckt Skillnad" in before
    after = lines(charges_table(charges_answer(ledger.model, question("2026-06-01")).answer, KRONOR))
    assert "Stadsbyggnadskontoret 10 2 000 000 350 350 0 350 700 100 250" in after
    assert "Summa av raderna 30 4 000 000 1 050 1 050 1 050 1 400 100 250" in after
    assert "Avrundning: hela kronor, halva uppåt. Summering: summan av raderna." in after


def test_what_cannot_be_reckoned_says_why(ledger: OpenLedger) -> None:
    table = lines(charges_table(charges_answer(ledger.model, question("2025-12-01")).answer, KRONOR))
    assert "Avrundningen är inte bestämd: ingen uträkning är registrerad." in table


def test_prices_are_shown_with_their_days(ledger: OpenLedger) -> None:
    table = lines(prices_table(prices_answer(ledger.model, question("2026-06-01")).answer, KRONOR))
    assert "it Dator 1 200 beslutat 2026-01-01–" in table
    empty = lines(prices_table(prices_answer(ledger.model, question("2020-01-01")).answer, KRONOR))
    assert empty[1:] == ["Inga priser var beslutade till och med 2020-01-01."]
