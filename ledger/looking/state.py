"""What the rules know when they decide: a fold over the entries they looked at. No clock, no I/O, no SQL."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from itertools import count
from operator import attrgetter
from typing import TypeVar, cast

import msgspec
from msgspec.structs import replace

from ledger.events import (
    ClauseDecided,
    Fact,
    FrameEntry,
    LedgerOpened,
    NamedProposal,
    UnitFact,
    UnitRegistered,
    family,
    stored_name,
)
from ledger.events.policy import CompetenceDecided
from ledger.events.review import meeting_subject, meeting_ways
from ledger.log.entry import Recorded, basis_tags, known_by, ways_to
from ledger.looking.movements import Movement, movement
from ledger.looking.persistent import Grown, PersistentMap
from ledger.meaning.effects import Effect, own_effects
from ledger.meaning.frame_steps import StepFunction, step_function
from ledger.meaning.frames import FrameFact, frame_fact
from ledger.meaning.later_acts import LaterActs, Role, later_acts_of
from ledger.meaning.placed import Claim, PlacedFact, Situation, claim_in, placed_facts
from ledger.meaning.policy import BODIES, COMPETENCES, is_council, names_on
from ledger.meaning.same_decision import DecisionName
from ledger.meaning.spending import in_paragraph, leans_on_others, paid_outside
from ledger.meaning.tree import (
    Stated,
    UnitOnDay,
    standing_statements,
    stands_by,
    stated_place,
    statements_of,
    units_on,
)
from ledger.values import Basis, DecisionReference, FrameKey, OrganisationKind, Stage

_Follows = TypeVar("_Follows")


@dataclass
class FrameFacts:
    """What has been decided about one frame, as it was recorded, and what of that sets it. What the frame is on every
    day is reckoned when it is first asked for, and then kept up."""

    facts: Grown[FrameFact] = field(default_factory=Grown)
    sets: Grown[FrameFact] = field(default_factory=Grown)
    _reckoned: StepFunction | None = field(default=None, compare=False, repr=False)

    def steps(self, later_acts: LaterActs) -> StepFunction:
        """The frame on every day, as some later acts leave it."""
        if self is NO_FACTS:  # which every state has, and so keeps nothing
            return step_function((), later_acts)
        if self._reckoned is None or self._reckoned.later_acts is not later_acts:
            self._reckoned = step_function(self.facts, later_acts)
        return self._reckoned

    def plus(self, fact: FrameFact) -> "FrameFacts":
        """With one more fact."""
        sets = self.sets if fact.sets is None else self.sets.plus(fact)
        return FrameFacts(self.facts.plus(fact), sets, None if self._reckoned is None else self._reckoned.plus(fact))

    def without(self, position: int) -> "FrameFacts":
        """Without what an entry did."""
        facts, sets = (known.without(lambda fact: fact.entry_position == position) for known in (self.facts, self.sets))
        return self if facts is self.facts else FrameFacts(facts, sets)


@dataclass
class ReckonedOnce:
    """What has been reckoned of the bodies and the units of a state, by what was asked: the same for every state that
    has the same ones, so that a command of a thousand rows does not ask a thousand times who decides it."""

    _of: tuple[object, ...] = field(default=(), compare=False, repr=False)
    _values: dict[Hashable, object] = field(default_factory=dict, compare=False, repr=False)

    def value(self, of: tuple[object, ...], asked: Hashable, reckon: Callable[[], _Follows]) -> _Follows:
        """What was reckoned `of` these very objects, or is now."""
        if len(self._of) != len(of) or any(was is not now for was, now in zip(self._of, of, strict=True)):
            self._of, self._values = of, {}
        if asked not in self._values:
            self._values[asked] = reckon()
        return cast(_Follows, self._values[asked])


MovedUnder = tuple[FrameKey, int | None]
"""Under what a movement of money is found: each frame that it sets or changes, with the net in öre that it does it
by."""


class State(msgspec.Struct, frozen=True):
    """The part of a ledger that a decision has looked at, as the entries up to some position left it: a value, so that
    what is tried on it is another."""

    organisation: LedgerOpened | None = None
    units: PersistentMap[str, UnitRegistered] = PersistentMap()
    statements: PersistentMap[str, tuple[Stated, ...]] = PersistentMap()
    proposals: PersistentMap[str, int] = PersistentMap()
    frames: PersistentMap[str, FrameFacts] = PersistentMap()
    movements: PersistentMap[MovedUnder, Grown[Movement]] = PersistentMap()
    corrected_by: PersistentMap[int, int] = PersistentMap()
    targets: Mapping[int, Recorded] = PersistentMap()
    placed: PersistentMap[str, tuple[PlacedFact, ...]] = PersistentMap()
    later_acts: LaterActs = LaterActs()
    reckoned: ReckonedOnce = msgspec.field(default_factory=ReckonedOnce)

    def once(self, asked: Hashable, reckon: Callable[[], _Follows]) -> _Follows:
        """What follows from nothing but who keeps the ledger, its bodies and its units: reckoned when it is first asked
        for, and for all states that have the same ones. `asked` says what it is."""
        own_rules = self.placed.get(BODIES), self.placed.get(COMPETENCES)
        return self.reckoned.value((self.organisation, *own_rules, self.statements, self.later_acts), asked, reckon)

    def units_on(self, day: date, as_of: date = date.max) -> Mapping[str, UnitOnDay]:
        """Every unit by its id on a day, as what counts by another (`as_of`) leaves it."""
        return self.once(("units", day, as_of), lambda: units_on(self.of_units(as_of), day))

    def is_council(self, body: str, day: date, kind: OrganisationKind) -> bool:
        """Whether a body is the council of a kind of organisation, by the bodies that are registered or by its name."""
        return self.once(("council", body, day, kind), lambda: is_council(self.about(BODIES), body, day, kind))

    def of_frame(self, tag: str) -> Grown[FrameFact]:
        """The facts of one frame, by its tag."""
        return self.frames.get(tag, NO_FACTS).facts

    def frame_steps(self, tag: str) -> StepFunction:
        """One frame on every day, by its tag."""
        return self.frames.get(tag, NO_FACTS).steps(self.later_acts)

    def about(self, subject: str, as_of: date = date.max) -> list[PlacedFact]:
        """What has been decided about a subject by a day, in decided order; not what was annulled, nor what waits for
        a condition."""
        if not (said := self.placed.get(subject)):
            return []
        return self.later_acts.standing_by((fact for fact in said if fact.stage is Stage.DECIDED), as_of)

    def decided_about(self, subject: str) -> list[PlacedFact]:
        """The same with what waits for a condition: decided once, it is not decided again."""
        said = (fact for fact in self.placed.get(subject, ()) if fact.stage is Stage.DECIDED)
        decided = (fact for fact in said if self.later_acts.what_stops(fact, date.max) is not Role.ANNULLED)
        return sorted(decided, key=attrgetter("decided"))

    def named(self, decision: DecisionName) -> DecisionName:
        """A decision with every name of its body: it is compared with others by any of them."""
        names = self.names(decision.body, decision.latest)
        return decision if len(names) == 1 else replace(decision, also=names)

    def names(self, body: str, day: date) -> frozenset[str]:
        """By what a body is known on a day, as far as what is known of bodies and units goes."""

        def reckoned() -> frozenset[str]:
            kind = None if self.organisation is None else self.organisation.kind
            return names_on(self.about(BODIES), self.units_on(day).values(), body, day, kind)

        return self.once(("names", body, day), reckoned)

    def moving(self, effect: Effect, name: DecisionName) -> Iterator[Movement]:
        """The movements that do as much to the net of a frame as an effect, on a day that may be that of a decision, or
        in one that is numbered as it is."""
        known = self.movements.get((effect.frame, effect.sides.net_ore), ())
        return (moved for moved in known if moved.may_be_of(name))

    def of_decision(self, decision: Basis | DecisionReference | None) -> list[PlacedFact]:
        """What is held in a decision's case, or in its paragraph, however either is written, by whichever name of its
        body; without what is about frames."""
        return self._under(self.ways_to(decision))

    def of_meeting(self, body: str, day: date) -> list[PlacedFact]:
        """What is held about a body's meeting, by whichever of its names."""
        return self._under(meeting_subject(name, day) for name in (body, *sorted(self.names(body, day))))

    def _under(self, tags: Iterable[str]) -> list[PlacedFact]:
        found = {(placed.position, placed.fact): placed for tag in tags for placed in self.placed.get(tag, ())}
        return list(found.values())

    def ways_to(self, decision: Basis | DecisionReference | None) -> Iterator[str]:
        """Every tag under which what rests on a decision may be found, by whichever name of its body."""
        if decision is not None:
            written = (decision, *(replace(decision, body=name) for name in sorted(self.names_of(decision))))
            yield from dict.fromkeys(tag for each in written for tag in ways_to(each))

    def names_of(self, decision: Basis | DecisionReference) -> frozenset[str]:
        """By what the body of a decision is known on its day; on the last of all when that is not known."""
        decided = decision.decided if isinstance(decision, Basis) else decision.decided_on
        day = decided if isinstance(decided, date) else None if decided is None else decided.latest
        return self.names(decision.body, day or date.max)

    def meeting_ways(self, body: str, day: date) -> Iterator[str]:
        """Every tag under which what is about a meeting may be found, by whichever name of its body."""
        names = (body, *sorted(self.names(body, day)))
        yield from dict.fromkeys(tag for name in names for tag in meeting_ways(name, day))

    def moved_by(self, paragraph: DecisionName) -> list[Movement]:
        """What a decision moves with all its clauses, in the order of the entries."""
        same_day = (moved for moved in self.every_movement() if moved.decision.latest == paragraph.latest)
        return sorted(
            (moved for moved in same_day if in_paragraph(moved.decision, paragraph)), key=lambda moved: moved.position
        )

    def every_movement(self) -> Iterable[Movement]:
        """Every movement once, though it stands under each of its frames."""
        return {id(moved): moved for known in self.movements.values() for moved in known}.values()

    def of_units(self, as_of: date = date.max) -> list[Stated]:
        """What is said about every unit in the state, and counts on a day: annulled by no court, with nothing to wait
        for."""
        return self._standing((stated for said in self.statements.values() for stated in said), as_of)

    def of_unit(self, unit: str, as_of: date = date.max) -> list[Stated]:
        """The same about one unit."""
        return self._standing(self.statements.get(unit, ()), as_of)

    def _standing(self, stated: Iterable[Stated], as_of: date) -> list[Stated]:
        return standing_statements(stated, self.later_acts, as_of)

    def without(self, situation: Situation) -> "State":
        """The state without what an entry corrects: what it would have come to, had it been recorded right at once."""
        return self.after(Claim(None, situation, situation.position))

    def after(self, claim: Claim) -> "State":
        """One entry on: a correction takes away what the entry before it did."""
        corrects = claim.situation.corrects
        there = self if corrects is None else _without(self, corrects, claim.position)
        return there if claim.fact is None else _with(there, claim.fact, claim)


