"""Where the decision may be found that something comes of, when none is recorded as it is named: by another name of its
body, in its paragraph of whatever year or case, or among all that the body decided that day.

Read beside what a decision looks at, once that is known, and only where nothing is found there. What is found this way
is only pointed at, so nobody is held up when it changes.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Protocol

from msgspec.structs import replace

from ledger.decision_names import paragraph_key
from ledger.events import Fact
from ledger.events.review import OfDecision
from ledger.log.entry import Look, Recorded, known_by, ways_to
from ledger.looking.state import State
from ledger.looking.wholes import SAY_UNITS
from ledger.meaning.placed import claim_in, claimed
from ledger.meaning.same_decision import DecisionName
from ledger.values import Basis, DecisionReference
from ledger.when import DecisionBounds


class Tagged(Protocol):
    """Where it can be asked which tags there are, and for the first entry under each of some."""

    def beginning(self, beginnings: Collection[str]) -> list[str]:
        """Every tag there is that begins with one of some texts."""

    def first_under(self, tags: Collection[str]) -> list[Recorded]:
        """The first entry under each of some tags."""


def looks_elsewhere(tags: Tagged | None, state: State, facts: Iterable[Fact]) -> tuple[Look, ...]:
    """Where else to look for the decisions that some facts name, of a state in which all is known that these look at
    themselves."""
    meant = dict.fromkeys(_named(facts))
    sought = _sought(state, meant) if tags is not None and meant else []
    if tags is None or not sought:
        return ()
    found = (look for reference in sought for look in _elsewhere(tags, state, reference))
    return tuple(dict.fromkeys((Look("", SAY_UNITS), *found)))


def _named(facts: Iterable[Fact]) -> Iterator[DecisionReference]:
    for fact in facts:
        new, _ = claimed(fact, None)
        if isinstance(new, OfDecision):
            yield new.decision


def _sought(state: State, meant: Iterable[DecisionReference]) -> list[DecisionReference]:
    """Those by whose name no decision is known; one without case and day may be several."""
    known: set[tuple[str, date | None]] = {
        (there.decision_key, name.latest) for _, there, name in decisions_known(state)
    }
    known |= {(key, None) for key, _ in known}
    return [
        each
        for each in meant
        if (each.case_number is None and each.decided_on is None) or (each.key, each.decided_on) not in known
    ]


def _elsewhere(tags: Tagged, state: State, meant: DecisionReference) -> Iterator[Look]:
    names = state.names_of(meant)
    for name in sorted(names):
        yield from map(Look, ways_to(replace(meant, body=name)))
    places = {name: f"paragraph:{name}/" for name in sorted(names)}
    if meant.case_number is None and meant.decided_on is None:
        number = paragraph_key(meant.paragraph or "")
        yield from map(Look, tags.beginning([f"{place}{number}/" for place in places.values()]))
    if meant.paragraph is None and meant.case_number is None and meant.decided_on is not None:
        ending = f"/{meant.decided_on.year}"
        of_year = [tag for tag in tags.beginning(list(places.values())) if tag.endswith(ending)]
        yield from map(Look, _of_the_day(tags.first_under(of_year), meant.decided_on))


def _of_the_day(entries: Iterable[Recorded], day: date) -> Iterator[str]:
    """The paragraphs of entries whose decisions can have been made on a day."""
    for basis in (claim_in(entry).situation.basis for entry in entries):
        if basis is not None and _covers(basis, day):
            yield from (tag for tag in known_by(basis) if tag.startswith("paragraph:"))


def _covers(basis: Basis, day: date) -> bool:
    decided = basis.decided
    if not isinstance(decided, DecisionBounds):
        return decided == day
    return (decided.earliest or date.min) <= day <= (decided.latest or date.max)


# --- In a state -------------------------------------------------------------------------------------------------


KnownDecision = tuple[int, Basis, DecisionName]
"""An entry's position, what it rests on, and by what that decision is known."""


def decisions_known(state: State) -> Iterator[KnownDecision]:
    """The decisions in a state, each with an entry that rests on it."""
    for subject, said in state.placed.items():
        if subject.startswith(("case:", "paragraph:", "decision:")):
            for placed in said:
                if placed.basis is not None and placed.decision is not None:
                    yield placed.position, placed.basis, placed.decision
    for fact in (fact for frame in state.frames.values() for fact in frame.facts):
        if fact.basis is not None and fact.decision is not None:
            yield fact.entry_position, fact.basis, fact.decision


def is_named(meant: DecisionReference, there: Basis, name: DecisionName) -> bool:
    """Whether a decision has the very name that a reference gives, whichever clause that means."""
    return there.decision_key == meant.key and meant.decided_on in (None, name.latest)
