"""Ledgers are followed in the background: found again after whatever happens, and never more than is asked for."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import pytest

from api.app import Application, OpenLedger
from api.following import FIRST_PAUSE_SECONDS, TAKING_IN, Followed, Followers
from api.listener import Listener
from ledger.errors import Refusal, Refused
from ledger.log.database import Progress
from ledger.log.store import DCBEvent
from ledger.when import monotonic, sleep, wait_until
from projections.asking.question import Question
from projections.frames.current import frames_answer
from projections.running.runner import Runner
from tests.api.outages import allow_connections
from tests.api.outages import deaf as deaf
from tests.given import AUTHOR, adjusted, command, decided, key, opening
from tests.unreadable import damage


def answered(ledger: OpenLedger, min_position: int) -> int | None:
    """The costs of the only frame, once the follower has come so far."""
    [frame] = frames_answer(ledger.model, Question(year=2026, min_position=min_position)).answer.frames
    return frame.costs_ore


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


def test_a_follower_goes_on_when_what_stopped_it_is_set_aside(application: Application, stad: OpenLedger) -> None:
    for number, year in enumerate((2026, 2027), start=1):
        application.record("stad", command(decided(number, frame=key(year=year))), AUTHOR, f"k{number}")
    damage(application.database, stad.runner.place, 5)
    with closing(Application(application.database, follows=True)) as following:
        ledger = following.ledger("stad")
        assert told_by(following, ledger).code == "projection-stopped"
        application.set_aside("stad", 5, "Skadad av en trasig disk.")
        assert wait_until(lambda: ledger.model.standing().position == 7, 10)
        assert wait_until(lambda: refusal_of(following, ledger) is None, 10)
        application.record("stad", command(decided(3)), AUTHOR, "k3")
        assert answered(ledger, 8) == 3


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
    monkeypatch.setattr("api.following.FIRST_PAUSE_SECONDS", 0.1)
    mended = Event()
    plain = Runner.catch_up

    def catch_up(runner: Runner, progress: Progress) -> int:
        if not mended.is_set():
            raise ZeroDivisionError("nobody thought of this")
        return plain(runner, progress)

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
    monkeypatch.setattr(Listener, "_run", lambda _: None)
    with closing(Application(application.database, follows=True)) as following:
        ledger = following.ledger("stad")
        assert wait_until(lambda: ledger.model.standing().position == 4, 10), "what was asked for is taken in"
        refusal = told_by(following, ledger)
    assert refusal.code == "projection-behind"
    assert refusal.detail == "Följaren av stad har slutat. Den har nått position 4; liggaren slutar vid 4."


def test_a_follower_that_lags_is_told_with_how_far_and_how_long(
    application: Application, stad: OpenLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = Event()
    plain = Runner.catch_up
    monkeypatch.setattr(Followers, "longest_lag_seconds", 0.2)
    monkeypatch.setattr(Runner, "catch_up", lambda runner, progress: ended.wait(30) and plain(runner, progress))
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
        plain(stad.runner)
        assert refusal_of(following, ledger) is None, "somebody else took the entries in"
        ended.set()


def test_after_an_outage_however_long_the_next_attempt_is_soon(stad: OpenLedger) -> None:
    """A fault that nobody thought of is tried ever more seldom: 1, 2, 4 … 60 seconds."""
    followed = Followed(stad)
    gone = Refusal("database-unavailable", "Databasen svarar inte.")
    for _ in range(200):
        followed.was_refused(gone)
        assert followed.next_attempt - monotonic() <= FIRST_PAUSE_SECONDS
    strange = Refusal("projection-behind", "Följaren av stad misslyckades: ZeroDivisionError.")
    for pause in (1, 2, 4, 8, 16, 32, 60, 60):
        followed.has_failed(strange)
        assert pause - 1 < followed.next_attempt - monotonic() <= pause
    followed.has_reached(4, 1)
    assert (followed.fault, followed.pause_seconds) == (None, FIRST_PAUSE_SECONDS)


# --- Many ledgers -------------------------------------------------------------------------------------------

NAMES = [f"stad_{number}" for number in range(12)]


@pytest.fixture
def many(application: Application) -> list[str]:
    """Twelve ledgers."""
    for name in NAMES:
        application.record(name, opening(), AUTHOR, "opening")
    return NAMES


def followers_threads() -> list[str]:
    return sorted(thread.name for thread in threading.enumerate() if thread.name.startswith(("listen", "take in")))


def test_however_many_ledgers_are_followed_they_share_one_listener_and_few_threads(
    application: Application, many: list[str]
) -> None:
    with closing(Application(application.database, follows=True)) as following:
        ledgers = [following.ledger(name) for name in many]
        assert wait_until(lambda: all(ledger.model.standing().position == 4 for ledger in ledgers), 20)
        assert followers_threads().count("listen") == 1
        assert len(followers_threads()) <= 1 + TAKING_IN
        for name in many:
            application.record(name, command(decided(25_000)), AUTHOR, "k1")
        assert [answered(ledger, 5) for ledger in ledgers] == [25_000] * len(many)
    assert followers_threads() == []


def test_to_hear_of_one_ledger_is_to_look_at_that_one_alone(
    application: Application, many: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand are asked every second where they end: none of them is a reason to look through all."""
    with closing(Application(application.database, follows=True)) as following:
        ledgers = [following.ledger(name) for name in many]
        assert wait_until(lambda: all(ledger.model.standing().position == 4 for ledger in ledgers), 20)
        followers, here = following.followers, threading.get_ident()
        assert followers is not None
        looked_at, plain = list[str](), Followed.is_due

        def is_due(followed: Followed) -> bool:
            if threading.get_ident() == here:
                looked_at.append(followed.ledger.name)
            return plain(followed)

        monkeypatch.setattr(Followed, "is_due", is_due)
        followers.hear(many[3], 4)
        assert looked_at == [many[3]]


