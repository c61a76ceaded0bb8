"""What is told of a frame on a day, beside its figures: what rests on an annulled decision, what a later set has
swallowed, a judgment that is not final, money to a unit that has ended.

Nothing of this is stored. It is reckoned from the frame's facts in their roles, so that it comes and goes with them on
both clocks, and stands at the frames that it is about and at no others.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate, chain
from typing import Final

import msgspec

from ledger.meaning.effects import NOTHING, Sides, sum_of_sides
from ledger.meaning.frames import (
    BEFORE_ANYTHING,
    SUPPLEMENT,
    FactInRole,
    Flag,
    FrameFact,
    FrameOnDay,
    Standing,
    Taken,
    frames_on,
    other_end,
)
from ledger.meaning.later_acts import LaterActs, Role
from ledger.meaning.placed import PlacedFact
from ledger.meaning.tree import Ended
from ledger.values import FrameKey, FrameKind, Stage
from ledger.words.labels import frame_label

Rests = Mapping[tuple[int, int], tuple[Flag, ...]]
"""What is told of facts that rest on what courts have annulled, by each fact's entry and its number there."""

NOTHING_RESTS: Final[Rests] = {}


def flagged(
    frame: FrameOnDay,
    later_acts: LaterActs,
    ended: Mapping[str, Ended],
    rests: Rests,
    beside: tuple[Flag, ...] = (),
) -> FrameOnDay:
    """A frame with what is told of it on its day; `ended` are the units that have ended, or will, `rests` is what rests
    on annulled decisions, about this frame or another, and `beside` what other entries say of it."""
    counted = (part.fact for part in frame.counted)
    flags = (
        *(flag for fact in counted for flag in rests.get((fact.entry_position, fact.ordinal), ())),
        *fallen_back(frame, later_acts),
        *swallowed_when_met(frame, later_acts),
        *_not_final(frame, later_acts),
        *beside,
    )
    end = ended.get(frame.frame.unit)
    flags += () if end is None else tuple(_to_ended(frame, end))
    return msgspec.structs.replace(frame, flags=tuple(flag for flag in flags if flag.holds_from <= frame.as_of))


# --- What rests on what is annulled -----------------------------------------------------------------------------


_LostOfFrame = Sequence[Sequence[Taken]]
"""What courts have taken of each fact of a frame."""

_Entries = dict[int, dict[int, FrameFact]]
"""What each entry does, by its position and the number of the fact there."""


def resting_on_annulled(facts: Iterable[FrameFact], later_acts: LaterActs, as_of: date) -> Rests:
    """R-56, KL 13:15: what rests on annulled decisions on a day, among facts of one year in order of frame.

    A later change of the same frame does not for that alone: an amount more or less is the same whatever there was
    before. What does is a change that takes what the frame has not without the annulled money, with what that pays
    for; one that takes the annulled change back, in all of its frames; and the rest of a decision whose parts met each
    other.
    """
    frames = [(frame, _lost(frame, later_acts)) for frame in frames_on(facts, later_acts, as_of)]
    by_entry: _Entries = {}
    for fact in (part.fact for frame, _ in frames for part in frame.facts):
        by_entry.setdefault(fact.entry_position, {})[fact.ordinal] = fact
    rests: dict[tuple[int, int], tuple[Flag, ...]] = {}
    for fact, since in chain(*(_resting_in(frame, lost, by_entry) for frame, lost in frames), _unbalanced(frames)):
        other = other_end(fact, by_entry[fact.entry_position])
        ends = (fact,) if other is None else (fact, other)
        flag = _on_annulled(fact, since, tuple(end.frame for end in ends))
        for end in ends:
            rests.setdefault((end.entry_position, end.ordinal), (flag,))
    return rests


def _on_annulled(fact: FrameFact, since: date, frames: tuple[FrameKey, ...] = ()) -> Flag:
    values = {"frame": frame_label(fact.frame), "changed_position": str(fact.entry_position)}
    days = {"day": str(fact.decided_latest), "final_day": str(since)}
    holds_from = max(since, fact.decided_latest)
    return Flag("stands-on-annulled", values | days, holds_from, (fact.entry_position,), frames)


