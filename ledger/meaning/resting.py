"""What rests on what courts have annulled (R-56, KL 13:15): reckoned from the facts of frames, on any day.

A later change of the same frame does not rest on it for that alone: an amount more or less is the same whatever there
was before. What does is
- what takes out of a frame what it has not without the annulled money, with what that pays for;
- what takes the annulled change back, in all of its frames, or a part of an annulled supplement;
- what is left of a decision whose parts met each other;
- what was carried forward to the next year and is not there without the annulled money;
- a plan year that is said to be another one over again, of which that was another without what is annulled.

What waits again, since a decision that met its condition or decided its index is annulled, is gone as the money of an
annulled decision is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate, chain, groupby
from operator import attrgetter
from typing import Final

import msgspec

from ledger.meaning.effects import NOTHING, Sides, minus, sum_of_sides
from ledger.meaning.frames import (
    BEFORE_ANYTHING,
    CARRIED_FORWARD,
    SUPPLEMENT,
    FactInRole,
    Flag,
    FrameFact,
    FrameOnDay,
    Standing,
    frames_on,
    other_end,
)
from ledger.meaning.later_acts import LaterActs, Role, Taken
from ledger.values import Commitment, FrameKey, FrameKind
from ledger.words.labels import frame_label

Rests = Mapping[tuple[int, int], tuple[Flag, ...]]
"""What is told of facts that rest on what courts have annulled, by each fact's entry and its number there."""

NOTHING_RESTS: Final[Rests] = {}

Outcomes = Mapping[FrameKey, Sides]
"""What was used of some frames."""

NO_OUTCOMES: Final[Outcomes] = {}

_Resting = tuple[FrameFact, date]
"""A fact that rests on what is annulled, and the day from which that is gone."""


class _Losing(msgspec.Struct, frozen=True):
    """A frame on a day, what courts have taken of each of its facts, and where it would stand after each if they had
    taken nothing."""

    frame: FrameOnDay
    lost: tuple[tuple[Taken, ...], ...]
    had: list[Standing]

    @property
    def days(self) -> list[date]:
        """The days from which something is gone."""
        return sorted({each.since for of_fact in self.lost for each in of_fact})


_Entries = dict[int, dict[int, FrameFact]]
"""What each entry does, by its position and the number of the fact there."""


def resting_on_annulled(
    facts: Iterable[FrameFact], later_acts: LaterActs, as_of: date, outcomes: Outcomes = NO_OUTCOMES
) -> Rests:
    """What rests on annulled decisions on a day, among facts in order of year, frame and decided order. `outcomes`:
    what was used of the frames that money was carried forward from, as far as it is known."""
    years = groupby(facts, key=attrgetter("year"))
    frames = [_losing(frame, later_acts) for _, known in years for frame in frames_on(known, later_acts, as_of)]
    by_entry: _Entries = {}
    for fact in (part.fact for losing in frames for part in losing.frame.facts):
        by_entry.setdefault(fact.entry_position, {})[fact.ordinal] = fact
    resting = chain(
        *(_resting_in(losing, by_entry) for losing in frames), _unbalanced(frames), _carried_on(frames, outcomes)
    )
    rests: dict[tuple[int, int], tuple[Flag, ...]] = {}
    for fact, since in resting:
        other = other_end(fact, by_entry[fact.entry_position])
        ends = (fact,) if other is None else (fact, other)
        flag = on_annulled(fact, since, tuple(end.frame for end in ends))
        for end in ends:
            rests.setdefault((end.entry_position, end.ordinal), (flag,))
    return rests


def on_annulled(fact: FrameFact, since: date, frames: tuple[FrameKey, ...] = ()) -> Flag:
    """What is told of a fact that rests on what is annulled from a day on."""
    values = {"frame": frame_label(fact.frame), "changed_position": str(fact.entry_position)}
    days = {"day": str(fact.decided_latest), "final_day": str(since)}
    holds_from = max(since, fact.decided_latest)
    return Flag("stands-on-annulled", values | days, holds_from, (fact.entry_position,), frames)


