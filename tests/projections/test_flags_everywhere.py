"""What is to be known about a frame stands wherever its figures stand, from its own day, and nowhere else
(design.md, section 9; issue 10 D)."""

from datetime import date
from typing import Any

import msgspec
import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import (
    AnyFact,
    ConditionMet,
    DelegatedDecisionReported,
    FrameDecided,
    InvestmentCarriedForward,
    JudgmentGiven,
    JudgmentOutcome,
    OutcomeRecorded,
    UnitClosed,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
    UnitsMerged,
    UnitSplit,
)
from ledger.events.policy import WarningResolved
from ledger.values import Basis, Commitment, DecisionReference, FrameKey, FrameKind, InvestmentAmount
from projections.asking.question import Question
from projections.chapters.audit import audit_answer
from projections.chapters.units import units_answer
from projections.chapters.warnings import warnings_answer
from projections.frames.change_table import change_table_answer
from projections.frames.current import frames_answer
from projections.frames.why import why_answer
from tests.given import AUTHOR, Command, adjusted, basis, decided, key, transferred

LATER = date(2026, 12, 1)


class Told:
    """Records, and asks every answer about a frame what is to be known about it."""

    def __init__(self, application: Application, ledger: OpenLedger):
        self._application, self.ledger = application, ledger
        self.record(decided(500_00), decided(300_00, frame=key("sbk")), on=basis())

    def record(self, *facts: AnyFact, on: Basis | None = None) -> int:
        command = Command(facts, on)
        return self._application.record("stad", command, AUTHOR, f"k{self.ledger.log.head()}").first_position or 0

    def everywhere(self, unit: str, as_of: date = LATER) -> set[tuple[str, int, str]]:
        """Code, position and first day of what is told of a unit's frame: the same in every answer."""
        self.ledger.runner.catch_up()
        model, question = self.ledger.model, Question(year=2026, unit=unit, as_of=as_of)
        shown: list[list[Any]] = [
            [warning for frame in frames_answer(model, question).answer.frames for warning in frame.warnings],
            [warning for frame in why_answer(model, question).answer.frames for warning in frame.warnings],
            [
                warning
                for table in change_table_answer(model, question).answer.tables
                for row in table.rows
                for warning in row.warnings
            ],
            [warning for frame in audit_answer(model, question).answer.frames for warning in frame.warnings],
            audit_answer(model, question).answer.warnings,
            warnings_answer(model, question).answer.warnings,
        ]
        # That a rule was set aside is no flag of the frame: it is told by the answers about warnings alone.
        flags = [[warning for warning in said if warning.code != "rule-accepted"] for said in shown]
        each = [{(warning.code, warning.position, str(warning.holds_from)) for warning in said} for said in flags]
        assert all(said == each[0] for said in each), each
        return each[0]


@pytest.fixture
def told(application: Application, stad: OpenLedger) -> Told:
    return Told(application, stad)


def test_a_transfer_tells_each_frame_only_of_itself(told: Told) -> None:
    """ks has no set and slk has: only ks is told so."""
    position = told.record(transferred(40_00, "slk", "ks"), on=basis("2026-03-01", "§ 3"))
    assert told.everywhere("ks") == {("frame-not-set", position, "2026-03-01")}
    assert told.everywhere("slk") == set()


def test_what_a_set_has_swallowed_is_told_from_the_day_of_the_set(told: Told) -> None:
    """Of 2026-02-01, recorded after a set of 2026-03-01: until then it is in the frame."""
    told.record(decided(600_00), on=basis("2026-03-01", "§ 3"))
    position = told.record(adjusted(5_00), on=basis("2026-02-01", "§ 2"))
    assert told.everywhere("slk") == {("swallowed", position, "2026-03-01")}
    assert told.everywhere("slk", date(2026, 2, 28)) == set()
    assert told.everywhere("sbk") == set()


def annulling(paragraph: str, **more: Any) -> JudgmentGiven:
    """A judgment of 1 May, final on 1 June."""
    of = DecisionReference("KF", "KS 2025/1", paragraph, more.pop("clause", None))
    return JudgmentGiven(of, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1), **more)


