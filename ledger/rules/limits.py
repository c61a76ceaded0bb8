"""R-16 with D-14: how much a body may decide, in one decision, and for one project in a calendar year.

A limit is the organisation's own: between boards, or inside a board's right for those who decide in its place. What
they decide counts as their board's too. Decisions count by their own days, whichever budget year they are about; what a
court has annulled does not, nor what is corrected away. The highest body has no limit.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from itertools import takewhile
from typing import Final

import msgspec

from ledger.decision_names import body_key
from ledger.errors import Refusal
from ledger.events import Fact, FrameEntry, RecordingErrorCorrected, family, stored_name
from ledger.events.equity import ReservationDrawn
from ledger.events.policy import AmountLimit, CompetenceDecided
from ledger.events.projects import ProjectFinancingDecided
from ledger.looking.state import State
from ledger.meaning.effects import Sides, effects
from ledger.meaning.placed import Claim, Situation
from ledger.meaning.policy import BODIES, is_highest
from ledger.meaning.same_decision import DecisionName, Sameness
from ledger.money import amount_text
from ledger.rules.bodies import body_keys
from ledger.rules.together import WholeCommand
from ledger.values import Basis
from ledger.words.labels import line_label

Held = Sequence[tuple[CompetenceDecided, int]]
"""What holds on a day about who decides an event and how much, each with its position."""


class Granted(msgspec.Struct, frozen=True):
    """What a decision gives one project, in öre; below zero when it takes away. `body` is the key of who decides, and
    `decision` None for one with neither case nor paragraph, which may be any of many."""

    event: str
    project: str
    ore: int
    body: str
    decision: DecisionName | None
    decided: date


class GivenAndTaken(msgspec.Struct, frozen=True):
    """What decisions give and take, in öre, both above zero."""

    gives: int = 0
    takes: int = 0

    def plus(self, ore: int) -> "GivenAndTaken":
        """With one amount more; below zero when it takes away."""
        return GivenAndTaken(self.gives + max(ore, 0), self.takes - min(ore, 0))

    def and_(self, other: "GivenAndTaken") -> "GivenAndTaken":
        """With what others give and take."""
        return GivenAndTaken(self.gives + other.gives, self.takes + other.takes)

    @property
    def ore(self) -> int:
        """What they move: what they give, or what they take when that is more."""
        return max(self.gives, self.takes)


NOTHING_MOVED: Final = GivenAndTaken()
_Of = tuple[str, str]
"""An event and the key of a body."""


def _is_of(of: tuple[date, DecisionName | None], decision: DecisionName | None) -> bool:
    """Whether what was decided on a day is of a decision with all its clauses, however that is written."""
    day, name = of
    if name is None or decision is None or day != decision.latest:
        return False
    alike = decision.compared(name.whole())
    numbered = name.numbered is not None and name.numbered == decision.numbered
    return alike is Sameness.SAME or (alike is Sameness.PERHAPS and numbered)


class Limited(msgspec.Struct, frozen=True):
    """A limit that a decision is under, by the keys of everybody whose decisions count, and who decides beyond it."""

    limit: AmountLimit
    keys: frozenset[str]
    position: int
    beyond: str


def over_limits(
    state: State, facts: Sequence[Fact], situation: Situation, held: Callable[[str], Held], together: WholeCommand
) -> Iterator[tuple[int, Refusal]]:
    """What is decided beyond a limit (class B), each with the number of the fact: those of one clause are counted in
    their order. `held` is what holds about an event, `together` the command that the facts come in."""
    own, inside = [_of_fact(fact, situation) for fact in facts], Counted()
    for number, given in enumerate(own):
        rules = held(given[0].event) if given else ()
        for limited in _limits_of(state, rules, given[0].body, situation) if given else ():
            before = (_counted_before(state, situation, together), inside)
            decision = None if given[0].decision is None else state.named(given[0].decision).whole()
            yield from ((number, refusal) for refusal in _beyond(limited, decision, given, before))
        inside.add(given)


def _limits_of(state: State, rules: Held, body: str, situation: Situation) -> Iterator[Limited]:
    """The limits that a body's decision is under: its own, and those of the board in whose place it decides."""
    day, kind = situation.decided.latest, None if state.organisation is None else state.organisation.kind
    name = "" if situation.basis is None else situation.basis.body
    if kind is not None and is_highest(state.about(BODIES), name, day, kind):
        return
    own = body_keys(state, name, day) | {body}
    for rule, position in rules:
        for limit in rule.limits:
            keys = body_keys(state, limit.body, day)
            keys |= delegates_of(state, rules, keys, day)
            if keys & own:
                beyond = "organisationens högsta organ" if rule.within is None else rule.within
                yield Limited(limit, keys, position, beyond)


