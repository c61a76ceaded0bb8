"""Earmarks and result units asked on all three clocks, with figures reckoned by hand."""

from datetime import date

import msgspec
import pytest

from api.app import OpenLedger
from ledger.errors import Refused
from ledger.events import ConditionMet, ProposalMade
from ledger.events.equity import (
    EquityReserved,
    OperatingPlanApproved,
    ReservationDrawn,
    ReservationExtended,
    ReservationLapsed,
    ReservationReleased,
    ReservationToppedUp,
    ResultCarriedOver,
    ResultUnitApproved,
)
from ledger.events.projects import ContingentEventNoted
from ledger.values import Acceptance, Basis
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.chapters.reservations import (
    EquityReservation,
    ReservationsAnswer,
    ResultUnitsAnswer,
    reservations_answer,
    result_units_answer,
)
from tests.given import basis, decided
from tests.projections.chapters.conftest import Record

NAME = "smart-stad"
KRONA = 100
FIRST, LAST = date(2023, 5, 1), date(2027, 12, 31)
RESERVED = EquityReserved(NAME, "Smart stad", 1_000 * KRONA, FIRST, LAST)


def asked(ledger: OpenLedger, as_of: str = "2026-07-01", **more: object) -> EquityReservation:
    """The one earmark."""
    question = Question(as_of=date.fromisoformat(as_of), **more)  # type: ignore[arg-type]
    answer = reservations_answer(ledger.model, question).answer
    assert isinstance(answer, ReservationsAnswer)
    [reservation] = answer.reservations
    return reservation


def drawn(kronor: int) -> ReservationDrawn:
    return ReservationDrawn(NAME, kronor * KRONA, date(2026, 6, 30), "AI-plattform")


def test_what_remains_as_decided_by_any_day(record: Record, stad: OpenLedger) -> None:
    """1 000 reserved in 2023; 200 added in March 2026, 100 given back in April, and 300 drawn on the last of June, as
    was decided in February."""
    record("2023-04-24", RESERVED)
    record("2026-02-02", drawn(300))
    record("2026-03-02", ReservationToppedUp(NAME, 200 * KRONA))
    record("2026-04-02", ReservationReleased(NAME, 100 * KRONA))
    days = ("2023-04-24", "2026-02-02", "2026-03-02", "2026-04-02")
    assert [asked(stad, day).remaining_ore for day in days] == [100_000, 100_000, 120_000, 110_000]
    reservation = asked(stad)
    told = ("reserved_ore", "drawn_ore", "topped_up_ore", "released_ore", "remaining_ore")
    assert tuple(text_of(reservation, name) for name in told) == (
        "1\u00a0000\u00a0kr", "300\u00a0kr", "200\u00a0kr", "100\u00a0kr", "800\u00a0kr"
    )  # fmt: skip
    assert [change.remaining_ore for change in reservation.changes] == [100_000, 120_000, 110_000, 80_000]
    assert (reservation.says, reservation.validity, reservation.last_day) == ((), "valid", LAST)


def test_the_amounts_are_those_of_the_day_asked_about(record: Record, stad: OpenLedger) -> None:
    """20 mnkr reserved; 7 drawn on 1 March 2026; what is left, 13, lapses on 1 July."""
    mnkr = 1_000_000 * KRONA
    record("2025-11-24", EquityReserved(NAME, "Smart stad", 20 * mnkr, date(2026, 1, 1), date(2026, 6, 30)))
    record("2026-02-02", ReservationDrawn(NAME, 7 * mnkr, date(2026, 3, 1)))
    record("2026-06-01", ReservationLapsed(NAME, date(2026, 7, 1)))

    def on(day: str) -> tuple[int | None, ...]:
        reservation = asked(stad, "2026-12-31", on=date.fromisoformat(day))
        return reservation.drawn_ore, reservation.lapsed_ore, reservation.remaining_ore

    assert on("2025-12-31") == (0, 0, 20 * mnkr)
    assert on("2026-02-28") == (0, 0, 20 * mnkr)
    assert on("2026-03-01") == on("2026-06-30") == (7 * mnkr, 0, 13 * mnkr)
    assert on("2026-07-01") == on("2026-12-31") == (7 * mnkr, 13 * mnkr, 0)


