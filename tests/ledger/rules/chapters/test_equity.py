"""Earmarks of equity and result units, rule by rule: given, when, then."""

from datetime import date

import hypothesis
import msgspec
import pytest
from hypothesis import strategies as st

from ledger.events import AnyFact, Fact, case, equity, financing, frames, organisation
from ledger.rules.decide import decide
from ledger.values import Basis, NetAmount, OrganisationKind
from tests.given import basis, decided, key
from tests.ledger.rules.scenario import Past, accepting, corrected, given, past, refusal, warning, without_basis

NAME = "smart-stad"
FIRST_DAY, LAST_DAY = date(2023, 5, 1), date(2027, 12, 31)
USED = date(2026, 6, 30)
UNKNOWN_BALANCE = warning("reservation-balance-unknown")


def on(day: str, clause: int = 1, body: str = "KF") -> Basis:
    """A decision of the council on a day; clauses tell decisions of a day apart."""
    return basis(day, clause=clause, body=body)


def reserved(amount_ore: int | None = 1000) -> equity.EquityReserved:
    return equity.EquityReserved(NAME, "Smart stad", amount_ore, FIRST_DAY, LAST_DAY)


def drawn(amount_ore: int, day: date = USED, purpose: str | None = None) -> equity.ReservationDrawn:
    return equity.ReservationDrawn(NAME, amount_ore, day, purpose)


def extended(day: date = LAST_DAY) -> equity.ReservationExtended:
    return equity.ReservationExtended(NAME, day)


THERE: Past = past(reserved(), on("2023-04-24"))
UNRECORDED: Past = past(extended(), on("2023-04-24"))


# --- no more than remains, and only in its time ------------------------------------------------------------


def test_r38_a_draw_takes_at_most_what_remains() -> None:
    given(THERE).when(drawn(1000), on("2026-03-01")).then()
    given(THERE).when(drawn(1001), on("2026-03-01")).then(refusal("reservation-overdrawn"))
    given(THERE, past(drawn(400), on("2026-02-01"))).when(drawn(601), on("2026-03-01")).then(
        refusal("reservation-overdrawn")
    )


def test_r38_a_back_dated_draw_must_not_overdraw_a_later_day_and_the_first_bad_day_is_named() -> None:
    """800 of 1000 were drawn on 1 May. 300 decided in March are there in March, and are missing in May."""
    given(THERE, past(drawn(800), on("2026-05-01"))).when(drawn(300), on("2026-03-01")).then(
        refusal(
            "reservation-overdrawn",
            "Reservationen smart-stad skulle överskridas, som beslutat till och med 2026-05-01: −1\u00a0kr återstår; "
            "utan posten är det 2\u00a0kr.",
        )
    )


def test_r38_a_top_up_that_comes_first_leaves_room_and_one_that_comes_after_does_not() -> None:
    more = past(equity.ReservationToppedUp(NAME, 500), on("2026-04-01"))
    given(THERE, more).when(drawn(1500), on("2026-04-02")).then()
    given(THERE, more).when(drawn(1500), on("2026-03-31")).then(refusal("reservation-overdrawn"))


def test_r38_what_is_given_back_can_no_longer_be_drawn() -> None:
    back = past(equity.ReservationReleased(NAME, 700), on("2026-02-01"))
    given(THERE, back).when(drawn(301), on("2026-03-01")).then(refusal("reservation-overdrawn"))
    given(THERE, past(drawn(400), on("2026-02-01"))).when(equity.ReservationReleased(NAME, 601), on("2026-03-01")).then(
        refusal("reservation-overdrawn")
    )


def test_r38_a_draw_after_the_last_day_is_refused_and_the_day_is_named() -> None:
    given(THERE).when(drawn(1, date(2028, 1, 1)), on("2026-03-01")).then(
        refusal(
            "reservation-not-valid-then",
            "Reservationen smart-stad gäller till och med 2027-12-31, som beslutat till och med 2026-03-01; "
            "den tas i anspråk 2028-01-01.",
            "en dag till och med 2027-12-31, eller ett beslut om förlängning dessförinnan",
        )
    )
    given(THERE).when(drawn(1, LAST_DAY), on("2026-03-01")).then()


