"""A command as a whole, while its facts are decided one by one: what all of it leaves, and how what is refused of it is
told. Rows of the command itself are named by their paths, since nothing is stored under the positions they would get;
and where its amounts look like another unit's, that is said first, and what may only follow from it is said to."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, reduce
from typing import Final, TypeVar, cast

from msgspec.structs import replace

from ledger.errors import Refusal
from ledger.events import AnyFact
from ledger.looking.state import State
from ledger.meaning.placed import Claim, claim_of
from ledger.rules.doubts.scale import out_of_scale
from ledger.text import listed
from ledger.values import Basis, RecordedWarning
from ledger.words.notices import warning_text

_Reckoned = TypeVar("_Reckoned")

_OF_SIZE: Final = frozenset(
    {
        "amount-limit-exceeded",
        "amount-out-of-range",
        "carried-forward-exceeds-unused",
        "carry-over-above-cap",
        "central-reserve-exceeded",
        "financing-missing",
        "frame-would-be-negative",
        "reservation-overdrawn",
        "total-raised-by-other-body",
    }
)
"""What is refused because an amount is too large, and may be so only because its unit is another."""

_ASKS_FOR_POSITIONS: Final = frozenset({"entry-unknown", "position-beyond-head"})
"""What is refused because of a position that somebody has named."""

_POSITIONS: Final = re.compile(
    r"\b(?:posten|posterna|position|positionerna) ([0-9]+(?:(?:, | och )[0-9]+(?! till|[0-9]))*)"
)


class WholeCommand:
    """All facts of a command on one basis, in a ledger that holds `before`. `first` is the position that the first of
    them would get, `today` the Swedish day of recording."""

    def __init__(self, before: State, facts: Sequence[AnyFact], basis: Basis | None, first: int, today: date) -> None:
        self.before, self.facts, self.first = before, facts, first
        self.basis, self.today = basis, today
        self._reckoned: dict[str, object] = {}

    def once(self, what: str, reckon: Callable[[], _Reckoned]) -> _Reckoned:
        """What is reckoned when it is first asked for, and once for all rows of the command."""
        if what not in self._reckoned:
            self._reckoned[what] = reckon()
        return cast(_Reckoned, self._reckoned[what])

    @cached_property
    def claims(self) -> list[Claim]:
        """What each of the facts claims."""
        return [claim_of(fact, self.basis, self.first + number, self.today) for number, fact in enumerate(self.facts)]

    @cached_property
    def completed(self) -> State:
        """The state that all of them leave, whatever stands against them."""
        return reduce(State.after, self.claims, self.before)

    @cached_property
    def _scale(self) -> dict[int, RecordedWarning]:
        return dict(out_of_scale(self.before, self.facts))

    def told(self, number: int, refusals: Iterable[Refusal]) -> Iterator[Refusal]:
        """The refusals of one of the facts (from 0), as they are told of a command that is not recorded."""
        for refusal in refusals:
            named = refusal if refusal.code in _ASKS_FOR_POSITIONS else _with_texts(refusal, self._with_rows)
            yield self._because_of_scale(number, named)

    def _with_rows(self, text: str) -> str:
        return _POSITIONS.sub(self._rows, text)

    def _rows(self, named: re.Match[str]) -> str:
        numbers = [int(number) for number in re.findall("[0-9]+", named[1])]
        own = range(self.first, self.first + len(self.facts))
        rows = [f"facts[{number - self.first}]" for number in numbers if number in own]
        if not rows:
            return named[0]
        stored = [str(number) for number in numbers if number not in own]
        what = named[0].removesuffix(named[1])
        return listed([*([what + listed(stored)] if stored else []), *rows])

    def _because_of_scale(self, number: int, refusal: Refusal) -> Refusal:
        if refusal.code not in _OF_SIZE or not self._scale:
            return refusal
        own, found = self._scale.get(number), next(iter(self._scale.values()))
        cause = (
            f"Kan vara en följd av fel enhet: beloppen är omkring {found.values['factor']} gånger "
            f"{found.values['larger']} än liggarens."
            if own is None
            else f"Troligen fel enhet: {warning_text(own.code, own.values)} Annars:"
        )
        return replace(refusal, detail=f"{cause} {refusal.detail}")


def _with_texts(refusal: Refusal, changed: Callable[[str], str]) -> Refusal:
    right = None if refusal.right is None else changed(refusal.right)
    return replace(refusal, detail=changed(refusal.detail), right=right)
