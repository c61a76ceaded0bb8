"""R-13: what is given out of a central reserve that nobody names, and what is given back to one."""

from collections.abc import Callable
from datetime import date
from typing import Final

import pytest
from msgspec.structs import replace

from ledger.events import (
    AnyFact,
    CentralReserveReleased,
    ClauseDecided,
    ClauseOutcome,
    FinancingLeg,
    FinancingSource,
    FrameTransferred,
    JudgmentGiven,
    JudgmentOutcome,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
    UnitRegistered,
)
from ledger.values import Basis, DecisionReference, FrameKey, FrameKind, NetAmount, UnitRole
from tests.given import adjusted, basis, decided, key, money
from tests.ledger.rules.scenario import Given, Past, When, accepting, corrected, given, past, warning, without_basis

SN: Final = without_basis(UnitRegistered("sn", "Socialnämnden"))
BUN: Final = without_basis(UnitRegistered("bun", "Barnnämnden"))
MR: Final = without_basis(UnitRegistered("mr", "Till prioriteringar", role=UnitRole.CENTRAL_RESERVE))
SET: Final = (SN, BUN, MR, *(past(decided(100_00, frame=key(unit))) for unit in ("sn", "bun", "ks")))
RESERVE: Final = past(decided(20_00, frame=key("mr")))
EXCEEDED, RAISED, TOLD = "central-reserve-exceeded", "total-raised-by-other-body", "reserve-frame-unknown"


def by(body: str = "KS", day: str = "2026-03-02", paragraph: str = "§ 30") -> Basis:
    return basis(day, paragraph, 1, body)


def gives(
    ore: int, frame: FrameKey | None = None, reserve: FrameKey | None = None
) -> SupplementaryAppropriationDecided:
    """A frame is given some money out of the central reserve, which is named or not."""
    leg = FinancingLeg(FinancingSource.CENTRAL_RESERVE, ore, reserve)
    return SupplementaryAppropriationDecided(frame or key("sn"), money(ore), (leg,))


def refused(when: When) -> list[str]:
    return [each.code for each in when.verdict.refusals]


# --- Without saying which ---------------------------------------------------------------------------------------


def test_r13_the_one_reserve_that_is_recorded_gives_what_it_has_and_no_more() -> None:
    """20 kr: 20 are given, and 25 are 5 too much."""
    scene = given(*SET, RESERVE)
    scene.when_together(gives(20_00), on=by()).then(warning(TOLD))
    [told] = scene.when_together(gives(25_00), on=by()).verdict.refusals
    assert told.code == EXCEEDED
    assert told.detail == (
        "KS ger ur den centrala medelsreserven utan att namnge den. Den enda som är registrerad för året är mr drift "
        "2026, där 20\u00a0kr finns kvar; efter posten skulle det vara −5\u00a0kr."
    )
    assert (
        told.right
        == "5\u00a0kr mindre; reserven namngiven, om det är en annan; eller ett godtagande av regeln med skäl"
    )
    accepted = scene.when_together(gives(25_00), on=by(), accept=[accepting(EXCEEDED)]).verdict
    assert (accepted.refusals, [each.code for each in accepted.warnings]) == ((), [TOLD, "rule-accepted"])


@pytest.mark.parametrize(
    "before",
    [
        past(gives(15_00), by(paragraph="§ 20")),
        past(gives(15_00, key("bun")), by(day="2026-02-02", paragraph="§ 5")),
        past(gives(15_00, key("bun"), key("mr")), by(paragraph="§ 20")),
        past(CentralReserveReleased(key("mr"), key("bun"), money(15_00)), by(paragraph="§ 20")),
        past(adjusted(-15_00, frame=key("mr")), basis("2026-02-16")),
        past(gives(15_00, key("bun")), basis("2026-02-16", "§ 7")),
    ],
    ids=["unnamed", "to another", "named", "released", "lowered", "by the council"],
)
def test_r13_what_was_given_out_of_it_before_is_gone(before: Past) -> None:
    """15 of the 20 kr are given: 5 are left, whether the first said which reserve or not."""
    scene = given(*SET, RESERVE, before)
    assert refused(scene.when_together(gives(5_00), on=by())) == []
    assert refused(scene.when_together(gives(6_00), on=by())) == [EXCEEDED]