def _lost(frame: FrameOnDay, later_acts: LaterActs) -> _LostOfFrame:
    return [tuple(_lost_of(part, later_acts, frame.as_of)) for part in frame.facts]


def _lost_of(part: FactInRole, later_acts: LaterActs, as_of: date) -> Iterator[Taken]:
    fact = part.fact
    if part.role is Role.ANNULLED and part.annulled_on is not None:
        if fact.decided_latest <= as_of and later_acts.has_met(fact.conditions or (), as_of):
            yield Taken(part.annulled_on, fact.sides)
    elif part.role in _DECIDED:
        yield from part.taken


_DECIDED: Final = (Role.COUNTED, Role.REPLACED)


def _resting_in(frame: FrameOnDay, lost: _LostOfFrame, by_entry: _Entries) -> Iterator[tuple[FrameFact, date]]:
    """The changes of a frame that rest on what it has lost, each with the day from which it does."""
    days = sorted({each.since for of_fact in lost for each in of_fact})
    if not days:
        return
    had = _standings(frame, lost, date.min)
    left = [(day, _left_from(_standings(frame, lost, day))) for day in days]
    given_back = dict(_given_back(frame, lost, had, by_entry))
    for number, part in enumerate(frame.facts):
        if part.role is Role.COUNTED and part.fact.sets is None and had[number].governing is not None:
            short = (day for day, after in left if _is_short(part.fact.sides, had[number].sides, after[number]))
            since = given_back.get(number) or next(short, None)
            if since is not None:
                yield part.fact, since


def _standings(frame: FrameOnDay, lost: _LostOfFrame, by: date) -> list[Standing]:
    """Where a frame stands after each of its facts, with nothing annulled but what is by a day."""
    standing, standings = BEFORE_ANYTHING, []
    for part, of_fact in zip(frame.facts, lost, strict=True):
        kept = [each.sides for each in of_fact if each.since > by]
        if part.role in _DECIDED:
            figures = sum_of_sides((part.fact.sides, *kept))
            standing = standing.after(msgspec.structs.replace(part.fact, **msgspec.structs.asdict(figures)))
        elif kept:
            standing = standing.after(part.fact)
        standings.append(standing)
    return standings


_Figures = tuple[int | None, int | None, int | None]


def _left_from(standings: Sequence[Standing]) -> list[tuple[_Figures, _Figures]]:
    """What each figure is after each fact, and the highest that it is then or after any later one; None where that is
    unknown."""
    figures = [msgspec.structs.astuple(standing.sides) for standing in standings]
    highest = list(accumulate(reversed(figures), _higher))[::-1]
    return list(zip(figures, highest, strict=True))


def _higher(one: _Figures, other: _Figures) -> _Figures:
    costs, revenues, net = map(_highest, one, other)
    return costs, revenues, net


def _highest(ore: int | None, other: int | None) -> int | None:
    return None if ore is None or other is None else max(ore, other)


def _is_short(change: Sides, had: Sides, left: tuple[_Figures, _Figures]) -> bool:
    """Whether a change takes what a frame had, and without what is annulled has not, then or later: of each side, or
    of the net where the gross is not known."""
    short = list(map(_takes_too_much, msgspec.structs.astuple(change), msgspec.structs.astuple(had), *left))
    return any(short[2:] if None in (had.costs_ore, had.revenues_ore) else short[:2])


def _takes_too_much(change: int | None, had: int | None, left: int | None, highest: int | None) -> bool:
    if change is None or had is None or left is None or highest is None:
        return False
    return change < 0 and left < had and highest < 0


def _given_back(
    frame: FrameOnDay, lost: _LostOfFrame, had: Sequence[Standing], by_entry: _Entries
) -> Iterator[tuple[int, date]]:
    """The changes, by their number, that take back to the öre what is annulled of one before them, with the day from
    which it is; what a set had replaced there is nothing to take back. As much in this frame and something else in
    others is another matter."""
    governing: FrameFact | None = None
    open_: list[tuple[Taken, FrameFact]] = []
    for number, part in enumerate(frame.facts):
        if had[number].governing is not governing:
            governing, open_ = had[number].governing, []
        change = part.fact.sets is None
        back = part.fact.sides.negated() if change and part.role is Role.COUNTED and not lost[number] else None
        same = (each for each in open_ if each[0].sides == back != NOTHING)
        taken = next((each for each in same if _reverses(part.fact, each[1], by_entry)), None)
        if taken is not None:
            open_.remove(taken)
            yield number, taken[0].since
        open_ += ((each, part.fact) for each in lost[number] if change)


