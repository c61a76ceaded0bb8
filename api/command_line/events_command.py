"""The command that shows the catalogue: `liggare events`, and one event by its name. What has been recorded is shown by
`liggare log`, which over HTTP is `events`."""

import sys
from collections.abc import Iterable
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
from ledger.words import everyday


def events_command(
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAMN]", help="En händelse: ram beslutad, eller frame-decided.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Svara med JSON, som /v1/catalogue.")] = False,
) -> None:
    """Visa katalogen: alla händelser som kan registreras, eller en av dem med uppgifter och exempel."""
    view = catalogue_view()
    events, says = events_named(" ".join(name)) if name else (view.events, "")
    if as_json:
        shown = events[0] if len(events) == 1 else msgspec.structs.replace(view, events=events)
        sys.stdout.write(msgspec.json.encode(shown).decode() + "\n")
        return
    if says:
        out.print(Text(f"{says}\n", style="yellow"))
    out.print(event_details(events[0]) if len(events) == 1 else events_table(events))


def events_named(name: str) -> tuple[tuple[EventView, ...], str]:
    """An event by its Swedish word, its family or its stored name, and nothing to say of it; or those that people mean
    by another word (`omdisponering`), with what to know of that. Raises Refused, with those it is misspelt from."""
    by_name: dict[str, EventView] = {}
    for event in catalogue_view().events:
        by_name |= {event.swedish: event, event.family: event, event.type: event}
    wanted = " ".join(name.casefold().split())
    if wanted in by_name:
        return (by_name[wanted],), ""
    word = everyday.everyday_word(wanted)
    if word is None or not word.events:
        raise Refused(_unknown(name, by_name))
    events = tuple(by_name[family] for family in word.events)
    meant = " eller ".join(event.swedish for event in events)
    return events, f"”{visible(name)}” är i katalogen {meant}. {word.says}".strip()


def _unknown(name: str, names: Iterable[str]) -> Refusal:
    right = f"{everyday.events_meant(name, names)}liggare events visar alla händelser"
    return Refusal("value-malformed", f"Händelsen ”{visible(name)}” finns inte i katalogen.", right=right)


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
