"""The feed of one ledger: pages from a cursor, only what concerns somebody, and never more than is looked through."""

from datetime import date
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from api.answers import feed
from api.answers.feed import Feed, FeedQuestion
from api.app import Application, OpenLedger
from api.http.routes import http_application
from ledger.events import AnyFact, IndexDecided, ProposalMade, RecordingErrorCorrected, UnitMoved, UnitRegistered
from ledger.log.feed.cursor import BEGINNING, LogCursor
from ledger.log.feed.rows import FeedRows
from ledger.log.store import DCBEvent
from ledger.recording import Command
from tests.api.asking import OPEN, refused
from tests.given import AUTHOR, adjusted, basis, command, decided, key, transferred


def ids(web: TestClient, **asked: Any) -> list[int]:
    """The positions of a page."""
    page = web.get("/v1/stad/events", params=asked).json()
    return [int(event["id"].partition("/")[2]) for event in page["events"]]


@pytest.fixture
def busy(application: Application, stad: OpenLedger) -> OpenLedger:
    """Positions 5 to 12: frames of two units and two years, a transfer, a proposal, and a unit that moves."""
    facts: tuple[AnyFact, ...] = (
        decided(900),  # 5
        decided(800, frame=key("sbk")),
        decided(700, frame=key("slk", 2027)),
        transferred(100),  # 8
        ProposalMade("mer", (adjusted(5, frame=key("sbk", 2027)),)),  # 9
    )
    for number, fact in enumerate(facts):
        application.record("stad", command(fact, on=basis(paragraph=f"§ {number}")), AUTHOR, None)
    application.record("stad", Command((UnitRegistered("ny", "Ny", "slk"),)), AUTHOR, None)
    application.record("stad", Command((UnitMoved("ny", applies_from=date(2026, 6, 1), parent="sbk"),)), AUTHOR, None)
    application.record("stad", command(decided(1, frame=key("ny"))), AUTHOR, None)
    return stad


def test_a_follower_of_a_unit_has_all_that_was_ever_below_it(web: TestClient, busy: OpenLedger) -> None:
    """The unit that has moved away is followed under both: what it did there before is told to both."""
    assert ids(web, unit="ny") == [10, 11, 12]
    assert ids(web, unit="slk") == [3, 5, 7, 8, 10, 11, 12]
    assert ids(web, unit="sbk") == [4, 6, 8, 9, 10, 11, 12]
    assert ids(web, unit="ks") == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]


def test_a_unit_that_nobody_has_registered_is_a_mistake(web: TestClient, busy: OpenLedger) -> None:
    [reason] = refused(web.get("/v1/stad/events?unit=slx"), 422, "unit-unknown")
    assert reason["right"] == "ks, ny, sbk, slk"


def test_a_follower_of_a_year_has_what_names_its_frames(web: TestClient, busy: OpenLedger) -> None:
    assert ids(web, year=2027) == [7, 9]
    assert ids(web, year=2026) == [5, 6, 8, 12]
    assert ids(web, year=2027, unit="slk") == [7]


def test_a_follower_of_a_stage_has_what_is_proposed_or_decided(web: TestClient, busy: OpenLedger) -> None:
    assert ids(web, stage="proposed") == [9]
    assert ids(web, stage="decided") == [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12]
    assert ids(web, stage="decided", year=2027) == [7]
    assert ids(web, stage="decided", type="proposal-made") == []
    assert ids(web, stage="decided", type="frame-transferred", unit="sbk") == [8]


def test_what_withdraws_an_entry_touches_what_that_did(
    web: TestClient, application: Application, busy: OpenLedger
) -> None:
    """The tags of a proposal do not name its frames, and a withdrawal has no fact of its own."""
    for corrects in (9, 6):
        application.record("stad", Command((RecordingErrorCorrected(corrects, "fel bilaga"),)), AUTHOR, None)
    assert ids(web, unit="sbk", after="12") == [13, 14]
    assert ids(web, year=2027, after="12") == [13]
    assert ids(web, stage="proposed", after="12") == [13]
    assert ids(web, unit="slk", after="12") == []
    [event] = web.get("/v1/stad/events?after=12&stage=proposed").json()["events"]
    assert (event["units"], event["frames"]) == ("sbk", "sbk/total/operating/2027")


def test_pages_of_what_is_wanted_go_on_from_each_other_to_the_end(web: TestClient, busy: OpenLedger) -> None:
    found, after = [], "0"
    for _ in range(10):
        page = web.get("/v1/stad/events", params={"unit": "slk", "limit": 2, "after": after}).json()
        found += [event["id"] for event in page["events"]]
        assert page["next_after"] == page["seen_up_to"]
        after = page["seen_up_to"]
        if not page["more"]:
            break
    assert found == [f"stad/{position}" for position in (3, 5, 7, 8, 10, 11, 12)]
    assert after.startswith("12-")


