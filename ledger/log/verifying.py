"""Holds a ledger's log against itself: no position is missing, time never stands still, and every entry's bytes and
tags are those that the entry gives.

It finds what was damaged or changed without care. Somebody who may change the tables, and knows how entries are
encoded, can write a false entry that passes: that an entry is the one which was recorded is for a proof outside.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final

import msgspec

from ledger.log import codec
from ledger.log.aside.unreadable import Asides
from ledger.log.database import Progress, reaching_database
from ledger.log.entry import SET_ASIDE, Entry, EntrySetAside, Recorded
from ledger.log.guarding import guards_differ
from ledger.log.log import Log
from ledger.log.sqlfiles import composable, statements
from ledger.log.store import RecordedEvent
from ledger.log.tag_versions import former_version

PAGE: Final = 500
"""Events whose tags are looked for at a time."""

Holding = Callable[[Recorded], None]
"""Takes every entry in turn."""

TAG_PAGE: Final = 5000
"""Rows of the narrow table that are looked at at a time."""

_SQL: Final = {name: composable(statement) for name, statement in statements("ledger.log.sql", "verifying.sql").items()}


class LogFault(msgspec.Struct, frozen=True, omit_defaults=True):
    """The first position at which a log is not in order. `type`: of the event there, when there is one. `detail` says
    in Swedish what is wrong."""

    position: int
    detail: str
    type: str | None = None


class FormerlyTagged(msgspec.Struct, frozen=True):
    """How many entries were stored with the tags of an earlier version of the program, and the first of them. They are
    whole, and are found by what they were tagged with then."""

    version: str
    entries: int
    first_position: int


class AsideTold(msgspec.Struct, frozen=True):
    """An entry that has been set aside, from which position, and why: its bytes are those that were set aside."""

    position: int
    type: str
    set_aside_at: int
    reason: str


class Former:
    """What earlier versions tagged, as it is found: for each version how many entries, and the first of them."""

    def __init__(self) -> None:
        self._by_version: dict[str, FormerlyTagged] = {}

    def add(self, version: str, position: int) -> None:
        """One more entry; they are found in the order of their positions."""
        before = self._by_version.get(version, FormerlyTagged(version, 0, position))
        self._by_version[version] = msgspec.structs.replace(before, entries=before.entries + 1)

    @property
    def told(self) -> tuple[FormerlyTagged, ...]:
        """Each version once."""
        return tuple(self._by_version.values())


class LogVerified(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far a log was verified, how many entries that was, and the first fault if any: at position 0 when what is
    wrong is what guards the log. `former`: what was stored under another version of the tags than today's; `set_aside`:
    what is in the log and no longer counts."""

    head: int
    entries: int
    fault: LogFault | None = None
    former: tuple[FormerlyTagged, ...] = ()
    set_aside: tuple[AsideTold, ...] = ()


def verify_log(log: Log, progress: Progress, held: Holding | None = None) -> LogVerified:
    """Reads the whole log up to its head, in bounded memory, until the first fault. Every entry that is in order is
    handed to `held`, which holds what it says against something else.

    Raises Refused (database-unavailable).
    """
    with reaching_database():
        head, seen = log.recorder.head(), 0
        faults: list[LogFault] = []
        former, aside = Former(), _Aside(log.asides())
        for position, of_event in _read_through(log, head, (former, aside), held):
            seen, faults = position, [*faults, *of_event]
            progress(position, head)
            if faults:
                break
        if not faults and seen < head:
            faults.append(_missing(seen + 1))
        faults += [] if faults else _of_the_whole(log)
    fault = min(faults, key=lambda fault: fault.position, default=None)
    return LogVerified(head, seen, fault, former.told, tuple(aside.told))


# --- Event by event ---------------------------------------------------------------------------------------------


class _Aside:
    """What has been set aside, as it is met: the entry first, and then that it is."""

    def __init__(self, asides: Asides) -> None:
        self._asides = asides
        self._types: dict[int, str] = {}
        self.told: list[AsideTold] = []

    def passes(self, event: RecordedEvent) -> bool:
        """Whether an event is set aside, and so is no entry to hold against anything."""
        data = bytes(event.event.data)
        if event.event.type == SET_ASIDE or not self._asides.covers(event.position, data):
            return False
        self._types[event.position] = event.event.type
        return True

    def fault(self, event: RecordedEvent) -> str | None:
        """What is wrong with a setting aside, if anything is."""
        data = bytes(event.event.data)
        try:
            aside = codec.decode_aside(data)
            again = codec.encode_aside(aside)
        except codec.CodecError as error:
            return f"Postens byte går inte att läsa som det de anges vara: {error}"
        if again != data or event.event.tags:
            return "Postens byte eller etiketter är andra än de som posten själv ger."
        return self._of_entry(event.position, aside)

    def _of_entry(self, position: int, aside: EntrySetAside) -> str | None:
        if self._asides.by_position.get(aside.position, (position, ""))[0] != position:
            return None  # it was damaged again, and set aside again
        if aside.position not in self._types:
            return f"Posten lägger position {aside.position} åt sidan, men andra byte än de som finns där."
        self.told.append(AsideTold(aside.position, self._types[aside.position], position, aside.reason))
        return None


