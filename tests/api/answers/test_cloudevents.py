"""The log as CloudEvents: whole, in order, from any position, with the stored bytes as they are."""

import re
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.answers.cloudevents import Envelopes, written_event
from api.app import Application, OpenLedger
from ledger.events import ProposalMade
from ledger.events.touching import TOLD_BY_TAGS, touched_by_tags
from ledger.log.feed.rows import FeedRow, FeedRows, WantedRows
from tests.api.asking import refused
from tests.given import AUTHOR, adjusted, basis, command, decided, key, transferred


def nonce_at(ledger: OpenLedger, position: int) -> str:
    """The first four bytes of the nonce of an entry, as the table has it."""
    with ledger.log.recorder.cursors() as cursor:
        row = cursor.execute("SELECT nonce FROM event WHERE position = %s", (position,)).fetchone()
    assert row is not None
    return bytes(row["nonce"])[:4].hex()


def test_an_event_is_a_cloudevent_around_the_stored_bytes(web: TestClient, stad: OpenLedger) -> None:
    response = web.get("/v1/stad/events?limit=1")
    [event] = response.json()["events"]
    stored = next(stad.log.stream(limit=1))
    data = event.pop("data")
    assert event.pop("time") == stored.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert event == {
        "specversion": "1.0",
        "id": "stad/1",
        "source": stad.log.source,
        "type": "ledger-opened.v1",
        "datacontenttype": "application/json",
        "subject": "organisation",
        "cursor": f"1-{nonce_at(stad, 1)}",
    }
    assert (data["fact"]["name"], data["recording"]["by"]) == ("Staden", "tester-1")
    assert stored.data in response.content
    assert response.headers["content-type"] == "application/json"


def test_a_follower_gets_every_event_once_and_in_order(web: TestClient, application: Application) -> None:
    for number in range(5):
        application.record("stad", command(adjusted(number + 1)), AUTHOR, None)
    seen, after, position = [], "0", 0
    while True:
        page = web.get("/v1/stad/events", params={"after": after, "limit": 2}).json()
        assert (page["after"], page["head"], page["more"]) == (position, 9, position < 7)
        if not page["events"]:
            break
        seen += [event["id"] for event in page["events"]]
        after = page["next_after"]
        position = int(after.partition("-")[0])
    assert seen == [f"stad/{position}" for position in range(1, 10)]
    assert page["next_after"] == after == f"9-{nonce_at(application.ledger('stad'), 9)}"


def test_a_follower_of_one_kind_does_not_read_the_rest_again(web: TestClient, application: Application) -> None:
    application.record("stad", command(decided(1), adjusted(2)), AUTHOR, None)
    page = web.get("/v1/stad/events?type=frame-decided").json()
    assert [(event["id"], event["subject"]) for event in page["events"]] == [
        ("stad/5", "frame:slk/total/operating/2026")
    ]
    assert page["next_after"] == page["seen_up_to"] == f"6-{nonce_at(application.ledger('stad'), 6)}"
    full = web.get("/v1/stad/events?type=unit-registered&limit=2").json()
    assert ([event["id"] for event in full["events"]], full["next_after"][:2]) == (["stad/2", "stad/3"], "3-")


def test_a_follower_asks_for_the_very_type_that_the_feed_prints(web: TestClient, application: Application) -> None:
    """Field case 15: the type of an event, or its short name, is taken; either gives every version."""
    application.record("stad", command(decided(1), adjusted(2)), AUTHOR, None)
    for event in web.get("/v1/stad/events").json()["events"]:
        asked = web.get("/v1/stad/events", params={"type": event["type"]}).json()
        short = web.get("/v1/stad/events", params={"type": event["type"].removesuffix(".v1")}).json()
        assert asked == short
        assert event["id"] in [found["id"] for found in asked["events"]]


def test_after_the_end_there_is_nothing_yet(web: TestClient, stad: OpenLedger) -> None:
    cursor = f"4-{nonce_at(stad, 4)}"
    page = web.get(f"/v1/stad/events?after={cursor}").json()
    assert page == {"events": [], "after": 4, "next_after": cursor, "head": 4, "more": False}


def test_a_position_that_nobody_has_recorded_is_refused_so_that_no_follower_waits_past_new_events(
    web: TestClient,
) -> None:
    for after in (5, 10**18 - 1):
        [reason] = refused(web.get(f"/v1/stad/events?after={after}"), 409, "log-diverged")
        assert reason["detail"] == f"Position {after} finns inte: liggaren slutar vid 4."
        assert (reason["asserted"], reason["calculated"], reason["where"]) == (str(after), "4", "after")


