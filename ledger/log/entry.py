"""An entry: a fact, on what grounds it stands, and how it was recorded; and entries in their place in the log."""

from collections.abc import Collection, Iterable, Iterator, Set
from datetime import date, datetime
from typing import Annotated, Final

import msgspec

from ledger.decision_names import (
    body_key,
    body_spellings,
    bounded,
    case_key,
    case_spellings,
    paragraph_key,
    paragraph_spellings,
    spelled_key,
)
from ledger.events import AnyFact, Fact, OfDecision, OfMeeting, RecordingErrorCorrected, family, stored_name
from ledger.events.fact import AFTERMATH
from ledger.text import Text
from ledger.values import Basis, DecisionReference, Recording, Value
from ledger.when import DecisionBounds

TAG_KINDS: Final = (
    "entry",
    "proposal",
    "dissent",
    "report",
    "condition",
    "decision",
    "paragraph",
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
        """The tags it is found by: those of its fact, and of what it rests on: its case and its conditions; and those
        by which what it rests on, or is about, is known however it is written."""
        return tuple(dict.fromkeys((*self.tags_as_written(), *self._known_by())))

    def tags_as_written(self) -> tuple[str, ...]:
        """The tags that follow the spelling of what is recorded."""
        return tuple(dict.fromkeys((*self.fact.tags(), *basis_tags(self.basis), *basis_tags(_replaced(self.fact)))))

    def _known_by(self) -> Iterator[str]:
        fact = _replacing(self.fact)
        yield from (*known_by(self.basis), *known_by(_replaced(self.fact)))
        if isinstance(fact, OfDecision | OfMeeting):
            yield from fact.subjects()


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


def known_by(decision: Basis | DecisionReference | None) -> tuple[str, ...]:
    """The tags of a decision however it is written: its case, and its paragraph in each year in which it can have been
    made. A paragraph is one of its body's year, so that no other year's is read with it; what has neither case nor
    paragraph is of its day, as far as it says one (`Basis.decision_key`)."""
    if decision is None:
        return ()
    case = () if decision.case_number is None else (f"case:{bounded(case_key(decision.case_number))}",)
    paragraph = "" if decision.paragraph is None else paragraph_key(decision.paragraph)
    place = f"paragraph:{bounded(f'{body_key(decision.body)}/{paragraph}')}"
    if not paragraph:
        return case or tuple(f"{place}/{day}" for day in days_said(decision))
    return tuple(dict.fromkeys((*case, *(f"{place}/{day.year}" for day in days_said(decision)))))


def ways_to(decision: Basis | DecisionReference | None) -> tuple[str, ...]:
    """Every tag under which what rests on a decision may be found: as it is written here, by what it is known by, and
    in the other ways in which entries were written that are not tagged with that. For looking only."""
    return tuple(dict.fromkeys((*case_tags(decision), *known_by(decision), *_written_otherwise(decision))))


def days_said(decision: Basis | DecisionReference) -> tuple[date, ...]:
    """The day of a decision, or the first and the last that it can have been made on."""
    decided = decision.decided if isinstance(decision, Basis) else decision.decided_on
    days = (decided.earliest, decided.latest) if isinstance(decided, DecisionBounds) else (decided,)
    return tuple(dict.fromkeys(day for day in days if day is not None))


def _replacing(fact: AnyFact) -> Fact:
    """What a correction puts in the place of another fact; any other fact itself."""
    return fact.replacement.fact if isinstance(fact, RecordingErrorCorrected) and fact.replacement else fact


def _written_otherwise(decision: Basis | DecisionReference | None) -> Iterator[str]:
    if decision is None or (decision.case_number is None and decision.paragraph is None):
        return
    if decision.case_number is not None:
        yield from (f"case:{spelled_key(case)}" for case in case_spellings(decision.case_number))
        return
    for body in body_spellings(decision.body):
        yield from (
            f"decision:{spelled_key(body, None, text)}" for text in paragraph_spellings(decision.paragraph or "")
        )


def _replaced(fact: AnyFact) -> Basis | None:
    """The basis that a correction puts in the place of another."""
    return fact.replacement.basis if isinstance(fact, RecordingErrorCorrected) and fact.replacement else None


class Look(msgspec.Struct, frozen=True):
    """Something a decision looks at: one tag, and the event families under it (all of them when empty). An empty tag:
    all entries of some families, for the few decisions that must find what no tag leads to; with `years`, only those
    about frames of some budget years are read, since to read all is what takes the time."""

    tag: str
    families: tuple[str, ...] = ()
    years: tuple[int, ...] = ()

    def reads(self, name: str, tags: Iterable[str]) -> bool:
        """Whether it reads an entry, by its stored name and its tags, when it has no tag of its own."""
        endings = tuple(f"/{year}" for year in self.years)
        of_family = family(name) in self.families
        return of_family and (not endings or any(tag.startswith("frame:") and tag.endswith(endings) for tag in tags))


def is_wanted(name: str, tags: Collection[str], named: Set[str], wide: Iterable[Look]) -> bool:
    """Whether looks want an entry, by its stored name and its tags: those at the tags that are `named`, or some that
    are `wide` and have no tag of their own."""
    return not named.isdisjoint(tags) or any(look.reads(name, tags) for look in wide)


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


# --- What is no entry -------------------------------------------------------------------------------------------

SET_ASIDE: Final = "entry-set-aside.v1"
"""The name of what only an owner's function in the database writes. It is no fact, and no command records it."""


class EntrySetAside(Value, frozen=True):
    """An entry whose bytes nobody can read no longer counts, from the position of this on: which entry, the SHA-256 of
    its bytes in hexadecimal, and why. The bytes stay where they are."""

    position: Annotated[int, msgspec.Meta(ge=1)]
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    reason: Text


class SettingAside(msgspec.Struct, frozen=True):
    """A setting aside in its place, with its exact bytes."""

    position: int
    recorded_at: datetime
    aside: EntrySetAside
    data: bytes
    type: str = SET_ASIDE


class Undecodable(msgspec.Struct, frozen=True):
    """What is stored in a place, and is no entry to this program. `newer`: the name that it does not know, of the entry
    itself or of something inside it, which a newer program has given; None when the bytes are not what their name
    says."""

    position: int
    recorded_at: datetime
    type: str
    data: bytes
    newer: str | None = None
    tags: tuple[str, ...] = ()


Stored = Recorded | SettingAside | Undecodable
"""Whatever is stored in a place in the log."""
