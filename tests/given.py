"""Builders for tests: short ways to write commands. Amounts are öre, days are ISO texts."""

from datetime import date

import msgspec

from ledger import recording
from ledger.events import (
    AnyFact,
    FrameAdjusted,
    FrameDecided,
    FrameTransferred,
    GrossTurnoverChanged,
    LedgerOpened,
    UnitRegistered,
)
from ledger.meaning.placed import Decided, situated
from ledger.recording import Author
from ledger.values import (
    Acceptance,
    Amount,
    Basis,
    Commitment,
    FrameKey,
    FrameKind,
    OperatingAmount,
    OrganisationKind,
    SourceDocument,
)
from ledger.when import BoundsOrigin, DecisionBounds

AUTHOR = Author("tester-1", "test")
SOURCE = SourceDocument("Protokoll", "ab" * 32)
BUDGET, PLAN = Commitment.BUDGET, Commitment.PLAN
UNPAID = Acceptance("financing-missing", "prövas inte här", "tester-1")
"""By which tests of other things let the council raise frames during the year with nothing to pay for it (KL 11:15)."""


class Command(recording.Command, frozen=True):
    """A command of a test that is not about financing: what it leaves unpaid for is accepted."""

    def __post_init__(self) -> None:
        if UNPAID.rule not in {acceptance.rule for acceptance in self.accept}:
            msgspec.structs.force_setattr(self, "accept", (*self.accept, UNPAID))


def basis(day: str = "2025-11-24", paragraph: str | None = "§ 12", clause: int | None = 1, body: str = "KF") -> Basis:
    """A decision on a day, complete enough to give no warnings."""
    return Basis(body, date.fromisoformat(day), SOURCE, case_number="KS 2025/1", paragraph=paragraph, clause=clause)


def decided_place(made: Basis | None, recorded_on: date, position: int) -> tuple[date, Decided]:
    """The first possible day of a decision that is recorded on a day at a position, and its place in decided order."""
    there = situated(made, position, recorded_on)
    return there.earliest, there.decided


def between(earliest: str | None, latest: str | None) -> Basis:
    """A decision whose day is only known by its bounds."""
    days = [None if day is None else date.fromisoformat(day) for day in (earliest, latest)]
    bounds = DecisionBounds("dagen framgår inte", BoundsOrigin.INFERRED, *days)
    return Basis("KF", bounds, SOURCE, case_number="KS 2025/1", paragraph="§ 12", clause=1)


def opening() -> Command:
    """Opens a ledger for Stockholm's number, with three units."""
    city = LedgerOpened("Staden", OrganisationKind.MUNICIPALITY, "212000-0142", "0180")
    units = (
        UnitRegistered("ks", "Kommunstyrelsen"),
        UnitRegistered("slk", "Stadsledningskontoret", "ks"),
        UnitRegistered("sbk", "Stadsbyggnadskontoret", "ks"),
    )
    return Command((city, *units))


def key(unit: str = "slk", year: int = 2026, kind: FrameKind = FrameKind.OPERATING, line: str = "total") -> FrameKey:
    """A frame."""
    return FrameKey(unit, kind, year, line)


def money(costs_ore: int, revenues_ore: int = 0) -> OperatingAmount:
    """Costs and revenues."""
    return OperatingAmount(costs_ore, revenues_ore)


def decided(costs_ore: int, *, frame: FrameKey | None = None, commitment: Commitment = BUDGET) -> FrameDecided:
    """A frame that is set to some costs."""
    return FrameDecided(frame or key(), commitment, money(costs_ore))


def adjusted(costs_ore: int, *, frame: FrameKey | None = None, amount: Amount | None = None) -> FrameAdjusted:
    """A frame whose costs change."""
    return FrameAdjusted(frame or key(), amount or money(costs_ore))


def transferred(costs_ore: int, from_unit: str = "slk", to_unit: str = "sbk", year: int = 2026) -> FrameTransferred:
    """Costs that move from one unit to another."""
    return FrameTransferred(key(from_unit, year), key(to_unit, year), money(costs_ore))


def turnover(costs_ore: int, revenues_ore: int, *, frame: FrameKey | None = None) -> GrossTurnoverChanged:
    """Costs and revenues that change together, if they do."""
    return GrossTurnoverChanged(frame or key(), costs_ore, revenues_ore)


def command(*facts: AnyFact, on: Basis | None = None) -> Command:
    """Facts on one decision; the ordinary one unless another is given."""
    return Command(facts, on or basis())
