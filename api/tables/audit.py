"""The audit of a year on the command line: frames, meetings, rules that were set aside, and open warnings."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.policy import listed_warnings
from api.tables.table import stale_line
from api.tables.why import amount_cells, beside_table, frame_heading
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES
from projections.chapters.audit import AuditAnswer, AuditedFrame, AuditedMeeting
from projections.chapters.warnings import NoticedWarning
from projections.frames.why_lines import WhyLine


def audit_table(answer: AuditAnswer, unit: AmountUnit) -> RenderableType:
    """Every frame from original to current; then what is missing, what was set aside, and what is open."""
    parts: list[RenderableType] = [Text(_heading(answer), style="bold")]
    if answer.note:
        parts.append(Text(answer.note, style="yellow"))
    for frame in answer.frames:
        parts += _frame(frame, unit)
    parts += [Text(f"Paragrafer som inte är registrerade, {answer.year - 1}–{answer.year}", "bold"), *_meetings(answer)]
    parts += [Text("Regler som har frångåtts", style="bold"), *_overrides(answer.overrides)]
    parts += [Text("Öppna varningar", style="bold")]
    parts.append(listed_warnings(answer.warnings) if answer.warnings else Text("Inga."))
    return Group(*parts, *stale_line(answer.stale))


def _heading(answer: AuditAnswer) -> str:
    at = answer.coordinates
    clocks = f"Beslutad t.o.m. {at.as_of} · Registrerad t.o.m. position {at.position}"
    only = "" if at.unit is None else f" · Enhet {at.unit}"
    return f"Granskning · {answer.organisation or answer.ledger} · Avser {answer.year}{only} · {clocks}"


# --- Frames -----------------------------------------------------------------------------------------------------


def _frame(frame: AuditedFrame, unit: AmountUnit) -> Iterator[RenderableType]:
    heading = frame_heading(frame.unit_name, frame.line, frame.kind, frame.year)
    art = "bara ändringar" if frame.commitment is None else words.value(frame.commitment)
    yield Text(f"{heading} ({art}), {unit.value}", style="italic")
    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in ("", "Position", "Händelse", "Beslut"):
        table.add_column(name, justify="right" if name == "Position" else "left")
    for name in SIDES[frame.kind]:
        table.add_column(words.field(name).capitalize(), justify="right", no_wrap=True)
    if frame.original is not None:
        table.add_row("Ursprunglig", *_cells(frame.kind, frame.original, unit))
    for line in frame.changes:
        table.add_row("Ändring", *_cells(frame.kind, line, unit))
    table.add_section()
    table.add_row("Aktuell", "", "", "", *amount_cells(frame.kind, frame.current, unit), style="bold")
    yield table
    if frame.beside:
        yield Text("Beslutat, men ingår inte", style="dim")
        yield beside_table(frame.kind, frame.beside, unit)


def _cells(kind: str, line: WhyLine, unit: AmountUnit) -> list[str]:
    amounts = amount_cells(kind, line.change, unit)
    return [str(line.decision.position), escape(line.what), escape(line.decision.told), *amounts]


# --- What is missing, set aside and open ------------------------------------------------------------------------


def _meetings(answer: AuditAnswer) -> Iterator[RenderableType]:
    if not answer.meetings_registered:
        yield Text("Inga sammanträden är registrerade: det går inte att se vilka paragrafer som fattas.", "yellow")
    elif not answer.meetings:
        yield Text(f"Inga: {answer.meetings_registered} sammanträden är registrerade i sin helhet.")
    for meeting in answer.meetings:
        yield Text(_meeting(meeting))


def _meeting(one: AuditedMeeting) -> str:
    gaps = ", ".join(one.not_recorded) or "inga"
    unlisted = f"; registrerade utanför protokollets paragrafer: {', '.join(one.unlisted)}" if one.unlisted else ""
    return f"{one.body} {one.day} ({one.paragraphs} paragrafer, position {one.position}): {gaps}{unlisted}"


def _overrides(overrides: Sequence[NoticedWarning]) -> Iterator[RenderableType]:
    if not overrides:
        yield Text("Inga.")
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("Position", "Regel", "Godtaget av", "Skäl", "Händelse", "Beslut"):
        table.add_column(heading, justify="right" if heading == "Position" else "left")
    for one in overrides:
        if one.override is not None:
            said = (one.override.rule, one.override.who, one.override.reason, words.fact(one.event), _decision(one))
            table.add_row(str(one.position), *map(escape, said))
    yield table


def _decision(one: NoticedWarning) -> str:
    clause = None if one.clause is None else f"{words.field('clause')} {one.clause}"
    named = (one.body, str(one.decided_latest), one.paragraph, clause, one.case_number)
    return ", ".join(part for part in named if part)
