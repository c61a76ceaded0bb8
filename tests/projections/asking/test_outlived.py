"""Stored warnings that a later entry has made untrue: told until then, and in no answer after, at any door. What they
were at an earlier position stays as it was."""

from datetime import date
from typing import Final

import pytest
from msgspec.structs import replace

from ledger.events import (
    AnyFact,
    BudgetAdopted,
    BudgetPart,
    ConditionMet,
    DecisionAppealed,
    DelegatedDecisionReported,
    DissentRecorded,
    FinancingLeg,
    FinancingSource,
    FrameAdjusted,
    InvestmentCarriedForward,
    JudgmentGiven,
    JudgmentOutcome,
    OutcomeRecorded,
    PlanYearCopied,
    RecordingErrorCorrected,
    Replacement,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
    UnitMoved,
    UnitRegistered,
)
from ledger.events.case import DissentKind
from ledger.events.fees import FeeCapDecided, FeeRateDecided
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.values import Basis, DecisionReference, FrameKey, FrameKind, InvestmentAmount, NetAmount, OperatingAmount
from ledger.words.notices import WARNINGS
from projections.asking.outlived import UNTRUE_WHEN
from projections.asking.question import Question
from projections.chapters.warnings import warnings_answer
from projections.frames.current import frames_answer
from tests.given import PLAN, adjusted, basis, between, decided, key, money
from tests.projections.rich import corrected, withdrawn
from tests.projections.telling import LATER, Told


def at_frame(told: Told, unit: str = "slk", as_of: date = LATER) -> set[tuple[str, int]]:
    """Code and position of what every answer tells of a unit's frame."""
    return {(code, position) for code, position, _ in told.everywhere(unit, as_of)}


def open_(told: Told, code: str, known_at: int | None = None) -> list[int]:
    told.ledger.runner.catch_up()
    question = Question(name=code, as_of=LATER, known_at=known_at)
    return [warning.position for warning in warnings_answer(told.ledger.model, question).answer.warnings]


def annulling(paragraph: str) -> JudgmentGiven:
    """A judgment of 1 May, final on 1 June."""
    of = DecisionReference("KF", "KS 2025/1", paragraph)
    return JudgmentGiven(
        of, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1), final_ground="Lagakraftbevis"
    )


def test_every_code_is_a_warning() -> None:
    assert UNTRUE_WHEN.keys() <= WARNINGS.keys()


# --- What the frame shows -------------------------------------------------------------------------------------------


def test_a_set_in_the_way_that_is_annulled_swallows_nothing(told: Told) -> None:
    told.record(decided(600_00), on=basis("2026-03-01", "§ 3"))
    swallowed = ("swallowed", told.record(adjusted(5_00), on=basis("2026-02-01", "§ 2")))
    told.record(annulling("§ 3"))
    assert swallowed in at_frame(told, as_of=date(2026, 5, 31))
    assert swallowed not in at_frame(told)


def test_a_set_in_the_way_that_is_corrected_and_still_there_swallows_as_before(told: Told) -> None:
    """Another amount of the same day: the change is still not in the frame, and that is not lost in silence."""
    in_the_way = told.record(decided(600_00), on=basis("2026-03-01", "§ 3"))
    swallowed = ("swallowed", told.record(adjusted(5_00), on=basis("2026-02-01", "§ 2")))
    again = corrected(in_the_way, decided(610_00), basis("2026-03-01", "§ 3"))
    told.record(*again.facts, on=again.basis)
    assert swallowed in at_frame(told)
    earlier = corrected(told.ledger.log.head(), decided(610_00), basis("2026-01-20", "§ 3"))
    told.record(*earlier.facts, on=earlier.basis)
    assert swallowed not in at_frame(told), "it was decided before the change"


def test_a_plan_behind_a_budget_that_is_annulled_is_the_frame(told: Told) -> None:
    told.record(decided(80_00, frame=key("ks")), on=basis("2025-11-24", "§ 3"))
    plan = told.record(decided(70_00, frame=key("ks"), commitment=PLAN), on=basis("2025-12-01", "§ 4"))
    told.record(annulling("§ 3"))
    assert ("outranked", plan) in at_frame(told, "ks", date(2026, 5, 31))
    assert ("outranked", plan) not in at_frame(told, "ks")