def test_a_judgment_is_told_until_it_is_final_and_then_only_what_rests_on_it(told: Told) -> None:
    """KL 13:15: 500 and +10, which are annulled; +20 is as much as it ever was, and 525 of 530 is too much."""
    changed = told.record(adjusted(10_00), on=basis("2026-02-01", "§ 2"))
    told.record(adjusted(20_00), on=basis("2026-03-01", "§ 3"))
    after = told.record(adjusted(-525_00), on=basis("2026-04-01", "§ 4"))
    given = told.record(annulling("§ 2"))
    assert told.everywhere("slk", date(2026, 4, 30)) == set()
    assert told.everywhere("slk", date(2026, 5, 31)) == {
        ("judgment-not-final", changed, "2026-05-01"),
        ("judgment-not-final", given, "2026-05-01"),
    }
    assert told.everywhere("slk") == {("stands-on-annulled", after, "2026-06-01")}
    assert told.everywhere("sbk") == set()


def test_what_annulled_money_paid_for_in_another_frame_is_told_at_both_and_counted_once(told: Told) -> None:
    """slk has 500 and +10 that are annulled; 505 of it went to sbk: that is told at slk, at sbk, and once."""
    told.record(adjusted(10_00), on=basis("2026-02-01", "§ 2"))
    moved = told.record(transferred(505_00), on=basis("2026-03-01", "§ 3"))
    told.record(annulling("§ 2"))
    expected = {("stands-on-annulled", moved, "2026-06-01")}
    assert told.everywhere("slk") == told.everywhere("sbk") == expected
    assert told.everywhere("sbk", date(2026, 5, 31)) == set()
    answer = warnings_answer(told.ledger.model, Question(year=2026, name="stands-on-annulled", as_of=LATER)).answer
    assert [(warning.position, warning.units) for warning in answer.warnings] == [(moved, ("slk", "sbk"))]
    assert [count.warnings for count in answer.counts] == [1]


def test_the_clause_that_is_left_of_a_decision_is_told_at_its_own_frame(told: Told) -> None:
    """§ 2 gives sbk 10 in clause 2, and clause 1, which paid, is annulled: sbk's stands, and nothing pays for it."""
    told.record(adjusted(-10_00), on=basis("2026-02-01", "§ 2", 1))
    left = told.record(adjusted(10_00, frame=key("sbk")), on=basis("2026-02-01", "§ 2", 2))
    told.record(annulling("§ 2", clause=1))
    assert told.everywhere("sbk") == {("stands-on-annulled", left, "2026-06-01")}
    assert told.everywhere("slk") == set()


def test_what_waited_for_a_condition_that_an_annulled_decision_met_is_told(told: Told) -> None:
    waiting = told.record(adjusted(20_00), on=_on_condition("§ 2", "avtal"))
    told.record(ConditionMet("avtal"), on=basis("2026-03-01", "§ 4"))
    assert told.everywhere("slk") == set()
    told.record(annulling("§ 4"))
    assert told.everywhere("slk", date(2026, 5, 31)) == set()
    assert told.everywhere("slk") == {("stands-on-annulled", waiting, "2026-06-01")}


def test_what_was_decided_by_delegation_and_is_not_reported_is_told_at_its_frames_until_it_is(told: Told) -> None:
    """KL 6:40, 7:8; design.md, section 9: a warning stands wherever the figures stand."""
    by_delegation = msgspec.structs.replace(basis("2026-05-04", "D 12", None, "Ekonomichefen"), delegation="KS 4.2")
    moved = told.record(transferred(1_00), on=by_delegation)
    expected = {("delegation-not-reported", moved, "2026-05-04")}
    assert told.everywhere("slk") >= expected
    assert told.everywhere("sbk") >= expected
    assert told.everywhere("ks") == told.everywhere("slk", date(2026, 5, 3)) == set()
    of = DecisionReference("Ekonomichefen", "KS 2025/1", "D 12", decided_on=date(2026, 5, 4))
    told.record(DelegatedDecisionReported(of, body="KS", meeting_day=date(2026, 6, 9), paragraph="§ 90"))
    assert told.everywhere("slk", date(2026, 6, 8)) >= expected
    assert not expected & told.everywhere("slk")


def test_a_decision_by_delegation_that_is_annulled_is_told_no_more(told: Told) -> None:
    by_delegation = msgspec.structs.replace(basis("2026-05-04", "§ 2", None, "Ekonomichefen"), delegation="KS 4.2")
    moved = told.record(adjusted(-1_00), on=by_delegation)
    of = DecisionReference("Ekonomichefen", "KS 2025/1", "§ 2")
    told.record(JudgmentGiven(of, "FR", JudgmentOutcome.ANNULLED, date(2026, 6, 1), date(2026, 7, 1)))
    assert ("delegation-not-reported", moved, "2026-05-04") in told.everywhere("slk", date(2026, 6, 30))
    assert told.everywhere("slk") == set()


