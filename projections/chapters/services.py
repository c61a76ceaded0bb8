"""Answers about shared services and the keys that their cost is shared by: what holds, and what each body has said."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import msgspec

from ledger.events.services import (
    AllocationKeyDecided,
    ConditionAttached,
    CostShared,
    FundingDecided,
    ServiceCategorised,
    ServiceRegistered,
    ServiceRepackaged,
    VolumesExempted,
)
from ledger.meaning.services import StatedByBody, about, allocated, key_in_force, service_on
from projections.asking.declaration import Declaration
from projections.asking.register_query import RegisterAnswer, RegisterGround, WithNote, from_register
from projections.asking.texts import ToldCode, ToldOre
from projections.chapters.initiatives import Condition, Funding, conditions_in, fundings_in
from projections.chapters.statements import (
    BodyStatement,
    asked_for,
    matching,
    name_of,
    of_kind,
    stated_by_then,
    unsettled,
)

SERVICES_RECIPE: Final = "services-4"
"""The version of the form and rules of answers about services."""

KEYS_RECIPE: Final = "keys-4"
"""The version of the form and rules of answers about keys."""

SERVICE_KINDS: Final = ("service", "volumes", "proposal", "condition")
KEY_KINDS: Final = ("key", "proposal")
_OF_SERVICES: Final = (
    ServiceRegistered,
    ServiceCategorised,
    ServiceRepackaged,
    FundingDecided,
    ConditionAttached,
    VolumesExempted,
)


# --- Services ---------------------------------------------------------------------------------------------------


class Categorisation(WithNote, frozen=True, omit_defaults=True):
    """A category that a service has, would have or was refused, and who said so."""

    category: ToldCode
    said: list[BodyStatement]
    applies_from: date | None = None


class Repackaging(WithNote, frozen=True, omit_defaults=True):
    """Services that are packaged into others, and who said so."""

    from_services: tuple[str, ...]
    into_services: tuple[str, ...]
    said: list[BodyStatement]
    ended: tuple[str, ...] = ()
    applies_from: date | None = None


class Service(msgspec.Struct, frozen=True, omit_defaults=True):
    """A shared service. `category` is the one that is decided for the day; None when none is. What is only proposed,
    recommended or rejected stands in `categories`, `funding` and `repackaged`, with each body."""

    service: str
    name: str
    supplier: str
    supplier_name: str
    category: ToldCode | None
    categories: list[Categorisation]
    funding: list[Funding]
    repackaged: list[Repackaging]
    conditions: list[Condition]
    said: list[BodyStatement]
    aliases: tuple[str, ...] = ()
    ended: bool = False


class VolumeExemption(WithNote, frozen=True, omit_defaults=True):
    """Growing volumes that are not limited by the supplier's frame: of some services, or of all when none is named."""

    supplier: str
    supplier_name: str
    said: list[BodyStatement]
    services: tuple[str, ...] = ()
    year: int | None = None


class ServicesAnswer(RegisterAnswer, frozen=True, omit_defaults=True, kw_only=True):
    """Shared services on a day, in order of id, and the volumes that no frame limits."""

    services: list[Service]
    volumes: list[VolumeExemption]


@from_register(SERVICES_RECIPE, SERVICE_KINDS)
def services_answer(ground: RegisterGround) -> ServicesAnswer:
    """Shared services at a question's coordinates; `name` is one of them, `unit` a supplier.

    Raises Refused as `asked_for` does.
    """
    every = stated_by_then(ground)
    said = asked_for(ground, _OF_SERVICES)
    named = {fact.service: fact for fact, statement in about(every, ServiceRegistered) if statement.speaks_for}
    touched = {
        subject.partition(":")[2]
        for statement in said
        for subject in statement.fact.subjects()
        if "service:" in subject
    }
    rows = [
        _service(ground, every, said, fact)
        for service, fact in sorted(named.items())
        if service in touched
        and matching(service, [ground.question.name])
        and matching(fact.supplier, [ground.question.unit])
    ]
    volumes = [
        VolumeExemption(fact.supplier, name_of(ground, fact.supplier), by, fact.services, fact.year, note=fact.note)
        for fact, by in of_kind(said, VolumesExempted)
        if matching(fact.supplier, [ground.question.unit])
    ]
    return ServicesAnswer(
        **ground.head,
        services=rows,
        volumes=volumes,
        note=unsettled(ground) or (None if rows or volumes else "Inga tjänster finns vid de koordinaterna."),
    )


SERVICES: Final = Declaration(
    "services", "services", SERVICES_RECIPE, ("name", "on", "unit", "stage", "proposal"), services_answer
)


def _service(
    ground: RegisterGround, every: Sequence[StatedByBody], said: Sequence[StatedByBody], fact: ServiceRegistered
) -> Service:
    subject = f"service:{fact.service}"
    decided = (statement.fact for statement in every if statement.holds)
    holds = service_on(decided, fact.service, ground.on)
    category = holds.category.category.value if holds and holds.category else None
    return Service(
        fact.service,
        fact.name,
        fact.supplier,
        name_of(ground, fact.supplier),
        category,
        [_categorisation(categorised, by) for categorised, by in of_kind(said, ServiceCategorised, subject)],
        fundings_in(said, subject),
        [_repackaging(repackaged, by) for repackaged, by in of_kind(said, ServiceRepackaged, subject)],
        conditions_in(ground, said, subject),
        [statement for _, by in of_kind(every, ServiceRegistered, subject) for statement in by],
        fact.aliases,
        ended=holds is not None and holds.ended,
    )


