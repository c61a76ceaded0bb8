"""The command that shows what each entry did to each frame: `liggare frame-changes`."""

import sys
from typing import Annotated, Any

import msgspec
import typer

from api.answers.cloudevents import LONGEST_PAGE
from api.answers.feed import Feed
from api.answers.frame_changes import ChangesAsked, ChangesFeed, changes_answer
from api.answers.reading_parameters import GivenParameters
from api.app import running
from api.command_line.reading_commands import caught_up
from api.command_line.terminal import out
from api.tables.frame_changes import changes_table, recast_table
from ledger.money import AmountUnit
from projections.asking.parameter import IDENTIFIER, Parameter
from projections.asking.question import PARAMETERS
from projections.asking.texts import json_of
from projections.frames.change_cursor import CURSOR, FROM_THE_BEGINNING, ChangeCursor
from projections.frames.recast import Recast

_ASKED = {
    "unit": Parameter(IDENTIFIER, "slk"),
    "year": PARAMETERS["year"],
    "kind": PARAMETERS["kind"],
}


def frame_changes_command(
    ledger: Annotated[str, typer.Option("--ledger", help="Liggarens namn.", show_default=False)],
    after: Annotated[str, typer.Option("--after", help="Efter en markör, som den förra sidan slutar med.")] = "0",
    unit: Annotated[str | None, typer.Option("--unit", help="Bara en enhet, med allt som legat under den.")] = None,
    year: Annotated[str | None, typer.Option("--year", help="Bara ett budgetår.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Bara operating (drift) eller investment.")] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=LONGEST_PAGE, help="Ungefär så många: en post delas aldrig.")
    ] = 100,
    amounts: Annotated[
        AmountUnit, typer.Option("--amounts", help="Enhet för beloppen i tabeller.")
    ] = AmountUnit.MILLIONS,
    as_json: Annotated[bool, typer.Option("--json", help="Svara med JSON, med samma innehåll som över HTTP.")] = False,
) -> None:
    """Visa ramändringar: vad varje post gjorde med varje ram, från vilken dag. Den som lägger ihop dem har ramarna."""
    cursor, asked = _question(after, limit, unit=unit, year=year, kind=kind)
    with running() as application:
        model = caught_up(application, ledger)
        feed = ChangesFeed(model, Feed(ledger, application.log(ledger)))
        try:
            answer = changes_answer(asked, cursor, feed.page(asked, cursor))
        except Recast as recast:
            _tell(recast, amounts, as_json=as_json)
            raise
    if as_json:
        sys.stdout.write(json_of(answer).decode() + "\n")
    else:
        out.print(changes_table(answer, amounts))


def _question(after: str, limit: int, **asked: str | None) -> tuple[ChangeCursor, ChangesAsked]:
    """What is asked, as an address asks it. Raises Refused with all that is wrong, by its flag."""
    known = {"--after": Parameter(CURSOR, "0"), **{f"--{name}": form for name, form in _ASKED.items()}}
    texts = [(f"--{name}", text) for name, text in (("after", after), *asked.items()) if text is not None]
    given = GivenParameters(texts, known)
    values: dict[str, Any] = {name: given.read(f"--{name}") for name in ("after", *asked)}
    given.finish()
    return values["after"] or FROM_THE_BEGINNING, ChangesAsked(limit, values["unit"], values["year"], values["kind"])


def _tell(recast: Recast, unit: AmountUnit, *, as_json: bool) -> None:
    """What is to be added, before why."""
    if as_json:
        told = {"changes": recast.changes, "next_after": str(recast.cursor), "more": recast.more}
        sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
    else:
        out.print(recast_table(recast, unit))
