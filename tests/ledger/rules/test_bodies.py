"""Which bodies there are: registered, named by the law, or called as a unit."""

from datetime import date

import pytest

from ledger.events.policy import BodyKind, BodyRegistered, CompetenceDecided
from ledger.meaning.placed import as_placed, situated
from ledger.meaning.tree import UnitOnDay
from ledger.rules.bodies import boards_with_part, is_like, nearest_known
from tests.ledger.rules.scenario import given, past

DAY = date(2026, 3, 1)
ORDINARY = BodyRegistered("Ekonomichefen", BodyKind.DELEGATE, aliases=("Ek.chef",))
COMPETENT = CompetenceDecided("frame-adjusted", ("Socialchefen",), within="Socialnämnden")
PLACED = [as_placed(fact, situated(None, 5, date(2026, 1, 2))) for fact in (ORDINARY, COMPETENT)]


@pytest.mark.parametrize("name", ["KF", "Stockholms kommunfullmäktige", "Förbundsmötet", "Tekniska nämnden", "KS:s AU"])
def test_names_of_the_law_are_known(name: str) -> None:
    assert nearest_known((), (), name, DAY) is None


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Komunfullmäktige", "kommunfullmäktige"),
        ("Vax fulmäktige", "fullmäktige"),
        ("Ekonomichef", "Ekonomichefen"),
        ("Ekonomichefens ordförande", None),  # whose chair it is says what comes before, and the law only of the last
        ("Kommunstyrelsens ordföranden", None),
        ("Socialnämndens ordförande", None),
        ("Ordföramden", "ordföranden"),
    ],
)
def test_what_is_misspelt_is_told_with_the_nearest_name(name: str, near: str | None) -> None:
    assert nearest_known(PLACED, (), name, DAY) == near


def test_registered_bodies_and_units_are_known_by_every_name() -> None:
    unit = UnitOnDay("slk", "Stadsledningen", None, exists=True, successors=(), aliases=("SL",), codes=())
    for name in ("ekonomichefen", "Ek.chef", "SLK", "stadsledningen", "sl"):
        assert nearest_known(PLACED, (unit,), name, DAY) is None
    assert nearest_known(PLACED, (unit,), "Kansliet", DAY) == ""


def test_who_is_said_to_decide_something_is_known_from_then_on() -> None:
    assert nearest_known(PLACED, (), "Socialchefen", DAY) is None
    assert nearest_known(PLACED, (), "Socialchefen", date(2026, 1, 1)) == ""
    assert nearest_known(PLACED, (), "Socialchef", DAY) == "Socialchefen"


@pytest.mark.parametrize(
    ("unit", "body", "alike"),
    [
        ("Barn- och utbildningsnämnden", "Barn och utbildningsnämnden", True),
        ("Barn- och utbildningsnämnden", "Barn & utbildningsnämnden", True),
        ("Barn- och utbildningsnämnden", "Nämnden för barn och utbildning", True),
        ("Socialnämnden", "Social- och omsorgsnämnden", True),
        ("Bildningsnämnden", "Bildnigsnämnden", True),
        ("Socialnämnden", "Kulturnämnden", False),
        ("Bildningsnämnden", "Byggnadsnämnden", False),
        ("Tekniska nämnden", "Socialnämnden", False),
    ],
)
def test_a_board_written_otherwise_may_be_the_same(unit: str, body: str, alike: bool) -> None:
    assert is_like(unit, body) is is_like(body, unit) is alike


@pytest.mark.parametrize("name", ["Socialnämnden i Åmål", "Åmåls socialnämnd", "Tekniska nämnden i Sala kommun"])
def test_whoever_is_called_as_a_board_is_known_with_its_place_too(name: str) -> None:
    assert nearest_known((), (), name, DAY) is None
    assert nearest_known((), (), "Socialchefen i Åmål", DAY) == ""
    unit = UnitOnDay("sn", "Socialnämnden", None, exists=True, successors=(), aliases=(), codes=())
    assert nearest_known((), (unit,), "Socialnämden i Åmål", DAY) == "Socialnämnden"


def test_a_board_that_only_begins_as_another_is_no_part_of_it() -> None:
    """Bo + s + tadsnämnden."""
    housing = past(BodyRegistered("Bostäder", BodyKind.BOARD, "bo", aliases=("BO",)))
    state = given(housing).state
    assert boards_with_part(state, "Bostadsnämnden", DAY) == set()
    assert (
        boards_with_part(state, "BO:s arbetsutskott", DAY)
        == boards_with_part(state, "BO AU", DAY)
        == {"BO", "Bostäder"}
    ), "by whichever name"
