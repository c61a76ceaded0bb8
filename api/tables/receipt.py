"""What a command led to, or would lead to, on the command line."""

from collections.abc import Callable, Iterable, Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from api.tables.layout import caption, figure, numbers, ranges, side_name, table, warning_lines
from api.tables.sums import sums_lines
from ledger.meaning.effects import FrameValue
from ledger.money import AmountUnit
from ledger.recording import FrameConsequence, Receipt, StatedWarning
from ledger.words import words
from ledger.words.labels import frame_label
from projections.asking.amounts import SIDES


def post_number(fact: int) -> tuple[str, int]:
    """How a fact is named when nothing else is known: by its number from 1."""
    return "post", fact + 1


def receipt_table(
    ledger: str,
    receipt: Receipt,
    unit: AmountUnit,
    place: Callable[[int], tuple[str, int]] = post_number,
    place_of: Callable[[str], str] | None = None,
) -> RenderableType:
    """What a command led to, or would lead to: events, every frame before and after, sums, warnings. `place` names a
    fact: by its number, or by its row in a workbook; `place_of` the place of a printed figure, where it is known."""
    parts: list[RenderableType] = [Text(_outcome(ledger, receipt), style="bold green")]
    if receipt.consequence.frames:
        then = ", som de var när det registrerades" if receipt.repeated else ""
        for kind in SIDES:
            if frames := [change for change in receipt.consequence.frames if change.frame.kind == kind]:
                heading = f"Ramar före och efter{then}: {words.value(kind)}, {unit.value}"
                parts += [caption(heading), _before_and_after(kind, frames, unit)]
    parts += sums_lines(receipt.consequence.sums, unit)
    clock = () if receipt.clock is None else warning_lines([receipt.clock])
    return Group(*parts, *warning_lines(_noticed(receipt.consequence.warnings, place, place_of)), *clock)


def _noticed(
    warnings: Iterable[StatedWarning],
    place: Callable[[int], tuple[str, int]],
    place_of: Callable[[str], str] | None,
) -> Iterator[str]:
    """Each warning once, with the places of all that it is said of."""
    said_of: dict[tuple[str, str], list[int]] = {}
    for warning in warnings:
        if warning.where is not None and place_of is not None:
            said_of[(place_of(warning.where), warning.text)] = []
        else:
            what, number = place(warning.fact)
            said_of.setdefault((what, warning.text), []).append(number)
    for (what, text), places in said_of.items():
        yield f"{what} {ranges(sorted(set(places)))}: {text}" if places else f"{what}: {text}"


def _outcome(ledger: str, receipt: Receipt) -> str:
    count = len(receipt.consequence.types)
    many = "1 händelse" if count == 1 else f"{count} händelser"
    if receipt.first_position is None:
        return f"{ledger}: {many} skulle registreras. Ingenting är registrerat (provkörning)."
    positions = ranges(range(receipt.first_position, (receipt.last_position or 0) + 1))
    if receipt.repeated:
        again = "Ska samma innehåll registreras en gång till, som efter en återkallelse: ange en egen nyckel (--key)."
        return f"{ledger}: redan registrerat, position {positions}. Ingenting nytt är registrerat. {again}"
    return f"{ledger}: {many} {'registrerad' if count == 1 else 'registrerade'}, position {positions}."


def receipt_summary(file: str, ledger: str, receipt: Receipt) -> RenderableType:
    """One line for a recorded file, and how many warnings it carries."""
    warnings = len(receipt.consequence.warnings)
    noticed = f" {warnings} {'varning' if warnings == 1 else 'varningar'}." if warnings else ""
    clock = "" if receipt.clock is None else f" {receipt.clock}"
    return Text(f"{file}: {_outcome(ledger, receipt)}{noticed}{clock}")


def _before_and_after(kind: str, frames: Iterable[FrameConsequence], unit: AmountUnit) -> Table:
    """R-36: costs and revenues of operating money, expenditures and receipts of investments, never in one column."""
    moments = (f"{side_name(side)}\n{moment}" for side in SIDES[kind] for moment in ("före", "efter"))
    shown = table("Ram", "Art", *numbers(*moments))
    for change in frames:
        commitment = change.after.commitment or change.before.commitment
        cells = [
            _side_text(value, side, unit)
            for side in ("costs_ore", "revenues_ore", "net_ore")
            for value in (change.before, change.after)
        ]
        shown.add_row(frame_label(change.frame), words.value(commitment) if commitment else "", *cells)
    return shown


def _side_text(value: FrameValue, side: str, unit: AmountUnit) -> str:
    return figure(getattr(value.sides, side), unit) if value.known else "–"