def test_what_comes_after_the_day_is_listed_and_marked(record: Record, stad: OpenLedger) -> None:
    record("2023-04-24", RESERVED)
    record("2026-02-02", drawn(300))
    before, after = asked(stad, on=date(2026, 6, 29)), asked(stad, on=date(2026, 6, 30))
    assert [change.comes_later for change in before.changes] == [False, True]
    assert [change.comes_later for change in after.changes] == [False, False]
    assert [change.remaining_ore for change in before.changes] == [100_000, 70_000]
    assert b"comes_later" not in msgspec.json.encode(after)


def test_before_it_was_decided_there_was_nothing(record: Record, stad: OpenLedger) -> None:
    record("2023-04-24", RESERVED)
    reservation = asked(stad, on=date(2023, 4, 23))
    assert (reservation.reserved_ore, reservation.remaining_ore, reservation.validity, reservation.says) == (
        0,
        0,
        "not-begun",
        (),
    )


def test_what_was_known_before_a_late_recording_keeps_its_bytes(record: Record, stad: OpenLedger) -> None:
    record("2023-04-24", RESERVED)
    question = Question(as_of=date(2026, 7, 1), known_at=5)
    before = msgspec.json.encode(reservations_answer(stad.model, question).answer)
    record("2026-02-02", drawn(300))
    assert msgspec.json.encode(reservations_answer(stad.model, question).answer) == before
    assert asked(stad).remaining_ore == 70_000


def test_an_unknown_balance_is_said_plainly(record: Record, stad: OpenLedger) -> None:
    record("2023-04-24", ReservationExtended(NAME, LAST, "Smart stad"))
    record("2026-02-02", drawn(300))
    reservation = asked(stad)
    assert (reservation.remaining_ore, text_of(reservation, "remaining_ore"), text_of(reservation, "reserved_ore")) == (
        None,
        "okänt",
        "okänt",
    )
    assert (reservation.drawn_ore, reservation.origin_known) == (30_000, False)
    assert reservation.says == ("Saldot är okänt: reservationens tillkomst är inte registrerad.",)


def test_an_amount_that_is_not_known_makes_the_balance_unknown(record: Record, stad: OpenLedger) -> None:
    record("2023-04-24", RESERVED)
    record("2026-02-02", ReservationToppedUp(NAME))
    assert asked(stad).says == ("Saldot är okänt: ett av beloppen är inte känt.",)


def test_when_the_time_is_out_with_money_left_that_is_said_until_it_has_lapsed(
    record: Record, stad: OpenLedger
) -> None:
    record("2023-04-24", EquityReserved(NAME, "Smart stad", 500 * KRONA, FIRST, date(2025, 12, 31)))
    reservation = asked(stad)
    assert reservation.validity == "expired"
    assert reservation.says == (
        "Tiden gick ut 2025-12-31; det som återstår har inte förts tillbaka till fritt eget kapital.",
    )
    record("2026-01-15", ReservationLapsed(NAME, date(2026, 1, 1)))
    lapsed = asked(stad)
    assert (lapsed.validity, lapsed.lapsed_ore, lapsed.remaining_ore, lapsed.says) == ("lapsed", 50_000, 0, ())
    assert lapsed.changes[-1].origin.stage is None
    assert asked(stad, on=date(2025, 12, 31)).validity == "valid"


def test_more_drawn_than_there_was_is_said(record: Record, stad: OpenLedger) -> None:
    record("2023-04-24", RESERVED)
    record("2026-02-02", drawn(1_100), accept=(Acceptance("reservation-overdrawn", "beslutat så", "controller-7"),))
    assert asked(stad).says == ("Mer är taget i anspråk än vad som fanns: −100\u00a0kr återstår.",)


def test_a_conditional_top_up_stands_beside_until_its_condition_is_met(record: Record, stad: OpenLedger) -> None:
    on = basis("2026-02-01")
    conditional = Basis(on.body, on.decided, on.source, on.case_number, on.paragraph, conditions=("bokslut",))
    record("2023-04-24", RESERVED)
    record(conditional, ReservationToppedUp(NAME, 200 * KRONA))
    record("2026-05-01", ConditionMet("bokslut"))
    before, after = asked(stad, "2026-04-30"), asked(stad, "2026-05-01")
    assert (before.remaining_ore, after.remaining_ore) == (100_000, 120_000)
    [waiting] = before.beside
    assert (waiting.origin.standing, waiting.origin.conditions) == ("conditional", ("bokslut",))
    assert (waiting.amount_ore, waiting.remaining_ore, after.beside) == (20_000, None, ())


