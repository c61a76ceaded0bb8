"""Frame changes of a unit, and of all that was ever below it."""

import pytest

from api.answers.feed import Feed
from api.answers.frame_changes import ChangesAsked, ChangesFeed, changes_answer
from api.app import Application
from ledger.errors import Refused
from projections.frames.change_cursor import FROM_THE_BEGINNING, parse_change_cursor


@pytest.fixture
def feed(year: Application) -> ChangesFeed:
    """Those of the hand-reckoned year, in which sbk is moved from ks to below slk."""
    return ChangesFeed(year.model("stad"), Feed("stad", year.log("stad")))


def units(feed: ChangesFeed, unit: str | None) -> set[str]:
    return {row.unit for row in feed.page(ChangesAsked(1000, unit), FROM_THE_BEGINNING).changes}


def test_a_unit_is_followed_with_all_that_was_ever_below_it(feed: ChangesFeed) -> None:
    assert units(feed, None) == units(feed, "ks") == units(feed, "slk") == {"slk", "sbk"}
    assert units(feed, "sbk") == {"sbk"}
    with pytest.raises(Refused, match="slx"):
        units(feed, "slx")


def test_an_answer_says_where_to_go_on_from_and_how_far_everything_was_seen(feed: ChangesFeed) -> None:
    asked, after = ChangesAsked(1, "sbk"), parse_change_cursor("5")
    answer = changes_answer(asked, after, feed.page(asked, after))
    assert (answer.after, answer.head, answer.more, answer.cursor_unchecked) == (5, 19, True, True)
    assert answer.next_after == answer.seen_up_to == answer.changes[-1].cursor
    whole = changes_answer(ChangesAsked(1), after, feed.page(ChangesAsked(1), after))
    assert (whole.seen_up_to, whole.next_after[:2]) == (None, "6-")
