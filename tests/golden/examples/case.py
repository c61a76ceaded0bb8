"""Examples of what comes of a decision."""

from datetime import date
from typing import Final

from ledger.entry import Entry
from ledger.events import ConditionMet, JudgmentGiven, JudgmentOutcome
from ledger.values import DecisionReference
from tests.golden.examples.common import BY, COMPLETE, DECIDED

EXAMPLES: Final = {
    "condition-met.v1": Entry(ConditionMet("avtal-tecknat", "Avtalet är undertecknat."), BY, COMPLETE),
    "condition-met.v1.least": Entry(ConditionMet("avtal-tecknat"), BY, DECIDED),
    "judgment-given.v1": Entry(
        JudgmentGiven(
            DecisionReference("kommunfullmäktige", "KS 2026/123", "§ 12 A", 4, date(2026, 6, 15)),
            "Förvaltningsrätten i Stockholm",
            JudgmentOutcome.ANNULLED,
            date(2027, 1, 14),
            date(2027, 2, 5),
            "12345-26",
        ),
        BY,
        COMPLETE,
    ),
    "judgment-given.v1.least": Entry(
        JudgmentGiven(
            DecisionReference("kommunfullmäktige"),
            "Förvaltningsrätten i Stockholm",
            JudgmentOutcome.UPHELD,
            date(2027, 1, 14),
        ),
        BY,
    ),
}
