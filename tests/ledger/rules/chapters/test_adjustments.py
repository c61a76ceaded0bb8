"""Changes of a frame with a meaning of their own, and plan years that are copied."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.events import (
    AnyFact,
    ClauseDecided,
    ClauseOutcome,
    EfficiencySavingDecided,
    FinancingLeg,
    FinancingSource,
    FrameAdjusted,
    OneOffReversed,
    PlanYearCopied,
    ProposalMade,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
)
from ledger.meaning.effects import effects
from ledger.money import ORE_MAX
from ledger.values import (
    Amount,
    Commitment,
    ControlOf,
    ControlTotal,
    FrameKind,
    InvestmentAmount,
    NetAmount,
    OperatingAmount,
)
from tests.given import PLAN, adjusted, basis, decided, key, money, transferred
from tests.ledger.rules.scenario import Given, accepting, corrected, given, past, refusal, warning
from tests.ledger.rules.tables.budget import FRAME, MAY

OTHER = past(decided(100_00, frame=key("sbk")))
END = "2026-12-31"
ORE = st.integers(-ORE_MAX, ORE_MAX)
AMOUNTS = st.one_of(st.builds(OperatingAmount, ORE, ORE), st.builds(NetAmount, ORE))


# --- Technical adjustments --------------------------------------------------------------------------------------


def test_r31_a_technical_adjustment_changes_its_counterpart_the_other_way() -> None:
    scene = given(FRAME, OTHER).when(TechnicalAdjustmentMade(key(), money(-47_00), key("sbk")), MAY).then()
    assert (scene.costs(END), scene.costs(END, key("sbk"))) == (53_00, 147_00)


@for_all(AMOUNTS)
def test_r31_the_legs_of_a_technical_adjustment_sum_to_zero(amount: Amount) -> None:
    legs = effects(TechnicalAdjustmentMade(key(), amount, key("sbk")))
    assert [leg.frame.unit for leg in legs] == ["sbk", "slk"]
    for side in ("costs_ore", "revenues_ore", "net_ore"):
        figures = [getattr(leg.sides, side) for leg in legs]
        assert figures == [None, None] or sum(figures) == 0


def test_a_technical_adjustment_is_between_two_frames_of_one_year_and_kind() -> None:
    def against(counterpart: object) -> TechnicalAdjustmentMade:
        return TechnicalAdjustmentMade(key(), NetAmount(-1), counterpart)  # type: ignore[arg-type]

    hides = warning("gross-becomes-unknown")
    given(FRAME, OTHER).when(against(key("sbk")), MAY).then(hides, hides)
    given(FRAME).when(against(key()), MAY).then(refusal("transfer-to-same-frame"))
    given(FRAME).when(against(key(year=2027)), MAY).then(refusal("transfer-across-years"))
    said = given(FRAME).when(against(key(kind=FrameKind.INVESTMENT)), MAY).verdict.refusals
    assert [reason.code for reason in said] == ["transfer-across-kinds"]


def test_r37_neither_side_of_a_technical_adjustment_goes_below_zero() -> None:
    given(FRAME, OTHER).when(TechnicalAdjustmentMade(key(), money(101_00), key("sbk")), MAY).then(
        refusal("frame-would-be-negative")
    )


# --- Savings and one-offs ---------------------------------------------------------------------------------------


def test_a_saving_and_a_one_off_are_changes_as_they_are_printed() -> None:
    """Göteborg's bridge: −66,1 and −15,4 mnkr."""
    printed = (ControlTotal(ControlOf.COSTS, "−15,4 mnkr"),)
    saving = EfficiencySavingDecided(key(), money(-1_540_000_000), printed=printed)
    frame = past(decided(100_000_000_000))
    scene = given(frame).when(saving, MAY).then()
    assert scene.costs(END) == 98_460_000_000
    again = given(frame, past(saving, MAY)).when(
        OneOffReversed(key(), money(-6_610_000_000), 2025), basis("2026-06-01")
    )
    assert again.then().costs(END) == 91_850_000_000


@pytest.mark.parametrize("amount", [money(0, 5_00), NetAmount(-5_00), money(-10_00, -5_00)])
def test_a_saving_may_be_more_revenues_or_only_a_net(amount: Amount) -> None:
    said = given(past(decided(100_00))).when(EfficiencySavingDecided(key(), amount), MAY).verdict
    assert said.refusals == ()


def test_a_one_off_may_have_been_a_saving() -> None:
    given(FRAME).when(OneOffReversed(key(), money(5_00)), MAY).then()


@pytest.mark.parametrize("fact", [EfficiencySavingDecided, OneOffReversed, TechnicalAdjustmentMade])
def test_a_change_of_nothing_or_of_the_other_kind_is_refused(fact: type[OneOffReversed]) -> None:
    said = given(FRAME).when(fact(key(), money(0)), MAY).verdict.refusals
    assert [refusal.code for refusal in said] == ["amount-empty"]
    said = given(FRAME).when(fact(key(), InvestmentAmount(-1, 0)), MAY).verdict.refusals
    assert "amount-kind-mismatch" in [refusal.code for refusal in said]


