"""R-05: one decision is one decision whatever its typography, and sets a frame to one amount.

The amounts are those of `02a.yaml`–`02d.yaml` and `05b.yaml` among the cases that failed: 10 mnkr became 40.
"""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.events import ClauseDecided, ClauseOutcome, FrameTransferred, TaxRateDecided, TechnicalAdjustmentMade
from ledger.events.equity import EquityReserved, ReservationDrawn
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.values import Basis
from tests.given import adjusted, basis, between, decided, key, money, transferred
from tests.ledger.rules.scenario import Given, accepting, corrected, given, past, refusal, warning, without_basis

TEN_MILLION = adjusted(10_000_000_00, frame=key("ks"))
MAY = replace(basis("2026-05-04", "§ 44"), body="kommunfullmäktige", case_number="KS 2026/51")
THERE = given(past(decided(300_000_000_00, frame=key("ks"))), past(TEN_MILLION, MAY))
AGAIN = "decision-already-recorded"
PERHAPS = "decision-perhaps-recorded"


@pytest.mark.parametrize(
    "typed",
    [
        {"paragraph": "§44"},
        {"body": "Kommunfullmäktige"},
        {"case_number": "KS2026/51"},
        {"body": "KF"},
        {"paragraph": "44 §"},
        {"case_number": "Dnr KS 2026/51"},
        {"clause": None},
        {"case_number": None},
        {"paragraph": None},
    ],
    ids=str,
)
def test_the_same_decision_is_refused_however_it_is_typed(typed: dict[str, str | None]) -> None:
    there = replace(MAY, **typed)
    refused = THERE.when(TEN_MILLION, there).verdict.refusals
    assert [(each.code, each.right) for each in refused] == [
        (AGAIN, "posten 6, som redan säger det, eller ett godtagande av regeln om beslutet gör det igen")
    ]


def test_a_body_that_is_registered_with_another_name_is_the_same() -> None:
    board = without_basis(BodyRegistered("Socialnämnden", BodyKind.BOARD, aliases=("SN",)))
    may, budget = replace(MAY, body="Socialnämnden"), past(decided(300_000_000_00, frame=key("ks")))

    def is_again(scene: Given, body: str) -> bool:
        return AGAIN in [each.code for each in scene.when(TEN_MILLION, replace(may, body=body)).verdict.refusals]

    named, unknown = given(board, budget, past(TEN_MILLION, may)), given(budget, past(TEN_MILLION, may))
    assert (is_again(named, "SN"), is_again(named, "BN"), is_again(unknown, "SN")) == (True, False, False)


@pytest.mark.parametrize(
    "other", [{"clause": 2}, {"case_number": "KS 2026/52", "paragraph": "§ 45"}, {"paragraph": "§ 45", "body": "BUN"}]
)
def test_another_decision_is_taken(other: dict[str, str | int]) -> None:
    said = THERE.when(TEN_MILLION, replace(MAY, **other)).verdict
    assert "decision-perhaps-recorded" not in [each.code for each in said.warnings]
    assert AGAIN not in [each.code for each in said.refusals]


@pytest.mark.parametrize(
    ("other", "differs"), [({"paragraph": "§ 45"}, "paragraf"), ({"case_number": "KS 2026/52"}, "ärende")]
)
def test_a_case_or_a_paragraph_that_may_be_mistyped_is_told(other: dict[str, str], differs: str) -> None:
    """Nothing else differs, neither amounts nor frames. A body has one paragraph of a number a day, and a case may have
    two: both are taken."""
    taken = THERE.when(TEN_MILLION, replace(MAY, **other)).then(
        warning(
            "decision-perhaps-recorded",
            "Beslutet kan vara registrerat redan: posten 6 säger samma ändring av ks drift 2026, och det enda som "
            f"skiljer är {differs}. Är det samma beslut ska den posten rättas i stället; är båda redan "
            "registrerade tas den ena tillbaka med en rättelse. Annars står det två gånger.",
        )
    )
    assert taken.frame("2026-12-31", key("ks")).sides.costs_ore == 320_000_000_00
    there = given(past(decided(300_00, frame=key("ks"))), past(TEN_MILLION, MAY))
    clause = ClauseDecided(ClauseOutcome.APPROVED, "Punkt 1.", facts=(TEN_MILLION,))
    assert [each.code for each in there.when(clause, replace(MAY, **other)).verdict.warnings] == [PERHAPS]
    assert PERHAPS not in [each.code for each in there.when(adjusted(-9), replace(MAY, **other)).verdict.warnings]
    elsewhere = past(adjusted(-9, frame=key("ks")), replace(MAY, paragraph="§ 90"))
    fixed = given(past(decided(300_00, frame=key("ks"))), past(TEN_MILLION, MAY), elsewhere)
    warned = fixed.when(corrected(7, TEN_MILLION, replace(MAY, **other))).verdict.warnings
    assert PERHAPS in [each.code for each in warned]


