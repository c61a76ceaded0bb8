"""What is told when more than one thing is wrong: everything that can be said, and nothing that only follows."""

from datetime import date
from typing import Final

import pytest

from ledger.events import FrameDecided, FrameTransferred, UnitRegistered
from ledger.values import FrameKind, NetAmount
from tests.given import BUDGET, adjusted, basis, between, decided, key, money, transferred, turnover
from tests.ledger.rules.scenario import corrected, given, given_nothing, past, refusal, warning
from tests.ledger.rules.tables.rows import row
from tests.ledger.rules.tables.test_refusals import DECIDED, FRAME, INVESTMENT, LATER

PRECEDENCE: Final = {
    "an unopened ledger is told beside the unknown unit, since both must be mended": row(
        given_nothing().when(UnitRegistered("slk", "SLK", "ks")),
        refusal("ledger-not-opened"),
        refusal("unit-unknown"),
    ),
    "everything that is wrong with a turnover change is told at once": row(
        given().when(turnover(2_00, 1_00, frame=INVESTMENT), DECIDED),
        refusal("turnover-sides-differ"),
        refusal("amount-kind-mismatch"),
    ),
    "a decision day in the future is not also called reversed": row(
        given().when(decided(1_00), between("2026-12-01", "2026-01-01")), refusal("decision-day-in-future")
    ),
    "both bounds in the future are told": row(
        given().when(decided(1_00), between("2026-12-01", "2026-12-31")),
        refusal("decision-day-in-future"),
        refusal("decision-day-in-future"),
    ),
    "arithmetic comes before limits: a malformed change is not also called negative": row(
        given(FRAME).when(transferred(-150_00, "sbk", "slk"), LATER), refusal("amount-negative")
    ),
    "an unknown unit comes before limits": row(
        given(FRAME).when(transferred(150_00, "slk", "miljo"), LATER), refusal("unit-unknown")
    ),
    "an unknown entry is all that can be said about its correction": row(
        given().when(corrected(17, decided(100_00), DECIDED)), refusal("entry-unknown")
    ),
    "an already corrected entry is not also compared": row(
        given(FRAME, past(corrected(5))).when(corrected(5)), refusal("entry-already-corrected")
    ),
    "a replacement is held to everything that it would have been held to": row(
        given(FRAME).when(
            corrected(5, FrameDecided(key("miljo"), BUDGET, money(-1_00)), basis("2026-12-01")),
            today=date(2026, 11, 21),
        ),
        refusal("unit-unknown"),
        refusal("decision-day-in-future"),
        refusal("amount-negative"),
    ),
    "a transfer within one frame is not also refused for its kinds": row(
        given().when(FrameTransferred(INVESTMENT, INVESTMENT, NetAmount(1_00)), DECIDED),
        refusal("transfer-to-same-frame"),
    ),
    "two rules of class B are both told": row(
        given(past(decided(0)), past(adjusted(100_00), LATER), past(adjusted(-50_00), LATER)).when(
            corrected(
                6, FrameTransferred(key(line="a"), key(line="b", kind=FrameKind.INVESTMENT), NetAmount(1_00)), LATER
            )
        ),
        refusal("transfer-across-kinds"),
        refusal("frame-would-be-negative"),
        warning("frame-not-set"),
        warning("frame-not-set"),
    ),
}


@pytest.mark.parametrize("name", PRECEDENCE)
def test_what_is_told_when_more_than_one_thing_is_wrong(name: str) -> None:
    PRECEDENCE[name].when.then(*PRECEDENCE[name].says)
