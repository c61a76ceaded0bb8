"""Where a decision stands on a day: minutes, notice, appeal, stay, judgments, and from when it has legal force.

A notice is of a meeting's minutes, so it is found by body, day and paragraph, and covers every clause of its
paragraphs. Appeals, stays, judgments and proofs of legal force name the decision itself. Legal force comes without any
entry of its own: the day after the last day to appeal (KL 13:5), when nobody has.

What is decided by delegation counts from its own day, but its notice is another one: of the minutes of the meeting at
which it was reported to its board, or of its own minutes (KL 6:40, 7:8). Until that is recorded its time to appeal has
not begun. What is pure execution, or is appealed otherwise, gains no legal force that the ledger reckons (R-55).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, TypeVar

import msgspec

from ledger.decision_names import body_key, paragraph_order
from ledger.events import (
    ConditionMet,
    DecisionAppealed,
    DelegatedDecisionReported,
    DelegationReporting,
    DissentRecorded,
    ExecutionStayed,
    Fact,
    JudgmentGiven,
    LegalForceConfirmed,
    MinutesApproved,
    NamedProposal,
    NoticePosted,
    RejectionRecommended,
)
from ledger.events.review import ANNULLING, NOTICED, JudgmentEffect, JudgmentOutcome, OfDecision
from ledger.meaning.later_acts import annulment_of, last_said
from ledger.meaning.placed import Decided, PlacedFact
from ledger.meaning.policy import is_delegated, is_let_by_council
from ledger.values import Basis, DecisionReference, Stage

AnyDecisionFact = TypeVar("AnyDecisionFact", bound=Fact)


DECIDES_NOTHING: Final = (NamedProposal, RejectionRecommended, DissentRecorded, ConditionMet)
"""What rests on a body's minutes and is no decision of it that anybody could appeal."""


class Decision(msgspec.Struct, frozen=True):
    """Which decision, by everything that what comes of it may name it by: its `decision_key`, its body without regard
    to capitals and spaces, its paragraph in order, its clause (0: none), and the days it can have been made on.
    `delegated`: it was made in another body's place; `let`: it cites that the council has let its body decide (KL 5:2),
    so that it is the body's own, also when it is reported."""

    key: str
    body: str
    paragraph: tuple[int, str]
    clause: int
    earliest: date
    latest: date
    delegated: bool = False
    let: bool = False


def decision_of(basis: Basis, earliest: date, decided: Decided) -> Decision:
    """The decision that a basis in its place is."""
    paragraph = (decided.paragraph_number, decided.paragraph_suffix)
    by_right = (is_delegated(basis), is_let_by_council(basis))
    days = (earliest, decided.latest)
    return Decision(basis.decision_key, body_key(basis.body), paragraph, decided.clause, *days, *by_right)


class DecisionStatus(msgspec.Struct, frozen=True):
    """Where a decision stands on a day. `appeal_deadline` is the last day to appeal, and `time_runs` is False when the
    notice was taken down before that, so that it never ends. `open_judgment` is one that annuls, is not final, and that
    no other court has judged since. `legal_force_from` may be a day to come. `delegated`: it was made by delegation,
    and `report` says how that came to its board; None: nobody has recorded that it did. Minutes and notice are then
    those that its time to appeal begins at."""

    approved_on: date | None = None
    immediate: bool = False
    posted_on: date | None = None
    taken_down_on: date | None = None
    appeal_deadline: date | None = None
    time_runs: bool = True
    posted_early: bool = False
    appealed_on: date | None = None
    stayed: bool = False
    judgments: tuple[JudgmentGiven, ...] = ()
    annulled_from: date | None = None
    annulled_in_part_from: date | None = None
    open_judgment: JudgmentGiven | None = None
    legal_force_from: date | None = None
    confirmed: bool = False
    delegated: bool = False
    report: DelegatedDecisionReported | None = None

    def in_force(self, day: date) -> bool:
        """Whether the decision has legal force on a day."""
        return self.legal_force_from is not None and self.legal_force_from <= day


Names = Callable[[str, date], Collection[str]]
"""By what a body is known on a day, each by its key."""


