"""Every answer from the register: one description of it, and the same answer through both doors."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from starlette.testclient import TestClient

from api.answers.reading_parameters import questions_asked
from api.answers.registry import ANSWERS
from api.app import OpenLedger
from ledger.errors import Refused
from ledger.values import Stage
from projections.asking.declaration import CLOCKS
from projections.asking.question import Question
from tests.api.asking import flags, refused
from tests.api.conftest import Liggare

OTHERS = ("frames", "units", "reports")
"""The beginnings of the addresses of other answers."""
BY_PATH = {declaration.path: declaration for declaration in ANSWERS if not declaration.path.startswith(OTHERS)}
ASKED = {
    "name": "swallowed",
    "year": "2026",
    "on": "2026-07-01",
    "unit": "slk",
    "stage": "decided",
    "proposal": "a",
    "case": "KS 2026/1",
}
OF_PARTS = {
    "fees/timeline": "fee-timeline",
    "prices/timeline": "price-timeline",
    "reservations/timeline": "reservation-timeline",
}
"""The commands of addresses in several parts."""
AS_OF = {"as_of": "2026-10-01", "known_at": "4"}

ORGANISATION = """
liggare: stad
poster:
  - liggare öppnad: {namn: Staden, slag: kommun, organisationsnummer: 212000-0142}
  - enhet registrerad: {enhet: slk, namn: Stadsledningskontoret}
"""
OVERDRAWN = """
liggare: stad
beslut:
  organ: kommunfullmäktige
  beslutsdag: 2026-03-01
  ärende: KS 2026/1
  paragraf: § 7
  att-sats: 1
  källa: {titel: Protokoll, sha256: %s}
godtar:
  - {regel: frame-would-be-negative, skäl: underskottet tas 2027, godtaget av: controller-7}
poster:
  - ram beslutad: {ram: {enhet: slk, slag: drift, år: 2026}, avser: budget, belopp: {kostnader: 100 kr, intäkter: 0 kr}}
  - ram justerad: {ram: {enhet: slk, slag: drift, år: 2026}, belopp: {kostnader: −150 kr, intäkter: 0 kr}}
