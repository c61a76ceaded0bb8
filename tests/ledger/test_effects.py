"""What facts do to frames and in which order, and a frame's value against a naive reckoning that shares no code."""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.effects import (
    NOTHING,
    UNKNOWN,
    Decided,
    Effect,
    History,
    Movement,
    Sides,
    claim,
    decided_place,
    effects,
    first_recording,
    frame_value,
    governing_set,
    history,
    paragraph_order,
    sides,
)
from ledger.events import AnyFact, FrameAdjusted, FrameDecided, OpeningEntryMade, ProposalMade, RecordingErrorCorrected
from ledger.values import Commitment, FrameKind, InvestmentAmount, NetAmount
from tests.given import BUDGET, PLAN, adjusted, basis, between, decided, key, money, transferred, turnover
from tests.golden.examples import EXAMPLES

DAY = date(2026, 3, 1)


# --- Amounts ----------------------------------------------------------------------------------------------------


def test_an_amount_has_three_figures() -> None:
    assert sides(money(5, 2)) == Sides(5, 2, 3)
    assert sides(InvestmentAmount(5, 2)) == Sides(5, 2, 3)
    assert sides(NetAmount(3)) == Sides(None, None, 3)
    assert sides(None) == UNKNOWN == Sides(None, None, None)


def test_what_is_unknown_in_either_is_unknown_in_the_sum() -> None:
    assert Sides(5, 2, 3).plus(Sides(1, 1, 0)) == Sides(6, 3, 3)
    assert Sides(5, 2, 3).plus(Sides(None, None, 1)) == Sides(None, None, 4)
    assert UNKNOWN.plus(NOTHING) == UNKNOWN


def test_what_is_taken_away_is_the_same_amount() -> None:
    assert Sides(5, 2, 3).negated() == Sides(-5, -2, -3)
    assert Sides(None, None, 3).negated() == Sides(None, None, -3)


# --- Effects ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (FrameDecided(key(), PLAN, money(5, 2)), (Effect(key(), Sides(5, 2, 3), PLAN),)),
        (OpeningEntryMade(key(), BUDGET), (Effect(key(), UNKNOWN, BUDGET),)),
        (FrameAdjusted(key(), NetAmount(-5)), (Effect(key(), Sides(None, None, -5)),)),
        (turnover(7, 7), (Effect(key(), Sides(7, 7, 0)),)),
        (transferred(5), (Effect(key("slk"), Sides(-5, 0, -5)), Effect(key("sbk"), Sides(5, 0, 5)))),
    ],
    ids=["a set", "an opening", "a change", "a turnover change", "a transfer"],
)
def test_a_fact_sets_or_changes_frames(fact: AnyFact, expected: tuple[Effect, ...]) -> None:
    assert effects(fact) == expected


@pytest.mark.parametrize("name", EXAMPLES)
def test_effects_are_on_the_frames_that_a_fact_names(name: str) -> None:
    fact = EXAMPLES[name].fact
    changed = () if isinstance(fact, RecordingErrorCorrected) else fact.frames()
    assert tuple(effect.frame for effect in effects(fact)) == changed


def test_r15_a_proposal_has_no_effect() -> None:
    assert effects(ProposalMade("p", (decided(5),))) == ()


def test_a_correction_has_no_effect_of_its_own() -> None:
    assert effects(RecordingErrorCorrected(5, "fel")) == ()


# --- Decided order ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, (0, "")),
        ("", (0, "")),
        ("utan nummer", (0, "")),
        ("§ 12", (12, "")),
        ("§12", (12, "")),
        ("12", (12, "")),
        ("§ 12 A", (12, "A")),
        ("§ 12a", (12, "A")),
        ("§ 12 a.", (12, "A")),
        ("§\u00a012\u00a0Å", (12, "Å")),
        ("§ 12 punkt 3", (12, "")),
        ("§ 12 och § 13", (12, "")),
        ("§ 12 i protokollet", (12, "")),
        ("§§ 12–14", (12, "")),
        ("§ 12 (KS § 8)", (12, "")),
        ("KF § 12/2026", (12, "")),
        ("Utl. 2023:133 § 4", (4, "")),
        ("§ 1234567890", (0, "")),
        ("§ 999999999", (999_999_999, "")),
        ("§ \u0661\u0662", (0, "")),
    ],
)
def test_a_paragraph_is_ordered_by_its_number_and_letter(text: str | None, expected: tuple[int, str]) -> None:
    assert paragraph_order(text) == expected


def test_decided_order_is_day_paragraph_clause_and_position() -> None:
    in_order = [
        Decided(date(2026, 2, 28), 99, "Z", 99, 99),
        Decided(DAY, 0, "", 0, 1),
        Decided(DAY, 9, "", 0, 1),
        Decided(DAY, 12, "", 0, 9),
        Decided(DAY, 12, "", 1, 3),
        Decided(DAY, 12, "", 1, 4),
        Decided(DAY, 12, "A", 0, 1),
        Decided(DAY, 12, "B", 0, 1),
        Decided(DAY, 13, "", 0, 1),
        Decided(date(2026, 3, 2), 0, "", 0, 1),
    ]
    assert [*sorted(in_order, reverse=True)][::-1] == in_order


def test_a_decision_stands_at_its_last_possible_day() -> None:
    earliest, place = decided_place(between("2026-01-01", "2026-02-01"), DAY, 7)
    assert (earliest, place) == (date(2026, 1, 1), Decided(date(2026, 2, 1), 12, "", 1, 7))