def _categorisation(fact: ServiceCategorised, by: list[BodyStatement]) -> Categorisation:
    return Categorisation(fact.category.value, by, fact.applies_from, note=fact.note)


def _repackaging(fact: ServiceRepackaged, by: list[BodyStatement]) -> Repackaging:
    return Repackaging(fact.from_services, fact.into_services, by, fact.ended, fact.applies_from, note=fact.note)


# --- Keys -------------------------------------------------------------------------------------------------------


class UnitParts(msgspec.Struct, frozen=True):
    """A unit's parts of a key's whole."""

    unit: str
    unit_name: str
    share: int


class DistributionKey(WithNote, frozen=True, omit_defaults=True):
    """An allocation key, and what each body has said of it. `in_force`: it is what some of its services are shared by
    in the year. Its shares are parts of `denominator`; none are there when they are not known."""

    key: str
    services: tuple[str, ...]
    year: int
    method: str | None
    in_force: bool
    shares: list[UnitParts]
    said: list[BodyStatement]
    denominator: int | None = None


class KeyInForce(msgspec.Struct, frozen=True):
    """By which decided key a service is shared in the year; None when none is decided. `of_year` earlier than the year:
    no other has been decided since (R-49)."""

    service: str
    key: str | None
    of_year: int | None


class AllocatedPart(msgspec.Struct, frozen=True):
    """What a unit pays of a cost."""

    unit: str
    unit_name: str
    amount_ore: ToldOre


class SharedCost(WithNote, frozen=True, omit_defaults=True):
    """A cost that is shared by a key; its parts always sum to it, and change no frame. No parts: the key's shares are
    not known."""

    service: str
    key: str
    key_year: int | None
    year: int
    amount_ore: ToldOre
    parts: list[AllocatedPart]
    position: int


class KeysAnswer(RegisterAnswer, frozen=True, omit_defaults=True, kw_only=True):
    """Allocation keys in order of id, which of them is in force for each service in the year, and what is shared."""

    year: int
    keys: list[DistributionKey]
    in_force: list[KeyInForce]
    costs: list[SharedCost]


@from_register(KEYS_RECIPE, KEY_KINDS)
def keys_answer(ground: RegisterGround) -> KeysAnswer:
    """Allocation keys at a question's coordinates; `name` is a key or a service.

    Raises Refused as `asked_for` does.
    """
    year, name = ground.question.year or ground.on.year, ground.question.name
    every = stated_by_then(ground)
    said = asked_for(ground, (AllocationKeyDecided, CostShared))
    decided = [statement.fact for statement in every if statement.holds]
    services = sorted({service for fact, _ in about(every, AllocationKeyDecided) for service in fact.services})
    in_force = {service: key_in_force(decided, service, year) for service in services}
    keys = [
        _key(ground, fact, by, in_force=fact in in_force.values())
        for fact, by in sorted(of_kind(said, AllocationKeyDecided), key=lambda pair: (pair[0].key, pair[0].year))
        if name is None or name in (fact.key, *fact.services)
    ]
    shown = {service for key in keys for service in key.services}
    return KeysAnswer(
        **ground.head,
        year=year,
        keys=keys,
        in_force=[
            KeyInForce(service, key.key if key else None, key.year if key else None)
            for service, key in in_force.items()
            if service in shown
        ],
        costs=[
            _cost(ground, fact, stated, key_in_force(_of_key(decided, fact.key), fact.service, fact.year))
            for fact, stated in about(said, CostShared)
            if fact.year == year and (name is None or name in (fact.key, fact.service))
        ],
        note=unsettled(ground) or (None if keys else "Inga fördelningsnycklar finns vid de koordinaterna."),
    )


KEYS: Final = Declaration("keys", "keys", KEYS_RECIPE, ("name", "year", "on", "stage", "proposal"), keys_answer)


def _of_key(decided: Sequence[Any], key: str) -> list[AllocationKeyDecided]:
    return [fact for fact in decided if isinstance(fact, AllocationKeyDecided) and fact.key == key]


def _key(
    ground: RegisterGround, fact: AllocationKeyDecided, by: list[BodyStatement], *, in_force: bool
) -> DistributionKey:
    shares = [UnitParts(share.unit, name_of(ground, share.unit), share.share) for share in fact.shares]
    return DistributionKey(
        fact.key, fact.services, fact.year, fact.method, in_force, shares, by, fact.denominator, note=fact.note
    )


def _cost(
    ground: RegisterGround, fact: CostShared, stated: StatedByBody, key: AllocationKeyDecided | None
) -> SharedCost:
    parts = [] if key is None else allocated(fact.amount_ore, key)
    return SharedCost(
        fact.service,
        fact.key,
        None if key is None else key.year,
        fact.year,
        fact.amount_ore,
        [AllocatedPart(unit, name_of(ground, unit), ore) for unit, ore in parts],
        stated.placed.position,
        note=fact.note,
    )