NO_FACTS = FrameFacts()


def fold(entries: Iterable[Recorded]) -> State:
    """The state after some entries, in the order of their positions."""
    return reduce(State.after, [claim_in(entry) for entry in entries], State())


def _with(state: State, fact: Fact, claim: Claim) -> State:
    held = _held(state, fact, claim)
    match fact:
        case LedgerOpened():
            return replace(held, organisation=fact)
        case UnitFact():
            units = state.units.plus({fact.unit: fact}) if isinstance(fact, UnitRegistered) else state.units
            return replace(held, units=units, statements=state.statements.plus(_stated(state, fact, claim)))
        case NamedProposal():
            return replace(held, proposals=state.proposals.plus({fact.proposal: claim.position}))
        case _:
            done = [(decided, own_effects(decided)) for decided in fact.decides()]
            frames, movements = _moved(state, done, claim), _movements(state, fact, done, claim)
            return replace(held, frames=state.frames.plus(frames), movements=state.movements.plus(movements))


def _stated(state: State, fact: Fact, claim: Claim) -> dict[str, tuple[Stated, ...]]:
    """What has been said about the units that a fact says something about."""
    decided, said = stated_place(claim.situation), dict[str, tuple[Stated, ...]]()
    rests_on = stands_by(fact, claim.situation.basis)
    for statement in statements_of(fact):
        before = said.get(statement.unit) or state.statements.get(statement.unit, ())
        said[statement.unit] = (
            *before,
            Stated(statement, decided, claim.position, *rests_on, claim.situation.earliest),
        )
    return said


