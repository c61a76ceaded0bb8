"""Faults that other ledgers have had, by name: each is a test here, or one elsewhere that this file points at.

Blnk's hash, which leaves out the day, belongs to the proof of the ledger and not here.
"""

import ast
from datetime import date
from typing import Any

import pytest

from api.app import Application, OpenLedger
from ledger.events import (
    GrossTurnoverChanged,
    OpeningEntryMade,
    RecordingErrorCorrected,
    UnitRenamed,
)
from ledger.values import OperatingAmount
from ledger.when import KnownAt
from projections.asking.question import Question
from projections.frames.current import FramesAnswer, frames_answer
from tests.given import AUTHOR, BUDGET, Command, adjusted, basis, command, decided, key, turnover
from tests.house_rules import ROOT

ELSEWHERE = {
    "Modern Treasury: a back-dated entry overdraws a later day": (
        "tests/ledger/rules/chapters/test_frames.py",
        "test_r37_a_back_dated_change_is_held_to_every_later_day_and_names_the_first_bad_one",
    ),
    "XTDB #6086: an instant that several transactions share": (
        "tests/projections/asking/test_read_model.py",
        "test_an_instant_is_inclusive_and_is_settled_once_something_later_is_recorded",
    ),
    "Marten #3690: an optimised rebuild loses data": ("tests/projections/test_laws.py", "test_the_law_holds"),
    "Marten #3690, on random ledgers": (
        "tests/projections/test_laws.py",
        "test_the_laws_hold_for_random_ledgers",
    ),
    "Marten #3503: gaps pause subscriptions": (
        "tests/ledger/log/test_append_races.py",
        "test_a_transaction_that_is_rolled_back_leaves_neither_event_nor_key_nor_gap",
    ),
    "KurrentDB #500, #3449: a checkpoint without its rows": (
        "tests/projections/running/test_runner.py",
        "test_the_position_is_committed_with_the_rows",
    ),
    "KurrentDB #5615: replay after a fault": (
        "tests/projections/running/test_runner.py",
        "test_a_connection_that_is_killed_in_the_middle_of_a_batch_leaves_nothing_half_done",
    ),
    "eventsourcing #305: a killed LISTEN never wakes": (
        "tests/ledger/log/test_subscriptions.py",
        "test_a_killed_connection_delays_but_loses_nothing",
    ),
    "eventsourcing #306: a full queue blocks for ever": (
        "tests/ledger/log/test_subscriptions.py",
        "test_stopping_from_another_thread_ends_the_wait_within_two_seconds",
    ),
    "ERPNext #33713: control settings are history": (
        "tests/ledger/rules/chapters/test_policy.py",
        "test_relaxed_overspent_and_back_again_the_entry_keeps_its_warning",
    ),
}


@pytest.mark.parametrize("case", ELSEWHERE, ids=str)
def test_the_case_is_tested_elsewhere(case: str) -> None:
    path, name = ELSEWHERE[case]
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def ask(ledger: OpenLedger, as_of: str, known_at: KnownAt | None = None, **more: Any) -> FramesAnswer:
    ledger.runner.catch_up()
    return frames_answer(
        ledger.model, Question(year=2026, as_of=date.fromisoformat(as_of), known_at=known_at, **more)
    ).answer


def costs(answer: FramesAnswer) -> dict[str, int | None]:
    return {frame.unit: frame.costs_ore for frame in answer.frames}


def test_rails_event_store_1518_an_entry_without_a_day_comes_last_and_not_first(
    application: Application, stad: OpenLedger
) -> None:
    """A NULL day sorted before everything. Here it is bounded by the day of recording: the set without a day replaces
    the one of November, and is not there on any day before it was recorded."""
    undated = OpeningEntryMade(key(), BUDGET, OperatingAmount(700, 0))
    application.record("stad", Command((undated,)), AUTHOR, "k1")
    application.record("stad", command(decided(500)), AUTHOR, "k2")
    assert costs(ask(stad, "2026-01-01")) == {"slk": 500}
    assert [frame.costs_ore for frame in ask(stad, "2026-01-01").undetermined] == [700]
    stad.runner.catch_up()
    assert costs(frames_answer(stad.model, Question(year=2026)).answer) == {"slk": 700}


@pytest.mark.parametrize("cut", [{}, {"unit": "slk"}, {"unit": "slk", "line": "total"}], ids=str)
def test_rails_event_store_1521_a_cut_keeps_to_the_day_it_is_asked_for(
    application: Application, stad: OpenLedger, cut: dict[str, Any]
) -> None:
    application.record("stad", command(decided(500)), AUTHOR, "k1")
    application.record("stad", command(adjusted(40), on=basis("2026-02-01")), AUTHOR, "k2")
    assert [costs(ask(stad, day, **cut)) for day in ("2026-01-31", "2026-02-01")] == [{"slk": 500}, {"slk": 540}]


_CORNERS = [("2026-01-31", 5, 500), ("2026-03-01", 5, 500), ("2026-01-31", 6, 500), ("2026-03-01", 6, 540)]
"""A set of November at 5, and at 6 a change decided on 1 February."""


