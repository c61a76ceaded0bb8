"""Frames: what every frame was, as decided by any day and known at any position.

Definitions: a frame is its latest *set* decided by the day (a budget outranks a plan), plus the *changes* after it in
decided order. A unit's frame is its own: units above and below it have theirs, and totals add them all. Facts that are
only proposed or recommended belong to a named proposal and never enter a decided frame.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, get_args

import msgspec
from psycopg import Cursor
from psycopg.sql import Placeholder
from psycopg.types.json import Jsonb

from ledger.decision_names import body_key
from ledger.events import (
    ApplicationMade,
    ClauseDecided,
    Fact,
    FrameEntry,
    NamedProposal,
    ProposalMade,
    RecommendationMade,
    family,
    stored_name,
)
from ledger.meaning.decisions import Decision, Names, status_on
from ledger.meaning.effects import Effect, effects, own_effects
from ledger.meaning.frames import Force, FrameFact, frame_fact
from ledger.meaning.placed import PlacedFact
from ledger.values import FrameKey, FrameKind, Stage
from ledger.when import FIRST_YEAR, LAST_YEAR
from projections.tables.projection import ClaimedFact, Projection, closing, closings, put_together, sql_of

_TABLES: Final = ("frame_fact", "frame_proposal")
_SQL: Final = sql_of("projections.tables", "frames") | closings(_TABLES)


# --- Writing ----------------------------------------------------------------------------------------------------


def _apply(cursor: Cursor[dict[str, Any]], claim: ClaimedFact) -> None:
    match claim.fact:
        case NamedProposal() as fact:
            _insert_proposal(cursor, claim, fact)
            _insert_facts(cursor, claim, fact.facts, fact.stage.value, fact.proposal)
        case fact:
            _insert_facts(cursor, claim, fact.decides(), "decided", None)


def _insert_proposal(cursor: Cursor[dict[str, Any]], claim: ClaimedFact, fact: NamedProposal) -> None:
    if claim.basis is None:
        raise ValueError(f"the proposal at {claim.recorded.position} has no basis")
    position = claim.recorded.position
    said = (claim.basis.body, fact.proposer, claim.basis.source.title)
    recommends = fact.recommends if isinstance(fact, RecommendationMade) else None
    row = (fact.proposal, position, fact.stage.value, *said, recommends, claim.situation.earliest, position)
    cursor.execute(_SQL["insert_proposal"], row)


def _insert_facts(
    cursor: Cursor[dict[str, Any]],
    claim: ClaimedFact,
    facts: Sequence[Fact],
    stage: str,
    proposal: str | None,
) -> None:
    named = [(family(stored_name(type(fact))), effect) for fact in facts for effect in own_effects(fact)]
    if not named:
        return
    position = claim.recorded.position
    shared = (stage, proposal, *_place(claim), position, _warnings_of(claim), *_decision_columns(claim, proposal))
    rows = [
        (position, ordinal, said, *_effect_columns(effect), *shared) for ordinal, (said, effect) in enumerate(named)
    ]
    cursor.executemany(_SQL["insert_fact"], rows)


def _effect_columns(effect: Effect) -> tuple[object, ...]:
    """What an effect does, as columns: which frame, what it sets, the amounts, the index."""
    frame, sides = effect.frame, effect.sides
    sets = None if effect.sets is None else effect.sets.value
    amounts = (sides.costs_ore, sides.revenues_ore, sides.net_ore)
    return (frame.unit, frame.line, frame.kind.value, frame.year, sets, *amounts, effect.index)


def _place(claim: ClaimedFact) -> tuple[object, ...]:
    """Where a claim stands on the decided clock, as columns; a correction keeps the place of what it corrects."""
    return (claim.situation.earliest, *msgspec.structs.astuple(claim.situation.decided))


def _warnings_of(claim: ClaimedFact) -> Jsonb | None:
    warnings = claim.recorded.entry.recording.warnings
    return Jsonb(warnings, dumps=msgspec.json.encode) if warnings else None


def _decision_columns(claim: ClaimedFact, proposal: str | None) -> tuple[object, ...]:
    """By what others name the decision, and what it waits for; nothing for what is only proposed."""
    if claim.basis is None or proposal is not None:
        return (None, None, None)
    return (claim.basis.decision_key, list(claim.basis.conditions) or None, body_key(claim.basis.body))


PROJECTION: Final = Projection(
    "frames",
    _SQL,
    _TABLES,
    _apply,
    closing(_TABLES),
    handles=frozenset((*get_args(FrameEntry), ApplicationMade, ProposalMade, RecommendationMade, ClauseDecided)),
)


# --- Reading ----------------------------------------------------------------------------------------------------


FACTS_AT: Final = put_together(_SQL["facts_at"], position=Placeholder("position"))
"""Every fact a coordinate sees, as a statement of its own."""

_FACTS: Final = msgspec.json.Decoder(list[FrameFact])


class ProposalHead(msgspec.Struct, frozen=True, omit_defaults=True):
    """A named proposal: who made it and in which document. `recommends`: the proposal that it recommends, whose amounts
    are shown under its own name."""

    proposal: str
    stage: str
    body: str
    proposer: str | None
    document: str
    recommends: str | None = None


class FrameScope(msgspec.Struct, frozen=True):
    """Which frames are read: those of a year, of some units (None: all), of one line and one kind when they are named;
    what is decided, or what one proposal says."""

    year: int
    units: tuple[str, ...] | None = None
    line: str | None = None
    kind: FrameKind | None = None
    stage: Stage = Stage.DECIDED
    proposal: str | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """As the statements take it. An interval beside the units, so that a plan kept for all values finds one unit by
        the index too: ~ comes after every id."""
        units = self.units
        return {
            "year": self.year,
            "units": None if units is None or len(units) == 1 else list(units),
            "first_unit": min(units, default="") if units is not None else "",
            "last_unit": max(units, default="") if units is not None else "~",
            "line": self.line,
            "kind": None if self.kind is None else self.kind.value,
            "stage": self.stage.value,
            "proposal": self.proposal,
        }

    def has(self, frame: FrameKey) -> bool:
        """Whether a frame is one of them."""
        return (
            frame.year == self.year
            and (self.units is None or frame.unit in self.units)
            and self.line in (None, frame.line)
            and self.kind in (None, frame.kind)
        )


def facts_at(cursor: Cursor[dict[str, Any]], scope: FrameScope, position: int, as_of: date) -> list[FrameFact]:
    """Every fact a coordinate sees, in order of frame and then decided order."""
    values = scope.columns | {"position": position, "as_of": as_of}
    return facts_of(cursor.execute(FACTS_AT, values).fetchall())


def facts_in(said: str) -> list[FrameFact]:
    """The same of `facts_at` as a part of another statement, as JSON."""
    return _FACTS.decode(said)


def facts_of(rows: Sequence[dict[str, Any]]) -> list[FrameFact]:
    """Rows as facts: a column is a field of the same name."""
    return msgspec.convert(rows, list[FrameFact])


def supposed_facts(placed: PlacedFact, scope: FrameScope, **more: Any) -> Iterator[FrameFact]:
    """What a fact would do to the frames that are asked for, in its place, if it was recorded; `more` as for
    `frame_fact`."""
    said = {**more, "family": family(stored_name(type(placed.fact))), "proposal": placed.proposal, "supposed": True}
    there = (placed.earliest, placed.decided, placed.position, placed.basis)
    yield from (frame_fact(effect, *there, **said) for effect in effects(placed.fact) if scope.has(effect.frame))


def forces_at(
    cursor: Cursor[dict[str, Any]],
    year: int,
    position: int,
    as_of: date,
    review: list[PlacedFact],
    by_right: tuple[set[Force], set[Force]],
    names: Names,
) -> set[Force]:
    """The decisions about the frames of a year that have legal force on a day. `review` is all that is known, at the
    position, to have come of decisions; `by_right` are those that were made by delegation, and those that the council
    has let their body decide; `names` tells what bodies are called."""
    rows = cursor.execute(_SQL["decisions_at"], {"year": year, "position": position}).fetchall()
    statuses = ((row, status_on(review, _decision(row, *by_right), as_of, names)) for row in rows)
    return {_force(row) for row, status in statuses if status.in_force(as_of)}


def _force(row: dict[str, Any]) -> Force:
    return (row["decision_key"], row["clause"], row["decided_earliest"], row["decided_latest"])


def _decision(row: dict[str, Any], delegated: set[Force], let: set[Force]) -> Decision:
    paragraph = (row["paragraph_number"], row["paragraph_suffix"])
    days = (row["decided_earliest"], row["decided_latest"])
    key, clause = row["decision_key"], row["clause"]
    of = _force(row)
    return Decision(key, row["body"], paragraph, clause, *days, of in delegated, of in let)


def units_of_entries(
    cursor: Cursor[dict[str, Any]], positions: Iterable[int], year: int, position: int
) -> tuple[str, ...]:
    """The units whose frames of a year some entries, as known at a position, did something to."""
    values = {"positions": sorted(positions), "year": year, "position": position}
    return tuple(row["unit"] for row in cursor.execute(_SQL["units_of_entries"], values))


def years_touched(
    cursor: Cursor[dict[str, Any]], position: int, decision_keys: Iterable[str], units: Iterable[str]
) -> list[int]:
    """The years with a fact that waits for something, rests on one of some decisions, is about one of some units, or
    was carried forward."""
    values = {"position": position, "decision_keys": sorted(decision_keys), "units": sorted(units)}
    return [row["year"] for row in cursor.execute(_SQL["years_touched"], values)]


def proposals_at(cursor: Cursor[dict[str, Any]], **coordinates: Any) -> list[ProposalHead]:
    """The named proposals a coordinate sees."""
    rows = cursor.execute(_SQL["proposals_at"], coordinates).fetchall()
    return [msgspec.convert(row, ProposalHead) for row in rows]


def years_at(cursor: Cursor[dict[str, Any]], position: int) -> list[int]:
    """The years that have any decided fact, as known at a position."""
    values = {"position": position, "first_year": FIRST_YEAR, "last_year": LAST_YEAR}
    return [row["year"] for row in cursor.execute(_SQL["years_at"], values)]
