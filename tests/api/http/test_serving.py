"""The web server: where it listens, and that it ends when it is told to, and its database with it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.http import serving
from ledger.errors import Refused
from ledger.when import wait_until
from tests.api.conftest import Liggare
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
            process.wait()


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
