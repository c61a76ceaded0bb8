"""The timeline of a fee year: its rate and its cap, what members' charges come to, what of them has been issued and
settled; along the decided clock and along the known clock, and which decision or entry made each step."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from ledger.events.fees import FeeRateDecided
from ledger.meaning.fees import (
    ChargeSums,
    YearRate,
    cap_for,
    charges_for,
    exceeds,
    is_capped,
    rate_for,
    rate_on,
    years_named,
)
from ledger.meaning.placed import PlacedFact
from ledger.words.labels import measure_text
from projections.asking.cause import StepCause
from projections.asking.declaration import Declaration
from projections.asking.question import Question
from projections.asking.register_query import RegisterAnswer, RegisterGround, from_register
from projections.asking.subject_walk import KnownFact, Told, ValueStep
from projections.asking.texts import ToldOre
from projections.asking.timelines import StepHead, StepSaid, changes, figures_of, known_facts, others_known, walked
from projections.chapters.fees import year_asked

RECIPE: Final = "fee-timeline-4"
"""The version of the answer's form and rules."""


# --- What is walked along ---------------------------------------------------------------------------------------


class MeasureValue(msgspec.Struct, frozen=True):
    """A cap or a rate: a share of the base in billionths, an amount per head in öre, both, or neither when it is not
    known."""

    rate_ppb: int | None
    per_head_ore: int | None
    as_printed: str | None = None


class FeeValue(msgspec.Struct, frozen=True):
    """What a fee is in a year; a part that is None is not there or not known. The same figures as in the answers about
    fees and members' charges."""

    rate: MeasureValue | None
    cap: MeasureValue | None
    within_cap: bool | None
    sums: ChargeSums


_NOTHING: Final = FeeValue(None, None, None, ChargeSums(*[None] * 8))


def told_of(year: int, facts: Sequence[KnownFact], on: date | None = None, member: str | None = None) -> Told[FeeValue]:
    """A fee in a year, to be walked along: what is known of that year. `on` is a day of the year for which the rate is
    asked, `member` whose charge is."""

    def values(standing: Sequence[PlacedFact], _day: date) -> Mapping[str | int, FeeValue]:
        value = value_of(year, standing, on, member)
        return {} if value is None else {year: value}

    about = [
        fact for fact in facts if fact.cause is not StepCause.NEW_DECISION or year in years_named(fact.placed.fact)
    ]
    return Told(about, values, on=on)


def value_of(
    year: int, standing: Sequence[PlacedFact], on: date | None = None, member: str | None = None
) -> FeeValue | None:
    """A fee in a year, from facts in decided order that all stand. None: nothing is known about it."""
    if not any(year in years_named(placed.fact) for placed in standing):
        return None
    in_year = on is not None and on.year == year
    rate = rate_on(standing, on) if on is not None and in_year else rate_for(standing, year)
    cap = cap_for(standing, year)
    charges = charges_for(standing, year)
    sums = (charges if member is None else charges.of_member(member)).sums()
    within = not exceeds(rate, cap) if rate is not None and cap is not None and is_capped(rate, cap) else None
    return FeeValue(_measure(rate), _measure(cap), within, sums)


def _measure(rate: YearRate | None) -> MeasureValue | None:
    return None if rate is None else MeasureValue(rate.rate_ppb, rate.per_head_ore, rate.rate_as_printed)


# --- The answer -------------------------------------------------------------------------------------------------


class FeeLevel(msgspec.Struct, frozen=True, omit_defaults=True):
    """A cap or a rate as text (`0,35 ‰`, `782 kr per person`), and in figures: a share of the base in billionths, an
    amount per head in öre."""

    text: str
    rate_ppb: int | None = None
    per_head_ore: ToldOre | None = None


class FeeAmounts(msgspec.Struct, frozen=True, omit_defaults=True):
    """All members' charges of a fee year together (or one member's), or by how much they changed, in öre. What is
    missing is not known, or has not happened. The names are those of the totals in the answer about charges."""

    base_ore: ToldOre | None = None
    sum_of_rows_ore: ToldOre | None = None
    rounded_total_ore: ToldOre | None = None
    printed_rows_ore: ToldOre | None = None
    issued_ore: ToldOre | None = None
    recalculated_ore: ToldOre | None = None
    settled_ore: ToldOre | None = None
    to_settle_ore: ToldOre | None = None


