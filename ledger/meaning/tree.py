"""What a fact says about units, and what the tree of units is on a day: one source for rules and read model.

A unit's name, place and existence are each said by statements that hold from a day on. For a day, the one that was
decided last among those that hold by then is the one that counts; a statement without a decision comes first of all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

import msgspec

from ledger.events import AnyUnitFact, Fact, organisation
from ledger.meaning.later_acts import LaterActs
from ledger.meaning.placed import Decided, Situation
from ledger.meaning.same_decision import JudgedAs
from ledger.values import Basis


class Aspect(StrEnum):
    """What a statement about a unit is about."""

    EXISTS = "exists"
    NAME = "name"
    PARENT = "parent"
    SUCCESSOR = "successor"
    PART = "part"
    ALIAS = "alias"
    CODE = "code"
    ROLE = "role"


class Statement(msgspec.Struct, frozen=True):
    """One thing said about one unit. `value` None: it does not exist, or has nobody above it. `applies_from` is the
    first day, `date.min` when unknown; `applies_to` the first day it no longer holds, None for no end. `system` is
    whose code it is; `share_ppb` how much of its figures a part takes over, in billionths, None when no key says."""

    unit: str
    aspect: Aspect
    value: str | None
    applies_from: date = date.min
    applies_to: date | None = None
    system: str | None = None
    share_ppb: int | None = None


def statements_of(fact: Fact) -> Iterator[Statement]:
    """What a fact says about units; nothing for facts that are not about units."""
    return _said(fact) if isinstance(fact, AnyUnitFact) else iter(())


def _said(fact: AnyUnitFact) -> Iterator[Statement]:
    match fact:
        case organisation.UnitRegistered(unit=unit):
            since = fact.applies_from or date.min
            yield Statement(unit, Aspect.EXISTS, unit, since)
            yield Statement(unit, Aspect.NAME, fact.name, since)
            yield Statement(unit, Aspect.PARENT, fact.parent, since)
            if fact.role is not None:
                yield Statement(unit, Aspect.ROLE, fact.role.value, since)
        case organisation.UnitRenamed(unit=unit):
            yield Statement(unit, Aspect.NAME, fact.name, fact.applies_from)
        case organisation.UnitMoved(unit=unit):
            yield Statement(unit, Aspect.PARENT, fact.parent, fact.applies_from)
        case organisation.UnitClosed(unit=unit):
            yield from _ended((unit,), fact.successors, day_after(fact.last_day))
        case organisation.UnitsMerged():
            yield from _ended(tuple(unit for unit in fact.merged if unit != fact.into), (fact.into,), fact.applies_from)
        case organisation.UnitSplit():
            yield from _split(fact)
        case organisation.UnitAliasAdded(unit=unit):
            yield Statement(unit, Aspect.ALIAS, fact.alias)
        case organisation.UnitCodeAssigned(unit=unit):
            until = None if fact.last_day is None else day_after(fact.last_day)
            yield Statement(unit, Aspect.CODE, fact.code, fact.applies_from or date.min, until, fact.system)
        case _:
            assert_never(fact)


def day_after(day: date) -> date:
    """The next day; there is none after the last day of the calendar."""
    return day if day == date.max else day + timedelta(days=1)


def _ended(units: Sequence[str], successors: Sequence[str], since: date) -> Iterator[Statement]:
    for unit in units:
        yield Statement(unit, Aspect.EXISTS, None, since)
        for successor in successors:
            yield Statement(unit, Aspect.SUCCESSOR, successor, since)


def _split(split: organisation.UnitSplit) -> Iterator[Statement]:
    """A unit that is one of its own parts goes on, and has been split all the same."""
    ends = () if split.unit in split.parts else (split.unit,)
    yield from _ended(ends, split.parts, split.applies_from)
    shares = {part.unit: part.share_ppb for part in split.key}
    for part in dict.fromkeys(split.parts):
        yield Statement(split.unit, Aspect.PART, part, split.applies_from, share_ppb=shares.get(part))


class Stated(msgspec.Struct, frozen=True):
    """A statement in its place on the decided clock, and the entry it came from. `decision_key` is what judgments name
    its decision by, `earliest` the first day on which that can have been made, and `conditions` what it waits for;
    None, and none, for what was not decided, and for a registration: that a unit is named stands, as frames and people
    name it."""

    statement: Statement
    decided: Decided
    entry_position: int
    decision_key: str | None = None
    conditions: tuple[str, ...] = ()
    earliest: date = date.min


def stated_place(there: Situation) -> Decided:
    """Where a statement stands in decided order: one without a decision comes before all that have one."""
    return there.decided if there.basis is not None else Decided(date.min, 0, "", 0, there.position)


def stands_by(fact: Fact, basis: Basis | None) -> tuple[str | None, tuple[str, ...]]:
    """The `decision_key` of the decision by which a fact about units stands or falls, and the conditions that it waits
    for; None when nothing can annul it, and it then waits for nothing."""
    if basis is None or isinstance(fact, organisation.UnitRegistered):
        return None, ()
    return basis.decision_key, basis.conditions


def standing_statements(stated: Iterable[Stated], later_acts: LaterActs, as_of: date) -> list[Stated]:
    """Those of some statements that no final judgment has annulled by a day, and that wait for nothing which has not
    come by then. What a statement waited for changes when it counts, not the day from which it says that it holds."""
    return [said for said in stated if said.decision_key is None or _stands(said, said.decision_key, later_acts, as_of)]


def _stands(said: Stated, decision_key: str, later_acts: LaterActs, as_of: date) -> bool:
    decided = said.decided
    named = JudgedAs(decision_key, decided.clause or None, said.earliest, decided.latest)
    annulled_from = later_acts.decision_annulled_from(named)
    return later_acts.stopped(annulled_from, said.conditions, as_of) is None


class UnitOnDay(msgspec.Struct, frozen=True):
    """A unit on a day. `exists` False: it was registered, but not yet or no longer there on that day. `parts` are what
    it was last split into, each with its share in billionths when a key says it."""

    unit: str
    name: str
    parent: str | None
    exists: bool
    successors: tuple[str, ...]
    aliases: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    role: str | None = None
    parts: tuple[tuple[str, int | None], ...] = ()


def units_on(stated: Iterable[Stated], day: date) -> dict[str, UnitOnDay]:
    """Every unit by its id, as some statements leave it on a day. A unit that is not there yet has its first name."""
    by_unit: dict[str, list[Stated]] = {}
    for said in stated:
        by_unit.setdefault(said.statement.unit, []).append(said)
    return {unit: _unit_on(unit, by_unit[unit], day) for unit in sorted(by_unit)}


class Ended(msgspec.Struct, frozen=True):
    """The first day on which a unit is no longer there, and what comes after it."""

    since: date
    successors: tuple[str, ...]

    @property
    def last_day(self) -> date:
        """The last day on which it is there."""
        return self.since - timedelta(days=1)

    @property
    def successors_text(self) -> str:
        """What comes after it, as a text says it."""
        return ", ".join(self.successors) or "ingen är angiven"


def ends_of(stated: Iterable[Stated]) -> dict[str, Ended]:
    """The units that some statements say have ended or will end, by their ids."""
    said = tuple(stated)
    exist = (each.statement for each in said if each.statement.aspect is Aspect.EXISTS)
    ends: dict[str, Ended] = {}
    for unit in sorted({statement.unit for statement in exist if statement.value is None}):
        own = [each for each in said if each.statement.unit == unit]
        exists = _latest(own, Aspect.EXISTS, date.max)
        if exists is not None and exists.value is None:
            ends[unit] = Ended(exists.applies_from, _values((each.statement for each in own), Aspect.SUCCESSOR))
    return ends


def exists_on(stated: Iterable[Stated], day: date) -> bool:
    """Whether the unit that some statements are about is there on a day."""
    exists = _latest(stated, Aspect.EXISTS, day)
    return exists is not None and exists.value is not None


def _unit_on(unit: str, stated: Sequence[Stated], day: date) -> UnitOnDay:
    name = _latest(stated, Aspect.NAME, day) or _first_name(stated)
    parent = _latest(stated, Aspect.PARENT, day)
    placed = [said.statement for said in sorted(stated, key=lambda said: said.decided) if _holds(said.statement, day)]
    codes = {code.system or "": code.value or "" for code in placed if code.aspect is Aspect.CODE}
    return UnitOnDay(
        unit,
        name.value if name and name.value else unit,
        parent.value if parent else None,
        exists_on(stated, day),
        _values(placed, Aspect.SUCCESSOR),
        _values(placed, Aspect.ALIAS),
        tuple(sorted(codes.items())),
        next((role.value for role in placed if role.aspect is Aspect.ROLE), None),
        _parts(stated, day),
    )


def _parts(stated: Iterable[Stated], day: date) -> tuple[tuple[str, int | None], ...]:
    splits = [said for said in stated if said.statement.aspect is Aspect.PART and _holds(said.statement, day)]
    last = max(splits, key=lambda said: (said.statement.applies_from, said.decided), default=None)
    parts = (said.statement for said in splits if last is not None and said.entry_position == last.entry_position)
    return tuple((part.value, part.share_ppb) for part in parts if part.value is not None)


def _values(placed: Iterable[Statement], aspect: Aspect) -> tuple[str, ...]:
    values = (statement.value for statement in placed if statement.aspect is aspect)
    return tuple(dict.fromkeys(value for value in values if value is not None))


def _holds(statement: Statement, day: date) -> bool:
    return statement.applies_from <= day and (statement.applies_to is None or day < statement.applies_to)


def _latest(stated: Iterable[Stated], aspect: Aspect, day: date) -> Statement | None:
    placed = [said for said in stated if said.statement.aspect is aspect and _holds(said.statement, day)]
    return max(placed, key=lambda said: said.decided).statement if placed else None


def _first_name(stated: Iterable[Stated]) -> Statement | None:
    names = [said for said in stated if said.statement.aspect is Aspect.NAME]
    return min(names, key=lambda said: (said.statement.applies_from, said.decided)).statement if names else None


def way_up(units: Mapping[str, UnitOnDay], unit: str) -> tuple[str, ...]:
    """A unit and those above it, the nearest first; ends where it would come back to one already named."""
    way, named = [unit], {unit}
    while (above := units[way[-1]].parent if way[-1] in units else None) is not None:
        way.append(above)
        if above in named:
            break
        named.add(above)
    return tuple(way)


def below(units: Mapping[str, UnitOnDay], unit: str) -> tuple[str, ...]:
    """A unit and every unit below it, in order of id."""
    under, new = {unit}, [unit]
    children: dict[str, list[str]] = {}
    for child in units.values():
        children.setdefault(child.parent or "", []).append(child.unit)
    while new:
        come = [name for name in children.get(new.pop(), ()) if name not in under]
        under.update(come)
        new += come
    return tuple(sorted(under))


def ever_below(said: Iterable[Statement], unit: str) -> frozenset[str]:
    """A unit, and every unit that has been below it on any day, by all that was ever said: also what no longer holds,
    or was withdrawn."""
    children: dict[str, set[str]] = {}
    for statement in said:
        if statement.aspect is Aspect.PARENT and statement.value is not None:
            children.setdefault(statement.value, set()).add(statement.unit)
    found, left = {unit}, [unit]
    while left:
        new = children.get(left.pop(), set()) - found
        found |= new
        left += new
    return frozenset(found)
