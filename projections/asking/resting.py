"""What rests on what courts have annulled, read for one year: the facts of the frames that it can be in, and what only
their entries say."""

from collections.abc import Iterable
from datetime import date
from typing import Final

import msgspec

from ledger.events import PlanYearCopied, SupplementaryAppropriationDecided
from ledger.log.database import Cursor
from ledger.meaning.budget import outcome_of
from ledger.meaning.effects import Sides
from ledger.meaning.frames import CARRIED_FORWARD, SUPPLEMENT, FrameFact
from ledger.meaning.later_acts import LaterActs
from ledger.meaning.placed import claim_in, placed_facts
from ledger.meaning.resting import NOTHING_RESTS, Rests, resting_copies, resting_on_annulled
from ledger.meaning.spending import leans_on_others
from ledger.values import FrameKey
from projections.tables import frames
from projections.tables.frames import FrameScope, facts_at, facts_of
from projections.tables.projection import sql_of
from projections.tables.register import entries_by_position, placed_at

_SQL: Final = frames.PROJECTION.sql
_COPIES: Final = sql_of("projections.asking", "resting")["copies"]


def rests_at(cursor: Cursor, year: int, later_acts: LaterActs, position: int, as_of: date) -> Rests:
    """What rests on annulled decisions about a year, on a day. Nothing is read where no judgment acts by then."""
    acting = [judged for judged in (*later_acts.annulments, *later_acts.in_part) if judged.final_on <= as_of]
    if not acting:
        return NOTHING_RESTS
    meant, (conditions, indices) = [judged.decision for judged in acting], later_acts.gone_by(as_of)
    values = {
        "year": year,
        "position": position,
        "as_of": as_of,
        "decision_keys": [decision.key for decision in meant],
        "clauses": [decision.clause for decision in meant],
        "days": [decision.decided_on for decision in meant],
        "conditions": list(conditions),
        "indices": list(indices),
    }
    copies = _copies(cursor, year, later_acts, position, as_of)
    facts = facts_of(cursor.execute(_SQL["resting_at"], values).fetchall())
    if not facts:
        return copies
    outcomes = _outcomes(cursor, facts, later_acts, position, as_of)
    return {**copies, **resting_on_annulled(_leaning(cursor, facts), later_acts, as_of, outcomes)}


def _copies(cursor: Cursor, year: int, later_acts: LaterActs, position: int, as_of: date) -> Rests:
    """What of a plan year that copies others stands on what is annulled: what they copy is said in their entries."""
    values = {"year": year, "position": position, "as_of": as_of}
    made = facts_of(cursor.execute(_COPIES, values).fetchall())
    recorded = entries_by_position(cursor, {fact.entry_position for fact in made}) if made else {}
    said = {
        (placed.position, placed.fact.frame): placed.fact.copies
        for entry in recorded.values()
        for placed in placed_facts(claim_in(entry))
        if isinstance(placed.fact, PlanYearCopied)
    }
    copies = [(fact, said[fact.entry_position, fact.frame]) for fact in made]
    of_year: dict[int, set[str]] = {}
    for _, source in copies:
        of_year.setdefault(source.year, set()).add(source.unit)
    scopes = (FrameScope(each, tuple(sorted(units))) for each, units in sorted(of_year.items()))
    sources = [fact for scope in scopes for fact in facts_at(cursor, scope, position, as_of)]
    return resting_copies(copies, sources, later_acts, as_of) if copies else NOTHING_RESTS


def _leaning(cursor: Cursor, facts: list[FrameFact]) -> list[FrameFact]:
    """Some facts, of which the supplements say whether they lean on others of their decision. Their entries are read
    where the decision has any others."""
    entries: dict[str | None, set[int]] = {}
    for fact in facts:
        entries.setdefault(fact.decision_key, set()).add(fact.entry_position)
    asked = {fact.entry_position for fact in facts if _is_raised(fact) and len(entries[fact.decision_key]) > 1}
    leaning = {
        (position, placed.fact.frame)
        for position, recorded in (entries_by_position(cursor, asked) if asked else {}).items()
        for placed in placed_facts(claim_in(recorded))
        if isinstance(placed.fact, SupplementaryAppropriationDecided) and leans_on_others(placed.fact)
    }
    return [
        msgspec.structs.replace(fact, leans=_is_raised(fact) and (fact.entry_position, fact.frame) in leaning)
        for fact in facts
    ]


def _is_raised(fact: FrameFact) -> bool:
    """Whether a supplement raises the frame: what finances one does not."""
    return fact.family == SUPPLEMENT and (fact.net_ore or 0) > 0


def _outcomes(
    cursor: Cursor, facts: Iterable[FrameFact], later_acts: LaterActs, position: int, as_of: date
) -> dict[FrameKey, Sides]:
    """What was used of the frames that money was carried forward from, as the last outcome by a day says."""
    sources = {fact.frame.preceding.subject("outcome"): fact.frame.preceding for fact in facts if _is_carried(fact)}
    if not sources:
        return {}
    known = later_acts.standing_by(placed_at(cursor, position, ("outcome",), sorted(sources)), as_of)
    used = {
        frame: outcome_of(placed for placed in known if subject in placed.fact.subjects())
        for subject, frame in sources.items()
    }
    return {frame: sides for frame, sides in used.items() if sides is not None}


def _is_carried(fact: FrameFact) -> bool:
    return fact.family == CARRIED_FORWARD
