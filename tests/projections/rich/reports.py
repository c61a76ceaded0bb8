"""What the chapter of reports adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date

from tests.given import Command
from tests.golden.examples import least

ACCOUNTS = "ar-2025"


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    closed = least(
        "report-closed.v1", report=ACCOUNTS, title="Årsredovisning 2025", year=2025, as_of=date(2025, 12, 31)
    )
    reopened = least("report-reopened.v1", report=ACCOUNTS, reason="En bilaga saknades.")
    return (Command((closed,)), Command((reopened,)))
