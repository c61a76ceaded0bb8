"""Every family of rules, and which of them a fact belongs to."""

from collections.abc import Iterator
from typing import Final

from ledger.errors import Refusal
from ledger.events import Fact
from ledger.meaning.placed import inner_facts, inner_places
from ledger.rules.chapters import (
    adjustments,
    budget,
    carry_forward,
    charges,
    clauses,
    corrections,
    dissents,
    equity,
    fees,
    financing,
    frames,
    organisation,
    policy,
    projects,
    proposals,
    reports,
    review,
    services,
)
from ledger.rules.family import Family

FAMILIES: Final[tuple[Family, ...]] = (
    organisation.FAMILY,
    policy.FAMILY,
    proposals.FAMILY,
    *clauses.FAMILIES,
    dissents.FAMILY,
    *review.FAMILIES,
    frames.FAMILY,
    financing.FAMILY,
    adjustments.FAMILY,
    carry_forward.FAMILY,
    budget.FAMILY,
    fees.FAMILY,
    charges.FAMILY,
    equity.FAMILY,
    services.FAMILY,
    projects.FAMILY,
    reports.FAMILY,
    corrections.FAMILY,
)

_OF_CLASS: Final = {fact: family for family in FAMILIES for fact in family.facts}


def family_of(fact: Fact) -> Family:
    """The rules for a fact. Raises KeyError for one that no family has: none is let in unheld."""
    return _OF_CLASS[type(fact)]


def shape_of(fact: Fact) -> Iterator[Refusal]:
    """The shape of a fact, and of the facts inside it."""
    itself, *inside = (inner for inner, _, _ in inner_facts(fact))
    yield from family_of(itself).shape(itself)
    if not inside:
        return
    for place, inner in zip(inner_places(fact), inside, strict=True):
        yield from (refusal.within(place) for refusal in family_of(inner).shape(inner))
