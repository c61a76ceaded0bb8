"""Which bodies there are: those that are registered, those that are said to decide something, those that the law
names, and those called as a unit.

A body that is none of these is not known. Rules that ask who decided are then stricter, never looser: a misspelt
`Komunfullmäktige` is not the council when it decides, and what it has set is guarded as if the council had.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Final

from ledger.decision_names import ALIKE_PERCENT, alike_percent, body_key, is_called_part, parts_of, without_place
from ledger.events import FrameTransferred, IndexDecided, family, stored_name
from ledger.events.policy import BodyRegistered, CompetenceDecided
from ledger.looking.state import State
from ledger.meaning.placed import PlacedFact
from ledger.meaning.policy import (
    BOARDS,
    BODIES,
    COMPETENCE,
    COMPETENCES,
    KINDS,
    body_on,
    competences_on,
    highest_names,
    in_force,
    is_called_board,
    is_council,
    is_councils_delegation,
    is_executive,
    is_lawful_council,
)
from ledger.meaning.tree import UnitOnDay, way_up
from ledger.values import Basis, OrganisationKind


def nearest_known(
    placed: Collection[PlacedFact],
    units: Iterable[UnitOnDay],
    name: str,
    day: date,
    kind: OrganisationKind | None = None,
) -> str | None:
    """None for a body that is known on a day; else the known name that is nearest, and nothing when none is near. What
    only another kind of organisation calls its highest body is not known where `kind` says which this is. `placed` is
    what is held about bodies and about who decides what.

    >>> nearest_known((), (), "Komunfullmäktige", date(2026, 1, 1))
    'kommunfullmäktige'
    >>> nearest_known((), (), "Tekniska nämnden", date(2026, 1, 1)) is None
    True
    >>> nearest_known((), (), "Ekonomichefen", date(2026, 1, 1))
    ''
    """
    if is_lawful_name(name, kind):
        return None
    own = {body_key(known): known for known in _own_names(placed, units, day)}
    law = {known: known for known in _lawful_names(kind)}
    plain = without_place(name)
    key, last = body_key(plain), body_key(plain.split()[-1])
    if key in own or body_key(name) in own:
        return None
    # A board's chair (`Socialnämndens ordförande`) is not what the law calls the chair, misspelt.
    near = _nearest(key, own | law) or (None if last in KINDS else _nearest(last, law))
    if near is not None:
        return (own | law)[near]
    return None if key.endswith(KINDS) or is_called_part(name) else ""


def is_lawful_name(name: str, kind: OrganisationKind | None) -> bool:
    """Whether a body has a name that the law gives one, with or without the name of the place."""
    return not {body_key(name), body_key(name.split()[0]), body_key(name.split()[-1])}.isdisjoint(_lawful_names(kind))


@cache
def _lawful_names(kind: OrganisationKind | None) -> frozenset[str]:
    return frozenset((*highest_names(kind), *BOARDS))


def _nearest(name: str, known: Iterable[str]) -> str | None:
    """Of the known names that one may be misspelt of, the one most alike."""
    near = [(alike_percent(name, other), other) for other in known]
    likeness, nearest = max(near, default=(0, ""))
    return nearest if likeness >= ALIKE_PERCENT else None


def _own_names(placed: Iterable[PlacedFact], units: Iterable[UnitOnDay], day: date) -> list[str]:
    rules = [said.fact for said in in_force(placed, day)]
    registered = [name for body in rules if isinstance(body, BodyRegistered) for name in (body.body, *body.aliases)]
    competent = [name for rule in rules if isinstance(rule, CompetenceDecided) for name in rule.bodies]
    return [*registered, *competent, *(name for unit in units for name in (unit.unit, unit.name, *unit.aliases))]


# --- In a state -------------------------------------------------------------------------------------------------


def nearest_body(state: State, body: str, day: date) -> str | None:
    """The known name nearest to that of a body that nobody knows; None for one that is known."""
    kind = None if state.organisation is None else state.organisation.kind
    if is_lawful_name(body, kind):
        return None
    near = state.once(
        ("nearest body", body, day),
        lambda: (nearest_known(_said_of_bodies(state), state.units_on(day).values(), body, day, kind),),
    )
    return near[0]


def _said_of_bodies(state: State) -> list[PlacedFact]:
    return [*state.about(BODIES), *state.about(COMPETENCES)]


def delegating(state: State, basis: Basis, day: date) -> Collection[str]:
    """The bodies by whose right a decision is made, as far as its delegation says."""
    text = basis.delegation
    if text is None:
        return ()
    return state.once(("named in", text, day), lambda: _named_in(state, state.units_on(day, day), text, day))


def boards_with_part(state: State, body: str, day: date) -> set[str]:
    """The registered boards that a body is called a part of: a committee (`Socialnämndens arbetsutskott`)."""
    return state.once(("boards with", body, day), lambda: _with_part(state, body, day))


def _with_part(state: State, body: str, day: date) -> set[str]:
    owners = {name for owner in parts_of(body) for name in body_keys(state, owner, day)}
    known = (fact.fact for fact in in_force(state.about(BODIES, day), day))
    names = {name for each in known if isinstance(each, BodyRegistered) for name in (each.body, *each.aliases)}
    return {name for name in names if body_key(name) in owners}


_OF_ANY_BOARD: Final = re.compile(r"(nämnden|nämnd|styrelsen|styrelse)$")
_LINKING: Final = frozenset(("och", "för", "i", "samt"))


def is_like(board: str, other: str) -> bool:
    """Whether one of two boards may be the other, written otherwise: with a hyphen more, in another order, or misspelt.

    >>> is_like("Barn- och utbildningsnämnden", "Nämnden för barn och utbildning")
    True
    >>> is_like("Socialnämnden", "Kulturnämnden")
    False
    """
    parts, others = (
        {
            part
            for word in re.findall(r"\w+", name.casefold())
            if (part := _OF_ANY_BOARD.sub("", word).rstrip("s")) not in _LINKING
        }
        for name in (board, other)
    )
    shared = any(a and b and (a.startswith(b) or b.startswith(a)) for a in parts for b in others)
    return shared or is_nearly(board, other)


def is_nearly(body: str, other: str) -> bool:
    """Whether one of two bodies may be the other misspelt.

    >>> is_nearly("Komunfullmäktige", "KF"), is_nearly("KS", "KF")
    (True, False)
    """
    return alike_percent(body_key(body), body_key(other)) >= ALIKE_PERCENT


def in_whose_place(state: State, body: str, day: date) -> dict[str, set[str]]:
    """The boards in whose place a body decides, as their own delegation has been recorded (D-14), each with the events
    that it decides there; the empty text stands for any of them. What the council lets a body decide in its own place
    is that event and no other (KL 5:2)."""
    said = state.about(COMPETENCES) if state.placed.get(COMPETENCES) else []
    keys, boards = body_keys(state, body, day) if said else frozenset[str](), dict[str, set[str]]()
    for event in {fact.fact.event for fact in said if isinstance(fact.fact, CompetenceDecided)}:
        for rule, _ in competences_on(state.about(f"{COMPETENCE}{event}"), day):
            if rule.within is not None and any(body_keys(state, name, day) & keys for name in rule.bodies):
                boards.setdefault(rule.within, set() if is_lawful_council(rule.within) else {""}).add(event)
    return boards


def is_let(state: State, body: str, event: str, day: date) -> bool:
    """Whether the council has named a body as the one that decides an event which is about many boards' frames (KL
    5:2): any body an index, and the executive transfers, since a board that is named decides those of its own frames.
    What only raises the total nobody is let decide (KL 5:1)."""
    kind = None if state.organisation is None else state.organisation.kind
    if kind is None or not (said := state.about(f"{COMPETENCE}{event}")):
        return False
    if event != INDICES and not (event == TRANSFERS and is_executive(state.about(BODIES), body, day, kind)):
        return False
    bases = {placed.position: placed.basis for placed in said}
    return any(
        is_council(state.about(BODIES), basis.body, day, kind)
        and any(not body_keys(state, name, day).isdisjoint(body_keys(state, body, day)) for name in rule.bodies)
        for rule, position in competences_on(said, day)
        if rule.within is None and (basis := bases[position]) is not None
    )


INDICES: Final = family(stored_name(IndexDecided))
TRANSFERS: Final = family(stored_name(FrameTransferred))


def _named_in(state: State, units: Mapping[str, UnitOnDay], delegation: str, day: date) -> set[str]:
    """The bodies by whose right a decision is made: those that its delegation names (`KF § 12`, `Socialnämndens
    delegationsordning`). One that the council has given reaches every unit (KL 5:2), one that a board has given its own
    officers the units of that board."""
    single = {name for word in re.findall(r"\w+", delegation) for name in (word, word.removesuffix("s")) if name}
    if not is_councils_delegation(delegation):
        single = {name for name in single if not is_lawful_council(name)}
    bodies = [fact.fact for fact in state.about(BODIES, day) if isinstance(fact.fact, BodyRegistered)]
    called = {name for body in bodies for name in (body.body, *body.aliases)}
    called |= {name for unit in units.values() for name in (unit.name, *unit.aliases)} if delegation else set()
    return single | {name for name in called if body_key(name) in body_key(delegation)}


def body_keys(state: State, name: str, day: date) -> frozenset[str]:
    """By what a body is known on a day: its name, all that it is registered with, and what its unit is called."""
    return state.names(name, day)


def units_of(state: State, units: Mapping[str, UnitOnDay], body: str, day: date) -> frozenset[str]:
    """The units that a body answers for: the one it is registered with, or those that are called as it is."""
    registered = body_on(state.about(BODIES), body, day)
    if registered is not None:
        return frozenset((registered.unit,)) if registered.unit else frozenset()
    return state.once(("called", body, day), lambda: _called(units, body))


def _called(units: Mapping[str, UnitOnDay], body: str) -> frozenset[str]:
    named = body_key(body)
    keys = ((id_, {body_key(name) for name in (id_, unit.name, *unit.aliases)}) for id_, unit in units.items())
    return frozenset(id_ for id_, called in keys if named in called)


def of_several_boards(state: State, units: Mapping[str, UnitOnDay], changed: Iterable[str], day: date) -> bool:
    """Whether what some units have in common is above a board: one that is called so, or that a body is registered
    with; or is the organisation itself."""
    ways = [way_up(units, unit) for unit in changed]
    shared = [unit for unit in ways[0] if all(unit in way for way in ways)]
    below = {unit for way in ways for unit in way}.difference(shared)
    registered = {body.fact.unit for body in state.about(BODIES, day) if isinstance(body.fact, BodyRegistered)}
    if not below.isdisjoint(registered) or any(map(is_called_board, _names(units, below))):
        return True
    kept_by = "" if state.organisation is None else state.organisation.name
    return any(body_key(kept_by) == body_key(name) for name in _names(units, shared[:1]))


def _names(units: Mapping[str, UnitOnDay], of: Iterable[str]) -> Iterator[str]:
    return (name for unit in of if unit in units for name in (units[unit].name, *units[unit].aliases))
