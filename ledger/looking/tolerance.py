"""How much a printed figure may differ from what is computed before that is noticed (R-33)."""

from ledger.looking.state import State
from ledger.meaning.placed import Situation
from ledger.meaning.policy import TOLERANCE, tolerance_on


def tolerance(state: State, situation: Situation) -> int:
    """The organisation's own tolerance for a decision, in öre beyond the figure's printed precision."""
    return tolerance_on(state.about(TOLERANCE), situation.decided.latest)
