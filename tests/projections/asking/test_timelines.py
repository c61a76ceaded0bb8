"""What timelines are read from: everything ever known of a subject, and what may have changed its decisions."""

from datetime import date

import pytest

from api.app import Application, OpenLedger
from ledger.events import ConditionMet, JudgmentGiven, JudgmentOutcome, ProposalMade, RecordingErrorCorrected
from ledger.events.equity import EquityReserved, ReservationToppedUp
from ledger.meaning.fees import ChargeSums
from ledger.values import DecisionReference
from projections.asking.cause import StepCause
from projections.asking.subject_walk import ValueStep
from projections.asking.texts import text_of
from projections.asking.timelines import (
    StepHead,
    StepSaid,
    changes,
    figures_of,
    known_facts,
    said,
    walked,
)
from projections.asking.walk import MadeBy
from projections.chapters.reservation_timeline import ReservationValue, told_of
from projections.tables.register import entries_by_position
from tests.given import AUTHOR, Command, basis


@pytest.fixture
def told(application: Application, stad: OpenLedger) -> OpenLedger:
    """Two earmarks (positions 5 and 6), one proposal about the first (7); the second withdrawn (8). A judgment on the
    first (9), one on something else (10), and a condition that nothing waits for (11)."""
    reserved = basis("2025-11-24", "§ 3")
    another, elsewhere = DecisionReference("KF", "KS 2025/1", "§ 3"), DecisionReference("KF", "KS 2025/1", "§ 99")
    annulled, days = JudgmentOutcome.ANNULLED, (date(2026, 9, 1), date(2026, 9, 22))
    commands = (
        Command((EquityReserved("smart-stad", "Smart stad", 1_000),), reserved),
        Command((EquityReserved("annan", "Annat", 500),), basis("2025-11-24", "§ 4")),
        Command((ProposalMade("mer", (ReservationToppedUp("smart-stad", 7),)),), basis("2026-02-01", "§ 5")),
        Command((RecordingErrorCorrected(6, "fel liggare"),)),
        Command((JudgmentGiven(another, "FR", annulled, *days, final_ground="Lagakraftbevis"),)),
        Command((JudgmentGiven(elsewhere, "FR", annulled, *days, final_ground="Lagakraftbevis"),)),
        Command((ConditionMet("avtal"),), basis("2026-02-01", "§ 6")),
    )
    for number, command in enumerate(commands):
        application.record("stad", command, AUTHOR, f"k{number}")
    stad.runner.catch_up()
    return stad


def test_what_has_ever_been_known_of_each_subject_and_what_touches_it(told: OpenLedger) -> None:
    with told.model.cursor() as cursor:
        every = known_facts(cursor, 11, "reservation")
        early = known_facts(cursor, 7, "reservation")
        of_another = known_facts(cursor, 11, "reservation", "annan")
        none = known_facts(cursor, 11, "fee")
    assert {name: [(fact.known_from, fact.known_to) for fact in facts] for name, facts in every.items()} == {
        "annan": [(6, 8)],
        "smart-stad": [(5, None), (9, None)],
    }
    assert [fact.cause for fact in every["smart-stad"]] == [StepCause.NEW_DECISION, StepCause.ANNULMENT]
    assert {name: [fact.known_from for fact in facts] for name, facts in early.items()} == {
        "annan": [6],
        "smart-stad": [5],
    }
    assert ([*of_another], none) == (["annan"], {})


def _as_said(_step: ValueStep[ReservationValue], head: StepHead) -> StepSaid:
    return StepSaid(**head)


def test_both_ways_with_the_entries_that_made_them_and_nothing_without_a_step(told: OpenLedger) -> None:
    with told.model.cursor() as cursor:
        facts = known_facts(cursor, 11, "reservation")
        every = {name: told_of(name, known) for name, known in facts.items()}
        walks = walked(cursor, 11, date(2026, 12, 1), every, _as_said)
        early = walked(cursor, 5, date(2026, 12, 1), {"x": told_of("x", facts["annan"])}, _as_said)
    causes = {
        name: ([step.cause for step in both.decided], [step.cause for step in both.known])
        for name, both in walks.items()
    }
    new, annulled = StepCause.NEW_DECISION, StepCause.ANNULMENT
    assert causes == {
        "annan": ([], [StepCause.RECORDED, StepCause.CORRECTION]),
        "smart-stad": ([new, annulled], [StepCause.RECORDED, annulled]),
    }
    cited = [[made.position for step in both.known for made in step.decisions] for both in walks.values()]
    assert sorted(cited) == [[5, 9], [6, 8]]
    assert early == {}


def test_a_step_says_its_day_its_cause_and_cites_its_entries(told: OpenLedger) -> None:
    sums = ChargeSums(*[1] * 8)
    step = ValueStep("a", StepCause.DAY, date(2026, 3, 2), (MadeBy(5, "equity-reserved"), MadeBy(9)), None, sums)
    with told.model.cursor() as cursor:
        step_said = StepSaid(**said(step, entries_by_position(cursor, [5, 9]), date(2026, 3, 1)))
    assert (step_said.acts_on, step_said.cause, text_of(step_said, "cause")) == (
        date(2026, 3, 2),
        "day",
        "dagen har kommit",
    )
    assert (step_said.comes_later, step_said.known) == (True, True)
    assert [cited.event for cited in step_said.decisions] == ["reservation av eget kapital", "dom"]


def test_amounts_by_name_and_by_how_much_they_changed() -> None:
    figures = figures_of(ChargeSums(1, 2, None, 4, 5, 6, 7, 8))
    assert list(figures.items())[:3] == [("base_ore", 1), ("sum_of_rows_ore", 2), ("rounded_total_ore", None)]
    assert changes({"a": 5, "b": None, "c": 1}, {"a": 3, "b": 2, "c": None}) == {"a": -2, "b": None, "c": None}
