"""A question's coordinates: which period, as decided by which day, as known at which position, at which stage.

Every read takes them, and every answer echoes them. An answer with explicit `as_of` and a fixed `known_at` is
reproducible for ever: the same coordinates give the same bytes, as long as the recipe is the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

import msgspec

from ledger.appending import Resolved
from ledger.database import APPLICATION, Database, LedgerPlace, reaching_database
from ledger.errors import Refusal, Refused
from ledger.store import Log, open_datastore
from ledger.values import FrameKind, Rate, Stage
from ledger.when import FIRST_YEAR, LAST_YEAR, KnownAt, today, wait_until
from projections.projection import Cursor
from projections.remembered import Remembered
from projections.runner import Standing, begin_reading, standing, standing_now

LONGEST_WAIT_SECONDS: Final = 5
"""How long a read waits for its projections before it says that they are behind."""


class Question(msgspec.Struct, frozen=True):
    """What a reader asks. `as_of` None is today; `known_at` None is as far as the projections have come. `legal_force`:
    only decisions that have gained it. `index_ppb`: as if every index that is not decided were this, in billionths."""

    year: int
    as_of: date | None = None
    known_at: KnownAt | None = None
    stage: Stage | None = None
    proposal: str | None = None
    unit: str | None = None
    line: str | None = None
    min_position: int | None = None
    legal_force: bool = False
    index_ppb: Rate | None = None


class Coordinates(msgspec.Struct, frozen=True, omit_defaults=True):
    """The coordinates an answer was given at. `known_at` echoes what was asked; `position` is what it came to."""

    year: int
    as_of: date
    known_at: str | None
    position: int
    stage: Stage
    proposal: str | None = None
    unit: str | None = None
    line: str | None = None
    legal_force: bool = False
    index_ppb: Rate | None = None
    kind: FrameKind | None = None


class Place(msgspec.Struct, frozen=True):
    """Where on the known clock a question is answered. `fixed`: it can never change."""

    position: int
    fixed: bool
    standing: Standing


class ReadModel:
    """The read models of one ledger, for asking. Safe to use from several threads."""

    def __init__(
        self, database: Database, place: LedgerPlace, log: Log, longest_wait_seconds: float = LONGEST_WAIT_SECONDS
    ):
        self.ledger = place.name
        self.log = log
        self.remembered = Remembered()
        self._longest_wait_seconds = longest_wait_seconds
        self._datastore = open_datastore(database, APPLICATION, place.projection_schema, place.log_schema)

    def close(self) -> None:
        """Gives the connections back."""
        self._datastore.close()

    @contextmanager
    def cursor(self) -> Iterator[Cursor]:
        """A cursor in one transaction, on the read models, which are not swapped until it ends.

        Raises Refused (projection-behind) before they have been made.
        """
        with reaching_database(), self._datastore.transaction(commit=True) as cursor:
            begin_reading(cursor)
            yield cursor

    @contextmanager
    def reading(self, known_at: KnownAt | None, min_position: int | None = None) -> Iterator[tuple[Cursor, Place]]:
        """The place on the known clock, and a cursor to read with there: in one transaction, unless the read has to
        wait for its projections. Raises Refused: the same as `place` and `cursor`."""
        asked_for = known_at if known_at is None or isinstance(known_at, int) else self.log.resolve(known_at)
        with reaching_database(), self._piped() as cursor:
            place = _place_now(asked_for, min_position, standing_now(cursor))
            if place is not None:
                yield cursor, place
                return
        place = self.place(known_at, min_position)
        with self.cursor() as cursor:
            yield cursor, place

    @contextmanager
    def _piped(self) -> Iterator[Cursor]:
        """A cursor in one transaction whose statements wait for nothing but what is fetched."""
        with self._datastore.get_connection() as connection, connection.pipeline(), connection.transaction():
            yield connection.cursor()

    def standing(self) -> Standing:
        """How far the projections have come."""
        with self.cursor() as cursor:
            return standing(cursor)

    def place(self, known_at: KnownAt | None, min_position: int | None = None) -> Place:
        """Resolves the known clock, and waits until the projections have reached it.

        Raises Refused: position-beyond-head for a position nobody has recorded; projection-behind or
        projection-stopped when the projections do not get there in time.
        """
        if min_position is not None:
            self._wait_for(self.log.resolve(min_position).position)
        if known_at is None:
            found = self.standing()
            return Place(found.position, fixed=False, standing=found)
        resolved = self.log.resolve(known_at)
        return Place(resolved.position, resolved.fixed, self._wait_for(resolved.position))

    def _wait_for(self, position: int) -> Standing:
        def reached() -> bool:
            found = self.standing()
            return found.position >= position or found.stopped is not None

        wait_until(reached, self._longest_wait_seconds)
        found = self.standing()
        if found.position >= position:
            return found
        if found.stopped is not None:
            raise Refused(found.stopped)
        lag = position - found.position
        entries = "post" if lag == 1 else "poster"
        detail = f"Framräkningen har nått position {found.position}, {lag} {entries} före den efterfrågade, {position}."
        right = "Försök igen om en stund."
        raise Refused(Refusal("projection-behind", detail, str(position), str(found.position), str(lag), right))


def _place_now(known_at: int | Resolved | None, min_position: int | None, found: Standing) -> Place | None:
    """Where a question is answered, when the projections are there already; None when they are not."""
    if known_at is None:
        place = Place(found.position, fixed=False, standing=found)
    elif isinstance(known_at, int):
        place = Place(known_at, fixed=True, standing=found)
    else:
        place = Place(known_at.position, known_at.fixed, found)
    return place if max(place.position, min_position or 0) <= found.position else None


def check(question: Question) -> None:
    """Raises Refused (year-out-of-range) for a year no budget can be about."""
    if not FIRST_YEAR <= question.year <= LAST_YEAR:
        detail = f"{question.year} är inget rimligt budgetår."
        raise Refused(Refusal("year-out-of-range", detail, str(question.year), right=f"{FIRST_YEAR}–{LAST_YEAR}"))


def as_of_day(question: Question) -> date:
    """The day asked for, or today."""
    return question.as_of or today()


class Staleness(msgspec.Struct, frozen=True):
    """Said when the newest entries are not in the answer yet."""

    position: int
    head: int
    reason: str


def staleness(known_at: KnownAt | None, place: Place) -> Staleness | None:
    """Only for the newest answer: one at an explicit coordinate has all it should have."""
    found = place.standing
    if known_at is not None or found.position >= found.head:
        return None
    reason = found.stopped.detail if found.stopped else "Framräkningen pågår."
    return Staleness(found.position, found.head, reason)


def asked(known_at: KnownAt | None) -> str | None:
    """What was asked of the known clock, as an answer echoes it."""
    return None if known_at is None else str(known_at) if isinstance(known_at, int) else known_at.isoformat()
