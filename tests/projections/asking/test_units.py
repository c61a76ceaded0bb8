"""Which unit a question is about: known, unknown, or before anything was registered."""

import pytest

from ledger.errors import Refused
from projections.asking.units import check_unit


@pytest.mark.parametrize("known", [("slk", "sbk"), ()], ids=["registered", "nothing registered yet"])
def test_a_unit_that_is_known_or_before_anything_was_is_no_mistake(known: tuple[str, ...]) -> None:
    check_unit("slk", known, 7)


def test_a_unit_nobody_has_registered_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refused) as refused:
        check_unit("slx", {"slk", "sbk"}, 7)
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.asserted, refusal.right) == ("unit-unknown", "slx", "sbk, slk")
    assert "position 7" in refusal.detail


def test_of_many_units_the_first_twenty_are_listed() -> None:
    with pytest.raises(Refused) as refused:
        check_unit("x", {f"u{number:02}" for number in range(30)}, 1)
    assert refused.value.refusals[0].right == ", ".join(f"u{number:02}" for number in range(20))
