"""What comes after a decision: its minutes and notice, whoever contests it, the courts, and the meeting it was made at.

Nothing here decides anything about money. Together it says where a decision stands on any day: whether it can still be
appealed, and from when it has legal force.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Final

import msgspec

from ledger.decision_names import body_key, body_spellings, spelled_key
from ledger.events.fact import AFTERMATH, Fact, FactWithNote
from ledger.text import Text
from ledger.values import Amount, DecisionReference, FrameKey, Value

ParagraphNumber = Annotated[int, msgspec.Meta(ge=1, le=9999)]


def meeting_subject(body: str, day: date) -> str:
    """A body's meeting on a day, however the body is written.

    >>> meeting_subject("KF", date(2025, 11, 24))
    'meeting:kommunfullmäktige/2025-11-24'
    """
    return f"meeting:{body_key(body)}/{day}"


def meeting_ways(body: str, day: date) -> tuple[str, ...]:
    """Every tag under which what is about a meeting may be stored: by what its body is known by, and as it was written.

    >>> meeting_ways("KF", date(2025, 11, 24))
    ('meeting:kommunfullmäktige/2025-11-24', 'meeting:kf/2025-11-24')
    """
    return tuple(
        dict.fromkeys((meeting_subject(body, day), *(_as_written(name, day) for name in body_spellings(body))))
    )


def _as_written(body: str, day: date) -> str:
    return f"meeting:{spelled_key(body)}/{day}"


class OfMeeting(FactWithNote, frozen=True):
    """Something about a body's meeting on a day, or about some of its paragraphs."""

    needs_basis: ClassVar[bool] = False

    body: Text
    meeting_day: date

    def subjects(self) -> tuple[str, ...]:
        """The meeting, however its body is written."""
        return (meeting_subject(self.body, self.meeting_day),)

    def tags(self) -> tuple[str, ...]:
        """The meeting as it is written here: so the first entries were stored."""
        return (_as_written(self.body, self.meeting_day),)


class MinutesApproved(OfMeeting, tag_field="type", tag="minutes-approved.v1", frozen=True):
    """The minutes of a meeting are approved (justering, KL 5:69), all of them or some paragraphs. `immediate`: at the
    meeting itself (omedelbar justering), so that a decision can be noticed at once."""

    approved_on: date
    paragraphs: tuple[Text, ...] = ()
    immediate: bool = False


class NoticePosted(OfMeeting, tag_field="type", tag="notice-posted.v1", frozen=True):
    """Approved minutes are noticed on the board's web site (anslag, KL 8:12), all of them or some paragraphs. The same
    notice recorded again says when it was taken down. `appeal_deadline` is the last day to appeal (KL 13:5), which the
    ledger counts out once, so that no later calendar changes an old answer; None where nobody can appeal like that."""

    filled_in: ClassVar[frozenset[str]] = frozenset({"appeal_deadline"})

    posted_on: date
    paragraphs: tuple[Text, ...] = ()
    taken_down_on: date | None = None
    appeal_deadline: date | None = None


class OfDecision(Fact, frozen=True):
    """Something that comes of one decision."""

    needs_basis: ClassVar[bool] = False

    decision: DecisionReference

    def subjects(self) -> tuple[str, ...]:
        """The decision, however it is written."""
        return (f"decision:{self.decision.key}",)

    def tags(self) -> tuple[str, ...]:
        """The decision as it is written here: so the first entries were stored."""
        meant = self.decision
        return (f"decision:{spelled_key(meant.body, meant.case_number, meant.paragraph)}",)


class DelegationReporting(StrEnum):
    """How a decision made by delegation comes to its board: it is reported at a meeting (KL 6:40, 7:8); or the board
    has exempted its kind, and it has separately kept minutes of its own. What only carries out another decision is none
    of its own, and some are appealed otherwise than by a legality review."""

    REPORTED = "reported"
    OWN_MINUTES = "own-minutes"
    EXECUTION = "pure-execution"
    APPEALED_OTHERWISE = "appealed-otherwise"


NOTICED: Final = (DelegationReporting.REPORTED, DelegationReporting.OWN_MINUTES)
"""Those whose time to appeal begins at a notice."""


