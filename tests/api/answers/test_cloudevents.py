"""The log as CloudEvents: whole, in order, from any position, with the stored bytes as they are."""

import re

from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from tests.api.asking import refused
from tests.given import AUTHOR, adjusted, command, decided


def test_an_event_is_a_cloudevent_around_the_stored_bytes(web: TestClient, stad: OpenLedger) -> None:
    response = web.get("/v1/stad/events?limit=1")
    [event] = response.json()["events"]
    stored = next(stad.log.stream(limit=1))
    data = event.pop("data")
    assert event.pop("time") == stored.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert event == {
        "specversion": "1.0",
        "id": "stad/1",
        "source": "/v1/stad",
        "type": "ledger-opened.v1",
        "datacontenttype": "application/json",
        "subject": "organisation",
    }
    assert (data["fact"]["name"], data["recording"]["by"]) == ("Staden", "tester-1")
    assert stored.data in response.content
    assert response.headers["content-type"] == "application/json"


def test_a_follower_gets_every_event_once_and_in_order(web: TestClient, application: Application) -> None:
    for number in range(5):
        application.record("stad", command(adjusted(number + 1)), AUTHOR, None)
    seen, after = [], 0
    while True:
        page = web.get("/v1/stad/events", params={"after": after, "limit": 2}).json()
        assert (page["after"], page["head"]) == (after, 9)
        if not page["events"]:
            break
        seen += [event["id"] for event in page["events"]]
        after = page["next_after"]
    assert seen == [f"stad/{position}" for position in range(1, 10)]
    assert (page["next_after"], after) == (9, 9)


def test_a_follower_of_one_kind_does_not_read_the_rest_again(web: TestClient, application: Application) -> None:
    application.record("stad", command(decided(1), adjusted(2)), AUTHOR, None)
    page = web.get("/v1/stad/events?type=frame-decided").json()
    assert [(event["id"], event["subject"]) for event in page["events"]] == [
        ("stad/5", "frame:slk/total/operating/2026")
    ]
    assert page["next_after"] == 6
    full = web.get("/v1/stad/events?type=unit-registered&limit=2").json()
    assert ([event["id"] for event in full["events"]], full["next_after"]) == (["stad/2", "stad/3"], 3)


def test_a_follower_asks_for_the_very_type_that_the_feed_prints(web: TestClient, application: Application) -> None:
    """Field case 15: the type of an event, or its short name, is taken; either gives every version."""
    application.record("stad", command(decided(1), adjusted(2)), AUTHOR, None)
    for event in web.get("/v1/stad/events").json()["events"]:
        asked = web.get("/v1/stad/events", params={"type": event["type"]}).json()
        short = web.get("/v1/stad/events", params={"type": event["type"].removesuffix(".v1")}).json()
        assert asked == short
        assert event["id"] in [found["id"] for found in asked["events"]]


def test_after_the_end_there_is_nothing_yet(web: TestClient) -> None:
    page = web.get("/v1/stad/events?after=4").json()
    assert page == {"events": [], "after": 4, "next_after": 4, "head": 4}


def test_a_position_that_nobody_has_recorded_is_refused_so_that_no_follower_waits_past_new_events(
    web: TestClient,
) -> None:
    for after in (5, 10**18 - 1):
        [reason] = refused(web.get(f"/v1/stad/events?after={after}"), 422, "position-beyond-head")
        assert (reason["asserted"], reason["calculated"], reason["where"]) == (str(after), "4", "after")


def test_a_wrong_page_is_refused(detached: TestClient) -> None:
    wrong = ("limit=0", "limit=1001", "limit=x", "after=-1", "after=1.5", "after=" + "9" * 19, "type=frame-decided.v99")
    for query in wrong:
        [reason] = refused(detached.get(f"/v1/stad/events?{query}"), 400, "coordinate-invalid")
        assert reason["where"] == query.partition("=")[0]
    refused(detached.get("/v1/stad/events?after=1&after=2&from=3"), 422, "field-repeated", "field-unknown")


def test_an_event_is_found_by_its_id(web: TestClient) -> None:
    for event in web.get("/v1/stad/events").json()["events"]:
        ledger, position = re.fullmatch(r"(\w+)/(\d+)", event["id"]).groups()  # type: ignore[union-attr]
        [same] = web.get(f"/v1/{ledger}/events?after={int(position) - 1}&limit=1").json()["events"]
        assert same == event