def test_r13_all_rows_of_a_decision_are_counted_and_later_decisions_too() -> None:
    scene = given(*SET, RESERVE)
    assert refused(scene.when_together(gives(12_00), gives(8_00, key("bun")), on=by())) == []
    assert refused(scene.when_together(gives(12_00), gives(9_00, key("bun")), on=by())) == [EXCEEDED]
    clause = ClauseDecided(ClauseOutcome.APPROVED, "Ur reserven.", facts=(gives(12_00), gives(9_00, key("bun"))))
    assert refused(scene.when_together(clause, on=by())) == [EXCEEDED]
    later = given(*SET, RESERVE, past(gives(15_00), by(day="2026-09-07", paragraph="§ 90")))
    assert refused(later.when_together(gives(6_00, key("bun")), on=by())) == [EXCEEDED], "of March, recorded later"
    first = 5 + len(SET) + 1
    recorded = given(*SET, RESERVE, past(gives(15_00), by()))
    assert refused(recorded.when_together(corrected(first, gives(20_00), by()))) == []
    assert refused(recorded.when_together(corrected(first, gives(21_00), by()))) == [EXCEEDED]


@pytest.mark.parametrize(
    "named",
    [
        lambda ore: gives(ore, reserve=key("mr")),
        lambda ore: CentralReserveReleased(key("mr"), key("bun"), money(ore)),
        lambda ore: ClauseDecided(ClauseOutcome.APPROVED, "Ur reserven.", facts=(gives(ore, reserve=key("mr")),)),
    ],
)
def test_r13_what_was_given_without_naming_it_is_gone_for_who_names_it_too(named: Callable[[int], AnyFact]) -> None:
    """15 of 20 kr are given unnamed: 5 are left, in whichever order the two are recorded. The council may lower its own
    reserve."""
    scene = given(*SET, RESERVE, past(gives(15_00), by()))
    assert EXCEEDED not in refused(scene.when_together(named(5_00), on=by(paragraph="§ 31")))
    [told] = [
        each
        for each in scene.when_together(named(6_00), on=by(paragraph="§ 31")).verdict.refusals
        if each.code == EXCEEDED
    ]
    assert told.detail == (
        "I medelsreserven mr drift 2026 finns 5\u00a0kr kvar, sedan 15\u00a0kr är givet ur den utan att den namnges; "
        "efter posten skulle det vara −1\u00a0kr."
    )
    assert EXCEEDED not in refused(scene.when_together(named(6_00), on=by("KF", paragraph="§ 31")))


def test_r13_what_was_given_before_the_reserve_was_set_anew_is_no_part_of_that() -> None:
    """15 of 20 kr are given unnamed in March, and the council sets the reserve to 12 in April: 12 are there, whether
    the next one is named or not."""
    anew = past(decided(12_00, frame=key("mr")), basis("2026-04-06", "§ 40"))
    scene = given(*SET, RESERVE, past(gives(15_00), by()), anew)
    on = by(day="2026-04-20", paragraph="§ 50")
    for give in (
        gives(12_00),
        gives(12_00, reserve=key("mr")),
        CentralReserveReleased(key("mr"), key("bun"), money(12_00)),
    ):
        assert EXCEEDED not in refused(scene.when_together(give, on=on)), give
    assert EXCEEDED in refused(scene.when_together(gives(13_00), on=on))


def test_r13_what_the_decision_itself_takes_from_the_reserve_is_not_taken_twice() -> None:
    scene, own = given(*SET, RESERVE), [accepting("frame-of-other-unit")]
    lowered = adjusted(-20_00, frame=key("mr"))
    assert refused(scene.when_together(gives(20_00), lowered, on=by(), accept=own)) == []
    assert refused(scene.when_together(gives(21_00), lowered, on=by(), accept=own)) == [EXCEEDED]