""" % ("ab" * 32)


# --- The questions ----------------------------------------------------------------------------------------------


def test_every_answer_has_an_address_of_its_own_and_says_what_it_is() -> None:
    for path, declaration in BY_PATH.items():
        assert declaration.command == (path if "/" not in path else OF_PARTS[path])
        assert set(declaration.asks) <= set(ASKED)
        assert (*declaration.parameters,) == (*declaration.asks, *CLOCKS)


@pytest.mark.parametrize("path", BY_PATH)
def test_a_question_takes_what_its_answer_asks_for_and_nothing_else(path: str) -> None:
    declaration = BY_PATH[path]
    [question] = questions_asked(declaration, [(name, ASKED[name]) for name in declaration.asks]).questions
    assert {name for name in ASKED if getattr(question, name) is not None} == set(declaration.asks)
    for name in set(ASKED) - set(declaration.asks):
        with pytest.raises(Refused) as caught:
            questions_asked(declaration, [(name, ASKED[name])])
        assert [refusal.code for refusal in caught.value.refusals] == ["field-unknown"]


def test_a_question_is_read_whole() -> None:
    declaration = BY_PATH["warnings"]
    given = [*((name, ASKED[name]) for name in declaration.asks), *AS_OF.items(), ("min_position", "4")]
    wanted = questions_asked(declaration, given)
    assert wanted.questions == (
        Question(
            name="swallowed",
            year=2026,
            on=None,
            as_of=date(2026, 10, 1),
            known_at=4,
            unit="slk",
            stage=Stage.DECIDED,
            proposal="a",
            min_position=4,
        ),
    )
    assert not wanted.recipe
    assert questions_asked(declaration, [("recipe", declaration.recipe)]).recipe


def test_every_problem_in_a_question_is_told() -> None:
    declaration = BY_PATH["warnings"]
    wrong = [("year", "26"), ("stage", "thought"), ("as_of", "i går"), ("recipe", "warnings-0"), ("unit", "S L K")]
    with pytest.raises(Refused) as caught:
        questions_asked(declaration, wrong)
    assert {refusal.where for refusal in caught.value.refusals} == {name for name, _ in wrong}


# --- Through both doors -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BY_PATH)
def test_the_answer_is_the_same_through_both_doors(
    path: str, liggare: Liggare, web: TestClient, stad: OpenLedger
) -> None:
    stad.runner.catch_up()
    over_http = web.get(f"/v1/stad/{path}", params=AS_OF)
    assert over_http.status_code == 200
    assert over_http.json()["coordinates"] == {"as_of": "2026-10-01", "known_at": "4", "position": 4}
    command = BY_PATH[path].command
    said = liggare(command, "--ledger", "stad", *flags(**AS_OF), "--json")
    assert json.loads(said.out) == over_http.json()
    assert (said.code, liggare(command, "--ledger", "stad", *flags(**AS_OF)).code) == (0, 0)


@pytest.mark.parametrize("path", BY_PATH)
def test_an_answer_is_kept_for_ever_only_when_its_url_names_all_that_it_depends_on(
    path: str, web: TestClient, stad: OpenLedger
) -> None:
    stad.runner.catch_up()
    recipe = {"recipe": BY_PATH[path].recipe}
    assert "immutable" in web.get(f"/v1/stad/{path}", params={**AS_OF, **recipe}).headers["Cache-Control"]
    assert web.get(f"/v1/stad/{path}", params=AS_OF).headers["Cache-Control"] == "no-cache"
    assert "immutable" not in web.get(f"/v1/stad/{path}", params=recipe).headers["Cache-Control"]


def test_a_misspelt_parameter_is_refused(web: TestClient) -> None:
    [reason] = refused(web.get("/v1/stad/warnings", params={"units": "slk"}), 422, "field-unknown")
    assert reason["right"] == "unit"


def test_a_rule_that_was_set_aside_is_listed_until_it_is_looked_at(
    liggare: Liggare, written: Callable[..., str]
) -> None:
    for text in (ORGANISATION, OVERDRAWN):
        assert liggare("record", written(text)).code == 0
    shown = " ".join(liggare("warnings", "--ledger", "stad").out.split())
    assert "frångicks av controller-7 med skälet ”underskottet tas 2027”" in shown
    assert "kommunfullmäktige, 2026-03-01, KS 2026/1, § 7, att-sats 1" in shown
    looked = "liggare: stad\nposter:\n  - varning granskad: {position: 4, varning: rule-accepted, skäl: i bokslutet}\n"
    assert liggare("record", written(looked), "--by", "revisor-2").code == 0
    after = " ".join(liggare("warnings", "--ledger", "stad").out.split())
    assert "Inga öppna varningar" in after
    assert "Granskad av revisor-2, position 5: i bokslutet" in after


def test_how_rules_are_treated_is_shown_for_any_day(liggare: Liggare, written: Callable[..., str]) -> None:
    policy = (
        "  - regelhantering: {regel: frame-would-be-negative, hantering: varna, från och med: 2026-03-01}\n"
        "  - beslutanderätt: {händelse: frame-adjusted, organen: [KF], från och med: 2026-03-01}\n"
        "  - organ registrerat: {organ: Utskottet, slag: delegat, enhet: slk, från och med: 2026-03-01}\n"
        "  - tolerans: {skillnad: 100 tkr, från och med: 2026-03-01}\n"
    )
    assert liggare("record", written(ORGANISATION + policy)).code == 0
    shown = " ".join(liggare("policy", "--ledger", "stad", "--on", "2026-03-01").out.split())
    assert "Ramen skulle bli negativ frame-would-be-negative varna 2026-03-01 3" in shown
    assert "ram justerad: KF (från och med 2026-03-01, position 4)" in shown
    assert "Utskottet: delegat för Stadsledningskontoret (från och med 2026-03-01, position 5)" in shown
    assert "Kontrollsummor får skilja 100 000 kr utöver sin noggrannhet" in shown
    before = " ".join(liggare("policy", "--ledger", "stad", "--on", "2026-02-28").out.split())
    assert "frame-would-be-negative vägra" in before
