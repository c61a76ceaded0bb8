"""What Prometheus collects: counted by what was answered, and what stands now."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from api.http.routes import http_application
from ledger.when import wait_until
from tests.api.asking import OPEN, frames, post
from tests.given import command, decided

FRAMES = '{method="GET",route="/v1/{ledger}/frames",status="200"}'


def figures(web: TestClient) -> dict[str, float]:
    """Every figure by its name and labels."""
    answer = web.get("/metrics")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/plain")
    lines = [line for line in answer.text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@contextmanager
def counted(web: TestClient) -> Iterator[dict[str, float]]:
    """By how much each figure grew meanwhile: they are those of the process, in which other tests have asked too."""
    before, grown = figures(web), dict[str, float]()
    yield grown
    after = figures(web)
    grown.update({name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name, 0)})


def test_what_is_recorded_repeated_and_refused_is_counted(web: TestClient) -> None:
    wrong = command(decided(1_00), decided(2_00))
    with counted(web) as grown:
        assert post(web, command(decided(100_00)), "a").status_code == 201
        assert post(web, command(decided(100_00)), "a").status_code == 200
        assert post(web, wrong, "b").status_code == 422
        assert post(web, command(decided(100_00)), None).status_code == 400
    assert grown['liggare_commands_total{outcome="stored"}'] == 1
    assert grown['liggare_commands_total{outcome="repeated"}'] == 1
    assert grown["liggare_entries_recorded_total"] == 1
    refusals = {name: value for name, value in grown.items() if name.startswith("liggare_refusals_total")}
    assert refusals == {
        'liggare_refusals_total{code="frame-set-twice"}': 1,
        'liggare_refusals_total{code="idempotency-key-missing"}': 1,
    }


def test_answers_are_timed_by_route_and_no_address_makes_a_series_of_its_own(web: TestClient) -> None:
    with counted(web) as grown:
        for year in (2025, 2026):
            assert frames(web, year=year).status_code == 200
        for number in range(5):
            assert web.get(f"/finns-inte/{number}").status_code == 404
    counts = {name: value for name, value in grown.items() if name.startswith("liggare_http_request_seconds_count")}
    assert counts[f"liggare_http_request_seconds_count{FRAMES}"] == 2
    assert counts['liggare_http_request_seconds_count{method="GET",route="-",status="404"}'] == 5
    assert not any("finns-inte" in name or "2026" in name for name in figures(web))


def test_the_connections_and_what_is_followed_stand_as_they_are(application: Application, stad: OpenLedger) -> None:
    with closing(Application(application.database, follows=True)) as following:
        following.ledger("stad")
        with TestClient(http_application(following, OPEN, ["testserver"])) as web:
            lag = 'liggare_projection_lag_entries{ledger="stad"}'
            assert wait_until(lambda: figures(web).get(lag) == 0, 20)
            now = figures(web)
        assert now["liggare_follower_listens"] == 1
        assert now["liggare_connections_limit"] == following.database.connections.most
        states = [now[f'liggare_connections{{state="{state}"}}'] for state in ("idle", "in_use")]
        assert 1 <= sum(states) <= now["liggare_connections_limit"]


def test_a_scrape_asks_the_database_nothing(detached: TestClient) -> None:
    assert figures(detached)["liggare_follower_listens"] == 0


def test_what_somebody_asked_to_wait_for_is_not_counted_as_slow(web: TestClient) -> None:
    with counted(web) as grown:
        assert web.get("/v1/stad/events?after=4&wait=1").json()["events"] == []
    series = '{method="GET",route="/v1/{ledger}/events",status="200"}'
    assert grown[f"liggare_http_request_seconds_count{series}"] == 1
    assert grown[f"liggare_http_request_seconds_sum{series}"] < 0.9
