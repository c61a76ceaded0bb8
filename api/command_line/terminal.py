"""The terminal: consoles, progress, help and errors in Swedish, and how a command line ends."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from types import FrameType
from typing import Any, Final, NoReturn

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from api.tables.refusals import print_refusals
from ledger.errors import Refusal, Refused
from ledger.log.database import Progress as Report

_SHOW_PROGRESS_AFTER: Final = 1  # second

DEBUG: Final = "LIGGARE_DEBUG"

UNEXPECTED: Final = 70
"""The exit code of a fault of ours, as sysexits.h has it."""

WRONG_WORDS: Final = 2
"""The exit code of a command whose words are wrong."""

INTERRUPTED: Final = 130
"""The exit code that typer gives a command that Ctrl-C ended."""

rich_utils.OPTIONS_PANEL_TITLE = "Flaggor"
rich_utils.COMMANDS_PANEL_TITLE = "Kommandon"
rich_utils.ARGUMENTS_PANEL_TITLE = "Argument"
rich_utils.REQUIRED_LONG_STRING = "[obligatorisk]"
rich_utils.DEFAULT_STRING = "[förval: {}]"
rich_utils.ENVVAR_STRING = "[miljövariabel: {}]"

# A file or a pipe has no width of its own: tables are not broken there.
out = Console(width=None if sys.stdout.isatty() else 160)
err = Console(stderr=True, width=None if sys.stderr.isatty() else 160)


class _SwedishHelp:
    """What tells of `--help` in Swedish; the rest of a help is ours already."""

    def get_help_option(self, ctx: Any) -> Any:
        """The `--help` option."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # it is typer's, beside this
        if option is not None:
            option.help = "Visa den här hjälpen."
        return option


class CommandFunction(_SwedishHelp, TyperCommand):
    """A command whose help is in Swedish throughout."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads a command's words. Raises Refused (field-repeated) for a flag with two values where it can have one:
        which of them was meant is never guessed."""
        _, _, given = self.make_parser(ctx).parse_args(list(args))
        once = [
            parameter
            for parameter in given
            if isinstance(parameter, TyperOption) and not (parameter.multiple or parameter.is_flag)
        ]
        flags = [parameter.opts[-1] for number, parameter in enumerate(once) if parameter in once[:number]]
        if flags:
            raise Refused(
                *(
                    Refusal("field-repeated", f"Flaggan {flag} står två gånger.", right="en av dem", where=flag)
                    for flag in flags
                )
            )
        return super().parse_args(ctx, args)


class Panel(StrEnum):
    """Under which heading a command stands in the list of commands."""

    RECORD = "Registrera"
    FRAMES = "Ramar"
    REGISTER = "Allt annat som är beslutat"
    AUDIT = "Granska"
    RUN = "Driva"


class CommandGroup(_SwedishHelp, TyperGroup):
    """The group of commands, whose help is in Swedish throughout."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first word names. Raises UnknownCommand."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise UnknownCommand(args[0], get_close_matches(args[0], self.list_commands(ctx)))
        return super().resolve_command(ctx, args)


class UnknownCommand(typer.TyperException):
    """A command that there is not, and those it looks like."""

    def __init__(self, name: str, near: list[str]):
        super().__init__(name)
        self.name, self.near = name, near


@contextmanager
def progress_bar(what: str) -> Iterator[Report]:
    """A progress bar on standard error, for work that takes more than a second."""
    columns = (TextColumn(what), BarColumn(), TaskProgressColumn())
    bar = Progress(*columns, console=err, transient=True)
    task = bar.add_task(what, total=None)

    def report(position: int, head: int) -> None:
        if (bar.tasks[task].elapsed or 0) > _SHOW_PROGRESS_AFTER and not bar.live.is_started:
            bar.start()
        bar.update(task, completed=position, total=head)

    try:
        yield report
    finally:
        if bar.live.is_started:
            bar.stop()


def _end_politely() -> None:
    """Makes SIGTERM, and the closing of the terminal, end the command the ordinary way."""
    signal.signal(signal.SIGTERM, _terminate)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as under nohup
        signal.signal(signal.SIGHUP, _terminate)


def _terminate(number: int, _frame: FrameType | None) -> NoReturn:
    """A polite end: what was started is stopped on the way out, which the same signal once more does not disturb."""
    signal.signal(number, lambda *_: None)
    raise SystemExit(128 + number)


def run(app: typer.Typer) -> NoReturn:
    """Runs a command line; every refusal is told in Swedish, and its exit code says what kind it was."""
    _end_politely()
    try:
        code = _command_of(app)(standalone_mode=False)
    except Refused as refused:
        _tell(refused)
        code = max(refusal.kind.exit_code for refusal in refused.refusals)
    except typer.TyperException as error:
        _tell_usage(error)
        code = WRONG_WORDS
    except Exception as error:
        if os.environ.get(DEBUG) == "1":
            raise
        _tell(_unexpected(error))
        code = UNEXPECTED
    if code == INTERRUPTED:
        err.print("Avbrutet.")
    sys.exit(code or 0)


@cache
def _command_of(app: typer.Typer) -> Any:
    """All the commands of an application, put together once."""
    return get_command(app)


def _unexpected(error: Exception) -> Refused:
    """A fault of ours, in one line."""
    detail = f"{type(error).__name__}: {' '.join(str(error).split())}"
    return Refused(Refusal("unexpected-error", detail, right=f"{DEBUG}=1 visar allt om felet."))


def _tell_usage(error: typer.TyperException) -> None:
    if type(error).__name__ == "NoArgsIsHelpError":
        out.print(error.format_message())
        return
    err.print(f"[red]✗[/] {escape(_usage_text(error))}", soft_wrap=True)
    err.print("  Hjälp: liggare --help, liggare KOMMANDO --help")


def _usage_text(error: Any) -> str:
    """What was wrong with the command's words. Most of typer's own exceptions are in a module that is private, so that
    they are known here by their names; one with another name is told in typer's words."""
    match type(error).__name__:
        case "MissingParameter":
            return f"{_named(error.param) or 'en uppgift'} saknas."
        case "NoSuchOption":
            return f"Flaggan {error.option_name} finns inte.{_perhaps(error.possibilities)}"
        case "BadOptionUsage":
            return f"Flaggan {error.option_name} saknar sitt värde, eller har ett som den inte ska ha."
        case "UnknownCommand":
            return f"Kommandot {error.name} finns inte.{_perhaps(error.near)}"
        case "BadParameter":
            return f"{_named(error.param) or 'En uppgift'} har fått ett värde av fel form."
        case _:
            return f"Kommandot går inte att förstå: {error.format_message()}"


def _named(parameter: Any) -> str:
    return "/".join(parameter.opts) if parameter else ""


def _perhaps(near: Sequence[str] | None) -> str:
    return f" Menade du {', '.join(near)}?" if near else ""


def _tell(refused: Refused) -> None:
    if "--json" in sys.argv:
        problems = [msgspec.structs.asdict(refusal) | {"title": refusal.kind.title} for refusal in refused.refusals]
        sys.stderr.write(msgspec.json.encode({"problems": problems}).decode() + "\n")
    else:
        print_refusals(err, refused.refusals)
