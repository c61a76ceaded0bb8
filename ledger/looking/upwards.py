"""The units above others, which a decision looks at before it moves one, or money between two."""

from collections.abc import Iterable

from ledger.events import (
    ClauseDecided,
    Fact,
    FrameTransferred,
    RecordingErrorCorrected,
    UnitMoved,
    UnitRegistered,
)
from ledger.looking.state import State
from ledger.meaning.placed import claimed
from ledger.meaning.tree import Aspect

_Moving = FrameTransferred | UnitMoved | UnitRegistered
"""What is tried against the tree of units."""


def units_above(state: State, facts: Iterable[Fact]) -> tuple[str, ...]:
    """What more is looked at before a unit is moved, also back again: the units above those in the state, whatever a
    state that has met them by chance knows of them already. Asked again until there are no others, so that no unit ends
    up below itself."""
    asking = (fact for fact in facts if isinstance(fact, _Moving | ClauseDecided | RecordingErrorCorrected))
    return said_above(state) if any(map(_asks_above, asking)) else ()


def said_above(state: State) -> tuple[str, ...]:
    """The tags of the units that others in the state have been said to be below, on any day."""
    said = (stated.statement for about in state.statements.values() for stated in about)
    above = (statement.value for statement in said if statement.aspect is Aspect.PARENT)
    return tuple(f"unit:{unit}" for unit in dict.fromkeys(above) if unit)


def _asks_above(fact: Fact) -> bool:
    if isinstance(fact, RecordingErrorCorrected):
        new = claimed(fact, None)[0]
        return any(tag.startswith("unit:") for tag in fact.tags()) or (new is not None and _asks_above(new))
    return any(_moves_upwards(decided) for decided in fact.decides() if isinstance(decided, _Moving))


def _moves_upwards(fact: _Moving) -> bool:
    return not isinstance(fact, FrameTransferred) or fact.from_frame.unit != fact.to_frame.unit
