"""The log as CloudEvents 1.0, for those who follow it from a position.

The envelope is made when somebody reads; `data` is the stored bytes themselves, which are what is hashed. The answer is
an object with the events in it (`application/json`), and not the bare array of `application/cloudevents-batch+json`,
since a follower needs to be told where to go on from.
"""

from typing import Final

import msgspec

from api.answers.present import Instant, instant_text
from ledger.errors import Refusal, Refused
from ledger.events import family
from ledger.log.codec import stored_names
from ledger.log.entry import Recorded
from ledger.log.log import Log

SPECIFICATION: Final = "1.0"
LONGEST_PAGE: Final = 1000
"""Events."""


class CloudEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event in its envelope. `id` is the ledger's name and the position, `stockholm/12`; `subject` is the first
    thing the event is about, such as `frame:slk/total/operating/2026`."""

    specversion: str
    id: str
    source: str
    type: str
    time: Instant
    datacontenttype: str
    data: msgspec.Raw
    subject: str | None = None


class EventsAnswer(msgspec.Struct, frozen=True):
    """A page of the log. Ask again with `after` = `next_after`; `head` is where the log ended."""

    events: list[CloudEvent]
    after: int
    next_after: int
    head: int


EVENT_TYPES: Final = {name: family(stored) for stored in stored_names() for name in (family(stored), stored)}
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
    entries = list(log.stream(after, limit, family))
    last = entries[-1].position if entries else after
    # A page that is not full has seen everything there was: what comes next comes after the head.
    next_after = last if len(entries) == limit else max(last, head)
    head = max(head, last) if entries else head
    return EventsAnswer([cloud_event(ledger, recorded) for recorded in entries], after, next_after, head)


def cloud_event(ledger: str, recorded: Recorded) -> CloudEvent:
    """One entry in its envelope, with its stored bytes as they are."""
    tags = recorded.entry.fact.tags()
    return CloudEvent(
        specversion=SPECIFICATION,
        id=f"{ledger}/{recorded.position}",
        source=f"/v1/{ledger}",
        type=recorded.type,
        time=instant_text(recorded.recorded_at),
        datacontenttype="application/json",
        data=msgspec.Raw(recorded.data),
        subject=tags[0] if tags else None,
    )
