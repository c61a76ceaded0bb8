"""Recasts of frame changes, for those who follow them: rows that they have had are otherwise since a rule was mended,
or an entry was set aside. What is to be added to their sums is told, and from where they go on.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec
from psycopg.sql import SQL, Identifier, Literal

from ledger.errors import Refusal, Refused
from ledger.log.database import Cursor
from ledger.values import FrameKind
from projections.frames.change_cursor import ChangeCursor
from projections.tables.frame_changes import NUMBERS
from projections.tables.projection import put_together, sql_of

MOST_AT_ONCE: Final = 1000
"""Rows of what leads over a recast that are told at a time; who asks again has the next."""


class FrameChangeQuestion(msgspec.Struct, frozen=True):
    """What is asked of frame changes: at most so many rows (but no part of an entry), of some units, of a budget year,
    of a kind. None: whatever it is."""

    limit: int
    units: tuple[str, ...] | None = None
    year: int | None = None
    kind: FrameKind | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return any(chosen is not None for chosen in (self.units, self.year, self.kind))

    @property
    def columns(self) -> dict[str, Any]:
        """As statements take it."""
        kind = None if self.kind is None else self.kind.value
        return {"units": None if self.units is None else list(self.units), "year": self.year, "kind": kind}


class FrameAdds(msgspec.Struct, frozen=True, omit_defaults=True):
    """Numbers to add up, by frame; those that are not there are 0. Amounts are in öre, expenditures and receipts of
    investments as costs and revenues. A figure that is not known stands as 0 and is counted in `unknown_…`: while that
    sum is not 0, nobody knows the figure. `undetermined_…` is the same of what may have been decided by the day and may
    not, beside the frame. While the sum of `known` is 1 there is a frame, a budget or a plan while that sum is 1."""

    costs_ore: int = 0
    revenues_ore: int = 0
    net_ore: int = 0
    unknown_costs: int = 0
    unknown_revenues: int = 0
    unknown_net: int = 0
    undetermined_costs_ore: int = 0
    undetermined_revenues_ore: int = 0
    undetermined_net_ore: int = 0
    undetermined_unknown_costs: int = 0
    undetermined_unknown_revenues: int = 0
    undetermined_unknown_net: int = 0
    known: int = 0
    budget: int = 0
    plan: int = 0


def adds_in(row: Mapping[str, Any]) -> FrameAdds:
    """The numbers of a row, whatever else is in it."""
    return FrameAdds(*(int(row[name]) for name in NUMBERS))


class RecastChange(msgspec.Struct, frozen=True):
    """What is to be added to a frame from a decided day on, over a recast."""

    unit: str
    line: str
    kind: str
    year: int
    decided_on: date
    adds: FrameAdds


class Recast(Refused):
    """That what a follower has had is otherwise now: `changes` are to be added to it, and `cursor` is where to go on
    from. When they are many, going on gives the next of them (`more`)."""

    def __init__(self, after: ChangeCursor, number: int, changes: tuple[RecastChange, ...], cursor: ChangeCursor):
        detail = (
            f"Ramändringar till och med position {after.position} har räknats fram på nytt sedan markören {after} gavs."
        )
        right = f"Lägg till raderna i changes, och följ vidare från after={cursor}."
        super().__init__(Refusal("frame-changes-recast", detail, str(after), str(cursor), right=right, where="after"))
        self.number, self.changes, self.cursor = number, changes, cursor

    @property
    def more(self) -> bool:
        """Whether there is more to add."""
        return self.cursor.taken > 0


# --- Reading ----------------------------------------------------------------------------------------------------

_STATEMENTS: Final = sql_of("projections.frames", "frame_changes")
IS_WANTED: Final = _STATEMENTS["is_wanted"]
_SUMS: Final = [SQL("sum(c.{})::bigint").format(Identifier(name)) for name in NUMBERS]
_SQL: Final = {
    name: put_together(
        _STATEMENTS[name],
        is_wanted=IS_WANTED,
        sums=SQL(", ").join(SQL("{} AS {}").format(s, Identifier(n)) for s, n in zip(_SUMS, NUMBERS, strict=True)),
        values=SQL(", ").join(_SUMS),
        nothing=SQL(", ").join(Literal(0) for _ in NUMBERS),
    )
    for name in ("recasts", "recast_changes")
}


def check_recasts(cursor: Cursor, after: ChangeCursor, question: FrameChangeQuestion) -> ChangeCursor:
    """Where a follower goes on, when nothing that it has had is otherwise. Raises Recast; and Refused
    (frame-changes-recast) for a cursor from after a recast that nobody knows of here."""
    values = {**question.columns, "after": after.recast, "position": after.position}
    last = cursor.execute(_STATEMENTS["last_recast"]).fetchone()
    number = 0 if last is None else int(last["number"])
    if after.recast > number and after.position > 0:
        raise Refused(_unknown(after, number))
    position = after.position
    for row in cursor.execute(_SQL["recasts"], values).fetchall() if after.recast < number else ():
        if row["differs"]:
            raise _recast(cursor, after, row["number"], min(position, row["position"]), question)
        position = min(position, row["position"])
    nonce = after.nonce if position == after.position else _nonce(cursor, position)
    return ChangeCursor(position, nonce, number)


def _recast(cursor: Cursor, after: ChangeCursor, number: int, position: int, question: FrameChangeQuestion) -> Recast:
    values = {**question.columns, "number": number, "position": after.position}
    values |= {"taken": after.taken if after.recast == number - 1 else 0, "limit": MOST_AT_ONCE}
    rows = cursor.execute(_SQL["recast_changes"], values).fetchall()
    told = tuple(
        RecastChange(row["unit"], row["line"], row["kind"], row["year"], row["decided_on"], adds_in(row))
        for row in rows[:MOST_AT_ONCE]
    )
    if len(rows) > MOST_AT_ONCE:
        goes_on = ChangeCursor(after.position, after.nonce, number - 1, values["taken"] + MOST_AT_ONCE)
    else:
        goes_on = ChangeCursor(position, _nonce(cursor, position), number)
    return Recast(after, number, told, goes_on)


def _nonce(cursor: Cursor, position: int) -> str | None:
    row = cursor.execute(_STATEMENTS["nonce"], {"position": position}).fetchone()
    return None if row is None else str(row["nonce"])


def _unknown(after: ChangeCursor, number: int) -> Refusal:
    detail = (
        f"Markören {after} är från efter omräkning {after.recast} av ramändringarna, och här finns {number}: de har "
        "räknats fram från början."
    )
    right = "Ta bort det som lagts ihop av ramändringar, och följ om från after=0."
    return Refusal("frame-changes-recast", detail, str(after), str(number), right=right, where="after")
