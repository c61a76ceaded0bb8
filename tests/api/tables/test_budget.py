"""What the command line and HTTP say of budgets, parts of frames and outcomes, asked from outside."""

from typing import Any

from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from ledger.events import (
    BalanceReserve,
    BalanceResultStated,
    BudgetAdopted,
    BudgetPart,
    FrameDecided,
    IndexDecided,
    OfWhichNoted,
    OutcomeRecorded,
    TaxRateDecided,
    UnitRegistered,
)
from ledger.values import FrameKind, InvestmentAmount, UnitRole
from tests.api.conftest import Liggare
from tests.given import AUTHOR, BUDGET, command, decided, key, money

FACTS = (
    UnitRegistered("finans", "Finansförvaltningen", role=UnitRole.FINANCE),
    decided(90_000_000_00),
    FrameDecided(key("finans"), BUDGET, money(0, 100_000_000_00)),
    BudgetAdopted(2026, 178_300_000, 10_000_000_00, tuple(BudgetPart)[:-1], note="Med reservationer."),
    IndexDecided("kf-index-2026", 30_000_000),
    OfWhichNoted(key(), "hyra", money(54_100_000_00)),
    OfWhichNoted(key(kind=FrameKind.INVESTMENT), "inventarier", InvestmentAmount(1_000_000_00, 0)),
    OutcomeRecorded(key(), money(88_000_000_00)),
)


def rows(text: str) -> list[list[str]]:
    """The words of each line."""
    return [line.replace("\u00a0", " ").split() for line in text.splitlines()]


def test_a_tax_rate_is_shown_with_the_decimals_that_it_is_printed_with(
    application: Application, stad: OpenLedger, liggare: Liggare
) -> None:
    application.record("stad", command(TaxRateDecided(2026, 219_000_000)), AUTHOR, "k")
    said = liggare("budget", "--ledger", "stad", "--year", "2026", "--as-of", "2026-03-01")
    assert ["Skattesats", "21,90", "%"] in rows(said.out)
    as_json = liggare("budget", "--ledger", "stad", "--year", "2026", "--as-of", "2026-03-01", "--json")
    assert '"tax_rate_text":"21,90\u00a0%"' in as_json.out.replace('": "', '":"')


def test_a_budget_is_shown_with_its_checklist_and_whether_it_closes(
    application: Application, stad: OpenLedger, liggare: Liggare
) -> None:
    application.record("stad", command(*FACTS), AUTHOR, "k")
    said = liggare("budget", "--ledger", "stad", "--year", "2026", "--as-of", "2026-03-01")
    assert said.code == 0
    lines = rows(said.out)
    assert ["Skattesats", "17,83", "%"] in lines
    assert ["Anges", "inte", "innehålla", "kommunkoncernen"] in lines
    assert ["Finansförvaltning", "1", "−100"] in lines
    assert ["Resultat", "enligt", "ramarna", "10"] in lines
    assert ["Skillnad", "mot", "budgeterat", "resultat", "0"] in lines
    assert ["kf-index-2026", "3", "%", "KF", "2025-11-24", "beslutat", "9"] in lines


def test_what_is_taken_out_of_a_reserve_has_its_row_by_the_name_of_the_document(
    application: Application, stad: OpenLedger, liggare: Liggare
) -> None:
    """Shared case decisions/02 (Sjöbo): the row ”ur RUR 7,5”."""
    sjobo = BudgetAdopted(
        2024,
        budgeted_result_ore=-26_100_000_00,
        result_reserve_ore=7_500_000_00,
        from_reserve=BalanceReserve.EQUALISATION,
    )
    stated = BalanceResultStated(2023, 20, reserved_ore=5, reserve_total_ore=25_000_000_00)
    application.record("stad", command(sjobo, stated), AUTHOR, "k")
    lines = rows(liggare("budget", "--ledger", "stad", "--as-of", "2026-03-01").out)
    assert ["Ur", "RUR,", "mnkr", "7,5"] in lines
    assert ["Budgeterat", "resultat", "därefter,", "mnkr", "−18,6"] in lines
    assert ["I", "RUR", "därefter,", "mnkr", "25"] in lines


def test_nothing_adopted_is_said(stad: OpenLedger, liggare: Liggare) -> None:
    said = liggare("budget", "--ledger", "stad", "--as-of", "2026-03-01")
    assert "Ingen budget var beslutad eller föreslagen till och med 2026-03-01." in said.out


def test_parts_stand_below_their_frame(application: Application, stad: OpenLedger, liggare: Liggare) -> None:
    application.record("stad", command(*FACTS), AUTHOR, "k")
    lines = rows(liggare("details", "--ledger", "stad", "--as-of", "2026-03-01").out)
    assert ["Stadsledningskontoret", "2026", "90,0", "0", "90,0"] in lines
    assert ["hyra", "54,1", "0", "54,1", "beslutat,", "position", "10"] in lines
    assert ["övrigt", "35,9", "0", "35,9"] in lines
    assert ["Stadsledningskontoret", "2026", "okänt", "okänt", "okänt"] in lines


def test_outcomes_stand_beside_their_frames(application: Application, stad: OpenLedger, liggare: Liggare) -> None:
    application.record("stad", command(*FACTS), AUTHOR, "k")
    lines = rows(liggare("outcomes", "--ledger", "stad", "--as-of", "2026-03-01").out)
    assert ["Stadsledningskontoret", "2026", "drift", "90", "88", "2", "12"] in lines


def test_http_gives_the_same(application: Application, stad: OpenLedger, web: TestClient) -> None:
    application.record("stad", command(*FACTS), AUTHOR, "k")
    stad.runner.catch_up()

    def ask(path: str) -> Any:
        return web.get(f"/v1/stad/{path}", params={"as_of": "2026-03-01"}).json()

    [budget] = ask("budget")["budgets"]
    assert (budget["tax_rate_ppb"], budget["closing"]["closes"]) == (178_300_000, True)
    assert len(ask("details")["frames"]) == 2
    [outcome] = ask("outcomes")["outcomes"]
    assert outcome["left"]["net_ore"] == 2_000_000_00
