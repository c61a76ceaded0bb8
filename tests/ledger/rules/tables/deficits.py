"""Rows of the warning table of what nobody knows about money: exact texts, read aloud."""

from typing import Final

from ledger.events import BalanceResultStated, DeficitSettlementDecided, Settlement
from tests.given import adjusted, basis, between, decided
from tests.ledger.rules.scenario import given, past, warning
from tests.ledger.rules.tables.rows import Row, row

REFUSAL_ROWS: Final[dict[str, Row]] = {}
WARNING_ROWS: Final[dict[str, Row]] = {
    "R-25: a decision that may be of the year, or of the year before": row(
        given(past(decided(500_00))).when_together(adjusted(100_00), on=between("2025-12-20", "2026-03-31")),
        warning("decision-day-inferred"),
        warning(
            "financing-day-unknown",
            "Beslutet är fattat mellan 2025-12-20 och 2026-03-31: om det var under 2026 är inte känt, så det kan inte "
            "prövas om höjningen (slk drift 2026 100\u00a0kr) är finansierad (KL 11:15).",
        ),
    ),
    "R-26: a deficit that is not settled in time": row(
        given(
            past(BalanceResultStated(2023, -100_00), basis("2024-04-22")),
            past(DeficitSettlementDecided(2023, Settlement.PLANNED), basis("2024-06-10")),
            *(past(BalanceResultStated(year, 0), basis(f"{year + 1}-04-20")) for year in (2024, 2025)),
        ).when(BalanceResultStated(2026, 60_00), basis("2026-11-20")),
        warning(
            "deficit-not-settled",
            "Av underskottet för 2023 är 40\u00a0kr kvar efter 2026. Det skulle ha reglerats senast vid utgången av "
            "2026 (KL 11:12).",
        ),
    ),
    "R-26: a deficit since which results are not recorded": row(
        given(
            past(BalanceResultStated(2023, -100_00), basis("2024-04-22")),
            past(DeficitSettlementDecided(2023, Settlement.PLANNED), basis("2024-06-10")),
        ).when(BalanceResultStated(2026, 60_00), basis("2026-11-20")),
        warning(
            "deficit-results-missing",
            "Av underskottet för 2023 är 40\u00a0kr kvar enligt det som är registrerat. Resultaten för 2024 och 2025 "
            "är inte registrerade, så om det är reglerat vid utgången av 2026 är inte känt (KL 11:12).",
        ),
    ),
    "R-27: more out of a reserve than it holds": row(
        given(past(BalanceResultStated(2024, 6_00, reserved_ore=4_00), basis("2025-04-14"))).when(
            BalanceResultStated(2025, 1_00, used_ore=4_01), basis("2026-04-20")
        ),
        warning(
            "reserve-overdrawn",
            "2025: 4,01\u00a0kr tas ur resultatreserven, som enligt boksluten innehåller 4\u00a0kr (KL 11:14).",
        ),
    ),
}
