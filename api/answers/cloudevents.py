"""An entry of the log as a CloudEvent 1.0.

The envelope is made when somebody reads; `data` is the stored bytes themselves, which are what is hashed. The answer is
an object with the events in it (`application/json`), and not the bare array of `application/cloudevents-batch+json`,
since a follower needs to be told where to go on from.
"""

from typing import Final

import msgspec

from api.answers.present import Instant, instant_text
from ledger.events import family
from ledger.events.touching import Touched
from ledger.log.codec import stored_names
from ledger.log.feed.rows import FeedRow

SPECIFICATION: Final = "1.0"
LONGEST_PAGE: Final = 1000
"""Events."""


class CloudEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event in its envelope. `id` is the ledger's name and the position, `stockholm/12`; `subject` is the first
    thing the event is about, such as `frame:slk/total/operating/2026`; `units` and `frames` are all that it names, with
    spaces between; `cursor` is where one is who has taken it in."""

    specversion: str
    id: str
    source: str
    type: str
    time: Instant
    datacontenttype: str
    data: msgspec.Raw
    subject: str | None = None
    units: str | None = None
    frames: str | None = None
    cursor: str | None = None


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


EVENT_TYPES: Final = {name: family(stored) for stored in stored_names() for name in (family(stored), stored)}
"""The family of every type by the names that it can be asked for by: its own, and the stored one that an event prints
as its `type`. Asked for by either, events of all its versions come."""


def cloud_event(ledger: str, row: FeedRow, subject: str | None, touched: Touched) -> CloudEvent:
    """One row of the log in its envelope, whether or not this program can read what is in it."""
    return CloudEvent(
        specversion=SPECIFICATION,
        id=f"{ledger}/{row.position}",
        source=f"/v1/{ledger}",
        type=row.type,
        time=instant_text(row.recorded_at),
        datacontenttype="application/json",
        data=msgspec.Raw(row.data),
        subject=subject,
        units=" ".join(touched.units) or None,
        frames=" ".join(touched.frames) or None,
        cursor=str(row.cursor),
    )