def _reverses(fact: FrameFact, annulled: FrameFact, by_entry: _Entries) -> bool:
    """Whether two entries do the opposite in every frame beside that of these two facts."""
    beside = [
        sorted((other.frame.tag, sign * (other.net_ore or 0)) for other in entry if other.frame != fact.frame)
        for entry, sign in (
            (by_entry[fact.entry_position].values(), 1),
            (by_entry[annulled.entry_position].values(), -1),
        )
    ]
    return beside[0] == beside[1]


def _unbalanced(frames: Iterable[tuple[FrameOnDay, _LostOfFrame]]) -> Iterator[tuple[FrameFact, date]]:
    """The changes that are left of a decision whose other part is annulled, where the two met each other: what is
    raised and no longer paid for, or what is taken and given nobody. An entry that says itself what pays for it, or
    that only moves, met nothing else."""
    decisions: dict[tuple[str, date, FrameKind], list[_Part]] = {}
    for frame, lost in frames:
        for part, of_fact in zip(frame.facts, lost, strict=True):
            fact = part.fact
            if fact.sets is None and fact.decision_key is not None and (of_fact or part.role in _DECIDED):
                key = (fact.decision_key, fact.decided_latest, fact.kind)
                decisions.setdefault(key, []).append((part, of_fact))
    for parts in decisions.values():
        yield from _left_of([part for entry in _by_entry(parts) if _leans(entry) for part in entry])


_Part = tuple[FactInRole, Sequence[Taken]]
"""A fact and what courts have taken of it."""


def _by_entry(parts: Iterable[_Part]) -> Iterable[Sequence[_Part]]:
    entries: dict[int, list[_Part]] = {}
    for part in parts:
        entries.setdefault(part[0].fact.entry_position, []).append(part)
    return entries.values()


def _leans(entry: Sequence[_Part]) -> bool:
    """Whether what an entry does to frames may have met what other entries of its decision do."""
    if any(of_fact for _, of_fact in entry):
        return True
    facts = [part.fact for part, _ in entry]
    paid = all(fact.family == SUPPLEMENT for fact in facts)
    return not paid and sum_of_sides(fact.sides for fact in facts).net_ore != 0


def _left_of(parts: Sequence[_Part]) -> Iterator[tuple[FrameFact, date]]:
    lost = [each for _, of_fact in parts for each in of_fact]
    standing = [part.fact for part, _ in parts if part.role in _DECIDED]
    gone, left = (
        sum_of_sides(each.sides for each in lost).net_ore,
        sum_of_sides(fact.sides for fact in standing).net_ore,
    )
    if not lost or not standing or gone is None or left is None:
        return
    moved = gone + left == 0
    in_its_year = standing[0].decided_latest.year == standing[0].year
    if (moved and left) or (in_its_year and left > max(gone + left, 0)):
        counted = (part.fact for part, _ in parts if part.role is Role.COUNTED)
        since = min(each.since for each in lost)
        yield from ((fact, since) for fact in counted if (fact.net_ore or 0) * left > 0)


def fallen_back(frame: FrameOnDay, later_acts: LaterActs) -> Iterator[Flag]:
    """R-56: what waits again, since the decision by which its condition was met is annulled."""
    for part in frame.facts:
        if part.role is Role.CONDITIONAL and part.fact.conditions:
            ways = (act for name in part.fact.conditions for act in later_acts.met.get(name, ()))
            days = {act.annulled_from for act in ways if act.annulled_from and act.annulled_from <= frame.as_of}
            before = (day for day in sorted(days) if later_acts.has_met(part.fact.conditions, day - timedelta(days=1)))
            since = max((day for day in before), default=None)
            if since is not None:
                yield _on_annulled(part.fact, since)


