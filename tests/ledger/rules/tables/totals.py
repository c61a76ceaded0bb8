"""Rows of the tables for the total of the frames, what is given out of a reserve, and amounts in a wrong unit."""

from typing import Final

from ledger.events import budget, financing, frames
from tests.given import basis, decided, key, money
from tests.ledger.rules.scenario import given, past, refusal, warning
from tests.ledger.rules.tables.budget import FRAME, MAY, RESERVE, SET_ASIDE, appropriated
from tests.ledger.rules.tables.rows import Row, row

REFUSAL_ROWS: Final[dict[str, Row]] = {
    "R-13: a reserve that is not named, and has less left": row(
        given(FRAME, SET_ASIDE).when_together(
            appropriated(financing.FinancingLeg(financing.FinancingSource.CENTRAL_RESERVE, 60_00), costs_ore=60_00),
            on=basis("2026-05-04", body="KS"),
        ),
        refusal(
            "central-reserve-exceeded",
            "KS ger ur den centrala medelsreserven utan att namnge den. Den enda som är registrerad för året är ks "
            "cm-2 drift 2026, där 50\u00a0kr finns kvar; efter posten skulle det vara −10\u00a0kr.",
            "10\u00a0kr mindre; reserven namngiven, om det är en annan; eller ett godtagande av regeln med skäl",
        ),
        warning("reserve-frame-unknown"),
    ),
    "R-12: a line that nobody has set, on top of what the council has": row(
        given(FRAME).when(frames.FrameAdjusted(key(line="ny"), money(5_00)), basis("2026-05-04", body="KS")),
        refusal(
            "total-raised-by-other-body",
            "KS höjer slk ny drift 2026 med 5\u00a0kr netto. Ramen är fastställd av fullmäktige, som ensam höjer "
            "summan av ramarna (KL 5:1, 5:2).",
        ),
        warning("frame-not-set"),
    ),
    "R-12: more divided than there is": row(
        given(FRAME).when(decided(110_00, frame=key(line="ny")), basis("2026-05-04", body="KS")),
        refusal(
            "total-raised-by-other-body",
            "KS fördelar 10\u00a0kr mer än slk drift 2026 är, bland annat genom slk ny drift 2026. Ramen är "
            "fastställd av fullmäktige, som ensam höjer summan av ramarna (KL 5:1, 5:2).",
            "10\u00a0kr mindre, eller ett beslut av fullmäktige",
        ),
    ),
    "R-35: what a wrong unit leads to": row(
        given(FRAME, SET_ASIDE).when_together(decided(100_000_00), decided(50_000_00, frame=RESERVE), on=MAY),
        refusal(
            "financing-missing",
            "Troligen fel enhet: 2 av 2 ramar som går att jämföra blir omkring 1\u00a0000 gånger större: slk drift "
            "2026 blir 100\u00a0000\u00a0kr, mot 100\u00a0kr. Kontrollera enheten (kr, tkr, mnkr eller mdkr). "
            "Annars: KF § 12 2026-05-04 höjer drift 2026 med 149\u00a0850\u00a0kr under året (slk drift 2026 "
            "99\u00a0900\u00a0kr, ks cm-2 drift 2026 49\u00a0950\u00a0kr), och 0\u00a0kr av det är finansierat i "
            "beslutet: 149\u00a0850\u00a0kr saknar finansiering (KL 11:15).",
        ),
    ),
}

RATE: Final = budget.TaxRateDecided(2026, 217_800_000)

WARNING_ROWS: Final[dict[str, Row]] = {
    "R-05: a tax rate of which only the day differs": row(
        given(past(RATE, basis("2025-11-24"))).when(RATE, basis("2025-11-25")),
        warning(
            "decision-perhaps-recorded",
            "Beslutet kan vara registrerat redan: posten 5 säger samma ”skattesats”, och det enda som skiljer är "
            "beslutsdag. Är det samma beslut ska den posten rättas i stället; är båda redan registrerade tas den ena "
            "tillbaka med en rättelse. Annars står det två gånger.",
        ),
    ),
}
