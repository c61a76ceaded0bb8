"""Clauses: what they adopt is decided, in frames and before the rules, as if it were recorded by itself."""

from datetime import date

from msgspec.structs import replace

from ledger.events import (
    ApplicationMade,
    ClauseDecided,
    ClauseOutcome,
    ConditionMet,
    IndexDecided,
    Proposable,
    ProposalException,
    RecommendationMade,
)
from ledger.events.equity import EquityReserved, ReservationDrawn
from ledger.values import Basis
from tests.given import adjusted, basis, decided, key, transferred
from tests.ledger.rules.scenario import Past, accepting, corrected, given, past, refusal, warning

FRAME = past(decided(100_00))
ON = basis("2026-03-01", "§ 30", 2)
LATER = basis("2026-04-01", "§ 41", 2)
APPROVED, PARTLY = ClauseOutcome.APPROVED, ClauseOutcome.PARTLY


def applied(*facts: Proposable) -> Past:
    return past(ApplicationMade("f-1", facts), basis("2026-01-10", "§ 2"))


def adopting(*exceptions: int, facts: tuple[Proposable, ...] = ()) -> ClauseDecided:
    left_out = tuple(ProposalException(number, "Nej.") for number in exceptions)
    return ClauseDecided(PARTLY if exceptions else APPROVED, "Framställningen godkänns.", "f-1", left_out, facts)


def waiting(day: str) -> Basis:
    later = basis(day, "§ 30", 2)
    return Basis(later.body, later.decided, later.source, later.case_number, later.paragraph, 2, conditions=("avtal",))


# --- What a clause decides ----------------------------------------------------------------------------------


def test_what_a_clause_adopts_is_decided() -> None:
    """100 kronor; the application asks for 20 and 5 more."""
    scene = given(FRAME, applied(adjusted(20_00), adjusted(5_00)))
    assert scene.when(adopting(), ON).then().costs("2026-03-01") == 125_00
    assert scene.when(adopting(2), ON).then().costs("2026-03-01") == 120_00
    assert scene.when(adopting(1), ON).then().costs("2026-02-28") == 100_00


def test_a_clause_decides_its_own_facts_beside_what_it_adopts() -> None:
    scene = given(FRAME, applied(adjusted(20_00)))
    assert scene.when(adopting(facts=(adjusted(3_00),)), ON).then().costs("2026-03-01") == 123_00


def test_an_index_inside_a_clause_would_change_nothing_and_is_refused() -> None:
    """slk 100 + index: 3 % as an entry of its own makes 103; inside a clause, or adopted by one, it is not found."""
    indexed, index = past(replace(decided(100_00), index="pki")), IndexDecided("pki", 30_000_000)
    scene = given(indexed, applied(adjusted(20_00), index))
    assert scene.when(index, ON).then().costs("2026-03-01") == 103_00
    alone = refusal("value-malformed", right="en egen post i samma paragraf")
    scene.when(adopting(2, facts=(index,)), ON).then(alone)
    left_out = refusal(
        "value-malformed", right="en egen post i samma paragraf, och den delen av förslaget undantagen här"
    )
    scene.when(adopting(), ON).then(left_out)
    assert scene.when(adopting(2), ON).then().costs("2026-03-01") == 120_00


def recommended(*exceptions: int, facts: tuple[Proposable, ...] = ()) -> Past:
    """The board recommends the application, but for some of it, with what it adds itself."""
    left_out = tuple(ProposalException(number, "Nej.") for number in exceptions)
    fact = RecommendationMade("t-1", facts, recommends="f-1", exceptions=left_out)
    return past(fact, basis("2026-02-01", "§ 7"))


def adopting_the_recommendation(*exceptions: int) -> ClauseDecided:
    left_out = tuple(ProposalException(number, "Nej.") for number in exceptions)
    return ClauseDecided(PARTLY if exceptions else APPROVED, "Enligt tillstyrkan.", "t-1", left_out)


def test_what_a_clause_adopts_of_a_recommendation_is_what_that_recommends() -> None:
    """100 kronor; the application asks for 20, 5 and 2; the board recommends all but the first."""
    asked = applied(adjusted(20_00), adjusted(5_00), adjusted(2_00))
    scene = given(FRAME, asked, recommended(1))
    assert scene.when(adopting_the_recommendation(), ON).then().costs("2026-03-01") == 107_00
    assert scene.when(adopting_the_recommendation(2), ON).then().costs("2026-03-01") == 102_00


