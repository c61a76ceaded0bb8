"""The correction of what was recorded wrongly."""

from datetime import date
from typing import ClassVar

from ledger.events.case import CaseFact, Proposable
from ledger.events.fact import Fact
from ledger.events.frames import OpeningEntryMade
from ledger.events.organisation import OrganisationFact
from ledger.events.policy import PolicyFact
from ledger.events.reports import ReportFact
from ledger.events.services import ServiceFact
from ledger.text import Text
from ledger.values import Basis, FrameKey, Position, Value

Correctable = OrganisationFact | PolicyFact | OpeningEntryMade | CaseFact | Proposable | ServiceFact | ReportFact
"""Everything that can be recorded wrongly; a correction is corrected by correcting what came of it."""


class Replacement(Value, frozen=True):
    """What should have been recorded: a whole entry, never a part of one."""

    fact: Correctable
    basis: Basis | None = None


class RecordingErrorCorrected(Fact, tag_field="type", tag="recording-error-corrected.v1", frozen=True):
    """What was *recorded* wrongly is replaced as a whole, or withdrawn when there is no replacement. The body's own
    decisions are not touched by this: a new decision is never a correction. The wrong entry stays readable for ever.

    The ledger itself fills in what is known of the entry that is corrected: its tags, and the position and Swedish day
    of its first recording, which keep its place in decided order through any number of corrections.
    """

    acts_on_decisions: ClassVar[bool] = True

    needs_basis: ClassVar[bool] = False
    filled_in: ClassVar[frozenset[str]] = frozenset({"affected_tags", "first_position", "first_recorded_on"})

    corrects: Position
    reason: Text
    replacement: Replacement | None = None
    affected_tags: tuple[str, ...] = ()
    first_position: Position | None = None
    first_recorded_on: date | None = None

    def tags(self) -> tuple[str, ...]:
        """The corrected entry, and everything the old or the new entry touches."""
        new = () if self.replacement is None else self.replacement.fact.tags()
        return tuple(dict.fromkeys((f"entry:{self.corrects}", *self.affected_tags, *new)))

    def frames(self) -> tuple[FrameKey, ...]:
        """The frames of the new entry; those of the old one are found through `affected_tags`."""
        return () if self.replacement is None else self.replacement.fact.frames()

    def units(self) -> tuple[str, ...]:
        """The units of the new entry."""
        return () if self.replacement is None else self.replacement.fact.units()
