"""What is annulled, or waits, in the tree of units (design.md, section 5)."""

from datetime import date

import msgspec
import pytest

from ledger.errors import Refused
from ledger.events import (
    AnyFact,
    ConditionMet,
    JudgmentGiven,
    JudgmentOutcome,
    UnitClosed,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
    UnitsMerged,
    UnitSplit,
)
from ledger.values import DecisionReference
from projections.asking.question import Question
from projections.chapters.units import units_answer
from projections.frames.current import frames_answer
from tests.given import adjusted, basis, key
from tests.projections.telling import Told, on_condition

LATER = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("fact", "before"),
    [
        (UnitMoved("sbk", date(2026, 2, 1), "slk"), ("Stadsbyggnadskontoret", "slk", True)),
        (UnitRenamed("sbk", "Bygg", date(2026, 2, 1)), ("Bygg", "ks", True)),
        (UnitsMerged(("sbk",), "slk", date(2026, 2, 1)), ("Stadsbyggnadskontoret", "ks", False)),
        (UnitClosed("sbk", date(2026, 1, 31)), ("Stadsbyggnadskontoret", "ks", False)),
    ],
    ids=["a move", "a name", "a merger", "a closing"],
)
def test_what_is_annulled_no_longer_acts_in_the_tree_from_the_final_day(
    told: Told, fact: AnyFact, before: tuple[str, str, bool]
) -> None:
    """design.md, section 5: a final judgment closes a decided interval, and what was before comes back by itself."""
    told.record(fact, on=basis("2026-01-15", "§ 2"))
    of = DecisionReference("KF", "KS 2025/1", "§ 2")
    told.record(
        JudgmentGiven(
            of, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1), final_ground="Lagakraftbevis"
        )
    )
    told.ledger.runner.catch_up()
    was = ("Stadsbyggnadskontoret", "ks", True)
    for day, expected in (("2026-05-31", before), ("2026-06-01", was)):
        units = units_answer(told.ledger.model, Question(as_of=date.fromisoformat(day))).answer.units
        [sbk] = [unit for unit in units if unit.unit == "sbk"]
        assert (sbk.name, sbk.parent, sbk.exists) == expected, day
        question = Question(year=2026, unit="sbk", as_of=date.fromisoformat(day))
        [frame] = frames_answer(told.ledger.model, question).answer.frames
        assert frame.unit_name == expected[0]


_WAS = ("Stadsbyggnadskontoret", "ks", True)
_WAITING: list[tuple[AnyFact, tuple[str, str, bool]]] = [
    (UnitMoved("sbk", date(2026, 2, 1), "slk"), ("Stadsbyggnadskontoret", "slk", True)),
    (UnitRenamed("sbk", "Bygg", date(2026, 2, 1)), ("Bygg", "ks", True)),
    (UnitsMerged(("sbk",), "slk", date(2026, 2, 1)), ("Stadsbyggnadskontoret", "ks", False)),
    (UnitSplit("sbk", ("ks", "slk"), date(2026, 2, 1)), ("Stadsbyggnadskontoret", "ks", False)),
    (UnitClosed("sbk", date(2026, 1, 31)), ("Stadsbyggnadskontoret", "ks", False)),
]
_CASES = ["a move", "a name", "a merger", "a split", "a closing"]


def _sbk(told: Told, as_of: str) -> tuple[str, str | None, bool]:
    """The unit in the answer about units; the frames call it the same."""
    told.ledger.runner.catch_up()
    day = date.fromisoformat(as_of)
    units = units_answer(told.ledger.model, Question(as_of=day)).answer.units
    [sbk] = [unit for unit in units if unit.unit == "sbk"]
    [frame] = frames_answer(told.ledger.model, Question(year=2026, unit="sbk", as_of=day)).answer.frames
    assert frame.unit_name == sbk.name
    return sbk.name, sbk.parent, sbk.exists


@pytest.mark.parametrize(("fact", "then"), _WAITING, ids=_CASES)
def test_what_waits_for_a_condition_acts_in_the_tree_from_the_day_it_is_met(
    told: Told, fact: AnyFact, then: tuple[str, str, bool]
) -> None:
    """D-16: a conditional decision counts from the day the condition is met; also where that is never."""
    told.record(fact, on=on_condition("§ 2", "detaljplanen"))
    assert _sbk(told, "2026-12-31") == _WAS
    told.record(ConditionMet("detaljplanen"), on=basis("2026-05-04", "§ 3"))
    assert (_sbk(told, "2026-05-03"), _sbk(told, "2026-05-04")) == (_WAS, then)


