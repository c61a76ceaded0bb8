"""KL 11:15 told again, as decision D-1 says it: what a decision of the council leaves unpaid for during the year.

A decision is a paragraph with all its clauses, of the same days. Of others than the council nothing is asked. What it
decides about an index raises the amounts "+ index" that were decided before it in the year, but not those of a frame
that was decided so before the year.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tests.model.book import Book, Claim
from tests.model.competence import COUNCIL
from tests.projections.naive import Coordinate, Value, after, grown
from tests.projections.said import Figures, Frame, Moved, whose

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
    """The council's decision that a claim is a part of, when it was surely made within one year."""
    days = (claim.said.earliest or date.min, claim.said.latest or today)
    councils = claim.basis is not None and whose(claim.said.body) == COUNCIL
    return Decision(days, claim.said.paragraph) if councils and days[0].year == days[1].year else None


def unpaid(book: Book, decision: Decision) -> dict[str, int]:
    """What nothing pays for, in öre of each kind of money, of the year in which the decision was made: the most of what
    that is with all its conditions met, with none, and with those that any of its facts waits for. So what waits for a
    condition pays for nothing that does not wait for it too."""
    cases = [_unpaid_while(book, decision, unmet) for unmet in _cases(book, decision)]
    return {kind: max(case.get(kind, 0) for case in cases) for kind in {kind for case in cases for kind in case}}


def _cases(book: Book, decision: Decision) -> set[frozenset[str]]:
    """The conditions that may be unmet together."""
    of_year = [
        claim
        for _, claim in _clauses(book, decision, frozenset())
        if any(moved.frame.year == decision.days[1].year for inner in claim.inner for moved in inner.moved)
    ]
    if not any(claim.said.conditions for claim in of_year):
        return {frozenset()}
    met = book.answer(Coordinate(book.head, date.max)).met
    waited = {frozenset(claim.said.conditions) - met for claim in of_year}
    every = frozenset[str]().union(*waited)
    return {frozenset(), every, *(every - names for names in waited)}


def _unpaid_while(book: Book, decision: Decision, unmet: frozenset[str]) -> dict[str, int]:
    """The same while some conditions are not met."""
    missing: dict[str, int] = {}
    rises = list(_rises(book, decision, unmet))
    for kind in {frame.kind for frame, _ in rises}:
        same = [rise for frame, rise in rises if frame.kind == kind]
        raised = any(rise.rises() and rise.needs() > 0 for rise in same)
        missing[kind] = max(sum(rise.needs() for rise in same), 0) if raised else 0
    return missing


def _rises(book: Book, decision: Decision, unmet: frozenset[str]) -> Iterator[tuple[Frame, Rise]]:
    indices = _indices(book, unmet)
    order = [position for position, _ in book.in_decided_order()]
    asked = [
        (position, inner, _with_index(moved, order.index(position), decision, indices))
        for position, claim in _clauses(book, decision, unmet)
        for inner in claim.inner
        for moved in (inner.moved if not inner.finds else ())
        if moved.frame.year == decision.days[1].year
    ]
    growth = dict(_grown(book, decision, indices, book.made_of()))
    for frame in dict.fromkeys((*(moved.frame for *_, moved in asked), *growth)):
        own = [step for step in asked if step[2].frame == frame]
        grows = growth.get(frame)
        first = min(
            (*(position for position, *_ in own), *(() if grows is None else (grows.position,))), key=order.index
        )
        before = book.just_before(first).get(frame)
        paid = sum(inner.paid for _, inner, moved in own if moved.frame == inner.moved[-1].frame)
        base = before
        if before is not None and any(moved.sets is not None for *_, moved in own):
            base = before._replace(figures=_without_growth(book, decision, indices, frame, first, before.figures))
        change = _change([moved for *_, moved in own], base)
        yield frame, Rise(change if grows is None else _each(change, grows.figures, 1), before, paid)


class Index(NamedTuple):
    """What was decided about an index last, of what no court has annulled; also on a condition."""

    position: int
    place: int
    decision: Decision | None
    thousandths: int


