"""Rows of the refusal and the warning table for the chapter of equity: exact texts, read aloud."""

from datetime import date
from typing import Final

from ledger.events.equity import (
    EquityReserved,
    ReservationDrawn,
    ReservationExtended,
    ReservationLapsed,
    ResultCarriedOver,
    ResultUnitApproved,
)
from tests.given import basis
from tests.ledger.rules.scenario import given, past, refusal, warning
from tests.ledger.rules.tables.rows import Row, row

_KRONA: Final = 100
_RESERVED: Final = EquityReserved("smart-stad", "Smart stad", 1_000 * _KRONA, date(2023, 5, 1), date(2027, 12, 31))
_THERE: Final = past(_RESERVED, basis("2023-04-24"))
_UNRECORDED: Final = past(ReservationExtended("smart-stad", date(2027, 12, 31)), basis("2023-04-24"))
_ENDLESS: Final = past(EquityReserved("smart-stad", "Smart stad", _KRONA), basis("2023-04-24"))
_LATER: Final = basis("2026-03-01")
_DAY: Final = date(2026, 6, 30)


def _drawn(kronor: int, day: date = _DAY, purpose: str | None = None) -> ReservationDrawn:
    return ReservationDrawn("smart-stad", kronor * _KRONA, day, purpose)


REFUSAL_ROWS: Final[dict[str, Row]] = {
    "R-38: more than remains": row(
        given(_THERE).when(_drawn(1_200), _LATER),
        refusal(
            "reservation-overdrawn",
            "Reservationen smart-stad skulle överskridas, som beslutat till och med 2026-03-01: −200\u00a0kr återstår; "
            "utan posten är det 1\u00a0000\u00a0kr.",
            "200\u00a0kr mindre, eller ett tillskott dessförinnan",
        ),
    ),
    "R-38: drawn after the last day": row(
        given(_UNRECORDED).when(_drawn(1, date(2028, 1, 1)), _LATER),
        refusal(
            "reservation-not-valid-then",
            "Reservationen smart-stad gäller till och med 2027-12-31, som beslutat till och med 2026-03-01; "
            "den tas i anspråk 2028-01-01.",
            "en dag till och med 2027-12-31, eller ett beslut om förlängning dessförinnan",
        ),
        warning("reservation-balance-unknown"),
    ),
    "R-40: a board that reserves equity": row(
        given().when(_RESERVED, basis("2023-04-24", body="kommunstyrelsen")),
        refusal(
            "reservation-not-by-council",
            "Bara fullmäktige rår över reservationen smart-stad; här beslutar kommunstyrelsen.",
            "kommunfullmäktige, eller ett godtagande av regeln med skäl",
        ),
    ),
    "R-41: a lapse before the time is out": row(
        given(_THERE).when(ReservationLapsed("smart-stad", date(2027, 12, 31))),
        refusal(
            "reservation-not-expired",
            "Reservationen smart-stad gäller till och med 2027-12-31 och kan inte upphöra redan 2027-12-31.",
            "en dag efter 2027-12-31; i förtid: posten ”reservation av eget kapital återförd”",
        ),
    ),
    "R-42: a unit that is no result unit": row(
        given().when_together(ResultCarriedOver("slk", 2024, 2025, -70 * _KRONA), on=basis("2025-02-05")),
        refusal(
            "result-unit-missing",
            "Enheten slk är inte godkänd som resultatenhet för 2024.",
            "ett godkännande som gäller året, eller ett godtagande av regeln med skäl",
        ),
    ),
    "R-42: more than may be carried": row(
        given(past(ResultUnitApproved("slk", 2024), basis("2024-02-07"))).when(
            ResultCarriedOver("slk", 2024, 2025, -70 * _KRONA, 50 * _KRONA), basis("2025-02-05")
        ),
        refusal(
            "carry-over-above-cap",
            "Enheten slk för över −70\u00a0kr från 2024; högst 50\u00a0kr får föras över, plus eller minus.",
            "högst 50\u00a0kr",
        ),
    ),
    "an earmark is created once": row(
        given(_THERE).when(_RESERVED, _LATER),
        refusal(
            "reservation-already-made",
            "Reservationen smart-stad är redan registrerad (position 5).",
            "ett eget namn, eller en förlängning",
        ),
    ),
    "an earmark that nobody has recorded": row(
        given().when(_drawn(1), _LATER),
        refusal(
            "reservation-unknown",
            "Reservationen smart-stad finns inte i liggaren: varken dess tillkomst eller en förlängning.",
            "reservationen eller dess förlängning först, om så utan belopp; eller en annan stavning",
        ),
    ),
    "R-05: the same draw twice": row(
        given(_THERE, past(_drawn(1), _LATER)).when(_drawn(1), _LATER),
        refusal(
            "decision-already-recorded",
            "Beslutet är redan registrerat: samma sak om reservationen smart-stad, i samma beslut.",
            "posten 6, som redan säger det, eller ett godtagande av regeln om beslutet gör det igen",
        ),
    ),
}

WARNING_ROWS: Final[dict[str, Row]] = {
    "an extension of what was never recorded": row(
        given().when(ReservationExtended("smart-stad", date(2027, 12, 31)), basis("2023-04-24")),
        warning(
            "reservation-balance-unknown",
            "Saldot för reservationen smart-stad är okänt, så att inget belopp kan prövas mot det: "
            "dess tillkomst är inte registrerad.",
        ),
    ),
    "R-39: an extension of what had ended": row(
        given(
            past(EquityReserved("smart-stad", "Smart stad", 1, last_day=date(2025, 12, 31)), basis("2023-04-24"))
        ).when(ReservationExtended("smart-stad", date(2027, 12, 31)), _LATER),
        warning(
            "reservation-extended-late",
            "Reservationen smart-stad gällde till och med 2025-12-31, men förlängs först 2026-03-01; därefter görs "
            "vanligen en ny.",
        ),
    ),
    "R-38: another purpose": row(
        given(_THERE).when(_drawn(1, purpose="Vägar"), _LATER),
        warning(
            "reservation-purpose-differs",
            "Reservationen smart-stad är till för ”Smart stad”, men tas i anspråk för ”Vägar”.",
        ),
    ),
    "R-41: a lapse of what has no known end": row(
        given(_ENDLESS).when(ReservationLapsed("smart-stad", date(2026, 1, 1))),
        warning(
            "reservation-end-unknown",
            "Reservationen smart-stad har ingen känd sista dag, så att upphörandet inte kan prövas.",
        ),
    ),
    "R-41: another remainder than the ledger's": row(
        given(_THERE).when(ReservationLapsed("smart-stad", date(2028, 1, 1), 900 * _KRONA)),
        warning(
            "reservation-lapse-differs",
            "Reservationen smart-stad: 900\u00a0kr anges upphöra, men uträknat återstår 1\u00a0000\u00a0kr.",
        ),
    ),
}
