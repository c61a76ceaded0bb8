"""The terminal: consoles, progress, help and errors in Swedish, and how a command line ends."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from enum import StrEnum
from types import FrameType
from typing import Any, Final, NoReturn

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from typer import rich_utils
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer.core import TyperCommand, TyperGroup

from api.tables.refusals import print_refusals
from ledger.errors import Refusal, Refused
from ledger.when import monotonic
from projections.running.runner import Progress as Report

_SHOW_PROGRESS_AFTER: Final = 1  # second

DEBUG: Final = "LIGGARE_DEBUG"

UNEXPECTED: Final = 70
"""The exit code of a fault of ours, as sysexits.h has it."""

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


class CommandFunction(TyperCommand):
    """A command whose help is in Swedish throughout."""

    def get_help_option(self, ctx: Any) -> Any:
        """The `--help` option."""
        return _in_swedish(super().get_help_option(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads a command's words. Raises Refused (field-repeated) for a flag with two values where it can have one:
        which of them was meant is never guessed."""
        _, _, given = self.make_parser(ctx).parse_args(list(args))
        once = [
            one
            for one in given
            if one.param_type_name == "option" and not (one.multiple or getattr(one, "is_flag", False))
        ]
        problems = [
            Refusal("field-repeated", f"Flaggan {one.opts[-1]} står två gånger.", right="en av dem", where=one.opts[-1])
            for number, one in enumerate(once)
            if one in once[:number]
        ]
        if problems:
            raise Refused(*problems)
        return super().parse_args(ctx, args)


class Panel(StrEnum):
    """Under which heading a command stands in the list of commands."""

    RECORD = "Registrera"
    FRAMES = "Ramar"
    REGISTER = "Allt annat som är beslutat"
    AUDIT = "Granska"
    RUN = "Driva"


class CommandGroup(TyperGroup):
    """The group of commands, whose help is in Swedish throughout."""

    def get_help_option(self, ctx: Any) -> Any:
        """The `--help` option."""
        return _in_swedish(super().get_help_option(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first word names. Raises UnknownCommand."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise UnknownCommand(args[0], get_close_matches(args[0], self.list_commands(ctx)), ctx)
        return super().resolve_command(ctx, args)


class UnknownCommand(UsageError):
    """A command that there is not, and those it looks like."""

    def __init__(self, name: str, near: list[str], ctx: Any):
        super().__init__(name, ctx)
        self.name, self.near = name, near


def _in_swedish(option: Any) -> Any:
    if option is not None:
        option.help = "Visa den här hjälpen."
    return option


@contextmanager
def progress_bar(what: str) -> Iterator[Report]:
    """A progress bar on standard error, for work that takes more than a second."""
    columns = (TextColumn(what), BarColumn(), TaskProgressColumn())
    bar = Progress(*columns, console=err, transient=True)
    task, started = bar.add_task(what, total=None), monotonic()

    def report(position: int, head: int) -> None:
        if monotonic() - started > _SHOW_PROGRESS_AFTER and not bar.live.is_started:
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
        code = app(standalone_mode=False)
    except Refused as refused:
        _tell(refused)
        code = max(refusal.kind.exit_code for refusal in refused.refusals)
    except NoArgsIsHelpError as error:
        out.print(error.format_message())
        code = 2
    except UsageError as error:
        err.print(f"[red]✗[/] {escape(_usage_text(error))}", soft_wrap=True)
        err.print("  Hjälp: liggare --help, liggare KOMMANDO --help")
        code = 2
    except Exception as error:
        if os.environ.get(DEBUG) == "1":
            raise
        _tell(_unexpected(error))
        code = UNEXPECTED
    if code == INTERRUPTED:
        err.print("Avbrutet.")
    sys.exit(code or 0)


def _unexpected(error: Exception) -> Refused:
    """A fault of ours, in one line."""
    detail = f"{type(error).__name__}: {' '.join(str(error).split())}"
    return Refused(Refusal("unexpected-error", detail, right=f"{DEBUG}=1 visar allt om felet."))


def _usage_text(error: UsageError) -> str:
    """What was wrong with the command's words."""
    match error:
        case MissingParameter(param=parameter):
            named = "/".join(parameter.opts) if parameter else "en uppgift"
            return f"{named} saknas."
        case NoSuchOption(option_name=name, possibilities=near):
            return f"Flaggan {name} finns inte." + (f" Menade du {', '.join(near)}?" if near else "")
        case BadOptionUsage(option_name=name):
            return f"Flaggan {name} saknar sitt värde, eller har ett som den inte ska ha."
        case UnknownCommand(name=name, near=near):
            return f"Kommandot {name} finns inte." + (f" Menade du {', '.join(near)}?" if near else "")
        case BadParameter(param=parameter):
            named = "/".join(parameter.opts) if parameter else "En uppgift"
            return f"{named} har fått ett värde av fel form."
        case _:
            return f"Kommandot går inte att förstå: {error.format_message()}"


def _tell(refused: Refused) -> None:
    if "--json" in sys.argv:
        problems = [msgspec.structs.asdict(refusal) | {"title": refusal.kind.title} for refusal in refused.refusals]
        sys.stderr.write(msgspec.json.encode({"problems": problems}).decode() + "\n")
    else:
        print_refusals(err, refused.refusals)
