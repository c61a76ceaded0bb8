"""Answers to questions about fees and prices: cap and rate in every year, and price lists on a day."""

from datetime import date
from typing import Final

import msgspec

from ledger.events import Fact
from ledger.events.fees import FeeCapDecided, FeeRateDecided, PriceDecided
from ledger.meaning.fees import YearRate, cap_for, exceeds, is_capped, prices_on, rate_for, rate_on, years_of
from ledger.meaning.placed import PlacedFact, about
from ledger.money import amount_or_unknown
from ledger.values import Stage
from ledger.words.labels import measure_text
from projections.asking.chosen_facts import Chosen, chosen
from projections.asking.declaration import Declaration
from projections.asking.proposals import ProposalNamed
from projections.asking.question import Question
from projections.asking.register_query import RegisterAnswer, RegisterGround, WithNote, from_register
from projections.asking.texts import ToldOre

FEES_RECIPE: Final = "fees-4"
"""The version of the form and the rules of answers about fees."""

PRICES_RECIPE: Final = "prices-3"
"""The version of the form and the rules of answers about prices."""


class FeeMeasure(WithNote, frozen=True, omit_defaults=True):
    """A cap or a rate: a share of the base in billionths, an amount per head in öre, both, or neither when it is not
    known; who said so and between which days; and how far it has come."""

    text: str
    stage: Stage
    position: int
    decided_earliest: date
    decided_latest: date
    rate_ppb: int | None = None
    per_head_ore: ToldOre | None = None
    counted_per: str | None = None
    body: str | None = None


class FeeYear(msgspec.Struct, frozen=True):
    """A fee in one year. `rate` or `cap` None: none is known, and `says` says so. `within_cap` None: it cannot be
    told."""

    year: int
    rate: FeeMeasure | None
    cap: FeeMeasure | None
    within_cap: bool | None
    says: tuple[str, ...]


class UndeterminedMeasure(msgspec.Struct, frozen=True):
    """A cap or a rate whose decision day is not settled at the coordinate: it stands beside the years."""

    first_year: int
    last_year: int
    is_cap: bool
    measure: FeeMeasure


class Fee(msgspec.Struct, frozen=True):
    """One fee, its name when a document gives it one, and its years."""

    fee: str
    name: str | None
    years: tuple[FeeYear, ...]
    undetermined: tuple[UndeterminedMeasure, ...]


class FeesAnswer(RegisterAnswer, frozen=True, kw_only=True):
    """Fees at a coordinate, in order of id: one year when one is asked for, otherwise every year known."""

    fees: list[Fee]
    proposal: ProposalNamed | None = None


@from_register(FEES_RECIPE, ("fee",))
def fees_answer(ground: RegisterGround) -> FeesAnswer:
    """Caps and rates at a question's coordinates. Raises Refused as `chosen` does."""
    asked, year = fees_of(ground), year_asked(ground.question)

    def is_asked_for(fact: Fact) -> bool:
        if not isinstance(fact, FeeRateDecided | FeeCapDecided) or fact.fee not in asked:
            return False
        return year is None or fact.first_year <= year <= fact.last_year

    choice = chosen(ground, is_asked_for)
    fees = [_fee(name, ground, choice, year) for name in asked] if choice.placed else []
    shown = [fee for fee in fees if fee is not None]
    return FeesAnswer(
        **ground.head, fees=shown, proposal=choice.proposal, note=None if shown else _why_empty(ground, "avgifter")
    )


FEES: Final = Declaration("fees", "fees", FEES_RECIPE, ("name", "year", "on", "stage", "proposal"), fees_answer)


def year_asked(question: Question) -> int | None:
    """The year that a question names, by itself or by a day."""
    return question.on.year if question.year is None and question.on is not None else question.year


def fees_of(ground: RegisterGround) -> list[str]:
    """The ids of the fees that a question is about, of those that something was recorded of."""
    subjects = {subject for placed in ground.placed for subject in placed.fact.subjects() if subject.startswith("fee:")}
    names = sorted(subject.partition(":")[2] for subject in subjects)
    return [name for name in names if ground.question.name in (None, name)]


def _why_empty(ground: RegisterGround, what: str) -> str:
    if ground.question.stage not in (None, Stage.DECIDED):
        return f"Inget förslag om {what} var lagt till och med {ground.as_of}."
    return f"Inga {what} var beslutade till och med {ground.as_of}."


def _fee(name: str, ground: RegisterGround, choice: Chosen, year: int | None) -> Fee | None:
    """One fee; None when nothing of it is known at the coordinate."""
    placed = about(choice.placed, f"fee:{name}")
    known = years_of([entry for entry in placed if isinstance(entry.fact, FeeCapDecided | FeeRateDecided)])
    years = known if year is None else (year,)
    called = [entry.fact.name for entry in placed if isinstance(entry.fact, FeeRateDecided) and entry.fact.name]
    beside = _undetermined(about(ground.placed, f"fee:{name}"), ground, year)
    if not known and not beside:
        return None
    on = ground.question.on
    shown = tuple(
        _year(placed, shown_year, on if on is not None and on.year == shown_year else None) for shown_year in years
    )
    return Fee(name, called[-1] if called else None, shown, beside)


