"""The organisation's own rules, as they are for a decision of some day: what is refused, and who decides what.

On the period clock a rule acts from `applies_from` on the decisions of those days; when it says no day, from the day it
was decided itself. On the decided clock the last one decided wins among those that have begun. On the known clock it
acts on what is recorded after it, and on nothing that is recorded already: an entry keeps the warning it was given.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

from ledger.decision_names import body_key, body_spellings, is_part_key, part_spellings, parts_called, without_place
from ledger.events.policy import (
    BodyKind,
    BodyRegistered,
    CompetenceDecided,
    ControlPolicyDecided,
    ToleranceDecided,
    Treatment,
)
from ledger.meaning.placed import PlacedFact
from ledger.meaning.tree import UnitOnDay
from ledger.values import Basis, OrganisationKind

BODIES: Final = "policy:bodies"
"""Under which every body stands."""

COMPETENCE: Final = "policy:competence-"
"""Under which it stands who decides an event, and how much."""

COMPETENCES: Final = "policy:competences"
"""Under which everything stands about who decides what, whatever event it is about."""

TOLERANCE: Final = "policy:control-total-differs"
"""Under which the tolerance for control totals stands."""

_COUNCILS: Final = {
    OrganisationKind.MUNICIPALITY: ("kommunfullmäktige", "stadsfullmäktige", "fullmäktige"),
    OrganisationKind.REGION: ("regionfullmäktige", "landstingsfullmäktige", "fullmäktige"),
    OrganisationKind.MUNICIPAL_FEDERATION: (
        "förbundsfullmäktige",
        "förbundsdirektionen",
        "direktionen",
        "fullmäktige",
    ),
}
"""What whoever has the council's powers is called (KL 5:1, 9:2), with or without the name of the place; any other name
is told by `BodyRegistered`. Associations and companies go by their statutes."""


_ASSEMBLIES: Final = {
    OrganisationKind.ASSOCIATION: ("förbundsmötet", "förbundsmöte", "årsmötet", "årsmöte", "föreningsstämman"),
    OrganisationKind.COMPANY: ("bolagsstämman", "bolagsstämma", "årsstämman", "årsstämma"),
}
"""What the highest body is called where there is no council: by statutes, and so by custom."""


HIGHEST: Final = tuple(dict.fromkeys(name for names in (_COUNCILS | _ASSEMBLIES).values() for name in names))
"""Everything that a highest body is called."""


def highest_names(kind: OrganisationKind | None) -> tuple[str, ...]:
    """Everything that a highest body is called, but for the councils of other kinds of organisation where this kind has
    one: a region has no kommunfullmäktige. An association or a company may have its owner's decisions."""
    own = _COUNCILS.get(kind) if kind is not None else None
    others = {name for names in _COUNCILS.values() for name in names if own is not None and name not in own}
    return tuple(name for name in HIGHEST if name not in others)


EXECUTIVES: Final = {
    OrganisationKind.MUNICIPALITY: ("kommunstyrelsen", "styrelsen"),
    OrganisationKind.REGION: ("regionstyrelsen", "landstingsstyrelsen", "styrelsen"),
    OrganisationKind.MUNICIPAL_FEDERATION: ("förbundsstyrelsen", "styrelsen"),
}
"""What the executive board is called, with or without the name of the place."""


BOARDS: Final = (
    *dict.fromkeys(name for names in EXECUTIVES.values() for name in names),
    "valnämnden",
    "ordföranden",
    "revisorerna",
)
"""What the law calls boards and others that may decide (KL 3:1–4, 6:1, 6:37–40)."""

KINDS: Final = (
    "nämnden",
    "nämnd",
    "styrelsen",
    "utskottet",
    "utskott",
    "beredningen",
    "presidiet",
    "presidium",
    "ordförande",
    "kontoret",
)
"""How the names of bodies and offices end: whoever is called so is one, whatever comes before."""

_LAWFUL_COUNCILS: Final = frozenset(
    {
        "fullmäktige",
        "kommunfullmäktige",
        "stadsfullmäktige",
        "regionfullmäktige",
        "landstingsfullmäktige",
        "förbundsfullmäktige",
    }
)
"""What the law calls a council and nothing else; a direktion is one only where there is no council (KL 9:2)."""


def is_lawful_council(name: str) -> bool:
    """Whether a body has a name that the law has for a council and for nothing else."""
    return body_key(name) in _LAWFUL_COUNCILS


