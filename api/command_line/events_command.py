"""The command that shows the catalogue: `liggare events`, and one event by its name."""

import sys
from difflib import get_close_matches
from itertools import groupby
from typing import Annotated

import msgspec
import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from api.catalogue.catalogue import EventView, catalogue_view, flat, stage_text
from api.command_line.terminal import out
from ledger.errors import Refusal, Refused
from ledger.text import visible


def events_command(
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAMN]", help="En händelse: ram beslutad, eller frame-decided.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Svara med JSON, som /v1/catalogue.")] = False,
) -> None:
    """Visa katalogen: alla händelser som kan registreras, eller en av dem med uppgifter och exempel."""
    view = catalogue_view()
    event = event_named(" ".join(name)) if name else None
    if as_json:
        sys.stdout.write(msgspec.json.encode(view if event is None else event).decode() + "\n")
    elif event is None:
        out.print(events_table(view.events))
    else:
        out.print(event_details(event))


def event_named(name: str) -> EventView:
    """An event by its Swedish word, its family or its stored name. Raises Refused, with those it looks like."""
    by_name: dict[str, EventView] = {}
    for event in catalogue_view().events:
        by_name |= {event.swedish: event, event.family: event, event.type: event}
    wanted = " ".join(name.casefold().split())
    if wanted in by_name:
        return by_name[wanted]
    near = get_close_matches(wanted, by_name, n=3)
    right = f"kanske {' eller '.join(near)}; " if near else ""
    detail = f"Händelsen ”{visible(name)}” finns inte i katalogen."
    raise Refused(Refusal("value-malformed", detail, right=f"{right}liggare events visar alla händelser", where="NAMN"))


def events_table(events: tuple[EventView, ...]) -> RenderableType:
    """Every event by chapter: its Swedish word, what it means, and its law."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("Händelse", "Betydelse", "Lagrum"):
        table.add_column(heading)
    for chapter, of_chapter in groupby(events, lambda event: event.chapter):
        table.add_section()
        table.add_row(Text(chapter, style="bold"))
        for event in of_chapter:
            table.add_row(Text(f"  {event.swedish}"), Text(event.meaning), Text(event.law or ""))
    return Group(table, Text("\nEn händelse: liggare events ram beslutad", style="dim"))


def event_details(event: EventView) -> RenderableType:
    """One event: what it means, its fields, and an example in both forms."""
    law = f" ({event.law})" if event.law else ""
    basis = "Beslutsunderlag krävs." if event.needs_basis else "Beslutsunderlag får finnas."
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("Uppgift", "Krävs", "Vad som får stå", "Betydelse", "I JSON"):
        table.add_column(heading)
    for path, field in flat(event.fields):
        word = Text("  " * (len(path) - 1) + path[-1])
        table.add_row(word, "ja" if field.required else "", Text(field.form), Text(field.meaning), Text(field.name))
    pretty = msgspec.json.format(msgspec.json.encode(event.example_json), indent=2).decode()
    return Group(
        Text(f"{event.swedish.capitalize()} · {event.type}", style="bold"),
        Text(f"{event.meaning}{law}"),
        Text(f"{stage_text(event)}. {basis}\n"),
        table,
        Text("\nSom beslutsfil:", style="bold"),
        Text(event.example_yaml),
        Text("Som JSON:", style="bold"),
        Text(pretty),
    )
