"""The register: every fact that is about something other than a frame or a unit, found by what it is about.

What holds at a coordinate is reckoned from the facts themselves, by the functions that the rules use too; here is only
where to find them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

import msgspec
from psycopg import Cursor
from psycopg.sql import SQL

from ledger.events import DelegatedDecisionReported, ExecutionStayed, Fact, RecordingErrorCorrected, ReviewFact
from ledger.events.fact import AFTERMATH
from ledger.log.codec import recorded_from
from ledger.log.entry import Recorded
from ledger.meaning.decisions import DECIDES_NOTHING
from ledger.meaning.later_acts import LaterActs, later_acts_of
from ledger.meaning.placed import Claim, PlacedFact, claim_in, inner_facts, placed_facts
from ledger.meaning.policy import is_delegated
from ledger.values import FrameKey, RecordedWarning, Stage
from ledger.words.noticed import About, about, is_of_others
from projections.tables.projection import ClaimedFact, Projection, closing, closings, sql_of

_TABLES: Final = ("register_entry", "register_warning")
_SQL: Final = sql_of("projections.tables", "register") | closings(_TABLES)

WARNING: Final = "warning"
"""Under which every entry stands that has a warning, by the warning's code."""

REVIEW: Final = "review"
"""Under which everything stands that comes after decisions: minutes, notices, appeals, judgments, meetings."""

DELEGATED: Final = "delegated"
"""Under which everything stands that was decided by delegation, and what says that such a decision was reported: by the
key of the decision."""


BESIDE: Final = "beside"
"""Under which every entry stands whose warnings are about frames that it does nothing to, by the year of those."""


# --- Writing ----------------------------------------------------------------------------------------------------


def _apply(cursor: Cursor[dict[str, Any]], claim: ClaimedFact) -> None:
    _insert(cursor, claim.recorded.position, _subjects(claim))


def _insert(cursor: Cursor[dict[str, Any]], position: int, subjects: Iterable[str]) -> None:
    rows = [(position, subject, kind_of(subject), position) for subject in subjects]
    if rows:
        cursor.executemany(_SQL["insert_entry"], rows)


def _subjects(claim: ClaimedFact) -> Iterable[str]:
    """What an entry is about: the decision it rests on, and what it and the facts inside it are about. What is about
    frames is neither a later act nor review; a stay is told with the later acts, though it changes nothing."""
    fact, subjects = claim.fact, list[str]()
    if claim.basis is not None:
        key = claim.basis.decision_key
        subjects.append(f"decision:{key}")
        by_delegation = is_delegated(claim.basis) and not isinstance(fact, DECIDES_NOTHING)
        subjects += [f"{DELEGATED}:{key}"] if by_delegation else []
    if not fact.frames():
        subjects += [AFTERMATH] if AFTERMATH in fact.tags() or isinstance(fact, ExecutionStayed) else []
        subjects += [REVIEW] if isinstance(fact, ReviewFact) else []
        subjects += [f"{DELEGATED}:{fact.decision.key}"] if isinstance(fact, DelegatedDecisionReported) else []
    subjects += [subject for inner, _, _ in inner_facts(fact) for subject in inner.subjects()]
    return dict.fromkeys(subjects)


def _notice(cursor: Cursor[dict[str, Any]], recorded: Recorded) -> None:
    """What was noticed when an entry was recorded: a warning belongs to its entry, whatever that says."""
    if warnings := recorded.entry.recording.warnings:
        subjects = [f"{WARNING}:{warning.code}" for warning in warnings]
        subjects += [f"{BESIDE}:{frame.year}" for _, frames in told_beside(recorded) for frame in frames]
        _insert(cursor, recorded.position, dict.fromkeys(subjects))
        cursor.executemany(_SQL["insert_warning"], list(_warning_rows(recorded)))


