"""What the command line shows: tables and texts in Swedish, made from the same answers that HTTP gives."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final, Protocol

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from ledger.errors import Refusal, RuleClass
from ledger.events import RecordingErrorCorrected, family
from ledger.log.entry import Recorded as RecordedEntry
from ledger.meaning.effects import FrameValue
from ledger.money import AmountUnit, format_ore, rate_text
from ledger.recording import Receipt
from ledger.values import Basis, FrameKey
from ledger.when import SWEDEN, DecisionBounds
from ledger.words import words
from projections.asking.amounts import SIDES
from projections.asking.question import Coordinates
from projections.asking.read_model import Staleness
from projections.asking.texts import text_of
from projections.chapters.units import Unit, UnitsAnswer
from projections.frames.current import FramesAnswer
from projections.frames.figures import Frame, FrameTotal

UNKNOWN: Final = "okänt"


def figure(ore: int | None, unit: AmountUnit) -> str:
    """An amount without its unit, which stands in the heading; `okänt` for an unknown one."""
    return UNKNOWN if ore is None else format_ore(ore, unit).rsplit("\u00a0", 1)[0]


def frames_tables(answers: Sequence[FramesAnswer], unit: AmountUnit) -> RenderableType:
    """Frames at a coordinate, with what stands outside the totals and every warning below."""
    parts: list[RenderableType] = []
    for answer in answers:
        parts.append(title_line(answer, None if answer.proposal is None else answer.proposal.body))
        if answer.note:
            parts.append(Text(answer.note, style="yellow"))
        for kind in SIDES:
            parts += _frame_tables(answer, kind, unit)
        parts += remarks([answer])
    return Group(*parts)


class AboutFrames(Protocol):
    """Any answer about frames at a coordinate."""

    @property
    def ledger(self) -> str:
        """Which ledger."""

    @property
    def organisation(self) -> str | None:
        """Whose it is."""

    @property
    def coordinates(self) -> Coordinates:
        """Where it was asked."""


def title_line(answer: AboutFrames, body: str | None = None) -> Text:
    """The line above an answer's tables; `body` is whose proposal it is about."""
    return Text(coordinates_line(answer.organisation or answer.ledger, answer.coordinates, body), style="bold")


def coordinates_line(organisation: str, at: Coordinates, body: str | None = None) -> str:
    """`Stockholms stad · Avser 2027 · Beslutad t.o.m. 2026-03-01 · Registrerad t.o.m. position 12`, and how what counts
    differs from what is decided; `body` is whose the proposal is."""
    return " · ".join(coordinate_parts(organisation, at, body))


def coordinate_parts(organisation: str, at: Coordinates, body: str | None = None) -> list[str]:
    """The parts of that line, in their order."""
    parts = [organisation, f"Avser {at.year}", f"Beslutad t.o.m. {at.as_of}"]
    parts.append(f"Registrerad t.o.m. position {at.position}")
    if at.proposal is not None and at.stage is not None:
        whose = "" if body is None else f" ({body})"
        parts.append(f"{words.value(at.stage).capitalize()}: {at.proposal}{whose}")
    if at.laid:
        parts.append(f"Som om {', '.join(at.laid)} antogs")
    if at.legal_force:
        parts.append("Bara med laga kraft")
    if at.index_ppb is not None:
        parts.append(f"Som om index vore {rate_text(at.index_ppb)}")
    if at.unit is not None and at.subtree:
        parts.append(f"{at.unit} och allt under")
    if at.tree_on is not None:
        parts.append(f"I organisationen {at.tree_on}")
    return parts


def _frame_tables(answer: FramesAnswer, kind: str, unit: AmountUnit) -> list[RenderableType]:
    """Operating money and investments stand in tables of their own: their sides are never added together."""
    frames = [frame for frame in answer.frames if frame.kind == kind]
    heading = f"{words.value(kind).capitalize()}, {unit.value}"
    parts: list[RenderableType] = []
    if frames:
        table = _frame_table(frames, kind, unit)
        table.add_section()
        total = next(one for one in answer.totals if one.kind == kind)
        table.add_row("Summa", "", "", *_sums(total, frames, kind, unit), style="bold")
        parts += [Text(heading, style="italic"), table]
    outside = {
        "obestämt": answer.undetermined,
        words.value("conditional"): answer.conditional,
        words.value("without-legal-force"): answer.without_legal_force,
    }
    for why, every in outside.items():
        if standing := [frame for frame in every if frame.kind == kind]:
            parts.append(Text(f"{heading}: {why}, i ingen summa", style="italic"))
            parts.append(_frame_table(standing, kind, unit))
    return parts