_Done = Sequence[tuple[Fact, tuple[Effect, ...]]]
"""What a fact decides, itself or with others, each with what that does to frames."""


def _moved(state: State, by: _Done, claim: Claim) -> dict[str, FrameFacts]:
    """The frames that a fact sets or changes."""
    there, frames, ordinals = claim.situation, dict[str, FrameFacts](), count()
    for decided, done in by:
        if not done:
            continue
        paid_ore, event = paid_outside(decided), family(stored_name(type(decided)))
        for effect in done:
            paid = 0 if paid_ore and effect is not done[-1] else paid_ore
            leans = effect is done[-1] and leans_on_others(decided)
            said = {"paid_ore": paid, "family": event, "ordinal": next(ordinals), "leans": leans}
            new = frame_fact(effect, there.earliest, there.decided, claim.position, there.basis, **said)
            tag = effect.frame.tag
            before = frames.get(tag) or state.frames.get(tag, NO_FACTS)
            frames[tag] = before.plus(new)
    return frames


def _movements(state: State, fact: Fact, by: _Done, claim: Claim) -> dict[MovedUnder, Grown[Movement]]:
    """What a fact moves on a decision, under each frame that it moves."""
    known = dict[MovedUnder, Grown[Movement]]()
    if not any(done for _, done in by) or (name := claim.situation.decision) is None:
        return known
    adopted = len(fact.adopted) if isinstance(fact, ClauseDecided) else 0
    made = ((n, decided, done) for n, (decided, done) in enumerate(by) if done)
    for moved in (movement(decided, done, claim.position, name, adopted=n < adopted) for n, decided, done in made):
        for under in ((effect.frame, effect.sides.net_ore) for effect in moved.effects):
            known[under] = (known.get(under) or state.movements.get(under) or Grown()).plus(moved)
    return known