def test_a_frame_whose_only_set_is_annulled_has_none_again(told: Told) -> None:
    changed = ("frame-not-set", told.record(adjusted(5_00, frame=key("ks")), on=basis("2026-02-01", "§ 2")))
    assert changed in at_frame(told, "ks")
    told.record(decided(80_00, frame=key("ks")), on=basis("2026-01-15", "§ 3"))
    assert changed not in at_frame(told, "ks")
    told.record(annulling("§ 3"))
    assert changed not in at_frame(told, "ks", date(2026, 5, 31))
    assert changed in at_frame(told, "ks")


def test_a_gross_that_is_set_anew_is_known(told: Told) -> None:
    changed = told.record(FrameAdjusted(key(), NetAmount(5_00)), on=basis("2026-02-01", "§ 2"))
    assert ("gross-becomes-unknown", changed) in at_frame(told)
    told.record(decided(600_00), on=basis("2026-03-01", "§ 3"))
    assert ("gross-becomes-unknown", changed) not in at_frame(told)
    assert ("gross-becomes-unknown", changed) in at_frame(told, as_of=date(2026, 2, 28))


def test_what_no_longer_waits_is_swallowed_by_no_set(told: Told) -> None:
    on_condition = replace(basis("2026-02-16", "§ 2"), conditions=("avtal",))
    waiting = told.record(adjusted(20_00), on=on_condition)
    the_set = ("swallows-waiting", told.record(decided(700_00), on=basis("2026-03-01", "§ 3")))
    assert the_set in at_frame(told)
    again = corrected(waiting, adjusted(21_00), on_condition)
    told.record(*again.facts, on=again.basis)
    assert the_set in at_frame(told), "it waits still, with another amount"
    told.record(*withdrawn(told.ledger.log.head()).facts)
    assert the_set not in at_frame(told)


def test_an_entry_that_changed_the_frame_too_and_is_taken_back_changes_it_no_more(told: Told) -> None:
    first = told.record(adjusted(5_00), on=basis("2026-02-01", "§ 2"))
    again = ("decision-changes-frame-again", told.record(adjusted(9_00), on=basis("2026-02-01", "§ 2")))
    assert again in at_frame(told)
    told.record(*withdrawn(first).facts)
    assert again not in at_frame(told)


def test_a_set_without_a_day_replaces_what_is_there(told: Told) -> None:
    changed = told.record(adjusted(5_00), on=basis("2026-02-01", "§ 2"))
    undated = ("undated-set-replaces", told.record(decided(600_00), on=between("2026-01-15", "2026-03-31")))
    assert undated in at_frame(told)
    told.record(*withdrawn(changed).facts)
    assert undated not in at_frame(told)


# --- What other entries say -----------------------------------------------------------------------------------------


def test_the_other_entry_that_was_taken_back_is_recorded_no_more(told: Told) -> None:
    """The advice can be followed: one of the two is taken back, since neither can be corrected to be the other."""
    first = told.record(adjusted(5_00), on=between("2026-02-01", "2026-02-28"))
    again = told.record(adjusted(5_00), on=basis("2026-02-10"))
    assert ("decision-perhaps-recorded", again) in at_frame(told)
    gone = told.record(*withdrawn(first).facts)
    assert ("decision-perhaps-recorded", again) not in at_frame(told)
    assert open_(told, "decision-perhaps-recorded", gone - 1) == [again]


@pytest.mark.parametrize(
    ("net", "paragraph", "is_there"), [(-5_00, "§ 2", True), (-4_00, "§ 2", False), (-5_00, "§ 3", False)]
)
def test_a_counterpart_that_comes_in_a_later_command_is_known(
    told: Told, net: int, paragraph: str, is_there: bool
) -> None:
    """R-31: slk gets 5, and later it is recorded who gave them, in another clause of the same decision."""
    alone = told.record(TechnicalAdjustmentMade(key(), money(5_00)), on=basis("2026-02-01", "§ 2", 1))
    assert ("counterpart-unknown", alone) in at_frame(told)
    counterpart = TechnicalAdjustmentMade(key("sbk"), money(net))
    other = told.record(counterpart, on=basis("2026-02-01", paragraph, 2))
    assert (("counterpart-unknown", alone) in at_frame(told)) is not is_there
    assert open_(told, "counterpart-unknown", other - 1) == [alone]
    told.record(*withdrawn(other).facts)
    assert ("counterpart-unknown", alone) in at_frame(told)