def test_an_outcome_that_leaves_less_than_what_was_carried_forward_is_told_at_the_frame_that_got_it(told: Told) -> None:
    """R-43: 100 in 2025, of which 90 were used and 10 carried to 2026; then 95 turn out to have been used."""
    last, this = (FrameKey("slk", FrameKind.INVESTMENT, year) for year in (2025, 2026))
    sets = (decided_investment(frame, ore) for frame, ore in ((last, 100_00), (this, 50_00)))
    told.record(*sets, on=basis("2024-11-25", "§ 8"))
    told.record(OutcomeRecorded(last, InvestmentAmount(90_00, 0)))
    told.record(InvestmentCarriedForward(this, InvestmentAmount(10_00, 0)), on=basis("2026-03-02", "§ 9"))
    before = told.everywhere("slk")
    outcome = told.record(OutcomeRecorded(last, InvestmentAmount(95_00, 0)))
    new = told.everywhere("slk") - before
    assert {(code, position) for code, position, _ in new} == {("carried-forward-beyond-outcome", outcome)}
    assert told.everywhere("sbk") == set()


def decided_investment(frame: FrameKey, ore: int) -> FrameDecided:
    return FrameDecided(frame, Commitment.BUDGET, InvestmentAmount(ore, 0))


def test_a_condition_that_is_met_too_late_is_told_at_all_three_entries(told: Told) -> None:
    """domain.md, D-16: +20 on condition 02-16; set 200 on 03-01; met 05-04: 200, and all three say so."""
    on_condition = Basis(**{**_fields(basis("2026-02-16", "§ 2")), "conditions": ("avtal",)})
    waiting = told.record(adjusted(20_00), on=on_condition)
    the_set = told.record(decided(200_00), on=basis("2026-03-01", "§ 3"))
    met = told.record(ConditionMet("avtal"), on=basis("2026-05-04", "§ 4"))
    code = "swallowed-when-met"
    recorded = {("swallows-waiting", the_set, "2026-03-01")}
    assert told.everywhere("slk", date(2026, 5, 3)) == recorded
    flags = {(code, position, "2026-05-04") for position in (waiting, the_set, met)}
    assert told.everywhere("slk") == recorded | flags
    [frame] = why_answer(told.ledger.model, Question(year=2026, unit="slk", as_of=LATER)).answer.frames
    assert (frame.amount.net_ore, [beside.part for beside in frame.beside][-1]) == (200_00, "swallowed")


def test_money_to_a_unit_that_is_told_later_to_have_ended_is_told_at_the_frame(told: Told) -> None:
    position = told.record(adjusted(20_00), on=basis("2026-07-05", "§ 3"))
    told.record(UnitClosed("slk", date(2026, 6, 30), ("sbk",)), on=basis("2026-06-01", "§ 9"))
    assert told.everywhere("slk") == {("unit-ended", position, "2026-07-05")}
    assert told.everywhere("slk", date(2026, 7, 4)) == set()
    [warning] = warnings_answer(told.ledger.model, Question(unit="slk", year=2026, as_of=LATER)).answer.warnings
    assert "Efterföljare: sbk." in warning.text


def test_what_is_told_of_a_frame_can_be_looked_at(told: Told) -> None:
    position = told.record(adjusted(20_00), on=basis("2026-07-05", "§ 3"))
    told.record(UnitClosed("slk", date(2026, 6, 30), ("sbk",)), on=basis("2026-06-01", "§ 9"))
    told.record(WarningResolved(position, "unit-ended", "går till sbk"))
    told.ledger.runner.catch_up()
    answer = warnings_answer(told.ledger.model, Question(unit="slk", year=2026, as_of=LATER)).answer
    assert (answer.warnings, [warning.code for warning in answer.resolved]) == ([], ["unit-ended"])


def _fields(made: Basis) -> dict[str, Any]:
    return {name: getattr(made, name) for name in made.__struct_fields__}


# --- The tree -------------------------------------------------------------------------------------------------------


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
    told.record(JudgmentGiven(of, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1)))
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


def _on_condition(paragraph: str, *conditions: str) -> Basis:
    return msgspec.structs.replace(basis("2026-01-15", paragraph), conditions=conditions)


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
    told.record(fact, on=_on_condition("§ 2", "detaljplanen"))
    assert _sbk(told, "2026-12-31") == _WAS
    told.record(ConditionMet("detaljplanen"), on=basis("2026-05-04", "§ 3"))
    assert (_sbk(told, "2026-05-03"), _sbk(told, "2026-05-04")) == (_WAS, then)


