"""What rests on what is annulled, read for a year: what of it is said elsewhere is tried in `test_flags_everywhere`."""

from datetime import date

import pytest

from api.app import Application, OpenLedger
from ledger.events import (
    AnyFact,
    FinancingLeg,
    FinancingSource,
    FrameAdjusted,
    JudgmentGiven,
    JudgmentOutcome,
    PlanYearCopied,
    SupplementaryAppropriationDecided,
)
from ledger.meaning.later_acts import Annulment, LaterActs
from ledger.values import Basis, DecisionReference
from projections.asking.resting import rests_at
from tests.given import AUTHOR, PLAN, Command, adjusted, basis, decided, key, money, transferred
from tests.projections.telling import Told

FINAL = date(2026, 6, 1)
CLAUSE_1 = DecisionReference("KF", "KS 2025/1", "§ 2", clause=1)


@pytest.fixture
def paragraph(application: Application, stad: OpenLedger) -> OpenLedger:
    """§ 2: slk gets revenues of 10 in clause 1, and sbk 4 and 6 more out of new revenues in clauses 2 and 3."""
    said: list[tuple[Basis, tuple[AnyFact, ...]]] = [
        (basis(), (decided(500_00), decided(300_00, frame=key("sbk")))),
        (basis("2026-02-01", "§ 2", 1), (FrameAdjusted(key(), money(0, 10_00)),)),
    ]
    for clause, ore in ((2, 4_00), (3, 6_00)):
        leg = FinancingLeg(FinancingSource.REVENUE, ore)
        raised = SupplementaryAppropriationDecided(key("sbk"), money(ore), (leg,))
        said.append((basis("2026-02-01", "§ 2", clause), (raised,)))
    for number, (on, facts) in enumerate(said):
        application.record("stad", Command(facts, on), AUTHOR, f"k{number}")
    stad.runner.catch_up()
    return stad


def resting(ledger: OpenLedger, as_of: date, *meant: DecisionReference) -> list[int]:
    acts = LaterActs(tuple(Annulment(decision, FINAL) for decision in meant))
    with ledger.model.cursor() as cursor:
        return sorted({position for position, _ in rests_at(cursor, 2026, acts, ledger.log.head(), as_of)})


def test_every_supplement_that_leans_on_the_clause_is_found_from_the_final_day(paragraph: OpenLedger) -> None:
    head = paragraph.log.head()
    assert resting(paragraph, FINAL, CLAUSE_1) == [head - 1, head]
    assert resting(paragraph, date(2026, 5, 31), CLAUSE_1) == []
    assert resting(paragraph, FINAL) == []
    assert resting(paragraph, FINAL, DecisionReference("KF", "KS 2025/1", "§ 9")) == []
    assert resting(paragraph, FINAL, DecisionReference("KF", "KS 2025/1", "§ 2")) == [], "all of it is annulled"


# --- A plan year that is copied ---------------------------------------------------------------------------------

NOVEMBER, LAST_YEAR = "2024-11-25", key("ks", 2025)


def plan(ore: int, paragraph: str, day: str = NOVEMBER) -> tuple[AnyFact, Basis]:
    """The plan of ks for the year before."""
    return decided(ore, frame=LAST_YEAR, commitment=PLAN), basis(day, paragraph)


COPY = PlanYearCopied(key("ks"), LAST_YEAR, money(70_00)), basis(NOVEMBER, "§ 5")
TOLD = {("stands-on-annulled", "2026-06-01")}


@pytest.mark.parametrize(
    ("before", "after", "annulled", "expected"),
    [
        ([plan(70_00, "§ 4")], [], "§ 4", TOLD),
        ([plan(70_00, "§ 4", "2024-11-01")], [], "§ 4", TOLD),
        ([plan(60_00, "§ 3"), plan(70_00, "§ 4")], [], "§ 4", TOLD),
        ([plan(60_00, "§ 3"), (adjusted(10_00, frame=LAST_YEAR), basis(NOVEMBER, "§ 4"))], [], "§ 4", TOLD),
        ([plan(70_00, "§ 3"), plan(70_00, "§ 4")], [], "§ 4", set()),
        ([plan(70_00, "§ 4")], [], "§ 5", set()),
        ([plan(70_00, "§ 4")], [(adjusted(10_00, frame=LAST_YEAR), basis("2025-03-01", "§ 6"))], "§ 6", set()),
        ([plan(70_00, "§ 4")], [(decided(80_00, frame=key("ks")), basis("2025-11-24", "§ 7"))], "§ 4", set()),
    ],
    ids=[
        "what it copies",
        "decided before it",
        "another revives",
        "a change of it",
        "the same revives",
        "the copy itself",
        "what was changed since",
        "there is a budget by now",
    ],
)
def test_a_plan_year_that_copies_an_annulled_plan_stands_on_it(
    told: Told,
    before: list[tuple[AnyFact, Basis]],
    after: list[tuple[AnyFact, Basis]],
    annulled: str,
    expected: set[tuple[str, str]],
) -> None:
    """ "2026 is as 2025": R-56, KL 13:15. What it copied is decided no more, and its figure stands, to be looked at."""
    for fact, on in (*before, COPY, *after):
        told.record(fact, on=on)
    earlier = told.everywhere("ks")
    meant = DecisionReference("KF", "KS 2025/1", annulled)
    told.record(
        JudgmentGiven(meant, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), FINAL, final_ground="Lagakraftbevis")
    )
    new = told.everywhere("ks") - earlier
    assert {(code, day) for code, _, day in new if code == "stands-on-annulled"} == expected
    assert not [code for code, *_ in told.everywhere("ks", date(2026, 5, 31)) if code == "stands-on-annulled"]


# --- Across paragraphs ------------------------------------------------------------------------------------------


def annul(told: Told, paragraph: str) -> None:
    meant = DecisionReference("KF", "KS 2025/1", paragraph)
    told.record(
        JudgmentGiven(meant, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), FINAL, final_ground="Lagakraftbevis")
    )


def test_what_rests_on_the_money_of_another_paragraph_is_told_at_both_frames(told: Told) -> None:
    """sbk has 300, and 100 more by § 2; by § 9 of another day it gives slk 350, which it has not without the 100."""
    told.record(adjusted(100_00, frame=key("sbk")), on=basis("2026-02-01", "§ 2"))
    moved = told.record(transferred(350_00, "sbk", "slk"), on=basis("2026-03-01", "§ 9"))
    annul(told, "§ 2")
    assert told.everywhere("sbk") == told.everywhere("slk") == {("stands-on-annulled", moved, "2026-06-01")}


def test_as_much_in_two_paragraphs_of_a_meeting_is_not_said_to_have_met(told: Told) -> None:
    """D-1: what pays for a raise stands in its paragraph. That sbk lost 10 in § 3, when slk got 10 in § 2, says
    nothing of why; within one paragraph it does."""
    for paragraph, of_sbk, ore in (("§ 2", "§ 3", 10_00), ("§ 5", "§ 5", 20_00)):
        raised = told.record(adjusted(ore), on=basis("2026-02-01", paragraph, 1))
        told.record(adjusted(-ore, frame=key("sbk")), on=basis("2026-02-01", of_sbk, 2))
        meant = DecisionReference("KF", "KS 2025/1", of_sbk, 2)
        told.record(
            JudgmentGiven(meant, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), FINAL, final_ground="Lagakraftbevis")
        )
        expected = {("stands-on-annulled", raised, "2026-06-01")} if paragraph == of_sbk else set()
        assert told.everywhere("slk") == expected