def test_an_outcome_that_is_recorded_later_can_be_compared_with(told: Told) -> None:
    last, this = (FrameKey("slk", FrameKind.INVESTMENT, year, "bro") for year in (2025, 2026))
    for frame in (last, this):
        told.record(replace(decided(0, frame=frame), amount=InvestmentAmount(100_00, 0)), on=basis("2024-11-25", "§ 8"))
    carried = InvestmentCarriedForward(this, InvestmentAmount(10_00, 0))
    untested = ("outcome-unknown", told.record(carried, on=basis("2026-03-02", "§ 9")))
    assert untested in at_frame(told)
    told.record(OutcomeRecorded(last, InvestmentAmount(80_00, 0)))
    assert untested not in at_frame(told)


def test_a_plan_year_that_is_copied_may_be_recorded_later(told: Told) -> None:
    copied = PlanYearCopied(key("ks"), key("ks", 2025), money(70_00))
    unknown = ("copied-frame-unknown", told.record(copied, on=basis("2024-11-25", "§ 4")))
    assert unknown in at_frame(told, "ks")
    told.record(decided(70_00, frame=key("ks", 2025), commitment=PLAN), on=basis("2024-11-25", "§ 3"))
    assert unknown not in at_frame(told, "ks")


def test_a_body_that_is_registered_later_is_known(told: Told) -> None:
    nobody = replace(basis("2026-02-01", "§ 2"), body="Stämman")
    changed = told.record(adjusted(-5_00, frame=key("ks")), on=nobody)
    assert ("body-unknown", changed) in at_frame(told, "ks")
    told.record(BodyRegistered("Stämman", BodyKind.BOARD, "ks", date(2026, 1, 1)), on=basis("2025-12-01", "§ 1"))
    assert ("body-unknown", changed) not in at_frame(told, "ks")


def test_a_budget_that_is_adopted_in_the_same_decision_is_no_guidance(told: Told) -> None:
    """KL 11:10: in June of a year of election the old council sets a frame of the next year."""
    guided = told.record(decided(90_00, frame=key("ks", 2027)), on=basis("2026-06-15", "§ 40", 1))
    assert open_(told, "guidance-or-budget") == [guided]
    told.record(BudgetAdopted(2027, 219_000_000, 5_00, tuple(BudgetPart)), on=basis("2026-06-15", "§ 40", 2))
    assert open_(told, "guidance-or-budget") == []


OF_TWO: Final = DecisionReference("KF", "KS 2025/1", "§ 2")
DELEGATED: Final = replace(basis("2026-02-01", "D 7", None, "Ekonomichefen"), delegation="KS 4.2")
REPORTED: Final = DelegatedDecisionReported(
    DecisionReference("Ekonomichefen", "KS 2025/1", "D 7"), body="KS", meeting_day=date(2026, 6, 9), paragraph="§ 90"
)

MISSING: Final[dict[str, tuple[tuple[AnyFact, Basis | None], tuple[AnyFact, Basis | None]]]] = {
    "condition-unknown": (
        (ConditionMet("avtal"), basis("2026-03-01", "§ 4")),
        (adjusted(5_00), replace(basis("2026-02-01", "§ 2"), conditions=("avtal",))),
    ),
    "decision-not-recorded": (
        (DecisionAppealed(OF_TWO, date(2026, 3, 1)), None),
        (adjusted(5_00), basis("2026-02-01", "§ 2")),
    ),
    "fee-cap-unknown": (
        (FeeRateDecided("medlemsavgift", 2026, 2027, 350_000), basis("2025-12-01", "§ 5")),
        (FeeCapDecided("medlemsavgift", 2023, 2027, 450_000), basis("2023-03-01", "§ 6")),
    ),
    "dissent-without-decision": (
        (
            DissentRecorded("d", DissentKind.RESERVATION, parties=("C",)),
            replace(basis("2026-02-01", "§ 70"), case_number="KS 2026/9"),
        ),
        (adjusted(5_00), replace(basis("2026-02-01", "§ 2"), case_number="KS 2026/9")),
    ),
}


@pytest.mark.parametrize("code", MISSING)
def test_what_is_recorded_later_is_not_missing(told: Told, code: str) -> None:
    misses, brings = MISSING[code]
    warned = told.record(misses[0], on=misses[1])
    assert open_(told, code) == [warned]
    brought = told.record(brings[0], on=brings[1])
    assert open_(told, code) == []
    assert open_(told, code, brought - 1) == [warned]
    told.record(RecordingErrorCorrected(brought, "fel beslut"))
    assert open_(told, code) == [warned]


