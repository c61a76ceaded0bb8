"""Examples of shared services."""

from typing import Final

from ledger.entry import Entry
from ledger.events.services import ServiceRegistered
from tests.golden.examples.common import BY, COMPLETE

EXAMPLES: Final = {
    "service-registered.v1": Entry(ServiceRegistered("telefoni", "Telefoni", "intraservice"), BY, COMPLETE),
    "service-registered.v1.least": Entry(ServiceRegistered("lan", "LAN", "intraservice"), BY),
}
