"""The edges of the rules that the model knows: which of them a command that was tried, or a whole story, has come to.

Whether something made the difference is found by asking again in a book where it was never said.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

from tests.model import competence
from tests.model.book import FIRST, Accounts, Book, Claim, Deed, Rule
from tests.model.deciders import BOARD, OFFICER, OTHER
from tests.model.draws import plain
from tests.model.judge import Verdict, without
from tests.model.reserves import before
from tests.projections.naive import Coordinate

_LAST: Final = date(2027, 1, 1)
_LIMIT: Final = "amount-limit-exceeded"
_LEFT: Final = {0: "all of a reserve", -1: "one öre more than a reserve", None: "nobody knows what a reserve holds"}
"""By the öre that were left of it."""


def edges(book: Book, deeds: Sequence[Deed], foreseen: Verdict) -> Iterator[str]:
    """The edges that a command came to, in the book that there was."""
    yield from (f"refused: {code}" for code in foreseen.codes)
    yield from (f"told: {code}" for told in foreseen.told for code in told)
    if len(deeds) > 1 or deeds[0].claim is None:
        yield from _taken_back(book, deeds[0])
        return
    deed, claim = deeds[0], deeds[0].claim
    there, stored = without(book, deed.corrects), not foreseen.codes
    yield from _taken_back(book, deed)
    yield from _at_a_limit(there, claim, over=_LIMIT in foreseen.codes, stored=stored)
    if stored and claim.said.body == plain(OFFICER) and claim.inner:
        yield "an officer who cites by what right" if claim.said.delegated else "an officer who cites nothing"
    if isinstance(claim.own, Accounts) and claim.own.used is not None:
        known = before(there, claim, claim.own)
        left = None if known is None else known - claim.own.used
        if left in _LEFT:
            yield _LEFT[left]


def _at_a_limit(book: Book, claim: Claim, *, over: bool, stored: bool) -> Iterator[str]:
    every = list(competence.margins(book, claim))
    if over and any(margin.over == 1 for margin in every):
        yield "one öre above a limit"
    for margin in every if stored and all(margin.over <= 0 for margin in every) else ():
        if margin.over == 0:
            yield "exactly a limit"
        if margin.of_all_years > 0:
            yield "a limit, with what another year had"
        if margin.of_all_bodies > 0:
            yield "a limit, with what another board decided"
    if any(margin.over > 0 >= margin.of_nobody_else for margin in every):
        yield "above a limit by what an officer decided for the board"
    if stored and any(margin.over > 0 for margin in every):
        yield "above a limit, accepted"
    if all(margin.over <= 0 for margin in every):
        yield from _without_what_came_later(book, claim)


def _without_what_came_later(book: Book, claim: Claim) -> Iterator[str]:
    """What is within every limit, and was not if courts had annulled nothing, or no rule had been corrected."""
    if claim.said.body not in (plain(BOARD), plain(OTHER), plain(OFFICER)):
        return
    if _is_over(_never_said(book, lambda deed: deed.claim is not None and deed.claim.said.ruled is not None), claim):
        yield "above a limit, but for what was annulled"
    if _is_over(_never_said(book, lambda deed: _is_of_rule(book, deed)), claim):
        yield "above a limit that was corrected"


def _is_over(book: Book, claim: Claim) -> bool:
    return any(margin.over > 0 for margin in competence.margins(book, claim))


def _is_of_rule(book: Book, deed: Deed) -> bool:
    return deed.corrects is not None and isinstance(_kept(book, deed.corrects), Rule)


def _kept(book: Book, position: int) -> object:
    claim = book.at(position) if FIRST <= position <= book.head else None
    return None if claim is None else claim.own


def _never_said(book: Book, which: Callable[[Deed], bool]) -> Book:
    return Book(book.today, [Deed(None) if which(deed) else deed for deed in book.deeds])


def _taken_back(book: Book, deed: Deed) -> Iterator[str]:
    old = book.at(deed.corrects) if deed.corrects is not None and FIRST <= deed.corrects <= book.head else None
    if old is not None and old.kind in ("report", "notice", "rule", "accounts"):
        yield f"a correction of {old.kind}"


def in_the_end(book: Book) -> Iterator[str]:
    """What a story came to, of legal force."""
    standing = [claim for _, claim in book.standing()]
    decided = [claim for claim in standing if claim.moves and claim.basis is not None]
    kinds = {claim.kind for claim in standing}
    delegated = any(claim.said.delegated for claim in decided)
    for kind in kinds & {"report", "notice"} if decided else ():
        never = _never_said(book, partial(_is_of_kind, kind))
        gained, other = _in_force(book, _LAST), _in_force(never, _LAST)
        if gained - other:
            yield f"legal force by a {kind}"
            yield from (f"legal force by a {kind}, and a decision by delegation",) if delegated else ()
        if other - gained:
            yield f"no legal force because of a {kind}"
    for last in _last_days(standing) if decided else ():
        if _in_force(book, last) != _in_force(book, last + timedelta(days=1)):
            yield "legal force the day after the last day to appeal"


def _is_of_kind(kind: str, deed: Deed) -> bool:
    return deed.claim is not None and deed.claim.kind == kind


def _last_days(standing: Iterable[Claim]) -> set[date]:
    notices = (claim.said.posted or (claim.said.reported and claim.said.reported.posted) for claim in standing)
    return {notice.last_day for notice in notices if notice}


def _in_force(book: Book, day: date) -> set[object]:
    return set(book.answer(Coordinate(book.head, day, in_force=True)).frames.items())
