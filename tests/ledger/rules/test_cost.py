"""What a command costs grows with its rows, and not with their square. What is counted is the lines that the rules run,
so that no clock and no machine decides."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

import pytest

from ledger.events import (
    AnyFact,
    CentralReserveReleased,
    FinancingLeg,
    FinancingSource,
    FrameTransferred,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
    UnitRegistered,
)
from ledger.events.policy import AmountLimit, CompetenceDecided
from ledger.looking.looks import looks
from ledger.looking.state import State
from ledger.rules.competence import raised_by_all
from ledger.rules.decide import decide, decide_together
from ledger.values import Basis, UnitRole
from tests.given import adjusted, basis, decided, key, money
from tests.ledger.rules.scenario import TODAY, given, past, without_basis

RESERVE: Final = key("res")


def supplement(number: int, leg: FinancingLeg) -> AnyFact:
    """A unit is given something by one leg."""
    return SupplementaryAppropriationDecided(key(f"u{number}"), money(leg.amount_ore), (leg,))


ROWS: Final[dict[str, tuple[str, Callable[[int], AnyFact]]]] = {
    "the council": ("KF", lambda n: adjusted(5_00 if n % 2 else -5_00, frame=key(f"u{n}"))),
    "a board": ("Socialnämnden", lambda n: adjusted(5_00 if n % 2 else -5_00, frame=key(f"u{n}"))),
    "a body that nobody knows": ("Kansliet", lambda n: adjusted(5_00 if n % 2 else -5_00, frame=key(f"u{n}"))),
    "sets": ("Socialnämnden", lambda n: decided(100_00 + n, frame=key(f"u{n}"))),
    "lines": ("Socialnämnden", lambda n: adjusted(n + 1, frame=key("sn", line=f"l{n}"))),
    "technical adjustments": ("KF", lambda n: TechnicalAdjustmentMade(key(f"u{n}"), money(5_00 if n % 2 else -5_00))),
    "supplements": ("KF", lambda n: supplement(n, FinancingLeg(FinancingSource.CENTRAL_RESERVE, n + 1))),
    "supplements out of a reserve": (
        "KF",
        lambda n: supplement(n, FinancingLeg(FinancingSource.CENTRAL_RESERVE, n + 1, RESERVE)),
    ),
    "supplements out of a reserve that is not named": (
        "KS",
        lambda n: supplement(n, FinancingLeg(FinancingSource.CENTRAL_RESERVE, n + 1)),
    ),
    "new lines of other units": ("KS", lambda n: decided(n + 1, frame=key(f"u{n}", line="ny"))),
    "money given back": ("Socialnämnden", lambda n: FrameTransferred(key(f"u{n}"), RESERVE, money(n + 1))),
    "money taken back": ("KS", lambda n: FrameTransferred(key(f"u{n}"), RESERVE, money(n + 1))),
    "transfers": ("KF", lambda n: FrameTransferred(key("sn"), key(f"u{n}"), money(n + 1))),
    "releases": ("KS", lambda n: CentralReserveReleased(RESERVE, key(f"u{n}"), money(n + 1))),
}


LIMIT: Final = CompetenceDecided(
    "frame-adjusted",
    ("KF", "Socialnämnden"),
    limits=(AmountLimit("Socialnämnden", per_decision_ore=900_000_00, per_project_year_ore=900_00),),
)


def world(size: int, *rules: AnyFact) -> State:
    """A board with units below it, each with a frame that the council has set, and a reserve; and what the organisation
    has decided about who decides."""
    units = [UnitRegistered(f"u{number}", f"Enhet {number}", "sn") for number in range(size)]
    board, reserve = UnitRegistered("sn", "Socialnämnden"), UnitRegistered("res", "R", role=UnitRole.CENTRAL_RESERVE)
    frames = [key("sn"), RESERVE, *(key(unit.unit) for unit in units)]
    sets = [past(decided(1_000_00, frame=frame)) for frame in frames]
    return given(*map(without_basis, (board, reserve, *units, *rules)), *sets).state


def lines_of(run: Callable[[], object]) -> int:
    """How many lines of the ledger something runs."""
    count = 0

    def line(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def call(frame: FrameType, _event: str, _argument: object) -> Any:
        return line if "/ledger/" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def decides(state: State, facts: tuple[AnyFact, ...], on: Basis) -> None:
    """What recording does with a command, without the log."""
    looks(state, facts, on)
    first = 10_000
    raised = raised_by_all(state, facts, on, first, TODAY)
    for number, fact in enumerate(facts):
        state = decide(state, fact, on, (), first + number, TODAY, raised).after
    decide_together(raised.together, state, ())


def cost(rows: Callable[[int], AnyFact], body: str, size: int, *rules: AnyFact) -> int:
    """The lines that a command of some rows costs in a ledger that has as many units."""
    state, on = world(size, *rules), basis("2026-03-02", "§ 5", 1, body)
    facts = tuple(map(rows, range(size)))
    decides(state, facts[:1], on)
    return lines_of(lambda: decides(state, facts, on))


@pytest.mark.parametrize("name", ROWS)
def test_a_command_costs_what_its_rows_cost(name: str) -> None:
    body, rows = ROWS[name]
    assert cost(rows, body, 80) < 2.2 * cost(rows, body, 40)


LIMITED: Final[dict[str, Callable[[int], AnyFact]]] = {
    "a frame each": lambda n: adjusted(5_00 if n % 2 else -5_00, frame=key(f"u{n}")),
    "one frame": lambda n: adjusted(n + 1 if n % 2 else -n, frame=key("sn")),
    "lines": lambda n: adjusted(n + 1, frame=key("sn", line=f"l{n}")),
}


@pytest.mark.parametrize("name", LIMITED)
def test_a_limit_to_amounts_is_reckoned_once_for_all_rows(name: str) -> None:
    """R-16: each row is held against everything that is decided already, which is gone through once."""
    body, rows = "Socialnämnden", LIMITED[name]
    assert cost(rows, body, 80, LIMIT) < 2.2 * cost(rows, body, 40, LIMIT)
