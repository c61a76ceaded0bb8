"""The organisation's own rules on a day, from what is held about them in decided order."""

from datetime import date

import msgspec
import pytest

from ledger.decision_names import body_key, is_called_part, parts_of
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
from ledger.meaning.policy import (
    Control,
    begins,
    body_on,
    competent_on,
    control_on,
    in_force,
    is_council,
    is_delegated,
    is_let_by_council,
    names_on,
    tolerance_on,
)
from ledger.meaning.tree import UnitOnDay
from ledger.values import OrganisationKind, Stage
from tests.given import basis

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


# --- What bodies are called -------------------------------------------------------------------------------------


def unit(name: str, called: str, *aliases: str) -> UnitOnDay:
    return UnitOnDay(name, called, None, exists=True, successors=(), aliases=aliases, codes=())


BUN, SN = unit("bun", "Bildningsnämnden", "BoU"), unit("sn", "Socialnämnden")
BUNS = {"bun", "bildningsnämnden", "bou"}


def names(body: str, *bodies: BodyRegistered, units: tuple[UnitOnDay, ...] = (BUN, SN)) -> set[str]:
    return {*names_on([placed(each, SPRING) for each in bodies], units, body, SUMMER, CITY)}


@pytest.mark.parametrize("body", ["BUN", "bildningsnämnden", "BoU"])
def test_a_board_has_the_names_of_its_unit(body: str) -> None:
    assert names(body) == BUNS
    assert names("Kulturnämnden") == {"kulturnämnden"}
    registered = BodyRegistered("Skolnämnden", BodyKind.BOARD, "bun", aliases=("SkN",))
    assert names(body, registered) == names("SkN", registered) == BUNS | {"skolnämnden", "skn"}
    without_unit = BodyRegistered("Bildningsnämnden", BodyKind.BOARD, aliases=("BN",))
    assert names(body, without_unit) == names("BN", without_unit) == BUNS | {"bn"}


def test_a_delegate_and_another_board_have_names_of_their_own() -> None:
    chair = BodyRegistered("Ordföranden i BUN", BodyKind.DELEGATE, "bun", aliases=("BoU",))
    assert names("Ordföranden i BUN", chair) == {"ordförandenibun", "bou"}
    assert names("BUN", chair) == BUNS - {"bou"}
    two = (BodyRegistered("A-nämnden", BodyKind.BOARD, "bun"), BodyRegistered("B-nämnden", BodyKind.BOARD, "bun"))
    assert names("A-nämnden", *two) == {"a-nämnden"}, "which of the two the unit is called as, nobody has said"
    assert names("BUN", *two) == BUNS


SOCIAL = BodyRegistered("Socialnämnden", BodyKind.BOARD, "sn", aliases=("SON",))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SON AU", "Socialnämndens arbetsutskott"),
        ("SON:s AU", "Socialnämndens arbetsutskott"),
        ("SONAU", "Socialnämnden AU"),
        ("SN arbetsutskottet", "SON AU"),
        ("KSAU", "Kommunstyrelsens arbetsutskott"),
        ("SN:s presidium", "Socialnämndens presidium"),
        ("SON ordförande", "Socialnämndens ordförande"),
        ("SON individutskott", "Socialnämndens individutskott"),
        ("SN samordningsutskott", "Socialnämndens samordningsutskott"),
        ("BUN AU", "Bildningsnämndens arbetsutskott"),
    ],
)
def test_a_part_of_a_board_has_every_name_of_that(one: str, other: str) -> None:
    assert body_key(other) in names(one, SOCIAL)
    assert body_key(one) in names(other, SOCIAL)
    assert body_key(other) in names(body_key(one), SOCIAL), "as it is known by its key"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SON AU", "Socialnämnden"),
        ("SON AU", "SON"),
        ("SON AU", "BUN AU"),
        ("SON AU", "Socialnämndens individutskott"),
        ("SON AU", "Socialnämndens presidium"),
        ("SON AU", "Kommunstyrelsens arbetsutskott"),
        ("VN AU", "Vårdnämndens arbetsutskott"),
        ("Arbetsutskottet", "Socialnämndens arbetsutskott"),
    ],
)
def test_another_part_and_that_of_another_board_is_another_body(one: str, other: str) -> None:
    assert body_key(other) not in names(one, SOCIAL)
    assert body_key(one) not in names(other, SOCIAL)


