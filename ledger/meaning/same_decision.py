"""Whether two entries rest on one decision: the same, perhaps the same, or another (R-05).

What both say must agree; what only one of them says leaves it open, and so does what one of them says with more words
than the other (`44/2026` and `§ 44`, `2025/123` and `KS 2025/123`). A decision that was recorded with bounds and comes
again from its minutes is perhaps the same; and so is one of which nothing but the day differs, since the paragraphs of
a body are numbered through the year. What says the same money may be so too when only its case or its paragraph
differs, or its body is written nearly alike (`DecisionName.is_misnamed`).
"""

from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum, auto
from typing import Final, NamedTuple, TypeVar

import msgspec

from ledger.decision_names import are_alike, body_key, case_key, paragraph_key, paragraph_order
from ledger.values import Basis, DecisionReference
from ledger.when import decided_between

AnyPart = TypeVar("AnyPart")


class Sameness(Enum):
    """How sure it is that two entries rest on one decision."""

    SAME = auto()
    PERHAPS = auto()
    OTHER = auto()


class Agreement(Enum):
    """Whether two descriptions agree in one part; open when one of them lacks it, or has it with more words."""

    AGREES = auto()
    OPEN = auto()
    DIFFERS = auto()


def _agreement(
    one: AnyPart | None, other: AnyPart | None, is_open: Callable[[AnyPart, AnyPart], bool] = lambda *_: False
) -> Agreement:
    if one is None or other is None:
        return Agreement.OPEN
    if one == other:
        return Agreement.AGREES
    return Agreement.OPEN if is_open(one, other) else Agreement.DIFFERS


def _one_body(one: str, other: str) -> bool:
    """Whether one name is the other with more words: `fullmäktige`, `kommunfullmäktige` and `kommunfullmäktige i
    Åtvidaberg`; but a board's committee is another body."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _LONG_ENOUGH and (longer.endswith(shorter) or longer.startswith(f"{shorter}i"))


_LONG_ENOUGH: Final = len("nämnden")
"""How long a name is that can be another's with fewer words."""


def _one_case(one: str, other: str) -> bool:
    """Whether one case number has the other's year and number among its parts: `2025/123` and `ks/2025/123/41`."""
    shorter, longer = sorted((one, other), key=len)
    return "/" in shorter and f"/{shorter}/" in f"/{longer}/"


def _one_number(one: str, other: str) -> bool:
    """Whether two paragraphs that are written otherwise have the same number: `44/2026` and `§44`."""
    place = paragraph_order(one)
    return place != (0, "") and place == paragraph_order(other)


_FIRST_YEAR: Final = 1900
"""From which a number in a text that is no bare paragraph is a year: `Utl. 2023:133`."""

Numbered = tuple[int, int, str] | tuple[int, int, int, str]
"""The year, number and letter of a paragraph; or the year, month and case of a decision that has no paragraph, with 0
between them."""


