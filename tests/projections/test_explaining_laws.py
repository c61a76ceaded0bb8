"""What explains frames holds for every ledger: on random ones with judgments, conditions, indices and corrections.

*Why* adds up to the frame, the change table sums both ways, *what changed* closes, and the timeline says what frames
themselves do.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import OpenLedger
from ledger.errors import Refused
from ledger.log.database import Database
from ledger.values import Stage
from projections.asking.question import GroupBy, Question
from projections.frames.change_table import change_table_answer
from projections.frames.current import FramesAnswer, frames_answer
from projections.frames.difference import DifferenceTotal, UnitDifference, difference_answer
from projections.frames.timeline import TimelineStep, timeline_answer
from projections.frames.why import why_answer
from tests.projections.random_ledgers import DAYS, FIRST, NAMES, Drawn, ledger_of, ledgers
from tests.projections.sums import Amounts, added, amounts_of

YEARS = (2026, 2027)
at_random = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def frames_of(answer: FramesAnswer) -> dict[tuple[str, str, str], Amounts]:
    return {(frame.unit, frame.line, frame.kind): amounts_of(frame, frame.kind) for frame in answer.frames}


def questions(drawn: Drawn, year: int) -> Iterator[Question]:
    """Every position, on every day; and everybody who proposes anything, at the end."""
    head = FIRST + len(drawn.lines) - 1
    for position in range(FIRST, head + 1):
        yield from (Question(year=year, as_of=day, known_at=position) for day in (*DAYS, date(2030, 1, 1)))
    said = {(line.said.stage, line.said.proposal) for line in drawn.lines if line.said and line.said.proposal in NAMES}
    for stage, proposal in said:
        question = Question(year=year, as_of=date(2030, 1, 1), known_at=head, stage=Stage(stage), proposal=proposal)
        yield question


def check_why(ledger: OpenLedger, question: Question) -> None:
    frames = frames_of(frames_answer(ledger.model, question).answer)
    explained = why_answer(ledger.model, question).answer
    by_frame = {(frame.unit, frame.line, frame.kind): frame for frame in explained.frames}
    assert {name for name, frame in by_frame.items() if frame.lines} == frames.keys()
    for name, frame in by_frame.items():
        if frame.lines:
            changes = [amounts_of(line.change, frame.kind) for line in frame.lines]
            assert added(changes, frame.kind) == amounts_of(frame.amount, frame.kind) == frames[name]
            balances = [amounts_of(line.balance, frame.kind) for line in frame.lines]
            assert balances[-1] == frames[name]
            assert all(
                added([before, change], frame.kind) == after
                for (before, after), change in zip(pairwise(balances), changes[1:], strict=True)
            )


def check_change_table(ledger: OpenLedger, question: Question) -> None:
    answer = frames_answer(ledger.model, question).answer
    frames = frames_of(answer)
    totals = {total.kind: amounts_of(total, total.kind) for total in answer.totals}
    rows = 0
    for table in change_table_answer(ledger.model, question).answer.tables:
        for row in table.rows:
            *columns, current = [amounts_of(cell.amount, table.kind) for cell in row.cells]
            assert added(columns, table.kind) == current
            unset = row.commitment is None and answer.coordinates.stage == "decided"
            assert set(current.values()) == {None} if unset else current == frames[row.unit, row.line, table.kind]
            rows += 1
        *summed, whole = [amounts_of(cell.amount, table.kind) for cell in table.total]
        assert added(summed, table.kind) == whole
        any_unset = answer.coordinates.stage == "decided" and any(row.commitment is None for row in table.rows)
        assert set(whole.values()) == {None} if any_unset else whole == totals[table.kind]
        for number, cell in enumerate(table.total):
            column = [amounts_of(row.cells[number].amount, table.kind) for row in table.rows]
            assert added(column, table.kind) == amounts_of(cell.amount, table.kind)
    assert rows == len(frames)


@at_random
@given(drawn=ledgers())
def test_why_adds_up_and_the_change_table_sums_both_ways(database: Database, drawn: Drawn) -> None:
    with ledger_of(database, drawn) as ledger:
        ledger.runner.catch_up()
        for year in YEARS:
            for question in questions(drawn, year):
                with suppress(Refused):  # a proposal that has been withdrawn, or is not there yet
                    check_why(ledger, question)
                    check_change_table(ledger, question)


@at_random
@given(drawn=ledgers(), data=st.data())
def test_what_changed_closes_for_every_unit_and_in_total(database: Database, drawn: Drawn, data: st.DataObject) -> None:
    positions = st.integers(FIRST - 1, FIRST + len(drawn.lines) - 1)
    days = st.sampled_from((*DAYS, date(2025, 1, 1), date(2030, 1, 1)))
    with ledger_of(database, drawn) as ledger:
        ledger.runner.catch_up()
        for year in YEARS:
            first, last = sorted((data.draw(positions), data.draw(positions)))
            start, end = sorted((data.draw(days), data.draw(days)))
            by = data.draw(st.sampled_from(sorted(set(GroupBy) - {GroupBy.TREE})))
            until = Question(year=year, as_of=end, known_at=last, by=by)
            check_difference(ledger, Question(year=year, as_of=start, known_at=first), until)


def check_difference(ledger: OpenLedger, start: Question, until: Question) -> None:
    answer = difference_answer(ledger.model, start, until).answer
    before = frames_answer(ledger.model, start).answer
    after = frames_answer(ledger.model, until).answer
    sums = {
        "before": {total.kind: total for total in before.totals},
        "after": {total.kind: total for total in after.totals},
    }
    for total in answer.totals:
        for moment, amounts in (("before", total.before), ("after", total.after)):
            assert amounts_of(amounts, total.kind) == amounts_of(sums[moment][total.kind], total.kind)
        units = [unit for unit in answer.units if unit.kind == total.kind]
        assert added([amounts_of(unit.change, total.kind) for unit in units], total.kind) == amounts_of(
            total.change, total.kind
        )
        wholes: list[UnitDifference | DifferenceTotal] = [*units, total]
        for whole in wholes:
            closes([amounts_of(cause.change, total.kind) for cause in whole.causes], whole, total.kind)
        assert total.bridge[0].balance == total.before
        assert total.bridge[-1].balance == total.after
        closes([amounts_of(bar.change, total.kind) for bar in total.bridge if bar.change], total, total.kind)
        moved = [amounts_of(m.change, m.kind) for step in answer.steps for m in step.changes if m.kind == total.kind]
        closes(moved, total, total.kind)


def closes(parts: list[Amounts], whole: Any, kind: str) -> None:
    """The parts are the whole, where the whole is known."""
    was, now, change = (amounts_of(each, kind) for each in (whole.before, whole.after, whole.change))
    assert added([was, change], kind) == {name: now[name] if was[name] is not None else None for name in now}
    for name, ore in change.items():
        if ore is not None:
            assert added(parts, kind)[name] == ore, (whole, parts)


@at_random
@given(drawn=ledgers())
def test_the_timeline_says_what_the_frames_say_on_every_day_and_at_every_position(
    database: Database, drawn: Drawn
) -> None:
    head = FIRST + len(drawn.lines) - 1
    with ledger_of(database, drawn) as ledger:
        ledger.runner.catch_up()
        for year in YEARS:
            check_timeline(ledger, year, head)


def check_timeline(ledger: OpenLedger, year: int, head: int) -> None:
    end = date(2030, 1, 1)
    answer = timeline_answer(ledger.model, Question(year=year, as_of=end, known_at=head)).answer
    for day in (date(2025, 1, 1), *DAYS, end):
        frames = frames_of(frames_answer(ledger.model, Question(year=year, as_of=day, known_at=head)).answer)
        for frame in answer.frames:
            seen = [step for step in frame.decided if step.acts_on <= day]
            assert value_of(seen, frame.kind) == frames.get((frame.unit, frame.line, frame.kind))
    for position in range(head + 1):
        frames = frames_of(frames_answer(ledger.model, Question(year=year, as_of=end, known_at=position)).answer)
        for frame in answer.frames:
            seen = [step for step in frame.known if step.decision.position <= position]
            assert value_of(seen, frame.kind) == frames.get((frame.unit, frame.line, frame.kind))


def value_of(seen: list[TimelineStep], kind: str) -> Amounts | None:
    return amounts_of(seen[-1].amount, kind) if seen and seen[-1].known else None