def test_r38_a_draw_before_its_first_day_is_refused() -> None:
    given(THERE).when(drawn(1, date(2023, 4, 30)), on("2026-03-01")).then(
        refusal("reservation-not-valid-then", right="en dag från och med 2023-05-01, eller ett beslut om förlängning "
                "dessförinnan")
    )  # fmt: skip


def test_r38_the_time_is_that_of_the_day_of_the_decision_and_of_every_later_day() -> None:
    longer = past(extended(date(2029, 12, 31)), on("2026-04-01"))
    given(THERE, longer).when(drawn(1, date(2028, 1, 1)), on("2026-04-02")).then()
    given(THERE, longer).when(drawn(1, date(2028, 1, 1)), on("2026-03-31")).then(refusal("reservation-not-valid-then"))


def test_r38_a_shorter_time_must_not_leave_a_draw_outside() -> None:
    given(THERE, past(drawn(1), on("2026-02-01"))).when(extended(date(2026, 5, 31)), on("2026-03-01")).then(
        refusal("reservation-not-valid-then")
    )


def test_r38_after_a_lapse_nothing_is_left() -> None:
    gone = past(equity.ReservationLapsed(NAME, date(2026, 1, 1)), on("2026-01-15"))
    short = past(equity.EquityReserved(NAME, "Smart stad", 1000, FIRST_DAY, date(2025, 12, 31)), on("2023-04-24"))
    given(short, gone).when(drawn(1), on("2026-03-01")).then(
        refusal("reservation-overdrawn"),
        refusal(
            "reservation-not-valid-then",
            "Reservationen smart-stad gäller inte från och med 2026-01-01, som beslutat till och med 2026-03-01; "
            "den tas i anspråk 2026-06-30.",
        ),
    )


def test_r38_a_limit_can_be_set_aside_by_name_and_stays_a_warning() -> None:
    for code, fact in (("reservation-overdrawn", drawn(1001)), ("reservation-not-valid-then", drawn(1, date.max))):
        given(THERE).when(fact, on("2026-03-01"), accept=[accepting(code)]).then(warning("rule-accepted"))


def test_r38_only_what_an_entry_makes_worse_is_refused() -> None:
    over = past(drawn(1200), on("2026-02-01"))
    given(THERE, over).when(equity.ReservationToppedUp(NAME, 100), on("2026-03-01")).then()
    given(THERE, over).when(drawn(1), on("2026-03-01")).then(refusal("reservation-overdrawn"))


def test_r38_a_correction_is_held_to_the_same_limits() -> None:
    scene = given(THERE, past(drawn(400), on("2026-02-01")))
    scene.when(corrected(6, drawn(1000), on("2026-02-01"))).then()
    scene.when(corrected(6, drawn(1001), on("2026-02-01"))).then(refusal("reservation-overdrawn"))
    more = given(
        THERE, past(equity.ReservationToppedUp(NAME, 9), on("2026-01-10")), past(drawn(1001), on("2026-02-01"))
    )
    more.when(corrected(6)).then(refusal("reservation-overdrawn"))


def test_r38_a_supplementary_appropriation_draws_too() -> None:
    leg = financing.FinancingLeg(financing.FinancingSource.EQUITY, 1001, reservation=NAME)
    frame = past(decided(5000), on("2025-11-24"))
    more = frames.SupplementaryAppropriationDecided(key(), NetAmount(1001), (leg,))
    verdict = given(THERE, frame).when(more, on("2026-03-01")).verdict
    assert "reservation-overdrawn" in {refusal.code for refusal in verdict.refusals}


def test_r38_an_unknown_balance_makes_limits_warnings() -> None:
    given(UNRECORDED).when(drawn(10**12), on("2026-03-01")).then(UNKNOWN_BALANCE)
    given(past(reserved(None), on("2023-04-24"))).when(drawn(1), on("2026-03-01")).then(UNKNOWN_BALANCE)


def test_r38_the_time_holds_also_when_the_balance_is_unknown() -> None:
    verdict = given(UNRECORDED).when(drawn(1, date(2028, 1, 1)), on("2026-03-01")).verdict
    assert [refusal.code for refusal in verdict.refusals] == ["reservation-not-valid-then"]


def test_r38_another_purpose_is_a_warning() -> None:
    given(THERE).when(drawn(1, purpose="smart  STAD"), on("2026-03-01")).then()
    given(THERE).when(drawn(1, purpose="Vägar"), on("2026-03-01")).then(warning("reservation-purpose-differs"))