def test_r13_what_a_court_has_annulled_has_given_nothing() -> None:
    first = by(paragraph="§ 20")
    of = DecisionReference("KS", first.case_number, "§ 20", decided_on=date(2026, 3, 2))
    judged = JudgmentGiven(
        of,
        "Förvaltningsrätten",
        JudgmentOutcome.ANNULLED,
        date(2026, 5, 4),
        date(2026, 6, 1),
        final_ground="Lagakraftbevis",
    )
    scene = given(*SET, RESERVE, past(gives(15_00), first), without_basis(judged, "2026-06-10"))
    assert refused(scene.when_together(gives(20_00), on=by(day="2026-06-15"))) == []


def test_r13_of_several_it_must_be_said_which_and_they_are_named() -> None:
    other = (without_basis(UnitRegistered("of", "Oförutsedda behov")), past(decided(5_00, frame=key("of"))))
    [told] = given(*SET, RESERVE, *other).when_together(gives(4_00), on=by()).verdict.refusals
    assert told.code == RAISED
    assert told.detail == (
        "KS höjer sn drift 2026 med 4\u00a0kr netto. Ramen är fastställd av fullmäktige, som ensam höjer summan av "
        "ramarna (KL 5:1, 5:2). Ur vilken central medelsreserv är inte sagt, och för året är flera registrerade: "
        "mr drift 2026 och of drift 2026."
    )
    assert told.right == "”från” med den reserv som pengarna tas ur: mr drift 2026 och of drift 2026"
    scene = given(*SET, RESERVE, *other)
    assert refused(scene.when_together(gives(4_00, reserve=key("of")), on=by())) == []
    assert refused(scene.when_together(gives(4_00, reserve=key("mr")), on=by())) == []
    assert refused(scene.when_together(gives(4_00), on=basis("2026-03-02", "§ 30"), accept=[_SPENT])) == []
    lines = (past(decided(5_00, frame=key("mr", line="loner"))),)
    assert refused(given(*SET, RESERVE, *lines).when_together(gives(4_00), on=by())) == [RAISED]


_SPENT: Final = accepting("financing-missing")


@pytest.mark.parametrize(
    "elsewhere",
    [
        past(decided(20_00, frame=key("mr", 2027))),
        past(decided(20_00, frame=key("mr", 2025)), basis("2024-11-25")),
        past(decided(20_00, frame=key("ks", line="kansli"))),
        past(adjusted(20_00, frame=key("mr"))),
    ],
    ids=["of 2027", "of 2025", "no reserve", "never set"],
)
def test_r13_a_reserve_that_is_not_recorded_for_the_year_is_told(elsewhere: Past) -> None:
    assert refused(given(*SET, elsewhere).when_together(gives(50_00), on=by())) == []
    told = given(*SET, elsewhere).when_together(gives(50_00), on=by()).verdict.warnings
    assert TOLD in [each.code for each in told]


@pytest.mark.parametrize(
    ("unit", "name", "line", "is_one"),
    [
        *(("a", "Central medelsreserv", "total", True), ("a", "KS förfogandeanslag", "total", True)),
        *(("ks2", "Styrelsens kansli", "oforutsett", True), ("a", "Lönepott", "total", True)),
        *(("a", "Gemensam administration", "total", False), ("a", "Centralköket", "total", False)),
        ("a", "Naturreservatsnämnden", "total", False),
    ],
)
def test_r13_a_reserve_that_nobody_names_is_known_by_what_hardly_anything_else_is_called(
    unit: str, name: str, line: str, is_one: bool
) -> None:
    there = (without_basis(UnitRegistered(unit, name)), past(decided(20_00, frame=key(unit, line=line))))
    assert refused(given(*SET, *there).when_together(gives(25_00), on=by())) == ([EXCEEDED] if is_one else [])


