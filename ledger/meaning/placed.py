"""Facts in their places: what is held under a subject, by rules and answers alike.

A subject is what a fact is about, such as `reservation:smart-stad`. What holds there on a day is always reckoned from
these, by the same functions whoever asks; nothing is added up when it is written.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

import msgspec

from ledger.decision_names import paragraph_order
from ledger.events import ClauseDecided, Fact, NamedProposal, RecordingErrorCorrected
from ledger.log.entry import Recorded
from ledger.meaning.same_decision import DecisionName, decision_name
from ledger.values import Basis, Stage
from ledger.when import decided_between, swedish_day

# --- A place in decided order -----------------------------------------------------------------------------------


class Decided(msgspec.Struct, frozen=True, order=True):
    """A place in decided order: day (its latest possible), paragraph, clause, position.

    A missing paragraph or clause comes before every other of its day. `position` is that of the entry first recorded,
    also after corrections, so that a correction keeps its place.
    """

    latest: date
    paragraph_number: int
    paragraph_suffix: str
    clause: int
    position: int


class KnownBetween(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is known from one position of the log until another; `known_to` None: still."""

    known_from: int
    known_to: int | None = None

    def is_known(self, position: int) -> bool:
        """Whether it is known at a position."""
        return self.known_from <= position and (self.known_to is None or self.known_to > position)


# --- What an entry claims ---------------------------------------------------------------------------------------


class Situation(msgspec.Struct, frozen=True, dict=True):
    """Where a fact comes: on what basis, at which position, on which Swedish day, and in whose place if it corrects
    another entry. For a correction, position and day are those of the entry as first recorded. `earliest` is the first
    day on which it can have been decided, and `decided` its place in decided order: reckoned once, by `situated`."""

    basis: Basis | None
    position: int
    recorded_on: date
    corrects: int | None
    earliest: date
    decided: Decided

    @cached_property
    def decision(self) -> DecisionName | None:
        """The decision that a fact rests on; None: on none."""
        return None if self.basis is None else decision_name(self.basis, self.earliest, self.decided.latest)


def situated(basis: Basis | None, position: int, recorded_on: date, corrects: int | None = None) -> Situation:
    """Where a fact on a basis comes when it is recorded at a position, on a Swedish day. Without a basis it can have
    been any day until that."""
    if basis is None:
        return Situation(None, position, recorded_on, corrects, date.min, Decided(recorded_on, 0, "", 0, position))
    earliest, latest = decided_between(basis.decided, recorded_on)
    decided = Decided(latest, *paragraph_order(basis.paragraph), basis.clause or 0, position)
    return Situation(basis, position, recorded_on, corrects, earliest, decided)


class Claim(msgspec.Struct, frozen=True):
    """What an entry claims, and where that stands: its own fact on its own basis, or of a correction the fact and the
    basis that it puts in the place of others. `fact` None: the correction withdrew. `position` is that of the entry."""

    fact: Fact | None
    situation: Situation
    position: int


def claimed(fact: Fact, basis: Basis | None) -> tuple[Fact | None, Basis | None]:
    """What a fact on a basis claims. The one place where a correction is unwrapped: it claims the fact and the basis
    that it puts in the place of others, and nothing when it withdraws."""
    if not isinstance(fact, RecordingErrorCorrected):
        return fact, basis
    return (None, None) if fact.replacement is None else (fact.replacement.fact, fact.replacement.basis)


def claim_of(fact: Fact, basis: Basis | None, position: int, recorded_on: date) -> Claim:
    """What a fact claims when it is recorded on a basis, at a position, on a Swedish day, and where that stands."""
    if not isinstance(fact, RecordingErrorCorrected):
        return Claim(fact, situated(basis, position, recorded_on), position)
    new, ground = claimed(fact, basis)
    first = fact.first_position or fact.corrects
    return Claim(new, situated(ground, first, fact.first_recorded_on or recorded_on, fact.corrects), position)


def claim_in(recorded: Recorded) -> Claim:
    """What an entry in the log claims."""
    entry = recorded.entry
    return claim_of(entry.fact, entry.basis, recorded.position, swedish_day(recorded.recorded_at))


class PlacedFact(msgspec.Struct, frozen=True, dict=True):
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

    @cached_property
    def decision(self) -> DecisionName | None:
        """The decision that the fact rests on; None: on none."""
        return None if self.basis is None else decision_name(self.basis, self.earliest, self.decided.latest)

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """What the fact is about."""
        return self.fact.subjects()


def placed_facts(claim: Claim) -> Iterator[PlacedFact]:
    """The fact that an entry claims, and those that it proposes, each in its place."""
    there = claim.situation
    for fact, stage, proposal in () if claim.fact is None else inner_facts(claim.fact):
        yield PlacedFact(fact, there.basis, stage, proposal, there.earliest, there.decided, claim.position)


def as_placed(fact: Fact, there: Situation) -> PlacedFact:
    """A decided fact in the place that it has, or would have."""
    return PlacedFact(fact, there.basis, Stage.DECIDED, None, there.earliest, there.decided, there.position)


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


def about(placed: Iterable[PlacedFact], subject: str) -> list[PlacedFact]:
    """What is held about one subject."""
    return [fact for fact in placed if subject in fact.subjects]
