"""What each body has said, as answers show it, and which of it a question is about."""

import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import AnyFact, ProposalMade, RecommendationMade
from ledger.events.case import ClauseDecided, ClauseOutcome, ProposalException
from ledger.events.services import ChangeInitiativeDecided, InitiativeAmount
from ledger.values import Stage
from projections.asking.question import Question
from projections.chapters.initiatives import InitiativesAnswer, initiatives_answer
from projections.chapters.statements import matching
from tests.given import AUTHOR, between, command

AI = ChangeInitiativeDecided("ai", "AI", "slk", amounts=(InitiativeAmount(630, 2026),))
BOT = ChangeInitiativeDecided("bot", "Chatbot", "sbk", amounts=(InitiativeAmount(140, 2026),))


def recorded(application: Application, ledger: OpenLedger, *facts: AnyFact) -> OpenLedger:
    """Facts, each by itself, on the ordinary decision."""
    for number, fact in enumerate(facts):
        application.record("stad", command(fact), AUTHOR, f"r{number}")
    ledger.runner.catch_up()
    return ledger


def asked(ledger: OpenLedger, **more: object) -> InitiativesAnswer:
    """Initiatives of 2026 unless another year is named."""
    answer = initiatives_answer(ledger.model, Question(**{"year": 2026} | more)).answer  # type: ignore[arg-type]
    assert isinstance(answer, InitiativesAnswer)
    return answer


def test_a_stage_with_one_proposal_needs_no_name(application: Application, stad: OpenLedger) -> None:
    ledger = recorded(application, stad, ProposalMade("a", (AI,)), BOT)
    assert [initiative.initiative for initiative in asked(ledger, stage=Stage.PROPOSED).initiatives] == ["ai"]
    assert [initiative.initiative for initiative in asked(ledger, stage=Stage.DECIDED).initiatives] == ["bot"]
    assert [initiative.initiative for initiative in asked(ledger, proposal="a").initiatives] == ["ai"]
    assert asked(ledger, stage=Stage.RECOMMENDED).initiatives == []


def test_rivals_are_listed(application: Application, stad: OpenLedger) -> None:
    ledger = recorded(application, stad, RecommendationMade("a", (AI,)), RecommendationMade("b", (BOT,)))
    with pytest.raises(Refused) as refused:
        asked(ledger, stage=Stage.RECOMMENDED)
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.right) == ("proposal-ambiguous", "proposal=… med ett av: a (KF); b (KF)")
    assert len(asked(ledger).totals) == 2


def test_what_a_clause_adopts_is_decided_and_what_it_leaves_out_is_said(
    application: Application, stad: OpenLedger
) -> None:
    adopted = ClauseDecided(
        ClauseOutcome.PARTLY, "Förslaget bifalls.", proposal="a", exceptions=(ProposalException(2, "tas bort"),)
    )
    answer = asked(recorded(application, stad, ProposalMade("a", (AI, BOT)), adopted))
    assert {
        initiative.initiative: [each.said.outcome for each in initiative.said] for initiative in answer.initiatives
    } == {
        "ai": ["proposed", "decided"],
        "bot": ["proposed", "left-out"],
    }
    assert [(total.outcome, total.shared_ore) for total in answer.totals] == [("proposed", 770), ("decided", 630)]


def test_a_proposal_nobody_has_made(application: Application, stad: OpenLedger) -> None:
    ledger = recorded(application, stad, ProposalMade("a", (AI,)))
    with pytest.raises(Refused) as refused:
        asked(ledger, proposal="b")
    assert [refusal.code for refusal in refused.value.refusals] == ["proposal-unknown"]


def test_a_day_that_is_not_settled_is_said(application: Application, stad: OpenLedger) -> None:
    application.record("stad", command(AI, on=between("2026-01-01", "2026-03-31")), AUTHOR, "k")
    stad.runner.catch_up()
    day = between("2026-01-01", "2026-03-31").decided.earliest  # type: ignore[union-attr]
    answer = asked(stad, as_of=day)
    assert answer.initiatives == []
    assert answer.note == "1 poster har en beslutsdag som inte är avgjord den 2026-01-01; de är inte med."


def test_a_question_that_names_nothing_is_about_everything() -> None:
    assert matching("ai", [None])
    assert matching("ai", ["ai"])
    assert not matching("ai", ["bot"])
