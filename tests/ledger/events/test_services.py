"""Shared services: what each fact is about, and which units it needs."""

from datetime import date

import pytest

from ledger.events import case, services
from tests.golden.examples.services import EXAMPLES

KEY = services.AllocationKeyDecided(
    "n", ("telefoni", "lan"), 2026, shares=(services.KeyShare("ks", 1), services.KeyShare("slk", 2)), denominator=3
)


def test_a_key_is_found_by_its_id_and_by_the_services_it_shares() -> None:
    assert KEY.subjects() == ("key:n", "service:telefoni", "service:lan")
    assert KEY.units() == ("ks", "slk")
    assert services.CostShared("telefoni", "n", 2026, 1).subjects() == ("key:n", "service:telefoni")


def test_what_is_attached_to_an_initiative_or_a_service_is_found_by_it() -> None:
    assert services.FundingDecided(services.FundingForm.SHARED, "telefoni").subjects() == ("service:telefoni",)
    assert services.FundingDecided(services.FundingForm.SHARED, initiative="ai").subjects() == ("initiative:ai",)
    assert services.ConditionAttached("c", "dialog", services.Blocks.START, "ai").subjects() == (
        "condition:c",
        "initiative:ai",
    )


def test_an_initiative_needs_its_supplier_and_an_invoice_only_who_it_names() -> None:
    plan = services.ChangeInitiativeDecided("ai", "AI", "slk", "telefoni")
    assert (plan.subjects(), plan.units()) == (("initiative:ai", "service:telefoni"), ("slk",))
    invoice = services.InitiativeInvoiced("ai", date(2026, 3, 1), 1)
    assert invoice.units() == ()


def test_a_service_that_is_on_both_sides_of_a_repackaging_is_named_once() -> None:
    assert services.ServiceRepackaged(("a", "b"), ("b",)).subjects() == ("service:a", "service:b")


def test_volumes_are_the_suppliers() -> None:
    exempted = services.VolumesExempted("slk", ("telefoni",))
    assert (exempted.subjects(), exempted.units()) == (("volumes:slk", "service:telefoni"), ("slk",))


def test_what_is_proposed_can_be_found_by_what_it_is_about() -> None:
    assert case.ProposalMade("p", (KEY,)).tags() == ("proposal:p", "key:n", "service:telefoni", "service:lan")


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_fact_about_services_touches_a_frame(name: str) -> None:
    """R-15: neither a share of a cost nor an initiative changes what anybody's frame is."""
    assert EXAMPLES[name].fact.frames() == ()


def test_an_amount_is_for_one_year_and_part_of_what_is_approved_unless_it_says_otherwise() -> None:
    amount = services.InitiativeAmount(1, 2026)
    assert (amount.kind.value, amount.approval.value) == ("one-off", "decided")
