"""The commands of what explains frames, each with the flags that its answer can be asked."""

import sys
from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Annotated, Any, Final

import msgspec
import typer

from api.app import Application, OpenLedger, running
from api.frame_readings import FRAME_READINGS, FrameReading, frame_asked
from api.terminal import Command, out
from ledger.money import AmountUnit

_OPTIONS: Final[dict[str, Any]] = {
    "year": Annotated[int | None, typer.Option("--year", help="Budgetår. Förval: i år.")],
    "unit": Annotated[str | None, typer.Option("--unit", help="Bara en enhet.")],
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
        str | None, typer.Option("--by", help="Gruppera: unit (enhet), parent (enheten ovanför) eller top (överst).")
    ],
    "stage": Annotated[str | None, typer.Option("--stage", help="proposed, recommended eller decided.")],
    "proposal": Annotated[str | None, typer.Option("--proposal", help="Ett namngivet förslag i stället.")],
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
    "ledger": Parameter.empty,
    "legal_force": False,
    "amounts": AmountUnit.MILLIONS,
    "as_json": False,
    "as_text": False,
}
_LEDGER: Final = Annotated[str, typer.Option("--ledger", help="Liggarens namn.", show_default=False)]


def add_frame_commands(app: typer.Typer, caught_up: Callable[[Application, str], OpenLedger]) -> None:
    """Adds a command for every answer; `caught_up` opens a ledger whose read models have taken in all there is."""
    for reading in FRAME_READINGS:
        app.command(name=reading.command, cls=Command, options_metavar="[FLAGGOR]")(_command(reading, caught_up))


def _command(reading: FrameReading, caught_up: Callable[[Application, str], OpenLedger]) -> Callable[..., None]:
    def command(**given: Any) -> None:
        asked = frame_asked(reading, _texts(reading, given))
        with running() as application:
            answer = reading.answer(caught_up(application, given["ledger"]).model, asked).answer
        _show(reading, answer, given)

    options: dict[str, Any] = {"ledger": _LEDGER, **{name: _OPTIONS[name] for name in reading.asks}, **_SHARED}
    if reading.text is not None:
        options["as_text"] = _TEXT
    parameters = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=_DEFAULTS.get(name), annotation=option)
        for name, option in options.items()
    ]
    command.__annotations__ = options
    command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    command.__doc__ = reading.description
    return command


def _texts(reading: FrameReading, given: dict[str, Any]) -> list[tuple[str, str]]:
    """The flags as a URL would write them; one that is not given, or is off, says nothing."""
    asked = [(name, given[name]) for name in reading.asks if given[name] not in (None, False)]
    return [(name, "true" if value is True else str(value)) for name, value in asked]


def _show(reading: FrameReading, answer: Any, given: dict[str, Any]) -> None:
    if given["as_json"]:
        sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
    elif reading.text is not None and given["as_text"]:
        sys.stdout.write(reading.text(answer) + "\n")
    else:
        out.print(reading.table(answer, given["amounts"]))
