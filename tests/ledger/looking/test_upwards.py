"""Before a unit is moved, the units above it are looked at, until there are no more."""

from ledger.events import UnitMoved, UnitRegistered
from ledger.looking.state import State
from ledger.looking.upwards import units_above
from ledger.meaning.placed import claim_of
from tests.given import basis, decided
from tests.ledger.rules.scenario import TODAY, corrected


def test_a_moved_unit_looks_upwards_until_there_is_nothing_more_above() -> None:
    moved = corrected(2, UnitRegistered("ks", "Kommunstyrelsen", "slk"))
    below = State().after(claim_of(UnitRegistered("slk", "SLK", "avd"), None, 1, TODAY))
    assert units_above(below, [moved]) == units_above(below, [UnitMoved("ks", TODAY, "slk")]) == ("unit:avd",)
    below = below.after(claim_of(UnitRegistered("avd", "Avdelningen", "ks"), None, 2, TODAY))
    assert units_above(below, [moved]) == ("unit:avd", "unit:ks")
    below = below.after(claim_of(UnitRegistered("ks", "Kommunstyrelsen"), None, 3, TODAY))
    assert units_above(below, [moved]) == ("unit:avd", "unit:ks"), "the same again: there is nothing more"


def test_only_a_unit_that_gets_its_place_looks_upwards() -> None:
    state = State().after(claim_of(UnitRegistered("slk", "SLK", "avd"), None, 1, TODAY))
    assert units_above(state, [corrected(5, decided(1), basis()), decided(1)]) == ()