# --- Everything else --------------------------------------------------------------------------------------------


def swallowed_when_met(frame: FrameOnDay, later_acts: LaterActs) -> Iterator[Flag]:
    """D-16: a decision whose condition was met after a later set changes nothing, and all three entries say so."""
    the_set = frame.the_set
    for part in frame.facts:
        if the_set is None or not met_too_late(part, the_set) or part.met_on is None:
            continue
        changed, conditions = part.fact, part.fact.conditions or ()
        values = {"frame": frame_label(frame.frame), "changed_position": str(changed.entry_position)}
        days = {"day": str(changed.decided_latest), "met_day": str(part.met_on), "condition": ", ".join(conditions)}
        set_by = {"set_day": str(the_set.decided_latest), "set_position": str(the_set.entry_position)}
        met = [act.position for name in conditions for act in later_acts.met.get(name, ()) if act.position]
        positions = (changed.entry_position, the_set.entry_position, *met)
        yield Flag("swallowed-when-met", values | days | set_by, part.met_on, positions)


def met_too_late(part: FactInRole, the_set: FrameFact) -> bool:
    """Whether the condition of a decision was met only after the set that stands in its way."""
    replaced = part.role is Role.REPLACED and part.fact.decided < the_set.decided
    return replaced and part.met_on is not None and part.met_on > the_set.decided_latest


def _not_final(frame: FrameOnDay, later_acts: LaterActs) -> Iterator[Flag]:
    """D-13: a judgment that annuls a decision and can be appealed moves no figure, and is told from its own day until
    it is final or another court says otherwise."""
    for part in frame.facts:
        fact = part.fact
        if part.role not in _MOVED_BY_JUDGMENTS or fact.decision_key is None or fact.stage is not Stage.DECIDED:
            continue
        key = (fact.decision_key, fact.clause or None, fact.decided_latest)
        judged = later_acts.open_judgment(*key, frame.as_of) if later_acts.judged else None
        if judged is not None:
            values = {"frame": frame_label(frame.frame), "changed_position": str(fact.entry_position)}
            court = {"court": judged.judgment.court, "day": str(judged.judgment.given_on)}
            holds_from = max(judged.judgment.given_on, fact.decided_earliest)
            yield Flag("judgment-not-final", values | court, holds_from, (fact.entry_position, judged.position))


_MOVED_BY_JUDGMENTS = (Role.COUNTED, Role.CONDITIONAL, Role.UNDETERMINED, Role.WITHOUT_LEGAL_FORCE)
"""What would be another if its decision was annulled."""


def _to_ended(frame: FrameOnDay, end: Ended) -> Iterator[Flag]:
    """Money that was decided for a unit which had ended by then."""
    for part in frame.facts:
        fact = part.fact
        day = acts_on(fact.decided_latest, frame.frame.year)
        if part.role is Role.COUNTED and adds_money(fact) and end.since <= day:
            values = {"frame": frame_label(frame.frame), "changed_position": str(fact.entry_position)}
            said = {"last_day": str(end.last_day), "successors": end.successors_text}
            yield Flag("unit-ended", values | said, fact.decided_latest, (fact.entry_position,))


def adds_money(fact: FrameFact) -> bool:
    """Whether a fact gives the unit anything: what only takes away may be how its money goes to a successor."""
    ore = fact.net_ore if fact.costs_ore is None else fact.costs_ore
    return (ore or 0) > 0


def acts_on(decided: date, year: int, effective: date | None = None) -> date:
    """The day by which the money of a decision is there: from when it says that it acts, or else its own day, within
    the budget year."""
    return min(max(effective or decided, date(year, 1, 1)), date(year, 12, 31))


NOT_REPORTED: Final = "delegation-not-reported"


def not_reported(placed: PlacedFact) -> Flag:
    """What is told of a decision by delegation that nobody has recorded as reported."""
    basis, day = placed.basis, placed.decided.latest
    said = {} if basis is None else {"body": basis.body, "delegation": basis.delegation or ""}
    return Flag(NOT_REPORTED, said | {"day": str(day)}, day, (placed.position,))
