"""Answers about bridges between two years: every figure as printed and as computed, and every difference."""

from typing import Final

import msgspec

from ledger.events.bridges import BridgeAmount, BridgeRecorded, FiguresPrinted, PrintedFigure
from ledger.meaning.bridges import Difference, Figure, column, differences, figure_differences, made_from, total
from ledger.money import amount_text, rate_text
from projections.asking.declaration import Declaration
from projections.asking.register_query import RegisterAnswer, RegisterGround, WithNote, from_register
from projections.asking.texts import ToldCode, ToldOre
from projections.chapters.statements import BodyStatement, asked_for, matching, name_of, of_kind, unsettled

RECIPE: Final = "bridges-5"
"""The version of the answer's form and rules."""

KINDS: Final = ("bridge", "proposal")


class BridgeFigure(msgspec.Struct, frozen=True, omit_defaults=True):
    """A figure of a bridge, in öre: what the document says and what is computed. `agrees`: they differ by no more than
    rounding. `increase_ore` is since the base, computed; the increase and its share of the base as printed are
    texts."""

    stated_ore: ToldOre
    computed_ore: ToldOre
    difference_ore: ToldOre
    agrees: bool
    increase_ore: ToldOre
    as_printed: str | None = None
    printed_increase: str | None = None
    printed_share: str | None = None


class BridgeLine(msgspec.Struct, frozen=True):
    """A step of a bridge, with a figure for each column."""

    name: str
    kind: ToldCode
    figures: list[BridgeFigure]


class ColumnTotal(msgspec.Struct, frozen=True):
    """What a column comes to, computed, in öre. `closes`: every sum that is printed in it agrees."""

    column: str
    total_ore: ToldOre
    closes: bool


class PrintedDifference(msgspec.Struct, frozen=True):
    """A printed figure that is not what is computed: where, and both, with what lies between them."""

    where: str
    printed: str
    computed_text: str
    difference_text: str


class Bridge(WithNote, frozen=True, omit_defaults=True):
    """A bridge from one year to another, and what each body has said of it."""

    bridge: str
    name: str
    unit: str
    unit_name: str
    from_year: int
    to_year: int
    columns: list[ColumnTotal]
    lines: list[BridgeLine]
    differences: list[PrintedDifference]
    said: list[BodyStatement]


class PrintedPart(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a printed figure is said to consist of in part."""

    name: str
    amount_ore: ToldOre
    as_printed: str | None = None


class FigureAsPrinted(WithNote, frozen=True, omit_defaults=True):
    """A figure as printed. `rest_ore`: what of it the parts that are named leave, computed; None when none is named.
    `made_from_ore`: what it would be if it were made from the bridge that it seems to be made from; None when it is
    not known what it is made from."""

    amount_ore: ToldOre
    as_printed: str | None
    name: str | None
    year: int | None
    of_which: list[PrintedPart]
    rest_ore: ToldOre | None = None
    made_from_ore: ToldOre | None = None
    difference_ore: ToldOre | None = None


class BridgeFigures(WithNote, frozen=True, omit_defaults=True):
    """Figures that a document prints and that nobody decides."""

    bridge: str
    name: str
    unit: str
    unit_name: str
    figures: list[FigureAsPrinted]
    differences: list[PrintedDifference]
    said: list[BodyStatement]


class BridgesAnswer(RegisterAnswer, frozen=True, omit_defaults=True, kw_only=True):
    """Bridges between years in order of id, and figures that are only printed."""

    bridges: list[Bridge]
    figures: list[BridgeFigures]


@from_register(RECIPE, KINDS)
def bridges_answer(ground: RegisterGround) -> BridgesAnswer:
    """Bridges at a question's coordinates; `name` is one of them, `unit` whose it is, `year` the year it leads to.

    Raises Refused as `asked_for` does.
    """
    question, said = ground.question, asked_for(ground, (BridgeRecorded, FiguresPrinted))
    recorded = of_kind(said, BridgeRecorded)
    bridges = [
        _bridge(ground, fact, by)
        for fact, by in sorted(recorded, key=lambda pair: pair[0].bridge)
        if matching(fact.bridge, [question.name])
        and matching(fact.unit, [question.unit])
        and question.year in (None, fact.to_year)
    ]
    figures = [
        _figures(ground, fact, by, [bridge for bridge, _ in recorded])
        for fact, by in of_kind(said, FiguresPrinted)
        if matching(fact.bridge, [question.name]) and matching(fact.unit, [question.unit])
    ]
    return BridgesAnswer(
        **ground.head,
        bridges=bridges,
        figures=figures,
        note=unsettled(ground) or (None if bridges or figures else "Inga bryggor finns vid de koordinaterna."),
    )


BRIDGES: Final = Declaration(
    "bridges", "bridges", RECIPE, ("name", "year", "unit", "stage", "proposal"), bridges_answer
)


def _bridge(ground: RegisterGround, fact: BridgeRecorded, by: list[BodyStatement]) -> Bridge:
    by_column = [column(fact, number) for number in range(len(fact.columns))]
    lines = [
        BridgeLine(
            step.name,
            step.kind.value,
            [_figure(step.amounts[at], figures[number]) for at, figures in enumerate(by_column)],
        )
        for number, step in enumerate(fact.steps)
    ]
    return Bridge(
        fact.bridge,
        fact.name,
        fact.unit,
        name_of(ground, fact.unit),
        fact.from_year,
        fact.to_year,
        [_total(fact, number, figures) for number, figures in enumerate(by_column)],
        lines,
        [_differing(difference) for difference in differences(fact)],
        by,
        note=fact.note,
    )


def _total(fact: BridgeRecorded, number: int, figures: list[Figure]) -> ColumnTotal:
    reached = total(fact, number)
    return ColumnTotal(fact.columns[number], reached, all(figure.agrees for figure in figures))


def _figure(amount: BridgeAmount, figure: Figure) -> BridgeFigure:
    return BridgeFigure(
        figure.stated_ore,
        figure.computed_ore,
        figure.difference_ore,
        figure.agrees,
        figure.increase_ore,
        amount.as_printed,
        amount.printed_increase,
        amount.printed_share,
    )


def _differing(difference: Difference) -> PrintedDifference:
    text = rate_text if difference.is_share else amount_text
    return PrintedDifference(
        difference.where,
        difference.printed,
        text(difference.computed_number),
        text(difference.printed_number - difference.computed_number),
    )


def _figures(
    ground: RegisterGround, fact: FiguresPrinted, by: list[BodyStatement], bridges: list[BridgeRecorded]
) -> BridgeFigures:
    by_id = {bridge.bridge: bridge for bridge in bridges}
    shown = [
        _printed(figure, made_from(figure, by_id.get(figure.compared_with.bridge) if figure.compared_with else None))
        for figure in fact.figures
    ]
    differing = [_differing(difference) for difference in figure_differences(fact, bridges)]
    return BridgeFigures(
        fact.bridge, fact.name, fact.unit, name_of(ground, fact.unit), shown, differing, by, note=fact.note
    )


def _printed(figure: PrintedFigure, made: int | None) -> FigureAsPrinted:
    parts = [PrintedPart(part.name, part.amount_ore, part.as_printed) for part in figure.of_which]
    rest = figure.amount_ore - sum(part.amount_ore for part in figure.of_which) if figure.of_which else None
    difference = None if made is None else figure.amount_ore - made
    return FigureAsPrinted(
        figure.amount_ore,
        figure.as_printed,
        figure.name,
        figure.year,
        parts,
        rest,
        made,
        difference,
        note=figure.note,
    )