def written_so(body: str, _day: date) -> tuple[str, ...]:
    """The name of a body of which no other is known."""
    return (body_key(body),)


def status_on(
    review: Collection[PlacedFact], decision: Decision, as_of: date, names: Names = written_so
) -> DecisionStatus:
    """A decision's status, of everything that is known to have come of decisions and happened by a day; minutes and
    notices by whichever of its `names` they have its body."""
    facts = [placed.fact for placed in sorted(review, key=_recorded) if _is_about(placed.fact, decision, names)]
    happened = [fact for fact in facts if _happened_on(fact) <= as_of]
    report = _last(happened, DelegatedDecisionReported)
    delegated = decision.delegated or (report is not None and not decision.let)
    known = _noticed(review, report, facts, names) if delegated else facts
    minutes = _last([fact for fact in known if _happened_on(fact) <= as_of], MinutesApproved)
    notice = _standing_notice(known, as_of)
    counted = notice if notice is not None and _counts(notice, known) else None
    appeals = [fact.received_on for fact in happened if isinstance(fact, DecisionAppealed)]
    judgments = last_said(fact for fact in happened if isinstance(fact, JudgmentGiven))
    stay = _last(happened, ExecutionStayed)
    confirmed = _last(happened, LegalForceConfirmed)
    annulled = _annulled_from(judgments, as_of, in_part=False)
    return DecisionStatus(
        approved_on=minutes.approved_on if minutes else None,
        immediate=minutes.immediate if minutes else False,
        posted_on=notice.posted_on if notice else None,
        taken_down_on=notice.taken_down_on if notice else None,
        appeal_deadline=notice.appeal_deadline if notice else None,
        time_runs=notice is None or counted is not None,
        posted_early=notice is not None and counted is None and not taken_down_early(notice),
        appealed_on=min(appeals, default=None),
        stayed=stay is not None and not stay.lifted,
        judgments=judgments,
        annulled_from=annulled,
        annulled_in_part_from=_annulled_from(judgments, as_of, in_part=True),
        open_judgment=open_annulment(judgments, as_of),
        legal_force_from=_legal_force(counted, appeals, judgments, confirmed) if annulled is None else None,
        confirmed=confirmed is not None,
        delegated=delegated,
        report=report,
    )


def _noticed(
    review: Iterable[PlacedFact], report: DelegatedDecisionReported | None, own: Sequence[Fact], names: Names
) -> list[Fact]:
    """The minutes and notices that the time to appeal a delegated decision begins at: of the meeting at which it was
    reported, or among its own; none when it is not reported, or is not appealed like that."""
    if report is None or report.reporting not in NOTICED:
        return []
    facts: list[Fact] = [] if report.posted_on is None else [_notice_of(report, report.posted_on)]
    if report.reporting is DelegationReporting.OWN_MINUTES:
        facts += (fact for fact in own if isinstance(fact, MinutesApproved | NoticePosted))
    elif (meeting := reported_at(report)) is not None:
        said = (placed.fact for placed in sorted(review, key=_recorded))
        facts += (
            fact
            for fact in said
            if isinstance(fact, MinutesApproved | NoticePosted) and _of_meeting(fact, meeting, names)
        )
    return facts


def reported_at(report: DelegatedDecisionReported) -> Decision | None:
    """The place in a board's minutes at which a delegated decision was reported; None when it was at no meeting."""
    if report.body is None or report.meeting_day is None:
        return None
    day, paragraph = report.meeting_day, paragraph_order(report.paragraph)
    return Decision(report.decision.key, body_key(report.body), paragraph, 0, day, day)


def _notice_of(report: DelegatedDecisionReported, posted_on: date) -> NoticePosted:
    """The notice that a report says was posted."""
    body, day = report.body or report.decision.body, report.meeting_day or posted_on
    return NoticePosted(body, day, posted_on, appeal_deadline=report.appeal_deadline)


def last_day_to_appeal(review: Collection[PlacedFact], decision: Decision, names: Names) -> date | None:
    """The last day to appeal a decision, of everything that is known to have come of it; None: the time runs still, or
    has not begun."""
    status = status_on(review, decision, date.max, names)
    return status.appeal_deadline if status.time_runs else None


