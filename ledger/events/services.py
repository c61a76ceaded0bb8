"""Shared services: who supplies them, who pays by which key, and how they are developed."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from ledger.events.bridges import BridgeRecorded, FiguresPrinted
from ledger.events.fact import Fact, FactWithNote, its_subject, its_supplier, its_unit_if_named
from ledger.money import ORE_MAX, Ore
from ledger.text import Text
from ledger.values import Identifier, PrintedText, Value
from ledger.when import Year

Part = Annotated[int, msgspec.Meta(ge=0, le=ORE_MAX)]
"""A whole number of parts of a whole."""


# --- Services ---------------------------------------------------------------------------------------------------


class ServiceRegistered(Fact, tag_field="type", tag="service-registered.v1", frozen=True):
    """A service that a unit supplies to others gets its permanent id. `aliases` are other names that documents use for
    it."""

    needs_basis: ClassVar[bool] = False

    service: Identifier
    name: Text
    supplier: Identifier
    aliases: tuple[Text, ...] = ()

    subjects = its_subject("service")
    units = its_supplier


class ServiceCategory(StrEnum):
    """What kind of shared service it is: for everybody (bastjänst), for those who want it (tilläggstjänst), or what the
    others are built on."""

    BASE = "base-service"
    OPTIONAL = "optional-service"
    DIGITAL_INFRASTRUCTURE = "digital-infrastructure"


class ServiceCategorised(FactWithNote, tag_field="type", tag="service-categorised.v1", frozen=True):
    """A service belongs to a category from a day on; from its decision when no day is known."""

    service: Identifier
    category: ServiceCategory
    applies_from: date | None = None

    subjects = its_subject("service")


class ServiceRepackaged(FactWithNote, tag_field="type", tag="service-repackaged.v1", frozen=True):
    """What was in some services is packaged into others. Those that are `ended` are no more; the others among
    `from_services` only shrink. No money moves by this."""

    from_services: Annotated[tuple[Identifier, ...], msgspec.Meta(min_length=1, max_length=100)]
    into_services: Annotated[tuple[Identifier, ...], msgspec.Meta(min_length=1, max_length=100)]
    ended: tuple[Identifier, ...] = ()
    applies_from: date | None = None

    def subjects(self) -> tuple[str, ...]:
        """Every service that is in it."""
        return tuple(dict.fromkeys(f"service:{service}" for service in (*self.from_services, *self.into_services)))


class VolumesExempted(FactWithNote, tag_field="type", tag="volumes-exempted.v1", frozen=True):
    """Growing volumes of a supplier's services are bought and sold, and are not limited by its frame: of some services,
    or of all when none is named; for a year, or for every year when none is."""

    supplier: Identifier
    services: tuple[Identifier, ...] = ()
    year: Year | None = None

    def subjects(self) -> tuple[str, ...]:
        """The supplier's volumes, and the services that are named."""
        return (f"volumes:{self.supplier}", *(f"service:{service}" for service in self.services))

    units = its_supplier


# --- Who pays ---------------------------------------------------------------------------------------------------


class KeyShare(Value, frozen=True):
    """A unit's parts of the whole of an allocation key."""

    unit: Identifier
    share: Part


class AllocationKeyDecided(FactWithNote, tag_field="type", tag="allocation-key-decided.v1", frozen=True):
    """By which key (fördelningsnyckel) the cost of some services is shared in a year: `method` says in words by what
    (`antal anställda`), `shares` say it exactly, in parts of `denominator`. Either may be unknown. A key holds until
    another is decided for the same service; one that is rejected leaves the former in force."""

    key: Identifier
    services: Annotated[tuple[Identifier, ...], msgspec.Meta(min_length=1, max_length=100)]
    year: Year
    method: Text | None = None
    shares: tuple[KeyShare, ...] = ()
    denominator: Part | None = None

    def subjects(self) -> tuple[str, ...]:
        """The key, and the services whose cost it shares."""
        return (f"key:{self.key}", *dict.fromkeys(f"service:{service}" for service in self.services))

    def units(self) -> tuple[str, ...]:
        """Who pays."""
        return tuple(share.unit for share in self.shares)


class CostShared(FactWithNote, tag_field="type", tag="cost-shared.v1", frozen=True):
    """What a service costs in a year is shared by a key. It says who pays what, to the öre; it never changes a frame of
    those who pay. Nobody decides it: it follows from the key."""

    needs_basis: ClassVar[bool] = False

    service: Identifier
    key: Identifier
    year: Year
    amount_ore: Ore
    as_printed: PrintedText | None = None

    def subjects(self) -> tuple[str, ...]:
        """The service and the key."""
        return (f"key:{self.key}", f"service:{self.service}")


