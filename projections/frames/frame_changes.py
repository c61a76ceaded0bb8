"""Frame changes for those who follow them: from a cursor on, as far as the read model has come.

Whoever adds them up has the frames on every day, and needs to know no rules. A page never divides what one entry did:
its rows are taken together, and the cursor stands on the last of them. Codes of units are told as they were known at
the entry's position: a code that is recorded later makes no old row another, and nothing stored is out of date.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Annotated, Any, Final

import msgspec

from ledger.errors import Refused
from ledger.log.codec import recorded_from
from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.log.feed.cursor import BEGINNING, LogCursor, diverged
from ledger.log.feed.rows import LONGEST_STRETCH
from ledger.meaning.effects import FrameValue, Sides
from ledger.meaning.frame_steps import ChangeOnDay, SidesChange, StandingChange, counted
from ledger.values import Commitment, FrameKey, FrameKind
from ledger.words import words
from projections.asking.citations import DecisionCited, cited
from projections.asking.read_model import ReadModel, Staleness
from projections.asking.texts import ToldBy
from projections.asking.units import UnitCode
from projections.frames.change_cursor import ChangeCursor
from projections.frames.recast import IS_WANTED, FrameAdds, FrameChangeQuestion, adds_in, check_recasts
from projections.frames.replayed import FrameStood, frame_stood
from projections.running.standing import RunnerStanding, standing
from projections.tables.projection import put_together, sql_of
from projections.tables.units import Codes, codes_of

_SQL: Final = sql_of("projections.frames", "frame_changes")
_PAGE: Final = put_together(_SQL["page"], is_wanted=IS_WANTED)

ToldChange = Annotated[str, ToldBy(lambda change: words.value(f"changed-by-{change}"))]
"""What acted on a frame: `judgment` is told as `dom`."""


class FrameChanged(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of what an entry did to a frame: from `decided_on` on, the frame is so much more (`adds`). Before and
    after are the frame on that day, without and with the entry; nothing is decided about it where they are not there.
    A change that a later decision replaces is taken back on its day, on which before and after are the same.
    `retroactive`: that day was past when the entry was recorded. `codes` are those of the unit on that day. `cursor`
    stands on the last row of an entry: whoever has all of them goes on from it."""

    id: str
    position: int
    recorded_at: datetime
    decided_on: date
    unit: str
    line: str
    kind: str
    year: int
    change: ToldChange
    retroactive: bool
    adds: FrameAdds
    decision: DecisionCited
    before: FrameStood | None = None
    after: FrameStood | None = None
    codes: tuple[UnitCode, ...] = ()
    cursor: str | None = None


class ChangesPage(msgspec.Struct, frozen=True):
    """What was found, up to where everything was looked at, and where the read model had come. `stale` is there when
    the log went further."""

    changes: list[FrameChanged]
    seen: ChangeCursor
    head: ChangeCursor
    stale: Staleness | None = None

    @property
    def more(self) -> bool:
        """Whether anything was left."""
        return self.seen.position < self.head.position

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not self.changes


def changes_page(
    model: ReadModel, question: FrameChangeQuestion, after: ChangeCursor, upto: int | None = None
) -> ChangesPage:
    """The first changes after a cursor, and none after a position.

    Raises Refused: log-diverged; frame-changes-recast, as a `Recast` when what leads over it is known;
    projection-behind before the tables are made, entry-unreadable, database-unavailable.
    """
    with model.cursor() as cursor:
        reached = standing(cursor)
        head, log_head = _ends(cursor, after, reached)
        start = check_recasts(cursor, after, question)
        last = head.position if upto is None else min(upto, head.position)
        if question.is_filtered:
            last = min(last, start.position + LONGEST_STRETCH)
        asked = {"after": start.position, "upto": last, "limit": question.limit, **question.columns}
        rows = cursor.execute(_PAGE, asked).fetchall()
        if len(rows) >= question.limit:
            last = rows[-1]["entry_position"]
        entries = _entries(cursor, {last, *(row["entry_position"] for row in rows)})
        codes = codes_of(cursor, {row["unit"] for row in rows}, last)
        told = list(_told(model.ledger, rows, entries, codes, start.recast))
    seen = _cursor(entries, last, start.recast) if last > start.position else start
    stale = None if reached.position >= log_head else _stale(reached, log_head)
    return ChangesPage(told, seen, msgspec.structs.replace(head, recast=start.recast), stale)