def taken_down_early(notice: NoticePosted) -> bool:
    """R-53: whether a notice was taken down while there was still time to appeal, which then does not run out."""
    down, deadline = notice.taken_down_on, notice.appeal_deadline
    return down is not None and deadline is not None and down <= deadline


def posted_early(notice: NoticePosted, minutes: Iterable[MinutesApproved]) -> bool:
    """R-54: whether a notice was posted before any of the minutes that it is about were approved. It then tells of no
    approval, and the time to appeal is not counted from it."""
    approved = [fact.approved_on for fact in minutes if of_same_paragraphs(notice, fact)]
    return bool(approved) and notice.posted_on < min(approved)


def of_same_paragraphs(notice: NoticePosted, minutes: MinutesApproved) -> bool:
    """Whether a notice is about some paragraphs of approved minutes; a list that is empty has all of them."""
    wanted = [paragraph_order(paragraph) for paragraph in notice.paragraphs]
    return not wanted or any(covers(minutes.paragraphs, place) for place in wanted)


def covers(paragraphs: Sequence[str], paragraph: tuple[int, str]) -> bool:
    """Whether a list of paragraphs has one; an empty list has all of them."""
    return not paragraphs or paragraph in map(paragraph_order, paragraphs)


def _legal_force(
    notice: NoticePosted | None,
    appeals: Sequence[date],
    judgments: Sequence[JudgmentGiven],
    confirmed: LegalForceConfirmed | None,
) -> date | None:
    """From when a decision that is not annulled has legal force: as confirmed, or when the court's judgment is final,
    or the day after the last day to appeal. An appeal that came too late stops nothing, whatever a court says of it,
    unless it tries the decision after all."""
    if confirmed is not None:
        return confirmed.in_force_on
    deadline = notice.appeal_deadline if notice is not None else None
    in_time = any(deadline is None or day <= deadline for day in appeals)
    if in_time or (_tries(judgments) if appeals else judgments):
        return max((judgment.final_on for judgment in judgments if judgment.final_on is not None), default=None)
    return None if deadline is None else deadline + timedelta(days=1)


def _tries(judgments: Iterable[JudgmentGiven]) -> bool:
    """Whether any of some judgments, in the order they were given, tries the decision. What another court says of one
    that did not is about that, and no leave to appeal is no trial."""
    before: JudgmentGiven | None = None
    for judgment in judgments:
        of_another = before is not None and before.court.casefold() != judgment.court.casefold()
        upholds = judgment.does is JudgmentEffect.STANDS and judgment.outcome is not JudgmentOutcome.LEAVE_REFUSED
        if judgment.does in ANNULLING or (upholds and not of_another):
            return True
        before = judgment
    return False


def _standing_notice(facts: Sequence[Fact], as_of: date) -> NoticePosted | None:
    """The notice that counts on a day: the first one posted, as it was last recorded; one that does not count gives way
    to the next."""
    notices: dict[date, NoticePosted] = {}
    for fact in facts:
        if isinstance(fact, NoticePosted) and fact.posted_on <= as_of:
            notices[fact.posted_on] = fact
    ordered = [notices[day] for day in sorted(notices)]
    return next((notice for notice in ordered if _counts(notice, facts)), ordered[-1] if ordered else None)


def _counts(notice: NoticePosted, facts: Sequence[Fact]) -> bool:
    """Whether the time to appeal is counted from a notice: it was posted once the minutes were approved, and stayed."""
    return not taken_down_early(notice) and not posted_early(
        notice, (fact for fact in facts if isinstance(fact, MinutesApproved))
    )


def _annulled_from(judgments: Iterable[JudgmentGiven], as_of: date, *, in_part: bool) -> date | None:
    """From when a decision, or some of its amounts, is annulled: when its money is."""
    acting = (annulment for annulment in map(annulment_of, judgments) if annulment is not None)
    days = (annulment.final_on for annulment in acting if bool(annulment.parts) is in_part)
    return min((day for day in days if day <= as_of), default=None)