# --- What is gone -----------------------------------------------------------------------------------------------


def _losing(frame: FrameOnDay, later_acts: LaterActs) -> _Losing:
    lost = tuple(tuple(_lost_of(part, later_acts, frame.as_of)) for part in frame.facts)
    return _Losing(frame, lost, _standings(frame, lost, date.min))


def _lost_of(part: FactInRole, later_acts: LaterActs, as_of: date) -> Iterator[Taken]:
    fact = part.fact
    if part.role in _DECIDED:
        yield from part.taken
        index = None if part.waits_for_index is None else later_acts.index_lost(part.waits_for_index, as_of)
        if index is not None:
            yield Taken(index.since, fact.sides.share(index.rate_ppb))
    elif fact.decided_latest <= as_of:
        days = (_annulled_on(part, later_acts), later_acts.met_until(fact.conditions or (), as_of))
        gone = [day for day in days if day is not None and day <= as_of]
        if gone:
            yield Taken(min(gone), fact.sides)


_DECIDED: Final = (Role.COUNTED, Role.REPLACED)


def _annulled_on(part: FactInRole, later_acts: LaterActs) -> date | None:
    """The day from which a fact is annulled, when it counted until then."""
    day, conditions = part.annulled_on, part.fact.conditions or ()
    if part.role is not Role.ANNULLED or day is None:
        return None
    return day if later_acts.has_met(conditions, day - timedelta(days=1)) else None


def _standings(frame: FrameOnDay, lost: Sequence[Sequence[Taken]], by: date) -> list[Standing]:
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


# --- What a frame has not without it ----------------------------------------------------------------------------


def _resting_in(losing: _Losing, by_entry: _Entries) -> Iterator[_Resting]:
    """The changes of a frame that rest on what it has lost, each with the day from which it does."""
    frame, had = losing.frame, losing.had
    if not losing.days:
        return
    left = [(day, _left_from(_standings(frame, losing.lost, day))) for day in losing.days]
    given_back = dict(_supplements_back(losing, by_entry)) | dict(_given_back(losing, by_entry))
    for number, part in enumerate(frame.facts):
        if part.role is Role.COUNTED and part.fact.sets is None and had[number].governing is not None:
            short = (day for day, after in left if _is_short(part.fact.sides, had[number].sides, after[number]))
            since = given_back.get(number) or next(short, None)
            if since is not None:
                yield part.fact, since


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


# --- What takes it back -----------------------------------------------------------------------------------------

_OWN_MATTERS: Final = (
    "efficiency-saving-decided",
    "one-off-reversed",
    "technical-adjustment-made",
    "gross-turnover-changed",
    CARRIED_FORWARD,
)
"""Changes that say themselves why they are made: one takes back what another of its own kind did, and nothing else."""


def _given_back(losing: _Losing, by_entry: _Entries) -> Iterator[tuple[int, date]]:
    """The changes, by their number, that take back to the öre what is annulled of one before them, with the day from
    which it is; what a set had replaced there is nothing to take back. As much in this frame and something else in
    others is another matter."""
    governing: FrameFact | None = None
    open_: list[tuple[Taken, FrameFact]] = []
    for number, part in enumerate(losing.frame.facts):
        lost = losing.lost[number]
        if losing.had[number].governing is not governing:
            governing, open_ = losing.had[number].governing, []
        change = part.fact.sets is None
        back = part.fact.sides.negated() if change and part.role is Role.COUNTED and not lost else None
        same = (each for each in open_ if each[0].sides == back != NOTHING)
        taken = next((each for each in same if _reverses(part.fact, each[1], by_entry)), None)
        if taken is not None:
            open_.remove(taken)
            yield number, taken[0].since
        open_ += ((each, part.fact) for each in lost if change)


