"""Where figures of one day belong in the organisation of another: last year's in today's, or today's in last year's.

A figure is carried over where what happened to its unit says so, shared where a stated key says how, and otherwise not
comparable, with the reason: how it would be shared is never guessed. The day that figures are of says which units they
were given to; no money moves by a reorganisation, so what follows it here is only how figures are put together.

Going forward, a unit's figures go where its tasks went: to what it became, or to its parts by their shares. Going back,
a part's figures go to what was split; what became one of several cannot be taken apart.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from ledger.meaning.effects import Sides
from ledger.meaning.placed import Decided
from ledger.meaning.tree import Aspect, Stated, units_on
from ledger.money import split_by_weights


class Placed(msgspec.Struct, frozen=True):
    """All of the figures belong to one unit."""

    unit: str


class NotComparable(msgspec.Struct, frozen=True):
    """Nothing says where the figures belong. `unit` is what stands in the way, `reason` why, in Swedish, and `could_be`
    the units that they may belong to."""

    unit: str
    reason: str
    could_be: tuple[str, ...] = ()


class Shared(msgspec.Struct, frozen=True):
    """The figures are shared by a key: for each part its share in billionths, and where that belongs. The shares are
    the whole."""

    parts: tuple[tuple[int, "Placement"], ...]


Placement = Placed | Shared | NotComparable


class Reorganisation(msgspec.Struct, frozen=True):
    """On a day the tasks of some units went to others: one entry. `targets` have their shares when a key says them; a
    unit that remains when it is `split`, less what it gave away, is a target too."""

    day: date
    decided: Decided
    sources: tuple[str, ...]
    targets: dict[str, int | None]
    split: bool


def reorganisations(stated: Iterable[Stated]) -> list[Reorganisation]:
    """Every reorganisation among what is said about units, in order of day, those of one day as they were decided."""
    entries: dict[int, list[Stated]] = {}
    for entry in stated:
        ends = entry.statement.aspect is Aspect.EXISTS and entry.statement.value is None
        if ends or entry.statement.aspect in (Aspect.SUCCESSOR, Aspect.PART):
            entries.setdefault(entry.entry_position, []).append(entry)
    return sorted(
        map(_reorganisation, entries.values()), key=lambda reorganisation: (reorganisation.day, reorganisation.decided)
    )


def _reorganisation(stated: Sequence[Stated]) -> Reorganisation:
    first, said = stated[0], [entry.statement for entry in stated]
    parts = [statement for statement in said if statement.aspect is Aspect.PART]
    heirs = parts or [statement for statement in said if statement.aspect is Aspect.SUCCESSOR]
    targets = {heir.value: heir.share_ppb for heir in heirs if heir.value is not None}
    sources = tuple(dict.fromkeys(statement.unit for statement in said))
    return Reorganisation(first.statement.applies_from, first.decided, sources, targets, bool(parts))


def day_of_figures(year: int, as_of: date) -> date:
    """The day whose organisation the figures of a budget year are in: the day asked about, or the first or the last day
    of the year when that lies outside it. Last year's figures are in last year's organisation whenever one asks.

    >>> day_of_figures(2025, date(2026, 11, 21))
    datetime.date(2025, 12, 31)
    """
    return min(max(as_of, date(year, 1, 1)), date(year, 12, 31))


class Comparison:
    """The figures of the organisation of one day, put in that of another, by what is said about units.

    `then` is the day that the figures are of, and `other` the one whose units are asked for; either may be the earlier.
    """

    def __init__(self, stated: Iterable[Stated], then: date, other: date):
        self.then, self.other = then, other
        self._stated: dict[str, list[Stated]] = {}
        for entry in stated:
            self._stated.setdefault(entry.statement.unit, []).append(entry)
        self._history = reorganisations(entry for said in self._stated.values() for entry in said)
        self._places: dict[str, Placement] = {}

    def placed(self, unit: str) -> Placement:
        """Where a unit's figures belong."""
        placement = self._places.get(unit)
        if placement is None:
            placement = self._places[unit] = self._place(unit)
        return placement

    def _place(self, unit: str) -> Placement:
        there = self._there(unit)
        passed = sum(reorganisation.day <= there for reorganisation in self._history)
        return self._forward(unit, passed) if there <= self.other else self._back(unit, passed)

    def _there(self, unit: str) -> date:
        """A day on which a unit is there: the one that the figures are of, its last before that, or its first after."""
        if self._exists(unit, self.then):
            return self.then
        said = (stated.statement for stated in self._stated.get(unit, ()))
        turns = sorted({statement.applies_from for statement in said if statement.aspect is Aspect.EXISTS} - {date.min})
        last = [day for turn in turns if turn <= self.then and self._exists(unit, day := _day_before(turn))]
        first = [turn for turn in turns if turn > self.then and self._exists(unit, turn)]
        return (last[-1:] or first[:1] or [self.then])[0]

    def _exists(self, unit: str, day: date) -> bool:
        return unit in self._stated and units_on(self._stated[unit], day)[unit].exists

    # Forward: where the tasks went.

    def _forward(self, unit: str, passed: int) -> Placement:
        """Where a unit's figures went after the first `passed` reorganisations."""
        for number, reorganisation in enumerate(self._history[passed:], start=passed):
            if reorganisation.day <= self.other and unit in reorganisation.sources:
                places = {target: self._forward(target, number + 1) for target in reorganisation.targets}
                return _parted(unit, reorganisation, places)
        if self._exists(unit, self.other):
            return Placed(unit)
        return NotComparable(unit, f"Enheten {unit} fanns inte {self.other}, och vart den tog vägen är inte angivet.")

    # Back: where the tasks came from.

    def _back(self, unit: str, passed: int) -> Placement:
        """Where a unit's figures came from before the last of the first `passed` reorganisations."""
        came = [
            number
            for number, reorganisation in enumerate(self._history[:passed])
            if reorganisation.day > self.other and unit in reorganisation.targets
        ]
        if came:
            day = self._history[came[-1]].day
            same_day = [number for number in came if self._history[number].day == day]
            sources = dict.fromkeys(source for number in same_day for source in self._history[number].sources)
            if unit not in sources and self._exists(unit, _day_before(day)):
                sources[unit] = None
            return self._joined(unit, day, {source: self._back(source, same_day[0]) for source in sources})
        if self._exists(unit, self.other):
            return Placed(unit)
        return NotComparable(unit, f"Enheten {unit} fanns inte {self.other}, och ingen föregångare är angiven.")

    def _joined(self, unit: str, day: date, places: Mapping[str, Placement]) -> Placement:
        """What has one origin goes back to it; what has several cannot be taken apart."""
        if (only := _only(places)) is not None:
            return only
        origins = ", ".join(source for source in places if source != unit)
        if unit not in places:
            why = f"Enheten {unit} bildades {day} av {origins}; hur siffrorna skulle delas mellan dem är inte angivet."
        elif self._begun(unit):
            why = f"Enheten {unit} tog över {origins} {day}; hur mycket som var dess eget är inte angivet."
        else:
            why = (
                f"Enheten {unit} tog över {origins} {day}, och dess första dag är inte känd: den kan ha funnits förut."
            )
        return NotComparable(unit, why, _units_of(places.values()))

    def _begun(self, unit: str) -> bool:
        """Whether a unit's first day is known."""
        said = (stated.statement for stated in self._stated[unit])
        return all(statement.applies_from > date.min for statement in said if statement.aspect is Aspect.EXISTS)


