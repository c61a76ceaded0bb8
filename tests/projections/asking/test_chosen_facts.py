"""Which facts an answer is about: the decided ones, or one named proposal on top of them."""

from typing import Any

import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refusal, Refused
from ledger.events import ProposalMade, RecommendationMade
from ledger.events.fees import FeeRateDecided
from ledger.values import Stage
from projections.asking.question import Question
from projections.chapters.fees import FeesAnswer, fees_answer
from tests.given import AUTHOR
from tests.projections.rich import on

FEE = "serviceavgift"


@pytest.fixture
def ledger(application: Application, stad: OpenLedger) -> OpenLedger:
    """Two rival proposals for 2026, of which one is recommended, and one for 2027."""
    rates = {"lag": 300_000, "hog": 400_000}
    facts: list[ProposalMade | RecommendationMade] = [
        ProposalMade(name, (FeeRateDecided(FEE, 2026, 2026, rate),)) for name, rate in rates.items()
    ]
    facts += [
        RecommendationMade("beredningen", (FeeRateDecided(FEE, 2026, 2026, 300_000),), recommends="lag"),
        ProposalMade("nasta", (FeeRateDecided(FEE, 2027, 2027, 350_000),)),
    ]
    for number, fact in enumerate(facts):
        application.record("stad", on("2025-10-01", fact), AUTHOR, f"k{number}")
    stad.runner.catch_up()
    return stad


def ask(ledger: OpenLedger, **asked: Any) -> FeesAnswer:
    """An answer about fees."""
    answer = fees_answer(ledger.model, Question(**asked)).answer
    assert isinstance(answer, FeesAnswer)
    return answer


def refused(ledger: OpenLedger, **asked: Any) -> Refusal:
    """The one reason why a question is not answered."""
    with pytest.raises(Refused) as caught:
        ask(ledger, **asked)
    [refusal] = caught.value.refusals
    return refusal


def test_what_is_only_proposed_is_not_decided(ledger: OpenLedger) -> None:
    assert ask(ledger, year=2026).fees == []
    assert ask(ledger, year=2026, stage=Stage.DECIDED).proposal is None


def test_rivals_are_never_put_together_but_listed(ledger: OpenLedger) -> None:
    refusal = refused(ledger, year=2026, stage=Stage.PROPOSED)
    assert (refusal.code, refusal.right) == ("proposal-ambiguous", "proposal=… med ett av: lag (KF); hog (KF)")


def test_one_is_named_by_itself_by_its_stage_or_by_its_year(ledger: OpenLedger) -> None:
    for asked, name in (
        ({"proposal": "hog", "year": 2026}, "hog"),
        ({"stage": Stage.RECOMMENDED, "year": 2026}, "beredningen"),
        ({"stage": Stage.PROPOSED, "year": 2027}, "nasta"),
    ):
        answer = ask(ledger, **asked)
        assert answer.proposal is not None
        assert answer.proposal.proposal == name


def test_a_proposal_that_is_not_there_is_unknown(ledger: OpenLedger) -> None:
    assert refused(ledger, proposal="ingen").code == "proposal-unknown"
    assert refused(ledger, proposal="nasta", year=2026).code == "proposal-unknown"
    assert ask(ledger, stage=Stage.PROPOSED, year=2030).fees == []


def test_a_proposal_is_no_decision(ledger: OpenLedger) -> None:
    refusal = refused(ledger, proposal="lag", stage=Stage.DECIDED)
    assert (refusal.code, refusal.right) == ("coordinate-invalid", "stage=proposed eller stage=recommended")