def _reverses(fact: FrameFact, annulled: FrameFact, by_entry: _Entries) -> bool:
    """Whether a fact may take another back, and their entries do the opposite in every frame beside theirs."""
    if fact.family in _OWN_MATTERS and fact.family != annulled.family:
        return False
    beside = [
        sorted((other.frame.tag, sign * (other.net_ore or 0)) for other in entry if other.frame != fact.frame)
        for entry, sign in (
            (by_entry[fact.entry_position].values(), 1),
            (by_entry[annulled.entry_position].values(), -1),
        )
    ]
    return beside[0] == beside[1]


def _supplements_back(losing: _Losing, by_entry: _Entries) -> Iterator[tuple[int, date]]:
    """The supplements below nothing, by their number, that take back more than there is of those that stand, where some
    are annulled (D-3: what is taken back stands with minus where the original does, and depends on it)."""
    governing: FrameFact | None = None
    standing, gone = 0, list[Taken]()
    for number, part in enumerate(losing.frame.facts):
        fact, lost = part.fact, losing.lost[number]
        if losing.had[number].governing is not governing:
            governing, standing, gone = losing.had[number].governing, 0, []
        net = fact.net_ore
        if fact.family != SUPPLEMENT or net is None:
            continue
        if net > 0 or lost:
            standing += net if part.role is Role.COUNTED else 0
            gone += (each for each in lost if (each.sides.net_ore or 0) > 0)
        elif part.role is Role.COUNTED and other_end(fact, by_entry[fact.entry_position]) is None:
            if standing + net < 0 and gone:
                yield number, min(each.since for each in gone)
            standing = max(standing + net, 0)


# --- What met it ------------------------------------------------------------------------------------------------


class _Part(msgspec.Struct, frozen=True):
    """A fact of a decision: what it changes its frame by as far as it stands, and what courts have taken of that."""

    fact: FrameFact
    role: Role
    left: Sides
    lost: tuple[Taken, ...]


def _unbalanced(frames: Iterable[_Losing]) -> Iterator[_Resting]:
    """What is left of a decision whose other part is annulled, where the two met each other: what is raised and no
    longer paid for, or what is taken and given nobody. An entry that says itself what pays for it, or that only moves,
    met nothing else."""
    decisions: dict[tuple[str, date, FrameKind, int], list[_Part]] = {}
    for losing in frames:
        for part in _parts(losing):
            fact = part.fact
            if fact.decision_key is not None:
                key = (fact.decision_key, fact.decided_latest, fact.kind, fact.year)
                decisions.setdefault(key, []).append(part)
    for parts in decisions.values():
        if any(part.lost for part in parts):
            yield from _left_of([part for entry in _by_entry(parts) if _leans(entry) for part in entry])


def _parts(losing: _Losing) -> Iterator[_Part]:
    """What each fact of a frame changes it by. Of what sets it that is known when it was set to the same before, budget
    or plan: a new budget is not held against the plan. An index that is gone is no part of the decision."""
    before = BEFORE_ANYTHING
    for part, lost, standing in zip(losing.frame.facts, losing.lost, losing.had, strict=True):
        base = NOTHING if part.fact.sets is None else _base(before, part.fact.sets)
        if base is not None and part.role in _DECIDED:
            yield _Part(part.fact, part.role, minus(part.fact.sides, base), part.taken)
        elif base is not None and lost:
            gone = tuple(Taken(each.since, minus(each.sides, base)) for each in lost)
            yield _Part(part.fact, part.role, NOTHING, gone)
        before = standing


def _base(before: Standing, sets: Commitment) -> Sides | None:
    return before.sides if before.commitment is sets else None


def _by_entry(parts: Iterable[_Part]) -> Iterable[Sequence[_Part]]:
    entries: dict[int, list[_Part]] = {}
    for part in parts:
        entries.setdefault(part.fact.entry_position, []).append(part)
    return entries.values()


