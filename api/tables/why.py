"""Why a frame is what it is, on the command line: as tables with a running balance, and as text for a report."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.table import figure, title_line
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.amounts import SIDES, FrameAmounts
from projections.asking.read_model import Staleness
from projections.asking.texts import text_of
from projections.frames.why import WhyAnswer
from projections.frames.why_lines import FrameWhy, WhyBeside, WhyLine


def why_tables(answer: WhyAnswer, unit: AmountUnit) -> RenderableType:
    """One table for each frame: the lines that add up to it, and below them what does not."""
    parts: list[RenderableType] = [title_line(answer)]
    for frame in answer.frames:
        parts += [Text(_heading(frame, unit), style="italic"), _lines_table(frame, unit)]
        if frame.beside:
            parts += [Text("Ingår inte", style="dim"), beside_table(frame.kind, frame.beside, unit)]
    return Group(*parts, *notes(answer.note, answer.stale, answer.remarks))


def why_text(answer: WhyAnswer) -> str:
    """Every frame's explanation in sentences, one frame after another."""
    return "\n\n".join(frame.text for frame in answer.frames) or answer.note or ""


def notes(note: str | None, stale: Staleness | None, remarks: Iterable[str] = ()) -> list[RenderableType]:
    """Why an answer is empty, what to know of it, and whether entries are missing from it."""
    found: list[RenderableType] = [] if note is None else [Text(note, style="yellow")]
    found += [Text(f"⚠ {remark}", style="yellow") for remark in remarks]
    if stale is not None:
        missing = f"position {stale.position} av {stale.head}"
        found.append(Text(f"Svaret är inte helt aktuellt: {missing}. {stale.reason}", style="red"))
    return found


def frame_heading(unit_name: str, line: str, kind: str, year: int) -> str:
    """`Stadsledningskontoret, drift 2026`, with the line in between when there is one."""
    return ", ".join(
        part for part in (unit_name, "" if line == "total" else line, f"{words.value(kind)} {year}") if part
    )


def amount_cells(kind: str, amounts: FrameAmounts, unit: AmountUnit) -> list[str]:
    """Each side's figure, in the order of its kind."""
    return [figure(getattr(amounts, f"{name}_ore"), unit) for name in SIDES[kind]]


def _heading(frame: FrameWhy, unit: AmountUnit) -> str:
    return f"{frame_heading(frame.unit_name, frame.line, frame.kind, frame.year)}, {unit.value}"


def _lines_table(frame: FrameWhy, unit: AmountUnit) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("Position", "Händelse", "Beslut", "Dokument"):
        table.add_column(heading, justify="right" if heading == "Position" else "left")
    for name in SIDES[frame.kind]:
        table.add_column(words.field(name).capitalize(), justify="right", no_wrap=True)
    table.add_column("Saldo netto", justify="right", no_wrap=True)
    for line in frame.lines:
        table.add_row(*_line_cells(frame.kind, line, unit))
    table.add_section()
    total = amount_cells(frame.kind, frame.amount, unit) if frame.lines else [""] * len(SIDES[frame.kind])
    table.add_row("", "Ram" if frame.lines else "Ingenting räknas", "", "", *total, "", style="bold")
    return table


def _line_cells(kind: str, line: WhyLine, unit: AmountUnit) -> list[str]:
    flag = "" if line.annulled_on is None else f", upphävs {line.annulled_on}"
    counterparts = f" ({', '.join(line.counterparts)})" if line.counterparts else ""
    return [
        str(line.decision.position),
        escape(_with_note(line.text + counterparts, line.note)),
        escape(_decision_text(line) + flag),
        escape(line.decision.document or ""),
        *amount_cells(kind, line.change, unit),
        figure(line.balance.net_ore, unit),
    ]


def _with_note(text: str, note: str | None) -> str:
    """What happened, and below it what its own note says."""
    return text if note is None else f"{text}\nAnteckning: {note}"


def _decision_text(line: WhyLine | WhyBeside) -> str:
    effective = line.decision.effective_day
    return line.decision.told + ("" if effective is None else f", gäller från {effective}")


def beside_table(kind: str, beside: Iterable[WhyBeside], unit: AmountUnit) -> Table:
    """What was decided and is not in a frame, and why."""
    table = Table(box=None, header_style="dim", pad_edge=False, style="dim")
    for heading in ("Position", "Händelse", "Beslut", "Varför inte"):
        table.add_column(heading, justify="right" if heading == "Position" else "left")
    for name in SIDES[kind]:
        table.add_column(words.field(name).capitalize(), justify="right", no_wrap=True)
    for one in beside:
        amounts = amount_cells(kind, one.amount, unit)
        decision = escape(_decision_text(one))
        what = escape(_with_note(one.text, one.note))
        table.add_row(str(one.decision.position), what, decision, _reason(one), *amounts)
    return table


def _reason(one: WhyBeside) -> str:
    if one.annulled_on is not None:
        return f"{text_of(one, 'part')} från {one.annulled_on}"
    waits = f": {', '.join(one.waits_for)}" if one.waits_for else ""
    return f"{text_of(one, 'part')}{waits}" + ("" if one.by is None else f" (position {one.by})")
