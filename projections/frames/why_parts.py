"""Why a frame is what it is: the contributions that add up to it exactly, and everything that stands beside them.

A pure fold over a frame's facts in their roles. The set that governs is the first contribution; then come the changes
after it in decided order, each index as a line of its own; after every line, what it all comes to so far.
"""

import msgspec

from ledger.meaning.effects import NOTHING, Sides, minus
from ledger.meaning.flags import met_too_late
from ledger.meaning.frames import FactInRole, FrameFact, FrameOnDay
from ledger.meaning.later_acts import Role


class Line(msgspec.Struct, frozen=True):
    """One contribution to a frame, and the balance after it. `index_ppb`: the line is what an index adds to the line
    before it, in billionths."""

    part: FactInRole
    change: Sides
    balance: Sides
    index_ppb: int | None = None


class Beside(msgspec.Struct, frozen=True):
    """Something decided that is not in the frame, and why: its role; or of what is replaced, replaced (by a later set),
    swallowed (a change that was recorded, or its condition met, after a set which was decided later) or outranked (a
    plan after a budget). `by` is the entry of the set that stands in its way."""

    part: FactInRole
    why: str
    by: int | None = None


class Explained(msgspec.Struct, frozen=True):
    """One frame explained: `lines` add up to it, `beside` do not."""

    lines: list[Line]
    beside: list[Beside]

    @property
    def balance(self) -> Sides:
        """What the lines add up to."""
        return self.lines[-1].balance if self.lines else NOTHING


def explained(frame: FrameOnDay) -> Explained:
    """A frame explained. An amount that is not known makes every balance after it unknown, as it does the frame."""
    lines: list[Line] = []
    for part in frame.counted:
        lines.append(_line(part, part.decided_sides, lines))
        if part.index_ppb is not None:
            lines.append(_line(part, minus(part.fact.sides, part.decided_sides), lines, part.index_ppb))
    others = [(number, part) for number, part in enumerate(frame.facts) if part.role is not Role.COUNTED]
    return Explained(lines, [_beside(frame, number, part) for number, part in others])


def _line(part: FactInRole, change: Sides, before: list[Line], index_ppb: int | None = None) -> Line:
    balance = before[-1].balance if before else NOTHING
    return Line(part, change, balance.plus(change), index_ppb)


def _beside(frame: FrameOnDay, number: int, part: FactInRole) -> Beside:
    the_set = frame.the_set
    if part.role is not Role.REPLACED or the_set is None or frame.governing is None:
        return Beside(part, part.role)
    return Beside(part, _how_replaced(part, the_set, number > frame.governing), the_set.entry_position)


def _how_replaced(part: FactInRole, the_set: FrameFact, after: bool) -> str:
    fact = part.fact
    if met_too_late(part, the_set):
        return "swallowed"
    if fact.sets is not None:
        return "outranked" if after else "replaced"
    return "swallowed" if fact.place > the_set.place else "replaced"
