"""R-22, KL 11:10: in a year of election the newly elected council adopts the budget, and guidance is a proposal."""

import pytest

from ledger.events import (
    AnyFact,
    BudgetAdopted,
    ClauseDecided,
    ClauseOutcome,
    FrameDecided,
    LedgerOpened,
    ProposalMade,
)
from ledger.rules.election import may_be_guidance
from ledger.values import Basis, Commitment, OrganisationKind
from tests.given import basis, between, decided, key, money
from tests.ledger.rules.scenario import corrected, given, past, warning

JUNE = basis("2026-06-15", "§ 90")
NEXT = decided(500_00, frame=key(year=2027))
PLAN = FrameDecided(key(year=2027), Commitment.PLAN, money(500_00))
ADOPTED = BudgetAdopted(2027)
TOLD = warning(
    "guidance-or-budget",
    "Ramar för 2027 fastställdes 2026-06-15, innan de nyvalda fullmäktige kan anta budgeten (2026-10-15, KL 11:10). Är "
    "det ett inriktningsbeslut registreras det som förslag, vem som än fattade det; är det budgeten hör ”budget "
    "antagen” till samma beslut.",
)


def codes(*facts: AnyFact, on: Basis, past_: tuple[object, ...] = ()) -> list[str]:
    verdict = given(*past_).when_together(*facts, on=on).verdict  # type: ignore[arg-type]
    assert verdict.refusals == ()
    return [said.code for said in verdict.warnings if said.code in ("guidance-or-budget", "budget-before-election")]


def test_guidance_is_recorded_as_a_proposal_whoever_made_it() -> None:
    """It moves no frame and is told nothing of; the council may make one as well as the executive."""
    for body in ("KF", "KS"):
        when = given().when_together(
            ProposalMade("inriktning-2027", (NEXT,)), on=basis("2026-06-15", "§ 90", body=body)
        )
        when.then()
        assert not when.frame("2026-12-31", key(year=2027)).known


def test_frames_of_the_next_year_that_the_old_council_sets_are_told_once_and_count() -> None:
    when = given().when_together(NEXT, decided(1_00, frame=key("sbk", 2027)), on=JUNE)
    when.then(TOLD)
    assert when.costs("2026-06-15", key(year=2027)) == 500_00


def test_a_budget_that_the_old_council_really_adopted_is_decided_with_its_own_warning() -> None:
    for facts in ((NEXT, ADOPTED), (ADOPTED, NEXT)):
        assert codes(*facts, on=JUNE) == ["budget-before-election"]
    assert codes(NEXT, on=JUNE, past_=(past(ADOPTED, JUNE),)) == []
    assert codes(NEXT, on=JUNE, past_=(past(ADOPTED, basis("2026-06-15", "§ 12")),)) == ["guidance-or-budget"]


@pytest.mark.parametrize(
    ("fact", "on"),
    [
        (NEXT, basis("2026-10-15", "§ 90")),
        (NEXT, basis("2026-11-20", "§ 90")),
        (decided(1_00, frame=key(year=2026)), basis("2025-06-15", "§ 90")),
        (decided(1_00, frame=key(year=2028)), JUNE),
        (PLAN, JUNE),
        (NEXT, basis("2026-06-15", "§ 90", body="Kommunstyrelsen")),
        (ClauseDecided(ClauseOutcome.DENIED, "Avslås."), JUNE),
    ],
)
def test_nothing_is_told_of_what_is_not_the_next_years_budget(fact: AnyFact, on: Basis) -> None:
    assert codes(fact, on=on) == []


def test_a_federation_has_no_such_election() -> None:
    federation = LedgerOpened("Förbundet", OrganisationKind.MUNICIPAL_FEDERATION, "222000-0000")
    verdict = given(kept_by=federation).when_together(NEXT, on=basis("2026-06-15", "§ 90", body="Direktionen")).verdict
    assert "guidance-or-budget" not in [said.code for said in verdict.warnings]


def test_it_is_told_of_clauses_and_corrections_too() -> None:
    clause = ClauseDecided(ClauseOutcome.APPROVED, "Ramarna fastställs.", facts=(NEXT,))
    assert codes(clause, on=JUNE) == ["guidance-or-budget"]
    scene = given(past(PLAN, JUNE, "2026-06-16"))
    said = scene.when_together(corrected(5, NEXT, JUNE)).verdict.warnings
    assert "guidance-or-budget" in [warning.code for warning in said]


def test_a_day_that_is_not_known_may_be_before_when_its_last_day_is() -> None:
    assert may_be_guidance(between("2026-06-01", "2026-06-30"))
    assert not may_be_guidance(between("2026-06-01", "2026-10-30"))
    assert not may_be_guidance(None)
