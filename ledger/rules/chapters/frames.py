"""Rules for frames: what a decision must look like, and what it must not do to a frame on any later day. Who may raise
or move what is in `ledger/rules/competence.py`."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import assert_never, get_args

from ledger.errors import Refusal
from ledger.events import (
    CentralReserveReleased,
    FrameAdjusted,
    FrameDecided,
    FrameEntry,
    FrameTransferred,
    GrossTurnoverChanged,
    OpeningEntryMade,
    PlanYearCopied,
)
from ledger.looking.state import State, plan_years
from ledger.looking.tolerance import tolerance
from ledger.meaning.effects import Sides, effects, sides
from ledger.meaning.frames import Standing
from ledger.meaning.placed import Situation
from ledger.meaning.tree import exists_on
from ledger.money import (
    ORE_MAX,
    AmountError,
    amount_or_unknown,
    amount_text,
    parse_amount,
    shortfall_ore,
    text_beside,
)
from ledger.rules import repeating
from ledger.rules.chapters.placing import place_warnings, to_ended_unit
from ledger.rules.doubts import otherwise
from ledger.rules.family import Family
from ledger.values import (
    Amount,
    Commitment,
    ControlOf,
    ControlTotal,
    FrameKey,
    FrameKind,
    InvestmentAmount,
    OperatingAmount,
    OrganisationKind,
    RecordedWarning,
)
from ledger.words import words
from ledger.words.labels import frame_label

_Plain = OpeningEntryMade | FrameDecided | FrameAdjusted | FrameTransferred | GrossTurnoverChanged
"""The entries whose rules are here; every other frame entry has a family of its own, which asks these too."""

_OTHER = {FrameKind.OPERATING: FrameKind.INVESTMENT, FrameKind.INVESTMENT: FrameKind.OPERATING}
CONTROLS = {
    FrameKind.OPERATING: (ControlOf.COSTS, ControlOf.REVENUES, ControlOf.NET),
    FrameKind.INVESTMENT: (ControlOf.EXPENDITURES, ControlOf.RECEIPTS, ControlOf.NET),
}
"""R-36: which printed figures can be about which kind of frame."""

_PLANNING_KINDS = (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION, OrganisationKind.MUNICIPAL_FEDERATION)
"""Kinds of organisation that KL 11:6 applies to; associations and companies plan by their statutes."""


def shape(fact: _Plain) -> Iterator[Refusal]:
    """Arithmetic and identity of one fact, whatever the ledger holds (class A). Proposals are held to it too."""
    yield from _arithmetic(fact)
    yield from printed_readable(fact.printed)


def _arithmetic(fact: _Plain) -> Iterator[Refusal]:
    match fact:
        case FrameDecided() | OpeningEntryMade():
            yield from amount_fits(fact.frame, fact.amount)
            yield from not_negative(fact.frame, fact.amount)
        case FrameAdjusted():
            yield from amount_fits(fact.frame, fact.amount)
            yield from not_empty(fact.frame, sides(fact.amount))
        case FrameTransferred():
            yield from moves(fact)
        case GrossTurnoverChanged():
            yield from _turnover(fact)
        case _:
            assert_never(fact)


def amount_fits(frame: FrameKey, amount: Amount | None) -> Iterator[Refusal]:
    """R-36: costs and revenues are never mixed with expenditures and receipts."""
    wrong = {FrameKind.OPERATING: InvestmentAmount, FrameKind.INVESTMENT: OperatingAmount}[frame.kind]
    if isinstance(amount, wrong):
        right, asserted = (" och ".join(_side_names(kind)) for kind in (frame.kind, _OTHER[frame.kind]))
        detail = f"Ramen {frame_label(frame)} anges med {right}, inte med {asserted}."
        yield Refusal("amount-kind-mismatch", detail, asserted, right=f"{right}, eller bara netto")


def _side_names(kind: FrameKind) -> tuple[str, str]:
    names = ("costs", "revenues") if kind is FrameKind.OPERATING else ("expenditures", "receipts")
    return words.field(names[0]), words.field(names[1])


def not_negative(frame: FrameKey, amount: Amount | None) -> Iterator[Refusal]:
    """Gross sides are stored positive; only a net may be negative (a unit whose revenues are larger)."""
    for side_of, ore in _negative_sides(frame.kind, amount):
        name = words.field(side_of)
        detail = f"Ramen {frame_label(frame)} kan inte ha negativa {name}: {amount_text(ore)}."
        right = f"{amount_text(-ore)} utan minustecken; hur dokumentet skriver tecken är liggarens inställning"
        yield Refusal("amount-negative", detail, amount_text(ore), right=right, where=f"amount.{side_of}_ore")


def _negative_sides(kind: FrameKind, amount: Amount | None) -> Iterator[tuple[ControlOf, int]]:
    """The sides of an amount that are below zero, each by what it is called."""
    value = sides(amount)
    for side_of, ore in zip(CONTROLS[kind][:2], (value.costs_ore, value.revenues_ore), strict=True):
        if ore is not None and ore < 0:
            yield side_of, ore


def not_empty(frame: FrameKey, value: Sides) -> Iterator[Refusal]:
    """A change changes something."""
    if not any((value.costs_ore, value.revenues_ore, value.net_ore)):
        yield Refusal("amount-empty", f"Ändringen av {frame_label(frame)} är noll.", right="ett belopp skilt från noll")


def moves(fact: FrameTransferred | CentralReserveReleased) -> Iterator[Refusal]:
    """R-31: an amount that moves from one frame to another of the same year and kind."""
    source, target = fact.from_frame, fact.to_frame
    yield from two_frames(source, target)
    for frame in (source, target):
        yield from amount_fits(frame, fact.amount)
    yield from not_empty(source, sides(fact.amount))
    for side_of, ore in _negative_sides(source.kind, fact.amount):
        name = words.field(side_of)
        detail = f"Överföringen från {frame_label(source)} har negativa {name}: {amount_text(ore)}."
        right = f"{amount_text(-ore)} från {frame_label(target)}, om pengarna går åt det hållet"
        yield Refusal("amount-negative", detail, amount_text(ore), right=right, where=f"amount.{side_of}_ore")
    yield from one_kind(source, target)


def two_frames(source: FrameKey, target: FrameKey) -> Iterator[Refusal]:
    """What moves between frames moves between two of them, within one year."""
    if source == target:
        detail = f"Överföringen går från {frame_label(source)} till samma ram."
        yield Refusal("transfer-to-same-frame", detail, right="en annan enhet eller en annan anslagspost")
    if source.year != target.year:
        detail = f"Överföringen går från {source.year} till {target.year}."
        yield Refusal("transfer-across-years", detail, str(target.year), right=f"samma budgetår, {source.year}")


def one_kind(source: FrameKey, target: FrameKey) -> Iterator[Refusal]:
    """R-14: operating money does not become investment money without a decision on each (class B)."""
    if source.kind != target.kind:
        detail = f"Överföringen går från {words.value(source.kind)} till {words.value(target.kind)}."
        yield Refusal("transfer-across-kinds", detail, right="ett beslut av fullmäktige för vardera ramen")


def _turnover(fact: GrossTurnoverChanged) -> Iterator[Refusal]:
    """R-30: costs and revenues change by exactly the same amount; net is untouched."""
    if fact.costs_ore != fact.revenues_ore:
        difference = amount_text(fact.costs_ore - fact.revenues_ore)
        detail = (
            f"Omslutningen av {frame_label(fact.frame)} ändrar kostnaderna med {amount_text(fact.costs_ore)} men "
            f"intäkterna med {amount_text(fact.revenues_ore)}: nettot skulle ändras med {difference}."
        )
        costs, revenues = amount_text(fact.costs_ore), amount_text(fact.revenues_ore)
        yield Refusal("turnover-sides-differ", detail, revenues, costs, difference, "samma belopp på båda sidor")
    if fact.frame.kind is not FrameKind.OPERATING:
        detail = f"Omslutning gäller kostnader och intäkter, inte {frame_label(fact.frame)}."
        yield Refusal("amount-kind-mismatch", detail, right="en driftram")
    yield from not_empty(fact.frame, effects(fact)[-1].sides)


def repeated(state: State, fact: FrameEntry, situation: Situation) -> Iterator[Refusal]:
    """R-05: the same decision is recorded once, and it gives a frame one amount; and what is given to a unit that has
    ended is refused."""
    yield from repeating.moved_again(state, fact, situation)
    for effect in effects(fact):
        if effect.sets is not None:
            yield from islice(repeating.set_twice(state, effect, situation), 1)
        yield from to_ended_unit(state, effect, situation)


def limits(
    before: State,
    after: State,
    tags: tuple[str, ...],
    start: date = date.min,
    reserves: Collection[str] = (),
) -> Iterator[Refusal]:
    """What an entry must not make of a frame on any day of the decided clock, from the first day that it can change.
    `reserves` are the tags of the frames that it takes as central reserves.

    Only what the entry makes worse is refused, so that an old wrong does not stop a right decision.
    """
    for tag in tags:
        if not (facts := after.of_frame(tag) or before.of_frame(tag)):
            continue
        frame, was, now = facts[0].frame, before.frame_steps(tag), after.frame_steps(tag)
        days = sorted({*was.days(start), *now.days(start)})
        values = [(day, was.on(day), now.on(day)) for day in days]
        yield from islice((_overdrawn if tag in reserves else _below_zero)(frame, values), 1)
        yield from islice(_beyond_counting(frame, values), 1)


_Days = Sequence[tuple[date, Standing, Standing]]
"""Days with a frame as it was and as it would be."""


def _below_zero(frame: FrameKey, days: _Days) -> Iterator[Refusal]:
    """R-37: no frame's costs become negative; names the day (class B). A frame that has not been set has no costs to
    speak of, only changes."""
    for day, was, value in days:
        costs_before = _known_costs(was)
        if beyond := shortfall_ore(costs_before, _known_costs(value)):
            yield _negative(frame, day, costs_before, -beyond)


def _overdrawn(frame: FrameKey, days: _Days) -> Iterator[Refusal]:
    """R-13: no more is given out of a central reserve than what is left in it; names the day (class B)."""
    for day, was, value in days:
        beyond = shortfall_ore(was.sides.net_ore, value.sides.net_ore)
        if value.commitment is not None and beyond:
            left, there = amount_text(-beyond), amount_or_unknown(was.sides.net_ore)
            detail = (
                f"I medelsreserven {frame_label(frame)} finns {there} kvar, som beslutat till och med {day}; efter "
                f"posten skulle det vara {left}."
            )
            right = f"{amount_text(beyond)} mindre, eller ett godtagande av regeln med skäl"
            yield Refusal("central-reserve-exceeded", detail, calculated=left, right=right)


def _known_costs(value: Standing) -> int | None:
    return None if value.commitment is None else value.sides.costs_ore


def _beyond_counting(frame: FrameKey, days: _Days) -> Iterator[Refusal]:
    """A frame's figures are held to what a single amount is held to, so that every JSON reader keeps them exact."""
    for day, was, value in days:
        largest = _largest(value.sides)
        if largest > max(ORE_MAX, _largest(was.sides)):
            detail = (
                f"Ramen {frame_label(frame)} skulle bli större än liggaren räknar med, som "
                f"beslutad till och med {day}: {amount_text(largest)} bortsett från tecken."
            )
            right = f"högst {amount_text(ORE_MAX)} i kostnader, intäkter och netto"
            yield Refusal("amount-out-of-range", detail, calculated=amount_text(largest), right=right)


