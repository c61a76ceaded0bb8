"""A frame through time, against a naive reckoning that shares no code; and what comes of decisions later."""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.meaning.effects import (
    NOTHING,
    Decided,
    Effect,
    Sides,
)
from ledger.meaning.frames import FrameFact, frame_fact, frame_on, in_order
from ledger.meaning.history import History, history, timeline
from ledger.meaning.later_acts import (
    Annulment,
    Index,
    LaterActs,
    Met,
)
from ledger.values import Commitment, DecisionReference, FrameKind
from tests.given import basis, key

DAY = date(2026, 3, 1)


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
    value = history([fact(step) for step in shuffled]).on(date(2026, 1, 1) + timedelta(days=as_of))
    commitment = None if value.commitment is None else value.commitment.value
    assert (value.sides.costs_ore, value.sides.revenues_ore, commitment, value.known) == naive(placed, as_of)


@given(STEPS.filter(bool))
def test_the_governing_set_is_a_budget_when_there_is_one(steps: list[Step]) -> None:
    facts = [fact(step._replace(position=position)) for position, step in enumerate(steps)]
    governing = history(facts).last().governing
    sets = {step.sets for step in steps} - {None}
    assert (governing is None) == (not sets)
    if governing is not None:
        assert governing.sets == ("budget" if "budget" in sets else "plan")


def test_of_two_sets_in_one_place_the_last_governs() -> None:
    """As when one clause adopts what is recommended instead of what was proposed."""
    first, last = (fact(Step(1, 1, 2, "", 3, 4, "budget", costs, 0)) for costs in (100, 90))
    assert frame_on((first, last), LaterActs(), DAY).the_set is last
    assert history((first, last)).last().governing is last


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
    for one in facts:
        grown = grown.plus(one)
    at_once, without = history(facts), history(facts[1:])
    assert grown == at_once
    assert [grown.without(one.entry_position) for one in facts[:1]] == [without] * len(facts[:1])
    assert list(grown.days()) == sorted({one.decided_latest for one in facts})
    assert grown.last() == frame_on(in_order(facts), LaterActs(), date.max).standing
    for day in (date(2026, 1, 1) + timedelta(days=days) for days in range(-1, 8)):
        assert grown.on(day) == history([one for one in facts if one.decided_latest <= day]).last().value
        assert list(grown.days(day)) == [one for one in grown.days() if one >= day]


@given(STEPS.filter(bool))
def test_just_before_a_place_is_the_frame_without_it_and_what_comes_after(steps: list[Step]) -> None:
    facts = [fact(step._replace(position=position)) for position, step in enumerate(steps)]
    earlier = [one for one in facts if one.decided < facts[0].decided]
    assert history(facts).before(facts[0].decided) == history(earlier).last()


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
    made = timeline(facts, later_acts)
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
        st.sampled_from([None, "pki", "avtal"]),
    ),
    max_size=6,
)


@given(DRAWN, st.sampled_from(AFTERMATHS))
def test_a_timeline_kept_up_fact_by_fact_is_the_one_made_at_once(
    drawn: list[tuple[int, str, str | None]], later_acts: LaterActs
) -> None:
    """Also on frames that judgments, conditions and indices touch."""
    facts = [set_to(*one[:2], position) for position, one in enumerate(drawn)]
    for number, (_, _, waits_for) in enumerate(drawn):
        one = facts[number]
        if waits_for == "pki":
            facts[number] = msgspec.structs.replace(one, index_name="pki")
        elif waits_for:
            facts[number] = msgspec.structs.replace(one, conditions=(waits_for,))
    grown = timeline((), later_acts)
    for number, one in enumerate(facts):
        at_once = timeline(facts[: number + 1], later_acts)
        grown = grown.plus(one, later_acts) if grown.has_stretches_of(one, later_acts) else at_once
        assert grown == at_once
