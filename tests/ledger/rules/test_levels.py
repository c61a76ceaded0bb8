"""Frames at two levels are told when they are recorded, once."""

from collections.abc import Iterator
from datetime import date

import pytest
from msgspec.structs import replace

from ledger.events import AnyFact, Fact, FrameTransferred, UnitMoved, UnitRegistered
from ledger.log.log import Log
from ledger.looking.state import State, fold
from ledger.looking.wholes import lines_beside
from ledger.meaning.levels import total_beside
from ledger.recording import record
from ledger.rules.levels import levels_warnings
from ledger.values import Basis, FrameKey, RecordedWarning
from ledger.words.labels import frame_label
from tests.checks import check_log
from tests.given import AUTHOR, Command, adjusted, basis, decided, key, money, opening, transferred
from tests.ledger.rules.scenario import given, past, without_basis

DAY = date(2026, 1, 1)


def told(*facts: Fact, before: State | None = None) -> list[tuple[int, str, str]]:
    state = before or given().when(decided(1)).before
    return [
        (number, _value(warning, "frame"), _value(warning, "others"))
        for number, warning in levels_warnings(facts, state, state, DAY)
    ]


def _value(warning: RecordedWarning, name: str) -> str:
    assert warning.code == "frames-at-two-levels"
    return warning.values[name]


def test_a_budget_with_a_board_and_what_is_under_it() -> None:
    """Case 06: ks 300 and slk 200, slk under ks; sum 500."""
    facts = decided(300_00, frame=key("ks")), decided(200_00, frame=key("slk")), decided(50_00, frame=key("ks", 2027))
    assert told(*facts) == [(0, "ks drift 2026", "slk drift 2026")]


def test_a_total_beside_its_lines() -> None:
    lines = [decided(60_00, frame=key("sbk", line=line)) for line in ("aldreomsorg", "ifo")]
    both = "sbk aldreomsorg drift 2026 och sbk ifo drift 2026"
    assert told(*lines, decided(100_00, frame=key("sbk"))) == [(0, "sbk drift 2026", both)]
    assert told(*lines) == []


def test_a_line_that_comes_after_its_total_is_told_and_its_changes_are_not() -> None:
    there = given(past(decided(100_00, frame=key("sbk"))))
    line = decided(60_00, frame=key("sbk", line="ifo"))
    [before] = {id(state): state for state in [there.when(line).before]}.values()
    assert told(line, before=before) == [(0, "sbk drift 2026", "sbk ifo drift 2026")]
    again = given(past(decided(100_00, frame=key("sbk"))), past(line)).when(line).before
    assert told(adjusted(5_00, frame=key("sbk", line="ifo")), before=again) == []


def test_an_empty_ledger_and_one_frame_have_one_level() -> None:
    assert told(decided(1), before=fold([])) == []


def test_the_total_beside_a_line_is_of_its_own_unit_kind_and_year() -> None:
    assert total_beside(key("sbk", 2027, line="ifo")) == key("sbk", 2027)


def test_frames_below_that_have_only_lines_are_named() -> None:
    facts = decided(300_00, frame=key("ks")), decided(200_00, frame=key("slk", line="drift"))
    assert told(*facts) == [(0, "ks drift 2026", "slk drift drift 2026")]
    lines = decided(300_00, frame=key("ks", line="a")), decided(200_00, frame=key("slk", line="b"))
    assert told(*lines) == [(0, "ks a drift 2026", "slk b drift 2026")]


def test_units_lie_as_they_do_in_the_year_of_the_money() -> None:
    """slk lies under ks until 2026, and from then on under sbk. A budget of 24 November is of the year after it; what
    is decided for 2025 is not."""
    new_year = date(2026, 1, 1)
    moved = [without_basis(fact) for fact in (UnitMoved("sbk", new_year), UnitMoved("slk", new_year, "sbk"))]

    def told_in(year: int, upper: str) -> list[tuple[str, str]]:
        facts = [decided(100_00, frame=key(unit, year)) for unit in (upper, "slk")]
        scene = given(*moved).when_together(*facts, on=basis())
        found = levels_warnings(facts, scene.before, scene.verdict.after, date(2025, 11, 24))
        return [(_value(warning, "frame"), _value(warning, "others")) for _, warning in found]

    assert told_in(2026, "ks") == told_in(2025, "sbk") == []
    assert told_in(2026, "sbk") == [("sbk drift 2026", "slk drift 2026")]
    assert told_in(2025, "ks") == [("ks drift 2025", "slk drift 2025")]


def test_a_frame_that_is_nothing_is_no_level() -> None:
    """ks 0 and slk 10; and 100 that is all moved to a line."""
    nothing, ten = decided(0, frame=key("ks")), decided(10_00)
    scene = given().when_together(nothing, ten, on=basis())
    assert not list(levels_warnings((nothing, ten), scene.before, scene.verdict.after, DAY))
    split = FrameTransferred(key(), key(line="ifo"), money(100_00))
    scene = given(past(decided(100_00))).when_together(split, on=basis("2026-02-24", "§ 6"))
    assert not list(levels_warnings((split,), scene.before, scene.verdict.after, DAY))
    part = FrameTransferred(key(), key(line="ifo"), money(60_00))
    scene = given(past(decided(100_00))).when_together(part, on=basis("2026-02-24", "§ 6"))
    assert list(levels_warnings((part,), scene.before, scene.verdict.after, DAY))