def test_a_conditional_top_up_counts_from_the_day_its_condition_is_met() -> None:
    conditional = msgspec.structs.replace(on("2026-02-01"), conditions=("bokslut-2025",))
    more = past(equity.ReservationToppedUp(NAME, 500), conditional)
    met = past(case.ConditionMet("bokslut-2025"), on("2026-04-01"))
    given(THERE, more).when(drawn(1500), on("2026-05-01")).then(refusal("reservation-overdrawn"))
    given(THERE, more, met).when(drawn(1500), on("2026-05-01")).then()
    given(THERE, more, met).when(drawn(1500), on("2026-03-01")).then(refusal("reservation-overdrawn"))


@hypothesis.settings(deadline=None)
@hypothesis.given(
    st.lists(
        st.tuples(st.integers(1, 28), st.sampled_from(["draw", "add", "give back"]), st.integers(1, 600)), max_size=12
    )
)
def test_r38_whatever_is_recorded_in_any_order_no_day_is_overdrawn(moves: list[tuple[int, str, int]]) -> None:
    """Each is decided on a day of February, recorded in the order of the list, and left out when it is refused. The
    balance of each day is then added up from the list, day by day."""
    entries, taken = [THERE], []
    for clause, (day, what, ore) in enumerate(moves, 1):
        facts: dict[str, AnyFact] = {
            "draw": drawn(ore),
            "add": equity.ReservationToppedUp(NAME, ore),
            "give back": equity.ReservationReleased(NAME, ore),
        }
        decision = on(f"2026-02-{day:02}", clause)
        if not given(*entries).when(facts[what], decision).verdict.refusals:
            entries.append(past(facts[what], decision))
            taken.append((day, ore if what == "add" else -ore))
    for last in range(1, 29):
        assert 1000 + sum(ore for day, ore in taken if day <= last) >= 0


def test_a_draw_that_waited_is_held_to_the_limits_when_it_begins_to_count() -> None:
    conditional = msgspec.structs.replace(on("2026-02-01"), conditions=("avtal",))
    scene = given(THERE, past(drawn(800), conditional), past(drawn(300), on("2026-03-01")))
    scene.when(case.ConditionMet("avtal"), on("2026-04-01")).then(refusal("reservation-overdrawn"))
    given(THERE, past(drawn(800), conditional)).when(case.ConditionMet("avtal"), on("2026-04-01")).then()


# --- R-41 --------------------------------------------------------------------------------------------


def test_r39_an_extension_after_the_last_day_is_a_warning() -> None:
    short = past(equity.EquityReserved(NAME, "Smart stad", 1, FIRST_DAY, date(2025, 12, 31)), on("2023-04-24"))
    given(short).when(extended(), on("2025-12-31")).then()
    given(short).when(extended(), on("2026-01-01")).then(warning("reservation-extended-late"))


@pytest.mark.parametrize(
    "fact", [reserved(), extended(), equity.ReservationToppedUp(NAME, 1), equity.ReservationReleased(NAME, 1)]
)
def test_r40_only_the_council_rules_over_an_earmark(fact: Fact) -> None:
    before = [] if isinstance(fact, equity.EquityReserved) else [THERE]
    by_board = on("2026-03-01", body="kommunstyrelsen")
    given(*before).when(fact, by_board).then(refusal("reservation-not-by-council"))  # type: ignore[arg-type]
    waived = [accepting("reservation-not-by-council")]
    given(*before).when(fact, by_board, accept=waived).then(warning("rule-accepted"))  # type: ignore[arg-type]


def test_r40_the_board_may_draw() -> None:
    given(THERE).when(drawn(1), on("2026-03-01", body="kommunstyrelsen")).then()


