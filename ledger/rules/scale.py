"""Whether a decision's amounts are in another unit than they say: a whole sheet in tkr, read as mnkr.

Each amount by itself is possible. What gives a mistaken unit away is that the ledger holds the same frame, decided
before or planned, or as it was the year before, and that it is about a thousand times smaller or larger there.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from ledger.events import Fact
from ledger.looking.state import State
from ledger.meaning.effects import Effect, Sides, effects
from ledger.money import NO_BREAK_SPACE, amount_text
from ledger.values import FrameKey, RecordedWarning
from ledger.words.labels import frame_label

_FACTORS: Final = (1_000, 1_000_000)
"""Between kr, tkr, mnkr and mdkr, one step or two."""

_NEAR_TOGETHER: Final = 3
_NEAR_ALONE: Final = 2
"""How many times an amount may be from such a factor: frames grow from year to year, and one by itself says less."""

_MOST: Final = 5
"""One in so many of the compared frames may be as it should, where the others together are out of scale."""


class _Compared(NamedTuple):
    """A frame that is set, and as the ledger holds it; sizes in öre, above zero."""

    fact: int
    frame: FrameKey
    size: int
    known_frame: FrameKey
    known_size: int

    def factor(self, near: int) -> int:
        """The factor that it is about so many times larger by, or as a negative number smaller by; 0 for none."""
        for factor in _FACTORS:
            if self.known_size * factor <= self.size * near and self.size <= self.known_size * factor * near:
                return factor
            if self.size * factor <= self.known_size * near and self.known_size <= self.size * factor * near:
                return -factor
        return 0


def out_of_scale(before: State, facts: Sequence[Fact]) -> Iterator[tuple[int, RecordedWarning]]:
    """A warning for the frames that are set about a thousand or a million times larger or smaller than a ledger holds
    them, with the number of the first fact; one by one when most of the decision's frames are as they should be."""
    compared = list(_compared(before, facts))
    for factor in dict.fromkeys(frame.factor(_NEAR_TOGETHER) for frame in compared):
        together = [frame for frame in compared if frame.factor(_NEAR_TOGETHER) == factor]
        alone = [frame for frame in together if frame.factor(_NEAR_ALONE) == factor]
        if factor and len(together) > 1 and len(together) * _MOST >= len(compared) * (_MOST - 1):
            yield together[0].fact, _warning(together[0], factor, len(together), len(compared))
        elif factor:
            yield from ((frame.fact, _warning(frame, factor, 1, len(compared))) for frame in alone)


def _compared(before: State, facts: Sequence[Fact]) -> Iterator[_Compared]:
    for number, fact in enumerate(facts):
        for effect in effects(fact):
            known = _known(before, effect)
            size = _size(effect.sides)
            if effect.sets is not None and known is not None and size:
                yield _Compared(number, effect.frame, size, *known)


def _known(before: State, effect: Effect) -> tuple[FrameKey, int] | None:
    """What a ledger holds for a frame, or for the same frame the year before; None when it holds nothing."""
    for frame in (effect.frame, effect.frame.preceding):
        held = before.frame_steps(frame.tag).on(date.max).value
        if held.commitment is not None and (size := _size(held.sides)):
            return frame, size
    return None


def _size(sides: Sides) -> int:
    """How large an amount is: its costs, or its net when only that is known or there are no costs."""
    return abs(sides.costs_ore or sides.net_ore or 0)


def _warning(compared: _Compared, factor: int, count: int, of: int) -> RecordedWarning:
    values = {
        "count": str(count),
        "compared": str(of),
        "factor": f"{abs(factor):,}".replace(",", NO_BREAK_SPACE),
        "larger": "större" if factor > 0 else "mindre",
        "frame": frame_label(compared.frame),
        "asserted": amount_text(compared.size),
        "known_frame": frame_label(compared.known_frame),
        "known": amount_text(compared.known_size),
    }
    return RecordedWarning("amounts-out-of-scale", values)