def _parted(unit: str, reorganisation: Reorganisation, places: Mapping[str, Placement]) -> Placement:
    """What became one goes there, whatever ways it took; what became several is shared by the key, if there is one."""
    if not places:
        return NotComparable(
            unit, f"Enheten {unit} fanns till och med {_day_before(reorganisation.day)}, utan efterträdare."
        )
    if (only := _only(places)) is not None:
        return only
    shares = {target: share for target, share in reorganisation.targets.items() if share is not None}
    if shares.keys() != places.keys():
        became = f"delades {reorganisation.day} i" if reorganisation.split else f"efterträddes {reorganisation.day} av"
        why = f"Enheten {unit} {became} {', '.join(places)} utan fördelningsnyckel."
        return NotComparable(unit, why, _units_of(places.values()))
    return Shared(tuple((shares[target], places[target]) for target in sorted(places)))


def _only(places: Mapping[str, Placement]) -> Placement | None:
    """The one place that every way leads to."""
    first, *others = places.values()
    return first if all(placement == first for placement in others) else None


def _units_of(places: Iterable[Placement]) -> tuple[str, ...]:
    """Every unit that figures in some places belong to, or may belong to, in order of id."""
    units: set[str] = set()
    for place in places:
        match place:
            case Placed(unit=unit):
                units.add(unit)
            case Shared(parts=parts):
                units.update(_units_of(inner for _, inner in parts))
            case NotComparable(could_be=could_be):
                units.update(could_be)
    return tuple(sorted(units))


def _day_before(day: date) -> date:
    """The day before; there is none before the first day of the calendar."""
    return day if day == date.min else day - timedelta(days=1)


# --- Amounts ----------------------------------------------------------------------------------------------------


def spread(sides: Sides, place: Placement) -> Iterator[tuple[Placed | NotComparable, Sides]]:
    """Figures where they belong. The parts are the whole to the öre, on each side: what is left over goes to the
    largest remainders, and among equals to the first id (R-48). A side that is not known is not known in any part."""
    if not isinstance(place, Shared):
        yield place, sides
        return
    shares = [share for share, _ in place.parts]
    for part, (_, inner) in zip(_divided(sides, shares), place.parts, strict=True):
        yield from spread(part, inner)


def _divided(sides: Sides, shares: Sequence[int]) -> Iterator[Sides]:
    """Net follows from the other sides, when both are known."""
    costs, revenues, net = (_parts(ore, shares) for ore in (sides.costs_ore, sides.revenues_ore, sides.net_ore))
    for cost, revenue, rest in zip(costs, revenues, net, strict=True):
        yield Sides(cost, revenue, rest if cost is None or revenue is None else cost - revenue)


def _parts(ore: int | None, shares: Sequence[int]) -> Sequence[int | None]:
    return [None] * len(shares) if ore is None else split_by_weights(ore, shares)
