"""Frame changes on the command line, as a person meets them."""

import json

import pytest
from msgspec.structs import replace

from api.answers.feed import Feed
from api.answers.frame_changes import ChangesAsked, ChangesFeed, changes_answer
from api.app import Application, OpenLedger
from api.command_line.frame_changes_command import changes_table
from ledger.log.database import Database
from ledger.money import AmountUnit
from projections.asking.read_model import Staleness
from projections.frames.change_cursor import FROM_THE_BEGINNING, ChangeCursor
from projections.frames.frame_changes import ChangesPage
from projections.frames.recast import FrameAdds
from projections.running.runner import Runner
from tests.api.conftest import Liggare
from tests.api.tables.showing import shown
from tests.projections.a_year import a_year
from tests.projections.running.test_recasts import mended, without

LEDGER = ("--ledger", "stad")


@pytest.fixture
def own(application: Application) -> OpenLedger:
    return a_year(application)


def test_what_each_entry_did_is_told_with_where_to_go_on_from(own: OpenLedger, liggare: Liggare) -> None:
    said = liggare("frame-changes", *LEDGER, "--amounts", "kr", "--limit", "5", "--unit", "slk")
    assert (said.code, said.err) == (0, "")
    lines = said.out.replace("\u00a0", " ").splitlines()
    assert lines[0].split() == ["Position", "Genom", "Från", "Ram", "Kostnader", "Intäkter", "Netto"]
    assert lines[1].split()[0] == "5"
    assert "ram beslutad" in lines[1]
    assert lines[-1].startswith("Fler finns. Fortsätt: --after ")
    again = liggare("frame-changes", *LEDGER, "--after", lines[-1].split()[-1])
    assert again.out.splitlines()[1].split()[0] == str(int(lines[-2].split()[0]) + 1)


def test_json_is_what_http_gives(own: OpenLedger, liggare: Liggare) -> None:
    body = json.loads(liggare("frame-changes", *LEDGER, "--json").out)
    assert (body["head"], body["more"], body["changes"][0]["id"]) == (19, False, "stad/5/0")
    assert liggare("frame-changes", *LEDGER, "--after", body["next_after"]).out.startswith("Inga ramändringar.")


def test_a_recast_shows_what_to_add_and_says_why(own: OpenLedger, liggare: Liggare, database: Database) -> None:
    after = json.loads(liggare("frame-changes", *LEDGER, "--json").out)["next_after"]
    Runner(database, own.runner.place, mended(without(16))).prepare()
    own.runner.prepare()
    told = liggare("frame-changes", *LEDGER, "--after", after, "--json")
    body = json.loads(told.out)
    assert [row["adds"]["costs_ore"] for row in body["changes"]] == [-600]
    assert "frame-changes-recast" in told.err
    assert told.code != 0
    shown = liggare("frame-changes", *LEDGER, "--after", after, "--amounts", "kr")
    assert "slk drift 2026" in shown.out
    assert liggare("frame-changes", *LEDGER, "--after", body["next_after"], "--json").code != 0, "the second recast"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--after", "x"), "--after"),
        (("--year", "1"), "--year"),
        (("--kind", "drift"), "--kind"),
        (("--unit", "slx"), "slx"),
        (("--limit", "0"), "--limit"),
    ],
)
def test_nonsense_is_refused(own: OpenLedger, liggare: Liggare, words: tuple[str, ...], expected: str) -> None:
    said = liggare("frame-changes", *LEDGER, *words)
    assert said.code != 0
    assert expected in said.err


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
