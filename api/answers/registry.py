"""Every declared answer, in the order in which they are listed, and how each is shown on the command line.

All of them are served alike over HTTP, below `/v1/{ledger}/`, and as commands. The log, its replay and its verification
are no answers at coordinates, and are not here.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from rich.console import RenderableType

from api.tables.audit import audit_table
from api.tables.budget import budget_table, details_table, outcomes_table
from api.tables.case import diary_table, meetings_table
from api.tables.change_table import change_tables
from api.tables.comparison import comparison_tables
from api.tables.difference import difference_tables
from api.tables.equity import projects_table, rents_table, reservations_table, result_units_table
from api.tables.fees import charges_table, fees_table, prices_table
from api.tables.groups import frames_or_groups
from api.tables.policy import policy_table, warnings_table
from api.tables.reports import report_tables, reports_table
from api.tables.services import bridges_table, initiatives_table, keys_table, services_table
from api.tables.timeline import fee_timeline_tables, price_timeline_tables, reservation_timeline_tables, timeline_tables
from api.tables.units import unit_tree
from api.tables.what_if import what_if_tables
from api.tables.why import why_tables, why_text
from ledger.money import AmountUnit
from projections.asking.declaration import Declaration
from projections.chapters.audit import AUDIT
from projections.chapters.bridges import BRIDGES
from projections.chapters.budget import BUDGET
from projections.chapters.charges import CHARGES
from projections.chapters.closed_report import REPORT
from projections.chapters.details import DETAILS, OUTCOMES
from projections.chapters.diary import DIARY
from projections.chapters.fee_timeline import FEE_TIMELINE
from projections.chapters.fees import FEES, PRICES
from projections.chapters.initiatives import INITIATIVES
from projections.chapters.meetings import MEETINGS
from projections.chapters.policy import POLICY
from projections.chapters.price_timeline import PRICE_TIMELINE
from projections.chapters.projects import PROJECTS
from projections.chapters.rents import RENTS
from projections.chapters.reports import REPORTS
from projections.chapters.reservation_timeline import RESERVATION_TIMELINE
from projections.chapters.reservations import RESERVATIONS, RESULT_UNITS
from projections.chapters.services import KEYS, SERVICES
from projections.chapters.units import UNITS
from projections.chapters.warnings import WARNINGS
from projections.frames.change_table import CHANGES
from projections.frames.comparison import COMPARE
from projections.frames.current import FRAMES
from projections.frames.difference import DIFFERENCE
from projections.frames.timeline import TIMELINE
from projections.frames.what_if import WHAT_IF
from projections.frames.why import WHY


class Shown(msgspec.Struct, frozen=True):
    """How an answer is shown: as a table, with amounts in which unit unless another is asked for, and as text when it
    can be that."""

    table: Callable[[Any, AmountUnit], RenderableType]
    amounts: AmountUnit = AmountUnit.MILLIONS
    text: Callable[[Any], str] | None = None


SHOWN: Final[dict[Declaration, Shown]] = {
    FRAMES: Shown(frames_or_groups),
    COMPARE: Shown(comparison_tables),
    WHY: Shown(why_tables, text=why_text),
    CHANGES: Shown(change_tables),
    DIFFERENCE: Shown(difference_tables),
    WHAT_IF: Shown(what_if_tables),
    TIMELINE: Shown(timeline_tables),
    UNITS: Shown(unit_tree),
    REPORTS: Shown(reports_table),
    REPORT: Shown(report_tables),
    AUDIT: Shown(audit_table),
    DIARY: Shown(diary_table),
    MEETINGS: Shown(meetings_table),
    BUDGET: Shown(budget_table),
    DETAILS: Shown(details_table),
    OUTCOMES: Shown(outcomes_table),
    FEES: Shown(fees_table, AmountUnit.KRONOR),
    FEE_TIMELINE: Shown(fee_timeline_tables, AmountUnit.KRONOR),
    CHARGES: Shown(charges_table, AmountUnit.KRONOR),
    PRICES: Shown(prices_table, AmountUnit.KRONOR),
    PRICE_TIMELINE: Shown(price_timeline_tables, AmountUnit.KRONOR),
    WARNINGS: Shown(warnings_table),
    POLICY: Shown(policy_table),
    RESERVATIONS: Shown(reservations_table),
    RESERVATION_TIMELINE: Shown(reservation_timeline_tables),
    RESULT_UNITS: Shown(result_units_table),
    PROJECTS: Shown(projects_table),
    RENTS: Shown(rents_table),
    SERVICES: Shown(services_table),
    INITIATIVES: Shown(initiatives_table),
    KEYS: Shown(keys_table),
    BRIDGES: Shown(bridges_table),
}
"""A new answer is a line here, beside its declaration."""

ANSWERS: Final = tuple(SHOWN)
