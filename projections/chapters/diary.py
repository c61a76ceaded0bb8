"""The decision diary: what each body decided in which case, who disagreed, and whether it stands.

Every entry that rests on a decision is here, whatever it is about, under its body, day, case and paragraph. What is
only proposed or recommended says so, with its name. Dissents stand beside the decision, and in no sum (R-20).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import msgspec

from ledger.decision_names import body_key, case_key
from ledger.events import (
    ClauseDecided,
    DelegatedDecisionReported,
    DelegationReporting,
    DissentRecorded,
    Fact,
    NamedProposal,
    RejectionRecommended,
    family,
    stored_name,
)
from ledger.looking.filling import REVIEWABLE
from ledger.meaning.decisions import DECIDES_NOTHING, DecisionStatus, decision_of, of_review, status_on
from ledger.meaning.placed import PlacedFact
from ledger.values import Basis, Stage
from ledger.words import words
from projections.asking.declaration import Declaration
from projections.asking.question import Question
from projections.asking.read_model import Answered, ReadModel
from projections.asking.register_query import RegisterAnswer, RegisterGround, WithNote, answered
from projections.asking.texts import ToldCode
from projections.tables.register import REVIEW

RECIPE: Final = "diary-7"
"""The version of the answer's form and rules."""


class DiaryPerson(msgspec.Struct, frozen=True, omit_defaults=True):
    """An elected person who disagreed, as the minutes have the name."""

    name: str
    party: str | None
    seat: ToldCode


class DiaryDissent(msgspec.Struct, frozen=True, omit_defaults=True):
    """A dissent: who, of what kind, what they moved. `identical` are all dissents that say the same, this one too when
    there are others. `claims` about money are verbatim and counted nowhere."""

    dissent: str
    kind: ToldCode
    position: int
    persons: tuple[DiaryPerson, ...] = ()
    parties: tuple[str, ...] = ()
    motion: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    identical_to: str | None = None
    identical: tuple[str, ...] = ()


class DiaryEvents(msgspec.Struct, frozen=True, omit_defaults=True):
    """What entries of one kind, on one clause, say: how many they are and where. `stage` tells a decision from what is
    only proposed or recommended, under a name."""

    family: str
    text: str
    stage: str
    positions: tuple[int, ...]
    proposal: str | None = None
    decides: tuple[str, ...] = ()
    """What a clause decides: the kinds of events inside it."""