def test_a_judgment_that_is_corrected_or_recorded_again_names_the_decision(told: Told) -> None:
    little = replace(annulling("§ 2"), decision=DecisionReference("KF", None, "§ 2", None, date(2026, 2, 1)))
    judgment = told.record(little)
    change = told.record(adjusted(5_00), on=basis("2026-02-01", "§ 2"))
    assert open_(told, "judgment-names-otherwise") == [change]
    whole = replace(annulling("§ 2"), final_on=None)
    again = told.record(whole)
    assert open_(told, "judgment-names-otherwise") == []
    told.record(RecordingErrorCorrected(again, "dubbelt"))
    assert open_(told, "judgment-names-otherwise") == [change]
    told.record(RecordingErrorCorrected(judgment, "fullt namn", Replacement(whole)))
    assert open_(told, "judgment-names-otherwise") == []


def test_a_delegation_that_a_correction_cites_is_cited(told: Told) -> None:
    decision = told.record(adjusted(-5_00, frame=key("ks")), on=replace(DELEGATED, delegation=None))
    reported = told.record(REPORTED)
    assert open_(told, "reported-without-delegation") == [reported]
    rightly = corrected(decision, adjusted(-5_00, frame=key("ks")), DELEGATED)
    told.record(*rightly.facts, on=rightly.basis)
    assert open_(told, "reported-without-delegation") == []


def test_money_to_a_unit_that_is_registered_late(told: Told) -> None:
    """It was said to be there from 2027, and that was wrong: it was there from 2026."""
    registered = told.record(UnitRegistered("ny", "Nya", "ks", date(2027, 1, 1)))
    given = told.record(decided(5_00, frame=key("ny")), on=basis("2026-02-01", "§ 2"))
    assert ("unit-not-there", given) in at_frame(told, "ny")
    told.record(*corrected(registered, UnitRegistered("ny", "Nya", "ks", date(2026, 1, 1)), None).facts)
    assert ("unit-not-there", given) not in at_frame(told, "ny")


def test_a_new_outcome_that_leaves_what_was_carried_forward_says_so_at_both_years(told: Told) -> None:
    """R-43: 100 in 2025, 10 carried to 2026; 95 were used, and then it turns out that it was 85."""
    last, this = (FrameKey("slk", FrameKind.INVESTMENT, year, "bro") for year in (2025, 2026))
    for frame in (last, this):
        told.record(replace(decided(0, frame=frame), amount=InvestmentAmount(100_00, 0)), on=basis("2024-11-25", "§ 8"))
    told.record(InvestmentCarriedForward(this, InvestmentAmount(10_00, 0)), on=basis("2026-03-02", "§ 9"))
    beyond = ("carried-forward-beyond-outcome", told.record(OutcomeRecorded(last, InvestmentAmount(95_00, 0))))
    assert beyond in at_frame(told)
    told.record(OutcomeRecorded(last, InvestmentAmount(85_00, 0)))
    assert beyond not in at_frame(told)


def test_a_sum_has_one_level_when_the_other_is_taken_back(told: Told) -> None:
    """R-33: sbk has a total and a line of its own; the total is taken back."""
    total = told.ledger.log.head()
    line = told.record(decided(8_00, frame=key("sbk", line="park")), on=basis("2025-11-24", "§ 4"))
    assert open_(told, "frames-at-two-levels") == [line]
    told.record(*withdrawn(total).facts)
    assert open_(told, "frames-at-two-levels") == []


def test_an_entry_that_is_corrected_and_still_says_the_same_is_told_by_its_correction(told: Told) -> None:
    first = told.record(adjusted(5_00), on=between("2026-02-01", "2026-02-28"))
    told.record(adjusted(5_00), on=basis("2026-02-10"))
    again = corrected(first, adjusted(5_00), between("2026-02-02", "2026-02-28"))
    correction = told.record(*again.facts, on=again.basis)
    assert open_(told, "decision-perhaps-recorded") == [correction]


def test_a_sum_has_one_level_when_the_units_lie_beside_each_other_in_the_year(told: Told) -> None:
    """R-33: slk under ks, each 10 in 2027 and in 2028; it is known later that slk is at the top from 2028 on."""
    facts = [decided(10_00, frame=key(unit, year)) for year in (2027, 2028) for unit in ("ks", "slk")]
    first = told.record(*facts, on=basis("2025-11-24", "§ 4"))
    assert open_(told, "frames-at-two-levels") == [first, first + 2]
    told.record(UnitMoved("slk", date(2028, 1, 1)))
    assert open_(told, "frames-at-two-levels") == [first]
    known = {
        year: frames_answer(told.ledger.model, Question(year=year, as_of=LATER)).answer.remarks for year in (2027, 2028)
    }
    assert {year for year, remarks in known.items() if any("ks och slk" in remark for remark in remarks)} == {2027}


