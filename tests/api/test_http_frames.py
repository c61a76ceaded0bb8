"""Frames over HTTP: any day comes out, the same URL gives the same bytes, and a misspelt one gives nothing."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from api.http.routes import http_application
from ledger.events import FrameAdjusted, FrameDecided, ProposalMade, RecordingErrorCorrected, Replacement
from ledger.log.database import Database
from ledger.values import Basis
from projections.frames.current import RECIPE
from tests.api.asking import OPEN, frames, post, refused
from tests.given import AUTHOR, BUDGET, PLAN, adjusted, basis, between, command, decided, key, money


def record(application: Application, stad: OpenLedger, *facts: Any, on: Basis | None = None) -> None:
    """Records facts and takes them in."""
    application.record("stad", command(*facts, on=on), AUTHOR, None)
    stad.runner.catch_up()


def costs(web: TestClient, **asked: Any) -> int | None:
    """The one frame's costs, or None when there is no frame."""
    answered = frames(web, year=2026, **asked).json()["frames"]
    return answered[0]["costs_ore"] if answered else None


# --- The answer ---------------------------------------------------------------------------------------------


def test_a_frame_is_answered_with_its_coordinates(web: TestClient, application: Application, stad: OpenLedger) -> None:
    record(application, stad, FrameDecided(key(year=2027), PLAN, money(155_800_000_000, 4_760_000_000)))
    answer = frames(web, year=2027, as_of="2026-03-01").json()
    assert answer["coordinates"] == {
        "year": 2027,
        "as_of": "2026-03-01",
        "known_at": None,
        "position": 5,
        "stage": "decided",
    }
    assert (answer["ledger"], answer["organisation"], answer["recipe"]) == ("stad", "Staden", RECIPE)
    [frame] = answer["frames"]
    assert (frame["unit_name"], frame["commitment"], frame["net_ore"]) == (
        "Stadsledningskontoret",
        "plan",
        151_040_000_000,
    )
    assert frame["net_text"].replace("\u00a0", " ") == "1 510 400 000 kr"


def test_every_coordinate_is_echoed(web: TestClient, application: Application, stad: OpenLedger) -> None:
    record(application, stad, decided(100))
    asked = {"year": 2026, "as_of": "2025-12-01", "known_at": "5", "stage": "decided", "unit": "slk", "line": "total"}
    assert frames(web, **asked).json()["coordinates"] == {**asked, "position": 5}


def test_an_undetermined_day_stands_outside_the_total(
    web: TestClient, application: Application, stad: OpenLedger
) -> None:
    record(application, stad, decided(25_000), on=between("2025-10-01", "2025-12-31"))
    outside = frames(web, year=2026, as_of="2025-11-01").json()
    assert (outside["frames"], outside["totals"][0]["costs_ore"]) == ([], 0)
    assert [(frame["costs_ore"], frame["parts"][0]["part"]) for frame in outside["undetermined"]] == [
        (25_000, "undetermined")
    ]
    assert frames(web, year=2026, as_of="2025-09-30").json()["undetermined"] == []
    assert costs(web, as_of="2025-12-31") == 25_000


def test_before_anything_was_recorded_the_answer_says_so(web: TestClient) -> None:
    answer = frames(web, year=2027, as_of="2026-03-01", known_at=0).json()
    assert (answer["frames"], answer["organisation"]) == ([], None)
    assert answer["note"] == "Ingenting var registrerat än: liggaren fanns inte."


def test_a_change_decided_before_a_set_but_recorded_after_it(
    web: TestClient, application: Application, stad: OpenLedger
) -> None:
    record(application, stad, decided(1_000), on=basis("2025-06-01"))
    record(application, stad, decided(5_000), on=basis("2025-11-24"))
    record(application, stad, adjusted(300), on=basis("2025-09-01"))
    assert [costs(web, as_of=day) for day in ("2025-08-31", "2025-09-01", "2025-11-23", "2025-11-24")] == [
        1_000,
        1_300,
        1_300,
        5_000,
    ]
    [frame] = frames(web, year=2026, as_of="2025-12-01").json()["frames"]
    assert [(warning["position"], warning["code"]) for warning in frame["warnings"]] == [(7, "swallowed")]


def test_rival_proposals_are_never_summed(web: TestClient, application: Application, stad: OpenLedger) -> None:
    for name, amount in (("majoriteten", 100), ("oppositionen", 70)):
        record(application, stad, ProposalMade(name, (decided(amount),)))
    [reason] = refused(frames(web, year=2026, stage="proposed"), 422, "proposal-ambiguous")
    assert "majoriteten (KF); oppositionen (KF)" in reason["right"]
    named = frames(web, year=2026, proposal="oppositionen").json()
    assert (named["frames"][0]["costs_ore"], named["coordinates"]["stage"]) == (70, "proposed")
    assert frames(web, year=2026).json()["frames"] == []
    refused(frames(web, year=2026, proposal="ingens"), 404, "proposal-unknown")


