"""Open warnings and the organisation's own rules as tables on the command line, in Swedish."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.table import ranges, stale_line
from ledger.errors import REFUSALS
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.register_query import RegisterAnswer
from projections.asking.texts import text_of
from projections.chapters.policy import PolicyAnswer
from projections.chapters.warnings import NoticedWarning, WarningsAnswer


def warnings_table(answer: WarningsAnswer, _unit: AmountUnit) -> RenderableType:
    """How many there are of each kind, then each with its decision; last those that somebody has looked at."""
    parts: list[RenderableType] = [_heading(answer)]
    if answer.note:
        parts.append(Text(answer.note, style="yellow"))
    if answer.warnings:
        parts += [_counts(answer), listed_warnings(answer.warnings)]
    if answer.resolved:
        parts += [Text("Granskade", style="italic"), listed_warnings(answer.resolved)]
    return Group(*parts, *stale_line(answer.stale))


def _heading(answer: RegisterAnswer) -> Text:
    at = answer.coordinates
    about = f"Avser {at.year} · " if at.year is not None else ""
    clocks = f"{about}Beslutad t.o.m. {at.as_of} · Registrerad t.o.m. position {at.position}"
    return Text(f"{answer.organisation or answer.ledger} · {clocks}", style="bold")


def _counts(answer: WarningsAnswer) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("Varning")
    table.add_column("Stadium")
    table.add_column("Antal", justify="right")
    for count in answer.counts:
        table.add_row(count.code, words.value(count.stage), str(count.warnings))
    table.add_section()
    table.add_row("Alla", "", str(len(answer.warnings)), style="bold")
    return table


def listed_warnings(warnings: Sequence[NoticedWarning]) -> Table:
    """What is said word for word of several entries in one decision is said once, with all their positions."""
    said: dict[tuple[str, str, str], list[int]] = {}
    for one in warnings:
        said.setdefault((words.fact(one.event), _decision(one), _text(one)), []).append(one.position)
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("Position", "Händelse", "Beslut", "Varning"):
        table.add_column(heading, justify="right" if heading == "Position" else "left")
    for (event, decision, text), positions in said.items():
        table.add_row(ranges(positions), event, escape(decision), escape(text))
    return table


def _decision(one: NoticedWarning) -> str:
    days = str(one.decided_latest)
    if one.decided_earliest is not None and one.decided_earliest != one.decided_latest:
        days = f"{one.decided_earliest}–{one.decided_latest}"
    clause = None if one.clause is None else f"att-sats {one.clause}"
    proposed = None if one.proposal is None else f"{words.value(one.stage)}: {one.proposal}"
    return ", ".join(filter(None, (one.body, days, one.case_number, one.paragraph, clause, proposed)))


def _text(one: NoticedWarning) -> str:
    if one.resolved is None:
        return f"{one.text} ({one.code})"
    looked = f"Granskad av {one.resolved.by}, position {one.resolved.position}: {one.resolved.reason}"
    return f"{one.text} ({one.code}) {looked}"


def policy_table(answer: PolicyAnswer, _unit: AmountUnit) -> RenderableType:
    """How each rule is treated on the day; then who decides what, which bodies there are, and the tolerance."""
    at = answer.coordinates
    rules = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("Regel", "Kod", "Hantering", "Från och med", "Position"):
        rules.add_column(heading)
    for one in answer.rules:
        since = "" if one.applies_from is None else str(one.applies_from)
        place = "" if one.position is None else str(one.position)
        rules.add_row(REFUSALS[one.rule].title, one.rule, words.value(one.treatment), since, place)
    lines = [
        f"{text_of(one, 'event')}: {', '.join(one.bodies)} (från och med {one.applies_from}, position {one.position})"
        for one in answer.competences
    ]
    lines += [
        f"{one.body}: {words.value(one.kind)}{'' if one.unit is None else f' för {one.unit_name}'} "
        f"(från och med {one.applies_from}, position {one.position})"
        for one in answer.bodies
    ]
    if answer.tolerance is not None:
        tolerance = answer.tolerance
        lines.append(
            f"Kontrollsummor får skilja {text_of(tolerance, 'tolerance_ore')} utöver sin noggrannhet "
            f"(från och med {tolerance.applies_from}, position {tolerance.position})"
        )
    on = Text(f"Beslut fattade {at.on or at.as_of}")
    return Group(_heading(answer), on, rules, *map(Text, lines), *stale_line(answer.stale))
