"""Which tags a log has, and how each begins: for looking where no tag is known that leads there."""

from collections.abc import Collection
from typing import Final

from ledger.log import codec
from ledger.log.database import reaching_database
from ledger.log.entry import Recorded
from ledger.log.log import Log
from ledger.log.sqlfiles import composable, statements

_FIRST_UNDER: Final = composable(statements("ledger.log.sql", "queries.sql")["first_under"])


class Tags:
    """The tags of one log."""

    def __init__(self, log: Log):
        self._log = log

    def beginning(self, beginnings: Collection[str]) -> list[str]:
        """Every tag there is that begins with one of some texts."""
        return self._log.tags_beginning(beginnings)

    def first_under(self, tags: Collection[str]) -> list[Recorded]:
        """The first entry under each of some tags, in order of position. One that cannot be read, or is set aside, is
        passed over: this only leads to where else to look, and there it is met."""
        if not tags:
            return []
        with reaching_database(), self._log.recorder.cursors() as cursor:
            rows = cursor.execute(_FIRST_UNDER, {"tags": list(tags)}).fetchall()
        found = (codec.stored_from(row["position"], row["recorded_at"], row["type"], row["data"]) for row in rows)
        asides = self._log.asides()
        return [each for each in found if isinstance(each, Recorded) and not asides.covers(each.position, each.data)]