class Control(msgspec.Struct, frozen=True):
    """How a rule is treated, from which day, and the position of the entry that says so."""

    rule: str
    treatment: Treatment
    applies_from: date
    position: int


def begins(placed: PlacedFact) -> date:
    """The day from which one of the organisation's own rules holds."""
    match placed.fact:
        case ControlPolicyDecided() | ToleranceDecided() | CompetenceDecided() | BodyRegistered() as own_rule:
            return own_rule.applies_from or placed.decided.latest
        case _:
            return placed.decided.latest


def in_force(placed: Iterable[PlacedFact], day: date) -> list[PlacedFact]:
    """Those that have begun by a day, in the order they were given: of two about the same, the last holds."""
    return [fact for fact in placed if begins(fact) <= day]


def control_on(placed: Iterable[PlacedFact], day: date) -> Control | None:
    """How a rule is treated on a day, from what is held about it in decided order; None: nobody has said."""
    control: Control | None = None
    for said in in_force(placed, day):
        if isinstance(said.fact, ControlPolicyDecided):
            control = Control(said.fact.rule, said.fact.treatment, begins(said), said.position)
    return control


def tolerance_on(placed: Iterable[PlacedFact], day: date) -> int:
    """The tolerance for control totals on a day, in öre beyond the printed precision; nothing unless it is decided."""
    decided = [said.fact.tolerance_ore for said in in_force(placed, day) if isinstance(said.fact, ToleranceDecided)]
    return decided[-1] if decided else 0


def competent_on(placed: Iterable[PlacedFact], day: date) -> CompetenceDecided | None:
    """Who decides an event on a day, between boards, from what is held about that event; None: nothing is checked."""
    between = _competences(placed, day).get("")
    decided = None if between is None else between[0]
    return decided if decided is not None and decided.bodies else None


def competences_on(placed: Iterable[PlacedFact], day: date) -> list[tuple[CompetenceDecided, int]]:
    """What holds on a day about who decides an event and how much, each with its position: between boards, and inside
    the right of each board that has delegated it."""
    return list(_competences(placed, day).values())


def _competences(placed: Iterable[PlacedFact], day: date) -> dict[str, tuple[CompetenceDecided, int]]:
    """The last one said, by the board inside whose right it is; nothing for what is between boards."""
    said = ((fact.fact, fact.position) for fact in in_force(placed, day))
    decided = ((fact, position) for fact, position in said if isinstance(fact, CompetenceDecided))
    return {"" if fact.within is None else body_key(fact.within): (fact, position) for fact, position in decided}


def body_on(placed: Iterable[PlacedFact], name: str, day: date) -> BodyRegistered | None:
    """What is registered about a body on a day, by its name or an alias, whatever its capitals and spaces."""
    bodies = [said.fact for said in in_force(placed, day) if isinstance(said.fact, BodyRegistered)]
    return next((body for body in reversed(bodies) if body_key(name) in body.keys), None)


def names_on(
    said: Iterable[PlacedFact], units: Iterable[UnitOnDay], body: str, day: date, kind: OrganisationKind | None
) -> frozenset[str]:
    """By what a body is known on a day, each by its key: its name, all that it is registered with, what the unit of a
    board is called, and what the council and the executive of a `kind` of organisation are; of a part of a board, also
    by every name of that. A name that another body is registered with is that body's."""
    known, units = [fact.fact for fact in in_force(said, day)], list(units)
    bodies = list({body_key(one.body): one for one in known if isinstance(one, BodyRegistered)}.values())
    key = _own_key(body, bodies, units, kind)
    own = next((one for one in reversed(bodies) if key in one.keys), None)
    as_part = frozenset(_as_part({key} if own is None else own.keys, bodies, units, kind))
    theirs = [one for one in bodies if one is not own and not one.keys.isdisjoint(as_part)]
    if own is None and len(theirs) == 1:
        return _known_by(theirs[0].body, bodies, units, kind) | as_part | {key}
    return _known_by(body, bodies, units, kind) | as_part.difference(*(one.keys for one in theirs))


