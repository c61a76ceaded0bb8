"""Who keeps the ledger, and the tree of its units on every day."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec

from ledger.events.fact import Fact, its_unit
from ledger.money import PARTS_PER_BILLION
from ledger.text import Text
from ledger.values import Identifier, OrganisationKind, UnitRole, Value

Share = Annotated[int, msgspec.Meta(ge=0, le=PARTS_PER_BILLION)]
"""A part of a whole in billionths, from nothing to all of it: 62,5 % is 625 000 000."""


class LedgerOpened(Fact, tag_field="type", tag="ledger-opened.v1", frozen=True):
    """A ledger is opened for one organisation. `organisation_number` is ten digits, `212000-0142`, with a check digit
    (Luhn), and left out when it is not known; `municipality_code` is SCB's four digits as text, `0180`.
    `revenues_printed_negative` says how the organisation's documents print revenues; it only matters when printed
    control totals are compared."""

    needs_basis: ClassVar[bool] = False

    name: Text
    kind: OrganisationKind
    organisation_number: Annotated[str, msgspec.Meta(max_length=11)] | None = None
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
    change of name. `applies_from` is the first day the unit exists, when known. `role`: the unit holds the revenues
    that are nobody's own (taxes, grants, net interest), or money that others are given during the year."""

    unit: Identifier
    name: Text
    parent: Identifier | None = None
    applies_from: date | None = None
    role: UnitRole | None = None

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

    units = its_unit


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


class UnitShare(Value, frozen=True):
    """The part that one unit has of another's figures."""

    unit: Identifier
    share_ppb: Share


class UnitSplit(UnitFact, tag_field="type", tag="unit-split.v1", frozen=True):
    """A unit becomes several from a day on: it ends the day before, unless it is one of `parts`, and each of the others
    succeeds it. `key`: how figures from before the split are shared between the parts when they are put in the new
    organisation, one share for each and exactly the whole together. Without a key they are not comparable: a share is
    never guessed. No money moves by either."""

    unit: Identifier
    parts: Annotated[tuple[Identifier, ...], msgspec.Meta(min_length=2, max_length=100)]
    applies_from: date
    key: tuple[UnitShare, ...] = ()

    def units(self) -> tuple[str, ...]:
        """The one that ends, and those that succeed it."""
        return (self.unit, *self.parts)


class UnitAliasAdded(UnitFact, tag_field="type", tag="unit-alias-added.v1", frozen=True):
    """Another name that documents use for a unit: `INK` for a board that they also write out."""

    unit: Identifier
    alias: Text

    units = its_unit


class UnitCodeAssigned(UnitFact, tag_field="type", tag="unit-code-assigned.v1", frozen=True):
    """A unit's code in another system (cost centre, Kommun-Bas, finance system), valid between two days (inclusive)
    when they are known. `code` is text: leading zeros count."""

    unit: Identifier
    system: Identifier
    code: Text
    applies_from: date | None = None
    last_day: date | None = None

    units = its_unit


AnyUnitFact = (
    UnitRegistered | UnitRenamed | UnitMoved | UnitClosed | UnitsMerged | UnitSplit | UnitAliasAdded | UnitCodeAssigned
)
OrganisationFact = LedgerOpened | AnyUnitFact
