"""How a projection is shown an entry: a correction first takes away, then says what it puts instead."""

from collections.abc import Sequence
from typing import Any, cast

import msgspec

from api.app import OpenLedger
from ledger.events import FrameAdjusted, RecordingErrorCorrected
from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from projections.tables import PROJECTIONS
from projections.tables.projection import ClaimedFact, Projection, closings, nothing_forgotten, project, settle, sql_of

NO_CURSOR = cast("Cursor", None)


class Diary:
    """A projection that only writes down what it is shown."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.projection = Projection("diary", {}, (), self.apply, self.forget)

    def apply(self, _: Cursor, claim: ClaimedFact) -> None:
        self.told.append((type(claim.fact), claim.basis, claim.recorded.position))

    def forget(self, _: Cursor, entry_position: int, known_to: int) -> None:
        self.told.append(("forget", entry_position, known_to))


def told_about(recorded: Recorded) -> list[tuple[Any, ...]]:
    diary = Diary()
    project(diary.projection, NO_CURSOR, recorded)
    return diary.told


def test_an_entry_is_shown_as_it_stands(rich: OpenLedger) -> None:
    recorded = rich.log.at(7)
    assert recorded is not None
    assert told_about(recorded) == [(FrameAdjusted, recorded.entry.basis, 7)]


def test_a_correction_takes_away_and_then_puts_its_replacement_there(rich: OpenLedger) -> None:
    recorded = rich.log.at(21)
    assert recorded is not None
    assert isinstance(recorded.entry.fact, RecordingErrorCorrected)
    assert recorded.entry.fact.replacement is not None
    assert told_about(recorded) == [
        ("forget", 7, 21),
        (FrameAdjusted, recorded.entry.fact.replacement.basis, 21),
    ]


def test_every_entry_is_noticed_as_it_is_also_one_that_only_takes_away(rich: OpenLedger) -> None:
    noticed: list[int] = []
    diary = Diary().projection
    noticing = msgspec.structs.replace(diary, notice=lambda _, recorded: noticed.append(recorded.position))
    for position in (7, 21, 23):
        recorded = rich.log.at(position)
        assert recorded is not None
        project(noticing, NO_CURSOR, recorded)
    assert noticed == [7, 21, 23]


def test_a_withdrawal_only_takes_away(rich: OpenLedger) -> None:
    recorded = rich.log.at(23)
    assert recorded is not None
    assert told_about(recorded) == [("forget", 12, 23)]


def test_what_it_handles_and_every_correction_is_settled_together(rich: OpenLedger) -> None:
    settled: list[list[int]] = []

    def settling(_: Cursor, entries: Sequence[Recorded]) -> None:
        settled.append([recorded.position for recorded in entries])

    diary = Diary().projection
    handles = frozenset((FrameAdjusted,))
    entries = [recorded for recorded in rich.log.stream() if recorded.position in (5, 6, 7, 21, 23)]
    settle(msgspec.structs.replace(diary, settle=settling, handles=handles), NO_CURSOR, entries)
    settle(msgspec.structs.replace(diary, settle=settling, handles=frozenset()), NO_CURSOR, entries[:3])
    settle(diary, NO_CURSOR, entries)
    assert settled == [[7, 21, 23]], "and where there is nothing it is not asked"


def test_every_projection_names_its_tables_and_makes_them() -> None:
    names = [projection.name for projection in PROJECTIONS]
    assert len(set(names)) == len(names)
    tables = [table for projection in PROJECTIONS for table in projection.tables]
    assert len(set(tables)) == len(tables)
    for projection in PROJECTIONS:
        made = projection.sql["create"].as_string()
        assert all(f"CREATE TABLE {table} (" in made for table in projection.tables)
        assert made.count("CREATE TABLE") == len(projection.tables), "a table that is not named is not compared"
        closed = {} if projection.forget is nothing_forgotten else closings(projection.tables)
        own = sql_of("projections.tables", projection.name) | closed
        assert projection.sql | own == projection.sql
