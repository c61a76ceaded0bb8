"""When the form is wrong somewhere, the rules are asked about the rest: everything that is wrong is told at once."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from api.incoming.decision_file import FormRefused, read_text
from tests.api.asking import refused
from tests.api.conftest import Liggare
from tests.api.test_bad_input import json_basis
from tests.given import AUTHOR

DIGEST = "ab" * 32


def basis_of(day: str = "2025-11-24") -> str:
    return f"""liggare: stad
beslut:
  organ: KF
  ärende: KF 2025/1
  paragraf: § 3
  att-sats: 1
  beslutsdag: {day}
  källa: {{titel: Protokoll, sha256: {DIGEST}}}
poster:
"""


def decided(costs: str = "100 kr", unit: str = "slk") -> str:
    """A decided frame, in one line."""
    amounts = f"{{kostnader: '{costs}', intäkter: 0 kr}}"
    return f"  - ram beslutad: {{ram: {{enhet: {unit}, slag: drift, år: 2026}}, avser: budget, belopp: {amounts}}}\n"


def changed(costs: str) -> str:
    """A change of a frame, in one line."""
    amounts = f"{{kostnader: '{costs}', intäkter: 0 kr}}"
    return f"  - ram justerad: {{ram: {{enhet: slk, slag: drift, år: 2026}}, belopp: {amounts}}}\n"


def turnover(costs: str, revenues: str) -> str:
    """A changed turnover, in one line."""
    frame = "{enhet: slk, slag: drift, år: 2026}"
    return f"  - omslutningsförändring: {{ram: {frame}, kostnader: {costs}, intäkter: {revenues}}}\n"


FOUR = basis_of("2027-01-01") + decided("1,558") + decided(unit="okand") + turnover("2 kr", "3 kr")
"""A day that has not been (line 7), an amount of the wrong form (10), a unit nobody knows (11), unequal sides (12)."""


@pytest.fixture
def told(application: Application, stad: OpenLedger) -> Callable[[str], list[tuple[str, str]]]:
    """Code and place of everything that is wrong with a file for the ledger `stad`."""

    def tell(text: str) -> list[tuple[str, str]]:
        with pytest.raises(FormRefused) as form_refused:
            read_text(text, "fel.yaml")
        caught = form_refused.value.with_rules(lambda name, command: application.rehearse(name, command, AUTHOR))
        return [(refusal.code, (refusal.where or "").partition(" (")[0]) for refusal in caught.refusals]

    return tell


Told = Callable[[str], list[tuple[str, str]]]


def test_form_and_rules_are_told_together_in_the_order_of_the_file(told: Told) -> None:
    assert told(FOUR) == [
        ("decision-day-in-future", "fel.yaml, rad 7"),
        ("amount-malformed", "fel.yaml, rad 10"),
        ("unit-unknown", "fel.yaml, rad 11"),
        ("turnover-sides-differ", "fel.yaml, rad 12"),
    ]


def test_a_dry_run_tells_all_of_it(liggare: Liggare, written: Callable[[str], str], stad: OpenLedger) -> None:
    said = liggare("record", written(FOUR), "--dry-run")
    assert (said.code, said.out) == (2, "")
    lines = [said.err.index(f"rad {line} ") for line in (7, 10, 11, 12)]
    assert lines == sorted(lines)
    assert stad.log.head() == 4


def test_without_a_database_the_form_is_told_and_that_the_ledger_was_not_asked(
    liggare: Liggare, written: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIGGARE_DATABASE_URL", "postgresql:///x?host=/nowhere")
    monkeypatch.delenv("LIGGARE_MIGRATION_URL")
    said = liggare("record", written(FOUR))
    assert said.code == 4, "the most that was in the way"
    assert "rad 10 " in said.err
    assert "rad 11 " not in said.err
    assert "Resten av filen är inte prövad mot liggaren. Databasen svarar inte: " in " ".join(said.err.split())


def test_an_unreadable_definition_is_not_blamed_on_what_refers_to_it(told: Told) -> None:
    unit = "  - enhet registrerad: {enhet: ny, namn: Nya nämnden, gäller från: i dag}\n"
    misspelt = "  - enhet registrerat: {enhet: ny, namn: Nya nämnden}\n"
    for definition in (unit, misspelt):
        problems = told(basis_of() + definition + decided(unit="ny") + turnover("2 kr", "3 kr"))
        assert [place for _, place in problems] == ["fel.yaml, rad 10", "fel.yaml, rad 12"]
        assert problems[1][0] == "turnover-sides-differ"


def test_an_unreadable_amount_does_not_make_a_frame_negative(told: Told) -> None:
    assert told(basis_of() + decided("1,558") + changed("-5 kr")) == [("amount-malformed", "fel.yaml, rad 10")]
    lower = basis_of() + decided("10 kr") + changed("1,558") + changed("-50 kr")
    assert told(lower) == [("amount-malformed", "fel.yaml, rad 11")]


def test_an_unreadable_basis_is_not_said_to_be_missing(told: Told) -> None:
    wrong = basis_of("i dag") + decided() + turnover("2 kr", "3 kr")
    assert told(wrong) == [("value-malformed", "fel.yaml, rad 7"), ("turnover-sides-differ", "fel.yaml, rad 11")]
    misspelt = (basis_of() + decided()).replace("beslut:", "besult:")
    assert told(misspelt) == [("field-unknown", "fel.yaml, rad 2")]


def test_a_fact_that_says_something_twice_is_left_to_itself(told: Told) -> None:
    twice = decided(unit="okand").replace("avser: budget", "avser: budget, avser: plan")
    assert told(basis_of() + twice) == [("field-repeated", "fel.yaml, rad 10")]


def test_a_file_for_no_ledger_is_told_of_its_form_alone(told: Told) -> None:
    [(code, _)] = told(FOUR.replace("liggare: stad\n", "").replace("1,558", "1 kr"))
    assert code == "field-missing"


def test_over_http_it_is_all_told_too(web: TestClient) -> None:
    frame = {"unit": "slk", "kind": "operating", "year": 2026}
    amount: dict[str, Any] = {"type": "operating", "costs_ore": "1558", "revenues_ore": 0}
    decided = {"type": "frame-decided.v1", "frame": frame, "commitment": "budget", "amount": amount}
    unknown = decided | {"frame": frame | {"unit": "okand"}, "amount": amount | {"costs_ore": 1}}
    turnover = {"type": "gross-turnover-changed.v1", "frame": frame, "costs_ore": 2, "revenues_ore": 3}
    basis = json_basis("2027-01-01")
    body = json.dumps({"basis": basis, "facts": [unknown, decided, turnover]})
    response = web.post("/v1/stad/decisions?dry_run=true", content=body, headers={"Content-Type": "application/json"})
    codes = ("unit-unknown", "value-malformed", "turnover-sides-differ", "decision-day-in-future")
    places = [reason["where"].partition(".")[0] for reason in refused(response, 422, *codes)]
    assert places == ["facts[0]", "facts[1]", "facts[2]", "basis"]


def flat(text: str) -> str:
    """What was said, as one line."""
    return " ".join(text.split())


def test_a_row_that_another_row_of_the_file_says_already_is_named_by_its_place(
    liggare: Liggare, written: Callable[[str], str], stad: OpenLedger
) -> None:
    """Nothing is stored at the position that the first of them would have got."""
    said = liggare("record", written(basis_of() + decided() + changed("-5 kr") + changed("-5 kr")), "--dry-run")
    assert said.code == 2
    assert "→ post 2 i filen, som redan säger det, eller ett godtagande" in flat(said.err)
    assert f"posten {stad.log.head() + 2}" not in said.err


def test_its_place_is_that_in_the_whole_file_also_when_a_row_before_it_is_not_readable(
    application: Application, stad: OpenLedger
) -> None:
    with pytest.raises(FormRefused) as form_refused:
        read_text(basis_of() + decided("1,558") + changed("-5 kr") + changed("-5 kr"), "fel.yaml")
    caught = form_refused.value.with_rules(lambda name, command: application.rehearse(name, command, AUTHOR))
    assert [refusal.code for refusal in caught.refusals] == ["amount-malformed", "decision-already-recorded"]
    assert (caught.refusals[1].right or "").startswith("post 2 i filen, som redan säger det")
    assert stad.log.head() == 4
