"""The command that shows what each entry did to each frame, and where to go on from: `liggare frame-changes`."""

import sys
from collections.abc import Iterator
from typing import Annotated, Any, Final

import msgspec
import typer
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.answers.cloudevents import LONGEST_PAGE
from api.answers.feed import Feed
from api.answers.frame_changes import ChangesAsked, ChangesFeed, FrameChangesAnswer, changes_answer
from api.answers.reading_parameters import GivenParameters
from api.app import running
from api.command_line.reading_commands import caught_up
from api.command_line.terminal import out
from api.tables.layout import POSITION, Column, amounts, figure_if_any, side_name, stale_lines, table
from ledger.money import AmountUnit
from ledger.values import FrameKey, FrameKind
from ledger.words.labels import frame_label
from projections.asking.parameter import IDENTIFIER, Parameter
from projections.asking.question import PARAMETERS
from projections.asking.texts import json_of, text_of
from projections.frames.change_cursor import CURSOR, FROM_THE_BEGINNING, ChangeCursor
from projections.frames.frame_changes import FrameChanged
from projections.frames.recast import FrameAdds, Recast, RecastChange

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


# --- As tables --------------------------------------------------------------------------------------------------

_SIDES: Final = ("costs", "revenues", "net")


def changes_table(answer: FrameChangesAnswer, unit: AmountUnit) -> RenderableType:
    """A row for each change: from which day on, which frame, by what, and so much more."""
    shown = _table(POSITION, "Genom")
    for row in answer.changes:
        how = f"{text_of(row, 'change')}, i efterhand" if row.retroactive else text_of(row, "change")
        shown.add_row(str(row.position), escape(how), *_cells(row, unit))
    return Group(*([shown] if answer.changes else [Text("Inga ramändringar.")]), *_next_lines(answer))


def recast_table(recast: Recast, unit: AmountUnit) -> RenderableType:
    """What is to be added over a recast."""
    shown = _table()
    for row in recast.changes:
        shown.add_row(*_cells(row, unit))
    return shown


def _table(*first: str | Column) -> Table:
    return table(*first, Column("Från", justify="left", whole=True), "Ram", *amounts(*map(side_name, _SIDES)))


def _cells(row: FrameChanged | RecastChange, unit: AmountUnit) -> Iterator[str]:
    frame = FrameKey(row.unit, FrameKind(row.kind), row.year, row.line)
    yield str(row.decided_on)
    yield escape(frame_label(frame))
    yield from (_figure(row.adds, side, unit) for side in _SIDES)


def _figure(adds: FrameAdds, side: str, unit: AmountUnit) -> str:
    """By how much a side changes; that it becomes unknown, or known; what may have been decided, in brackets."""
    unknown, beside = getattr(adds, f"unknown_{side}"), getattr(adds, f"undetermined_{side}_ore")
    if unknown:
        return "blir okänt" if unknown > 0 else "blir känt"
    change = getattr(adds, f"{side}_ore")
    told = figure_if_any(change, unit) if change or not beside else ""
    return told if not beside else f"{told} [{figure_if_any(beside, unit)}]".strip()


def _next_lines(answer: FrameChangesAnswer) -> Iterator[RenderableType]:
    yield from stale_lines(answer.stale)
    if any(row.adds.undetermined_net_ore for row in answer.changes):
        yield Text("[ ]: kan ha beslutats till den dagen, och ingår inte i ramen.", style="dim")
    more = "Fler finns. " if answer.more else ""
    yield Text(f"{more}Fortsätt: --after {answer.next_after}", style="dim")
