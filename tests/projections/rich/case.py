"""What the chapter of case adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date

from ledger.events import ConditionMet, JudgmentGiven, JudgmentOutcome
from ledger.recording import Command
from ledger.values import DecisionReference
from tests.projections.rich.frames import on

ANNULLED = DecisionReference("KF", "KS 2025/1", "§ 12")


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    return (
        on("2026-03-05", ConditionMet("avtal-tecknat")),
        Command((JudgmentGiven(ANNULLED, "Förvaltningsrätten", JudgmentOutcome.ANNULLED, date(2026, 4, 1)),)),
    )
