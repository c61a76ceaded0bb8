"""What rests on what is annulled, read for a year: what of it is said elsewhere is tried in `test_flags_everywhere`."""

from datetime import date

import pytest

from api.app import Application, OpenLedger
from ledger.events import AnyFact, FinancingLeg, FinancingSource, FrameAdjusted, SupplementaryAppropriationDecided
from ledger.meaning.later_acts import Annulment, LaterActs
from ledger.values import Basis, DecisionReference
from projections.asking.resting import rests_at
from tests.given import AUTHOR, Command, basis, decided, key, money

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