class FundingForm(StrEnum):
    """Who pays for a service or a change: all together (solidarisk finansiering), those who use it, those who choose it
    as an optional service, the users and all together what is left until it is fully used, or the supplier itself."""

    SHARED = "shared"
    BY_USERS = "by-users"
    OPTIONAL = "optional-service"
    USERS_THEN_SHARED = "users-then-shared"
    OWN_MEANS = "own-means"


class FundingDecided(FactWithNote, tag_field="type", tag="funding-decided.v1", frozen=True):
    """How a service or a change initiative is paid for, from `first_year` on. `method`: what is shared is shared by it
    (`antal anställda`). `yearly_ore`: what there is to pay for each year, when it is known."""

    form: FundingForm
    service: Identifier | None = None
    initiative: Identifier | None = None
    method: Text | None = None
    first_year: Year | None = None
    yearly_ore: Ore | None = None

    def subjects(self) -> tuple[str, ...]:
        """The service or the initiative."""
        return _service_or_initiative(self.service, self.initiative)


def _service_or_initiative(service: str | None, initiative: str | None) -> tuple[str, ...]:
    named = (("initiative", initiative), ("service", service))
    return tuple(f"{kind}:{identifier}" for kind, identifier in named if identifier is not None)


# --- Change initiatives -----------------------------------------------------------------------------------------


class Approval(StrEnum):
    """Whether an amount is part of what is approved, or only indicated: what is indicated is never counted."""

    DECIDED = "decided"
    INDICATED = "indicated"


class InitiativeAmountKind(StrEnum):
    """Whether an amount is for its year alone, or for that year and every year after it until another follows."""

    ONE_OFF = "one-off"
    RUNNING = "running"


class InitiativeAmount(Value, frozen=True):
    """What a change initiative costs in a year, or each year from it; a saving is negative. `year` None: the document
    does not say from when."""

    amount_ore: Ore
    year: Year | None = None
    kind: InitiativeAmountKind = InitiativeAmountKind.ONE_OFF
    approval: Approval = Approval.DECIDED
    as_printed: PrintedText | None = None


class ChangeInitiativeDecided(FactWithNote, tag_field="type", tag="change-initiative-decided.v1", frozen=True):
    """A change initiative (förändringsinsats): development of shared services with a beginning and an end. Amounts of
    later years, and what it costs to keep, are often only indicated. It is known by its id, never by its amount."""

    initiative: Identifier
    name: Text
    supplier: Identifier
    service: Identifier | None = None
    amounts: tuple[InitiativeAmount, ...] = ()
    aliases: tuple[Text, ...] = ()

    def subjects(self) -> tuple[str, ...]:
        """The initiative, and the service it develops."""
        return _service_or_initiative(self.service, self.initiative)

    units = its_supplier


class Blocks(StrEnum):
    """What must wait until a condition is met: nothing when it only asks for a report."""

    START = "start"
    INVOICE = "invoice"
    NOTHING = "nothing"


class ConditionAttached(FactWithNote, tag_field="type", tag="condition-attached.v1", frozen=True):
    """A condition on a change initiative or a service: what it says, and what it blocks until it is met. Unlike a
    condition of the decision itself, the decision counts at once."""

    condition: Identifier
    wording: Text
    blocks: Blocks
    initiative: Identifier | None = None
    service: Identifier | None = None

    def subjects(self) -> tuple[str, ...]:
        """The condition, and what it is attached to."""
        return (f"condition:{self.condition}", *_service_or_initiative(self.service, self.initiative))


class InitiativeStarted(FactWithNote, tag_field="type", tag="initiative-started.v1", frozen=True):
    """Work on a change initiative begins on a day."""

    needs_basis: ClassVar[bool] = False

    initiative: Identifier
    started_on: date

    subjects = its_subject("initiative")


class InitiativeInvoiced(FactWithNote, tag_field="type", tag="initiative-invoiced.v1", frozen=True):
    """The supplier invoices a change initiative: to one unit, or to all who pay when none is named."""

    needs_basis: ClassVar[bool] = False

    initiative: Identifier
    invoiced_on: date
    amount_ore: Ore
    unit: Identifier | None = None
    as_printed: PrintedText | None = None

    subjects = its_subject("initiative")
    units = its_unit_if_named


ServiceFact = (
    ServiceRegistered
    | ServiceCategorised
    | ServiceRepackaged
    | VolumesExempted
    | AllocationKeyDecided
    | CostShared
    | FundingDecided
    | ChangeInitiativeDecided
    | ConditionAttached
    | InitiativeStarted
    | InitiativeInvoiced
    | BridgeRecorded
    | FiguresPrinted
)
ProposableService = (
    ServiceRegistered
    | ServiceCategorised
    | ServiceRepackaged
    | VolumesExempted
    | AllocationKeyDecided
    | FundingDecided
    | ChangeInitiativeDecided
    | ConditionAttached
    | BridgeRecorded
)
"""What of it can be proposed: not what only happens."""
