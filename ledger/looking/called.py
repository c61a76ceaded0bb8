"""What a fact is held against by whichever name of a body: decisions and meetings under each of its names, and the
units that bodies are called as."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from ledger.decision_names import body_key, owners_of, parts_called
from ledger.events import ClauseDecided, DelegatedDecisionReported, DissentRecorded, Fact, FrameEntry, OfDecision
from ledger.events.policy import BodyRegistered
from ledger.events.review import OfMeeting
from ledger.looking.state import State
from ledger.meaning.policy import BODIES
from ledger.values import Basis, DecisionReference


def names_looked(state: State, fact: Fact | None, basis: Basis | None) -> Iterator[str]:
    """What a fact is held against by whichever name of a body: the decision or the meeting that it is about, or its
    case; and the units that bodies may be called as, which say what else those are called."""
    decision: Basis | DecisionReference | None = fact.decision if isinstance(fact, OfDecision) else None
    if isinstance(fact, ClauseDecided | DissentRecorded):
        decision = basis
    bodies = dict.fromkeys(about.body for about in (basis, decision) if about is not None)
    yield from state.ways_to(decision)
    if isinstance(fact, OfMeeting):
        bodies[fact.body] = None
        yield from state.meeting_ways(fact.body, fact.meeting_day)
    if isinstance(fact, OfDecision) and fact.decision.decided_on is not None:
        yield from state.meeting_ways(fact.decision.body, fact.decision.decided_on)
    subjects = () if fact is None or isinstance(fact, FrameEntry) else fact.subjects()
    said = [placed for subject in subjects for placed in state.placed.get(subject, ())]
    bodies |= dict.fromkeys(placed.basis.body for placed in said if placed.basis is not None)
    reports = (placed.fact for placed in said if isinstance(placed.fact, DelegatedDecisionReported))
    bodies |= dict.fromkeys(report.body for report in reports if report.body is not None)
    if decision is not None:
        known = (about.basis for frame in state.frames.values() for about in frame.facts)
        bodies |= dict.fromkeys(other.body for other in known if other is not None)
    yield from units_called(state, bodies)


def units_called(state: State, bodies: Iterable[str]) -> Iterator[str]:
    """The tags of the units that bodies are registered with, or that have their names for an id: what those are called,
    the bodies are called too, and the parts of those. What the law calls a body it is known by without that."""

    def reckoned(body: str) -> tuple[str, ...]:
        said = [placed.fact for placed in state.placed.get(BODIES, ()) if isinstance(placed.fact, BodyRegistered)]
        registered = {name: one.unit for one in said for name in one.keys}
        key = body_key(body)
        own = [name for name in registered if name == key or any(parts_called(key, name))]
        called = (name for name in (key, *owners_of(key)) if _IDENTIFIER.fullmatch(name))
        units = (*(unit for name in own if (unit := registered[name]) is not None), *called)
        return tuple(dict.fromkeys(f"unit:{unit}" for unit in units))

    for body in bodies:
        yield from state.once(("units called", body), partial(reckoned, body))


_IDENTIFIER: Final = re.compile("[a-z0-9][a-z0-9-]{0,62}")
