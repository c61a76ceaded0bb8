"""How a decision on new spending is paid for (KL 11:15)."""

from enum import StrEnum

from ledger.money import Ore
from ledger.values import FrameKey, Identifier, Value


class FinancingSource(StrEnum):
    """Where the money comes from: a central reserve, equity (earmarked or not), the year's result, new revenues, or a
    loan."""

    CENTRAL_RESERVE = "central-reserve"
    EQUITY = "equity"
    RESULT = "result"
    REVENUE = "revenue"
    LOAN = "loan"


class FinancingLeg(Value, frozen=True):
    """One part of a financing, in öre, positive. `from_frame` is the reserve's frame, or the one whose revenues rise;
    `reservation` names the earmarked equity that is drawn on."""

    drawn_from: FinancingSource
    amount_ore: Ore
    from_frame: FrameKey | None = None
    reservation: Identifier | None = None
