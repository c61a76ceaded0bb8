"""The timeline of a price: every price that an item in a price list has had, along the decided clock and along the
known clock, and which decision or entry made each step."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from ledger.events.fees import PriceDecided
from ledger.meaning.fees import price_days, prices_on
from ledger.meaning.placed import PlacedFact
from ledger.money import amount_or_unknown
from projections.asking.cause import StepCause
from projections.asking.declaration import Declaration
from projections.asking.register_query import RegisterAnswer, RegisterGround, from_register
from projections.asking.subject_walk import KnownFact, Told, ValueStep
from projections.asking.texts import ToldOre
from projections.asking.timelines import StepHead, StepSaid, changes, figures_of, known_facts, others_known, walked

RECIPE: Final = "price-timeline-3"
"""The version of the answer's form and rules."""


# --- What is walked along ---------------------------------------------------------------------------------------


class PriceValue(msgspec.Struct, frozen=True):
    """The price that holds on a day, in öre; `amount_ore` None: the document does not say which."""

    name: str
    amount_ore: int | None
    applies_from: date | None
    last_day: date | None


def told_of(item: str, facts: Sequence[KnownFact], on: date | None = None) -> Told[PriceValue]:
    """An item of one price list to be walked along: everything known of it, and its price on a day (`on`; None: on the
    day of the decided clock)."""

    def values(standing: Sequence[PlacedFact], day: date) -> Mapping[str | int, PriceValue]:
        return {each: _value(placed) for each, placed in prices_on(standing, day).items()}

    about = [fact for fact in facts if fact.cause is not StepCause.NEW_DECISION or _item(fact) == item]
    return Told(about, values, price_days, on)


def _item(known: KnownFact) -> str | None:
    return known.placed.fact.item if isinstance(known.placed.fact, PriceDecided) else None


def _value(placed: PlacedFact) -> PriceValue:
    fact = placed.fact
    if not isinstance(fact, PriceDecided):
        raise TypeError(f"{type(fact).__name__} is no price")
    return PriceValue(fact.name, fact.amount_ore, fact.applies_from, fact.last_day)


# --- The answer -------------------------------------------------------------------------------------------------


class PriceStep(StepSaid, frozen=True, kw_only=True):
    """What a price became, in öre, from and to which day, and by how much it changed; what is missing is not known.
    With `known` False no price holds then."""

    amount_text: str
    amount_ore: int | None = None
    change_ore: ToldOre | None = None
    applies_from: date | None = None
    last_day: date | None = None


class PriceTimeline(msgspec.Struct, frozen=True):
    """One item of a price list: every price it has had along the decided clock, as known at the question's position;
    and along the known clock, as decided by the question's day."""

    price_list: str
    item: str
    name: str
    decided: tuple[PriceStep, ...]
    known: tuple[PriceStep, ...]


class PriceTimelineAnswer(RegisterAnswer, frozen=True, kw_only=True):
    """The timelines of prices, in order of list and item. Each step is the price that holds on its own day, or on the
    day asked about when the question names one."""

    prices: list[PriceTimeline]


@from_register(RECIPE, ())
def price_timeline_answer(ground: RegisterGround) -> PriceTimelineAnswer:
    """The timelines of every price in one list, or in all."""
    lists = known_facts(ground.cursor, ground.place.position, "price", ground.question.name)
    every = {
        (name, item): told_of(item, lists[name], ground.question.on) for name in lists for item in _items(lists[name])
    }
    walks = walked(ground.cursor, ground.place.position, ground.as_of, every, _step)
    timelines = [
        PriceTimeline(name, item, _name(every[name, item].facts), ways.decided, ways.known)
        for (name, item), ways in walks.items()
    ]
    return PriceTimelineAnswer(**ground.head, prices=timelines, note=None if timelines else _why_empty(ground))


PRICE_TIMELINE: Final = Declaration("prices/timeline", "price-timeline", RECIPE, ("name", "on"), price_timeline_answer)


def _items(facts: Iterable[KnownFact]) -> list[str]:
    """The items that some facts give a price, in order of id."""
    items = {_item(fact) for fact in facts}
    return sorted(item for item in items if item is not None)


def _name(facts: Iterable[KnownFact]) -> str:
    """What a document called it last."""
    return [fact.placed.fact.name for fact in facts if isinstance(fact.placed.fact, PriceDecided)][-1]


def _why_empty(ground: RegisterGround) -> str:
    others = others_known(ground, "price", "Prislistor")
    return f"Inget beslutat pris i någon sådan prislista var registrerat vid position {ground.place.position}.{others}"


def _step(step: ValueStep[PriceValue], head: StepHead) -> PriceStep:
    before, after = (
        {"amount_ore": None} if value is None else figures_of(value) for value in (step.before, step.after)
    )
    ore, change = after["amount_ore"], changes(before, after)["amount_ore"]
    return PriceStep(
        **head,
        amount_text=amount_or_unknown(ore),
        amount_ore=ore,
        change_ore=change,
        applies_from=None if step.after is None else step.after.applies_from,
        last_day=None if step.after is None else step.after.last_day,
    )
