"""The decision diary: what was decided by whom, who disagreed, and where it stands."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from api.app import Application, OpenLedger
from ledger.events import (
    ConditionMet,
    DelegatedDecisionReported,
    DelegationReporting,
    DissentKind,
    DissentRecorded,
    ElectedPerson,
    NoticePosted,
    ProposalMade,
)
from ledger.log.embedded import EmbeddedServer
from ledger.values import Basis, DecisionReference, SourceDocument
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.chapters.diary import (
    RECIPE,
    DiaryAnswer,
    DiaryDecision,
    diary_answer,
)
from tests.conftest import cloned, template_with
from tests.given import AUTHOR, Command, adjusted, basis, between, command, decided, key
from tests.projections.rich import on, rich_ledger

DAY = date(2026, 5, 1)


@pytest.fixture(scope="module")
def rich(server: EmbeddedServer) -> Iterator[OpenLedger]:
    """The rich ledger, taken in. For tests that only read."""
    template = template_with(server, "richest", rich_ledger)
    with cloned(server, template) as database, closing(Application(database)) as application:
        ledger = application.ledger("stad")
        ledger.runner.catch_up()
        yield ledger


def ask(ledger: OpenLedger, as_of: date = DAY, **asked: Any) -> DiaryAnswer:
    answer = diary_answer(ledger.model, Question(as_of=as_of, **asked)).answer
    assert isinstance(answer, DiaryAnswer)
    return answer


def told(application: Application, ledger: OpenLedger, *commands: Command) -> list[DiaryDecision]:
    for number, to_record in enumerate(commands):
        application.record("stad", to_record, AUTHOR, f"told-{number}")
    ledger.runner.catch_up()
    return ask(ledger).decisions


def of(answer: DiaryAnswer, paragraph: str, day: str) -> DiaryDecision:
    decisions = [
        decision
        for decision in answer.decisions
        if decision.paragraph == paragraph and str(decision.decided_latest) == day
    ]
    assert len(decisions) == 1
    return decisions[0]


def test_a_clause_is_shown_with_its_outcome_and_what_it_decides(rich: OpenLedger) -> None:
    decision = of(ask(rich), "§ 30", "2026-03-09")
    [clause] = decision.clauses
    assert (clause.clause, clause.outcome, text_of(clause, "outcome")) == (2, "partly", "delvis bifall")
    assert (clause.wording, clause.proposal) == ("Framställningen godkänns delvis.", "framstallning")
    assert clause.exceptions == ("punkt 2: Ryms i ramen.",)
    assert clause.events[0].decides == ("omslutningsförändring", "ram justerad")


def test_a_dissent_stands_beside_its_decision(rich: OpenLedger) -> None:
    [dissent] = of(ask(rich), "§ 30", "2026-03-09").dissents
    assert (dissent.dissent, text_of(dissent, "kind")) == ("m-ks", "reservation mot beslut")
    assert [(person.name, person.party, text_of(person, "seat")) for person in dissent.persons] == [
        ("Anna Ek", "M", "ledamot")
    ]


def test_where_a_decision_stands_is_told(rich: OpenLedger) -> None:
    """Noticed on 2 December 2025, appealed on the 20th, annulled in a judgment that is not final yet."""
    budget = of(ask(rich), "§ 12", "2025-11-24")
    status = budget.clauses[0].status
    assert status is not None
    assert (status.minutes_approved_on, status.notice_posted_on) == (date(2025, 12, 1), date(2025, 12, 2))
    assert (status.appeal_deadline, status.appealed_on) == (date(2025, 12, 23), date(2025, 12, 20))
    assert [text_of(judgment, "outcome") for judgment in status.judgments] == ["upphävt"]
    assert (status.in_force, status.stayed) == (False, True)
    assert status.text == "beslutet upphävs av Förvaltningsrätten 2026-04-01, inte slutligt, inhiberat"
    earlier = of(ask(rich, date(2025, 12, 5)), "§ 12", "2025-11-24").clauses[0].status
    assert earlier is not None
    assert earlier.text == "kan överklagas till och med 2025-12-23"
    confirmed = of(ask(rich), "§ 30", "2026-03-09").clauses[0].status
    assert confirmed is not None
    assert confirmed.text == "laga kraft sedan 2026-04-14"


def test_ordinary_decisions_about_frames_are_in_the_diary(application: Application, stad: OpenLedger) -> None:
    [decision] = told(application, stad, command(decided(1_00), decided(2_00, frame=key("ks"))))
    [clause] = decision.clauses
    [events] = clause.events
    assert (events.text, events.stage, events.positions) == ("ram beslutad", "decided", (5, 6))
    assert (clause.outcome, clause.wording) == (None, None)


def test_what_is_only_proposed_says_so_and_has_no_status(application: Application, stad: OpenLedger) -> None:
    [decision] = told(application, stad, on("2026-01-10", ProposalMade("p", (adjusted(1_00),))))
    [clause] = decision.clauses
    assert (clause.events[0].stage, clause.events[0].proposal) == ("proposed", "p")
    assert clause.status is None


def test_dissents_without_a_recorded_decision_are_there_all_the_same(
    application: Application, stad: OpenLedger
) -> None:
    """I-37."""
    unknown = between("2024-01-10", None)
    persons = (ElectedPerson("Anna Ek", "M"),)
    first = DissentRecorded("m-1", DissentKind.RESERVATION, persons)
    second = DissentRecorded("m-2", DissentKind.RESERVATION, persons, identical_to="m-1")
    [decision] = told(application, stad, Command((first, second), unknown))[:1]
    assert (decision.clauses, decision.note) == ((), "Vad organet beslutade är inte registrerat.")
    assert [dissent.identical for dissent in decision.dissents] == [("m-1", "m-2")] * 2
    assert decision.undetermined


def test_a_case_is_found_however_its_number_is_written(application: Application, stad: OpenLedger) -> None:
    other = Basis("KF", date(2026, 1, 1), SourceDocument("Protokoll", "ab" * 32), case_number="KS 2026/7")
    told(application, stad, command(decided(1_00)), Command((adjusted(1_00),), other))
    assert [decision.case_number for decision in ask(stad, case="ks2025/1").decisions] == ["KS 2025/1"]
    assert [decision.case_number for decision in ask(stad, year=2026).decisions] == ["KS 2026/7"]
    assert len(ask(stad, unit="slk").decisions) == 2
    empty = ask(stad, unit="ks")
    assert (empty.decisions, empty.note) == ([], "Inget beslut som frågan gäller var fattat till och med 2026-05-01.")
    assert (empty.recipe, empty.coordinates.case) == (RECIPE, None)


def test_what_a_decision_waits_for_is_told_until_it_is_met(application: Application, stad: OpenLedger) -> None:
    waits = Basis(
        "KF", date(2026, 1, 1), SourceDocument("Protokoll", "ab" * 32), "KS 2026/7", "§ 1", 1, conditions=("avtal",)
    )
    [decision] = told(application, stad, Command((decided(1_00),), waits))
    assert decision.clauses[0].waits_for == ("avtal",)
    told(application, stad, Command((decided(1_00),), waits), on("2026-02-01", ConditionMet("avtal")))
    assert of(ask(stad), "§ 1", "2026-01-01").clauses[0].waits_for == ()
    assert of(ask(stad, date(2026, 1, 31)), "§ 1", "2026-01-01").clauses[0].waits_for == ("avtal",)


def test_a_notice_that_is_taken_down_early_is_told(application: Application, stad: OpenLedger) -> None:
    early = NoticePosted("KF", date(2025, 11, 24), date(2025, 12, 2), taken_down_on=date(2025, 12, 9))
    [decision] = told(application, stad, command(decided(1_00)), Command((early,)))
    status = decision.clauses[0].status
    assert status is not None
    assert status.text == "anslaget togs ned för tidigt; tiden för att överklaga löper inte ut"


def test_before_anything_was_recorded_there_is_no_diary(stad: OpenLedger) -> None:
    stad.runner.catch_up()
    assert ask(stad, known_at=0).note == "Ingenting var registrerat än: liggaren fanns inte."
    assert ask(stad).note == "Inga beslut var registrerade."


def test_the_same_day_twice_is_two_decisions_when_the_paragraph_differs(
    application: Application, stad: OpenLedger
) -> None:
    decisions = told(application, stad, command(decided(1_00)), command(adjusted(2_00), on=basis(paragraph="§ 13")))
    assert [decision.paragraph for decision in decisions] == ["§ 12", "§ 13"]


# --- What was decided by delegation -----------------------------------------------------------------------------


BY_DELEGATION = replace(basis("2026-03-02", "D 12", None, "Ekonomichefen"), delegation="KS delegationsordning p. 4.2")
DELEGATED = DecisionReference("Ekonomichefen", "KS 2025/1", "D 12", decided_on=date(2026, 3, 2))
TO_KS = DelegatedDecisionReported(DELEGATED, body="KS", meeting_day=date(2026, 3, 10), paragraph="§ 90")


@pytest.mark.parametrize(
    ("report", "text"),
    [
        (None, "fattat på delegation, inte anmält"),
        (TO_KS, "anmält till KS 2026-03-10, inte anslaget"),
        (replace(TO_KS, posted_on=date(2026, 3, 16)), "laga kraft sedan 2026-04-08"),
        (replace(TO_KS, posted_on=date(2026, 4, 20)), "kan överklagas till och med 2026-05-11"),
        (
            DelegatedDecisionReported(DELEGATED, DelegationReporting.OWN_MINUTES),
            "särskilt protokollfört, inte anslaget",
        ),
        (
            DelegatedDecisionReported(DELEGATED, DelegationReporting.EXECUTION),
            "ren verkställighet: ingen laga kraft räknas",
        ),
        (
            DelegatedDecisionReported(DELEGATED, DelegationReporting.APPEALED_OTHERWISE),
            "överklagas på annat sätt: ingen laga kraft räknas",
        ),
    ],
)
def test_where_a_delegated_decision_stands_is_told(
    application: Application, stad: OpenLedger, report: DelegatedDecisionReported | None, text: str
) -> None:
    """R-55."""
    of_report = [] if report is None else [Command((report,))]
    decisions = told(application, stad, command(decided(100_00), on=BY_DELEGATION), *of_report)
    [decision] = [decision for decision in decisions if decision.paragraph == "D 12"]
    status = decision.clauses[0].status
    assert status is not None
    assert (status.text, status.delegated) == (text, True)
    if report is None:
        assert status.reported is None
    else:
        assert status.reported is not None
        assert status.reported.reporting == report.reporting.value