def open_annulment(judgments: Iterable[JudgmentGiven], as_of: date) -> JudgmentGiven | None:
    """The judgment on one decision that would annul it, all of it or a part, and is not final on a day: the last that
    was given by then. It flags the decision, and changes no figure; a higher court's judgment takes its place."""
    given = [judgment for judgment in judgments if judgment.given_on <= as_of]
    last = max(reversed(given), key=lambda judgment: (judgment.given_on, judgment.does in ANNULLING), default=None)
    if last is None or last.does not in ANNULLING or (last.final_on is not None and last.final_on <= as_of):
        return None
    return last


def _last(facts: Sequence[Fact], kind: type[AnyDecisionFact]) -> AnyDecisionFact | None:
    return next((fact for fact in reversed(facts) if isinstance(fact, kind)), None)


def _recorded(placed: PlacedFact) -> tuple[date, int]:
    return _happened_on(placed.fact), placed.decided.position


def _happened_on(fact: Fact) -> date:
    """The day on which something came of a decision; what is not of that kind never did."""
    match fact:
        case MinutesApproved():
            return fact.approved_on
        case NoticePosted():
            return fact.posted_on
        case DelegatedDecisionReported():
            return fact.meeting_day or fact.posted_on or fact.decision.decided_on or _NO_DAY
        case DecisionAppealed():
            return fact.received_on
        case ExecutionStayed():
            return fact.stayed_on
        case JudgmentGiven():
            return fact.given_on
        case LegalForceConfirmed():
            return fact.in_force_on
        case _:
            return date.max


_NO_DAY: Final = date.min


def _is_about(fact: Fact, decision: Decision, names: Names) -> bool:
    """Nothing comes of a decision before it is made: what names no day is not about that of a later year, whose
    paragraphs have the same numbers."""
    match fact:
        case MinutesApproved() | NoticePosted():
            return _of_meeting(fact, decision, names)
        case OfDecision():
            return means(fact.decision, decision) and not _NO_DAY < _happened_on(fact) < decision.earliest
        case _:
            return False


def _of_meeting(fact: MinutesApproved | NoticePosted, decision: Decision, names: Names) -> bool:
    """A decision whose day is not known is found in a meeting only by its own paragraph."""
    if not decision.earliest <= fact.meeting_day <= decision.latest:
        return False
    if decision.body not in names(fact.body, fact.meeting_day):
        return False
    known = decision.earliest == decision.latest
    return covers(fact.paragraphs, decision.paragraph) and (known or bool(fact.paragraphs))


def means(reference: DecisionReference, decision: Decision) -> bool:
    """Whether a reference means a decision; one without a clause means every clause."""
    return (
        reference.key == decision.key
        and reference.clause in (None, decision.clause)
        and reference.decided_on in (None, decision.latest)
    )


def delegated_decisions(placed: Iterable[PlacedFact]) -> dict[int, Decision]:
    """The decisions among some facts that were made by delegation, by the entries that say so."""
    return {position: decision for position, decision in _made(placed) if decision.delegated}


def let_decisions(placed: Iterable[PlacedFact]) -> list[Decision]:
    """The decisions among some facts that cite that the council has let their body decide (KL 5:2)."""
    return [decision for _, decision in _made(placed) if decision.let]


def _made(placed: Iterable[PlacedFact]) -> Iterator[tuple[int, Decision]]:
    for fact in placed:
        decides = fact.stage is Stage.DECIDED and not isinstance(fact.fact, DECIDES_NOTHING)
        if decides and fact.basis is not None:
            yield fact.position, decision_of(fact.basis, fact.earliest, fact.decided)


def unreported(placed: Collection[PlacedFact], as_of: date) -> dict[int, PlacedFact]:
    """What of some facts was decided by delegation and has not been reported by a day, as far as some of them say
    (KL 6:40, 7:8): by the entries that say so."""
    reports = [fact for fact in placed if isinstance(fact.fact, DelegatedDecisionReported)]
    decided = {fact.position: fact for fact in placed}
    return {
        position: decided[position]
        for position, decision in delegated_decisions(placed).items()
        if status_on(reports, decision, as_of).report is None
    }


def of_review(placed: Iterable[PlacedFact]) -> Iterator[PlacedFact]:
    """Those of some facts that something comes of a decision by."""
    return (fact for fact in placed if _happened_on(fact.fact) != date.max)