def _warning_rows(recorded: Recorded) -> Iterator[tuple[object, ...]]:
    """Each warning of an entry: whom it is about, from when, and by what the decision is named."""
    claim = claim_in(recorded)
    said, own = said_in(recorded, claim), about_entry(recorded, claim)
    basis, there = claim.situation.basis, claim.situation
    named = (None, None) if basis is None else (basis.decision_key, basis.clause)
    for number, warning in enumerate(recorded.entry.recording.warnings):
        whom = about(warning, own)
        of_whom = (list(whom.units), list(whom.years), whom.holds_from)
        days = (there.earliest, there.decided.latest)
        yield recorded.position, number, warning.code, said[-1][1].value, *of_whom, *days, *named, recorded.position


def said_in(recorded: Recorded, claim: Claim) -> list[tuple[Fact, Stage, str | None]]:
    """What an entry says, or the correction itself of one that takes another away, and the facts inside it."""
    fact: Fact = recorded.entry.fact if claim.fact is None else claim.fact
    return list(inner_facts(fact))


def about_entry(recorded: Recorded, claim: Claim) -> About:
    """Whom all that an entry says is about, from the day it was decided."""
    facts = said_in(recorded, claim)
    return About(
        tuple(dict.fromkeys(frame for inner, _, _ in facts for frame in _frames(inner))),
        tuple(dict.fromkeys((*facts[0][0].units(), *(frame.unit for frame in _frames(facts[0][0]))))),
        tuple(sorted({year for inner, _, _ in facts for year in _years(inner)})),
        claim.situation.decided.latest,
    )


def told_beside(recorded: Recorded) -> Iterator[tuple[RecordedWarning, tuple[FrameKey, ...]]]:
    """The warnings of an entry that are about frames it does nothing to, with those."""
    if not any(map(is_of_others, recorded.entry.recording.warnings)):
        return
    claim = claim_in(recorded)
    entry, own = about_entry(recorded, claim), set() if claim.fact is None else set(claim.fact.frames())
    for warning in filter(is_of_others, recorded.entry.recording.warnings):
        if frames := tuple(frame for frame in about(warning, entry).frames if frame not in own):
            yield warning, frames


def _frames(fact: Fact) -> Iterator[FrameKey]:
    """The frames that a fact is about; of what only takes another entry away, those of that one."""
    yield from (*fact.frames(), *filter(None, (getattr(fact, "frame", None),)))
    if isinstance(fact, RecordingErrorCorrected) and fact.replacement is None:
        yield from (FrameKey.of_tag(tag) for tag in fact.affected_tags if tag.startswith("frame:"))


def _years(fact: Fact) -> Iterator[int]:
    """The years that a fact is about, when it says any."""
    yield from (frame.year for frame in _frames(fact))
    if (year := getattr(fact, "year", None)) is not None:
        yield year
    if (first := getattr(fact, "first_year", None)) is not None:
        last = getattr(fact, "last_year", None)
        yield from range(first, (first if last is None else last) + 1)


def kind_of(subject: str) -> str:
    """`reservation:smart-stad` is a reservation; a subject without a name is a kind of its own."""
    return subject.partition(":")[0]


PROJECTION: Final = Projection("register", _SQL, _TABLES, _apply, closing(_TABLES), _notice)


# --- Reading ----------------------------------------------------------------------------------------------------


def placed_at(
    cursor: Cursor[dict[str, Any]], position: int, kinds: Sequence[str], subjects: Sequence[str] | None = None
) -> list[PlacedFact]:
    """Every fact about some kinds of subjects (or only about some subjects), as known at a position, in order of
    position: also those that are only proposed, and those that no longer stand."""
    return placed_of(entries_at(cursor, position, kinds, subjects))


def entries_at(
    cursor: Cursor[dict[str, Any]], position: int, kinds: Sequence[str], subjects: Sequence[str] | None = None
) -> list[Recorded]:
    """The entries about some kinds of subjects (or only about some subjects), as known at a position, in order of
    position."""
    values = {"position": position, "kinds": list(kinds), "subjects": None if subjects is None else list(subjects)}
    rows = cursor.execute(_SQL["entries_at"], values)
    return [recorded_from(row["position"], row["recorded_at"], row["type"], row["data"]) for row in rows]


