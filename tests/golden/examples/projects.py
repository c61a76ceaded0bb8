"""Examples of projects, premises and forecasts."""

from datetime import date
from typing import Final

from ledger.entry import Entry
from ledger.events.projects import ProjectFinancingDecided
from tests.golden.examples.common import BY, COMPLETE, DECIDED

EXAMPLES: Final = {
    "project-financing-decided.v1": Entry(
        ProjectFinancingDecided(
            "gsit3", "GSIT3", "slk", 1_000_000_00, date(2027, 12, 31), "Beräknas inte räcka hela 2027."
        ),
        BY,
        COMPLETE,
    ),
    "project-financing-decided.v1.least": Entry(ProjectFinancingDecided("gsit3", "GSIT3"), BY, DECIDED),
}
