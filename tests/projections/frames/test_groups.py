"""Frames in groups through the whole read side: in the tree of the day and of another; the sums are worked out by
hand."""

from datetime import date
from typing import Any

import msgspec
import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import FrameAdjusted, UnitMoved
from ledger.values import FrameKind
from projections.asking.question import GroupBy, Question
from projections.frames.current import FramesAnswer, frames_answer
from projections.frames.groups import GroupedFrames, NotComparableFrames
from tests.given import AUTHOR, Command, adjusted, basis, between, command, key, money
from tests.projections.reorganised import DAY, LAST_DAY, MERGED, NEW_YEAR, NO_KEY, reorganised


@pytest.fixture
def city(application: Application, stad: OpenLedger) -> OpenLedger:
    """The reorganised city."""
    return reorganised(application)


def ask(ledger: OpenLedger, **asked: Any) -> FramesAnswer:
    """What is asked in June 2026 of operating money, unless something else is."""
    question: dict[str, Any] = {"year": 2025, "as_of": DAY, "kind": FrameKind.OPERATING} | asked
    return frames_answer(ledger.model, Question(**question)).answer


def groups(answer: FramesAnswer) -> dict[str, int | None]:
    return {group.group: group.amounts.costs_ore for group in answer.groups}


def beside(answer: FramesAnswer) -> dict[str, int | None]:
    return {frame.unit: frame.amounts.costs_ore for frame in answer.not_comparable}


def test_no_groups_are_told_when_none_are_asked_for(city: OpenLedger) -> None:
    answer = ask(city)
    assert (answer.groups, answer.not_comparable, answer.group_totals, answer.figures_on) == ([], [], [], None)
    assert b"groups" not in msgspec.json.encode(answer)


def test_in_the_tree_of_the_day_every_frame_is_in_its_own_unit(city: OpenLedger) -> None:
    own = {"park": 10_000, "gata": 20_000, "kultur": 31_000, "skola": 40_000, "slk": 100_000}
    assert groups(ask(city, by=GroupBy.UNIT)) == own
    assert groups(ask(city, by=GroupBy.TOP)) == groups(ask(city, by=GroupBy.PARENT)) == {"ks": 201_000}
    assert groups(ask(city, by=GroupBy.LINE)) == {"total": 201_000}
    assert [(group.name, group.depth) for group in ask(city, by=GroupBy.TREE).groups][:2] == [
        ("Kommunstyrelsen", 0),
        ("Gatunämnden", 1),
    ]


def test_last_years_figures_in_this_years_organisation(city: OpenLedger) -> None:
    """31 000 by the key is 18 600 and 12 400."""
    answer = ask(city, tree_on=NEW_YEAR)
    assert groups(answer) == {"idrott": 12_400, "kultur": 18_600, "miljo": 30_000, "slk": 100_000}
    assert [(frame.unit, frame.unit_name, frame.reason, frame.could_be) for frame in answer.not_comparable] == [
        ("skola", "Skolnämnden", NO_KEY, ("forskola", "grundskola"))
    ]
    assert beside(answer) == {"skola": 40_000}
    assert answer.figures_on == LAST_DAY
    [total] = answer.group_totals
    sums = (total.grouped.costs_ore, total.not_comparable.costs_ore, total.whole.costs_ore)
    assert sums == (161_000, 40_000, 201_000)
    assert answer.totals[0].costs_ore == 201_000


def test_a_group_says_whose_frames_it_has(city: OpenLedger) -> None:
    units_of = {group.group: group.units for group in ask(city, tree_on=NEW_YEAR).groups}
    assert units_of == {"idrott": ("kultur",), "kultur": ("kultur",), "miljo": ("gata", "park"), "slk": ("slk",)}


def test_this_years_figures_in_last_years_organisation(city: OpenLedger) -> None:
    answer = ask(city, year=2026, tree_on=LAST_DAY)
    assert groups(answer) == {"kultur": 31_000, "skola": 42_000, "slk": 100_000}
    assert [(frame.unit, frame.reason) for frame in answer.not_comparable] == [("miljo", MERGED)]
    assert beside(answer) == {"miljo": 31_000}
    assert answer.figures_on == DAY


def test_the_tree_of_another_day_as_it_is_drawn(city: OpenLedger) -> None:
    answer = ask(city, tree_on=NEW_YEAR, by=GroupBy.TREE)
    assert (answer.groups[0].name, answer.groups[0].units) == ("Kommunstyrelsen", ("gata", "kultur", "park", "slk"))
    assert [(group.group, group.depth, group.amounts.costs_ore) for group in answer.groups] == [
        ("ks", 0, 161_000),
        ("idrott", 1, 12_400),
        ("kultur", 1, 18_600),
        ("miljo", 1, 30_000),
        ("slk", 1, 100_000),
    ]
    assert answer.groups[0].own is not None
    assert answer.groups[0].own.costs_ore == 0


