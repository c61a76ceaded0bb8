"""The register: every entry found by what it is about, by its decision and by its warnings, as known at a position."""

from collections.abc import Iterator
from datetime import date

import pytest

from api.app import Application, OpenLedger
from ledger.events import AnyFact, IndexDecided, ProposalMade, RecordingErrorCorrected
from ledger.events.equity import EquityReserved
from ledger.log.database import Cursor
from ledger.values import Acceptance, Stage
from projections.tables.register import (
    entries_at,
    kind_of,
    later_acts_at,
    placed_at,
    placed_of,
)
from tests.given import AUTHOR, Command, adjusted, basis, command, decided
from tests.projections.rich import corrected

RESERVED = EquityReserved("smart-stad", "Smart stad", 50_000_000_00)
TOPPED_UP = EquityReserved("smart-stad", "Smart stad", 60_000_000_00)
KINDS = ("reservation",)
LATER = date(2026, 10, 1)


class Register:
    """Records, and asks the register with a cursor of its own."""

    def __init__(self, application: Application, ledger: OpenLedger, cursor: Cursor):
        self._application, self._ledger, self.cursor = application, ledger, cursor

    def record(self, *facts: AnyFact, day: str = "2026-03-01") -> int:
        return self.command(command(*facts, on=basis(day)))

    def command(self, wanted: Command) -> int:
        """The position of the command's first fact; everything is taken in."""
        receipt = self._application.record("stad", wanted, AUTHOR, f"k{self._ledger.log.head()}")
        self._ledger.runner.catch_up()
        return receipt.first_position or 0

    def positions(self, position: int, kinds: tuple[str, ...] = KINDS, *subjects: str) -> list[int]:
        return [recorded.position for recorded in entries_at(self.cursor, position, kinds, subjects or None)]


@pytest.fixture
def register(application: Application, stad: OpenLedger) -> Iterator[Register]:
    stad.runner.catch_up()
    with stad.model.cursor() as cursor:
        yield Register(application, stad, cursor)


def test_a_kind_is_what_comes_before_the_colon() -> None:
    assert [kind_of(subject) for subject in ("reservation:smart-stad", "aftermath", "decision:kf/a:b/1")] == [
        "reservation",
        "aftermath",
        "decision",
    ]


def test_an_entry_is_found_by_what_it_is_about(register: Register) -> None:
    first = register.record(RESERVED)
    other = register.record(EquityReserved("omstallning", "Omställning"))
    assert register.positions(other) == [first, other]
    assert register.positions(other, KINDS, "reservation:omstallning") == [other]
    assert register.positions(first) == [first]
    assert register.positions(other, ("fee",)) == []


def test_a_proposal_is_found_by_what_is_inside_it(register: Register) -> None:
    position = register.record(ProposalMade("tertial-1", (RESERVED, adjusted(1_00))))
    placed = placed_at(register.cursor, position, KINDS)
    assert [(entry.stage, entry.proposal) for entry in placed] == [
        (Stage.DECIDED, None),
        (Stage.PROPOSED, "tertial-1"),
        (Stage.PROPOSED, "tertial-1"),
    ]
    assert [entry.fact for entry in placed[1:]] == [RESERVED, adjusted(1_00)]


def test_an_entry_is_found_by_the_decision_that_it_rests_on(register: Register) -> None:
    position = register.record(decided(1_00))
    assert register.positions(position, ("decision",), "decision:kommunfullmäktige/ks/2025/1/§12") == [position]


def test_a_correction_takes_the_place_of_what_was_wrong(register: Register) -> None:
    wrong = register.record(RESERVED)
    right = register.command(corrected(wrong, TOPPED_UP, basis("2026-03-01")))
    assert register.positions(wrong) == [wrong]
    assert register.positions(right) == [right]
    [placed] = placed_at(register.cursor, right, KINDS)
    assert (placed.fact, placed.position, placed.decided.position) == (TOPPED_UP, right, wrong)


def test_what_is_withdrawn_is_found_no_more(register: Register) -> None:
    wrong = register.record(RESERVED)
    withdrawn = register.command(Command((RecordingErrorCorrected(wrong, "dubbelt"),)))
    assert register.positions(wrong) == [wrong]
    assert register.positions(withdrawn) == []
    assert placed_of(entries_at(register.cursor, wrong, KINDS)) == placed_at(register.cursor, wrong, KINDS)


def test_an_entry_is_found_by_its_warnings_each_code_once(register: Register) -> None:
    position = register.record(adjusted(1_00), adjusted(2_00), day="2026-03-01")
    assert register.positions(position + 1, ("warning",)) == [position, position + 1]
    assert register.positions(position + 1, ("warning",), "warning:frame-not-set") == [position, position + 1]
    assert register.positions(position + 1, ("warning",), "warning:swallowed") == []


def test_a_withdrawal_is_found_by_warnings_of_its_own(register: Register) -> None:
    """It claims nothing, and yet what somebody accepted when it was recorded is not lost."""
    register.record(decided(0), day="2025-11-24")
    raised = register.record(adjusted(50_00))
    register.record(adjusted(-40_00), day="2026-06-01")
    accepted = (Acceptance("frame-would-be-negative", "dubbelt", "controller-7"),)
    withdrawn = register.command(Command((RecordingErrorCorrected(raised, "dubbelt"),), accept=accepted))
    assert register.positions(withdrawn, ("warning",), "warning:rule-accepted") == [withdrawn]
    assert placed_at(register.cursor, withdrawn, ("warning",)) == []


def test_what_stands_on_a_day_comes_in_decided_order(register: Register) -> None:
    late = register.record(RESERVED, day="2026-06-01")
    early = register.record(EquityReserved("omstallning", "Omställning"), day="2026-03-01")
    placed = placed_at(register.cursor, early, KINDS)
    after = later_acts_at(register.cursor, early)
    assert [entry.position for entry in placed] == [late, early]
    assert [entry.position for entry in after.standing_by(placed, LATER)] == [early, late]
    assert [entry.position for entry in after.standing_by(placed, date(2026, 5, 31))] == [early]


def test_what_has_come_of_decisions_is_known_from_its_position(register: Register) -> None:
    position = register.record(IndexDecided("kf-2026", 30_000_000))
    assert later_acts_at(register.cursor, position).index_rate("kf-2026", LATER) == 30_000_000
    assert later_acts_at(register.cursor, position - 1).index_rate("kf-2026", LATER) is None