def _frame_table(frames: Iterable[Frame], kind: str, unit: AmountUnit) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("Enhet", "Post", "Art"):
        table.add_column(heading)
    for side in SIDES[kind]:
        table.add_column(words.field(side).capitalize(), justify="right", no_wrap=True)
    for frame in frames:
        line = "" if frame.line == "total" else frame.line
        commitment = words.value(frame.commitment) if frame.commitment else "bara ändringar"
        table.add_row(escape(frame.unit_name), line, commitment, *_amounts(frame, kind, unit))
    return table


def _amounts(frame: Frame, kind: str, unit: AmountUnit) -> list[str]:
    return [_indexed((frame,), side, getattr(frame, f"{side}_ore"), unit) for side in SIDES[kind]]


def _sums(total: FrameTotal, frames: Sequence[Frame], kind: str, unit: AmountUnit) -> list[str]:
    return [_indexed(frames, side, getattr(total, f"{side}_ore"), unit) for side in SIDES[kind]]


def _indexed(frames: Iterable[Frame], side: str, ore: int | None, unit: AmountUnit) -> str:
    """A figure, with ”+ index” while a frame in it waits for one; nothing grows out of nothing."""
    waits = any(frame.undecided_indices and getattr(frame, f"{side}_ore") for frame in frames)
    return f"{figure(ore, unit)} + index" if waits else figure(ore, unit)


def remarks(answers: Sequence[FramesAnswer]) -> list[RenderableType]:
    """Every warning once, with the entries it stands on, also of decisions that are annulled later; and whether entries
    are missing."""
    found: dict[str, set[int]] = {}
    for answer in answers:
        for frame in (*answer.frames, *answer.undetermined):
            for warning in frame.warnings:
                found.setdefault(warning.text, set()).add(warning.position)
            for part in frame.parts:
                if part.annulled_on is not None and part.part != "annulled":
                    text = f"Beslutet är upphävt av en dom, från och med {part.annulled_on}."
                    found.setdefault(text, set()).add(part.position)
    indices = {index for answer in answers for total in answer.totals for index in total.undecided_indices}
    noticed = [text for answer in answers for text in answer.remarks]
    if indices:
        noticed.append(f"+ index: {', '.join(sorted(indices))} är inte beslutat; beloppen är utan det.")
    lines: list[RenderableType] = [Text(f"⚠ {text}", style="yellow") for text in dict.fromkeys(noticed)]
    lines += [
        Text(f"⚠ {text} (position {ranges(sorted(positions))})", style="yellow") for text, positions in found.items()
    ]
    return [*lines, *(line for answer in answers for line in stale_line(answer.stale))]


def stale_line(stale: Staleness | None) -> list[RenderableType]:
    """What an answer says when entries are missing from it; nothing when none are."""
    if stale is None:
        return []
    missing = f"position {stale.position} av {stale.head}"
    return [Text(f"Svaret är inte helt aktuellt: {missing}. {stale.reason}", style="red")]


def ranges(positions: Sequence[int]) -> str:
    """`5–8, 11`."""
    spans: list[list[int]] = []
    for position in sorted(positions):
        if spans and position == spans[-1][1] + 1:
            spans[-1][1] = position
        else:
            spans.append([position, position])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in spans)


