"""R-12: what is the council's. Its own decisions, the frames that it has set, and what others make of a frame that it
has set as a whole (KL 5:1, 5:2)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from ledger.looking.state import NO_FACTS, State
from ledger.meaning.frames import FrameFact
from ledger.meaning.levels import TOTAL, total_beside
from ledger.meaning.placed import Decided
from ledger.meaning.tree import UnitOnDay, way_up
from ledger.rules.bodies import nearest_body
from ledger.rules.together import WholeCommand
from ledger.values import FrameKey, OrganisationKind

_UNDER_KL: Final = (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION)
"""Kinds of organisation that have a council whose budget KL 5:1 and 5:2 keep to it."""


def is_kept_by_law(state: State) -> bool:
    """Whether the law keeps the total of the frames to a council of who keeps the ledger (KL 5:1, 5:2)."""
    return state.organisation is not None and state.organisation.kind in _UNDER_KL


def by_council(state: State, body: str, day: date) -> bool:
    """Whether a body is the council of who keeps the ledger, on a day."""
    return state.organisation is not None and state.is_council(body, day, state.organisation.kind)


def is_councils(state: State, tag: str, before: Decided) -> bool:
    """Whether the council has set a frame before some place in decided order, or may have: a body that nobody knows
    could be the council misspelt. What a board sets after that, and perhaps to the same, makes it nobody else's."""
    return any(
        known.decided < before and known.annulled_from(state.later_acts) is None and _may_be_councils(state, known)
        for known in state.frames.get(tag, NO_FACTS).sets
    )


def _may_be_councils(state: State, known: FrameFact) -> bool:
    basis, day = known.basis, known.decided_latest
    if basis is None:
        return False
    return by_council(state, basis.body, day) or nearest_body(state, basis.body, day) is not None


def end_of(day: date) -> Decided:
    """After everything that is decided on a day."""
    return Decided(day, 2**31, "", 2**31, 2**62)


def is_made_up(state: State, frame: FrameKey, before: Decided) -> bool:
    """Whether a frame has been set before some place in decided order, and only by bodies that are known and not the
    council, outside all that the council has set: what it has is no money that the council has given anybody."""
    sets = [known for known in state.frames.get(frame.tag, NO_FACTS).sets if known.decided < before]
    by_others = bool(sets) and not any(known.basis is None or _may_be_councils(state, known) for known in sets)
    return by_others and not is_guarded(state, frame, before)


# --- What is a part of what the council has set -----------------------------------------------------------------


def whole_of(state: State, frame: FrameKey, before: Decided) -> FrameKey | None:
    """The frame that the council has set as a whole, and that another is a part of without being the council's itself:
    the `total` of its unit, or else of the nearest unit above that has one."""
    if is_councils(state, frame.tag, before):
        return None
    own = () if frame.line == TOTAL else (frame.unit,)
    above = way_up(state.units_on(before.latest, before.latest), frame.unit)[1:]
    wholes = (total_beside(FrameKey(unit, frame.kind, frame.year)) for unit in (*own, *above))
    return next((whole for whole in wholes if is_councils(state, whole.tag, before)), None)


def is_guarded(state: State, frame: FrameKey, before: Decided) -> bool:
    """Whether a frame is the council's, or a part of one that is."""
    return is_councils(state, frame.tag, before) or whole_of(state, frame, before) is not None


CouncilLines = Mapping[FrameKey, Sequence[tuple[FrameKey, Decided]]]
"""The frames that the council has set of each unit, kind and year, under the `total` of that, with the first place."""


def council_lines(state: State) -> CouncilLines:
    """What the council has set in a state: reckoned once, and asked for many rows."""
    lines: dict[FrameKey, list[tuple[FrameKey, Decided]]] = {}
    for known in state.frames.values():
        standing = (one for one in known.sets if one.annulled_from(state.later_acts) is None)
        sets = [one.decided for one in standing if _may_be_councils(state, one)]
        if sets:
            frame = known.facts[0].frame
            lines.setdefault(total_beside(frame), []).append((frame, min(sets)))
    return lines


def is_beside(lines: CouncilLines, state: State, frame: FrameKey, before: Decided) -> bool:
    """Whether the council has given a unit its money on other lines than a frame's, and not as a whole: what anybody
    else puts on that line, or on the `total`, comes on top of it."""
    others = lines.get(total_beside(frame), ())
    if not any(other != frame and first < before for other, first in others):
        return False
    return not is_guarded(state, frame, before)


def is_set(state: State, frame: FrameKey, before: Decided) -> bool:
    """Whether anybody has set a frame before some place in decided order."""
    return state.frame_steps(frame.tag).now.before(before).governing is not None


def divided_beyond(together: WholeCommand, whole: FrameKey, before: Decided) -> int:
    """By how much the parts of a whole that others have set come to more than it, in öre, when a command makes them:
    what a board divides among its lines and units is what the council has given it, and no more."""

    def reckoned() -> Mapping[FrameKey, tuple[int, int]]:
        return _divided(together, before)

    was, now = together.once(f"divided {before.latest}", reckoned).get(whole, (0, 0))
    net_ore = together.completed.frame_steps(whole.tag).on(before.latest).sides.net_ore
    return 0 if net_ore is None else max(now - max(net_ore, was), 0)


def _divided(together: WholeCommand, at: Decided) -> dict[FrameKey, tuple[int, int]]:
    """What the known parts of each whole come to, before and after a command: its own lines, or the units below it, of
    which the one may be the other told in another way. A part of a part is no more of it."""
    state, parts = together.completed, dict[FrameKey, list[FrameKey]]()
    last = end_of(at.latest)
    frames = [known.facts[0].frame for known in state.frames.values() if known.facts]
    for frame in frames:
        if is_set(state, frame, last) and (whole := whole_of(state, frame, last)) is not None:
            parts.setdefault(whole, []).append(frame)
    return {whole: _nets(together, _cuts(state, whole, own, at), at) for whole, own in parts.items()}


def _cuts(state: State, whole: FrameKey, parts: list[FrameKey], at: Decided) -> tuple[list[FrameKey], list[FrameKey]]:
    """The parts that are lines of the unit itself, and those of units below, without what is below one of those."""
    units: Mapping[str, UnitOnDay] = state.units_on(at.latest, at.latest)
    under = [part for part in parts if part.unit != whole.unit]
    totals, having = {part.unit for part in under if part.line == TOTAL}, {part.unit for part in under}
    upper = [
        part
        for part in under
        if (part.line == TOTAL or part.unit not in totals) and having.isdisjoint(way_up(units, part.unit)[1:])
    ]
    return [part for part in parts if part.unit == whole.unit], upper


def _nets(together: WholeCommand, cuts: tuple[list[FrameKey], ...], at: Decided) -> tuple[int, int]:
    was, now = (
        max(sum(state.frame_steps(part.tag).on(at.latest).sides.net_ore or 0 for part in cut) for cut in cuts)
        for state in (together.before, together.completed)
    )
    return was, now
