"""What the model has written down: deeds in order, what stands of them, and what the naive fold makes of that.

A claim is kept in two forms, the fact that is sent and plain words about it. Only the words are read here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from ledger.events import Correctable, Proposable
from ledger.values import Basis
from tests.model.units import UNITS, Unit, below_themselves, ended, tree_on, way_up
from tests.projections import naive
from tests.projections.naive import Coordinate, Line, Value
from tests.projections.said import Frame, Moved, Ruled, Said

FIRST: Final = 5
"""The position of the first deed; before it come those that open the ledger, and the units `ks`, `slk` and `sbk`."""

NOTHING: Final = Said((), None, None)


class Inner(NamedTuple):
    """One fact that a claim decides or proposes, what it does to frames, and what is wrong with it in any ledger.
    `finds`: it says itself where its money comes from, as what moves between two frames does. `paid`: öre of
    the last of them that come from no frame. `reserve`: the frame that it takes as a central reserve. `technical`: it
    may have a counterpart that it does not name."""

    fact: Proposable
    moved: tuple[Moved, ...]
    wrong: frozenset[str] = frozenset()
    finds: bool = False
    paid: int = 0
    reserve: Frame | None = None
    technical: bool = False


class Rule(NamedTuple):
    """Who decides an event, by the names of bodies, and how much: for whom, in one decision, and for one project in a
    year (öre; None: as much as they like). `within`: in whose place; None: between boards."""

    event: str
    bodies: tuple[str, ...]
    limits: tuple[tuple[str, int | None, int | None], ...]
    within: str | None
    since: date | None


class Body(NamedTuple):
    """A body by all its names, and whether it is somebody who decides in another's place."""

    names: tuple[str, ...]
    delegate: bool
    since: date | None


class Accounts(NamedTuple):
    """What a year's accounts say of the reserves (öre): put into that of the year, taken out of a `pot` (None: that of
    the year), and what that of the year then holds."""

    year: int
    reserved: int | None
    used: int | None
    total: int | None
    pot: str | None


