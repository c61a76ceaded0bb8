"""What is kept of frame changes: a row for each step that an entry makes, and nothing that is only proposed."""

from typing import Any, Final

from psycopg.sql import SQL

from api.app import Application, OpenLedger
from ledger.events import AnyFact, ProposalMade
from projections.tables.frame_changes import NUMBERS, PROJECTION, FrameChangeKind
from tests.given import AUTHOR, PLAN, adjusted, basis, between, command, decided, key

_ROWS: Final = SQL("SELECT * FROM frame_change ORDER BY entry_position, ordinal")


def rows(ledger: OpenLedger) -> list[dict[str, Any]]:
    ledger.runner.catch_up()
    with ledger.model.cursor() as cursor:
        return cursor.execute(_ROWS).fetchall()


def told(row: dict[str, Any]) -> dict[str, int]:
    """The numbers of a row that are not 0."""
    return {name: row[name] for name in NUMBERS if row[name]}


def record(application: Application, *facts: AnyFact, on: Any = None) -> None:
    number = application.ledger("stad").log.head()
    application.record("stad", command(*facts, on=on or basis(paragraph=f"§ {number}")), AUTHOR, f"k{number}")


def test_what_a_plan_and_then_a_budget_are_is_counted_also_when_no_figure_changes(
    application: Application, stad: OpenLedger
) -> None:
    record(application, decided(0, commitment=PLAN), on=basis("2024-11-25"))
    record(application, decided(0), on=basis("2025-11-24"))
    plan, budget = rows(stad)
    assert (told(plan), told(budget)) == ({"known": 1, "plan": 1}, {"budget": 1, "plan": -1})
    assert (plan["after_commitment"], budget["after_commitment"]) == ("plan", "budget")


def test_what_may_have_been_decided_stands_beside_until_it_has_been(application: Application, stad: OpenLedger) -> None:
    record(application, decided(70), on=between("2025-10-01", "2025-11-24"))
    beside, counted = rows(stad)
    assert told(beside) == {"undetermined_costs_ore": 70, "undetermined_net_ore": 70}
    assert (beside["after_known"], beside["after_costs_ore"]) == (False, 0)
    assert told(counted) == {
        "costs_ore": 70,
        "net_ore": 70,
        "known": 1,
        "budget": 1,
        "undetermined_costs_ore": -70,
        "undetermined_net_ore": -70,
    }
    assert (str(beside["decided_on"]), str(counted["decided_on"])) == ("2025-10-01", "2025-11-24")


def test_what_is_only_proposed_is_no_change(application: Application, stad: OpenLedger) -> None:
    record(application, ProposalMade("mer", (adjusted(5),)))
    assert rows(stad) == []


def test_rows_of_an_entry_are_numbered_by_frame_and_day(application: Application, stad: OpenLedger) -> None:
    record(application, decided(2, frame=key("slk")), decided(1, frame=key("sbk")), decided(3, frame=key("slk", 2025)))
    record(application, decided(5), adjusted(1), on=basis("2025-11-30", "§ 40"))
    first, second = [[row for row in rows(stad) if row["entry_position"] == position] for position in (5, 8)]
    assert [(row["ordinal"], row["unit"], row["year"]) for row in first] == [(0, "slk", 2026)]
    assert [(row["ordinal"], row["change"], row["costs_ore"]) for row in second] == [(0, "set", 3)]


def test_what_acts_is_one_of_few_words() -> None:
    assert {kind.value for kind in FrameChangeKind} == {
        *("set", "change", "correction", "judgment", "condition", "index")
    }
    assert PROJECTION.tables == ("frame_change",)