def year_table(answers: Sequence[FramesAnswer], unit_id: str, unit: AmountUnit) -> RenderableType:
    """One unit with its years side by side, as a budget document prints it."""
    frames = {(f.year, f.kind, f.line): f for answer in answers for f in answer.frames if f.unit == unit_id}
    years = sorted({year for year, _, _ in frames})
    name = next(iter(frames.values())).unit_name if frames else unit_id
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for year in years:
        commitments = {f.commitment for (at, _, _), f in frames.items() if at == year and f.commitment}
        table.add_column(f"{year}\n{', '.join(words.value(one) for one in sorted(commitments))}", justify="right")
    for kind, line in dict.fromkeys((kind, line) for kind in SIDES for _, of, line in sorted(frames) if of == kind):
        table.add_section()
        table.add_row(_section(kind, line), style="dim")
        for side in SIDES[kind]:
            row = [frames.get((year, kind, line)) for year in years]
            cells = ["–" if one is None else _indexed((one,), side, getattr(one, f"{side}_ore"), unit) for one in row]
            table.add_row(words.field(side).capitalize(), *cells, style="bold" if side == "net" else "")
    return Group(Text(f"{name}, {unit.value}", style="bold"), table, *remarks(answers))


def _section(kind: str, line: str) -> str:
    """`Drift`, or `Drift, forvaltning` for one of several lines."""
    return words.value(kind).capitalize() + ("" if line == "total" else f", {line}")


def unit_tree(answer: UnitsAnswer) -> RenderableType:
    """The units that exist on the day, below one another; those that do not are listed after them."""
    at = answer.coordinates
    clocks = f"Avser {at.on} · Beslutad t.o.m. {at.as_of} · Registrerad t.o.m. position {at.position}"
    root = Tree(Text(f"{answer.organisation or answer.ledger} · {clocks}", style="bold"))
    there = {unit.unit: unit for unit in answer.units if unit.exists}
    branches = {unit: Text(_unit_text(one)) for unit, one in there.items()}
    _grow(root, None, there, branches)
    gone = [unit for unit in answer.units if not unit.exists]
    lines = [Text(f"Finns inte den dagen: {_unit_text(unit)}", style="dim") for unit in gone]
    note = [] if answer.units else [Text("Inga enheter var registrerade.", style="yellow")]
    return Group(root, *lines, *note, *stale_line(answer.stale))


def _grow(branch: Tree, parent: str | None, there: dict[str, Unit], branches: dict[str, Text]) -> None:
    """Hangs the units below one; a unit whose own parent is not there on the day hangs at the top."""
    for unit, one in there.items():
        above = one.parent if one.parent in there else None
        if above == parent:
            _grow(branch.add(branches[unit]), unit, there, branches)


def _unit_text(unit: Unit) -> str:
    codes = "".join(f", {code.system} {code.code}" for code in unit.codes)
    aliases = f", även {', '.join(unit.aliases)}" if unit.aliases else ""
    after = f", efterträdd av {', '.join(unit.successors)}" if unit.successors else ""
    role = f", {words.value(unit.role)}" if unit.role else ""
    shares = ", ".join(f"{part.unit} {text_of(part, 'share_ppb')}" for part in unit.parts if text_of(part, "share_ppb"))
    key = f", delad med {shares}" if shares else ""
    return f"{unit.name} ({unit.unit}{codes}{aliases}{role}{after}{key})"


def post_number(fact: int) -> tuple[str, int]:
    """How a fact is named when nothing else is known: by its number from 1."""
    return "post", fact + 1


def receipt_table(
    ledger: str, receipt: Receipt, unit: AmountUnit, place: Callable[[int], tuple[str, int]] = post_number
) -> RenderableType:
    """What a command led to, or would lead to: events, every frame before and after, warnings. `place` names a fact:
    by its number, or by its row in a workbook."""
    parts: list[RenderableType] = [Text(_outcome(ledger, receipt), style="bold green")]
    if receipt.consequence.frames:
        then = ", som de var när det registrerades" if receipt.repeated else ""
        heading = f"Ramar före och efter{then}, {unit.value}"
        parts += [Text(heading, style="italic"), _before_and_after(receipt, unit)]
    found: dict[tuple[str, str], list[int]] = {}
    for warning in receipt.consequence.warnings:
        what, number = place(warning.fact)
        found.setdefault((what, warning.text), []).append(number)
    parts += [
        Text(f"⚠ {what} {ranges(sorted(set(numbers)))}: {text}", style="yellow")
        for (what, text), numbers in found.items()
    ]
    return Group(*parts)


