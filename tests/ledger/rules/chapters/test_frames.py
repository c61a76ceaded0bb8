"""Frames: decided order, sets and changes, undetermined days, and what must not happen to a frame on any later day."""

from datetime import date

import pytest

from ledger.events import (
    FrameAdjusted,
    FrameDecided,
    FrameTransferred,
    LedgerOpened,
    OpeningEntryMade,
)
from ledger.meaning.effects import Sides
from ledger.values import (
    Basis,
    Commitment,
    FrameKind,
    InvestmentAmount,
    NetAmount,
    OperatingAmount,
    OrganisationKind,
)
from tests.given import BUDGET, PLAN, adjusted, basis, between, decided, key, money, transferred, turnover
from tests.ledger.rules.scenario import accepting, given, past, refusal, warning, without_basis

FRAME = past(decided(100_00))
MARCH, JUNE, SEPTEMBER = basis("2026-03-01"), basis("2026-06-01"), basis("2026-09-01")
END = "2026-12-31"


# --- What an amount may be --------------------------------------------------------------------------------------


def test_r18_a_frame_of_nothing_is_a_frame() -> None:
    scene = given().when(decided(0), basis()).then()
    assert scene.frame(END).known
    assert scene.costs(END) == 0


@pytest.mark.parametrize(
    "amount",
    [OperatingAmount(5_00, 5_00), OperatingAmount(-5_00, 0), OperatingAmount(0, -5_00), NetAmount(-5_00)],
    ids=["net zero", "fewer costs", "fewer revenues", "net only"],
)
def test_a_change_may_have_any_sign_and_a_net_of_zero(amount: OperatingAmount | NetAmount) -> None:
    told = [warning("gross-becomes-unknown")] if isinstance(amount, NetAmount) else []
    told += [warning("revenues-below-zero")] if amount == OperatingAmount(0, -5_00) else []
    given(FRAME).when(FrameAdjusted(key(), amount), MARCH).then(*told)


@pytest.mark.parametrize("amount", [OperatingAmount(0, 0), NetAmount(0)], ids=["both sides", "net"])
def test_a_change_of_nothing_is_refused(amount: OperatingAmount | NetAmount) -> None:
    given(FRAME).when(FrameAdjusted(key(), amount), MARCH).then(refusal("amount-empty"))


def test_r37_a_frame_whose_revenues_are_larger_has_a_negative_net() -> None:
    scene = given().when(FrameDecided(key(), BUDGET, OperatingAmount(10_00, 50_00)), basis()).then()
    assert scene.frame(END).sides == Sides(10_00, 50_00, -40_00)


def test_r30_a_turnover_change_leaves_net_alone() -> None:
    scene = given(FRAME).when(turnover(746_200_000_00, 746_200_000_00), MARCH).then()
    assert scene.frame(END).sides == Sides(746_200_100_00, 746_200_000_00, 100_00)


def test_r30_a_turnover_change_may_go_down() -> None:
    frame = past(FrameDecided(key(), BUDGET, money(100_00, 50_00)))
    scene = given(frame).when(turnover(-40_00, -40_00), MARCH).then()
    assert scene.frame(END).sides == Sides(60_00, 10_00, 50_00)


def test_r30_sides_that_differ_by_one_ore_are_refused() -> None:
    given(FRAME).when(turnover(100, 99), MARCH).then(refusal("turnover-sides-differ"))


def test_r30_a_turnover_change_of_nothing_is_refused() -> None:
    given(FRAME).when(turnover(0, 0), MARCH).then(refusal("amount-empty"))


def test_r31_a_transfer_keeps_the_sum() -> None:
    scene = given(FRAME, past(decided(10_00, frame=key("sbk")))).when(transferred(30_00), MARCH).then()
    assert (scene.costs(END), scene.costs(END, key("sbk"))) == (70_00, 40_00)


def test_a_transfer_may_go_to_another_line_of_the_same_unit() -> None:
    lines = FrameTransferred(key(line="a"), key(line="b"), money(1_00))
    given(past(decided(5_00, frame=key(line="a"))), past(decided(0, frame=key(line="b")))).when(lines, MARCH).then()


