"""Asking at a corner of the clocks: the read model and the rules' own fold, in the words of the naive model."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from ledger.log.database import Cursor
from ledger.looking.state import State
from ledger.meaning.later_acts import Role
from ledger.meaning.tree import UnitOnDay
from ledger.values import FrameKey, Stage
from projections.asking.cache import LaterActsCache
from projections.asking.frame_query import frame_view
from projections.asking.question import Question
from projections.asking.read_model import Place
from projections.frames import figures as frame_figures
from projections.frames.figures import frames_of, outside_of
from projections.running.standing import RunnerStanding
from tests.projections import naive
from tests.projections.naive import Coordinate
from tests.projections.said import Figures, Frame, Moved

PER_THOUSAND: Final = 1_000_000
"""Billionths."""

OUTSIDE: Final = (Role.UNDETERMINED, Role.CONDITIONAL, Role.WITHOUT_LEGAL_FORCE)
"""Why a fact may stand beside the frames."""

_SIDES: Final = {"operating": ("costs_ore", "revenues_ore"), "investment": ("expenditures_ore", "receipts_ore")}


class Found(NamedTuple):
    """Frames, what stands beside them, by why, and the units that there are."""

    frames: list[frame_figures.Frame]
    beside: dict[str, list[tuple[int, Moved]]]
    units: dict[str, UnitOnDay]


def question_at(corner: Coordinate, year: int) -> Question:
    """A corner as a question about a year."""
    return Question(
        year=year,
        as_of=corner.as_of,
        known_at=corner.position,
        stage=Stage(corner.stage),
        proposal=corner.proposal,
        laid=corner.laid,
        index_ppb=None if corner.supposed is None else corner.supposed * PER_THOUSAND,
        legal_force=corner.in_force,
        unit=corner.unit,
        subtree=corner.unit is not None,
    )


def found_at(cursor: Cursor, corner: Coordinate, years: Iterable[int], cache: LaterActsCache | None = None) -> Found:
    """What the read model has at a corner, of some years together. Raises Refused as any answer about frames."""
    place = Place(corner.position, fixed=True, standing=RunnerStanding(corner.position, corner.position, None))
    every = [frame_view(cursor, question_at(corner, year), place, cache) for year in years]
    beside = {
        role.value: outside(frame for view in every for frame in outside_of(view.frames, {}, role)) for role in OUTSIDE
    }
    return Found(
        [frame for year_view in every for frame in frames_of(year_view.frames, {})], beside, dict(every[0].units)
    )


def as_naive(frames: Iterable[frame_figures.Frame]) -> dict[Frame, naive.Value]:
    """Frames as the naive model has them."""
    return {_frame_of(frame): naive.Value(frame.commitment, _figures(frame, frame.kind)) for frame in frames}


def outside(frames: Iterable[frame_figures.Frame]) -> list[tuple[int, Moved]]:
    """What stands beside the frames, as the naive model has it: each with its own amount."""
    beside = [
        (frame.parts[0].position, Moved(_frame_of(frame), frame.commitment, figures, frame.parts[0].index))
        for frame in frames
        if (figures := _figures(frame, frame.kind)) == _figures(frame.parts[0], frame.kind)
    ]
    return sorted(beside, key=str)


def by_the_rules(state: State, corner: Coordinate) -> dict[Frame, naive.Value]:
    """The same from what the rules foresee frames with."""
    values = {}
    for tag, frame in state.frames.items():
        value = state.frame_steps(tag).on(corner.as_of)
        if value.known:
            sides = Figures(value.sides.costs_ore, value.sides.revenues_ore, value.sides.net_ore)
            values[_frame(frame.facts[0].frame)] = naive.Value(value.commitment, sides)
    return values


def _figures(told: frame_figures.Frame | frame_figures.FramePart, kind: str) -> Figures:
    costs, revenues = _SIDES[kind]
    return Figures(getattr(told, costs), getattr(told, revenues), told.net_ore)


def _frame_of(frame: frame_figures.Frame) -> Frame:
    return Frame(frame.unit, frame.line, frame.kind, frame.year)


def _frame(key: FrameKey) -> Frame:
    return Frame(key.unit, key.line, key.kind.value, key.year)