@pytest.mark.parametrize(("as_of", "known_at", "expected"), _CORNERS)
def test_rails_event_store_1565_and_formance_971_both_clocks_at_once(
    application: Application, stad: OpenLedger, as_of: str, known_at: int, expected: int
) -> None:
    """Not the one clock or the other: decided by a day *and* known at a position."""
    application.record("stad", command(decided(500)), AUTHOR, "k1")
    application.record("stad", command(adjusted(40), on=basis("2026-02-01")), AUTHOR, "k2")
    assert costs(ask(stad, as_of, known_at)) == {"slk": expected}


def test_rails_event_store_1037_each_entry_is_there_once_whatever_the_batches(
    application: Application, stad: OpenLedger
) -> None:
    application.record("stad", command(decided(500)), AUTHOR, "k1")
    for number in range(1, 8):
        change = adjusted(number)
        application.record("stad", command(change, on=basis("2026-02-01", clause=number)), AUTHOR, f"c{number}")
    stad.runner.catch_up(batch=3)
    [frame] = ask(stad, "2026-02-01").frames
    assert [part.position for part in frame.parts] == list(range(5, 13))
    assert frame.costs_ore == 500 + 28


def test_formance_1014_a_back_dated_change_moves_every_later_day_and_no_earlier_one(
    application: Application, stad: OpenLedger
) -> None:
    application.record("stad", command(decided(500)), AUTHOR, "k1")
    application.record("stad", command(adjusted(40), on=basis("2026-03-01")), AUTHOR, "k2")
    application.record("stad", command(adjusted(7), on=basis("2026-01-15", clause=2)), AUTHOR, "k3")
    days = ("2026-01-14", "2026-01-15", "2026-02-28", "2026-03-01")
    assert [costs(ask(stad, day)) for day in days] == [{"slk": ore} for ore in (500, 507, 507, 547)]
    assert [costs(ask(stad, day, 6)) for day in days] == [{"slk": ore} for ore in (500, 500, 500, 540)]


def test_formance_1208_what_is_withdrawn_is_still_there_before_that(application: Application, stad: OpenLedger) -> None:
    """A past balance does not change because an entry was taken back since."""
    application.record("stad", command(decided(500)), AUTHOR, "k1")
    application.record("stad", command(adjusted(40), on=basis("2026-02-01")), AUTHOR, "k2")
    application.record("stad", Command((RecordingErrorCorrected(6, "fel"),)), AUTHOR, "k3")
    assert [costs(ask(stad, "2026-03-01", position)) for position in (5, 6, 7)] == [
        {"slk": 500},
        {"slk": 540},
        {"slk": 500},
    ]


def test_xtdb_6086_entries_that_share_an_instant_are_told_apart_by_position(
    application: Application, stad: OpenLedger
) -> None:
    """What is recorded together has one instant: known by it is all of it, and a position tells the parts."""
    application.record("stad", command(decided(500), adjusted(40)), AUTHOR, "k1")
    first, second = list(stad.log.stream())[4:]
    assert first.recorded_at == second.recorded_at
    assert costs(ask(stad, "2026-01-01", first.recorded_at)) == {"slk": 540}
    assert [costs(ask(stad, "2026-01-01", position)) for position in (4, 5, 6)] == [{}, {"slk": 500}, {"slk": 540}]


def test_modern_treasury_an_old_answer_has_the_units_of_its_day(application: Application, stad: OpenLedger) -> None:
    """Past totals used today's tree of categories."""
    application.record("stad", command(decided(500)), AUTHOR, "k1")
    application.record("stad", Command((UnitRenamed("slk", "Kansliet", date(2026, 2, 1)),)), AUTHOR, "k2")
    days = (("2026-01-31", None), ("2026-02-01", None), ("2026-02-01", 5))
    names = [ask(stad, day, position).frames[0].unit_name for day, position in days]
    assert names == ["Stadsledningskontoret", "Kansliet", "Stadsledningskontoret"]


def test_peoplesoft_both_sides_of_a_turnover_are_one_entry(application: Application, stad: OpenLedger) -> None:
    """Raising costs and revenues took two journals, tied by a text: one could be taken back without the other."""
    application.record("stad", command(decided(500)), AUTHOR, "k1")
    application.record("stad", command(turnover(60, 60)), AUTHOR, "k2")
    raised = ask(stad, "2026-01-01").frames[0]
    assert (raised.costs_ore, raised.revenues_ore, raised.net_ore) == (560, 60, 500)
    assert [type(recorded.entry.fact) for recorded in stad.log.stream()][5:] == [GrossTurnoverChanged]
    application.record("stad", Command((RecordingErrorCorrected(6, "fel"),)), AUTHOR, "k3")
    taken_back = ask(stad, "2026-01-01").frames[0]
    assert (taken_back.costs_ore, taken_back.revenues_ore, taken_back.net_ore) == (500, 0, 500)
