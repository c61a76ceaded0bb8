"""A ledger with something of everything: every type of entry, and every way to correct one."""

from collections.abc import Sequence
from typing import Final

from api.app import Application, OpenLedger
from tests.given import AUTHOR, Command
from tests.projections.rich import budget, case, equity, fees, policy, projects, reports, services
from tests.projections.rich.frames import ALLIANCE, ENTRIES, INVESTMENT, corrected, on, withdrawn

CHAPTERS: Final = (policy, case, budget, equity, fees, services, projects, reports)
"""What comes after the beginning, in this order. Each command has one fact, so that positions can be foreseen."""

__all__ = ["ALLIANCE", "ENTRIES", "INVESTMENT", "corrected", "on", "rich_beginning", "rich_ledger", "withdrawn"]


def rich_ledger(application: Application, name: str = "stad") -> OpenLedger:
    """Records every type of entry, one by one, through the rules. Nothing is taken in by the projections."""
    entries = [*ENTRIES]
    for chapter in CHAPTERS:
        entries += chapter.entries(len(entries) + 4)  # the first command opens the ledger with four entries
    return _recorded(application, name, entries)


def rich_beginning(application: Application, name: str = "stad") -> OpenLedger:
    """Only the organisation, frames, proposals and corrections: positions 1 to 43, whatever chapters come after."""
    return _recorded(application, name, ENTRIES)


def _recorded(application: Application, name: str, entries: Sequence[Command]) -> OpenLedger:
    for number, entry in enumerate(entries):
        application.record(name, entry, AUTHOR, f"rich-{number}")
    ledger = application.ledger(name)
    assert ledger.log.head() == len(entries) + 3
    return ledger
