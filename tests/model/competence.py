"""R-16, R-17 and D-14 told again: who decides what, how much, and in whose place.

The council says who decides between boards, or whoever it has let; a board says who decides in its place. Of two rules
about the same, the one decided last holds, for decisions from its first day on. A limit is on one decision with all its
clauses, or on a project in the calendar year of the decisions; what is annulled or corrected away is not counted, and
what is decided in a board's place is.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from ledger.events import FrameAdjusted, FrameDecided, FrameTransferred
from tests.model.book import Body, Book, Claim, Inner, Rule
from tests.projections import naive
from tests.projections.said import NO_PARAGRAPH, Moved, Said, whose

COUNCIL: Final = "kf"
REFUSED: Final = ("body-not-competent", "amount-limit-exceeded", "own-rule-by-other-body")
_EVENTS: Final = {FrameAdjusted: "frame-adjusted", FrameDecided: "frame-decided", FrameTransferred: "frame-transferred"}
_RULES: Final = "competence-decided"

Project = tuple[str, str, str]
Keys = frozenset[str]


class Given(NamedTuple):
    """What an event gives a project, in öre: its costs, or the net when only that is known."""

    event: str
    project: Project
    ore: int
    said: Said


def unlawful(book: Book, claim: Claim) -> Iterator[str]:
    """What its body had no right to decide, in a book without what it comes instead of."""
    if isinstance(claim.own, Rule | Body) and _is_anybodys(book, claim, claim.own):
        yield "own-rule-by-other-body"
    if claim.basis is None or claim.kind == "proposal":
        return
    events = {_RULES} if claim.kind == "rule" else {_event(inner) for inner in claim.inner}
    if any(_is_kept_from(book, claim, event) for event in events):
        yield "body-not-competent"
    if any(margin.over > 0 for margin in margins(book, claim)):
        yield "amount-limit-exceeded"


def noticed(book: Book, claim: Claim) -> Iterator[str]:
    """What is worth knowing about who decides, in a book without what it comes instead of."""
    if claim.basis is not None and claim.kind != "proposal" and not claim.said.delegated:
        registered = _registered(book, claim.said.body, _day(book, claim))
        if registered is not None and registered.delegate:
            yield "delegation-not-cited"
    report = claim.said.reported
    if report is not None and report.paragraph != NO_PARAGRAPH:
        meant = [other for _, other in book.standing() if naive.hits(report, _settled(book, other))]
        if meant and not any(other.said.delegated for other in meant):
            yield "reported-without-delegation"


# --- Who -------------------------------------------------------------------------------------------------------


def _is_kept_from(book: Book, claim: Claim, event: str) -> bool:
    """Whether others have been said to decide an event. The council may decide what it has let others decide."""
    day = _day(book, claim)
    rules = _rules(book, event, day)
    between = rules.get(None)
    if between is None or not between.bodies or whose(claim.said.body) == COUNCIL:
        return False
    right = _with_delegates(book, rules, _all_keys(book, between.bodies, day), day)
    return _keys(book, claim.said.body, day).isdisjoint(right)


def _is_anybodys(book: Book, claim: Claim, own: Rule | Body) -> bool:
    """Whether a rule was decided by somebody who has no right to, or by nobody."""
    body, day = claim.said.body, _day(book, claim)
    if claim.basis is None:
        return True
    if isinstance(own, Body):
        return whose(body) != COUNCIL and not (own.delegate and body not in own.names)
    if own.within is not None:
        return _keys(book, own.within, day).isdisjoint(_keys(book, body, day))
    named = _rules(book, _RULES, day).get(None)
    return whose(body) != COUNCIL and (
        named is None or _keys(book, body, day).isdisjoint(_all_keys(book, named.bodies, day))
    )


def _day(book: Book, claim: Claim) -> date:
    return claim.said.latest or book.today


def _settled(book: Book, claim: Claim) -> Said:
    return claim.said.settled(book.today)


def _own_rules(book: Book) -> list[tuple[date, Rule | Body]]:
    """Every rule and body that counts in the end, in decided order, each with its first day."""
    if not any(isinstance(claim.own, Rule | Body) for _, claim in book.standing()):
        return []
    said = [(claim.own, claim) for _, claim in book.in_decided_order()]
    own = [(rule, claim) for rule, claim in said if isinstance(rule, Rule | Body) and book.stands(claim)]
    return [(rule.since or _day(book, claim), rule) for rule, claim in own]


def _rules(book: Book, event: str, day: date) -> dict[str | None, Rule]:
    """What holds about an event on a day: between boards, and in the place of each."""
    begun = [rule for since, rule in _own_rules(book) if since <= day]
    return {rule.within: rule for rule in begun if isinstance(rule, Rule) and rule.event == event}


def _registered(book: Book, name: str, day: date) -> Body | None:
    begun = [rule for since, rule in _own_rules(book) if since <= day]
    named = [body for body in begun if isinstance(body, Body) and name in body.names]
    return named[-1] if named else None


def _keys(book: Book, name: str, day: date) -> Keys:
    registered = _registered(book, name, day)
    return frozenset((name,) if registered is None else registered.names)


def _all_keys(book: Book, names: Iterable[str], day: date) -> Keys:
    return frozenset(key for name in names for key in _keys(book, name, day))


def _with_delegates(book: Book, rules: dict[str | None, Rule], keys: Keys, day: date) -> Keys:
    """With everybody who decides in the place of one of them."""
    inside = [rule for board, rule in rules.items() if board is not None and _keys(book, board, day) & keys]
    return keys | _all_keys(book, (name for rule in inside for name in rule.bodies), day)


# --- How much --------------------------------------------------------------------------------------------------


def _event(inner: Inner) -> str:
    """By its name, of those that rules are made about; else nothing."""
    return _EVENTS.get(type(inner.fact), "")


def _given(every: Sequence[Inner], said: Said) -> list[list[Given]]:
    return [
        [
            Given(_event(inner), (moved.frame.unit, moved.frame.line, moved.frame.kind), _ore(moved), said)
            for moved in inner.moved
        ]
        for inner in every
    ]


def _ore(moved: Moved) -> int:
    costs, _, net = moved.figures
    return (net if costs is None else costs) or 0


def _recorded(book: Book) -> Iterator[Given]:
    """What is decided and not annulled, as the courts have left it."""
    ruled = [claim.said.ruled for _, claim in book.standing() if claim.said.ruled is not None]
    for _, claim in book.standing():
        if claim.basis is None or claim.kind not in ("frame", "clause") or book.annulled(claim):
            continue
        said = _settled(book, claim)
        left = [
            inner._replace(
                moved=tuple(moved._replace(figures=naive.left_of(said, moved, ruled)) for moved in inner.moved)
            )
            for inner in claim.inner
        ]
        yield from (given for each in _given(left, said) for given in each)


class Margin(NamedTuple):
    """How far a decision goes beyond a limit, in öre (0: exactly to it); and how far it would, if that of every body
    were counted, or of every year, or if nothing were that others decide in a board's place."""

    over: int
    of_all_bodies: int
    of_all_years: int
    of_nobody_else: int