def test_they_can_be_proposed_and_change_nothing_by_that() -> None:
    facts = (EfficiencySavingDecided(key(), money(-1_00)), OneOffReversed(key(), money(-1_00)))
    scene = given(FRAME).when(ProposalMade("aa-2026", facts), MAY).then()
    assert scene.costs(END) == 100_00


def test_a_proposed_figure_that_is_printed_otherwise_is_noticed() -> None:
    wrong = OneOffReversed(key(), money(-66_00), printed=(ControlTotal(ControlOf.COSTS, "66 kr"),))
    given(FRAME).when(ProposalMade("aa-2026", (wrong,)), MAY).then(warning("control-total-differs"))


# --- Plan years that are copied ---------------------------------------------------------------------------------

PLANNED = past(decided(90_00, frame=key(year=2027), commitment=PLAN))


def test_a_copied_plan_year_is_a_plan_with_the_printed_amount() -> None:
    scene = given(PLANNED).when(PlanYearCopied(key(year=2028), key(year=2027), money(90_00)), basis()).then()
    assert scene.frame(END, key(year=2028)).commitment is Commitment.PLAN
    assert scene.costs(END, key(year=2028)) == 90_00


def test_a_copy_whose_gross_is_not_printed_is_compared_by_its_net() -> None:
    given(PLANNED).when(PlanYearCopied(key(year=2028), key(year=2027), NetAmount(90_00)), basis()).then()
    given(PLANNED).when(PlanYearCopied(key(year=2028), key(year=2027), NetAmount(90_01)), basis()).then(
        warning("plan-copy-differs")
    )


def test_kl_11_6_a_copied_year_beyond_the_plan_is_noticed() -> None:
    given(PLANNED).when(PlanYearCopied(key(year=2029), key(year=2027), money(90_00)), basis()).then(
        warning("plan-beyond-three-years")
    )


def test_a_copy_is_of_the_same_kind_and_not_negative() -> None:
    other = key(year=2027, kind=FrameKind.INVESTMENT)
    given().when(PlanYearCopied(key(year=2028), other, money(1)), basis()).then(refusal("amount-kind-mismatch"))
    given(PLANNED).when(PlanYearCopied(key(year=2028), key(year=2027), money(-1)), basis()).then(
        refusal("amount-negative")
    )


def test_a_counterpart_on_the_other_side_names_its_frame() -> None:
    scene = given(past(decided(100_00)), past(decided(100_00, frame=key("sbk"))))
    scene.when(TechnicalAdjustmentMade(key(), money(1_00), mirrored=True), basis("2026-05-04")).then(
        refusal("field-missing", "Motposten står på andra sidan, men ingen motpost är namngiven."),
    )
    rent = TechnicalAdjustmentMade(key(), money(1_00), key("sbk"), mirrored=True)
    taken = scene.when(rent, basis("2026-05-04"))
    landlord = taken.frame("2026-12-31", key("sbk")).sides
    assert (taken.costs("2026-12-31"), landlord.costs_ore, landlord.revenues_ore) == (101_00, 100_00, 1_00)


SLK, SBK, KS = key(), key("sbk"), key("ks")
ALONE = "counterpart-unknown"
THREE = tuple(past(decided(100_00, frame=frame)) for frame in (SLK, SBK, KS))


def told_alone(*facts: AnyFact, scene: Given | None = None) -> int:
    """How many adjustments are said to have no known counterpart; the council's own, in May."""
    may = basis("2026-05-04", "§ 60")
    when = (scene or given(*THREE)).when_together(*facts, on=may, accept=[accepting("financing-missing")])
    assert when.verdict.refusals == ()
    return [warning.code for warning in when.verdict.warnings].count(ALONE)


OTHER_EVENTS: list[AnyFact] = [
    adjusted(5_00, frame=SBK),
    FrameAdjusted(SBK, money(0, -5_00)),
    decided(105_00, frame=SBK),
    FrameAdjusted(SBK, NetAmount(5_00)),
    OneOffReversed(SBK, money(5_00)),
    ClauseDecided(ClauseOutcome.APPROVED, "Ramen höjs.", facts=(adjusted(5_00, frame=SBK),)),
]


@pytest.mark.parametrize("other", OTHER_EVENTS, ids=lambda fact: type(fact).__name__)
def test_a_counterpart_is_one_whatever_event_it_is_written_as(other: AnyFact) -> None:
    lowered = TechnicalAdjustmentMade(SLK, money(-5_00))
    assert told_alone(lowered, other) == told_alone(other, lowered) == 0
    assert told_alone(lowered) == 1
    assert told_alone(lowered, other, adjusted(3_00, frame=KS)) == 0, "beside something else"
    in_may = basis("2026-05-04", "§ 60", 2)
    assert told_alone(lowered, scene=given(*THREE, past(other, in_may))) == 0, "recorded before"
    in_june = basis("2026-06-15", "§ 81")
    assert told_alone(lowered, scene=given(*THREE, past(other, in_june))) == 1, "another decision"


