"""The ledgers that are measured, appended in large batches through `Log.append`, past the rules.

The fullest year is 2026: 30 units, and for each one budget and nineteen changes. Its entries lie evenly among those
that fill the ledger, which are about other years or other units.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Final

from ledger.events import (
    AnyFact,
    ConditionMet,
    FrameAdjusted,
    FrameDecided,
    FrameTransferred,
    IndexDecided,
    JudgmentGiven,
    JudgmentOutcome,
    LedgerOpened,
    UnitRegistered,
)
from ledger.log.entry import Entry
from ledger.log.feed.cursor import LogCursor
from ledger.log.log import Log
from ledger.values import (
    Basis,
    Commitment,
    DecisionReference,
    FrameKey,
    FrameKind,
    OperatingAmount,
    OrganisationKind,
    Recording,
    SourceDocument,
)

YEAR: Final = 2026
"""The fullest year."""

UNITS: Final = tuple(f"namnd-{number:02}" for number in range(1, 31))
OTHER_UNITS: Final = tuple(f"enhet-{number:03}" for number in range(1, 171))
OTHER_YEARS: Final = tuple(year for year in range(2000, 2061) if year != YEAR)
ROWS: Final = 20
"""Rows for each unit in the fullest year."""

OPENED: Final = 1 + len(UNITS) + len(OTHER_UNITS)
"""The position at which every unit is registered."""

FIRST_DAY: Final = date(2025, 11, 24)
BATCH: Final = 5_000
RECORDING: Final = Recording("bench-1", "bench")
SOURCE: Final = SourceDocument("Protokoll", "ab" * 32, "s. 14")


def basis_of(number: int, day: date) -> Basis:
    """A decision of its own, complete enough to give no warnings."""
    return Basis("Kommunfullmäktige", day, SOURCE, f"KS {day.year}/{number}", f"§ {number % 300 + 1}", 1)


def opening() -> list[Entry]:
    """The organisation and every unit."""
    units = (UnitRegistered(unit, f"Nämnden {unit}") for unit in (*UNITS, *OTHER_UNITS))
    opened = LedgerOpened("Staden", OrganisationKind.MUNICIPALITY, "212000-0142", "0180")
    return [Entry(opened, RECORDING), *(Entry(unit, RECORDING) for unit in units)]


def later_acts() -> list[Entry]:
    """A handful of judgments, conditions and indices: what changes decisions that stand already."""
    day = FIRST_DAY + timedelta(days=200)
    meant = [DecisionReference("Kommunfullmäktige", f"KS 2026/{number}", "§ 3") for number in range(4)]
    judgments = [
        JudgmentGiven(reference, "Kammarrätten", JudgmentOutcome.ANNULLED, day, day, final_ground="Lagakraftbevis")
        for reference in meant
    ]
    facts: list[AnyFact] = [*(ConditionMet(f"avtal-{number}") for number in range(3))]
    facts += [IndexDecided(f"index-{number}", 30_000_000) for number in range(3)]
    decided = [Entry(fact, RECORDING, basis_of(900 + number, day)) for number, fact in enumerate(facts)]
    return [*(Entry(fact, RECORDING) for fact in judgments), *decided]


def fullest_year() -> Iterator[Entry]:
    """The budget of each unit, and then a change a fortnight apart."""
    for row in range(ROWS):
        day = FIRST_DAY + timedelta(days=14 * row)
        for number, unit in enumerate(UNITS):
            frame = FrameKey(unit, FrameKind.OPERATING, YEAR)
            amount = OperatingAmount(1_000_000_00 + number, 1_000_00 + row)
            fact = FrameAdjusted(frame, amount) if row else FrameDecided(frame, Commitment.BUDGET, amount)
            yield Entry(fact, RECORDING, basis_of(1_000 + row, day))


def others() -> Iterator[Entry]:
    """Entries without end about other years, or about other units in the fullest year. Of ten thousand one decides an
    index, which every later answer has to know of."""
    number = 0
    while True:
        number += 1
        same_year = number % 10 == 0
        year = YEAR if same_year else OTHER_YEARS[number % len(OTHER_YEARS)]
        units = OTHER_UNITS if same_year else (*UNITS, *OTHER_UNITS)
        unit, other = units[number % len(units)], units[(number + 1) % len(units)]
        frame = FrameKey(unit, FrameKind.OPERATING, year)
        amount = OperatingAmount(number, number % 1_000)
        fact: AnyFact = FrameAdjusted(frame, amount)
        if number % 10_000 == 1:
            fact = IndexDecided(f"prisindex-{number}", 20_000_000)
        elif number % 20 == 2:
            fact = FrameDecided(frame, Commitment.PLAN, amount)
        elif number % 5 == 3:
            fact = FrameTransferred(frame, FrameKey(other, FrameKind.OPERATING, year), amount)
        day = date(min(year, 2026) - 1, 1 + number // 100 % 12, 1 + number // 7 % 28)
        yield Entry(fact, RECORDING, basis_of(number // 50, day))


def whole(filling: int) -> Iterator[Entry]:
    """Everything in a ledger, with so many entries that fill it evenly spread between the others."""
    yield from opening()
    yield from later_acts()
    year, fill = list(fullest_year()), others()
    for number, entry in enumerate(year):
        yield from islice(fill, filling * (number + 1) // len(year) - filling * number // len(year))
        yield entry


def fill(log: Log, filling: int) -> None:
    """Appends everything to an empty log, a batch at a time."""
    entries = whole(filling)
    while batch := list(islice(entries, BATCH)):
        log.append(batch, (), LogCursor(log.head()), None)
