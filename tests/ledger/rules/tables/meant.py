"""Rows of the refusal and the warning table for which decision is meant: exact texts, read aloud."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from ledger.events import review
from ledger.values import DecisionReference
from tests.given import adjusted, basis, decided
from tests.ledger.rules.scenario import given, past, refusal, warning, without_basis
from tests.ledger.rules.tables.rows import Row, row

FRAME: Final = past(decided(100_00))
DAY_AFTER: Final = DecisionReference("KF", "KS 2025/1", "§ 12", decided_on=date(2025, 11, 25))
OF_NO_DAY: Final = DecisionReference("KF", "KS 2025/1", "§ 12")
CLAUSE: Final = DecisionReference("KF", "KS 2025/1", "§ 12", 1, date(2025, 11, 24))
ANNULLED: Final = without_basis(
    review.JudgmentGiven(
        replace(CLAUSE, clause=None),
        "FR",
        review.JudgmentOutcome.ANNULLED,
        date(2026, 5, 1),
        date(2026, 6, 1),
        final_ground="Lagakraftbevis",
    )
)
NAMES_LITTLE: Final = without_basis(
    review.JudgmentGiven(
        DecisionReference("KF", None, "§ 20", None, date(2025, 12, 15)),
        "FR",
        review.JudgmentOutcome.ANNULLED,
        date(2026, 5, 1),
        date(2026, 6, 1),
        final_ground="Lagakraftbevis",
    )
)

REFUSAL_ROWS: Final[dict[str, Row]] = {
    "R-05: a decision that is registered otherwise": row(
        given(FRAME).when(review.DecisionAppealed(DAY_AFTER, date(2025, 12, 20))),
        refusal(
            "decision-named-otherwise",
            "Beslutet (KF, 2025-11-25, KS 2025/1, § 12) är registrerat som KF, 2025-11-24, KS 2025/1, § 12, i post 5.",
            "beslutet så som det är registrerat (KF, 2025-11-24, KS 2025/1, § 12), eller ett godtagande av regeln om "
            "ett annat menas",
        ),
    ),
    "R-05: a decision of two days": row(
        given(FRAME, past(adjusted(5_00), basis("2025-12-15"))).when(
            review.DecisionAppealed(OF_NO_DAY, date(2026, 1, 2))
        ),
        refusal(
            "decision-of-several-days",
            "Beslutet (KF, KS 2025/1, § 12) kan vara av flera dagar: 2025-11-24 eller 2025-12-15. Paragrafer börjar om "
            "varje år, och ett ärende kan ha flera beslut.",
            "beslutet med den dag då det fattades, i ”fattat”: 2025-11-24 eller 2025-12-15",
        ),
    ),
    "D-13: the final day of a judgment is recorded with its ground": row(
        given(FRAME).when(
            review.JudgmentGiven(OF_NO_DAY, "FR", review.JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1))
        ),
        refusal(
            "final-day-without-ground",
            "Domen vann laga kraft 2026-06-01, men det står inte på vilken grund. Dagen beror på när parterna delgavs, "
            "och kan inte räknas ut.",
            "grunden för dagen, som ”lagakraftbevis 2026-09-03”; eller domen utan den dagen tills den är känd",
        ),
    ),
}
WARNING_ROWS: Final[dict[str, Row]] = {
    "R-56: a decision that a judgment before it names otherwise": row(
        given(FRAME, NAMES_LITTLE).when(adjusted(5_00), basis("2025-12-15", "§ 20")),
        warning(
            "judgment-names-otherwise",
            "Domen i post 6 (FR, 2026-05-01: beslutet upphävs) rör KF, 2025-12-15, § 20. Det kan vara det här beslutet "
            "under en annan beteckning, men domen påverkar det inte. Rör domen det ska den rättas så att den anger "
            "beslutet så som det är registrerat.",
        ),
    ),
    "D-13: a judgment recorded again that says otherwise": row(
        given(FRAME, ANNULLED).when(
            review.JudgmentGiven(CLAUSE, "FR", review.JudgmentOutcome.DENIED, date(2026, 5, 1))
        ),
        warning(
            "judgment-said-otherwise",
            "FR: samma dom av 2026-05-01 står redan i post 6 och säger där något annat (beslutet upphävs, slutlig "
            "2026-06-01). Det som nu registreras gäller i stället. En dom ändras inte: rätta den post som är fel med "
            "registreringsfel rättat.",
        ),
    ),
    "D-13: a court annulled what a later one is recorded to have let be": row(
        given(
            FRAME, past(review.JudgmentGiven(CLAUSE, "KR", review.JudgmentOutcome.DENIED, date(2026, 8, 1)), None)
        ).when(review.JudgmentGiven(CLAUSE, "FR", review.JudgmentOutcome.ANNULLED, date(2026, 5, 1))),
        warning(
            "judgment-effect-not-said",
            "FR upphävde beslutet 2026-05-01. Domen av KR 2026-08-01, post 6, säger ”avslag” utan verkan på beslutet, "
            "och räknas som om beslutet står fast. Avslogs överklagandet av upphävandet är beslutet upphävt: rätta "
            "post 6 med verkan på beslutet.",
        ),
    ),
}
