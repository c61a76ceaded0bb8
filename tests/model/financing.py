"""KL 11:15 told again, as decision D-1 says it: what a decision of the council leaves unpaid for during the year.

A decision is a paragraph with all its clauses, of the same days. All that is drawn is decided by the council.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tests.model.book import Book, Claim
from tests.projections.naive import Figures, Frame, Moved, Value, after

NOTHING = Figures(0, 0, 0)


class Decision(NamedTuple):
    """A decision, by what it is known again."""

    days: tuple[date, date]
    paragraph: tuple[int, str]


class Rise(NamedTuple):
    """By how much a decision changes a frame, from what it was just before; öre that come from no frame."""

    change: Figures
    before: Value | None
    paid: int

    def needs(self) -> int:
        """What other frames have to meet; below zero is what the frame gives them. From what nobody knows, nothing can
        be said; revenues that are only lowered are no spending."""
        costs, revenues, net = self.change
        if costs is None or revenues is None:
            needs = (net or 0) - self.paid
        elif costs > 0:
            needs = costs - max(revenues, 0) - self.paid
        else:
            needs = min(costs - revenues, 0)
        known = self.before is not None and self.before.commitment is not None and self.before.figures.net is not None
        return needs if known or not self.rises() else min(needs, 0)

    def rises(self) -> bool:
        """Whether costs do, or the net where they are not known."""
        return ((self.change.net if self.change.costs is None else self.change.costs) or 0) > 0


def decision_of(claim: Claim, today: date) -> Decision | None:
    """The decision that a claim is a part of, when it was surely made within one year."""
    days = (claim.said.earliest or date.min, claim.said.latest or today)
    return None if claim.basis is None or days[0].year != days[1].year else Decision(days, claim.said.paragraph)


def unpaid(book: Book, decision: Decision) -> dict[str, int]:
    """What nothing pays for, in öre of each kind of money, of the year in which the decision was made."""
    missing: dict[str, int] = {}
    rises = list(_rises(book, decision))
    for kind in {frame.kind for frame, _ in rises}:
        same = [rise for frame, rise in rises if frame.kind == kind]
        raised = any(rise.rises() and rise.needs() > 0 for rise in same)
        missing[kind] = max(sum(rise.needs() for rise in same), 0) if raised else 0
    return missing


def _rises(book: Book, decision: Decision) -> Iterator[tuple[Frame, Rise]]:
    asked = [
        (position, inner, moved)
        for position, claim in _clauses(book, decision)
        for inner in claim.inner
        for moved in inner.moved
        if not inner.finds and moved.frame.year == decision.days[1].year
    ]
    for frame in dict.fromkeys(moved.frame for _, _, moved in asked):
        own = [step for step in asked if step[2].frame == frame]
        before = book.just_before(own[0][0]).get(frame)
        paid = sum(inner.paid for _, inner, moved in own if moved is inner.moved[-1])
        yield frame, Rise(_change([moved for *_, moved in own], before), before, paid)


def _clauses(book: Book, decision: Decision) -> list[tuple[int, Claim]]:
    """What was decided in a paragraph and no court has annulled, in decided order, also on a condition. What a frame
    was when the ledger took over is no spending."""
    decided = [
        (position, claim)
        for position, claim in book.standing()
        if claim.kind in ("frame", "clause") and decision_of(claim, book.today) == decision and not book.annulled(claim)
    ]
    return sorted(decided, key=lambda step: step[1].said.clause)


def _change(every: Sequence[Moved], before: Value | None) -> Figures:
    """A set changes a frame from what it was; what only changes it does so whatever it was."""
    if all(moved.sets is None for moved in every):
        total = NOTHING
        for moved in every:
            total = _each(total, moved.figures, 1)
        return total
    now = before
    for moved in every:
        now = after(now, moved)
    assert now is not None
    return _each(now.figures, NOTHING if before is None else before.figures, -1)


def _each(one: Figures, other: Figures, sign: int) -> Figures:
    pairs = zip(one, other, strict=True)
    return Figures(*(None if a is None or b is None else a + sign * b for a, b in pairs))
