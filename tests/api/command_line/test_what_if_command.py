"""`liggare what-if`: of proposals, and of a file that is not recorded, with every problem in its place in the file."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from api.command_line import terminal
from api.http.routes import http_application
from api.incoming.workbook.template import template
from ledger.events import FrameAdjusted, ProposalMade
from tests.api.asking import JSON, OPEN
from tests.api.conftest import Liggare
from tests.given import AUTHOR, adjusted, basis, command, decided, key, money

Written = Callable[[str], str]

FILE = """
liggare: stad
beslut:
  organ: KF
  beslutsdag: 2025-12-15
  ärende: KS 2025/1
  paragraf: § 2
  att-sats: 1
  källa: {titel: Protokoll, sha256: %s}
poster:
  - ram justerad:
      ram: {enhet: slk, slag: drift, år: 2026}
      belopp: {kostnader: 50 kr, intäkter: 0 kr}
  - ram justerad:
      ram: {enhet: %s, slag: drift, år: 2027}
      belopp: {kostnader: 70 kr, intäkter: 0 kr}
"""
GOOD, BAD = FILE % ("ab" * 32, "sbk"), FILE % ("ab" * 32, "okand")


@pytest.fixture
def ledger(application: Application, stad: OpenLedger, monkeypatch: pytest.MonkeyPatch) -> OpenLedger:
    """A budget of 1 000 kr and a proposal, asked about in a wide terminal."""
    application.record("stad", command(decided(100_000)), AUTHOR, "budget")
    application.record("stad", command(ProposalMade("mer", (adjusted(7_000),))), AUTHOR, "mer")
    monkeypatch.setattr(terminal.out, "width", 220)
    return stad


def lines(out: str) -> list[str]:
    return [" ".join(line.replace("\u00a0", "").split()) for line in out.splitlines()]


def test_a_file_is_told_year_by_year_with_how_to_record_it(
    ledger: OpenLedger, liggare: Liggare, written: Written
) -> None:
    path = written(GOOD)
    said = liggare("what-if", path, "--amounts", "kr")
    assert said.code == 0, said.err
    screen = lines(said.out)
    assert screen[0].startswith("Staden · Avser 2026, 2027 · Beslutad t.o.m. ")
    assert screen[0].endswith("Som om beslutet vore registrerat · Ingenting är registrerat")
    assert "Stadsledningskontoret Kostnader 1000 50 1050" in screen
    assert "Stadsbyggnadskontoret Kostnader 0 70 70" in screen
    assert "7 ram justerad KF 2025-12-15, § 2, att-sats 1, KS 2025/1 slk drift 2026 50 0 50" in screen
    assert "⚠ post 2: Ramen sbk drift 2027 har inget känt utgångsvärde; bara ändringen är känd." in screen
    assert screen[-1] == f"Registrera: liggare record {path}"
    assert ledger.log.head() == 6
    assert liggare("record", path).code == 0
    assert ledger.log.head() == 8


def test_one_year_and_another_day(ledger: OpenLedger, liggare: Liggare, written: Written) -> None:
    said = liggare("what-if", written(GOOD), "--year", "2026", "--as-of", "2025-12-01", "--amounts", "kr")
    assert "Beslutsdagen 2025-12-15 ligger efter 2025-12-01: det läggs på som det sista den dagen." in said.out
    assert "Det som läggs på rör också 2027." in said.out


def test_json_is_what_http_answers(
    application: Application, ledger: OpenLedger, liggare: Liggare, written: Written
) -> None:
    same = command(
        FrameAdjusted(key(), money(5_000)),
        FrameAdjusted(key("sbk", 2027), money(7_000)),
        on=basis("2025-12-15", "§ 2"),
    )
    said = liggare("what-if", written(GOOD), "--as-of", "2026-03-01", "--json")
    with TestClient(http_application(application, OPEN, ["testserver"])) as web:
        address, asked = "/v1/stad/frames/what-if", {"as_of": "2026-03-01"}
        answer = web.post(address, content=msgspec.json.encode(same), headers=JSON, params=asked)
        assert answer.text + "\n" == said.out
        of_proposals = web.get(address, params={"with": "mer", **asked})
    assert liggare("what-if", "--ledger", "stad", "--with", "mer", "--as-of", "2026-03-01", "--json").out == (
        of_proposals.text + "\n"
    )


def test_proposals_with_how_to_promote_them(ledger: OpenLedger, liggare: Liggare) -> None:
    said = liggare("what-if", "--ledger", "stad", "--with", "mer", "--amounts", "kr")
    screen = lines(said.out)
    assert "Stadsledningskontoret Kostnader 1000 70 1070" in screen
    assert screen[-1] == "Gör till beslut: liggare promote --ledger stad --proposal mer"


def test_a_workbook_can_be_tried(ledger: OpenLedger, liggare: Liggare, tmp_path: Path) -> None:
    """An empty one is refused with its cells, as when it is recorded."""
    path = tmp_path / "budget.xlsx"
    path.write_bytes(template([2026], "stad", [("slk", "Stadsledningskontoret")]))
    tried, recorded = liggare("what-if", str(path)), liggare("record", str(path), "--dry-run")
    assert (tried.code, tried.err) == (recorded.code, recorded.err)
    assert tried.code == 2


def test_what_is_wrong_in_the_file_is_told_as_by_record(ledger: OpenLedger, liggare: Liggare, written: Written) -> None:
    for text in (BAD, BAD.replace("50 kr", "50"), GOOD.replace("poster", "post"), "liggare: stad"):
        path = written(text)
        tried, recorded = liggare("what-if", path), liggare("record", path, "--dry-run")
        assert (tried.code, tried.err, tried.out) == (2, recorded.err, "")
    assert "beslut.yaml, rad 15 (poster, nr 2, ram, enhet): Okänd enhet" in " ".join(
        liggare("what-if", written(BAD)).err.split()
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "--ledger: En uppgift saknas"),
        (("--ledger", "stad"), "--with: En uppgift saknas"),
        (("--ledger", "stad", "--with", "ingens"), "--with: Okänt förslag"),
        (("--ledger", "stad", "--with", "mer,mer"), "samma förslag står två gånger"),
        (("--ledger", "annan", "--with", "mer"), "Liggaren annan finns inte."),
        (("FILE", "--with", "mer"), "En beslutsfil och namngivna förslag läggs inte på varandra."),
        (("FILE", "--ledger", "annan"), "Filen är för liggaren stad, inte annan."),
        (("FILE", "--year", "1066"), "--year: Budgetåret är orimligt"),
        (("FILE", "--unit", "okand"), "Enheten okand var inte registrerad"),
        (("finns-inte.yaml",), "Filen finns inte."),
    ],
)
def test_nonsense_is_refused(
    ledger: OpenLedger, liggare: Liggare, written: Written, words: tuple[str, ...], told: str
) -> None:
    said = liggare("what-if", *(written(GOOD) if word == "FILE" else word for word in words))
    assert (said.code, said.out) == (2, "")
    assert told in " ".join(said.err.split())


def test_a_file_that_would_open_a_ledger_has_nothing_to_be_laid_on(
    ledger: OpenLedger, liggare: Liggare, written: Written
) -> None:
    said = liggare("what-if", written("liggare: ny\nposter:\n  - liggare öppnad: {namn: Ny, slag: kommun}\n"))
    assert (said.code, said.out) == (2, "")
    assert "Liggaren ny finns inte." in said.err


def test_an_answer_in_json_has_nothing_after_it(ledger: OpenLedger, liggare: Liggare, written: Written) -> None:
    said = liggare("what-if", written(GOOD), "--json")
    assert json.loads(said.out)["recipe"] == "what-if-7"
