"""A city that is reorganised at a new year, small enough to reckon by hand: last year's figures and this year's.

Parks and streets become one board; culture keeps 60 % of what it had and gives the rest to sports, by a stated key; the
schools become two, and nothing says how. The office stays. Öre: the costs of 2025 are 10, 20, 30, 40 and 100 thousand,
those of 2026 are 31 000 (city environment), 20 000, 11 000, 15 000, 27 000 and 100 000, and there are no revenues.
"""

from datetime import date
from typing import Final

from api.app import Application, OpenLedger
from ledger.events import FrameDecided, UnitRegistered, UnitShare, UnitsMerged, UnitSplit
from ledger.values import FrameKind, InvestmentAmount
from tests.given import AUTHOR, BUDGET, Command, adjusted, basis, command, decided, key

LAST_DAY: Final = date(2025, 12, 31)
NEW_YEAR: Final = date(2026, 1, 1)
DAY: Final = date(2026, 6, 1)
"""When one asks."""

NO_KEY: Final = "Enheten skola delades 2026-01-01 i forskola, grundskola utan fördelningsnyckel."
MERGED: Final = (
    "Enheten miljo bildades 2026-01-01 av park, gata; hur siffrorna skulle delas mellan dem är inte angivet."
)

_BEFORE: Final = {"park": 10_000, "gata": 20_000, "kultur": 30_000, "skola": 40_000, "slk": 100_000}
_AFTER: Final = {
    "miljo": 31_000,
    "kultur": 20_000,
    "idrott": 11_000,
    "forskola": 15_000,
    "grundskola": 27_000,
    "slk": 100_000,
}
_OLD: Final = (("park", "Parknämnden"), ("gata", "Gatunämnden"), ("kultur", "Kulturnämnden"), ("skola", "Skolnämnden"))
_NEW: Final = (
    ("miljo", "Stadsmiljönämnden"),
    ("idrott", "Idrottsnämnden"),
    ("forskola", "Förskolenämnden"),
    ("grundskola", "Grundskolenämnden"),
)

ENTRIES: Final = (
    Command(tuple(UnitRegistered(unit, name, "ks") for unit, name in _OLD)),
    command(
        *(decided(costs, frame=key(unit, 2025)) for unit, costs in _BEFORE.items()),
        FrameDecided(key("park", 2025, FrameKind.INVESTMENT), BUDGET, InvestmentAmount(5_000, 0)),
        on=basis("2024-11-25"),
    ),
    command(adjusted(1_000, frame=key("kultur", 2025)), on=basis("2025-03-10", "§ 3")),
    Command(tuple(UnitRegistered(unit, name, "ks", NEW_YEAR) for unit, name in _NEW)),
    command(
        UnitsMerged(("park", "gata"), "miljo", NEW_YEAR),
        UnitSplit(
            "kultur",
            ("kultur", "idrott"),
            NEW_YEAR,
            (UnitShare("kultur", 600_000_000), UnitShare("idrott", 400_000_000)),
        ),
        UnitSplit("skola", ("forskola", "grundskola"), NEW_YEAR),
        on=basis("2025-06-16", "§ 7"),
    ),
    command(*(decided(costs, frame=key(unit)) for unit, costs in _AFTER.items()), on=basis("2025-11-24")),
)
"""What is recorded after the opening, with `slk` and `sbk` below `ks`."""


def reorganised(application: Application) -> OpenLedger:
    """Records it all in the ledger `stad`, which is open, and takes it in."""
    for number, entry in enumerate(ENTRIES):
        application.record("stad", entry, AUTHOR, f"reorganised-{number}")
    ledger = application.ledger("stad")
    ledger.runner.catch_up()
    return ledger
