"""What a command comes to by year, on the command line, and whether that agrees with the totals that are printed."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.tables.layout import caption, figure, side_columns, table, warning_lines
from ledger.money import AmountUnit, parse_amount, text_beside
from ledger.rules.chapters.totals import FrameSum, PrintedSum
from ledger.values import FrameKind
from ledger.words import words


def sums_lines(sums: Sequence[FrameSum], unit: AmountUnit) -> Iterator[RenderableType]:
    """A table for each kind of money, and below them what is printed; nothing for a command about no frames."""
    for proposal in dict.fromkeys(found.proposal for found in sums):
        said = "beslutet" if proposal is None else f"förslaget {proposal}"
        for kind in FrameKind:
            of_kind = [found for found in sums if found.kind is kind and found.proposal == proposal]
            if of_kind:
                yield caption(f"Summor i {said}, {words.value(kind)}, {unit.value}")
                yield _sums_table(kind, of_kind, unit)
    for found in sums:
        for total in found.printed:
            yield from _against(found, total)
    if any(found.sets for found in sums) and not any(found.printed for found in sums):
        yield Text("Ingen tryckt summa är angiven att jämföra med.")


def _sums_table(kind: FrameKind, sums: Sequence[FrameSum], unit: AmountUnit) -> Table:
    shown = table("År", "", "Ramar", *side_columns(kind))
    for found in sums:
        figures = found.sides.costs_ore, found.sides.revenues_ore, found.sides.net_ore
        what = ("fastställs" if found.proposal is None else "föreslås") if found.sets else "ändras med"
        shown.add_row(str(found.year), what, str(found.frames), *(figure(ore, unit) for ore in figures))
    return shown


def _against(found: FrameSum, total: PrintedSum) -> Iterator[RenderableType]:
    """Whether one printed total agrees."""
    what = f"{words.value(found.kind).capitalize()} {found.year}, {words.field(total.of)}"
    if total.difference_ore == 0:
        yield Text(f"{what}: stämmer med tryckt summa {total.printed}.")
    elif total.difference_ore is None:
        yield from warning_lines(
            [f"{what}: tryckt summa {total.printed} går inte att jämföra; minst en ram saknar den."]
        )
    else:
        difference = text_beside(total.difference_ore, parse_amount(total.printed))
        yield from warning_lines([f"{what}: stämmer inte med tryckt summa {total.printed}, skillnad {difference}."])
