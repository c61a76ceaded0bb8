"""Fees and prices at a coordinate: by year and by day, decided or as one proposal would have them."""

from datetime import date
from typing import Any

import msgspec
import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import ProposalMade
from ledger.events.fees import FeeCapDecided, FeeRateDecided, PriceDecided
from ledger.values import Stage
from projections.asking.question import Question
from projections.chapters.fees import (
    FeesAnswer,
    PricesAnswer,
    fees_answer,
    prices_answer,
    year_asked,
)
from tests.given import AUTHOR, Command, between
from tests.projections.rich import on

FEE = "serviceavgift"
CAP = on("2023-03-20", FeeCapDecided(FEE, 2023, 2026, 450_000, note="mandatperioden"))
RATE = on("2025-11-01", FeeRateDecided(FEE, 2026, 2026, 350_000, name="Serviceavgiften", counted_per="kommun"))
PROPOSED = ProposalMade("hojning", (FeeRateDecided(FEE, 2027, 2027, 360_000),))


@pytest.fixture
def ledger(application: Application, stad: OpenLedger) -> OpenLedger:
    """A cap, a rate of another year, a proposal, and two prices: positions 5 to 9."""
    prices = (
        PriceDecided("it", "dator", "Dator", 120_000, date(2026, 7, 1)),
        PriceDecided("it", "support", "Support", note="prövas"),
    )
    for number, command in enumerate((CAP, RATE, on("2025-12-01", PROPOSED), on("2025-12-02", *prices))):
        application.record("stad", command, AUTHOR, f"k{number}")
    stad.runner.catch_up()
    return stad


def record(application: Application, ledger: OpenLedger, command: Command) -> None:
    """One more command."""
    application.record("stad", command, AUTHOR, msgspec.json.encode(command).hex()[:100])
    ledger.runner.catch_up()


def fees(ledger: OpenLedger, as_of: str = "2026-03-01", **asked: Any) -> FeesAnswer:
    """An answer about fees."""
    answer = fees_answer(ledger.model, Question(as_of=date.fromisoformat(as_of), **asked)).answer
    assert isinstance(answer, FeesAnswer)
    return answer


def prices(ledger: OpenLedger, as_of: str = "2026-12-31", **asked: Any) -> PricesAnswer:
    """An answer about prices."""
    answer = prices_answer(ledger.model, Question(as_of=date.fromisoformat(as_of), **asked)).answer
    assert isinstance(answer, PricesAnswer)
    return answer


def test_every_year_of_a_fee_with_its_rate_and_its_cap(ledger: OpenLedger) -> None:
    [fee] = fees(ledger).fees
    assert (fee.fee, fee.name, [year.year for year in fee.years]) == (FEE, "Serviceavgiften", [2023, 2024, 2025, 2026])
    last = fee.years[-1]
    assert last.rate is not None
    assert last.cap is not None
    assert (last.rate.text, last.rate.counted_per, last.rate.position) == ("0,35\u00a0‰", "kommun", 6)
    assert (last.cap.text, last.cap.note, last.cap.body) == ("0,45\u00a0‰", "mandatperioden", "KF")
    assert (last.within_cap, last.says) == (True, ())
    assert fee.years[0].says == ("Ingen sats är beslutad för 2023.",)


def test_what_is_decided_later_is_not_there_before(ledger: OpenLedger) -> None:
    [fee] = fees(ledger, "2025-10-31", year=2026).fees
    assert (fee.years[0].rate, fee.years[0].cap is not None) == (None, True)
    nothing = fees(ledger, "2023-03-19")
    assert (nothing.fees, nothing.note) == ([], "Inga avgifter var beslutade till och med 2023-03-19.")


def test_the_year_is_that_of_the_day_when_only_a_day_is_named(ledger: OpenLedger) -> None:
    [fee] = fees(ledger, on=date(2026, 7, 1)).fees
    assert [year.year for year in fee.years] == [2026]
    assert year_asked(Question(year=2025, on=date(2026, 7, 1))) == 2025
    assert year_asked(Question()) is None


def test_a_proposal_shows_what_it_would_have_with_what_is_decided(ledger: OpenLedger) -> None:
    answer = fees(ledger, stage=Stage.PROPOSED)
    assert answer.proposal is not None
    assert (answer.proposal.proposal, answer.proposal.body) == ("hojning", "KF")
    [fee] = answer.fees
    stages = {year.year: None if year.rate is None else year.rate.stage for year in fee.years}
    assert (stages[2026], stages[2027]) == (Stage.DECIDED, Stage.PROPOSED)
    assert fee.years[-1].says == ("Inget tak är känt för 2027.",)


def test_nothing_proposed_is_said(ledger: OpenLedger) -> None:
    answer = fees(ledger, stage=Stage.RECOMMENDED)
    assert (answer.fees, answer.note) == ([], "Inget förslag om avgifter var lagt till och med 2026-03-01.")


def test_a_rate_above_the_cap_is_said(application: Application, ledger: OpenLedger) -> None:
    record(application, ledger, on("2026-01-10", ProposalMade("mer", (FeeRateDecided(FEE, 2026, 2026, 460_000),))))
    [fee] = fees(ledger, proposal="mer", year=2026).fees
    assert (fee.years[0].within_cap, fee.years[0].says) == (False, ("Satsen för 2026 är högre än taket.",))


def test_a_rate_whose_day_is_not_settled_stands_beside(application: Application, ledger: OpenLedger) -> None:
    late = Command((FeeRateDecided(FEE, 2027, 2027, 350_000),), between("2026-01-01", "2026-06-30"))
    record(application, ledger, late)
    [fee] = fees(ledger, year=2027).fees
    assert (fee.years[0].rate, [measure.measure.text for measure in fee.undetermined]) == (None, ["0,35\u00a0‰"])
    [settled] = fees(ledger, "2026-06-30", year=2027).fees
    assert settled.years[0].rate is not None
    assert settled.undetermined == ()


def test_prices_on_a_day(ledger: OpenLedger) -> None:
    assert [(price.item, price.amount_text) for price in prices(ledger, on=date(2026, 6, 30)).prices] == [
        ("support", "okänt")
    ]
    assert [(price.item, price.amount_ore) for price in prices(ledger, on=date(2026, 7, 1)).prices] == [
        ("dator", 120_000),
        ("support", None),
    ]
    assert prices(ledger, name="annan").note == "Inga priser var beslutade till och med 2026-12-31."


def test_the_answer_is_settled_when_its_clocks_are(ledger: OpenLedger) -> None:
    day = date(2026, 3, 1)
    assert fees_answer(ledger.model, Question(as_of=day, known_at=8)).settled
    assert not fees_answer(ledger.model, Question(as_of=day)).settled
    with pytest.raises(Refused) as refused:
        fees(ledger, known_at=99)
    assert refused.value.refusals[0].code == "position-beyond-head"
