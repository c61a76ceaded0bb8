"""The two reserves told again, as decision D-11 says it: what they hold, and when more is taken out than that.

Money of accounts for 2010 to 2023 is in the one (RUR), that of later accounts in the other, which began with nothing;
what is taken out is taken from the one that the document names. What nobody can know is not said to be too little.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from tests.model.book import FIRST, Accounts, Book, Claim
from tests.projections import naive
from tests.projections.naive import Coordinate

OLD, NEW = "equalisation-reserve", "result-reserve"
FIRST_OF_NEW: Final = 2024


def of_year(year: int) -> str:
    """The reserve that a year's money is put into."""
    return OLD if year < FIRST_OF_NEW else NEW


def stated(book: Book, as_of: date, head: int | None = None, without: int | None = None) -> dict[int, Accounts]:
    """The accounts of each year as stated last, of what was decided and stood on a day."""
    position = book.head if head is None else head
    known = dict(book.standing(position))
    met = naive.met(book.lines(), FIRST, Coordinate(position, as_of), book.today)
    ruled = [claim.said.ruled for claim in known.values() if claim.said.ruled is not None]
    last = {}
    for number in naive.in_decided_order(book.lines()[: position - FIRST + 1], FIRST, book.today):
        claim = known[number]
        said = claim.said.settled(book.today)
        counts = met.issuperset(said.conditions) and not naive.falls(said, ruled, as_of)
        if isinstance(claim.own, Accounts) and number != without and (said.latest or as_of) <= as_of and counts:
            last[claim.own.year] = claim.own
    return last


def held(known: Mapping[int, Accounts], pot: str, until: int, *, at_most: bool = False) -> int | None:
    """What a reserve holds after the accounts of the years until one; None: nobody knows. A year whose accounts are
    missing may have taken money out of it, which does not matter to what it holds `at_most`, or have put some in."""
    ore = None
    for year in range(min(known, default=until), until + 1):
        if pot == NEW and year == FIRST_OF_NEW:
            ore = 0
        said, own = known.get(year), of_year(year) == pot
        if said is None:
            ore = None if own or (pot == OLD and not at_most) else ore
            continue
        if ore is not None:
            ore -= said.used or 0 if (said.pot or of_year(year)) == pot else 0
            ore += said.reserved or 0 if own else 0
        if own and said.total is not None:
            ore = said.total
    return ore


def overdrawn(book: Book, claim: Claim, own: Accounts) -> bool:
    """Whether more is taken out of a reserve than there was in it before the accounts of the year."""
    there = before(book, claim, own)
    return own.used is not None and there is not None and own.used > there


def before(book: Book, claim: Claim, own: Accounts) -> int | None:
    """What there was at the most in the reserve that a year's accounts use."""
    pot = own.pot or of_year(own.year)
    if (own.year, pot) == (FIRST_OF_NEW, NEW):
        return 0
    return held(stated(book, claim.said.latest or book.today), pot, own.year - 1, at_most=True)
