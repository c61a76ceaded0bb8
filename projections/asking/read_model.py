"""The read models of one ledger, for asking: where on the known clock a question is answered, and how sure it is.

A question waits, but not for ever, until its projections have come as far as it asks about.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

import msgspec

from ledger.errors import Refusal, Refused
from ledger.log.appending import Resolved
from ledger.log.aside.unreadable import unreadable_refusal
from ledger.log.codec import UnreadableEntry
from ledger.log.database import Cursor, Database, LedgerPlace, reaching_database
from ledger.log.log import Log
from ledger.when import KnownAt, wait_until
from projections.asking.cache import LaterActsCache
from projections.asking.question import Coordinates
from projections.running.recipe import Recipe
from projections.running.standing import RunnerStanding, reading_on, standing
from projections.tables import PROJECTIONS

LONGEST_WAIT_SECONDS: Final = 5
BRIEF_WAIT_SECONDS: Final = 1
"""How long a read waits for its projections before it says that they are behind."""

AnyAnswer = TypeVar("AnyAnswer", bound=msgspec.Struct, covariant=True)


class Answered(msgspec.Struct, Generic[AnyAnswer], frozen=True):
    """An answer, and whether its bytes are settled for ever: the same question gets them again, as long as the recipe
    is the same."""

    answer: AnyAnswer
    settled: bool


class Place(msgspec.Struct, frozen=True):
    """Where on the known clock a question is answered. `fixed`: it can never change."""

    position: int
    fixed: bool
    standing: RunnerStanding


What = TypeVar("What")
FetchAt = Callable[[Cursor, int | None], tuple[RunnerStanding, What]]
"""Fetches what a question stands on, and how far the projections had come then."""


class ReadModel:
    """The read models of one ledger, for asking. Safe to use from several threads.

    The log is opened by `log`, and only for what asks about more than the read models have: an instant, or the entries
    themselves.
    """

    def __init__(
        self,
        database: Database,
        place: LedgerPlace,
        log: Callable[[], Log],
        longest_wait_seconds: float = LONGEST_WAIT_SECONDS,
    ):
        self.ledger = place.name
        self.later_acts_cache = LaterActsCache()
        self._log = log
        self._longest_wait_seconds = longest_wait_seconds
        self._heard_of = 0
        self._connections = database.carrying(place.log_role, place.projection_schema, place.log_schema)

    def hear_of(self, position: int) -> None:
        """Tells it of an entry that this process has recorded or been told of, and that somebody is taking in: a read
        that asks for no position then waits briefly for it, and says so if it answers without it."""
        self._heard_of = max(self._heard_of, position)

    def _awaits(self, reached: RunnerStanding) -> bool:
        return reached.stopped is None and reached.position < self._heard_of

    @property
    def log(self) -> Log:
        """The ledger's log, which belongs to whoever has opened it."""
        return self._log()

    @contextmanager
    def cursor(self) -> Iterator[Cursor]:
        """A cursor in one transaction, on the read models, which are not swapped until it ends.

        Raises Refused: projection-behind before they have been made; entry-unreadable where an entry is read again
        whose bytes have been damaged since.
        """
        try:
            with reaching_database(), self._connections.connection() as connection:
                yield reading_on(connection)
        except UnreadableEntry as error:
            raise Refused(unreadable_refusal(self.ledger, error.entry)) from error

    @contextmanager
    def reading(self, known_at: KnownAt | None, min_position: int | None = None) -> Iterator[tuple[Cursor, Place]]:
        """The place on the known clock, and a cursor to read with there: in one transaction, unless the read has to
        wait for its projections. Raises Refused: the same as `place` and `cursor`."""
        with self.fetching(known_at, min_position, lambda cursor, _: (standing(cursor), None)) as (cursor, place, _):
            yield cursor, place

    @contextmanager
    def fetching(
        self, known_at: KnownAt | None, min_position: int | None, fetch: FetchAt[What]
    ) -> Iterator[tuple[Cursor, Place, What]]:
        """As `reading`, and what `fetch` fetches at the place, in the same round trip as how far the projections have
        come: it is called with a position, or with None for as far as that is."""
        asked_for = known_at if known_at is None or isinstance(known_at, int) else self.log.resolve(known_at)
        position = asked_for.position if isinstance(asked_for, Resolved) else asked_for
        with self.cursor() as cursor:
            reached, what = fetch(cursor, position)
            place = _place_now(asked_for, min_position, reached)
            if place is not None and not (known_at is None and self._awaits(reached)):
                yield cursor, place, what
                return
        place = self.place(known_at, min_position)
        with self.cursor() as cursor:
            yield cursor, place, fetch(cursor, place.position)[1]

    def standing(self) -> RunnerStanding:
        """How far the projections have come."""
        with self.cursor() as cursor:
            return standing(cursor)

    def is_current(self) -> bool:
        """Whether there is nothing to do, as `RunnerStanding.is_current` says."""
        try:
            with self.cursor() as cursor:
                reached = standing(cursor)
        except Refused as refused:
            if refused.refusals[0].code != "projection-behind":
                raise
            return False
        return reached.is_current(Recipe(PROJECTIONS).sources_sha256)

    def place(self, known_at: KnownAt | None, min_position: int | None = None) -> Place:
        """Resolves the known clock, and waits until the projections have reached it; without any, briefly for what this
        process has heard of.

        Raises Refused: position-beyond-head for a position nobody has recorded; projection-behind or
        projection-stopped when the projections do not get there in time.
        """
        if min_position is not None:
            self._wait_for(self.log.resolve(min_position).position)
        if known_at is None:
            reached = self.standing()
            if self._awaits(reached):
                brief = min(BRIEF_WAIT_SECONDS, self._longest_wait_seconds)
                wait_until(lambda: not self._awaits(self.standing()), brief)
                reached = self.standing()
            return Place(reached.asides.last_known(reached.position), fixed=False, standing=reached)
        resolved = self.log.resolve(known_at)
        reached = self._wait_for(resolved.position)
        if (over := reached.asides.over(resolved.position)) is not None:
            raise Refused(_not_known(resolved.position, *over))
        return Place(resolved.position, resolved.fixed, reached)

    def _wait_for(self, position: int) -> RunnerStanding:
        def is_over() -> bool:
            reached = self.standing()
            return reached.position >= position or reached.stopped is not None

        wait_until(is_over, self._longest_wait_seconds)
        reached = self.standing()
        if reached.position >= position:
            return reached
        if reached.stopped is not None:
            raise Refused(reached.stopped)
        lag = position - reached.position
        entries = "post" if lag == 1 else "poster"
        detail = (
            f"Framräkningen har nått position {reached.position}, {lag} {entries} före den efterfrågade, {position}."
        )
        right = "Försök igen om en stund."
        raise Refused(Refusal("projection-behind", detail, str(position), str(reached.position), str(lag), right))


