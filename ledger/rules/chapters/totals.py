"""The printed totals of a decision: what a document says that its frames come to, against what they do come to."""

from collections.abc import Iterator, Sequence

from ledger.errors import Refusal
from ledger.events import Fact, FrameDecided, LedgerOpened, NamedProposal
from ledger.meaning.effects import Sides, sides
from ledger.money import AmountError, amount_text, parse_amount
from ledger.rules.chapters.frames import CONTROLS, nearest, side
from ledger.values import ControlTotal, PrintedTotal, RecordedWarning
from ledger.words import words


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
    negative = organisation is not None and organisation.revenues_printed_negative
    for total in totals:
        summed = [(number, own) for number, fact in enumerate(facts) for own in _within(fact, total)]
        first = summed[0][0] if summed else 0
        calculated = _sum([figures for _, figures in summed])
        for control in total.printed:
            if (warning := _compared(total, control, calculated, tolerance_ore, negative=negative)) is not None:
                yield first, warning


def _within(fact: Fact, total: PrintedTotal) -> Iterator[Sides]:
    """A fact's figures, when it sets a frame that the total is about; of a proposal those of every frame it would set,
    for a document prints its total under what it proposes too."""
    for said in fact.facts if isinstance(fact, NamedProposal) else (fact,):
        if isinstance(said, FrameDecided) and (said.frame.kind, said.frame.year) == (total.kind, total.year):
            yield sides(said.amount)


def _sum(summed: Sequence[Sides]) -> Sides:
    total = Sides(0, 0, 0)
    for own in summed:
        total = total.plus(own)
    return total


def _compared(
    total: PrintedTotal, control: ControlTotal, calculated: Sides, tolerance_ore: int, *, negative: bool
) -> RecordedWarning | None:
    values = {"kind": words.value(total.kind), "year": str(total.year), "of": words.field(control.of)}
    values["asserted"] = control.printed
    ore = side(calculated, control.of)
    if ore is None:
        return RecordedWarning("printed-total-missing-side", values)
    printed = parse_amount(control.printed)
    incoming = control.of in {of for sides_of in CONTROLS.values() for of in sides_of[1:2]}
    asserted = nearest(printed.ore, ore) if incoming and negative else printed.ore
    if abs(asserted - ore) <= printed.half_unit_ore * (1 + (control.addends or 0)) + tolerance_ore:
        return None
    texts = {"calculated": amount_text(ore), "difference": amount_text(asserted - ore)}
    return RecordedWarning("printed-total-differs", values | texts)