def _year(placed: list[PlacedFact], year: int, on: date | None) -> FeeYear:
    """A year, on one of its days when one is asked for: a rate may be another from a day within the year."""
    rate, cap = rate_for(placed, year) if on is None else rate_on(placed, on), cap_for(placed, year)
    capped = rate is not None and cap is not None and is_capped(rate, cap)
    says = []
    if rate is None:
        says.append(f"Ingen sats är beslutad för {year}.")
    if cap is None:
        says.append(f"Inget tak är känt för {year}.")
    within = not exceeds(rate, cap) if capped and rate is not None and cap is not None else None
    if within is False:
        says.append(f"Satsen för {year} är högre än taket.")
    return FeeYear(year, _measure(rate), _measure(cap), within, tuple(says))


def _measure(rate: YearRate | None) -> FeeMeasure | None:
    if rate is None:
        return None
    placed, heads = rate.placed, rate.per_head_ore
    return FeeMeasure(
        text=measure_text(rate.rate_ppb, heads, rate.rate_as_printed),
        stage=placed.stage,
        position=placed.position,
        decided_earliest=placed.earliest,
        decided_latest=placed.decided.latest,
        rate_ppb=rate.rate_ppb,
        per_head_ore=heads,
        counted_per=rate.fact.counted_per if isinstance(rate.fact, FeeRateDecided) else None,
        body=None if placed.basis is None else placed.basis.body,
        note=rate.fact.note,
    )


def _undetermined(
    placed: list[PlacedFact], ground: RegisterGround, year: int | None
) -> tuple[UndeterminedMeasure, ...]:
    """Decisions that may or may not have been taken by the day that is asked of the decided clock."""
    measures = []
    for entry in placed:
        fact = entry.fact
        if not isinstance(fact, FeeCapDecided | FeeRateDecided) or entry.stage is not Stage.DECIDED:
            continue
        between = entry.earliest <= ground.as_of < entry.decided.latest
        measure = _measure(YearRate(fact, entry))
        if between and measure is not None and (year is None or fact.first_year <= year <= fact.last_year):
            measures.append(
                UndeterminedMeasure(fact.first_year, fact.last_year, isinstance(fact, FeeCapDecided), measure)
            )
    return tuple(measures)


# --- Prices -----------------------------------------------------------------------------------------------------


class Price(WithNote, frozen=True, omit_defaults=True):
    """The price of an item on a day, in öre; `amount_ore` None: the document does not say which."""

    price_list: str
    item: str
    name: str
    amount_text: str
    stage: Stage
    position: int
    decided_earliest: date
    decided_latest: date
    amount_ore: int | None = None
    applies_from: date | None = None
    last_day: date | None = None


class PricesAnswer(RegisterAnswer, frozen=True, kw_only=True):
    """Price lists on a day, in order of list and item."""

    prices: list[Price]
    proposal: ProposalNamed | None = None


@from_register(PRICES_RECIPE, ("price",))
def prices_answer(ground: RegisterGround) -> PricesAnswer:
    """Prices at a question's coordinates. Raises Refused as `chosen` does."""
    name = ground.question.name

    def is_asked_for(fact: Fact) -> bool:
        return isinstance(fact, PriceDecided) and name in (None, fact.price_list)

    choice = chosen(ground, is_asked_for)
    subjects = sorted(
        {subject for placed in choice.placed if is_asked_for(placed.fact) for subject in placed.fact.subjects()}
    )
    prices = [
        _price(placed)
        for subject in subjects
        for _, placed in sorted(prices_on(about(choice.placed, subject), ground.on).items())
    ]
    return PricesAnswer(
        **ground.head, prices=prices, proposal=choice.proposal, note=None if prices else _why_empty(ground, "priser")
    )


PRICES: Final = Declaration("prices", "prices", PRICES_RECIPE, ("name", "on", "stage", "proposal"), prices_answer)


def _price(placed: PlacedFact) -> Price:
    fact = placed.fact
    if not isinstance(fact, PriceDecided):
        raise TypeError(f"{type(fact).__name__} is no price")
    return Price(
        price_list=fact.price_list,
        item=fact.item,
        name=fact.name,
        amount_text=amount_or_unknown(fact.amount_ore),
        stage=placed.stage,
        position=placed.position,
        decided_earliest=placed.earliest,
        decided_latest=placed.decided.latest,
        amount_ore=fact.amount_ore,
        applies_from=fact.applies_from,
        last_day=fact.last_day,
        note=fact.note,
    )
