"""An entry that cannot be read, at each door: other writes, the feed and the log go on, and what rests on it is refused
by name."""

from base64 import b64decode
from collections.abc import Iterator

import msgspec
import pytest
from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from api.http.routes import http_application
from ledger.errors import Refused
from ledger.log.aside.setting_aside import set_entry_aside
from ledger.log.database import Database
from ledger.recording import Command
from tests.api.asking import DECISIONS, JSON, OPEN, refused
from tests.given import AUTHOR, command, decided, key
from tests.unreadable import NEWER, damage, of_newer_program

SAME: Command = command(decided(300))
OTHER: Command = command(decided(400, frame=key("sbk", year=2027)))


@pytest.fixture
def ledger(application: Application, stad: OpenLedger) -> OpenLedger:
    """The frame of slk at position 5, and that of sbk at 6."""
    for number, unit in enumerate(("slk", "sbk"), start=1):
        application.record("stad", command(decided(100 * number, frame=key(unit))), AUTHOR, f"k{number}")
    stad.runner.catch_up()
    return stad


@pytest.fixture
def web(application: Application) -> Iterator[TestClient]:
    """HTTP, on a log that need not be in order afterwards."""
    with TestClient(http_application(application, OPEN, ["testserver"])) as client:
        yield client


@pytest.fixture
def damaged(database: Database, ledger: OpenLedger) -> OpenLedger:
    """The entry at position 5 is damaged."""
    damage(database, ledger.runner.place, 5)
    return ledger


def body(of: Command) -> bytes:
    return msgspec.json.encode(of)


def test_what_is_about_another_unit_is_recorded(application: Application, damaged: OpenLedger, web: TestClient) -> None:
    assert application.rehearse("stad", OTHER, AUTHOR).consequence.frames
    assert web.post(DECISIONS, content=body(OTHER), headers={**JSON, "idempotency-key": "other"}).status_code == 201
    assert damaged.log.head() == 7


def test_what_is_about_the_same_frame_is_refused_by_name_at_every_door(
    application: Application, damaged: OpenLedger, web: TestClient
) -> None:
    with pytest.raises(Refused) as recorded:
        application.record("stad", SAME, AUTHOR, "same")
    with pytest.raises(Refused) as rehearsed:
        application.rehearse("stad", SAME, AUTHOR)
    for reasons in (recorded, rehearsed):
        assert [refusal.code for refusal in reasons.value.refusals] == ["entry-unreadable"]
    for address in (DECISIONS, f"{DECISIONS}?dry_run=true", "/v1/stad/frames/what-if"):
        answer = web.post(address, content=body(SAME), headers={**JSON, "idempotency-key": "same"})
        [reason] = refused(answer, 503, "entry-unreadable")
        assert "position 5 (frame-decided.v1)" in reason["detail"]
    assert damaged.log.head() == 6


def test_the_feed_passes_it_on_and_says_so(database: Database, damaged: OpenLedger, web: TestClient) -> None:
    of_newer_program(damaged.log, key().tag)
    events = web.get("/v1/stad/events").json()["events"]
    assert [event["id"] for event in events] == [f"stad/{position}" for position in range(1, 8)]
    stored = damaged.log.stored_at(5)
    assert stored is not None
    assert b64decode(events[4]["data_base64"]) == stored.data
    assert "data" not in events[4]
    assert [event.get("unreadable") for event in events] == [None] * 4 + ["bytes", None, "newer-program"]
    assert [events[number]["datacontenttype"] for number in (4, 6)] == ["application/octet-stream", "application/json"]
    assert events[6]["type"] == NEWER
    assert events[6]["data"]["fact"]["type"] == NEWER
    assert events[4]["subject"] == events[6]["subject"] == key().tag
    of_type = web.get("/v1/stad/events?type=frame-decided").json()["events"]
    assert of_type == events[4:6]


def test_what_is_set_aside_is_in_the_feed_and_what_rested_on_it_goes_on(
    application: Application, database: Database, damaged: OpenLedger, web: TestClient
) -> None:
    set_entry_aside(database, damaged.runner.place, 5, "Skadad av en trasig disk.")
    [event] = web.get("/v1/stad/events?type=entry-set-aside").json()["events"]
    assert (event["id"], event["type"], event["subject"]) == ("stad/7", "entry-set-aside.v1", "entry:5")
    assert (event["data"]["position"], event["data"]["reason"]) == (5, "Skadad av en trasig disk.")
    assert application.record("stad", SAME, AUTHOR, "same").first_position == 8


def test_what_reads_an_entry_again_that_was_damaged_since_is_refused_by_name(
    application: Application, database: Database, stad: OpenLedger, web: TestClient
) -> None:
    """The read models had taken it in; what stands on its bytes is not a fault of the program."""
    application.record("stad", command(decided(100)), AUTHOR, "k1")
    stad.runner.catch_up()
    assert web.get("/v1/stad/diary").status_code == 200
    damage(database, stad.runner.place, 5)
    [reason] = refused(web.get("/v1/stad/diary"), 503, "entry-unreadable")
    assert "liggare set-aside --ledger stad --position 5 " in reason["right"]
    set_entry_aside(database, stad.runner.place, 5, "Skadad av en trasig disk.")
    stad.runner.catch_up()
    assert web.get("/v1/stad/diary").status_code == 200
