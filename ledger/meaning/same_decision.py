"""Whether two entries rest on one decision: the same, perhaps the same, or another (R-05).

What both say must agree; what only one of them says leaves it open. A decision that was recorded with bounds and comes
again from its minutes is perhaps the same, and so is one that lacks the case, paragraph or clause that the other has.
"""

from collections.abc import Iterator
from datetime import date
from enum import Enum, auto

import msgspec

from ledger.decision_names import body_key, case_key, paragraph_key
from ledger.values import Basis


class Sameness(Enum):
    """How sure it is that two entries rest on one decision."""

    SAME = auto()
    PERHAPS = auto()
    OTHER = auto()


class DecisionName(msgspec.Struct, frozen=True):
    """Everything that a decision may be known by, each part by its key, however it is written. `document` is the
    checksum and page of the source of a decision that has neither case nor paragraph."""

    body: str
    earliest: date
    latest: date
    case_number: str | None
    paragraph: str | None
    clause: int | None
    document: tuple[str, str | None] | None

    def compared(self, other: "DecisionName") -> Sameness:
        """Whether the other is this one. Sure when the days agree, and either the case or the paragraph does, or for
        want of both the document."""
        days_meet = self.earliest <= other.latest and other.earliest <= self.latest
        if self.body != other.body or not days_meet or any(None not in pair for _, *pair in self._parted(other)):
            return Sameness.OTHER
        alike = (self.case_number is not None and self.case_number == other.case_number) or (
            self.paragraph is not None and self.paragraph == other.paragraph
        )
        sure = self._days == other._days and (alike or (self.document is not None and self.document == other.document))
        return Sameness.SAME if sure else Sameness.PERHAPS

    def whole(self) -> "DecisionName":
        """The decision with all its clauses."""
        return msgspec.structs.replace(self, clause=None)

    def differing(self, other: "DecisionName") -> tuple[str, ...]:
        """The fields of a basis in which two descriptions of a decision differ."""
        days = () if self._days == other._days else ("decided",)
        return (*days, *(name for name, _, _ in self._parted(other)))

    @property
    def _days(self) -> tuple[date, date]:
        return self.earliest, self.latest

    def _parted(self, other: "DecisionName") -> Iterator[tuple[str, object, object]]:
        parts = [
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
