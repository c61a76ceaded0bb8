"""Rows of the refusal and the warning table for the chapter of projects: exact texts, read aloud."""

from typing import Final

from ledger.events.projects import GrantNoted, ProjectNoted, RentRecorded, RentStatus
from tests.ledger.rules.scenario import given, refusal, warning
from tests.ledger.rules.tables.rows import Row, row

_BUDGETED: Final = RentStatus.BUDGETED

REFUSAL_ROWS: Final[dict[str, Row]] = {
    "a project that ends before it begins": row(
        given().when(ProjectNoted("gsit3", "GSIT3", first_year=2027, last_year=2025)),
        refusal("interval-reversed", "Slutet, 2025, ligger före början, 2027.", "2027 eller senare"),
    ),
    "a grant below zero": row(
        given().when(GrantNoted("stimulansmedel", "Stimulansmedel", amount_ore=-100)),
        refusal("amount-negative", "Uppgiften ”belopp” är negativ: −1\u00a0kr.", "1\u00a0kr utan minustecken"),
    ),
}

WARNING_ROWS: Final[dict[str, Row]] = {
    "R-33: a rent for a square metre that is not what the rent comes to": row(
        given().when(
            RentRecorded("stadshuset", "slk", _BUDGETED, "Stadshuset", 100_000, area_m2=10, per_area_ore=9_900)
        ),
        warning(
            "rent-figure-differs",
            "Hyran stadshuset: dokumentet anger per kvadratmeter 99\u00a0kr, uträknat blir det 100\u00a0kr.",
        ),
    ),
}
