"""What the chapter of reports adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date

from ledger.events import ReportClosed, ReportKind, ReportReopened
from ledger.recording import Command


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    accounts = ReportClosed("ar-2025", ReportKind.ANNUAL_ACCOUNTS, "Årsredovisning 2025", 2025, date(2025, 12, 31))
    return (Command((accounts,)), Command((ReportReopened("ar-2025", "En bilaga saknades."),)))
