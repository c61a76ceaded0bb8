"""R-35: the scale of a decision against what the ledger holds, for units are never mixed in one sum.

Each amount by itself is possible. What gives a mistaken unit away, a sheet or a column in tkr that is read as mnkr, is
that the same frame is held, as a plan or decided before, and is about a thousand times smaller or larger. A frame that
is not held is held against that of the years beside it, in the ledger or else in the same decision: of operating money,
which is alike from year to year. What changes a frame is held against the frame, where no other frame pays for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from ledger.events import AnyFact, Fact, NamedProposal, RecordingErrorCorrected
from ledger.looking.aside import other_years
from ledger.looking.state import State
from ledger.meaning.effects import UNKNOWN, Effect, Sides, effects
from ledger.meaning.placed import claimed
from ledger.money import NO_BREAK_SPACE, amount_text
from ledger.values import ControlOf, FrameKey, InvestmentAmount, NetAmount, OperatingAmount, RecordedWarning
from ledger.words import words
from ledger.words.labels import frame_label

_SET, _CHANGED = "amounts-out-of-scale", "change-out-of-scale"

OUT_OF_SCALE: Final = (_SET, _CHANGED)
"""The warnings about scale."""

_FACTORS: Final = (1_000, 1_000_000)
"""Between kr, tkr, mnkr and mdkr, one step or two."""

_NEAR_TOGETHER: Final = 3
_NEAR_ALONE: Final = 2
"""How many times an amount may be from such a factor: frames grow from year to year, and one by itself says less."""

_MOST: Final = 5
"""One in so many of the compared frames may be as it should, where the others together are out of scale."""

_PART: Final = 10
"""Revenues that are less than one in so many of the costs, before and now, may truly grow or go a thousand times."""

_LEAST: Final = 10_000_00
"""What a frame is, in öre, before a change of it is held against it: a frame of less may truly grow so much."""


class _Compared(NamedTuple):
    """A frame that is set, and as it is held, or as another `known_year` is; sizes in öre, above zero. `of` is the side
    that is compared, when it is not the frame as a whole; `here`: it is held by the same decision."""

    fact: int
    frame: FrameKey
    size: int
    known_size: int
    known_year: int
    here: bool = False
    of: ControlOf | None = None

    def factor(self, near: int) -> int:
        """The factor that it is about so many times larger by, or as a negative number smaller by; 0 for none."""
        return _factor(self.size, self.known_size, near)


def _factor(size: int, known: int, near: int) -> int:
    for factor in _FACTORS:
        if known * factor <= size * near and size <= known * factor * near:
            return factor
        if size * factor <= known * near and known <= size * factor * near:
            return -factor
    return 0


def out_of_scale(before: State, facts: Sequence[AnyFact]) -> Iterator[tuple[int, RecordedWarning]]:
    """A warning for the frames that are set about a thousand or a million times larger or smaller than they are held,
    with the number of the first fact; one by one when most of the decision's frames are as they should be. And one for
    each frame that is changed by about so many times what it is."""
    said = [(number, effect) for number, fact in enumerate(facts) for effect in _said(fact)]
    sets = {effect.frame: effect.sides for _, effect in said if effect.sets is not None}
    held = [_held_against(before, facts[number], number, effect, sets) for number, effect in said if effect.sets]
    compared = [whole for whole, _ in held if whole is not None]
    for factor in dict.fromkeys(frame.factor(_NEAR_TOGETHER) for frame in compared):
        together = [frame for frame in compared if frame.factor(_NEAR_TOGETHER) == factor]
        alone = [frame for frame in together if frame.factor(_NEAR_ALONE) == factor]
        if factor and len(together) > 1 and len(together) * _MOST >= len(compared) * (_MOST - 1):
            yield together[0].fact, _warning(together[0], factor, len(together), len(compared))
        elif factor:
            yield from ((frame.fact, _warning(frame, factor, len(alone), len(compared))) for frame in alone)
    for revenues in (revenues for _, revenues in held if revenues is not None):
        yield revenues.fact, _warning(revenues, revenues.factor(_NEAR_ALONE), 1, len(compared))
    yield from _changes(before, said, sets)


def _said(fact: AnyFact) -> Iterator[Effect]:
    """What a fact does to frames, or what a correction puts in the place of others; of a proposal what it would do."""
    new = claimed(fact, None)[0]
    for inner in () if new is None else new.facts if isinstance(new, NamedProposal) else (new,):
        yield from effects(inner)


def _held_against(
    before: State, fact: AnyFact, number: int, effect: Effect, sets: Mapping[FrameKey, Sides]
) -> tuple[_Compared | None, _Compared | None]:
    """A frame that is set beside what is held, as a whole, and by its revenues where only they are out of scale. The
    first year that is comparable is taken."""
    for year, known, here in _known(before, fact, effect.frame, sets):
        sizes = _sizes(effect.sides, known)
        if sizes is None:
            continue
        whole = _Compared(number, effect.frame, *sizes, year, here)
        revenues = _revenues(effect.sides, known)
        if revenues is None or whole.factor(_NEAR_TOGETHER):
            return whole, None
        return whole, _Compared(number, effect.frame, *revenues, year, here, ControlOf.REVENUES)
    return None, None


def _known(
    before: State, fact: AnyFact, frame: FrameKey, sets: Mapping[FrameKey, Sides]
) -> Iterator[tuple[int, Sides, bool]]:
    """What a frame may be held against, the best first: itself and other years as the ledger holds them, and earlier
    years in the same decision. What is corrected comes after other years, and not at all if it was told itself to be
    out of scale: then the correction is the remedy."""
    years = other_years(frame)
    if not isinstance(fact, RecordingErrorCorrected):
        years = (frame, *years)
    yield from ((known.year, _held(before, known), False) for known in years)
    yield from ((known.year, sets[known], True) for known in years if known in sets and known.year < frame.year)
    if isinstance(fact, RecordingErrorCorrected):
        target = before.targets.get(fact.corrects)
        told = () if target is None else target.entry.recording.warnings
        if not any(warning.code in OUT_OF_SCALE for warning in told):
            yield frame.year, _held(before, frame), False


def _held(before: State, frame: FrameKey) -> Sides:
    """What a frame is as the ledger holds it; UNKNOWN when it is not set."""
    held = before.frame_steps(frame.tag).on(date.max).value
    return UNKNOWN if held.commitment is None else held.sides


def _sizes(own: Sides, known: Sides) -> tuple[int, int] | None:
    """How large two amounts are: their costs, or their net when only that is known or one of them has no costs."""
    if own.costs_ore and known.costs_ore:
        return abs(own.costs_ore), abs(known.costs_ore)
    return (abs(own.net_ore), abs(known.net_ore)) if own.net_ore and known.net_ore else None


def _revenues(own: Sides, known: Sides) -> tuple[int, int] | None:
    """The revenues of two amounts, when they are out of scale and are no small part of it."""
    if not (own.revenues_ore and known.revenues_ore and own.costs_ore and known.costs_ore):
        return None
    sizes = abs(own.revenues_ore), abs(known.revenues_ore)
    matters = max(sizes) * _PART >= max(abs(own.costs_ore), abs(known.costs_ore))
    return sizes if matters and _factor(*sizes, _NEAR_ALONE) else None


def _warning(compared: _Compared, factor: int, count: int, of: int) -> RecordedWarning:
    known, label = amount_text(compared.known_size), frame_label(compared.frame)
    known += "" if compared.known_year == compared.frame.year else f" {compared.known_year}"
    side = {} if compared.of is None else {"of": words.field(compared.of)}
    values = {
        "count": str(count),
        "compared": str(of),
        "factor": f"{abs(factor):,}".replace(",", NO_BREAK_SPACE),
        "larger": "större" if factor > 0 else "mindre",
        "frame": label if compared.of is None else f"{label} ({side['of']})",
        "asserted": amount_text(compared.size),
        "known": f"{known} i samma beslut" if compared.here else known,
    }
    return RecordedWarning(_SET, values | side)


# --- What changes a frame -----------------------------------------------------------------------------------------


def _changes(
    before: State, said: Sequence[tuple[int, Effect]], sets: Mapping[FrameKey, Sides]
) -> Iterator[tuple[int, RecordedWarning]]:
    changes = [(number, effect, _before(before, effect.frame, sets)) for number, effect in said if effect.sets is None]
    for number, effect, known in changes:
        sizes = _sizes(effect.sides, known) or _largest(effect.sides, known)
        if sizes is None or sizes[1] < _LEAST or (factor := _factor(*sizes, _NEAR_ALONE)) <= 0:
            continue
        if any(_pays(effect, other, there) for _, other, there in changes):
            continue
        values = {"frame": frame_label(effect.frame), "asserted": amount_text(sizes[0]), "known": amount_text(sizes[1])}
        values |= {"factor": f"{factor:,}".replace(",", NO_BREAK_SPACE), "larger": "större"}
        yield number, RecordedWarning(_CHANGED, values)


def _before(before: State, frame: FrameKey, sets: Mapping[FrameKey, Sides]) -> Sides:
    held = _held(before, frame)
    return sets.get(frame, UNKNOWN) if held == UNKNOWN else held


def _largest(own: Sides, known: Sides) -> tuple[int, int] | None:
    """Of a change that leaves costs alone, its revenues against the frame's largest side."""
    whole = max(abs(known.costs_ore or 0), abs(known.revenues_ore or 0), abs(known.net_ore or 0))
    return (abs(own.revenues_ore), whole) if own.revenues_ore and whole else None


