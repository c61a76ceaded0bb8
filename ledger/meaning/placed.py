"""Facts in their places: what is held under a subject, by rules and answers alike.

A subject is what a fact is about, such as `reservation:smart-stad`. What holds there on a day is always reckoned from
these, by the same functions whoever asks; nothing is added up when it is written.
"""

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from ledger.events import ClauseDecided, Fact, NamedProposal
from ledger.meaning.effects import Decided, decided_place
from ledger.values import Basis, Stage


class PlacedFact(msgspec.Struct, frozen=True):
    """A fact in its place on the decided clock, its stage, and the entry it came from.

    Only what belongs to a named proposal has one. `position` is that of the entry which says it now; `decided.position`
    that of the entry which said it first, before any correction.
    """

    fact: Fact
    basis: Basis | None
    stage: Stage
    proposal: str | None
    earliest: date
    decided: Decided
    position: int


def placed_facts(fact: Fact, basis: Basis | None, first: tuple[int, date], position: int) -> Iterator[PlacedFact]:
    """A fact, and those that it proposes, each in its place. `first` is where and when it was first recorded."""
    earliest, decided = decided_place(basis, first[1], first[0])
    for inner, stage, proposal in inner_facts(fact):
        yield PlacedFact(inner, basis, stage, proposal, earliest, decided, position)


def inner_facts(fact: Fact) -> Iterator[tuple[Fact, Stage, str | None]]:
    """A fact with its stage, and the facts inside it with theirs."""
    yield fact, Stage.DECIDED, None
    match fact:
        case NamedProposal():
            yield from ((inner, fact.stage, fact.proposal) for inner in fact.facts)
        case ClauseDecided():
            yield from ((inner, Stage.DECIDED, None) for inner in fact.decides())
        case _:
            return


def inner_places(fact: Fact) -> tuple[str, ...]:
    """Where each of the facts inside a fact stands in what came in: what is adopted stands under the proposal's name,
    since nobody wrote it here."""
    if isinstance(fact, ClauseDecided):
        adopted = ("proposal",) * len(fact.adopted)
        return (*adopted, *(f"facts[{number}]" for number in range(len(fact.facts))))
    return tuple(f"facts[{number}]" for number, _ in enumerate(list(inner_facts(fact))[1:]))


def decided_by(placed: Iterable[PlacedFact], as_of: date) -> list[PlacedFact]:
    """What was decided by a day, in decided order: the day is settled by then."""
    return sorted((one for one in placed if one.decided.latest <= as_of), key=lambda one: one.decided)


def about(placed: Iterable[PlacedFact], subject: str) -> list[PlacedFact]:
    """What is held about one subject."""
    return [one for one in placed if subject in one.fact.subjects()]