class Claim(NamedTuple):
    """What one entry claims. `kind`: frame, opening, proposal, clause, condition, index, judgment, register, units,
    report or notice; or rule, body and accounts, of which `own` tells. `name`: of the proposal, condition, index or new
    unit. `outcome` of a clause: empty when it moves nothing. `says`: what is so of which unit from `since` (its `name`,
    the unit `above`, that it `exists`, an `heir`, a `part`); `units` are those that it names, and `wrong` is what is
    wrong with it in any ledger."""

    fact: Correctable
    basis: Basis | None
    said: Said
    kind: str
    name: str = ""
    inner: tuple[Inner, ...] = ()
    exceptions: tuple[int, ...] = ()
    outcome: str = ""
    wording: str = ""
    says: tuple[tuple[str, str, str | None], ...] = ()
    since: date = date.min
    units: tuple[str, ...] = ()
    wrong: frozenset[str] = frozenset()
    own: Rule | Body | Accounts | None = None

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
        standing: dict[int, Claim] = {}
        known = self.deeds if head is None else self.deeds[: max(head - FIRST + 1, 0)]
        for position, deed in enumerate(known, start=FIRST):
            first[position] = position if deed.corrects is None else first.get(deed.corrects, position)
            standing.pop(deed.corrects or 0, None)
            if deed.claim is not None:
                standing[position] = deed.claim
        return sorted(standing.items(), key=lambda item: first[item[0]])

    def proposal(self, name: str) -> Claim | None:
        """The proposal of a name, as it stands."""
        named = [claim for _, claim in self.standing() if claim.kind == "proposal" and claim.name == name]
        return named[-1] if named else None

    def annulled(self, claim: Claim) -> bool:
        """Whether a court has annulled what a claim rests on, from any day."""
        ruled = (entry.said.ruled for _, entry in self.standing() if entry.said.ruled is not None)
        return claim.basis is not None and naive.falls(claim.said.settled(self.today), ruled)

    def can_lay(self, coordinate: Coordinate) -> bool:
        """Whether every proposal that is to be laid was put forward there."""
        standing = [claim for _, claim in self.standing(coordinate.position) if claim.kind == "proposal"]
        there = {claim.name for claim in standing if (claim.said.earliest or date.min) <= coordinate.as_of}
        return there.issuperset(coordinate.laid)

    def stands(self, claim: Claim) -> bool:
        """Whether a claim counts in the end: not annulled, and it waits for nothing that is not met."""
        if not claim.said.conditions:
            return not self.annulled(claim)
        met = self.answer(Coordinate(self.head, date.max)).met
        return not self.annulled(claim) and met.issuperset(claim.said.conditions)

    def lines(self) -> list[Line]:
        """As the naive model takes them."""
        return [Line(deed.claim.seen() if deed.claim else None, deed.corrects) for deed in self.deeds]

    def answer(self, coordinate: Coordinate) -> naive.Answer:
        """Every frame at a coordinate; of the units that it asks for."""
        answer = naive.answer(self.lines(), FIRST, coordinate, self.today)
        if coordinate.unit is None:
            return answer
        tree = self.tree(coordinate.as_of, coordinate.as_of, coordinate.position)
        return only(answer, lambda frame: coordinate.unit in way_up(tree, frame.unit))

    def frames(self, day: date) -> dict[Frame, Value]:
        """Every decided frame on a day, as known now."""
        return self.answer(Coordinate(self.head, day)).frames

    def days(self) -> list[date]:
        """The days that something turns on, with the day before each."""
        days = {self.today}
        for deed in self.deeds:
            if deed.claim is not None:
                days |= set(turning(deed.claim, self.today))
        return sorted(days | {day - timedelta(days=1) for day in days})

    def just_before(self, position: int) -> dict[Frame, Value]:
        """Every decided frame just before an entry in decided order, as everything stands in the end."""
        return naive.just_before(self.lines(), FIRST, position, self.today)

    def made_of(self, before_entry: int | None = None) -> dict[Frame, list[tuple[int, Moved]]]:
        """What each decided frame is the sum of in the end, or just before an entry in decided order, without indices,
        with the entries that say so."""
        return naive.made_of(self.lines(), FIRST, self.today, before_entry)

    def in_decided_order(self) -> list[tuple[int, Claim]]:
        """The claims that stand."""
        standing = dict(self.standing())
        return [(position, standing[position]) for position in naive.in_decided_order(self.lines(), FIRST, self.today)]

    def tree(self, on: date, as_of: date, head: int | None = None) -> dict[str, Unit]:
        """Every unit on a day, as decided by another: for each thing, what was decided last of what holds then."""
        said = self._about_units(as_of, head)
        said = [claim for claim in said if not claim.said.grounded or self._decided(claim)[0] <= as_of]
        return tree_on(_statements(said), on)

    def ended(self, unit: str, as_of: date) -> date | None:
        """The first day on which a unit is no longer there, of all that is known and stands on a day."""
        return ended(_statements(self._about_units(as_of)), unit)

    def _about_units(self, as_of: date, head: int | None = None) -> list[Claim]:
        """What is said about units that stands on a day, in decided order: no final judgment annuls what was decided,
        and it waits for nothing. That one is registered stands, however it was decided."""
        known = [claim for _, claim in self.standing(head)]
        ruled = [claim.said.ruled for claim in known if claim.said.ruled is not None]
        about = [claim for claim in known if claim.says]
        if any(claim.said.conditions for claim in about):
            there = Coordinate(self.head if head is None else head, as_of)
            met = naive.met(self.lines(), FIRST, there, self.today)
        else:
            met = set()
        said = [
            claim
            for claim in about
            if claim.kind == "register"
            or (not self._fallen(claim, ruled, as_of) and met.issuperset(claim.said.conditions))
        ]
        return sorted(said, key=self._decided)

    def _fallen(self, claim: Claim, ruled: Sequence[Ruled], as_of: date) -> bool:
        """Whether a ruling annuls what was decided about units, by a day."""
        return naive.falls(claim.said.settled(self.today), ruled, as_of)

    def _decided(self, claim: Claim) -> tuple[date, tuple[int, str], int]:
        """What no body decided comes first."""
        said = claim.said
        return (said.latest or self.today, said.paragraph, said.clause) if said.grounded else (date.min, (0, ""), 0)

    def units(self) -> set[str]:
        """The units that are registered."""
        return {*UNITS, *(claim.name for _, claim in self.standing() if claim.kind == "register")}

    def going_round(self) -> set[tuple[date, str]]:
        """The units that are below themselves, each with a day on which it is."""
        days = {date.min, *(claim.since for _, claim in self.standing() if claim.says)}
        return {(day, unit) for day in days for unit in below_themselves(self.tree(day, date.max))}


def _statements(said: Iterable[Claim]) -> list[tuple[date, str, str, str | None]]:
    return [(claim.since, *each) for claim in said for each in claim.says]


def only(answer: naive.Answer, wanted: Callable[[Frame], bool]) -> naive.Answer:
    """What is about some frames."""
    beside = {why: [pair for pair in every if wanted(pair[1].frame)] for why, every in answer.beside.items()}
    return naive.Answer({frame: value for frame, value in answer.frames.items() if wanted(frame)}, beside, answer.met)


def turning(claim: Claim, today: date) -> Iterator[date]:
    """The days on which a claim begins to act."""
    yield from (day for day in (claim.said.earliest, claim.said.latest or today) if day is not None)
    ruled, reported = claim.said.ruled, claim.said.reported
    if ruled is not None:
        yield from (day for day in (ruled.given_on, ruled.final_on) if day is not None)
    if reported is not None:
        yield from (day for day in (reported.meeting_day, reported.decided_on) if day is not None)
    posted = claim.said.posted or (None if reported is None else reported.posted)
    if posted is not None:
        yield from (posted.posted_on, posted.last_day, posted.last_day + timedelta(days=1))