# --- Reproducible for ever ----------------------------------------------------------------------------------


def test_the_same_url_gives_the_same_bytes_before_and_after_a_correction(
    web: TestClient, application: Application, stad: OpenLedger
) -> None:
    record(application, stad, decided(25_000))
    url = f"/v1/stad/frames?year=2026&as_of=2026-03-01&known_at=5&recipe={RECIPE}"
    before = web.get(url)
    right = Replacement(decided(52_000), basis())
    record(application, stad, RecordingErrorCorrected(5, "siffrorna kastades om", right))
    after = web.get(url)
    assert (after.content, after.headers) == (before.content, before.headers)
    assert (costs(web, known_at=5), costs(web)) == (25_000, 52_000)


SETTLED = {"year": 2026, "as_of": "2026-01-01", "known_at": 4, "recipe": RECIPE}
FOR_EVER = "public, max-age=31536000, immutable"


def without(*names: str) -> dict[str, Any]:
    """The settled question, less some of what settles it."""
    return {name: value for name, value in SETTLED.items() if name not in names}


def test_only_a_settled_answer_with_its_recipe_is_kept_for_ever(web: TestClient, stad: OpenLedger) -> None:
    stad.runner.catch_up()
    caching = {name: frames(web, **without(name)).headers["cache-control"] for name in SETTLED}
    assert caching == {"year": "no-store", "as_of": "no-store", "known_at": "no-store", "recipe": "no-cache"}
    assert frames(web, **SETTLED).headers["cache-control"] == FOR_EVER


def test_an_instant_is_settled_when_something_later_is_recorded(web: TestClient, stad: OpenLedger) -> None:
    stad.runner.catch_up()
    past, future = {"known_at": "2020-01-01T00:00:00Z"}, {"known_at": "2099-01-01"}
    assert frames(web, **SETTLED | past).headers["cache-control"] == FOR_EVER
    assert frames(web, **SETTLED | future).headers["cache-control"] == "no-store"


def test_what_the_client_has_is_not_sent_again(web: TestClient) -> None:
    asked = {"year": 2026, "as_of": "2026-01-01", "known_at": 0}
    first = frames(web, **asked)
    etag = first.headers["etag"]
    placed = {etag: 304, f"W/{etag}": 304, f'"other", W/"x" , {etag}': 304, "*": 304}
    for value, status in {**placed, '"other"': 200, "": 200, etag.strip('"'): 200}.items():
        again = frames(web, headers={"if-none-match": value}, **asked)
        assert (value, again.status_code, again.headers["etag"]) == (value, status, etag)
        assert again.content == (b"" if status == 304 else first.content)


def test_another_answer_has_another_etag(web: TestClient, application: Application, stad: OpenLedger) -> None:
    etag = frames(web, year=2026, as_of="2026-01-01").headers["etag"]
    record(application, stad, decided(1))
    again = frames(web, year=2026, as_of="2026-01-01", headers={"if-none-match": etag})
    assert (again.status_code, again.headers["etag"] != etag) == (200, True)


# --- Waiting ------------------------------------------------------------------------------------------------


def test_a_read_waits_for_the_position_a_write_answered(database: Database, stad: OpenLedger) -> None:
    following = Application(database, follows=True)
    try:
        with TestClient(http_application(following, OPEN, ["testserver"])) as web:
            position = post(web, command(decided(25_000))).json()["last_position"]
            answer = frames(web, year=2026, min_position=position).json()
    finally:
        following.close()
    assert (position, answer["coordinates"]["position"], answer["frames"][0]["costs_ore"]) == (5, 5, 25_000)


def test_a_read_ahead_of_its_projections_says_by_how_much(
    web: TestClient, stad: OpenLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stad.model, "_longest_wait_seconds", 0.05)
    for asked in ({"min_position": 4}, {"known_at": 4}):
        response = frames(web, year=2026, **asked)
        [reason] = refused(response, 503, "projection-behind")
        assert (reason["asserted"], reason["calculated"], reason["difference"]) == ("4", "0", "4")
        assert (response.json()["retry"], response.headers["retry-after"]) == (True, "2")


def test_a_position_nobody_has_recorded_is_refused(web: TestClient) -> None:
    for asked in ({"min_position": 5}, {"known_at": 5}, {"known_at": 10**18 - 1}):
        [reason] = refused(frames(web, year=2026, **asked), 422, "position-beyond-head")
        assert reason["right"] == "0–4"


