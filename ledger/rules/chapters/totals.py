"""The sums of a decision, and its printed totals: what a document says that its frames come to, against what they do
come to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from ledger.errors import Refusal
from ledger.events import AnyFact, Fact, FrameDecided, LedgerOpened, NamedProposal
from ledger.meaning.effects import Effect, Sides, effects, sides, sum_of_sides
from ledger.money import AmountError, parse_amount, text_beside
from ledger.rules.chapters.frames import CONTROLS, nearest, side
from ledger.rules.doubts.scale import OUT_OF_SCALE, figure_compared
from ledger.values import (
    ControlOf,
    ControlTotal,
    FrameKind,
    PrintedTotal,
    RecordedWarning,
)
from ledger.words import words
from ledger.words.labels import FIGURE_WORDS_STORED, KIND_WORDS_STORED


def totals_readable(totals: Sequence[PrintedTotal]) -> Iterator[Refusal]:
    """A printed total is an amount (R-36: of a side that its kind of money has), and stands once."""
    seen: set[tuple[object, ...]] = set()
    for number, total in enumerate(totals):
        where = f"frame_totals[{number}]"
        if (total.kind, total.year) in seen:
            detail = f"Summan för {words.value(total.kind)} {total.year} står två gånger."
            yield Refusal("field-repeated", detail, right="en av dem", where=where)
        seen.add((total.kind, total.year))
        for control in total.printed:
            yield from _readable(total, control, f"{where}.printed.{control.of}")


def _readable(total: PrintedTotal, control: ControlTotal, where: str) -> Iterator[Refusal]:
    if control.of not in CONTROLS[total.kind]:
        right = ", ".join(words.field(of) for of in CONTROLS[total.kind])
        detail = f"{words.value(total.kind).capitalize()} har inga {words.field(control.of)}."
        yield Refusal("amount-kind-mismatch", detail, right=right, where=where)
    try:
        parse_amount(control.printed)
    except AmountError as error:
        yield Refusal(error.code, f"{error.detail}.", control.printed, right=error.right, where=where)


def totals_warnings(
    facts: Sequence[Fact],
    totals: Sequence[PrintedTotal],
    organisation: LedgerOpened | None,
    tolerance_ore: int = 0,
) -> Iterator[tuple[int, RecordedWarning]]:
    """R-33 for a whole decision: a printed total beyond its own precision of the sum of the frames that the decision
    sets or proposes is a warning, with the number of the first fact in the sum, which keeps it. A total that is the sum
    of so many printed figures may differ by half a unit of each; `tolerance_ore` is what may differ beyond that."""
    for total in totals:
        summed = [(number, own) for number, fact in enumerate(facts) for own in _within(fact, total)]
        first = summed[0][0] if summed else 0
        calculated = sum_of_sides(own for _, own in summed)
        for control in total.printed:
            if (warning := _compared(total, control, calculated, tolerance_ore, organisation)) is not None:
                yield first, warning


def _within(fact: Fact, total: PrintedTotal) -> Iterator[Sides]:
    """A fact's figures, when it sets a frame that the total is about; of a proposal those of every frame it would set,
    for a document prints its total under what it proposes too."""
    for said in fact.facts if isinstance(fact, NamedProposal) else (fact,):
        if isinstance(said, FrameDecided) and (said.frame.kind, said.frame.year) == (total.kind, total.year):
            yield sides(said.amount)


def _compared(
    total: PrintedTotal,
    control: ControlTotal,
    calculated: Sides,
    tolerance_ore: int,
    organisation: LedgerOpened | None,
) -> RecordedWarning | None:
    values = {"kind": words.value(total.kind), "year": str(total.year), "of": words.field(control.of)}
    values["asserted"] = control.printed
    ore = side(calculated, control.of)
    if ore is None:
        return RecordedWarning("printed-total-missing-side", values)
    if (difference := _beyond(control, ore, tolerance_ore, organisation)) == 0:
        return None
    printed = parse_amount(control.printed)
    texts = {"calculated": text_beside(ore, printed), "difference": text_beside(difference, printed)}
    return RecordedWarning("printed-total-differs", values | texts)


def _beyond(control: ControlTotal, ore: int, tolerance_ore: int, organisation: LedgerOpened | None) -> int:
    """By how much a printed total differs from what is computed; 0 within its precision and what may differ beyond."""
    printed = parse_amount(control.printed)
    negative = organisation is not None and organisation.revenues_printed_negative
    asserted = nearest(printed.ore, ore) if negative and control.of in _INCOMING else printed.ore
    within = abs(asserted - ore) <= printed.half_unit_ore * (1 + (control.addends or 0)) + tolerance_ore
    return 0 if within else asserted - ore


_INCOMING: Final = {of for sides_of in CONTROLS.values() for of in sides_of[1:2]}
"""Revenues and receipts."""

_OF_TOTALS: Final = ("printed-total-differs", "printed-total-missing-side")
_OF_CONTROLS: Final = ("control-total-differs", "control-total-missing-side")


def told_at(warning: RecordedWarning, fact: int, said: AnyFact, totals: Sequence[PrintedTotal]) -> str | None:
    """The path to the figure that a warning of a fact (its number, and what it says) is about:
    `frame_totals[0].printed.costs`, `facts[3].amount.costs_ore`. None for a warning that is about none."""
    told = warning.values
    if warning.code in OUT_OF_SCALE:
        figure = figure_compared(said, FIGURE_WORDS_STORED.get(told.get("of", "")))
        return None if figure is None else f"facts[{fact}].{figure}"
    of = FIGURE_WORDS_STORED.get(told.get("of", ""))
    if of is None:
        return None
    if warning.code in _OF_CONTROLS:
        return f"facts[{fact}].printed.{of}"
    if warning.code not in _OF_TOTALS:
        return None
    about, kind = [(total.kind, str(total.year)) for total in totals], KIND_WORDS_STORED.get(told["kind"])
    return f"frame_totals[{about.index((kind, told['year']))}].printed.{of}" if kind is not None else None


# --- The sums of a decision -------------------------------------------------------------------------------------


class PrintedSum(msgspec.Struct, frozen=True):
    """A total as the document prints it, and whether it agrees with the sum, within its precision. `difference_ore` is
    the printed one less the computed one: 0 when it agrees, None when a frame lacks the side."""

    of: ControlOf
    printed: str
    difference_ore: int | None


class FrameSum(msgspec.Struct, frozen=True):
    """What a decision comes to, for one kind of money and one year: the sum of the frames that it sets, or of those
    that it changes; how many they are, and the document's own totals of them. Of what is only proposed, by the name of
    the `proposal`: never in one sum with what is decided, or with another proposal."""

    kind: FrameKind
    year: int
    sets: bool
    frames: int
    sides: Sides
    printed: tuple[PrintedSum, ...] = ()
    proposal: str | None = None


def frame_sums(
    facts: Iterable[Fact], totals: Sequence[PrintedTotal], organisation: LedgerOpened | None, tolerance_ore: int = 0
) -> tuple[FrameSum, ...]:
    """The sums of a decision, in the order of years; what it decides before what it proposes, and what it sets before
    what it changes. A printed total stands beside the frames that are set, when these are all decided or all in one
    proposal."""
    by_key: dict[tuple[int, str, bool, FrameKind], list[Effect]] = {}
    for proposal, effect in (named for fact in facts for named in _effects_by_proposal(fact)):
        key = (effect.frame.year, proposal, effect.sets is None, effect.frame.kind)
        by_key.setdefault(key, []).append(effect)
    setting = Counter((kind, year) for year, _, changes, kind in by_key if not changes)
    return tuple(
        FrameSum(
            kind,
            year,
            not changes,
            len(summed),
            came_to := sum_of_sides(effect.sides for effect in summed),
            tuple(_printed_sums(totals, kind, year, came_to, tolerance_ore, organisation))
            if not changes and setting[kind, year] == 1
            else (),
            proposal or None,
        )
        for (year, proposal, changes, kind), summed in sorted(by_key.items())
    )


def _effects_by_proposal(fact: Fact) -> Iterator[tuple[str, Effect]]:
    """What a fact does to frames; of a proposal what it would do, with its name."""
    if isinstance(fact, NamedProposal):
        yield from ((fact.proposal, effect) for proposed in fact.facts for effect in effects(proposed))
    else:
        yield from (("", effect) for effect in effects(fact))


def _printed_sums(
    totals: Iterable[PrintedTotal],
    kind: FrameKind,
    year: int,
    came_to: Sides,
    tolerance_ore: int,
    organisation: LedgerOpened | None,
) -> Iterator[PrintedSum]:
    for total in totals:
        for control in total.printed if (total.kind, total.year) == (kind, year) else ():
            ore = side(came_to, control.of)
            beyond = None if ore is None else _beyond(control, ore, tolerance_ore, organisation)
            yield PrintedSum(control.of, control.printed, beyond)
