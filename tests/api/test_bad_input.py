"""What is wrong is refused alike, with code and text, by the command line and over HTTP, and nothing is stored."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from api.http.routes import http_application
from tests.api.asking import OPEN
from tests.api.conftest import Liggare

DIGEST = "ab" * 32
YAML_BASIS = f"""liggare: stad
beslut:
  organ: KF
  ärende: KF 2025/1
  paragraf: § 3
  att-sats: 1
  beslutsdag: DAY
  källa: {{titel: Protokoll, sha256: {DIGEST}}}
poster:
"""


def json_basis(day: str) -> dict[str, Any]:
    """The same basis as JSON."""
    source = {"title": "Protokoll", "sha256": DIGEST}
    return {"body": "KF", "case_number": "KF 2025/1", "paragraph": "§ 3", "clause": 1, "decided": day, "source": source}


def frame(unit: str = "slk", year: int = 2026) -> dict[str, Any]:
    """A frame key as JSON."""
    return {"unit": unit, "kind": "operating", "year": year}


def decided(key: dict[str, Any], costs_ore: Any = 100_00) -> dict[str, Any]:
    """A decided frame as JSON."""
    amount = {"type": "operating", "costs_ore": costs_ore, "revenues_ore": 0}
    return {"type": "frame-decided.v1", "frame": key, "commitment": "budget", "amount": amount}


def yaml_decided(key: str, costs: str = "100 kr") -> str:
    """A decided frame as a file has it."""
    amounts = f"{{kostnader: '{costs}', intäkter: 0 kr}}"
    return f"  - ram beslutad: {{ram: {{{key}}}, avser: budget, belopp: {amounts}}}\n"


SLK = "enhet: slk, slag: drift, år: 2026"


class Wrong(NamedTuple):
    """The same mistake in a file and in JSON, and the refusal both must get."""

    code: str
    yaml: str
    fact: dict[str, Any]
    detail: str | None = None
    day: str = "2025-11-24"


WRONGS = {
    "wrong check digit": Wrong(
        "organisation-number-invalid",
        "  - registreringsfel rättat: {rättar: 1, skäl: fel, ersätts av: {post: {liggare öppnad: "
        "{namn: Staden, slag: kommun, organisationsnummer: 212000-0143}}}}\n",
        {
            "type": "recording-error-corrected.v1",
            "corrects": 1,
            "reason": "fel",
            "replacement": {
                "fact": {
                    "type": "ledger-opened.v1",
                    "name": "Staden",
                    "kind": "municipality",
                    "organisation_number": "212000-0143",
                }
            },
        },
        "Organisationsnumret 212000-0143 har fel kontrollsiffra: 3 i stället för 2.",
    ),
    "unequal sides": Wrong(
        "turnover-sides-differ",
        f"  - omslutningsförändring: {{ram: {{{SLK}}}, kostnader: 100 kr, intäkter: 90 kr}}\n",
        {"type": "gross-turnover-changed.v1", "frame": frame(), "costs_ore": 100_00, "revenues_ore": 90_00},
        "Omslutningen av slk drift 2026 ändrar kostnaderna med 100\u00a0kr men intäkterna med 90\u00a0kr: "
        "nettot skulle ändras med 10\u00a0kr.",
    ),
    "transfer to the same unit": Wrong(
        "transfer-to-same-frame",
        f"  - ram överförd: {{från: {{{SLK}}}, till: {{{SLK}}}, belopp: {{kostnader: 100 kr, intäkter: 0 kr}}}}\n",
        {
            "type": "frame-transferred.v1",
            "from_frame": frame(),
            "to_frame": frame(),
            "amount": {"type": "operating", "costs_ore": 100_00, "revenues_ore": 0},
        },
        "Överföringen går från slk drift 2026 till samma ram.",
    ),
    "unknown unit": Wrong(
        "unit-unknown",
        yaml_decided("enhet: finansen, slag: drift, år: 2026"),
        decided(frame("finansen")),
        "Enheten finansen är inte registrerad.",
    ),
    "unreasonable year": Wrong(
        "year-out-of-range",
        yaml_decided("enhet: slk, slag: drift, år: 20226"),
        decided(frame(year=20226)),
        "20226 är inget rimligt budgetår.",
    ),
    "decision day after today": Wrong("decision-day-in-future", yaml_decided(SLK), decided(frame()), day="2099-01-01"),
    "unknown field": Wrong(
        "field-unknown",
        yaml_decided(SLK + ", konto: 4"),
        decided(frame() | {"konto": 4}),
        "Uppgiften ”konto” finns inte här.",
    ),
}


@pytest.fixture
def client(application: Application, stad: OpenLedger) -> TestClient:
    """HTTP on the same database."""
    return TestClient(http_application(application, OPEN, ["testserver"]))


@pytest.mark.parametrize("name", WRONGS)
def test_a_mistake_gets_the_same_refusal_through_both_doors(
    name: str, client: TestClient, stad: OpenLedger, liggare: Liggare, written: Callable[..., str]
) -> None:
    wrong = WRONGS[name]
    before = stad.log.head()

    body = {"basis": json_basis(wrong.day), "facts": [wrong.fact]}
    answer = client.post("/v1/stad/decisions", json=body, headers={"Idempotency-Key": name.replace(" ", "-")}).json()
    said = liggare("record", written(YAML_BASIS.replace("DAY", wrong.day) + wrong.yaml), "--json")
    [problem] = json.loads(said.err)["problems"]

    assert said.code == 2
    assert answer["code"] == problem["code"] == wrong.code
    assert answer["detail"] == problem["detail"]
    assert wrong.detail in (None, answer["detail"])
    assert stad.log.head() == before


def test_an_ambiguous_amount_is_refused_in_a_file(
    liggare: Liggare, stad: OpenLedger, written: Callable[..., str]
) -> None:
    said = liggare("record", written(YAML_BASIS.replace("DAY", "2025-11-24") + yaml_decided(SLK, "1,558")), "--json")
    [problem] = json.loads(said.err)["problems"]
    assert (problem["code"], problem["detail"]) == ("amount-malformed", "”1,558” kan läsas på två sätt.")
    assert problem["right"] == "1 558 tkr eller 1 558 mnkr"
    assert stad.log.head() == 4


def test_a_decimal_amount_is_refused_over_http(client: TestClient, stad: OpenLedger) -> None:
    body = {"basis": json_basis("2025-11-24"), "facts": [decided(frame(), 1.558)]}
    answer = client.post("/v1/stad/decisions", json=body, headers={"Idempotency-Key": "a"})
    assert (answer.status_code, answer.json()["code"]) == (422, "value-malformed")
    assert answer.json()["where"] == "facts[0].amount.costs_ore"
    assert stad.log.head() == 4


def test_a_malformed_file_and_a_malformed_body_are_refused_alike(
    client: TestClient, stad: OpenLedger, liggare: Liggare, written: Callable[..., str]
) -> None:
    headers = {"Idempotency-Key": "a", "Content-Type": "application/json"}
    answer = client.post("/v1/stad/decisions", content=b'{"facts": [', headers=headers)
    said = liggare("record", written("liggare: [stad\n"), "--json")
    assert answer.json()["code"] == json.loads(said.err)["problems"][0]["code"] == "file-malformed"
    assert stad.log.head() == 4


def test_an_unknown_ledger_is_refused_through_both_doors(
    client: TestClient, liggare: Liggare, written: Callable[..., str]
) -> None:
    body = {"basis": json_basis("2025-11-24"), "facts": [decided(frame())]}
    answer = client.post("/v1/annan/decisions", json=body, headers={"Idempotency-Key": "a"})
    file = YAML_BASIS.replace("DAY", "2025-11-24").replace("stad", "annan") + yaml_decided(SLK)
    said = liggare("record", written(file), "--json")
    assert (answer.status_code, answer.json()["code"]) == (404, "ledger-unknown")
    assert json.loads(said.err)["problems"][0]["code"] == "ledger-unknown"


def test_a_key_that_stood_for_something_else_is_refused_through_both_doors(
    client: TestClient, stad: OpenLedger, liggare: Liggare, written: Callable[..., str]
) -> None:
    body = {"basis": json_basis("2025-11-24"), "facts": [decided(frame())]}
    assert client.post("/v1/stad/decisions", json=body, headers={"Idempotency-Key": "a"}).status_code == 201
    other = {**body, "facts": [decided(frame(), 200_00)]}
    answer = client.post("/v1/stad/decisions", json=other, headers={"Idempotency-Key": "a"}).json()
    file = YAML_BASIS.replace("DAY", "2025-11-24") + yaml_decided(SLK, "300 kr")
    said = liggare("record", written(file), "--key", "a", "--json")
    [problem] = json.loads(said.err)["problems"]
    assert answer["code"] == problem["code"] == "idempotency-key-reused"
    assert answer["detail"] == problem["detail"]
    assert stad.log.head() == 5
