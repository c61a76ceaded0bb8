"""An entry: a fact, on what grounds it stands, and how it was recorded; and entries in their place in the log."""

from datetime import datetime
from typing import Final

import msgspec

from ledger.decision_names import body_spellings, case_spellings, paragraph_spellings, spelled_key
from ledger.events import AnyFact, RecordingErrorCorrected, stored_name
from ledger.events.fact import AFTERMATH
from ledger.values import Basis, DecisionReference, Recording, Value

TAG_KINDS: Final = (
    "entry",
    "proposal",
    "dissent",
    "report",
    "condition",
    "decision",
    "case",
    "meeting",
    "reservation",
    "charges",
    "fee",
    "price",
    "initiative",
    "key",
    "service",
    "bridge",
    "volumes",
    "project",
    "rent",
    "staffing",
    "grant",
    "contingency",
    "pressure",
    "outcome",
    "carry-forward",
    "result",
    "of-which",
    "index",
    "budget",
    "report-year",
    "policy",
    "frame",
    "unit",
    AFTERMATH,
    "organisation",
)
"""Kinds of tags, the most selective first: the closed order in which an append condition looks them up."""


class Entry(Value, frozen=True):
    """What is stored: a fact, its basis and its recording. The JSON bytes of this are hashed and never rewritten."""

    fact: AnyFact
    recording: Recording
    basis: Basis | None = None

    @property
    def type(self) -> str:
        """The stored name, such as `frame-decided.v1`."""
        return stored_name(type(self.fact))

    def tags(self) -> tuple[str, ...]:
        """The tags it is found by: those of its fact, and of what it rests on: its case and its conditions."""
        return tuple(dict.fromkeys((*self.fact.tags(), *basis_tags(self.basis), *basis_tags(_replaced(self.fact)))))


def basis_tags(basis: Basis | None) -> tuple[str, ...]:
    """The tags of what an entry rests on."""
    conditions = () if basis is None else basis.conditions
    return (*case_tags(basis), *(f"condition:{condition}" for condition in conditions))


def case_tags(decision: Basis | DecisionReference | None) -> tuple[str, ...]:
    """The tag that everything in a case has in common: its number, or for a decision outside any case its body and
    paragraph. A decision with neither has none, since its body alone has decided far too much."""
    if decision is None or (decision.case_number is None and decision.paragraph is None):
        return ()
    if decision.case_number is None:
        return (f"decision:{spelled_key(decision.body, None, decision.paragraph)}",)
    return (f"case:{spelled_key(decision.case_number)}",)


def case_tags_alike(decision: Basis | DecisionReference | None) -> tuple[str, ...]:
    """Every tag under which the same case or decision may be stored, however it was spelled then; its own first. For
    looking only: what is stored has `case_tags`."""
    own = case_tags(decision)
    if decision is None or not own:
        return own
    if decision.case_number is not None:
        others = [f"case:{spelled_key(case)}" for case in case_spellings(decision.case_number)]
    else:
        bodies, paragraphs = body_spellings(decision.body), paragraph_spellings(decision.paragraph or "")
        spelled = (spelled_key(body, None, paragraph) for body in bodies for paragraph in paragraphs)
        others = [f"decision:{key}" for key in spelled]
    return tuple(dict.fromkeys((*own, *others)))


def _replaced(fact: AnyFact) -> Basis | None:
    """The basis that a correction puts in the place of another."""
    return fact.replacement.basis if isinstance(fact, RecordingErrorCorrected) and fact.replacement else None


class Look(msgspec.Struct, frozen=True):
    """Something a decision looks at: one tag, and the event families under it (all of them when empty)."""

    tag: str
    families: tuple[str, ...] = ()


class Recorded(msgspec.Struct, frozen=True):
    """An entry in its place: position, instant of recording (UTC), exact bytes, and the name that these are stored
    under, when that is not the entry's own: it was stored under a former version of its event."""

    position: int
    recorded_at: datetime
    entry: Entry
    data: bytes
    stored_as: str | None = None

    @property
    def type(self) -> str:
        """The name that it is stored under, and goes out under, such as `frame-decided.v1`."""
        return self.stored_as or self.entry.type
