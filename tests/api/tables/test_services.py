"""Services, keys, initiatives and bridges as the command line shows them."""

from collections.abc import Callable

from tests.api.conftest import Liggare

WORLD = """
liggare: stad
beslut:
  organ: KF
  beslutsdag: 2025-11-24
  källa: {titel: Protokoll, sha256: 7777777777777777777777777777777777777777777777777777777777777777}
poster:
  - liggare öppnad: {namn: Staden, slag: kommun, organisationsnummer: 212000-0142}
  - enhet registrerad: {enhet: slk, namn: Stadsledningskontoret}
  - enhet registrerad: {enhet: ks, namn: Kommunstyrelsen}
  - tjänst registrerad: {tjänst: telefoni, namn: Telefoni, leverantör: slk}
  - tjänst registrerad: {tjänst: moten, namn: Möten, leverantör: slk}
  - tjänst kategoriserad: {tjänst: telefoni, kategori: bastjänst}
  - tjänst ompaketerad: {ur tjänsterna: [telefoni], till tjänsterna: [moten]}
  - volymer undantagna: {leverantör: slk}
  - fördelningsnyckel:
      nyckel: lika
      tjänster: [telefoni]
      år: 2026
      andelar: [{enhet: ks, andel: 1}, {enhet: slk, andel: 2}]
      nämnare: 3
  - kostnad fördelad: {tjänst: telefoni, nyckel: lika, år: 2026, belopp: 9 mnkr}
  - finansieringsform: {finansieras: solidariskt, tjänst: telefoni, fördelas efter: antal anställda, per år: 3 mnkr}
  - förändringsinsats:
      insats: ai
      namn: AI
      leverantör: slk
      beloppen: [{år: 2026, belopp: 6 mnkr}, {år: 2026, godkännande: indikerat, belopp: 1 mnkr}]
  - villkor fäst: {villkor: rapport, lydelse: återrapport, hindrar: ingenting, insats: ai}
  - insats påbörjad: {insats: ai, påbörjad: 2026-02-01}
  - insats fakturerad: {insats: ai, fakturerad: 2026-03-01, belopp: 2 mnkr}
  - brygga:
      brygga: b
      namn: Bryggan
      enhet: slk
      från år: 2025
      till år: 2026
      kolumner: [Belopp]
      led:
        - {namn: Bas, slag: utgångsläge, beloppen: [{belopp: 10 mnkr}]}
        - {namn: Summa, slag: summa, beloppen: [{belopp: 12 mnkr}]}
  - tryckta siffror:
      brygga: d
      namn: Diagrammet
      enhet: slk
      siffror: [{belopp: 10 mnkr, varav: [{namn: nytt, belopp: 1 mnkr}], jämförs med: {brygga: b, kolumn: 1}}]
"""


def shown(liggare: Liggare, written: Callable[..., str], *words: str) -> str:
    """A table on one line, with single spaces."""
    assert liggare("record", written(WORLD)).code == 0
    said = liggare(*words, "--ledger", "stad", "--as-of", "2026-12-31")
    assert said.code == 0, said.err
    return " ".join(said.out.replace("\u00a0", " ").split())


def test_services(liggare: Liggare, written: Callable[..., str]) -> None:
    table = shown(liggare, written, "services")
    assert "Staden · Beslutad t.o.m. 2026-12-31" in table
    assert "Telefoni Stadsledningskontoret bastjänst bastjänst: beslutat av KF" in table
    assert "finansieras solidariskt, efter antal anställda, 3 000 000 kr per år" in table
    assert "ompaketering, telefoni till moten: beslutat av KF" in table
    assert "Volymer utan tak: Stadsledningskontoret alla år. beslutat av KF" in table


def test_keys(liggare: Liggare, written: Callable[..., str]) -> None:
    table = shown(liggare, written, "keys", "--year", "2026")
    assert "telefoni lika 2026" in table
    assert "framgår inte (2 andelar)" in table
    assert "telefoni 2026, nyckel lika (ingen ram ändras)" in table
    assert "Kommunstyrelsen 3 Stadsledningskontoret 6" in table
    assert table.endswith("Summa 9")


def test_initiatives(liggare: Liggare, written: Callable[..., str]) -> None:
    table = shown(liggare, written, "initiatives", "--year", "2026")
    assert "AI beslutat 6 1 beslutat av KF" in table
    assert "villkor, hindrar ingenting, inte uppfyllt: återrapport" in table
    assert "påbörjad 2026-02-01 fakturerat 2 000 000 kr" in table
    assert table.endswith("beslutat 1 6 0 1"), "what is only indicated is summed apart"


def test_bridges(liggare: Liggare, written: Callable[..., str]) -> None:
    table = shown(liggare, written, "bridges")
    assert "Bryggan, Stadsledningskontoret, 2025–2026, mnkr" in table
    assert "Summa 10 (tryckt 12)" in table
    assert "⚠ Bryggan, Summa (Belopp): tryckt 12 mnkr, uträknat 10 000 000 kr, skillnad 2 000 000 kr." in table
    assert "utan namn 10 mnkr 10 1 mnkr nytt" in table
