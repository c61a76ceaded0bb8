"""Facts about one frame, built by hand: short ways to write what the read model gives. Amounts are öre."""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import Any

from ledger.meaning.effects import Sides
from ledger.meaning.frames import BEFORE_ANYTHING, FactInRole, FrameFact, FrameOnDay, Standing
from ledger.meaning.later_acts import Role
from ledger.values import Commitment, FrameKind


def fact(
    position: int, day: str = "2026-01-15", *, sets: str | None = None, net: int | None = 100, **more: Any
) -> FrameFact:
    """A fact about slk's frame: a change of 100 öre, or a set."""
    decided = date.fromisoformat(day)
    return FrameFact(
        **{
            "entry_position": position,
            "unit": "slk",
            "line": "total",
            "kind": FrameKind.OPERATING,
            "year": 2026,
            "sets": None if sets is None else Commitment(sets),
            "costs_ore": net,
            "revenues_ore": None if net is None else 0,
            "net_ore": net,
            "decided_earliest": decided,
            "decided_latest": decided,
            "paragraph_number": 0,
            "paragraph_suffix": "",
            "clause": 0,
            "place": position,
            "decision_key": f"kf/{position}",
            "family": "frame-decided",
            **more,
        }
    )


def in_role(of: FrameFact, role: Role = Role.COUNTED, *, decided: int | None = None) -> FactInRole:
    """A fact in its role; `decided`: the costs without the index that they grow by."""
    if decided is None:
        return FactInRole(of, role, of.sides)
    return FactInRole(of, role, Sides(decided, 0, decided), index_ppb=30_000_000)


def on_day(*parts: FactInRole) -> FrameOnDay:
    """A frame whose facts have their roles already."""
    standing = reduce(Standing.after, (part.fact for part in counted(parts)), BEFORE_ANYTHING)
    numbers = (number for number, part in enumerate(parts) if part.role is Role.COUNTED and part.fact.sets)
    waiting = tuple(part.waits_for_index for part in counted(parts) if part.waits_for_index is not None)
    return FrameOnDay(parts, standing, next(numbers, None), standing.commitment, waiting)


def counted(parts: Sequence[FactInRole]) -> list[FactInRole]:
    """Those that count."""
    return [part for part in parts if part.role is Role.COUNTED]
