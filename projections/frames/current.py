"""Answers to questions about frames: the figures, what they rest on, and everything that stands beside them."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from ledger.log.database import Cursor
from ledger.meaning.later_acts import Role
from projections.asking.declaration import AT_A_COORDINATE, Declaration, Heading
from projections.asking.frame_query import FrameGround, frame_view, ground_of, why_empty
from projections.asking.question import GroupBy, Question
from projections.asking.read_model import AnswerAt, Answered, Place, ReadModel, Staleness, is_settled, staleness
from projections.frames.figures import Frame, FrameTotal, frames_of, outside_of, totals_of
from projections.frames.groups import GroupedFrames, GroupTotal, NotComparableFrames, Together, together, tree_asked
from projections.tables.frames import ProposalHead

RECIPE: Final = "frames-7"
"""The version of the answer's form and rules. Another recipe may give other bytes for the same coordinates."""


class FramesAnswer(AnswerAt, frozen=True, omit_defaults=True):
    """Frames at a coordinate. Amounts are int öre. `undetermined`, `conditional` and `without_legal_force` (only when
    legal force is asked for) stand outside every total. `note` says why an answer is empty; `remarks` what to know
    about the figures as they stand together. `stale` is only there when entries are missing from it.

    `groups`, when they are asked for, are the same figures put together, in the tree of the day or of another; what has
    no place there is `not_comparable`, and `group_totals` say that the two are the whole. `figures_on` is the day whose
    organisation the figures are in, when they are put in that of another: `frames` and `totals` are always in their
    own."""

    frames: list[Frame]
    totals: list[FrameTotal]
    undetermined: list[Frame]
    proposal: ProposalHead | None = None
    note: str | None = None
    stale: Staleness | None = None
    conditional: list[Frame] = msgspec.field(default_factory=list)
    remarks: tuple[str, ...] = ()
    without_legal_force: list[Frame] = msgspec.field(default_factory=list)
    groups: list[GroupedFrames] = msgspec.field(default_factory=list)
    not_comparable: list[NotComparableFrames] = msgspec.field(default_factory=list)
    group_totals: list[GroupTotal] = msgspec.field(default_factory=list)
    figures_on: date | None = None


def frames_answer(model: ReadModel, question: Question) -> Answered[FramesAnswer]:
    """The frames at a question's coordinates.

    Raises Refused: year-out-of-range, coordinate-invalid, position-beyond-head, projection-behind, projection-stopped,
    unit-unknown, proposal-unknown, and proposal-ambiguous with the rival proposals when a stage is asked for that
    several have.
    """
    clock = (question.known_at, question.min_position)
    with model.fetching(*clock, lambda *at: ground_of(question, *at)) as (cursor, place, ground):
        answer = frames_at(cursor, model, question, place, ground)
    return Answered(answer, is_settled(place, question.as_of, question.year))


FRAMES: Final = Declaration(
    "frames", "frames", RECIPE, (*AT_A_COORDINATE, "by", "tree_on"), frames_answer, Heading.FRAMES
)


def frames_at(
    cursor: Cursor, model: ReadModel, question: Question, place: Place, ground: FrameGround | None = None
) -> FramesAnswer:
    """The frames at a question's coordinates, whose place on the known clock is settled; `ground` is what they stand on
    when that has been fetched. Raises Refused: as above."""
    view = frame_view(cursor, question, place, model.later_acts_cache, ground=ground)
    names = view.names
    lists = [frames_of(view.frames, names), *(outside_of(view.frames, names, role) for role in OUTSIDE)]
    groups, remarks = Together(), (*view.counted_twice, *view.laid.remarks)
    if question.by is not None or question.tree_on is not None:
        there = tree_asked(cursor, view.coordinates, view.units)
        lists = [[frame for frame in each if there.touches(frame.unit)] for each in lists]
        groups, remarks = together(lists[0], question.by or GroupBy.UNIT, there, names), view.remarks
    frames, undetermined, conditional, without = lists
    return FramesAnswer(
        model.ledger,
        view.coordinates,
        RECIPE,
        view.organisation,
        frames,
        totals_of(frames),
        undetermined,
        view.proposal,
        None if frames or undetermined or conditional or without else why_empty(cursor, view),
        staleness(question.known_at, place),
        conditional,
        (*_recommended_too(view.proposal), *remarks),
        without,
        groups.groups,
        groups.not_comparable,
        groups.group_totals,
        groups.figures_on,
    )


def _recommended_too(proposal: ProposalHead | None) -> Iterator[str]:
    """A recommendation also recommends what another proposal says, but for what it leaves out."""
    if proposal is not None and proposal.recommends is not None:
        yield (
            f"Tillstyrkan gäller förslaget {proposal.recommends}. Här visas det som den själv säger; det andra som den "
            "tar över visas under det namnet."
        )


OUTSIDE: Final = (Role.UNDETERMINED, Role.CONDITIONAL, Role.WITHOUT_LEGAL_FORCE)
"""What stands outside every total, each in a list of its own."""
