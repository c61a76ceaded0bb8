"""A frame as a step function: worked out by hand; against a naive reckoning that shares no code; and what comes of
decisions later. That it says the same as the naive model is held in `tests/projections/test_frame_steps.py`."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.meaning.effects import NOTHING, Effect, Sides
from ledger.meaning.frame_steps import NO_CHANGE, ChangeOnDay, History, SidesChange, counted, history_on, step_function
from ledger.meaning.frames import FrameFact, frame_fact, frame_on, in_order
from ledger.meaning.later_acts import (
    Annulment,
    Index,
    LaterActs,
    Met,
)
from ledger.meaning.placed import Decided
from ledger.values import Commitment, DecisionReference, FrameKind
from tests import frame_facts
from tests.given import basis, key

DAY = date(2026, 3, 1)
NOTHING_LATER = LaterActs()
JANUARY, MARCH, MAY = date(2026, 1, 15), date(2026, 3, 1), date(2026, 5, 1)


# --- A step function ---------------------------------------------------------------------------------------------


def test_a_set_and_a_change_are_two_steps() -> None:
    frame = step_function(
        [frame_facts.fact(2, "2026-03-01", net=50), frame_facts.fact(1, sets="budget")], NOTHING_LATER
    )
    assert [step.since for step in frame.steps] == [JANUARY, MARCH]
    assert frame.on(date(2026, 1, 14)).value.sides == NOTHING
    assert not frame.on(date(2026, 1, 14)).value.known
    assert frame.on(JANUARY).value.sides == Sides(100, 0, 100)
    assert frame.on(MARCH).value.sides == Sides(150, 0, 150)


def test_what_may_have_been_decided_stands_beside_until_it_has_been() -> None:
    bounded = frame_facts.fact(1, "2026-05-01", net=70, decided_earliest=MARCH)
    frame = step_function([bounded], NOTHING_LATER)
    assert [(step.since, step.undetermined.net_ore, step.value.sides.net_ore) for step in frame.steps] == [
        (MARCH, 70, 0),
        (MAY, 0, 70),
    ]


def test_what_an_entry_did_is_the_difference_of_two_functions() -> None:
    first = [frame_facts.fact(1, sets="budget")]
    late = [*first, frame_facts.fact(2, "2026-01-20", sets="budget", net=130)]
    before, after = step_function(first, NOTHING_LATER), step_function(late, NOTHING_LATER)
    assert after.since(before) == (ChangeOnDay(date(2026, 1, 20), SidesChange(costs_ore=30, net_ore=30), NO_CHANGE),)
    assert before.since(before) == ()


def test_a_figure_that_is_not_known_is_counted_and_never_0() -> None:
    unknown, known = counted(Sides(None, None, 5)), counted(Sides(3, 1, 2))
    assert unknown == SidesChange(0, 0, 5, 1, 1, 0)
    assert unknown.plus(known).sides == Sides(None, None, 7)
    assert unknown.plus(known).less(unknown).sides == Sides(3, 1, 2)


# --- A frame's value, against a naive reckoning -----------------------------------------------------------------


class Step(NamedTuple):
    """One set or change as the naive reckoning sees it: plain numbers and no classes of ours."""

    earliest: int
    latest: int
    paragraph: int
    letter: str
    clause: int
    position: int
    sets: str | None
    costs: int | None
    revenues: int | None


def naive(steps: list[Step], as_of: int) -> tuple[int | None, int | None, str | None, bool]:
    """Walk through what was decided by the day, in order. A set starts over; after a budget, plans are passed by."""
    decided_by_then = [step for step in steps if step.latest <= as_of]
    has_budget = any(step.sets == "budget" for step in decided_by_then)
    costs: int | None = 0
    revenues: int | None = 0
    commitment = None
    for step in sorted(decided_by_then, key=lambda s: (s.latest, s.paragraph, s.letter, s.clause, s.position)):
        if step.sets == "plan" and has_budget:
            continue
        if step.sets is not None:
            costs, revenues, commitment = step.costs, step.revenues, step.sets
        else:
            costs = None if costs is None or step.costs is None else costs + step.costs
            revenues = None if revenues is None or step.revenues is None else revenues + step.revenues
    return costs, revenues, commitment, len(decided_by_then) > 0


def _history(facts: Iterable[FrameFact]) -> History:
    """A history of facts of which nothing has come."""
    return history_on(facts, NOTHING_LATER, date.max)


def fact(step: Step) -> FrameFact:
    """The same step in the ledger's own terms."""
    net = None if step.costs is None or step.revenues is None else step.costs - step.revenues
    commitment = None if step.sets is None else Commitment(step.sets)
    start = date(2026, 1, 1)
    place = Decided(start + timedelta(days=step.latest), step.paragraph, step.letter, step.clause, step.position)
    effect = Effect(key(kind=FrameKind.OPERATING), Sides(step.costs, step.revenues, net), commitment)
    return frame_fact(effect, start + timedelta(days=step.earliest), place, step.position)