def test_r36_a_transfer_between_investments_is_in_expenditures() -> None:
    first, second = (key(unit, kind=FrameKind.INVESTMENT) for unit in ("slk", "sbk"))
    frames = [past(FrameDecided(frame, BUDGET, InvestmentAmount(10_00, 0))) for frame in (first, second)]
    scene = given(*frames).when(FrameTransferred(first, second, InvestmentAmount(4_00, 0)), MARCH).then()
    assert (scene.costs(END, first), scene.costs(END, second)) == (6_00, 14_00)
    given(*frames).when(FrameTransferred(first, second, money(4_00)), MARCH).then(
        refusal("amount-kind-mismatch"), refusal("amount-kind-mismatch")
    )


# --- Set and change in decided order ----------------------------------------------------------------------------


def test_a_set_replaces_what_was_decided_before_it_and_changes_add_to_it() -> None:
    scene = given(FRAME, past(adjusted(5_00), MARCH)).when(decided(200_00), JUNE).then()
    assert [scene.costs(day) for day in ("2025-11-23", "2025-11-24", "2026-03-01", "2026-06-01")] == [
        0, 100_00, 105_00, 200_00,
    ]  # fmt: skip


def test_a_change_recorded_late_moves_the_frame_between_its_own_day_and_the_next_set() -> None:
    """Decided on 1 March, recorded after the set of 1 June: the frame of June does not move."""
    scene = given(FRAME, past(decided(200_00), JUNE)).when(adjusted(5_00), MARCH).then(warning("swallowed"))
    assert [scene.costs(day) for day in ("2026-02-28", "2026-03-01", "2026-05-31", "2026-06-01")] == [
        100_00, 105_00, 105_00, 200_00,
    ]  # fmt: skip


def test_a_set_recorded_late_is_swallowed_too() -> None:
    scene = given(FRAME, past(decided(200_00), JUNE)).when(decided(150_00), MARCH).then(warning("swallowed"))
    assert (scene.costs("2026-03-01"), scene.costs("2026-06-01")) == (150_00, 200_00)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (basis("2025-11-24", "§ 12"), basis("2025-11-25", "§ 1")),
        (basis(paragraph="§ 12"), basis(paragraph="§ 13")),
        (basis(paragraph="§ 9"), basis(paragraph="§ 12")),
        (basis(paragraph="§ 12"), basis(paragraph="§ 12 A")),
        (basis(paragraph="§ 12 A"), basis(paragraph="§ 12 B")),
        (basis(paragraph="§ 12 A"), basis(paragraph="§ 13")),
        (basis(paragraph=None), basis(paragraph="§ 1")),
        (basis(clause=1), basis(clause=2)),
        (basis(clause=9), basis(clause=10)),
        (basis(clause=None), basis(clause=1)),
    ],
    ids=[
        "day",
        "§",
        "§ as a number",
        "§ letter",
        "letters",
        "letter and §",
        "no §",
        "clause",
        "clause 10",
        "no clause",
    ],
)
@pytest.mark.parametrize("late", [True, False], ids=["recorded in reverse", "recorded in order"])
def test_decided_order_is_day_paragraph_and_clause(earlier: Basis, later: Basis, *, late: bool) -> None:
    first, second = (decided(1_00), earlier), (decided(2_00), later)
    recorded, comes = (second, first) if late else (first, second)
    scene = given(past(*recorded)).when(*comes, accept=[accepting("frame-set-twice")])
    assert scene.costs(END) == 2_00
    assert [each.code for each in scene.verdict.warnings if each.code == "swallowed"] == ["swallowed"] * late


def test_what_is_decided_in_the_same_place_stands_in_the_order_it_was_recorded() -> None:
    twice = given(FRAME).when(decided(90_00), basis(), accept=[accepting("frame-set-twice")])
    twice.then(warning("rule-accepted"))
    assert twice.costs(END) == 90_00


