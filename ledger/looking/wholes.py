"""What else of a year is looked at: the frames that others are parts of, also where the tree of units makes them so;
and, where the executive gives out of one, the reserves that are recorded."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Final, get_args

from msgspec.structs import replace

from ledger.events import (
    ClauseDecided,
    Fact,
    FinancingSource,
    FrameEntry,
    RecordingErrorCorrected,
    SupplementaryAppropriationDecided,
    UnitMoved,
    family,
    stored_name,
)
from ledger.looking.reached import year_of
from ledger.looking.state import NO_FACTS, State
from ledger.meaning.effects import Effect, effects
from ledger.meaning.frames import FrameFact
from ledger.meaning.levels import TOTAL, total_beside
from ledger.meaning.placed import claimed
from ledger.meaning.policy import BODIES
from ledger.meaning.spending import from_unnamed, reserves_drawn
from ledger.meaning.tree import Aspect
from ledger.values import FrameKey, FrameKind


def totals_beside(state: State, frames: Iterable[FrameKey], new: Container[FrameKey]) -> Iterator[str]:
    """The `total` of every unit above those whose frames are set or changed, which they may be parts of; and of every
    unit below those that have a frame that is new, which may be a part of that. With the units that lie between. A unit
    that is moved is looked at with its frames of the year and the years of a plan, and with those above and below."""
    above = _parents(state)
    below, bring = _turned(above), dict[FrameKey, bool]()
    for frame in frames:
        total = total_beside(frame)
        bring[total] = bring.get(total, False) or frame in new
    for total, brings in bring.items():
        upper = _chain(total.unit, above)
        under = _chain(total.unit, below) if brings else set()
        yield from (f"unit:{unit}" for unit in sorted(upper))
        yield from (replace(total, unit=unit).tag for unit in sorted(upper | under))


def lines_beside(state: State, facts: Iterable[Fact]) -> dict[str, set[str]]:
    """How the tags begin, and each of them ends, of what may be at another level than frames that are new or moved:
    everything that the units above and below theirs have of the same kind and year, and the lines of their own unit
    beside a `total`."""
    claims = [claimed(fact, None)[0] or fact for fact in facts]
    fresh = (frame for frame in frames_about(claims) if is_new(state, frame))
    moved = frames_about(claim for claim in claims if isinstance(claim, UnitMoved))
    above = _parents(state)
    below, found = _turned(above), dict[str, set[str]]()
    for frame in dict.fromkeys((*fresh, *moved)):
        units = _chain(frame.unit, above) | _chain(frame.unit, below)
        for unit in sorted(units if frame.line == TOTAL else units - {frame.unit}):
            beginning, ending = _around_line(replace(frame, unit=unit))
            found.setdefault(beginning, set()).add(ending)
    return found


def _around_line(frame: FrameKey) -> tuple[str, str]:
    """How a frame's tag begins and ends, whatever its line."""
    beginning, _, ending = total_beside(frame).tag.partition(TOTAL)
    return beginning, ending


def frames_about(claims: Iterable[Fact]) -> tuple[FrameKey, ...]:
    """The frames that what some facts claim sets or changes, and the `total` of those that it moves; each once."""
    own, moved = list[FrameKey](), list[FrameKey]()
    for fact in claims:
        own += fact.frames()
        if isinstance(fact, UnitMoved):
            years = range(fact.applies_from.year, fact.applies_from.year + PLANNED)
            moved += (FrameKey(unit, kind, year) for unit in fact.units() for kind in FrameKind for year in years)
    return tuple(dict.fromkeys((*own, *moved)))


def years_about(facts: Iterable[Fact]) -> tuple[int, ...]:
    """The budget years of the frames that some facts set or change, or that a correction is of."""
    own = (frame.year for fact in facts for frame in fact.frames())
    corrected = (tag for fact in facts if isinstance(fact, RecordingErrorCorrected) for tag in fact.tags())
    return tuple(sorted({*own, *(year_of(tag) for tag in corrected if tag.startswith("frame:"))}))


PLANNED: Final = 4
"""For how many years a unit that is moved may have frames already: that of the day, and those of a plan."""


def is_new(state: State, frame: FrameKey) -> bool:
    """Whether nobody is known to have set a frame."""
    return not state.frames.get(frame.tag, NO_FACTS).sets


SAY_UNITS: Final = ("unit-registered", "unit-moved")
"""The families of what says which unit is below which. They are all looked at where a unit is moved, or a frame is new
to the ledger, since no tag leads from a unit to those below it."""


