"""Frames at every corner of both clocks: the SQL, the rules' own fold and a naive model say the same."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings

from api.app import OpenLedger
from ledger.database import Database
from ledger.effects import Movement, frame_value
from ledger.rules.state import fold
from ledger.values import FrameKey
from ledger.when import swedish_day
from projections import frames
from projections.projection import Cursor
from tests.projections import naive
from tests.projections.naive import Coordinate, Figures, Frame
from tests.projections.random_ledgers import DAYS, FIRST, FRAMES, NAMES, Drawn, ledger_of, ledgers

YEARS = sorted({frame.year for frame in FRAMES})
VOICES = (("decided", None), *((stage, name) for stage in ("proposed", "recommended") for name in NAMES))
_SIDES = {"operating": ("costs_ore", "revenues_ore"), "investment": ("expenditures_ore", "receipts_ore")}

at_random = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def corners(drawn: Drawn, recorded_on: date) -> Iterator[Coordinate]:
    """Every position, every day something turns on and the day before, everybody who speaks."""
    days = sorted({day for one in (*DAYS, recorded_on) for day in (one, one - timedelta(days=1))})
    said = {(line.said.stage, line.said.proposal) for line in drawn.lines if line.said}
    for position in range(FIRST - 1, FIRST + len(drawn.lines)):
        for day in days:
            yield from (Coordinate(position, day, *voice) for voice in VOICES if voice in said)


def found_at(cursor: Cursor, coordinate: Coordinate) -> tuple[list[frames.Frame], list[frames.Frame]]:
    """Frames, and what is undetermined beside them, at a corner; every year together."""
    asked: dict[str, Any] = {"unit": None, "line": None, **coordinate._asdict()}
    rows = [frames.facts_at(cursor, year=year, **asked) for year in YEARS]
    return (
        [frame for every in rows for frame in frames.frames_of(every, {})],
        [frame for every in rows for frame in frames.undetermined_of(every, {})],
    )


def figures_of(frame: frames.Frame | frames.Part, kind: str) -> Figures:
    costs, revenues = _SIDES[kind]
    return Figures(getattr(frame, costs), getattr(frame, revenues), frame.net_ore)


def as_naive(found: Iterable[frames.Frame]) -> dict[Frame, naive.Value]:
    return {
        Frame(one.unit, one.line, one.kind, one.year): naive.Value(one.commitment, figures_of(one, one.kind))
        for one in found
    }


def outside(found: Iterable[frames.Frame]) -> list[tuple[int, naive.Moved]]:
    frames_outside = [
        (one.parts[0].position, naive.Moved(Frame(one.unit, one.line, one.kind, one.year), one.commitment, figures))
        for one in found
        if (figures := figures_of(one, one.kind)) == figures_of(one.parts[0], one.kind)
    ]
    return sorted(frames_outside, key=str)


def by_the_rules(movements: dict[str, tuple[Movement, ...]], as_of: date) -> dict[Frame, naive.Value]:
    """The same from `ledger.effects`, which is what the rules foresee frames with."""
    found = {}
    for every in movements.values():
        value = frame_value(every, as_of)
        if value.known:
            key = every[0].effect.frame
            sides = Figures(value.sides.costs_ore, value.sides.revenues_ore, value.sides.net_ore)
            found[_frame(key)] = naive.Value(value.commitment, sides)
    return found


def _frame(key: FrameKey) -> Frame:
    return Frame(key.unit, key.line, key.kind.value, key.year)


def check_corners(ledger: OpenLedger, drawn: Drawn) -> None:
    recorded = list(ledger.log.stream())
    recorded_on = swedish_day(recorded[-1].recorded_at)
    known = {position: fold(recorded[:position]).movements for position in range(len(recorded) + 1)}
    with ledger.model.cursor() as cursor:
        for corner in corners(drawn, recorded_on):
            expected = naive.answer(drawn.lines, FIRST, corner, recorded_on)
            valued, undetermined = found_at(cursor, corner)
            assert as_naive(valued) == expected.frames, corner
            assert outside(undetermined) == expected.undetermined, corner
            if corner.proposal is None:
                assert by_the_rules(known[corner.position], corner.as_of) == expected.frames, corner


@at_random
@given(drawn=ledgers())
def test_the_read_model_the_rules_and_a_naive_model_agree_at_every_corner(database: Database, drawn: Drawn) -> None:
    with ledger_of(database, drawn) as ledger:
        ledger.runner.catch_up()
        check_corners(ledger, drawn)