class FeeStep(StepSaid, frozen=True, kw_only=True):
    """What a fee year became: its rate and cap, whether the one is within the other (None: it cannot be told), the
    charges, and by how much they changed."""

    amount: FeeAmounts
    change: FeeAmounts
    rate: FeeLevel | None = None
    cap: FeeLevel | None = None
    within_cap: bool | None = None


class FeeTimeline(msgspec.Struct, frozen=True):
    """One fee in one year: everything it has been along the decided clock, as known at the question's position; and
    along the known clock, as decided by the question's day."""

    fee: str
    name: str | None
    year: int
    decided: tuple[FeeStep, ...]
    known: tuple[FeeStep, ...]


class FeeTimelineAnswer(RegisterAnswer, frozen=True, kw_only=True):
    """The timelines of fees, in order of id and year. Each step is what the answers about fees and members' charges say
    there."""

    fees: list[FeeTimeline]


@from_register(RECIPE, ())
def fee_timeline_answer(ground: RegisterGround) -> FeeTimelineAnswer:
    """The timelines of one fee, or of all; of one year, or of every one; of all members, or of the one that is asked
    for as unit."""
    fees = known_facts(ground.cursor, ground.place.position, "fee", ground.question.name)
    every = {key: told for fee, facts in fees.items() for key, told in _by_year(fee, facts, ground.question)}
    walks = walked(ground.cursor, ground.place.position, ground.as_of, every, _step)
    timelines = [
        FeeTimeline(fee, _name(fees[fee]), year, ways.decided, ways.known) for (fee, year), ways in walks.items()
    ]
    return FeeTimelineAnswer(**ground.head, fees=timelines, note=None if timelines else _why_empty(ground))


FEE_TIMELINE: Final = Declaration(
    "fees/timeline", "fee-timeline", RECIPE, ("name", "year", "on", "unit"), fee_timeline_answer
)


def _by_year(
    fee: str, facts: Sequence[KnownFact], question: Question
) -> Iterator[tuple[tuple[str, int], Told[FeeValue]]]:
    asked = year_asked(question)
    years = sorted({year for fact in facts for year in years_named(fact.placed.fact) if asked in (None, year)})
    yield from (((fee, year), told_of(year, facts, question.on, question.unit)) for year in years)


def _name(facts: Iterable[KnownFact]) -> str | None:
    """What a document called it last."""
    called = [
        fact.placed.fact.name
        for fact in facts
        if isinstance(fact.placed.fact, FeeRateDecided) and fact.placed.fact.name
    ]
    return called[-1] if called else None


def _why_empty(ground: RegisterGround) -> str:
    year = year_asked(ground.question)
    what = f"Ingenting beslutat om någon sådan avgift{'' if year is None else f' för {year}'}"
    return f"{what} var registrerat vid position {ground.place.position}.{others_known(ground, 'fee', 'Avgifter')}"


def _step(step: ValueStep[FeeValue], head: StepHead) -> FeeStep:
    before, after = step.before or _NOTHING, step.after or _NOTHING
    was, became = figures_of(before.sums), figures_of(after.sums)
    return FeeStep(
        **head,
        amount=FeeAmounts(**became),
        change=FeeAmounts(**changes(was | _none_yet(was, became), became | _none_yet(became, was))),
        rate=_level(after.rate),
        cap=_level(after.cap),
        within_cap=after.within_cap,
    )


def _none_yet(amounts: Mapping[str, int | None], other: Mapping[str, int | None]) -> dict[str, int | None]:
    """What nothing has happened of is nothing, beside what has happened; of all else nothing is known."""
    return {name: 0 for name in ("issued_ore", "settled_ore") if amounts[name] is None and other[name] is not None}


def _level(measure: MeasureValue | None) -> FeeLevel | None:
    if measure is None:
        return None
    heads = measure.per_head_ore
    return FeeLevel(measure_text(measure.rate_ppb, heads, measure.as_printed), measure.rate_ppb, heads)
