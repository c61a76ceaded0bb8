"""A frame's figures as answers write them: every entry's part in it, the sums, and what was noticed about it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec

from ledger.meaning.effects import Sides
from ledger.meaning.flags import is_noticed_still
from ledger.meaning.frames import FactInRole, FrameOnDay
from ledger.meaning.later_acts import Role
from ledger.words.noticed import holds_from, is_about
from ledger.words.notices import flag_text, warning_text
from projections.asking.amounts import SIDES, GrossSides, figures_by_name
from projections.asking.texts import ToldOre


class FramePart(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry's part in a frame: counted, replaced by a later set, undetermined (its day is not settled), annulled,
    conditional (what the decision waits for has not come), or without legal force. `annulled_on`: the day from which a
    final judgment annuls it, also when that is later than the answer; `annulled_in_part_on` a part of its amount, which
    is then not in the figures. `index`: what its amount grows by, and
    `index_ppb` how much, in billionths; None while that is not decided. `laid`: nobody has decided it, it is only laid
    on top."""

    position: int
    family: str
    part: str
    decided_earliest: date
    decided_latest: date
    net_ore: ToldOre | None
    costs_ore: int | None = None
    revenues_ore: int | None = None
    expenditures_ore: int | None = None
    receipts_ore: int | None = None
    annulled_on: date | None = None
    annulled_in_part_on: date | None = None
    index: str | None = None
    index_ppb: int | None = None
    laid: bool = False


class FrameWarning(msgspec.Struct, frozen=True):
    """A warning about a frame, the entry that it belongs to, and the first day on which it holds."""

    position: int
    code: str
    text: str
    holds_from: date


class _FrameRemarks(GrossSides, frozen=True, omit_defaults=True, kw_only=True):
    """What is said last of a frame. `undecided_indices`: the figures are without these, and not settled before they are
    decided."""

    gross_known: bool = True
    warnings: tuple[FrameWarning, ...] = ()
    undecided_indices: tuple[str, ...] = ()


class Frame(_FrameRemarks, frozen=True, omit_defaults=True):
    """A frame's figures at a coordinate, in öre. Gross None means that only the net is known. `commitment` None: no set
    is known, only changes."""

    unit: str
    unit_name: str
    line: str
    kind: str
    year: int
    commitment: str | None
    net_ore: ToldOre | None
    parts: tuple[FramePart, ...]


class _TotalRemarks(GrossSides, frozen=True, omit_defaults=True, kw_only=True):
    undecided_indices: tuple[str, ...] = ()


class FrameTotal(_TotalRemarks, frozen=True, omit_defaults=True):
    """The sum of the frames of one kind; a side that is unknown in any of them is unknown in the sum."""

    kind: str
    net_ore: ToldOre | None
    frames: int


def frames_of(frames: Iterable[FrameOnDay], unit_names: Mapping[str, str]) -> list[Frame]:
    """The frames that anything counts in, as answers write them."""
    return [_frame(frame, unit_names) for frame in frames if frame.standing.known]


def outside_of(frames: Iterable[FrameOnDay], unit_names: Mapping[str, str], role: Role) -> list[Frame]:
    """The facts that stand outside the totals for one reason (`undetermined`, `conditional`,
    `without_legal_force`), each with its own
    amount."""
    return [_beside(frame, fact, unit_names) for frame in frames for fact in frame.facts if fact.role is role]


def totals_of(frames: Iterable[Frame]) -> list[FrameTotal]:
    """One total for operating money and one for investments; the two are never added together."""
    known = list(frames)
    return [_total(kind, [frame for frame in known if frame.kind == kind]) for kind in SIDES]


def _total(kind: str, frames: list[Frame]) -> FrameTotal:
    sums = {f"{name}_ore": _sum([getattr(frame, f"{name}_ore") for frame in frames]) for name in SIDES[kind]}
    undecided = tuple(sorted({index for frame in frames for index in frame.undecided_indices}))
    return FrameTotal(kind=kind, frames=len(frames), undecided_indices=undecided, **sums)


def _sum(amounts: list[int | None]) -> int | None:
    return None if None in amounts else sum(ore for ore in amounts if ore is not None)


def _frame(frame: FrameOnDay, unit_names: Mapping[str, str]) -> Frame:
    sides = frame.standing.sides
    return _written(frame, frame.facts, sides, frame.commitment, frame.undecided_indices, unit_names)


def _beside(frame: FrameOnDay, fact: FactInRole, unit_names: Mapping[str, str]) -> Frame:
    waiting = () if fact.waits_for_index is None else (fact.waits_for_index,)
    return _written(frame, (fact,), fact.fact.sides, fact.fact.sets, waiting, unit_names)


def _written(
    frame: FrameOnDay,
    facts: Sequence[FactInRole],
    sides: Sides,
    commitment: str | None,
    undecided_indices: tuple[str, ...],
    unit_names: Mapping[str, str],
) -> Frame:
    first = facts[0].fact
    return Frame(
        unit=first.unit,
        unit_name=unit_names.get(first.unit, first.unit),
        line=first.line,
        kind=first.kind,
        year=first.year,
        commitment=commitment,
        parts=tuple(map(_part, facts)),
        gross_known=None not in (sides.costs_ore, sides.revenues_ore, sides.net_ore),
        warnings=warnings_of(frame, facts),
        undecided_indices=undecided_indices,
        **figures_by_name(first.kind, sides),
    )


def _part(part: FactInRole) -> FramePart:
    fact = part.fact
    return FramePart(
        position=fact.entry_position,
        family=fact.family,
        part=part.role,
        decided_earliest=fact.decided_earliest,
        decided_latest=fact.decided_latest,
        annulled_on=part.annulled_on,
        annulled_in_part_on=part.in_part_on,
        index=fact.index_name,
        index_ppb=part.index_ppb,
        laid=fact.supposed,
        **figures_by_name(fact.kind, fact.sides),
    )


def warnings_of(frame: FrameOnDay, facts: Sequence[FactInRole] | None = None) -> tuple[FrameWarning, ...]:
    """What is to be known about a frame on its day, or about some of its facts: what was noticed of it when they were
    recorded, and what has come of them since."""
    parts = frame.facts if facts is None else facts
    shown, own = ({part.fact.entry_position for part in of} for of in (parts, frame.facts))
    noticed = [warning for part in parts if part.role is not Role.ANNULLED for warning in _noticed(frame, part)]
    told = [
        FrameWarning(position, flag.code, flag_text(flag.code, flag.values), flag.holds_from)
        for flag in frame.flags
        if not shown.isdisjoint(flag.positions) or (shown == own and own.isdisjoint(flag.positions))
        for position in flag.positions
    ]
    return tuple(dict.fromkeys((*noticed, *told)))


def _noticed(frame: FrameOnDay, part: FactInRole) -> Iterator[FrameWarning]:
    """What was noticed about the frame, and no other of the entry's, when a fact was recorded, and holds on the day;
    unless the frame itself says otherwise by now."""
    fact = part.fact
    for warning in fact.warnings or ():
        since = holds_from(warning, fact.decided_latest)
        holds = since <= max(frame.as_of, fact.decided_latest)
        if holds and is_about(warning, fact.frame) and is_noticed_still(warning, part, frame):
            yield FrameWarning(fact.entry_position, warning.code, warning_text(warning.code, warning.values), since)