def _largest(value: Sides) -> int:
    return max(abs(ore or 0) for ore in (value.costs_ore, value.revenues_ore, value.net_ore))


def _negative(frame: FrameKey, day: date, before: int | None, costs: int) -> Refusal:
    name = "Kostnaderna" if frame.kind is FrameKind.OPERATING else "Utgifterna"
    without = "okända" if before is None else amount_text(before)
    detail = (
        f"{name} i {frame_label(frame)} skulle bli {amount_text(costs)}, som beslutat till och med {day}; "
        f"utan posten är de {without}."
    )
    right = f"minst {amount_text(-costs)} mer i ramen den dagen, eller ett godtagande av regeln med skäl"
    return Refusal("frame-would-be-negative", detail, calculated=amount_text(costs), right=right)


def warnings(state: State, fact: FrameEntry, situation: Situation) -> Iterator[RecordedWarning]:
    """What a reader should know about a frame entry, before it is applied to `state`."""
    yield from control_totals(state, fact, situation)
    yield from repeating.perhaps_moved_again(state, fact, situation)
    for effect in effects(fact):
        yield from otherwise.changed_by_the_same(state, effect, situation)
        yield from repeating.set_and_changed(state, effect, situation)
        yield from place_warnings(state, effect, situation)
        if not any(to_ended_unit(state, effect, situation)):
            yield from _unit_warnings(state, effect.frame, situation.decided.latest)
    planned = state.organisation is None or state.organisation.kind in _PLANNING_KINDS
    if isinstance(fact, FrameDecided | PlanYearCopied) and situation.basis is not None and planned:
        yield from _plan_warnings(fact, situation.decided.latest)


