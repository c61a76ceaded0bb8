"""Frames as tables on the command line: at one coordinate, or one unit with its years side by side."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.headings import title_line
from api.tables.layout import (
    caption,
    figure,
    note_lines,
    numbers,
    ranges,
    side_columns,
    side_name,
    stale_lines,
    table,
    warning_lines,
)
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES
from projections.frames.current import FramesAnswer
from projections.frames.figures import Frame, FrameTotal


def frames_tables(answers: Sequence[FramesAnswer], unit: AmountUnit) -> RenderableType:
    """Frames at a coordinate, with what stands outside the totals and every warning below."""
    parts: list[RenderableType] = []
    for answer in answers:
        parts.append(title_line(answer, None if answer.proposal is None else answer.proposal.body))
        parts += note_lines(answer.note)
        for kind in SIDES:
            parts += _frame_tables(answer, kind, unit)
        parts += remarks([answer])
    return Group(*parts)


def _frame_tables(answer: FramesAnswer, kind: str, unit: AmountUnit) -> list[RenderableType]:
    """Operating money and investments stand in tables of their own: their sides are never added together."""
    frames = [frame for frame in answer.frames if frame.kind == kind]
    heading = f"{words.value(kind).capitalize()}, {unit.value}"
    parts: list[RenderableType] = []
    if frames:
        shown = _frame_table(frames, kind, unit)
        shown.add_section()
        total = next(total for total in answer.totals if total.kind == kind)
        shown.add_row("Summa", "", "", *_sums(total, frames, kind, unit), style="bold")
        parts += [caption(heading), shown]
    outside = {
        words.value("undetermined"): answer.undetermined,
        words.value("conditional"): answer.conditional,
        words.value("without-legal-force"): answer.without_legal_force,
    }
    for why, every in outside.items():
        if standing := [frame for frame in every if frame.kind == kind]:
            parts += [caption(f"{heading}: {why}, i ingen summa"), _frame_table(standing, kind, unit)]
    return parts


def _frame_table(frames: Iterable[Frame], kind: str, unit: AmountUnit) -> Table:
    shown = table("Enhet", "Post", "Art", *side_columns(kind))
    for frame in frames:
        line = "" if frame.line == "total" else frame.line
        commitment = words.value(frame.commitment) if frame.commitment else "bara ändringar"
        shown.add_row(escape(frame.unit_name), line, commitment, *_amounts(frame, kind, unit))
    return shown


def _amounts(frame: Frame, kind: str, unit: AmountUnit) -> list[str]:
    return [_indexed((frame,), side, getattr(frame, f"{side}_ore"), unit) for side in SIDES[kind]]


def _sums(total: FrameTotal, frames: Sequence[Frame], kind: str, unit: AmountUnit) -> list[str]:
    return [_indexed(frames, side, getattr(total, f"{side}_ore"), unit) for side in SIDES[kind]]


def _indexed(frames: Iterable[Frame], side: str, ore: int | None, unit: AmountUnit) -> str:
    """A figure, with ”+ index” while a frame in it waits for one; nothing grows out of nothing."""
    waits = any(frame.undecided_indices and getattr(frame, f"{side}_ore") for frame in frames)
    return figure(ore, unit, " + index" if waits else "")


def remarks(answers: Sequence[FramesAnswer]) -> list[RenderableType]:
    """Every warning once, with the entries it stands on, also of decisions that are annulled later; and whether entries
    are missing."""
    noticed = [text for answer in answers for text in answer.remarks]
    indices = {index for answer in answers for total in answer.totals for index in total.undecided_indices}
    if indices:
        noticed.append(f"+ index: {', '.join(sorted(indices))} är inte beslutat; beloppen är utan det.")
    said = (f"{text} (position {ranges(sorted(positions))})" for text, positions in _warnings(answers).items())
    lines = [*warning_lines(dict.fromkeys(noticed)), *warning_lines(said)]
    return [*lines, *(line for answer in answers for line in stale_lines(answer.stale))]


def _warnings(answers: Iterable[FramesAnswer]) -> dict[str, set[int]]:
    """What was noticed of the frames, and the entries that it is about."""
    positions: dict[str, set[int]] = {}
    for answer in answers:
        for frame in (*answer.frames, *answer.undetermined):
            for warning in frame.warnings:
                positions.setdefault(warning.text, set()).add(warning.position)
            for part in frame.parts:
                if part.annulled_on is not None and part.part != "annulled":
                    text = f"Beslutet är upphävt av en dom, från och med {part.annulled_on}."
                    positions.setdefault(text, set()).add(part.position)
    return positions


def year_table(answers: Sequence[FramesAnswer], unit_id: str, unit: AmountUnit) -> RenderableType:
    """One unit with its years side by side, as a budget document prints it."""
    frames = {
        (frame.year, frame.kind, frame.line): frame
        for answer in answers
        for frame in answer.frames
        if frame.unit == unit_id
    }
    years = sorted({year for year, _, _ in frames})
    name = next(iter(frames.values())).unit_name if frames else unit_id
    headings = []
    for year in years:
        commitments = {frame.commitment for (at, _, _), frame in frames.items() if at == year and frame.commitment}
        headings.append(f"{year}\n{', '.join(map(words.value, sorted(commitments)))}")
    shown = table("", *numbers(*headings))
    for kind, line in dict.fromkeys((kind, line) for kind in SIDES for _, of, line in sorted(frames) if of == kind):
        shown.add_section()
        shown.add_row(_section(kind, line), style="dim")
        for side in SIDES[kind]:
            cells = [_year_cell(frames.get((year, kind, line)), side, unit) for year in years]
            shown.add_row(side_name(side), *cells, style="bold" if side == "net" else "")
    return Group(Text(f"{name}, {unit.value}", style="bold"), shown, *remarks(answers))


def _year_cell(frame: Frame | None, side: str, unit: AmountUnit) -> str:
    return "–" if frame is None else _indexed((frame,), side, getattr(frame, f"{side}_ore"), unit)


def _section(kind: str, line: str) -> str:
    """`Drift`, or `Drift, forvaltning` for one of several lines."""
    return words.value(kind).capitalize() + ("" if line == "total" else f", {line}")
