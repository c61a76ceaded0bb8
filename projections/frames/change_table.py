"""The frame change table at a coordinate: original, every kind of change, and current, for each frame and in total."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import msgspec

from ledger.events import family, stored_name
from ledger.events.equity import ResultCarriedOver
from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.meaning.frames import FactInRole, FrameOnDay
from ledger.meaning.later_acts import Role
from ledger.values import FrameKind, Stage
from ledger.words import words
from projections.asking.amounts import FrameAmounts, frame_amounts
from projections.asking.citations import DecisionCited, cited
from projections.asking.declaration import AT_A_COORDINATE, Declaration, Heading
from projections.asking.frame_query import FrameView, frame_view, why_empty
from projections.asking.question import Question
from projections.asking.read_model import AnswerAt, Answered, ReadModel, Staleness, is_settled, staleness
from projections.asking.texts import ToldCode, ToldOre
from projections.frames.change_columns import (
    Cells,
    ChangeColumn,
    beside_rows,
    cells_of,
    shown_columns,
    total_of,
)
from projections.frames.figures import FrameWarning, warnings_of
from projections.frames.one_sided import one_sided_remarks
from projections.tables.frames import ProposalHead
from projections.tables.register import entries_by_position, later_acts_at, placed_at

RECIPE: Final = "frame-changes-7"
"""The version of the answer's form and rules."""


class ChangeCell(msgspec.Struct, frozen=True):
    """The figures in one column."""

    column: ChangeColumn
    amount: FrameAmounts


class ChangeRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One frame: its figures in every column of its table. `commitment` None: no set is known, only changes.
    `undecided_indices`: the figures are without these. `warnings`: what to know about the frame on the day."""

    unit: str
    unit_name: str
    line: str
    commitment: str | None
    cells: tuple[ChangeCell, ...]
    undecided_indices: tuple[str, ...] = ()
    warnings: tuple[FrameWarning, ...] = ()


class ChangeBeside(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that was decided and does not count: annulled, conditional, undetermined, without-legal-force or
    replaced, with the column in which it would stand. What is annulled of a change, or of a part of any amount, stands
    there, and is taken back in `annulled`. What is replaced was there before the entry `by` set the frame again."""

    unit: str
    unit_name: str
    line: str
    part: ToldCode
    column: ChangeColumn
    amount: FrameAmounts
    decision: DecisionCited
    annulled_on: date | None = None
    warnings: tuple[FrameWarning, ...] = ()
    by: int | None = None


class ChangeTable(msgspec.Struct, frozen=True):
    """The table for one kind of money. Every row sums to its current figures, and every column to the total's; columns
    in which nothing has occurred are not there."""

    kind: str
    columns: tuple[ChangeColumn, ...]
    headings: tuple[str, ...]
    rows: tuple[ChangeRow, ...]
    total: tuple[ChangeCell, ...]
    beside: tuple[ChangeBeside, ...]


class CarriedResult(msgspec.Struct, frozen=True):
    """A unit's result that goes with it to the year (resultatöverföring), in öre: a surplus is positive. It changes no
    frame, and stands in no column."""

    unit: str
    unit_name: str
    from_year: int
    amount_ore: ToldOre
    decision: DecisionCited


class ChangeTableAnswer(AnswerAt, frozen=True, omit_defaults=True):
    """The frame change table at a coordinate, one for each kind of money there is. `note` says why there is none;
    `remarks` what to know of the figures."""

    tables: list[ChangeTable]
    carried_results: list[CarriedResult] = msgspec.field(default_factory=list)
    proposal: ProposalHead | None = None
    note: str | None = None
    stale: Staleness | None = None
    remarks: tuple[str, ...] = ()