def _unit_warnings(state: State, frame: FrameKey, decided: date) -> Iterator[RecordedWarning]:
    """Money for a unit that is not there on any day of the year that a change of units would begin or end on."""
    stated = state.of_unit(frame.unit, decided)
    if not any(exists_on(stated, day) for day in (date(frame.year, 1, 1), date(frame.year, 12, 31))):
        yield RecordedWarning("unit-not-there", {"unit": frame.unit, "year": str(frame.year)})


def _plan_warnings(fact: FrameDecided | PlanYearCopied, day: date) -> Iterator[RecordedWarning]:
    """KL 11:6: a plan for three years, of which the budget year is the first."""
    years = plan_years(day.year)
    if effects(fact)[-1].sets is Commitment.PLAN and fact.frame.year > years[-1]:
        values = {"year": str(fact.frame.year), "first_year": str(years[0]), "last_year": str(years[-1])}
        yield RecordedWarning("plan-beyond-three-years", values)


def control_totals(state: State, fact: FrameEntry, situation: Situation) -> Iterator[RecordedWarning]:
    """R-33: a printed figure outside its own precision of what is computed is a warning, never a silent fix."""
    effect = effects(fact)[-1]
    yield from compared(state, effect.frame, effect.sides, fact.printed, situation)


def compared(
    state: State,
    frame: FrameKey,
    value: Sides,
    printed_totals: Iterable[ControlTotal],
    situation: Situation,
) -> Iterator[RecordedWarning]:
    """What is printed about a frame, against the figures that are recorded, with what the organisation lets them differ
    beyond the printed precision."""
    negative_revenues = state.organisation is not None and state.organisation.revenues_printed_negative
    for total in printed_totals:
        printed = parse_amount(total.printed)
        incoming = total.of in (ControlOf.REVENUES, ControlOf.RECEIPTS)
        calculated = side(value, total.of) if total.of in CONTROLS[frame.kind] else None
        asserted = nearest(printed.ore, calculated) if incoming and negative_revenues else printed.ore
        if calculated is None:
            yield RecordedWarning("control-total-missing-side", _printed_values(frame, total))
        elif asserted != calculated:
            beyond = abs(asserted - calculated) - printed.half_unit_ore * (1 + (total.addends or 0))
            if beyond > 0 and beyond > tolerance(state, situation):
                texts = {
                    "calculated": text_beside(calculated, printed),
                    "difference": text_beside(asserted - calculated, printed),
                }
                yield RecordedWarning("control-total-differs", _printed_values(frame, total) | texts)


