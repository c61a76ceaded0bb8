"""The legs of a financing."""

import msgspec

from ledger.events.financing import FinancingLeg, FinancingSource
from tests.given import key


def test_a_leg_leaves_out_what_it_does_not_have() -> None:
    leg = FinancingLeg(FinancingSource.RESULT, 100)
    assert msgspec.json.encode(leg) == b'{"drawn_from":"result","amount_ore":100}'


def test_a_leg_is_read_back_as_itself() -> None:
    leg = FinancingLeg(FinancingSource.CENTRAL_RESERVE, 100, key("ks", line="cm-2"))
    assert msgspec.json.decode(msgspec.json.encode(leg), type=FinancingLeg) == leg