def test_what_is_recommended_clause_by_clause_is_adopted_clause_by_clause() -> None:
    """Stockholm's plan 2024: one proposal of the office, and four recommendations, each of one point of it."""
    asked = applied(adjusted(20_00), adjusted(5_00))
    points = [
        RecommendationMade(
            f"t-{n}", (fact,), recommends="f-1", exceptions=(ProposalException(3 - n, "Egen att-sats."),)
        )
        for n, fact in ((1, adjusted(20_00)), (2, adjusted(5_00)))
    ]
    first, second = (ClauseDecided(APPROVED, f"Punkt {n}.", f"t-{n}") for n in (1, 2))
    scene = given(FRAME, asked, *(past(point, basis("2026-02-01", "§ 7")) for point in points))
    assert scene.when(first, ON).then().costs("2026-03-01") == 120_00
    both = given(FRAME, asked, *(past(point, basis("2026-02-01", "§ 7")) for point in points), past(first, ON))
    assert both.when(second, basis("2026-03-01", "§ 30", 3)).then().costs("2026-03-01") == 125_00
    both.when(adopting(), LATER).then(refusal("proposal-already-adopted"))


def test_the_parts_of_a_recommendation_are_its_own_and_then_those_it_recommends() -> None:
    asked = applied(adjusted(20_00), adjusted(5_00))
    scene = given(FRAME, asked, recommended(1, facts=(adjusted(1_00),)))
    assert scene.when(adopting_the_recommendation(), ON).then().costs("2026-03-01") == 106_00
    assert scene.when(adopting_the_recommendation(1), ON).then().costs("2026-03-01") == 105_00
    scene.when(adopting_the_recommendation(4), ON).then(refusal("proposal-part-unknown"))


def test_what_the_board_recommends_instead_is_what_is_adopted() -> None:
    """It is applied for 200, and the board recommends that with 150 instead; the one it takes over gives way."""
    scene = given(FRAME, applied(decided(200_00)), recommended(facts=(decided(150_00),)))
    assert scene.when(adopting_the_recommendation(), ON).then().costs("2026-03-01") == 150_00


def test_r05_a_proposal_that_was_adopted_through_its_recommendation_is_not_adopted_again() -> None:
    scene = given(FRAME, applied(adjusted(20_00)), recommended(), past(adopting_the_recommendation(), ON))
    scene.when(adopting(), LATER).then(
        refusal("proposal-already-adopted", "Förslaget f-1 är redan antaget genom t-1 av KF, 2026-03-01.")
    )


def test_a_proposal_says_something() -> None:
    scene = given(FRAME, applied(adjusted(20_00)))
    scene.when(RecommendationMade("t-1"), ON).then(refusal("field-missing", "Förslaget t-1 säger ingenting."))
    scene.when(ApplicationMade("f-2"), ON).then(refusal("field-missing", right="minst en post"))
    scene.when(RecommendationMade("t-1", recommends="f-1"), ON).then()


def test_a_denial_a_referral_and_a_postponement_move_nothing() -> None:
    scene = given(FRAME, applied(adjusted(20_00)))
    for outcome in (ClauseOutcome.DENIED, ClauseOutcome.REFERRED_BACK, ClauseOutcome.POSTPONED):
        after = scene.when(ClauseDecided(outcome, "Text.", "f-1"), ON).then()
        assert after.costs("2026-03-01") == 100_00


def test_a_minority_can_have_a_case_postponed_as_well_as_referred_back() -> None:
    """KL 5:50: a third of those present; anything else takes a majority."""
    scene = given(FRAME, applied(adjusted(20_00)))
    for outcome in (ClauseOutcome.REFERRED_BACK, ClauseOutcome.POSTPONED):
        scene.when(ClauseDecided(outcome, "Text.", "f-1", minority=True), ON).then()
    scene.when(ClauseDecided(ClauseOutcome.DENIED, "Text.", "f-1", minority=True), ON).then(
        refusal("value-malformed", right="återremiss eller bordläggning")
    )


def test_a_later_correction_of_the_proposal_changes_nothing_that_was_adopted() -> None:
    scene = given(FRAME, applied(adjusted(20_00)), past(adopting(), ON))
    other = ApplicationMade("f-1", (adjusted(90_00),))
    assert scene.when(corrected(6, other, basis("2026-01-10", "§ 2"))).then().costs("2026-03-01") == 120_00


def test_a_corrected_clause_takes_what_it_adopted_with_it() -> None:
    scene = given(FRAME, applied(adjusted(20_00), adjusted(5_00)), past(adopting(), ON))
    assert scene.when(corrected(7)).then().costs("2026-03-01") == 100_00
    assert scene.when(corrected(7, adopting(2), ON)).then().costs("2026-03-01") == 120_00


