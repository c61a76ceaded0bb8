"""The catalogue: what can be recorded, in the order of a budget year.

Read from top to bottom to learn how a Swedish municipality's money is decided. Every class below is a *fact*: what
somebody is claimed to have decided, proposed or registered. A fact is stored together with its *basis* (on what
grounds: body, case, day, paragraph, document) and its *recording* (who wrote it in here, and what was noticed then) as
one `Entry`; the entry's JSON bytes are what is stored and what is hashed.

Stored names (`frame-decided.v1`) are chosen by hand and never change; classes may move, names may not. Amounts are int
öre; costs and revenues are both stored positive, and net is computed, never stored beside them.

An *event family* is a stored name without its version; queries name families, the codec knows the versions.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

import msgspec

from ledger.money import Ore
from ledger.text import Text
from ledger.values import (
    Amount,
    Basis,
    Commitment,
    ControlTotal,
    FrameKey,
    Identifier,
    OrganisationKind,
    Position,
    Value,
)

# --- The facts, in the order of a budget year -------------------------------------------------------------------


class Fact(Value, frozen=True):
    """What all facts have: a stored name (the `type` in the bytes) and, as a pure function, their tags and frames."""

    needs_basis: ClassVar[bool] = True
    filled_in: ClassVar[frozenset[str]] = frozenset()
    """Fields that the ledger fills in, and nobody else."""

    def tags(self) -> tuple[str, ...]:
        """Selective tags by which rules find this fact again."""
        return ()

    def frames(self) -> tuple[FrameKey, ...]:
        """The decided frames this fact sets or changes; none for a proposal."""
        return ()

    def units(self) -> tuple[str, ...]:
        """Units that must be registered before this fact."""
        return tuple(frame.unit for frame in self.frames())


class LedgerOpened(Fact, tag_field="type", tag="ledger-opened.v1", frozen=True):
    """A ledger is opened for one organisation. `organisation_number` is ten digits, `212000-0142`, with a check digit
    (Luhn); `municipality_code` is SCB's four digits as text, `0180`. `revenues_printed_negative` says how the
    organisation's documents print revenues; it only matters when printed control totals are compared."""

    needs_basis: ClassVar[bool] = False

    name: Text
    kind: OrganisationKind
    organisation_number: Annotated[str, msgspec.Meta(max_length=11)]
    municipality_code: Annotated[str, msgspec.Meta(max_length=4)] | None = None
    revenues_printed_negative: bool = False

    def tags(self) -> tuple[str, ...]:
        """One per ledger."""
        return ("organisation",)


class UnitFact(Fact, frozen=True):
    """Facts about units: they touch the units they name. Money never follows a reorganisation by itself; it is moved by
    transfers that are recorded as such. Days are what the fact is about, not when it was decided."""

    needs_basis: ClassVar[bool] = False

    def tags(self) -> tuple[str, ...]:
        """The units."""
        return tuple(f"unit:{unit}" for unit in dict.fromkeys(self.units()))


class UnitRegistered(UnitFact, tag_field="type", tag="unit-registered.v1", frozen=True):
    """A unit (board, office, department) takes its place in the tree. `unit` is its permanent id: it survives every
    change of name. `applies_from` is the first day the unit exists, when known."""

    unit: Identifier
    name: Text
    parent: Identifier | None = None
    applies_from: date | None = None

    def tags(self) -> tuple[str, ...]:
        """The unit itself."""
        return (f"unit:{self.unit}",)

    def units(self) -> tuple[str, ...]:
        """The parent must be there first."""
        return () if self.parent is None or self.parent == self.unit else (self.parent,)


class UnitRenamed(UnitFact, tag_field="type", tag="unit-renamed.v1", frozen=True):
    """A unit is called something else from a day on; its id, and everything recorded about it, stay."""

    unit: Identifier
    name: Text
    applies_from: date

    def units(self) -> tuple[str, ...]:
        """The one unit."""
        return (self.unit,)