# --- With what the ledger holds already -------------------------------------------------------------------------


def recorded(log: Log, *facts: AnyFact, on: Basis | None = None) -> list[str]:
    """Records a command; the texts of the two levels that are told, each with the number of its fact."""
    receipt = record(log, "stad", Command(facts, on), AUTHOR)
    code = "frames-at-two-levels"
    return [f"{each.fact} {each.text}" for each in receipt.consequence.warnings if each.code == code]


@pytest.fixture
def city(own_log: Log) -> Iterator[Log]:
    recorded(own_log, *opening().facts, UnitRegistered("team", "Team", "slk"), UnitRegistered("ny", "Nämnden"))
    yield own_log
    check_log(own_log)


def both(upper: str, lower: str) -> str:
    counted = "en summa räknar allt. Stäm av mot dokumentets egen summa."
    return f"{upper} har belopp, och det har också {lower}: {counted}"


APRIL, MAY = basis("2026-04-06", "§ 30"), basis("2026-05-04", "§ 44")


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (key("ks"), key("slk")),
        (key("ks"), key("team", line="x")),
        (key("ks", line="x"), key("team", line="y")),
        (key("slk"), key("slk", line="x")),
    ],
)
def test_a_frame_below_one_that_is_there_is_told_and_so_is_one_above(
    city: Log, upper: FrameKey, lower: FrameKey
) -> None:
    """In whichever order; once; and not of another year."""
    names = both(frame_label(upper), frame_label(lower))
    assert recorded(city, decided(300_00, frame=upper), on=basis()) == []
    assert recorded(city, decided(50_00, frame=lower), on=APRIL) == [f"0 {names}"]
    assert (
        recorded(city, adjusted(5_00, frame=lower), on=MAY) == recorded(city, adjusted(5_00, frame=upper), on=MAY) == []
    )
    above, below = (replace(frame, year=2027) for frame in (upper, lower))
    assert recorded(city, decided(50_00, frame=below), on=basis("2026-11-23", "§ 90")) == []
    told = recorded(city, decided(300_00, frame=above), on=basis("2026-11-30", "§ 95"))
    assert told == [f"0 {both(frame_label(above), frame_label(below))}"]


def test_a_change_of_a_frame_that_nobody_has_set_has_nothing_below_in_it(city: Log) -> None:
    assert recorded(city, decided(50_00, frame=key("slk")), on=basis()) == []
    assert recorded(city, transferred(5_00, "slk", "ks"), on=APRIL) == []
    told = recorded(city, decided(300_00, frame=key("ks")), on=MAY)
    assert told == [f"0 {both('ks drift 2026', 'slk drift 2026')}"], "until it is set"


def test_a_unit_that_is_moved_below_one_with_a_frame_is_told_when_it_is(city: Log) -> None:
    assert recorded(city, decided(300_00, frame=key("ny")), on=basis()) == []
    assert recorded(city, decided(50_00, frame=key("team")), on=APRIL) == []
    told = recorded(city, UnitMoved("slk", date(2026, 7, 1), "ny"))
    assert told == [f"0 {both('ny drift 2026', 'team drift 2026')}"]
    assert recorded(city, UnitMoved("sbk", date(2026, 7, 1), "ny")) == []


def test_a_unit_with_a_frame_that_is_moved_below_one_with_lines_alone_is_told(city: Log) -> None:
    assert recorded(city, decided(300_00, frame=key("ny", line="x")), on=basis()) == []
    assert recorded(city, decided(50_00, frame=key("team")), on=APRIL) == []
    told = recorded(city, UnitMoved("slk", date(2026, 7, 1), "ny"))
    assert told == [f"0 {both('ny x drift 2026', 'team drift 2026')}"]


def test_other_lines_of_its_unit_are_not_read_for_a_line_that_is_new(city: Log) -> None:
    """A unit may have a thousand of them, and they are at its level."""
    for number in range(3):
        recorded(city, decided(10_00, frame=key("ny", line=f"l{number}")), on=basis(paragraph=f"§ {number + 1}"))
    line, total = decided(10_00, frame=key("ny", line="new")), decided(40_00, frame=key("ny"))
    of_line, of_total = (lines_beside(fold(city.stream()), [fact]) for fact in (line, total))
    assert (of_line, of_total) == ({}, {"frame:ny/": {"/operating/2026"}})


def test_a_unit_that_is_moved_after_the_years_of_its_frames_is_not(city: Log) -> None:
    recorded(city, decided(300_00, frame=key("ny")), on=basis())
    recorded(city, decided(50_00, frame=key("slk")), on=APRIL)
    assert recorded(city, UnitMoved("slk", date(2027, 1, 1), "ny")) == []