FEW = st.integers(0, 3)
ORE = st.integers(-100, 100) | st.none()
STEPS = st.lists(
    st.builds(
        lambda earliest, length, paragraph, letter, clause, sets, costs, revenues: Step(
            earliest, earliest + length, paragraph, letter, clause, 0, sets, costs, revenues
        ),
        FEW,
        FEW,
        FEW,
        st.sampled_from(["", "A", "B"]),
        FEW,
        st.sampled_from([None, None, "budget", "plan"]),
        ORE,
        ORE,
    ),
    max_size=12,
)


@settings(max_examples=400, deadline=None)
@given(STEPS, st.randoms(use_true_random=False), st.integers(-1, 7))
def test_a_frame_is_what_a_naive_walk_through_its_decisions_gives(
    steps: list[Step], random: Random, as_of: int
) -> None:
    placed = [step._replace(position=position) for position, step in enumerate(steps, start=1)]
    shuffled = placed[:]
    random.shuffle(shuffled)
    value = _history([fact(step) for step in shuffled]).on(date(2026, 1, 1) + timedelta(days=as_of))
    commitment = None if value.commitment is None else value.commitment.value
    assert (value.sides.costs_ore, value.sides.revenues_ore, commitment, value.known) == naive(placed, as_of)


@given(STEPS.filter(bool))
def test_the_governing_set_is_a_budget_when_there_is_one(steps: list[Step]) -> None:
    facts = [fact(step._replace(position=position)) for position, step in enumerate(steps)]
    governing = _history(facts).last().governing
    sets = {step.sets for step in steps} - {None}
    assert (governing is None) == (not sets)
    if governing is not None:
        assert governing.sets == ("budget" if "budget" in sets else "plan")


def test_of_two_sets_in_one_place_the_last_governs() -> None:
    """As when one clause adopts what is recommended instead of what was proposed."""
    first, last = (fact(Step(1, 1, 2, "", 3, 4, "budget", costs, 0)) for costs in (100, 90))
    assert frame_on((first, last), LaterActs(), DAY).the_set is last
    assert _history((first, last)).last().governing is last


def test_nothing_decided_is_nothing_known() -> None:
    value = History().on(DAY)
    assert (value.sides, value.commitment, value.known) == (NOTHING, None, False)


# --- Histories --------------------------------------------------------------------------------------------------


@settings(max_examples=400, deadline=None)
@given(STEPS, st.randoms(use_true_random=False))
def test_a_history_is_the_frame_on_every_day_however_it_came_to_be(steps: list[Step], random: Random) -> None:
    """Made at once, and fact by fact in any order with one more that is taken away again."""
    facts = [fact(step._replace(position=position)) for position, step in enumerate(steps)]
    random.shuffle(facts)
    grown = History()
    for known in facts:
        grown = grown.plus(known)
    at_once, without = _history(facts), _history(facts[1:])
    assert grown == at_once
    assert [grown.without(known.entry_position) for known in facts[:1]] == [without] * len(facts[:1])
    assert list(grown.days()) == sorted({known.decided_latest for known in facts})
    assert grown.last() == frame_on(in_order(facts), LaterActs(), date.max).standing
    for day in (date(2026, 1, 1) + timedelta(days=days) for days in range(-1, 8)):
        assert grown.on(day) == _history([known for known in facts if known.decided_latest <= day]).last()
        assert list(grown.days(day)) == [known_day for known_day in grown.days() if known_day >= day]


@given(STEPS.filter(bool))
def test_just_before_a_place_is_the_frame_without_it_and_what_comes_after(steps: list[Step]) -> None:
    facts = [fact(step._replace(position=position)) for position, step in enumerate(steps)]
    earlier = [known for known in facts if known.decided < facts[0].decided]
    assert _history(facts).before(facts[0].decided) == _history(earlier).last()


# --- What comes of decisions later --------------------------------------------------------------------------------

ORIGINAL = basis("2025-11-24", "§ 12")
REPLACING = basis("2026-02-02", "§ 3")


def set_to(costs_ore: int, on: str, position: int, index: str | None = None) -> FrameFact:
    """A frame that is set to some costs by a decision."""
    made = basis(on, "§ 3" if on > "2026" else "§ 12")
    effect = Effect(key(), Sides(costs_ore, 0, costs_ore), Commitment.BUDGET, index)
    day = date.fromisoformat(on)
    return frame_fact(effect, day, Decided(day, 12, "", 1, position), position, made)


def costs(later_acts: LaterActs, facts: list[FrameFact], *days: str) -> list[int | None]:
    """The frame's costs as decided by some days."""
    made = step_function(facts, later_acts)
    return [made.on(date.fromisoformat(day)).sides.costs_ore for day in days]


def test_a_final_judgment_revives_what_the_decision_had_replaced_from_its_own_day() -> None:
    facts = [set_to(100, "2025-11-24", 1), set_to(80, "2026-02-02", 2)]
    reference = DecisionReference(REPLACING.body, REPLACING.case_number, "§ 3")
    annulled = LaterActs((Annulment(reference, date(2026, 9, 1)),))
    assert costs(annulled, facts, "2026-02-01", "2026-02-02", "2026-08-31", "2026-09-01") == [100, 80, 80, 100]


