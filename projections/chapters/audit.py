"""The audit of a year: every frame from what it was set to, over each change with its paragraph, to what it is; the
paragraphs of meetings that nobody has recorded; the open warnings, and the rules that were set aside, by whom and why.

It is put together from the answers that a controller reads, at one and the same coordinate.
"""

from typing import Final

from ledger.meaning.later_acts import Role
from projections.asking.amounts import FrameAmounts, NamedFrame
from projections.asking.declaration import Declaration, Heading
from projections.asking.question import Question, coordinates_of
from projections.asking.read_model import Answered, ReadModel, is_settled, staleness
from projections.asking.register_query import RegisterAnswer
from projections.chapters.audited_warnings import audited_warnings
from projections.chapters.meetings import HeldMeeting, MeetingView, meetings_answer
from projections.chapters.warnings import NoticedWarning, WarningsAnswer
from projections.frames.figures import FrameTotal, FrameWarning
from projections.frames.why import why_answer
from projections.frames.why_lines import FrameWhy, WhyBeside, WhyLine

RECIPE: Final = "audit-7"
"""The version of the answer's form and rules."""


class AuditedFrame(NamedFrame, frozen=True, omit_defaults=True):
    """One frame: `original`, as the set that governs has it (missing when nothing has set the frame); each change in
    decided order, with the decision and the balance after it; and `current`, which is the original with all of them.
    `first_set`: what the frame was first set to, when it has been set again since; `by` is the entry that then did.
    `beside` is all that was decided and is not in it, and `warnings` what to know about it."""

    current: FrameAmounts
    changes: tuple[WhyLine, ...]
    beside: tuple[WhyBeside, ...]
    original: WhyLine | None = None
    warnings: tuple[FrameWarning, ...] = ()
    first_set: WhyBeside | None = None


class AuditedMeeting(HeldMeeting, frozen=True, omit_defaults=True):
    """A meeting with paragraphs that are not recorded, of how many it had; `unlisted` are recorded although the
    register does not have them."""

    not_recorded: tuple[str, ...]
    unlisted: tuple[str, ...] = ()


class AuditAnswer(RegisterAnswer, frozen=True, omit_defaults=True, kw_only=True):
    """The audit of one year, or of one unit in it. `meetings` are those of the year and the year before it, when its
    budget is decided (KL 11:10). `overrides` are rules that were set aside by name, or that the organisation itself
    only warns about or ignores (`policy_position`), also those that somebody has looked at since; `warnings` all that
    is open, with them in it and with what is about no year at all. `open_elsewhere`: how many more are open, about
    other years or units or what is only proposed."""

    year: int
    frames: list[AuditedFrame]
    totals: list[FrameTotal]
    meetings: list[AuditedMeeting]
    meetings_registered: int
    overrides: list[NoticedWarning]
    warnings: list[NoticedWarning]
    open_elsewhere: int = 0


def audit_answer(model: ReadModel, question: Question) -> Answered[AuditAnswer]:
    """The audit at a question's coordinates; without a year, of the year in which the day of the decided clock lies.

    Raises Refused: the same as `frames_answer`.
    """
    place = model.place(question.known_at, question.min_position)
    as_of = question.decided_by
    year = as_of.year if question.year is None else question.year
    about = Question(year=year, as_of=as_of, known_at=place.position, unit=question.unit)
    why = why_answer(model, about).answer
    meetings = _meetings(model, year, about)
    warnings = audited_warnings(model, about, year)
    answer = AuditAnswer(
        ledger=model.ledger,
        coordinates=coordinates_of(question, place.position),
        recipe=RECIPE,
        organisation=why.organisation,
        note=why.note,
        stale=staleness(question.known_at, place),
        year=year,
        frames=list(map(_audited, why.frames)),
        totals=why.totals,
        meetings=_not_whole(meetings),
        meetings_registered=len(meetings),
        overrides=_overrides(warnings),
        warnings=warnings.warnings,
        open_elsewhere=warnings.open_elsewhere,
    )
    return Answered(answer, is_settled(place, question.as_of))


AUDIT: Final = Declaration("audit", "audit", RECIPE, ("year", "unit"), audit_answer, Heading.AUDIT)


def _audited(frame: FrameWhy) -> AuditedFrame:
    """A frame that is set begins with its set; one that is not has changes only."""
    is_set = frame.commitment is not None and bool(frame.lines)
    named = (frame.unit, frame.unit_name, frame.line, frame.kind, frame.year, frame.commitment, frame.amount)
    original = frame.lines[0] if is_set else None
    replaced = (beside for beside in frame.beside if beside.part == Role.REPLACED and is_set)
    first = next((beside for beside in replaced if beside.commitment == frame.commitment), None)
    changes = frame.lines[1:] if is_set else frame.lines
    return AuditedFrame(*named, changes, frame.beside, original, frame.warnings, first)


def _meetings(model: ReadModel, year: int, about: Question) -> list[MeetingView]:
    """Those of the year and the year before."""
    answer = meetings_answer(model, Question(as_of=about.as_of, known_at=about.known_at)).answer
    return [meeting for meeting in answer.meetings if meeting.day.year in (year - 1, year)]


def _not_whole(meetings: list[MeetingView]) -> list[AuditedMeeting]:
    """Which of some meetings are not recorded whole."""
    return [
        AuditedMeeting(meeting.body, meeting.day, meeting.position, meeting.paragraphs, meeting.gaps, meeting.unlisted)
        for meeting in meetings
        if meeting.gaps or meeting.unlisted
    ]


def _overrides(warnings: WarningsAnswer) -> list[NoticedWarning]:
    """Every rule that was set aside, or that the organisation's own rules spared an entry, looked at since or not."""
    every = sorted((*warnings.warnings, *warnings.resolved), key=lambda warning: warning.position)
    return [warning for warning in every if warning.override is not None or warning.policy_position is not None]