def test_a_rate_of_a_case_that_may_be_mistyped_is_told() -> None:
    rate = TaxRateDecided(2027, 219_000_000)
    told = given(past(rate, basis("2026-10-26", "§ 70"))).when(
        rate, replace(basis("2026-10-26", "§ 70"), case_number="KS 2026/52")
    )
    assert [each.code for each in told.verdict.warnings] == [PERHAPS]


def test_bounds_and_then_the_minutes_are_told_in_either_order() -> None:
    bounds = replace(MAY, decided=between("2026-05-01", "2026-05-31").decided)
    first = given(past(decided(300_00, frame=key("ks"))), past(TEN_MILLION, bounds))
    [told] = [
        each for each in first.when(TEN_MILLION, MAY).verdict.warnings if each.code == "decision-perhaps-recorded"
    ]
    assert (told.values["entry_position"], told.values["differs"]) == ("6", "beslutsdag")
    codes = [each.code for each in THERE.when(TEN_MILLION, bounds).verdict.warnings]
    assert codes == ["decision-day-inferred", "decision-perhaps-recorded"]


def test_the_same_amount_by_the_same_body_on_the_same_day_with_nothing_else_to_know_it_by_is_told() -> None:
    bare = replace(MAY, case_number=None, paragraph=None)
    THERE.when(TEN_MILLION, bare).then(
        warning("basis-incomplete"),
        warning(
            "decision-perhaps-recorded",
            "Beslutet kan vara registrerat redan: posten 6 säger samma ändring av ks drift 2026, och det enda som "
            "skiljer är ärende, paragraf och källa. Är det samma beslut ska den posten rättas i stället; är båda redan "
            "registrerade tas den ena tillbaka med en rättelse. Annars står det två gånger.",
        ),
    )


def test_a_decision_gives_a_frame_one_amount() -> None:
    """`05b.yaml`: sn 2027 to 100 and to 50 mnkr in one decision; today's last one won in silence."""
    frame, on = key("sbk", 2027), basis("2025-11-24", "§ 7")
    scene = given(past(decided(100_000_000_00, frame=frame), on))
    fifty = decided(50_000_000_00, frame=frame)
    assert [each.code for each in scene.when(fifty, on).verdict.refusals] == ["frame-set-twice"]
    assert [each.code for each in scene.when(fifty, replace(on, clause=None)).verdict.refusals] == ["frame-set-twice"]
    accepted = scene.when(fifty, on, accept=[accepting("frame-set-twice")]).then(warning("rule-accepted"))
    assert accepted.frame("2026-12-31", frame).sides.costs_ore == 50_000_000_00
    scene.when(decided(50_00, frame=key("sbk", 2027, line="ifo")), on).then()
    scene.when(corrected(5, fifty, on)).then()
    scene.when(fifty, basis("2025-12-15", "§ 7")).then()


def test_a_later_clause_of_the_same_decision_is_told() -> None:
    frame = key("sbk", 2027)
    scene = given(past(decided(100_00, frame=frame), basis()))
    scene.when(decided(50_00, frame=frame), basis(clause=2)).then(warning("decision-changes-frame-again"))


def test_two_amounts_inside_one_clause_are_refused() -> None:
    both = ClauseDecided(ClauseOutcome.APPROVED, "Budgeten fastställs.", facts=(decided(100_00), decided(50_00)))
    given().when(both, basis()).then(refusal("frame-set-twice"))


def test_two_technical_adjustments_that_name_each_other_are_one_movement() -> None:
    one = TechnicalAdjustmentMade(key("slk"), money(10_00), key("sbk"))
    other = TechnicalAdjustmentMade(key("sbk"), money(-10_00), key("slk"))
    there = given(past(decided(100_00)), past(decided(100_00, frame=key("sbk"))), past(one, MAY))
    there.when(other, MAY).then(refusal(AGAIN))
    there.when(TechnicalAdjustmentMade(key("sbk"), money(-9_00), key("slk")), MAY).then(refusal("frame-set-twice"))


def test_a_transfer_there_and_a_negative_one_back_are_one_movement() -> None:
    back = FrameTransferred(key("sbk"), key("slk"), money(-10_00))
    there = given(past(decided(100_00)), past(decided(100_00, frame=key("sbk"))), past(transferred(10_00), MAY))
    assert AGAIN in [each.code for each in there.when(back, MAY).verdict.refusals]