@pytest.mark.parametrize(
    ("kind", "body", "allowed"),
    [
        (OrganisationKind.MUNICIPALITY, "Kommunfullmäktige", True),
        (OrganisationKind.MUNICIPALITY, "Kommunfullmäktige i Göteborg", True),
        (OrganisationKind.MUNICIPALITY, "Göteborgs kommunfullmäktige", True),
        (OrganisationKind.MUNICIPALITY, "kommunfullmäktiges presidium", False),
        (OrganisationKind.MUNICIPALITY, "regionfullmäktige", False),
        (OrganisationKind.REGION, "regionfullmäktige", True),
        (OrganisationKind.REGION, "regionstyrelsen", False),
        (OrganisationKind.MUNICIPAL_FEDERATION, "förbundsdirektionen", True),
        (OrganisationKind.ASSOCIATION, "styrelsen", True),
        (OrganisationKind.COMPANY, "styrelsen", True),
    ],
)
def test_r40_who_the_council_is_depends_on_the_kind_of_organisation(
    kind: OrganisationKind, body: str, *, allowed: bool
) -> None:
    keeper = organisation.LedgerOpened("Någon", kind, "212000-0142")
    expected = [] if allowed else ["reservation-not-by-council"]
    said = given(kept_by=keeper).when(reserved(), on("2026-03-01", body=body)).verdict.refusals
    assert [refused.code for refused in said] == expected


def test_r41_an_earmark_lapses_when_its_time_is_out_and_not_before() -> None:
    given(THERE).when(equity.ReservationLapsed(NAME, LAST_DAY)).then(refusal("reservation-not-expired"))
    given(THERE).when(equity.ReservationLapsed(NAME, date(2028, 1, 1))).then()


def test_r41_without_a_known_last_day_a_lapse_is_stored_with_a_warning() -> None:
    endless = past(equity.EquityReserved(NAME, "Smart stad", 10), on("2023-04-24"))
    given(endless).when(equity.ReservationLapsed(NAME, date(2026, 1, 1))).then(warning("reservation-end-unknown"))


def test_r41_a_stated_remainder_is_compared() -> None:
    given(THERE).when(equity.ReservationLapsed(NAME, date(2028, 1, 1), 1000)).then()
    given(THERE).when(equity.ReservationLapsed(NAME, date(2028, 1, 1), 900)).then(warning("reservation-lapse-differs"))


# --- Identity ----------------------------------------------------------------------------------------------------


def test_an_earmark_is_created_once_and_may_be_recorded_after_its_extension() -> None:
    given(THERE).when(reserved(), on("2024-04-22")).then(refusal("reservation-already-made"))
    given(UNRECORDED).when(reserved(), on("2021-04-26")).then()
    given(THERE).when(corrected(5, reserved(900), on("2023-04-24"))).then()


def test_nothing_is_drawn_from_an_earmark_that_nobody_has_recorded() -> None:
    for fact in (drawn(1), equity.ReservationToppedUp(NAME, 1), equity.ReservationReleased(NAME, 1)):
        given().when(fact, on("2026-03-01")).then(refusal("reservation-unknown"))
    given().when(equity.ReservationLapsed(NAME, date(2026, 1, 1))).then(refusal("reservation-unknown"))


def test_a_refused_creation_is_blamed_once_and_not_by_what_follows_it() -> None:
    scene = (
        given().when(equity.EquityReserved(NAME, "Smart stad", -1), on("2023-04-24")).then(refusal("amount-negative"))
    )
    verdict = decide(scene.after, drawn(1), on("2026-03-01"), (), 6, date(2026, 11, 21))
    assert verdict.refusals == ()


def test_an_extension_of_what_was_never_recorded_is_legal_and_says_so() -> None:
    given().when(extended(), on("2023-04-24")).then(UNKNOWN_BALANCE)


def test_r05_the_same_draw_is_recorded_once() -> None:
    there = given(THERE, past(drawn(1), on("2026-03-01")))
    there.when(drawn(1), on("2026-03-01")).then(refusal("decision-already-recorded"))
    there.when(drawn(1), on("2026-03-01", clause=2)).then()
    there.when(drawn(1), on("2026-03-02")).then(warning("decision-perhaps-recorded"))
    there.when(drawn(1), msgspec.structs.replace(on("2026-03-02"), paragraph="§ 99")).then()


def test_a_proposal_to_extend_changes_nothing() -> None:
    proposed = past(case.ProposalMade("p", (extended(date(2030, 12, 31)),)), on("2026-01-15"))
    given(THERE, proposed).when(drawn(1, date(2028, 1, 1)), on("2026-03-01")).then(
        refusal("reservation-not-valid-then")
    )


