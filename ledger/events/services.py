"""Shared services: who supplies them, who pays by which key, and how they are developed."""

from typing import ClassVar

from ledger.events.fact import Fact
from ledger.text import Text
from ledger.values import Identifier


class ServiceRegistered(Fact, tag_field="type", tag="service-registered.v1", frozen=True):
    """A service that a unit supplies to others gets its permanent id."""

    needs_basis: ClassVar[bool] = False

    service: Identifier
    name: Text
    supplier: Identifier

    def subjects(self) -> tuple[str, ...]:
        """The service."""
        return (f"service:{self.service}",)

    def units(self) -> tuple[str, ...]:
        """Its supplier."""
        return (self.supplier,)


ServiceFact = ServiceRegistered