def _stale(reached: RunnerStanding, log_head: int) -> Staleness:
    reason = "Framräkningen pågår." if reached.stopped is None else reached.stopped.detail
    return Staleness(reached.position, log_head, reason)


def _ends(cursor: Cursor, after: ChangeCursor, reached: RunnerStanding) -> tuple[ChangeCursor, int]:
    """Where the read model has come, and where the log ends. Raises Refused (log-diverged) for a cursor of another
    log."""
    values = {"position": after.position, "reached": reached.position}
    row = cursor.execute(_SQL["ends"], values).fetchone()
    head = BEGINNING if row is None else LogCursor(row["head"], row["head_nonce"])
    there = None if row is None else row["nonce"]
    if after.position > head.position or after.nonce not in (None, there):
        raise Refused(diverged(after, there, head))
    return ChangeCursor(reached.position, None if row is None else row["reached_nonce"]), head.position


# --- Rows as they are told --------------------------------------------------------------------------------------

_Row = Mapping[str, Any]
_Rows = Sequence[_Row]


def _entries(cursor: Cursor, positions: set[int]) -> dict[int, _Row]:
    """Entries as they are stored, by their positions."""
    return {row["position"]: row for row in cursor.execute(_SQL["entries"], {"positions": sorted(positions)})}


def _cursor(entries: Mapping[int, _Row], position: int, recast: int) -> ChangeCursor:
    return ChangeCursor(position, entries[position]["nonce"] if position in entries else None, recast)


def _told(ledger: str, rows: _Rows, entries: Mapping[int, _Row], codes: Codes, recast: int) -> Iterator[FrameChanged]:
    for position, of_entry in groupby(rows, key=itemgetter("entry_position")):
        said = list(of_entry)
        stored = entries[position]
        recorded = recorded_from(position, stored["recorded_at"], stored["type"], stored["data"])
        befores = _befores(said)
        for row, before in zip(said, befores, strict=True):
            cursor = str(_cursor(entries, position, recast)) if row is said[-1] else None
            yield _changed(ledger, row, recorded, before, codes, cursor)


def _befores(rows: _Rows) -> list[FrameValue]:
    """What each frame was on the day of each of an entry's rows, without the entry: what it is with it, less what the
    rows of the frame come to by then. They stand in the order of their days."""
    so_far: dict[FrameKey, ChangeOnDay] = {}
    befores = list[FrameValue]()
    for row in rows:
        frame, day, change = _frame_of(row), row["decided_on"], _change_of(row)
        so_far[frame] = change if frame not in so_far else so_far[frame].plus(change)
        after = _after(row)
        there = ChangeOnDay(day, counted(after.sides), standing=StandingChange.of(after))
        befores.append(there.plus(so_far[frame].negated()).value)
    return befores


def _frame_of(row: _Row) -> FrameKey:
    return FrameKey(row["unit"], FrameKind(row["kind"]), row["year"], row["line"])


def _change_of(row: _Row) -> ChangeOnDay:
    figures = msgspec.convert(row, SidesChange, strict=False)
    return ChangeOnDay(row["decided_on"], figures, standing=msgspec.convert(row, StandingChange, strict=False))


def _after(row: _Row) -> FrameValue:
    sides = Sides(row["after_costs_ore"], row["after_revenues_ore"], row["after_net_ore"])
    commitment = None if row["after_commitment"] is None else Commitment(row["after_commitment"])
    return FrameValue(sides, commitment, row["after_known"])


def _changed(
    ledger: str, row: _Row, recorded: Recorded, before: FrameValue, codes: Codes, cursor: str | None
) -> FrameChanged:
    frame, position, day = _frame_of(row), recorded.position, row["decided_on"]
    return FrameChanged(
        f"{ledger}/{position}/{row['ordinal']}",
        position,
        recorded.recorded_at,
        day,
        frame.unit,
        frame.line,
        frame.kind.value,
        frame.year,
        row["change"],
        row["retroactive"],
        adds_in(row),
        cited(recorded),
        frame_stood(frame, before),
        frame_stood(frame, _after(row)),
        tuple(UnitCode(system, code) for system, code in codes(frame.unit, position, day)),
        cursor,
    )
