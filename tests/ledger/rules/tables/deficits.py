"""Rows of the warning table of what nobody knows about money: exact texts, read aloud."""

from typing import Final

from ledger.events import BalanceResultStated, DeficitSettlementDecided, Settlement, TaxRateDecided
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
    "R-27: a reserve that the accounts print another size of": row(
        given(past(BalanceResultStated(2024, 50_00, reserved_ore=20_00), basis("2025-04-28"))).when(
            BalanceResultStated(2025, 50_00, reserved_ore=10_00, reserve_total_ore=28_00), basis("2026-04-27")
        ),
        warning(
            "reserve-size-differs",
            "2025: resultatreserven anges innehålla 28\u00a0kr, men enligt boksluten blir det 30\u00a0kr: före "
            "året 20\u00a0kr, med det som läggs till och tas ur.",
        ),
    ),
    "R-22: a tax rate in per mille": row(
        given(past(TaxRateDecided(2026, 219_000_000), basis("2025-10-27"))).when(
            TaxRateDecided(2027, 21_900_000), basis("2026-10-26")
        ),
        warning(
            "tax-rate-far",
            "Skattesatsen för 2027 är 2,19\u00a0%, men för 2026 är den 21,90\u00a0%. Kontrollera decimaler och enhet.",
        ),
    ),
}
