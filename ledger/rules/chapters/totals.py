"""The sums of a decision, and its printed totals: what a document says that its frames come to, against what they do
come to. And their scale, against what the ledger holds: R-35, units are never mixed in one sum."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

import msgspec

from ledger.errors import Refusal
from ledger.events import AnyFact, Fact, FrameDecided, LedgerOpened, NamedProposal
from ledger.looking.looks import other_years
from ledger.looking.state import State
from ledger.meaning.effects import Effect, Sides, effects, sides, sum_of_sides
from ledger.money import NO_BREAK_SPACE, AmountError, amount_text, parse_amount, text_beside
from ledger.rules.chapters.frames import CONTROLS, nearest, side
from ledger.values import (
    ControlOf,
    ControlTotal,
    FrameKey,
    FrameKind,
    InvestmentAmount,
    NetAmount,
    OperatingAmount,
    PrintedTotal,
    RecordedWarning,
)
from ledger.words import words
from ledger.words.labels import FIGURE_WORDS_STORED, KIND_WORDS_STORED, frame_label


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
    if warning.code == _OUT_OF_SCALE:
        field = _figure_compared(said)
        return None if field is None else f"facts[{fact}].amount.{field}"
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


# --- The scale of a decision ------------------------------------------------------------------------------------

# Each amount by itself is possible. What gives a mistaken unit away, a whole sheet in tkr that is read as mnkr, is that
# the ledger holds the same frame, as a plan or decided before, and that it is about a thousand times smaller or larger.
# A frame that it does not hold is held against that of the year before or after: of operating money, which is alike
# from year to year.

_OUT_OF_SCALE: Final = "amounts-out-of-scale"

_FACTORS: Final = (1_000, 1_000_000)
"""Between kr, tkr, mnkr and mdkr, one step or two."""

_NEAR_TOGETHER: Final = 3
_NEAR_ALONE: Final = 2
"""How many times an amount may be from such a factor: frames grow from year to year, and one by itself says less."""

_MOST: Final = 5
"""One in so many of the compared frames may be as it should, where the others together are out of scale."""


class _Compared(NamedTuple):
    """A frame that is set, and as the ledger holds it, or that of another `known_year`; sizes in öre, above zero."""

    fact: int
    frame: FrameKey
    size: int
    known_size: int
    known_year: int

    def factor(self, near: int) -> int:
        """The factor that it is about so many times larger by, or as a negative number smaller by; 0 for none."""
        for factor in _FACTORS:
            if self.known_size * factor <= self.size * near and self.size <= self.known_size * factor * near:
                return factor
            if self.size * factor <= self.known_size * near and self.known_size <= self.size * factor * near:
                return -factor
        return 0


def out_of_scale(before: State, facts: Sequence[Fact]) -> Iterator[tuple[int, RecordedWarning]]:
    """A warning for the frames that are set about a thousand or a million times larger or smaller than a ledger holds
    them, with the number of the first fact; one by one when most of the decision's frames are as they should be."""
    compared = list(_held_against(before, facts))
    for factor in dict.fromkeys(frame.factor(_NEAR_TOGETHER) for frame in compared):
        together = [frame for frame in compared if frame.factor(_NEAR_TOGETHER) == factor]
        alone = [frame for frame in together if frame.factor(_NEAR_ALONE) == factor]
        if factor and len(together) > 1 and len(together) * _MOST >= len(compared) * (_MOST - 1):
            yield together[0].fact, _warning(together[0], factor, len(together), len(compared))
        elif factor:
            yield from ((frame.fact, _warning(frame, factor, 1, len(compared))) for frame in alone)


def _held_against(before: State, facts: Sequence[Fact]) -> Iterator[_Compared]:
    for number, fact in enumerate(facts):
        for effect in effects(fact):
            size, frame = _size(effect.sides), effect.frame
            if effect.sets is None or not size:
                continue
            held = ((known, _held_size(before, known)) for known in (frame, *other_years(frame)))
            nearest_held = next(((known.year, known_size) for known, known_size in held if known_size), None)
            if nearest_held is not None:
                year, known_size = nearest_held
                yield _Compared(number, frame, size, known_size, year)


def _held_size(before: State, frame: FrameKey) -> int:
    """How large a frame is as the ledger holds it; 0 when it is not set."""
    held = before.frame_steps(frame.tag).on(date.max).value
    return 0 if held.commitment is None else _size(held.sides)


def _figure_compared(fact: AnyFact) -> str | None:
    """The field of a fact's amount whose size is compared (`_size`); None for a fact that has other facts in it."""
    match getattr(fact, "amount", None):
        case OperatingAmount(costs_ore=costs):
            return "costs_ore" if costs else "revenues_ore"
        case InvestmentAmount(expenditures_ore=expenditures):
            return "expenditures_ore" if expenditures else "receipts_ore"
        case NetAmount():
            return "net_ore"
        case _:
            return None


def _size(sides: Sides) -> int:
    """How large an amount is: its costs, or its net when only that is known or there are no costs."""
    return abs(sides.costs_ore or sides.net_ore or 0)


def _warning(compared: _Compared, factor: int, count: int, of: int) -> RecordedWarning:
    known = amount_text(compared.known_size)
    values = {
        "count": str(count),
        "compared": str(of),
        "factor": f"{abs(factor):,}".replace(",", NO_BREAK_SPACE),
        "larger": "större" if factor > 0 else "mindre",
        "frame": frame_label(compared.frame),
        "asserted": amount_text(compared.size),
        "known": known if compared.known_year == compared.frame.year else f"{known} {compared.known_year}",
    }
    return RecordedWarning(_OUT_OF_SCALE, values)