class Growth(NamedTuple):
    """By how much a frame grows by an index that the entry at a position decides."""

    position: int
    figures: Figures


def _indices(book: Book, unmet: frozenset[str]) -> dict[str, Index]:
    indices = {}
    for place, (position, claim) in enumerate(book.in_decided_order()):
        if claim.said.rate is not None and not book.annulled(claim) and unmet.isdisjoint(claim.said.conditions):
            name, thousandths = claim.said.rate
            indices[name] = Index(position, place, decision_of(claim, book.today), thousandths)
    return indices


def _with_index(moved: Moved, place: int, decision: Decision, indices: dict[str, Index]) -> Moved:
    """What a decision does to a frame, with an index that was decided before it or by it."""
    index = indices.get(moved.grows_by or "")
    if index is None or not (index.place < place or index.decision == decision):
        return moved
    return moved._replace(figures=grown(moved.figures, index.thousandths))


Parts = dict[Frame, list[tuple[int, Moved]]]


def _grown(book: Book, decision: Decision, indices: dict[str, Index], made: Parts) -> Iterator[tuple[Frame, Growth]]:
    """By how much a decision about an index raises each frame, of the amounts that it is made of."""
    for frame, parts in made.items():
        growth: Growth | None = None
        for position, moved in parts:
            if (part := _part_grown(book, decision, indices, position, moved)) is not None:
                before = NOTHING if growth is None else growth.figures
                growth = Growth(part.position, _each(before, part.figures, 1))
        if growth is not None:
            yield frame, growth


def _part_grown(
    book: Book, decision: Decision, indices: dict[str, Index], position: int, moved: Moved
) -> Growth | None:
    """By how much a decision about an index raises an amount of its year that another decided before it."""
    index, claim = indices.get(moved.grows_by or ""), dict(book.standing())[position]
    order = [position for position, _ in book.in_decided_order()]
    is_own = decision_of(claim, book.today) == decision
    if index is None or index.decision != decision or is_own or order.index(position) > index.place:
        return None
    if not moved.frame.year == decision.days[1].year == (claim.said.earliest or date.min).year:
        return None
    return Growth(index.position, _each(grown(moved.figures, index.thousandths), moved.figures, -1))


def _without_growth(
    book: Book, decision: Decision, indices: dict[str, Index], frame: Frame, first: int, figures: Figures
) -> Figures:
    """What a frame was before a decision that sets it, without what the decision's own indices would have added to it:
    that is raised by the set."""
    left = {position for position, _ in book.made_of().get(frame, [])}
    for position, moved in book.made_of(first).get(frame, []):
        growth = None if position in left else _part_grown(book, decision, indices, position, moved)
        figures = figures if growth is None else _each(figures, growth.figures, -1)
    return figures


def _clauses(book: Book, decision: Decision, unmet: frozenset[str]) -> list[tuple[int, Claim]]:
    """What was decided in a paragraph and no court has annulled, in decided order, also on a condition but for those
    that are unmet, and also what a frame was when the ledger took over."""
    return [
        (position, claim)
        for position, claim in book.in_decided_order()
        if claim.kind in ("frame", "opening", "clause")
        and decision_of(claim, book.today) == decision
        and not book.annulled(claim)
        and unmet.isdisjoint(claim.said.conditions)
    ]


def _change(every: Sequence[Moved], before: Value | None) -> Figures:
    """A set changes a frame from what it was, which is nothing that is known when nobody has set it; what only changes
    it does so whatever it was."""
    if all(moved.sets is None for moved in every):
        total = NOTHING
        for moved in every:
            total = _each(total, moved.figures, 1)
        return total
    now = before
    for moved in every:
        now = after(now, moved)
    assert now is not None
    return _each(now.figures, NOTHING if before is None or before.commitment is None else before.figures, -1)


def _each(one: Figures, other: Figures, sign: int) -> Figures:
    pairs = zip(one, other, strict=True)
    return Figures(*(None if a is None or b is None else a + sign * b for a, b in pairs))