def _outcome(ledger: str, receipt: Receipt) -> str:
    count = len(receipt.consequence.types)
    many = "1 händelse" if count == 1 else f"{count} händelser"
    if receipt.first_position is None:
        return f"{ledger}: {many} skulle registreras. Ingenting är registrerat (provkörning)."
    positions = ranges(range(receipt.first_position, (receipt.last_position or 0) + 1))
    if receipt.repeated:
        again = "Ska samma innehåll registreras en gång till, som efter en återkallelse: ange en egen nyckel (--key)."
        return f"{ledger}: redan registrerat, position {positions}. Ingenting nytt är registrerat. {again}"
    return f"{ledger}: {many} {'registrerad' if count == 1 else 'registrerade'}, position {positions}."


def receipt_summary(file: str, ledger: str, receipt: Receipt) -> RenderableType:
    """One line for a recorded file, and how many warnings it carries."""
    warnings = len(receipt.consequence.warnings)
    noticed = f" {warnings} {'varning' if warnings == 1 else 'varningar'}." if warnings else ""
    return Text(f"{file}: {_outcome(ledger, receipt)}{noticed}")


def _before_and_after(receipt: Receipt, unit: AmountUnit) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("Ram", "Art"):
        table.add_column(heading)
    for side in ("Kostnader", "Intäkter", "Netto"):
        for moment in ("före", "efter"):
            table.add_column(f"{side}\n{moment}", justify="right")
    for change in receipt.consequence.frames:
        commitment = change.after.commitment or change.before.commitment
        cells = [
            _side_text(value, side, unit)
            for side in ("costs_ore", "revenues_ore", "net_ore")
            for value in (change.before, change.after)
        ]
        table.add_row(_frame_text(change.frame), words.value(commitment) if commitment else "", *cells)
    return table


def _side_text(value: FrameValue, side: str, unit: AmountUnit) -> str:
    return figure(getattr(value.sides, side), unit) if value.known else "–"


def _frame_text(frame: FrameKey) -> str:
    line = "" if frame.line == "total" else f" {frame.line}"
    return f"{frame.unit}{line} {words.value(frame.kind)} {frame.year}"


def log_table(entries: Iterable[RecordedEntry]) -> Table:
    """Events in order, newest last."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("Position", "Registrerad", "Händelse", "Beslut", "Innehåll"):
        table.add_column(heading, justify="right" if heading == "Position" else "left")
    for recorded in entries:
        entry = recorded.entry
        table.add_row(
            str(recorded.position),
            _local(recorded.recorded_at),
            words.fact(family(entry.type)),
            escape(_basis_text(entry.basis)),
            escape(_content(recorded)),
        )
    return table


def _local(instant: datetime) -> str:
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


def _content(recorded: RecordedEntry) -> str:
    fact = recorded.entry.fact
    if isinstance(fact, RecordingErrorCorrected):
        return f"rättar position {fact.corrects}: {fact.reason}"
    frames = "; ".join(_frame_text(frame) for frame in fact.frames())
    named = [str(getattr(fact, name)) for name in ("proposal", "unit", "name") if getattr(fact, name, None)]
    return frames or " ".join(named)


def print_refusals(console: Console, refusals: Sequence[Refusal]) -> None:
    """Every reason, each with its place, what it is about and what would be right."""
    if len(refusals) > 1:
        console.print(f"[bold red]{len(refusals)} fel. Ingenting är registrerat.[/]")
    for refusal in refusals:
        where = f"{escape(refusal.where)}: " if refusal.where else ""
        console.print(f"[red]✗[/] {where}[bold]{refusal.kind.title}[/] [dim]({refusal.code})[/]", soft_wrap=True)
        console.print(f"  {escape(refusal.detail)}", soft_wrap=True)
        if refusal.right:
            console.print(f"  → {escape(refusal.right)}", soft_wrap=True)
    for code in dict.fromkeys(one.code for one in refusals if one.kind.rule_class is RuleClass.B):
        # How a rule is set aside is the one thing that no refusal can say by itself: it goes for all that it refuses.
        accepted = f"{words.field('rule')}: {code}, {words.field('reason')}: …, {words.field('who')}: …"
        line = f"  Så beslutat ändå? Beslutsfilen kan ha: {words.field('accept')}: [{{{accepted}}}]"
        console.print(escape(line), style="dim", soft_wrap=True)