class UnitMoved(UnitFact, tag_field="type", tag="unit-moved.v1", frozen=True):
    """A unit is placed below another from a day on, or at the top (no `parent`)."""

    unit: Identifier
    applies_from: date
    parent: Identifier | None = None

    def units(self) -> tuple[str, ...]:
        """The unit, and the one it comes below."""
        return (self.unit,) if self.parent is None else (self.unit, self.parent)


class UnitClosed(UnitFact, tag_field="type", tag="unit-closed.v1", frozen=True):
    """A unit exists to and including `last_day`. `successors` take over its tasks, when anybody does."""

    unit: Identifier
    last_day: date
    successors: tuple[Identifier, ...] = ()

    def units(self) -> tuple[str, ...]:
        """The unit and its successors."""
        return (self.unit, *self.successors)


class UnitsMerged(UnitFact, tag_field="type", tag="units-merged.v1", frozen=True):
    """Units become one from a day on: each of `merged` ends the day before, and `into` succeeds them."""

    merged: Annotated[tuple[Identifier, ...], msgspec.Meta(min_length=1, max_length=100)]
    into: Identifier
    applies_from: date

    def units(self) -> tuple[str, ...]:
        """Those that end, and the one that succeeds them."""
        return (*self.merged, self.into)


class UnitSplit(UnitFact, tag_field="type", tag="unit-split.v1", frozen=True):
    """A unit becomes several from a day on: it ends the day before, and each of `parts` succeeds it. How its figures
    would be shared between them is not said here, and is never guessed."""

    unit: Identifier
    parts: Annotated[tuple[Identifier, ...], msgspec.Meta(min_length=2, max_length=100)]
    applies_from: date

    def units(self) -> tuple[str, ...]:
        """The one that ends, and those that succeed it."""
        return (self.unit, *self.parts)


class UnitAliasAdded(UnitFact, tag_field="type", tag="unit-alias-added.v1", frozen=True):
    """Another name that documents use for a unit: `INK` for a board that they also write out."""

    unit: Identifier
    alias: Text

    def units(self) -> tuple[str, ...]:
        """The one unit."""
        return (self.unit,)


class UnitCodeAssigned(UnitFact, tag_field="type", tag="unit-code-assigned.v1", frozen=True):
    """A unit's code in another system (cost centre, Kommun-Bas, finance system), valid between two days (inclusive)
    when they are known. `code` is text: leading zeros count."""

    unit: Identifier
    system: Identifier
    code: Text
    applies_from: date | None = None
    last_day: date | None = None

    def units(self) -> tuple[str, ...]:
        """The one unit."""
        return (self.unit,)


AnyUnitFact = (
    UnitRegistered | UnitRenamed | UnitMoved | UnitClosed | UnitsMerged | UnitSplit | UnitAliasAdded | UnitCodeAssigned
)


class FrameFact(Fact, frozen=True):
    """Facts about frames. `printed` holds the document's own figures for the same amounts."""

    def tags(self) -> tuple[str, ...]:
        """The frames it sets or changes."""
        return tuple(frame.tag for frame in self.frames())


class OpeningEntryMade(FrameFact, tag_field="type", tag="opening-entry-made.v1", frozen=True):
    """What a frame was when the ledger took over: *sets* the frame. Origin, day and amount may each be unknown, and an
    organisation can so begin in the middle of its life. `amount` None: only its existence is known."""

    needs_basis: ClassVar[bool] = False

    frame: FrameKey
    commitment: Commitment
    amount: Amount | None = None
    printed: tuple[ControlTotal, ...] = ()
    note: Text | None = None

    def frames(self) -> tuple[FrameKey, ...]:
        """The one frame."""
        return (self.frame,)


class FrameDecided(FrameFact, tag_field="type", tag="frame-decided.v1", frozen=True):
    """A frame is decided: *sets* it, from its place in decided order, whatever was decided earlier and whenever that
    is recorded. The council's budget and three-year plan (KL 11:5-6)."""

    frame: FrameKey
    commitment: Commitment
    amount: Amount
    printed: tuple[ControlTotal, ...] = ()
    note: Text | None = None

    def frames(self) -> tuple[FrameKey, ...]:
        """The one frame."""
        return (self.frame,)


