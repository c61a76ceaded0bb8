"""An entry of the log as a CloudEvent 1.0.

The envelope is made when somebody reads; `data` is the stored bytes themselves, which are what is hashed. An entry that
this program cannot read goes out all the same, with a mark; bytes that are no JSON go out as `data_base64`. The answer
is an object with the events in it (`application/json`), and not the bare array of `application/cloudevents-batch+json`,
since a follower needs to be told where to go on from.
"""

from base64 import b64encode
from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec

from api.answers.present import Instant, instant_text
from ledger.events import family
from ledger.events.touching import TOLD_BY_TAGS, Touched, touched_by_tags
from ledger.log.codec import stored_from, stored_names
from ledger.log.entry import SET_ASIDE, SettingAside, Stored, Undecodable
from ledger.log.feed.rows import FeedRow

SPECIFICATION: Final = "1.0"
LONGEST_PAGE: Final = 1000
"""Events."""


class WhyUnreadable(StrEnum):
    """Why this program cannot read an entry: a newer program has given a name in it, or its bytes are not what its name
    says."""

    NEWER = "newer-program"
    BYTES = "bytes"


class CloudEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event in its envelope. `id` is the ledger's name and the position, `stockholm/12`; `source`
    is the log, which keeps its id through restores; `subject` is the first
    thing the event is about, such as `frame:slk/total/operating/2026`; `units` and `frames` are all that it names, with
    spaces between; `cursor` is where one is who has taken it in. `unreadable`: this program cannot read it."""

    specversion: str
    id: str
    source: str
    type: str
    time: Instant
    datacontenttype: str
    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    subject: str | None = None
    units: str | None = None
    frames: str | None = None
    cursor: str | None = None
    unreadable: WhyUnreadable | None = None
    data_base64: str | None = None


class WrittenEvent(msgspec.Struct, frozen=True):
    """An event as it goes out: a CloudEvent as JSON on one line, with its cursor and its type."""

    cursor: str
    type: str
    line: bytes


class EventsAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page of the log. Ask again with `after` = `next_after`; `head` is where the log ended, and `more` whether
    anything is left until there. `seen_up_to`, when not all events are asked for: everything up to it was looked at.
    `cursor_unchecked`: `after` was a bare number, so that nobody can tell whether it is of this log."""

    events: list[CloudEvent]
    after: int
    next_after: str
    head: int
    more: bool
    seen_up_to: str | None = None
    cursor_unchecked: bool = False


EVENT_TYPES: Final = {
    name: family(stored) for stored in (*stored_names(), SET_ASIDE) for name in (family(stored), stored)
}
"""The family of every type by the names that it can be asked for by: its own, and the stored one that an event prints
as its `type`. Asked for by either, events of all its versions come."""


def cloud_event(ledger: str, source: str, row: FeedRow, subject: str | None, touched: Touched) -> CloudEvent:
    """One row of the log in its envelope, with its bytes as they are, whether or not this program can read them."""
    stored = stored_from(row.position, row.recorded_at, row.type, row.data)
    is_json = not isinstance(stored, Undecodable) or _is_json_line(row.data)
    return CloudEvent(
        specversion=SPECIFICATION,
        id=f"{ledger}/{row.position}",
        source=source,
        type=row.type,
        time=instant_text(row.recorded_at),
        datacontenttype="application/json" if is_json else "application/octet-stream",
        data=msgspec.Raw(row.data) if is_json else msgspec.UNSET,
        subject=f"entry:{stored.aside.position}" if isinstance(stored, SettingAside) else subject,
        units=" ".join(touched.units) or None,
        frames=" ".join(touched.frames) or None,
        cursor=str(row.cursor),
        unreadable=_why_unreadable(stored),
        data_base64=None if is_json else b64encode(row.data).decode(),
    )


def written_event(ledger: str, source: str, row: FeedRow, subject: str | None, touched: Touched) -> WrittenEvent:
    """The same as JSON."""
    event = cloud_event(ledger, source, row, subject, touched)
    return WrittenEvent(str(row.cursor), row.type, msgspec.json.encode(event))


# --- Without reading what is in it --------------------------------------------------------------------------------


class Envelopes:
    """Writes events of one log whose tags tell all that they touch, with the bytes passed on as they are. What is to
    be seen of those is that they are JSON, on one line, and begin as an entry of their name does; for anything else
    they have to be read."""

    def __init__(self, ledger: str, source: str):
        self._begins = f'{{"specversion":"{SPECIFICATION}","id":"{ledger}/'.encode()
        self._source = f'","source":"{source}","type":"'.encode()

    def written(self, row: FeedRow) -> WrittenEvent | None:
        """The event of a row, to the byte what `written_event` makes of it; None: it must be read for that."""
        entry_begins = _ENTRY_BEGINS.get(row.type)
        if entry_begins is None or not row.data.startswith(entry_begins) or not _is_json_on_a_line(row.data):
            return None
        cursor = str(row.cursor)
        line = b'%b%d%b%b","time":"%b","datacontenttype":"application/json","data":%b%b,"cursor":"%b"}' % (
            self._begins,
            row.position,
            self._source,
            row.type.encode(),
            instant_text(row.recorded_at).encode(),
            row.data,
            _named(row.tags[:1], tuple([tag for tag in row.tags if tag.startswith(("frame:", "unit:"))])),
            cursor.encode(),
        )
        return WrittenEvent(cursor, row.type, line)


_ENTRY_BEGINS: Final = {name: f'{{"fact":{{"type":"{name}",'.encode() for name in TOLD_BY_TAGS}

_as_it_is: Final = msgspec.json.Decoder(msgspec.Raw)


def _is_json_on_a_line(data: bytes) -> bool:
    try:
        _as_it_is.decode(data)
        data.decode()
    except ValueError:
        return False
    return b"\n" not in data and b"\r" not in data


@lru_cache(10_000)
def _named(subject: tuple[str, ...], tags: tuple[str, ...]) -> bytes:
    """What the tags of an entry name, as it stands in the envelope."""
    touched = touched_by_tags(tags)
    said = {"subject": " ".join(subject), "units": " ".join(touched.units), "frames": " ".join(touched.frames)}
    return b"".join(b',"%b":%b' % (name.encode(), msgspec.json.encode(text)) for name, text in said.items() if text)


def _why_unreadable(stored: Stored) -> WhyUnreadable | None:
    if not isinstance(stored, Undecodable):
        return None
    return WhyUnreadable.BYTES if stored.newer is None else WhyUnreadable.NEWER


def _is_json_line(data: bytes) -> bool:
    """Whether bytes can stand in an answer as they are, which is one line on the command line."""
    try:
        msgspec.json.decode(data)
        data.decode()
    except (ValueError, RecursionError):
        return False
    return b"\n" not in data and b"\r" not in data
