"""Change initiatives: what they cost in a year, their conditions, and what has happened to them."""

from datetime import date

from api.app import Application, OpenLedger
from ledger.events import ConditionMet, ProposalMade
from ledger.events.services import (
    Approval,
    Blocks,
    ChangeInitiativeDecided,
    ConditionAttached,
    FundingDecided,
    FundingForm,
    InitiativeAmount,
    InitiativeInvoiced,
    InitiativeStarted,
)
from projections.asking.texts import text_of
from tests.projections.chapters.test_statements import (
    AI,
    BOT,
    asked,
    recorded,
)

LATER = InitiativeAmount(350, 2027, approval=Approval.INDICATED, as_printed="3,50 kr")
DAY = date(2026, 6, 30)


def test_the_year_decides_what_is_counted_and_what_is_only_indicated(
    application: Application, stad: OpenLedger
) -> None:
    plan = ChangeInitiativeDecided("ai", "AI", "slk", amounts=(*AI.amounts, LATER), aliases=("A-I",), note="n")
    ledger = recorded(application, stad, plan)
    [one] = asked(ledger).initiatives
    assert (one.stage, one.amount_ore, one.indicated_ore) == ("decided", 630, 0)
    assert one.supplier_name == "Stadsledningskontoret"
    assert (one.aliases, one.note, one.status, one.status_body) == (("A-I",), "n", "decided", "KF")
    assert [(amount.year, amount.indicated, amount.as_printed) for amount in one.amounts] == [
        (2026, False, None),
        (2027, True, "3,50 kr"),
    ]


def test_what_is_indicated_is_summed_apart_and_what_is_proposed_is_not_called_decided(
    application: Application, stad: OpenLedger
) -> None:
    later = ChangeInitiativeDecided("ai", "AI", "slk", amounts=(*AI.amounts, LATER))
    proposal = ProposalMade("f", (later, BOT))
    [total] = asked(recorded(application, stad, proposal), year=2027).totals
    assert (total.outcome, total.shared_ore, total.indicated_ore) == ("proposed", 0, 350)
    found = {one.initiative: one.stage for one in asked(stad, year=2027).initiatives}
    assert found == {"ai": "proposed", "bot": "proposed"}


def test_what_is_paid_for_as_an_optional_service_is_counted_apart(application: Application, stad: OpenLedger) -> None:
    optional = FundingDecided(FundingForm.OPTIONAL, initiative="bot", yearly_ore=10)
    answer = asked(recorded(application, stad, AI, BOT, optional))
    assert [(total.shared_ore, total.optional_ore, total.initiatives) for total in answer.totals] == [(630, 140, 2)]
    [bot] = [initiative for initiative in answer.initiatives if initiative.initiative == "bot"]
    assert [(text_of(funding, "form"), funding.yearly_ore) for funding in bot.funding] == [("tilläggstjänst", 10)]


def test_conditions_when_they_were_met_and_what_has_happened(application: Application, stad: OpenLedger) -> None:
    facts = (
        AI,
        ConditionAttached("ciso", "dialog", Blocks.START, "ai"),
        ConditionAttached("rapport", "återrapport", Blocks.NOTHING, "ai"),
        ConditionMet("ciso"),
        InitiativeStarted("ai", DAY),
        InitiativeInvoiced("ai", DAY, 100, "ks"),
        InitiativeInvoiced("ai", DAY, 30),
    )
    [initiative] = asked(recorded(application, stad, *facts)).initiatives
    assert [(each.condition, text_of(each, "blocks"), each.met_on) for each in initiative.conditions] == [
        ("ciso", "påbörjande", date(2025, 11, 24)),
        ("rapport", "ingenting", None),
    ]
    assert (initiative.started_on, initiative.invoiced_ore) == (DAY, 130)


def test_only_one_supplier_or_one_initiative(application: Application, stad: OpenLedger) -> None:
    ledger = recorded(application, stad, AI, BOT)
    assert [initiative.initiative for initiative in asked(ledger, unit="sbk").initiatives] == ["bot"]
    assert [initiative.initiative for initiative in asked(ledger, name="ai").initiatives] == ["ai"]
    nothing = asked(ledger, name="domino")
    assert (nothing.initiatives, nothing.totals) == ([], [])
    assert nothing.note == "Inga förändringsinsatser finns vid de koordinaterna."