def test_r05_a_clause_that_changes_a_frame_again_is_noticed_but_not_what_stands_in_one_command_or_another_clause() -> (
    None
):
    changed = past(adjusted(5_00))
    given(FRAME, changed).when(adjusted(4_00), basis()).then(warning("decision-changes-frame-again"))
    given(FRAME, changed).when(adjusted(4_00), basis(clause=2)).then()
    given(FRAME, changed).when(decided(90_00, frame=key("sbk")), basis()).then()
    same = basis()
    given(FRAME, past(adjusted(5_00), same)).when(adjusted(4_00), same).then()


def test_a_change_of_the_same_clause_as_the_set_before_it_adds_to_it() -> None:
    assert given(FRAME).when(adjusted(5_00), basis()).then().costs(END) == 105_00


def test_a_budget_outranks_a_plan_whatever_comes_last() -> None:
    plan = decided(90_00, commitment=PLAN)
    after = given(FRAME).when(plan, MARCH).then(warning("outranked"))
    assert after.frame(END).commitment is Commitment.BUDGET
    assert after.costs(END) == 100_00


def test_a_budget_that_is_recorded_late_still_outranks_the_plan_after_it() -> None:
    """The plan is of a later day, but a budget is a budget: nothing is swallowed."""
    scene = given(past(decided(90_00, commitment=PLAN), MARCH)).when(decided(100_00), basis()).then()
    assert (scene.costs("2025-11-24"), scene.costs(END)) == (100_00, 100_00)


def test_a_plan_recorded_late_is_swallowed_by_the_budget_after_it() -> None:
    plan = decided(90_00, commitment=PLAN)
    scene = given(past(decided(100_00), MARCH)).when(plan, basis()).then(warning("swallowed"))
    assert (scene.costs("2026-02-28"), scene.costs("2026-03-01")) == (90_00, 100_00)
    assert scene.frame("2026-02-28").commitment is Commitment.PLAN


def test_a_budget_replaces_the_plan_and_its_changes() -> None:
    plan, change = past(decided(90_00, commitment=PLAN)), past(adjusted(5_00), MARCH)
    assert given(plan, change).when(decided(100_00), JUNE).then().costs(END) == 100_00


def test_a_change_after_a_budget_and_before_an_outranked_plan_still_counts() -> None:
    plan = past(decided(90_00, commitment=PLAN), JUNE)
    assert given(FRAME, past(adjusted(5_00), MARCH), plan).when(adjusted(1_00), SEPTEMBER).then().costs(END) == 106_00


def test_changes_alone_are_known_without_a_set() -> None:
    scene = given().when(adjusted(5_00), MARCH).then(warning("frame-not-set"))
    assert scene.frame(END).commitment is None
    assert (scene.frame("2026-02-28").known, scene.frame("2026-03-01").known) == (False, True)


def test_each_frame_is_its_own() -> None:
    scene = given(FRAME)
    for other in (key("sbk"), key(year=2027), key(line="p"), key(kind=FrameKind.INVESTMENT)):
        assert not scene.state.of_frame(other.tag)


# --- Days that are not known ------------------------------------------------------------------------------------


def test_an_amount_is_undetermined_between_its_bounds_and_counts_from_the_last() -> None:
    scene = given().when(decided(100_00), between("2025-10-01", "2025-12-31")).then(warning("decision-day-inferred"))
    [movement] = scene.after.of_frame(key().tag)
    assert (movement.decided_earliest, movement.decided.latest) == (date(2025, 10, 1), date(2025, 12, 31))
    assert (scene.frame("2025-12-30").known, scene.frame("2025-12-31").known) == (False, True)


def test_a_missing_last_day_is_the_day_of_the_recording() -> None:
    scene = given().when(decided(100_00), between("2025-10-01", None), today=date(2026, 2, 3))
    assert (scene.frame("2026-02-02").known, scene.frame("2026-02-03").known) == (False, True)


