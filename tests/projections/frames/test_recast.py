"""A rule is mended under those who follow: they are told what to add, and then have what the frames are now."""

from datetime import date
from typing import Any

import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.log.database import Database
from projections.frames import recast
from projections.frames.change_cursor import FROM_THE_BEGINNING, ChangeCursor, parse_change_cursor
from projections.frames.frame_changes import changes_page
from projections.frames.recast import FrameChangeQuestion, Recast
from projections.running.runner import Runner
from tests.given import AUTHOR, adjusted, basis, command
from tests.projections.a_year import DAY, ENTRIES, a_year
from tests.projections.adding_up import Adder, answered
from tests.projections.running.test_recasts import mended, without
from tests.unreadable import damage

HEAD = max(ENTRIES)
ALL = FrameChangeQuestion(1000)
ASKED = [DAY, date(2024, 12, 1), date(2025, 10, 1), date(2026, 2, 10), date(2026, 3, 20), date(2026, 9, 10)]


@pytest.fixture
def own(application: Application) -> OpenLedger:
    """The hand-reckoned year, taken in, and this test's own."""
    return a_year(application)


class Follower:
    """Adds what it is told, and keeps its cursor as text."""

    def __init__(self, ledger: OpenLedger, question: FrameChangeQuestion = ALL):
        self.ledger, self.question = ledger, question
        self.adder, self.after, self.told = Adder(), str(FROM_THE_BEGINNING), 0

    def follow(self, upto: int | None = None) -> "Follower":
        """To the end, or to a position."""
        while True:
            try:
                page = changes_page(self.ledger.model, self.question, parse_change_cursor(self.after), upto)
            except Recast as refused:
                self.adder.add(refused.changes)
                self.after, self.told = str(refused.cursor), self.told + 1
                continue
            self.adder.add(page.changes)
            self.after = str(page.seen)
            if not page.more or page.seen.position == upto:
                return self

    @property
    def has_the_frames(self) -> bool:
        position = parse_change_cursor(self.after).position
        return all(self.adder.on(day) == answered(self.ledger, (2026,), position, day) for day in ASKED)


def test_followers_from_anywhere_come_to_the_new_frames(own: OpenLedger, database: Database) -> None:
    followers = {position: Follower(own).follow(position) for position in range(5, HEAD + 1)}
    Runner(database, own.runner.place, mended(without(9, 16))).prepare()
    told = {}
    for position, follower in followers.items():
        assert follower.follow().has_the_frames, position
        assert follower.after.endswith(".1")
        told[position] = follower.told
    assert told == {position: int(position >= 9) for position in followers}, "nobody who had only what is the same"


def test_a_new_follower_is_never_told(own: OpenLedger, database: Database) -> None:
    Runner(database, own.runner.place, mended(without(9))).prepare()
    follower = Follower(own).follow()
    assert (follower.has_the_frames, follower.told) == (True, 0)


def test_one_recast_after_another(own: OpenLedger, database: Database, application: Application) -> None:
    early = Follower(own).follow(12)
    late = Follower(own).follow()
    runner = Runner(database, own.runner.place, mended(without(9)))
    runner.prepare()
    assert late.follow().told == 1
    own.runner.prepare()
    application.record("stad", command(adjusted(77), on=basis("2026-07-01", "§ 20")), AUTHOR, "k20")
    own.runner.catch_up()
    assert early.follow().has_the_frames
    assert late.follow().has_the_frames
    assert (early.told, late.told) == (2, 2)


def test_who_follows_what_is_the_same_is_not_told(own: OpenLedger, database: Database) -> None:
    """Of sbk nothing is otherwise when 16, which is about slk, does nothing."""
    sbk = Follower(own, FrameChangeQuestion(1000, units=("sbk",))).follow()
    slk = Follower(own, FrameChangeQuestion(1000, units=("slk",))).follow()
    Runner(database, own.runner.place, mended(without(16))).prepare()
    assert (sbk.follow().told, slk.follow().told) == (0, 1)


def test_what_leads_over_a_recast_is_told_a_few_rows_at_a_time(
    own: OpenLedger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower = Follower(own).follow()
    Runner(database, own.runner.place, mended(without(9, 16))).prepare()
    monkeypatch.setattr(recast, "MOST_AT_ONCE", 1)
    assert follower.follow().has_the_frames
    assert follower.told == 5


def test_a_cursor_of_the_log_has_had_what_was_first_told(own: OpenLedger, database: Database) -> None:
    bare = str(parse_change_cursor(Follower(own).follow().after)).partition(".")[0]
    Runner(database, own.runner.place, mended(without(9))).prepare()
    with pytest.raises(Recast) as refused:
        changes_page(own.model, ALL, parse_change_cursor(bare))
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.where, refusal.asserted) == ("frame-changes-recast", "after", f"{bare}.0")
    assert str(refused.value.cursor) == f"{bare}.1"


def test_who_had_more_than_the_new_tables_hold_has_it_again_when_it_comes(
    own: OpenLedger, database: Database, application: Application
) -> None:
    """They stop before an entry that is damaged; when that is set aside the rest comes."""
    follower = Follower(own).follow()
    damage(database, own.runner.place, 17)
    runner = Runner(database, own.runner.place, mended(without()))
    with pytest.raises(Refused):
        runner.prepare()
    follower.follow()
    assert (parse_change_cursor(follower.after).position, follower.has_the_frames) == (16, True)
    application.set_aside("stad", 17, "Skadad av en trasig disk.")
    runner.catch_up()
    assert follower.follow().has_the_frames
    assert (parse_change_cursor(follower.after).position, follower.told) == (HEAD + 1, 1)


def test_an_entry_that_is_set_aside_is_taken_back_from_those_who_had_it(
    own: OpenLedger, database: Database, application: Application
) -> None:
    follower = Follower(own).follow()
    damage(database, own.runner.place, 18)
    application.set_aside("stad", 18, "Skadad av en trasig disk.")
    own.runner.catch_up()
    assert follower.follow().has_the_frames
    assert follower.told == 1


def test_a_cursor_from_after_a_recast_that_nobody_knows_of_begins_anew(own: OpenLedger) -> None:
    """As after a restore into an installation whose tables were made from nothing."""
    there = parse_change_cursor(Follower(own).follow().after)
    asked: list[Any] = [ChangeCursor(there.position, there.nonce, 1)]
    with pytest.raises(Refused) as refused:
        changes_page(own.model, ALL, asked[0])
    [refusal] = refused.value.refusals
    assert refusal.code == "frame-changes-recast"
    assert "after=0" in (refusal.right or "")
    assert not isinstance(refused.value, Recast)
