"""What a frame is: one fact about it in its place, what each fact counts as there, and which of them governs.

The one source for the rules, which must foresee a frame, and for every answer about one. A frame is its latest *set* in
decided order of those that stand (a budget outranks a plan), plus the *changes* after it. Everything else stands
outside, each for a reason that is told.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import groupby, takewhile
from operator import attrgetter
from typing import Any, Final

import msgspec

from ledger.meaning.effects import NOTHING, UNKNOWN, Effect, FrameValue, Sides, minus, sum_of_sides
from ledger.meaning.later_acts import Annulment, LaterActs, Role, Taken, left_of, taken_of
from ledger.meaning.placed import Decided, KnownBetween
from ledger.meaning.same_decision import DecisionName, JudgedAs, decision_name
from ledger.values import Basis, Commitment, FrameKey, FrameKind, RecordedWarning, Stage

# --- One fact ---------------------------------------------------------------------------------------------------


class FrameFact(KnownBetween, frozen=True, dict=True, kw_only=True):
    """One fact about one frame: what it sets or changes it by, and its place in decided order. Decoded from a row of
    the read model, with the columns that its statement selects, or made of an event by `frame_fact`.

    Amounts are öre as they were decided, expenditures and receipts for investments; `index_name` is what they grow by.
    `entry_position` is the entry that says it now, `place` the one that said it first.
    `decision_key` is what judgments name the decision by, and `conditions` what it waits for. `supposed`: nobody has
    decided it. `basis` is there only when the fact was made of its event, and `paid_ore` is right only then: what of it
    is paid for by money that is in no frame, None when nobody asks (`spending.paid_outside`); as is `leans`: other
    entries of its decision may pay for it (`spending.leans_on_others`). Where a statement already chooses what is
    known, or at which stage, those columns are not read and say nothing: `stage`, `known_from` and `known_to` of
    `facts_at`, `stage` and `proposal` of `frame_facts_until`; a replay reads them all
    (`facts_of_frames`).
    """

    entry_position: int
    unit: str
    line: str
    kind: FrameKind
    year: int
    costs_ore: int | None
    revenues_ore: int | None
    net_ore: int | None
    decided_earliest: date
    decided_latest: date
    paragraph_number: int
    paragraph_suffix: str
    clause: int
    place: int
    sets: Commitment | None = None
    index_name: str | None = None
    decision_key: str | None = None
    conditions: tuple[str, ...] | None = None
    ordinal: int = 0
    family: str = ""
    stage: Stage = Stage.DECIDED
    proposal: str | None = None
    known_from: int = 0
    warnings: tuple[RecordedWarning, ...] | None = None
    supposed: bool = False
    basis: Basis | None = None
    paid_ore: int | None = 0
    leans: bool = False

    @cached_property
    def frame(self) -> FrameKey:
        """Which frame it is about."""
        return FrameKey(self.unit, self.kind, self.year, self.line)

    @cached_property
    def sides(self) -> Sides:
        """Its figures."""
        return Sides(self.costs_ore, self.revenues_ore, self.net_ore)

    @cached_property
    def effect(self) -> Effect:
        """What it does to the frame."""
        return Effect(self.frame, self.sides, self.sets, self.index_name)

    @cached_property
    def decided(self) -> Decided:
        """Its place in decided order."""
        return Decided(self.decided_latest, self.paragraph_number, self.paragraph_suffix, self.clause, self.place)

    @cached_property
    def decision(self) -> DecisionName | None:
        """The decision that it rests on; None when the fact was not made of its event, and on none."""
        return None if self.basis is None else decision_name(self.basis, self.decided_earliest, self.decided_latest)

    def judged_as(self, key: str) -> JudgedAs:
        """By what judgments name its decision, whose `decision_key` this is."""
        return JudgedAs(key, self.clause or None, self.decided_earliest, self.decided_latest)

    def annulled_from(self, later_acts: LaterActs) -> date | None:
        """The day from which its decision counts as never made; None while it stands."""
        if self.decision_key is None or self.decision_key not in later_acts.by_decision:
            return None
        return later_acts.decision_annulled_from(self.judged_as(self.decision_key))

    def annulled_in_part(self, later_acts: LaterActs) -> list[Annulment]:
        """The judgments that annul a part of its amount, whenever they are final."""
        if not later_acts.in_part or self.decision_key is None:
            return []
        return later_acts.parts_of(self.judged_as(self.decision_key), self.frame)

    def left_on(self, later_acts: LaterActs, day: date) -> "FrameFact":
        """The fact with what courts have left of its amount by a day."""
        acting = [judged for judged in self.annulled_in_part(later_acts) if judged.final_on <= day]
        if not acting:
            return self
        left = left_of(self.sides, self.frame, acting)
        return msgspec.structs.replace(self, **msgspec.structs.asdict(left))

    def grown(self, rate_ppb: int | None) -> "FrameFact":
        """The fact with what an index adds to its amount; None: no index does."""
        if rate_ppb is None:
            return self
        grown = self.sides.plus(self.sides.share(rate_ppb))
        return msgspec.structs.replace(self, **msgspec.structs.asdict(grown))


def frame_fact(
    effect: Effect,
    earliest: date,
    decided: Decided,
    entry_position: int,
    basis: Basis | None = None,
    **more: Any,
) -> FrameFact:
    """An effect in its place, as a fact; `more` is what else is known of it (family, proposal, ordinal …)."""
    return FrameFact(
        entry_position=entry_position,
        **msgspec.structs.asdict(effect.frame),
        **msgspec.structs.asdict(effect.sides),
        decided_earliest=earliest,
        decided_latest=decided.latest,
        paragraph_number=decided.paragraph_number,
        paragraph_suffix=decided.paragraph_suffix,
        clause=decided.clause,
        place=decided.position,
        sets=effect.sets,
        index_name=effect.index,
        decision_key=None if basis is None else basis.decision_key,
        conditions=None if basis is None else basis.conditions or None,
        basis=basis,
        **more,
    )


decided_order: Final = attrgetter("decided")
"""By what the facts of a frame are put in order."""


def in_order(facts: Iterable[FrameFact]) -> list[FrameFact]:
    """Facts of one year in order of frame and then decided order, as the read model gives them."""
    return sorted(facts, key=_place)


def _place(fact: FrameFact) -> tuple[Any, ...]:
    investment = fact.kind is FrameKind.INVESTMENT
    return (fact.unit, fact.line, investment, fact.decided, fact.entry_position, fact.ordinal)


# --- Both ends of a movement ------------------------------------------------------------------------------------

_PAIRS: Final = ("frame-transferred", "central-reserve-released", "technical-adjustment-made")
SUPPLEMENT: Final = "supplementary-appropriation-decided"
CARRIED_FORWARD: Final = "investment-carried-forward"
MOVEMENTS: Final = (*_PAIRS, SUPPLEMENT)
"""The families of events that do something to two frames, or more."""


def other_end(fact: FrameFact, of_entry: Mapping[int, FrameFact]) -> FrameFact | None:
    """What a change pays for in another frame, among all that its entry does: the frame that a transfer goes to, the
    supplement that a reserve finances (the effects of an entry: `effects.py`)."""
    number = fact.ordinal
    if fact.family == SUPPLEMENT:
        later = (of_entry[other] for other in sorted(of_entry) if other > number)
        own = takewhile(lambda other: other.family == SUPPLEMENT, later)
        return next((other for other in own if (other.net_ore or 0) > 0), None) if (fact.net_ore or 0) < 0 else None
    beside = (of_entry.get(other) for other in (number + 1, number - 1)) if fact.family in _PAIRS else ()
    return next((other for other in beside if other is not None and _meets(other, fact)), None)


def _meets(other: FrameFact, fact: FrameFact) -> bool:
    opposite = fact.net_ore is not None and other.net_ore == -fact.net_ore
    return opposite and other.family == fact.family and other.frame != fact.frame


# --- What governs -----------------------------------------------------------------------------------------------


class Standing(msgspec.Struct, frozen=True):
    """A frame somewhere in decided order: the set that governs there, and the figures with the changes after it."""

    governing: FrameFact | None
    sides: Sides
    known: bool = True

    @property
    def commitment(self) -> Commitment | None:
        """Whether the frame is a budget or a plan; None when it has not been set."""
        return None if self.governing is None else self.governing.sets

    @property
    def value(self) -> FrameValue:
        """The same as an answer."""
        return FrameValue(self.sides, self.commitment, self.known)

    def is_behind(self, sets: Commitment | None) -> bool:
        """Whether what sets a frame comes behind what governs here: a plan replaces no budget."""
        return sets is Commitment.PLAN and self.commitment is Commitment.BUDGET

    def after(self, fact: FrameFact) -> "Standing":
        """One fact on, in decided order. Here it is decided what a set replaces: everything before it, but that a
        plan does not replace a budget. `_is_replaced` says the same of each fact beside the set that governs in the
        end: one after it that sets is a plan behind a budget."""
        if fact.sets is None:
            return Standing(self.governing, self.sides.plus(fact.sides))
        if self.is_behind(fact.sets):
            return self
        return Standing(fact, fact.sides)


def changed_alone(effect: Effect, before: Standing) -> Sides:
    """By how much an effect alone changes its frame: a set, from where the frame stood before it."""
    if effect.sets is None:
        return effect.sides
    return UNKNOWN if before.governing is None else minus(effect.sides, before.sides)


BEFORE_ANYTHING: Final = Standing(None, NOTHING, known=False)
"""A frame that nothing has been decided about."""


class Flag(msgspec.Struct, frozen=True):
    """Something to know about a frame on a day: its code and values as of a warning, the first day on which it is so,
    and the entries that it is about. `frames` are all that it is told at, when that is not the one frame alone."""

    code: str
    values: dict[str, str]
    holds_from: date
    positions: tuple[int, ...]
    frames: tuple[FrameKey, ...] = ()


# --- What each fact counts as -----------------------------------------------------------------------------------

Force = tuple[str, int, date, date]
"""A decision's key, clause (0: none), and the first and last day it can have been made on: what has, or has not, gained
legal force. Of two entries on one decision, that with its day is found in minutes where that without may not be."""


class FactInRole(msgspec.Struct, frozen=True):
    """A fact and its role on a day. `fact` has its index in its amounts, `decided_sides` are those without it, and
    `index_ppb` is how much it is, in billionths (None: none, or none that is decided). `annulled_on`: the day from
    which its decision is annulled, also when that is later; `in_part_on`: from which a part of its amount is, which is
    then in neither figure, and `taken` what is gone by the day. `met_on`: the day on which the last condition was met.
    """

    fact: FrameFact
    role: Role
    decided_sides: Sides
    annulled_on: date | None = None
    index_ppb: int | None = None
    in_part_on: date | None = None
    met_on: date | None = None
    taken: tuple[Taken, ...] = ()

    @property
    def made_sides(self) -> Sides:
        """What was decided, without index and before any court."""
        return sum_of_sides((self.decided_sides, *(part.sides for part in self.taken)))

    @property
    def waits_for_index(self) -> str | None:
        """The index that its amount is without, since nobody has decided it."""
        return self.fact.index_name if self.index_ppb is None else None


class FrameOnDay(msgspec.Struct, frozen=True):
    """One frame on a day: its facts in decided order, each in its role; the one that governs; and what it all comes to.
    `commitment`: whether it is a budget or a plan; None when it has not been set. `undecided_indices`: what its amounts
    are without, since nobody has decided them. `as_of` is the day, and `flags` what is told of the frame then."""

    facts: tuple[FactInRole, ...]
    standing: Standing
    governing: int | None
    commitment: Commitment | None
    undecided_indices: tuple[str, ...]
    as_of: date = date.max
    flags: tuple[Flag, ...] = ()

    @property
    def frame(self) -> FrameKey:
        """Which frame it is."""
        return self.facts[0].fact.frame

    @property
    def the_set(self) -> FrameFact | None:
        """The fact that governs: `governing` is its number among the facts."""
        return self.standing.governing

    @property
    def counted(self) -> list[FactInRole]:
        """The facts that add up to the frame."""
        return [fact for fact in self.facts if fact.role is Role.COUNTED]


def frame_on(
    facts: Sequence[FrameFact], later_acts: LaterActs, as_of: date, forces: Container[Force] | None = None
) -> FrameOnDay:
    """One frame on a day, from its facts in decided order and what has come of decisions since. `forces` are the
    decisions that have gained legal force, when only those count."""
    standing, governing = BEFORE_ANYTHING, None
    placed: list[FactInRole] = []
    for number, fact in enumerate(facts):
        placed.append(_alone(fact, later_acts, as_of, forces))
        if placed[-1].role is Role.COUNTED:
            standing = standing.after(placed[-1].fact)
            governing = number if standing.governing is placed[-1].fact else governing
    for number, fact_in_role in enumerate(placed):
        if governing is not None and fact_in_role.role is Role.COUNTED and _is_replaced(placed, number, governing):
            placed[number] = msgspec.structs.replace(fact_in_role, role=Role.REPLACED)
    waiting = {fact.waits_for_index or "" for fact in placed if fact.role is Role.COUNTED and fact.fact.index_name}
    return FrameOnDay(tuple(placed), standing, governing, standing.commitment, tuple(sorted(waiting - {""})), as_of)


def _is_replaced(facts: Sequence[FactInRole], number: int, governing: int) -> bool:
    """Whether the set that governs stands in a fact's way: all before it, and every other set."""
    return number < governing or (number > governing and facts[number].fact.sets is not None)