def _place_now(known_at: int | Resolved | None, min_position: int | None, reached: RunnerStanding) -> Place | None:
    """Where a question is answered, when the projections are there already; None when they are not."""
    if known_at is None:
        place = Place(reached.position, fixed=False, standing=reached)
    elif isinstance(known_at, int):
        place = Place(known_at, fixed=True, standing=reached)
    else:
        place = Place(known_at.position, known_at.fixed, reached)
    is_there = max(place.position, min_position or 0) <= reached.position
    return place if is_there and reached.asides.over(place.position) is None else None


def _not_known(position: int, entry: int, aside: int) -> Refusal:
    """Why there is no answer as known at a position: it stays as it was, also when the entry has been set aside."""
    detail = (
        f"Posten på position {entry} gick inte att läsa förrän den lades åt sidan, på position {aside}: som känt vid "
        f"position {position} finns inget svar."
    )
    right = f"en position till och med {entry - 1}, eller från och med {aside}"
    return Refusal("projection-stopped", detail, str(position), right=right)


def is_settled(place: Place, *asked_for: object) -> bool:
    """Whether an answer can never change: its place cannot, and nothing was left for the calendar to fill in.
    `asked_for` is what must have been asked outright: the day, and the year where one is always meant."""
    return place.fixed and None not in asked_for


class Staleness(msgspec.Struct, frozen=True):
    """Said when the newest entries are not in the answer yet."""

    position: int
    head: int
    reason: str


class AnswerAt(msgspec.Struct, frozen=True):
    """What every answer begins with: whose, at which coordinates, by which recipe; `organisation` None: the ledger is
    not opened there."""

    ledger: str
    coordinates: Coordinates
    recipe: str
    organisation: str | None


def staleness(known_at: KnownAt | None, place: Place) -> Staleness | None:
    """Only for the newest answer: one at an explicit coordinate has all it should have."""
    reached = place.standing
    if known_at is not None or place.position >= reached.head:
        return None
    reason = reached.stopped.detail if reached.stopped else "Framräkningen pågår."
    return Staleness(place.position, reached.head, reason)