@pytest.mark.usefixtures("deaf")
def test_what_nobody_hears_of_is_found_by_asking(application: Application, stad: OpenLedger) -> None:
    with closing(Application(application.database, follows=True)) as following:
        ledger = following.ledger("stad")
        assert wait_until(lambda: ledger.model.standing().position == 4, 10)
        application.record("stad", command(decided(25_000)), AUTHOR, "k1")
        assert answered(ledger, 5) == 25_000


def test_a_ledger_that_nobody_asks_for_is_let_go_of_and_is_whole_when_somebody_does(
    application: Application, stad: OpenLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Application(application.database, follows=True)) as following:
        ledger = following.ledger("stad")
        assert wait_until(lambda: ledger.model.standing().position == 4, 10)
        monkeypatch.setattr("api.following.KEPT_SECONDS", -1)
        followers = following.followers
        assert followers is not None
        assert wait_until(lambda: not followers._followed, 10)
        application.record("stad", command(decided(25_000)), AUTHOR, "k1")
        sleep(1.5)
        assert ledger.model.standing().position == 4, "nobody asks, so nobody works"
        monkeypatch.setattr("api.following.KEPT_SECONDS", 600)
        [frame] = frames_answer(following.ledger("stad").model, Question(year=2026)).answer.frames
        assert frame.costs_ore == 25_000


def test_one_ledger_that_takes_long_keeps_no_other_waiting(
    application: Application, many: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = Event()
    plain = Runner.catch_up

    def catch_up(runner: Runner, progress: Progress) -> int:
        if runner.place.name == many[0]:
            goes_on.wait(30)
        return plain(runner, progress)

    monkeypatch.setattr(Runner, "catch_up", catch_up)
    with closing(Application(application.database, follows=True)) as following:
        ledgers = [following.ledger(name) for name in many]
        assert wait_until(lambda: all(ledger.model.standing().position == 4 for ledger in ledgers[1:]), 20)
        assert ledgers[0].model.standing().position == 0
        goes_on.set()
        assert wait_until(lambda: ledgers[0].model.standing().position == 4, 20)


def test_which_ledgers_have_something_to_take_in_is_known_without_opening_them(
    application: Application, many: list[str]
) -> None:
    assert sorted(application.behind()) == sorted(many), "nothing has been taken in"
    for name in many[:5]:
        application.ledger(name).runner.catch_up()
    with closing(Application(application.database)) as other:
        assert sorted(other.behind()) == sorted(many[5:])
        assert not other._open


def test_a_log_that_was_restored_from_an_older_copy_is_not_looked_through_again_and_again(stad: OpenLedger) -> None:
    """What was heard of before is not there any more; what is recorded next may stand at the same position."""
    followed = Followed(stad)
    followed.hears_of(9)
    followed.has_reached(4, 9)
    assert not followed.is_due()
    followed.hears_of(5)
    assert followed.is_due()
    followed.hears_of(6)
    followed.has_reached(5, 5)
    assert followed.is_due(), "it came meanwhile"


def test_who_ends_takes_nothing_more_in(application: Application, stad: OpenLedger) -> None:
    following = Application(application.database, follows=True)
    ledger = following.ledger("stad")
    assert wait_until(lambda: ledger.model.standing().position == 4, 10)
    following.close()
    application.record("stad", command(decided(25_000)), AUTHOR, "k1")
    following.listener.tell("stad", 5)
    assert followers_threads() == []
    assert ledger.model.standing().position == 4
