"""What can be followed over HTTP, as it is asked for and written: events, and frame changes.

Of an event, a line and a message are the event itself. Of frame changes a line is a row, with a cursor on the last of
each entry; a message is all that one entry did, so that nobody is between two of its rows.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any

from api.answers.cloudevents import EventsAnswer
from api.answers.feed import FeedPage, FeedQuestion, events_answer
from api.answers.frame_changes import ChangesAsked, FrameChangesAnswer, changes_answer
from api.http.pages import Message
from ledger.log.feed.cursor import LogCursor
from projections.asking.texts import json_of
from projections.frames.frame_changes import ChangesPage

# --- Events -----------------------------------------------------------------------------------------------------


def event_question(given: Mapping[str, Any], limit: int) -> FeedQuestion:
    """What is asked of the log by some parameters."""
    return FeedQuestion(limit, given["type"], given["unit"], given["year"], given["stage"])


def events_page(given: Mapping[str, Any], after: LogCursor, page: FeedPage) -> EventsAnswer:
    """A page of the log as it is answered."""
    return events_answer(event_question(given, 0), after, page)


def event_lines(page: FeedPage) -> Iterator[bytes]:
    """Each event on a line."""
    return (event.line for event in page.events)


def event_messages(page: FeedPage) -> Iterator[Message]:
    """Each event as a message."""
    for event in page.events:
        yield Message(event.cursor, event.line)


# --- Frame changes ----------------------------------------------------------------------------------------------


def changes_asked(given: Mapping[str, Any], limit: int) -> ChangesAsked:
    """What is asked of frame changes by some parameters."""
    return ChangesAsked(limit, given["unit"], given["year"], given["kind"])


def changes_page(given: Mapping[str, Any], after: LogCursor, page: ChangesPage) -> FrameChangesAnswer:
    """A page of frame changes as it is answered."""
    return changes_answer(changes_asked(given, 0), after, page)


def change_lines(page: ChangesPage) -> Iterator[bytes]:
    """Each row on a line."""
    return map(json_of, page.changes)


def change_messages(page: ChangesPage) -> Iterator[Message]:
    """What each entry did as a message."""
    for _, rows in groupby(page.changes, key=attrgetter("position")):
        told = [*rows]
        data = b'{"changes":[%s]}' % b",".join(map(json_of, told))
        yield Message(told[-1].cursor or "", data)