def test_a_condition_that_lets_a_draw_count_is_held_to_what_remains(record: Record, stad: OpenLedger) -> None:
    on = basis("2026-02-01")
    conditional = Basis(on.body, on.decided, on.source, on.case_number, on.paragraph, conditions=("avtal",))
    record("2023-04-24", RESERVED)
    record(conditional, drawn(800))
    record("2026-03-01", drawn(300))
    assert asked(stad).remaining_ore == 70_000
    with pytest.raises(Refused) as refused:
        record("2026-04-01", ConditionMet("avtal"))
    assert [refusal.code for refusal in refused.value.refusals] == ["reservation-overdrawn"]


def test_a_proposal_stands_beside_with_its_name_and_changes_nothing(record: Record, stad: OpenLedger) -> None:
    record("2023-04-24", RESERVED)
    record("2026-02-01", ProposalMade("langre", (ReservationExtended(NAME, date(2030, 12, 31)),)))
    reservation = asked(stad)
    assert (reservation.last_day, reservation.remaining_ore) == (LAST, 100_000)
    [proposed] = reservation.beside
    assert (proposed.origin.stage, proposed.origin.proposal, proposed.day) == ("proposed", "langre", date(2030, 12, 31))
    record("2026-02-01", ProposalMade("annat", (decided(1),)))
    assert asked(stad, proposal="annat").beside == ()


def test_what_is_only_proposed_or_may_come_is_listed_too(record: Record, stad: OpenLedger) -> None:
    record("2026-02-01", ProposalMade("ny", (RESERVED,)))
    reservation = asked(stad)
    assert (reservation.changes, reservation.says) == ((), ("Ingenting är beslutat.",))
    record("2026-02-02", ContingentEventNoted("h", "En plan.", "Mer behövs.", reservation=NAME))
    assert [noted.consequence for noted in asked(stad).expected] == ["Mer behövs."]


def test_nothing_asked_for_is_said_in_a_note(record: Record, stad: OpenLedger) -> None:
    record("2023-04-24", RESERVED)
    question = Question(name="annan", as_of=date(2026, 7, 1))
    answer = reservations_answer(stad.model, question).answer
    assert (
        answer.note == "Ingen sådan reservation av eget kapital var beslutad eller föreslagen till och med 2026-07-01."
    )
    assert answer.recipe == "reservations-4"


# --- Result units -----------------------------------------------------------------------------------------------


def units(ledger: OpenLedger, **more: object) -> ResultUnitsAnswer:
    question = Question(as_of=date(2026, 7, 1), **more)  # type: ignore[arg-type]
    answer = result_units_answer(ledger.model, question).answer
    assert isinstance(answer, ResultUnitsAnswer)
    return answer


def test_result_units_with_what_they_carry_over(record: Record, stad: OpenLedger) -> None:
    record("2024-02-07", ResultUnitApproved("slk", 2024, 2025), OperatingPlanApproved("ks", 2024))
    record("2025-02-05", ResultCarriedOver("slk", 2024, 2025, -70 * KRONA, 100 * KRONA, note="Underskott."))
    record("2025-11-01", ProposalMade("fler", (ResultUnitApproved("sbk", 2026),)))
    answer = units(stad)
    assert [(unit.unit, unit.origin.standing) for unit in answer.result_units] == [
        ("slk", "counted"),
        ("sbk", "proposed"),
    ]
    [carried] = answer.carried
    assert (text_of(carried, "amount_ore"), text_of(carried, "cap_ore"), carried.note) == (
        "−70\u00a0kr",
        "100\u00a0kr",
        "Underskott.",
    )
    assert [(plan.unit_name, plan.year) for plan in answer.plans] == [("Kommunstyrelsen", 2024)]


def test_result_units_of_a_year_or_a_unit(record: Record, stad: OpenLedger) -> None:
    record("2024-02-07", ResultUnitApproved("slk", 2024, 2025), ResultUnitApproved("sbk", 2025))
    assert [unit.unit for unit in units(stad, year=2024).result_units] == ["slk"]
    assert [unit.unit for unit in units(stad, year=2026).result_units] == ["sbk"]
    assert [unit.unit for unit in units(stad, unit="sbk").result_units] == ["sbk"]
    assert (units(stad, unit="ks").note or "").startswith("Ingen resultatenhet")