def frames_on(
    facts: Iterable[FrameFact], later_acts: LaterActs, as_of: date, forces: Container[Force] | None = None
) -> list[FrameOnDay]:
    """Every frame of one year on a day, from its facts in order of frame and then decided order."""
    groups = groupby(facts, key=lambda fact: (fact.unit, fact.line, fact.kind))
    return [frame_on(list(group), later_acts, as_of, forces) for _, group in groups]


def _alone(fact: FrameFact, later_acts: LaterActs, as_of: date, forces: Container[Force] | None) -> FactInRole:
    """A fact as if there were no other: counted, unless something stands in its own way."""
    rate = None if fact.index_name is None else later_acts.index_rate(fact.index_name, as_of)
    annulled_on = fact.annulled_from(later_acts)
    role = _held_back(fact, later_acts, as_of, annulled_on, forces) or Role.COUNTED
    if fact.decided_latest > as_of and role is not Role.ANNULLED:
        role = Role.UNDETERMINED
    left = fact.left_on(later_acts, as_of)
    parts = fact.annulled_in_part(later_acts)
    in_part_on = min((judged.final_on for judged in parts), default=None)
    met_on = later_acts.all_met_on(fact.conditions, as_of) if fact.conditions else None
    taken = taken_of(fact.frame, parts, as_of)
    return FactInRole(left.grown(rate), role, left.sides, annulled_on, rate, in_part_on, met_on, taken)


