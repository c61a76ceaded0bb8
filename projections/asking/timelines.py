"""What the timelines of everything but frames have in common: what they are read from, and what every step says."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Generic, TypedDict, TypeVar

import msgspec

from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.money import change_ore
from projections.asking.citations import DecisionCited, cited, entries_until
from projections.asking.register_query import RegisterGround
from projections.asking.subject_walk import (
    AnyValue,
    KnownFact,
    Told,
    ValueStep,
    decided_walk,
    instead,
    known_fact,
    known_walk,
    touching,
)
from projections.asking.texts import ToldCause
from projections.tables.register import entries_by_position, later_acts_until, placed_of

Name = TypeVar("Name")


class StepSaid(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What every step says. `acts_on` is the day from which it acts, on the decided clock, and `decisions` what made
    it: one, unless several name the day that came. `comes_later`: that day is after the one asked about, so this is
    what it will be if nothing else is decided. `known` False: nothing is decided any more."""

    acts_on: date
    cause: ToldCause
    decisions: tuple[DecisionCited, ...]
    comes_later: bool = False
    known: bool = True


AnyStep = TypeVar("AnyStep", bound=StepSaid)


def known_facts(cursor: Cursor, position: int, kind: str, name: str | None = None) -> dict[str, list[KnownFact]]:
    """Everything decided that has ever been known, up to a position, about subjects of a kind (or about one of them),
    by the subject's name; with each what may have changed the decisions behind it."""
    subjects = None if name is None else [f"{kind}:{name}"]
    known: dict[str, list[KnownFact]] = defaultdict(list)
    for fact in _facts(entries_until(cursor, position, (kind,), subjects)):
        for of_kind, _, of_name in (subject.partition(":") for subject in fact.placed.fact.subjects()):
            if of_kind == kind and name in (None, of_name):
                known[of_name].append(fact)
    acting = list(_facts(later_acts_until(cursor, position))) if known else []
    acting += instead(acting)
    return {of_name: [*facts, *touching(facts, acting)] for of_name, facts in sorted(known.items())}


def _facts(entries: Iterable[tuple[Recorded, int | None]]) -> Iterable[KnownFact]:
    for recorded, known_to in entries:
        facts = (known_fact(placed, known_to) for placed in placed_of([recorded]))
        yield from (fact for fact in facts if fact is not None)


class StepHead(TypedDict):
    """The fields of `StepSaid`, for a step to begin with."""

    acts_on: date
    cause: str
    decisions: tuple[DecisionCited, ...]
    comes_later: bool
    known: bool


class BothWays(msgspec.Struct, Generic[AnyStep], frozen=True):
    """The steps of something along the decided clock, and along the known clock."""

    decided: tuple[AnyStep, ...]
    known: tuple[AnyStep, ...]


def walked(
    cursor: Cursor,
    position: int,
    as_of: date,
    subjects: Mapping[Name, Told[AnyValue]],
    told: Callable[[ValueStep[AnyValue], StepHead], AnyStep],
) -> dict[Name, BothWays[AnyStep]]:
    """The steps of everything that has had any, as known at a position and as decided by a day, as they are `told`."""
    ways = {
        name: (list(decided_walk(subject, position)), list(known_walk(subject, as_of, position)))
        for name, subject in subjects.items()
    }
    made = {entry.position for both in ways.values() for way in both for step in way for entry in step.made_by}
    entries = entries_by_position(cursor, made)

    def steps(way: Iterable[ValueStep[AnyValue]]) -> tuple[AnyStep, ...]:
        return tuple(told(step, said(step, entries, as_of)) for step in way)

    return {name: BothWays(steps(decided), steps(known)) for name, (decided, known) in ways.items() if decided or known}


def said(step: ValueStep[Any], entries: Mapping[int, Recorded], as_of: date) -> StepHead:
    """What every step says, of one step; `entries` by position are those that made it."""
    return StepHead(
        acts_on=step.acts_on,
        cause=step.cause.value,
        decisions=tuple(cited(entries[entry.position], entry.family) for entry in step.made_by),
        comes_later=step.acts_on > as_of,
        known=step.after is not None,
    )


def others_known(ground: RegisterGround, kind: str, called: str) -> str:
    """What there is of a kind beside the one that was asked for: ` Prislistor: a, b.`; nothing when none was."""
    name = ground.question.name
    others = (
        [] if name is None else [of for of in known_facts(ground.cursor, ground.place.position, kind) if of != name]
    )
    return f" {called}: {', '.join(others)}." if others else ""


def figures_of(value: msgspec.Struct) -> dict[str, int | None]:
    """The amounts of a value, in öre, by the names of their fields."""
    return {name: getattr(value, name) for name in value.__struct_fields__ if name.endswith("_ore")}


def changes(before: Mapping[str, int | None], after: Mapping[str, int | None]) -> dict[str, int | None]:
    """By how much every amount in öre changed; None when either is not known."""
    return {name: change_ore(before[name], after[name]) for name in after}
