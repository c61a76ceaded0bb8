"""Closed reports through both doors: the same answer, settled for ever by a position alone, and what is refused."""

import json
from datetime import date

import pytest
from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from api.http.routes import http_application
from ledger.events import ReportClosed, ReportKind
from projections.chapters.closed_report import REPORT
from projections.chapters.reports import REPORTS
from tests.api.asking import READING, flags, refused
from tests.api.conftest import Liggare
from tests.given import AUTHOR, Command, adjusted, basis, command, decided

CLOSING = ReportClosed("t1-2026", ReportKind.TERTIAL, "Tertialrapport 1", 2026, date(2026, 4, 30))
ADDRESS = "/v1/stad/frames/report"


@pytest.fixture
def reported(application: Application, stad: OpenLedger) -> TestClient:
    """A frame of 100 kr (position 5), a report (6), and 5 kr that come late (7)."""
    late = command(adjusted(5_00), on=basis("2026-03-01", "§ 2"))
    for number, to_record in enumerate((command(decided(100_00)), Command((CLOSING,)), late)):
        application.record("stad", to_record, AUTHOR, f"k{number}")
    stad.runner.catch_up()
    return TestClient(http_application(application, READING, ["testserver"]))


def test_the_same_answer_comes_through_both_doors(reported: TestClient, liggare: Liggare) -> None:
    for declaration, asks in zip(
        (REPORTS, REPORT),
        ({"year": "2026"}, {"name": "t1-2026", "version": "1", "by": "top", "unit": "slk"}),
        strict=True,
    ):
        asked = asks | {"known_at": "7"}
        said = liggare(declaration.command, "--ledger", "stad", *flags(**asked), "--json")
        assert said.code == 0, said.err
        over_http = reported.get(f"/v1/stad/{declaration.path}", params=asked)
        assert (over_http.status_code, over_http.json()) == (200, json.loads(said.out))
        assert over_http.json()["recipe"] == declaration.recipe


def test_the_answer_echoes_the_day_and_the_year_of_the_report(reported: TestClient) -> None:
    answer = reported.get(ADDRESS, params={"name": "t1-2026", "known_at": "7"}).json()
    assert answer["coordinates"] == {
        "year": 2026,
        "as_of": "2026-04-30",
        "known_at": "7",
        "position": 7,
        "stage": "decided",
        "name": "t1-2026",
    }
    assert answer["reported"] == {"as_of": "2026-04-30", "position": 5}
    assert [total["change"]["net_ore"] for total in answer["totals"]] == [5_00]


def test_it_can_be_kept_for_ever_when_the_position_and_the_recipe_are_named(reported: TestClient) -> None:
    asked = {"name": "t1-2026", "known_at": "7"}
    kept = reported.get(ADDRESS, params={**asked, "recipe": REPORT.recipe})
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reported.get(ADDRESS, params={"name": "t1-2026"}).headers["cache-control"] == "no-store"


def test_nonsense_is_refused_by_name(reported: TestClient) -> None:
    [reason] = refused(reported.get(ADDRESS, params={"name": "t2-2026"}), 404, "report-unknown")
    assert (reason["where"], reason["right"]) == ("name", "en av: t1-2026")
    refused(reported.get(ADDRESS, params={"name": "t1-2026", "version": "2"}), 404, "report-unknown")
    refused(reported.get(ADDRESS, params={"name": "t1-2026", "version": "0"}), 404, "report-unknown")
    refused(reported.get(ADDRESS, params={"name": "t1-2026", "version": "en"}), 400, "coordinate-invalid")
    refused(reported.get(ADDRESS), 400, "coordinate-invalid")
    refused(reported.get(ADDRESS, params={"name": "t1-2026", "as_of": "2026-04-29"}), 400, "coordinate-invalid")
    refused(reported.get(ADDRESS, params={"name": "t1-2026", "known_at": "8"}), 422, "position-beyond-head")
    refused(reported.get(ADDRESS, params={"name": "t1-2026", "year": "2026"}), 422, "field-unknown")
