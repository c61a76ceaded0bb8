"""What more is looked at before a clause, a dissent, a judgment and a condition are decided."""

from datetime import date

from ledger.events import (
    AnyFact,
    ClauseDecided,
    ClauseOutcome,
    ConditionMet,
    DecisionAppealed,
    DelegatedDecisionReported,
    DissentKind,
    DissentRecorded,
    JudgmentGiven,
    JudgmentOutcome,
    LedgerOpened,
    RecommendationMade,
    RecordingErrorCorrected,
    UnitRegistered,
)
from ledger.events.policy import AmountLimit, BodyKind, BodyRegistered, CompetenceDecided
from ledger.log.entry import Look
from ledger.looking.looks import case_looked, looks, looks_first, tags_after
from ledger.looking.state import State
from ledger.meaning.placed import claimed
from ledger.values import Basis, DecisionReference, OrganisationKind
from tests.given import SOURCE, adjusted, basis, decided, key, transferred
from tests.ledger.rules.scenario import corrected, given, past, without_basis

ORGANISATION, AFTERMATH = Look("organisation"), Look("aftermath")


def unit(name: str) -> Look:
    """A look at everything that is said about a unit."""
    return Look(f"unit:{name}")


def looked(*facts: AnyFact) -> tuple[Look, ...]:
    """What facts look at in an empty ledger, but for the reports on their years."""
    return tuple(look for look in looks(State(), facts, None) if not look.tag.startswith("report-year:"))


CLAUSE = ClauseDecided(ClauseOutcome.DENIED, "Avslås.")
WAITING = Basis("KF", date(2026, 2, 1), SOURCE, "KS 2026/2", "§ 5", 1, conditions=("avtal",))
DECISION = DecisionReference("KF", "KS 2025/1", "§ 12")


def test_a_clause_and_a_dissent_look_at_their_case() -> None:
    """However it was spelled when it was stored."""
    written = ("case:dnrks2025/1", "case:dnr:ks2025/1", "case:dnr.ks2025/1")
    case = ("case:ks2025/1", "case:ks/2025/1", "paragraph:kommunfullmäktige/§12/2025", *written)
    assert case_looked(CLAUSE, basis()) == case
    assert case_looked(DissentRecorded("m", DissentKind.RESERVATION), basis()) == case
    assert case_looked(*claimed(corrected(5, CLAUSE, basis()), None)) == case
    assert case_looked(decided(1_00), basis()) == ()


def test_a_final_judgment_that_annuls_looks_at_the_frames_of_the_decision() -> None:
    state = given(past(decided(100_00)), past(adjusted(1_00, frame=key("ks")), basis("2026-02-01", "§ 5"))).state
    final = JudgmentGiven(
        DECISION, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1), final_ground="Lagakraftbevis"
    )
    assert list(tags_after(state, final, final)) == [key().tag]
    open_still = JudgmentGiven(DECISION, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1))
    assert [*tags_after(state, open_still, open_still), *tags_after(state, CLAUSE, CLAUSE)] == []


def test_a_condition_looks_at_the_frames_that_wait_for_it() -> None:
    state, met = (
        given(past(decided(100_00)), past(adjusted(1_00, frame=key("ks")), WAITING)).state,
        ConditionMet("avtal"),
    )
    assert list(tags_after(state, met, met)) == [key("ks").tag]


# --- The fact itself --------------------------------------------------------------------------------------------


def test_a_decision_looks_at_the_organisation_its_units_and_its_frames() -> None:
    assert set(looked(transferred(1))) == {
        ORGANISATION,
        AFTERMATH,
        unit("slk"),
        unit("sbk"),
        Look("frame:slk/total/operating/2026"),
        Look("frame:sbk/total/operating/2026"),
    }


def test_what_is_looked_at_by_two_facts_is_looked_at_once() -> None:
    assert len(looked(decided(1), adjusted(1))) == 4