def test_without_a_basis_it_can_have_been_any_day_until_the_recording() -> None:
    assert decided_place(None, DAY, 7) == (date.min, Decided(DAY, 0, "", 0, 7))


def test_a_missing_paragraph_and_clause_come_before_every_other_of_the_day() -> None:
    _, place = decided_place(basis(paragraph=None, clause=None), DAY, 7)
    assert place == Decided(date(2025, 11, 24), 0, "", 0, 7)


def test_a_correction_has_the_place_of_what_was_first_recorded() -> None:
    assert first_recording(adjusted(1), 9, DAY) == (9, DAY)
    assert first_recording(RecordingErrorCorrected(7, "fel", None, (), 5, date(2026, 1, 2)), 9, DAY) == (
        5,
        date(2026, 1, 2),
    )
    assert first_recording(RecordingErrorCorrected(7, "fel"), 9, DAY) == (7, DAY)


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


def movement(step: Step) -> Movement:
    """The same step in the ledger's own terms."""
    net = None if step.costs is None or step.revenues is None else step.costs - step.revenues
    commitment = None if step.sets is None else Commitment(step.sets)
    start = date(2026, 1, 1)
    place = Decided(start + timedelta(days=step.latest), step.paragraph, step.letter, step.clause, step.position)
    effect = Effect(key(kind=FrameKind.OPERATING), Sides(step.costs, step.revenues, net), commitment)
    return Movement(effect, start + timedelta(days=step.earliest), place, step.position)


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
    value = frame_value([movement(step) for step in shuffled], date(2026, 1, 1) + timedelta(days=as_of))
    commitment = None if value.commitment is None else value.commitment.value
    assert (value.sides.costs_ore, value.sides.revenues_ore, commitment, value.known) == naive(placed, as_of)


@given(STEPS.filter(bool))
def test_the_governing_set_is_a_budget_when_there_is_one(steps: list[Step]) -> None:
    movements = [movement(step._replace(position=position)) for position, step in enumerate(steps)]
    governing = governing_set(movements)
    sets = {step.sets for step in steps} - {None}
    assert (governing is None) == (not sets)
    if governing is not None:
        assert governing.effect.sets == ("budget" if "budget" in sets else "plan")


def test_nothing_decided_is_nothing_known() -> None:
    value = frame_value([], DAY)
    assert (value.sides, value.commitment, value.known) == (NOTHING, None, False)


# --- Histories --------------------------------------------------------------------------------------------------


@settings(max_examples=400, deadline=None)
@given(STEPS, st.randoms(use_true_random=False))
def test_a_history_is_the_frame_on_every_day_however_it_came_to_be(steps: list[Step], random: Random) -> None:
    """Made at once, and movement by movement in any order with one more that is taken away again."""
    movements = [movement(step._replace(position=position)) for position, step in enumerate(steps)]
    random.shuffle(movements)
    grown = History()
    for one in movements:
        grown = grown.plus(one)
    at_once, without = history(movements), history(movements[1:])
    assert grown == at_once
    assert [grown.without(one.entry_position) for one in movements[:1]] == [without] * len(movements[:1])
    assert list(grown.days()) == sorted({one.decided.latest for one in movements})
    assert grown.last().governing == governing_set(movements)
    for day in (date(2026, 1, 1) + timedelta(days=days) for days in range(-1, 8)):
        assert grown.on(day) == frame_value(movements, day)
        assert list(grown.days(day)) == [one for one in grown.days() if one >= day]


@given(STEPS.filter(bool))
def test_just_before_a_place_is_the_frame_without_it_and_what_comes_after(steps: list[Step]) -> None:
    movements = [movement(step._replace(position=position)) for position, step in enumerate(steps)]
    earlier = [one for one in movements if one.decided < movements[0].decided]
    assert history(movements).before(movements[0].decided) == history(earlier).last()


# --- Claims -----------------------------------------------------------------------------------------------------


def test_a_decision_is_known_by_what_it_does_and_where_it_is_written() -> None:
    said = claim(adjusted(5), basis())
    assert said == claim(turnover(5, 0), basis())
    others = [basis(body="KS"), basis("2025-11-25"), basis(paragraph="§ 13"), basis(clause=2)]
    assert said not in [claim(adjusted(5), other) for other in others]
    assert said not in [claim(adjusted(6), basis()), claim(adjusted(5, frame=key("sbk")), basis())]


def test_a_transfer_is_known_by_both_its_frames() -> None:
    assert claim(transferred(5), basis()) != claim(transferred(5, to_unit="ks"), basis())


def test_a_decision_without_case_and_paragraph_is_known_by_its_page() -> None:
    bare = msgspec.structs.replace(basis(), case_number=None, paragraph=None)
    paged = msgspec.structs.replace(bare, source=msgspec.structs.replace(bare.source, page="7"))
    assert claim(adjusted(5), bare) == claim(adjusted(5), msgspec.structs.replace(bare, clause=9))
    assert claim(adjusted(5), bare) != claim(adjusted(5), paged)


def test_what_has_no_basis_or_no_effect_is_not_known_by_anything() -> None:
    assert claim(adjusted(5), None) is None
    assert claim(ProposalMade("p", (decided(5),)), basis()) is None
