"""The read models: a .py and .sql pair each, listed in PROJECTIONS."""

from typing import Final

from projections.tables import frame_changes, frames, register, units
from projections.tables.projection import Projection

PROJECTIONS: Final[tuple[Projection, ...]] = (
    units.PROJECTION,
    frames.PROJECTION,
    register.PROJECTION,
    frame_changes.PROJECTION,
)
"""Every projection of a ledger. All of them advance in one transaction, with one position."""
