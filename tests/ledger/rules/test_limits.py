"""R-16 and D-14: how much a body may decide, in one decision, and for one project in a calendar year."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.events import ClauseDecided, ClauseOutcome, JudgmentGiven, JudgmentOutcome
from ledger.events.equity import EquityReserved, ReservationDrawn
from ledger.events.policy import AmountLimit, BodyKind, BodyRegistered, CompetenceDecided
from ledger.events.projects import ProjectFinancingDecided
from ledger.values import Basis, DecisionReference, FrameKey, FrameKind, InvestmentAmount
from tests.given import adjusted, basis, decided, key, transferred, turnover
from tests.ledger.rules.scenario import Given, Past, accepting, corrected, given, past, refusal, warning, without_basis

FINANCED = "project-financing-decided"
BOARD = "Tekniska nämnden"
CHIEF = "Tekniska chefen"
OVER = "amount-limit-exceeded"


def limit(body: str = BOARD, *, each: int | None = None, year: int | None = None) -> AmountLimit:
    return AmountLimit(body, each, year)


def limited(*limits: AmountLimit, event: str = FINANCED, bodies: tuple[str, ...] = ()) -> Past:
    return past(CompetenceDecided(event, bodies, limits), basis("2026-01-12", "§ 1"))


def inside(*limits: AmountLimit, event: str = FINANCED, board: str = BOARD) -> Past:
    """What a board says of who decides in its place."""
    rule = CompetenceDecided(event, (CHIEF,), limits, within=board)
    return past(rule, basis("2026-01-15", "§ 2", body=board))


def project(ore: int, name: str = "bron") -> ProjectFinancingDecided:
    return ProjectFinancingDecided(name, name, amount_ore=ore)


def by(body: str, day: str, paragraph: str = "§ 5") -> Basis:
    return basis(day, paragraph, 1, body)


def of_chief(day: str, paragraph: str = "D 1") -> Basis:
    return replace(basis(day, paragraph, 1, CHIEF), delegation="Nämndens delegationsordning p. 3")


def codes(scene: Given, fact: object, on: Basis) -> list[str]:
    return [refused.code for refused in scene.when(fact, on).verdict.refusals]  # type: ignore[arg-type]


# --- For one project in a calendar year -------------------------------------------------------------------------

SIX_HUNDRED = past(project(600_00), by(BOARD, "2026-03-01"))
THOUSAND_A_YEAR = limited(limit(year=1_000_00))


def test_d14_the_second_of_two_is_100_over_the_limit_of_1_000() -> None:
    """Limit 1 000 per project and year, 600 on 03-01 and 500 on 05-01: the second is class B, 100 over."""
    scene = given(THOUSAND_A_YEAR, SIX_HUNDRED)
    when = scene.when(project(500_00), by(BOARD, "2026-05-01"))
    when.then(
        refusal(
            OVER,
            "Tekniska nämnden får besluta om högst 1\u00a0000\u00a0kr för bron under 2026 (position 5). "
            "600\u00a0kr är beslutat redan, och med 500\u00a0kr blir det 100\u00a0kr för mycket.",
            "högst 400\u00a0kr, eller ett beslut av organisationens högsta organ",
        )
    )
    [refused] = when.verdict.refusals
    assert (refused.asserted, refused.calculated, refused.difference) == ("500\u00a0kr", "400\u00a0kr", "100\u00a0kr")
    scene.when(project(400_00), by(BOARD, "2026-05-01")).then()
    accepted = scene.when(project(500_00), by(BOARD, "2026-05-01"), accept=[accepting(OVER)])
    accepted.then(warning("rule-accepted"))


def test_another_project_year_body_or_event_has_a_limit_of_its_own() -> None:
    scene = given(THOUSAND_A_YEAR, SIX_HUNDRED)
    assert codes(scene, project(1_000_00, "vägen"), by(BOARD, "2026-05-01")) == []
    assert codes(scene, project(500_00), by("Kulturnämnden", "2026-05-01")) == []
    assert (
        codes(
            given(THOUSAND_A_YEAR, past(project(600_00), by(BOARD, "2025-12-31"))),
            project(500_00),
            by(BOARD, "2026-05-01"),
        )
        == []
    )
    assert (
        codes(
            given(limited(limit(year=1_00), event="frame-adjusted"), SIX_HUNDRED),
            project(500_00),
            by(BOARD, "2026-05-01"),
        )
        == []
    )


def test_decisions_of_one_day_that_nothing_names_are_not_taken_for_one() -> None:
    """Of two decisions with neither case nor paragraph nobody can say that they are one."""
    unnamed = replace(by(BOARD, "2026-03-01"), case_number=None, paragraph=None)
    scene = given(limited(limit(each=1_000_00)), past(project(600_00), unnamed))
    assert codes(scene, project(500_00, "vägen"), unnamed) == []
    assert codes(scene, project(1_100_00, "vägen"), unnamed) == [OVER]
    named = given(limited(limit(each=1_000_00)), SIX_HUNDRED)
    assert codes(named, project(500_00, "vägen"), by(BOARD, "2026-03-01")) == [OVER]


def test_what_a_court_has_annulled_or_somebody_has_corrected_is_not_counted() -> None:
    annulled = JudgmentGiven(
        DecisionReference(BOARD, "KS 2025/1", "§ 5"),
        "FR",
        JudgmentOutcome.ANNULLED,
        date(2026, 4, 1),
        date(2026, 4, 20),
        final_ground="Lagakraftbevis",
    )
    for gone in (without_basis(annulled, recorded_on="2026-04-21"), past(corrected(6))):
        assert codes(given(THOUSAND_A_YEAR, SIX_HUNDRED, gone), project(500_00), by(BOARD, "2026-05-01")) == []


def test_a_correction_is_not_counted_with_what_it_corrects() -> None:
    scene = given(THOUSAND_A_YEAR, SIX_HUNDRED)
    scene.when(corrected(6, project(900_00), by(BOARD, "2026-03-01"))).then()
    [refused] = scene.when(corrected(6, project(1_100_00), by(BOARD, "2026-03-01"))).verdict.refusals
    assert (refused.code, refused.difference) == (OVER, "100\u00a0kr")


def test_the_line_of_a_frame_is_a_project_whatever_the_year_of_its_money() -> None:
    def line(ore: int, year: int, name: str = "bron") -> object:
        frame = FrameKey("slk", FrameKind.INVESTMENT, year, name)
        return adjusted(0, frame=frame, amount=InvestmentAmount(ore, 0))

    rule = limited(limit(year=1_000_00), event="frame-adjusted")
    scene = given(rule, past(line(600_00, 2026), by(BOARD, "2026-03-01")))  # type: ignore[arg-type]
    assert OVER in codes(scene, line(500_00, 2027), by(BOARD, "2026-05-01"))
    assert OVER not in codes(scene, line(500_00, 2027, "vägen"), by(BOARD, "2026-05-01"))
    assert OVER not in codes(scene, line(-500_00, 2026), by(BOARD, "2026-05-01"))


def test_an_earmark_of_equity_is_one_too() -> None:
    """Shared case decisions/11: a delegate draws on a reserve only as far as somebody has said that it may."""
    made = past(EquityReserved("lyft", "Lönelyft", 5_000_00), basis("2025-12-01"))
    rule = limited(limit(year=200_00), event="reservation-drawn")
    draw = ReservationDrawn("lyft", 150_00, date(2026, 5, 4))
    scene = given(made, rule, past(draw, by(BOARD, "2026-05-04"), "2026-05-05"))
    assert codes(scene, ReservationDrawn("lyft", 50_00, date(2026, 6, 1)), by(BOARD, "2026-06-01")) == []
    assert codes(scene, ReservationDrawn("lyft", 51_00, date(2026, 6, 1)), by(BOARD, "2026-06-01")) == [OVER]


# --- In one decision --------------------------------------------------------------------------------------------


def test_one_decision_is_all_of_its_paragraph() -> None:
    frames = (past(decided(10_000_00)), past(decided(10_000_00, frame=key("sbk"))))
    rule = limited(limit(each=1_000_00), event="frame-transferred")
    on = by(BOARD, "2026-03-01")
    scene = given(*frames, rule, past(transferred(600_00), on))
    assert OVER in codes(scene, transferred(500_00, "sbk", "slk"), replace(on, clause=2))
    assert OVER not in codes(scene, transferred(400_00), replace(on, clause=2))
    assert OVER not in codes(scene, transferred(1_000_00), by(BOARD, "2026-03-01", "§ 6"))


@pytest.mark.parametrize(
    ("paragraph", "body", "case", "is_one"),
    [
        *(("§ 5", "Förvaltningschefen", "KS 2025/1", True), ("5/2026", CHIEF, "KS 2025/1", True)),
        *(("5/2026", CHIEF, None, True), ("§5", CHIEF, "KS2025-1", True), ("§ 6", CHIEF, "KS 2025/1", False)),
        ("§ 5 A", CHIEF, "KS 2025/1", False),
    ],
)
def test_one_decision_is_one_however_it_is_written(paragraph: str, body: str, case: str | None, is_one: bool) -> None:
    """By the registered other name of who decides, and by the number of the paragraph."""
    named = past(BodyRegistered(CHIEF, BodyKind.DELEGATE, aliases=("Förvaltningschefen",)), basis("2026-01-12", "§ 3"))
    first = replace(basis("2026-03-01", "§ 5", 1, CHIEF), case_number=case)
    scene = given(named, inside(limit(CHIEF, each=1_000_00)), past(project(600_00), first))
    second = replace(basis("2026-03-01", paragraph, 2, body), case_number=case)
    assert codes(scene, project(500_00, "vägen"), second) == ([OVER] if is_one else [])


def test_what_stands_in_one_clause_is_counted_together() -> None:
    rule = limited(limit(each=1_000_00))
    clause = ClauseDecided(ClauseOutcome.APPROVED, "Beviljas.", facts=(project(600_00), project(500_00, "vägen")))
    [refused] = given(rule).when(clause, by(BOARD, "2026-03-01")).verdict.refusals
    assert (refused.code, refused.where, refused.difference) == (OVER, "facts[1]", "100\u00a0kr")


def test_the_rows_of_one_command_are_counted_as_they_come() -> None:
    """Limit 1 000: 600 and 500 are 100 over, also with something between them that has no limit; what is refused is not
    counted, and what is accepted is."""
    frames = (past(decided(10_000_00)), past(decided(10_000_00, frame=key("sbk"))))
    scene, on = given(*frames, limited(limit(each=1_000_00), event="frame-transferred")), by(BOARD, "2026-03-01")
    across = [accepting("transfer-across-units")]
    rows = (transferred(600_00), turnover(1_00, 1_00), turnover(2_00, 2_00), transferred(500_00))
    [over] = scene.when_together(*rows, on=on, accept=across).verdict.refusals
    assert (over.code, over.difference) == (OVER, "100\u00a0kr")
    more = (transferred(1_200_00), transferred(700_00), transferred(400_00))
    refused = scene.when_together(*more, on=on, accept=across).verdict.refusals
    assert [each.difference for each in refused] == ["200\u00a0kr", "100\u00a0kr"]
    told = scene.when_together(*more, on=on, accept=[*across, accepting(OVER)]).verdict
    assert told.refusals == ()
    assert [each.values["rule"] for each in told.warnings if each.code == "rule-accepted"].count(OVER) == 3


# --- Whose limit, and who sets it -------------------------------------------------------------------------------


def test_the_highest_body_has_no_limit() -> None:
    scene = given(limited(limit("KF", each=1_00), limit(each=1_00), bodies=("KF", BOARD)))
    assert codes(scene, project(500_00), basis("2026-05-01")) == []
    assert codes(scene, project(500_00), by(BOARD, "2026-05-01")) == [OVER]


def test_a_body_is_known_by_its_aliases() -> None:
    alias = without_basis(BodyRegistered(BOARD, BodyKind.BOARD, aliases=("TN",)))
    scene = given(alias, THOUSAND_A_YEAR, past(project(600_00), by("TN", "2026-03-01")))
    assert codes(scene, project(500_00), by("tekniska  nämnden", "2026-05-01")) == [OVER]
    only = given(alias, limited(bodies=("TN",)))
    assert codes(only, project(500_00), by(BOARD, "2026-05-01")) == []


def test_a_delegate_has_its_boards_right_as_far_as_the_board_has_said() -> None:
    scene = given(limited(bodies=("KF", BOARD)), inside(limit(CHIEF, each=200_00)))
    assert codes(scene, project(200_00), of_chief("2026-05-01")) == []
    [refused] = scene.when(project(250_00), of_chief("2026-05-01")).verdict.refusals
    assert (refused.code, refused.right) == (OVER, "högst 200\u00a0kr, eller ett beslut av Tekniska nämnden")
    assert codes(scene, project(250_00), by(BOARD, "2026-05-01")) == []
    assert codes(given(limited(bodies=("KF", BOARD))), project(200_00), of_chief("2026-05-01")) == [
        "body-not-competent"
    ]


def test_what_a_delegate_decides_counts_as_its_boards() -> None:
    scene = given(THOUSAND_A_YEAR, inside(limit(CHIEF, each=800_00)), past(project(600_00), of_chief("2026-03-01")))
    assert codes(scene, project(500_00), by(BOARD, "2026-05-01")) == [OVER]
    assert codes(scene, project(500_00), of_chief("2026-05-01", "D 2")) == [OVER]
    assert codes(scene, project(400_00), of_chief("2026-05-01", "D 2")) == []


def test_a_delegation_that_is_taken_back_gives_no_right() -> None:
    back = past(CompetenceDecided(FINANCED, within=BOARD), by(BOARD, "2026-04-01"), "2026-04-02")
    scene = given(limited(bodies=("KF", BOARD)), inside(), back)
    assert codes(scene, project(1_00), of_chief("2026-03-31")) == []
    assert codes(scene, project(1_00), of_chief("2026-05-01")) == ["body-not-competent"]


@pytest.mark.parametrize("body", ["KF", "Kulturnämnden", CHIEF])
def test_d14_delegation_inside_a_boards_own_right_is_that_boards(body: str) -> None:
    rule = CompetenceDecided(FINANCED, (CHIEF,), (limit(CHIEF, each=200_00),), within=BOARD)
    given().when(rule, by(BOARD, "2026-03-01")).then()
    wrong = refusal(
        "own-rule-by-other-body",
        f"{body} bestämmer inte vem som beslutar i stället för Tekniska nämnden; det gör Tekniska nämnden (KL 6:37).",
        "ett beslut av Tekniska nämnden",
    )
    said = given().when(rule, by(body, "2026-03-01")).verdict.refusals
    assert [(refused.code, refused.detail, refused.right) for refused in said] == [
        (wrong.code, wrong.text, wrong.right)
    ]


def test_d14_limits_between_boards_are_the_highest_bodys_or_whom_it_has_named() -> None:
    rule = CompetenceDecided(FINANCED, limits=(limit(year=1_000_00),))
    given().when(rule, basis("2026-03-01")).then()
    given().when(rule, by(BOARD, "2026-03-01")).then(refusal("own-rule-by-other-body"))
    named = past(CompetenceDecided("competence-decided", ("KF", "KS")), basis("2026-01-12"))
    given(named).when(rule, by("Kommunstyrelsen", "2026-03-01")).then()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (AmountLimit(BOARD), "field-missing"),
        (AmountLimit(BOARD, -1), "amount-negative"),
        (AmountLimit("Kulturnämnden", 1_00), "value-malformed"),
    ],
)
def test_a_limit_says_how_much_of_somebody_who_decides(wrong: AmountLimit, code: str) -> None:
    when = given().when(CompetenceDecided(FINANCED, (BOARD,), (wrong,)), basis("2026-03-01"))
    assert [refused.code for refused in when.verdict.refusals] == [code]


def test_nobody_is_limited_until_somebody_says_so_and_money_is_what_is_counted() -> None:
    assert codes(given(SIX_HUNDRED), project(500_00), by(BOARD, "2026-05-01")) == []
    unknown = replace(project(0), amount_ore=None)
    assert codes(given(limited(limit(each=1_00))), unknown, by(BOARD, "2026-05-01")) == []
