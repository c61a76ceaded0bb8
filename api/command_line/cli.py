"""The command line, `liggare`. Swedish in what it says; `--json` gives the same bytes as HTTP would."""

import hashlib
import os
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer
from rich.markup import escape

from api import demo
from api.answers.cloudevents import EVENT_TYPES
from api.answers.feed import Feed
from api.answers.present import receipt_view
from api.answers.reading_parameters import GivenParameters
from api.app import SUBJECT, Application, running, shared_installation
from api.command_line import terminal
from api.command_line.audit_commands import add_audit_commands
from api.command_line.backup_commands import add_backup_commands
from api.command_line.events_command import events_command
from api.command_line.frame_changes_command import frame_changes_command
from api.command_line.promote_command import promote_command
from api.command_line.reading_commands import add_reading_commands, caught_up
from api.command_line.set_aside_command import set_aside_command
from api.command_line.template_command import template_command
from api.command_line.terminal import CommandFunction, CommandGroup, Panel, err, out, progress_bar
from api.command_line.what_if_command import add_what_if_command
from api.incoming.decision_file import read_file
from api.incoming.file import read_and_try
from api.tables import demo as demo_tables
from api.tables.log import log_table
from api.tables.receipt import receipt_summary, receipt_table
from ledger.errors import Refusal, Refused
from ledger.events import family
from ledger.log.entry import Recorded, Stored, Undecodable
from ledger.log.log import Log
from ledger.log.migrations import migrate as migrate_database
from ledger.money import AmountUnit
from ledger.recording import Author, command_digest
from ledger.text import LONGEST, Text, composed, misleading, visible
from ledger.words import words
from projections.asking.question import PARAMETERS
from projections.asking.texts import json_of

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