def _pays(effect: Effect, other: Effect, held: Sides) -> bool:
    """Whether another frame that holds as much gives it: then the amount is of the ledger's scale."""
    net, given, there = effect.sides.net_ore, other.sides.net_ore, held.net_ore
    return bool(net and given and there) and net == -(given or 0) and abs(there or 0) >= abs(net or 0)


# --- Where it stands ----------------------------------------------------------------------------------------------


def figure_compared(fact: AnyFact, of: str | None = None) -> str | None:
    """The path, in a fact, to the figure whose size is compared (`of`: the side, when it is one of two); None for a
    fact that has other facts in it."""
    if isinstance(fact, RecordingErrorCorrected):
        figure = None if fact.replacement is None else _figure(fact.replacement.fact, of)
        return None if figure is None else f"replacement.fact.{figure}"
    return _figure(fact, of)


def _figure(fact: Fact, of: str | None) -> str | None:
    match getattr(fact, "amount", None):
        case OperatingAmount(costs_ore=costs):
            return "amount.costs_ore" if costs and of is None else "amount.revenues_ore"
        case InvestmentAmount(expenditures_ore=expenditures):
            return "amount.expenditures_ore" if expenditures and of is None else "amount.receipts_ore"
        case NetAmount():
            return "amount.net_ore"
        case _:
            return "costs_ore" if hasattr(fact, "costs_ore") else None
