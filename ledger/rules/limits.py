"""R-16 with D-14: how much a body may decide, in one decision, and for one project in a calendar year.

A limit is the organisation's own: between boards, or inside a board's right for those who decide in its place. What
they decide counts as their board's too. Decisions count by their own days, whichever budget year they are about; what a
court has annulled does not, nor what is corrected away. The highest body has no limit.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import reduce

import msgspec

from ledger.decision_names import body_key
from ledger.errors import Refusal
from ledger.events import Fact, FrameEntry, family, stored_name
from ledger.events.equity import ReservationDrawn
from ledger.events.policy import AmountLimit, CompetenceDecided
from ledger.events.projects import ProjectFinancingDecided
from ledger.looking.state import State
from ledger.meaning.effects import Sides, effects
from ledger.meaning.placed import Situation
from ledger.meaning.policy import BODIES, is_highest
from ledger.meaning.same_decision import DecisionName, Sameness
from ledger.money import amount_text
from ledger.rules.bodies import body_keys
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

    def is_of(self, decision: DecisionName | None) -> bool:
        """Whether it is of a decision with all its clauses, however that is written."""
        if self.decision is None or decision is None or self.decided != decision.latest:
            return False
        alike = decision.compared(self.decision.whole())
        numbered = self.decision.numbered is not None and self.decision.numbered == decision.numbered
        return alike is Sameness.SAME or (alike is Sameness.PERHAPS and numbered)


class Limited(msgspec.Struct, frozen=True):
    """A limit that a decision is under, by the keys of everybody whose decisions count, and who decides beyond it."""

    limit: AmountLimit
    keys: frozenset[str]
    position: int
    beyond: str


def over_limits(
    state: State, facts: Sequence[Fact], situation: Situation, held: Callable[[str], Held]
) -> Iterator[tuple[int, Refusal]]:
    """What is decided beyond a limit (class B), each with the number of the fact: those of one clause are counted in
    their order. `held` is what holds about an event."""
    own = [_of_fact(fact, situation) for fact in facts]
    for number, given in enumerate(own):
        rules = held(given[0].event) if given else ()
        for limited in _limits_of(state, rules, given[0].body, situation) if given else ():
            before = [
                *_known(state, given[0].event, situation),
                *(each for earlier in own[:number] for each in earlier),
            ]
            counted = [each for each in before if each.event == given[0].event and each.body in limited.keys]
            decision = None if given[0].decision is None else state.named(given[0].decision).whole()
            yield from ((number, refusal) for refusal in _beyond(limited, decision, given, counted))


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


def _known(state: State, event: str, situation: Situation) -> Iterator[Granted]:
    """What is recorded already, but for what a correction corrects."""
    acts = state.later_acts
    for fact in (fact for frame in state.frames.values() for fact in frame.facts):
        if fact.family != event or fact.basis is None or fact.entry_position == situation.corrects:
            continue
        if fact.annulled_from(acts) is None:
            who = (body_key(fact.basis.body), _named(fact.basis, fact.decision), fact.decided_latest)
            yield Granted(event, line_label(fact.frame), _ore(fact.left_on(acts, date.max).sides), *who)
    for subject in [subject for subject in state.placed if subject.startswith(("project:", "reservation:"))]:
        for placed in state.about(subject):
            if placed.basis is not None and placed.position != situation.corrects:
                who = (body_key(placed.basis.body), _named(placed.basis, placed.decision), placed.decided.latest)
                said = family(stored_name(type(placed.fact)))
                yield from (Granted(said, project, ore, *who) for project, ore in _amounts(placed.fact))


# --- What is beyond ---------------------------------------------------------------------------------------------


def _beyond(
    limited: Limited, decision: DecisionName | None, given: Sequence[Granted], counted: Iterable[Granted]
) -> Iterator[Refusal]:
    limit, before, first = limited.limit, list(counted), given[0]
    if limit.per_decision_ore is not None:
        same = [each for each in before if each.is_of(decision)]
        used, now = _moved(same), _moved((*same, *given))
        yield from _refused(limited, "i ett beslut", limit.per_decision_ore, used, now - used)
    if limit.per_project_year_ore is not None:
        in_year = [each for each in before if each.decided.year == first.decided.year and each.ore > 0]
        for project in dict.fromkeys(each.project for each in given if each.ore > 0):
            used = sum(each.ore for each in in_year if each.project == project)
            now = sum(each.ore for each in given if each.project == project)
            what = f"för {project.partition(':')[2] or project} under {first.decided.year}"
            yield from _refused(limited, what, limit.per_project_year_ore, used, now)


def _moved(given: Iterable[Granted]) -> int:
    """What decisions move: what they give, or what they take when that is more."""
    gives, takes = reduce(lambda sums, each: (sums[0] + max(each.ore, 0), sums[1] - min(each.ore, 0)), given, (0, 0))
    return max(gives, takes)


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
