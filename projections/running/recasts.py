"""What followers of frame changes have had, and a rebuild gives otherwise: a recast. It is numbered, and kept with the
rows that lead from the old sums to the new, so that whoever has had the old ones is told and can go on.

A recast comes of a mended rule, and of an entry that is set aside after it was taken in. The rows are kept by the entry
at which they differ: who has come to a position only needs those up to there. A rebuild carries over what was kept
before. All of it is lost where tables are made from nothing, as in an installation that a backup is read into: then
recasts are numbered from 1 again, and a follower that has had more is told to begin anew.
"""

from typing import Final

import msgspec
from psycopg.sql import SQL, Composed, Identifier, Literal

from ledger.log.database import Cursor, LedgerPlace
from projections.tables.frame_changes import NUMBERS
from projections.tables.projection import sql_of

_SQL: Final = sql_of("projections.running", "recasts")


class Recasting(msgspec.Struct):
    """A comparison of the live rows with those of a rebuild, as far as it has come."""

    place: LedgerPlace
    compared: int = 0
    has_rows: bool = False

    def begin(self, cursor: Cursor) -> None:
        """Carries over what was kept, and compares up to where the live tables are: they go on meanwhile."""
        names = {"changes": f"{self._live}.frame_change", "recasts": f"{self._live}.frame_recast"}
        [kept] = cursor.execute(_SQL["kept"], names)
        self.has_rows = kept["changes"]
        for statement in ("carry_over", "carry_over_rows") if kept["recasts"] else ():
            cursor.execute(self._statement(statement))
        if self.has_rows:
            self.compared = self._compare(cursor)

    def end(self, cursor: Cursor, position: int) -> None:
        """Compares the rest, in the transaction of the swap: nobody takes anything into the live tables any more. The
        tables beside them have come to a position."""
        if self.has_rows:
            self._compare(cursor)
            cursor.execute(_SQL["number"], {"position": position})

    def _compare(self, cursor: Cursor) -> int:
        [live] = cursor.execute(self._statement("live_position"))
        cursor.execute(self._statement("compare"), {"after": self.compared, "upto": live["position"]})
        return int(live["position"])

    @property
    def _live(self) -> str:
        return self.place.projection_schema

    def _statement(self, name: str) -> Composed:
        return _SQL[name].format(live=Identifier(self._live), **_PARTS)


_COLUMNS: Final = [Identifier(name) for name in NUMBERS]
_PARTS: Final = {
    "numbers": SQL(", ").join(_COLUMNS),
    "negated": SQL(", ").join(SQL("-{}").format(column) for column in _COLUMNS),
    "sums": SQL(", ").join(SQL("sum({})").format(column) for column in _COLUMNS),
    "nothing": SQL(", ").join(Literal(0) for _ in _COLUMNS),
}
