"""The log on the command line: events in order, newest last."""

from collections.abc import Iterable
from datetime import datetime

from rich.markup import escape
from rich.table import Table

from api.tables.layout import POSITION, table
from ledger.events import RecordingErrorCorrected, family
from ledger.log.entry import Recorded
from ledger.values import Basis
from ledger.when import SWEDEN, DecisionBounds
from ledger.words import words
from ledger.words.labels import frame_label


def log_table(entries: Iterable[Recorded]) -> Table:
    """Events in order, newest last."""
    shown = table(POSITION, "Registrerad", "Händelse", "Beslut", "Innehåll")
    for recorded in entries:
        entry = recorded.entry
        shown.add_row(
            str(recorded.position),
            local_time(recorded.recorded_at),
            words.fact(family(entry.type)),
            escape(_basis_text(entry.basis)),
            escape(_content(recorded)),
        )
    return shown


def local_time(instant: datetime) -> str:
    """`2026-03-01 12.00.00`, in Swedish time."""
    return instant.astimezone(SWEDEN).strftime("%Y-%m-%d %H.%M.%S")


def _basis_text(basis: Basis | None) -> str:
    if basis is None:
        return ""
    return ", ".join(part for part in (basis.body, decided_text(basis), basis.case_number, basis.paragraph) if part)


def decided_text(basis: Basis) -> str:
    """A decision day, or its bounds."""
    if not isinstance(basis.decided, DecisionBounds):
        return str(basis.decided)
    return f"{basis.decided.earliest or '?'}–{basis.decided.latest or '?'}"


def _content(recorded: Recorded) -> str:
    fact = recorded.entry.fact
    if isinstance(fact, RecordingErrorCorrected):
        return f"rättar position {fact.corrects}: {fact.reason}"
    frames = "; ".join(frame_label(frame) for frame in fact.frames())
    named = [str(getattr(fact, name)) for name in ("proposal", "unit", "name") if getattr(fact, name, None)]
    return frames or " ".join(named)