def test_adopted_facts_are_held_to_their_own_rules_on_every_later_day() -> None:
    """R-37: the frame has 100, the application takes 90; 20 more are taken on 1 April."""
    scene = given(FRAME, past(adjusted(-20_00), LATER), applied(adjusted(-90_00)))
    scene.when(adopting(), ON).then(refusal("frame-would-be-negative"))
    scene.when(adopting(), ON, accept=[accepting("frame-would-be-negative")]).then(warning("rule-accepted"))


def test_the_facts_of_one_clause_are_judged_one_after_another() -> None:
    """R-38: each draw of 60 is within the 100 reserved; together they are not."""
    reserved = past(EquityReserved("smart", "Smart stad", 100_00), basis("2025-11-24", body="Kommunfullmäktige"))
    draws = tuple(ReservationDrawn("smart", 60_00, date(2026, 3, day)) for day in (1, 2))
    scene = given(reserved)
    said = scene.when(ClauseDecided(APPROVED, "Får tas i anspråk.", facts=draws[:1]), ON)
    assert [refusal.code for refusal in said.verdict.refusals] == []
    said = scene.when(ClauseDecided(APPROVED, "Får tas i anspråk.", facts=draws), ON)
    assert ("reservation-overdrawn", "facts[1]") in {
        (refusal.code, refusal.where) for refusal in said.verdict.refusals
    } or [refusal.code for refusal in said.verdict.refusals] == ["reservation-overdrawn"]


def test_the_shape_of_a_clauses_own_facts_is_refused_in_its_place() -> None:
    said = given(FRAME).when(ClauseDecided(APPROVED, "Text.", facts=(transferred(1_00, "slk", "slk"),)), ON)
    assert [(refusal.code, refusal.where) for refusal in said.verdict.refusals] == [
        ("transfer-to-same-frame", "facts[0]")
    ]


def test_the_same_decision_in_a_clause_and_by_itself_is_one() -> None:
    """R-05."""
    scene = given(FRAME, past(ClauseDecided(APPROVED, "Text.", facts=(adjusted(5_00),)), ON))
    scene.when(adjusted(5_00), ON).then(refusal("decision-already-recorded"))


# --- The chain ----------------------------------------------------------------------------------------------


def test_another_body_may_adopt_the_same_proposal() -> None:
    board = basis("2026-02-01", "§ 9", 1, body="KS")
    scene = given(FRAME, applied(adjusted(5_00)), past(adopting(), board))
    scene.when(adopting(), ON).then()


def test_a_new_recommendation_starts_the_chain_again() -> None:
    """R-59."""
    back = past(ClauseDecided(ClauseOutcome.REFERRED_BACK, "Återremiss.", "f-1"), basis("2026-02-01", "§ 9"))
    prepared = past(RecommendationMade("r-1", (adjusted(5_00),), recommends="f-1"), basis("2026-02-20", "§ 3"))
    given(FRAME, applied(adjusted(5_00)), back).when(adopting(), ON).then(warning("proposal-referred-back"))
    given(FRAME, applied(adjusted(5_00)), back, prepared).when(adopting(), ON).then()


def test_a_postponed_case_may_be_decided_as_it_stands() -> None:
    tabled = past(ClauseDecided(ClauseOutcome.POSTPONED, "Bordläggs.", "f-1"), basis("2026-02-01", "§ 9"))
    given(FRAME, applied(adjusted(5_00)), tabled).when(adopting(), ON).then()


# --- Conditions ---------------------------------------------------------------------------------------------


def test_a_conditional_clause_counts_from_the_day_its_condition_is_met() -> None:
    scene = given(FRAME, applied(adjusted(20_00)), past(adopting(), waiting("2026-03-01")))
    after = scene.when(ConditionMet("avtal"), LATER).then()
    assert [after.costs(day) for day in ("2026-03-31", "2026-04-01")] == [100_00, 120_00]


def test_what_waited_is_held_to_the_limits_when_it_begins_to_count() -> None:
    """R-37: nothing was wrong while it waited."""
    scene = given(FRAME, past(adjusted(-150_00), waiting("2026-03-01")))
    [told] = scene.when(ConditionMet("avtal"), LATER).then(refusal("frame-would-be-negative")).verdict.refusals
    assert "2026-04-01" in told.detail


def test_units_inside_a_clause_must_be_registered() -> None:
    scene = given(FRAME)
    scene.when(ClauseDecided(APPROVED, "Text.", facts=(adjusted(1_00, frame=key("nix")),)), ON).then(
        refusal("unit-unknown")
    )
