"""R-05 told again: one decision says a thing once, whatever it is written as, and sets a frame to one amount."""

from collections.abc import Iterator, Sequence

from ledger.events import ClauseDecided
from tests.model.book import Book, Claim, Inner
from tests.projections.said import Figures, Frame, Moved, whose


def decides(claim: Claim) -> bool:
    """Whether a claim decides about frames, or says what one was when the ledger took over."""
    return claim.kind in ("frame", "opening", "clause")


def one_decision(book: Book, one: Claim, other: Claim) -> bool:
    """Whether two claims rest on one decision: of one body and the same days, in the same paragraph or both in none,
    and in the same clause or one of them in none. All that is drawn is in one document, and of no case."""
    if one.basis is None or other.basis is None or whose(one.said.body) != whose(other.said.body):
        return False
    days = [(claim.said.earliest, claim.said.latest or book.today) for claim in (one, other)]
    clauses = {one.said.clause, other.said.clause} - {0}
    return days[0] == days[1] and one.said.paragraph == other.said.paragraph and len(clauses) < 2


def repeated(book: Book, others: Sequence[Claim], claim: Claim, inner: Sequence[Inner]) -> Iterator[str]:
    """The same change of the same frames, in whatever order they are named and whatever else the one of the two does,
    on one decision; two that name each other as counterpart also in two clauses of it, and so do technical adjustments
    of which only the one names the other."""
    known = [
        (moving, one_decision(book, other, claim))
        for other in others
        if decides(other) and one_decision(book, _in_no_clause(other), claim)
        for moving in other.inner
    ]
    for moving in inner if claim.basis is not None else ():
        if any(_is_again(moving, there, same_clause=same) for there, same in known if there.moved):
            yield "decision-already-recorded"
        if any(_is_told_otherwise(moving, there) for there, _ in known):
            yield "frame-set-twice"
        known.append((moving, True))


def _in_no_clause(claim: Claim) -> Claim:
    return claim._replace(said=claim.said._replace(clause=0))


def _is_again(inner: Inner, there: Inner, *, same_clause: bool) -> bool:
    less, more = sorted((_each_once(inner.moved), _each_once(there.moved)), key=len)
    shares = bool(less) and all(any(_as_much(one, other) for other in more) for one in less)
    both = len(less) == len(more) or (inner.technical and there.technical)
    return shares and (same_clause or (both and inner.moved[-1].frame != there.moved[-1].frame))


def _is_told_otherwise(inner: Inner, there: Inner) -> bool:
    """Two technical adjustments that are each other's counterpart, the same way, with two amounts."""
    if not (inner.technical and there.technical and len(inner.moved) == len(there.moved) == 2):
        return False
    (away, own), (back, theirs) = inner.moved, there.moved
    if (away.frame, own.frame) != (theirs.frame, back.frame):
        return False
    one_way = (own.figures.net or 0) * (back.figures.net or 0) > 0
    return one_way and not (_as_much(own, back) and _as_much(away, theirs))


def _each_once(moved: Sequence[Moved]) -> list[Moved]:
    """Each frame with all that is done to it."""
    every: dict[Frame, Moved] = {}
    for step in moved:
        pairs = zip(every[step.frame].figures if step.frame in every else (0, 0, 0), step.figures, strict=True)
        sums = Figures(*(None if a is None or b is None else a + b for a, b in pairs))
        every[step.frame] = step._replace(figures=sums)
    return list(every.values())


def _as_much(one: Moved, other: Moved) -> bool:
    """One of two changes may leave the gross out."""
    if one._replace(figures=other.figures) != other or one.sets is not None:
        return one == other
    pairs = zip(one.figures, other.figures, strict=True)
    return one.figures.net == other.figures.net and all(None in pair or pair[0] == pair[1] for pair in pairs)


def set_twice(book: Book, others: Sequence[Claim], claim: Claim, old: Claim | None) -> Iterator[str]:
    """Two amounts for one frame, on one decision or in one claim. A plain correction of a set makes no second one, and
    what a clause adopts may be set otherwise by the clause itself."""
    own = (
        claim.inner[-len(claim.fact.facts) or len(claim.inner) :]
        if isinstance(claim.fact, ClauseDecided)
        else claim.inner
    )
    if claim.kind in ("clause", "proposal") and _differ(list(_sets(own))):
        yield "frame-set-twice"
    if not decides(claim):
        return
    plain = old is not None and decides(old) and claim.kind != "clause"
    replaced = {moved.frame for moved in _sets(old.inner)} if old is not None and plain else set()
    on_it = [other for other in others if decides(other) and one_decision(book, other, claim)]
    said = [moved for other in on_it for moved in _sets(other.inner)]
    for moved in _sets(claim.inner):
        same = (there for there in said if there.frame == moved.frame and moved.frame not in replaced)
        if any(there.figures != moved.figures for there in same):
            yield "frame-set-twice"


def _sets(inner: Sequence[Inner]) -> Iterator[Moved]:
    return (moved for decided in inner for moved in decided.moved if moved.sets is not None)


def _differ(sets: Sequence[Moved]) -> bool:
    return any(one.frame == other.frame and one.figures != other.figures for one in sets for other in sets)
