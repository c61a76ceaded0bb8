"""One command for each answer, with the flags that it can be asked."""

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from inspect import Parameter, Signature
from keyword import iskeyword
from typing import Annotated, Any, Final, get_args

import typer
from msgspec.structs import replace

from api.answers.reading_parameters import questions_asked
from api.answers.registry import ANSWERS, SHOWN
from api.app import Application, running
from api.command_line.terminal import CommandFunction, Panel, err, out, progress_bar
from api.tables.layout import stale_lines
from api.tables.refusals import print_refusals
from ledger.errors import Refused
from ledger.money import AmountUnit
from ledger.words.texts import question_texts
from projections.asking.declaration import Declaration, Heading
from projections.asking.read_model import ReadModel
from projections.asking.texts import json_of

LEDGER: Final = Annotated[str, typer.Option("--ledger", help="Liggarens namn.", show_default=False)]
_TEXT: Final = Annotated[bool, typer.Option("--text", help="Svara med text som kan stå i en rapport.")]
_SHARED: Final[dict[str, Any]] = {
    "amounts": Annotated[AmountUnit, typer.Option("--amounts", help="Enhet för beloppen i tabeller.")],
    "as_json": Annotated[bool, typer.Option("--json", help="Svara med JSON, med samma innehåll som över HTTP.")],
}
_PANELS: Final = {Heading.FRAMES: Panel.FRAMES, Heading.REGISTER: Panel.REGISTER, Heading.AUDIT: Panel.AUDIT}


def add_reading_commands(app: typer.Typer) -> None:
    """Adds a command for every answer."""
    for declaration in ANSWERS:
        if not declaration.takes_decision:
            add_command(app, declaration, _command(declaration), {"ledger": LEDGER}, ("ledger",))


def add_command(
    app: typer.Typer,
    declaration: Declaration,
    command: Callable[..., None],
    first: dict[str, Any],
    required: Collection[str] = (),
) -> None:
    """Adds a command for an answer: with what comes `first`, of which some is required, and then every flag that the
    answer can be asked."""
    options: dict[str, Any] = {**first, **dict(_flags(declaration)), **_SHARED}
    if SHOWN[declaration].text is not None:
        options["as_text"] = _TEXT
    defaults: dict[str, Any] = {"amounts": SHOWN[declaration].amounts} | dict.fromkeys(required, Parameter.empty)
    for name, option in options.items():
        defaults.setdefault(name, False if get_args(option)[0] is bool else None)
    command.__annotations__ = options
    command.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Parameter(name, Parameter.KEYWORD_ONLY, default=defaults[name], annotation=option)
            for name, option in options.items()
        ]
    )
    command.__doc__ = question_texts().answers[declaration.path].description
    panel = _PANELS[declaration.heading]
    app.command(name=declaration.command, rich_help_panel=panel, cls=CommandFunction, options_metavar="[FLAGGOR]")(
        command
    )


def _command(declaration: Declaration) -> Callable[..., None]:
    def command(**given: Any) -> None:
        with told_by_flag(declaration):
            questions = questions_asked(declaration, texts_of(declaration, given)).questions
            with running() as application:
                answer = declaration.answer(caught_up(application, given["ledger"]), *questions).answer
        show(declaration, answer, given)

    return command


def caught_up(application: Application, name: str) -> ReadModel:
    """The read models of a ledger, which have taken in everything recorded so far, unless they have stopped. Where they
    have already, nothing more is opened."""
    model = application.model(name)
    if not model.is_current():
        with progress_bar("Räknar fram") as progress:
            try:
                application.ledger(name, progress).runner.catch_up(progress)
            except Refused as refused:
                if refused.refusals[0].code != "projection-stopped":
                    raise
                print_refusals(err, refused.refusals)
    return model


def _flags(declaration: Declaration) -> Iterator[tuple[str, Any]]:
    """The flags of an answer's parameters; one that may be repeated takes several values."""
    for name, parameter in declaration.parameters.items():
        help_text = question_texts().parameters[name].flag
        if help_text is None:
            continue
        kind: Any = bool if parameter.form.flag is bool else parameter.form.flag | None
        if name in declaration.repeated:
            kind, help_text = list[str] | None, f"{help_text} Får upprepas: en kolumn för varje värde."
        yield _python(name), Annotated[kind, typer.Option(_flag(name), help=help_text)]


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _python(name: str) -> str:
    """A parameter's name as a name in Python: `with` cannot be one."""
    return f"{name}_" if iskeyword(name) else name


@contextmanager
def told_by_flag(declaration: Declaration) -> Iterator[None]:
    """What is wrong with a parameter is told of the flag that it is here."""
    try:
        yield
    except Refused as refused:
        flags = {name: _flag(name) for name in declaration.parameters}
        raise Refused(
            *(replace(refusal, where=flags.get(refusal.where or "", refusal.where)) for refusal in refused.refusals)
        ) from None


def texts_of(declaration: Declaration, given: dict[str, Any]) -> list[tuple[str, str]]:
    """The flags as a URL would write them; one that is not given, or is off, says nothing."""
    by_name = {name.rstrip("_"): value for name, value in given.items()}
    said = [(name, by_name.get(name)) for name in declaration.parameters]
    several = [(name, value if isinstance(value, list) else [value]) for name, value in said]
    return [
        (name, "true" if value is True else str(value))
        for name, values in several
        for value in values
        if value not in (None, False)
    ]


def show(declaration: Declaration, answer: Any, given: dict[str, Any]) -> None:
    """Prints an answer as it is asked for: as JSON, as text, or as tables."""
    shown = SHOWN[declaration]
    if given["as_json"]:
        sys.stdout.write(json_of(answer).decode() + "\n")
        return
    # What is missing is said first, where it is read before the figures; as JSON it is the field `stale`.
    for missing in stale_lines(getattr(answer, "stale", None)):
        out.print(missing)
    if shown.text is not None and given["as_text"]:
        sys.stdout.write(shown.text(answer) + "\n")
    else:
        out.print(shown.table(answer, given["amounts"]))
