"""What facts about equity and result units are found by."""

from ledger.events.equity import ReservationDrawn, ReservationLapsed, ResultCarriedOver, ResultUnitApproved
from tests.golden.examples.equity import EXAMPLES


def test_what_happens_to_an_earmark_is_found_by_the_earmark_and_needs_no_unit() -> None:
    facts = [entry.fact for name, entry in EXAMPLES.items() if name.startswith(("equity", "reservation"))]
    assert {fact.tags() for fact in facts} == {("reservation:smart-stad",)}
    assert {(fact.units(), fact.frames()) for fact in facts} == {((), ())}


def test_a_result_is_found_by_its_unit_which_must_be_there() -> None:
    for fact in (ResultUnitApproved("slk", 2024), ResultCarriedOver("slk", 2024, 2025, 1)):
        assert (fact.tags(), fact.units()) == (("result:slk",), ("slk",))


def test_an_earmark_lapses_without_a_decision_and_nothing_else_happens_to_it_without_one() -> None:
    assert (ReservationLapsed.needs_basis, ReservationDrawn.needs_basis) == (False, True)
