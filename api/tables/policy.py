"""Open warnings and the organisation's own rules as tables on the command line, in Swedish."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.tables.headings import answer_heading
from api.tables.layout import caption, note_lines, numbers, ranges, stale_lines, table
from ledger.errors import REFUSALS
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.register_query import RegisterAnswer
from projections.asking.texts import text_of
from projections.chapters.policy import Competence, DecidedLimit, PolicyAnswer, RegisteredBody, Tolerance
from projections.chapters.warnings import NoticedWarning, WarningsAnswer


def warnings_table(answer: WarningsAnswer, _unit: AmountUnit) -> RenderableType:
    """How many there are of each kind, then each with its decision; last those that somebody has looked at."""
    parts: list[RenderableType] = [_heading(answer), *note_lines(answer.note)]
    if answer.warnings:
        parts += [_counts(answer), listed_warnings(answer.warnings)]
    if answer.resolved:
        parts += [caption("Granskade"), listed_warnings(answer.resolved)]
    return Group(*parts, *stale_lines(answer.stale))


def _heading(answer: RegisterAnswer) -> Text:
    return answer_heading(answer, answer.coordinates.year)


def _counts(answer: WarningsAnswer) -> Table:
    shown = table("Varning", "Stadium", *numbers("Antal"))
    for count in answer.counts:
        shown.add_row(count.code, words.value(count.stage), str(count.warnings))
    shown.add_section()
    shown.add_row("Alla", "", str(sum(count.warnings for count in answer.counts)), style="bold")
    return shown


def listed_warnings(warnings: Sequence[NoticedWarning]) -> RenderableType:
    """A line for each decision with the entries that are meant, and below it what is said of them. What is said word
    for word of several entries in one decision is said once, with all their positions."""
    said: dict[tuple[str, str, str], list[int]] = {}
    for warning in warnings:
        named = (words.fact(warning.event), _decision(warning), _text(warning))
        said.setdefault(named, []).append(warning.position)
    meant: dict[tuple[str, str, str], list[str]] = {}
    for (event, decision, text), positions in said.items():
        meant.setdefault((ranges(positions), event, decision), []).append(text)
    parts: list[RenderableType] = []
    for (positions_text, event, decision), texts in meant.items():
        parts.append(Text(f"{positions_text}  {event}, {decision}", style="bold"))
        parts += [Padding(Text(text), (0, 0, 0, 2)) for text in texts]
    return Group(*parts)


def _decision(warning: NoticedWarning) -> str:
    days = str(warning.decided_latest)
    if warning.decided_earliest is not None and warning.decided_earliest != warning.decided_latest:
        days = f"{warning.decided_earliest}–{warning.decided_latest}"
    clause = None if warning.clause is None else f"att-sats {warning.clause}"
    proposed = None if warning.proposal is None else f"{words.value(warning.stage)}: {warning.proposal}"
    return ", ".join(filter(None, (warning.body, days, warning.case_number, warning.paragraph, clause, proposed)))


def _text(warning: NoticedWarning) -> str:
    if warning.resolved is None:
        return f"{warning.text} ({warning.code})"
    looked = f"Granskad av {warning.resolved.by}, position {warning.resolved.position}: {warning.resolved.reason}"
    return f"{warning.text} ({warning.code}) {looked}"


def policy_table(answer: PolicyAnswer, _unit: AmountUnit) -> RenderableType:
    """How each rule is treated on the day; then who decides what, which bodies there are, and the tolerance."""
    at = answer.coordinates
    rules = table("Regel", "Kod", "Hantering", "Från och med", "Position")
    for rule in answer.rules:
        since = "" if rule.applies_from is None else str(rule.applies_from)
        place = "" if rule.position is None else str(rule.position)
        rules.add_row(REFUSALS[rule.rule].title, rule.rule, words.value(rule.treatment), since, place)
    on = Text(f"Beslut fattade {at.on or at.as_of}")
    return Group(_heading(answer), on, rules, *map(Text, _decided(answer)), *stale_lines(answer.stale))


def _decided(answer: PolicyAnswer) -> Iterator[str]:
    """A line for each competence and each body, and for the tolerance."""
    for competence in answer.competences:
        inside = "" if competence.within is None else f" i stället för {competence.within}"
        yield f"{text_of(competence, 'event')}: {', '.join(competence.bodies) or 'alla'}{inside} {_since(competence)}"
        yield from (f"  {limit.body}: {_limit(limit)}" for limit in competence.limits)
    for body in answer.bodies:
        unit = "" if body.unit is None else f" för {body.unit_name}"
        also = f", även {', '.join(body.aliases)}" if body.aliases else ""
        yield f"{body.body}: {words.value(body.kind)}{unit}{also} {_since(body)}"
    if answer.tolerance is not None:
        differs = text_of(answer.tolerance, "tolerance_ore")
        yield f"Kontrollsummor får skilja {differs} utöver sin noggrannhet {_since(answer.tolerance)}"


def _limit(limit: DecidedLimit) -> str:
    each = None if limit.per_decision_ore is None else f"{text_of(limit, 'per_decision_ore')} per beslut"
    year = (
        None if limit.per_project_year_ore is None else f"{text_of(limit, 'per_project_year_ore')} per projekt och år"
    )
    return "högst " + ", ".join(filter(None, (each, year)))


def _since(decided: Competence | RegisteredBody | Tolerance) -> str:
    return f"(från och med {decided.applies_from}, position {decided.position})"