def _held_back(
    fact: FrameFact,
    later_acts: LaterActs,
    as_of: date,
    annulled_on: date | None,
    forces: Container[Force] | None = None,
) -> Role | None:
    """What holds a decision back on a day, whenever it is taken; None when nothing does."""
    stopped = None
    if annulled_on is not None or fact.conditions:  # of nearly all there is nothing to ask
        stopped = later_acts.stopped(annulled_on, fact.conditions or (), as_of)
    if stopped is not None:
        return stopped
    if forces is not None and fact.decision_key is not None:
        force = (fact.decision_key, fact.clause, fact.decided_earliest, fact.decided_latest)
        return None if force in forces else Role.WITHOUT_LEGAL_FORCE
    return None


def is_touched(fact: FrameFact, later_acts: LaterActs) -> bool:
    """Whether anything but its own place decides when, and how much, a fact counts."""
    if fact.conditions or fact.index_name is not None:
        return True
    return fact.annulled_from(later_acts) is not None or bool(fact.annulled_in_part(later_acts))


def touched_frames(facts: Mapping[FrameKey, Iterable[FrameFact]], later_acts: LaterActs) -> list[FrameKey]:
    """The frames among some that anything but the places of their facts decides."""
    return [frame for frame, known in facts.items() if any(is_touched(fact, later_acts) for fact in known)]


def standing_on(facts: Iterable[FrameFact], later_acts: LaterActs, day: date) -> Iterator[FrameFact]:
    """The facts that nothing holds back on a day, also those of later days, with what courts have left of them and what
    indices make of that then."""
    for fact in facts:
        if _held_back(fact, later_acts, day, fact.annulled_from(later_acts)) is None:
            left = fact.left_on(later_acts, day)
            yield left if fact.index_name is None else left.grown(later_acts.index_rate(fact.index_name, day))
