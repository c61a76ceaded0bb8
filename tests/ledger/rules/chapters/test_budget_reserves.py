"""What is used of the reserves that even results out, against what they hold (R-27, D-11)."""

from typing import Final

import pytest

from ledger.events import BalanceReserve, BalanceResultStated
from tests.given import basis
from tests.ledger.rules.scenario import Past, given, past


def _used(year: int, used_ore: int, reserve: BalanceReserve | None = None) -> BalanceResultStated:
    return BalanceResultStated(year, 1_00, used_ore=used_ore, from_reserve=reserve)


LATER: Final = (
    past(BalanceResultStated(2024, 6_00, reserved_ore=4_00), basis("2025-04-14")),
    past(BalanceResultStated(2025, 6_00, reserved_ore=3_00, reserve_total_ore=7_00), basis("2026-04-13")),
)
"""4 kr into resultatreserven, then 3 kr more: 7 kr."""

EARLIER: Final = past(BalanceResultStated(2023, 6_00, reserved_ore=2_00, reserve_total_ore=9_00), basis("2024-04-15"))
"""RUR holds 9 kr after the last accounts that could put money into it."""


@pytest.mark.parametrize(
    ("there", "fact", "told"),
    [
        (LATER, _used(2026, 7_00), False),
        (LATER, _used(2026, 7_01), True),
        (LATER[:1], _used(2026, 4_01), False),  # the accounts of 2025 may have put more into it
        (LATER[:1], _used(2025, 4_01), True),
        ((), _used(2024, 1), True),  # it began with nothing
        (LATER[1:], _used(2026, 7_01), True),  # printed, whatever came before
        ((EARLIER,), _used(2025, 9_00, BalanceReserve.EQUALISATION), False),
        ((EARLIER,), _used(2025, 9_01, BalanceReserve.EQUALISATION), True),  # none has put money into it since 2023
        ((EARLIER, *LATER), _used(2026, 9_01, BalanceReserve.EQUALISATION), True),
        ((EARLIER, *LATER), _used(2026, 9_00, BalanceReserve.EQUALISATION), False),  # each has money of its own
        ((), _used(2023, 1_00), False),  # what RUR held is not known
    ],
)
def test_no_more_is_used_of_a_reserve_than_it_is_known_to_hold(
    there: tuple[Past, ...], fact: BalanceResultStated, told: bool
) -> None:
    """R-27, D-11: two pots with balances of their own."""
    warnings = given(*there).when(fact, basis("2026-11-20")).verdict.warnings
    assert ("reserve-overdrawn" in [warned.code for warned in warnings]) is told
