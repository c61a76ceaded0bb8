"""A frame as a step function: worked out by hand. That it says the same as the naive model is held in
`tests/projections/test_frame_steps.py`."""

from datetime import date

from ledger.meaning.effects import NOTHING, Sides
from ledger.meaning.frame_steps import NO_CHANGE, ChangeOnDay, SidesChange, counted, step_function
from ledger.meaning.later_acts import LaterActs
from tests.frame_facts import fact

NOTHING_LATER = LaterActs()
JANUARY, MARCH, MAY = date(2026, 1, 15), date(2026, 3, 1), date(2026, 5, 1)


def test_a_set_and_a_change_are_two_steps() -> None:
    frame = step_function([fact(2, "2026-03-01", net=50), fact(1, sets="budget")], NOTHING_LATER)
    assert [step.since for step in frame.steps] == [JANUARY, MARCH]
    assert frame.on(date(2026, 1, 14)).value.sides == NOTHING
    assert not frame.on(date(2026, 1, 14)).value.known
    assert frame.on(JANUARY).value.sides == Sides(100, 0, 100)
    assert frame.on(MARCH).value.sides == Sides(150, 0, 150)


def test_what_may_have_been_decided_stands_beside_until_it_has_been() -> None:
    bounded = fact(1, "2026-05-01", net=70, decided_earliest=MARCH)
    frame = step_function([bounded], NOTHING_LATER)
    assert [(step.since, step.undetermined.net_ore, step.value.sides.net_ore) for step in frame.steps] == [
        (MARCH, 70, 0),
        (MAY, 0, 70),
    ]


def test_what_an_entry_did_is_the_difference_of_two_functions() -> None:
    first = [fact(1, sets="budget")]
    late = [*first, fact(2, "2026-01-20", sets="budget", net=130)]
    before, after = step_function(first, NOTHING_LATER), step_function(late, NOTHING_LATER)
    assert after.since(before) == (ChangeOnDay(date(2026, 1, 20), SidesChange(costs_ore=30, net_ore=30), NO_CHANGE),)
    assert before.since(before) == ()


def test_a_figure_that_is_not_known_is_counted_and_never_0() -> None:
    unknown, known = counted(Sides(None, None, 5)), counted(Sides(3, 1, 2))
    assert unknown == SidesChange(0, 0, 5, 1, 1, 0)
    assert unknown.plus(known).sides == Sides(None, None, 7)
    assert unknown.plus(known).less(unknown).sides == Sides(3, 1, 2)
