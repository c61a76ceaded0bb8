"""What the command line shows of cases: the decision diary and the meeting register, in Swedish."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.table import stale_line
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.texts import text_of
from projections.chapters.diary import (
    DiaryAnswer,
    DiaryClause,
    DiaryDecision,
    DiaryDissent,
)
from projections.chapters.meetings import MeetingsAnswer, MeetingView


def diary_table(answer: DiaryAnswer, _unit: AmountUnit) -> RenderableType:
    """Each decision with its clauses, where they stand, and who disagreed."""
    parts: list[RenderableType] = []
    for decision in answer.decisions:
        parts += [Text(_heading(decision), style="bold"), *_decision(decision), Text("")]
    note = [Text(answer.note, style="yellow")] if answer.note else []
    return Group(*parts, *note, *stale_line(answer.stale))


def _heading(decision: DiaryDecision) -> str:
    day = str(decision.decided_latest)
    if decision.decided_earliest != decision.decided_latest:
        day = f"{decision.decided_earliest or '?'}–{decision.decided_latest}"
    undetermined = "obestämt" if decision.undetermined else None
    named = (decision.body, day, decision.case_number, decision.paragraph, undetermined)
    return ", ".join(part for part in named if part)


def _decision(decision: DiaryDecision) -> Iterable[RenderableType]:
    if decision.clauses:
        table = Table(box=None, header_style="dim", pad_edge=False)
        for heading in ("Att-sats", "Utgång", "Innehåll", "Läge"):
            table.add_column(heading)
        for clause in decision.clauses:
            table.add_row(str(clause.clause or ""), _outcome(clause), escape(_content(clause)), _standing(clause))
        yield table
    if decision.note:
        yield Text(decision.note, style="yellow")
    yield from (line for dissent in decision.dissents for line in _dissent(dissent))


def _outcome(clause: DiaryClause) -> str:
    stages = dict.fromkeys(words.value(one.stage) for one in clause.events)
    return text_of(clause, "outcome") or ", ".join(stages)


def _content(clause: DiaryClause) -> str:
    said = [clause.wording] if clause.wording else []
    for one in clause.events:
        name = f" ”{one.proposal}”" if one.proposal else ""
        inside = f": {', '.join(one.decides)}" if one.decides else ""
        count = f" ({len(one.positions)} poster)" if len(one.positions) > 1 else ""
        said.append(f"{one.text}{name}{inside}{count}")
    adopts = [f"antar {clause.proposal}"] if clause.proposal else []
    adopted = ", ".join((*adopts, *(f"utom {one}" for one in clause.exceptions)))
    return "; ".join(filter(None, (*said, adopted)))


def _standing(clause: DiaryClause) -> str:
    waits = f"väntar på {', '.join(clause.waits_for)}" if clause.waits_for else None
    status = clause.status.text if clause.status else None
    return "; ".join(part for part in (waits, status) if part)


def _dissent(dissent: DiaryDissent) -> Iterable[RenderableType]:
    persons = [f"{one.name} ({one.party})" if one.party else one.name for one in dissent.persons]
    who = ", ".join(persons or dissent.parties)
    same = f", likalydande med {dissent.identical_to}" if dissent.identical_to else ""
    yield Text(f"  {text_of(dissent, 'kind')}: {who or 'ingen namngiven'} ({dissent.dissent}{same})")
    yield from (Text(f"    {line}", style="dim") for line in dissent.motion)
    yield from (Text(f"    om pengar: ”{line}”", style="dim") for line in dissent.claims)
    yield from (Text(f"    hänvisar till: {line}", style="dim") for line in dissent.refers_to)


_MEETING_COLUMNS: Final[dict[str, Literal["left", "right"]]] = {
    "Organ": "left",
    "Dag": "left",
    "Paragrafer": "right",
    "Registrerade": "right",
    "Utan påverkan": "right",
    "Luckor": "left",
}


def meetings_table(answer: MeetingsAnswer, _unit: AmountUnit) -> RenderableType:
    """Each meeting with how much of it is recorded, and its gaps."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading, justify in _MEETING_COLUMNS.items():
        table.add_column(heading, justify=justify)
    for meeting in answer.meetings:
        table.add_row(
            escape(meeting.body),
            str(meeting.day),
            str(meeting.paragraphs),
            str(len(meeting.recorded)),
            str(len(meeting.without_effect)),
            _gaps(meeting),
        )
    found: Sequence[RenderableType] = [table] if answer.meetings else []
    note = [Text(answer.note, style="yellow")] if answer.note else []
    return Group(*found, *note, *stale_line(answer.stale))


def _gaps(meeting: MeetingView) -> str:
    unlisted = f"; utanför registret: {', '.join(meeting.unlisted)}" if meeting.unlisted else ""
    return (", ".join(meeting.gaps) or "inga") + unlisted
