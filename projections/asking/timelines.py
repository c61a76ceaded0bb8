"""What the timelines of everything but frames have in common: what they are read from, and what every step says."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Generic, TypeVar

import msgspec

from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from projections.asking.citations import (
    DecisionCited,
    cited,
    entries_by_position,
    entries_until,
    later_acts_until,
)
from projections.asking.subject_walk import (
    AnyValue,
    KnownFact,
    Told,
    ValueStep,
    decided_walk,
    known_fact,
    known_walk,
    touching,
)
from projections.asking.texts import ToldCause
from projections.tables.projection import Cursor
from projections.tables.register import placed_of

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
    return {of_name: [*facts, *touching(facts, acting)] for of_name, facts in sorted(known.items())}


def _facts(entries: Iterable[tuple[Recorded, int | None]]) -> Iterable[KnownFact]:
    for recorded, known_to in entries:
        facts = (known_fact(placed, known_to) for placed in placed_of([recorded]))
        yield from (fact for fact in facts if fact is not None)


class BothWays(msgspec.Struct, Generic[AnyValue], frozen=True):
    """The steps of something along the decided clock, and along the known clock."""

    decided: list[ValueStep[AnyValue]]
    known: list[ValueStep[AnyValue]]


def walked(
    cursor: Cursor, position: int, as_of: date, subjects: Mapping[Name, Told[AnyValue]]
) -> tuple[dict[Name, BothWays[AnyValue]], dict[int, Recorded]]:
    """The steps of everything that has had any, as known at a position and as decided by a day; and the entries that
    made them, by position."""
    both = {
        name: BothWays(list(decided_walk(told, position)), list(known_walk(told, as_of, position)))
        for name, told in subjects.items()
    }
    steps = (step for ways in both.values() for step in (*ways.decided, *ways.known))
    made = {entry.position for step in steps for entry in step.made_by}
    return {name: ways for name, ways in both.items() if ways.decided or ways.known}, entries_by_position(cursor, made)


def said(step: ValueStep[Any], entries: Mapping[int, Recorded], as_of: date) -> dict[str, Any]:
    """The fields of `StepSaid` for a step."""
    return {
        "acts_on": step.acts_on,
        "cause": step.cause.value,
        "decisions": tuple(cited(entries[entry.position], entry.family) for entry in step.made_by),
        "comes_later": step.acts_on > as_of,
        "known": step.after is not None,
    }


def figures_of(value: msgspec.Struct) -> dict[str, int | None]:
    """The amounts of a value, in öre, by the names of their fields."""
    return {name: getattr(value, name) for name in value.__struct_fields__ if name.endswith("_ore")}


def changes(before: Mapping[str, int | None], after: Mapping[str, int | None]) -> dict[str, int | None]:
    """By how much every amount in öre changed; None when either is not known."""
    return {name: _more(before[name], after[name]) for name in after}


def _more(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before
