"""What changed, with both ends put in the tree of another day: nothing is reorganised, and no öre is lost."""

from datetime import date
from typing import Any

import hypothesis
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from api.app import Application, OpenLedger
from ledger.events import FrameAdjusted, RecordingErrorCorrected, Replacement
from ledger.meaning.comparable import (
    Comparison,
    NotComparable,
    Placed,
    Placement,
    Shared,
)
from ledger.meaning.effects import UNKNOWN, Sides, sum_of_sides
from ledger.meaning.frames import Standing
from ledger.values import FrameKind, NetAmount
from projections.asking.cause import Cause, StepCause
from projections.asking.frame_walk import FrameWayStep
from projections.asking.question import GroupBy, Question
from projections.asking.walk import MadeBy, Step, WalkChange
from projections.frames.causes import way_of
from projections.frames.difference import DifferenceAnswer, difference_answer
from projections.frames.grouping import InTree, decided_frame
from tests.given import AUTHOR, Command, adjusted, basis, command, key
from tests.projections.reorganised import DAY, LAST_DAY, NEW_YEAR, NO_KEY, reorganised

START = date(2024, 12, 31)


@pytest.fixture
def city(application: Application, stad: OpenLedger) -> OpenLedger:
    """The reorganised city, where the schools got 7 öre more in the autumn, and parks 500 that were written as 50."""
    reorganised(application)
    schools = command(adjusted(7, frame=key("skola", 2025)), on=basis("2025-09-01", "§ 8"))
    parks = command(adjusted(50, frame=key("park", 2025)), on=basis("2025-09-01", "§ 9"))
    application.record("stad", schools, AUTHOR, "schools")
    position = application.record("stad", parks, AUTHOR, "parks").last_position or 0
    right = Replacement(adjusted(500, frame=key("park", 2025)), basis("2025-09-01", "§ 9"))
    application.record("stad", Command((RecordingErrorCorrected(position, "50 är 500", right),)), AUTHOR, "right")
    stad.runner.catch_up()
    return stad


def ask(ledger: OpenLedger, **asked: Any) -> DifferenceAnswer:
    """What changed in the operating money of 2025 since it began, in the new year's tree unless another is named."""
    shared: dict[str, Any] = {"year": 2025, "kind": FrameKind.OPERATING, "tree_on": NEW_YEAR} | asked
    begins = {"as_of": shared.pop("from_as_of", START), "known_at": shared.pop("from_known_at", None)}
    start = Question(**shared | begins)
    until = Question(**shared | {"as_of": DAY})
    return difference_answer(ledger.model, start, until).answer


def changes(answer: DifferenceAnswer) -> dict[str, tuple[int | None, int | None]]:
    return {unit.unit: (unit.before.costs_ore, unit.after.costs_ore) for unit in answer.units}


def causes(answer: DifferenceAnswer) -> set[Cause]:
    told = [unit.causes for unit in answer.units] + [difference.causes for difference in answer.not_comparable]
    return {cause.cause for causes in (*told, *(total.causes for total in answer.totals)) for cause in causes}


def test_both_ends_are_in_the_other_tree(city: OpenLedger) -> None:
    answer = ask(city)
    assert changes(answer) == {
        "idrott": (12_000, 12_400),
        "kultur": (18_000, 18_600),
        "miljo": (30_000, 30_500),
        "slk": (100_000, 100_000),
    }
    [beside] = answer.not_comparable
    assert (beside.unit, beside.reason, beside.before.costs_ore, beside.after.costs_ore) == (
        "skola", NO_KEY, 40_000, 40_007
    )  # fmt: skip
    assert answer.figures_on == LAST_DAY
    assert causes(answer) == {Cause.NEW_DECISION}


def test_units_and_what_is_beside_them_are_the_total(city: OpenLedger) -> None:
    for by in set(GroupBy) - {GroupBy.TREE}:
        answer = ask(city, by=by)
        [total] = answer.totals
        parts = [*answer.units, *answer.not_comparable]
        for end in ("before", "after", "change"):
            assert sum(getattr(part, end).net_ore or 0 for part in parts) == getattr(total, end).net_ore
        assert (total.before.net_ore, total.after.net_ore) == (200_000, 201_507)
        assert total.bridge[-1].balance.net_ore == 201_507


def test_every_groups_causes_are_its_whole_change_when_a_share_is_rounded(
    application: Application, city: OpenLedger
) -> None:
    """Culture changes by 1 öre three times: 60 and 40 % of each balance, never of each change."""
    for number in range(3):
        entry = command(adjusted(1, frame=key("kultur", 2025)), on=basis("2025-10-01", f"§ {20 + number}"))
        application.record("stad", entry, AUTHOR, f"one-{number}")
    city.runner.catch_up()
    answer = ask(city)
    assert changes(answer)["kultur"] == (18_000, 18_602)
    assert changes(answer)["idrott"] == (12_000, 12_401)
    for unit in answer.units:
        assert sum(cause.change.costs_ore or 0 for cause in unit.causes) == unit.change.costs_ore