def test_only_an_opening_entry_may_have_been_decided_on_any_day() -> None:
    entry = OpeningEntryMade(key(), BUDGET, money(100_00))
    scene = (
        given()
        .when(entry, between(None, "2025-01-01"))
        .then(
            warning(
                "decision-day-inferred",
                "Beslutsdagen är inte känd: senast 2025-01-01. Gränserna är härledda: dagen framgår inte",
            )
        )
    )
    assert scene.costs("2025-01-01") == 100_00
    given().when(adjusted(1_00), between(None, "2025-01-01")).then(refusal("field-missing"))


def test_an_opening_entry_may_have_no_basis_and_no_amount() -> None:
    scene = given().when(OpeningEntryMade(key(), BUDGET), today=date(2026, 1, 2)).then()
    assert scene.frame("2026-01-02").sides == Sides(None, None, None)
    assert scene.frame("2026-01-02").commitment is Commitment.BUDGET
    [movement] = scene.after.of_frame(key().tag)
    assert movement.decided_earliest == date.min


def test_what_is_added_to_an_unknown_amount_is_unknown() -> None:
    unknown = without_basis(OpeningEntryMade(key(), BUDGET))
    assert given(unknown).when(adjusted(5_00), MARCH).then().frame(END).sides == Sides(None, None, None)


def test_a_net_change_makes_the_gross_sides_unknown() -> None:
    scene = given(FRAME).when(FrameAdjusted(key(), NetAmount(5_00)), MARCH).then(warning("gross-becomes-unknown"))
    assert scene.frame(END).sides == Sides(None, None, 105_00)


# --- Limits: R-37 -----------------------------------------------------------------------------------------------


def test_r37_the_last_ore_can_be_taken_and_not_one_more() -> None:
    given(FRAME).when(adjusted(-100_00), MARCH).then()
    given(FRAME).when(adjusted(-100_01), MARCH).then(refusal("frame-would-be-negative"))


def test_r37_a_back_dated_change_is_held_to_every_later_day_and_names_the_first_bad_one() -> None:
    """100, less 40 in June, less 50 in September: 20 less in March is too much on 1 September only."""
    scene = given(FRAME, past(adjusted(-40_00), JUNE), past(adjusted(-50_00), SEPTEMBER))
    scene.when(adjusted(-10_00), MARCH).then()
    scene.when(adjusted(-20_00), MARCH).then(
        refusal(
            "frame-would-be-negative",
            "Kostnaderna i slk drift 2026 skulle bli −10\u00a0kr, som beslutat till och med 2026-09-01; utan posten "
            "är de 10\u00a0kr.",
        )
    )
    first_bad_day = scene.when(adjusted(-70_00), MARCH).verdict.refusals[0].detail
    assert "som beslutat till och med 2026-06-01" in first_bad_day


def test_r37_a_change_that_a_later_set_replaces_is_held_to_the_days_before_it() -> None:
    scene = given(FRAME, past(decided(500_00), JUNE))
    scene.when(adjusted(-150_00), MARCH).then(refusal("frame-would-be-negative"), warning("swallowed"))


def test_r37_a_lower_set_recorded_late_is_held_to_the_changes_after_it() -> None:
    scene = given(FRAME, past(adjusted(-80_00), JUNE))
    scene.when(decided(50_00), MARCH).then(refusal("frame-would-be-negative"))
    scene.when(decided(80_00), MARCH).then()


def test_r37_a_transfer_is_held_to_the_frame_it_comes_from() -> None:
    scene = given(FRAME, past(decided(0, frame=key("sbk"))))
    scene.when(transferred(100_00), MARCH).then()
    scene.when(transferred(100_01), MARCH).then(refusal("frame-would-be-negative"))


def test_r37_an_old_wrong_does_not_stop_a_right_decision() -> None:
    scene = given(FRAME, past(adjusted(-150_00), MARCH))
    assert scene.when(adjusted(20_00), JUNE).then().costs(END) == -30_00
    scene.when(adjusted(-1_00), JUNE).then(refusal("frame-would-be-negative"))


def test_r37_a_frame_that_is_not_set_cannot_be_overdrawn() -> None:
    given().when(adjusted(-150_00), MARCH).then(warning("frame-not-set"))


