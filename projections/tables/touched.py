"""Which frames some entries do something to: those that they are about, or that what they correct was about; and those
whose decisions they act on, as a judgment, a condition that is met or an index that is decided does, also through other
conditions.

One for the read model of frame changes, which is kept by it, and for the replay of the log, which is told by it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final

from ledger.events import ConditionMet, IndexDecided, JudgmentGiven, RecordingErrorCorrected
from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.meaning.frames import FrameFact
from ledger.meaning.later_acts import annulment_of
from ledger.meaning.placed import KnownBetween, PlacedFact, claimed, inner_facts
from ledger.values import FrameKey, FrameKind, Stage
from projections.tables.frames import facts_of
from projections.tables.projection import sql_of
from projections.tables.register import (
    KnownEntry,
    entries_by_position,
    later_acts_by_name,
    later_acts_until,
    placed_of,
)

SQL: Final = sql_of("projections.tables", "touched")

FrameId = tuple[FrameKey, Stage, str | None]
"""A frame at a stage, and the name of its proposal when it has one."""


class KnownAct(KnownBetween, frozen=True, dict=True, kw_only=True):
    """Something that acts on decisions that stand already."""

    placed: PlacedFact

    @property
    def acts_from(self) -> date:
        """The day from which it acts, if it does."""
        annulment = annulment_of(self.placed.fact)
        return self.placed.decided.latest if annulment is None else annulment.final_on

    @cached_property
    def names(self) -> frozenset[str]:
        """By what decisions are named that this acts on: `condition:avtal`, `index:pki`, `decision:kf/ks2026/1/§3`."""
        return frozenset(self.placed.subjects)

    @cached_property
    def rests_on(self) -> frozenset[str]:
        """By what it is named itself when something acts on it."""
        basis = self.placed.basis
        return frozenset() if basis is None else names_of(basis.decision_key, basis.conditions, None)


def names_of(decision_key: str | None, conditions: Iterable[str] | None, index: str | None) -> frozenset[str]:
    """By what a decision is named when something acts on it."""
    named = (f"condition:{condition}" for condition in conditions or ())
    others = ("decision", decision_key), ("index", index)
    return frozenset((*named, *(f"{kind}:{name}" for kind, name in others if name is not None)))


# --- Frames -----------------------------------------------------------------------------------------------------


def corrected_by(entries: Iterable[Recorded]) -> list[int]:
    """The positions of the entries that some entries correct."""
    facts = (recorded.entry.fact for recorded in entries)
    return [fact.corrects for fact in facts if isinstance(fact, RecordingErrorCorrected)]


def frames_of(cursor: Cursor, entries: Sequence[Recorded]) -> dict[FrameId, date]:
    """The frames that some entries, or those that they correct, say something of; and the first day on which any of
    that can have been decided."""
    positions = [*(recorded.position for recorded in entries), *corrected_by(entries)]
    rows = cursor.execute(SQL["frames_of_entries"], {"positions": positions}).fetchall()
    return {frame_id(row): row["since"] for row in rows}


def frames_acted_on(
    cursor: Cursor, entries: Sequence[Recorded], acting: Callable[[], Iterable[PlacedFact]]
) -> set[FrameId]:
    """The frames with a decision that some entries, or those that they correct, act on. `acting` gives everything that
    has been known to act on decisions up to the last of the entries, and is asked for only when one of them does."""
    corrected = corrected_by(entries)
    targets = list(entries_by_position(cursor, corrected).values()) if corrected else []
    named = _names_acted_on((*entries, *targets))
    if not any(named.values()):
        return set()
    values = {**_names_reached(named, acting()), "position": entries[-1].position}
    return {frame_id(row) for row in cursor.execute(SQL["frames_acted_on"], values).fetchall()}


def _names_acted_on(entries: Iterable[Recorded]) -> dict[str, list[str]]:
    """By what the judgments, met conditions and indices among some entries name the decisions that they act on."""
    names: dict[str, list[str]] = {"indices": [], "conditions": [], "decision_keys": []}
    for recorded in entries:
        said, _ = claimed(recorded.entry.fact, recorded.entry.basis)
        for fact, stage, _ in () if said is None else inner_facts(said):
            match fact:
                case IndexDecided() if stage is Stage.DECIDED:
                    names["indices"].append(fact.index)
                case ConditionMet() if stage is Stage.DECIDED:
                    names["conditions"].append(fact.condition)
                case JudgmentGiven() if stage is Stage.DECIDED:
                    names["decision_keys"].append(fact.decision.key)
                case _:
                    continue
    return names


def _names_reached(names: Mapping[str, list[str]], acting: Iterable[PlacedFact]) -> dict[str, list[str]]:
    """The same, with the conditions and the indices that wait for any of these, or rest on a decision that is judged,
    and those that wait for these in turn."""
    reached = {what: dict.fromkeys(named) for what, named in names.items()}
    said = [(placed.fact, placed.basis) for placed in acting if placed.basis is not None]
    size = -1
    while size < (size := sum(map(len, reached.values()))):
        for fact, basis in said:
            if basis.decision_key in reached["decision_keys"] or not reached["conditions"].keys().isdisjoint(
                basis.conditions
            ):
                match fact:
                    case ConditionMet():
                        reached["conditions"][fact.condition] = None
                    case IndexDecided():
                        reached["indices"][fact.index] = None
                    case _:
                        continue
    return {what: list(named) for what, named in reached.items()}


def frame_id(row: Mapping[str, Any]) -> FrameId:
    """The frame, the stage and the proposal that a row is about."""
    frame = FrameKey(row["unit"], FrameKind(row["kind"]), row["year"], row["line"])
    return frame, Stage(row["stage"]), row["proposal"]


def facts_known(cursor: Cursor, frames: Iterable[FrameId], after: int, upto: int) -> dict[FrameId, list[FrameFact]]:
    """Everything that has been known of some frames at a position or at any later one up to another, in the order in
    which it was recorded."""
    asked = list(frames)
    values: dict[str, Any] = {
        f"{name}s": [getattr(frame, name) for frame, _, _ in asked] for name in ("unit", "line", "year")
    }
    values |= {"kinds": [frame.kind.value for frame, _, _ in asked]}
    values |= {"stages": [stage for _, stage, _ in asked], "proposals": [proposal for _, _, proposal in asked]}
    rows = cursor.execute(SQL["facts_known"], {**values, "after": after, "upto": upto}).fetchall()
    by_frame: dict[FrameId, list[FrameFact]] = {}
    for fact in facts_of(rows):
        by_frame.setdefault((fact.frame, fact.stage, fact.proposal), []).append(fact)
    return by_frame


# --- What acts on decisions -------------------------------------------------------------------------------------


def acts_until(cursor: Cursor, position: int) -> list[KnownAct]:
    """Everything that has ever been known, up to a position, to act on decisions that stand already."""
    return _acts(later_acts_until(cursor, position))


def placed_until(cursor: Cursor, position: int) -> list[PlacedFact]:
    """The same without when it was known."""
    return [act.placed for act in acts_until(cursor, position)]


def acts_on(cursor: Cursor, names: Iterable[str], position: int) -> list[KnownAct]:
    """Everything that has ever been known, up to a position, to act on decisions by some names; and on that, in turn.
    A statement for each step of such a chain."""
    found: dict[int, list[KnownAct]] = {}
    asked, new = set[str](), set(names)
    while new:
        asked |= new
        acts = [act for act in _acts(later_acts_by_name(cursor, new, position)) if act.known_from not in found]
        for act in acts:
            found.setdefault(act.known_from, []).append(act)
        new = {name for act in acts for name in act.rests_on} - asked
    return [act for position in sorted(found) for act in found[position]]


def acting_on(acts: Sequence[KnownAct], names: Iterable[str]) -> list[KnownAct]:
    """Those of some acts that act on decisions by some names; and on those, in turn."""
    reached, new = set[str](), set(names)
    while new:
        reached |= new
        new = {name for act in acts if not act.names.isdisjoint(new) for name in act.rests_on} - reached
    return [act for act in acts if not act.names.isdisjoint(reached)]


def _acts(entries: Iterable[KnownEntry]) -> list[KnownAct]:
    return [
        KnownAct(placed=placed, known_from=recorded.position, known_to=known_to)
        for recorded, known_to in entries
        for placed in placed_of([recorded])
        if placed.stage is Stage.DECIDED
    ]
