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
from tests.projections.naive import Said

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
    day, own = _day(book, claim), _given(claim.inner, claim.said)
    events = {_RULES} if claim.kind == "rule" else {event for inner in claim.inner if (event := _event(inner))}
    for event in events:
        rules = _rules(book, event, day)
        between = rules.get(None)
        if (
            between is not None
            and between.bodies
            and _keys(book, claim.said.body, day).isdisjoint(
                _with_delegates(book, rules, _all_keys(book, between.bodies, day), day)
            )
        ):
            yield "body-not-competent"
        limited = [given for given in own if given[0].event == event]
        if claim.said.body != COUNCIL and _is_beyond(book, rules, limited, claim):
            yield "amount-limit-exceeded"


def noticed(book: Book, claim: Claim) -> Iterator[str]:
    """What is worth knowing about who decides, in a book without what it comes instead of."""
    if claim.basis is not None and claim.kind != "proposal" and not claim.said.delegated:
        registered = _registered(book, claim.said.body, _day(book, claim))
        if registered is not None and registered.delegate:
            yield "delegation-not-cited"
    report = claim.said.reported
    if report is not None and report.paragraph != (0, ""):
        meant = [other for _, other in book.standing() if naive.hits(report, _settled(book, other))]
        if meant and not any(other.said.delegated for other in meant):
            yield "reported-without-delegation"


# --- Who -------------------------------------------------------------------------------------------------------


def _is_anybodys(book: Book, claim: Claim, own: Rule | Body) -> bool:
    """Whether a rule was decided by somebody who has no right to, or by nobody."""
    body, day = claim.said.body, _day(book, claim)
    if claim.basis is None:
        return True
    if isinstance(own, Body):
        return body != COUNCIL and not (own.delegate and body not in own.names)
    if own.within is not None:
        return _keys(book, own.within, day).isdisjoint(_keys(book, body, day))
    named = _rules(book, _RULES, day).get(None)
    return body != COUNCIL and (named is None or _keys(book, body, day).isdisjoint(_all_keys(book, named.bodies, day)))


def _day(book: Book, claim: Claim) -> date:
    return claim.said.latest or book.today


def _settled(book: Book, claim: Claim) -> Said:
    return claim.said._replace(latest=_day(book, claim))


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


def _event(inner: Inner) -> str | None:
    return _EVENTS.get(type(inner.fact))


def _given(every: Sequence[Inner], said: Said) -> list[list[Given]]:
    return [
        [
            Given(_event(inner) or "", (moved.frame.unit, moved.frame.line, moved.frame.kind), _ore(moved), said)
            for moved in inner.moved
        ]
        for inner in every
    ]


def _ore(moved: naive.Moved) -> int:
    costs, _, net = moved.figures
    return (net if costs is None else costs) or 0


def _recorded(book: Book) -> Iterator[Given]:
    """What is decided and not annulled, as the courts have left it."""
    final = [claim.said.ruled for _, claim in book.standing() if claim.said.ruled is not None]
    final = [ruling for ruling in final if ruling.final_on is not None]
    for _, claim in book.standing():
        if claim.basis is None or claim.kind not in ("frame", "clause") or book.annulled(claim):
            continue
        said = _settled(book, claim)
        left = [
            inner._replace(
                moved=tuple(moved._replace(figures=naive.left_of(said, moved, final)) for moved in inner.moved)
            )
            for inner in claim.inner
        ]
        yield from (given for each in _given(left, said) for given in each)


def _is_beyond(book: Book, rules: dict[str | None, Rule], own: Sequence[Sequence[Given]], claim: Claim) -> bool:
    day, said = _day(book, claim), _settled(book, claim)
    mine = _keys(book, said.body, day) | {said.body}
    for rule in rules.values():
        for holder, once, in_year in rule.limits:
            keys = _keys(book, holder, day)
            keys = _with_delegates(book, rules, keys, day)
            if keys.isdisjoint(mine):
                continue
            known = [given for given in _recorded(book) if given.said.body in keys]
            for now in own:
                before = [given for given in known if given.event == now[0].event]
                same = [given for given in before if _one_decision(given.said, said)]
                if once is not None and _moves([*same, *now]) > max(once, _moves(same)):
                    return True
                for project in {given.project for given in now if given.ore > 0}:
                    year = [given for given in before if (given.said.latest or day).year == day.year and given.ore > 0]
                    used = sum(given.ore for given in year if given.project == project)
                    asked = sum(given.ore for given in now if given.project == project)
                    if in_year is not None and used + asked > in_year and asked > 0:
                        return True
                known = [*known, *now]
    return False


def _moves(given: Iterable[Given]) -> int:
    """What decisions move: what they give in all, or what they take when that is more."""
    every = [each.ore for each in given]
    return max(sum(ore for ore in every if ore > 0), -sum(ore for ore in every if ore < 0))


def _one_decision(one: Said, other: Said) -> bool:
    """Whether two are of one decision with all its clauses; of a decision without a paragraph nobody can tell."""
    if (one.body, one.paragraph, one.latest) != (other.body, other.paragraph, other.latest):
        return False
    within_year = all(said.earliest and said.latest and said.earliest.year == said.latest.year for said in (one, other))
    return one.paragraph != (0, "") and (one.earliest == other.earliest or within_year)
