"""What counts in a frame, by hand: which set governs, what comes after it, and why the rest stands outside."""

from datetime import date
from typing import Any

import msgspec
import pytest

from ledger.meaning.frames import FrameFact, frame_on, frames_on, in_order
from ledger.meaning.later_acts import Annulment, LaterActs, later_acts_of
from ledger.values import DecisionReference
from tests.frame_facts import fact

MARCH = date(2026, 3, 1)


def parts(*facts: FrameFact, later_acts: LaterActs | None = None, **more: Any) -> dict[int, str]:
    frames = frames_on(in_order(facts), later_acts or LaterActs(), MARCH, **more)
    return {part.fact.entry_position: part.role.value for frame in frames for part in frame.facts}


def test_a_set_replaces_what_comes_before_it_in_decided_order_and_not_what_comes_after() -> None:
    early, late = fact(3, "2025-10-01"), fact(1, "2026-02-01")
    the_set = fact(2, "2025-11-24", sets="budget")
    assert parts(early, the_set, late) == {3: "replaced", 2: "counted", 1: "counted"}


def test_a_budget_outranks_a_plan_that_was_decided_after_it() -> None:
    budget, change, plan = (
        fact(1, "2025-11-24", sets="budget"),
        fact(2, "2025-12-01"),
        fact(3, "2026-02-01", sets="plan"),
    )
    assert parts(budget, change, plan) == {1: "counted", 2: "counted", 3: "replaced"}
    assert [frame.commitment for frame in frames_on([plan], LaterActs(), MARCH)] == ["plan"]


def test_of_two_budgets_the_last_in_decided_order_governs_whatever_was_recorded_first() -> None:
    assert parts(fact(9, sets="budget", paragraph_number=3), fact(1, sets="budget", paragraph_number=4)) == {
        9: "replaced",
        1: "counted",
    }


def test_changes_without_a_set_all_count() -> None:
    assert parts(fact(1), fact(2)) == {1: "counted", 2: "counted"}


def test_frames_are_reckoned_one_by_one() -> None:
    other = fact(1, "2025-10-01", line="hyror")
    assert parts(other, fact(2, sets="budget")) == {1: "counted", 2: "counted"}


def test_what_an_annulled_set_had_replaced_revives_from_the_day_the_judgment_is_final() -> None:
    rows = fact(1, "2025-10-01", sets="budget"), fact(2, "2025-11-24", sets="budget")
    reference = DecisionReference("KF", "KS 1", "§ 2")
    for final_on, expected in (
        (MARCH, {1: "counted", 2: "annulled"}),
        (date(2026, 3, 2), {1: "replaced", 2: "counted"}),
    ):
        mine = [rows[0], msgspec.structs.replace(rows[1], decision_key=reference.key)]
        assert parts(*mine, later_acts=LaterActs((Annulment(reference, final_on),))) == expected


def test_what_waits_for_its_day_or_its_condition_governs_nothing() -> None:
    assert parts(fact(1), fact(2, "2026-03-02", sets="budget"), fact(3, sets="budget", conditions=("avtal",))) == {
        1: "counted",
        2: "undetermined",
        3: "conditional",
    }


def test_only_what_has_legal_force_counts_when_that_is_asked_for() -> None:
    day = date(2026, 1, 15)
    rows = fact(1, sets="budget"), fact(2), fact(3, decision_key=None)
    assert parts(*rows, forces={("kf/1", 0, day, day)}) == {1: "counted", 2: "without-legal-force", 3: "counted"}


@pytest.mark.parametrize(("supposed", "expected"), [(None, (None, 10_050)), (30_000_000, (30_000_000, 10_352))])
def test_a_supposed_index_is_added_to_what_waits_for_it(supposed: int | None, expected: tuple[int | None, int]) -> None:
    """10 050 öre and 3 % of it, 301,5, which is rounded away from zero."""
    waiting = fact(1, sets="budget", net=10_050, index_name="pki")
    [role] = frame_on([waiting], LaterActs(supposed_ppb=supposed), MARCH).facts
    assert (role.index_ppb, role.fact.net_ore) == expected


def test_nothing_has_come_of_decisions_when_nothing_is_held() -> None:
    assert later_acts_of(()) == LaterActs()
