"""What an earmark of equity is on a day: what it is for, until when, and what remains of it.

One source for rules and answers. What is held about the earmark is gone through in decided order; nothing is added up
when it is written, so that what is decided or recorded late finds its place.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from ledger.events import Fact
from ledger.events.equity import (
    EquityReserved,
    ReservationDrawn,
    ReservationExtended,
    ReservationLapsed,
    ReservationReleased,
    ReservationToppedUp,
)
from ledger.events.frames import SupplementaryAppropriationDecided
from ledger.meaning.placed import PlacedFact


class ChangeKind(StrEnum):
    """What can happen to an earmark."""

    RESERVED = "reserved"
    EXTENDED = "extended"
    TOPPED_UP = "topped-up"
    DRAWN = "drawn"
    RELEASED = "released"
    LAPSED = "lapsed"


class Validity(StrEnum):
    """Where a day lies in an earmark's time."""

    NOT_BEGUN = "not-begun"
    VALID = "valid"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    UNKNOWN = "unknown-end"


_SIGNS: Final = {
    ChangeKind.RESERVED: 1,
    ChangeKind.TOPPED_UP: 1,
    ChangeKind.DRAWN: -1,
    ChangeKind.RELEASED: -1,
    ChangeKind.LAPSED: -1,
}


class Change(msgspec.Struct, frozen=True):
    """One thing that happened to an earmark: the amount in öre (positive; None when unknown, or when none is moved),
    the day it is about, and what remained afterwards (None: not known)."""

    kind: ChangeKind
    placed: PlacedFact
    amount_ore: int | None
    day: date | None = None
    purpose: str | None = None
    remaining_ore: int | None = None

    @property
    def counts_from(self) -> date:
        """The day from which it changes what remains: that of the draw or of the lapse, else that of the decision."""
        own = self.day if self.kind in (ChangeKind.DRAWN, ChangeKind.LAPSED) else None
        return self.placed.decided.latest if own is None else own


class Reservation(msgspec.Struct, frozen=True):
    """An earmark of equity as some decisions leave it. `remaining_ore` None: the balance is not known. `origin_known`
    False: its creation is not recorded, only what happened to it later."""

    reservation: str
    purpose: str | None
    first_day: date | None
    last_day: date | None
    lapsed_on: date | None
    origin_known: bool
    remaining_ore: int | None
    changes: tuple[Change, ...]

    def total_ore(self, kind: ChangeKind) -> int | None:
        """Everything of one kind, in öre; None when a part of it is not known."""
        if kind is ChangeKind.RESERVED and not self.origin_known:
            return None
        amounts = [change.amount_ore for change in self.changes if change.kind is kind]
        return None if None in amounts else sum(amount for amount in amounts if amount is not None)

    def amounts_ore(self) -> dict[str, int | None]:
        """Everything of each kind that moves money, and what remains, in öre, by the names that answers have for them;
        None is unknown."""
        return {
            "reserved_ore": self.total_ore(ChangeKind.RESERVED),
            "topped_up_ore": self.total_ore(ChangeKind.TOPPED_UP),
            "drawn_ore": self.total_ore(ChangeKind.DRAWN),
            "released_ore": self.total_ore(ChangeKind.RELEASED),
            "lapsed_ore": self.total_ore(ChangeKind.LAPSED),
            "remaining_ore": self.remaining_ore,
        }

    def by(self, day: date) -> "Reservation":
        """The same earmark with only what counts by a day in its amounts: 20 reserved, of which 13 lapse on 1 July, are
        still 20 on 30 June. Its time is what has been decided about it, whatever the day."""
        changes = tuple(change for change in self.in_order_of_days() if change.counts_from <= day)
        remaining = changes[-1].remaining_ore if changes else 0 if self.origin_known else None
        return msgspec.structs.replace(self, changes=changes, remaining_ore=remaining)

    def in_order_of_days(self) -> tuple[Change, ...]:
        """All that happened to it in the order of the days it counts from, with what remains after each. What counts
        from one day stands in decided order."""
        return tuple(_balanced(sorted(self.changes, key=lambda change: change.counts_from)))

    def validity(self, day: date) -> Validity:
        """Where a day lies in the earmark's time."""
        if self.lapsed_on is not None and day >= self.lapsed_on:
            return Validity.LAPSED
        if self.first_day is not None and day < self.first_day:
            return Validity.NOT_BEGUN
        if self.last_day is None:
            return Validity.UNKNOWN
        return Validity.EXPIRED if day > self.last_day else Validity.VALID

    def named_days(self) -> Iterator[tuple[date, PlacedFact]]:
        """The days that its decisions name, from which it is another than the day before: that of a draw or of a lapse,
        its first, and the one after its last. Each with the decision that names it."""
        reserved = [change for change in self.changes if change.kind is ChangeKind.RESERVED]
        if reserved and self.first_day is not None:
            yield self.first_day, reserved[0].placed
        moved = (change for change in self.changes if change.kind in (ChangeKind.DRAWN, ChangeKind.LAPSED))
        yield from ((change.counts_from, change.placed) for change in moved)
        ends = [change for change in self.changes if change.kind in (ChangeKind.RESERVED, ChangeKind.EXTENDED)]
        if self.last_day is not None and self.last_day < date.max:
            yield self.last_day + timedelta(days=1), ends[-1].placed

    def outside(self) -> tuple[Change, ...]:
        """Draws on days that are not within its time."""
        inside = (Validity.VALID, Validity.UNKNOWN)
        drawn = (change for change in self.changes if change.kind is ChangeKind.DRAWN)
        return tuple(change for change in drawn if change.day is not None and self.validity(change.day) not in inside)


