"""A rule of law speaks in the years in which it holds, and in no others."""

from datetime import date

import pytest

from ledger.errors import REFUSALS
from ledger.events import BudgetAdopted, MinutesApproved, NoticePosted
from ledger.meaning.placed import situated
from ledger.rules.in_its_years import lawful
from ledger.values import RecordedWarning
from ledger.words.law import LAW, SPEAKING, CountedBy
from ledger.words.notices import WARNINGS
from tests.given import adjusted, basis, decided, key
from tests.ledger.rules.scenario import Says, given, past, warning, without_basis
from tests.ledger.rules.tables.test_readme import LINES

FIRST = {code: min(rule.first_year for rule in rules) for code, rules in SPEAKING.items()}


@pytest.mark.parametrize("code", SPEAKING)
def test_a_law_says_nothing_of_the_year_before_its_first(code: str) -> None:
    """By the year of the decision, or of the budget or accounts that it is about, whenever it is decided."""
    said = [RecordedWarning(code, {}), RecordedWarning("basis-incomplete", {})]
    decides = SPEAKING[code][0].counted_by is CountedBy.DECISION
    for year, there in ((FIRST[code] - 1, said[1:]), (FIRST[code], said)):
        day, budget = (year, 2026) if decides else (2026, year)
        situation = situated(basis(f"{day}-05-18"), 9, date(2026, 11, 30))
        assert list(lawful(said, decided(1, frame=key(year=budget)), situation)) == there
        assert list(lawful(said, BudgetAdopted(budget), situation)) == there


@pytest.mark.parametrize("name", LAW)
def test_what_a_law_says_is_among_the_codes_of_its_rule(name: str) -> None:
    law = LAW[name]
    assert {*law.refuses, *law.warns} <= set(LINES[law.rule].says)
    assert set(law.refuses) <= REFUSALS.keys()
    assert set(law.warns) <= WARNINGS.keys()


@pytest.mark.parametrize(("year", "told"), [(2017, ()), (2018, (warning("notice-posted-late"),))])
def test_the_notice_board_of_a_year_is_held_to_the_law_of_that_year(year: int, told: tuple[Says, ...]) -> None:
    """KL 8:12 is of the act that came into force in 2018. The meeting's own year tells, not that of recording."""
    meeting = date(year, 5, 28)
    frame = past(decided(1, frame=key(year=year + 1)), basis(str(meeting)))
    approved = MinutesApproved("KF", meeting, date(year, 6, 4), ("§ 12",))
    posted = NoticePosted("KF", meeting, date(year, 6, 15), ("§ 12",))
    given(frame, without_basis(approved)).when(posted).then(*told)


def test_a_decision_about_the_year_after_is_held_to_the_law_of_that_year() -> None:
    """KL 11:5 asks for balance in budgets from 2000, whenever they are adopted."""
    for year, told in ((1999, False), (2000, True)):
        fact = BudgetAdopted(year, budgeted_result_ore=-5_00)
        verdict = given().when(fact, basis(f"{year - 1}-11-23")).verdict
        assert ("budgeted-deficit" in [said.code for said in verdict.warnings]) is told


def test_what_no_law_says_holds_in_every_year() -> None:
    assert "frame-would-be-negative" not in SPEAKING
    before = situated(basis("1950-01-02"), 9, date(2026, 11, 30))
    said = [RecordedWarning("body-unknown", {})]
    assert list(lawful(said, adjusted(1, frame=key(year=1950)), before)) == said


@pytest.mark.parametrize(
    ("day", "year", "cited"),
    [("2017-05-18", 2017, "(kommunallagen 1991:900, nu KL {})"), ("2018-05-18", 2018, "(KL {})")],
)
def test_a_refusal_cites_the_act_of_its_year(day: str, year: int, cited: str) -> None:
    """KL (2017:725) is in force from 2018; before that the same stood in the act of 1991, under other numbers."""
    slk, sbk = key(year=year), key("sbk", year=year)
    there = given(*(past(decided(100_00, frame=frame), basis(f"{year - 1}-11-20")) for frame in (slk, sbk)))
    council = there.when_together(adjusted(10_00, frame=slk), on=basis(day)).verdict.refusals
    board = there.when(adjusted(10_00, frame=slk), basis(day, body="Stadsledningsnämnden")).verdict.refusals
    texts = {refused.code: refused.detail for refused in (*council, *board)}
    assert cited.format("11:15") in texts["financing-missing"]
    assert cited.format("5:1, 5:2") in texts["total-raised-by-other-body"]