class DecisionName(msgspec.Struct, frozen=True):
    """Everything that a decision may be known by, each part by its key, however it is written. `document` is the
    checksum and page of the source of a decision that has neither case nor paragraph; `also` are all names of the body:
    those that the organisation has registered for it, and those of its unit."""

    body: str
    earliest: date
    latest: date
    case_number: str | None
    paragraph: str | None
    clause: int | None
    document: tuple[str, str | None] | None
    also: frozenset[str] = frozenset()

    def compared(self, other: "DecisionName") -> Sameness:
        """Whether the other is this one. Sure when the days and the bodies agree, and either the case or the paragraph
        does while neither differs, or for want of both the document."""
        body = Agreement.AGREES if self._is_by(other) else _agreement(self.body, other.body, _one_body)
        case = _agreement(self.case_number, other.case_number, _one_case)
        paragraph = _agreement(self.paragraph, other.paragraph, _one_number)
        clause, document = _agreement(self.clause, other.clause), _agreement(self.document, other.document)
        same_days = (self.earliest, self.latest) == (other.earliest, other.latest)  # also of bounds that are reversed
        days_meet = same_days or (self.earliest <= other.latest and other.earliest <= self.latest)
        if Agreement.DIFFERS in (body, case, paragraph, clause, document):
            return Sameness.OTHER
        if not days_meet:
            only_the_day = body is Agreement.AGREES and self.clause == other.clause
            again = only_the_day and self.numbered is not None and self.numbered == other.numbered
            return Sameness.PERHAPS if again else Sameness.OTHER
        agrees = Agreement.AGREES in (case, paragraph, document) and body is Agreement.AGREES
        return Sameness.SAME if agrees and self._days == other._days else Sameness.PERHAPS

    def is_misnamed(self, other: "DecisionName") -> bool:
        """Whether nothing differs but the case number, or nothing but the paragraph of the same day, or nothing but how
        the body is written: one of the two may be mistyped. A body has one paragraph with a number each day, but a case
        can have several."""
        if not self._is_by(other):
            return self._is_of_misspelt(other)
        if self.clause != other.clause:
            return False
        case = _agreement(self.case_number, other.case_number, _one_case)
        paragraph = _agreement(self.paragraph, other.paragraph, _one_number)
        if (case, paragraph) == (Agreement.DIFFERS, Agreement.AGREES):
            return self.earliest <= other.latest and other.earliest <= self.latest
        same_day = self.earliest == self.latest and self._days == other._days
        return (case, paragraph) == (Agreement.AGREES, Agreement.DIFFERS) and same_day

    def _is_of_misspelt(self, other: "DecisionName") -> bool:
        """Whether all agrees but the bodies, which are written nearly alike."""
        numbers = (self.case_number, self.paragraph)
        same = numbers == (other.case_number, other.paragraph) and self._days == other._days
        clauses = _agreement(self.clause, other.clause) is not Agreement.DIFFERS
        alike = (are_alike(one, two) for one in self.also or {self.body} for two in other.also or {other.body})
        return same and clauses and numbers != (None, None) and any(alike)

    @property
    def numbered(self) -> Numbered | None:
        """By what it is found again when its day is mistyped: the number that its paragraph has among those of the
        year, or for want of one its case in the month. None when its day, or both of those, are not settled enough."""
        first, last = self.earliest, self.latest
        if first.year != last.year:
            return None
        if self.paragraph is not None:
            number, letter = paragraph_order(self.paragraph)
            is_a_year = number >= _FIRST_YEAR and not self.paragraph.startswith("§")
            return (last.year, number, letter) if number and not is_a_year else None
        if self.case_number is None or first.month != last.month:
            return None
        return last.year, last.month, 0, self.case_number

    def whole(self) -> "DecisionName":
        """The decision with all its clauses."""
        return msgspec.structs.replace(self, clause=None)

    def differing(self, other: "DecisionName") -> tuple[str, ...]:
        """The fields of a basis in which two descriptions of a decision differ."""
        days = () if self._days == other._days else ("decided",)
        return (*days, *(name for name, _, _ in self._parted(other)))

    def _is_by(self, other: "DecisionName") -> bool:
        return self.body == other.body or self.body in other.also or other.body in self.also

    @property
    def _days(self) -> tuple[date, date]:
        return self.earliest, self.latest

    def _parted(self, other: "DecisionName") -> Iterator[tuple[str, object, object]]:
        parts = [
            ("body", self.body, other.body),
            ("case_number", self.case_number, other.case_number),
            ("paragraph", self.paragraph, other.paragraph),
            ("clause", self.clause, other.clause),
            ("source", self.document, other.document),
        ]
        return (part for part in parts if part[1] != part[2])


def decision_name(basis: Basis, earliest: date, latest: date) -> DecisionName:
    """What the decision of a basis, taken between two days, is known by."""
    named = basis.case_number or basis.paragraph
    return DecisionName(
        body_key(basis.body),
        earliest,
        latest,
        None if basis.case_number is None else case_key(basis.case_number),
        None if basis.paragraph is None else paragraph_key(basis.paragraph),
        basis.clause,
        None if named else (basis.source.sha256, basis.source.page),
    )


# --- By what a judgment names it ---------------------------------------------------------------------------------


class JudgedAs(NamedTuple):
    """By what a judgment names a decision: its `decision_key`, its clause, and the days it can have been made on."""

    key: str
    clause: int | None
    earliest: date
    latest: date


def judged_as(basis: Basis, latest: date) -> JudgedAs:
    """The decision with a basis that was taken on `latest` at the latest."""
    return JudgedAs(basis.decision_key, basis.clause, decided_between(basis.decided, latest)[0], latest)


def is_meant(reference: DecisionReference, decision: JudgedAs) -> bool:
    """Whether a reference means a decision; one without a clause means every clause."""
    same = reference.key == decision.key and reference.clause in (None, decision.clause)
    return same and reference.decided_on in (None, decision.latest)


def covers(one: DecisionReference, other: DecisionReference) -> bool:
    """Whether every decision that the other of two references with one key means is meant by the one too."""
    return one.clause in (None, other.clause) and one.decided_on in (None, other.decided_on)