def _as_part(
    keys: Collection[str], bodies: list[BodyRegistered], units: list[UnitOnDay], kind: OrganisationKind | None
) -> Iterator[str]:
    """The keys of a part of a board, such as a committee, by every name of that board."""
    if not any(is_part_key(key) for key in keys):
        return
    known = frozenset[str](EXECUTIVES.get(kind, ()) if kind is not None else ())
    known = known.union(*(one.keys for one in bodies), *map(_called, units))
    spelled = {name: key for key in known for name in body_spellings(key)}
    for key in keys:
        owners = (owner for owner in spelled if any(parts_called(key, owner)))
        owner = max(owners, key=len, default=key)
        names = {
            name for each in _known_by(spelled.get(owner, owner), bodies, units, kind) for name in body_spellings(each)
        }
        yield from (
            name for part in parts_called(key, owner) for each in names for name in part_spellings(each, part, known)
        )


def _known_by(
    body: str, bodies: list[BodyRegistered], units: list[UnitOnDay], kind: OrganisationKind | None
) -> frozenset[str]:
    key = _own_key(body, bodies, units, kind)
    own = next((one for one in reversed(bodies) if key in one.keys), None)
    names = {key} if own is None else {key, *own.keys}
    for unit in units:
        boards, called = _boards_of(unit, bodies), _called(unit)
        others = frozenset[str]().union(*(one.keys for one in bodies if one not in boards))
        if boards == [own] or (own is None and key in called - others):
            names |= called - others
            names |= boards[0].keys if len(boards) == 1 else frozenset()
    return frozenset((body_key(body), *names)).union(*_lawful(bodies, own, key, kind))


def _own_key(
    body: str, bodies: Iterable[BodyRegistered], units: Iterable[UnitOnDay], kind: OrganisationKind | None
) -> str:
    """By which key a body is looked for: without the place that is written out, when that is how a board of a
    municipality or a region is known here (`Socialnämnden i Åmål`). Others have the boards of several places."""
    key, plain = body_key(body), body_key(without_place(body))
    known = frozenset[str]().union(*(one.keys for one in bodies), *map(_called, units))
    is_own = kind in (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION) and plain in known - {key}
    return plain if is_own and key not in known and is_called_board(plain) else key


def _called(unit: UnitOnDay) -> frozenset[str]:
    return frozenset(map(body_key, (unit.unit, unit.name, *unit.aliases)))


def _boards_of(unit: UnitOnDay, bodies: Iterable[BodyRegistered]) -> list[BodyRegistered]:
    """The boards that are registered with a unit, or else without any and called as it is."""
    boards = [body for body in bodies if body.kind is not BodyKind.DELEGATE]
    named = (body for body in boards if body.unit is None and not body.keys.isdisjoint(_called(unit)))
    return [body for body in boards if body.unit == unit.unit] or list(named)


def _lawful(
    bodies: Collection[BodyRegistered], own: BodyRegistered | None, key: str, kind: OrganisationKind | None
) -> Iterator[frozenset[str]]:
    """What the council is called, or the executive, of a body that is it: an organisation has one of each."""
    for of, names in ((BodyKind.COUNCIL, _COUNCILS), (BodyKind.EXECUTIVE, EXECUTIVES)):
        lawful = frozenset[str]() if kind is None else frozenset(names.get(kind, ()))
        if key in lawful if own is None else own.kind is of:
            taken = frozenset[str]().union(*(body.keys for body in bodies if body.kind is not of))
            yield (lawful - taken).union(*(body.keys for body in bodies if body.kind is of))


def is_called_board(name: str) -> bool:
    """Whether a body is called as a board, a part of one or an office is.

    >>> is_called_board("Socialnämnden"), is_called_board("Socialnämnden i X"), is_called_board("Stämman")
    (True, True, False)
    """
    key, first = body_key(without_place(name)), body_key(name.split()[0])
    return key.endswith(KINDS) or not {key, first}.isdisjoint(BOARDS)


def contradicted(body: BodyRegistered, kind: OrganisationKind) -> tuple[str, BodyKind] | None:
    """The first name of a body which says that it is another kind of body than it is registered as, and which one (KL
    3:1-4, 6:1); None where the law says nothing of the name, or nothing else."""
    for name in (body.body, *body.aliases) if kind in _COUNCILS else ():
        is_council_name = not _LAWFUL_COUNCILS.isdisjoint((body_key(name), body_key(name.split()[0])))
        if is_council_name != (body.kind is BodyKind.COUNCIL) and (is_council_name or is_called_board(name)):
            return name, BodyKind.COUNCIL if is_council_name else BodyKind.BOARD
    return None