@pytest.mark.parametrize(
    ("source", "code", "other"),
    [
        (FinancingSource.REVENUE, "revenue-frame-unknown", money(0, 30_00)),
        (FinancingSource.CENTRAL_RESERVE, "reserve-frame-unknown", money(-30_00)),
    ],
)
def test_what_pays_for_a_supplement_comes_in_another_command(
    told: Told, source: FinancingSource, code: str, other: OperatingAmount
) -> None:
    """KL 11:15: 30 to slk, from new revenues or a reserve, and nobody says which frame's. sbk gets, or gives, first 10
    of it in the same decision and then 20; what another decision does is not it."""
    on = basis("2026-03-02", "§ 2")
    supplement = SupplementaryAppropriationDecided(key(), money(30_00), (FinancingLeg(source, 30_00),))
    raised = (code, told.record(supplement, on=on))
    ten, twenty = (money(other.costs_ore * part // 3, other.revenues_ore * part // 3) for part in (1, 2))
    told.record(adjusted(0, frame=key("sbk"), amount=other), on=basis("2026-03-02", "§ 3"))
    told.record(adjusted(0, frame=key("sbk"), amount=ten), on=on)
    assert raised in at_frame(told)
    gives = told.record(adjusted(0, frame=key("sbk"), amount=twenty), on=on)
    assert raised not in at_frame(told)
    assert open_(told, code, gives - 1) == [raised[1]]
    told.record(*withdrawn(gives).facts)
    assert raised in at_frame(told)


def test_a_set_of_the_same_decision_pays_for_a_supplement(told: Told) -> None:
    """sbk is set from 300 to 270 by the decision that gives slk 30 from a reserve that it does not name."""
    on = basis("2026-03-02", "§ 2")
    legs = (FinancingLeg(FinancingSource.CENTRAL_RESERVE, 30_00),)
    raised = told.record(SupplementaryAppropriationDecided(key(), money(30_00), legs), on=on)
    assert open_(told, "reserve-frame-unknown") == [raised]
    told.record(decided(270_00, frame=key("sbk")), on=on)
    assert open_(told, "reserve-frame-unknown") == []


def test_revenues_are_not_below_zero_when_an_earlier_decision_has_raised_them(told: Told) -> None:
    """−5 of 0 on 2 March; then it is recorded that 20 came on 1 March: 15."""
    below = told.record(adjusted(0, amount=money(-5_00, -5_00)), on=basis("2026-03-02", "§ 2"))
    assert ("revenues-below-zero", below) in at_frame(told)
    told.record(adjusted(0, amount=money(20_00, 20_00)), on=basis("2026-03-01", "§ 1"))
    assert ("revenues-below-zero", below) not in at_frame(told)


def test_that_a_raise_was_not_tested_is_said_of_then_and_stays(told: Told) -> None:
    """KL 11:15: ks gets 10 when nobody knows what it had; 500 of the budget is recorded after that. It is tested no
    more, and that is what is said."""
    untested = told.record(adjusted(10_00, frame=key("ks")), on=basis("2026-03-02", "§ 2"))
    told.record(decided(500_00, frame=key("ks")), on=basis("2025-11-24", "§ 4"))
    assert at_frame(told, "ks") == {("financing-not-tested", untested), ("frames-at-two-levels", untested + 1)}
    asked = Question(name="financing-not-tested", as_of=LATER)
    [warning] = warnings_answer(told.ledger.model, asked).answer.warnings
    assert "var inte känt när det registrerades, så det är inte prövat" in warning.text


def test_a_cap_that_is_recorded_after_the_rate(told: Told) -> None:
    """R-44: 0,35 ‰ for 2026 and 2027; a cap is recorded for the one year, and then for the other."""
    rate = told.record(FeeRateDecided("serviceavgift", 2026, 2027, 350_000), on=basis("2025-10-01", "§ 4"))
    told.record(FeeCapDecided("serviceavgift", 2026, 2026, 450_000), on=basis("2025-03-01", "§ 5"))
    assert open_(told, "fee-cap-unknown") == [rate]
    told.record(FeeCapDecided("serviceavgift", 2027, 2027, 450_000), on=basis("2025-03-01", "§ 6"))
    assert open_(told, "fee-cap-unknown") == []
