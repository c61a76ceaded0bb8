"""What is to be known about frames by other entries than those that set or change them: what was made by delegation and
nobody has reported, an outcome that leaves less than what was carried forward to the year, and what is said of a whole
decision at another of its entries, or at a correction of one.

Read only where a question's own facts have anything of the kind in them, and only for those.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from ledger.log.database import Cursor
from ledger.meaning.decisions import unreported
from ledger.meaning.flags import not_reported
from ledger.meaning.frames import CARRIED_FORWARD, Flag, FrameFact
from ledger.meaning.later_acts import LaterActs
from ledger.meaning.placed import claim_in
from ledger.values import FrameKey
from ledger.words.noticed import OF_NEXT_YEAR_TOO, frames_meant, holds_from
from projections.asking.outlived import outlived
from projections.tables.register import BESIDE, DELEGATED, entries_at, placed_at, told_beside

FlagsByFrame = Mapping[FrameKey, tuple[Flag, ...]]

NOTHING_BESIDE: Final[FlagsByFrame] = {}


def flags_beside(
    cursor: Cursor,
    facts: Iterable[FrameFact],
    later_acts: LaterActs,
    position: int,
    as_of: date,
    *,
    by_delegation: bool,
    by_others: bool = False,
) -> FlagsByFrame:
    """What is told beside some decided facts, by frame. `by_delegation`: whether anything in the ledger was decided so,
    where that must be reported; `by_others`: whether any entry tells of frames of the year that it does nothing to."""
    standing = [fact for fact in facts if not _is_annulled(fact, later_acts, as_of)]
    told: dict[FrameKey, tuple[Flag, ...]] = {}
    flags = [*_outcomes(cursor, standing, later_acts, position, as_of)]
    flags += _not_reported(cursor, standing, position, as_of) if by_delegation else ()
    flags += _by_others(cursor, standing, later_acts, position, as_of) if by_others else ()
    for frame, flag in flags:
        told[frame] = (*told.get(frame, ()), flag)
    return told or NOTHING_BESIDE


def _by_others(
    cursor: Cursor, facts: Sequence[FrameFact], later_acts: LaterActs, position: int, as_of: date
) -> Iterable[tuple[FrameKey, Flag]]:
    """What entries tell of frames that they do nothing to: how a raise that others of the decision made is paid for
    (KL 11:15), and that a unit below has a frame too (R-33)."""
    there, years = {fact.frame for fact in facts}, sorted({f"{BESIDE}:{fact.year}" for fact in facts})
    entries = entries_at(cursor, position, (BESIDE,), years) if years else []
    untrue = outlived(cursor, entries, later_acts, position, as_of)
    for recorded in entries:
        decided = claim_in(recorded).situation
        annulled_from = later_acts.annulled_from(decided.basis, decided.decided.latest)
        if decided.earliest > as_of or (annulled_from is not None and annulled_from <= as_of):
            continue
        numbered = recorded.entry.recording.warnings
        for warning, frames in told_beside(recorded):
            if (recorded.position, numbered.index(warning)) in untrue:
                continue
            since = holds_from(warning, decided.decided.latest)
            flag = Flag(warning.code, warning.values, since, (recorded.position,))
            yield from ((frame, flag) for frame in frames if frame in there)


def _is_annulled(fact: FrameFact, later_acts: LaterActs, as_of: date) -> bool:
    annulled_from = fact.annulled_from(later_acts)
    return annulled_from is not None and annulled_from <= as_of


def _outcomes(
    cursor: Cursor, facts: Iterable[FrameFact], later_acts: LaterActs, position: int, as_of: date
) -> Iterable[tuple[FrameKey, Flag]]:
    """R-43: what was noticed when the outcome of the year before was recorded after money had been carried forward."""
    carried = {fact.frame for fact in facts if fact.family == CARRIED_FORWARD}
    subjects = sorted(frame.preceding.subject("outcome") for frame in carried)
    entries = entries_at(cursor, position, ("outcome",), subjects) if subjects else []
    untrue = outlived(cursor, entries, later_acts, position, as_of)
    for recorded in entries:
        claim = claim_in(recorded)
        there = claim.situation
        annulled_from = later_acts.annulled_from(there.basis, there.decided.latest)
        if there.earliest > as_of or (annulled_from is not None and annulled_from <= as_of):
            continue
        for number, warning in enumerate(recorded.entry.recording.warnings):
            if (recorded.position, number) in untrue:
                continue
            meant = frames_meant(warning, ()) if warning.code in OF_NEXT_YEAR_TOO else None
            since = holds_from(warning, there.decided.latest)
            next_year = carried.intersection(frame.following for frame in meant or ())
            if since <= as_of:
                flag = Flag(warning.code, warning.values, since, (recorded.position,))
                yield from ((frame, flag) for frame in next_year)


def _not_reported(
    cursor: Cursor, facts: Iterable[FrameFact], position: int, as_of: date
) -> Iterable[tuple[FrameKey, Flag]]:
    """R-55: what of the facts was decided by delegation and nobody has recorded as reported."""
    known = list(facts)
    subjects = sorted({f"{DELEGATED}:{fact.decision_key}" for fact in known if fact.decision_key is not None})
    open_ = unreported(placed_at(cursor, position, (DELEGATED,), subjects), as_of) if subjects else {}
    for fact in known:
        if fact.entry_position in open_:
            yield fact.frame, not_reported(open_[fact.entry_position])