class DiaryJudgment(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a court said, and what that does to the decision. `final_on` None: it can still be appealed."""

    court: str
    outcome: ToldCode
    effect: ToldCode
    given_on: date
    final_on: date | None = None
    final_ground: str | None = None


class DiaryReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a decision made by delegation came to its board: `body`, at its meeting on `meeting_day`, under `paragraph`;
    or how it need not (KL 6:40, 7:8)."""

    reporting: ToldCode
    body: str | None = None
    meeting_day: date | None = None
    paragraph: str | None = None


class DiaryStatus(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a decision stands on the day: minutes, notice, last day to appeal, what courts said, legal force.
    `legal_force_from` may be a day to come; `in_force` says whether it has been. `delegated`: it was made by
    delegation; minutes and notice are then those of where it was reported, and `reported` None says that nobody has
    recorded that it was."""

    text: str
    in_force: bool
    minutes_approved_on: date | None = None
    immediate: bool = False
    notice_posted_on: date | None = None
    notice_taken_down_on: date | None = None
    appeal_deadline: date | None = None
    time_runs: bool = True
    appealed_on: date | None = None
    stayed: bool = False
    judgments: tuple[DiaryJudgment, ...] = ()
    annulled_from: date | None = None
    annulled_in_part_from: date | None = None
    legal_force_from: date | None = None
    confirmed: bool = False
    delegated: bool = False
    reported: DiaryReport | None = None


class DiaryClause(msgspec.Struct, frozen=True, omit_defaults=True):
    """One clause of a decision, or all that names none. `waits_for` are conditions that have not been met by the day.
    `status` None: only proposals, or an organisation whose decisions cannot be appealed."""

    clause: int | None
    events: tuple[DiaryEvents, ...]
    outcome: ToldCode | None = None
    wording: str | None = None
    proposal: str | None = None
    exceptions: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    status: DiaryStatus | None = None


class DiaryDecision(WithNote, frozen=True, omit_defaults=True):
    """What one body did in one case, on one day or between two. `undetermined`: its day is not settled by the answer's.
    `note` says when only dissents are recorded, and not what they are against."""

    body: str
    decided_earliest: date | None
    decided_latest: date
    case_number: str | None
    paragraph: str | None
    document: str
    clauses: tuple[DiaryClause, ...]
    dissents: tuple[DiaryDissent, ...] = ()
    undetermined: bool = False


class DiaryAnswer(RegisterAnswer, frozen=True, omit_defaults=True, kw_only=True):
    """The decision diary at a coordinate, in order of day. `year` is the year a decision was made in."""

    decisions: list[DiaryDecision]


def diary_answer(model: ReadModel, question: Question) -> Answered[DiaryAnswer]:
    """The diary at a question's coordinates. Raises Refused as `answered` does."""
    return answered(model, question, RECIPE, ("decision", REVIEW), _diary)


DIARY: Final = Declaration("diary", "diary", RECIPE, ("case", "year", "unit"), diary_answer)


_Key = tuple[str, str, str, date | None, date | None]
"""Body, case, paragraph, and the days as the basis has them: an open bound is not the day somebody recorded it on."""


def _diary(ground: RegisterGround) -> DiaryAnswer:
    by_decision: dict[_Key, list[tuple[PlacedFact, Basis]]] = {}
    for placed in entries_of(ground.placed):
        if (
            placed.basis is not None
            and placed.earliest <= ground.as_of
            and _asked_for(placed, placed.basis, ground.question)
        ):
            by_decision.setdefault(_key(placed.basis), []).append((placed, placed.basis))
    groups = sorted(by_decision.values(), key=lambda entries: min(placed.decided for placed, _ in entries))
    same = _identical(ground.placed)
    told = msgspec.structs.replace(ground, placed=list(of_review(ground.placed)))
    decisions = [_decision(entries[0][1], [placed for placed, _ in entries], told, same) for entries in groups]
    return DiaryAnswer(**ground.head, decisions=decisions, note=None if decisions else _why_empty(ground))


def entries_of(placed: Iterable[PlacedFact]) -> list[PlacedFact]:
    """One for each entry: what it says itself, without the facts inside it."""
    by_position: dict[int, PlacedFact] = {}
    for entry in placed:
        by_position.setdefault(entry.position, entry)
    return list(by_position.values())


def _key(basis: Basis) -> _Key:
    case = "" if basis.case_number is None else case_key(basis.case_number)
    decided = basis.decided
    days = (decided, decided) if isinstance(decided, date) else (decided.earliest, decided.latest)
    return body_key(basis.body), case, body_key(basis.paragraph or ""), *days


def _asked_for(placed: PlacedFact, basis: Basis, question: Question) -> bool:
    if question.case is not None and case_key(question.case) != case_key(basis.case_number or ""):
        return False
    if question.unit is not None and question.unit not in placed.fact.units():
        return False
    return question.year is None or placed.earliest.year <= question.year <= placed.decided.latest.year


def _why_empty(ground: RegisterGround) -> str:
    if not ground.placed:
        return "Inga beslut var registrerade."
    return f"Inget beslut som frågan gäller var fattat till och med {ground.as_of}."


def _decision(
    basis: Basis, placed: list[PlacedFact], ground: RegisterGround, same: dict[str, tuple[str, ...]]
) -> DiaryDecision:
    first = placed[0]
    dissents = [(entry, entry.fact) for entry in placed if isinstance(entry.fact, DissentRecorded)]
    acts = [entry for entry in placed if not isinstance(entry.fact, DissentRecorded)]
    clauses: dict[int, list[PlacedFact]] = {}
    for entry in acts:
        clauses.setdefault(entry.decided.clause, []).append(entry)
    return DiaryDecision(
        basis.body,
        None if first.earliest == date.min else first.earliest,
        first.decided.latest,
        basis.case_number,
        basis.paragraph,
        basis.source.title,
        tuple(_clause(clauses[number], ground) for number in sorted(clauses)),
        tuple(_dissent(entry, fact, same) for entry, fact in dissents),
        first.decided.latest > ground.as_of,
        note=None if acts else "Vad organet beslutade är inte registrerat.",
    )


# --- Clauses ----------------------------------------------------------------------------------------------------


def _clause(placed: list[PlacedFact], ground: RegisterGround) -> DiaryClause:
    outcome = next((entry.fact for entry in reversed(placed) if isinstance(entry.fact, ClauseDecided)), None)
    conditions = dict.fromkeys(name for entry in placed if entry.basis for name in entry.basis.conditions)
    return DiaryClause(
        placed[0].decided.clause or None,
        tuple(_events(placed)),
        outcome.outcome.value if outcome else None,
        outcome.wording if outcome else None,
        outcome.proposal if outcome else None,
        tuple(f"punkt {exception.number}: {exception.reason}" for exception in outcome.exceptions) if outcome else (),
        tuple(name for name in conditions if not ground.later_acts.has_met((name,), ground.as_of)),
        _status(placed, ground),
    )


def _events(placed: Sequence[PlacedFact]) -> Iterable[DiaryEvents]:
    grouped: dict[tuple[str, Stage, str | None], list[PlacedFact]] = {}
    for entry in placed:
        grouped.setdefault((_family(entry.fact), *_stage(entry.fact)), []).append(entry)
    for (kind, stage, name), entries in grouped.items():
        inside = [words.fact(_family(fact)) for entry in entries for fact in _inside(entry) if fact is not entry.fact]
        positions = tuple(entry.position for entry in entries)
        yield DiaryEvents(kind, words.fact(kind), stage.value, positions, name, tuple(dict.fromkeys(inside)))


def _family(fact: Fact) -> str:
    return family(stored_name(type(fact)))


def _stage(fact: Fact) -> tuple[Stage, str | None]:
    """How far a fact has come, and the name of the proposal that it makes or advises against."""
    match fact:
        case NamedProposal():
            return fact.stage, fact.proposal
        case RejectionRecommended():
            return Stage.RECOMMENDED, fact.proposal
        case _:
            return Stage.DECIDED, None


def _inside(placed: PlacedFact) -> Sequence[Fact]:
    return placed.fact.facts if isinstance(placed.fact, NamedProposal) else placed.fact.decides()


def _status(placed: Sequence[PlacedFact], ground: RegisterGround) -> DiaryStatus | None:
    """Where the clause stands; a proposal decides nothing, and in an association nobody can appeal like that."""
    if ground.kind is not None and ground.kind not in REVIEWABLE:
        return None
    for entry in placed:
        if entry.basis is not None and not isinstance(entry.fact, DECIDES_NOTHING):
            decision = decision_of(entry.basis, entry.earliest, entry.decided)
            return status_view(status_on(ground.placed, decision, ground.as_of), ground.as_of)
    return None


def status_view(status: DecisionStatus, day: date) -> DiaryStatus:
    """A status as answers show it, with a text."""
    return DiaryStatus(
        status_text(status, day),
        status.in_force(day),
        status.approved_on,
        status.immediate,
        status.posted_on,
        status.taken_down_on,
        status.appeal_deadline,
        status.time_runs,
        status.appealed_on,
        status.stayed,
        tuple(
            DiaryJudgment(
                judgment.court,
                judgment.outcome.value,
                judgment.does.value,
                judgment.given_on,
                judgment.final_on,
                judgment.final_ground,
            )
            for judgment in status.judgments
        ),
        status.annulled_from,
        status.annulled_in_part_from,
        status.legal_force_from,
        status.confirmed,
        status.delegated,
        None if status.report is None else _report(status.report),
    )


def _report(report: DelegatedDecisionReported) -> DiaryReport:
    return DiaryReport(report.reporting.value, report.body, report.meeting_day, report.paragraph)


def status_text(status: DecisionStatus, day: date) -> str:
    """A status in a few words."""
    stayed = ", inhiberat" if status.stayed else ""
    if status.annulled_from is not None:
        return f"upphävt från {status.annulled_from}"
    in_part = f", delvis upphävt från {status.annulled_in_part_from}" if status.annulled_in_part_from else ""
    if status.in_force(day):
        return f"laga kraft sedan {status.legal_force_from}{in_part}"
    if status.open_judgment is not None:
        judgment = status.open_judgment
        return f"{words.value(judgment.does)} av {judgment.court} {judgment.given_on}, inte slutligt{stayed}"
    if status.appealed_on is not None:
        return f"överklagat {status.appealed_on}{stayed}"
    if status.delegated and status.posted_on is None:
        return f"{_delegated_text(status.report)}{stayed}"
    if status.posted_on is None:
        minutes = f", justerat {status.approved_on}" if status.approved_on else ""
        return f"inte anslaget{minutes}{stayed}"
    if status.posted_early:
        return f"anslaget före justeringen; tiden för att överklaga löper inte ut{stayed}"
    if not status.time_runs:
        return f"anslaget togs ned för tidigt; tiden för att överklaga löper inte ut{stayed}"
    return f"kan överklagas till och med {status.appeal_deadline}{stayed}"


def _delegated_text(report: DelegatedDecisionReported | None) -> str:
    """Where a decision made by delegation stands that no notice is recorded of."""
    if report is None:
        return "fattat på delegation, inte anmält"
    if report.reporting is DelegationReporting.REPORTED:
        return f"anmält till {report.body} {report.meeting_day}, inte anslaget"
    if report.reporting is DelegationReporting.OWN_MINUTES:
        return "särskilt protokollfört, inte anslaget"
    return f"{words.value(report.reporting)}: ingen laga kraft räknas"


# --- Dissents ---------------------------------------------------------------------------------------------------


def _dissent(placed: PlacedFact, fact: DissentRecorded, same: dict[str, tuple[str, ...]]) -> DiaryDissent:
    persons = (DiaryPerson(who.name, who.party, who.seat.value) for who in fact.persons)
    return DiaryDissent(
        fact.dissent,
        fact.kind.value,
        placed.position,
        tuple(persons),
        fact.parties,
        fact.motion,
        fact.claims,
        fact.refers_to,
        fact.identical_to,
        same.get(fact.dissent, ()),
    )


def _identical(placed: Iterable[PlacedFact]) -> dict[str, tuple[str, ...]]:
    """For each dissent that says the same as another, all of them, in the order they were recorded."""
    facts = [entry.fact for entry in placed if isinstance(entry.fact, DissentRecorded)]
    root = {fact.dissent: fact.identical_to or fact.dissent for fact in facts}
    for _ in facts:
        root = {name: root.get(first, first) for name, first in root.items()}
    groups: dict[str, list[str]] = {}
    for name, first in root.items():
        groups.setdefault(first, []).append(name)
    return {name: tuple(group) for group in groups.values() if len(group) > 1 for name in group}
