"""Why a frame is what it is: every decision that makes it up, with the balance after each, and what stands beside."""

from collections.abc import Mapping
from typing import Final

import msgspec

from ledger.events import Fact, IndexDecided, PlanYearCopied, family, stored_name
from ledger.events.fact import AFTERMATH
from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.meaning.frames import FrameFact, FrameOnDay
from ledger.meaning.later_acts import Role
from ledger.meaning.placed import PlacedFact, claim_in, inner_facts
from ledger.money import rate_text
from ledger.values import FrameKey, Stage
from ledger.words import words
from ledger.words.labels import frame_label
from projections.asking.amounts import FrameAmounts, frame_amounts
from projections.asking.citations import DecisionCited, cited
from projections.asking.declaration import AT_A_COORDINATE, Declaration, Heading
from projections.asking.frame_query import AnswerWithRemarks, FrameView, frame_view, why_empty
from projections.asking.question import Question
from projections.asking.read_model import Answered, ReadModel, is_settled, staleness
from projections.frames.figures import FrameTotal, frames_of, totals_of, warnings_of
from projections.frames.why_lines import FrameWhy, WhyBeside, WhyLine, report_text
from projections.frames.why_parts import Beside, Line, explained
from projections.tables.frames import ProposalHead
from projections.tables.register import entries_by_position, placed_at

RECIPE: Final = "why-7"
"""The version of the answer's form and rules."""


class WhyAnswer(AnswerWithRemarks, frozen=True, omit_defaults=True):
    """Why some frames are what they are at a coordinate. The totals are the sums of the frames explained. `note` says
    why an answer is empty; `remarks` what to know of the figures, such as which index they are without."""

    frames: list[FrameWhy]
    totals: list[FrameTotal]
    proposal: ProposalHead | None = None


def why_answer(model: ReadModel, question: Question) -> Answered[WhyAnswer]:
    """Why the frames that a question is about are what they are.

    Raises Refused: the same as `frames_answer`.
    """
    place = model.place(question.known_at, question.min_position)
    with model.cursor() as cursor:
        view = frame_view(cursor, question, place)
        entries = entries_by_position(cursor, (part.fact.entry_position for part in view.parts))
        indices = _indices(cursor, view)
        note = None if view.frames else why_empty(cursor, view)
    answer = WhyAnswer(
        model.ledger,
        view.coordinates,
        RECIPE,
        view.organisation,
        [_frame_why(frame, view, entries, indices) for frame in view.frames],
        totals_of(frames_of(view.frames, view.names)),
        view.proposal,
        note=note,
        stale=staleness(question.known_at, place),
        remarks=view.remarks,
    )
    return Answered(answer, is_settled(place, question.as_of, question.year))


WHY: Final = Declaration("frames/why", "why", RECIPE, AT_A_COORDINATE, why_answer, Heading.FRAMES)


def _indices(cursor: Cursor, view: FrameView) -> dict[str, DecisionCited]:
    """The decision on each index that the coordinates see; the last one is the one that counts."""
    if all(part.index_ppb is None for part in view.parts):
        return {}
    placed = [fact for fact in placed_at(cursor, view.coordinates.position, (AFTERMATH,)) if _is_index(fact, view)]
    entries = entries_by_position(cursor, (fact.position for fact in placed))
    decided = sorted(placed, key=lambda fact: fact.decided)
    of_family = family(stored_name(IndexDecided))
    return {
        fact.fact.index: cited(entries[fact.position], of_family)
        for fact in decided
        if isinstance(fact.fact, IndexDecided)
    }


def _is_index(placed: PlacedFact, view: FrameView) -> bool:
    is_decided = placed.stage is Stage.DECIDED and placed.decided.latest <= view.coordinates.as_of
    return is_decided and isinstance(placed.fact, IndexDecided)


def _frame_why(
    frame: FrameOnDay, view: FrameView, entries: Mapping[int, Recorded], indices: Mapping[str, DecisionCited]
) -> FrameWhy:
    key, made = frame.frame, explained(frame)
    why = FrameWhy(
        key.unit,
        view.names.get(key.unit, key.unit),
        key.line,
        key.kind,
        key.year,
        frame.commitment,
        frame_amounts(key.kind, made.balance) if made.lines else FrameAmounts(),
        tuple(_line(line, entries, indices) for line in made.lines),
        tuple(_beside(beside, entries) for beside in made.beside),
        "",
        warnings_of(frame),
    )
    return msgspec.structs.replace(why, text=report_text(why, view.coordinates))


def _line(line: Line, entries: Mapping[int, Recorded], indices: Mapping[str, DecisionCited]) -> WhyLine:
    of_frame = line.part.fact
    recorded = entries[of_frame.entry_position]
    decision = cited(recorded, of_frame.family)
    amounts = (frame_amounts(of_frame.kind, line.change), frame_amounts(of_frame.kind, line.balance))
    if line.index_ppb is None:
        fact = _fact_of(of_frame, recorded)
        return WhyLine(
            _what(of_frame),
            *amounts,
            decision,
            counterparts=_counterparts(of_frame.frame, fact),
            annulled_on=line.part.annulled_on,
            annulled_in_part_on=line.part.in_part_on,
            copies=_copies(fact),
            note=getattr(fact, "note", None),
        )
    index = of_frame.index_name or ""
    what = f"index {index}, {rate_text(line.index_ppb)}"
    return WhyLine(what, *amounts, indices.get(index, decision), index, line.index_ppb)


def _what(fact: FrameFact) -> str:
    """What a fact is, in Swedish: `ram beslutad (budget)`, `teknisk justering`."""
    event = words.fact(fact.family)
    return event if fact.sets is None else f"{event} ({words.value(fact.sets)})"


def _fact_of(of_frame: FrameFact, recorded: Recorded) -> Fact | None:
    """The fact in an entry that does what a fact about a frame says; None when the entry has several that could."""
    fact, frame = claim_in(recorded).fact, of_frame.frame
    inner = [] if fact is None else [within for within, _, _ in inner_facts(fact)]
    meant = [
        within for within in inner if family(stored_name(type(within))) == of_frame.family and frame in within.frames()
    ]
    return meant[0] if len(meant) == 1 else None


def _counterparts(own: FrameKey, fact: Fact | None) -> tuple[str, ...]:
    """The other frames of a fact that moves money between them."""
    frames = () if fact is None else fact.frames()
    return tuple(dict.fromkeys(frame_label(frame) for frame in frames if frame != own))


def _copies(fact: Fact | None) -> FrameKey | None:
    """The frame that a plan year is said to be over again."""
    return fact.copies if isinstance(fact, PlanYearCopied) else None


def _beside(beside: Beside, entries: Mapping[int, Recorded]) -> WhyBeside:
    of_frame = beside.part.fact
    recorded = entries[of_frame.entry_position]
    fact = _fact_of(of_frame, recorded)
    return WhyBeside(
        _what(of_frame),
        beside.why,
        frame_amounts(of_frame.kind, of_frame.sides),
        cited(recorded, of_frame.family),
        beside.by,
        beside.part.annulled_on,
        of_frame.conditions or () if beside.part.role is Role.CONDITIONAL else (),
        _copies(fact),
        getattr(fact, "note", None),
        of_frame.sets,
    )