def reservation_on(reservation: str, placed: Iterable[PlacedFact]) -> Reservation:
    """An earmark as some facts leave it, which are given in decided order and all stand."""
    in_order = [change for fact in placed for change in changes_of(fact, reservation)]
    changes = _balanced(in_order)
    reserved = [change.placed.fact for change in changes if isinstance(change.placed.fact, EquityReserved)]
    first = reserved[0] if reserved else None
    return Reservation(
        reservation,
        _purpose(first, changes),
        first.applies_from if first else None,
        _last_day(changes),
        _lapsed_on(changes),
        first is not None,
        changes[-1].remaining_ore if changes else None,
        tuple(changes),
    )


def changes_of(placed: PlacedFact, reservation: str) -> Iterator[Change]:
    """What a fact does to an earmark; nothing for a fact that only mentions it."""
    fact: Fact = placed.fact
    match fact:
        case EquityReserved():
            yield Change(ChangeKind.RESERVED, placed, fact.amount_ore, fact.applies_from, fact.purpose)
        case ReservationExtended():
            yield Change(ChangeKind.EXTENDED, placed, None, fact.last_day, fact.purpose)
        case ReservationToppedUp():
            yield Change(ChangeKind.TOPPED_UP, placed, fact.amount_ore)
        case ReservationDrawn():
            yield Change(ChangeKind.DRAWN, placed, fact.amount_ore, fact.drawn_on, fact.purpose)
        case ReservationReleased():
            yield Change(ChangeKind.RELEASED, placed, fact.amount_ore)
        case ReservationLapsed():
            yield Change(ChangeKind.LAPSED, placed, fact.amount_ore, fact.lapsed_on)
        case SupplementaryAppropriationDecided():
            legs = (leg for leg in fact.financing if leg.reservation == reservation)
            yield from (Change(ChangeKind.DRAWN, placed, leg.amount_ore, placed.decided.latest) for leg in legs)
        case _:
            return


def _balanced(changes: Sequence[Change]) -> list[Change]:
    """Each change with what remains after it. What was there before the first one is only known to be nothing when the
    creation is among them; a lapse takes whatever remains."""
    remaining: int | None = 0 if any(change.kind is ChangeKind.RESERVED for change in changes) else None
    balanced: list[Change] = []
    for change in changes:
        amount = change.amount_ore
        if isinstance(change.placed.fact, ReservationLapsed):
            stated = change.placed.fact.amount_ore
            amount, remaining = remaining if stated is None else stated, 0
        elif change.kind is not ChangeKind.EXTENDED:
            remaining = None if remaining is None or amount is None else remaining + _SIGNS[change.kind] * amount
        balanced.append(msgspec.structs.replace(change, amount_ore=amount, remaining_ore=remaining))
    return balanced


def _purpose(first: EquityReserved | None, changes: Sequence[Change]) -> str | None:
    """What it was created for; when that is not recorded, what its first extension says."""
    if first is not None:
        return first.purpose
    extended = (change.purpose for change in changes if change.kind is ChangeKind.EXTENDED)
    return next((purpose for purpose in extended if purpose), None)


def _last_day(changes: Iterable[Change]) -> date | None:
    """The last day that was decided last."""
    facts = (change.placed.fact for change in changes)
    days = [fact.last_day for fact in facts if isinstance(fact, EquityReserved | ReservationExtended)]
    return days[-1] if days else None


def _lapsed_on(changes: Iterable[Change]) -> date | None:
    """When it came to an end; None while it has not, also when it has been extended after that."""
    lapsed: date | None = None
    for change in changes:
        if change.kind is ChangeKind.LAPSED:
            lapsed = change.day
        elif change.kind is ChangeKind.EXTENDED:
            lapsed = None
    return lapsed
