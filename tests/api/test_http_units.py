"""Units through both doors."""

import json
from collections.abc import Callable

from starlette.testclient import TestClient

from api.app import OpenLedger
from tests.api.asking import flags
from tests.api.conftest import Liggare

ORGANISATION = """
liggare: stad
poster:
  - liggare öppnad: {namn: Staden, slag: kommun, organisationsnummer: 212000-0142}
  - enhet registrerad: {enhet: ks, namn: Kommunstyrelsen}
  - enhet registrerad: {enhet: slk, namn: Stadsledningskontoret, under: ks}
  - enhetskod: {enhet: slk, system: kst, kod: 0110}
  - enhet avslutad: {enhet: slk, till och med: 2027-06-30, efterträdare: [ks]}
"""


def test_the_tree_is_shown_for_any_day(liggare: Liggare, written: Callable[..., str]) -> None:
    assert liggare("record", written(ORGANISATION)).code == 0
    shown = liggare("units", "--ledger", "stad", "--on", "2027-06-30").out
    assert [line.strip(" └─") for line in shown.splitlines()[1:]] == [
        "Kommunstyrelsen (ks)",
        "Stadsledningskontoret (slk, kst 0110)",
    ]
    after = liggare("units", "--ledger", "stad", "--on", "2027-07-01").out
    assert "Finns inte den dagen: Stadsledningskontoret (slk, kst 0110, efterträdd av ks)" in after


def test_the_answer_is_the_same_through_both_doors(
    liggare: Liggare, written: Callable[..., str], web: TestClient, stad: OpenLedger
) -> None:
    stad.runner.catch_up()
    clocks = {"on": "2026-07-01", "as_of": "2026-07-01", "known_at": "4"}
    over_http = web.get("/v1/stad/units", params=clocks)
    said = liggare("units", "--ledger", "stad", *flags(**clocks), "--json").out
    assert json.loads(said) == over_http.json()
    assert over_http.headers["Cache-Control"] == "no-cache"
    for_ever = web.get("/v1/stad/units", params={**clocks, "recipe": "units-5"})
    assert "immutable" in for_ever.headers["Cache-Control"]


def test_a_misspelt_parameter_is_refused(web: TestClient, stad: OpenLedger) -> None:
    answer = web.get("/v1/stad/units", params={"onn": "2026-07-01"})
    assert (answer.status_code, answer.json()["right"]) == (422, "on")
