"""Tables of equity, projects and rents on the command line, and the same answers over HTTP."""

import json
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from api.app import OpenLedger
from tests.api.conftest import Liggare

OPENING = """
liggare: stad
poster:
  - liggare öppnad: {namn: Staden, slag: kommun, organisationsnummer: 212000-0142}
  - enhet registrerad: {enhet: ks, namn: Kommunstyrelsen}
  - enhet registrerad: {enhet: slk, namn: Stadsledningskontoret, under: ks}
"""
DECIDED = """
liggare: stad
beslut:
  organ: kommunfullmäktige
  beslutsdag: 2025-11-24
  ärende: KS 2025/1
  paragraf: § 12
  att-sats: 1
  källa: {titel: Protokoll, sha256: SHA}
poster:
  - reservation av eget kapital:
      reservation: smart-stad
      ändamål: Smart stad
      belopp: 10 mnkr
      från och med: 2025-12-01
      till och med: 2027-12-31
  - ianspråktagande av eget kapital: {reservation: smart-stad, belopp: 3 mnkr, ianspråktaget den: 2026-01-15}
  - möjlig händelse: {möjlighet: plan, sak: En handlingsplan, följd: Mer behövs, reservation: smart-stad}
  - verksamhetsplan godkänd: {enhet: ks, år: 2026}
  - resultatenhet godkänd: {enhet: slk, första år: 2024, sista år: 2025}
  - resultatöverföring: {enhet: slk, från år: 2024, till år: 2025, belopp: "-1,5 mnkr"}
  - projektfinansiering: {projekt: gsit3, namn: GSIT3, enhet: slk, till och med: 2027-12-31}
  - medel räcker inte: {projekt: gsit3, år: 2027, belopp: 2 mnkr}
  - kostnadstryck: {tryck: swen, namn: SWEN, sista år: 2030}
  - hyra:
      hyra: stadshuset
      enhet: slk
      status: budgeterad
      lokaler: Stadshuset
      belopp: 54,1 mnkr
      från och med: 2026-01-01
      till och med: 2026-12-31
  - hyra: {hyra: arkivet, enhet: slk, status: befintligt avtal, lokaler: Arkivet}
  - inhyrning planerad:
      hyra: kanalhuset
      enhet: slk
      lokaler: Kanalhuset
      börjar: {ordagrant: tidigast kvartal 4 2026, tidigast: 2026-10-01}
  - förslag:
      namn på förslaget: langre
      poster:
        - reservation av eget kapital förlängd: {reservation: smart-stad, till och med: 2030-12-31}
""".replace("SHA", "ab" * 32)
ON = ("--ledger", "stad", "--as-of", "2026-07-01")


@pytest.fixture
def recorded(liggare: Liggare, written: Callable[..., str]) -> Liggare:
    """The command line, with something of everything recorded."""
    for text in (OPENING, DECIDED):
        said = liggare("record", written(text))
        assert said.code == 0, said.err
    return liggare


def shown(liggare: Liggare, *words: str) -> str:
    """What a command shows, with single ordinary spaces."""
    said = liggare(*words)
    assert said.code == 0, said.err
    return " ".join(said.out.split())


def test_an_earmark_with_its_balance_and_all_that_led_to_it(recorded: Liggare) -> None:
    text = shown(recorded, "reservations", *ON)
    assert "smart-stad: Smart stad" in text
    assert "2026-07-01: gäller (från och med 2025-12-01 till och med 2027-12-31)" in text
    assert "Återstår, mnkr 10 0 3 0 0 7" in text
    assert "ianspråktagande av eget kapital 2026-01-15 3 7" in text
    assert "föreslaget: langre" in text
    assert "En handlingsplan. Mer behövs" in text


def test_the_day_can_be_another(recorded: Liggare) -> None:
    text = shown(recorded, "reservations", *ON, "--on", "2028-01-01", "--amounts", "kr")
    assert "2028-01-01: har gått ut" in text
    assert "⚠ Tiden gick ut 2027-12-31" in text
    assert "7 000 000" in text


def test_what_comes_after_the_day_is_marked_and_in_no_amount(recorded: Liggare) -> None:
    text = shown(recorded, "reservations", *ON, "--on", "2026-01-14")
    assert "Återstår, mnkr 10 0 0 0 0 10" in text
    assert "ianspråktagande av eget kapital 2026-01-15 (senare) 3 7" in text


def test_result_units_and_plans(recorded: Liggare) -> None:
    text = shown(recorded, "result-units", *ON)
    assert "Stadsledningskontoret resultatenhet godkänd 2024–2025" in text
    assert "resultatöverföring 2024 till 2025 −1,5" in text
    assert "Kommunstyrelsen verksamhetsplan godkänd 2026" in text


def test_projects_and_what_may_come(recorded: Liggare) -> None:
    text = shown(recorded, "projects", *ON)
    assert "GSIT3 (Stadsledningskontoret) Finansierat till och med 2027-12-31, okänt." in text
    assert "⚠ Medlen beräknas inte räcka 2027." in text
    assert "Det som kan komma" in text
    assert "kostnadstryck SWEN till 2030" in text
    assert "antecknat" in text


def test_rents_on_a_day(recorded: Liggare) -> None:
    text = shown(recorded, "rents", *ON)
    assert "2026-07-01: befintligt avtal 0 mnkr, 1 utan känt belopp; budgeterad 54,1 mnkr" in text
    assert "inhyrning planerad tidigast kvartal 4 2026 kommande" in text
    assert "ingen hyra gäller" not in text


@pytest.mark.parametrize("what", ["reservations", "result-units", "projects", "rents"])
def test_an_empty_answer_says_so(liggare: Liggare, written: Callable[..., str], what: str) -> None:
    assert liggare("record", written(OPENING)).code == 0
    assert "till och med 2026-07-01." in shown(liggare, what, *ON)


@pytest.mark.parametrize("what", ["reservations", "result-units", "projects", "rents"])
def test_the_answer_is_the_same_through_both_doors(
    liggare: Liggare, written: Callable[..., str], web: TestClient, stad: OpenLedger, what: str
) -> None:
    """The ledger is opened at positions 1 to 4; the decision is 5 to 17."""
    assert liggare("record", written(DECIDED)).code == 0
    stad.runner.catch_up()
    said = liggare(what, "--ledger", "stad", "--as-of", "2026-07-01", "--known-at", "16", "--json").out
    clocks = {"as_of": "2026-07-01", "known_at": "16"}
    over_http = web.get(f"/v1/stad/{what}", params=clocks)
    assert json.loads(said) == over_http.json()
    assert "note" not in over_http.json()
    for_ever = web.get(f"/v1/stad/{what}", params={**clocks, "recipe": over_http.json()["recipe"]})
    assert "immutable" in for_ever.headers["Cache-Control"]


@pytest.mark.parametrize("what", ["reservations", "result-units", "projects", "rents"])
def test_a_misspelt_parameter_is_refused(web: TestClient, stad: OpenLedger, what: str) -> None:
    answer = web.get(f"/v1/stad/{what}", params={"asof": "2026-07-01"})
    assert (answer.status_code, answer.json()["right"]) == (422, "as_of")
