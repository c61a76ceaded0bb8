"""The command that sets an entry aside which nobody can read: `liggare set-aside`, for who owns the database."""

import sys
from typing import Annotated

import typer
from rich.markup import escape

from api.app import running
from api.command_line.reading_commands import caught_up
from api.command_line.terminal import out
from ledger.errors import Refusal, Refused
from ledger.log.aside.setting_aside import SetAside
from ledger.text import LONGEST, composed, misleading, visible
from projections.asking.texts import json_of


def set_aside_command(
    ledger: Annotated[str, typer.Option("--ledger", help="Liggarens namn.", show_default=False)],
    position: Annotated[int, typer.Option("--position", help="Postens position.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", help="Varför: det registreras.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Svara med JSON.")] = False,
) -> None:
    """Lägg en post åt sidan vars byte ingen version av programmet kan läsa: härifrån räknas den inte. Den finns kvar,
    och det tas inte tillbaka. Det kräver inloggningen som äger databasen (LIGGARE_MIGRATION_URL). En post av en nyare
    version läggs aldrig åt sidan: den läses av den versionen."""
    why = _reason(reason)
    with running() as application:
        done = application.set_aside(ledger, position, why)
        if as_json:
            sys.stdout.write(json_of(done).decode() + "\n")
        else:
            out.print(escape(set_aside_text(done)), soft_wrap=True)
        caught_up(application, ledger)


def set_aside_text(done: SetAside) -> str:
    """What was set aside, and from where."""
    return (
        f"✓ {done.ledger}: posten på position {done.position} ({done.type}) är lagd åt sidan på position "
        f"{done.set_aside_at}. Svar som är kända från och med den räknas utan posten; för "
        f"{done.position}–{done.set_aside_at - 1} finns inga svar."
    )


def _reason(given: str) -> str:
    """Why, as it is kept. Raises Refused for what is no text to keep."""
    reason = composed(given).strip()
    if 1 <= len(reason) <= LONGEST and misleading(reason, lines=False) is None and reason.isprintable():
        return reason
    detail = f"”{visible(given)}” kan inte vara skälet." if given.strip() else "Skälet är tomt."
    right = f"varför posten läggs åt sidan, på en rad, högst {LONGEST} tecken"
    raise Refused(Refusal("value-malformed", detail, right=right, where="--reason"))
