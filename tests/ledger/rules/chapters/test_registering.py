"""D-14: what a body is called says what it can be, and the highest body says which bodies there are."""

from datetime import date
from typing import Final

import pytest

from ledger.events import LedgerOpened, UnitClosed
from ledger.events.policy import BodyKind, BodyRegistered, CompetenceDecided
from ledger.values import OrganisationKind
from tests.given import adjusted, basis, decided
from tests.ledger.rules.scenario import accepting, corrected, given, past, refusal, warning, without_basis

COUNCIL, EXECUTIVE, BOARD, DELEGATE = BodyKind.COUNCIL, BodyKind.EXECUTIVE, BodyKind.BOARD, BodyKind.DELEGATE
OTHERWISE: Final = refusal("body-called-otherwise")
BY_ANOTHER: Final = refusal("own-rule-by-other-body")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("kommunfullmäktige", BOARD),
        ("Kommunfullmäktige i X", EXECUTIVE),
        ("KF", DELEGATE),
        ("Stadsfullmäktige", BOARD),
        ("socialnämnden", COUNCIL),
        ("SN-utskottet", COUNCIL),
        ("Kommunstyrelsen", COUNCIL),
        ("KS", COUNCIL),
    ],
)
def test_a_body_that_the_law_has_named_is_not_another(name: str, kind: BodyKind) -> None:
    given().when(BodyRegistered(name, kind), basis()).then(OTHERWISE)
    given().when(BodyRegistered("Samrådet", kind, aliases=(name,)), basis()).then(OTHERWISE)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("kommunfullmäktige", COUNCIL),
        ("Presidiet i kommunfullmäktige", BOARD),
        ("Kommunfullmäktiges valberedning", BOARD),
        ("kommunstyrelsen", EXECUTIVE),
        ("kommunstyrelsen", BOARD),
        ("Socialnämnden", BOARD),
        ("Stämman", COUNCIL),
        ("Ekonomichefen", DELEGATE),
    ],
)
def test_other_names_are_what_the_highest_body_says(name: str, kind: BodyKind) -> None:
    given().when(BodyRegistered(name, kind), basis()).then()


def test_outside_the_act_a_name_says_nothing() -> None:
    kept_by = LedgerOpened("Föreningen", OrganisationKind.ASSOCIATION)
    assembly = basis(body="Förbundsmötet")
    given(kept_by=kept_by).when(BodyRegistered("Styrelsen", COUNCIL), assembly).then()


def test_who_says_which_bodies_there_are() -> None:
    board = basis(body="Kommunstyrelsen")
    given().when(BodyRegistered("Stämman", COUNCIL), basis(body="Stämman")).then(BY_ANOTHER, warning("body-unknown"))
    given().when(BodyRegistered("Samrådet", BOARD), board).then(BY_ANOTHER)
    named = past(CompetenceDecided("body-registered", ("Kommunstyrelsen",)), basis("2025-11-03"))
    given(named).when(BodyRegistered("Samrådet", BOARD), board).then()


def test_who_may_say_which_bodies_there_are_is_known_by_every_name_that_it_has() -> None:
    alias = past(BodyRegistered("Tekniska nämnden", BOARD, aliases=("TN",)), basis("2025-11-03"))
    named = past(CompetenceDecided("body-registered", ("TN",)), basis("2025-11-03"))
    given(alias, named).when(BodyRegistered("Samrådet", BOARD), basis(body="Tekniska nämnden")).then()


def test_a_board_says_who_decides_for_it_and_nobody_says_so_of_himself() -> None:
    delegate = BodyRegistered("Ekonomichefen", DELEGATE, "ks")
    given().when(delegate, basis(body="Kommunstyrelsen")).then()
    given().when(delegate, basis(body="Ekonomichefen")).then(BY_ANOTHER, warning("body-unknown"))


@pytest.mark.parametrize("kind", [OrganisationKind.ASSOCIATION, OrganisationKind.MUNICIPAL_FEDERATION])
def test_a_highest_body_by_another_name_says_that_it_is_that(kind: OrganisationKind) -> None:
    kept_by = LedgerOpened("Organisationen", kind)
    given(kept_by=kept_by).when(BodyRegistered("Samrådet", COUNCIL), basis(body="Samrådet")).then(
        warning("body-unknown")
    )


