"""How a command line ends: with the right exit code, in Swedish, without a traceback."""

import signal
import subprocess
import sys

import pytest
import typer

from api import terminal
from ledger.errors import Refusal, Refused


def ending(error: BaseException, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code and the words of a command that ends with an error."""
    app = typer.Typer(cls=terminal.Group)

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
        "import typer; from api import terminal; app = typer.Typer(cls=terminal.Group)\n"
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


def test_a_polite_signal_ends_the_command_the_ordinary_way() -> None:
    with pytest.raises(SystemExit) as ended:
        terminal._terminate(signal.SIGTERM, None)
    assert ended.value.code == 143


def test_short_work_shows_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.progress_bar("Räknar fram") as report:
        report(1, 2)
    assert capsys.readouterr().err == ""