def test_one_unit_of_another_tree_has_what_belongs_to_it_wherever_it_was_decided(city: OpenLedger) -> None:
    miljo = ask(city, tree_on=NEW_YEAR, unit="miljo")
    assert (groups(miljo), [frame.unit for frame in miljo.frames]) == ({"miljo": 30_000}, ["gata", "park"])
    school = ask(city, tree_on=NEW_YEAR, unit="forskola")
    assert (groups(school), beside(school)) == ({}, {"skola": 40_000})
    sports = ask(city, tree_on=NEW_YEAR, unit="idrott")
    assert (groups(sports), sports.totals[0].costs_ore) == ({"idrott": 12_400}, 31_000)


def test_a_unit_and_all_below_it_in_either_tree(city: OpenLedger) -> None:
    assert groups(ask(city, unit="ks", subtree=True, by=GroupBy.TOP)) == {"ks": 201_000}
    below = ask(city, unit="ks", subtree=True, by=GroupBy.TOP, tree_on=NEW_YEAR)
    assert (groups(below), beside(below)) == ({"ks": 201_000}, {}), "all that skola became is below ks"
    apart = ask(city, unit="ks", subtree=True, by=GroupBy.UNIT, tree_on=NEW_YEAR)
    assert beside(apart) == {"skola": 40_000}


def test_a_branch_of_the_tree_begins_with_the_unit_that_is_asked_for(
    application: Application, city: OpenLedger
) -> None:
    application.record("stad", Command((UnitMoved("slk", NEW_YEAR, "miljo"),)), AUTHOR, "moved")
    city.runner.catch_up()
    branch = ask(city, unit="miljo", subtree=True, by=GroupBy.TREE, tree_on=NEW_YEAR).groups
    assert [(group.group, group.depth, group.amounts.costs_ore) for group in branch] == [
        ("miljo", 0, 130_000),
        ("slk", 1, 100_000),
    ]


def test_investments_are_grouped_by_themselves(city: OpenLedger) -> None:
    answer = ask(city, tree_on=NEW_YEAR, kind=None)
    assert [(total.kind, total.whole.net_ore) for total in answer.group_totals] == [
        ("operating", 201_000),
        ("investment", 5_000),
    ]
    [investment] = [group for group in answer.groups if group.kind == "investment"]
    assert (investment.group, investment.amounts.expenditures_ore) == ("miljo", 5_000)


def test_the_reorganisation_must_be_decided_and_known(city: OpenLedger) -> None:
    """It was decided in June 2025; the tree of the new year is as decided by the later of the two days."""
    early = ask(city, tree_on=date(2025, 6, 1), as_of=date(2025, 6, 1))
    assert groups(early) == groups(ask(city, by=GroupBy.UNIT))
    assert groups(ask(city, tree_on=NEW_YEAR, as_of=date(2025, 6, 1)))["miljo"] == 30_000
    before = city.log.head() - 6
    unknown = ask(city, tree_on=NEW_YEAR, known_at=before - 3)
    assert beside(unknown) == {}
    assert groups(unknown)["skola"] == 40_000


def test_what_stands_outside_the_totals_is_only_what_concerns_the_unit(
    application: Application, city: OpenLedger
) -> None:
    for unit in ("park", "slk"):
        entry = command(adjusted(700, frame=key(unit, 2025)), on=between("2025-01-01", "2026-11-01"))
        application.record("stad", entry, AUTHOR, f"between-{unit}")
    city.runner.catch_up()
    assert [frame.unit for frame in ask(city, tree_on=NEW_YEAR, unit="miljo").undetermined] == ["park"]


def test_an_index_that_is_not_decided_is_told_of_every_group_that_waits_for_it(
    application: Application, city: OpenLedger
) -> None:
    indexed = FrameAdjusted(key("kultur", 2025), money(1_000), index="pki")
    application.record("stad", command(indexed, on=basis("2025-04-10", "§ 4")), AUTHOR, "indexed")
    city.runner.catch_up()
    waits = {
        group.group: group.undecided_indices for group in ask(city, tree_on=NEW_YEAR).groups if group.undecided_indices
    }
    assert waits == {"idrott": ("pki",), "kultur": ("pki",)}


def test_a_unit_that_the_other_tree_does_not_know_is_refused(city: OpenLedger) -> None:
    with pytest.raises(Refused) as refused:
        ask(city, tree_on=NEW_YEAR, unit="ingen")
    assert [refusal.code for refusal in refused.value.refusals] == ["unit-unknown"]


def test_an_answer_in_another_tree_is_the_same_for_ever(application: Application, city: OpenLedger) -> None:
    head = city.log.head()
    question = Question(year=2025, as_of=DAY, known_at=head, by=GroupBy.TREE, tree_on=NEW_YEAR)
    answered = frames_answer(city.model, question)
    assert answered.settled
    at = answered.answer.coordinates
    assert (at.by, at.tree_on) == (GroupBy.TREE, NEW_YEAR)
    application.record("stad", Command((UnitMoved("slk", NEW_YEAR),)), AUTHOR, "moved")
    city.runner.catch_up()
    assert msgspec.json.encode(frames_answer(city.model, question).answer) == msgspec.json.encode(answered.answer)


def test_defaults_are_left_out() -> None:
    assert {"depth", "own", "undecided_indices"} <= {
        field.name for field in msgspec.structs.fields(GroupedFrames) if not field.required
    }
    assert [field.name for field in msgspec.structs.fields(NotComparableFrames) if not field.required] == ["could_be"]
