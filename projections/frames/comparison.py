"""Frames side by side: years, days of either clock, rival proposals or what-ifs, one column for each question."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import msgspec

from ledger.log.database import Cursor
from ledger.meaning.effects import Sides, sum_of_sides
from ledger.money import UNKNOWN, amount_text
from ledger.values import FrameKind
from ledger.words import words
from projections.asking.amounts import SIDES, FrameAmounts, frame_amounts, sides_in
from projections.asking.declaration import AT_A_COORDINATE, Declaration, Heading
from projections.asking.question import Coordinates, GroupBy, Question
from projections.asking.read_model import Answered, Place, ReadModel, Staleness, is_settled, staleness
from projections.frames import side_by_side
from projections.frames.current import FramesAnswer, frames_at
from projections.frames.figures import FrameWarning
from projections.frames.groups import tree_asked
from projections.tables.frames import ProposalHead

RECIPE: Final = "comparison-6"
"""The version of the answer's form and rules."""


class ComparedOutside(msgspec.Struct, frozen=True):
    """What stands outside the totals of a column for one reason: undetermined (its day is not settled), conditional, or
    without legal force (only when that is asked for). `entries`: how many amounts, and what they come to."""

    part: str
    kind: str
    entries: int
    amounts: FrameAmounts


class ComparedColumn(msgspec.Struct, frozen=True, omit_defaults=True):
    """One column: `label` says only how it differs from the others. `compared_to` is the number of the column, from 0,
    that its changes are from; the first has none. `commitments`: whether its frames are a budget, a plan or both.
    `note` says why it is empty."""

    label: str
    coordinates: Coordinates
    compared_to: int | None = None
    commitments: tuple[str, ...] = ()
    proposal: ProposalHead | None = None
    outside: tuple[ComparedOutside, ...] = ()
    note: str | None = None


class ComparedCell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row in one column. Without `amounts` it is not there, which is not zero; `change` is from the column that
    this one is compared to, and from what is not there it is the whole. A side that is not there is not known.
    `undecided_indices`: the figures are without these."""

    amounts: FrameAmounts | None = None
    change: FrameAmounts | None = None
    undecided_indices: tuple[str, ...] = ()


class ComparedRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One kind of money of one frame (`line` is its appropriation line), or of one group, with a cell for each column.
    `depth`: how far down it stands in the tree. `not_comparable`: why its figures have no place in the tree that is
    asked for."""

    kind: str
    group: str
    name: str
    cells: tuple[ComparedCell, ...]
    line: str | None = None
    depth: int = 0
    not_comparable: str | None = None


class ComparedTotal(msgspec.Struct, frozen=True):
    """Everything of one kind of money, with a cell for each column."""

    kind: str
    cells: tuple[ComparedCell, ...]


class ComparisonAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Frames side by side. Each column is what the frames are at its coordinates; the rows add up to the totals in
    every column, and their changes to the change of the totals, where they are known. `remarks` names what stands
    outside, `warnings` what was noticed; `note` says why there is nothing to compare."""

    ledger: str
    recipe: str
    organisation: str | None
    columns: list[ComparedColumn]
    rows: list[ComparedRow]
    totals: list[ComparedTotal]
    remarks: tuple[str, ...] = ()
    warnings: tuple[FrameWarning, ...] = ()
    by: GroupBy | None = None
    note: str | None = None
    stale: Staleness | None = None


def comparison_answer(model: ReadModel, *questions: Question) -> Answered[ComparisonAnswer]:
    """Some questions' frames side by side, all read at once; those that name no place on the known clock at the same
    one.

    Raises Refused: what `frames_answer` does for any of them; ValueError when they are about different frames.
    """
    side_by_side.varied(questions)
    places: dict[object, Place] = {}
    for question in questions:
        if question.known_at not in places:
            places[question.known_at] = model.place(question.known_at, question.min_position)
    with model.cursor() as cursor:
        answers = [frames_at(cursor, model, question, places[question.known_at]) for question in questions]
        columns = [_column(cursor, answer) for answer in answers]
    settled = all(is_settled(places[question.known_at], question.as_of, question.year) for question in questions)
    stale = [staleness(question.known_at, places[question.known_at]) for question in questions]
    return Answered(_answer(questions, answers, columns, next(filter(None, stale), None)), settled)


COMPARE: Final = Declaration(
    "frames/compare",
    "compare",
    RECIPE,
    (*AT_A_COORDINATE, "by", "tree_on"),
    comparison_answer,
    Heading.FRAMES,
    repeated=("year", "as_of", "known_at", "proposal", "with", "index"),
)


def _column(cursor: Cursor, answer: FramesAnswer) -> side_by_side.ReckonedColumn:
    return side_by_side.column_of(
        answer, tree_asked(cursor, answer.coordinates, {}).tree if answer.not_comparable else {}
    )


def _answer(
    questions: Sequence[Question],
    answers: Sequence[FramesAnswer],
    columns: Sequence[side_by_side.ReckonedColumn],
    stale: Staleness | None,
) -> ComparisonAnswer:
    bases = side_by_side.compared_to(questions)
    named = side_by_side.labels(questions, [answer.coordinates for answer in answers])
    keys = side_by_side.row_keys(columns)
    kinds = [kind for kind in FrameKind if any(key.kind is kind for key in keys)]
    return ComparisonAnswer(
        answers[0].ledger,
        RECIPE,
        next((answer.organisation for answer in answers if answer.organisation is not None), None),
        [_described(*column) for column in zip(named, answers, bases, strict=True)],
        [_row(key, columns, bases) for key in keys],
        [ComparedTotal(kind.value, _cells(kind, side_by_side.total_cells(kind, columns, bases))) for kind in kinds],
        tuple(_remarks(named, answers)),
        tuple(dict.fromkeys(_warnings(answers))),
        questions[0].by,
        None if keys else " ".join(_said(named, answers, lambda answer: [answer.note] if answer.note else [])),
        stale,
    )


def _described(label: str, answer: FramesAnswer, base: int | None) -> ComparedColumn:
    commitments = sorted({frame.commitment for frame in answer.frames if frame.commitment is not None})
    outside = tuple(_outside(answer))
    return ComparedColumn(label, answer.coordinates, base, tuple(commitments), answer.proposal, outside, answer.note)


def _row(
    key: side_by_side.RowKey, columns: Sequence[side_by_side.ReckonedColumn], bases: Sequence[int | None]
) -> ComparedRow:
    names = {name: called for column in columns for name, called in column.names.items()}
    return ComparedRow(
        key.kind.value,
        key.group,
        names.get(key.group, key.group),
        _cells(key.kind, side_by_side.row_cells(key, columns, bases)),
        key.line or None,
        len(key.path) - 1,
        key.reason or None,
    )


def _cells(kind: FrameKind, cells: Iterable[side_by_side.ReckonedCell]) -> tuple[ComparedCell, ...]:
    def amounts(sides: Sides | None) -> FrameAmounts | None:
        return None if sides is None else frame_amounts(kind, sides)

    return tuple(
        ComparedCell(amounts(None), amounts(cell.change))
        if cell.figures is None
        else ComparedCell(amounts(cell.figures.sides), amounts(cell.change), tuple(sorted(cell.figures.undecided)))
        for cell in cells
    )


# --- What to know about the columns -----------------------------------------------------------------------------


def _outside(answer: FramesAnswer) -> Iterator[ComparedOutside]:
    lists = {
        "undetermined": answer.undetermined,
        "conditional": answer.conditional,
        "without-legal-force": answer.without_legal_force,
    }
    for part, frames in lists.items():
        for kind in FrameKind:
            if standing := [frame for frame in frames if frame.kind == kind]:
                whole = sum_of_sides(sides_in(kind, frame) for frame in standing)
                yield ComparedOutside(part, kind.value, len(standing), frame_amounts(kind, whole))


def _remarks(named: Sequence[str], answers: Sequence[FramesAnswer]) -> Iterator[str]:
    yield from _said(named, answers, lambda answer: answer.remarks)
    yield from _said(named, answers, lambda answer: map(_outside_text, _outside(answer)))
    yield from _said(named, answers, _index_texts)


def _said(
    named: Sequence[str], answers: Sequence[FramesAnswer], says: Callable[[FramesAnswer], Iterable[str]]
) -> Iterator[str]:
    """What is said of some columns, with their labels; once, and without them, when it is said of all."""
    columns: dict[str, list[str]] = {}
    for label, answer in zip(named, answers, strict=True):
        for text in says(answer):
            columns.setdefault(text, []).append(label)
    for text, labels in columns.items():
        yield text if len(labels) == len(named) else f"{'; '.join(labels)}: {text}"


def _outside_text(beside: ComparedOutside) -> str:
    ores = ((name, getattr(beside.amounts, f"{name}_ore")) for name in SIDES[beside.kind])
    known = [f"{words.field(name)} {amount_text(ore)}" for name, ore in ores if ore is not None]
    many = "1 belopp" if beside.entries == 1 else f"{beside.entries} belopp"
    figures = ", ".join(known) or UNKNOWN
    return f"{words.value(beside.part)}, i ingen summa: {many}, {words.value(beside.kind)}: {figures}."


def _index_texts(answer: FramesAnswer) -> list[str]:
    indices = sorted({index for total in answer.totals for index in total.undecided_indices})
    return [f"+ index: {', '.join(indices)} är inte beslutat; beloppen är utan det."] if indices else []


def _warnings(answers: Sequence[FramesAnswer]) -> Iterator[FrameWarning]:
    for answer in answers:
        for frame in (*answer.frames, *answer.undetermined, *answer.conditional, *answer.without_legal_force):
            yield from frame.warnings
