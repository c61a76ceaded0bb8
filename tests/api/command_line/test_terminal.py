"""How a command line ends: with the right exit code, in Swedish, without a traceback."""

import signal
import subprocess
import sys

import pytest
import typer

from api.command_line import cli, terminal
from ledger.errors import Refusal, Refused


def ending(error: BaseException, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code and the words of a command that ends with an error."""
    app = typer.Typer(cls=terminal.CommandGroup)

    @app.callback(invoke_without_command=True)
    def fail() -> None:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["liggare"])
        with pytest.raises(SystemExit) as ended:
            terminal.run(app)
    return int(ended.value.code or 0), capsys.readouterr().err


def test_the_exit_code_is_that_of_the_worst_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    refused = Refused(Refusal("unit-unknown", "Enheten x."), Refusal("database-unavailable", "Borta."))
    code, said = ending(refused, capsys)
    assert code == 4
    assert "2 fel. Ingenting är registrerat." in said


def test_an_interrupted_command_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(KeyboardInterrupt(), capsys) == (130, "Avbrutet.\n")


def test_a_pipe_that_closes_early_ends_the_command_in_silence() -> None:
    """In a process of its own, whose output nobody reads: `liggare log … | head`."""
    program = (
        "import typer; from api.command_line import terminal; app = typer.Typer(cls=terminal.CommandGroup)\n"
        "@app.callback(invoke_without_command=True)\n"
        "def talk() -> None:\n    print('x' * 1_000_000, flush=True)\n"
        "terminal.run(app)"
    )
    talking = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert talking.stdout is not None
    assert talking.stderr is not None
    talking.stdout.close()
    said = talking.stderr.read()
    talking.stderr.close()
    assert (talking.wait(timeout=30), said) == (1, b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_polite_signal_ends_the_command_the_ordinary_way(number: signal.Signals) -> None:
    """In a process of its own: what was begun is left in order, also when the signal comes twice."""
    program = (
        "import os, typer; from api.command_line import terminal; app = typer.Typer(cls=terminal.CommandGroup)\n"
        "@app.callback(invoke_without_command=True)\n"
        f"def wait() -> None:\n    try:\n        os.kill(os.getpid(), {number})\n"
        f"    finally:\n        os.kill(os.getpid(), {number})\n        print('i ordning')\n"
        "terminal.run(app)"
    )
    ended = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True, timeout=30)
    assert (ended.returncode, ended.stdout, ended.stderr) == (128 + number, "i ordning\n", "")


def test_a_signal_that_was_ignored_from_the_start_is_still_ignored() -> None:
    """`nohup liggare …` goes on when the terminal is closed."""
    program = (
        "import signal; from api.command_line import terminal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "terminal._end_politely(); signal.raise_signal(signal.SIGHUP)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=30).returncode == 0


def test_a_fault_of_ours_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = ending(ZeroDivisionError("noll\ndelat"), capsys)
    assert code == 70
    assert said.splitlines() == [
        "✗ Oväntat fel (unexpected-error)",
        "  ZeroDivisionError: noll delat",
        "  → LIGGARE_DEBUG=1 visar allt om felet.",
    ]


def test_all_of_a_fault_is_shown_to_who_asks_for_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(terminal.DEBUG, "1")
    with pytest.raises(ZeroDivisionError):
        ending(ZeroDivisionError("noll"), capsys)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("nope", "✗ Kommandot nope finns inte."),
        ("framse", "✗ Kommandot framse finns inte. Menade du frames?"),
    ],
)
def test_an_unknown_command_is_told_with_those_it_looks_like(
    word: str, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["liggare", word])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.splitlines() == [said, "  Hjälp: liggare --help, liggare KOMMANDO --help"]


def test_short_work_shows_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.progress_bar("Räknar fram") as report:
        report(1, 2)
    assert capsys.readouterr().err == ""
