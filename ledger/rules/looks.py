"""What more must be looked at before something about a case is decided, beside what the facts themselves touch."""

from collections.abc import Iterable, Iterator

from ledger.events import (
    ClauseDecided,
    ConditionMet,
    DissentRecorded,
    Fact,
    IndexDecided,
    RecommendationMade,
    RecordingErrorCorrected,
)
from ledger.log.entry import Look, case_tags
from ledger.meaning.later_acts import Annulment, annulment_of
from ledger.rules.filling import recommended_with
from ledger.rules.state import State
from ledger.values import Basis


def case_looks(facts: Iterable[Fact], basis: Basis | None) -> Iterator[Look]:
    """A clause and a dissent look at what else there is in their case."""
    for fact in facts:
        new: Fact | None = fact
        there = basis
        if isinstance(fact, RecordingErrorCorrected) and fact.replacement is not None:
            new, there = fact.replacement.fact, fact.replacement.basis
        if isinstance(new, ClauseDecided | DissentRecorded):
            yield from map(Look, case_tags(there))


def looks_after(state: State, facts: Iterable[Fact]) -> Iterator[Look]:
    """A judgment that annuls looks at everything in the frames that the decision was about: what was decided after it
    stood on it. A condition that is met looks at the frames and the earmarks of equity that waited for it. What adopts
    or recommends a proposal looks at those that it recommends in turn, and at those that recommend it."""
    for fact in facts:
        yield from (Look(f"proposal:{name}") for name in _proposals_of(state, fact))
        yield from map(Look, frames_touched(state, fact))
        for condition in conditions_reached(state, (fact,))[0]:
            yield from map(Look, waiting_reservations(state, condition))


def _proposals_of(state: State, fact: Fact) -> tuple[str, ...]:
    new = fact.replacement.fact if isinstance(fact, RecordingErrorCorrected) and fact.replacement else fact
    name = new.proposal if isinstance(new, ClauseDecided) else None
    name = new.recommends if isinstance(new, RecommendationMade) else name
    return () if name is None else recommended_with(state, name)


def frames_touched(state: State, fact: Fact) -> Iterator[str]:
    """The tags of the frames that a fact changes without naming them: those that waited for a condition or an index,
    and those that an annulled decision was about."""
    annulment = annulment_of(fact)
    annulled = () if annulment is None else tuple(_annulled(state, annulment))
    conditions, waiting = conditions_reached(state, (fact, *annulled))
    for condition in conditions:
        yield from waiting_frames(state, condition)
    for index in dict.fromkeys((*waiting, *(index for one in (fact, *annulled) for index in indices_touched(one)))):
        yield from indexed_frames(state, index)
    if annulment is not None:
        yield from annulled_frames(state, annulment)


def conditions_reached(state: State, facts: Iterable[Fact]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The conditions that some facts say are met, with those that wait for them in turn; and the indices that do."""
    return state.later_acts.waiting_for(condition for fact in facts for condition in conditions_touched(fact))


def _annulled(state: State, annulment: Annulment) -> Iterator[Fact]:
    """The conditions that were met, and the indices that were decided, in what a judgment annuls."""
    for one in (one for placed in state.placed.values() for one in placed):
        acts = isinstance(one.fact, ConditionMet | IndexDecided) and one.basis is not None
        if acts and one.basis is not None and annulment.hits(one.basis, one.decided.latest):
            yield one.fact


def conditions_touched(fact: Fact) -> tuple[str, ...]:
    """The conditions that a fact says are met, or that a correction says were met on another day, or not at all."""
    match fact:
        case ConditionMet(condition=condition):
            return (condition,)
        case RecordingErrorCorrected() if "aftermath" in fact.tags():
            return tuple(tag.partition(":")[2] for tag in fact.tags() if tag.startswith("condition:"))
        case _:
            return ()


def indices_touched(fact: Fact) -> tuple[str, ...]:
    """The indices that a fact decides, or that a correction changes or takes away."""
    match fact:
        case IndexDecided(index=index):
            return (index,)
        case RecordingErrorCorrected() if "aftermath" in fact.tags():
            return tuple(tag.partition(":")[2] for tag in fact.tags() if tag.startswith("index:"))
        case _:
            return ()


def indexed_frames(state: State, index: str) -> list[str]:
    """The tags of the frames whose amounts wait for an index."""
    return [tag for tag, movements in state.movements.items() if any(one.effect.index == index for one in movements)]


def annulled_frames(state: State, annulment: Annulment) -> Iterator[str]:
    """The tags of the frames that an annulled decision set or changed."""
    for tag, movements in state.movements.items():
        if any(annulment.hits(one.basis, one.decided.latest) for one in movements if one.basis is not None):
            yield tag


def waiting_frames(state: State, condition: str) -> list[str]:
    """The tags of the frames that something waits for a condition to set or change."""
    return [
        tag
        for tag, movements in state.movements.items()
        if any(one.basis is not None and condition in one.basis.conditions for one in movements)
    ]


def waiting_reservations(state: State, condition: str) -> list[str]:
    """The earmarks of equity that something waits for a condition to change."""
    return [
        subject
        for subject, placed in state.placed.items()
        if subject.startswith("reservation:")
        and any(one.basis is not None and condition in one.basis.conditions for one in placed)
    ]