def _printed_values(frame: FrameKey, total: ControlTotal) -> dict[str, str]:
    return {"frame": frame_label(frame), "of": words.field(total.of), "asserted": total.printed}


def nearest(printed_ore: int, calculated: int | None) -> int:
    """In a ledger whose documents print revenues negative, −47,6 stands for 47,6. What a decision file writes as its
    amount is also kept, with the ledger's own sign, so both signs are met."""
    return min(printed_ore, -printed_ore, key=lambda ore: abs(ore - (calculated or 0)))


def side(value: Sides, of: ControlOf) -> int | None:
    """The figure that a control total is about; None when it is not known."""
    match of:
        case ControlOf.COSTS | ControlOf.EXPENDITURES:
            return value.costs_ore
        case ControlOf.REVENUES | ControlOf.RECEIPTS:
            return value.revenues_ore
        case ControlOf.NET:
            return value.net_ore


def printed_readable(printed: Iterable[ControlTotal]) -> Iterator[Refusal]:
    """A control total is kept verbatim, but must be an amount."""
    for total in printed:
        try:
            parse_amount(total.printed)
        except AmountError as error:
            yield Refusal(error.code, f"{error.detail}.", total.printed, right=error.right, where=f"printed.{total.of}")


FAMILY = Family(get_args(_Plain), shape, repeated, warnings)
