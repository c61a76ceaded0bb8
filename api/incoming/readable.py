"""What could be read of a command that has problems of form, so that the rules can be asked about that much.

Everything that is wrong is then told at once. What could not be read must not be blamed on what could: a refusal that
may only be there because something else is missing is left out, and comes when the form is right.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from api.incoming.reading import Reader
from ledger.errors import REFUSALS, Refusal, Refused, RuleClass
from ledger.events import AnyFact, FrameEntry
from ledger.recording import Command
from ledger.words import words

Rehearsal = Callable[[Command], object]
"""Asks the rules about a command, with nothing stored. Raises Refused."""

_SUMS: Final = frozenset({"frame-would-be-negative", "amount-out-of-range"})
"""What all facts together lead to."""

_REFERENCES: Final = frozenset(
    {"ledger-unknown", "ledger-not-opened", "unit-unknown", "unit-below-itself", "proposal-unknown"}
)
"""What an earlier fact may have defined."""

_DECISIONS: Final = frozenset(
    {"basis-missing", *(code for code, kind in REFUSALS.items() if kind.rule_class is RuleClass.B)}
)
"""What the basis decides, and the acceptances."""


class Readable(msgspec.Struct, frozen=True):
    """The readable part of a command: its facts, their numbers in the whole, and the codes not to be trusted."""

    command: Command
    numbers: tuple[int, ...]
    unsure: frozenset[str]

    def refusals(self, rehearse: Rehearsal) -> list[Refusal]:
        """What the rules have against what could be read, with places in the whole command."""
        if not self.numbers:
            return []
        try:
            rehearse(self.command)
        except Refused as refused:
            return [self._placed(refusal) for refusal in refused.refusals if self._certain(refusal)]
        return []

    def _certain(self, refusal: Refusal) -> bool:
        return refusal.code not in self.unsure and refusal.kind.rule_class is not RuleClass.OPERATION

    def _placed(self, refusal: Refusal) -> Refusal:
        detail, right, where = map(self._numbered, (refusal.detail, refusal.right, refusal.where))
        return msgspec.structs.replace(refusal, detail=detail or "", right=right, where=where)

    def _numbered(self, text: str | None) -> str | None:
        """A text with the numbers of its facts as they are in the whole command."""
        return text and re.sub(r"\bfacts\[([0-9]+)\]", lambda place: f"facts[{self.numbers[int(place[1])]}]", text)


def readable(reader: Reader) -> Readable:
    """What a reader that has met problems could read nevertheless."""
    wrong = {_part(problem.where or "") for problem in reader.problems}
    basis = None if "basis" in wrong else reader.found.get(("basis",))
    accept = () if "accept" in wrong else reader.found.get(("accept",), ())
    facts = {} if "facts" in wrong else dict(_facts(reader, wrong))
    unsure = frozenset().union(*(_unsure(reader, part) for part in wrong))
    totals = () if "frame_totals" in wrong else reader.found.get(("frame_totals",), ())
    return Readable(Command(tuple(facts.values()), basis, accept, totals), tuple(facts), unsure)


def _facts(reader: Reader, wrong: set[str]) -> Iterator[tuple[int, AnyFact]]:
    for path, fact in reader.found.items():
        match path:
            case ("facts", int(number)) if f"facts[{number}]" not in wrong:
                yield number, fact


def _part(where: str) -> str:
    """The part of a command that a problem is in, `basis` or `facts[3]`; a file may have named it in Swedish."""
    place = re.match(r"([^.\[]*)((?:\[[0-9]+\])?)", where)
    first, number = place.groups() if place else ("", "")
    name = next((field for field in Command.__struct_fields__ if words.field(field) == first), first)
    return f"{name}{number}" if name == "facts" else name


def _unsure(reader: Reader, part: str) -> frozenset[str]:
    """The refusals that may be there only because a part could not be read."""
    if (number := re.fullmatch(r"facts\[([0-9]+)\]", part)) is None:
        return _SUMS | _DECISIONS
    meant = reader.types.get(("facts", int(number[1])))
    about_money = meant is not None and issubclass(meant, FrameEntry)
    return _SUMS if about_money else _SUMS | _DECISIONS | _REFERENCES
