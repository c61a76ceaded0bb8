"""What is known at a position and decided by a day, read as it is asked for: by what a stored warning is held against
what was recorded after it."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property

import msgspec

from ledger.events import ClauseDecided, Fact
from ledger.log.codec import recorded_from
from ledger.log.database import Cursor
from ledger.meaning.decisions import Names
from ledger.meaning.effects import NOTHING, Effect, Sides, effects
from ledger.meaning.frame_steps import step_function
from ledger.meaning.frames import FrameFact, changed_alone, frames_on
from ledger.meaning.later_acts import LaterActs
from ledger.meaning.placed import Claim, PlacedFact, claim_in
from ledger.meaning.policy import BODIES, COMPETENCES
from ledger.meaning.tree import Stated
from ledger.values import Basis, FrameKey, OrganisationKind, Stage
from projections.tables import frames, register
from projections.tables.frames import FrameScope, facts_at, facts_of
from projections.tables.register import placed_at
from projections.tables.units import names_at, organisation_at, stated_at


class Of(msgspec.Struct, frozen=True):
    """Of what a warning is: the key and the last possible day of its decision; what its entry says and rests on, when
    that has been read."""

    decision_key: str | None
    latest: date
    fact: Fact | None = None
    basis: Basis | None = None


class ByNow(msgspec.Struct, frozen=True, dict=True):
    """What is known at a position and decided by a day, read as it is asked for."""

    cursor: Cursor
    later_acts: LaterActs
    position: int
    as_of: date

    @cached_property
    def names(self) -> Names:
        """By what bodies are known on a day."""
        return names_at(self.cursor, self.position)

    @cached_property
    def stated(self) -> list[Stated]:
        """All that is said about units."""
        return stated_at(self.cursor, self.position, self.as_of)

    @cached_property
    def bodies(self) -> list[PlacedFact]:
        """What is held about bodies and about who decides what."""
        return self.standing("policy", BODIES, COMPETENCES)

    @cached_property
    def kind(self) -> OrganisationKind | None:
        """Which kind of organisation keeps the ledger."""
        organisation = organisation_at(self.cursor, self.position)
        return None if organisation is None else OrganisationKind(organisation["kind"])

    def standing(self, kind: str, *subjects: str) -> list[PlacedFact]:
        """What is decided about some subjects and stands."""
        known = placed_at(self.cursor, self.position, (kind,), subjects)
        return self.later_acts.standing_by(known, self.as_of)

    def is_corrected(self, entry_position: int) -> bool:
        """Whether an entry has been corrected away."""
        values = {"entry_position": entry_position, "position": self.position}
        return self.cursor.execute(register.PROJECTION.sql["is_corrected"], values).fetchone() is not None

    def tagged(self, *tags: str) -> Iterator[Claim]:
        """What the entries under some tags say that have not been corrected away."""
        values = {"tags": list(tags), "position": self.position}
        for row in self.cursor.execute(register.PROJECTION.sql["tagged"], values).fetchall():
            recorded = recorded_from(row["position"], row["recorded_at"], row["type"], row["data"])
            yield claim_in(recorded)

    def figures(self, frame: FrameKey) -> Sides | None:
        """What a frame is on the day; None when nothing is known of it."""
        scope = FrameScope(frame.year, (frame.unit,), frame.line, frame.kind)
        facts = facts_at(self.cursor, scope, self.position, self.as_of)
        known = [each.standing for each in frames_on(facts, self.later_acts, self.as_of) if each.standing.known]
        return known[0].sides if known else None

    def has_figures(self, frame: FrameKey | None) -> bool:
        """Whether the net of a frame is known on the day."""
        figures = None if frame is None else self.figures(frame)
        return figures is not None and figures.net_ore is not None

    def has_money(self, frame: FrameKey) -> bool:
        """Whether a frame is anything but nothing on the day."""
        figures = self.figures(frame)
        return figures is not None and figures != NOTHING

    def changes(self, year: int, decision_key: str, day: date) -> list[FrameFact]:
        """What a decision of a day does to frames of a year, as far as it stands."""
        values = {"year": year, "decision_key": decision_key, "position": self.position}
        facts = facts_of(self.cursor.execute(frames.PROJECTION.sql["decided_in"], values).fetchall())
        return [fact for fact in facts if fact.decided_latest == day and not self._is_annulled(fact)]

    def said_alone(self, of: Of, year: int) -> list[tuple[Fact, Sides]]:
        """What a decision does, as far as it stands: each fact, with by how much it alone changes a frame of the
        year."""
        said = [] if of.decision_key is None else self.standing("decision", f"decision:{of.decision_key}")
        return [
            (placed.fact, self._changed(placed, done[0]) if done[0].frame.year == year and not done[1:] else NOTHING)
            for placed in said
            if placed.decided.latest == of.latest and placed.stage is Stage.DECIDED
            if not isinstance(placed.fact, ClauseDecided) and (done := effects(placed.fact))
        ]

    def _changed(self, placed: PlacedFact, effect: Effect) -> Sides:
        """By how much a fact alone changes its frame."""
        frame = effect.frame
        scope = FrameScope(frame.year, (frame.unit,), frame.line, frame.kind)
        facts = () if effect.sets is None else facts_at(self.cursor, scope, self.position, self.as_of)
        return changed_alone(effect, step_function(facts, self.later_acts).now.before(placed.decided))

    def _is_annulled(self, fact: FrameFact) -> bool:
        annulled_from = fact.annulled_from(self.later_acts)
        return annulled_from is not None and annulled_from <= self.as_of
