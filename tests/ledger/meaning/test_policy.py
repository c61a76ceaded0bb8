"""The organisation's own rules on a day, from what is held about them in decided order."""

from datetime import date

import pytest

from ledger.decision_names import body_key
from ledger.events import Fact
from ledger.events.policy import (
    BodyKind,
    BodyRegistered,
    CompetenceDecided,
    ControlPolicyDecided,
    ToleranceDecided,
    Treatment,
)
from ledger.meaning.placed import Decided, PlacedFact
from ledger.meaning.policy import Control, begins, body_on, competent_on, control_on, in_force, is_council, tolerance_on
from ledger.values import OrganisationKind, Stage

WARN, REFUSE = Treatment.WARN, Treatment.REFUSE
CITY = OrganisationKind.MUNICIPALITY
SPRING, SUMMER = date(2026, 3, 1), date(2026, 6, 1)


def placed(fact: Fact, decided: date, position: int = 5) -> PlacedFact:
    """A fact that was decided on a day."""
    return PlacedFact(fact, None, Stage.DECIDED, None, date.min, Decided(decided, 0, "", 0, position), position)


def rule(treatment: Treatment, applies_from: date | None = None) -> ControlPolicyDecided:
    return ControlPolicyDecided("frame-would-be-negative", treatment, applies_from=applies_from)


def test_a_rule_of_ones_own_begins_on_the_day_it_names_or_else_on_that_of_its_decision() -> None:
    assert begins(placed(rule(WARN, SUMMER), SPRING)) == SUMMER
    assert begins(placed(rule(WARN), SPRING)) == SPRING


def test_what_has_not_begun_holds_for_nothing_yet() -> None:
    every = [placed(rule(WARN, SUMMER), SPRING)]
    assert in_force(every, date(2026, 5, 31)) == []
    assert in_force(every, SUMMER) == every


def test_the_last_control_that_has_begun_is_the_one_that_acts() -> None:
    every = [placed(rule(WARN), SPRING, 5), placed(rule(REFUSE), SUMMER, 9)]
    assert control_on(every, date(2026, 2, 28)) is None
    assert control_on(every, SPRING) == Control("frame-would-be-negative", WARN, SPRING, 5)
    assert control_on(every, SUMMER) == Control("frame-would-be-negative", REFUSE, SUMMER, 9)


def test_a_later_decision_reaches_back_when_it_says_so() -> None:
    every = [placed(rule(WARN), SPRING), placed(rule(REFUSE, date(2026, 1, 1)), SUMMER, 9)]
    control = control_on(every, date(2026, 4, 1))
    assert control is not None
    assert control.treatment is REFUSE


def test_no_tolerance_is_none_at_all() -> None:
    assert tolerance_on([], SPRING) == 0
    assert tolerance_on([placed(ToleranceDecided(500), SPRING), placed(ToleranceDecided(0), SUMMER)], SPRING) == 500
    assert tolerance_on([placed(ToleranceDecided(500), SPRING), placed(ToleranceDecided(0), SUMMER)], SUMMER) == 0


def test_a_competence_for_nobody_is_no_competence() -> None:
    only = CompetenceDecided("frame-adjusted", ("KF",))
    every = [placed(only, SPRING), placed(CompetenceDecided("frame-adjusted"), SUMMER)]
    assert competent_on(every, SPRING) == only
    assert competent_on(every, SUMMER) is None
    assert competent_on([], SPRING) is None


@pytest.mark.parametrize(
    ("name", "known_as"),
    [
        ("KF", "kommunfullmäktige"),
        ("Kommunfullmäktige", "kommunfullmäktige"),
        ("  Tekniska   nämnden ", "tekniskanämnden"),
        ("RS", "regionstyrelsen"),
    ],
)
def test_a_body_is_known_whatever_its_capitals_and_spaces(name: str, known_as: str) -> None:
    assert body_key(name) == known_as


def test_the_last_that_is_said_about_a_body_holds() -> None:
    first, second = BodyRegistered("Nämnden", BodyKind.BOARD), BodyRegistered("NÄMNDEN", BodyKind.DELEGATE)
    every = [
        placed(first, SPRING),
        placed(second, SUMMER),
        placed(BodyRegistered("Styrelsen", BodyKind.EXECUTIVE), SUMMER),
    ]
    assert body_on(every, "nämnden", SPRING) == first
    assert body_on(every, "nämnden", SUMMER) == second
    assert body_on(every, "utskottet", SUMMER) is None


def test_a_council_is_known_by_its_name_until_something_else_is_said() -> None:
    for name in ("KF", "Stockholms kommunfullmäktige", "Kommunfullmäktige i Borås"):
        assert is_council([], name, SPRING, CITY)
    assert not is_council([], "KS", SPRING, CITY)
    assert is_council([placed(BodyRegistered("Stämman", BodyKind.COUNCIL), SPRING)], "stämman", SPRING, CITY)
    against = [placed(BodyRegistered("KF", BodyKind.BOARD), SPRING)]
    assert is_council(against, "Kommunfullmäktige", SPRING, CITY), "nobody can say otherwise of the law's own name"
    assert not is_council([placed(BodyRegistered("Nämnden", BodyKind.COUNCIL), SPRING)], "nämnden", SPRING, CITY)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Kommunfullmäktige", OrganisationKind.MUNICIPALITY),
        ("RF", OrganisationKind.REGION),
        ("Direktionen", OrganisationKind.MUNICIPAL_FEDERATION),
    ],
)
def test_what_a_council_is_called_depends_on_the_kind_of_organisation(name: str, kind: OrganisationKind) -> None:
    assert [each for each in OrganisationKind if is_council([], name, SPRING, each)] == [kind]