@pytest.mark.parametrize(("fact", "then"), _WAITING, ids=_CASES)
def test_what_waited_falls_when_the_meeting_of_its_condition_is_annulled(
    told: Told, fact: AnyFact, then: tuple[str, str, bool]
) -> None:
    told.record(fact, on=on_condition("§ 2", "detaljplanen"))
    told.record(ConditionMet("detaljplanen"), on=basis("2026-03-02", "§ 3"))
    of = DecisionReference("KF", "KS 2025/1", "§ 3")
    told.record(
        JudgmentGiven(
            of, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1), final_ground="Lagakraftbevis"
        )
    )
    assert [_sbk(told, day) for day in ("2026-03-01", "2026-05-31", "2026-06-01")] == [_WAS, then, _WAS]


def test_what_waits_for_two_conditions_acts_when_both_are_met_and_one_may_wait_for_a_third(told: Told) -> None:
    """Met on 4 May, but only if the plan stands, which is met on 1 July: so from then on."""
    told.record(UnitMoved("sbk", date(2026, 2, 1), "slk"), on=on_condition("§ 2", "detaljplanen", "avtalet"))
    told.record(ConditionMet("avtalet"), on=basis("2026-02-16", "§ 3"))
    met = msgspec.structs.replace(basis("2026-05-04", "§ 4"), conditions=("planen",))
    told.record(ConditionMet("detaljplanen"), on=met)
    assert _sbk(told, "2026-12-31") == _WAS
    told.record(ConditionMet("planen"), on=basis("2026-07-01", "§ 5"))
    assert _sbk(told, "2026-06-30") == _WAS
    assert _sbk(told, "2026-07-01") == ("Stadsbyggnadskontoret", "slk", True)


def test_a_condition_that_puts_a_unit_below_itself_is_refused_when_it_is_met(told: Told) -> None:
    """Each move stands by itself; together they go round, also through another condition, and when one is corrected."""
    told.record(UnitMoved("sbk", date(2026, 2, 1), "slk"), on=on_condition("§ 2", "detaljplanen"))
    told.record(UnitMoved("slk", date(2026, 2, 1), "sbk"), on=basis("2026-01-15", "§ 3"))
    with pytest.raises(Refused) as refused:
        told.record(ConditionMet("detaljplanen"), on=basis("2026-05-04", "§ 4"))
    assert [refusal.code for refusal in refused.value.refusals] == ["unit-below-itself"]
    met = msgspec.structs.replace(basis("2026-05-04", "§ 4"), conditions=("planen",))
    told.record(ConditionMet("detaljplanen"), on=met)
    with pytest.raises(Refused) as refused:
        told.record(ConditionMet("planen"), on=basis("2026-06-01", "§ 5"))
    assert [refusal.code for refusal in refused.value.refusals] == ["unit-below-itself"]
    assert _sbk(told, "2026-12-31") == _WAS


def test_a_unit_that_closes_on_a_condition_is_given_money_until_it_is_met(told: Told) -> None:
    told.record(UnitClosed("sbk", date(2026, 1, 31)), on=on_condition("§ 2", "detaljplanen"))
    told.record(adjusted(5_00, frame=key("sbk")), on=basis("2026-03-02", "§ 3"))
    told.record(ConditionMet("detaljplanen"), on=basis("2026-05-04", "§ 4"))
    told.record(adjusted(5_00, frame=key("sbk")), on=basis("2026-05-03", "§ 5"))
    with pytest.raises(Refused) as refused:
        told.record(adjusted(5_00, frame=key("sbk")), on=basis("2026-05-04", "§ 6"))
    assert [refusal.code for refusal in refused.value.refusals] == ["unit-ended"]


def test_a_unit_that_is_registered_on_a_condition_is_known_by_its_name(told: Told) -> None:
    """As with what is annulled: frames and people name it."""
    told.record(UnitRegistered("ny", "Nya", "ks"), on=on_condition("§ 2", "detaljplanen"))
    told.ledger.runner.catch_up()
    assert "ny" in {unit.unit for unit in units_answer(told.ledger.model, Question(as_of=LATER)).answer.units}


def test_a_unit_whose_merger_is_annulled_is_given_money_again(told: Told) -> None:
    """The rules see the same tree: refused while the merger stands, and not after the final day."""
    told.record(UnitsMerged(("sbk",), "slk", date(2026, 2, 1)), on=basis("2026-01-15", "§ 2"))
    of = DecisionReference("KF", "KS 2025/1", "§ 2")
    told.record(
        JudgmentGiven(
            of, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1), final_ground="Lagakraftbevis"
        )
    )
    with pytest.raises(Refused) as refused:
        told.record(adjusted(5_00, frame=key("sbk")), on=basis("2026-05-31", "§ 3"))
    assert [refusal.code for refusal in refused.value.refusals] == ["unit-ended"]
    told.record(adjusted(5_00, frame=key("sbk")), on=basis("2026-06-01", "§ 3"))
