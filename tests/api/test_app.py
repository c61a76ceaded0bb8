"""The application: ledgers are opened by commands, known by name, and refused when unknown."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import psycopg
import pytest

from api.app import Application, Follower, OpenLedger
from ledger.errors import Refusal, Refused
from ledger.log.database import Database
from ledger.log.store import DCBEvent, Log
from ledger.recording import record
from ledger.when import sleep, wait_until
from projections.asking.question import Question
from projections.frames.current import frames_answer
from projections.running.runner import Runner
from tests.given import AUTHOR, adjusted, command, decided, opening


def test_a_recorded_frame_is_answered(application: Application, stad: OpenLedger) -> None:
    receipt = application.record("stad", command(decided(25_000)), AUTHOR, "k1")
    assert (receipt.first_position, receipt.last_position) == (5, 5)
    assert stad.runner.catch_up() == 5
    [frame] = frames_answer(stad.model, Question(year=2026)).answer.frames
    assert (frame.unit_name, frame.costs_ore, frame.net_ore) == ("Stadsledningskontoret", 25_000, 25_000)


def test_an_unknown_ledger_is_refused_with_those_there_are(application: Application, stad: OpenLedger) -> None:
    with pytest.raises(Refused) as refused:
        application.ledger("stadt")
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.right) == ("ledger-unknown", "någon av: stad")


def test_a_rehearsed_opening_makes_no_ledger(application: Application) -> None:
    receipt = application.rehearse("ny", opening(), AUTHOR)
    assert receipt.first_position is None
    assert receipt.consequence.types[0] == "ledger-opened.v1"
    assert application.names() == []


def test_a_rehearsal_needs_no_read_models(application: Application, log: Log) -> None:
    record(log, "stad", opening(), AUTHOR, "opening")
    receipt = application.rehearse("stad", command(decided(25_000)), AUTHOR)
    assert receipt.consequence.types == ("frame-decided.v1",)
    with pytest.raises(Refused) as refused:
        application.model("stad").standing()
    assert refused.value.refusals[0].code == "projection-behind", "nobody has made them"


def test_a_ledger_that_somebody_else_makes_is_found(application: Application, stad: OpenLedger) -> None:
    with closing(Application(application.database)) as other:
        other.record("ny", opening(), AUTHOR, "opening")
    assert application.log("ny").head() == 4
    with pytest.raises(Refused) as refused:
        application.model("nyare")
    assert refused.value.refusals[0].right == "någon av: ny, stad"


# --- Following ----------------------------------------------------------------------------------------------


def answered(ledger: OpenLedger, min_position: int) -> int | None:
    """The costs of the only frame, once the follower has come so far."""
    [frame] = frames_answer(ledger.model, Question(year=2026, min_position=min_position)).answer.frames
    return frame.costs_ore


def allow_connections(database: Database, *, allowed: bool) -> None:
    """A server that goes away: nobody gets in, and everybody who is in is thrown out."""
    name = database.owner_login["dbname"]
    with psycopg.connect(**{**database.owner_login, "dbname": "postgres"}, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}".encode())
        connection.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", (name,))


def test_a_follower_survives_that_the_database_goes_away(application: Application, stad: OpenLedger) -> None:
    following = Application(application.database, follows=True)
    try:
        ledger = following.ledger("stad")
        application.record("stad", command(decided(25_000)), AUTHOR, "k1")
        assert answered(ledger, 5) == 25_000
        allow_connections(application.database, allowed=False)
        allow_connections(application.database, allowed=True)
        wait_until(lambda: is_answering(application), 10)
        application.record("stad", command(adjusted(500)), AUTHOR, "k2")
        assert answered(ledger, 6) == 25_500
    finally:
        following.close()


def is_answering(application: Application) -> bool:
    try:
        return application.ledger("stad").log.head() > 0
    except Refused:
        return False


def test_a_follower_ends_also_while_the_database_is_away(application: Application, stad: OpenLedger) -> None:
    following = Application(application.database, follows=True)
    following.ledger("stad")
    allow_connections(application.database, allowed=False)
    try:
        sleep(0.3)  # let it notice
        with ThreadPoolExecutor(1) as pool:
            pool.submit(following.close).result(10)
    finally:
        allow_connections(application.database, allowed=True)


def test_a_follower_of_stopped_projections_rests_until_the_next_start(
    application: Application, stad: OpenLedger
) -> None:
    application.record("stad", command(decided(25_000)), AUTHOR, "k1")
    stad.log.recorder.append([DCBEvent("frame-dissolved.v1", b"{}")])
    following = Application(application.database, follows=True)
    ledger = following.ledger("stad")
    assert wait_until(lambda: ledger.model.standing().stopped is not None, 10)
    assert ledger.model.standing().position == 5
    following.close()


def refusal_of(application: Application, ledger: OpenLedger) -> Refusal | None:
    """Why the installation would say that it is not ready, as far as following goes."""
    try:
        application.check_following("stad", ledger.model.standing())
    except Refused as refused:
        return refused.refusals[0]
    return None


def told_by(application: Application, ledger: OpenLedger) -> Refusal:
    assert wait_until(lambda: refusal_of(application, ledger) is not None, 10)
    refusal = refusal_of(application, ledger)
    assert refusal is not None
    return refusal


def test_a_follower_that_meets_a_fault_says_so_and_tries_again(
    application: Application, stad: OpenLedger, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("api.app.FIRST_PAUSE_SECONDS", 0.1)
    mended = Event()
    plain = Runner.catch_up

    def catch_up(runner: Runner) -> int:
        if not mended.is_set():
            raise ZeroDivisionError("nobody thought of this")
        return plain(runner)

    monkeypatch.setattr(Runner, "catch_up", catch_up)
    with closing(Application(application.database, follows=True)) as following:
        ledger = following.ledger("stad")
        refusal = told_by(following, ledger)
        assert (refusal.code, refusal.where) == ("projection-behind", "stad")
        assert refusal.detail == "Följaren av stad misslyckades: ZeroDivisionError."
        assert "nobody thought of this" in caplog.text
        mended.set()
        assert wait_until(lambda: refusal_of(following, ledger) is None, 10)
        assert ledger.model.standing().position == 4


def test_a_follower_that_has_ended_is_told(
    application: Application, stad: OpenLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Follower, "_run", lambda _: None)
    with closing(Application(application.database, follows=True)) as following:
        refusal = told_by(following, following.ledger("stad"))
    assert refusal.code == "projection-behind"
    assert refusal.detail == "Följaren av stad har slutat. Den har nått position 0; liggaren slutar vid 4."


def test_a_follower_that_lags_is_told_with_how_far_and_how_long(
    application: Application, stad: OpenLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = Event()
    monkeypatch.setattr(Follower, "longest_lag_seconds", 0.2)
    monkeypatch.setattr(Follower, "_run", lambda _: ended.wait(30))
    with closing(Application(application.database, follows=True)) as following:
        ledger = following.ledger("stad")
        refusal = told_by(following, ledger)
        assert (refusal.code, refusal.asserted, refusal.calculated, refusal.difference) == (
            "projection-behind",
            "4",
            "0",
            "4",
        )
        assert "legat efter i 0 sekunder. Den har nått position 0; liggaren slutar vid 4." in refusal.detail
        stad.runner.catch_up()
        assert refusal_of(following, ledger) is None, "somebody else took the entries in"
        ended.set()
