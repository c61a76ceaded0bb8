"""The web server: where it listens, and that it ends when it is told to, and its database with it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import msgspec
import pytest
import uvicorn

from api.app import running
from api.http import serving
from ledger.errors import Refused
from ledger.when import monotonic, sleep, wait_until
from tests.api.conftest import Liggare
from tests.given import AUTHOR, adjusted, basis, command, opening
from tests.processes import database_processes

LIGGARE = (sys.executable, "-c", "from api.command_line.cli import main; main()")


def test_host_names_stand_with_commas_and_perhaps_spaces_between() -> None:
    assert serving.host_names("a.se, b.se ,c.se,") == ["a.se", "b.se", "c.se"]
    assert serving.host_names(" ") == []


def test_the_address_is_shown_as_a_browser_wants_it() -> None:
    assert serving.shown_address("127.0.0.1", 8000) == "http://127.0.0.1:8000"
    assert serving.shown_address("::1", 8000) == "http://[::1]:8000"


def test_a_free_port_is_listened_on() -> None:
    [listening] = serving.listen("127.0.0.1", 0)
    with listening, socket.create_connection(listening.getsockname(), timeout=5):
        pass


@pytest.mark.parametrize(
    ("host", "reason"),
    [("192.0.2.1", "adressen finns inte på den här datorn"), ("a.invalid", "")],
)
def test_an_address_that_is_not_here_is_refused(host: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        serving.listen(host, 0)
    [refusal] = refused.value.refusals
    assert refusal.code == "address-unavailable"
    assert reason in refusal.detail
    assert "--host" in (refusal.right or "")


def test_a_port_that_somebody_else_has_is_refused_before_anything_is_announced(liggare: Liggare) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = liggare("serve", "--port", port)
    assert said.code == 4
    assert f"lyssna på 127.0.0.1, port {port}: något annat lyssnar redan där." in said.err
    assert "--port" in said.err
    assert "svarar på" not in said.err


# --- Clients that do not finish what they begin -------------------------------------------------------------------


@contextmanager
def answering(monkeypatch: pytest.MonkeyPatch, seconds: float) -> Iterator[int]:
    """A server in a thread, where headers must come within some seconds; its port."""
    monkeypatch.setattr(serving, "LONGEST_HEADERS_SECONDS", seconds)

    async def alive(_scope: object, _receive: object, send: Callable[..., Awaitable[None]]) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    config = uvicorn.Config(alive, http=serving.Punctual, lifespan="off", log_level="critical")
    server, [listening] = uvicorn.Server(config), serving.listen("127.0.0.1", 0)
    thread = Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)


def closed_within(client: socket.socket, seconds: float) -> bool:
    """Whether the server closes the connection, having said nothing."""
    client.settimeout(seconds)
    try:
        return client.recv(1000) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: a"])
def test_headers_that_do_not_come_end_the_connection(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    with answering(monkeypatch, 0.3) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(sent)
        assert closed_within(client, 20)


def test_so_do_those_that_come_a_little_at_a_time_also_of_a_later_request(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(monkeypatch, 0.5) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 204")
        client.sendall(b"GET / HTTP/1.1\r\n")
        for _ in range(50):
            client.sendall(b"X-Slow: a\r\n")
            if closed_within(client, 0.05):
                return
    pytest.fail("it went on")


def test_headers_without_end_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(monkeypatch, 60) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        with suppress(ConnectionError):
            for _ in range(100):
                client.sendall(b"X-Long: " + b"a" * 1000 + b"\r\n")
        assert closed_within(client, 20)


def test_who_takes_time_between_two_requests_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(monkeypatch, 0.3) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        for _ in range(3):
            client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert client.recv(1000).startswith(b"HTTP/1.1 204")
            sleep(0.5)


@pytest.mark.parametrize(
    ("limits", "waiting", "files"),
    [("256, 3000", 2_500, 3000), ("256, 256", 128, 256), ("1024, 10_000", 4_000, 4_500), ("9000, 9000", 4_000, 9000)],
)
def test_so_many_can_wait_as_the_system_has_files_for(limits: str, waiting: int, files: int) -> None:
    """In a process of its own, which takes as many as it may have."""
    asked = (
        f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({limits})); "
        "from api.http.serving import room_for_waiting; "
        "print(room_for_waiting(), resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    )
    said = subprocess.run((sys.executable, "-c", asked), capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.split() == [str(waiting), str(files)]


# --- The end, in a process of its own with an embedded database --------------------------------------------------


@contextmanager
def serving_in(directory: Path) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """`liggare serve` with its own data directory; the process, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    home = os.environ | {"LIGGARE_DATA_DIR": str(directory / "data")}
    words = (*LIGGARE, "serve", "--port", str(port))
    process = subprocess.Popen(words, env=home, start_new_session=True, stderr=subprocess.PIPE)
    try:
        assert wait_until(lambda: answers(port), 60)
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def home() -> Iterator[Path]:
    """A directory that the database server's user may pass; no database runs in it afterwards."""
    with tempfile.TemporaryDirectory(prefix="liggare-serving-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o711)
        yield Path(directory)
        for process in database_processes(Path(directory)):
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_polite_signal_stops_the_server_and_its_database_although_a_client_is_stuck(
    home: Path, number: signal.Signals
) -> None:
    with serving_in(home) as (process, port):
        assert database_processes(home)
        with socket.create_connection(("127.0.0.1", port), timeout=5) as stuck:
            head = "POST /v1/stad/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            stuck.sendall(f"{head}Content-Length: 1000\r\n\r\n{{".encode())
            stuck.settimeout(serving.GRACE_SECONDS + 15)
            process.send_signal(number)
            _, said = process.communicate(timeout=serving.GRACE_SECONDS + 15)
            assert process.returncode == 128 + number
            assert b"Traceback" not in said, said.decode()
            assert "stängdes innan svaret var klart" in stuck.recv(10_000).decode()
    assert wait_until(lambda: not database_processes(home), 10)


def test_who_waits_for_entries_is_answered_when_the_server_is_told_to_end(home: Path) -> None:
    with running(home / "data") as application:
        application.record("stad", opening(), AUTHOR, "opening")
    with serving_in(home) as (process, port), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(asked, port, "/v1/stad/events?after=4&wait=9")
        assert wait_until(lambda: asked(port, "/v1/stad/events?after=4") == 200, 10)
        sleep(0.5)
        assert not waiting.done()
        began = monotonic()
        process.send_signal(signal.SIGTERM)
        assert waiting.result(20) == 200
        assert monotonic() - began < serving.GRACE_SECONDS / 2
        process.wait(20)


# --- A database that is killed ------------------------------------------------------------------------------------


def kill_database(home: Path) -> None:
    """All its processes, as the kernel does when memory is short: without a word."""
    for process in database_processes(home):
        process.kill()
    assert wait_until(lambda: not any(process.is_running() for process in database_processes(home)), 10)


def asked(port: int, path: str) -> int:
    """The status of an answer; 0: there is none."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def record(port: int, body: bytes, key: str) -> int:
    headers = {"content-type": "application/json", "idempotency-key": key}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/stad/decisions", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_database_that_is_killed_is_started_again_and_reads_and_writes_go_on(home: Path) -> None:
    """Nobody does anything. Twice, since the second is not the first."""
    with running(home / "data") as application:
        application.record("stad", opening(), AUTHOR, "opening")
    with serving_in(home) as (process, port):
        for number in range(2):
            kill_database(home)
            assert wait_until(lambda: asked(port, "/readyz") == 200, 10), "within ten seconds"
            adjusts = msgspec.json.encode(command(adjusted(500), on=basis(paragraph=f"§ {number + 20}")))
            assert record(port, adjusts, f"k{number}") == 201
            assert asked(port, f"/v1/stad/frames?year=2026&min_position={5 + number}") == 200
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    with running(home / "data") as application:
        assert application.log("stad").head() == 6


def test_when_it_cannot_be_started_the_process_ends_so_that_somebody_is_told(home: Path) -> None:
    with serving_in(home) as (process, port):
        (home / "data/cluster/PG_VERSION").unlink()
        kill_database(home)
        assert process.wait(30) == 4
        assert asked(port, "/healthz") == 0
