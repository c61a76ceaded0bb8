"""Shared services: what is referred to exists, conditions come first, and a shared cost changes no frame."""

from datetime import date

from ledger.events import ConditionMet, ProposalMade, RecommendationMade
from ledger.events.services import (
    AllocationKeyDecided,
    Blocks,
    ChangeInitiativeDecided,
    ConditionAttached,
    CostShared,
    InitiativeAmount,
    InitiativeInvoiced,
    InitiativeStarted,
    KeyShare,
    ServiceCategorised,
    ServiceCategory,
    ServiceRegistered,
)
from ledger.money import ORE_MAX
from tests.given import basis, decided
from tests.ledger.rules.scenario import accepting, corrected, given, past, refusal, warning, without_basis

TELEPHONY = without_basis(ServiceRegistered("telefoni", "Telefoni", "slk"))
HALVES = (KeyShare("slk", 1), KeyShare("sbk", 1))
KEY = past(AllocationKeyDecided("halva", ("telefoni",), 2026, "lika", HALVES, 2))
SECURITY = ChangeInitiativeDecided("it", "IT-säkerhet", "slk", amounts=(InitiativeAmount(900, 2026),))
CONDITIONS = (
    past(ConditionAttached("ciso", "dialog med CISO", Blocks.START, "it")),
    past(ConditionAttached("upparbetat", "upparbetat", Blocks.INVOICE, "it")),
    past(ConditionAttached("rapport", "återrapport", Blocks.NOTHING, "it")),
)
STARTED = InitiativeStarted("it", date(2026, 3, 1))
INVOICED = InitiativeInvoiced("it", date(2026, 9, 30), 900)


def test_r_15_a_cost_shared_by_key_changes_no_frame_of_those_who_pay() -> None:
    there = given(past(decided(1_000)), TELEPHONY, KEY)
    shared = there.when(CostShared("telefoni", "halva", 2026, 500)).then()
    assert shared.before.frames == shared.after.frames
    assert shared.costs("2026-12-31") == 1_000
    assert CostShared("telefoni", "halva", 2026, ORE_MAX).frames() == ()


def test_r_51_both_conditions_of_two_must_be_met_before_it_is_invoiced() -> None:
    first, second = (past(ConditionMet(name), basis("2026-02-01"), "2026-02-02") for name in ("ciso", "upparbetat"))
    decided_so = (past(SECURITY), *CONDITIONS)
    given(*decided_so).when(INVOICED).then(refusal("condition-not-met"), refusal("condition-not-met"))
    given(*decided_so, first).when(INVOICED).then(refusal("condition-not-met"))
    given(*decided_so, first, second).when(INVOICED).then()
    given(*decided_so, first).when(STARTED).then()


def test_r_51_a_condition_can_be_set_aside_by_name_and_stays_a_warning() -> None:
    when = given(past(SECURITY), *CONDITIONS).when(STARTED, accept=[accepting("condition-not-met")])
    when.then(warning("rule-accepted"))


def test_r_51_a_condition_that_is_only_recommended_blocks_nothing() -> None:
    recommended = past(RecommendationMade("r", (ConditionAttached("ciso", "dialog", Blocks.START, "it"),)))
    given(past(SECURITY), recommended).when(STARTED).then()


def test_a_proposal_may_bring_its_own_initiative_and_its_conditions() -> None:
    facts = (SECURITY, ConditionAttached("ciso", "dialog", Blocks.START, "it"))
    given().when(ProposalMade("p", facts), basis()).then()
    given().when(ProposalMade("p", facts[1:]), basis()).then(refusal("initiative-unknown"))


def test_an_initiative_that_was_only_proposed_may_be_started_when_that_is_accepted() -> None:
    there = given(past(ProposalMade("p", (SECURITY,))))
    there.when(STARTED).then(refusal("initiative-not-decided"))
    there.when(STARTED, accept=[accepting("initiative-not-decided")]).then(warning("rule-accepted"))


def test_a_registration_is_corrected_without_being_there_twice() -> None:
    renamed = corrected(5, ServiceRegistered("telefoni", "Telefonin", "slk"))
    given(TELEPHONY).when(renamed).then()


def test_an_amount_that_is_printed_as_another_is_noticed() -> None:
    odd = ChangeInitiativeDecided(
        "ai", "AI", "slk", amounts=(InitiativeAmount(630_000_000, 2026, as_printed="6,5 mkr"),)
    )
    given().when(odd, basis()).then(
        warning(
            "printed-figure-differs",
            "förändringsinsats, AI: dokumentet anger 6,5 mkr, uträknat blir det 6,3\u00a0mnkr, skillnad 0,2\u00a0mnkr.",
        )
    )


def test_what_is_printed_must_be_an_amount() -> None:
    odd = ChangeInitiativeDecided("ai", "AI", "slk", amounts=(InitiativeAmount(1, as_printed="ca 6 mkr"),))
    given().when(odd, basis()).then(refusal("amount-malformed"))


def test_another_category_is_no_news() -> None:
    base, optional = ServiceCategory.BASE, ServiceCategory.OPTIONAL
    there = given(TELEPHONY, past(ServiceCategorised("telefoni", base)))
    there.when(ServiceCategorised("telefoni", optional), basis("2026-02-01")).then()
