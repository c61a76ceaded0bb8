"""The table of frame changes, which fits 80 columns."""

from api.answers.feed import Feed
from api.answers.frame_changes import ChangesAsked, ChangesFeed, changes_answer
from api.app import Application
from api.tables.frame_changes import changes_table
from ledger.money import AmountUnit
from projections.asking.read_model import Staleness
from projections.frames.change_cursor import FROM_THE_BEGINNING, ChangeCursor
from projections.frames.frame_changes import ChangesPage
from projections.frames.recast import FrameAdds
from tests.api.tables.showing import shown
from msgspec.structs import replace


def page(year: Application) -> ChangesPage:
    feed = ChangesFeed(year.model("stad"), Feed("stad", year.log("stad")))
    return feed.page(ChangesAsked(1000), FROM_THE_BEGINNING)


def test_it_fits_80_columns_and_tells_what_came_late(year: Application) -> None:
    answer = changes_answer(ChangesAsked(1000), FROM_THE_BEGINNING, page(year))
    text = shown(changes_table(answer, AmountUnit.KRONOR), 80)
    assert max(map(len, text.splitlines())) <= 80
    assert "i efterhand" in text
    assert "2025-11-24  slk drift 2026" in text
    assert text.splitlines()[-1].startswith("Fortsätt: --after 19-")


def test_what_becomes_unknown_or_may_have_been_decided_is_told_as_that(year: Application) -> None:
    [row, *_] = page(year).changes
    rows = [
        replace(row, adds=FrameAdds(net_ore=500, unknown_costs=1, unknown_revenues=-1)),
        replace(row, adds=FrameAdds(undetermined_costs_ore=700, undetermined_net_ore=700)),
    ]
    stale = Staleness(5, 6, "Framräkningen pågår.")
    answer = changes_answer(
        ChangesAsked(1), FROM_THE_BEGINNING, ChangesPage(rows, ChangeCursor(5), ChangeCursor(5), stale)
    )
    text = shown(changes_table(answer, AmountUnit.KRONOR))
    assert "blir okänt" in text
    assert "blir känt" in text
    assert "[7]" in text
    assert "kan ha beslutats" in text
    assert "Framräkningen pågår." in text
