"""Every fact has the rules of its own family, also when it stands inside another."""

import pytest

from ledger.events import Fact, OfWhichNoted, ProposalMade, catalogue
from ledger.events.policy import ControlPolicyDecided, Treatment
from ledger.looking.looks import tags_beside
from ledger.meaning.placed import claimed
from ledger.rules.chapters import corrections, frames, organisation, policy, proposals
from ledger.rules.families import FAMILIES, family_of, shape_of
from ledger.rules.family import Family
from tests.given import adjusted, decided, key, money, opening, turnover
from tests.ledger.rules.scenario import corrected


def test_no_fact_belongs_to_two_families() -> None:
    facts = [fact for family in FAMILIES for fact in family.facts]
    assert len(set(facts)) == len(facts)
    assert set(facts) <= set(catalogue())


@pytest.mark.parametrize(
    ("fact", "family"),
    [
        (opening().facts[0], organisation.FAMILY),
        (decided(1_00), frames.FAMILY),
        (ProposalMade("a", (decided(1_00),)), proposals.FAMILY),
        (corrected(5), corrections.FAMILY),
        (ControlPolicyDecided("frame-would-be-negative", Treatment.WARN), policy.FAMILY),
    ],
    ids=lambda parameter: type(parameter).__name__,
)
def test_a_fact_has_the_rules_of_its_family(fact: Fact, family: Family) -> None:
    assert family_of(fact) is family


def test_a_fact_that_no_family_has_is_let_in_by_none() -> None:
    class _MadeUp(Fact, tag_field="type", tag="made-up.v1", frozen=True):
        """Held to nothing."""

    with pytest.raises(KeyError, match="_MadeUp"):
        family_of(_MadeUp())


def test_a_fact_inside_another_is_held_to_its_shape_in_its_place() -> None:
    proposal = ProposalMade("a", (adjusted(1_00), turnover(2_00, 1_00), adjusted(0)))
    assert [(refusal.code, refusal.where) for refusal in shape_of(proposal)] == [
        ("turnover-sides-differ", "facts[1]"),
        ("amount-empty", "facts[2]"),
    ]


def test_what_a_family_looks_at_is_looked_at_for_what_is_proposed_and_put_right_too() -> None:
    """A noted part is held against the frame that it is a part of, which it does not touch itself."""
    part = OfWhichNoted(key(), "hyror", money(1_00))
    looked = "frame:slk/total/operating/2026"
    assert list(tags_beside(part)) == [looked]
    assert list(tags_beside(ProposalMade("a", (part, adjusted(1_00))))) == [looked]
    assert list(tags_beside(claimed(corrected(5, part), None)[0])) == [looked]
    assert list(tags_beside(claimed(corrected(5), None)[0])) == list(tags_beside(adjusted(1_00))) == []
