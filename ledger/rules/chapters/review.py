"""Rules for what comes after a decision: days in order, days in time (R-53, R-54), decisions that are there.

Hardly anything is refused here: what has happened has happened. A judgment is never refused for what it does to a frame
(R-56); what was decided on the ground of the annulled decision gets a warning each.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import assert_never

from ledger.decision_names import body_key, case_key, paragraph_key, paragraph_order
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
from ledger.log.entry import case_tags
from ledger.looking.filling import REVIEWABLE
from ledger.looking.state import State
from ledger.meaning.decisions import Decision, last_day_to_appeal, of_same_paragraphs, posted_early, taken_down_early
from ledger.meaning.legal_time import approval_deadline, notice_deadline
from ledger.meaning.placed import Situation
from ledger.meaning.policy import is_delegated, is_let_by_council
from ledger.meaning.same_decision import DecisionName, Sameness
from ledger.rules.chapters.judgments import contradiction, dependants, judgment_refusals, judgment_shape
from ledger.rules.family import Family
from ledger.text import listed
from ledger.values import Basis, DecisionReference, RecordedWarning
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
        yield from _named_otherwise(there, fact)
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


# --- The decision that is meant ---------------------------------------------------------------------------------


def _named_otherwise(state: State, fact: OfDecision) -> Iterator[Refusal]:
    """R-05: a decision is named as it is registered (class B); another name would act on nothing, in silence."""
    meant = fact.decision
    near = _registered_as(state, meant)
    if not near:
        return
    asserted, registered = reference_text(meant), " eller ".join(near)
    detail = f"Beslutet ({asserted}) är registrerat som {registered}, i post {listed([*map(str, near.values())])}."
    right = f"beslutet så som det är registrerat ({registered}), eller ett godtagande av regeln om ett annat menas"
    yield Refusal("decision-named-otherwise", detail, asserted, registered, right=right, where="decision")


def _before_it(state: State, fact: _OfDecision) -> Iterator[Refusal]:
    """Nothing comes of a decision before it is made, whatever the day it is named by (class A). One that is named by
    neither case nor paragraph cannot be looked up."""
    known = _decisions(state, fact.decision) if case_tags(fact.decision) else ()
    made = [name.earliest for _, there, name in known if _is_meant(fact.decision, there, name)]
    name, day = next(iter(_days(fact)[len(_made(fact)) :]), ("", date.max))
    if made and day < min(made) and fact.decision.decided_on is None:
        detail = f"Dagen ”{words.field(name)}”, {day}, ligger före beslutets dag, {min(made)}."
        right = f"{min(made)} eller senare, eller beslutet med den dag som avses"
        yield Refusal("interval-reversed", detail, str(day), str(min(made)), right=right, where=name)


def _is_meant(meant: DecisionReference, there: Basis, name: DecisionName) -> bool:
    return _is_named(meant, there, name.latest) and meant.clause in (None, there.clause)


def _registered_as(state: State, meant: DecisionReference) -> dict[str, int]:
    """The decisions that may be meant, as they are registered, each with its first entry; none when one has the very
    name, or when nothing but the body and a day is named."""
    known = list(_decisions(state, meant)) if case_tags(meant) else []
    if any(_is_named(meant, there, name.latest) for _, there, name in known):
        return {}
    near = dict[str, int]()
    for position, there, name in known:
        if _may_be(state, meant, name):
            day = there.decided if isinstance(there.decided, date) else None
            named = DecisionReference(there.body, there.case_number, there.paragraph, decided_on=day)
            near.setdefault(reference_text(named), position)
    return near


def _decisions(state: State, meant: DecisionReference) -> Iterator[tuple[int, Basis, DecisionName]]:
    """The decisions that are known in a case or a paragraph, each with an entry that rests on it."""
    for placed in state.of_decision(meant):
        if placed.basis is not None and placed.decision is not None:
            yield placed.position, placed.basis, placed.decision
    for fact in (fact for frame in state.frames.values() for fact in frame.facts):
        if fact.basis is not None and fact.decision is not None:
            yield fact.entry_position, fact.basis, fact.decision


def _is_named(meant: DecisionReference, there: Basis, latest: date) -> bool:
    return there.decision_key == meant.key and meant.decided_on in (None, latest)


def _may_be(state: State, meant: DecisionReference, name: DecisionName) -> bool:
    """Whether a decision may be the one that is meant: it has the case, or the paragraph of the year, and nothing that
    differs but the day."""
    if meant.decided_on is not None and meant.case_number is None and meant.decided_on.year != name.latest.year:
        return False
    case = None if meant.case_number is None else case_key(meant.case_number)
    paragraph = None if meant.paragraph is None else paragraph_key(meant.paragraph)
    there = DecisionName(body_key(meant.body), name.earliest, name.latest, case, paragraph, None, None)
    named = (case is not None and case == name.case_number) or (paragraph is not None and paragraph == name.paragraph)
    return named and state.named(there).compared(name.whole()) is not Sameness.OTHER


def _held(state: State, of: OfMeeting) -> list[tuple[int, Fact]]:
    """Everything known about a meeting: what has happened needs no decision to have been made by a day."""
    return [(placed.position, placed.fact) for placed in state.of_meeting(of.body, of.meeting_day)]


# --- Minutes and notice -----------------------------------------------------------------------------------------


def minutes_warnings(state: State, fact: MinutesApproved, _situation: Situation) -> Iterator[RecordedWarning]:
    """R-54: minutes are approved within fourteen days (KL 5:69), and before they are noticed."""
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
    if not (any(_bases(state, fact.decision)) or _registered_as(state, fact.decision)):
        yield RecordedWarning("decision-not-recorded", {"decision": reference_text(fact.decision)})
    if isinstance(fact, DelegatedDecisionReported):
        yield from _delegated(state, fact)
    if isinstance(fact, DecisionAppealed):
        yield from _late(state, fact)
    if isinstance(fact, JudgmentGiven):
        yield from contradiction(state, fact, situation)
        yield from dependants(state, fact, situation)


def _bases(state: State, decision: DecisionReference) -> Iterator[Basis]:
    """What the entries rest on that a reference means."""
    for _, there, name in _decisions(state, decision):
        if _is_meant(decision, there, name):
            yield there


def _late(state: State, fact: DecisionAppealed) -> Iterator[RecordedWarning]:
    """Only when the reference says which day's decision it is: the notice is of that meeting; or, of a decision made by
    delegation, of the one at which it was reported."""
    decision, day = fact.decision, fact.decision.decided_on
    if day is None:
        return
    bases = list(_bases(state, decision))
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
    bases = list(_bases(state, fact.decision))
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
    Family((MeetingRegistered,), shape, refusals),
    Family((ParagraphsWithoutBudgetEffect,)),
)
