"""One ledger's log for those who follow it: from a cursor on, whole, or only what concerns them.

A page is bounded by what it answers and by what is looked through for it; whoever asks for little is told how far that
was, and goes on from there. Delivery depends on nothing but the log: read models may be behind, or have stopped.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from threading import Lock
from typing import cast

import msgspec

from api.answers.cloudevents import (
    LONGEST_PAGE,
    CloudEvent,
    Envelopes,
    EventsAnswer,
    WrittenEvent,
    cloud_event,
    written_event,
)
from ledger.errors import Refused
from ledger.events import Fact, RecordingErrorCorrected
from ledger.events.touching import OTHER_STAGES, TOLD_BY_TAGS, Touched, touched_by, touched_by_tags
from ledger.log import codec
from ledger.log.feed.cursor import BEGINNING, LogCursor
from ledger.log.feed.rows import LONGEST_STRETCH, FeedRow, FeedRows, WantedRows
from ledger.log.log import Log
from ledger.meaning.placed import claimed, inner_facts
from ledger.meaning.tree import Statement, ever_below, statements_of
from ledger.values import Stage
from projections.asking.units import check_unit

_FEWEST_LOOKED_AT = 100
"""Entries that are read at a time at least, when their bytes must tell whether they are wanted."""


class FeedQuestion(msgspec.Struct, frozen=True):
    """What is asked of a log: at most so many events, of one family, about a unit and all below it, a budget year, of a
    stage. None: whatever it is."""

    limit: int
    family: str | None = None
    unit: str | None = None
    year: int | None = None
    stage: Stage | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return any(chosen is not None for chosen in (self.family, self.unit, self.year, self.stage))


class FeedPage(msgspec.Struct, frozen=True):
    """What was found, up to where everything was looked at, and where the log ended then."""

    events: list[WrittenEvent]
    seen: LogCursor
    head: LogCursor

    @property
    def more(self) -> bool:
        """Whether anything was left."""
        return self.seen.position < self.head.position

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not self.events


def events_answer(question: FeedQuestion, after: LogCursor, page: FeedPage) -> EventsAnswer:
    """A page as it is answered to somebody who asked for what comes after a cursor."""
    return EventsAnswer(
        cast("list[CloudEvent]", [msgspec.Raw(event.line) for event in page.events]),  # written already
        after.position,
        str(page.seen),
        page.head.position,
        page.more,
        str(page.seen) if question.is_filtered else None,
        after.is_unchecked,
    )


class Feed:
    """The feed of one ledger. Safe to use from several threads: the lock guards what is known of its units."""

    def __init__(self, ledger: str, log: Log):
        self._ledger, self._source = ledger, log.source
        self._rows = FeedRows(log)
        self._envelopes = Envelopes(ledger, log.source)
        self._units = _Units(self._rows)

    def page(self, question: FeedQuestion, after: LogCursor, upto: int | None = None) -> FeedPage:
        """The first events after a cursor, and none after a position.

        Raises Refused: log-diverged, unit-unknown, database-unavailable.
        """
        head = self._rows.head(after)
        units = None if question.unit is None else self._units.below(question.unit, head.position)
        wanted = _wanted(question, units)
        last = head.position if upto is None else min(upto, head.position)
        if not wanted.is_of_types:
            last = min(last, after.position + LONGEST_STRETCH)
        found, seen = self._found(question, wanted, after, last)
        if seen is None:
            seen = head if last >= head.position else self._rows.cursor(last)
        return FeedPage(found, seen, head)

    def ever_below(self, unit: str) -> tuple[str, ...]:
        """A unit and all that has been below it on any day. Raises Refused (unit-unknown)."""
        return self._units.below(unit, self._rows.head(BEGINNING).position)

    def events_at(self, positions: Collection[int]) -> list[CloudEvent]:
        """The events at some positions, in their order."""
        rows = self._rows.at(positions)
        return [
            cloud_event(self._ledger, self._source, row, subject, touched)
            for row, subject, touched in self._touched(rows)
        ]

    def _found(
        self, question: FeedQuestion, wanted: WantedRows, after: LogCursor, last: int
    ) -> tuple[list[WrittenEvent], LogCursor | None]:
        """What is wanted, and up to where everything was looked at: None when that is the `last`."""
        found, looked_at, position = list[WrittenEvent](), 0, after.position
        size = question.limit if wanted.is_of_types else max(question.limit, _FEWEST_LOOKED_AT)
        while rows := self._rows.after(position, last, size, wanted):
            for row, event in self._written(rows, question, wanted):
                found.append(event)
                if len(found) == question.limit:
                    return found, row.cursor
            looked_at, position = looked_at + len(rows), rows[-1].position
            if len(rows) < size:
                break
            if looked_at >= LONGEST_PAGE:
                return found, rows[-1].cursor
        return found, None

    def _written(
        self, rows: Sequence[FeedRow], question: FeedQuestion, wanted: WantedRows
    ) -> Iterator[tuple[FeedRow, WrittenEvent]]:
        """What is wanted of some rows. Where nothing but types is asked for, most need not be read."""
        passed_on = {row.position: self._envelopes.written(row) for row in rows if wanted.is_of_types}
        read = self._touched([row for row in rows if passed_on.get(row.position) is None])
        for row in rows:
            event = passed_on.get(row.position)
            if event is None:
                _, subject, touched = next(read)
                if not _is_wanted(touched, question, wanted):
                    continue
                event = written_event(self._ledger, self._source, row, subject, touched)
            yield row, event

    def _touched(self, rows: Sequence[FeedRow]) -> Iterator[tuple[FeedRow, str | None, Touched]]:
        """Rows with their subjects and what they touch; of a correction also what the corrected entry touched."""
        facts = {row.position: _fact_of(row) for row in rows}
        corrected = self._corrected(facts.values())
        for row in rows:
            fact = facts[row.position]
            touched, former = _touched(row, fact), row
            while isinstance(fact, RecordingErrorCorrected) and fact.corrects < former.position:
                former, fact = corrected[fact.corrects]
                touched = touched.also(_touched(former, fact))
            yield row, _subject(row, facts[row.position]), touched

    def _corrected(self, facts: Iterable[Fact | None]) -> dict[int, tuple[FeedRow, Fact | None]]:
        """The entries that corrections among some facts correct, by their positions, and those that these correct."""
        found: dict[int, tuple[FeedRow, Fact | None]] = {}
        asked = {fact.corrects for fact in facts if isinstance(fact, RecordingErrorCorrected)}
        while asked:  # each corrects an earlier one
            new = {row.position: (row, _fact_of(row)) for row in self._rows.at(sorted(asked))}
            found |= new
            asked = {
                fact.corrects for _, fact in new.values() if isinstance(fact, RecordingErrorCorrected)
            } - found.keys()
        return found


class _Units:
    """What was ever said of where units lie, as far as it has been read. The lock guards it."""

    def __init__(self, rows: FeedRows):
        self._rows = rows
        self._said: list[Statement] = []
        self._known: set[str] = set()
        self._up_to = BEGINNING
        self._lock = Lock()

    def below(self, unit: str, position: int) -> tuple[str, ...]:
        """A unit and all that has been below it on any day. Raises Refused (unit-unknown)."""
        with self._lock:
            self._read_on()
            check_unit(unit, self._known, position)
            return tuple(sorted(ever_below(self._said, unit)))

    def _read_on(self) -> None:
        try:
            self._rows.head(self._up_to)
        except Refused as refused:
            if refused.refusals[0].code != "log-diverged":
                raise
            self._said, self._known, self._up_to = [], set(), BEGINNING  # another log stands here since
        for row in self._rows.about_units(self._up_to.position):
            fact = _decoded(row)
            for said in _statements_in(fact):
                self._said.append(said)
                self._known.add(said.unit)
            self._up_to = row.cursor


def _statements_in(fact: Fact | None) -> Iterator[Statement]:
    claim = None if fact is None else claimed(fact, None)[0]
    for inner, *_ in () if claim is None else inner_facts(claim):
        yield from statements_of(inner)


def _wanted(question: FeedQuestion, units: tuple[str, ...] | None) -> WantedRows:
    return WantedRows(
        types=None if question.family is None else codec.versions(question.family),
        passed_over=() if question.stage is None else OTHER_STAGES[question.stage],
        units=units,
        year=question.year,
        told=tuple(TOLD_BY_TAGS),
    )


def _is_wanted(touched: Touched, question: FeedQuestion, wanted: WantedRows) -> bool:
    """Whether somebody asked for it; what may touch more than it names is never left out for that."""
    if question.stage is not None and question.stage not in touched.stages:
        return False
    if touched.reaches:
        return True
    of_unit = wanted.units is None or not set(wanted.units).isdisjoint(touched.units)
    of_year = question.year is None or any(frame.endswith(f"/{question.year}") for frame in touched.frames)
    return of_unit and of_year


def _fact_of(row: FeedRow) -> Fact | None:
    """The fact of a row, when its tags do not tell all that is asked of it; None for one that cannot be read too."""
    return None if row.type in TOLD_BY_TAGS else _decoded(row)


def _decoded(row: FeedRow) -> Fact | None:
    try:
        return codec.decode(row.type, row.data).fact
    except (codec.CodecError, LookupError):
        return None  # a newer program's: it is passed on as it is stored


def _touched(row: FeedRow, fact: Fact | None) -> Touched:
    if fact is None:
        return touched_by_tags(row.tags, readable=row.type in TOLD_BY_TAGS)
    return touched_by(fact, row.tags)


def _subject(row: FeedRow, fact: Fact | None) -> str | None:
    """The first thing that an entry is about; the tags of a fact come before those of its decision."""
    return next(iter(row.tags if fact is None else fact.tags()), None)
