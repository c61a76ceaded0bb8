"""The log as CloudEvents 1.0, for those who follow it from a position.

The envelope is made when somebody reads; `data` is the stored bytes themselves, which are what is hashed. An entry that
this program cannot read goes out all the same, with a mark; bytes that are no JSON go out as `data_base64`. The answer
is an object with the events in it (`application/json`), and not the bare array of `application/cloudevents-batch+json`,
since a follower needs to be told where to go on from.
"""

from base64 import b64encode
from enum import StrEnum
from typing import Final

import msgspec

from api.answers.present import Instant, instant_text
from ledger.errors import Refusal, Refused
from ledger.events import family
from ledger.log.codec import stored_names
from ledger.log.entry import SET_ASIDE, Recorded, SettingAside, Stored
from ledger.log.log import Log

SPECIFICATION: Final = "1.0"
LONGEST_PAGE: Final = 1000
"""Events."""


class WhyUnreadable(StrEnum):
    """Why this program cannot read an entry: a newer program has given a name in it, or its bytes are not what its name
    says."""

    NEWER = "newer-program"
    BYTES = "bytes"


class CloudEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event in its envelope. `id` is the ledger's name and the position, `stockholm/12`; `subject` is the first
    thing the event is about, such as `frame:slk/total/operating/2026`. `unreadable`: this program cannot read it."""

    specversion: str
    id: str
    source: str
    type: str
    time: Instant
    datacontenttype: str
    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    subject: str | None = None
    unreadable: WhyUnreadable | None = None
    data_base64: str | None = None


class EventsAnswer(msgspec.Struct, frozen=True):
    """A page of the log. Ask again with `after` = `next_after`; `head` is where the log ended."""

    events: list[CloudEvent]
    after: int
    next_after: int
    head: int


EVENT_TYPES: Final = {
    name: family(stored) for stored in (*stored_names(), SET_ASIDE) for name in (family(stored), stored)
}
"""The family of every type by the names that it can be asked for by: its own, and the stored one that an event prints
as its `type`. Asked for by either, events of all its versions come."""


def events_answer(log: Log, ledger: str, after: int, limit: int, family: str | None = None) -> EventsAnswer:
    """At most `limit` events after a position, in order; only those of one family when it is given.

    Raises Refused (database-unavailable; position-beyond-head for a position that nobody has recorded: whoever has it
    followed another log, such as this one before it was restored from an older copy).
    """
    head = log.head()
    if after > head:
        detail = f"Position {after} finns inte: liggaren slutar vid {head}."
        right = f"0–{head}; har liggaren återställts från en kopia börjar den som följer om från 0"
        raise Refused(Refusal("position-beyond-head", detail, str(after), str(head), right=right, where="after"))
    entries = list(log.stored(after, limit, family))
    last = entries[-1].position if entries else after
    # A page that is not full has seen everything there was: what comes next comes after the head.
    next_after = last if len(entries) == limit else max(last, head)
    head = max(head, last) if entries else head
    return EventsAnswer([cloud_event(ledger, stored) for stored in entries], after, next_after, head)


def cloud_event(ledger: str, stored: Stored) -> CloudEvent:
    """What is stored in a place in its envelope, with its bytes as they are."""
    is_json = isinstance(stored, Recorded | SettingAside) or _is_json_line(stored.data)
    return CloudEvent(
        specversion=SPECIFICATION,
        id=f"{ledger}/{stored.position}",
        source=f"/v1/{ledger}",
        type=stored.type,
        time=instant_text(stored.recorded_at),
        datacontenttype="application/json" if is_json else "application/octet-stream",
        data=msgspec.Raw(stored.data) if is_json else msgspec.UNSET,
        subject=next(iter(_subjects(stored)), None),
        unreadable=_why_unreadable(stored),
        data_base64=None if is_json else b64encode(stored.data).decode(),
    )


def _subjects(stored: Stored) -> tuple[str, ...]:
    match stored:
        case Recorded():
            return stored.entry.fact.tags()
        case SettingAside():
            return (f"entry:{stored.aside.position}",)
        case _:
            return stored.tags


def _why_unreadable(stored: Stored) -> WhyUnreadable | None:
    if isinstance(stored, Recorded | SettingAside):
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
