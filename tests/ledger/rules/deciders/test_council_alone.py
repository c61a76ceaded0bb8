"""R-22, KL 5:1, 11:10, 11:12-13: the budget as a whole, the tax rate and what is done about a deficit are the
council's, through every door; elsewhere than in municipalities and regions the highest body is another."""

import msgspec
import pytest

from ledger.events import (
    AnyFact,
    BudgetAdopted,
    ClauseDecided,
    ClauseOutcome,
    DeficitSettlementDecided,
    LedgerOpened,
    ProposalMade,
    RecommendationMade,
    Settlement,
    TaxRateDecided,
)
from ledger.events.policy import BodyKind, BodyRegistered, CompetenceDecided, ControlPolicyDecided, Treatment
from ledger.values import OrganisationKind
from tests.given import basis
from tests.ledger.rules.scenario import Given, accepting, corrected, given, past, without_basis

_Alone = TaxRateDecided | BudgetAdopted | DeficitSettlementDecided
CODE = "budget-not-by-council"
RATE = TaxRateDecided(2027, 226_000_000)
ADOPTED = BudgetAdopted(2027, 226_000_000)
SPARED = DeficitSettlementDecided(2021, Settlement.SPARED, reasons="x")
PLANNED = DeficitSettlementDecided(2021, Settlement.PLANNED)
ALONE = pytest.mark.parametrize("fact", [RATE, ADOPTED, SPARED, PLANNED], ids=lambda fact: type(fact).__name__)
DAY = "2026-11-12"


def codes(scene: Given, fact: AnyFact, body: str, delegation: str | None = None) -> list[str]:
    """What is refused of a fact that a body decides."""
    made = msgspec.structs.replace(basis(DAY, body=body), delegation=delegation)
    return [refused.code for refused in scene.when_together(fact, on=made).verdict.refusals]


@ALONE
@pytest.mark.parametrize("body", ["Kommunstyrelsen", "Socialnämnden", "Stadsledningskontoret", "Komunfullmäktige"])
def test_nobody_but_the_council_decides_it(fact: _Alone, body: str) -> None:
    assert codes(given(), fact, body) == [CODE]
    assert codes(given(), fact, body, delegation="KF § 12") == [CODE], "it cannot be delegated (KL 5:2)"
    named = past(CompetenceDecided("tax-rate-decided", (body,)))
    assert codes(given(named), fact, body) == [CODE], "nor by the organisation's own rules"


@ALONE
@pytest.mark.parametrize("body", ["KF", "Kommunfullmäktige", "Stadsfullmäktige", "Kommunfullmäktige i Testort"])
def test_the_council_does(fact: _Alone, body: str) -> None:
    assert codes(given(), fact, body) == []
    assert codes(given(past(BodyRegistered("Kommunfullmäktige", BodyKind.COUNCIL))), fact, body) == []


@ALONE
def test_by_every_door(fact: _Alone) -> None:
    """As a clause, as a proposal that is adopted, and as a correction: also of the body alone."""
    clause = ClauseDecided(ClauseOutcome.APPROVED, "Antas.", facts=(fact,))
    made = past(ProposalMade("forslag", (fact,)), basis("2026-10-20", body="Kommunstyrelsen"))
    adopting = ClauseDecided(ClauseOutcome.APPROVED, "Antas.", proposal="forslag")
    for scene, deciding in ((given(), clause), (given(made), adopting)):
        assert codes(scene, deciding, "Kommunstyrelsen") == [CODE]
        assert codes(scene, deciding, "KF") == []
    recorded = given(past(fact, basis(DAY)))
    assert codes(recorded, corrected(5, fact, basis(DAY, body="Kommunstyrelsen")), "KF") == [CODE]


@ALONE
def test_who_proposes_or_recommends_it_decides_nothing(fact: _Alone) -> None:
    made = ProposalMade("forslag", (fact,))
    assert codes(given(), made, "Kommunstyrelsen") == []
    scene = given(past(made, basis("2026-10-20", body="SLK")))
    assert codes(scene, RecommendationMade("forslag-2", recommends="forslag"), "Kommunstyrelsen") == []


def test_elsewhere_the_highest_body_is_another() -> None:
    region = LedgerOpened("Regionen", OrganisationKind.REGION)
    federation, company = (
        LedgerOpened("Vi", kind) for kind in (OrganisationKind.MUNICIPAL_FEDERATION, OrganisationKind.COMPANY)
    )
    assert codes(given(kept_by=region), ADOPTED, "Regionfullmäktige") == []
    assert codes(given(kept_by=region), ADOPTED, "Regionstyrelsen") == [CODE]
    assert codes(given(kept_by=region), ADOPTED, "Kommunfullmäktige") == [CODE]
    for kept_by, body in ((federation, "Direktionen"), (federation, "Förbundsstyrelsen"), (company, "Styrelsen")):
        assert codes(given(kept_by=kept_by), ADOPTED, body) == []


def test_it_is_class_b_and_of_law() -> None:
    board = basis(DAY, body="Kommunstyrelsen")
    accepted = given().when(RATE, board, accept=[accepting(CODE)]).verdict
    assert [warning.code for warning in accepted.warnings] == ["rule-accepted"]
    warned = given(without_basis(ControlPolicyDecided(CODE, Treatment.WARN))).when(RATE, board).verdict
    assert [warning.code for warning in warned.warnings] == ["rule-relaxed"]


def test_a_misspelt_council_is_named() -> None:
    (refused,) = given().when(RATE, basis(DAY, body="Komunfullmäktige")).verdict.refusals
    assert (refused.right or "").startswith("kommunfullmäktige, om det är organet som menas")