def test_a_clause_that_is_not_meant_stands() -> None:
    reference = DecisionReference(REPLACING.body, REPLACING.case_number, "§ 3", clause=7)
    annulled = LaterActs((Annulment(reference, date(2026, 9, 1)),))
    assert costs(annulled, [set_to(80, "2026-02-02", 2)], "2026-12-31") == [80]


def test_an_index_grows_the_amount_from_the_day_it_is_decided() -> None:
    indexed = set_to(113_600_000_000, "2025-11-24", 1, index="kf-2026")
    decided = LaterActs(indices={"kf-2026": (Index(date(2026, 1, 15), 30_000_000),)})
    assert costs(decided, [indexed], "2026-01-14", "2026-01-15") == [113_600_000_000, 117_008_000_000]


def test_a_decision_on_a_condition_counts_from_the_day_it_is_met() -> None:
    first = set_to(100, "2025-11-24", 1)
    waiting = msgspec.structs.replace(set_to(80, "2026-02-02", 2), conditions=("avtal",))
    assert costs(LaterActs(), [first, waiting], "2026-12-31") == [100]
    met = LaterActs(met={"avtal": (Met(date(2026, 5, 1)),)})
    assert costs(met, [first, waiting], "2026-04-30", "2026-05-01") == [100, 80]


AFTERMATHS = (
    LaterActs(),
    LaterActs(indices={"pki": (Index(date(2026, 2, 15), 30_000_000),)}),
    LaterActs(
        (Annulment(DecisionReference(REPLACING.body, REPLACING.case_number, "§ 3"), date(2026, 9, 1)),),
        {"avtal": (Met(date(2026, 5, 1)),)},
    ),
)
"""Nothing has come of decisions; an index is decided; a decision is annulled and a condition is met."""

DRAWN = st.lists(
    st.tuples(
        st.integers(1, 900),
        st.sampled_from(["2025-11-24", "2026-02-02", "2026-04-01"]),
        st.sampled_from([None, "pki", "avtal", "bounds"]),
    ),
    max_size=6,
)


@given(DRAWN, st.sampled_from(AFTERMATHS))
def test_a_timeline_kept_up_fact_by_fact_is_the_one_made_at_once(
    drawn: list[tuple[int, str, str | None]], later_acts: LaterActs
) -> None:
    """Also on frames that judgments, conditions and indices touch."""
    facts = [set_to(*step[:2], position) for position, step in enumerate(drawn)]
    for number, (_, _, waits_for) in enumerate(drawn):
        plain = facts[number]
        if waits_for == "pki":
            facts[number] = msgspec.structs.replace(plain, index_name="pki")
        elif waits_for == "bounds":
            facts[number] = msgspec.structs.replace(plain, decided_earliest=date(2025, 10, 1))
        elif waits_for:
            facts[number] = msgspec.structs.replace(plain, conditions=(waits_for,))
    grown = step_function((), later_acts)
    for number, plain in enumerate(facts):
        at_once = step_function(facts[: number + 1], later_acts)
        grown = grown.plus(plain) or at_once
        assert grown == at_once


@settings(max_examples=400, deadline=None)
@given(STEPS.filter(bool), st.randoms(use_true_random=False))
def test_what_two_functions_share_makes_no_difference_to_their_difference(steps: list[Step], random: Random) -> None:
    """One made of the other by a fact that comes, or goes, or by both, as a correction; and both made at once."""
    facts = [fact(step._replace(position=position)) for position, step in enumerate(steps, start=1)]
    random.shuffle(facts)
    come, others = facts[0], facts[1:]
    before = step_function((), NOTHING_LATER)
    for known in others:
        before = before.plus(known) or before
    with_it = before.plus(come)
    assert with_it is not None
    at_once, without = step_function(facts, NOTHING_LATER), step_function(others, NOTHING_LATER)
    assert with_it.since(before) == at_once.since(without)
    assert with_it.without(come.entry_position).since(with_it) == without.since(at_once)
    for other in others[:1]:
        corrected = before.without(other.entry_position).plus(come)
        assert corrected is not None
        assert corrected.since(before) == step_function([come, *others[1:]], NOTHING_LATER).since(without)


def test_a_change_that_comes_last_costs_one_day_however_many_came_before() -> None:
    """And a late one no more than until the last set after it: what both have in common is not reckoned again."""
    days = [JANUARY + timedelta(days=number) for number in range(300)]
    facts = [frame_facts.fact(number, str(day), net=1) for number, day in enumerate(days, start=1)]
    whole = step_function([frame_facts.fact(0, "2026-01-01", sets="budget"), *facts], NOTHING_LATER)
    for day in ("2026-12-24", "2026-02-01"):
        grown = whole.plus(frame_facts.fact(999, day, net=5))
        assert grown is not None
        assert grown.differs_within(whole) == (date.fromisoformat(day),) * 2
        assert [change.decided_on for change in grown.since(whole)] == [date.fromisoformat(day)]
