"""One entry of each event type with every field, and one with as little as it can have. Written by hand, by chapter.

The figures are those of the documents the demo stands on, where there are any. Other tests begin with these facts and
say what theirs are beside:

    least("reservation-topped-up.v1", amount_ore=100)
"""

from typing import Any, Final

import msgspec

from ledger.log.entry import Entry
from tests.golden.examples import budget, case, equity, fees, frames, policy, projects, reports, services
from tests.golden.examples.common import BY, DECIDED, NOTICED

EXAMPLES: Final[dict[str, Entry]] = {
    **frames.EXAMPLES,
    **policy.EXAMPLES,
    **case.EXAMPLES,
    **budget.EXAMPLES,
    **equity.EXAMPLES,
    **fees.EXAMPLES,
    **services.EXAMPLES,
    **projects.EXAMPLES,
    **reports.EXAMPLES,
}
"""By stored name, and what is special about the example."""

__all__ = ["BY", "DECIDED", "EXAMPLES", "NOTICED", "least", "whole"]


def whole(example: str, /, **otherwise: Any) -> Any:
    """The fact of an example with every field, but for what is said; a name without example is a KeyError."""
    return msgspec.structs.replace(EXAMPLES[example].fact, **otherwise)


def least(example: str, /, **otherwise: Any) -> Any:
    """The fact of an example with as little as it can have, and what is said besides."""
    return whole(f"{example}.least", **otherwise)