def test_a_draw_on_an_earmark_is_the_same_draw_however_it_is_typed() -> None:
    reserved = EquityReserved("smart-stad", "smart stad", 100_00, None, date(2027, 12, 31))
    draw = ReservationDrawn("smart-stad", amount_ore=10_00, drawn_on=date(2026, 5, 4))
    there = given(past(reserved, basis("2023-04-24", "§ 9")), past(draw, MAY))
    there.when(draw, replace(MAY, body="KF", paragraph="44 §")).then(refusal(AGAIN))
    there.when(replace(draw, note="enligt bilaga 2"), MAY).then(refusal(AGAIN))
    names = without_basis(BodyRegistered("Kommunfullmäktige", BodyKind.COUNCIL, aliases=("Fältets fullmäktige",)))
    named = given(names, past(reserved, basis("2023-04-24", "§ 9")), past(draw, MAY))
    named.when(draw, replace(MAY, body="Fältets fullmäktige")).then(refusal(AGAIN))
    bounds = replace(MAY, decided=between("2026-05-01", "2026-05-31").decided)
    told = there.when(draw, bounds).verdict.warnings
    assert [each.code for each in told] == ["decision-day-inferred", "decision-perhaps-recorded"]


def test_a_clause_is_the_same_clause_however_it_is_typed() -> None:
    clause = ClauseDecided(ClauseOutcome.APPROVED, "Godkänns.", facts=(adjusted(5_00),))
    there = given(past(decided(100_00)), past(clause, MAY))
    codes = [each.code for each in there.when(clause, replace(MAY, body="KF", paragraph="§44")).verdict.refusals]
    assert AGAIN in codes


def test_a_correction_of_what_stands_beside_another_change_of_its_decision_is_not_told() -> None:
    """One decision moves 10 to sbk, and lowers sbk by 5 for ks. 10 should have been 11; then both are of the day after.
    Nothing was said of the two when they were recorded, and they are no more one now."""
    units = ("ks", "slk", "sbk")
    moved, beside = transferred(10_00), TechnicalAdjustmentMade(key("ks"), money(5_00), key("sbk"))
    sets = [past(decided(100_00, frame=key(unit))) for unit in units]
    scene = given(*sets, past(moved, MAY), past(beside, MAY))
    scene.when(corrected(8, transferred(11_00), replace(MAY))).then()
    scene.when(corrected(9, replace(beside, amount=money(6_00)), replace(MAY))).then()
    after = [replace(basis("2026-05-05", "§ 44"), body=MAY.body, case_number=MAY.case_number) for _ in units]
    scene.when_together(corrected(8, moved, after[0]), corrected(9, beside, after[1])).then()
    one_more = scene.when(corrected(7, transferred(3_00), replace(MAY))).verdict.warnings
    assert [told.values["entry_position"] for told in one_more if told.code == "decision-changes-frame-again"] == [
        "8"
    ] * 2


def test_two_changes_that_were_told_once_are_told_of_a_correction_too() -> None:
    """10 and then 4 in the same clause, the second by another command, and told. 4 should have been 5."""
    told = given(past(decided(100_00)), past(adjusted(10_00), MAY)).when(adjusted(4_00), replace(MAY))
    [again] = told.verdict.warnings
    entry = past(adjusted(4_00), replace(MAY))._replace(warnings=(again,))
    scene = given(past(decided(100_00)), past(adjusted(10_00), MAY), entry)
    scene.when(corrected(7, adjusted(5_00), replace(MAY))).then(warning("decision-changes-frame-again"))


COMMITTEE = "Socialnämndens arbetsutskott"
BOARD = past(BodyRegistered("Socialnämnden", BodyKind.BOARD, aliases=("SON",)), basis("2025-01-01", "§ 1"))


def by_committee(body: str, paragraph: str = "§ 7") -> Basis:
    return replace(basis("2026-02-03", paragraph, body=body), delegation="SON:s delegationsordning 1.2")


@pytest.mark.parametrize(("first", "again"), [("SON AU", COMMITTEE), (COMMITTEE, "SON AU"), ("SON:s AU", "SONAU")])
def test_r05_a_committee_by_a_registered_alias_of_its_board_is_the_same_body(first: str, again: str) -> None:
    """5 kronor were given by § 7 of one committee, and are given once."""
    scene = given(BOARD, past(adjusted(5_00), by_committee(first)))
    codes = [refused.code for refused in scene.when(adjusted(5_00), by_committee(again)).verdict.refusals]
    assert codes == ["decision-already-recorded"]


@pytest.mark.parametrize("other", ["Socialnämnden", "BUN AU", "Socialnämndens individutskott", "KSAU"])
def test_r05_of_another_committee_or_the_board_itself_it_is_another_decision(other: str) -> None:
    scene = given(BOARD, past(adjusted(5_00), by_committee(COMMITTEE)))
    assert not scene.when(adjusted(5_00), by_committee(other)).verdict.refusals
    assert not scene.when(adjusted(5_00), by_committee("SON AU", "§ 8")).verdict.refusals
