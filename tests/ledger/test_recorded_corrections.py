"""Corrections through the real log: what must be looked at for them is found, and what is wrong is told once."""

from datetime import date

import pytest

from ledger.errors import Refusal, Refused
from ledger.events import (
    LedgerOpened,
    OpeningEntryMade,
    ProposalMade,
    RecommendationMade,
    RecordingErrorCorrected,
    UnitRegistered,
)
from ledger.log.entry import Look
from ledger.log.log import Log
from ledger.recording import Command, record, rehearse
from ledger.values import OrganisationKind
from ledger.when import swedish_day
from tests.checks import check_log
from tests.given import AUTHOR, BUDGET, adjusted, basis, command, decided, key, money, opening
from tests.ledger.rules.scenario import corrected


def put(log: Log, *commands: Command) -> None:
    """Records commands one after the other."""
    for each in commands:
        record(log, "stad", each, AUTHOR)


def told(log: Log | None, what: Command) -> tuple[Refusal, ...]:
    """Everything that a command is refused for."""
    with pytest.raises(Refused) as refused:
        rehearse(log, what, AUTHOR)
    return refused.value.refusals


def test_a_correction_may_move_on_from_frame_to_frame(log: Log) -> None:
    """The first frame has nothing left in it by the second correction, and is in no consequence any longer."""
    put(log, opening(), command(decided(100_00)))
    put(log, Command((corrected(5, decided(100_00, frame=key("sbk")), basis()),)))
    receipt = rehearse(log, Command((corrected(6, decided(100_00, frame=key("ks")), basis()),)), AUTHOR)
    assert [change.frame for change in receipt.consequence.frames] == [key("sbk"), key("ks")]
    assert [change.after.sides.costs_ore for change in receipt.consequence.frames] == [0, 100_00]


def test_a_correction_is_stored_with_what_the_ledger_knows_of_the_first_entry(log: Log) -> None:
    put(log, opening(), Command((OpeningEntryMade(key(), BUDGET, money(1_00)),)))
    put(log, Command((corrected(5, OpeningEntryMade(key(), BUDGET, money(2_00))),)))
    put(log, Command((RecordingErrorCorrected(6, "igen", None, ("frame:x/y/z/1",), 1, date(1999, 1, 1)),)))
    first, last = log.at(5), log.at(7)
    assert first is not None
    assert last is not None
    assert last.entry.fact == RecordingErrorCorrected(
        6, "igen", None, ("entry:5", key().tag), 5, swedish_day(first.recorded_at)
    )
    assert log.read([Look("entry:5")])[0][-1] == last
    check_log(log)


def test_no_correction_puts_a_unit_below_itself_however_far_down(log: Log) -> None:
    chain = tuple(UnitRegistered(f"u{n}", f"Enhet {n}", f"u{n - 1}" if n else "slk") for n in range(6))
    put(log, opening(), Command(chain))
    [refusal] = told(log, Command((corrected(2, UnitRegistered("ks", "Kommunstyrelsen", "u5")),)))
    assert refusal.code == "unit-below-itself"
    assert refusal.detail.endswith("ks under u5 under u4 under u3 under u2 under u1 under u0 under slk under ks.")
    put(log, Command((corrected(10, UnitRegistered("u5", "Enhet 5", "ks")),)))
    check_log(log)


def test_a_correction_to_a_recommendation_finds_what_it_recommends(log: Log) -> None:
    put(log, opening(), command(ProposalMade("p1", (adjusted(1),))), command(decided(1)))
    recommendation = RecommendationMade("r1", (adjusted(1),), recommends="p1")
    put(log, Command((corrected(6, recommendation, basis()),)))
    unknown = RecommendationMade("r1", (adjusted(1),), recommends="p2")
    [refusal] = told(log, Command((corrected(7, unknown, basis()),)))
    assert (refusal.code, refusal.where) == ("proposal-unknown", "facts[0].replacement.fact")


def test_what_is_wrong_with_the_one_basis_is_told_once() -> None:
    facts = (*opening().facts, *[decided(1, frame=key(line=f"p{n}")) for n in range(40)])
    [future] = told(None, Command(facts, basis("2100-01-01")))
    assert (future.code, future.where) == ("decision-day-in-future", "basis.decided")
    [missing] = told(None, Command(facts))
    assert (missing.code, missing.where) == ("basis-missing", "basis")


def test_a_wrong_opening_is_told_once_and_not_for_everything_after_it() -> None:
    opened = LedgerOpened("Staden", OrganisationKind.MUNICIPALITY, "212000-0143", "0180")
    [refusal] = told(None, Command((opened, *opening().facts[1:], decided(1)), basis()))
    assert (refusal.code, refusal.where) == ("organisation-number-invalid", "facts[0]")


def test_every_wrong_fact_of_a_command_is_told_with_its_place() -> None:
    wrong = [decided(1, frame=key("miljo")) for _ in range(40)]
    refusals = told(None, Command((*opening().facts, *wrong), basis()))
    assert [refusal.where for refusal in refusals] == [f"facts[{n}].frame.unit" for n in range(4, 44)]
