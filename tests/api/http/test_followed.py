"""What can be followed, as lines and as messages."""

import json

from api.answers.feed import Feed, FeedQuestion
from api.answers.frame_changes import ChangesAsked, ChangesFeed
from api.app import Application
from api.http.followed import change_lines, change_messages, event_lines, event_messages
from ledger.log.feed.cursor import BEGINNING
from projections.frames.change_cursor import FROM_THE_BEGINNING, parse_change_cursor


def test_an_event_is_a_line_and_a_message(year: Application) -> None:
    page = Feed("stad", year.log("stad")).page(FeedQuestion(5), BEGINNING)
    assert [message.data for message in event_messages(page)] == list(event_lines(page))
    assert [message.cursor for message in event_messages(page)] == [event.cursor for event in page.events]


def test_a_row_is_a_line_and_what_an_entry_did_a_message(year: Application) -> None:
    feed = ChangesFeed(year.model("stad"), Feed("stad", year.log("stad")))
    page = feed.page(ChangesAsked(100), FROM_THE_BEGINNING)
    rows = [json.loads(line) for line in change_lines(page)]
    told = [json.loads(message.data)["changes"] for message in change_messages(page)]
    assert [row for changes in told for row in changes] == rows
    assert [len({row["position"] for row in changes}) for changes in told] == [1] * len(told)
    cursors = [parse_change_cursor(message.cursor).position for message in change_messages(page)]
    assert cursors == [changes[0]["position"] for changes in told] == sorted(set(cursors))