class DelegatedDecisionReported(OfDecision, tag_field="type", tag="delegated-decision-reported.v1", frozen=True):
    """A decision made by delegation was reported to its board, `body`, at a meeting, or need not be (KL 6:40, 7:8). It
    counts from its own day whether or not; but the time to appeal it begins at the notice of the minutes of that
    meeting, or of its own minutes. `posted_on` is the day of that notice, when no notice of the meeting is recorded;
    `appeal_deadline` is counted out by the ledger as that of a notice. Recorded again, the last one holds."""

    filled_in: ClassVar[frozenset[str]] = frozenset({"appeal_deadline"})

    reporting: DelegationReporting = DelegationReporting.REPORTED
    body: Text | None = None
    meeting_day: date | None = None
    paragraph: Text | None = None
    posted_on: date | None = None
    appeal_deadline: date | None = None
    note: Text | None = None


class DecisionAppealed(OfDecision, tag_field="type", tag="decision-appealed.v1", frozen=True):
    """Somebody wants the decision tried in court (laglighetsprövning, KL 13:1). Who is never recorded: appellants are
    private persons, and the court's case number is enough."""

    received_on: date
    court: Text | None = None
    case_number: Text | None = None


class ExecutionStayed(OfDecision, tag_field="type", tag="execution-stayed.v1", frozen=True):
    """A court stops a decision from being carried out until it has judged (inhibition, förvaltningsprocesslagen 28 §),
    or lifts such a stop. It changes no figure: what is stayed is decided, and is said to be stayed."""

    court: Text
    stayed_on: date
    lifted: bool = False
    case_number: Text | None = None


class JudgmentOutcome(StrEnum):
    """What a court said, in its own words: of the decision, or of another court's judgment on it. What that does to the
    decision is another thing, and is said by `JudgmentEffect`."""

    ANNULLED = "annulled"
    ANNULLED_IN_PART = "annulled-in-part"
    UPHELD = "upheld"
    DENIED = "denied"
    DISMISSED = "dismissed"
    WRITTEN_OFF = "written-off"
    REMITTED = "remitted"
    LEAVE_REFUSED = "leave-refused"


class JudgmentEffect(StrEnum):
    """What a judgment does to the decision; it can only annul it, never put another in its place (KL 13:8)."""

    ANNULLED = "decision-annulled"
    ANNULLED_IN_PART = "decision-annulled-in-part"
    STANDS = "decision-stands"
    NOT_TRIED = "decision-not-tried"


ANNULLING: Final = (JudgmentEffect.ANNULLED, JudgmentEffect.ANNULLED_IN_PART)
"""The effects that change figures, once the judgment is final."""

_PLAIN_EFFECTS: Final = {
    JudgmentOutcome.ANNULLED: JudgmentEffect.ANNULLED,
    JudgmentOutcome.ANNULLED_IN_PART: JudgmentEffect.ANNULLED_IN_PART,
    JudgmentOutcome.UPHELD: JudgmentEffect.STANDS,
    JudgmentOutcome.DENIED: JudgmentEffect.STANDS,
    JudgmentOutcome.DISMISSED: JudgmentEffect.NOT_TRIED,
    JudgmentOutcome.WRITTEN_OFF: JudgmentEffect.NOT_TRIED,
    JudgmentOutcome.REMITTED: JudgmentEffect.NOT_TRIED,
    JudgmentOutcome.LEAVE_REFUSED: JudgmentEffect.STANDS,
}
"""What the words do to a decision when they are said of it by the first court that tries it."""


class AnnulledAmount(Value, frozen=True):
    """What a court annuls of the amount that a decision gave a frame: of +10 million, 4. Of the decided amount's sign,
    and no more than it."""

    frame: FrameKey
    amount: Amount


