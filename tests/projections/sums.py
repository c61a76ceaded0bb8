"""The figures of an answer, and their sums as a test adds them up."""

from typing import Any

from projections.asking.amounts import SIDES

Amounts = dict[str, int | None]
"""Öre by side; None for what is not known."""


def amounts_of(answer: Any, kind: str) -> Amounts:
    """The figures of anything that has them, for a kind of frame; of nothing there is none, which is 0."""
    return {name: 0 if answer is None else getattr(answer, f"{name}_ore") for name in SIDES[kind]}


def added(amounts: list[Amounts], kind: str) -> Amounts:
    """The sums of some figures; unknown where any of them is."""
    sums: Amounts = {}
    for name in SIDES[kind]:
        figures = [figure[name] for figure in amounts]
        sums[name] = None if None in figures else sum(ore for ore in figures if ore is not None)
    return sums
