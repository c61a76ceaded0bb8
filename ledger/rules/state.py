"""What the rules know when they decide: a fold over the entries they looked at. No clock, no I/O, no SQL."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from ledger.events import (
    Fact,
    FrameEntry,
    FrameTransferred,
    LedgerOpened,
    NamedProposal,
    RecordingErrorCorrected,
    UnitFact,
    UnitMoved,
    UnitRegistered,
)
from ledger.log.entry import Look, Recorded, basis_tags
from ledger.meaning.effects import (
    DecisionIdentity,
    Movement,
    decided_place,
    decision_identity,
    effects,
    first_recording,
)
from ledger.meaning.history import Timeline, timeline
from ledger.meaning.later_acts import LaterActs, later_acts_of
from ledger.meaning.placed import PlacedFact, decided_by, placed_facts
from ledger.meaning.tree import (
    Aspect,
    Stated,
    stated_place,
    statements_of,
)
from ledger.values import Basis, Stage
from ledger.when import swedish_day


@dataclass
class State:
    """The part of a ledger that a decision has looked at, as the entries up to some position left it."""

    organisation: LedgerOpened | None = None
    units: dict[str, UnitRegistered] = field(default_factory=dict)
    statements: dict[str, tuple[Stated, ...]] = field(default_factory=dict)
    proposals: dict[str, int] = field(default_factory=dict)
    movements: dict[str, tuple[Movement, ...]] = field(default_factory=dict)
    timelines: dict[str, Timeline] = field(default_factory=dict)
    claims: dict[DecisionIdentity, tuple[int, ...]] = field(default_factory=dict)
    corrected_by: dict[int, int] = field(default_factory=dict)
    targets: dict[int, Recorded] = field(default_factory=dict)
    placed: dict[str, tuple[PlacedFact, ...]] = field(default_factory=dict)
    later_acts: LaterActs = field(default_factory=LaterActs)

    def of_frame(self, tag: str) -> tuple[Movement, ...]:
        """The movements of one frame, by its tag."""
        return self.movements.get(tag, ())

    def timeline(self, tag: str) -> Timeline:
        """One frame through time, reckoned when first asked for and then kept up."""
        found = self.timelines.get(tag)
        if found is None:
            found = self.timelines[tag] = timeline(self.of_frame(tag), self.later_acts)
        return found

    def about(self, subject: str, as_of: date = date.max) -> list[PlacedFact]:
        """What has been decided about a subject by a day, in decided order; not what was annulled, nor what waits for
        a condition."""
        placed = (one for one in self.placed.get(subject, ()) if one.stage is Stage.DECIDED)
        return [one for one in decided_by(placed, as_of) if self.later_acts.stands(one, as_of)]

    def of_units(self) -> tuple[Stated, ...]:
        """Everything said about every unit in the state."""
        return tuple(one for stated in self.statements.values() for one in stated)

    def copy(self) -> "State":
        """A state to try something on. The values are immutable, so only the dictionaries are new."""
        other = State()
        vars(other).update(
            {name: value.copy() if isinstance(value, dict) else value for name, value in vars(self).items()}
        )
        return other

    def part(self, fact: FrameEntry, basis: Basis | None) -> "State":
        """A state to try a frame entry on: only what it could change is new, so that it costs the same in a large
        state as in a small one."""
        tags, said = [frame.tag for frame in fact.frames()], decision_identity(fact, basis)
        return replace(
            self,
            movements={tag: self.of_frame(tag) for tag in tags},
            timelines={tag: self.timeline(tag) for tag in tags},
            claims={} if said is None else {said: self.claims.get(said, ())},
            placed=self.placed.copy() if fact.subjects() else {},
        )

    def take(self, tried: "State") -> None:
        """Moves on to a copy or a part of this state that something was tried on."""
        for name, value in vars(tried).items():
            if name in ("movements", "timelines", "claims", "placed"):
                getattr(self, name).update(value)
            else:
                setattr(self, name, value)


def looks(facts: Iterable[Fact]) -> tuple[Look, ...]:
    """What must be looked at before facts are decided: the organisation, the units and everything they touch."""
    found = {tag: Look(tag) for tag in ("organisation", "aftermath")}
    for fact in facts:
        for tag in (*(f"unit:{unit}" for unit in fact.units()), *fact.tags()):
            found.setdefault(tag, Look(tag))
    return tuple(found.values())


def looks_above(state: State, facts: Iterable[Fact]) -> tuple[Look, ...]:
    """What more must be looked at before a unit is moved, also back again, or money from one unit to another: the units
    above those in the state, whatever a state that has met them by chance knows of them already. Asked again until
    there are no others, so that no unit ends up below itself."""
    every = tuple(facts)
    new = (one for fact in map(_new, every) if fact is not None for one in fact.decides())
    if not any(_asks_above(fact) for fact in (*new, *every)):
        return ()
    above = (one.statement.value for one in state.of_units() if one.statement.aspect is Aspect.PARENT)
    return tuple(Look(f"unit:{unit}") for unit in dict.fromkeys(above) if unit)


def _asks_above(fact: Fact) -> bool:
    if isinstance(fact, FrameTransferred):
        return fact.from_frame.unit != fact.to_frame.unit
    if isinstance(fact, RecordingErrorCorrected):
        return any(tag.startswith("unit:") for tag in fact.tags())
    return isinstance(fact, UnitMoved | UnitRegistered)


def _new(fact: Fact) -> Fact | None:
    """A fact, or what a correction puts in the place of one."""
    if not isinstance(fact, RecordingErrorCorrected):
        return fact
    return None if fact.replacement is None else fact.replacement.fact


def fold(entries: Iterable[Recorded]) -> State:
    """The state after some entries, in the order of their positions."""
    state = State()
    for recorded in entries:
        evolve(state, recorded.entry.fact, recorded.entry.basis, recorded.position, swedish_day(recorded.recorded_at))
    return state


def evolve(state: State, fact: Fact, basis: Basis | None, position: int, recorded_on: date) -> None:
    """Moves a state one entry on."""
    first = first_recording(fact, position, recorded_on)
    if not isinstance(fact, RecordingErrorCorrected):
        _apply(state, fact, basis, position, first)
        return
    state.corrected_by[fact.corrects] = position
    _forget(state, fact.corrects)
    if fact.replacement is not None:
        _apply(state, fact.replacement.fact, fact.replacement.basis, position, first)


def _apply(state: State, fact: Fact, basis: Basis | None, position: int, first: tuple[int, date]) -> None:
    _hold(state, fact, basis, position, first)
    match fact:
        case LedgerOpened():
            state.organisation = fact
        case UnitFact():
            if isinstance(fact, UnitRegistered):
                state.units[fact.unit] = fact
            decided = stated_place(basis, first[1], first[0])
            for statement in statements_of(fact):
                said = state.statements.get(statement.unit, ())
                state.statements[statement.unit] = (*said, Stated(statement, decided, position))
        case NamedProposal():
            state.proposals[fact.proposal] = position
        case _:
            first_position, first_recorded_on = first
            earliest, decided = decided_place(basis, first_recorded_on, first_position)
            for effect in effects(fact):
                _move(state, Movement(effect, earliest, decided, position, basis))
            for one in fact.decides():
                if (known := decision_identity(one, basis)) is not None:
                    state.claims[known] = (*state.claims.get(known, ()), position)


def _hold(state: State, fact: Fact, basis: Basis | None, position: int, first: tuple[int, date]) -> None:
    every = list(placed_facts(fact, basis, first, position))
    for one in every:
        for subject in one.fact.subjects():
            state.placed[subject] = (*state.placed.get(subject, ()), one)
    # Frames of a case are found by their own tags: a budget has thousands of them in one case.
    for tag in () if isinstance(fact, FrameEntry) else basis_tags(basis):
        state.placed[tag] = (*state.placed.get(tag, ()), every[0])
    if "aftermath" in fact.tags():
        _reckon_later_acts(state)


def _reckon_later_acts(state: State) -> None:
    """What has come of decisions acts on every frame, so they are all reckoned anew."""
    found = (one for placed in state.placed.values() for one in placed if "aftermath" in one.fact.tags())
    state.later_acts = later_acts_of({(one.position, one.fact): one for one in found}.values())
    state.timelines = {}


def _move(state: State, movement: Movement) -> None:
    tag = movement.effect.frame.tag
    state.movements[tag] = (*state.of_frame(tag), movement)
    known = state.timelines.pop(tag, None)
    if known is not None and known.has_stretches_of(movement, state.later_acts):
        state.timelines[tag] = known.plus(movement, state.later_acts)


def _forget(state: State, position: int) -> None:
    """Takes away what an entry did; definitions are not taken away, they are replaced by what comes instead."""
    for tag, movements in state.movements.items():
        state.movements[tag] = tuple(movement for movement in movements if movement.entry_position != position)
    for tag, kept in state.timelines.items():
        state.timelines[tag] = kept.without(position)
    for known, positions in state.claims.items():
        state.claims[known] = tuple(at for at in positions if at != position)
    for unit, said in state.statements.items():
        state.statements[unit] = tuple(one for one in said if one.entry_position != position)
    state.proposals = {name: at for name, at in state.proposals.items() if at != position}
    for subject, placed in state.placed.items():
        state.placed[subject] = tuple(one for one in placed if one.position != position)
    _reckon_later_acts(state)


def plan_years(decided_year: int) -> range:
    """The budget year after a decision and the three years of its plan (KL 11:6: the budget year is the first)."""
    return range(decided_year + 1, decided_year + 4)
