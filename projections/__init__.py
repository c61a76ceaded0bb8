"""What it means now: disposable read models. A new one is a .py and .sql pair, and an entry in PROJECTIONS."""

from typing import Final

from projections import frames, register, units
from projections.projection import Projection

PROJECTIONS: Final[tuple[Projection, ...]] = (units.PROJECTION, frames.PROJECTION, register.PROJECTION)
"""Every projection of a ledger. All of them advance in one transaction, with one position."""
