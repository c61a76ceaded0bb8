"""R-05, R-56: what comes of a decision names it so that one is meant, and it is one that is there."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.events import (
    DecisionAppealed,
    DelegatedDecisionReported,
    DelegationReporting,
    ExecutionStayed,
    JudgmentGiven,
    JudgmentOutcome,
    LegalForceConfirmed,
    UnitRegistered,
)
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.values import Basis, DecisionReference
from tests.given import SOURCE, adjusted, basis, between, decided
from tests.ledger.rules.scenario import Past, accepting, corrected, given, past, refusal, warning, without_basis

DAY, LATER = date(2025, 12, 15), date(2026, 5, 1)
ON = Basis("KF", DAY, SOURCE, "KS 2025/8", "§ 120", 1)
SET = past(decided(400_00))
CHANGE = past(adjusted(10_00), ON)
NAME = DecisionReference("KF", "KS 2025/8", "§ 120", 1, DAY)


def annulled(meant: DecisionReference, given_on: date = LATER) -> JudgmentGiven:
    return JudgmentGiven(
        meant, "FR", JudgmentOutcome.ANNULLED, given_on, date(2026, 6, 1), final_ground="Lagakraftbevis"
    )


AnyOfDecision = DelegatedDecisionReported | DecisionAppealed | ExecutionStayed | JudgmentGiven | LegalForceConfirmed


def each(meant: DecisionReference) -> list[AnyOfDecision]:
    """All that can come of a decision."""
    return [
        annulled(meant),
        DecisionAppealed(meant, LATER),
        ExecutionStayed(meant, "FR", LATER),
        LegalForceConfirmed(meant, LATER),
        DelegatedDecisionReported(meant, DelegationReporting.OWN_MINUTES),
    ]


# --- Of several days --------------------------------------------------------------------------------------------


def of_board(day: str, paragraph: str = "§ 12", case_number: str | None = None) -> Past:
    return past(adjusted(5_00), Basis("Socialnämnden", date.fromisoformat(day), SOURCE, case_number, paragraph, 1))


TWO_YEARS = of_board("2025-01-21"), of_board("2026-01-20")


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("clause", [None, 1])
def test_r05_a_name_without_a_day_that_fits_two_years_is_refused_by_everything(number: int, clause: int | None) -> None:
    """Paragraphs begin anew each year: the board's § 12 of 2025 and of 2026. Class A: nobody can accept it."""
    meant = DecisionReference("socialnämnden", None, "12 §", clause)
    when = given(SET, *TWO_YEARS).when(each(meant)[number], accept=[accepting("decision-named-otherwise")])
    [refused] = when.verdict.refusals
    assert (refused.code, refused.calculated) == ("decision-of-several-days", "2025-01-21 eller 2026-01-20")
    assert "fattat" in (refused.right or "")
    for day in (date(2025, 1, 21), date(2026, 1, 20)):
        assert not given(SET, *TWO_YEARS).when(each(replace(meant, decided_on=day))[number]).verdict.refusals


@pytest.mark.parametrize("number", range(4))
def test_r05_what_came_between_two_years_is_of_the_first(number: int) -> None:
    """The board's § 12 of January 2025 and of January 2026. What came of it in September 2025, and names no day, is of
    the one that was there."""
    of_2025 = DecisionReference("Socialnämnden", None, "§ 12")
    between_them = date(2025, 9, 1)
    every: list[AnyOfDecision] = [
        replace(annulled(of_2025, between_them), final_on=date(2025, 10, 1)),
        DecisionAppealed(of_2025, between_them),
        ExecutionStayed(of_2025, "FR", between_them),
        LegalForceConfirmed(of_2025, between_them),
    ]
    answered = given(SET, *TWO_YEARS).when(every[number]).then()
    if number == 0:
        days = ("2025-09-30", "2025-10-01", "2026-12-31")
        assert [answered.costs(day) for day in days] == [5_00, 0, 405_00], "the 5 of 2026 stay on the 400"


def test_r05_the_same_case_and_paragraph_on_two_days_is_two_decisions() -> None:
    again = past(adjusted(7_00), replace(ON, decided=date(2025, 10, 15)))
    meant = DecisionReference("KF", "KS 2025/8", "§ 120")
    given(SET, CHANGE, again).when(annulled(meant)).then(refusal("decision-of-several-days"))
    given(SET, CHANGE, again).when(annulled(replace(meant, clause=2))).then(warning("decision-not-recorded"))


