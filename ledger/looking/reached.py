"""What a fact reaches without naming it: what waited for a condition or an index, and what stood on a decision that is
annulled."""

from collections.abc import Iterable, Iterator

from ledger.events import ConditionMet, Fact, IndexDecided, JudgmentGiven, RecordingErrorCorrected
from ledger.events.fact import AFTERMATH
from ledger.looking.state import State
from ledger.meaning.later_acts import Annulment, annulment_of
from ledger.values import Basis


def frames_changed(state: State, fact: Fact) -> Iterator[str]:
    """The tags of the frames that a fact, or a correction, sets or changes."""
    frames = fact.frames()
    own = (frame.tag for frame in frames)
    old = fact.affected_tags if isinstance(fact, RecordingErrorCorrected) else ()
    touched = () if frames else frames_touched(state, fact)
    yield from dict.fromkeys(tag for tag in (*own, *old, *touched) if tag.startswith("frame:"))


def year_of(frame_tag: str) -> int:
    """The budget year of a frame, by its tag."""
    return int(frame_tag.rpartition("/")[2])


def years_changed(state: State, fact: Fact) -> Iterable[int]:
    """The budget years of the frames that a fact, or a correction, sets or changes; each once."""
    if fact.acts_on_decisions:
        return dict.fromkeys(map(year_of, frames_changed(state, fact)))
    return dict.fromkeys(frame.year for frame in fact.frames())


def frames_touched(state: State, fact: Fact) -> Iterator[str]:
    """The tags of the frames that a fact changes without naming them: those that waited for a condition or an index,
    and those that an annulled decision was about."""
    if not fact.acts_on_decisions or AFTERMATH not in fact.tags():
        return
    annulment = _reach_of(state, fact)
    annulled = () if annulment is None or annulment.parts else tuple(_annulled(state, annulment))
    conditions, waiting = conditions_reached(state, (fact, *annulled))
    for condition in conditions:
        yield from waiting_frames(state, condition)
    for index in dict.fromkeys((*waiting, *(index for act in (fact, *annulled) for index in indices_touched(act)))):
        yield from indexed_frames(state, index)
    if annulment is not None:
        yield from annulled_frames(state, annulment)


def _reach_of(state: State, fact: Fact) -> Annulment | None:
    """What a judgment annuls: all of its decision, when it is recorded again and annulled any of it before."""
    if not isinstance(fact, JudgmentGiven):
        return None
    same = (known.judgment for known in state.later_acts.judged if known.judgment.decision.key == fact.decision.key)
    if any(fact.is_again(known) and annulment_of(known) is not None for known in same if known != fact):
        return Annulment(fact.decision, fact.final_on or fact.given_on, judgment=fact)
    return annulment_of(fact)


def conditions_reached(state: State, facts: Iterable[Fact]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The conditions that some facts say are met, with those that wait for them in turn; and the indices that do."""
    touched = [condition for fact in facts for condition in conditions_touched(fact)]
    return state.later_acts.waiting_for(touched) if touched else ((), ())


def _annulled(state: State, annulment: Annulment) -> Iterator[Fact]:
    """The conditions that were met, and the indices that were decided, in what a judgment annuls."""
    for fact in (fact for placed in state.placed.values() for fact in placed):
        acts = isinstance(fact.fact, ConditionMet | IndexDecided)
        if acts and fact.basis is not None and annulment.hits(fact.basis, fact.decided.latest):
            yield fact.fact


def conditions_touched(fact: Fact) -> tuple[str, ...]:
    """The conditions that a fact says are met, or that a correction says were met on another day, or not at all."""
    return (fact.condition,) if isinstance(fact, ConditionMet) else _corrected(fact, "condition")


def indices_touched(fact: Fact) -> tuple[str, ...]:
    """The indices that a fact decides, or that a correction changes or takes away."""
    return (fact.index,) if isinstance(fact, IndexDecided) else _corrected(fact, "index")


def _corrected(fact: Fact, kind: str) -> tuple[str, ...]:
    """The subjects of a kind that a correction reaches, when it changes decisions that stand already."""
    tags = fact.tags() if isinstance(fact, RecordingErrorCorrected) else ()
    return tuple(tag.partition(":")[2] for tag in tags if AFTERMATH in tags and tag.startswith(f"{kind}:"))


def indexed_frames(state: State, index: str) -> list[str]:
    """The tags of the frames whose amounts wait for an index."""
    return [tag for tag, frame in state.frames.items() if any(fact.index_name == index for fact in frame.facts)]


def annulled_frames(state: State, annulment: Annulment) -> Iterator[str]:
    """The tags of the frames that an annulled decision set or changed, or of those whose amounts in it are annulled."""
    named = {part.frame.tag for part in annulment.parts}
    for tag, frame in state.frames.items():
        based = ((fact.basis, fact.decided_latest) for fact in frame.facts)
        hit = any(annulment.hits(basis, latest) for basis, latest in based if basis is not None)
        if hit and (not named or tag in named):
            yield tag


def waiting_frames(state: State, condition: str) -> list[str]:
    """The tags of the frames that something waits for a condition to set or change."""
    return [tag for tag, frame in state.frames.items() if any(_waits(fact.basis, condition) for fact in frame.facts)]


def waiting_reservations(state: State, condition: str) -> list[str]:
    """The earmarks of equity that something waits for a condition to change."""
    return [
        subject
        for subject, placed in state.placed.items()
        if subject.startswith("reservation:") and any(_waits(fact.basis, condition) for fact in placed)
    ]


def waiting_units(state: State, conditions: Iterable[str]) -> list[str]:
    """The units of which something is said that waits for any of some conditions."""
    reached = set(conditions)
    return [
        unit
        for unit, said in state.statements.items()
        if any(not reached.isdisjoint(stated.conditions) for stated in said)
    ]


def _waits(basis: Basis | None, condition: str) -> bool:
    return basis is not None and condition in basis.conditions