class JudgmentGiven(OfDecision, tag_field="type", tag="judgment-given.v1", frozen=True):
    """A court has judged a decision (laglighetsprövning, KL 13 kap.). `outcome` is what it said, and `effect` what that
    does to the decision: a higher court that annuls a lower court's judgment lets the decision stand. `effect` None: it
    does what the words say, as of the first court. Once the judgment is final, an annulled decision counts as never
    made, and what it had replaced revives; of one that is annulled in part the `annulled_amounts` do. `final_on` None:
    the judgment can still be appealed, and only says what may come. The final day is recorded, with its ground, and
    never computed: nobody but the court knows when the parties were served. The same judgment on the same decision
    recorded again, as when it is final, comes instead of what was said before."""

    acts_on_decisions: ClassVar[bool] = True

    court: Text
    outcome: JudgmentOutcome
    given_on: date
    final_on: date | None = None
    case_number: Text | None = None
    effect: JudgmentEffect | None = None
    annulled_amounts: Annotated[tuple[AnnulledAmount, ...], msgspec.Meta(max_length=1000)] = ()
    final_ground: Text | None = None

    @property
    def does(self) -> JudgmentEffect:
        """What it does to the decision, said or understood."""
        return self.effect or _PLAIN_EFFECTS[self.outcome]

    def is_same(self, other: "JudgmentGiven") -> bool:
        """Whether two entries are of one judgment: of the same court, on the same day, and not with the numbers of two
        cases."""
        cases = {spelled_key(number) for number in (self.case_number, other.case_number) if number is not None}
        same = (court_key(self.court), self.given_on) == (court_key(other.court), other.given_on)
        return same and len(cases) <= 1

    def is_again(self, earlier: "JudgmentGiven") -> bool:
        """Whether it is a judgment that was recorded before, whatever that said. What annuls amounts of other frames is
        told beside it: a judgment may be recorded frame by frame. So is what it says of the decision as a whole, when
        that leaves it, beside a clause of it that is annulled."""
        frames, before = ({part.frame for part in of.annulled_amounts} for of in (self, earlier))
        is_of_others = bool(frames) and bool(before) and frames.isdisjoint(before)
        return self.is_same(earlier) and not is_of_others and not self._is_of_the_rest(earlier)

    def _is_of_the_rest(self, earlier: "JudgmentGiven") -> bool:
        wider = self.decision.clause is None and earlier.decision.clause is not None
        return wider and self.does is not JudgmentEffect.ANNULLED and earlier.does in ANNULLING

    def tags(self) -> tuple[str, ...]:
        """Every decision about frames looks at what changes decisions that stand already."""
        return (*super().tags(), AFTERMATH)

    def units(self) -> tuple[str, ...]:
        """The units whose amounts are annulled."""
        return tuple(dict.fromkeys(annulled.frame.unit for annulled in self.annulled_amounts))


def court_key(court: str) -> str:
    """A court's name in the form in which courts are compared: `Förvaltningsrätten i Karlstad` is that of Karlstad.

    >>> court_key("Förvaltningsrätten i Karlstad") == court_key("förvaltningsrätten  Karlstad")
    True
    """
    return " ".join(word for word in court.casefold().split() if word != "i")


class LegalForceConfirmed(OfDecision, tag_field="type", tag="legal-force-confirmed.v1", frozen=True):
    """It is confirmed that a decision has gained legal force (laga kraft), and from which day: by a court's or a
    secretary's proof. It outranks the day that the ledger reckons."""

    in_force_on: date
    note: Text | None = None


class MeetingRegistered(OfMeeting, tag_field="type", tag="meeting-registered.v1", frozen=True):
    """A meeting was held, with these paragraphs: from a first to a last, or an explicit list. So it can be told which
    of them are recorded, which have no effect on the budget, and which are missing."""

    first_paragraph: ParagraphNumber | None = None
    last_paragraph: ParagraphNumber | None = None
    paragraphs: tuple[Text, ...] = ()


class ParagraphsWithoutBudgetEffect(
    OfMeeting, tag_field="type", tag="paragraphs-without-budget-effect.v1", frozen=True
):
    """Somebody has read these paragraphs of a meeting, and they have no effect on the budget: no gap in the ledger."""

    paragraphs: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1, max_length=1000)]


ReviewFact = (
    MinutesApproved
    | NoticePosted
    | DelegatedDecisionReported
    | DecisionAppealed
    | ExecutionStayed
    | JudgmentGiven
    | LegalForceConfirmed
    | MeetingRegistered
    | ParagraphsWithoutBudgetEffect
)
