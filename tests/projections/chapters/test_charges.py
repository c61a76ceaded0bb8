"""Members' charges at a coordinate: reckoned, printed, issued, recalculated and left to settle."""

from datetime import date
from typing import Any

import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import ProposalMade
from ledger.events.fees import FeeRateDecided
from ledger.values import Stage
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.chapters.charges import ChargesAnswer, MemberCharge, charges_answer
from tests.given import AUTHOR
from tests.golden.examples.fees import FEE
from tests.projections.rich import on
from tests.projections.rich.fees import entries


@pytest.fixture
def ledger(application: Application, stad: OpenLedger) -> OpenLedger:
    """The fees of the rich ledger: cap, rate, base, charges, issued, base corrected, settled; positions 5 to 12."""
    for number, command in enumerate(entries(5)):
        application.record("stad", command, AUTHOR, f"k{number}")
    stad.runner.catch_up()
    return stad


def ask(ledger: OpenLedger, as_of: str, **asked: Any) -> ChargesAnswer:
    """An answer about charges."""
    question = Question(as_of=date.fromisoformat(as_of), **asked)
    answer = charges_answer(ledger.model, question).answer
    assert isinstance(answer, ChargesAnswer)
    return answer


def row(ledger: OpenLedger, as_of: str, member: str = "sbk") -> MemberCharge:
    """One member's row."""
    [charges] = ask(ledger, as_of).charges
    return next(charge for charge in charges.rows if charge.member == member)


def test_before_anything_is_issued_there_is_nothing_to_settle(ledger: OpenLedger) -> None:
    there = row(ledger, "2025-12-31")
    assert (there.reckoned_ore, there.printed_ore, there.difference_ore) == (35_000, 35_000, 0)
    assert (there.issued_ore, there.recalculated_ore, there.to_settle_ore) == (None, None, None)


def test_what_was_issued_stays_when_the_base_is_another(ledger: OpenLedger) -> None:
    """The base doubles on 20 May: 700 kr instead of 350, of which 100 are settled on 1 June."""
    days = ("2026-01-15", "2026-05-20", "2026-06-01")
    shown = [row(ledger, day) for day in days]
    assert [charge.issued_ore for charge in shown] == [35_000, 35_000, 35_000]
    assert [charge.recalculated_ore for charge in shown] == [35_000, 70_000, 70_000]
    assert [charge.settled_ore for charge in shown] == [None, None, 10_000]
    assert [charge.to_settle_ore for charge in shown] == [0, 35_000, 25_000]
    assert [charge.reckoned_ore for charge in shown] == [35_000, 35_000, 35_000]  # what the printed table stood on
    assert [text_of(charge, "base_ore") for charge in shown[:2]] == [
        "1\u00a0000\u00a0000\u00a0kr",
        "2\u00a0000\u00a0000\u00a0kr",
    ]


def test_the_totals_are_of_all_members_whichever_is_shown(ledger: OpenLedger) -> None:
    [charges] = ask(ledger, "2026-06-01", unit="slk").charges
    assert [row.member for row in charges.rows] == ["slk"]
    totals = charges.totals
    assert (totals.members, totals.heads, totals.base_ore) == (2, 30, 400_000_000)
    assert (totals.issued_ore, totals.recalculated_ore, totals.settled_ore) == (105_000, 140_000, 10_000)
    assert (totals.to_settle_ore, totals.sum_of_rows_ore, totals.printed_rows_ore) == (25_000, 105_000, 105_000)
    assert charges.positions == (6, 7, 8, 9, 10, 11)


def test_without_a_calculation_the_rounding_is_not_decided(ledger: OpenLedger) -> None:
    [charges] = ask(ledger, "2025-12-01").charges
    assert (charges.note, charges.rows[0].reckoned_ore) == (
        "Avrundningen är inte bestämd: ingen uträkning är registrerad.",
        None,
    )


def test_nothing_known_is_said(ledger: OpenLedger) -> None:
    answer = ask(ledger, "2025-11-30")
    assert (answer.charges, answer.note) == ([], "Inga medlemsavgifter var kända till och med 2025-11-30.")
    assert ask(ledger, "2026-06-01", year=2025).charges == []
    assert ask(ledger, "2026-06-01", name="annan").charges == []


def test_a_proposed_rate_is_reckoned_on_the_decided_base(application: Application, ledger: OpenLedger) -> None:
    proposed = ProposalMade("hojning", (FeeRateDecided(FEE, 2026, 2026, 400_000),))
    application.record("stad", on("2026-01-20", proposed), AUTHOR, "förslag")
    ledger.runner.catch_up()
    answer = ask(ledger, "2026-02-01", stage=Stage.PROPOSED)
    [charges] = answer.charges
    assert (charges.stage, charges.rate) == (Stage.PROPOSED, "0,4\u00a0‰")
    assert [row.recalculated_ore for row in charges.rows] == [80_000, 40_000]
    assert [(row.reckoned_ore, row.printed_ore) for row in charges.rows] == [(80_000, None), (40_000, None)]
    assert ask(ledger, "2026-02-01").charges[0].rate == "0,35\u00a0‰"


def test_an_unknown_unit_is_refused(ledger: OpenLedger) -> None:
    with pytest.raises(Refused) as refused:
        ask(ledger, "2026-06-01", unit="miljo")
    assert refused.value.refusals[0].code == "unit-unknown"


def test_a_rate_that_is_decided_anew_shows_beside_what_is_printed(application: Application, ledger: OpenLedger) -> None:
    """Before anything is issued, too: 0,30 ‰ instead of 0,35 ‰, decided on 10 December."""
    application.record("stad", on("2025-12-10", FeeRateDecided(FEE, 2026, 2026, 300_000)), AUTHOR, "ny sats")
    ledger.runner.catch_up()
    there = row(ledger, "2025-12-31")
    assert (there.printed_ore, there.reckoned_ore, there.recalculated_ore) == (35_000, 35_000, 30_000)