def delegates_of(state: State, rules: Held, board: frozenset[str], day: date) -> frozenset[str]:
    """Everybody who decides in a board's place, by the keys of their names."""
    inside = (rule for rule, _ in rules if rule.within is not None and body_keys(state, rule.within, day) & board)
    return frozenset().union(*(body_keys(state, name, day) for rule in inside for name in rule.bodies))


# --- What is counted --------------------------------------------------------------------------------------------


def _named(basis: Basis, decision: DecisionName | None) -> DecisionName | None:
    return decision if basis.case_number or basis.paragraph else None


def _of_fact(fact: Fact, situation: Situation) -> list[Granted]:
    basis = situation.basis
    if basis is None:
        return []
    who = (body_key(basis.body), _named(basis, situation.decision), situation.decided.latest)
    return [Granted(family(stored_name(type(fact))), project, ore, *who) for project, ore in _amounts(fact)]


def _amounts(fact: Fact) -> Iterator[tuple[str, int]]:
    """What a fact gives each project; nothing where the amount is not known."""
    if isinstance(fact, FrameEntry):
        yield from ((line_label(effect.frame), _ore(effect.sides)) for effect in effects(fact))
    match fact:
        case ProjectFinancingDecided(project=name, amount_ore=int() as ore):
            yield f"project:{name}", ore
        case ReservationDrawn():
            yield f"reservation:{fact.reservation}", fact.amount_ore
        case _:
            return


def _ore(sides: Sides) -> int:
    """What an amount gives: its costs or expenditures, or the net when only that is known."""
    return (sides.net_ore if sides.costs_ore is None else sides.costs_ore) or 0


def _counted_before(state: State, situation: Situation, together: WholeCommand) -> "Counted":
    """What is decided already where a fact comes. It is reckoned once for a command, whose rows are then added as they
    come; but for one that corrects or changes what stands already, which is gone through at each."""
    if any(fact.acts_on_decisions or isinstance(fact, RecordingErrorCorrected) for fact in together.facts):
        return Counted(_known(state, situation.corrects))
    before = together.once("decided before", lambda: Rows(Counted(_known(together.before, None))))
    return before.upto(situation.position - together.first, state, together)


class Counted:
    """What has been decided, added up: what each body's decisions give and take, by event and decision; and what they
    give each project by event and calendar year."""

    def __init__(self, granted: Iterable[Granted] = ()) -> None:
        self._moved = defaultdict[_Of, dict[tuple[date, DecisionName | None], GivenAndTaken]](dict)
        self._given = Counter[tuple[str, str, str, int]]()
        self.add(granted)

    def add(self, granted: Iterable[Granted]) -> None:
        """With more that has been decided."""
        for each in granted:
            moved, of = self._moved[each.event, each.body], (each.decided, each.decision)
            moved[of] = moved.get(of, NOTHING_MOVED).plus(each.ore)
            self._given[each.event, each.body, each.project, each.decided.year] += max(each.ore, 0)

    def of_decision(self, event: str, bodies: Iterable[str], decision: DecisionName | None) -> "GivenAndTaken":
        """What some bodies have given and taken in a decision with all its clauses."""
        there = (moved for body in bodies for of, moved in self._moved[event, body].items() if _is_of(of, decision))
        return reduce(GivenAndTaken.and_, there, NOTHING_MOVED)

    def of_project(self, event: str, bodies: Iterable[str], project: str, year: int) -> int:
        """What some bodies have given a project in a calendar year, in öre."""
        return sum(self._given[event, body, project, year] for body in bodies)


