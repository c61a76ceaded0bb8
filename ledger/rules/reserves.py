"""R-13: what a central reserve is, who gives out of one, and what is left of one that nobody names.

The executive gives out of a reserve that the council has set aside for that. A reserve that is not named is the one
that is recorded for the year, and no more is given out of it than it has; where several are, it must be named; where
none is, it is kept outside the ledger, and that is told (D-1).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Final

from ledger.errors import Refusal
from ledger.events import CentralReserveReleased, Fact, FinancingSource, FrameEntry, SupplementaryAppropriationDecided
from ledger.looking.movements import Movement
from ledger.looking.state import State
from ledger.meaning.effects import Effect
from ledger.meaning.levels import TOTAL
from ledger.meaning.placed import Claim, Situation
from ledger.meaning.policy import BODIES, is_executive
from ledger.meaning.same_decision import DecisionName
from ledger.meaning.spending import from_unnamed, reserves_drawn
from ledger.meaning.tree import UnitOnDay, way_up
from ledger.money import amount_text
from ledger.rules.bodies import delegating, in_whose_place
from ledger.rules.chapters.financing import unnamed_left
from ledger.rules.councils import end_of, is_made_up
from ledger.values import Basis, FrameKey, FrameKind, UnitRole
from ledger.words.labels import frame_label

_SOURCE: Final = FinancingSource.CENTRAL_RESERVE


def executive_gives(state: State, basis: Basis, situation: Situation) -> bool:
    """Whether it is the executive that decides, or somebody in its place."""
    day, kept_by = situation.decided.latest, state.organisation
    names = (basis.body, *delegating(state, basis, day), *in_whose_place(state, basis.body, day))
    return kept_by is not None and any(is_executive(state.about(BODIES), name, day, kept_by.kind) for name in names)


def out_of_reserve(fact: FrameEntry, units: Mapping[str, UnitOnDay], own: frozenset[str]) -> bool:
    """Whether all that a fact gives comes out of central reserves, as far as it names them."""
    match fact:
        case CentralReserveReleased():
            return is_reserve(fact.from_frame, units, own)
        case SupplementaryAppropriationDecided(financing=legs) if legs:
            sources = [leg.from_frame for leg in legs if leg.from_frame is not None]
            of_reserve = all(leg.drawn_from is _SOURCE for leg in legs)
            return of_reserve and all(is_reserve(frame, units, own) for frame in sources)
        case _:
            return False


def is_reserve(frame: FrameKey, units: Mapping[str, UnitOnDay], own: frozenset[str] = frozenset()) -> bool:
    """Whether a frame may be a central reserve: of a unit that is registered as one or called so, or a line that is
    called so, or a line of its own in the executive's `own` unit, or in one that holds what is nobody's own."""
    above = [units[unit] for unit in way_up(units, frame.unit) if unit in units]
    roles = {unit.role for unit in above}
    own_line = frame.line != TOTAL and (UnitRole.FINANCE in roles or not own.isdisjoint(unit.unit for unit in above))
    return UnitRole.CENTRAL_RESERVE in roles or own_line or _is_called(_MAY_BE_CALLED, frame, above)


def takes_back(state: State, done: Sequence[Effect], reserves: Collection[FrameKey]) -> bool:
    """Whether what is given back to some reserves, all of it, was given out of them before to the same frames."""
    taken = [effect for effect in done if effect.frame not in reserves]
    nets = [effect.sides.net_ore for effect in done]
    if not reserves or not taken or None in nets or any(effect.sets is not None for effect in done):
        return False
    return sum(net or 0 for net in nets) == 0 and all(
        0 < -(effect.sides.net_ore or 0) <= _given_to(state, effect.frame, reserves) for effect in taken
    )


def _given_to(state: State, frame: FrameKey, reserves: Collection[FrameKey]) -> int:
    """What some reserves have given a frame, less what it has given back, in öre."""
    nets = {known.net_ore for known in state.of_frame(frame.tag)}
    every = {id(moved): moved for net_ore in nets for moved in state.movements.get((frame, net_ore), ())}
    between = (moved for moved in every.values() if any(effect.frame in reserves for effect in moved.effects))
    own = (effect for moved in between for effect in moved.effects if effect.frame == frame)
    return sum(effect.sides.net_ore or 0 for effect in own if effect.sets is None)


def _is_called(names: re.Pattern[str], frame: FrameKey, above: Iterable[UnitOnDay]) -> bool:
    named = [frame.line, *(name for unit in above for name in (unit.unit, unit.name, *unit.aliases))]
    return any(names.search(name) for name in named)


_RESERVE: Final = r"reserv(en|er|erna)?\b|of[öo]rutse|f[öo]rfogande|pott(en)?\b|\bres\b"
_MAY_BE_CALLED: Final = re.compile(rf"{_RESERVE}|\bcentral(a|t)?\b|\bgemensam(ma|t)?\b", re.IGNORECASE)
"""What money that is set aside for others may be called."""

_CALLED: Final = re.compile(rf"{_RESERVE}|\bcmr?\b", re.IGNORECASE)
"""What a central reserve is called, and hardly anything else."""


def recorded(state: State, kind: FrameKind, year: int, day: date) -> list[FrameKey]:
    """The central reserves that are recorded for a year, in order: set, and registered as one or called so."""
    units, found = state.units_on(day, day), list[FrameKey]()
    for tag, known in state.frames.items():
        frame = known.facts[0].frame if known.facts else None
        if frame is None or (frame.kind, frame.year) != (kind, year):
            continue
        above = [units[unit] for unit in way_up(units, frame.unit) if unit in units]
        is_one = any(unit.role == UnitRole.CENTRAL_RESERVE for unit in above) or _is_called(_CALLED, frame, above)
        if is_one and state.frame_steps(tag).on(day).commitment is not None:
            found.append(frame)
    return sorted(found, key=lambda frame: frame.tag)


class Giver:
    """Who decides, as one who may give out of a central reserve that nobody names; reckoned once for all that a
    decision gives. `state` has all of it."""

    def __init__(self, state: State, situation: Situation) -> None:
        basis = situation.basis
        self._state, self._situation = state, situation
        self._is_executive = basis is not None and executive_gives(state, basis, situation)
        self._recorded: dict[tuple[FrameKind, int], list[FrameKey]] = {}

    def reserves(self, fact: Fact) -> list[FrameKey]:
        """The reserves that are recorded for what the executive gives without saying out of which; none of any other
        fact."""
        if not self._is_executive or not from_unnamed(fact, _SOURCE):
            return []
        frame = fact.frames()[-1]
        if (frame.kind, frame.year) not in self._recorded:
            day = self._situation.decided.latest
            self._recorded[frame.kind, frame.year] = recorded(self._state, frame.kind, frame.year, day)
        return self._recorded[frame.kind, frame.year]

    def outside_ore(self, fact: Fact) -> int:
        """What the executive gives a frame out of a central reserve that no frame is named for, in öre: of the one that
        is recorded, or of one that is kept outside the ledger. Out of several nothing is given until it is said which,
        nor out of one that only the executive has set."""
        reserves, last = self.reserves(fact), end_of(self._situation.decided.latest)
        is_one = len(reserves) < 2 and not any(is_made_up(self._state, reserve, last) for reserve in reserves)
        return from_unnamed(fact, _SOURCE) if is_one and self._is_executive else 0


# --- What is left -----------------------------------------------------------------------------------------------


def overdrawn(before: State, after: State, claims: Sequence[Claim]) -> Iterator[tuple[int, Refusal]]:
    """What the executive gives out of the one reserve that is recorded, without naming it, and that it does not have
    (class B): each reserve once, with the number of the first fact that says so. From the states before and after all
    of a command."""
    givers, seen = dict[Basis, Giver](), set[FrameKey]()
    for number, claim in enumerate(claims):
        basis, there = claim.situation.basis, claim.situation
        decided = () if claim.fact is None or basis is None else claim.fact.decides()
        for inner in (inner for inner in decided if from_unnamed(inner, _SOURCE)):
            if basis is None:
                continue
            if basis not in givers:
                givers[basis] = Giver(after, there)
            reserves = givers[basis].reserves(inner)
            if len(reserves) == 1 and reserves[0] not in seen:
                seen.add(reserves[0])
                exceeded = _overdrawn(before, after, reserves[0], there.decided.latest)
                yield from ((number, _exceeded(basis.body, reserves[0], *left)) for left in islice(exceeded, 1))
    yield from _named_overdrawn(before, after, claims)


def _named_overdrawn(before: State, after: State, claims: Sequence[Claim]) -> Iterator[tuple[int, Refusal]]:
    """What the executive gives out of a reserve by name, and is not there since it has been given without it: of the
    only reserve of its year and kind, which that was. The council may lower its own reserve."""
    first: dict[str, tuple[int, date]] = {}
    for number, claim in enumerate(claims):
        fact, basis = claim.fact, claim.situation.basis
        drawn = () if fact is None or basis is None else reserves_drawn(fact)
        for tag in drawn if basis is not None and drawn and executive_gives(after, basis, claim.situation) else ():
            first.setdefault(tag, (number, claim.situation.decided.latest))
    for tag, (number, day) in first.items():
        for frame in (known.frame for known in after.of_frame(tag)[:1]):
            if recorded(after, frame.kind, frame.year, day) == [frame]:
                exceeded = _overdrawn(before, after, frame, day)
                yield from ((number, _given_already(frame, *left)) for left in islice(exceeded, 1))


def _overdrawn(before: State, after: State, reserve: FrameKey, day: date) -> Iterator[tuple[int, int, int]]:
    """What was in a reserve, what would be left, and what is given out of it without naming it, in öre, where less than
    nothing would be left, with what is given so."""
    for on in (day, date.max):
        (was, drawn), (now, drawing_ore) = (_held(state, reserve, on) for state in (before, after))
        left = None if now is None else now - drawing_ore
        if left is not None and drawing_ore and left < min((was or 0) - drawn, 0):
            yield (was or 0) - drawn, left, drawing_ore


def _held(state: State, reserve: FrameKey, day: date) -> tuple[int | None, int]:
    """What a reserve holds by a day, and what is given out of it by then without naming it, in öre."""
    there = state.frame_steps(reserve.tag).on(day)
    # What was given before the reserve was set is no part of what it was set to.
    since = date.min if there.governing is None else there.governing.decided_latest
    drawn = [
        moved
        for moved in state.every_movement()
        if moved.decision.latest >= since and _draws(state, moved, reserve, day)
    ]
    paragraphs = dict[DecisionName, int]()
    for moved in drawn:
        paragraph = state.named(moved.decision).whole()
        paragraphs[paragraph] = paragraphs.get(paragraph, 0) + from_unnamed(moved.fact, _SOURCE)
    given = (min(unnamed_left(state, of, reserve.year, _SOURCE), ore) for of, ore in paragraphs.items())
    return there.sides.net_ore, sum(max(ore, 0) for ore in given)


def _draws(state: State, moved: Movement, reserve: FrameKey, day: date) -> bool:
    """Whether what is recorded gives out of a reserve that it does not name, of the same year and kind, by a day, and
    stands."""
    frame = moved.effects[-1].frame
    if (frame.kind, frame.year) != (reserve.kind, reserve.year) or moved.decision.latest > day:
        return False
    if not from_unnamed(moved.fact, _SOURCE):
        return False
    made = (known for known in state.of_frame(frame.tag) if known.entry_position == moved.position)
    return all(known.annulled_from(state.later_acts) is None for known in made)


def _exceeded(body: str, reserve: FrameKey, there_ore: int, left_ore: int, _unnamed_ore: int) -> Refusal:
    there, left, over = amount_text(max(there_ore, 0)), amount_text(left_ore), amount_text(-left_ore)
    detail = (
        f"{body} ger ur den centrala medelsreserven utan att namnge den. Den enda som är registrerad för året är "
        f"{frame_label(reserve)}, där {there} finns kvar; efter posten skulle det vara {left}."
    )
    right = f"{over} mindre; reserven namngiven, om det är en annan; eller ett godtagande av regeln med skäl"
    return Refusal("central-reserve-exceeded", detail, calculated=left, right=right)


def _given_already(reserve: FrameKey, there_ore: int, left_ore: int, unnamed_ore: int) -> Refusal:
    there, left, unnamed = amount_text(max(there_ore, 0)), amount_text(left_ore), amount_text(unnamed_ore)
    detail = (
        f"I medelsreserven {frame_label(reserve)} finns {there} kvar, sedan {unnamed} är givet ur den utan att den "
        f"namnges; efter posten skulle det vara {left}."
    )
    right = f"{amount_text(-left_ore)} mindre, eller ett godtagande av regeln med skäl"
    return Refusal("central-reserve-exceeded", detail, calculated=left, right=right)