# --- What is wrong in a question ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "status", "code", "where"),
    [
        ("asof=2026-01-01", 422, "field-unknown", "asof"),
        ("Year=2026", 422, "field-unknown", "Year"),
        ("year=2026&year=2027", 422, "field-repeated", "year"),
        ("year=26", 422, "year-out-of-range", "year"),
        ("year=1989", 422, "year-out-of-range", "year"),
        ("year=2101", 422, "year-out-of-range", "year"),
        ("year=", 400, "coordinate-invalid", "year"),
        ("year=2026.0", 400, "coordinate-invalid", "year"),
        ("year=-2026", 400, "coordinate-invalid", "year"),
        ("year=٢٠٢٦", 400, "coordinate-invalid", "year"),
        ("year=2026;DROP TABLE event", 400, "coordinate-invalid", "year"),
        ("year=" + "9" * 5000, 400, "coordinate-invalid", "year"),
        ("as_of=2026-02-30", 400, "coordinate-invalid", "as_of"),
        ("as_of=20260301", 400, "coordinate-invalid", "as_of"),
        ("as_of=2026-03-01T12:00:00Z", 400, "coordinate-invalid", "as_of"),
        ("as_of=", 400, "coordinate-invalid", "as_of"),
        ("known_at=-1", 400, "coordinate-invalid", "known_at"),
        ("known_at=2026-03-01T12:00:00", 400, "coordinate-invalid", "known_at"),
        ("known_at=2026-03-01T12:00:00+01:00", 400, "coordinate-invalid", "known_at"),  # the plus is a space here
        ("known_at=9999-12-31", 400, "coordinate-invalid", "known_at"),
        ("known_at=0001-01-01T00:00:00%2B14:00", 400, "coordinate-invalid", "known_at"),
        ("known_at=" + "9" * 19, 400, "coordinate-invalid", "known_at"),
        ("min_position=x", 400, "coordinate-invalid", "min_position"),
        ("stage=beslutat", 400, "coordinate-invalid", "stage"),
        ("recipe=frames-0", 400, "coordinate-invalid", "recipe"),
        ("unit=slk'%20OR%20'1'='1", 400, "coordinate-invalid", "unit"),
        ("unit=%00", 400, "coordinate-invalid", "unit"),
        ("line=%ff", 400, "coordinate-invalid", "line"),
        ("proposal=" + "a" * 64, 400, "coordinate-invalid", "proposal"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(
    detached: TestClient, query: str, status: int, code: str, where: str
) -> None:
    [reason] = refused(detached.get(f"/v1/stad/frames?{query}"), status, code)
    assert (reason["where"], bool(reason["right"])) == (where, True)
    assert len(reason["detail"]) < 400


def test_a_misspelt_parameter_is_told_the_right_one(detached: TestClient) -> None:
    [reason] = refused(detached.get("/v1/stad/frames?asof=2026-01-01"), 422, "field-unknown")
    assert (reason["detail"], reason["right"]) == ("Parametern ”asof” finns inte.", "as_of")


def test_another_recipe_is_told_the_current_one(detached: TestClient) -> None:
    [reason] = refused(detached.get("/v1/stad/frames?recipe=frames-0"), 400, "coordinate-invalid")
    assert reason["right"] == f"en av: {RECIPE}"


def test_everything_wrong_is_told_at_once(detached: TestClient) -> None:
    url = "/v1/stad/frames?year=1&as_of=x&known_at=y&unit=&asof=z&stage=a&stage=b"
    expected = ["field-unknown", "field-repeated", "year-out-of-range"] + ["coordinate-invalid"] * 4
    reasons = refused(detached.get(url), 422, *expected)
    assert [reason["where"] for reason in reasons] == ["asof", "stage", "year", "unit", "stage", "as_of", "known_at"]


def test_coordinates_that_do_not_go_together_are_refused(
    web: TestClient, application: Application, stad: OpenLedger
) -> None:
    record(application, stad, ProposalMade("majoriteten", (FrameDecided(key(), BUDGET, money(1)),)))
    refused(frames(web, year=2026, stage="decided", proposal="majoriteten"), 400, "coordinate-invalid")
    refused(frames(web, year=2026, unit="okand"), 422, "unit-unknown")
    refused(frames(web, "annan", year=2026), 404, "ledger-unknown")


def test_an_instant_with_its_offset_is_understood(web: TestClient, stad: OpenLedger) -> None:
    stad.runner.catch_up()
    asked = {"year": 2026, "as_of": "2026-01-01", "known_at": "2020-01-01T00:00:00+01:00"}
    assert frames(web, **asked).json()["coordinates"]["known_at"] == "2019-12-31T23:00:00+00:00"


def test_changes_alone_are_a_frame_without_a_known_start(
    web: TestClient, application: Application, stad: OpenLedger
) -> None:
    record(application, stad, FrameAdjusted(key(), money(500)))
    [frame] = frames(web, year=2026).json()["frames"]
    assert (frame["commitment"], frame["costs_ore"]) == (None, 500)
