"""The log on the command line: events in order, newest last."""

from collections.abc import Iterable
from datetime import datetime

from rich.markup import escape
from rich.table import Table

from api.tables.layout import POSITION, table
from ledger.events import RecordingErrorCorrected, family
from ledger.log.entry import Recorded, SettingAside, Stored, Undecodable
from ledger.text import visible
from ledger.values import Basis
from ledger.when import SWEDEN, DecisionBounds
from ledger.words import words
from ledger.words.labels import frame_label


def log_table(entries: Iterable[Stored]) -> Table:
    """Events in order, newest last."""
    shown = table(POSITION, "Registrerad", "Händelse", "Beslut", "Innehåll")
    for stored in entries:
        place = str(stored.position), local_time(stored.recorded_at)
        shown.add_row(*place, *map(escape, _told(stored)))
    return shown


def _told(stored: Stored) -> tuple[str, str, str]:
    """The event, its decision and its content."""
    match stored:
        case Recorded(entry=entry):
            return words.fact(family(entry.type)), _basis_text(entry.basis), _content(stored)
        case SettingAside(aside=aside):
            return "post lagd åt sidan", "", f"lägger position {aside.position} åt sidan: {aside.reason}"
        case Undecodable():
            return f"⚠ {visible(stored.type)}", "", _unread(stored)


def _unread(stored: Undecodable) -> str:
    why = "dess byte är inte en sådan post" if stored.newer is None else "skriven av en nyare version av programmet"
    return f"går inte att läsa: {why}"


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