def test_r13_investment_money_has_a_reserve_of_its_own() -> None:
    project = key("sn", kind=FrameKind.INVESTMENT, line="p-12")
    leg = FinancingLeg(FinancingSource.CENTRAL_RESERVE, 50_00)
    fact = SupplementaryAppropriationDecided(project, NetAmount(50_00), (leg,))
    assert refused(given(*SET, RESERVE).when_together(fact, on=by())) == []
    invested = past(decided(20_00, frame=key("mr")))
    assert refused(given(*SET, invested).when_together(fact, on=by())) == []


# --- Given back -------------------------------------------------------------------------------------------------

BACK: list[tuple[AnyFact, ...]] = [
    (FrameTransferred(key("sn"), key("mr"), money(5_00)),),
    (CentralReserveReleased(key("sn"), key("mr"), money(5_00)),),
    (TechnicalAdjustmentMade(key("sn"), money(-5_00), key("mr")),),
    (TechnicalAdjustmentMade(key("mr"), money(5_00), key("sn")),),
    (adjusted(-5_00, frame=key("sn")), adjusted(5_00, frame=key("mr"))),
    (decided(95_00, frame=key("sn")), decided(25_00, frame=key("mr"))),
]


@pytest.mark.parametrize("facts", BACK, ids=lambda facts: type(facts[0]).__name__)
def test_r13_a_board_gives_its_own_money_back_to_the_reserve(facts: tuple[AnyFact, ...]) -> None:
    scene = given(*SET, RESERVE)
    for order in (facts, facts[::-1]):
        assert refused(scene.when_together(*order, on=by("Socialnämnden"))) == []
        assert refused(scene.when_together(*order, on=by("Barnnämnden"))) != [], "which is not its own"
        assert refused(scene.when_together(*order, on=by("Socialnämden"))) != [], "nor anybody's who is misspelt"
        assert refused(scene.when_together(*order, on=by())) != [], "and the executive has given nothing"


@pytest.mark.parametrize("facts", BACK[:4], ids=lambda facts: type(facts[0]).__name__)
def test_r13_the_executive_takes_back_what_it_has_given_and_no_more(facts: tuple[AnyFact, ...]) -> None:
    gave = past(CentralReserveReleased(key("mr"), key("sn"), money(7_00)), by(paragraph="§ 20"))
    back = past(FrameTransferred(key("sn"), key("mr"), money(3_00)), by(paragraph="§ 21"))
    assert refused(given(*SET, RESERVE, gave).when_together(*facts, on=by())) == []
    assert refused(given(*SET, RESERVE, gave, back).when_together(*facts, on=by())) == ["frame-of-other-unit"]
    named = past(gives(7_00, reserve=key("mr")), by(paragraph="§ 20"))
    assert refused(given(*SET, RESERVE, named).when_together(*facts, on=by())) == []
    to_another = past(CentralReserveReleased(key("mr"), key("bun"), money(7_00)), by(paragraph="§ 20"))
    assert refused(given(*SET, RESERVE, to_another).when_together(*facts, on=by())) == ["frame-of-other-unit"]


def test_r13_the_executive_gives_back_of_its_own_frame_and_nobody_fills_a_reserve_with_new_money() -> None:
    scene: Given = given(*SET, RESERVE)
    own = FrameTransferred(key("ks"), key("mr"), money(5_00))
    assert refused(scene.when_together(own, on=by())) == []
    for body in ("KS", "Socialnämnden"):
        assert refused(scene.when_together(adjusted(5_00, frame=key("mr")), on=by(body))) == [RAISED]
    more = (adjusted(-5_00, frame=key("sn")), adjusted(6_00, frame=key("mr")))
    assert RAISED in refused(scene.when_together(*more, on=by("Socialnämnden")))
    to_board = FrameTransferred(key("sn"), key("bun"), money(5_00))
    assert refused(scene.when_together(to_board, on=by("Socialnämnden"))) == ["transfer-across-units"]
    given_back = replace(by("Socialchefen"), delegation="Socialnämndens delegationsordning 3.2")
    assert refused(scene.when_together(*BACK[0], on=given_back)) == []
