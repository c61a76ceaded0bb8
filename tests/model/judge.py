"""What the model refuses, and why: the rules that it knows, told again as plainly as they can be.

Only the kinds of commands that the model sends are known here. Rules that always refuse, and rules that can be accepted
by name, are told apart; the latter are the frames', decisions that stand twice and indices that do, money to units
that have ended, spending that nothing pays for, and who decides what and how much. Of what is only noticed, the model
knows what `TOLD` names.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from typing import Final, NamedTuple

from ledger.events import AnyFact, BalanceResultStated
from ledger.events.policy import CompetenceDecided
from tests.model import competence
from tests.model.book import FIRST, Accounts, Book, Claim, Deed
from tests.model.financing import decision_of, unpaid
from tests.model.meant import beyond_annulled, cuts, misnamed
from tests.model.repeating import decides, one_decision, repeated, set_twice
from tests.model.reserves import overdrawn
from tests.projections.naive import Value
from tests.projections.said import Frame

RELAXABLE: Final = frozenset(
    (
        "frame-would-be-negative",
        "central-reserve-exceeded",
        "decision-already-recorded",
        "frame-set-twice",
        "proposal-already-adopted",
        "index-already-decided",
        "transfer-across-kinds",
        "unit-ended",
        "financing-missing",
        "decision-named-otherwise",
        "final-day-without-ground",
        "amount-limit-exceeded",
        "body-not-competent",
        "own-rule-by-other-body",
    )
)

TOLD: Final = frozenset(
    ("delegation-not-cited", "reported-without-delegation", "reserve-overdrawn", *competence.REFUSED)
)
"""What is kept with an entry and the model knows of: what was noticed, and what was accepted."""


class Verdict(NamedTuple):
    """The codes that stand against a command, and the book when there are none; and of each deed what was noticed, or
    was accepted."""

    codes: frozenset[str]
    book: Book
    told: tuple[frozenset[str], ...] = ()


def verdict(book: Book, deeds: Sequence[Deed], accepted: frozenset[str]) -> Verdict:
    """What comes of a command: each deed is tried on what those before it leave, and then what all together cost."""
    before, codes, told = book, set[str](), list[frozenset[str]]()
    at_last = reduce(lambda there, sent: there.plus(adopting(there, sent)), deeds, before)
    for sent in deeds:
        deed = adopting(book, sent)
        unfit = set(_content(book, deed))
        if unfit <= RELAXABLE:
            unfit |= set(_consequences(book, deed, (before, at_last)))
        told.append(TOLD & {*_noticed(book, deed), *(unfit & accepted)})
        unfit -= accepted & RELAXABLE
        codes |= unfit
        book = book if unfit else book.plus(deed)
    if not codes:
        codes = {"financing-missing"} - accepted if _costs_more(before, book, deeds) else set()
        codes |= set(beyond_annulled(before, book, deeds))
    return Verdict(frozenset(codes), before if codes else book, () if codes else tuple(told))


def _noticed(book: Book, deed: Deed) -> Iterator[str]:
    """What is worth knowing about a deed that is stored."""
    there, claim = without(book, deed.corrects), deed.claim
    if claim is not None:
        yield from competence.noticed(there, claim)
        if isinstance(claim.own, Accounts) and overdrawn(there, claim, claim.own):
            yield "reserve-overdrawn"


def without(book: Book, corrects: int | None) -> Book:
    """The book without what a correction comes instead of."""
    there = corrects is not None and FIRST <= corrects <= book.head
    return book.plus(Deed(None, corrects)) if there else book


def _costs_more(before: Book, after: Book, deeds: Sequence[Deed]) -> bool:
    """Whether more is left unpaid for, in any decision that a command is about, or takes back a part of."""
    old = [before.at(deed.corrects) for deed in deeds if deed.corrects is not None]
    about = (claim for claim in (*(deed.claim for deed in deeds), *old) if claim is not None)
    for decision in {decision_of(claim, before.today) for claim in about} - {None}:
        if decision is not None:
            was, now = unpaid(before, decision), unpaid(after, decision)
            if any(ore > was.get(kind, 0) for kind, ore in now.items()):
                return True
    return False


def adopting(book: Book, deed: Deed) -> Deed:
    """A clause that adopts a proposal decides what that says now, without the exceptions, before its own facts."""
    claim = deed.claim
    if claim is None or claim.kind != "clause" or not claim.outcome:
        return deed
    proposal = book.proposal(claim.name)
    proposed = () if proposal is None else proposal.inner
    adopted = tuple(inner for number, inner in enumerate(proposed, start=1) if number not in claim.exceptions)
    return deed._replace(claim=claim._replace(inner=(*adopted, *claim.inner)))


def _content(book: Book, deed: Deed) -> Iterator[str]:
    if deed.corrects is not None:
        yield from _correction(book, deed, deed.corrects)
    claim = deed.claim
    if claim is None:
        return
    yield from (*claim.wrong, *(code for inner in claim.inner for code in inner.wrong))
    yield from ("unit-unknown" for unit in _units(claim) if unit not in book.units())
    yield from _days(book, claim)
    others = [other for position, other in book.standing() if position != deed.corrects]
    yield from repeated(book, others, claim, claim.inner if decides(claim) else ())
    there = deed.corrects is not None and FIRST <= deed.corrects <= book.head
    old = book.at(deed.corrects) if deed.corrects is not None and there else None
    yield from set_twice(book, others, claim, old)
    yield from _to_ended(without(book, deed.corrects), claim)
    yield from competence.unlawful(without(book, deed.corrects), claim)
    yield from misnamed(book, others, claim.said.ruled or claim.said.reported)
    yield from _of_kind(book, others, claim)


def _of_kind(book: Book, others: Sequence[Claim], claim: Claim) -> Iterator[str]:
    """What stands against a claim of its kind."""
    match claim.kind:
        case "proposal" if any(_same(other, claim) for other in others):
            yield "proposal-already-named"
        case "clause":
            yield from _clause(book, others, claim)
        case "condition" if any(_same(other, claim) and book.stands(other) for other in others):
            yield "condition-already-met"
        case "index":
            yield from _index(
                book, claim, [other for other in others if _same(other, claim) and not book.annulled(other)]
            )
        case "accounts" | "rule" if _says_money(claim.fact):
            same = [other for other in others if other.fact == claim.fact and one_decision(book, other, claim)]
            known = same if claim.kind == "rule" else [other for other in same if not book.annulled(other)]
            yield from ("decision-already-recorded" for _ in known)
        case "judgment" if claim.said.ruled is not None:
            yield from cuts(book, others, claim.said.ruled)
        case "register" if claim.name in book.units():
            yield "unit-already-registered"


def _says_money(fact: AnyFact) -> bool:
    """Whether öre are said in accounts, or in a rule of who decides."""
    if not isinstance(fact, CompetenceDecided):
        return isinstance(fact, BalanceResultStated)
    limits = [(limit.per_decision_ore, limit.per_project_year_ore) for limit in fact.limits]
    return any(ore is not None for pair in limits for ore in pair)


def _index(book: Book, claim: Claim, known: Sequence[Claim]) -> Iterator[str]:
    if any(other.fact == claim.fact and one_decision(book, other, claim) for other in known):
        yield "decision-already-recorded"
    elif known:
        yield "index-already-decided"


def _correction(book: Book, deed: Deed, target: int) -> Iterator[str]:
    if not 1 <= target <= book.head:
        yield "entry-unknown"
        return
    if book.corrected(target):
        yield "entry-already-corrected"
        return
    old, new = (None if target < FIRST else book.at(target)), deed.claim
    same = old is None if new is None else old is not None and _plain(old) == _plain(new)
    if target >= FIRST and same:
        yield "correction-changes-nothing"
    if target < FIRST or _renamed(old, new):
        yield "correction-not-allowed"


def _renamed(old: Claim | None, new: Claim | None) -> bool:
    """A proposal keeps its name, and nothing becomes, or was, the registration of a unit."""
    if old is not None and old.kind == "register":
        return True
    if old is None or new is None:
        return new is not None and new.kind == "register"
    return new.kind == "register" or (old.kind == new.kind == "proposal" and old.name != new.name)


def _plain(claim: Claim) -> object:
    return claim.fact, claim.basis, claim.inner


def _units(claim: Claim) -> set[str]:
    return {moved.frame.unit for moved in claim.moves} | set(claim.units)


def _days(book: Book, claim: Claim) -> Iterator[str]:
    earliest, latest = claim.said.earliest, claim.said.latest or book.today
    if max(earliest or date.min, latest) > book.today:
        yield "decision-day-in-future"
    if latest < (earliest or date.min) <= book.today:
        yield "decision-bounds-reversed"


def _same(one: Claim, other: Claim) -> bool:
    return (one.kind, one.name) == (other.kind, other.name)


def _to_ended(book: Book, claim: Claim) -> Iterator[str]:
    """Money to a unit that has ended by the day on which the decision acts: its own, within the budget year."""
    day = claim.said.latest or book.today
    for moved in claim.moves if decides(claim) else ():
        ended = book.ended(moved.frame.unit, day)
        acts_on = min(max(day, date(moved.frame.year, 1, 1)), date(moved.frame.year, 12, 31))
        costs, _, net = moved.figures
        if ended is not None and ended <= acts_on and ((net if costs is None else costs) or 0) > 0:
            yield "unit-ended"


def _clause(book: Book, others: Sequence[Claim], claim: Claim) -> Iterator[str]:
    proposal = book.proposal(claim.name)
    if claim.name and proposal is None:
        yield "proposal-unknown"
    elif proposal is not None and any(number > len(proposal.inner) for number in claim.exceptions):
        yield "proposal-part-unknown"
    clauses = [other for other in others if other.kind == "clause" and not book.annulled(other)]
    if claim.name and claim.outcome and any(other.name == claim.name and other.outcome for other in clauses):
        yield "proposal-already-adopted"
    if claim.said.clause:
        named = [other for other in clauses if other.said.clause == claim.said.clause]
        same = [other for other in named if one_decision(book, other, claim)]
        if any(other.wording == claim.wording or other.outcome == claim.outcome for other in same):
            yield "decision-already-recorded"


def _consequences(book: Book, deed: Deed, whole: tuple[Book, Book]) -> Iterator[str]:
    """What must not come of a deed. What all of its command (`whole`: the book before and after that) makes good again
    is not wrong."""
    after = book.plus(deed)
    old = None if deed.corrects is None or deed.corrects < FIRST else book.at(deed.corrects)
    touched = {frame for claim in (old, deed.claim) if claim for frame in _touched(after, claim)}
    drawn = deed.claim.inner if deed.claim is not None and decides(deed.claim) else ()
    reserves = {inner.reserve for inner in drawn if inner.reserve}
    start = date.min if deed.corrects or deed.claim is None else deed.claim.said.latest or book.today
    wrong = _sunk(book, after, start, touched, reserves)
    wrong = wrong & _sunk(*whole, start, touched, reserves) if wrong else wrong
    yield from {code for code, _ in wrong}
    claims = [claim for claim in (old, deed.claim) if claim]
    if any(claim.says or claim.kind == "condition" for claim in claims) and after.going_round() - book.going_round():
        yield "unit-below-itself"


def _sunk(book: Book, after: Book, start: date, touched: set[Frame], reserves: set[Frame]) -> set[tuple[str, Frame]]:
    """The frames that are worse off below nothing on a day from `start` on, each with its code."""
    found = set[tuple[str, Frame]]()
    for day in (day for day in after.days() if day >= start) if touched else ():
        before, now = book.frames(day), after.frames(day)
        found |= {
            ("frame-would-be-negative", frame)
            for frame in touched - reserves
            if _sinks(before.get(frame), now.get(frame))
        }
        found |= {
            ("central-reserve-exceeded", frame)
            for frame in touched & reserves
            if _is_overdrawn(before.get(frame), now.get(frame))
        }
    return found


def _touched(book: Book, claim: Claim) -> set[Frame]:
    if claim.kind != "condition":
        return {moved.frame for moved in claim.moves} if decides(claim) else set()
    standing, names = [entry for _, entry in book.standing()], {claim.name}
    chained = [entry for entry in standing if entry.kind == "condition"]
    while more := {entry.name for entry in chained if not names.isdisjoint(entry.said.conditions)} - names:
        names |= more
    waiting = (entry for entry in standing if decides(entry) and not names.isdisjoint(entry.said.conditions))
    return {moved.frame for entry in waiting for moved in entry.moves}


def _sinks(before: Value | None, now: Value | None) -> bool:
    """Whether costs are below zero, and lower than they were."""
    was, costs = _costs(before), _costs(now)
    return costs is not None and costs < 0 and (was is None or costs < was)


def _is_overdrawn(before: Value | None, now: Value | None) -> bool:
    """Whether a central reserve has less than nothing left, and less than it had, by net."""
    if now is None or now.commitment is None or now.figures.net is None:
        return False
    return now.figures.net < min(0 if before is None else before.figures.net or 0, 0)


def _costs(value: Value | None) -> int | None:
    return None if value is None or value.commitment is None else value.figures.costs
