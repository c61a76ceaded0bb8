"""The timeline of a frame: every value it has had, along the decided clock and along the known clock, and what decision
or entry made each step."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from ledger.log.entry import Recorded
from ledger.meaning.effects import minus
from ledger.meaning.frames import Standing
from ledger.values import FrameKey, FrameKind
from projections.asking.amounts import FrameAmounts, FrameNamed, frame_amounts
from projections.asking.citations import DecisionCited, cited
from projections.asking.declaration import WHICH_FRAMES, Declaration, Heading
from projections.asking.frame_past import past_of
from projections.asking.frame_query import AnswerWithRemarks, frame_view, why_empty
from projections.asking.frame_walk import FrameWayStep, decided_steps, known_steps
from projections.asking.question import Question
from projections.asking.read_model import Answered, ReadModel, is_settled, staleness
from projections.asking.texts import ToldCause
from projections.asking.walk import WalkChange
from projections.tables.register import entries_by_position

RECIPE: Final = "timeline-7"
"""The version of the answer's form and rules."""


class TimelineStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a frame became, by how much it changed, and the decision that made it so. `acts_on` is the day from which it
    does, on the decided clock; `decision.position` where it became known. `cause` is as for a difference, but along the
    known clock a decision is just `recorded`. `known` False: nothing was decided then."""

    acts_on: date
    cause: ToldCause
    amount: FrameAmounts
    change: FrameAmounts
    decision: DecisionCited
    commitment: str | None = None
    known: bool = True


class FrameTimeline(FrameNamed, frozen=True):
    """One frame: every value along the decided clock, as known at the question's position; and every value along the
    known clock, as decided by the question's day."""

    decided: tuple[TimelineStep, ...]
    known: tuple[TimelineStep, ...]


class TimelineAnswer(AnswerWithRemarks, frozen=True, omit_defaults=True):
    """The timelines of some frames. `note` says why there is none; `remarks` what to know of the last figures."""

    frames: list[FrameTimeline]


def timeline_answer(model: ReadModel, question: Question) -> Answered[TimelineAnswer]:
    """The timelines of the frames that a question is about: what is decided, whatever is proposed.

    Raises Refused: the same as `frames_answer`.
    """
    place = model.place(question.known_at, question.min_position)
    with model.cursor() as cursor:
        view = frame_view(cursor, question, place)
        past = past_of(cursor, place.position, view.scope, supposed_ppb=question.index_ppb)
        decided = list(decided_steps(past, place.position, date.min, date.max))
        known = list(known_steps(past, view.coordinates.as_of, 0, place.position))
        entries = entries_by_position(cursor, (entry.position for step in (*decided, *known) for entry in step.made_by))
        frames = sorted(past.facts, key=lambda frame: (frame.unit, frame.line, frame.kind is FrameKind.INVESTMENT))
        note = None if frames else why_empty(cursor, view)
    by_day, by_entry = _by_frame(decided, entries), _by_frame(known, entries)
    answer = TimelineAnswer(
        model.ledger,
        view.coordinates,
        RECIPE,
        view.organisation,
        [_timeline(frame, by_day[frame], by_entry[frame], view.names) for frame in frames],
        note=note,
        stale=staleness(question.known_at, place),
        remarks=view.remarks,
    )
    return Answered(answer, is_settled(place, question.as_of, question.year))


TIMELINE: Final = Declaration(
    "frames/timeline", "timeline", RECIPE, (*WHICH_FRAMES, "index"), timeline_answer, Heading.FRAMES
)


def _timeline(
    frame: FrameKey, decided: Sequence[TimelineStep], known: Sequence[TimelineStep], names: Mapping[str, str]
) -> FrameTimeline:
    return FrameTimeline(
        frame.unit,
        names.get(frame.unit, frame.unit),
        frame.line,
        frame.kind.value,
        frame.year,
        tuple(decided),
        tuple(known),
    )


def _by_frame(steps: Iterable[FrameWayStep], entries: Mapping[int, Recorded]) -> dict[FrameKey, list[TimelineStep]]:
    """What each step did to each frame."""
    by_frame: dict[FrameKey, list[TimelineStep]] = defaultdict(list)
    for step in steps:
        [entry] = step.made_by
        decision = cited(entries[entry.position], entry.family)
        for change in step.changes:
            by_frame[change.key].append(_step(step, change, decision))
    return by_frame


def _step(step: FrameWayStep, change: WalkChange[FrameKey, Standing], decision: DecisionCited) -> TimelineStep:
    kind, after = change.key.kind, change.after
    return TimelineStep(
        step.acts_on,
        step.cause.value,
        frame_amounts(kind, after.sides),
        frame_amounts(kind, minus(after.sides, change.before.sides)),
        decision,
        after.commitment,
        after.known,
    )