def _held(state: State, fact: Fact, claim: Claim) -> State:
    """With a fact in its place under what it is about."""
    placed, under = list(placed_facts(claim)), dict[str, tuple[PlacedFact, ...]]()
    basis = claim.situation.basis
    # Frames of a case are found by their own tags: a budget has thousands of them in one case.
    in_case = () if basis is None or isinstance(fact, FrameEntry) else (*basis_tags(basis), *known_by(basis))
    pairs = [(subject, inner) for inner in placed for subject in inner.fact.subjects()]
    if isinstance(fact, CompetenceDecided):
        pairs.append((COMPETENCES, placed[0]))
    for subject, inner in (*pairs, *((tag, placed[0]) for tag in in_case)):
        under[subject] = (*(under.get(subject) or state.placed.get(subject, ())), inner)
    held = replace(state, placed=state.placed.plus(under)) if under else state
    return _with_later_acts(held) if fact.acts_on_decisions else held


def _with_later_acts(state: State) -> State:
    """What has come of decisions acts on every frame, so it is all reckoned anew."""
    acting = (fact for placed in state.placed.values() for fact in placed if fact.fact.acts_on_decisions)
    return replace(state, later_acts=later_acts_of({(fact.position, fact.fact): fact for fact in acting}.values()))


def _without(state: State, position: int, by: int) -> State:
    """Without what an entry did, which another corrects. Who keeps the ledger and which units have been registered is
    not taken away, only replaced by what comes instead; everything else is."""
    return _with_later_acts(
        replace(
            state,
            corrected_by=state.corrected_by.plus({position: by}),
            frames=PersistentMap({tag: frame.without(position) for tag, frame in state.frames.items()}),
            movements=PersistentMap(
                {
                    under: known.without(lambda moved: moved.position == position)
                    for under, known in state.movements.items()
                }
            ),
            statements=PersistentMap(
                {
                    unit: tuple(stated for stated in said if stated.entry_position != position)
                    for unit, said in state.statements.items()
                }
            ),
            proposals=PersistentMap({name: at for name, at in state.proposals.items() if at != position}),
            placed=PersistentMap(
                {
                    subject: tuple(fact for fact in placed if fact.position != position)
                    for subject, placed in state.placed.items()
                }
            ),
        )
    )


def plan_years(decided_year: int) -> range:
    """The budget year after a decision and the three years of its plan (KL 11:6: the budget year is the first)."""
    return range(decided_year + 1, decided_year + 4)
