"""Why a frame is what it is: every decision that makes it up, with the balance after each, and what stands beside."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import msgspec

from ledger.events import Fact, IndexDecided, PlanYearCopied, family, stored_name
from ledger.log.entry import Recorded
from ledger.meaning.placed import PlacedFact, claim_in, inner_facts
from ledger.money import rate_text
from ledger.values import FrameKey, FrameKind, Stage
from ledger.words import words
from ledger.words.labels import frame_label
from projections.asking.amounts import FrameAmounts, frame_amounts, sides_of
from projections.asking.citations import (
    DecisionCited,
    basis_of,
    cited,
    entries_by_position,
)
from projections.asking.declaration import AT_A_COORDINATE, Declaration, Heading
from projections.asking.frame_query import Seen, seen, why_empty
from projections.asking.judging import frame_of
from projections.asking.question import Coordinates, Question
from projections.asking.read_model import (
    Answered,
    ReadModel,
    Staleness,
    is_settled,
    staleness,
)
from projections.frames.figures import FrameTotal, frames_of, totals_of
from projections.frames.why_lines import (
    FrameWhy,
    WhyBeside,
    WhyLine,
    report_text,
)
from projections.frames.why_parts import Beside, Line, explained
from projections.tables.frames import ProposalHead
from projections.tables.projection import Cursor
from projections.tables.register import AFTERMATH, placed_at

RECIPE: Final = "why-2"
"""The version of the answer's form and rules."""


class WhyAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why some frames are what they are at a coordinate. The totals are the sums of the frames explained. `note` says
    why an answer is empty; `remarks` what to know of the figures, such as which index they are without."""

    ledger: str
    coordinates: Coordinates
    recipe: str
    organisation: str | None
    frames: list[FrameWhy]
    totals: list[FrameTotal]
    proposal: ProposalHead | None = None
    note: str | None = None
    stale: Staleness | None = None
    remarks: tuple[str, ...] = ()


def why_answer(model: ReadModel, question: Question) -> Answered[WhyAnswer]:
    """Why the frames that a question is about are what they are.

    Raises Refused: the same as `frames_answer`.
    """
    place = model.place(question.known_at, question.min_position)
    with model.cursor() as cursor:
        found = seen(cursor, question, place)
        entries = entries_by_position(cursor, (row["entry_position"] for row in found.rows))
        indices = _indices(cursor, found)
        note = None if found.rows else why_empty(cursor, found)
    frames = frames_of(found.rows, found.names)
    answer = WhyAnswer(
        model.ledger,
        found.coordinates,
        RECIPE,
        found.organisation,
        [_frame_why(rows, found, entries, indices) for rows in by_frame(found.rows)],
        totals_of(frames),
        found.proposal,
        note,
        staleness(question.known_at, place),
        found.remarks,
    )
    return Answered(answer, is_settled(place, question.as_of, question.year))


WHY: Final = Declaration("frames/why", "why", RECIPE, AT_A_COORDINATE, why_answer, Heading.FRAMES)


def by_frame(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows of each frame together, in the order they have."""
    return [list(every) for _, every in groupby(rows, key=frame_of)]


def _indices(cursor: Cursor, found: Seen) -> dict[str, DecisionCited]:
    """The decision on each index that the coordinates see; the last one is the one that counts."""
    if all(row["index_ppb"] is None for row in found.rows):
        return {}
    placed = [one for one in placed_at(cursor, found.coordinates.position, (AFTERMATH,)) if _is_index(one, found)]
    entries = entries_by_position(cursor, (one.position for one in placed))
    decided = sorted(placed, key=lambda one: one.decided)
    of_family = family(stored_name(IndexDecided))
    return {
        one.fact.index: cited(entries[one.position], of_family) for one in decided if isinstance(one.fact, IndexDecided)
    }


def _is_index(placed: PlacedFact, found: Seen) -> bool:
    is_decided = placed.stage is Stage.DECIDED and placed.decided.latest <= found.coordinates.as_of
    return is_decided and isinstance(placed.fact, IndexDecided)


def _frame_why(
    rows: Sequence[dict[str, Any]],
    found: Seen,
    entries: Mapping[int, Recorded],
    indices: Mapping[str, DecisionCited],
) -> FrameWhy:
    first = rows[0]
    made = explained(rows)
    lines = tuple(_line(line, entries, indices) for line in made.lines)
    beside = tuple(_beside(one, entries) for one in made.beside)
    frame = FrameWhy(
        first["unit"],
        found.names.get(first["unit"], first["unit"]),
        first["line"],
        first["kind"],
        first["year"],
        first["commitment"],
        frame_amounts(first["kind"], made.balance) if made.lines else FrameAmounts(),
        lines,
        beside,
        "",
    )
    return msgspec.structs.replace(frame, text=report_text(frame, found.coordinates))


def _line(line: Line, entries: Mapping[int, Recorded], indices: Mapping[str, DecisionCited]) -> WhyLine:
    row, kind = line.row, line.row["kind"]
    recorded = entries[row["entry_position"]]
    decision = cited(recorded, row["family"])
    amounts = (frame_amounts(kind, line.change), frame_amounts(kind, line.balance))
    annulled_on = row["annulled_on"]
    if line.index_ppb is None:
        fact = _fact_of(row, recorded)
        return WhyLine(
            what_of(row),
            *amounts,
            decision,
            counterparts=_counterparts(row, fact),
            annulled_on=annulled_on,
            copies=_copies(fact),
            note=getattr(fact, "note", None),
        )
    index = row["index_name"]
    what = f"index {index}, {rate_text(line.index_ppb)}"
    return WhyLine(what, *amounts, indices.get(index, decision), index, line.index_ppb)


def what_of(row: dict[str, Any]) -> str:
    """What a row is, in Swedish: `ram beslutad (budget)`, `teknisk justering`."""
    event = words.fact(row["family"])
    return event if row["sets"] is None else f"{event} ({words.value(row['sets'])})"


def _own(row: dict[str, Any]) -> FrameKey:
    return FrameKey(row["unit"], FrameKind(row["kind"]), row["year"], row["line"])


def _fact_of(row: dict[str, Any], recorded: Recorded) -> Fact | None:
    """The fact in an entry that a row comes from; None when the entry has several that it could be."""
    fact, own = claim_in(recorded).fact, _own(row)
    inner = [] if fact is None else [one for one, _, _ in inner_facts(fact)]
    meant = [one for one in inner if family(stored_name(type(one))) == row["family"] and own in one.frames()]
    return meant[0] if len(meant) == 1 else None


def _counterparts(row: dict[str, Any], fact: Fact | None) -> tuple[str, ...]:
    """The other frames of a fact that moves money between them."""
    frames = () if fact is None else fact.frames()
    return tuple(dict.fromkeys(frame_label(frame) for frame in frames if frame != _own(row)))


def _copies(fact: Fact | None) -> FrameKey | None:
    """The frame that a plan year is said to be over again."""
    return fact.copies if isinstance(fact, PlanYearCopied) else None


def _beside(one: Beside, entries: Mapping[int, Recorded]) -> WhyBeside:
    row = one.row
    recorded = entries[row["entry_position"]]
    basis = basis_of(recorded)
    waits = one.part == "conditional" and basis is not None
    fact = _fact_of(row, recorded)
    return WhyBeside(
        what_of(row),
        one.part,
        frame_amounts(row["kind"], sides_of(row)),
        cited(recorded, row["family"]),
        one.by,
        row["annulled_on"],
        basis.conditions if waits and basis is not None else (),
        _copies(fact),
        getattr(fact, "note", None),
    )