def test_whoever_asks_for_little_is_moved_on_past_the_rest_with_bounded_work(
    busy: OpenLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "LONGEST_STRETCH", 3)
    followed, question = Feed("stad", busy.log), FeedQuestion(100, unit="ny")
    page, seen = followed.page(question, BEGINNING), []
    while not page.events:
        seen.append(page.seen.position)
        assert page.more
        page = followed.page(question, page.seen)
    assert seen == [3, 6, 9]
    assert [msgspec.json.decode(event.line)["id"] for event in page.events] == ["stad/10", "stad/11", "stad/12"]
    assert not page.more


def test_no_more_entries_are_read_than_a_page_has(busy: OpenLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "LONGEST_PAGE", 4)
    monkeypatch.setattr(feed, "_FEWEST_LOOKED_AT", 2)
    followed, read = Feed("stad", busy.log), []
    plain = feed._decoded

    def decoded(row: Any) -> Any:
        read.append(row.position)
        return plain(row)

    followed.page(FeedQuestion(1, unit="ny"), BEGINNING)  # learns the tree
    monkeypatch.setattr(feed, "_decoded", decoded)
    page = followed.page(FeedQuestion(1, unit="ny"), BEGINNING)
    assert (page.events, page.seen.position, page.more) == ([], 4, True)
    assert read == [1, 2, 3, 4]
    page = followed.page(FeedQuestion(1, unit="ny"), page.seen)
    assert (page.seen.position, read[4:]) == (10, [9, 10]), "frames are told by their tags"


def test_what_a_newer_program_recorded_is_passed_on_with_its_bytes_and_to_everybody_it_may_concern(
    application: Application, busy: OpenLedger
) -> None:
    data = b'{"fact":{"type":"frame-dissolved.v3","what":1},  "recording":{"by":"x","via":"y"}}'
    frame, other = (
        DCBEvent("frame-dissolved.v3", data, ["frame:slk/total/operating/2027"]),
        DCBEvent("novelty-made.v1", b'{"new":true}', ["novelty:x"]),
    )
    busy.log.recorder.append([frame, other])
    with TestClient(http_application(application, OPEN, ["testserver"])) as web:
        response = web.get("/v1/stad/events?after=12")
        first, second = response.json()["events"]
        assert data in response.content
        assert (first["type"], first["subject"]) == ("frame-dissolved.v3", "frame:slk/total/operating/2027")
        assert (first["units"], first["frames"]) == ("slk", "slk/total/operating/2027")
        assert (second["subject"], second["data"]) == ("novelty:x", {"new": True})
        assert "units" not in second
        asked: list[dict[str, Any]] = [
            {"unit": "sbk"},
            {"year": 2027},
            {"stage": "decided"},
            {"stage": "proposed"},
        ]
        assert all(ids(web, after="12", **filters) == [13, 14] for filters in asked)


def test_a_log_that_is_another_than_before_is_read_anew_for_its_units(
    busy: OpenLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a restore under a running server nothing of the former tree is left."""
    followed = Feed("stad", busy.log)
    asked = FeedQuestion(100, unit="ny")
    before = followed.page(asked, BEGINNING)
    followed._units._up_to = LogCursor(11, "00000000")
    followed._units._said, followed._units._known = [], {"gone"}
    assert followed.page(asked, BEGINNING) == before
    assert "gone" not in followed._units._known


def test_a_page_reads_no_read_model(busy: OpenLedger) -> None:
    assert busy.model.standing().position == 0, "nothing was taken in"
    assert len(Feed("stad", busy.log).page(FeedQuestion(100, unit="slk"), BEGINNING).events) == 7
    assert FeedRows(busy.log).head(BEGINNING).position == 12


def test_what_may_change_any_decision_that_stands_is_left_out_for_nobody(
    web: TestClient, application: Application, busy: OpenLedger
) -> None:
    """A decided index names no frame, and changes every frame that waits for it."""
    index = IndexDecided("pki", 30_000_000)
    application.record("stad", command(index, on=basis(paragraph="§ 90")), AUTHOR, None)
    for asked in ({"unit": "ny"}, {"year": 2026}, {"unit": "sbk", "year": 2027}):
        assert ids(web, after="12", **asked) == [13]
    assert ids(web, after="12", stage="proposed") == []