def test_what_is_not_as_much_or_has_its_own_other_side_is_no_counterpart() -> None:
    lowered = TechnicalAdjustmentMade(SLK, money(-5_00))
    for other in (
        adjusted(4_00, frame=SBK),
        adjusted(-5_00, frame=SBK),
        transferred(5_00, "ks", "sbk"),
        TechnicalAdjustmentMade(SBK, money(5_00), KS),
        adjusted(5_00, frame=key("sbk", 2027)),
        SupplementaryAppropriationDecided(SBK, money(5_00), (FinancingLeg(FinancingSource.LOAN, 5_00),)),
    ):
        assert told_alone(lowered, other) == 1
    both = (lowered, TechnicalAdjustmentMade(KS, money(-5_00)))
    assert told_alone(*both, adjusted(5_00, frame=SBK)) == 1, "it is one of them's"
    assert told_alone(*both, adjusted(10_00, frame=SBK)) == 0
    assert told_alone(lowered, adjusted(3_00, frame=SBK), adjusted(2_00, frame=KS)) == 0


# --- Two that name each other -------------------------------------------------------------------------------------

THERE, BACK = TechnicalAdjustmentMade(key(), money(10_00), key("sbk")), key("sbk")
TWICE = "frame-set-twice"


def named_back(ore: int) -> TechnicalAdjustmentMade:
    """The other end of it."""
    return TechnicalAdjustmentMade(BACK, money(ore), key())


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        (named_back(-9_00), [TWICE]),  # zf05-04: both would count, slk 119 and sbk 81
        (named_back(-11_00), [TWICE]),
        (named_back(-10_00), ["decision-already-recorded"]),
        (named_back(9_00), []),  # the other way: another movement
        (TechnicalAdjustmentMade(BACK, money(-9_00), key("ks")), []),
        (TechnicalAdjustmentMade(BACK, OperatingAmount(-12_00, -2_00), key()), [TWICE]),  # net −10, but not the same
        (TechnicalAdjustmentMade(BACK, OperatingAmount(0, 9_00), key(), mirrored=True), [TWICE]),
        (TechnicalAdjustmentMade(key("sbk", 2027), money(-9_00), key(year=2027)), []),
    ],
)
def test_r05_two_that_are_each_others_counterpart_with_two_amounts_are_refused(
    other: TechnicalAdjustmentMade, codes: list[str]
) -> None:
    scene = given(FRAME, OTHER)
    for rows in ((THERE, other), (other, THERE)):
        assert [each.code for each in scene.when_together(*rows, on=MAY).verdict.refusals] == codes
        assert [each.code for each in given(FRAME, OTHER, past(rows[0], MAY)).when(rows[1], MAY).verdict.refusals] == (
            codes
        )
        clause = ClauseDecided(ClauseOutcome.APPROVED, "Bifall.", facts=rows)
        assert [each.code for each in scene.when(clause, MAY).verdict.refusals] == codes
    elsewhere = basis("2026-05-04", "§ 13")
    assert given(FRAME, OTHER, past(THERE, MAY)).when(other, elsewhere).verdict.refusals == (), "in another decision"


def test_r05_a_correction_of_the_one_makes_them_two_amounts_and_of_the_wrong_one_does_not() -> None:
    wrong = given(FRAME, OTHER, past(THERE, MAY), past(named_back(-9_00), MAY))
    first = 5 + 2
    assert wrong.when(corrected(first + 1)).verdict.refusals == (), "one is withdrawn"
    changed = wrong.when(corrected(first, TechnicalAdjustmentMade(key(), money(12_00), key("sbk")), MAY))
    assert [each.code for each in changed.verdict.refusals] == [TWICE]


def test_r05_two_amounts_are_two_whatever_the_council_is_called() -> None:
    """What is recorded first writes KF, and what comes the name of a city's council."""
    scene = given(FRAME, OTHER, past(THERE, MAY)).when(named_back(-9_00), replace(MAY, body="Stadsfullmäktige"))
    assert [each.code for each in scene.verdict.refusals] == [TWICE]


def test_r05_what_two_amounts_say_is_named() -> None:
    given(FRAME, OTHER, past(THERE, MAY)).when(named_back(-9_00), MAY).then(
        refusal(
            TWICE,
            "De tekniska justeringarna av sbk drift 2026 (−9\u00a0kr netto) och slk drift 2026 (10\u00a0kr netto) är "
            "varandras motpost i samma beslut, men med olika belopp. Båda skulle räknas.",
            "en av dem: motposten ändras lika mycket åt andra hållet",
        )
    )
