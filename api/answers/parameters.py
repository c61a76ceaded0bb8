"""A URL's parameters, as text, read by our own functions: everything that is wrong is told at once.

A parameter that nobody knows is refused, and so is one that stands twice: a misspelt `asof` must never give an answer
at another day than the one that was meant.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from typing import Final, TypeVar

import msgspec

from ledger.errors import Refusal, Refused
from ledger.values import Identifier
from ledger.when import parse_day

Read = TypeVar("Read")

_DIGITS: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
_SHOWN: Final = 60
_LONGEST: Final = 100
_DAY_RIGHT: Final = "en dag som 2026-03-01"
IDENTIFIER_RIGHT: Final = "små bokstäver a–z, siffror och bindestreck, högst 63 tecken"
_POSITION_RIGHT: Final = "en position: ett heltal, 0 eller större"


class Parameters:
    """Reads a URL's parameters one by one, and notes what is wrong with them in `problems`."""

    def __init__(self, given: Iterable[tuple[str, str]], known: Collection[str], repeated: Collection[str] = ()):
        self.problems: list[Refusal] = []
        self._texts: dict[str, str] = {}
        self._every: dict[str, list[str]] = {name: [] for name in repeated}
        for name, text in given:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                right = near[0] if near else "någon av: " + ", ".join(known) if known else "inga parametrar"
                self._refuse("field-unknown", f"Parametern ”{name[:_SHOWN]}” finns inte.", name, right)
            elif name in repeated:
                self._every[name].append(text)
            elif name in self._texts:
                self._refuse("field-repeated", f"Parametern ”{name}” står två gånger.", name, "en av dem")
            else:
                self._texts[name] = text

    def __contains__(self, name: str) -> bool:
        return name in self._texts

    def every(self, name: str) -> Iterator["Parameters"]:
        """One reader for each time that a parameter which may be repeated stands there; their problems are these."""
        for text in self._every[name]:
            one = Parameters([(name, text)], (name,))
            yield one
            self.problems += one.problems

    def read(self, name: str, parse: Callable[[str], Read], right: str) -> Read | None:
        """A parameter as `parse` reads it; None when it is not there, or when `parse` raises ValueError or Refused.

        What is longer than anything that can be right is cut, and so is what is told about it.
        """
        text = self._texts.get(name)
        if text is None:
            return None
        try:
            return parse(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
        except ValueError as error:
            self._refuse("coordinate-invalid", f"{str(error).removesuffix('.')}.", name, right)
        except Refused as refused:
            self.problems += [refusal.within(name) for refusal in refused.refusals]
        return None

    def _refuse(self, code: str, detail: str, name: str, right: str) -> None:
        self.problems.append(Refusal(code, detail, right=right, where=name[:_SHOWN]))

    def finish(self) -> None:
        """Raises Refused with every problem, if there is any."""
        if self.problems:
            raise Refused(*self.problems)

    # --- The kinds of parameters ---

    def integer(self, name: str, low: int, high: int, default: int) -> int:
        """A whole number within bounds."""

        def parse(text: str) -> int:
            number = whole_number(text)
            if not low <= number <= high:
                raise ValueError(f"{name} är {number}")
            return number

        found = self.read(name, parse, f"ett heltal {low}–{high}")
        return default if found is None else found

    def position(self, name: str) -> int | None:
        """A position in the log."""
        return self.read(name, whole_number, _POSITION_RIGHT)

    def day(self, name: str) -> date | None:
        """A Swedish day."""
        return self.read(name, parse_day, _DAY_RIGHT)

    def identifier(self, name: str) -> str | None:
        """The id of a unit, a line or a proposal."""
        return self.read(name, parse_identifier, IDENTIFIER_RIGHT)

    def choice(self, name: str, choices: Collection[str]) -> str | None:
        """One of some words."""

        def parse(text: str) -> str:
            if text not in choices:
                raise ValueError(f"{name} är ”{text[:_SHOWN]}”")
            return text

        return self.read(name, parse, "en av: " + ", ".join(choices))

    def yes(self, name: str) -> bool:
        """`true` or `false`; false when it is not there."""
        return self.choice(name, ("true", "false")) == "true"


def whole_number(text: str) -> int:
    """Digits as a number. Raises ValueError for anything else."""
    if not _DIGITS.fullmatch(text):
        raise ValueError(f"”{text[:_SHOWN]}” är inget heltal")
    return int(text)


def parse_identifier(text: str) -> str:
    """The id of a unit, a line or a proposal. Raises ValueError for anything else."""
    try:
        return msgspec.convert(text, Identifier)
    except msgspec.ValidationError as error:
        raise ValueError(f"”{text[:_SHOWN]}” kan inte vara ett id") from error
