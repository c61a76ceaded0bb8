"""One command for each answer, with the flags that it can be asked."""

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from copy import copy
from inspect import Parameter, Signature
from keyword import iskeyword
from typing import Annotated, Any, Final, get_args

import typer
from msgspec.structs import replace

from api.answers.questions import CLOCKS, Reading, asked
from api.answers.readings import READINGS
from api.answers.written import json_of
from api.app import Application, OpenLedger, running
from api.command_line.terminal import CommandFunction, Panel, out
from ledger.errors import Refused
from ledger.money import AmountUnit

_OPTIONS: Final[dict[str, Any]] = {
    "year": Annotated[int | None, typer.Option("--year", help="Budgetår. Förval: i år för ramar, annars alla.")],
    "on": Annotated[str | None, typer.Option("--on", help="Dagen som svaret gäller. Förval: --as-of.")],
    "unit": Annotated[str | None, typer.Option("--unit", help="Bara en enhet.")],
    "subtree": Annotated[bool, typer.Option("--subtree", help="Enheten och allt under den.")],
    "line": Annotated[str | None, typer.Option("--line", help="Bara en anslagspost.")],
    "kind": Annotated[str | None, typer.Option("--kind", help="operating (drift) eller investment (investering).")],
    "as_of": Annotated[str | None, typer.Option("--as-of", help="Beslutad till och med: 2026-03-01. Förval: i dag.")],
    "known_at": Annotated[
        str | None, typer.Option("--known-at", help="Registrerad till och med: position, dag eller klockslag.")
    ],
    "from_as_of": Annotated[
        str | None, typer.Option("--from-as-of", help="Från: beslutad till och med. Förval: samma som --as-of.")
    ],
    "from_known_at": Annotated[
        str | None,
        typer.Option("--from-known-at", help="Från: registrerad till och med. Förval: samma som --known-at."),
    ],
    "by": Annotated[
        str | None,
        typer.Option(
            "--by",
            help="Gruppera: unit (enhet), parent (enheten ovanför), top (överst), line (post) eller tree (träd).",
        ),
    ],
    "tree_on": Annotated[str | None, typer.Option("--tree-on", help="I trädet av enheter för en annan dag.")],
    "name": Annotated[str | None, typer.Option("--name", help="Bara den med det namnet.")],
    "version": Annotated[str | None, typer.Option("--version", help="Bara den versionen. Förval: den sista.")],
    "case": Annotated[str | None, typer.Option("--case", help="Bara ett ärende, med numret som det är skrivet.")],
    "stage": Annotated[str | None, typer.Option("--stage", help="proposed, recommended eller decided.")],
    "proposal": Annotated[str | None, typer.Option("--proposal", help="Ett namngivet förslag i stället.")],
    "with": Annotated[
        str | None, typer.Option("--with", help="Det beslutade med namngivna förslag ovanpå: a eller a,b.")
    ],
    "legal_force": Annotated[bool, typer.Option("--legal-force", help="Bara beslut som har vunnit laga kraft.")],
    "index": Annotated[
        str | None, typer.Option("--index", help="Som om varje index som inte är beslutat vore detta: 3%.")
    ],
}
_TEXT: Final = Annotated[bool, typer.Option("--text", help="Svara med text som kan stå i en rapport.")]
_SHARED: Final[dict[str, Any]] = {
    "amounts": Annotated[AmountUnit, typer.Option("--amounts", help="Enhet för beloppen i tabeller.")],
    "as_json": Annotated[bool, typer.Option("--json", help="Svara med JSON, med samma innehåll som över HTTP.")],
}
_DEFAULTS: Final[dict[str, Any]] = {
    "legal_force": False,
    "subtree": False,
    "as_json": False,
    "as_text": False,
}
LEDGER: Final = Annotated[str, typer.Option("--ledger", help="Liggarens namn.", show_default=False)]


def add_reading_commands(app: typer.Typer, caught_up: Callable[[Application, str], OpenLedger]) -> None:
    """Adds a command for every answer; `caught_up` opens a ledger whose read models have taken in all there is."""
    for reading in READINGS:
        if not reading.takes_decision:
            add_command(app, reading, _command(reading, caught_up), {"ledger": LEDGER}, ("ledger",))


def add_command(
    app: typer.Typer,
    reading: Reading,
    command: Callable[..., None],
    first: dict[str, Any],
    required: Collection[str] = (),
) -> None:
    """Adds a command for an answer: with what comes `first`, of which some is required, and then every flag that the
    answer can be asked."""
    asks = [name for name in (*reading.asks, *CLOCKS) if name in _OPTIONS]
    options: dict[str, Any] = {**first, **{_python(name): _option(reading, name) for name in asks}, **_SHARED}
    if reading.text is not None:
        options["as_text"] = _TEXT
    defaults = _DEFAULTS | {"amounts": reading.amounts} | dict.fromkeys(required, Parameter.empty)
    parameters = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=defaults.get(name), annotation=option)
        for name, option in options.items()
    ]
    command.__annotations__ = options
    command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    command.__doc__ = reading.description
    app.command(
        name=reading.command, rich_help_panel=_panel(reading), cls=CommandFunction, options_metavar="[FLAGGOR]"
    )(command)


def _panel(reading: Reading) -> Panel:
    if reading.path in ("audit", "meetings", "warnings", "policy"):
        return Panel.AUDIT
    return Panel.FRAMES if reading.path.startswith(("frames", "units", "reports")) else Panel.REGISTER


def _command(reading: Reading, caught_up: Callable[[Application, str], OpenLedger]) -> Callable[..., None]:
    def command(**given: Any) -> None:
        with told_by_flag(reading):
            questions = asked(reading, texts_of(reading, given)).questions
            with running() as application:
                answer = reading.answer(caught_up(application, given["ledger"]).model, *questions).answer
        show(reading, answer, given)

    return command


def _python(name: str) -> str:
    """A parameter's name as a name in Python: `with` cannot be one."""
    return f"{name}_" if iskeyword(name) else name


def _option(reading: Reading, name: str) -> Any:
    """A flag; one that may be repeated takes several values."""
    kind, option = get_args(_OPTIONS[name])
    if name not in reading.repeated:
        return Annotated[kind, option]
    several = copy(option)
    several.help = f"{option.help} Får upprepas: en kolumn för varje värde."
    return Annotated[list[str] | None, several]


@contextmanager
def told_by_flag(reading: Reading) -> Iterator[None]:
    """What is wrong with a parameter is told of the flag that it is here."""
    try:
        yield
    except Refused as refused:
        flags = {name: f"--{name.replace('_', '-')}" for name in reading.parameters}
        told = (replace(one, where=flags.get(one.where or "", one.where)) for one in refused.refusals)
        raise Refused(*told) from None


def texts_of(reading: Reading, given: dict[str, Any]) -> list[tuple[str, str]]:
    """The flags as a URL would write them; one that is not given, or is off, says nothing."""
    said = [(name, given.get(_python(name))) for name in reading.parameters]
    every = [(name, one) for name, value in said for one in (value if isinstance(value, list) else [value])]
    return [(name, "true" if one is True else str(one)) for name, one in every if one not in (None, False)]


def show(reading: Reading, answer: Any, given: dict[str, Any]) -> None:
    """Prints an answer as it is asked for: as JSON, as text, or as tables."""
    if given["as_json"]:
        sys.stdout.write(json_of(answer).decode() + "\n")
    elif reading.text is not None and given["as_text"]:
        sys.stdout.write(reading.text(answer) + "\n")
    else:
        out.print(reading.table(answer, given["amounts"]))