def test_a_correction_is_told_in_the_unit_that_took_over(city: OpenLedger) -> None:
    before = city.log.head() - 1
    answer = ask(city, from_as_of=DAY, from_known_at=before)
    assert changes(answer)["miljo"] == (30_050, 30_500)
    assert causes(answer) == {Cause.CORRECTION}
    assert [moved.frame_text for step in answer.steps for moved in step.changes] == ["park drift 2025"]


def test_the_steps_are_those_of_the_unit_that_is_asked_for(city: OpenLedger) -> None:
    sports = ask(city, unit="idrott")
    assert changes(sports) == {"idrott": (12_000, 12_400)}
    assert [[change.unit for change in step.changes] for step in sports.steps] == [["kultur"]]
    assert [difference.unit for difference in ask(city, unit="forskola").not_comparable] == ["skola"]


def test_a_side_that_becomes_unknown_is_unknown_in_every_part(application: Application, city: OpenLedger) -> None:
    net = command(FrameAdjusted(key("kultur", 2025), NetAmount(10)), on=basis("2025-10-01", "§ 30"))
    application.record("stad", net, AUTHOR, "net")
    city.runner.catch_up()
    by_unit = {unit.unit: unit for unit in ask(city).units}
    assert (by_unit["kultur"].after.costs_ore, by_unit["kultur"].after.net_ore) == (None, 18_606)
    assert (by_unit["idrott"].after.costs_ore, by_unit["idrott"].after.net_ore) == (None, 12_404)


def test_in_the_tree_of_the_day_it_is_as_before(city: OpenLedger) -> None:
    answer = ask(city, tree_on=None, by=GroupBy.LINE)
    assert [(unit.unit, unit.unit_name) for unit in answer.units] == [("total", "total")]
    assert (answer.not_comparable, answer.figures_on) == ([], None)


def test_nothing_that_belongs_to_a_unit_is_said_to_be_nothing(city: OpenLedger) -> None:
    answer = ask(city, unit="sbk")
    assert (answer.units, answer.totals, answer.steps) == ([], [], [])
    assert answer.note == "Inga ramar hör till det som efterfrågas i den dagens organisation."


# --- Any figures --------------------------------------------------------------------------------------------------

SHARES = ((200_000_000, Placed("kultur")), (300_000_000, Placed("idrott")), (500_000_000, NotComparable("b", "okänt")))
PLACES: dict[str, Placement] = {"kultur": Shared(SHARES), "park": Placed("miljo"), "gata": Placed("miljo")}
SIDES = st.one_of(
    st.tuples(st.integers(0, 999), st.integers(0, 999)).map(lambda pair: Sides(*pair, pair[0] - pair[1])),
    st.integers(-999, 999).map(lambda net: Sides(None, None, net)),
    st.just(UNKNOWN),
)


class There(Comparison):
    """Places that are given."""

    def placed(self, unit: str) -> Placement:
        """As it is given."""
        return PLACES[unit]


@settings(max_examples=200, deadline=None)
@hypothesis.given(
    st.fixed_dictionaries(dict.fromkeys(PLACES, SIDES)),
    st.lists(
        st.tuples(
            st.sampled_from(sorted(PLACES)), SIDES, st.sampled_from([StepCause.NEW_DECISION, StepCause.CORRECTION])
        )
    ),
)
def test_the_parts_of_every_way_are_the_whole_of_it(
    before: dict[str, Sides], walked: list[tuple[str, Sides, StepCause]]
) -> None:
    """At both ends the parts of a frame are its figures; and each part's causes are its whole change, where known."""
    figures = {key(unit, 2025): sides for unit, sides in before.items()}
    steps, now = list[FrameWayStep](), dict(figures)
    for unit, sides, cause in walked:
        was, now[key(unit, 2025)] = now[key(unit, 2025)], sides
        stands = (Standing(None, each) for each in (was, sides))
        steps.append(Step(cause, DAY, (MadeBy(1),), (WalkChange(key(unit, 2025), *stands),)))
    there = InTree({}, There([], LAST_DAY, NEW_YEAR))
    way = way_of(figures, steps, there.put)
    for frame in figures:
        leaves = [frame_key for frame_key in way.before if decided_frame(frame_key) == frame]
        assert sum_of_sides(way.before[leaf] for leaf in leaves) == figures[frame]
        assert sum_of_sides(way.after[leaf] for leaf in leaves) == now[frame]
    for leaf in way.before:
        whole = way.whole(leaf)
        summed = sum_of_sides(moved.change for moved in way.moved if moved.frame == leaf)
        for side in ("costs_ore", "revenues_ore", "net_ore"):
            assert getattr(whole, side) in (None, getattr(summed, side))
