"""What is found by whichever name of a body: decisions, meetings, and the units that bodies are called as."""

from datetime import date

from ledger.events import DecisionAppealed, MinutesApproved, UnitRegistered
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.looking.called import names_looked, units_called
from ledger.values import DecisionReference
from tests.given import adjusted, basis, key
from tests.ledger.rules.scenario import given, past, without_basis

DAY = date(2026, 3, 10)
UNIT = without_basis(UnitRegistered("bun", "Bildningsnämnden"))
BOARD = without_basis(BodyRegistered("Skolnämnden", BodyKind.BOARD, "bun"))


def test_the_unit_of_a_body_is_the_one_it_is_registered_with_or_has_for_its_name() -> None:
    assert list(units_called(given(BOARD).state, ["skolnämnden", "BUN", "Socialnämnden"])) == ["unit:bun", "unit:bun"]


def test_a_meeting_is_looked_for_under_every_name() -> None:
    minutes = MinutesApproved("BUN", DAY, DAY)
    looked = set(names_looked(given(UNIT, BOARD).state, minutes, None))
    assert looked == {f"meeting:{name}/{DAY}" for name in ("bun", "bildningsnämnden", "skolnämnden")} | {"unit:bun"}


def test_a_decision_is_looked_for_under_every_name_and_its_units_by_those_that_are_there() -> None:
    appeal = DecisionAppealed(DecisionReference("Bildningsnämnden", None, "§ 20", decided_on=DAY), DAY)
    there = past(adjusted(1_00, frame=key("bun")), basis("2026-03-10", "§ 20", 1, "BUN"))
    looked = set(names_looked(given(UNIT, there).state, appeal, None))
    assert looked >= {"paragraph:bun/§20/2026", "paragraph:bildningsnämnden/§20/2026", "unit:bun"}


def test_what_only_changes_frames_is_found_by_those() -> None:
    on = basis("2026-03-10", "§ 20", 1, "Bildningsnämnden")
    assert list(names_looked(given(UNIT).state, adjusted(1_00), on)) == []