def test_a_unit_looks_at_itself_and_its_parent() -> None:
    assert set(looked(UnitRegistered("slk", "SLK", "ks"))) == {ORGANISATION, AFTERMATH, unit("slk"), unit("ks")}


def test_a_recommendation_looks_at_its_own_name_and_at_what_it_recommends() -> None:
    recommendation = RecommendationMade("r1", (decided(1),), recommends="p1")
    assert {Look("proposal:r1"), Look("proposal:p1")} <= set(looked(recommendation))


def test_a_correction_looks_at_what_a_recommendation_in_it_recommends() -> None:
    recommendation = RecommendationMade("r1", (decided(1),), recommends="p1")
    assert Look("proposal:p1") in looked(corrected(5, recommendation, basis()))


def test_a_correction_looks_at_the_entry_and_at_the_frames_before_and_after() -> None:
    correction = RecordingErrorCorrected(5, "fel", None, (key().tag,))
    assert {Look("entry:5"), Look(key().tag)} <= set(looked(correction))


def test_every_decision_looks_at_the_organisation_and_at_what_changes_decisions_that_stand() -> None:
    city = LedgerOpened("Staden", OrganisationKind.MUNICIPALITY, "212000-0142")
    assert looked(city) == (ORGANISATION, AFTERMATH)


def test_what_is_limited_in_amount_looks_at_its_paragraph_and_at_its_project_in_other_years() -> None:
    """D-14. What is not limited looks at nothing more."""
    limit = AmountLimit("Tekniska nämnden", per_project_year_ore=1_000_00)
    state = given(past(CompetenceDecided("frame-adjusted", limits=(limit,)), basis("2026-01-12"))).state
    on = basis("2026-03-01", body="Tekniska nämnden")
    looked_at = {look.tag for look in looks(state, (adjusted(1_00),), on)}
    assert looked_at >= {"case:ks2025/1", *(key(year=year).tag for year in range(2025, 2031))}
    assert key(year=2027).tag not in {look.tag for look in looks(State(), (adjusted(1_00),), on)}
    assert key(year=2027).tag not in {look.tag for look in looks(state, (transferred(1_00),), on)}


def test_an_appeal_looks_at_the_meeting_at_which_its_decision_was_reported() -> None:
    """R-55."""
    reported = DelegatedDecisionReported(DECISION, body="KS", meeting_day=date(2025, 12, 9))
    state = given(without_basis(reported)).state
    appeal = DecisionAppealed(DECISION, date(2026, 1, 2))
    looked = list(tags_after(state, appeal, appeal))
    assert looked[:2] == ["meeting:kommunstyrelsen/2025-12-09", "meeting:ks/2025-12-09"]
    assert looked[2:] == ["meeting:styrelsen/2025-12-09"], "which the executive is called too"
    assert list(tags_after(State(), appeal, appeal)) == []


def test_what_the_council_sets_for_the_next_year_looks_at_its_budget_in_a_year_of_election() -> None:
    """R-22."""
    there = {look.tag for look in looks(State(), (decided(1_00, frame=key(year=2027)),), basis("2026-06-15"))}
    other = {look.tag for look in looks(State(), (decided(1_00, frame=key(year=2026)),), basis("2025-06-15"))}
    assert ("budget:2027" in there, "budget:2026" in other) == (True, False)


def test_who_registers_a_body_looks_at_the_units_of_those_there_are() -> None:
    """R-16: the name of a body whose unit has ended is free."""
    there = without_basis(BodyRegistered("Socialnämnden", BodyKind.BOARD, "slk"))
    assert unit("slk") in looks(given(there).state, (BodyRegistered("Nämnden", BodyKind.BOARD, "sbk"),), basis())


def test_what_leads_to_the_rest_is_looked_at_first() -> None:
    first = looks_first((transferred(1_00), adjusted(1_00)))
    assert first == (ORGANISATION, *(unit(name) for name in dict.fromkeys(transferred(1_00).units())))
    assert set(first) <= set(looked(transferred(1_00), adjusted(1_00)))
