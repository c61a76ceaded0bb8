"""The refusal table: every refusal that the rules can give, with its exact text and what would be right.

One row per refusal, and one for each pair where two could be told. Read it aloud: that is its test.
"""

from datetime import date
from typing import Final

import pytest

from ledger.errors import REFUSALS, RuleClass
from ledger.events import (
    FrameAdjusted,
    FrameDecided,
    FrameTransferred,
    LedgerOpened,
    OpeningEntryMade,
    ProposalMade,
    RecommendationMade,
    UnitClosed,
    UnitCodeAssigned,
    UnitRegistered,
)
from ledger.money import amount_text
from ledger.values import ControlOf, ControlTotal, FrameKind, InvestmentAmount, NetAmount, OrganisationKind
from tests.given import BUDGET, adjusted, basis, between, decided, key, money, transferred, turnover
from tests.ledger.rules.scenario import (
    accepting,
    corrected,
    given,
    given_nothing,
    past,
    refusal,
    warning,
    without_basis,
)
from tests.ledger.rules.tables.chapters import CHAPTERS
from tests.ledger.rules.tables.rows import row

CITY: Final = OrganisationKind.MUNICIPALITY
INVESTMENT: Final = key(kind=FrameKind.INVESTMENT)
DECIDED: Final = basis()
LATER: Final = basis("2026-03-01")
A_PROPOSAL: Final = ProposalMade("tertial-1", (adjusted(1_00),))
FRAME: Final = past(decided(100_00))


