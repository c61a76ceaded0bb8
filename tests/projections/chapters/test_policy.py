"""The organisation's own rules on all three clocks: the day they are about, by when decided, and when known."""

from datetime import date

from api.app import Application, OpenLedger
from ledger.errors import REFUSALS, RuleClass
from ledger.events import corrections, policy
from projections.asking.question import Question
from projections.chapters.policy import (
    Competence,
    DecidedLimit,
    PolicyAnswer,
    RegisteredBody,
    RuleTreatment,
    Tolerance,
    policy_answer,
)
from tests.given import AUTHOR, command
from tests.projections.chapters.conftest import Record

NEGATIVE = "frame-would-be-negative"
TITLE = "Ramen skulle bli negativ"
SPRING, SUMMER = date(2026, 3, 1), date(2026, 6, 1)
LATER = date(2026, 10, 1)


def asked(ledger: OpenLedger, **coordinates: object) -> PolicyAnswer:
    ledger.runner.catch_up()
    question = Question(**({"as_of": LATER} | coordinates))  # type: ignore[arg-type]
    answer = policy_answer(ledger.model, question).answer
    assert isinstance(answer, PolicyAnswer)
    return answer


def treatment(ledger: OpenLedger, **coordinates: object) -> RuleTreatment:
    [rule] = asked(ledger, name=NEGATIVE, **coordinates).rules
    return rule


def test_every_rule_that_can_be_relaxed_is_listed_and_held_to_until_something_is_said(stad: OpenLedger) -> None:
    answer = asked(stad)
    assert [rule.rule for rule in answer.rules] == [
        code for code, kind in REFUSALS.items() if kind.rule_class is RuleClass.B
    ]
    assert {(rule.treatment, rule.position) for rule in answer.rules} == {(policy.Treatment.REFUSE, None)}
    assert (answer.competences, answer.bodies, answer.tolerance) == ([], [], None)


def test_each_day_says_which_policy_was_in_force(record: Record, stad: OpenLedger) -> None:
    """Relaxed in March, back in June: what held in between can be told for ever."""
    first = record("2026-03-01", policy.ControlPolicyDecided(NEGATIVE, policy.Treatment.WARN, note="Prövas."))
    second = record("2026-06-01", policy.ControlPolicyDecided(NEGATIVE, policy.Treatment.REFUSE))
    warns = RuleTreatment(NEGATIVE, TITLE, policy.Treatment.WARN, SPRING, first, note="Prövas.")
    assert treatment(stad, on=SPRING) == treatment(stad, on=date(2026, 5, 31)) == warns
    assert treatment(stad, on=SUMMER) == RuleTreatment(NEGATIVE, TITLE, policy.Treatment.REFUSE, SUMMER, second)
    assert treatment(stad, on=date(2026, 2, 28)) == RuleTreatment(NEGATIVE, TITLE, policy.Treatment.REFUSE)


def test_what_was_decided_and_what_was_known_are_told_apart(
    application: Application, record: Record, stad: OpenLedger
) -> None:
    back = policy.ControlPolicyDecided(NEGATIVE, policy.Treatment.REFUSE, applies_from=date(2026, 1, 1))
    first = record("2026-03-01", policy.ControlPolicyDecided(NEGATIVE, policy.Treatment.WARN))
    second = record("2026-06-01", back)
    assert treatment(stad, on=SPRING).position == second
    assert treatment(stad, on=SPRING, as_of=date(2026, 5, 31)).position == first
    assert treatment(stad, on=SPRING, known_at=first).position == first
    application.record("stad", command(corrections.RecordingErrorCorrected(second, "fel dag")), AUTHOR, "withdrawn")
    assert treatment(stad, on=SPRING).position == first
    assert treatment(stad, on=SPRING, known_at=second).position == second


def test_who_decides_what_and_which_bodies_there_are(record: Record, stad: OpenLedger) -> None:
    decides = record("2026-03-01", policy.CompetenceDecided("frame-transferred", ("KF", "KS")))
    body = record("2026-03-01", policy.BodyRegistered("Utskottet", policy.BodyKind.DELEGATE, "slk"))
    tolerates = record("2026-03-01", policy.ToleranceDecided(100_000_00, note="Avrundat."))
    answer = asked(stad)
    assert answer.competences == [Competence("frame-transferred", ("KF", "KS"), SPRING, decides)]
    assert answer.bodies == [RegisteredBody("Utskottet", "delegate", SPRING, body, "slk", "Stadsledningskontoret")]
    assert answer.tolerance == Tolerance(100_000_00, SPRING, tolerates, note="Avrundat.")
    record("2026-06-01", policy.CompetenceDecided("frame-transferred"))
    assert asked(stad).competences == []
    assert len(asked(stad, on=SPRING).competences) == 1


def test_limits_and_delegations_are_told_with_those_they_are_of(record: Record, stad: OpenLedger) -> None:
    """D-14: between boards, and inside a board's own right, each from its own entry."""
    limit = policy.AmountLimit("KS", per_project_year_ore=1_000_00)
    between = record("2026-03-01", policy.CompetenceDecided("frame-transferred", limits=(limit,)))
    chief = policy.AmountLimit("Ekonomichefen", per_decision_ore=200_00)
    rule = policy.CompetenceDecided("frame-transferred", ("Ekonomichefen",), (chief,), "KF")
    inside = record("2026-03-01", rule)
    assert asked(stad).competences == [
        Competence("frame-transferred", (), SPRING, between, (DecidedLimit("KS", None, 1_000_00),)),
        Competence(
            "frame-transferred", ("Ekonomichefen",), SPRING, inside, (DecidedLimit("Ekonomichefen", 200_00),), "KF"
        ),
    ]
    record("2026-06-01", policy.CompetenceDecided("frame-transferred", within="KF"))
    assert [competence.position for competence in asked(stad).competences] == [between]


def test_what_a_body_is_called_beside_is_told(record: Record, stad: OpenLedger) -> None:
    position = record("2026-03-01", policy.BodyRegistered("Stämman", policy.BodyKind.COUNCIL, aliases=("Fullm.",)))
    assert asked(stad).bodies == [RegisteredBody("Stämman", "council", SPRING, position, aliases=("Fullm.",))]
