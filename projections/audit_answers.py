"""The audit of a year: every frame from what it was set to, over each change with its paragraph, to what it is; the
paragraphs of meetings that nobody has recorded; the open warnings, and the rules that were set aside, by whom and why.

It is put together from the answers that a controller reads, at one and the same coordinate.
"""

from datetime import date
from typing import Any, Final

import msgspec

from ledger.values import Stage
from ledger.when import today
from projections.coordinates import Place, Question, ReadModel, asked, staleness
from projections.frame_amounts import FrameAmounts
from projections.frames import FrameTotal
from projections.meeting_answers import MeetingsAnswer, meetings_answer
from projections.register_answers import (
    RegisterAnswer,
    RegisterAnswered,
    RegisterCoordinates,
    RegisterQuestion,
)
from projections.warning_answers import NoticedWarning, WarningsAnswer, warnings_answer
from projections.why_answers import why_answer
from projections.why_lines import FrameWhy, WhyBeside, WhyLine

RECIPE: Final = "audit-1"
"""The version of the answer's form and rules."""


class AuditedFrame(msgspec.Struct, frozen=True, omit_defaults=True):
    """One frame: `original`, as the set that governs has it (missing when nothing has set the frame); each change in
    decided order, with the decision and the balance after it; and `current`, which is the original with all of them.
    `beside` is what was decided and is not in it."""

    unit: str
    unit_name: str
    line: str
    kind: str
    year: int
    commitment: str | None
    current: FrameAmounts
    changes: tuple[WhyLine, ...]
    beside: tuple[WhyBeside, ...]
    original: WhyLine | None = None


class AuditedMeeting(msgspec.Struct, frozen=True, omit_defaults=True):
    """A meeting with paragraphs that are not recorded, of how many it had; `unlisted` are recorded although the
    register does not have them."""

    body: str
    day: date
    position: int
    paragraphs: int
    not_recorded: tuple[str, ...]
    unlisted: tuple[str, ...] = ()


class AuditAnswer(RegisterAnswer, frozen=True, omit_defaults=True, kw_only=True):
    """The audit of one year, or of one unit in it. `meetings` are those of the year and the year before it, when its
    budget is decided (KL 11:10). `overrides` are rules that were set aside by name, also those that somebody has looked
    at since; `warnings` all that is open, with them in it."""

    year: int
    frames: list[AuditedFrame]
    totals: list[FrameTotal]
    meetings: list[AuditedMeeting]
    meetings_registered: int
    overrides: list[NoticedWarning]
    warnings: list[NoticedWarning]


def audit_answer(model: ReadModel, question: RegisterQuestion) -> RegisterAnswered:
    """The audit at a question's coordinates; without a year, of the year in which the day of the decided clock lies.

    Raises Refused: the same as `frames_answer`.
    """
    place = model.place(question.known_at, question.min_position)
    as_of = question.as_of or today()
    year = as_of.year if question.year is None else question.year
    why = why_answer(model, Question(year, as_of, place.position, unit=question.unit)).answer
    answer = AuditAnswer(
        ledger=model.ledger,
        coordinates=_coordinates(question, place, as_of),
        recipe=RECIPE,
        organisation=why.organisation,
        note=why.note,
        stale=staleness(question.known_at, place),
        year=year,
        frames=list(map(_audited, why.frames)),
        totals=why.totals,
        **_meetings(model, year, as_of, place),
        **_warnings(model, RegisterQuestion(year=year, unit=question.unit), as_of, place),
    )
    return RegisterAnswered(answer, place.fixed and question.as_of is not None)


def _coordinates(question: RegisterQuestion, place: Place, as_of: date) -> RegisterCoordinates:
    at = (as_of, asked(question.known_at), place.position)
    return RegisterCoordinates(*at, year=question.year, unit=question.unit)


def _audited(frame: FrameWhy) -> AuditedFrame:
    """A frame that is set begins with its set; one that is not has changes only."""
    is_set = frame.commitment is not None and bool(frame.lines)
    named = (frame.unit, frame.unit_name, frame.line, frame.kind, frame.year, frame.commitment, frame.amount)
    original = frame.lines[0] if is_set else None
    return AuditedFrame(*named, frame.lines[1:] if is_set else frame.lines, frame.beside, original)


def _meetings(model: ReadModel, year: int, as_of: date, place: Place) -> dict[str, Any]:
    """Those of the year and the year before, and which of them are not recorded whole."""
    answer = meetings_answer(model, RegisterQuestion(as_of=as_of, known_at=place.position)).answer
    if not isinstance(answer, MeetingsAnswer):
        raise TypeError("not an answer about meetings")
    near = [one for one in answer.meetings if one.day.year in (year - 1, year)]
    gaps = [
        AuditedMeeting(one.body, one.day, one.position, one.paragraphs, one.gaps, one.unlisted)
        for one in near
        if one.gaps or one.unlisted
    ]
    return {"meetings": gaps, "meetings_registered": len(near)}


def _warnings(model: ReadModel, about: RegisterQuestion, as_of: date, place: Place) -> dict[str, Any]:
    """What is open about what is decided; and every rule that was set aside, looked at since or not."""
    asked_at = msgspec.structs.replace(about, as_of=as_of, known_at=place.position, stage=Stage.DECIDED)
    answer = warnings_answer(model, asked_at).answer
    if not isinstance(answer, WarningsAnswer):
        raise TypeError("not an answer about warnings")
    every = sorted((*answer.warnings, *answer.resolved), key=lambda one: one.position)
    return {"warnings": answer.warnings, "overrides": [one for one in every if one.override is not None]}
