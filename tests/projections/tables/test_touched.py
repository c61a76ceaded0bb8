"""Which frames entries do something to, and what acts on decisions, on the hand-reckoned year."""

from api.app import OpenLedger
from ledger.log.entry import Recorded
from ledger.values import Stage
from projections.tables.touched import (
    acting_on,
    acts_on,
    acts_until,
    corrected_by,
    facts_known,
    frames_acted_on,
    frames_of,
    names_of,
    placed_until,
)
from tests.given import key
from tests.projections.a_year import ENTRIES

HEAD = max(ENTRIES)
SLK, SBK = (key("slk"), Stage.DECIDED, None), (key("sbk"), Stage.DECIDED, None)


def entries(ledger: OpenLedger, *positions: int) -> list[Recorded]:
    return [recorded for recorded in ledger.log.stream() if recorded.position in positions]


def test_an_entry_is_about_frames_and_so_is_what_it_corrects(year: OpenLedger) -> None:
    with year.model.cursor() as cursor:
        assert set(frames_of(cursor, entries(year, 9))) == {SLK, SBK}
        assert frames_of(cursor, entries(year, 11, 13)) == {SLK: ENTRIES[11].basis.decided}  # type: ignore[union-attr]
        assert set(frames_of(cursor, entries(year, 16))) == {SLK}
        assert frames_of(cursor, entries(year, 19)) == {}
    assert corrected_by(entries(year, 15, 16)) == [15]


def test_what_acts_on_decisions_is_asked_for_only_when_an_entry_does(year: OpenLedger) -> None:
    asked = list[int]()
    with year.model.cursor() as cursor:

        def acting() -> list[object]:
            asked.append(1)
            return placed_until(cursor, HEAD)  # type: ignore[return-value]

        assert frames_acted_on(cursor, entries(year, 7, 11), acting) == set()  # type: ignore[arg-type]
        assert asked == []
        for position, frames in ((12, {SLK}), (14, {SLK}), (17, {SLK, SBK})):
            assert frames_acted_on(cursor, entries(year, position), acting) == frames  # type: ignore[arg-type]
        assert asked == [1] * 3


def test_acts_are_found_by_what_they_act_on(year: OpenLedger) -> None:
    with year.model.cursor() as cursor:
        every = acts_until(cursor, HEAD)
        assert [act.placed.position for act in every] == [12, 14, 17]
        assert [str(act.acts_from) for act in every] == ["2026-04-01", "2026-05-01", "2026-09-10"]
        for named, positions in (
            (names_of(None, None, "pki"), [12]),
            (names_of(None, ("avtal",), None), [14]),
            (names_of("another", ("another",), "another"), []),
        ):
            assert [act.placed.position for act in acts_on(cursor, named, HEAD)] == positions
            assert [act.placed.position for act in acting_on(every, named)] == positions
        assert acts_on(cursor, names_of(None, None, "pki"), 11) == []


def test_facts_are_known_between_two_positions(year: OpenLedger) -> None:
    with year.model.cursor() as cursor:
        known = {
            place: [fact.entry_position for fact in facts_known(cursor, [SLK], *place)[SLK]]
            for place in ((0, 7), (14, 15), (15, 16), (16, 16))
        }
    assert known[0, 7] == [5, 6, 7]
    assert [15 in known[place] for place in ((14, 15), (15, 16), (16, 16))] == [True, True, False]
