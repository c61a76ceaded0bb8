"""What a bridge between two years comes to, beside what its document prints: one source for rules and answers.

Each column starts from its base; changes are added; a subtotal or a total says what that should have come to. The next
step goes on from what was computed, never from what was printed. A printed figure may differ by the rounding of every
figure behind it and of its own, and no more.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from ledger.events.bridges import BridgeAmount, BridgeRecorded, FiguresPrinted, PrintedFigure, StepKind
from ledger.meaning.effects import share_of
from ledger.money import PARTS_PER_BILLION, parse_amount, parse_rate

_SUMS: Final = (StepKind.SUBTOTAL, StepKind.TOTAL)


class Figure(msgspec.Struct, frozen=True):
    """A figure of a column at a step: what the document says and what is computed, in öre. They are the same for a base
    or a change. `tolerance_ore`: how far apart rounding can have put them."""

    stated_ore: int
    computed_ore: int
    tolerance_ore: int
    increase_ore: int

    @property
    def difference_ore(self) -> int:
        """What is stated, minus what is computed."""
        return self.stated_ore - self.computed_ore

    @property
    def agrees(self) -> bool:
        """Whether the difference is no more than rounding."""
        return abs(self.difference_ore) <= self.tolerance_ore


class Difference(msgspec.Struct, frozen=True):
    """A printed figure that is not what is computed: where, both in öre (or both in billionths for a share)."""

    where: str
    printed: str
    printed_number: int
    computed_number: int
    is_share: bool = False


def column(bridge: BridgeRecorded, number: int) -> list[Figure]:
    """The figures of a column, step by step; the first column is 0."""
    figures: list[Figure] = []
    reached, base, rounding = 0, 0, 0
    for step in bridge.steps:
        amount = step.amounts[number]
        if step.kind in _SUMS:
            figures.append(Figure(amount.amount_ore, reached, rounding + half_unit(amount.as_printed), reached - base))
            continue
        reached = amount.amount_ore if step.kind is StepKind.BASE else reached + amount.amount_ore
        base = amount.amount_ore if step.kind is StepKind.BASE else base
        rounding = half_unit(amount.as_printed) + (0 if step.kind is StepKind.BASE else rounding)
        figures.append(Figure(amount.amount_ore, amount.amount_ore, half_unit(amount.as_printed), reached - base))
    return figures


def half_unit(as_printed: str | None) -> int:
    """How far rounding can have moved a printed amount, in öre; nothing when it is not known how it was printed."""
    return 0 if as_printed is None else parse_amount(as_printed).half_unit_ore


def total(bridge: BridgeRecorded, number: int) -> int:
    """What a column comes to in the end, computed, in öre; the first column is 0."""
    return next((figure.computed_ore for figure in _last_sums(bridge, number)), 0)


def _last_sums(bridge: BridgeRecorded, number: int) -> Iterator[Figure]:
    figures = zip(bridge.steps, column(bridge, number), strict=True)
    yield from (figure for step, figure in reversed(list(figures)) if step.kind in _SUMS)


def differences(bridge: BridgeRecorded) -> Iterator[Difference]:
    """Every printed figure that does not agree with what is computed: sums, increases since the base, and shares of
    the base that the increase is said to be."""
    for number, name in enumerate(bridge.columns):
        base = next((step.amounts[number].amount_ore for step in bridge.steps if step.kind is StepKind.BASE), 0)
        for step, figure in zip(bridge.steps, column(bridge, number), strict=True):
            where, amount = f"{bridge.name}, {step.name} ({name})", step.amounts[number]
            if not figure.agrees:
                printed = amount.as_printed or f"{figure.stated_ore} öre"
                yield Difference(where, printed, figure.stated_ore, figure.computed_ore)
            if step.kind in _SUMS:
                yield from _increase(where, amount, figure)
            yield from _share(where, amount, base)


def _increase(where: str, amount: BridgeAmount, figure: Figure) -> Iterator[Difference]:
    """The increase since the base, as printed and as computed."""
    if amount.printed_increase is None:
        return
    printed = parse_amount(amount.printed_increase)
    if abs(printed.ore - figure.increase_ore) > figure.tolerance_ore + printed.half_unit_ore:
        yield Difference(f"{where}, ökning", amount.printed_increase, printed.ore, figure.increase_ore)


def _share(where: str, amount: BridgeAmount, base_ore: int) -> Iterator[Difference]:
    """R-34: a percentage is of something; here, what the printed increase is of the base."""
    if amount.printed_share is None or amount.printed_increase is None or base_ore == 0:
        return
    printed = parse_rate(amount.printed_share)
    increase = parse_amount(amount.printed_increase)
    computed = increase.ore * PARTS_PER_BILLION // base_ore
    rounding = share_step(amount.printed_share) + increase.half_unit_ore * PARTS_PER_BILLION // abs(base_ore)
    if abs(printed - computed) > rounding:
        yield Difference(f"{where}, andel av utgångsläget", amount.printed_share, printed, computed, is_share=True)


def share_step(printed: str) -> int:
    """How far rounding can have moved a printed share, in billionths: 5 000 000 for `6 %`, 500 000 for `4,1 %`.

    >>> share_step("4,1 %")
    500000
    """
    _, comma, decimals = printed.rstrip("%‰ \u00a0").partition(",")
    unit = 10_000_000 if "%" in printed else 1_000_000
    return int(unit // 10 ** (len(decimals) if comma else 0)) // 2


def figure_differences(figures: FiguresPrinted, bridges: Iterable[BridgeRecorded]) -> Iterator[Difference]:
    """Every printed figure that is not what it seems to be made from: a column's total with an index on top."""
    by_id = {bridge.bridge: bridge for bridge in bridges}
    for figure in figures.figures:
        bridge = by_id.get(figure.compared_with.bridge) if figure.compared_with else None
        computed = made_from(figure, bridge)
        if computed is not None and abs(figure.amount_ore - computed) > half_unit(figure.as_printed) + _rounding(
            figure, bridge
        ):
            printed = figure.as_printed or f"{figure.amount_ore} öre"
            yield Difference(f"{figures.name}, {figure.name or 'utan namn'}", printed, figure.amount_ore, computed)


def _rounding(figure: PrintedFigure, bridge: BridgeRecorded | None) -> int:
    """How far the rounding of the figures that it is made from can have moved a printed figure."""
    named = figure.compared_with
    if named is None or bridge is None:
        return 0
    rounding = next((last_sum.tolerance_ore for last_sum in _last_sums(bridge, named.column - 1)), 0)
    return rounding + abs(share_of(rounding, named.rate_ppb) or 0)


def made_from(figure: PrintedFigure, bridge: BridgeRecorded | None) -> int | None:
    """What a printed figure would be, in öre, if it were made as it seems to be; None when that is not known."""
    named = figure.compared_with
    if named is None or bridge is None or named.column > len(bridge.columns):
        return None
    reached = total(bridge, named.column - 1)
    return reached + (share_of(reached, named.rate_ppb) or 0)
