"""Which bodies there are: those that are registered, those that the law names, and those called as a unit.

A body that is none of these is not known. Rules that ask who decided are then stricter, never looser: a misspelt
`Komunfullmäktige` is not the council when it decides, and what it has set is guarded as if the council had.
"""

from collections.abc import Collection, Iterable
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from typing import Final

from ledger.decision_names import body_key
from ledger.events.policy import BodyRegistered
from ledger.meaning.placed import PlacedFact
from ledger.meaning.policy import EXECUTIVES, highest_names, in_force
from ledger.meaning.tree import UnitOnDay
from ledger.values import OrganisationKind

_BOARDS: Final = (
    *dict.fromkeys(name for names in EXECUTIVES.values() for name in names),
    "valnämnden",
    "ordföranden",
    "revisorerna",
)
"""What the law calls boards and others that may decide (KL 3:1–4, 6:1, 6:37–40)."""

_KINDS: Final = (
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

_ALIKE_PERCENT: Final = 86
"""How alike two names are when one may be the other misspelt: one letter in seven."""


def nearest_known(
    placed: Collection[PlacedFact],
    units: Iterable[UnitOnDay],
    name: str,
    day: date,
    kind: OrganisationKind | None = None,
) -> str | None:
    """None for a body that is known on a day; else the known name that is nearest, and nothing when none is near. What
    only another kind of organisation calls its highest body is not known where `kind` says which this is.

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
    key, last = body_key(name), body_key(name.split()[-1])
    if key in own:
        return None
    near = _nearest(key, own | law) or _nearest(last, law)
    if near is not None:
        return (own | law)[near]
    return None if key.endswith(_KINDS) else ""


def is_lawful_name(name: str, kind: OrganisationKind | None) -> bool:
    """Whether a body has a name that the law gives one, with or without the name of the place."""
    return not {body_key(name), body_key(name.split()[0]), body_key(name.split()[-1])}.isdisjoint(_lawful_names(kind))


@cache
def _lawful_names(kind: OrganisationKind | None) -> frozenset[str]:
    return frozenset((*highest_names(kind), *_BOARDS))


def is_called_board(name: str) -> bool:
    """Whether a body is called as a board, a part of one or an office is.

    >>> is_called_board("Socialnämnden"), is_called_board("Kommunstyrelsen i X"), is_called_board("Stämman")
    (True, True, False)
    """
    key, first = body_key(name), body_key(name.split()[0])
    return key.endswith(_KINDS) or not {key, first}.isdisjoint(_BOARDS)


def _nearest(name: str, known: Iterable[str]) -> str | None:
    """Of the known names that one may be misspelt of, the one most alike."""
    near = [(_alike_percent(name, other), other) for other in known]
    likeness, nearest = max(near, default=(0, ""))
    return nearest if likeness >= _ALIKE_PERCENT else None


def _alike_percent(one: str, other: str) -> int:
    """How much of two names is the same, in order: 100 when all is."""
    same = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return 200 * same // (len(one) + len(other))


def _own_names(placed: Iterable[PlacedFact], units: Iterable[UnitOnDay], day: date) -> list[str]:
    bodies = [said.fact for said in in_force(placed, day) if isinstance(said.fact, BodyRegistered)]
    registered = [name for body in bodies for name in (body.body, *body.aliases)]
    return [*registered, *(name for unit in units for name in (unit.unit, unit.name, *unit.aliases))]