app = typer.Typer(
    cls=CommandGroup,
    options_metavar="[FLAGGOR]",
    subcommand_metavar="KOMMANDO [ARGUMENT]",
    help="Budgetliggaren: vad varje budget var, som beslutat vilken dag som helst, som känt vilken dag som helst.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Json = Annotated[bool, typer.Option("--json", help="Svara med JSON, med samma innehåll som över HTTP.")]
JsonLines = Annotated[
    bool, typer.Option("--json", help="Svara med JSON: en händelse per rad, samma CloudEvents som över HTTP.")
]
LedgerOption = Annotated[str, typer.Option("--ledger", help="Liggarens namn.", show_default=False)]
Host = Annotated[str, typer.Option("--host", envvar="LIGGARE_HOST", help="Adress att lyssna på.")]
Port = Annotated[int, typer.Option("--port", envvar="LIGGARE_PORT", min=1, max=65535, help="Port att lyssna på.")]
AmountIn = Annotated[AmountUnit, typer.Option("--amounts", help="Enhet för beloppen i tabeller.")]


@app.command(rich_help_panel=Panel.RECORD, cls=CommandFunction, options_metavar="[FLAGGOR]")
def record(
    file: Annotated[Path, typer.Argument(help="En beslutsfil (YAML) eller en arbetsbok (.xlsx).", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Visa följderna, men registrera ingenting.")] = False,
    key: Annotated[
        str | None, typer.Option("--key", help="Nyckel mot dubbelregistrering. Förval: filens innehåll.")
    ] = None,
    subject: Annotated[
        str, typer.Option("--by", envvar=SUBJECT, help="Vem som registrerar: ett id, inte ett namn.")
    ] = "local",
    amounts: AmountIn = AmountUnit.MILLIONS,
    as_json: Json = False,
) -> None:
    """Registrera en beslutsfil eller en ifylld arbetsbok: allt eller inget, och samma innehåll bara en gång."""
    author = Author(_subject(subject), "cli")
    decision = read_and_try(file, author)
    with running() as application:
        try:
            if dry_run:
                receipt = application.rehearse(decision.ledger, decision.command, author)
            else:
                _tell_where()
                chosen = key or default_key(decision.ledger, decision.command)
                receipt = application.record(decision.ledger, decision.command, author, chosen)
                caught_up(application, decision.ledger)  # what has stopped the read models stops no recording
        except Refused as refused:
            raise Refused(*decision.in_order(refused.refusals)) from refused
    if as_json:
        _print_json(receipt_view(decision.ledger, receipt))
    else:
        out.print(receipt_table(decision.ledger, receipt, amounts, decision.place_of_fact, decision.place_of))


def _subject(given: str) -> str:
    """Who records, on one line. Raises Refused for what cannot be kept as that."""
    subject = composed(given).strip()
    if misleading(subject, lines=False) is None:
        with suppress(msgspec.ValidationError):
            return msgspec.convert(subject, Text)
    detail = f"”{visible(given)}” kan inte vara den som registrerar."
    right = f"ett id på en rad, högst {LONGEST} tecken"
    raise Refused(Refusal("value-malformed", detail, visible(given), right=right, where="--by"))


def default_key(ledger: str, command: Any) -> str:
    """The same content is recorded once: the key is the content's own digest."""
    return "content:" + hashlib.sha256(command_digest(ledger, command)).hexdigest()


app.command(name="events", rich_help_panel=Panel.RECORD, cls=CommandFunction, options_metavar="[FLAGGOR]")(
    events_command
)
app.command(name="template", rich_help_panel=Panel.RECORD, cls=CommandFunction, options_metavar="[FLAGGOR]")(
    template_command
)


add_reading_commands(app)
add_what_if_command(app)
app.command(name="promote", rich_help_panel=Panel.RECORD, cls=CommandFunction, options_metavar="[FLAGGOR]")(
    promote_command
)
add_audit_commands(app)


app.command(name="frame-changes", rich_help_panel=Panel.AUDIT, cls=CommandFunction, options_metavar="[FLAGGOR]")(
    frame_changes_command
)


@app.command(rich_help_panel=Panel.AUDIT, cls=CommandFunction, options_metavar="[FLAGGOR]")
def log(
    ledger: LedgerOption,
    event: Annotated[
        str | None, typer.Option("--type", help="Bara en sorts händelse: ”ram beslutad” eller frame-decided.")
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Bara händelser om en enhet.")] = None,
    after: Annotated[int, typer.Option("--after", min=0, help="Bara händelser efter en position.")] = 0,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Högst så många, de senaste.")] = 50,
    as_json: JsonLines = False,
) -> None:
    """Visa händelserna i den ordning de registrerades, den nyaste sist."""
    wanted, unit = _family(event), _unit(unit)
    with running() as application:
        opened = application.log(ledger)
        start = after if wanted or unit else max(after, opened.head() - limit)
        with progress_bar("Läser") as progress:
            entries = deque(_matching(opened, start, wanted, unit, progress), maxlen=limit)
        events = Feed(ledger, opened).events_at([recorded.position for recorded in entries]) if as_json else ()
    if as_json:
        for found in events:
            _print_json(found)
    else:
        out.print(log_table(entries) if entries else "Inga händelser.")


def _matching(log: Log, after: int, wanted: str | None, unit: str | None, progress: Any) -> Iterator[Stored]:
    head = log.head()
    for stored in log.stored(after):
        progress(stored.position, head)
        if wanted in (None, family(stored.type)) and (unit is None or _is_about(stored, unit)):
            yield stored


def _is_about(stored: Stored, unit: str) -> bool:
    """Whether an event is about a unit; of one that cannot be read, its tags tell."""
    if isinstance(stored, Recorded):
        return unit in {*stored.entry.fact.units(), getattr(stored.entry.fact, "unit", None)}
    tags = stored.tags if isinstance(stored, Undecodable) else ()
    return any(tag == f"unit:{unit}" or tag.startswith(f"frame:{unit}/") for tag in tags)


def _family(event: str | None) -> str | None:
    if event is None:
        return None
    if (name := words.FAMILIES.get(event, event)) in EVENT_TYPES:
        return EVENT_TYPES[name]
    detail = f"Händelsen ”{event}” finns inte i katalogen."
    raise Refused(
        Refusal("value-malformed", detail, event, right="en av: " + ", ".join(words.FAMILIES), where="--type")
    )


@app.command(rich_help_panel=Panel.RUN, cls=CommandFunction, options_metavar="[FLAGGOR]")
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Svara över HTTP tills Ctrl-C."""
    with running(follows=True) as application:
        _serve(application, host, port)


def _serve(application: Application, host: str, port: int) -> None:
    # Imported here: the other commands start without a web server.
    from api.http import serving
    from api.http.admission import Tokens
    from api.http.routes import http_application

    for name in application.behind():
        caught_up(application, name)
    here = host in LOOPBACK
    read, write = os.environ.get("LIGGARE_READ_TOKEN"), os.environ.get("LIGGARE_WRITE_TOKEN")
    tokens = Tokens(open_reads=here, open_writes=here, read=read, write=write)
    hosts = serving.host_names(os.environ.get("LIGGARE_ALLOWED_HOSTS", ""))
    web = http_application(application, tokens, hosts)
    sockets = serving.listen(host, port)
    address = serving.shown_address(host, port)
    err.print(f"Budgetliggaren svarar på {escape(address)} (dokumentation: /docs). Avsluta med Ctrl-C.")
    serving.serve(web, sockets)


@app.command(rich_help_panel=Panel.RUN, cls=CommandFunction, options_metavar="[FLAGGOR]")
def migrate() -> None:
    """Gör databasen redo: tabeller, roller och läsmodeller. Kan köras hur många gånger som helst."""
    with running() as application:
        done = migrate_database(application.database)
        for name in application.behind():
            caught_up(application, name)
    for step in done:
        out.print(f"✓ {step}")
    out.print("Databasen är klar.")


@app.command(rich_help_panel=Panel.RUN, cls=CommandFunction, options_metavar="[FLAGGOR]")
def rebuild(ledger: LedgerOption) -> None:
    """Räkna fram läsmodellerna från början, vid sidan av dem som svarar, och byt."""
    with running() as application, progress_bar("Räknar fram") as progress:
        position = application.ledger(ledger).runner.rebuild(progress)
    out.print(f"{ledger}: läsmodellerna är omräknade till och med position {position}.")


add_backup_commands(app)
app.command(name="set-aside", rich_help_panel=Panel.RUN, cls=CommandFunction, options_metavar="[FLAGGOR]")(
    set_aside_command
)


@app.command(name="demo", rich_help_panel=Panel.RUN, cls=CommandFunction, options_metavar="[FLAGGOR]")
def demo_command(
    serves: Annotated[bool, typer.Option("--serve/--no-serve", help="Svara sedan över HTTP tills Ctrl-C.")] = True,
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Registrera exempelvärldarna, visa en tabell, och svara över HTTP."""
    with running(follows=serves) as application:
        _tell_where()
        for file in demo.files():
            decision = read_file(file)
            key = default_key(decision.ledger, decision.command)
            receipt = application.record(decision.ledger, decision.command, Author("demo", "demo"), key)
            out.print(receipt_summary(file.name, decision.ledger, receipt))
        for name in demo.ledgers():
            out.print()
            out.print(demo_tables.table_of(name, caught_up(application, name)))
        if serves:
            _serve(application, host, port)


# --- What the commands share ------------------------------------------------------------------------------------


def _tell_where() -> None:
    """Before something is written, where that is, unless somebody has chosen it."""
    shared = shared_installation()
    if shared is not None:
        other = "LIGGARE_DATA_DIR eller LIGGARE_DATABASE_URL väljer en annan"
        err.print(f"Skriver i den här datorns gemensamma installation, {shared} ({other}).")


def _unit(text: str | None) -> str | None:
    parameters = GivenParameters([] if text is None else [("--unit", text)], {"--unit": PARAMETERS["unit"]})
    unit: str | None = parameters.read("--unit")
    parameters.finish()
    return unit


def _print_json(answer: Any) -> None:
    sys.stdout.write(json_of(answer).decode() + "\n")


def main() -> None:
    """The command `liggare`."""
    terminal.run(app)