def test_a_part_that_is_registered_itself_has_its_own_names_and_its_boards() -> None:
    committee = BodyRegistered("Socialnämndens arbetsutskott", BodyKind.DELEGATE, aliases=("Lilla nämnden",))
    both = SOCIAL, committee
    for body in ("SON AU", "Lilla nämnden", "Socialnämndens arbetsutskott"):
        assert {"sonau", "lillanämnden", "socialnämndensarbetsutskott"} <= names(body, *both)
    own = BodyRegistered("Ungdomens SON AU", BodyKind.DELEGATE, aliases=("SON AU",))
    assert "sonau" not in names("Socialnämndens arbetsutskott", SOCIAL, own, committee), "it is registered as another's"
    assert "socialnämndensarbetsutskott" not in names("SON AU", SOCIAL, own, committee)


def test_of_two_boards_whose_names_differ_by_an_s_the_parts_are_two() -> None:
    sos = BodyRegistered("Sociala nämnden", BodyKind.BOARD, aliases=("SONS",))
    assert "sonsau" not in names("Socialnämndens arbetsutskott", SOCIAL, sos)
    assert "socialanämndensau" in names("SONS AU", SOCIAL, sos)


def test_the_council_and_the_executive_have_each_of_the_laws_names() -> None:
    council = {"kommunfullmäktige", "stadsfullmäktige", "fullmäktige"}
    for body in ("KF", "Stadsfullmäktige", "fullmäktige"):
        assert names(body) == council
    assert names("styrelsen") == names("KS") == {"kommunstyrelsen", "styrelsen"}
    assert names("Regionfullmäktige") == {"regionfullmäktige"}, "a region's"
    registered = BodyRegistered("Fältet", BodyKind.COUNCIL)
    assert names("Fältet", registered) == names("KF", registered) == council | {"fältet"}


def test_no_name_is_known_before_it_is_registered() -> None:
    registered = placed(BodyRegistered("Skolnämnden", BodyKind.BOARD, "bun"), SUMMER)
    assert names_on([registered], (BUN,), "BUN", SPRING, CITY) == BUNS


COUNCILS_DELEGATION = """
KF:s beslut 2026-02-15 § 5
KF, § 5
(KF § 5)
Kommunfullmäktige, 2026-02-15 § 5
Kommunfullmäktiges, § 5
Enligt KF § 5
Kommunstyrelsens reglemente (KF 2026-02-15 § 5)
KS reglemente, KF § 5
Reglemente för kommunstyrelsen, KF § 5
KL 5:2, KF § 5
KL 5:2
delegationsordning antagen av kommunfullmäktige
Delegationsordning till KS, KF § 5
Stadsfullmäktige § 5
fullmäktiges budgetbeslut § 5
Fullmäktige i Åtvidaberg § 5
RF § 12
"""
BOARDS_DELEGATION = """
Nämndens delegationsordning 4.2
Socialnämndens delegationsordning, antagen 2026-01-10 § 4 (reglemente KF § 3)
SN:s delegationsordning (KF § 3)
delegationsordning antagen av socialnämnden, reglemente KF § 3
Barn- och utbildningsnämndens delegationsordning (KF § 2)
Kommunstyrelsens delegationsordning 2.1 (KF § 5)
utskottets beslut, KF § 3
delegationsordning 3.1
KS ordning 4.2
KL 6:37
"""


@pytest.mark.parametrize("text", COUNCILS_DELEGATION.strip().splitlines())
def test_what_the_council_has_let_a_body_decide_is_known_however_it_is_written(text: str) -> None:
    """KL 5:2."""
    on = msgspec.structs.replace(basis(body="KS"), delegation=text)
    assert is_let_by_council(on)
    assert not is_delegated(on)


@pytest.mark.parametrize("text", BOARDS_DELEGATION.strip().splitlines())
def test_what_a_board_has_delegated_is_not_the_councils(text: str) -> None:
    """KL 6:37, whatever it says of regulations."""
    on = msgspec.structs.replace(basis(body="KS"), delegation=text)
    assert is_delegated(on)
    assert not is_let_by_council(on)


@pytest.mark.parametrize(
    ("name", "is_part", "of"),
    [
        ("Socialnämndens arbetsutskott", True, "socialnämnden"),
        ("Socialnämndens arbetsutskott i Åmål", True, "socialnämnden"),
        ("SN:s AU", True, "sn"),
        ("BUN AU", True, "bun"),
        ("KSAU", True, None),
        ("Presidiet", True, None),
        ("Ordföranden", True, None),
        ("Bostadsnämnden", False, None),
        ("Haparandau", False, None),
        ("Socialnämnden i Åmål", False, None),
    ],
)
def test_a_part_of_a_board_is_told_by_whole_words(name: str, is_part: bool, of: str | None) -> None:
    assert is_called_part(name) is is_part
    assert (of in parts_of(name)) is (of is not None)
    assert "bo" not in parts_of(name)
