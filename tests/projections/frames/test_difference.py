"""What changed on a ledger: the hand-reckoned year, split by cause; grouped by the tree; and nonsense."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from api.app import OpenLedger
from ledger.errors import Refused
from ledger.values import FrameKind
from projections.asking.cause import Cause
from projections.asking.question import GroupBy, Question
from projections.asking.texts import text_of
from projections.frames.difference import (
    RECIPE,
    DifferenceAnswer,
    DifferenceTotal,
    UnitDifference,
    difference_answer,
)
from tests.projections.a_year import DAY, SLK

MARCH = date(2026, 3, 31)
BOTH_REVERSED = [("coordinate-invalid", "from_as_of"), ("coordinate-invalid", "from_known_at")]


def ask(ledger: OpenLedger, start: date | None = MARCH, known: int | None = 15, **more: Any) -> DifferenceAnswer:
    return difference_answer(ledger.model, *between(start, known, **more)).answer


def between(start: date | None, known: int | None, **more: Any) -> tuple[Question, Question]:
    """From one question to another; None: the same as the other."""
    until = Question(**{"year": 2026, "as_of": DAY, **more})
    return replace(until, as_of=start or until.as_of, known_at=until.known_at if known is None else known), until


def causes(changed: UnitDifference | DifferenceTotal) -> dict[Cause, int | None]:
    return {each.cause: each.change.net_ore for each in changed.causes}


def test_the_change_since_march_has_five_causes(year: OpenLedger) -> None:
    """As known at 15 the 600 was still 900; then 3 % of 1 000, the condition, − 300, and the transfer annulled."""
    answer = ask(year)
    sbk, slk = answer.units
    assert (sbk.before.net_ore, sbk.after.net_ore, causes(sbk)) == (55_000, 50_000, {Cause.ANNULMENT: -5_000})
    assert (slk.before.net_ore, slk.after.net_ore) == (96_900, SLK)
    assert causes(slk) == {
        Cause.CORRECTION: -300,
        Cause.NEW_DECISION: -300,
        Cause.ANNULMENT: 5_000,
        Cause.CONDITION: 400,
        Cause.INDEX: 30,
    }
    [total] = answer.totals
    assert causes(total) == {**causes(slk), Cause.ANNULMENT: 0}
    assert (total.change.net_ore, answer.recipe, answer.note) == (-170, RECIPE, None)


def test_the_bridge_goes_from_what_was_to_what_is(year: OpenLedger) -> None:
    [total] = ask(year).totals
    bars = [(bar.label, bar.change and bar.change.net_ore, bar.balance.net_ore) for bar in total.bridge]
    assert bars == [
        ("beslutat t.o.m. 2026-03-31, registrerat t.o.m. 15", None, 151_900),
        ("rättade registreringsfel", -300, 151_600),
        ("nya beslut", -300, 151_300),
        ("upphävda beslut", 0, 151_300),
        ("villkor som uppfyllts", 400, 151_700),
        ("beslutade index", 30, 151_730),
        ("beslutat t.o.m. 2026-12-01, registrerat t.o.m. 19", None, SLK + 50_000),
    ]


def test_each_step_has_its_decision_and_its_frames(year: OpenLedger) -> None:
    steps = ask(year).steps
    told = [(step.decision.position, step.cause, [moved.change.net_ore for moved in step.changes]) for step in steps]
    assert told == [
        (16, Cause.CORRECTION, [-300]),
        (12, Cause.INDEX, [30]),
        (14, Cause.CONDITION, [400]),
        (18, Cause.NEW_DECISION, [-300]),
        (17, Cause.ANNULMENT, [-5_000, 5_000]),
    ]
    assert steps[-1].changes[0].frame_text == "sbk drift 2026"
    assert (steps[-1].acts_on, steps[-1].decision.event) == (date(2026, 9, 10), "dom")


def test_what_was_decided_in_time_but_recorded_late_is_told_apart(year: OpenLedger) -> None:
    """As decided by February; everything before position 9 was known."""
    answer = ask(year, date(2026, 2, 28), 8, as_of=date(2026, 2, 28))
    assert {unit.unit: causes(unit) for unit in answer.units} == {
        "sbk": {Cause.RECORDED_LATE: 5_000},
        "slk": {Cause.RECORDED_LATE: -5_000},
    }
    [step] = answer.steps
    assert (text_of(step, "cause"), step.decision.position) == ("beslut som registrerats i efterhand", 9)


def test_from_is_the_same_as_until_where_it_is_not_said(year: OpenLedger) -> None:
    assert ask(year, None, 15).from_coordinates.as_of == DAY
    assert ask(year, MARCH, None).from_coordinates.position == 19
    nothing = ask(year, None, None)
    assert (nothing.steps, nothing.note) == ([], "Från och till är samma koordinater: ingenting kan ha ändrats.")


def test_frames_move_between_groups_with_the_tree_and_that_is_told_apart(year: OpenLedger) -> None:
    """sbk lies below slk from 1 July 2026: at the top nothing moves."""
    ks, slk = ask(year, by=GroupBy.PARENT).units
    assert (ks.unit, ks.unit_name, causes(ks)[Cause.REORGANISATION]) == ("ks", "Kommunstyrelsen", -50_000)
    assert (slk.before.net_ore, slk.after.net_ore, causes(slk)) == (0, 50_000, {Cause.REORGANISATION: 50_000})
    [top] = ask(year, by=GroupBy.TOP).units
    assert (top.unit, Cause.REORGANISATION in causes(top), top.change.net_ore) == ("ks", False, -170)
    [total] = ask(year, by=GroupBy.PARENT).totals
    assert Cause.REORGANISATION not in causes(total)


def test_one_unit_and_one_kind_are_asked_for(year: OpenLedger) -> None:
    assert [unit.unit for unit in ask(year, unit="slk").units] == ["slk"]
    none = ask(year, kind=FrameKind.INVESTMENT)
    assert (none.units, none.totals, none.coordinates.kind) == ([], [], FrameKind.INVESTMENT)


def test_an_empty_answer_says_why(year: OpenLedger) -> None:
    assert ask(year, date(2026, 10, 1), 19).note == "Ingen ram ändrades mellan koordinaterna."
    other = between(MARCH, None, year=2031)
    assert difference_answer(year.model, *other).answer.note == (
        "Inga ramar för 2031 var registrerade vid position 19. År: 2026."
    )


@pytest.mark.parametrize(
    ("start", "known", "more", "expected"),
    [
        (date(2026, 12, 2), None, {}, [("coordinate-invalid", "from_as_of")]),
        (None, 12, {"known_at": 11}, [("coordinate-invalid", "from_known_at")]),
        (date(2027, 1, 1), 12, {"known_at": 11}, BOTH_REVERSED),
        (None, 20, {}, [("position-beyond-head", None)]),
        (None, None, {"unit": "slx"}, [("unit-unknown", None)]),
    ],
)  # fmt: skip
def test_nonsense_is_refused_by_name(
    year: OpenLedger,
    start: date | None,
    known: int | None,
    more: dict[str, Any],
    expected: list[tuple[str, str | None]],
) -> None:
    with pytest.raises(Refused) as caught:
        ask(year, start, known, **more)
    assert [(refusal.code, refusal.where) for refusal in caught.value.refusals] == expected


def test_only_fixed_coordinates_are_settled_for_ever(year: OpenLedger) -> None:
    assert difference_answer(year.model, *between(MARCH, 15, known_at=19)).settled
    assert not difference_answer(year.model, *between(MARCH, 15)).settled
