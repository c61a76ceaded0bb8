"""What is kept of entries is what would be read of them again."""

from datetime import date
from typing import Final, cast

from api.app import Application, OpenLedger
from ledger.events import AnyFact, IndexDecided, RecordingErrorCorrected
from ledger.events.fact import AFTERMATH
from ledger.log.database import Cursor
from projections.asking.cache import MOST_KEPT, LaterActsCache
from projections.tables.register import entries_at, later_acts_at
from tests.given import AUTHOR, Command, command

LATER: Final = date(2026, 10, 1)
NO_CURSOR: Final = cast("Cursor", None)
"""For what must not be read again."""


def recorded(application: Application, ledger: OpenLedger, *wanted: Command) -> list[int]:
    """The positions of some commands of one fact each; everything is taken in."""
    head = ledger.log.head()
    receipts = [
        application.record("stad", command, AUTHOR, f"k{head}-{number}") for number, command in enumerate(wanted)
    ]
    ledger.runner.catch_up()
    return [receipt.first_position or 0 for receipt in receipts]


def index(name: str, rate_ppb: int) -> Command:
    """An index that is decided."""
    fact: AnyFact = IndexDecided(name, rate_ppb)
    return command(fact)


def test_what_is_remembered_is_what_would_be_read(application: Application, stad: OpenLedger) -> None:
    first, _ = recorded(application, stad, index("kf-2026", 30_000_000), index("kf-2027", 10_000_000))
    [last] = recorded(application, stad, Command((RecordingErrorCorrected(first, "fel index"),)))
    cache, rates = LaterActsCache(), set()
    with stad.model.cursor() as cursor:
        for position in (*range(last + 1), *range(last + 1)):
            known = tuple(entry.position for entry in entries_at(cursor, position, (AFTERMATH,)))
            acts = cache.later_acts(cursor, known)
            assert acts == later_acts_at(cursor, position)
            rates.add(acts.index_rate("kf-2026", LATER))
    assert rates == {None, 30_000_000}


def test_an_entry_is_read_once_and_what_is_remembered_is_bounded(application: Application, stad: OpenLedger) -> None:
    first, second = recorded(application, stad, index("kf-2026", 30_000_000), index("kf-2027", 10_000_000))
    cache = LaterActsCache()
    with stad.model.cursor() as cursor:
        both = cache.later_acts(cursor, (first, second))
    assert cache.later_acts(NO_CURSOR, (second,)).indices.keys() == {"kf-2027"}
    assert cache.later_acts(NO_CURSOR, (first, second)) is both
    for number in range(MOST_KEPT):
        cache.later_acts(NO_CURSOR, (first,) * (number + 2))
    again = cache.later_acts(NO_CURSOR, (first, second))
    assert (again == both, again is both) == (True, False)