def test_r05_of_other_clauses_bodies_cases_or_bounds_that_meet_there_is_one_day() -> None:
    meant = DecisionReference("KF", "KS 2025/8", "§ 120", 1)
    other_clause = past(adjusted(7_00), replace(ON, decided=date(2025, 10, 15), clause=2))
    other_body = past(adjusted(7_00), replace(ON, decided=date(2025, 10, 15), body="KS"))
    other_case = past(adjusted(7_00), replace(ON, decided=date(2024, 12, 16), case_number="KS 2024/8"))
    bounds = past(adjusted(7_00), replace(ON, decided=between("2025-12-01", "2025-12-31").decided))
    given(SET, CHANGE, other_clause, other_body, other_case, bounds).when(annulled(meant)).then()


def test_r05_a_paragraph_alone_may_be_that_of_another_case_and_year() -> None:
    scene = given(SET, of_board("2025-01-21"), of_board("2026-01-20", case_number="SN 2026/4"))
    meant = DecisionReference("Socialnämnden", None, "§ 12")
    scene.when(annulled(meant)).then(refusal("decision-of-several-days"))
    scene.when(annulled(replace(meant, decided_on=date(2025, 1, 21)))).then()


def test_r05_a_judgment_that_is_corrected_says_which_day_too() -> None:
    of_2026 = DecisionReference("Socialnämnden", None, "§ 12", None, date(2026, 1, 20))
    judgment = without_basis(annulled(of_2026), "2026-11-02")
    scene = given(SET, *TWO_YEARS, judgment)
    without_day = annulled(DecisionReference("Socialnämnden", None, "§ 12"))
    scene.when(corrected(8, without_day)).then(refusal("decision-of-several-days"))


# --- Named otherwise --------------------------------------------------------------------------------------------


UNIT = without_basis(UnitRegistered("sn", "Socialnämnden"), "2025-01-01")
BY_ITS_UNIT = past(adjusted(5_00), Basis("sn", date(2026, 1, 20), SOURCE, None, "§ 12", 1))
NO_CLAUSES = past(adjusted(10_00), replace(ON, clause=None))


@pytest.mark.parametrize(
    ("known", "meant", "registered"),
    [
        (CHANGE, DecisionReference("KF", decided_on=DAY), "KF, 2025-12-15, KS 2025/8, § 120"),
        (CHANGE, DecisionReference("KF", None, "120"), "KF, 2025-12-15, KS 2025/8, § 120"),
        (
            CHANGE,
            DecisionReference("Kommunfulmäktige", "KS 2025/8", "§ 120", None, DAY),
            "KF, 2025-12-15, KS 2025/8, § 120",
        ),
        (CHANGE, DecisionReference("Kommunfulmäktige", "KS 2025/8", "§ 120"), "KF, 2025-12-15, KS 2025/8, § 120"),
        (CHANGE, DecisionReference("KS", "KS 2025/8", "§ 120", 1, DAY), "KF, 2025-12-15, KS 2025/8, § 120"),
        (NO_CLAUSES, NAME, "KF, 2025-12-15, KS 2025/8, § 120, utan att-sats"),
        (
            BY_ITS_UNIT,
            DecisionReference("Socialnämnden", None, "§ 12", None, date(2026, 1, 20)),
            "sn, 2026-01-20, § 12",
        ),
        (BY_ITS_UNIT, DecisionReference("Socialnämnden", None, "§ 12"), "sn, 2026-01-20, § 12"),
        (BY_ITS_UNIT, DecisionReference("Socialnämnden", decided_on=date(2026, 1, 20)), "sn, 2026-01-20, § 12"),
    ],
)
@pytest.mark.parametrize("number", range(5))
def test_r05_a_decision_that_is_there_is_pointed_at(
    known: Past, meant: DecisionReference, registered: str, number: int
) -> None:
    """What names too little, or otherwise, would act on nothing, in silence."""
    scene = given(UNIT, SET, known)
    [refused] = scene.when(each(meant)[number]).then(refusal("decision-named-otherwise")).verdict.refusals
    assert refused.calculated == registered
    taken = scene.when(each(meant)[number], accept=[accepting("decision-named-otherwise")])
    assert not taken.verdict.refusals


@pytest.mark.parametrize(
    "meant",
    [
        DecisionReference("KF"),
        DecisionReference("KF", decided_on=date(2025, 12, 16)),
        DecisionReference("KS", decided_on=DAY),
        DecisionReference("KF", None, "§ 121"),
        DecisionReference("KS", None, "§ 120"),
        DecisionReference("KF", "KS 2025/8", "§ 120", 2, DAY),
        DecisionReference("KS", "KS 2025/8", "§ 120"),
        DecisionReference("KS", "KS 2025/8", "§ 120", None, date(2025, 12, 16)),
        DecisionReference("KF", "KS 2025/9", "§ 120", None, DAY),
    ],
)
def test_r05_a_decision_that_is_not_there_is_taken_and_told(meant: DecisionReference) -> None:
    given(UNIT, SET, CHANGE).when(annulled(meant)).then(warning("decision-not-recorded"))