_PAID: Final = (SUPPLEMENT, CARRIED_FORWARD)


def _leans(entry: Sequence[_Part]) -> bool:
    """Whether what an entry does to frames may have met what other entries of its decision do."""
    if any(part.lost for part in entry):
        return True
    paid = all(part.fact.family in _PAID and not part.fact.leans for part in entry)
    return not paid and sum_of_sides(part.left for part in entry).net_ore != 0


def _left_of(parts: Sequence[_Part]) -> Iterator[_Resting]:
    lost = [each for part in parts for each in part.lost]
    standing = [part for part in parts if part.role in _DECIDED]
    gone, left = (
        sum_of_sides(each.sides for each in lost).net_ore,
        sum_of_sides(part.left for part in standing).net_ore,
    )
    if not lost or not standing or gone is None or left is None:
        return
    moved, first = gone + left == 0, standing[0].fact
    in_its_year = first.decided_latest.year == first.year
    if (moved and left) or (in_its_year and left > max(gone + left, 0)):
        since = min(each.since for each in lost)
        counted = (part for part in standing if part.role is Role.COUNTED)
        yield from ((part.fact, since) for part in counted if (part.left.net_ore or 0) * left > 0)


# --- What was carried forward -----------------------------------------------------------------------------------


def _carried_on(frames: Iterable[_Losing], outcomes: Outcomes) -> Iterator[_Resting]:
    """R-43: what was carried forward to a year of what the frame of the year before has not without the annulled money;
    what was used of it is what the outcome says, or nothing."""
    losing = {each.frame.frame: each for each in frames}
    for each in losing.values():
        for part in each.frame.facts:
            source = losing.get(part.fact.frame.preceding) if part.fact.family == CARRIED_FORWARD else None
            if source is not None and part.role is Role.COUNTED:
                carried, used = part.fact.net_ore or 0, outcomes.get(source.frame.frame, NOTHING).net_ore or 0
                since = next((day for day in source.days if _is_beyond(carried, used, source, day)), None)
                if since is not None:
                    yield part.fact, since


def _is_beyond(carried: int, used: int, source: _Losing, day: date) -> bool:
    had = source.had[-1].sides.net_ore
    left = _standings(source.frame, source.lost, day)[-1].sides.net_ore
    return had is not None and left is not None and left < had and carried > max(left - used, 0)


# --- What was copied --------------------------------------------------------------------------------------------

Copies = Iterable[tuple[FrameFact, FrameKey]]
"""The facts by which plan years are copies, each with the frame that it copies."""


def resting_copies(copies: Copies, sources: Iterable[FrameFact], later_acts: LaterActs, as_of: date) -> Rests:
    """What is told of plan years that copy others: what those were by the day of the copy, they were not without what
    is annulled. `sources` are the facts of the frames that are copied, in order of year, frame and decided order. Whose
    amount is the same without it, since what it replaced revives, copies that."""
    years = groupby(sources, key=attrgetter("year"))
    losing = [_losing(frame, later_acts) for _, known in years for frame in frames_on(known, later_acts, as_of)]
    by_frame = {each.frame.frame: each for each in losing}
    days = ((copy, _copied_until(by_frame[source], copy)) for copy, source in copies if source in by_frame)
    return {
        (copy.entry_position, copy.ordinal): (on_annulled(copy, since),) for copy, since in days if since is not None
    }


def _copied_until(source: _Losing, copy: FrameFact) -> date | None:
    """The day from which what a fact copies was another; None: it is still what it was."""
    known = [part for part in source.frame.facts if part.fact.decided_latest <= copy.decided_latest]
    number = len(known) - 1
    had = source.had[number].sides if known else None
    left = ((day, _standings(source.frame, source.lost, day)[number].sides) for day in source.days if known)
    return next((day for day, sides in left if sides != had), None)