def change_table_answer(model: ReadModel, question: Question) -> Answered[ChangeTableAnswer]:
    """The frame change table of the frames that a question is about, one for each kind of money.

    Raises Refused: the same as `frames_answer`.
    """
    place = model.place(question.known_at, question.min_position)
    with model.cursor() as cursor:
        view = frame_view(cursor, question, place)
        apart = [(frame, *beside) for frame in view.frames for beside in beside_rows(frame)]
        entries = entries_by_position(cursor, (part.fact.entry_position for _, part, _ in apart))
        carried = _carried_results(cursor, view)
        one_sided = one_sided_remarks(cursor, view)
        note = None if view.frames else why_empty(cursor, view)
    beside = [
        (frame, part, column, cited(entries[part.fact.entry_position], part.fact.family))
        for frame, part, column in apart
    ]
    kinds = {frame.frame.kind for frame in view.frames}
    answer = ChangeTableAnswer(
        model.ledger,
        view.coordinates,
        RECIPE,
        view.organisation,
        [_table(kind, view, beside) for kind in FrameKind if kind in kinds],
        carried,
        view.proposal,
        note,
        staleness(question.known_at, place),
        (*view.remarks, *one_sided),
    )
    return Answered(answer, is_settled(place, question.as_of, question.year))


CHANGES: Final = Declaration("frames/changes", "changes", RECIPE, AT_A_COORDINATE, change_table_answer, Heading.FRAMES)


_Apart = tuple[FrameOnDay, FactInRole, ChangeColumn, DecisionCited]


def _carried_results(cursor: Cursor, view: FrameView) -> list[CarriedResult]:
    """What units carry over to the year. It is operating money, of no line."""
    at = view.coordinates
    if at.line is not None or at.kind is FrameKind.INVESTMENT:
        return []
    later_acts = later_acts_at(cursor, at.position)
    placed = later_acts.standing_by(placed_at(cursor, at.position, ("result",)), at.as_of)
    carried = [
        (carried_over, carried_over.fact)
        for carried_over in placed
        if isinstance(carried_over.fact, ResultCarriedOver)
        and (carried_over.stage, carried_over.proposal) == (at.stage, at.proposal)
        and carried_over.fact.to_year == at.year
        and (view.scope.units is None or carried_over.fact.unit in view.scope.units)
    ]
    entries = entries_by_position(cursor, (carried_over.position for carried_over, _ in carried))
    return [_carried(fact, entries[carried_over.position], view.names) for carried_over, fact in carried]


def _carried(fact: ResultCarriedOver, recorded: Recorded, names: dict[str, str]) -> CarriedResult:
    name = names.get(fact.unit, fact.unit)
    decision = cited(recorded, family(stored_name(type(fact))))
    return CarriedResult(fact.unit, name, fact.from_year, fact.amount_ore, decision)


def _table(kind: FrameKind, view: FrameView, beside: Iterable[_Apart]) -> ChangeTable:
    counted = [frame for frame in view.frames if frame.frame.kind is kind and frame.standing.known]
    of_a_proposal = view.coordinates.stage is not Stage.DECIDED
    cells = [cells_of(frame, of_a_proposal=of_a_proposal) for frame in counted]
    columns = shown_columns(cells)
    return ChangeTable(
        kind,
        columns,
        tuple(words.value(f"column-{column}") for column in columns),
        tuple(_row(frame, each, columns, view.names) for frame, each in zip(counted, cells, strict=True)),
        _cells(kind, total_of(cells), columns),
        tuple(_beside(*apart, view.names) for apart in beside if apart[1].fact.kind is kind),
    )


def _row(frame: FrameOnDay, cells: Cells, columns: Iterable[ChangeColumn], names: Mapping[str, str]) -> ChangeRow:
    key = frame.frame
    return ChangeRow(
        *_named(key.unit, key.line, names),
        frame.commitment,
        _cells(key.kind, cells, columns),
        frame.undecided_indices,
        warnings_of(frame),
    )


def _named(unit: str, line: str, names: Mapping[str, str]) -> tuple[str, str, str]:
    """A unit, its name and a line, as every row begins."""
    return unit, names.get(unit, unit), line


def _cells(kind: str, cells: Cells, columns: Iterable[ChangeColumn]) -> tuple[ChangeCell, ...]:
    return tuple(ChangeCell(column, frame_amounts(kind, cells.at(column))) for column in columns)


def _beside(
    frame: FrameOnDay, part: FactInRole, column: ChangeColumn, decision: DecisionCited, names: Mapping[str, str]
) -> ChangeBeside:
    fact = part.fact
    return ChangeBeside(
        *_named(fact.unit, fact.line, names),
        part.role,
        column,
        frame_amounts(fact.kind, fact.sides),
        decision,
        part.annulled_on,
        warnings_of(frame, (part,)),
        frame.the_set.entry_position if part.role is Role.REPLACED and frame.the_set is not None else None,
    )