NAMED = past(BodyRegistered("Socialnämnden", BodyKind.BOARD, aliases=("SOC",)), basis("2025-01-01", "§ 1"))


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize(
    ("body", "near"),
    [
        ("Komunfullmäktige", "kommunfullmäktige"),
        ("Socialnmänden", "Socialnämnden"),
        ("KF", None),
        ("SOC", None),
        ("Socialnämnden", None),
        ("Kulturnämnden", None),
        ("Ekonomichefen", None),
    ],
)
def test_r05_a_decision_of_a_misspelt_body_that_is_not_there_is_told_with_the_nearest_name(
    body: str, near: str | None, number: int
) -> None:
    """Without a case number nothing else tells that it may be the council's § 120, or the board's. What is not like any
    known name is no misspelling of one."""
    scene = given(SET, CHANGE, NAMED)
    told = [] if near is None else [warning("body-unknown")]
    for meant in (DecisionReference(body, None, "§ 119"), DecisionReference(body, decided_on=date(2025, 12, 16))):
        answered = scene.when(each(meant)[number]).then(warning("decision-not-recorded"), *told)
        assert [said.values["near"] for said in answered.verdict.warnings[1:]] == ([] if near is None else [near])


def test_r05_of_many_decisions_of_a_day_the_first_are_named() -> None:
    many = [past(adjusted(1_00), replace(ON, paragraph=f"§ {number}")) for number in range(120, 128)]
    [refused] = given(SET, *many).when(annulled(DecisionReference("KF", decided_on=DAY))).verdict.refusals
    assert (refused.calculated or "").endswith("§ 124 eller 3 till")


def test_r05_another_registered_name_is_found_by_its_paragraph_and_day() -> None:
    named = past(BodyRegistered("Socialnämnden", BodyKind.BOARD, aliases=("SOC",)), basis("2025-01-01", "§ 1"))
    by_alias = past(adjusted(5_00), Basis("SOC", date(2026, 1, 20), SOURCE, None, "§ 12", 1))
    meant = DecisionReference("Socialnämnden", None, "§ 12", None, date(2026, 1, 20))
    given(SET, named, by_alias).when(annulled(meant)).then(refusal("decision-named-otherwise"))


# --- A judgment that came first ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("meant", "told"),
    [
        (DecisionReference("KF", None, "§ 120", None, DAY), True),
        (DecisionReference("KF", None, "§ 120"), True),
        (DecisionReference("KF", "KS 2025/8"), True),
        (DecisionReference("KF", decided_on=DAY), True),
        (DecisionReference("Komunfullmäktige", "KS 2025/8", "§ 120"), True),
        (DecisionReference("KF", "KS 2025/8", "§ 120", None, date(2025, 12, 16)), True),
        (DecisionReference("KF", None, "§ 121", None, DAY), False),
        (DecisionReference("KF", "KS 2025/9", "§ 120", None, DAY), False),
        (DecisionReference("KF", "KS 2025/8", "§ 120", 2, DAY), False),
        (DecisionReference("KF", "KS 2025/8", "§ 120", None, date(2024, 12, 16)), False),
    ],
)
def test_r56_a_decision_that_a_judgment_before_it_may_mean_is_told(meant: DecisionReference, told: bool) -> None:
    """410 is counted, and whoever records the decision knows that a court may have annulled it."""
    said = [warning("judgment-names-otherwise")] if told else []
    given(SET, without_basis(annulled(meant))).when(adjusted(10_00), ON).then(*said)
    open_still = replace(annulled(meant), final_on=None)
    given(SET, without_basis(open_still)).when(adjusted(10_00), ON).then(*said)
    upheld = replace(annulled(meant), outcome=JudgmentOutcome.DENIED)
    given(SET, without_basis(upheld)).when(adjusted(10_00), ON).then()


def test_r56_a_clause_that_is_named_and_not_recorded_is_told() -> None:
    judgment = without_basis(annulled(NAME))
    given(SET, judgment).when(adjusted(10_00), replace(ON, clause=None)).then(
        warning("basis-incomplete"), warning("judgment-names-otherwise")
    )
    given(SET, judgment).when(adjusted(10_00), ON).then(warning("decision-annulled-already"))


def test_r56_no_judgment_is_about_what_was_decided_after_it() -> None:
    judgment = without_basis(annulled(DecisionReference("KF", None, "§ 120")))
    given(SET, judgment).when(adjusted(10_00), replace(ON, decided=date(2026, 6, 15))).then()
