"""Rules for what comes after a decision: days in order, days in time (R-53, R-54), decisions that are there.

Hardly anything is refused here: what has happened has happened. A judgment is never refused for what it does to a frame
(R-56); what was decided on the ground of the annulled decision gets a warning each.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import assert_never

from ledger.decision_names import body_key, paragraph_order
from ledger.errors import Refusal
from ledger.events import (
    DecisionAppealed,
    DelegatedDecisionReported,
    DelegationReporting,
    ExecutionStayed,
    Fact,
    JudgmentGiven,
    LegalForceConfirmed,
    MeetingRegistered,
    MinutesApproved,
    NoticePosted,
    OfDecision,
    ParagraphsWithoutBudgetEffect,
    ReviewFact,
)
from ledger.events.review import NOTICED, OfMeeting
from ledger.looking.filling import REVIEWABLE
from ledger.looking.state import State
from ledger.meaning.decisions import Decision, last_day_to_appeal, of_same_paragraphs, posted_early, taken_down_early
from ledger.meaning.legal_time import approval_deadline, notice_deadline
from ledger.meaning.placed import Situation
from ledger.meaning.policy import is_delegated, is_let_by_council
from ledger.rules.bodies import nearest_body
from ledger.rules.chapters.judgments import (
    after_final,
    contradiction,
    dependants,
    effect_not_said,
    judgment_refusals,
    judgment_shape,
    said_otherwise,
)
from ledger.rules.doubts.meant import bases_meant, first_days_meant, is_pointed_at, reference_refusals
from ledger.rules.family import Family
from ledger.values import RecordedWarning
from ledger.words import words
from ledger.words.labels import reference_text

_OfDecision = DelegatedDecisionReported | DecisionAppealed | ExecutionStayed | JudgmentGiven | LegalForceConfirmed
"""What comes of one decision."""


def shape(fact: ReviewFact) -> Iterator[Refusal]:
    """The days of one fact come in order (class A)."""
    for (before, first), (name, later) in pairwise(_days(fact)):
        if later < first:
            detail = f"Dagen ”{words.field(name)}”, {later}, ligger före dagen ”{words.field(before)}”, {first}."
            yield Refusal(
                "interval-reversed", detail, str(later), str(first), right=f"{first} eller senare", where=name
            )
    if isinstance(fact, MeetingRegistered):
        yield from _paragraphs(fact)
    if isinstance(fact, JudgmentGiven):
        yield from judgment_shape(fact)
    if isinstance(fact, DelegatedDecisionReported):
        yield from _reporting(fact)


def _days(fact: ReviewFact) -> list[tuple[str, date]]:
    """The days of a fact in the order they must come."""
    match fact:
        case MinutesApproved():
            return [("meeting_day", fact.meeting_day), ("approved_on", fact.approved_on)]
        case NoticePosted():
            down = [("taken_down_on", fact.taken_down_on)] if fact.taken_down_on else []
            return [("meeting_day", fact.meeting_day), ("posted_on", fact.posted_on), *down]
        case DelegatedDecisionReported():
            days = (("meeting_day", fact.meeting_day), ("posted_on", fact.posted_on))
            return [*_made(fact), *((name, day) for name, day in days if day is not None)]
        case JudgmentGiven():
            final = [("final_on", fact.final_on)] if fact.final_on else []
            return [*_made(fact), ("given_on", fact.given_on), *final]
        case DecisionAppealed():
            return [*_made(fact), ("received_on", fact.received_on)]
        case ExecutionStayed():
            return [*_made(fact), ("stayed_on", fact.stayed_on)]
        case LegalForceConfirmed():
            return [*_made(fact), ("in_force_on", fact.in_force_on)]
        case MeetingRegistered():
            return [("meeting_day", fact.meeting_day)]
        case ParagraphsWithoutBudgetEffect():
            return []  # its meeting is registered, or missed, by itself
        case _:
            assert_never(fact)


def _came_on(fact: _OfDecision) -> tuple[str, date]:
    """The first day of what came of a decision, and what that is called; the last of all when it says none."""
    return next(iter(_days(fact)[len(_made(fact)) :]), ("", date.max))


def _made(fact: OfDecision) -> list[tuple[str, date]]:
    """The day of the decision that something comes of, when it is named by it."""
    return [] if fact.decision.decided_on is None else [("decided_on", fact.decision.decided_on)]


def _paragraphs(fact: MeetingRegistered) -> Iterator[Refusal]:
    """From a first to a last paragraph, or a list, and not both."""
    first, last = fact.first_paragraph, fact.last_paragraph
    ranged = (first, last) != (None, None)
    if ranged == bool(fact.paragraphs) or (first is None) != (last is None):
        detail = "Sammanträdets paragrafer anges som första och sista, eller som en lista."
        yield Refusal("field-missing", detail, right="första paragraf och sista paragraf, eller paragrafer")
    elif first is not None and last is not None and last < first:
        detail = f"Den sista paragrafen, {last}, är före den första, {first}."
        yield Refusal("value-malformed", detail, str(last), right=f"{first} eller mer", where="last_paragraph")


def _reporting(fact: DelegatedDecisionReported) -> Iterator[Refusal]:
    """What is reported is so to a board at a meeting; what is not has none. Pure execution and what is appealed
    otherwise have no notice from which a time to appeal would run (R-55)."""
    how = words.value(fact.reporting)
    reported = fact.reporting is DelegationReporting.REPORTED
    if reported and (fact.body is None or fact.meeting_day is None):
        missing = "body" if fact.body is None else "meeting_day"
        detail = f"Ett beslut som är {how} anmäldes vid ett sammanträde: {words.field(missing)} saknas."
        yield Refusal("field-missing", detail, right="nämnden och dess sammanträdesdag", where=missing)
    surplus = {} if reported else {"meeting_day": fact.meeting_day, "paragraph": fact.paragraph}
    surplus |= {} if fact.reporting in NOTICED else {"posted_on": fact.posted_on}
    for name in [name for name, value in surplus.items() if value is not None]:
        detail = f"Ett beslut som är ”{how}” har ingen uppgift om ”{words.field(name)}”."
        yield Refusal("value-malformed", detail, str(surplus[name]), right="utan den uppgiften", where=name)


def refusals(state: State, fact: ReviewFact, situation: Situation) -> Iterator[Refusal]:
    """R-02: what has happened has happened by the day it is recorded; a meeting is registered once."""
    for name, day in _days(fact):
        if day > situation.recorded_on:
            detail = f"Dagen ”{words.field(name)}”, {day}, ligger efter i dag, {situation.recorded_on}."
            right = f"{situation.recorded_on} eller tidigare"
            yield Refusal("day-in-future", detail, str(day), str(situation.recorded_on), right=right, where=name)
    if isinstance(fact, _OfDecision):
        there = state if situation.corrects is None else state.without(situation)
        yield from reference_refusals(there, fact, _came_on(fact)[1])
        yield from _before_it(there, fact)
    if isinstance(fact, JudgmentGiven):
        yield from judgment_refusals(state, fact, situation)
    if isinstance(fact, MeetingRegistered):
        for position, known in _held(state, fact):
            if isinstance(known, MeetingRegistered) and position != situation.corrects:
                detail = f"{fact.body}, sammanträdet {fact.meeting_day}, är redan registrerat (position {position})."
                right = f"en rättelse av posten {position}"
                yield Refusal("meeting-already-registered", detail, str(fact.meeting_day), right=right)
                return


def _before_it(state: State, fact: _OfDecision) -> Iterator[Refusal]:
    """Nothing comes of a decision before it is made, whatever the day it is named by (class A)."""
    made = first_days_meant(state, fact.decision)
    name, day = _came_on(fact)
    if made and day < min(made) and fact.decision.decided_on is None:
        detail = f"Dagen ”{words.field(name)}”, {day}, ligger före beslutets dag, {min(made)}."
        right = f"{min(made)} eller senare, eller beslutet med den dag som avses"
        yield Refusal("interval-reversed", detail, str(day), str(min(made)), right=right, where=name)


def _held(state: State, of: OfMeeting) -> list[tuple[int, Fact]]:
    """Everything known about a meeting: what has happened needs no decision to have been made by a day."""
    return [(placed.position, placed.fact) for placed in state.of_meeting(of.body, of.meeting_day)]


# --- Minutes and notice -----------------------------------------------------------------------------------------


def _misspelt(state: State, body: str, day: date) -> Iterator[RecordedWarning]:
    """A body whose name is near to a known one: its meetings meet no decision of that, and no time to appeal; what
    comes of its decisions comes of none of that."""
    near = nearest_body(state, body, day)
    if near:
        yield RecordedWarning("body-unknown", {"body": body, "near": near})


def registered_warnings(state: State, fact: MeetingRegistered, _situation: Situation) -> Iterator[RecordedWarning]:
    """Whose meeting it is is known."""
    yield from _misspelt(state, fact.body, fact.meeting_day)


def minutes_warnings(state: State, fact: MinutesApproved, _situation: Situation) -> Iterator[RecordedWarning]:
    """R-54: minutes are approved within fourteen days (KL 5:69), and before they are noticed."""
    yield from _misspelt(state, fact.body, fact.meeting_day)
    last = approval_deadline(fact.meeting_day)
    if fact.approved_on > last:
        values = {"asserted": str(fact.approved_on), "last_day": str(last)}
        yield RecordedWarning("minutes-approved-late", values)
    meeting = [other for _, other in _held(state, fact)]
    minutes = [fact, *(other for other in meeting if isinstance(other, MinutesApproved))]
    for other in meeting:
        if isinstance(other, NoticePosted) and of_same_paragraphs(other, fact) and posted_early(other, minutes):
            yield _posted_early(other, fact.approved_on)
            return


def _posted_early(notice: NoticePosted, approved_on: date) -> RecordedWarning:
    return RecordedWarning(
        "notice-before-approval", {"asserted": str(notice.posted_on), "approved_on": str(approved_on)}
    )


def notice_warnings(state: State, fact: NoticePosted, _situation: Situation) -> Iterator[RecordedWarning]:
    """R-54: the notice is posted by the second day after the approval (KL 8:12). R-53: and stays up while there is time
    to appeal (KL 13:5)."""
    yield from _misspelt(state, fact.body, fact.meeting_day)
    meeting = _held(state, fact)
    minutes = [other for _, other in meeting if isinstance(other, MinutesApproved) and of_same_paragraphs(fact, other)]
    last = notice_deadline(max(other.approved_on for other in minutes)) if minutes else None
    if posted_early(fact, minutes):
        yield _posted_early(fact, min(other.approved_on for other in minutes))
    if last is not None and fact.posted_on > last:
        yield RecordedWarning("notice-posted-late", {"asserted": str(fact.posted_on), "last_day": str(last)})
    if taken_down_early(fact):
        values = {"asserted": str(fact.taken_down_on), "last_day": str(fact.appeal_deadline)}
        yield RecordedWarning("notice-taken-down-early", values)


# --- Appeals, stays, judgments ------------------------------------------------------------------------------------


def review_warnings(state: State, fact: OfDecision, situation: Situation) -> Iterator[RecordedWarning]:
    """What is reviewed is there, and can be reviewed; an appeal comes in time; what stood on an annulled decision is
    looked at again (R-56)."""
    kind = None if state.organisation is None else state.organisation.kind
    if kind is not None and kind not in REVIEWABLE:
        yield RecordedWarning("no-legality-review", {"kind": words.value(kind)})
    if not is_pointed_at(state, fact.decision):
        yield RecordedWarning("decision-not-recorded", {"decision": reference_text(fact.decision)})
        yield from _misspelt(state, fact.decision.body, fact.decision.decided_on or situation.recorded_on)
    if isinstance(fact, DelegatedDecisionReported):
        if fact.body is not None:
            yield from _misspelt(state, fact.body, fact.meeting_day or situation.recorded_on)
        yield from _delegated(state, fact)
    if isinstance(fact, DecisionAppealed):
        yield from _late(state, fact)
    if isinstance(fact, JudgmentGiven):
        yield from contradiction(state, fact, situation)
        yield from after_final(state, fact, situation)
        yield from said_otherwise(state, fact, situation)
        yield from effect_not_said(state, fact, situation)
        yield from dependants(state, fact, situation)


def _late(state: State, fact: DecisionAppealed) -> Iterator[RecordedWarning]:
    """Only when the reference says which day's decision it is: the notice is of that meeting; or, of a decision made by
    delegation, of the one at which it was reported."""
    decision, day = fact.decision, fact.decision.decided_on
    if day is None:
        return
    bases = list(bases_meant(state, decision))
    by_right = any(map(is_delegated, bases)), any(map(is_let_by_council, bases))
    place = (body_key(decision.body), paragraph_order(decision.paragraph), decision.clause or 0)
    last = last_day_to_appeal(
        [placed for about in state.placed.values() for placed in about],
        Decision(decision.key, *place, day, day, *by_right),
        state.names,
    )
    if last is not None and fact.received_on > last:
        yield RecordedWarning("appeal-late", {"asserted": str(fact.received_on), "last_day": str(last)})


def _delegated(state: State, fact: DelegatedDecisionReported) -> Iterator[RecordedWarning]:
    """What is reported was decided by delegation: of a decision that cites none, the time to appeal would begin at
    another day than it does. What the council has let a body decide has its own time, and may be reported all the same
    (KL 5:2)."""
    bases = list(bases_meant(state, fact.decision))
    if bases and all(basis.delegation is None for basis in bases):
        yield RecordedWarning("reported-without-delegation", {"decision": reference_text(fact.decision)})


FAMILIES = (
    Family((MinutesApproved,), shape, refusals, minutes_warnings),
    Family((NoticePosted,), shape, refusals, notice_warnings),
    Family(
        (DelegatedDecisionReported, DecisionAppealed, ExecutionStayed, JudgmentGiven, LegalForceConfirmed),
        shape,
        refusals,
        review_warnings,
    ),
    Family((MeetingRegistered,), shape, refusals, registered_warnings),
    Family((ParagraphsWithoutBudgetEffect,)),
)
