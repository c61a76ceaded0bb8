"""Which decision is meant by what comes of one, told again: by what name it is known, and how much of it a court can
take (R-05, R-56, D-13)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from tests.model.book import Book, Claim, Deed
from tests.model.repeating import decides
from tests.projections.naive import hits, left_of, rulings_on
from tests.projections.said import NO_PARAGRAPH, Figures, Reported, Ruled, Said, whose


def misnamed(book: Book, others: Sequence[Claim], ruling: Ruled | Reported | None) -> Iterator[str]:
    """What stands against the name and the days of what comes of a decision."""
    if ruling is not None:
        yield from _named_otherwise(book, others, ruling)
        yield from _too_early(book, others, ruling)


def _named_otherwise(book: Book, others: Sequence[Claim], ruling: Ruled | Reported) -> Iterator[str]:
    """A judgment or a report that names another day than the decisions in its paragraph of that year have, calls their
    body otherwise than they do, names a clause of one that has none, or no paragraph at all; or that may mean decisions
    of several days. By its day alone a decision is named where its last day is said, and known in the years of those
    that are."""
    own, day = whose(ruling.body), ruling.decided_on
    ours = [other.said for other in others if other.basis is not None and whose(other.said.body) == own]
    there = [said for said in (said.settled(book.today) for said in ours) if _is_there(said, ruling)]
    named = [said for said in there if said.body == ruling.body and day in (None, said.latest)]
    if day is None and any(ruling.clause in (None, said.clause) for said in named):
        every = [said for said in there if said.body == ruling.body or said.paragraph != NO_PARAGRAPH]
        by = _came_on(ruling)
        meant = [said for said in every if ruling.clause in (None, said.clause) and (said.earliest or date.min) <= by]
        first = min((said.latest or book.today for said in meant), default=date.max)
        if any((said.earliest or date.min) > first for said in meant):
            yield "decision-of-several-days"
    if named:
        none = ruling.clause is not None and not any(said.clause for said in named)
        yield from ("decision-named-otherwise",) if none else ()
    elif ruling.paragraph == NO_PARAGRAPH:
        yield from ("decision-named-otherwise",) if any(_is_of_day(said, day, book) for said in ours) else ()
    elif any(day is None or (said.latest or book.today).year == day.year for said in there):
        yield "decision-named-otherwise"


def _is_there(said: Said, ruling: Ruled | Reported) -> bool:
    return said.named and said.paragraph == ruling.paragraph


def _is_of_day(said: Said, day: date | None, book: Book) -> bool:
    if day is None or not (said.earliest or date.min) <= day <= (said.latest or book.today):
        return False
    return day.year in {end.year for end in (said.earliest, said.latest) if end is not None}


def _too_early(book: Book, others: Sequence[Claim], ruling: Ruled | Reported) -> Iterator[str]:
    """A judgment, a proof or a report of a day before that of its decision: as it names it, or as every such one is
    known."""
    day = _came_on(ruling)
    known = [other.said for other in others if other.basis is not None and other.said.body == ruling.body]
    same = [said for said in known if _is_there(said.settled(book.today), ruling)]
    meant = [said for said in same if ruling.clause in (None, said.clause)]
    first = min((said.earliest or date.min for said in meant), default=date.min)
    if day < (ruling.decided_on or first):
        yield "interval-reversed"


def _came_on(ruling: Ruled | Reported) -> date:
    """The day on which it came of its decision; the last of all when it says none."""
    noticed = ruling.posted.posted_on if isinstance(ruling, Reported) and ruling.posted else date.max
    return ruling.given_on if isinstance(ruling, Ruled) else ruling.meeting_day or noticed


# --- How much of it ---------------------------------------------------------------------------------------------


def cuts(
    book: Book, others: Sequence[Claim], ruling: Ruled, about: Callable[[Said], bool] | None = None
) -> Iterator[str]:
    """What is taken from a frame is a part of the one amount that the decision gave it. A decision without a paragraph
    cannot be looked up."""
    decided = [other for other in others if decides(other) and other.basis is not None]
    given = [
        (said, moved)
        for other in decided
        if (about or partial(hits, ruling))(said := other.said.settled(book.today))
        for moved in other.moves
    ]
    rulings = [other.said.ruled for other in others if other.said.ruled is not None]
    also = [other for other in rulings if other.given_on != ruling.given_on]
    for cut in ruling.cuts if ruling.paragraph != NO_PARAGRAPH else ():
        own = [(said, moved) for said, moved in given if moved.frame == cut.frame]
        if len(own) > 1:
            yield "field-missing"
        elif given and not (own and _is_part(cut.figures, left_of(*own[0], also))):
            yield "annulled-amount-exceeds"


def _is_part(part: Figures, whole: Figures) -> bool:
    """Side by side where both are known, else by net."""
    gross = [(part.costs, whole.costs), (part.revenues, whole.revenues)]
    pairs = [(part.net, whole.net)] if any(None in pair for pair in gross) else gross
    return all(a is None or b is None or min(0, b) <= a <= max(0, b) for a, b in pairs)


def beyond_annulled(before: Book, after: Book, deeds: Sequence[Deed]) -> Iterator[str]:
    """What leaves a decision with less than a final judgment has annulled of it, or with two amounts."""
    for claim in (deed.claim for deed in deeds if deed.claim is not None and deed.claim.basis is not None):
        frames = {moved.frame for moved in claim.moves}
        ruled = [other.said.ruled for _, other in after.standing() if other.said.ruled is not None]
        on = rulings_on(claim.said.settled(after.today), ruled)
        for ruling in (ruling for ruling in on if ruling.final_on is not None):
            own = ruling._replace(cuts=tuple(cut for cut in ruling.cuts if cut.frame in frames))
            last = partial(_is_last, ruling, ruled)
            was, now = ([*cuts(book, [each for _, each in book.standing()], own, last)] for book in (before, after))
            yield from now if now != was else ()


def _is_last(ruling: Ruled, ruled: Sequence[Ruled], said: Said) -> bool:
    """Whether a judgment, and not the same one recorded again, is about a decision."""
    return any(each is ruling for each in rulings_on(said, ruled))
