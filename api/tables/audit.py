"""The audit of a year on the command line: frames, meetings, rules that were set aside, and open warnings."""

from collections.abc import Iterator, Sequence, Set

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.text import Text

from api.tables.headings import clocks, frame_heading, heading, owner
from api.tables.layout import POSITION, caption, figures, note_lines, noticed_lines, side_columns, stale_lines, table
from api.tables.policy import listed_warnings
from api.tables.why import annulled_later, beside_table
from ledger.money import AmountUnit
from ledger.words import words
from projections.chapters.audit import AuditAnswer, AuditedFrame, AuditedMeeting
from projections.chapters.warnings import NoticedWarning
from projections.frames.figures import FrameWarning
from projections.frames.why_lines import WhyLine


def audit_table(answer: AuditAnswer, unit: AmountUnit) -> RenderableType:
    """Every frame from original to current; then what is missing, what was set aside, and what is open."""
    parts: list[RenderableType] = [_heading(answer), *note_lines(answer.note)]
    is_open = {_named(warning) for warning in answer.warnings}
    at_frames = [[warning for warning in frame.warnings if _named(warning) in is_open] for frame in answer.frames]
    for frame, warnings in zip(answer.frames, at_frames, strict=True):
        parts += [*_frame(frame, unit), *noticed_lines(warnings, codes=True)]
    parts += [Text(f"Paragrafer som inte är registrerade, {answer.year - 1}–{answer.year}", "bold"), *_meetings(answer)]
    parts += [Text("Regler som har frångåtts", style="bold"), *_overrides(answer.overrides)]
    parts += [Text("Öppna varningar", style="bold")]
    parts += _open(answer, {_named(warning) for warnings in at_frames for warning in warnings})
    parts += _no_more_open(answer)
    return Group(*parts, *stale_lines(answer.stale))


def _heading(answer: AuditAnswer) -> Text:
    at = answer.coordinates
    only = [] if at.unit is None else [f"Enhet {at.unit}"]
    return heading("Granskning", owner(answer), f"Avser {answer.year}", *only, *clocks(at))


_Named = tuple[int, str, str]
"""A warning by the entry that it belongs to, its code and its text."""


def _named(warning: NoticedWarning | FrameWarning) -> _Named:
    return warning.position, warning.code, warning.text


def _open(answer: AuditAnswer, at_frames: Set[_Named]) -> Iterator[RenderableType]:
    """What is open and is not told at the frames already, and how much is."""
    if at_frames:
        yield Text(f"Vid ramarna ovan: {len(at_frames)}.")
    others = [warning for warning in answer.warnings if _named(warning) not in at_frames]
    if others:
        yield listed_warnings(others)


def _no_more_open(answer: AuditAnswer) -> Iterator[RenderableType]:
    """That there are none, or no more, is said only when that is so: others may be open for other years or units."""
    who = f"{answer.year}" if answer.coordinates.unit is None else f"{answer.coordinates.unit} {answer.year}"
    if answer.open_elsewhere:
        none = "" if answer.warnings else f"Inga som gäller {who}. "
        more = f"Utanför granskningen av {who} är {answer.open_elsewhere} öppna: liggare warnings visar alla."
        yield Text(none + more, "yellow")
    elif not answer.warnings:
        yield Text("Inga.")


# --- Frames -----------------------------------------------------------------------------------------------------


def _frame(frame: AuditedFrame, unit: AmountUnit) -> Iterator[RenderableType]:
    named = frame_heading(frame.unit_name, frame.line, frame.kind, frame.year)
    art = "bara ändringar" if frame.commitment is None else words.value(frame.commitment)
    yield caption(f"{named} ({art}), {unit.value}")
    shown = table("", POSITION, "Händelse", "Beslut", *side_columns(frame.kind))
    if frame.first_set is not None:
        first = frame.first_set
        replaced = f"{first.text}, ersatt av position {first.by}"
        told = (str(first.decision.position), escape(replaced), escape(first.decision.told))
        shown.add_row("Ursprunglig", *told, *figures(frame.kind, first.amount, unit), style="dim")
    if frame.original is not None:
        label = "Ursprunglig" if frame.first_set is None else "Fastställd på nytt"
        shown.add_row(label, *_cells(frame.kind, frame.original, unit))
    for line in frame.changes:
        shown.add_row("Ändring", *_cells(frame.kind, line, unit))
    shown.add_section()
    shown.add_row("Aktuell", "", "", "", *figures(frame.kind, frame.current, unit), style="bold")
    yield shown
    if beside := tuple(other for other in frame.beside if other != frame.first_set):
        yield Text("Beslutat, men ingår inte", style="dim")
        yield beside_table(frame.kind, beside, unit)


def _cells(kind: str, line: WhyLine, unit: AmountUnit) -> list[str]:
    amounts = figures(kind, line.change, unit)
    return [str(line.decision.position), escape(line.what), escape(line.decision.told + annulled_later(line)), *amounts]


# --- What is missing, set aside and open ------------------------------------------------------------------------


def _meetings(answer: AuditAnswer) -> Iterator[RenderableType]:
    if not answer.meetings_registered:
        yield Text("Inga sammanträden är registrerade: det går inte att se vilka paragrafer som saknas.", "yellow")
    elif not answer.meetings:
        yield Text(f"Inga: {answer.meetings_registered} sammanträden är registrerade i sin helhet.")
    for meeting in answer.meetings:
        yield Text(_meeting(meeting))


def _meeting(meeting: AuditedMeeting) -> str:
    gaps = ", ".join(meeting.not_recorded) or "inga"
    beside = (
        f"; registrerade utanför protokollets paragrafer: {', '.join(meeting.unlisted)}" if meeting.unlisted else ""
    )
    where = f"({meeting.paragraphs} paragrafer, position {meeting.position})"
    return f"{meeting.body} {meeting.day} {where}: {gaps}{beside}"


def _overrides(overrides: Sequence[NoticedWarning]) -> Iterator[RenderableType]:
    if not overrides:
        yield Text("Inga.")
        return
    shown = table(POSITION, "Regel", "Godtaget av", "Skäl", "Händelse", "Beslut")
    for warning in overrides:
        override = warning.override
        by_policy = (warning.rule or "", f"egen regel, position {warning.policy_position}", "")
        said = by_policy if override is None else (override.rule, override.who, override.reason)
        shown.add_row(str(warning.position), *map(escape, (*said, words.fact(warning.event), _decision(warning))))
    yield shown


def _decision(warning: NoticedWarning) -> str:
    clause = None if warning.clause is None else f"{words.field('clause')} {warning.clause}"
    named = (warning.body, str(warning.decided_latest), warning.paragraph, clause, warning.case_number)
    return ", ".join(part for part in named if part)