def test_a_wrong_page_is_refused(detached: TestClient) -> None:
    wrong = (
        "limit=0",
        "limit=1001",
        "limit=x",
        "after=-1",
        "after=1.5",
        "after=" + "9" * 19,
        "after=4-3FA94C02",
        "wait=61",
        "type=frame-decided.v99",
    )
    for query in wrong:
        [reason] = refused(detached.get(f"/v1/stad/events?{query}"), 400, "coordinate-invalid")
        assert reason["where"] == query.partition("=")[0]
    refused(detached.get("/v1/stad/events?after=1&after=2&from=3"), 422, "field-repeated", "field-unknown")


def test_an_event_is_found_by_its_id(web: TestClient) -> None:
    for event in web.get("/v1/stad/events").json()["events"]:
        ledger, position = re.fullmatch(r"(\w+)/(\d+)", event["id"]).groups()  # type: ignore[union-attr]
        [same] = web.get(f"/v1/{ledger}/events?after={int(position) - 1}&limit=1").json()["events"]
        assert same == event


def test_an_event_names_all_units_and_frames_that_it_touches(web: TestClient, application: Application) -> None:
    application.record("stad", command(decided(900)), AUTHOR, None)
    application.record("stad", command(transferred(200), on=basis("2026-02-01")), AUTHOR, None)
    proposal = ProposalMade("mer", (adjusted(5, frame=key("sbk", 2027)),))
    application.record("stad", command(proposal, on=basis("2026-03-01")), AUTHOR, None)
    *_, moved, proposed = web.get("/v1/stad/events").json()["events"]
    assert (moved["units"], moved["frames"]) == ("slk sbk", "slk/total/operating/2026 sbk/total/operating/2026")
    assert (proposed["units"], proposed["frames"]) == ("sbk", "sbk/total/operating/2027")
    assert (moved["subject"], proposed["subject"]) == ("frame:slk/total/operating/2026", "proposal:mer")
    names = {name for event in (moved, proposed) for name in event}
    assert all(re.fullmatch("[a-z0-9]+", name) for name in names), "as CloudEvents wants attributes to be called"


# --- Passed on without being read ---------------------------------------------------------------------------------

NOW = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)
ENVELOPES = Envelopes("stad", "urn:liggare:x")


@pytest.fixture
def richest(application: Application) -> OpenLedger:
    """A ledger with something of everything."""
    return application.ledger("stad")


def told(row: FeedRow) -> bytes:
    """The event of a row that is read, which is an entry whose tags tell all."""
    subject = next(iter(row.tags), None)
    return written_event("stad", "urn:liggare:x", row, subject, touched_by_tags(row.tags)).line


def test_an_event_that_is_passed_on_unread_is_to_the_byte_what_it_is_when_read(richest: OpenLedger) -> None:
    rows = FeedRows(richest.log).after(0, richest.log.head(), 10_000, WantedRows())
    passed_on = {row.position: ENVELOPES.written(row) for row in rows}
    written = [(row, event) for row in rows if (event := passed_on[row.position]) is not None]
    assert len(written) > 20
    for row, event in written:
        assert (event.line, event.cursor, event.type) == (told(row), str(row.cursor), row.type)
    assert {row.type for row in rows if passed_on[row.position] is None}.isdisjoint(TOLD_BY_TAGS)


@given(st.lists(st.sampled_from(("frame:", "unit:", "case:", "")).flatmap(lambda kind: st.text().map(kind.__add__))))
def test_whatever_is_in_a_tag_is_written_as_json(tags: list[str]) -> None:
    data = b'{"fact":{"type":"frame-adjusted.v1","x":1}}'
    row = FeedRow(7, "frame-adjusted.v1", tuple(tags), data, "0a1b2c3d", NOW)
    passed_on = ENVELOPES.written(row)
    assert passed_on is not None
    line = msgspec.json.decode(passed_on.line)
    touched = touched_by_tags(tags)
    assert line.get("units", "") == " ".join(touched.units)
    assert line.get("frames", "") == " ".join(touched.frames)
    assert line["data"] == {"fact": {"type": "frame-adjusted.v1", "x": 1}}
    assert b"\n" not in passed_on.line


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'{"fact":{"type":"frame-adjusted.v1","x":1}',
        b'{"fact":{"type":"frame-adjusted.v1",\xff":1}}',
        b'{"fact":{"type":"frame-adjusted.v1","x":"\xff"}}',
        b'{"fact":{"type":"frame-adjusted.v1","x":1}}{}',
        b'{"fact":{"type":"frame-adjusted.v1",\n"x":1}}',
        b'{"fakt":{"type":"frame-adjusted.v1","x":1}}',
        b'{"fact":{"type":"frame-decided.v1","x":1}}',
    ],
)
def test_bytes_that_may_not_be_an_entry_are_read(data: bytes) -> None:
    assert ENVELOPES.written(FeedRow(7, "frame-adjusted.v1", (), data, "0a1b2c3d", NOW)) is None
    event = written_event(
        "stad", "urn:x", FeedRow(7, "frame-adjusted.v1", (), data, "0a1b2c3d", NOW), None, touched_by_tags(())
    )
    assert msgspec.json.decode(event.line)["unreadable"] == "bytes"