@pytest.mark.parametrize(("fact", "then"), _WAITING, ids=_CASES)
def test_what_waited_falls_when_the_meeting_of_its_condition_is_annulled(
    told: Told, fact: AnyFact, then: tuple[str, str, bool]
) -> None:
    told.record(fact, on=_on_condition("§ 2", "detaljplanen"))
    told.record(ConditionMet("detaljplanen"), on=basis("2026-03-02", "§ 3"))
    of = DecisionReference("KF", "KS 2025/1", "§ 3")
    told.record(JudgmentGiven(of, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1)))
    assert [_sbk(told, day) for day in ("2026-03-01", "2026-05-31", "2026-06-01")] == [_WAS, then, _WAS]


def test_what_waits_for_two_conditions_acts_when_both_are_met_and_one_may_wait_for_a_third(told: Told) -> None:
    """Met on 4 May, but only if the plan stands, which is met on 1 July: so from then on."""
    told.record(UnitMoved("sbk", date(2026, 2, 1), "slk"), on=_on_condition("§ 2", "detaljplanen", "avtalet"))
    told.record(ConditionMet("avtalet"), on=basis("2026-02-16", "§ 3"))
    met = msgspec.structs.replace(basis("2026-05-04", "§ 4"), conditions=("planen",))
    told.record(ConditionMet("detaljplanen"), on=met)
    assert _sbk(told, "2026-12-31") == _WAS
    told.record(ConditionMet("planen"), on=basis("2026-07-01", "§ 5"))
    assert _sbk(told, "2026-06-30") == _WAS
    assert _sbk(told, "2026-07-01") == ("Stadsbyggnadskontoret", "slk", True)


def test_a_condition_that_puts_a_unit_below_itself_is_refused_when_it_is_met(told: Told) -> None:
    """Each move stands by itself; together they go round, also through another condition, and when one is corrected."""
    told.record(UnitMoved("sbk", date(2026, 2, 1), "slk"), on=_on_condition("§ 2", "detaljplanen"))
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
    told.record(UnitClosed("sbk", date(2026, 1, 31)), on=_on_condition("§ 2", "detaljplanen"))
    told.record(adjusted(5_00, frame=key("sbk")), on=basis("2026-03-02", "§ 3"))
    told.record(ConditionMet("detaljplanen"), on=basis("2026-05-04", "§ 4"))
    told.record(adjusted(5_00, frame=key("sbk")), on=basis("2026-05-03", "§ 5"))
    with pytest.raises(Refused) as refused:
        told.record(adjusted(5_00, frame=key("sbk")), on=basis("2026-05-04", "§ 6"))
    assert [refusal.code for refusal in refused.value.refusals] == ["unit-ended"]


def test_a_unit_that_is_registered_on_a_condition_is_known_by_its_name(told: Told) -> None:
    """As with what is annulled: frames and people name it."""
    told.record(UnitRegistered("ny", "Nya", "ks"), on=_on_condition("§ 2", "detaljplanen"))
    told.ledger.runner.catch_up()
    assert "ny" in {unit.unit for unit in units_answer(told.ledger.model, Question(as_of=LATER)).answer.units}


def test_a_unit_whose_merger_is_annulled_is_given_money_again(told: Told) -> None:
    """The rules see the same tree: refused while the merger stands, and not after the final day."""
    told.record(UnitsMerged(("sbk",), "slk", date(2026, 2, 1)), on=basis("2026-01-15", "§ 2"))
    of = DecisionReference("KF", "KS 2025/1", "§ 2")
    told.record(JudgmentGiven(of, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1)))
    with pytest.raises(Refused) as refused:
        told.record(adjusted(5_00, frame=key("sbk")), on=basis("2026-05-31", "§ 3"))
    assert [refusal.code for refusal in refused.value.refusals] == ["unit-ended"]
    told.record(adjusted(5_00, frame=key("sbk")), on=basis("2026-06-01", "§ 3"))


def test_an_audit_counts_what_is_open_elsewhere_and_tells_what_is_about_no_year(told: Told) -> None:
    """A judgment of a decision that is not recorded is about no frame: it is told in every audit, never lost."""
    of = DecisionReference("KF", "KS 2025/99", "§ 99")
    judgment = told.record(JudgmentGiven(of, "FR", JudgmentOutcome.UPHELD, date(2026, 5, 1)))
    told.record(adjusted(5_00, frame=key("ks", 2027)), on=basis("2026-03-01", "§ 3"))
    told.ledger.runner.catch_up()
    audit = audit_answer(told.ledger.model, Question(year=2026, as_of=LATER)).answer
    assert [(warning.position, warning.code) for warning in audit.warnings] == [(judgment, "decision-not-recorded")]
    assert audit.open_elsewhere == 1
