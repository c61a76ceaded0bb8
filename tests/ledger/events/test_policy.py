"""What the organisation's own rules are about, and how they are found."""

import pytest

from ledger.events import Fact, policy


@pytest.mark.parametrize(
    ("fact", "subject"),
    [
        (
            policy.ControlPolicyDecided("frame-would-be-negative", policy.Treatment.WARN),
            "policy:frame-would-be-negative",
        ),
        (policy.ToleranceDecided(1), "policy:control-total-differs"),
        (policy.CompetenceDecided("frame-adjusted", ("KF",)), "policy:competence-frame-adjusted"),
        (policy.BodyRegistered("Utskottet", policy.BodyKind.DELEGATE), "policy:bodies"),
    ],
)
def test_every_decision_finds_the_organisations_own_rules(fact: Fact, subject: str) -> None:
    assert fact.subjects() == (subject,)
    assert fact.tags() == ("organisation", subject)
    assert not fact.needs_basis


def test_a_body_needs_the_unit_that_it_answers_for() -> None:
    assert policy.BodyRegistered("Utskottet", policy.BodyKind.DELEGATE, "slk").units() == ("slk",)
    assert policy.BodyRegistered("Utskottet", policy.BodyKind.DELEGATE).units() == ()


def test_a_warning_that_is_looked_at_is_found_by_its_entry_and_stops_no_other_decision() -> None:
    looked = policy.WarningResolved(5, "swallowed", "granskad")
    assert looked.subjects() == looked.tags() == ("entry:5",)
    assert not looked.needs_basis
