"""Units and the organisation, as known at any position."""

from datetime import date

from api.app import Application, OpenLedger
from ledger.events import LedgerOpened, UnitRegistered
from ledger.meaning.tree import UnitOnDay
from ledger.values import OrganisationKind
from projections.tables.units import organisation_at, units_at
from tests.given import AUTHOR, Command
from tests.projections.rich import corrected

TODAY = date(2026, 11, 21)


def units(ledger: OpenLedger, position: int, on: date = TODAY, as_of: date = TODAY) -> dict[str, UnitOnDay]:
    with ledger.model.cursor() as cursor:
        return units_at(cursor, position, on, as_of)


def there(unit: str, name: str, parent: str | None) -> UnitOnDay:
    """A unit that exists, with nothing more said about it."""
    return UnitOnDay(unit, name, parent, exists=True, successors=(), aliases=(), codes=())


def organisation(ledger: OpenLedger, position: int) -> str | None:
    with ledger.model.cursor() as cursor:
        row = organisation_at(cursor, position)
    return None if row is None else row["name"]


def test_a_unit_is_known_from_the_position_that_registered_it(stad: OpenLedger) -> None:
    stad.runner.catch_up()
    assert [list(units(stad, position)) for position in range(5)] == [
        [],
        [],
        ["ks"],
        ["ks", "slk"],
        ["ks", "sbk", "slk"],
    ]
    assert units(stad, 4)["slk"] == there("slk", "Stadsledningskontoret", "ks")
    assert units(stad, 4)["ks"] == there("ks", "Kommunstyrelsen", None)


def test_a_corrected_unit_had_its_old_name_and_place_until_then(application: Application, stad: OpenLedger) -> None:
    application.record("stad", corrected(4, UnitRegistered("sbk", "Stadsbyggnadsförvaltningen"), None), AUTHOR, "k1")
    application.record("stad", corrected(5, UnitRegistered("sbk", "Byggnämnden", "slk"), None), AUTHOR, "k2")
    stad.runner.catch_up()
    assert [units(stad, position)["sbk"] for position in (4, 5, 6)] == [
        there("sbk", "Stadsbyggnadskontoret", "ks"),
        there("sbk", "Stadsbyggnadsförvaltningen", None),
        there("sbk", "Byggnämnden", "slk"),
    ]
    assert list(units(stad, 6)) == ["ks", "sbk", "slk"], "once"


def test_units_come_in_the_order_of_their_ids_character_by_character(
    application: Application, stad: OpenLedger
) -> None:
    """Whatever order of letters the server has been set up with: a hyphen and a digit come before a letter."""
    new = [UnitRegistered(unit, unit.upper()) for unit in ("s-bk", "s1bk", "sa", "zz")]
    application.record("stad", Command(tuple(new)), AUTHOR, "k1")
    stad.runner.catch_up()
    assert list(units(stad, 8)) == ["ks", "s-bk", "s1bk", "sa", "sbk", "slk", "zz"]


def test_the_organisation_is_known_from_the_opening_and_its_name_can_be_corrected(
    application: Application, stad: OpenLedger
) -> None:
    city = LedgerOpened("Stockholms stad", OrganisationKind.MUNICIPALITY, "212000-0142", "0180")
    application.record("stad", corrected(1, city, None), AUTHOR, "k1")
    stad.runner.catch_up()
    assert [organisation(stad, position) for position in (0, 1, 4, 5)] == [None, "Staden", "Staden", "Stockholms stad"]


def test_one_unit_alone_is_what_it_is_among_all(application: Application, stad: OpenLedger) -> None:
    application.record("stad", corrected(4, UnitRegistered("sbk", "Byggnämnden", "slk"), None), AUTHOR, "k1")
    stad.runner.catch_up()
    with stad.model.cursor() as cursor:
        for position in range(6):
            every = units_at(cursor, position, TODAY, TODAY)
            for unit in ("ks", "slk", "sbk"):
                alone = units_at(cursor, position, TODAY, TODAY, unit)
                assert alone == {name: unit_on_day for name, unit_on_day in every.items() if name == unit}
