"""The chapters whose rows the tables have, in the order in which the gallery tells them."""

from typing import Final

from tests.ledger.rules.tables import (
    budget,
    case,
    deficits,
    equity,
    fees,
    meant,
    organisation,
    policy,
    projects,
    reports,
    services,
    totals,
)

CHAPTERS: Final = (
    organisation,
    policy,
    case,
    meant,
    budget,
    deficits,
    equity,
    fees,
    services,
    projects,
    reports,
    totals,
)