def _read_through(
    log: Log, head: int, met: tuple[Former, _Aside], held: Holding | None
) -> Iterator[tuple[int, list[LogFault]]]:
    """A position reached, and what was found wrong on the way there: for each page, and at a fault. What earlier
    versions tagged, and what is set aside, comes in what is `met`."""
    former, aside = met
    last, last_at = 0, None
    for event in log.recorder.read():
        if event.position > head or not isinstance(event, RecordedEvent):
            break
        found = _missing(last + 1) if event.position != last + 1 else _checked(event, last_at, former, aside)
        if isinstance(found, LogFault):
            yield last, [found, *_not_indexed(log, last - last % PAGE, last)]
            return
        if held is not None and found is not None:
            data, former_name = bytes(event.event.data), None if event.event.type == found.type else event.event.type
            held(Recorded(event.position, event.recorded_at, found, data, former_name))
        last, last_at = event.position, event.recorded_at
        if last % PAGE == 0:
            yield last, _not_indexed(log, last - PAGE, last)
    yield last, _not_indexed(log, last - last % PAGE, last)


def _checked(event: RecordedEvent, before: datetime | None, former: Former, aside: _Aside) -> Entry | LogFault | None:
    """As `checked`; None for what is no entry, and as it should be."""
    if event.event.type != SET_ASIDE and not aside.passes(event):
        return checked(event, before, former)
    fault = _time_runs_back(event, before) or (aside.fault(event) if event.event.type == SET_ASIDE else None)
    return None if fault is None else LogFault(event.position, fault, event.event.type)


def _missing(position: int) -> LogFault:
    return LogFault(position, f"Positionen {position} saknas: ingen post finns där, men senare poster finns.")


def checked(event: RecordedEvent, before: datetime | None, former: Former) -> Entry | LogFault:
    """The entry of an event, or what is wrong with it, and with its instant after the one before it. One that an
    earlier version tagged comes in `former`."""
    entry = _time_runs_back(event, before) or _entry_in(event, former)
    return entry if isinstance(entry, Entry) else LogFault(event.position, entry, event.event.type)


def _time_runs_back(event: RecordedEvent, before: datetime | None) -> str | None:
    if before is None or event.recorded_at >= before:
        return None
    return f"Posten anges vara registrerad {event.recorded_at.isoformat()}, före posten innan, {before.isoformat()}."


def _entry_in(event: RecordedEvent, former: Former) -> Entry | str:
    """The entry that the bytes are, of the stored type, when it gives the same bytes, and the tags that are stored;
    otherwise what is wrong."""
    data = bytes(event.event.data)
    try:
        entry = codec.decode(event.event.type, data)
        again = codec.encoded_again(entry, data)
    except codec.CodecError as error:
        return f"Postens byte går inte att läsa som det de anges vara: {error}"
    if again != data:
        return "Postens byte är andra än de som posten själv ger."
    differ = _tags_differ(event.event.tags, entry.tags())
    version = None if differ is None else former_version(event.event.tags, entry)
    if version is not None:
        former.add(version, event.position)
    return entry if differ is None or version is not None else differ


def _tags_differ(stored: Iterable[str], given: Iterable[str]) -> str | None:
    stored, given = list(stored), list(given)
    if stored == given:
        return None
    lost, added = sorted(set(given) - set(stored)), sorted(set(stored) - set(given))
    said = [f"saknas: {', '.join(lost)}"] if lost else []
    said += [f"för mycket: {', '.join(added)}"] if added else []
    return f"Postens etiketter är andra än posten själv ger ({'; '.join(said) or 'annan ordning'})."


def _not_indexed(log: Log, after: int, upto: int) -> list[LogFault]:
    """The first event of a page with a tag under which it cannot be found."""
    with log.recorder.cursors() as cursor:
        row = cursor.execute(_SQL["tags_not_indexed"], {"after": after, "upto": upto}).fetchone()
    if row is None:
        return []
    return [LogFault(row["position"], f"Posten går inte att hitta under sin etikett {row['tag']}.")]


# --- Of the whole -----------------------------------------------------------------------------------------------


def _of_the_whole(log: Log) -> list[LogFault]:
    with log.recorder.cursors() as cursor:
        row = cursor.execute(_SQL["commit_out_of_time"]).fetchone()
    detail = "Det som registrerades tillsammans har inte en tidpunkt, senare än allt före."
    out_of_time = [] if row is None else [LogFault(row["position"], detail)]
    return [*out_of_time, *_foreign_tags(log), *_guards(log)]


def _guards(log: Log) -> list[LogFault]:
    """What is wrong with what guards the log: that is about no entry, and stands at position 0."""
    with log.recorder.cursors() as cursor:
        return [LogFault(0, detail) for detail in guards_differ(cursor)]


def _foreign_tags(log: Log) -> list[LogFault]:
    """The first event that can be found under a tag which it does not have."""
    first: LogFault | None = None
    after, full = {"tag": "", "position": 0}, True
    while full:
        with log.recorder.cursors() as cursor:
            rows = cursor.execute(_SQL["tags_indexed"], after | {"limit": TAG_PAGE}).fetchall()
        for row in rows:
            if not row["of_event"] and (first is None or row["position"] < first.position):
                first = LogFault(row["position"], f"Posten går att hitta under en främmande etikett, {row['tag']}.")
        full = len(rows) == TAG_PAGE
        after = {"tag": rows[-1]["tag"], "position": rows[-1]["position"]} if rows else after
    return [] if first is None else [first]