# --- Shape -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (drawn(0), "amount-empty"),
        (drawn(-1), "amount-negative"),
        (equity.ReservationToppedUp(NAME, -1), "amount-negative"),
        (equity.ReservationReleased(NAME, 0), "amount-empty"),
        (equity.ReservationLapsed(NAME, date(2028, 1, 1), -1), "amount-negative"),
    ],
)
def test_an_amount_is_an_amount(fact: Fact, code: str) -> None:
    given(THERE).when(fact, on("2026-03-01")).then(refusal(code))  # type: ignore[arg-type]


def test_time_runs_forwards() -> None:
    backwards = equity.EquityReserved("ny", "Ny", 1, date(2026, 2, 1), date(2026, 1, 31))
    given().when(backwards, on("2026-03-01")).then(refusal("interval-reversed"))
    given().when(equity.EquityReserved("ny", "Ny", -1), on("2026-03-01")).then(refusal("amount-negative"))


# --- result units ------------------------------------------------------------------------------------------

APPROVED: Past = past(equity.ResultUnitApproved("slk", 2024, 2025), on("2024-02-07"))


def test_r42_only_an_approved_unit_carries_its_result_over_for_the_years_of_its_approval() -> None:
    given(APPROVED).when(equity.ResultCarriedOver("slk", 2024, 2025, -70), on("2025-02-05")).then()
    given(APPROVED).when_together(equity.ResultCarriedOver("slk", 2026, 2027, 70), on=on("2026-02-05")).then(
        refusal("result-unit-missing")
    )
    given(APPROVED).when_together(equity.ResultCarriedOver("sbk", 2024, 2025, 70), on=on("2025-02-05")).then(
        refusal("result-unit-missing")
    )
    given(APPROVED).when_together(equity.ResultCarriedOver("slk", 2024, 2025, 70), on=on("2024-02-06")).then(
        refusal("result-unit-missing")
    )


def test_r42_an_approval_may_stand_after_what_it_allows_in_one_decision() -> None:
    approves, carries = equity.ResultUnitApproved("slk", 2024), equity.ResultCarriedOver("slk", 2024, 2025, -70)
    for facts in ((approves, carries), (carries, approves)):
        given().when_together(*facts, on=on("2025-02-05")).then()
    clause = case.ClauseDecided(case.ClauseOutcome.APPROVED, "Godkänns.", facts=(approves,))
    given().when_together(carries, clause, on=on("2025-02-05")).then()
    given().when_together(
        case.ClauseDecided(case.ClauseOutcome.APPROVED, "Godkänns."), carries, on=on("2025-02-05")
    ).then(refusal("result-unit-missing"))
    withdrawn = given(APPROVED, past(carries, on("2025-02-05"))).when_together(corrected(5))
    assert withdrawn.verdict.refusals == (), "only what a command brings is asked about"


def test_r42_an_approval_without_an_end_holds_for_every_later_year() -> None:
    endless = past(equity.ResultUnitApproved("slk", 2024), on("2024-02-07"))
    given(endless).when(equity.ResultCarriedOver("slk", 2031, 2032, 1), on("2026-02-05")).then()


def test_r42_no_more_than_the_cap_either_way() -> None:
    for amount in (100, -100):
        given(APPROVED).when(equity.ResultCarriedOver("slk", 2024, 2025, amount, 100), on("2025-02-05")).then()
        over = equity.ResultCarriedOver("slk", 2024, 2025, amount * 2, 100)
        given(APPROVED).when(over, on("2025-02-05")).then(refusal("carry-over-above-cap"))


def test_a_result_is_carried_forwards() -> None:
    for wrong in (equity.ResultCarriedOver("slk", 2024, 2024, 1), equity.ResultUnitApproved("slk", 2025, 2024)):
        given(APPROVED).when(wrong, on("2025-02-05")).then(refusal("interval-reversed"))
    negative = equity.ResultCarriedOver("slk", 2024, 2025, 0, -1)
    given(APPROVED).when(negative, on("2025-02-05")).then(refusal("amount-negative"))


def test_an_operating_plan_moves_no_money() -> None:
    scene = given(past(decided(100_00))).when(equity.OperatingPlanApproved("slk", 2026), on("2026-02-05")).then()
    assert scene.costs("2026-12-31") == 100_00


def test_equity_facts_touch_no_frame() -> None:
    scene = given(past(decided(100_00)), THERE).when(drawn(1), on("2026-03-01")).then()
    assert scene.costs("2026-12-31") == 100_00
    assert without_basis(drawn(1)).fact.frames() == ()
