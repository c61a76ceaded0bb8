"""Why a frame is what it is, on the command line: as tables with a running balance, and as text for a report."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.headings import frame_heading, title_line
from api.tables.layout import POSITION, amounts, caption, figure, figures, notes, noticed_lines, side_columns, table
from ledger.money import AmountUnit
from projections.asking.amounts import SIDES
from projections.asking.texts import text_of
from projections.frames.why import WhyAnswer
from projections.frames.why_lines import FrameWhy, WhyBeside, WhyLine


def why_tables(answer: WhyAnswer, unit: AmountUnit) -> RenderableType:
    """One table for each frame: the lines that add up to it, and below them what does not."""
    parts: list[RenderableType] = [title_line(answer)]
    for frame in answer.frames:
        parts += [caption(_heading(frame, unit)), _lines_table(frame, unit)]
        if frame.beside:
            parts += [Text("Ingår inte", style="dim"), beside_table(frame.kind, frame.beside, unit)]
        parts += noticed_lines(frame.warnings)
    return Group(*parts, *notes(answer.note, answer.stale, answer.remarks))


def why_text(answer: WhyAnswer) -> str:
    """Every frame's explanation in sentences, one frame after another."""
    return "\n\n".join(frame.text for frame in answer.frames) or answer.note or ""


def _heading(frame: FrameWhy, unit: AmountUnit) -> str:
    return f"{frame_heading(frame.unit_name, frame.line, frame.kind, frame.year)}, {unit.value}"


def _lines_table(frame: FrameWhy, unit: AmountUnit) -> Table:
    shown = table(POSITION, "Händelse", "Beslut", "Dokument", *side_columns(frame.kind), *amounts("Saldo netto"))
    for line in frame.lines:
        shown.add_row(*_line_cells(frame.kind, line, unit))
    shown.add_section()
    total = figures(frame.kind, frame.amount, unit) if frame.lines else [""] * len(SIDES[frame.kind])
    shown.add_row("", "Ram" if frame.lines else "Ingenting räknas", "", "", *total, "", style="bold")
    return shown


def _line_cells(kind: str, line: WhyLine, unit: AmountUnit) -> list[str]:
    counterparts = f" ({', '.join(line.counterparts)})" if line.counterparts else ""
    return [
        str(line.decision.position),
        escape(_with_note(line.text + counterparts, line.note)),
        escape(_decision_text(line) + annulled_later(line)),
        escape(line.decision.document or ""),
        *figures(kind, line.change, unit),
        figure(line.balance.net_ore, unit),
    ]


def annulled_later(line: WhyLine) -> str:
    """From when a court annuls a decision, or a part of its amount, after the decision is named; nothing of others."""
    whole = "" if line.annulled_on is None else f", upphävs {line.annulled_on}"
    return whole + ("" if line.annulled_in_part_on is None else f", upphävs delvis {line.annulled_in_part_on}")


def _with_note(text: str, note: str | None) -> str:
    """What happened, and below it what its own note says."""
    return text if note is None else f"{text}\nAnteckning: {note}"


def _decision_text(line: WhyLine | WhyBeside) -> str:
    effective = line.decision.effective_day
    return line.decision.told + ("" if effective is None else f", gäller från {effective}")


def beside_table(kind: str, beside: Iterable[WhyBeside], unit: AmountUnit) -> Table:
    """What was decided and is not in a frame, and why."""
    shown = table(POSITION, "Händelse", "Beslut", "Varför inte", *side_columns(kind), style="dim")
    for line in beside:
        decision = escape(_decision_text(line))
        what = escape(_with_note(line.text, line.note))
        cells = figures(kind, line.amount, unit)
        shown.add_row(str(line.decision.position), what, decision, _reason(line), *cells)
    return shown


def _reason(line: WhyBeside) -> str:
    part = text_of(line, "part")
    if line.annulled_on is not None:
        return f"{part} från {line.annulled_on}"
    waits = f": {', '.join(line.waits_for)}" if line.waits_for else ""
    return f"{part}{waits}" + ("" if line.by is None else f" (position {line.by})")
