"""The diary and the meeting register through both doors, as a controller reads them."""

import json
from collections.abc import Callable

from starlette.testclient import TestClient

from api.app import OpenLedger
from tests.api.asking import flags
from tests.api.conftest import Liggare

CITY = """
liggare: stad
poster:
  - liggare öppnad: {namn: Staden, slag: kommun, organisationsnummer: 212000-0142}
  - enhet registrerad: {enhet: slk, namn: Stadsledningskontoret}
"""
SOURCE = """
  källa: {titel: Protokoll nr 9, sha256: abababababababababababababababababababababababababababababababab}
"""
APPLICATION = f"""
liggare: stad
beslut:
  organ: utbildningsnämnden
  ärende: KS 2026/7
  beslutsdag: 2026-01-10{SOURCE}
poster:
  - framställning:
      namn på förslaget: tertial-1
      poster:
        - omslutningsförändring:
            ram: {{enhet: slk, slag: drift, år: 2026}}
            kostnader: 746,2 mnkr
            intäkter: 746,2 mnkr
        - ram justerad:
            ram: {{enhet: slk, slag: drift, år: 2026}}
            belopp: {{netto: 3 mnkr}}
"""
CLAUSE = f"""
liggare: stad
beslut:
  organ: kommunstyrelsen
  ärende: KS 2026/7
  paragraf: § 12
  att-sats: 4
  beslutsdag: 2026-03-02{SOURCE}
poster:
  - att-sats beslutad:
      utgång: delvis bifall
      lydelse: Omslutningsförändringar om 746,2 mnkr godkänns.
      namn på förslaget: tertial-1
      undantag:
        - {{punkt: 2, skäl: Ryms i ramen.}}
  - avvikande mening:
      namn på meningen: m-ks
      slag: reservation mot beslut
      personer: [{{namn: Anna Ek, parti: M}}]
      yrkande: [Att avslå förslaget]
      uppgifter om pengar: [10 miljarder kronor]
"""
NOTICE = """
liggare: stad
poster:
  - protokoll anslaget: {organ: kommunstyrelsen, sammanträdesdag: 2026-03-02, anslaget den: 2026-03-04}
  - sammanträde registrerat:
      organ: kommunstyrelsen
      sammanträdesdag: 2026-03-02
      första paragraf: 11
      sista paragraf: 13
  - paragrafer utan budgetpåverkan: {organ: kommunstyrelsen, sammanträdesdag: 2026-03-02, paragrafer: [§ 11]}
"""


def recorded(liggare: Liggare, written: Callable[..., str]) -> None:
    for number, text in enumerate((CITY, APPLICATION, CLAUSE, NOTICE)):
        said = liggare("record", written(text, f"{number}.yaml"))
        assert said.code == 0, said.err


def test_the_diary_tells_what_was_decided_who_disagreed_and_where_it_stands(
    liggare: Liggare, written: Callable[..., str]
) -> None:
    recorded(liggare, written)
    shown = " ".join(liggare("diary", "--ledger", "stad", "--case", "ks 2026/7", "--as-of", "2026-03-25").out.split())
    assert "kommunstyrelsen, 2026-03-02, KS 2026/7, § 12" in shown
    assert "delvis bifall" in shown
    assert "antar tertial-1, utom punkt 2: Ryms i ramen." in shown
    assert "kan överklagas till och med 2026-03-25" in shown
    assert "reservation mot beslut: Anna Ek (M) (m-ks)" in shown
    assert "om pengar: ”10 miljarder kronor”" in shown
    assert "framställning ”tertial-1”" in shown
    later = " ".join(liggare("diary", "--ledger", "stad", "--as-of", "2026-03-26").out.split())
    assert "laga kraft sedan 2026-03-26" in later


def test_the_frames_of_a_clause_are_asked_with_legal_force(liggare: Liggare, written: Callable[..., str]) -> None:
    recorded(liggare, written)
    asked = ("frames", "--ledger", "stad", "--year", "2026", "--json", "--as-of")
    assert json.loads(liggare(*asked, "2026-03-02").out)["frames"][0]["costs_ore"] == 74_620_000_000
    in_time = json.loads(liggare(*asked, "2026-03-25", "--legal-force").out)
    assert (in_time["frames"], len(in_time["without_legal_force"])) == ([], 1)
    final = json.loads(liggare(*asked, "2026-03-26", "--legal-force").out)
    assert final["frames"][0]["costs_ore"] == 74_620_000_000


def test_what_has_no_legal_force_is_shown_outside_every_sum(liggare: Liggare, written: Callable[..., str]) -> None:
    recorded(liggare, written)
    shown = liggare("frames", "--ledger", "stad", "--year", "2026", "--as-of", "2026-03-25", "--legal-force").out
    assert "Bara med laga kraft" in shown
    assert "Drift, mnkr: utan laga kraft, i ingen summa" in shown
    assert "Summa" not in shown


def test_the_gaps_of_a_meeting_are_listed(liggare: Liggare, written: Callable[..., str]) -> None:
    recorded(liggare, written)
    shown = liggare("meetings", "--ledger", "stad").out.split()
    assert shown[-7:] == ["kommunstyrelsen", "2026-03-02", "3", "1", "1", "§", "13"]


def test_the_answers_are_the_same_through_both_doors(
    liggare: Liggare, written: Callable[..., str], web: TestClient, stad: OpenLedger
) -> None:
    stad.runner.catch_up()
    clocks = {"case": "KS 2026/7", "as_of": "2026-07-01", "known_at": "4"}
    over_http = web.get("/v1/stad/diary", params=clocks)
    said = liggare("diary", "--ledger", "stad", *flags(**clocks), "--json").out
    assert json.loads(said) == over_http.json()
    assert over_http.json()["coordinates"]["case"] == "KS 2026/7"
    assert "Inga beslut var registrerade." in liggare("diary", "--ledger", "stad").out
    assert "Inga sammanträden var registrerade." in liggare("meetings", "--ledger", "stad").out


def test_an_empty_case_number_is_refused(web: TestClient, stad: OpenLedger) -> None:
    answer = web.get("/v1/stad/diary", params={"case": " "})
    assert (answer.status_code, answer.json()["code"]) == (400, "coordinate-invalid")