ROWS: Final = {
    "nothing before the ledger is opened": row(
        given_nothing().when(UnitRegistered("ks", "Kommunstyrelsen")),
        refusal(
            "ledger-not-opened",
            "Liggaren är inte öppnad för någon organisation.",
            "Registrera först posten ”liggare öppnad”.",
        ),
    ),
    "a ledger is opened once": row(
        given().when(LedgerOpened("Stan", CITY, "212000-0142")),
        refusal("ledger-already-opened", "Liggaren är redan öppnad för Staden."),
    ),
    "a check digit": row(
        given_nothing().when(LedgerOpened("Staden", CITY, "212000-0143")),
        refusal(
            "organisation-number-invalid",
            "Organisationsnumret 212000-0143 har fel kontrollsiffra: 3 i stället för 2.",
            "212000-0142",
        ),
    ),
    "a number that no organisation has": row(
        given_nothing().when(LedgerOpened("Staden", CITY, "000000-0000")),
        refusal(
            "organisation-number-invalid",
            "Organisationsnumret 000000-0000 hör inte till en organisation: första siffran är 1–9, tredje minst 2.",
            "organisationens nummer hos Skatteverket",
        ),
    ),
    "R-05: the same decision twice": row(
        given(FRAME).when(decided(100_00), DECIDED),
        refusal(
            "decision-already-recorded",
            "Beslutet är redan registrerat: samma ändring av slk drift 2026, i samma beslut.",
            "posten 5, som redan säger det, eller ett godtagande av regeln om beslutet gör det igen",
        ),
    ),
    "R-05: two amounts for one frame": row(
        given(FRAME).when(decided(50_00), DECIDED),
        refusal(
            "frame-set-twice",
            "slk drift 2026 skulle sättas till två belopp i samma beslut: netto 100\u00a0kr och netto 50\u00a0kr.",
            "ett av beloppen; är det ena del av det andra hör det till en egen anslagspost",
        ),
    ),
    "money for a unit after its last day": row(
        given(without_basis(UnitClosed("slk", date(2025, 12, 31), ("sbk",)))).when(decided(1_00), basis()),
        refusal(
            "unit-ended",
            "slk drift 2026: enheten slk fanns till och med 2025-12-31.",
            "en efterföljare (sbk), eller ett godtagande av regeln med skäl",
        ),
    ),
    "a frame beyond what is counted": row(
        given(past(decided(2**53 - 1))).when(adjusted(1), LATER),
        refusal(
            "amount-out-of-range",
            "Ramen slk drift 2026 skulle bli större än liggaren räknar med, som beslutad till och med 2026-03-01: "
            f"{amount_text(2**53)} bortsett från tecken.",
            f"högst {amount_text(2**53 - 1)} i kostnader, intäkter och netto",
        ),
    ),
    "a rule that is not there": row(
        given(FRAME).when(adjusted(1_00), LATER, accept=[accepting("frame-would-be-negativ")]),
        refusal(
            "rule-unknown",
            "Det finns ingen regel ”frame-would-be-negativ” som kan frångås.",
            "någon av: " + ", ".join(code for code, kind in REFUSALS.items() if kind.rule_class is RuleClass.B),
        ),
    ),
    "a text that looks like another": row(
        given().when(UnitRegistered("ny", "Nya\u202eenheten")),
        refusal(
            "value-malformed",
            "Texten ”Nya<U+202E>enheten” har ett tecken som inte hör dit: <U+202E>.",
            "samma text utan det",
        ),
    ),
    "the form of an organisation number": row(
        given_nothing().when(LedgerOpened("Staden", CITY, "2120000142")),
        refusal(
            "organisation-number-invalid",
            "Organisationsnumret 2120000142 har inte formen NNNNNN-NNNN.",
            "tio siffror, till exempel 212000-0142",
        ),
    ),
    "a municipality code that has lost its zero": row(
        given_nothing().when(LedgerOpened("Staden", CITY, "212000-0142", "180")),
        refusal(
            "municipality-code-invalid",
            "Kommunkoden 180 stämmer inte: den har fyra siffror, och de två första är länets kod.",
            "fyra siffror som text, till exempel 0180",
        ),
    ),
    "a unit is registered once": row(
        given().when(UnitRegistered("slk", "SLK")),
        refusal("unit-already-registered", "Enheten slk är redan registrerad som Stadsledningskontoret."),
    ),
    "a unit that nobody has registered": row(
        given().when(decided(1_00, frame=key("miljo")), DECIDED),
        refusal(
            "unit-unknown",
            "Enheten miljo är inte registrerad.",
            "Registrera först enheten, eller rätta stavningen.",
        ),
    ),
    "a unit below itself": row(
        given().when(UnitRegistered("avd", "Avdelningen", "avd")),
        refusal(
            "unit-below-itself",
            "Enheten avd skulle ligga under sig själv: avd under avd.",
            "en enhet som inte ligger under den, eller ingen",
        ),
    ),
    "a code that ends before it begins": row(
        given().when(UnitCodeAssigned("slk", "kommun-bas", "10", date(2026, 2, 1), date(2026, 1, 31))),
        refusal(
            "interval-reversed",
            "Koden 10 gäller till och med 2026-01-31, före 2026-02-01 då den börjar gälla.",
            "2026-02-01 eller senare",
        ),
    ),
    "a unit that succeeds itself": row(
        given().when(UnitClosed("slk", date(2026, 12, 31), ("slk",))),
        refusal("reorganisation-empty", "Enheten slk kan inte efterträda sig själv.", "en annan enhet"),
    ),
    "a decision without its basis": row(
        given().when(decided(1_00)),
        refusal("basis-missing", "Beslutsunderlag saknas: organ, beslutsdag och källa.", "uppgifterna under ”beslut”"),
    ),
    "a decision after today": row(
        given().when(decided(1_00), basis("2026-11-22")),
        refusal(
            "decision-day-in-future",
            "Beslutsdagen 2026-11-22 ligger efter i dag, 2026-11-21.",
            "2026-11-21 eller tidigare",
        ),
    ),
    "bounds that end after today": row(
        given().when(decided(1_00), between("2026-11-01", "2026-12-31")),
        refusal(
            "decision-day-in-future",
            "Beslutsdagen 2026-12-31 ligger efter i dag, 2026-11-21.",
            "2026-11-21 eller tidigare",
        ),
    ),
    "bounds in the wrong order": row(
        given().when(decided(1_00), between("2026-02-01", "2026-01-01")),
        refusal(
            "decision-bounds-reversed",
            "Beslutsdagens gränser är omvända: tidigast 2026-02-01, senast 2026-01-01.",
            "tidigast 2026-01-01, senast 2026-02-01",
        ),
    ),
    "a correction whose decision comes after the day it was recorded": row(
        given(FRAME).when(corrected(5, decided(90_00), between("2026-02-01", None))),
        refusal(
            "decision-bounds-reversed",
            "Beslutsdagens gränser är omvända: tidigast 2026-02-01, senast 2026-01-02, då posten först registrerades.",
            "en senaste dag",
        ),
    ),
    "a decision that can have been made on any day": row(
        given().when(decided(1_00), between(None, "2026-01-01")),
        refusal(
            "field-missing",
            "Beslutsdagen är okänd och saknar en tidigaste dag.",
            "en tidigaste dag; bara en ingående post får sakna den",
        ),
    ),
    "a proposal's name is its own": row(
        given(past(A_PROPOSAL)).when(A_PROPOSAL, DECIDED),
        refusal(
            "proposal-already-named",
            "Förslaget tertial-1 finns redan (position 5).",
            "ett eget namn för varje förslag",
        ),
    ),
    "a recommendation of what is not there": row(
        given().when(RecommendationMade("r-1", (adjusted(1_00),), recommends="tertial-2"), DECIDED),
        refusal(
            "proposal-unknown",
            "Förslaget tertial-2, som tillstyrks, finns inte i liggaren.",
            "ett registrerat förslag, eller inget alls",
        ),
    ),
    "a correction of nothing": row(
        given(FRAME).when(corrected(17)),
        refusal("entry-unknown", "Det finns ingen post på position 17.", "positionen av en post i liggaren"),
    ),
    "a correction of what is already corrected": row(
        given(FRAME, past(corrected(5, decided(90_00), DECIDED))).when(corrected(5, decided(80_00), DECIDED)),
        refusal("entry-already-corrected", "Posten 5 är redan rättad av posten 6.", "rätta posten 6 i stället"),
    ),
    "a correction that says the same": row(
        given(FRAME).when(corrected(5, decided(100_00), DECIDED)),
        refusal(
            "correction-changes-nothing",
            "Posten 5 säger redan det som den skulle rättas till.",
            "det som skulle ha registrerats",
        ),
    ),
    "a withdrawal of a withdrawal": row(
        given(FRAME, past(corrected(5))).when(corrected(6)),
        refusal("correction-changes-nothing", "Posten 6 är redan tillbakatagen.", "det som skulle ha registrerats"),
    ),
    "a unit is not withdrawn": row(
        given().when(corrected(3)),
        refusal(
            "correction-not-allowed",
            "Andra poster hänvisar till det som posten 3 registrerar; det kan inte tas bort.",
            "samma enhet eller organisation, med rätt uppgifter",
        ),
    ),
    "a frame does not become a unit": row(
        given(FRAME).when(corrected(5, UnitRegistered("ny", "Nya enheten"))),
        refusal(
            "correction-not-allowed",
            "Posten 5 kan inte rättas till en enhet, för den är något annat.",
            "en post av samma slag, och en egen post för det nya",
        ),
    ),
    "a proposal keeps its name": row(
        given(past(A_PROPOSAL)).when(corrected(5, ProposalMade("tertial-2", (adjusted(1_00),)), DECIDED)),
        refusal(
            "correction-not-allowed",
            "Posten 5 är förslaget tertial-1; en rättelse kan inte ge det ett annat namn.",
            "tertial-1",
        ),
    ),
    "R-30: both sides of a turnover change are equal": row(
        given(FRAME).when(turnover(746_200_00, 746_100_00), LATER),
        refusal(
            "turnover-sides-differ",
            "Omslutningen av slk drift 2026 ändrar kostnaderna med 746\u00a0200\u00a0kr men intäkterna med "
            "746\u00a0100\u00a0kr: nettot skulle ändras med 100\u00a0kr.",
            "samma belopp på båda sidor",
        ),
    ),
    "a turnover change is about operating money": row(
        given().when(turnover(1_00, 1_00, frame=INVESTMENT), DECIDED),
        refusal(
            "amount-kind-mismatch",
            "Omslutning gäller kostnader och intäkter, inte slk investering 2026.",
            "en driftram",
        ),
    ),
    "R-36: an investment is not given as costs": row(
        given().when(FrameDecided(INVESTMENT, BUDGET, money(1_00)), DECIDED),
        refusal(
            "amount-kind-mismatch",
            "Ramen slk investering 2026 anges med utgifter och inkomster, inte med kostnader och intäkter.",
            "utgifter och inkomster, eller bara netto",
        ),
    ),
    "R-36: operating money is not given as expenditures": row(
        given().when(FrameAdjusted(key(), InvestmentAmount(1_00, 0)), DECIDED),
        refusal(
            "amount-kind-mismatch",
            "Ramen slk drift 2026 anges med kostnader och intäkter, inte med utgifter och inkomster.",
            "kostnader och intäkter, eller bara netto",
        ),
    ),
    "a transfer to where it came from": row(
        given(FRAME).when(transferred(1_00, "slk", "slk"), LATER),
        refusal(
            "transfer-to-same-frame",
            "Överföringen går från slk drift 2026 till samma ram.",
            "en annan enhet eller en annan anslagspost",
        ),
    ),
    "a transfer to another year": row(
        given(FRAME).when(FrameTransferred(key(), key("sbk", 2027), money(1_00)), LATER),
        refusal("transfer-across-years", "Överföringen går från 2026 till 2027.", "samma budgetår, 2026"),
    ),
    "R-14: a transfer from operating money to investments": row(
        given(FRAME, past(FrameDecided(INVESTMENT, BUDGET, NetAmount(9_00)))).when(
            FrameTransferred(key(), INVESTMENT, NetAmount(1_00)), LATER
        ),
        refusal(
            "transfer-across-kinds",
            "Överföringen går från drift till investering.",
            "ett beslut av fullmäktige för vardera ramen",
        ),
        warning("gross-becomes-unknown"),
    ),
    "a transfer of a negative amount": row(
        given(FRAME).when(transferred(-1_00), LATER),
        refusal(
            "amount-negative",
            "Överföringen från slk drift 2026 har negativa kostnader: −1\u00a0kr.",
            "1\u00a0kr från sbk drift 2026, om pengarna går åt det hållet",
        ),
    ),
    "a frame with negative revenues": row(
        given().when(FrameDecided(key(), BUDGET, money(100_00, -47_00)), DECIDED),
        refusal(
            "amount-negative",
            "Ramen slk drift 2026 kan inte ha negativa intäkter: −47\u00a0kr.",
            "47\u00a0kr utan minustecken; hur dokumentet skriver tecken är liggarens inställning",
        ),
    ),
    "an opening entry with negative receipts": row(
        given().when(OpeningEntryMade(INVESTMENT, BUDGET, InvestmentAmount(1_00, -1_50))),
        refusal(
            "amount-negative",
            "Ramen slk investering 2026 kan inte ha negativa inkomster: −1,50\u00a0kr.",
            "1,50\u00a0kr utan minustecken; hur dokumentet skriver tecken är liggarens inställning",
        ),
    ),
    "a change of nothing": row(
        given(FRAME).when(FrameAdjusted(key(), money(0)), LATER),
        refusal("amount-empty", "Ändringen av slk drift 2026 är noll.", "ett belopp skilt från noll"),
    ),
    "a printed figure that is no amount": row(
        given().when(
            FrameDecided(key(), BUDGET, money(1_00), printed=(ControlTotal(ControlOf.NET, "1,558"),)), DECIDED
        ),
        refusal("amount-malformed", "”1,558” kan läsas på två sätt.", "1 558 tkr eller 1 558 mnkr"),
    ),
    "a printed figure beyond the bound": row(
        given().when(
            FrameDecided(key(), BUDGET, money(1_00), printed=(ControlTotal(ControlOf.NET, "100 000 mdkr"),)), DECIDED
        ),
        refusal(
            "amount-out-of-range",
            "”100 000 mdkr” är för stort.",
            "högst 90\u00a0071\u00a0992\u00a0547\u00a0409,91\u00a0kr",
        ),
    ),
    "R-37: costs below zero": row(
        given(FRAME).when(adjusted(-150_00), LATER),
        refusal(
            "frame-would-be-negative",
            "Kostnaderna i slk drift 2026 skulle bli −50\u00a0kr, som beslutat till och med 2026-03-01; "
            "utan posten är de 100\u00a0kr.",
            "minst 50\u00a0kr mer i ramen den dagen, eller ett godtagande av regeln med skäl",
        ),
    ),
    **{name: row for chapter in CHAPTERS for name, row in chapter.REFUSAL_ROWS.items()},
}


@pytest.mark.parametrize("name", ROWS)
def test_each_refusal_says_what_was_wrong_and_what_would_be_right(name: str) -> None:
    ROWS[name].when.then(*ROWS[name].says)


CODES: Final = frozenset(says.code for row in ROWS.values() for says in row.says)
"""Every refusal code that this table shows."""
