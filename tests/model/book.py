"""What the model has written down: deeds in order, what stands of them, and what the naive fold makes of that.

A claim is kept in two forms, the fact that is sent and plain words about it. Only the words are read here.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from ledger.events import Correctable, Proposable
from ledger.values import Basis
from tests.projections import naive
from tests.projections.naive import Coordinate, Frame, Line, Moved, Said, Value

FIRST: Final = 5
"""The position of the first deed; before it come those that open the ledger, and the units `ks`, `slk` and `sbk`."""

NOTHING: Final = Said((), None, None)


class Inner(NamedTuple):
    """One fact that a claim decides or proposes, what it does to frames, and what is wrong with it in any ledger."""

    fact: Proposable
    moved: tuple[Moved, ...]
    wrong: frozenset[str] = frozenset()


class Claim(NamedTuple):
    """What one entry claims. `kind`: frame, opening, proposal, clause, condition, index, judgment, register, rename or
    move. `name`: of the proposal, condition, index or unit. `value`: a unit's new name, or the unit above it, from
    `since`. `outcome` of a clause: empty when it moves nothing."""

    fact: Correctable
    basis: Basis | None
    said: Said
    kind: str
    name: str = ""
    inner: tuple[Inner, ...] = ()
    exceptions: tuple[int, ...] = ()
    outcome: str = ""
    wording: str = ""
    value: str | None = None
    since: date = date.min
    units: tuple[str, ...] = ()

    @property
    def moves(self) -> tuple[Moved, ...]:
        """What it does to frames, all together."""
        return tuple(moved for inner in self.inner for moved in inner.moved)

    def seen(self) -> Said:
        """As the naive model takes it."""
        return self.said._replace(moved=self.moves)


class Deed(NamedTuple):
    """One entry: a claim, or a correction to a claim, or a withdrawal (no claim)."""

    claim: Claim | None
    corrects: int | None = None


class Book:
    """Everything that was stored, as the model wrote it down."""

    def __init__(self, today: date, deeds: Sequence[Deed] = ()) -> None:
        self.today = today
        self.deeds = list(deeds)

    def plus(self, deed: Deed) -> "Book":
        """A book with one more deed."""
        return Book(self.today, [*self.deeds, deed])

    @property
    def head(self) -> int:
        """The position of the last entry."""
        return FIRST - 1 + len(self.deeds)

    def at(self, position: int) -> Claim | None:
        """What the entry at a position claims, corrected or not."""
        return self.deeds[position - FIRST].claim

    def corrected(self, position: int) -> bool:
        """Whether the entry at a position has been corrected."""
        return any(deed.corrects == position for deed in self.deeds)

    def standing(self, head: int | None = None) -> list[tuple[int, Claim]]:
        """The claims that stand, in the order in which they were first recorded, with the positions that say them."""
        first: dict[int, int] = {}
        found: dict[int, Claim] = {}
        known = self.deeds if head is None else self.deeds[: max(head - FIRST + 1, 0)]
        for position, deed in enumerate(known, start=FIRST):
            first[position] = position if deed.corrects is None else first.get(deed.corrects, position)
            found.pop(deed.corrects or 0, None)
            if deed.claim is not None:
                found[position] = deed.claim
        return sorted(found.items(), key=lambda one: first[one[0]])

    def proposal(self, name: str) -> Claim | None:
        """The proposal of a name, as it stands."""
        named = [claim for _, claim in self.standing() if claim.kind == "proposal" and claim.name == name]
        return named[-1] if named else None

    def annulled(self, claim: Claim) -> bool:
        """Whether a court has annulled what a claim rests on, from any day."""
        judged = (one.said.annuls for _, one in self.standing() if one.said.annuls is not None)
        decided_on = claim.said.latest or self.today
        return claim.basis is not None and any(naive.hits(one, claim.said, decided_on) for one in judged)

    def lines(self) -> list[Line]:
        """As the naive model takes them."""
        return [Line(deed.claim.seen() if deed.claim else None, deed.corrects) for deed in self.deeds]

    def answer(self, coordinate: Coordinate) -> naive.Answer:
        """Every frame at a coordinate."""
        return naive.answer(self.lines(), FIRST, coordinate, self.today)

    def frames(self, day: date) -> dict[Frame, Value]:
        """Every decided frame on a day, as known now."""
        return self.answer(Coordinate(self.head, day)).frames

    def days(self) -> list[date]:
        """The days that something turns on, with the day before each."""
        found = {self.today}
        for deed in self.deeds:
            if deed.claim is not None:
                found |= set(turning(deed.claim, self.today))
        return sorted(found | {day - timedelta(days=1) for day in found})

    def unit(self, unit: str, what: str, day: date, head: int | None = None) -> str | None:
        """A unit's name (`rename`) or the unit above it (`move`) on a day: what was said last among what holds then."""
        found = {"rename": _NAMES.get(unit, unit), "move": _ABOVE.get(unit)}[what]
        for _, claim in self.standing(head):
            if claim.name == unit and claim.kind == what and claim.since <= day:
                found = claim.value
        return found

    def goes_round(self) -> bool:
        """Whether any unit is below itself on any day."""
        days = {date.min, *(claim.since for _, claim in self.standing() if claim.kind == "move")}
        return any(self._round(unit, day) for unit in _NAMES for day in days)

    def _round(self, unit: str, day: date) -> bool:
        above, seen = self.unit(unit, "move", day), {unit}
        while above is not None and above not in seen:
            seen.add(above)
            above = self.unit(above, "move", day)
        return above == unit


_NAMES: Final = {"ks": "Kommunstyrelsen", "slk": "Stadsledningskontoret", "sbk": "Stadsbyggnadskontoret"}
_ABOVE: Final = {"slk": "ks", "sbk": "ks"}
UNITS: Final = tuple(_NAMES)


def turning(claim: Claim, today: date) -> Iterator[date]:
    """The days on which a claim begins to act."""
    yield from (day for day in (claim.said.earliest, claim.said.latest or today) if day is not None)
    if claim.said.annuls is not None:
        yield claim.said.annuls.final_on