def margins(book: Book, claim: Claim) -> Iterator[Margin]:
    """How each thing that a claim decides stands to each limit it is under, in a book without what it comes instead
    of. Of what takes from a project there is nothing to say."""
    day, said = _day(book, claim), _settled(book, claim)
    if claim.basis is None or claim.kind == "proposal" or whose(said.body) == COUNCIL:
        return
    own, mine = _given(claim.inner, said), _keys(book, said.body, day)
    for number, now in enumerate(own):
        rules = _rules(book, now[0].event, day) if now[0].event else {}
        known = [*_recorded(book), *(given for earlier in own[:number] for given in earlier)] if rules else []
        before = [given for given in known if given.event == now[0].event]
        for holder, once, in_year in (limit for rule in rules.values() for limit in rule.limits):
            alone = _keys(book, holder, day)
            keys = _with_delegates(book, rules, alone, day)
            if not keys.isdisjoint(mine):
                counted = (keys, None, alone | mine)
                if once is not None:
                    yield from _in_decision(before, now, said, once, counted)
                if in_year is not None:
                    yield from _in_year(before, now, day.year, in_year, counted)


_Counted = tuple[Keys, None, Keys]
"""Whose decisions count; everybody's; and those of whoever has the limit, and decides now."""


def _in_decision(
    before: Sequence[Given], now: Sequence[Given], said: Said, most: int, counted: _Counted
) -> Iterator[Margin]:
    own = [given for given in before if _one_decision(given.said, said)]
    same, everybodys, alone = ([given for given in own if _is_by(given, keys)] for keys in counted)
    if (total := _moves([*same, *now])) > _moves(same):
        others = [_moves([*there, *now]) - most for there in (everybodys, same, alone)]
        yield Margin(total - most, *others)


def _in_year(
    before: Sequence[Given], now: Sequence[Given], year: int, most: int, counted: _Counted
) -> Iterator[Margin]:
    for project in {given.project for given in now if given.ore > 0}:
        asked = sum(given.ore for given in now if given.project == project)
        there = [given for given in before if given.project == project and given.ore > 0]
        in_year = [given for given in there if given.said.latest is not None and given.said.latest.year == year]
        used = [sum(given.ore for given in in_year if _is_by(given, keys)) for keys in counted]
        every = sum(given.ore for given in there if _is_by(given, counted[0]))
        if asked > 0:
            yield Margin(*(ore + asked - most for ore in (used[0], used[1], every, used[2])))


def _is_by(given: Given, keys: Keys | None) -> bool:
    return keys is None or given.said.body in keys


def _moves(given: Iterable[Given]) -> int:
    """What decisions move: what they give in all, or what they take when that is more."""
    every = [each.ore for each in given]
    return max(sum(ore for ore in every if ore > 0), -sum(ore for ore in every if ore < 0))


def _one_decision(one: Said, other: Said) -> bool:
    """Whether two are of one decision with all its clauses; of a decision without a paragraph nobody can tell."""
    if (whose(one.body), one.paragraph, one.latest) != (whose(other.body), other.paragraph, other.latest):
        return False
    within_year = all(said.earliest and said.latest and said.earliest.year == said.latest.year for said in (one, other))
    return one.paragraph != NO_PARAGRAPH and (one.earliest == other.earliest or within_year)