class FrameAdjusted(FrameFact, tag_field="type", tag="frame-adjusted.v1", frozen=True):
    """A frame is changed by an amount, up or down."""

    frame: FrameKey
    amount: Amount
    printed: tuple[ControlTotal, ...] = ()
    note: Text | None = None

    def frames(self) -> tuple[FrameKey, ...]:
        """The one frame."""
        return (self.frame,)


class FrameTransferred(FrameFact, tag_field="type", tag="frame-transferred.v1", frozen=True):
    """An amount moves from one frame to another of the same year; the total is unchanged by construction."""

    from_frame: FrameKey
    to_frame: FrameKey
    amount: Amount
    printed: tuple[ControlTotal, ...] = ()
    note: Text | None = None

    def frames(self) -> tuple[FrameKey, ...]:
        """Where it comes from, then where it goes."""
        return (self.from_frame, self.to_frame)


class GrossTurnoverChanged(FrameFact, tag_field="type", tag="gross-turnover-changed.v1", frozen=True):
    """Omslutningsförändring: costs and revenues change by the same amount, so that net is untouched. Both sides are
    stored and must be equal. Local practice; the Local Government Act does not know the term."""

    frame: FrameKey
    costs_ore: Ore
    revenues_ore: Ore
    printed: tuple[ControlTotal, ...] = ()
    note: Text | None = None

    def frames(self) -> tuple[FrameKey, ...]:
        """The one frame."""
        return (self.frame,)


FrameEntry = OpeningEntryMade | FrameDecided | FrameAdjusted | FrameTransferred | GrossTurnoverChanged
Proposable = FrameDecided | FrameAdjusted | FrameTransferred | GrossTurnoverChanged


class _Named(Fact, frozen=True):
    """A named proposal: what somebody wants another body to decide. It never touches a decided frame."""

    proposal: Identifier
    facts: Annotated[tuple[Proposable, ...], msgspec.Meta(min_length=1, max_length=1000)]
    proposer: Text | None = None
    decider: Text | None = None
    note: Text | None = None

    def tags(self) -> tuple[str, ...]:
        """The proposal's name."""
        return (f"proposal:{self.proposal}",)

    def units(self) -> tuple[str, ...]:
        """The units of every proposed frame."""
        return tuple(unit for fact in self.facts for unit in fact.units())


class ProposalMade(_Named, tag_field="type", tag="proposal-made.v1", frozen=True):
    """A body proposes; the basis says which body, when and in which document. Stage: proposed."""


class RecommendationMade(_Named, tag_field="type", tag="recommendation-made.v1", frozen=True):
    """A preparing body recommends approval (tillstyrkan), which decides nothing. Stage: recommended. `recommends` names
    the proposal that is recommended, when it is in the ledger."""

    recommends: Identifier | None = None


Correctable = LedgerOpened | AnyUnitFact | FrameEntry | ProposalMade | RecommendationMade


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


AnyFact = (
    LedgerOpened
    | UnitRegistered
    | UnitRenamed
    | UnitMoved
    | UnitClosed
    | UnitsMerged
    | UnitSplit
    | UnitAliasAdded
    | UnitCodeAssigned
    | OpeningEntryMade
    | ProposalMade
    | RecommendationMade
    | FrameDecided
    | FrameAdjusted
    | FrameTransferred
    | GrossTurnoverChanged
    | RecordingErrorCorrected
)


def stored_name(fact: type[Fact]) -> str:
    """The hand-chosen name a class of facts is stored under."""
    tag = fact.__struct_config__.tag
    if not isinstance(tag, str):
        raise TypeError(f"{fact.__name__} has no stored name")
    return tag


def family(name: str) -> str:
    """`frame-decided.v1` belongs to the family `frame-decided`."""
    return name.rpartition(".v")[0] or name


def catalogue() -> Iterator[type[Fact]]:
    """Every class of facts, in the order of a budget year."""
    yield from AnyFact.__args__