@pytest.mark.parametrize(
    ("registered", "decides", "raises"),
    [
        (BodyRegistered("Kommunfullmäktige", BodyKind.BOARD), "KF", False),
        (BodyRegistered("Socialnämnden", BodyKind.COUNCIL), "Socialnämnden", True),
        (BodyRegistered("Samrådet", BodyKind.COUNCIL), "Samrådet", False),
    ],
)
def test_what_an_older_log_registers_against_its_name_does_not_act(
    registered: BodyRegistered, decides: str, *, raises: bool
) -> None:
    """Refused today: one that was recorded before makes a board no council, nor the council a board."""
    scene = given(without_basis(registered), past(decided(100_00)))
    refused = scene.when(adjusted(5_00), basis("2026-03-01", body=decides)).verdict.refusals
    assert ("total-raised-by-other-body" in [refusal.code for refusal in refused]) is raises


# --- One name, one body -------------------------------------------------------------------------------------------

TAKEN: Final = "body-name-taken"
SN: Final = BodyRegistered("Socialnämnden", BOARD, "slk", aliases=("Nämnden", "SN"))


@pytest.mark.parametrize(
    ("registered", "codes"),
    [
        (BodyRegistered("Bildningsnämnden", BOARD, "sbk", aliases=("Nämnden",)), [TAKEN]),  # zf18
        (BodyRegistered("Bildningsnämnden", BOARD, "sbk", aliases=(" nämnden ",)), [TAKEN]),
        (BodyRegistered("Bildningsnämnden", BOARD, "sbk", aliases=("Socialnämnden",)), [TAKEN]),
        (BodyRegistered("SN", BOARD, "sbk"), [TAKEN]),
        (BodyRegistered("Bildningsnämnden", BOARD, "sbk", aliases=("BUN",)), []),
        (BodyRegistered("Socialnämnden", BOARD, "sbk", aliases=("Nämnden",)), []),  # itself, with another unit
        (BodyRegistered("Omsorgsnämnden", BOARD, "slk", aliases=("Socialnämnden",)), []),  # itself, by another name
    ],
)
def test_r16_a_name_is_one_bodys(registered: BodyRegistered, codes: list[str]) -> None:
    """In one command, by two, as a clause; the two in whichever order."""
    scene = given()
    assert [each.code for each in given(past(SN)).when(registered, basis()).verdict.refusals] == codes
    assert [each.code for each in scene.when_together(SN, registered, on=basis()).verdict.refusals] == codes
    assert [each.code for each in scene.when_together(registered, SN, on=basis()).verdict.refusals] == codes
    again = corrected(6, registered, basis())
    other = past(BodyRegistered("Kulturnämnden", BOARD, "ks"))
    assert [each.code for each in given(past(SN), other).when(again).verdict.refusals] == codes


def test_r16_a_name_that_is_given_up_is_free() -> None:
    without, other = BodyRegistered("Socialnämnden", BOARD, "slk"), BodyRegistered("Nämnden", BOARD, "sbk")
    assert given(past(SN), past(without)).when(other, basis()).verdict.refusals == ()
    ended = past(UnitClosed("slk", date(2025, 1, 1), ()))
    assert given(past(SN), ended).when(other, basis()).verdict.refusals == ()
    accepted = given(past(SN)).when(other, basis(), accept=[accepting(TAKEN)]).verdict.warnings
    assert [warning.code for warning in accepted] == ["rule-accepted"]


ANEW: Final = "body-registered-otherwise"


@pytest.mark.parametrize(
    ("registered", "codes"),
    [
        (BodyRegistered("socialnämnden", BOARD, "sbk"), [ANEW]),
        (BodyRegistered("SN", BOARD), ["body-name-taken"]),
        (BodyRegistered("Socialnämnden", DELEGATE, "slk"), [ANEW]),
        (BodyRegistered("Socialnämnden", BOARD, "slk", aliases=("SN", "SoN")), []),
        (BodyRegistered("Socialnämnden", BOARD, "sbk", date(2020, 1, 1)), []),  # before it was what it is
    ],
)
def test_a_body_that_becomes_another_is_told(registered: BodyRegistered, codes: list[str]) -> None:
    """One unit is not added to the other: the last registration holds, and says so."""
    scene = given(past(SN, basis("2025-01-01", "§ 1")))
    said = scene.when(registered, basis()).verdict
    warned, refused = ([each.code for each in found] for found in (said.warnings, said.refusals))
    assert [*warned, *refused] == codes
    assert ANEW not in [each.code for each in scene.when(corrected(5, registered, basis())).verdict.warnings]