def _registered_kind(placed: Collection[PlacedFact], name: str, day: date, kind: OrganisationKind) -> BodyKind | None:
    """What a body is registered as; None when it is not, or against its name, as it could be in an older log: then the
    name tells."""
    registered = body_on(placed, name, day) if placed else None
    return None if registered is None or contradicted(registered, kind) else registered.kind


def is_council(placed: Collection[PlacedFact], name: str, day: date, kind: OrganisationKind) -> bool:
    """Whether a body is the council (fullmäktige) of a kind of organisation, by what is registered about it or else by
    its name."""
    registered = _registered_kind(placed, name, day, kind)
    if registered is not None:
        return registered is BodyKind.COUNCIL
    return _is_called(name, _COUNCILS.get(kind, ()))


def is_executive(placed: Collection[PlacedFact], name: str, day: date, kind: OrganisationKind) -> bool:
    """Whether a body is the executive board of a kind of organisation, by what is registered about it or else by its
    name (KL 3:1, 6:1)."""
    registered = _registered_kind(placed, name, day, kind)
    if registered is not None:
        return registered is BodyKind.EXECUTIVE
    return _is_called(name, EXECUTIVES.get(kind, ()))


def is_highest(placed: Collection[PlacedFact], name: str, day: date, kind: OrganisationKind) -> bool:
    """Whether a body is the highest of all: the council, or the assembly of an association or a company."""
    return is_council(placed, name, day, kind) or _is_called(name, _ASSEMBLIES.get(kind, ()))


def is_delegated(basis: Basis) -> bool:
    """Whether a decision was made in another body's place, inside that (KL 6:37-40, 7:5-8): then its time to appeal is
    counted from where it is reported. What the council has let a body decide (KL 5:2) is that body's own decision."""
    return bool((basis.delegation or "").split()) and not is_let_by_council(basis)


def is_let_by_council(basis: Basis) -> bool:
    """Whether a decision cites that the council has let its body decide it (KL 5:2)."""
    return basis.delegation is not None and is_councils_delegation(basis.delegation)


def is_councils_delegation(text: str) -> bool:
    """Whether it is the council that has delegated, by what a delegation says: who has is the first that it names, but
    for those whose regulations it cites (those are the council's), and those to whom it is given.

    >>> [is_councils_delegation(text) for text in ("KF:s beslut § 5", "KFs delegation", "Kommunstyrelsens reglemente")]
    [True, True, True]
    >>> [is_councils_delegation(text) for text in ("SN:s ordning 4.2", "Nämndens ordning (reglemente KF § 3)")]
    [False, False]
    """
    if _COUNCIL_MAY_DELEGATE.search(text):
        return True
    words, cites_regulations = re.findall(r"[\w:-]+", text), False
    for before, word, after in zip(("", *words), words, (*words[1:], ""), strict=False):
        name, is_owner = _owner(word)
        if not _LAWFUL_COUNCILS.isdisjoint((body_key(name), body_key(word))):
            return True
        has_regulations = (is_owner or name.isupper()) and _REGULATIONS.match(after)
        cites_regulations |= bool(has_regulations)
        is_body = is_called_board(name) or (is_owner and name.isupper())
        if is_body and not has_regulations and before.casefold() not in _RECIPIENTS:
            return False
    return cites_regulations


def _owner(word: str) -> tuple[str, bool]:
    """A word without the ending of an owner, and whether it had one: `KF:s`, `nämndens`."""
    bare = re.sub(r"(:s|(?<=[^\W_]{3})s|(?<=\b[A-ZÅÄÖ]{2})s)?:?$", "", word)
    return bare or word, len(bare.rstrip(":")) < len(word.rstrip(":"))


_COUNCIL_MAY_DELEGATE: Final = re.compile(r"\bKL\s*5\s*:\s*2\b|\b5\s*kap\.?\s*2\s*§", re.IGNORECASE)
"""The section by which the council lets a body decide."""

_REGULATIONS: Final = re.compile("reglement", re.IGNORECASE)
_RECIPIENTS: Final = ("för", "till", "åt")


def _is_called(name: str, names: Collection[str]) -> bool:
    words = [body_key(word) for word in name.split()]
    return not {words[0], words[-1]}.isdisjoint(names)
