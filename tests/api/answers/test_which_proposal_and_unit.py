"""One rule for which proposal, and one for which unit, whatever is asked: every answer that takes one is asked here, so
that a new one is too."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from typing import Any, Final

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.answers.registry import ANSWERS
from api.app import Application
from api.http.routes import http_application
from ledger.events import AnyFact, IndexDecided, OfWhichNoted, ProposalMade, RecommendationMade
from ledger.events.equity import EquityReserved, ResultUnitApproved
from ledger.events.fees import FeeRateDecided, PriceDecided
from ledger.events.projects import RentRecorded, RentStatus
from ledger.events.reports import ReportClosed, ReportKind
from ledger.events.services import (
    AllocationKeyDecided,
    ChangeInitiativeDecided,
    InitiativeAmount,
    KeyShare,
    ServiceCategorised,
    ServiceCategory,
    ServiceRegistered,
)
from ledger.log.embedded import EmbeddedServer
from ledger.values import OperatingAmount
from tests.api.asking import READING, refused
from tests.conftest import cloned
from tests.given import AUTHOR, Command, command, decided, key, opening
from tests.projections.rich.services import BRIDGE

LISTED_BESIDE: Final = frozenset({"warnings", "reservations", "result-units", "projects", "rents"})
"""Answers that list what is proposed beside what is decided, and put nothing together: rivals stand there too."""

TAKES_PROPOSAL: Final = [answer.path for answer in ANSWERS if "proposal" in answer.parameters]
TAKES_UNIT: Final = [answer.path for answer in ANSWERS if "unit" in answer.parameters]
NEEDED: Final = {
    "frames/report": {"name": "delar"},
    "frames/difference": {"year": "2026", "from_as_of": "2026-01-01"},
    "frames/what-if": {"year": "2026", "with": "ena"},
}
"""What some answers cannot do without."""

REPORT: Final = ReportClosed("delar", ReportKind.ANNUAL_ACCOUNTS, "Årsredovisning 2025", 2025, date(2025, 12, 31))
PROPOSED: Final[tuple[Any, ...]] = (
    decided(100),
    OfWhichNoted(key(), "Språk", OperatingAmount(10, 0)),
    IndexDecided("pki", 20_000_000),
    FeeRateDecided("avgift", 2026, 2026, 300_000),
    PriceDecided("taxa", "plats", "Plats", 100),
    ServiceCategorised("telefoni", ServiceCategory.BASE),
    AllocationKeyDecided("anstallda", ("telefoni",), 2026, "antal anställda", (KeyShare("ks", 1),), 1),
    ChangeInitiativeDecided("ai", "AI", "slk", "telefoni", (InitiativeAmount(630, 2026),)),
    BRIDGE,
    EquityReserved("smart-stad", "Smart stad", 100),
    ResultUnitApproved("slk", 2026),
    RentRecorded("hyra", "slk", RentStatus.BUDGETED, "Huset", 100),
)


@pytest.fixture(scope="module")
def web(server: EmbeddedServer) -> Iterator[TestClient]:
    """HTTP on a ledger with two rival proposals and one that is recommended, of everything that can be proposed; for
    reading."""
    with cloned(server) as database, closing(Application(database)) as application:
        recorded: list[AnyFact] = [ProposalMade("ena", PROPOSED), ProposalMade("andra", PROPOSED)]
        recorded.append(RecommendationMade("beredningen", PROPOSED, recommends="ena"))
        noted = (ServiceRegistered("telefoni", "Telefoni", "slk"), REPORT)
        commands = [opening(), *(Command((fact,)) for fact in noted), *map(command, recorded)]
        for number, wanted in enumerate(commands):
            application.record("stad", wanted, AUTHOR, f"k{number}")
        application.ledger("stad").runner.catch_up()
        with TestClient(http_application(application, READING, ["testserver"])) as client:
            yield client


def ask(web: TestClient, path: str, **asked: str) -> Response:
    """An answer on a day in 2026; what compares has the next day beside it."""
    params: dict[str, Any] = {"as_of": "2026-06-30"} | NEEDED.get(path, {}) | asked
    if path == "frames/compare":
        day = date.fromisoformat(params["as_of"])
        params |= {"as_of": [str(day), str(day + timedelta(days=1))], "year": "2026"}
    return web.get(f"/v1/stad/{path}", params=params)


@pytest.mark.parametrize("path", TAKES_PROPOSAL)
def test_a_proposal_that_there_is_not_is_unknown(web: TestClient, path: str) -> None:
    for asked in (
        {"proposal": "finns-inte"},
        {"proposal": "ena", "as_of": "2025-01-01"},
        {"proposal": "ena", "known_at": "4"},
    ):
        [reason] = refused(ask(web, path, **asked), 404, "proposal-unknown")
        detail = f"Förslaget {asked['proposal']} fanns inte vid de koordinaterna."
        assert (reason["detail"], reason["asserted"]) == (detail, asked["proposal"])
    refused(ask(web, path, proposal="ena", stage="recommended"), 404, "proposal-unknown")


@pytest.mark.parametrize("path", TAKES_PROPOSAL)
def test_a_proposal_is_no_decision(web: TestClient, path: str) -> None:
    [reason] = refused(ask(web, path, proposal="ena", stage="decided"), 400, "coordinate-invalid")
    assert reason["detail"] == "Förslaget ena är inget beslut."


@pytest.mark.parametrize("path", TAKES_PROPOSAL)
def test_rivals_are_put_together_nowhere(web: TestClient, path: str) -> None:
    answer = ask(web, path, stage="proposed")
    if path in LISTED_BESIDE:
        assert answer.status_code == 200
        return
    [reason] = refused(answer, 422, "proposal-ambiguous")
    assert reason["right"].startswith("proposal=… med ett av: ")
    assert reason["detail"].startswith("2 förslag finns")
    assert reason["detail"].endswith("; de summeras aldrig.")


@pytest.mark.parametrize("path", TAKES_PROPOSAL)
def test_one_is_answered_by_its_name_or_alone_at_its_stage(web: TestClient, path: str) -> None:
    asked: tuple[dict[str, str], ...] = ({"proposal": "ena"}, {"proposal": "beredningen"}, {"stage": "recommended"}, {})
    for parameters in asked:
        assert (ask(web, path, **parameters).status_code, path, parameters) == (200, path, parameters)


@pytest.mark.parametrize("path", TAKES_UNIT)
def test_a_unit_that_nobody_has_registered_is_unknown(web: TestClient, path: str) -> None:
    [reason] = refused(ask(web, path, unit="slx"), 422, "unit-unknown")
    position = web.get("/v1/stad/units").json()["coordinates"]["position"]
    detail = f"Enheten slx var inte registrerad vid position {position}."
    assert (reason["detail"], reason["asserted"], reason["right"]) == (detail, "slx", "ks, sbk, slk")


@pytest.mark.parametrize("path", TAKES_UNIT)
def test_a_unit_that_is_registered_is_known_and_so_is_any_before_the_first(web: TestClient, path: str) -> None:
    for unit in ("ks", "sbk", "slk"):
        assert (ask(web, path, unit=unit).status_code, path) == (200, path)
    if path not in ("frames/report", "frames/what-if"):  # of what is not recorded yet
        assert (ask(web, path, unit="slx", known_at="0").status_code, path) == (200, path)