class Rows:
    """The rows of a command that are decided so far, added to what was there before it: those that the state has."""

    def __init__(self, before: Counted) -> None:
        self._counted, self._next = before, 0

    def upto(self, number: int, state: State, together: WholeCommand) -> Counted:
        """What is there where a row comes."""
        for row in range(self._next, number):
            claim = together.claims[row]
            if claim.fact is not None and _is_there(state, claim):
                self._counted.add(each for fact in claim.fact.decides() for each in _of_fact(fact, claim.situation))
        self._next = max(self._next, number)
        return self._counted


def _is_there(state: State, claim: Claim) -> bool:
    """Whether a state has what an entry claims about frames, projects or earmarks. Only what came since is looked
    through."""
    fact = claim.fact
    frames, subjects = ((), ()) if fact is None else (fact.frames(), fact.subjects())
    said = [
        *((known.entry_position for known in reversed(state.of_frame(frame.tag))) for frame in frames),
        *((placed.position for placed in reversed(state.placed.get(subject, ()))) for subject in subjects),
    ]
    return any(claim.position in takewhile(lambda position: position >= claim.position, each) for each in said)


def _known(state: State, corrects: int | None) -> Iterator[Granted]:
    """What is recorded already, but for what a correction corrects."""
    acts = state.later_acts
    for fact in (fact for frame in state.frames.values() for fact in frame.facts):
        if fact.basis is not None and fact.entry_position != corrects and fact.annulled_from(acts) is None:
            who = (body_key(fact.basis.body), _named(fact.basis, fact.decision), fact.decided_latest)
            yield Granted(fact.family, line_label(fact.frame), _ore(fact.left_on(acts, date.max).sides), *who)
    for subject in [subject for subject in state.placed if subject.startswith(("project:", "reservation:"))]:
        for placed in state.about(subject):
            if placed.basis is not None and placed.position != corrects:
                who = (body_key(placed.basis.body), _named(placed.basis, placed.decision), placed.decided.latest)
                said = family(stored_name(type(placed.fact)))
                yield from (Granted(said, project, ore, *who) for project, ore in _amounts(placed.fact))


# --- What is beyond ---------------------------------------------------------------------------------------------


def _beyond(
    limited: Limited, decision: DecisionName | None, given: Sequence[Granted], before: Sequence[Counted]
) -> Iterator[Refusal]:
    limit, first = limited.limit, given[0]
    if limit.per_decision_ore is not None:
        same = (each.of_decision(first.event, limited.keys, decision) for each in before)
        there = reduce(GivenAndTaken.and_, same, NOTHING_MOVED)
        now = reduce(GivenAndTaken.plus, (each.ore for each in given), there)
        yield from _refused(limited, "i ett beslut", limit.per_decision_ore, there.ore, now.ore - there.ore)
    if limit.per_project_year_ore is not None:
        year = first.decided.year
        for project in dict.fromkeys(each.project for each in given if each.ore > 0):
            used = sum(each.of_project(first.event, limited.keys, project, year) for each in before)
            now_ore = sum(each.ore for each in given if each.project == project)
            what = f"för {project.partition(':')[2] or project} under {year}"
            yield from _refused(limited, what, limit.per_project_year_ore, used, now_ore)


def _refused(limited: Limited, what: str, most: int, used: int, asked: int) -> Iterator[Refusal]:
    over = used + asked - most
    if over <= 0 or asked <= 0:
        return
    left = amount_text(max(most - used, 0))
    detail = (
        f"{limited.limit.body} får besluta om högst {amount_text(most)} {what} (position {limited.position}). "
        f"{amount_text(used)} är beslutat redan, och med {amount_text(asked)} blir det {amount_text(over)} för mycket."
    )
    right = f"högst {left}, eller ett beslut av {limited.beyond}"
    yield Refusal("amount-limit-exceeded", detail, amount_text(asked), left, amount_text(over), right)
