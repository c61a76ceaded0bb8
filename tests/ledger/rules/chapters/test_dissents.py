"""R-19 and R-20: who can reserve against what, and that no frame is touched by it."""

import pytest

from ledger.events import ClauseDecided, ClauseOutcome, DissentKind, DissentRecorded, ElectedPerson, ProposalMade, Seat
from ledger.values import Basis
from tests.given import SOURCE, adjusted, basis, decided
from tests.ledger.rules.scenario import corrected, given, past, refusal, warning

FRAME = past(decided(100_00))
RESERVATION = DissentRecorded("m-1", DissentKind.RESERVATION, (ElectedPerson("Anna Ek", "M"),))
CASE = basis("2026-03-01", "§ 30")


def sat(seat: Seat, kind: DissentKind = DissentKind.RESERVATION) -> DissentRecorded:
    return DissentRecorded("kd", kind, (ElectedPerson("Nike Al", "KD", seat),))


def test_a_dissent_about_money_touches_no_frame() -> None:
    """R-20."""
    claim = DissentRecorded("c", DissentKind.RESERVATION, claims=("10 miljarder kronor",))
    after = given(FRAME).when(claim, basis()).then()
    assert after.costs("2026-12-31") == 100_00


@pytest.mark.parametrize("seat", [Seat.MEMBER, Seat.SERVING_SUBSTITUTE])
def test_whoever_took_part_can_reserve(seat: Seat) -> None:
    given(FRAME).when(sat(seat), basis()).then()


@pytest.mark.parametrize("kind", sorted(set(DissentKind) - {DissentKind.RESERVATION}))
def test_a_substitute_without_a_vote_can_say_anything_else(kind: DissentKind) -> None:
    given(FRAME).when(sat(Seat.SUBSTITUTE, kind), basis()).then()


@pytest.mark.parametrize(
    "decision",
    [decided(1_00), ClauseDecided(ClauseOutcome.DENIED, "Avslås."), ProposalMade("p", (adjusted(1_00),))],
)
def test_whatever_the_body_has_done_in_the_case_can_be_reserved_against(
    decision: ClauseDecided | ProposalMade,
) -> None:
    """Also a board that only recommends has decided to do so."""
    given(past(decision, basis("2026-02-01", "§ 7"))).when(RESERVATION, CASE).then()


def test_what_another_body_or_another_case_has_decided_does_not_count() -> None:
    scene = given(past(decided(1_00), basis(body="KS")))
    scene.when(RESERVATION, CASE).then(warning("dissent-without-decision"))
    other = Basis("KF", CASE.decided, SOURCE, "KS 2025/2", "§ 30", 1)
    given(FRAME).when(RESERVATION, other).then(warning("dissent-without-decision"))


def test_another_dissent_is_no_decision() -> None:
    scene = given(past(RESERVATION))
    second = DissentRecorded("m-2", DissentKind.RESERVATION, identical_to="m-1")
    scene.when(second, CASE).then(warning("dissent-without-decision"))


def test_a_dissent_is_not_identical_to_itself() -> None:
    itself = DissentRecorded("m-1", DissentKind.RESERVATION, identical_to="m-1")
    given(FRAME).when(itself, basis()).then(refusal("dissent-unknown"))


def test_a_corrected_dissent_keeps_its_name() -> None:
    scene = given(FRAME, past(RESERVATION))
    scene.when(corrected(6, DissentRecorded("m-1", DissentKind.SPECIAL_STATEMENT), basis())).then()


def test_a_withdrawn_dissent_leaves_its_name_free() -> None:
    given(FRAME, past(RESERVATION), past(corrected(6))).when(RESERVATION, basis()).then()
