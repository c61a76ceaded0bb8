"""The walk itself, over a world that only counts: which steps there are, why, in which order and by which entries."""

from collections.abc import Sequence
from datetime import date

from ledger.meaning.placed import Decided
from projections.asking.cause import StepCause
from projections.asking.walk import KnownItem, MadeBy, decided_way, known_way, supposed_way

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


class Counting:
    """A world of which every step changes one thing: how much is in it."""

    def __init__(self) -> None:
        self.held = 0

    def changed(self, removed: Sequence[KnownItem], added: Sequence[KnownItem], _on: date) -> tuple[int, ...]:
        self.held += len(added) - len(removed)
        return (self.held,)


def item(
    position: int, day: date, cause: StepCause = StepCause.NEW_DECISION, until: int | None = None, place: int = 0
) -> KnownItem:
    decided = Decided(day, 0, "", 0, place or position)
    return KnownItem(
        acts_on=day,
        cause=cause,
        decided=decided,
        entry_position=position,
        known_from=position,
        known_to=until,
        family=cause.value,
    )


def test_along_the_decided_clock_a_day_comes_first_then_decisions_then_what_acts_on_them() -> None:
    items = [item(5, APRIL, StepCause.INDEX), item(7, APRIL), item(6, MARCH)]
    steps = list(decided_way(Counting(), items, [APRIL], lambda day: (MadeBy(day.month),)))
    assert [(step.cause, step.acts_on, step.made_by, step.changes) for step in steps] == [
        (StepCause.NEW_DECISION, MARCH, (MadeBy(6, "new-decision"),), (1,)),
        (StepCause.DAY, APRIL, (MadeBy(4),), (1,)),
        (StepCause.NEW_DECISION, APRIL, (MadeBy(7, "new-decision"),), (2,)),
        (StepCause.INDEX, APRIL, (MadeBy(5, "index"),), (3,)),
    ]


def test_along_the_known_clock_an_entry_is_one_step_or_one_for_each_cause() -> None:
    items = [item(5, MARCH, StepCause.CONDITION), item(5, MARCH), item(6, MAY)]
    [whole] = known_way(Counting(), items, APRIL, 0, 9)
    assert (whole.made_by, whole.changes) == ((MadeBy(5),), (2,)), "of two families"
    apart = list(known_way(Counting(), items, APRIL, 0, 9, apart=True))
    assert [step.cause for step in apart] == [StepCause.RECORDED, StepCause.CONDITION]
    assert list(known_way(Counting(), items, APRIL, 5, 9)) == []


def test_a_correction_takes_out_and_puts_in_at_once() -> None:
    items = [item(5, MARCH, until=6), item(6, MARCH, place=5)]
    first, second = known_way(Counting(), items, APRIL, 0, 9)
    assert (first.cause, second.cause, second.changes) == (StepCause.RECORDED, StepCause.CORRECTION, (1,))


def test_what_is_only_taken_back_acts_from_the_day_it_had_acted_from() -> None:
    """A correction that is withdrawn was said to count from the day that was asked about."""
    _, second = known_way(Counting(), [item(5, MARCH, until=6)], MAY, 0, 9)
    assert (second.cause, second.acts_on) == (StepCause.CORRECTION, MARCH)
    [supposed] = supposed_way(Counting(), [], {10: [item(4, MARCH)]}, MAY, 9)
    assert supposed.acts_on == MARCH


def test_what_is_recorded_is_supposed_as_it_is_laid_and_then_what_nobody_has_recorded() -> None:
    supposed = [item(7, MARCH), item(5, MARCH), item(11, MARCH)]
    steps = list(supposed_way(Counting(), supposed, {10: [item(4, MARCH)]}, APRIL, 9))
    assert [step.made_by[0].position for step in steps] == [7, 5, 10, 11]
    assert [step.changes for step in steps] == [(1,), (2,), (1,), (2,)]
