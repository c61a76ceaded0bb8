"""What facts about the organisation and its units touch."""

from ledger.events import LedgerOpened, UnitRegistered
from ledger.values import OrganisationKind


def test_a_ledger_has_one_organisation() -> None:
    opened = LedgerOpened("Staden", OrganisationKind.MUNICIPALITY, "212000-0142")
    assert (opened.tags(), opened.frames(), opened.units()) == (("organisation",), (), ())


def test_a_unit_is_found_by_its_permanent_id_and_needs_its_parent() -> None:
    unit = UnitRegistered("slk", "Stadsledningskontoret", "ks")
    assert (unit.tags(), unit.units()) == (("unit:slk",), ("ks",))
    assert UnitRegistered("ks", "Kommunstyrelsen").units() == ()
