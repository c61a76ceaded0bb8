"""Frame changes as they are told to those who follow them, on the hand-reckoned year."""

from datetime import date
from typing import Any

import msgspec
import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import UnitCodeAssigned
from ledger.log.feed.rows import LONGEST_STRETCH
from ledger.values import FrameKind
from projections.frames import frame_changes
from projections.frames.change_cursor import FROM_THE_BEGINNING, ChangeCursor, parse_change_cursor
from projections.frames.frame_changes import ChangesPage, FrameChanged, changes_page
from projections.frames.recast import FrameChangeQuestion
from tests.given import AUTHOR, Command, adjusted, basis, command, decided, key
from tests.projections.a_year import ENTRIES
from tests.unreadable import damage

HEAD = max(ENTRIES)


def page(ledger: OpenLedger, after: str = "0", limit: int = 100, **asked: Any) -> ChangesPage:
    return changes_page(ledger.model, FrameChangeQuestion(limit, **asked), parse_change_cursor(after))


def of(row: FrameChanged) -> tuple[int, str, str, str, int]:
    return row.position, row.unit, str(row.decided_on), row.change, row.adds.costs_ore


def test_what_acted_is_told_of_each_row(year: OpenLedger) -> None:
    slk = [of(row) for row in page(year).changes if row.unit == "slk"]
    assert slk == [
        (5, "slk", "2024-11-25", "set", 90_000),
        (6, "slk", "2025-06-01", "change", 2_000),
        (7, "slk", "2025-11-24", "set", 8_000),
        (9, "slk", "2026-02-10", "change", -5_000),
        (10, "slk", "2025-10-01", "change", 700),
        (10, "slk", "2025-11-24", "change", -700),  # the budget replaces it
        (11, "slk", "2026-03-01", "change", 1_000),
        (12, "slk", "2026-04-01", "index", 30),
        (14, "slk", "2026-05-01", "condition", 400),  # 13 waited for it, and did nothing
        (15, "slk", "2026-03-20", "change", 900),
        (16, "slk", "2026-03-20", "correction", -300),
        (17, "slk", "2026-09-10", "judgment", 5_000),
        (18, "slk", "2026-06-15", "change", -300),
    ]
    [plan] = [row for row in page(year).changes if row.position == 5]
    [budget] = [row for row in page(year).changes if (row.position, row.unit) == (7, "slk")]
    assert (plan.adds.plan, budget.adds.budget, budget.adds.plan) == (1, 1, -1)
    assert (plan.before, budget.before and budget.before.commitment) == (None, "plan")


def test_a_page_holds_whole_entries_and_says_where_it_ends(year: OpenLedger) -> None:
    first = page(year, limit=4)
    assert [row.position for row in first.changes] == [5, 6, 7, 8]
    second = page(year, str(first.seen), limit=1)
    assert [(row.position, row.cursor is not None) for row in second.changes] == [(9, False), (9, True)]
    assert (second.more, second.changes[-1].cursor) == (True, str(second.seen))
    last = page(year, str(second.seen))
    assert (last.changes[-1].position, last.seen.position, last.head.position, last.more) == (18, HEAD, HEAD, False)
    assert page(year, str(last.seen)).is_empty


def test_only_what_is_asked_for_is_told_and_the_rest_is_passed_over(year: OpenLedger) -> None:
    assert {row.unit for row in page(year, units=("sbk",)).changes} == {"sbk"}
    assert page(year, year=2027).is_empty
    assert page(year, kind=FrameKind.INVESTMENT).seen.position == HEAD
    assert len(page(year, kind=FrameKind.OPERATING, year=2026).changes) == len(page(year).changes)


def test_who_asks_for_little_is_moved_on_past_the_rest_with_bounded_work(
    year: OpenLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LONGEST_STRETCH >= 1000
    monkeypatch.setattr(frame_changes, "LONGEST_STRETCH", 6)
    seen, after = [], "0"
    for _ in range(4):
        found = page(year, after, units=("sbk",))
        after = str(found.seen)
        seen.append((found.seen.position, [row.position for row in found.changes], found.more))
    assert seen == [(6, [], True), (12, [8, 9], True), (18, [17], True), (19, [], False)]


def test_a_cursor_of_another_log_is_refused(year: OpenLedger) -> None:
    for after in ("5-00000000", "20"):
        with pytest.raises(Refused) as refused:
            page(year, after)
        assert [refusal.code for refusal in refused.value.refusals] == ["log-diverged"]


def test_it_answers_as_far_as_the_read_model_has_come_and_says_when_the_log_goes_further(
    application: Application, stad: OpenLedger
) -> None:
    application.record("stad", command(decided(100)), AUTHOR, "k1")
    stad.runner.catch_up()
    application.record("stad", command(adjusted(5), on=basis(paragraph="§ 13")), AUTHOR, "k2")
    behind = page(stad)
    assert [row.position for row in behind.changes] == [5]
    assert behind.stale is not None
    assert (behind.stale.position, behind.stale.head, behind.stale.reason) == (5, 6, "Framräkningen pågår.")
    damage(application.database, stad.runner.place, 6)
    with pytest.raises(Refused):
        stad.runner.catch_up()
    stopped = page(stad, str(behind.seen)).stale
    assert stopped is not None
    assert "position 6" in stopped.reason


def test_codes_are_those_that_were_known_then_and_hold_on_the_day(application: Application, stad: OpenLedger) -> None:
    first, later = basis("2025-11-24"), basis("2026-03-01", "§ 30")
    said: tuple[Command, ...] = (
        command(decided(100)),  # 5: no code is known
        Command((UnitCodeAssigned("slk", "ekonomi", "1100", last_day=date(2025, 12, 31)),)),
        Command((UnitCodeAssigned("slk", "ekonomi", "1200", applies_from=date(2026, 1, 1)),)),
        command(adjusted(5), on=msgspec.structs.replace(first, paragraph="§ 13")),  # 8
        command(adjusted(6), on=later),  # 9
        command(decided(7, frame=key("sbk"))),  # 10
    )
    for number, each in enumerate(said):
        application.record("stad", each, AUTHOR, f"k{number}")
    stad.runner.catch_up()
    codes = {row.position: [(code.system, code.code) for code in row.codes] for row in page(stad).changes}
    assert codes == {5: [], 8: [("ekonomi", "1100")], 9: [("ekonomi", "1200")], 10: []}


def test_from_the_beginning_is_before_everything() -> None:
    assert ChangeCursor(0) == FROM_THE_BEGINNING
