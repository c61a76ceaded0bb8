"""Every README.md is true: the commands run, in their order, and say what it says they say; links lead somewhere."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from ledger.when import wait_until

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCES: Final = ("ledger", "projections", "api", "tests")
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
FOLDERS: Final = tuple(sorted(path for top in SOURCES for path in (ROOT / top).rglob("README.md")))
"""The READMEs of the folders, whose commands go on where the one at the top ends."""


def commands_of(text: str) -> list[str]:
    """The commands that a README shows, in their order."""
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    lines = (line for block in blocks for line in block.splitlines())
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


COMMANDS: Final = commands_of(README)
FURTHER: Final = [command for path in FOLDERS for command in commands_of(path.read_text(encoding="utf-8"))]
THIS_VERY_RUN: Final = frozenset({"make check", "make test"})
"""`make test` is what runs this test, and `.ci/run` runs `make check` before it."""

SERVES: Final = "make demo"
PAGE: Final = 90
"""Lines on a page."""


@pytest.fixture(scope="module")
def home() -> Iterator[dict[str, str]]:
    """An environment with a data directory of its own and a free port."""
    with TemporaryDirectory(prefix="liggare-readme-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o711)
        # The words of a `make test ARGS=…` above this one would reach the `make demo` in the README.
        ours = ("LIGGARE_", "MAKE", "MFLAGS", "ARGS")
        here = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        yield here | {"LIGGARE_DATA_DIR": f"{directory}/data", "LIGGARE_PORT": str(_free_port())}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: str, home: dict[str, str]) -> str:
    words = shlex.split(command)
    here = ROOT / ".venv" / "bin" / "liggare"
    if words[0] == ".venv/bin/liggare" and not here.exists():
        # The tests run in an environment that make did not make: the same command, from that one.
        words[0] = str(Path(sys.executable).parent / "liggare")
    done = subprocess.run(words, check=False, cwd=ROOT, env=home, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def _table(text: str) -> list[list[str]]:
    """The cells of lines, whatever the spaces between and inside them are."""
    return [re.split(r"\s{2,}", line.strip().replace("\u00a0", " ")) for line in text.splitlines() if line.strip()]


def test_the_demo_prints_the_table_that_the_readme_shows(home: dict[str, str]) -> None:
    assert COMMANDS[0] == "make demo ARGS=--no-serve"
    printed = _table(_run(COMMANDS[0], home))
    shown = re.search(r"```text\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    for row in _table(shown[1]):
        assert row in printed


@contextmanager
def _serving(home: dict[str, str]) -> Iterator[str]:
    server = subprocess.Popen(shlex.split(SERVES), cwd=ROOT, env=home, stdout=subprocess.PIPE, process_group=0)
    address = f"http://127.0.0.1:{home['LIGGARE_PORT']}"
    try:
        assert wait_until(lambda: _answers(f"{address}/readyz"), 60)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGINT)  # what Ctrl-C does
        server.communicate(timeout=30)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_the_other_commands_run_while_the_demo_serves(home: dict[str, str]) -> None:
    file = re.search(r"```yaml\n# (\S+)\n(.*?)```", README, re.DOTALL)
    assert file is not None
    path = Path(home["LIGGARE_DATA_DIR"]).parent / file[1]
    path.write_text(file[2], encoding="utf-8")
    assert SERVES in COMMANDS
    said: dict[str, str] = {}
    with _serving(home) as address:
        for command in (*COMMANDS[1:], *FURTHER):
            if command in THIS_VERY_RUN or command.startswith("make "):
                continue
            there = command.replace("http://127.0.0.1:8000", address).replace(file[1], str(path))
            there = there.replace("budget.xlsx", str(path.with_name("budget.xlsx")))
            said[command] = _run(there, home)
    _check_what_was_said(said)


def _check_what_was_said(said: dict[str, str]) -> None:
    """What the text around the commands promises."""
    answers = {command.partition("--ledger stockholm ")[2]: text for command, text in said.items()}
    assert "1\u00a0510,4" in answers["--year 2027 --as-of 2026-03-01"]
    assert "obestämt" in answers["--year 2027 --as-of 2025-11-01"]
    assert "Ingenting var registrerat än" in answers["--year 2027 --known-at 0"]
    assert "746,2" in answers["--year 2024 --proposal vp-2024-omslutning"]
    assert "−20,9" in answers["--year 2026 --year 2027"]
    frames = next(json.loads(text) for command, text in said.items() if "/frames" in command)
    assert frames["totals"][0]["net_ore"] == 151_040_000_000
    events = next(json.loads(text) for command, text in said.items() if "/events" in command)
    assert [event["id"] for event in events["events"]] == ["stockholm/11", "stockholm/12"]
    assert "budget.xlsx är skriven" in next(text for command, text in said.items() if " template " in command)
    assert "746,2" in answers["--with vp-2024-omslutning"]
    assert "FYLL I" in answers["--proposal vp-2024-omslutning"]
    assert "12,5" in said[".venv/bin/liggare what-if omslutning.yaml --as-of 2026-12-31"]
    assert "provkörning" in said[".venv/bin/liggare record omslutning.yaml --dry-run"]
    assert "1\u00a0578,9" in answers["--year 2026 --as-of 2026-04-30"]
    assert "1\u00a0591,4" in answers["--year 2026 --as-of 2026-06-15"]
    assert answers["--year 2026 --as-of 2026-06-15"].count("1\u00a0531,3") == 2


def test_links_lead_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {link}"
        for path in (ROOT / "README.md", *FOLDERS)
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
        if not (path.parent / link).exists()
    ]
    assert broken == []


def test_the_readme_at_the_top_is_short() -> None:
    assert len(README.splitlines()) <= 100


def test_a_readme_of_a_folder_is_at_most_a_page() -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in FOLDERS}
    assert {path: lines for path, lines in long.items() if lines > PAGE} == {}


def test_every_setting_that_is_told_of_is_one_that_the_code_reads() -> None:
    settings = (ROOT / "api" / "command_line" / "README.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(LIGGARE_\w+)`", settings))
    read = {
        name
        for path in (*ROOT.glob("ledger/**/*.py"), *ROOT.glob("api/**/*.py"))
        for name in re.findall(r"LIGGARE_[A-Z_]+", path.read_text(encoding="utf-8"))
    }
    assert documented == read