def _chain(unit: str, to: Mapping[str, Sequence[str]]) -> set[str]:
    """A unit, and all that it leads to."""
    found, new = {unit}, [unit]
    while new:
        new += [other for other in to.get(new.pop(), ()) if other not in found]
        found.update(new)
    return found


def _parents(state: State) -> dict[str, list[str]]:
    """The units that each has been said to be below, on any day."""
    said = (stated.statement for about in state.statements.values() for stated in about)
    above: dict[str, list[str]] = {}
    for statement in said:
        if statement.aspect is Aspect.PARENT and statement.value:
            above.setdefault(statement.unit, []).append(statement.value)
    return above


def _turned(above: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The units that have been said to be below each, on any day."""
    below: dict[str, list[str]] = {}
    for unit, parents in above.items():
        for parent in parents:
            below.setdefault(parent, []).append(unit)
    return below


SAY_FRAMES: Final = tuple(
    family(stored_name(event)) for event in (*get_args(FrameEntry), ClauseDecided, RecordingErrorCorrected)
)
"""The families of what sets or changes a frame, in some clause or correction too."""


IsCouncils = Callable[[FrameFact], bool]
"""Whether the council has decided something about a frame."""


def may_raise(state: State, claims: Iterable[Fact], new: Container[FrameKey], is_councils: IsCouncils) -> bool:
    """Whether what another body claims may raise what the council has set: beside the lines that it has set, where a
    frame is new and its unit has none as a whole, or by what the body has lowered before. Then all frames are looked
    at, since no tag leads from one line to another. Asked of a state that has read what the facts name themselves, and
    in which these frames are `new`."""
    done = [effect for fact in claims for effect in effects(fact)]
    set_first = (effect.frame for effect in done if effect.frame in new)
    if any(frame.line == TOTAL or is_new(state, total_beside(frame)) for frame in set_first):
        return True
    known = (effect for effect in done if any(map(is_councils, state.frames.get(effect.frame.tag, NO_FACTS).sets)))
    return sum(_more(state, effect) for effect in known) > 0


def _more(state: State, effect: Effect) -> int:
    before = state.frame_steps(effect.frame.tag).now.last().sides.net_ore if effect.sets else 0
    return (effect.sides.net_ore or 0) - (before or 0)


def corrects_divided(state: State, facts: Iterable[Fact], is_councils: IsCouncils) -> bool:
    """Whether a correction is of a frame that others than the council have set or changed: what they have made of all
    frames may then be more than what the council has set."""
    tags = (tag for fact in facts if isinstance(fact, RecordingErrorCorrected) for tag in fact.tags())
    return any(not is_councils(known) for tag in tags for known in state.of_frame(tag))


def gives_unnamed(decided: Iterable[Fact]) -> list[SupplementaryAppropriationDecided]:
    """What gives out of a central reserve and does not name it: then it is looked for among everything that is set,
    since no tag says that a frame is one."""
    source = FinancingSource.CENTRAL_RESERVE
    return [
        inner
        for inner in decided
        if isinstance(inner, SupplementaryAppropriationDecided) and from_unnamed(inner, source)
    ]


def gives_named(claims: Iterable[Fact]) -> bool:
    """Whether something is given out of a central reserve by name: then what has been given out of it without that is
    looked for among the supplements of the year, since no tag says that one was."""
    return any(map(reserves_drawn, claims))


SAY_SUPPLEMENTS: Final = tuple(
    family(stored_name(event)) for event in (SupplementaryAppropriationDecided, ClauseDecided, RecordingErrorCorrected)
)
"""The families of what gives out of a reserve without naming it, in some clause or correction too."""


def maybe_reserves(state: State, giving: Sequence[SupplementaryAppropriationDecided]) -> Iterator[str]:
    """The frames of the years and kinds that something is given to, and their units, with what is said of them."""
    of = {(inner.frame.year, inner.frame.kind) for inner in giving}
    for tag, known in state.frames.items():
        frame = known.facts[0].frame if known.facts else None
        if frame is not None and (frame.year, frame.kind) in of:
            yield from (tag, f"unit:{frame.unit}")


def units_answered_for(state: State) -> Iterator[str]:
    """The units that bodies are registered with: the name of a body whose unit has ended is free."""
    for placed in state.placed.get(BODIES, ()):
        yield from (f"unit:{unit}" for unit in placed.fact.units())
