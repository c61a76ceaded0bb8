"""Movements that a new set has replaced at one end: told at both, whichever is asked for."""

from datetime import date

import pytest

from api.app import Application, OpenLedger
from ledger.events import AnyFact, CentralReserveReleased, SupplementaryAppropriationDecided
from ledger.events.financing import FinancingLeg, FinancingSource
from ledger.values import Basis
from projections.asking.question import Question
from projections.frames.change_table import change_table_answer
from tests.given import AUTHOR, Command, basis, decided, key, money, transferred
from tests.projections.a_year import DAY

PAID = FinancingLeg(FinancingSource.CENTRAL_RESERVE, 5_00, key("sbk"))
ONE_SIDED = (
    "Posten {post} räknas i sbk drift 2026 men är ersatt i slk drift 2026, som fastställdes på nytt i posten 8: av den "
    "har kolumnen ”{column}” bara den ena sidan."
)


@pytest.mark.parametrize(
    ("moved", "column", "net"),
    [
        (transferred(5_00, "sbk", "slk"), "överföringar", -5_00),
        (CentralReserveReleased(key("sbk"), key(), money(5_00)), "överföringar", -5_00),
        (transferred(5_00), "överföringar", 5_00),
        (SupplementaryAppropriationDecided(key(), money(5_00), (PAID,)), "tilläggsanslag", -5_00),
    ],
    ids=["from", "a reserve", "to", "a supplement"],
)
def test_what_a_new_set_replaced_of_a_movement_is_told_on_both_sides(
    application: Application, stad: OpenLedger, moved: AnyFact, column: str, net: int
) -> None:
    """The reserve's −5 stands in its column, and slk's +5 gave way to the set of May: the column sums to −5, the +5 is
    beside, and both frames say so."""
    sets = decided(500_00), decided(100_00, frame=key("sbk"))
    for facts, on in (
        (sets, basis()),
        ((moved,), basis("2026-02-02", "§ 3")),
        ((decided(510_00),), basis("2026-05-04", "§ 44")),
    ):
        application.record("stad", Command(facts, on), AUTHOR, on.decision_key)
    stad.runner.catch_up()
    for unit in (None, "slk", "sbk"):
        asked = change_table_answer(stad.model, Question(year=2026, as_of=DAY, unit=unit)).answer
        assert asked.remarks == (ONE_SIDED.format(post=7, column=column),), unit
    [change_table] = change_table_answer(stad.model, Question(year=2026, as_of=DAY)).answer.tables
    totals = {cell.column: cell.amount.net_ore for cell in change_table.total}
    assert (totals[change_table.beside[0].column], change_table.beside[0].amount.net_ore) == (net, -net)
    assert [(beside.unit, beside.by) for beside in change_table.beside] == [("slk", 8)]
    before = change_table_answer(stad.model, Question(year=2026, as_of=date(2026, 4, 30))).answer
    assert before.remarks == ()


def test_a_movement_that_gave_way_at_both_ends_is_beside_at_both_and_needs_no_word(
    application: Application, stad: OpenLedger
) -> None:
    recorded: list[tuple[tuple[AnyFact, ...], Basis]] = [
        ((decided(500_00), decided(100_00, frame=key("sbk"))), basis()),
        ((transferred(5_00),), basis("2026-02-02", "§ 3")),
        ((decided(510_00), decided(90_00, frame=key("sbk"))), basis("2026-05-04", "§ 44")),
    ]
    for facts, on in recorded:
        application.record("stad", Command(facts, on), AUTHOR, on.decision_key)
    stad.runner.catch_up()
    answer = change_table_answer(stad.model, Question(year=2026, as_of=DAY)).answer
    assert answer.remarks == ()
    assert [(beside.unit, beside.amount.net_ore) for beside in answer.tables[0].beside] == [
        ("sbk", 5_00),
        ("slk", -5_00),
    ]
