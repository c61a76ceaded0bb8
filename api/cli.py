"""The command line, `liggare`. Swedish in what it says; `--json` gives the same bytes as HTTP would."""

import hashlib
import os
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer
from rich.markup import escape

from api import demo, demo_tables, tables, terminal
from api.app import SUBJECT, Application, OpenLedger, running
from api.audit_commands import add_audit_commands
from api.cloudevents import cloud_event
from api.decision_file import DecisionFile, FormRefused, read_file
from api.events_command import events_command
from api.frame_commands import add_frame_commands
from api.incoming import read_incoming
from api.parameters import IDENTIFIER_RIGHT, parse_identifier
from api.present import receipt_view
from api.readings import READINGS, Reading, reading_question
from api.template_command import template_command
from api.terminal import Command, Group, err, out, progress_bar
from ledger import words
from ledger.entry import Recorded
from ledger.errors import Refusal, Refused
from ledger.events import family
from ledger.migrations import migrate as migrate_database
from ledger.money import AmountUnit, parse_rate
from ledger.recording import Author, digest
from ledger.values import Stage
from ledger.when import parse_day, parse_known_at, today
from projections.answers import frames_answer
from projections.coordinates import Question
from projections.unit_answers import UnitsQuestion, units_answer

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


app = typer.Typer(
    cls=Group,
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

_READING_OPTIONS: Final[dict[str, Any]] = {
    "name": Annotated[str | None, typer.Option("--name", help="Bara den med det namnet.")],
    "year": Annotated[int | None, typer.Option("--year", help="Året som svaret gäller.")],
    "on": Annotated[str | None, typer.Option("--on", help="Dagen som svaret gäller. Förval: --as-of.")],
    "unit": Annotated[str | None, typer.Option("--unit", help="Bara en enhet.")],
    "case": Annotated[str | None, typer.Option("--case", help="Bara ett ärende, med numret som det är skrivet.")],
    "stage": Annotated[str | None, typer.Option("--stage", help="proposed, recommended eller decided.")],
    "proposal": Annotated[str | None, typer.Option("--proposal", help="Bara ett namngivet förslag.")],
    "as_of": Annotated[str | None, typer.Option("--as-of", help="Beslutad till och med: 2026-03-01. Förval: i dag.")],
    "known_at": Annotated[
        str | None, typer.Option("--known-at", help="Registrerad till och med: position, dag eller klockslag.")
    ],
}


@app.command(cls=Command, options_metavar="[FLAGGOR]")
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
    author = Author(subject, "cli")
    decision = _read(file, author)
    with running() as application:
        try:
            if dry_run:
                receipt = application.rehearse(decision.ledger, decision.command, author)
            else:
                chosen = key or default_key(decision.ledger, decision.command)
                receipt = application.record(decision.ledger, decision.command, author, chosen)
                with progress_bar("Räknar fram") as progress:
                    application.ledger(decision.ledger).runner.catch_up(progress)
        except Refused as refused:
            raise Refused(*decision.in_order(refused.refusals)) from refused
    if as_json:
        _print_json(receipt_view(decision.ledger, receipt))
    else:
        out.print(tables.receipt_table(decision.ledger, receipt, amounts, decision.place_of_fact))


def _read(file: Path, author: Author) -> DecisionFile:
    """When the form of a file is wrong somewhere, the rules are asked about the rest of it: all is told at once."""
    try:
        return read_incoming(file)
    except FormRefused as form_refused:
        told: Refused = form_refused
        if form_refused.part.numbers:
            with suppress(Refused), running() as application:  # what is wrong is told without a database too
                told = form_refused.with_rules(lambda name, command: application.rehearse(name, command, author))
    raise told


def default_key(ledger: str, command: Any) -> str:
    """The same content is recorded once: the key is the content's own digest."""
    return "content:" + hashlib.sha256(digest(ledger, command)).hexdigest()


app.command(name="events", cls=Command, options_metavar="[FLAGGOR]")(events_command)
app.command(name="template", cls=Command, options_metavar="[FLAGGOR]")(template_command)


@app.command(cls=Command, options_metavar="[FLAGGOR]")
def frames(
    ledger: LedgerOption,
    year: Annotated[list[int] | None, typer.Option("--year", help="Budgetår; kan upprepas. Förval: i år.")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Beslutad till och med: 2026-03-01. Förval: i dag.")
    ] = None,
    known_at: Annotated[
        str | None, typer.Option("--known-at", help="Registrerad till och med: position, dag eller klockslag.")
    ] = None,
    proposal: Annotated[str | None, typer.Option("--proposal", help="Visa ett namngivet förslag i stället.")] = None,
    stage: Annotated[Stage | None, typer.Option("--stage", help="proposed, recommended eller decided.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Bara en enhet.")] = None,
    line: Annotated[str | None, typer.Option("--line", help="Bara en anslagspost.")] = None,
    legal_force: Annotated[bool, typer.Option("--legal-force", help="Bara beslut som har vunnit laga kraft.")] = False,
    index: Annotated[
        str | None, typer.Option("--index", help="Som om varje index som inte är beslutat vore detta: 3%.")
    ] = None,
    amounts: AmountIn = AmountUnit.MILLIONS,
    as_json: Json = False,
) -> None:
    """Visa ramarna, som beslutat och registrerat till och med vilken dag som helst."""
    day, known = _parsed("--as-of", as_of, parse_day), _parsed("--known-at", known_at, parse_known_at)
    proposal, unit = _identifier("--proposal", proposal), _identifier("--unit", unit)
    line = _identifier("--line", line)
    index_ppb = _parsed("--index", index, parse_rate, "en procentsats som 3 %")
    asked = dict.fromkeys(year or [today().year])
    with running() as application:
        opened = _caught_up(application, ledger)
        questions = [
            Question(one, day, known, stage, proposal, unit, line, legal_force=legal_force, index_ppb=index_ppb)
            for one in asked
        ]
        answers = [frames_answer(opened.model, question).answer for question in questions]
    if as_json:
        _print_json(answers[0] if len(answers) == 1 else answers)
    else:
        out.print(tables.frames_tables(answers, amounts))


@app.command(cls=Command, options_metavar="[FLAGGOR]")
def units(
    ledger: LedgerOption,
    on: Annotated[str | None, typer.Option("--on", help="Dagen som trädet avser. Förval: i dag.")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Beslutad till och med: 2026-03-01. Förval: i dag.")
    ] = None,
    known_at: Annotated[
        str | None, typer.Option("--known-at", help="Registrerad till och med: position, dag eller klockslag.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Visa organisationens träd av enheter, för vilken dag som helst."""
    days = _parsed("--on", on, parse_day), _parsed("--as-of", as_of, parse_day)
    question = UnitsQuestion(*days, _parsed("--known-at", known_at, parse_known_at))
    with running() as application:
        answer = units_answer(_caught_up(application, ledger).model, question).answer
    if as_json:
        _print_json(answer)
    else:
        out.print(tables.unit_tree(answer))


def _caught_up(application: Application, name: str) -> OpenLedger:
    """A ledger whose read models have taken in everything recorded so far, unless they have stopped."""
    with progress_bar("Räknar fram") as progress:
        opened = application.ledger(name, progress)
        try:
            opened.runner.catch_up(progress)
        except Refused as refused:
            if refused.refusals[0].code != "projection-stopped":
                raise
            tables.print_refusals(err, refused.refusals)
    return opened


add_frame_commands(app, _caught_up)
add_audit_commands(app, _caught_up)


def _add_reading(reading: Reading) -> None:
    """A command for an answer from the register, with the flags that it asks for."""

    def command(**given: Any) -> None:
        texts = [(name, str(text)) for name, text in given.items() if name in reading.parameters and text is not None]
        question = reading_question(reading, texts).question
        with running() as application:
            answer = reading.answer(_caught_up(application, given["ledger"]).model, question).answer
        if given["as_json"]:
            _print_json(answer)
        else:
            out.print(reading.table(answer, given["amounts"]))

    asks = {name: option for name, option in _READING_OPTIONS.items() if name in (*reading.asks, "as_of", "known_at")}
    options = {"ledger": LedgerOption, **asks, "amounts": AmountIn, "as_json": Json}
    defaults = {"ledger": Parameter.empty, "amounts": reading.amounts, "as_json": False}
    parameters = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=defaults.get(name), annotation=option)
        for name, option in options.items()
    ]
    command.__annotations__ = options
    command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    command.__doc__ = reading.description
    app.command(name=reading.path, cls=Command, options_metavar="[FLAGGOR]")(command)


for _reading in READINGS:
    _add_reading(_reading)


@app.command(cls=Command, options_metavar="[FLAGGOR]")
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
    wanted, unit = _family(event), _identifier("--unit", unit)
    with running() as application:
        opened = application.ledger(ledger)
        start = after if wanted or unit else max(after, opened.log.head() - limit)
        with progress_bar("Läser") as progress:
            found = deque(_matching(opened, start, wanted, unit, progress), maxlen=limit)
    if as_json:
        for recorded in found:
            _print_json(cloud_event(ledger, recorded))
    else:
        out.print(tables.log_table(found) if found else "Inga händelser.")


def _matching(
    opened: OpenLedger, after: int, wanted: str | None, unit: str | None, progress: Any
) -> Iterator[Recorded]:
    head = opened.log.head()
    for recorded in opened.log.stream(after):
        progress(recorded.position, head)
        fact = recorded.entry.fact
        units = {*fact.units(), getattr(fact, "unit", None)}
        if (wanted is None or family(recorded.entry.type) == wanted) and (unit is None or unit in units):
            yield recorded


def _family(event: str | None) -> str | None:
    if event is None:
        return None
    families = {word.swedish: name for name, word in words.FACTS.items()}
    if event in families or event in words.FACTS:
        return families.get(event, event)
    detail = f"Händelsen ”{event}” finns inte i katalogen."
    raise Refused(Refusal("value-malformed", detail, event, right="en av: " + ", ".join(families), where="--type"))


@app.command(cls=Command, options_metavar="[FLAGGOR]")
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Svara över HTTP tills Ctrl-C."""
    with running(follows=True) as application:
        _serve(application, host, port)


def _serve(application: Application, host: str, port: int) -> None:
    # Imported here: the other commands start without a web server.
    from api import serving
    from api.http import http_application

    for name in application.names():
        _caught_up(application, name)
    token = os.environ.get("LIGGARE_WRITE_TOKEN") or None
    hosts = serving.host_names(os.environ.get("LIGGARE_ALLOWED_HOSTS", ""))
    web = http_application(application, open_writes=host in LOOPBACK, write_token=token, allowed_hosts=hosts)
    sockets = serving.listen(host, port)
    address = serving.shown_address(host, port)
    err.print(f"Budgetliggaren svarar på {escape(address)} (dokumentation: /docs). Avsluta med Ctrl-C.")
    serving.serve(web, sockets)


@app.command(cls=Command, options_metavar="[FLAGGOR]")
def migrate() -> None:
    """Gör databasen redo: tabeller, roller och läsmodeller. Kan köras hur många gånger som helst."""
    with running() as application:
        done = migrate_database(application.database)
        for name in application.names():
            _caught_up(application, name)
    for step in done:
        out.print(f"✓ {step}")
    out.print("Databasen är klar.")


@app.command(cls=Command, options_metavar="[FLAGGOR]")
def rebuild(ledger: LedgerOption) -> None:
    """Räkna fram läsmodellerna från början, vid sidan av dem som svarar, och byt."""
    with running() as application, progress_bar("Räknar fram") as progress:
        position = application.ledger(ledger).runner.rebuild(progress)
    out.print(f"{ledger}: läsmodellerna är omräknade till och med position {position}.")


@app.command(name="demo", cls=Command, options_metavar="[FLAGGOR]")
def demo_command(
    serves: Annotated[bool, typer.Option("--serve/--no-serve", help="Svara sedan över HTTP tills Ctrl-C.")] = True,
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Registrera exempelvärldarna, visa en tabell, och svara över HTTP."""
    with running(follows=serves) as application:
        for file in demo.files():
            decision = read_file(file)
            key = default_key(decision.ledger, decision.command)
            receipt = application.record(decision.ledger, decision.command, Author("demo", "demo"), key)
            out.print(tables.receipt_summary(file.name, decision.ledger, receipt))
        for name in demo.ledgers():
            out.print()
            out.print(demo_tables.table_of(name, _caught_up(application, name)))
        if serves:
            _serve(application, host, port)


# --- What the commands share ------------------------------------------------------------------------------------


def _parsed(option: str, text: str | None, parse: Any, right: str | None = None) -> Any:
    try:
        return None if text is None else parse(text)
    except ValueError as error:
        raise Refused(Refusal("coordinate-invalid", f"{error}.", text, right=right, where=option)) from error


def _identifier(option: str, text: str | None) -> str | None:
    found: str | None = _parsed(option, text, parse_identifier, IDENTIFIER_RIGHT)
    return found


def _print_json(answer: Any) -> None:
    sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")


def main() -> None:
    """The command `liggare`."""
    terminal.run(app)
