"""The values that the log answers with."""

from ledger.log.appending import Appended, AppendOutcome, Resolved


def test_every_outcome_of_the_database_function_has_its_name() -> None:
    assert {outcome.value for outcome in AppendOutcome} == {"stored", "seen", "reused", "conflict", "other-log"}


def test_a_conflict_has_no_positions_of_its_own() -> None:
    assert Appended(AppendOutcome.CONFLICT, conflict_position=7).last_position is None


def test_a_position_is_settled_and_an_instant_may_not_be() -> None:
    assert Resolved(3, fixed=True) != Resolved(3, fixed=False)