def test_r37_a_set_that_makes_known_that_the_frame_is_overdrawn_is_refused() -> None:
    """Until now only a change of −150 was known; a frame of 100 before it is one of −50 after it."""
    given(past(adjusted(-150_00), MARCH)).when(decided(100_00), basis()).then(
        refusal(
            "frame-would-be-negative",
            "Kostnaderna i slk drift 2026 skulle bli −50\u00a0kr, som beslutat till och med 2026-03-01; utan posten "
            "är de okända.",
        )
    )


def test_r37_an_investment_is_overdrawn_in_expenditures() -> None:
    frame = key(kind=FrameKind.INVESTMENT)
    scene = given(past(FrameDecided(frame, BUDGET, InvestmentAmount(3_30, 0))))
    [said] = scene.when(FrameAdjusted(frame, InvestmentAmount(-4_30, 0)), MARCH).verdict.refusals
    assert said.detail.startswith("Utgifterna i slk investering 2026 skulle bli −1\u00a0kr")


@pytest.mark.parametrize("taken", [NetAmount(-500_00), OperatingAmount(0, 500_00)], ids=["net", "revenues"])
def test_r37_net_and_revenues_have_no_floor(taken: OperatingAmount | NetAmount) -> None:
    hides = [warning("gross-becomes-unknown")] if isinstance(taken, NetAmount) else []
    given(FRAME).when(FrameAdjusted(key(), taken), MARCH).then(*hides)


def test_r37_a_frame_whose_costs_are_unknown_is_not_held_to_them() -> None:
    net = past(FrameDecided(key(), BUDGET, NetAmount(100_00)))
    given(net).when(adjusted(-150_00), MARCH).then()


def test_r37_an_undetermined_change_counts_from_its_last_day() -> None:
    scene = given(FRAME, past(adjusted(-100_00), between("2026-01-01", "2026-06-01")))
    scene.when(adjusted(-1_00), MARCH).then(refusal("frame-would-be-negative"), warning("decision-perhaps-recorded"))


def test_both_frames_of_a_transfer_can_be_accepted_at_once() -> None:
    scene = given(FRAME, past(adjusted(-200_00, frame=key("sbk")))).when(
        transferred(150_00), MARCH, accept=[accepting("frame-would-be-negative")]
    )
    scene.then(warning("frame-not-set"), warning("rule-accepted"))
    assert scene.costs(END) == -50_00


# --- Plans ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_a_plan_within_three_years_is_a_plan(year: int) -> None:
    given().when(decided(1_00, frame=key(year=year), commitment=PLAN), basis("2025-11-24")).then()


def test_a_budget_is_not_held_to_the_years_of_a_plan() -> None:
    given().when(decided(1_00, frame=key(year=2031)), basis("2025-11-24")).then()


@pytest.mark.parametrize(
    ("kind", "warned"),
    [
        (OrganisationKind.MUNICIPALITY, True),
        (OrganisationKind.REGION, True),
        (OrganisationKind.MUNICIPAL_FEDERATION, True),
        (OrganisationKind.ASSOCIATION, False),
        (OrganisationKind.COMPANY, False),
    ],
)
def test_the_three_years_of_a_plan_are_the_law_of_municipalities(kind: OrganisationKind, *, warned: bool) -> None:
    plan = decided(1_00, frame=key(year=2029), commitment=PLAN)
    on = basis("2025-11-24", body="Fullmäktige")
    scene = given(kept_by=LedgerOpened("Organisationen", kind, "212000-0142")).when(plan, on)
    scene.then(*[warning("plan-beyond-three-years")] * warned)


def test_the_years_of_a_plan_are_counted_from_the_last_possible_day_of_its_decision() -> None:
    plan = decided(1_00, frame=key(year=2029), commitment=PLAN)
    given().when(plan, between("2025-10-01", "2025-12-31")).then(
        warning("decision-day-inferred"), warning("plan-beyond-three-years")
    )
    given().when(plan, between("2025-10-01", "2026-01-31")).then(warning("decision-day-inferred"))
