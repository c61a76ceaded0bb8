"""One entry of each event type with every field, and one with as little as it can have. Written by hand, by chapter.

The figures are those of the documents the demo stands on, where there are any.
"""

from typing import Final

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

__all__ = ["BY", "DECIDED", "EXAMPLES", "NOTICED"]
