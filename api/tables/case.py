"""What the command line shows of cases: the decision diary and the meeting register, in Swedish."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.text import Text

from api.tables.layout import note_lines, notes, numbers, table
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.texts import text_of
from projections.chapters.diary import DiaryAnswer, DiaryClause, DiaryDecision, DiaryDissent
from projections.chapters.meetings import MeetingsAnswer, MeetingView


def diary_table(answer: DiaryAnswer, _unit: AmountUnit) -> RenderableType:
    """Each decision with its clauses, where they stand, and who disagreed."""
    parts: list[RenderableType] = []
    for decision in answer.decisions:
        parts += [Text(_heading(decision), style="bold"), *_decision(decision), Text("")]
    return Group(*parts, *notes(answer.note, answer.stale))


def _heading(decision: DiaryDecision) -> str:
    day = str(decision.decided_latest)
    if decision.decided_earliest != decision.decided_latest:
        day = f"{decision.decided_earliest or '?'}–{decision.decided_latest}"
    undetermined = "obestämt" if decision.undetermined else None
    named = (decision.body, day, decision.case_number, decision.paragraph, undetermined)
    return ", ".join(part for part in named if part)


def _decision(decision: DiaryDecision) -> Iterable[RenderableType]:
    if decision.clauses:
        shown = table("Att-sats", "Utgång", "Innehåll", "Läge")
        for clause in decision.clauses:
            shown.add_row(str(clause.clause or ""), _outcome(clause), escape(_content(clause)), _standing(clause))
        yield shown
    yield from note_lines(decision.note)
    yield from (line for dissent in decision.dissents for line in _dissent(dissent))


def _outcome(clause: DiaryClause) -> str:
    stages = dict.fromkeys(words.value(event.stage) for event in clause.events)
    return text_of(clause, "outcome") or ", ".join(stages)


def _content(clause: DiaryClause) -> str:
    said = [clause.wording] if clause.wording else []
    for event in clause.events:
        name = f" ”{event.proposal}”" if event.proposal else ""
        inside = f": {', '.join(event.decides)}" if event.decides else ""
        count = f" ({len(event.positions)} poster)" if len(event.positions) > 1 else ""
        said.append(f"{event.text}{name}{inside}{count}")
    adopts = [f"antar {clause.proposal}"] if clause.proposal else []
    adopted = ", ".join((*adopts, *(f"utom {exception}" for exception in clause.exceptions)))
    return "; ".join(filter(None, (*said, adopted)))


def _standing(clause: DiaryClause) -> str:
    waits = f"väntar på {', '.join(clause.waits_for)}" if clause.waits_for else None
    status = clause.status.text if clause.status else None
    return "; ".join(part for part in (waits, status) if part)


def _dissent(dissent: DiaryDissent) -> Iterable[RenderableType]:
    persons = [f"{person.name} ({person.party})" if person.party else person.name for person in dissent.persons]
    who = ", ".join(persons or dissent.parties)
    same = f", likalydande med {dissent.identical_to}" if dissent.identical_to else ""
    yield Text(f"  {text_of(dissent, 'kind')}: {who or 'ingen namngiven'} ({dissent.dissent}{same})")
    yield from (Text(f"    {line}", style="dim") for line in dissent.motion)
    yield from (Text(f"    om pengar: ”{line}”", style="dim") for line in dissent.claims)
    yield from (Text(f"    hänvisar till: {line}", style="dim") for line in dissent.refers_to)


def meetings_table(answer: MeetingsAnswer, _unit: AmountUnit) -> RenderableType:
    """Each meeting with how much of it is recorded, and its gaps."""
    shown = table("Organ", "Dag", *numbers("Paragrafer", "Registrerade", "Utan påverkan"), "Luckor")
    for meeting in answer.meetings:
        shown.add_row(
            escape(meeting.body),
            str(meeting.day),
            str(meeting.paragraphs),
            str(len(meeting.recorded)),
            str(len(meeting.without_effect)),
            _gaps(meeting),
        )
    return Group(*([shown] if answer.meetings else []), *notes(answer.note, answer.stale))


def _gaps(meeting: MeetingView) -> str:
    unlisted = f"; utanför registret: {', '.join(meeting.unlisted)}" if meeting.unlisted else ""
    return (", ".join(meeting.gaps) or "inga") + unlisted