def entries_by_position(cursor: Cursor[dict[str, Any]], positions: Iterable[int]) -> dict[int, Recorded]:
    """Some entries by their positions."""
    values = {"positions": sorted(set(positions))}
    return {recorded.position: recorded for recorded, _ in known_entries(cursor, _SQL["entries_by_position"], values)}


KnownEntry = tuple[Recorded, int | None]
"""An entry, and the position from which it is no longer known; None: still, or nobody asked."""


def later_acts_until(cursor: Cursor[dict[str, Any]], position: int) -> list[KnownEntry]:
    """What has ever been known, up to a position, to change decisions that stand."""
    return list(known_entries(cursor, _SQL["later_acts_until"], {"position": position}))


def later_acts_by_name(cursor: Cursor[dict[str, Any]], names: Iterable[str], position: int) -> list[KnownEntry]:
    """The same of those that are about something with one of some names: a condition, an index, a decision."""
    values = {"names": sorted(names), "position": position}
    return list(known_entries(cursor, _SQL["later_acts_by_name"], values))


def known_entries(cursor: Cursor[dict[str, Any]], statement: SQL, asked: dict[str, Any]) -> Iterator[KnownEntry]:
    """The entries that a statement finds, each with the position from which it is no longer known, where it says it."""
    for row in cursor.execute(statement, asked):
        stored = (row["position"], row["recorded_at"], row["type"], row["data"])
        yield recorded_from(*stored), row.get("known_to")


def warned_in(cursor: Cursor[dict[str, Any]], position: int, year: int) -> list[Recorded]:
    """The entries with a warning that is about a year, or about no year at all, in order of position."""
    rows = cursor.execute(_SQL["warned_in"], {"position": position, "year": year})
    return [recorded_from(row["position"], row["recorded_at"], row["type"], row["data"]) for row in rows]


class WarnedElsewhere(msgspec.Struct, frozen=True):
    """How many warnings are open outside an audit, and the entries there whose warnings may have become untrue."""

    warnings: int
    perhaps_untrue: tuple[int, ...]


def warned_elsewhere(
    cursor: Cursor[dict[str, Any]], later_acts: LaterActs, looked_at: Iterable[tuple[int, str]], **asked: Any
) -> WarnedElsewhere:
    """What is outside the audit of a `year` (and a `unit`, or None) at a `position` and `as_of` a day. Not counted are
    the codes `left_out`, and those `perhaps_untrue`; nor what somebody has `looked_at`."""
    acting = [judged for judged in later_acts.annulments if judged.final_on <= asked["as_of"]]
    meant, judgments = [judged.decision for judged in acting], [judged.judgment for judged in acting]
    known = sorted(looked_at)
    annulled = {
        "decision_keys": [decision.key for decision in meant],
        "clauses": [decision.clause for decision in meant],
        "days": [decision.decided_on for decision in meant],
        "given": [date.max if judgment is None else judgment.given_on for judgment in judgments],
    }
    looked = {"looked_at": [position for position, _ in known], "looked_at_codes": [code for _, code in known]}
    row = cursor.execute(_SQL["warned_elsewhere"], asked | annulled | looked).fetchone()
    return msgspec.convert(row, WarnedElsewhere)


def placed_of(entries: Iterable[Recorded]) -> list[PlacedFact]:
    """Every fact that some entries say, each in its place; of a correction, what it says instead."""
    return [placed for recorded in entries for placed in placed_facts(claim_in(recorded))]


def later_acts_at(cursor: Cursor[dict[str, Any]], position: int) -> LaterActs:
    """What has changed decisions that stand already, as known at a position."""
    return later_acts_of(placed_at(cursor, position, (AFTERMATH,)))


def delegated_at(cursor: Cursor[dict[str, Any]], position: int) -> list[PlacedFact]:
    """Everything that was decided by delegation, and that says how such a decision was reported, as known at a
    position."""
    return placed_at(cursor, position, (DELEGATED,))


def review_at(cursor: Cursor[dict[str, Any]], position: int) -> list[PlacedFact]:
    """Everything that has come after decisions, as known at a position."""
    return placed_at(cursor, position, (REVIEW,))
