"""Rows of the refusal and the warning table for the chapter of policy: exact texts, read aloud."""

from typing import Final

from ledger.errors import REFUSALS, RuleClass
from ledger.events import BudgetAdopted, BudgetPart, policy
from ledger.events.projects import ProjectFinancingDecided
from ledger.values import RecordedWarning
from tests.given import adjusted, basis, decided, key, transferred
from tests.ledger.rules.scenario import Past, given, past, refusal, warning, without_basis
from tests.ledger.rules.tables.rows import Row, row

_CAN_BE_RELAXED: Final = "någon av: " + ", ".join(
    code for code, kind in REFUSALS.items() if kind.rule_class is RuleClass.B
)
_FRAME: Final = past(decided(100_00))
_EXECUTIVE: Final = basis("2026-03-01", body="Kommunstyrelsen")
_BOARD: Final = basis("2026-03-01", body="Stadsledningskontoret")
_BOARDS: Final = basis("2026-03-01", "§ 5", body="Tekniska nämnden")
_LATER: Final = basis("2026-05-01", "§ 9", body="Tekniska nämnden")
_LIMITED: Final = past(
    policy.CompetenceDecided(
        "project-financing-decided",
        limits=(policy.AmountLimit("Tekniska nämnden", per_project_year_ore=1_000_00),),
    ),
    basis("2026-01-12", "§ 1"),
)


def _financing(ore: int) -> ProjectFinancingDecided:
    return ProjectFinancingDecided("bron", "Nya bron", amount_ore=ore)


_WARNED: Final = Past(adjusted(5_00), basis(), "2026-01-02", (RecordedWarning("frame-not-set", {"frame": "slk"}),))

REFUSAL_ROWS: Final[dict[str, Row]] = {
    "a rule of arithmetic is not relaxed": row(
        given().when(policy.ControlPolicyDecided("turnover-sides-differ", policy.Treatment.WARN), basis()),
        refusal(
            "rule-not-relaxable",
            "Regeln turnover-sides-differ (omslutningens sidor är olika) gäller alla; ingen organisation hanterar den "
            "på sitt sätt.",
            _CAN_BE_RELAXED,
        ),
    ),
    "a rule that is not there is not relaxed": row(
        given().when(policy.ControlPolicyDecided("frame-negative", policy.Treatment.IGNORE), basis()),
        refusal("rule-unknown", "Det finns ingen regel ”frame-negative”.", _CAN_BE_RELAXED),
    ),
    "a negative tolerance": row(
        given().when(policy.ToleranceDecided(-1_00), basis()),
        refusal("amount-negative", "Toleransen är negativ: −1\u00a0kr.", "0 kr eller mer"),
    ),
    "the competence to do what is in no catalogue": row(
        given().when(policy.CompetenceDecided("frame-doubled", ("KF",)), basis()),
        refusal("value-malformed", "Händelsen ”frame-doubled” finns inte i katalogen."),
    ),
    "a warning of an entry that is not there": row(
        given().when(policy.WarningResolved(99, "frame-not-set", "granskad")),
        refusal("entry-unknown", "Det finns ingen post på position 99.", "positionen av en post i liggaren"),
    ),
    "a warning that an entry does not have": row(
        given(_WARNED).when(policy.WarningResolved(5, "swallowed", "granskad")),
        refusal("warning-unknown", "Posten 5 har ingen varning ”swallowed”.", "frame-not-set"),
    ),
    "R-16: a body that does not decide it": row(
        given(_FRAME, without_basis(policy.CompetenceDecided("frame-adjusted", ("Kommunfullmäktige",)))).when(
            adjusted(-5_00), _EXECUTIVE
        ),
        refusal(
            "body-not-competent",
            "Kommunstyrelsen beslutar inte om ”ram justerad” i den här organisationen, utan Kommunfullmäktige.",
            "ett beslut av Kommunfullmäktige",
        ),
    ),
    "D-14: more for a project in a year than a board may decide": row(
        given(_FRAME, _LIMITED, past(_financing(600_00), _BOARDS)).when(_financing(500_00), _LATER),
        refusal(
            "amount-limit-exceeded",
            "Tekniska nämnden får besluta om högst 1\u00a0000\u00a0kr för bron under 2026 (position 6). 600\u00a0kr är "
            "beslutat redan, och med 500\u00a0kr blir det 100\u00a0kr för mycket.",
            "högst 400\u00a0kr, eller ett beslut av organisationens högsta organ",
        ),
    ),
    "D-14: a board decides how strictly a rule is held to": row(
        given(_FRAME).when(policy.ControlPolicyDecided("financing-missing", policy.Treatment.WARN), _BOARD),
        refusal(
            "own-rule-by-other-body",
            "Stadsledningskontoret bestämmer inte organisationens egna regler (”regelhantering”); det gör dess högsta "
            "organ.",
            "ett beslut av organisationens högsta organ, eller av den som det har gett beslutanderätten",
        ),
    ),
    "D-14: nobody has decided how strictly a rule is held to": row(
        given(_FRAME).when(policy.ControlPolicyDecided("financing-missing", policy.Treatment.WARN)),
        refusal(
            "own-rule-by-other-body",
            "”regelhantering” är organisationens egen regel, och ingen har beslutat den: underlaget saknas.",
            "ett beslut av organisationens högsta organ",
        ),
    ),
    "D-14: a board that is registered as the council": row(
        given().when(policy.BodyRegistered("Socialnämnden", policy.BodyKind.COUNCIL), basis()),
        refusal(
            "body-called-otherwise",
            "Socialnämnden är nämnd enligt KL 3:1–4, 6:1, 6:3–4, inte fullmäktige.",
            "slaget nämnd, eller organets eget namn",
        ),
    ),
    "R-16: two boards by one name": row(
        given(past(policy.BodyRegistered("Socialnämnden", policy.BodyKind.BOARD, "slk", aliases=("Nämnden",)))).when(
            policy.BodyRegistered("Bildningsnämnden", policy.BodyKind.BOARD, "sbk", aliases=("nämnden",)), basis()
        ),
        refusal(
            "body-name-taken",
            "nämnden är redan ett namn på Socialnämnden. Ett beslut av nämnden skulle räknas som Bildningsnämndens.",
            "ett namn som bara Bildningsnämnden har; eller Socialnämnden registrerad igen utan det namnet",
        ),
    ),
    "D-14: nobody has decided which bodies there are": row(
        given().when(policy.BodyRegistered("Samrådet", policy.BodyKind.BOARD)),
        refusal(
            "own-rule-by-other-body",
            "”organ registrerat” säger vem som får besluta vad, och ingen har beslutat det: underlaget saknas.",
            "ett beslut av organisationens högsta organ",
        ),
    ),
    "D-14: a board that says what it is itself": row(
        given().when(policy.BodyRegistered("Samrådet", policy.BodyKind.BOARD), basis(body="Samrådet")),
        refusal(
            "own-rule-by-other-body",
            "Samrådet bestämmer inte vad Samrådet är i organisationen; det gör dess högsta organ.",
            "ett beslut av organisationens högsta organ, eller av den som det har gett beslutanderätten",
        ),
        warning("body-unknown"),
    ),
    "D-14: a rule of law is not ignored": row(
        given(_FRAME).when(policy.ControlPolicyDecided("financing-missing", policy.Treatment.IGNORE), basis()),
        refusal(
            "rule-not-relaxable",
            "Regeln financing-missing (finansiering saknas) står i lag (KL 11:15): den bortser ingen från.",
            "varna eller vägra",
        ),
    ),
    "R-22: the budget is adopted by the executive": row(
        given().when(BudgetAdopted(2026, 178_300_000, 5_00, tuple(BudgetPart)), basis(body="Kommunstyrelsen")),
        refusal(
            "budget-not-by-council",
            "Kommunstyrelsen beslutar inte om ”budget antagen” 2026; det gör fullmäktige ensam (KL 5:1, 11:10, "
            "11:12–13).",
            "ett beslut av fullmäktige; det som ett annat organ vill är ett förslag",
        ),
    ),
    "R-12: the total is raised by the executive": row(
        given(_FRAME).when(adjusted(5_00), _EXECUTIVE),
        refusal(
            "total-raised-by-other-body",
            "Kommunstyrelsen höjer slk drift 2026 med 5\u00a0kr netto. Ramen är fastställd av fullmäktige, som ensam "
            "höjer summan av ramarna (KL 5:1, 5:2).",
            "ett beslut av fullmäktige, en överföring inom summan, eller en fördelning ur en central medelsreserv",
        ),
    ),
    "R-14: a board moves money to another unit": row(
        given(_FRAME, past(decided(10_00, frame=key("sbk")))).when(transferred(5_00), _BOARD),
        refusal(
            "transfer-across-units",
            "Stadsledningskontoret flyttar pengar från slk drift 2026 till sbk drift 2026. Ramarna är fastställda av "
            "fullmäktige, och organet svarar inte för båda enheterna.",
            "ett beslut av fullmäktige, eller av den nämnd som båda enheterna hör till; eller fullmäktiges delegation "
            "till Stadsledningskontoret, om den finns, angiven eller registrerad som ”beslutanderätt” i stället för "
            "fullmäktige; ur en central medelsreserv: styrelsens ”fördelning ur medelsreserv”",
        ),
    ),
    "R-14: a board changes the frame of another unit": row(
        given(past(decided(10_00, frame=key("sbk")))).when(adjusted(-5_00, frame=key("sbk")), _BOARD),
        refusal(
            "frame-of-other-unit",
            "Stadsledningskontoret ändrar sbk drift 2026. Ramen är fastställd av fullmäktige, och organet är inte känt "
            "som det som svarar för enheten.",
            "ett beslut av fullmäktige eller av enhetens nämnd; eller organet registrerat med enheten, om det är dess",
        ),
    ),
}
WARNING_ROWS: Final[dict[str, Row]] = {
    "R-16: a body that nobody knows": row(
        given(past(decided(100_00), basis(body="KS"))).when(
            adjusted(-5_00), basis("2026-03-01", body="Komunfullmäktige")
        ),
        warning(
            "body-unknown",
            "Organet ”Komunfullmäktige” är varken registrerat eller ett namn som lagen använder, och räknas som okänt. "
            "Närmast: kommunfullmäktige.",
        ),
    ),
    "R-16: a body that becomes another than it is registered as": row(
        given(past(policy.BodyRegistered("Socialnämnden", policy.BodyKind.BOARD, "slk"), basis())).when(
            policy.BodyRegistered("Socialnämnden", policy.BodyKind.BOARD, "sbk"), basis("2026-03-01")
        ),
        warning(
            "body-registered-otherwise",
            "Socialnämnden är redan registrerat som nämnd för slk; från 2026-03-01 är det i stället nämnd för sbk, och "
            "inte längre det förra. Ett organ har en enhet och allt under den.",
        ),
    ),
    "R-17: a delegate who does not say by what right": row(
        given(_FRAME, without_basis(policy.BodyRegistered("Ekonomiutskottet", policy.BodyKind.DELEGATE, "ks"))).when(
            adjusted(-5_00), basis("2026-03-01", body="Ekonomiutskottet")
        ),
        warning(
            "delegation-not-cited",
            "Ekonomiutskottet beslutar bara på delegation, men beslutet anger ingen (KL 6:37–38).",
        ),
    ),
    "D-14: a rule that the organisation ignores": row(
        given(
            _FRAME, past(policy.ControlPolicyDecided("frame-would-be-negative", policy.Treatment.IGNORE), basis())
        ).when(adjusted(-150_00), basis("2026-03-01")),
        warning(
            "spared-by",
            "Regeln frame-would-be-negative bortser organisationen från (position 6). Kostnaderna i slk drift 2026 "
            "skulle bli −50\u00a0kr, som beslutat till och med 2026-03-01; utan posten är de 100\u00a0kr.",
        ),
    ),
    "a rule that the organisation only warns about": row(
        given(
            _FRAME, without_basis(policy.ControlPolicyDecided("frame-would-be-negative", policy.Treatment.WARN))
        ).when(adjusted(-150_00), basis("2026-03-01")),
        warning(
            "rule-relaxed",
            "Regeln frame-would-be-negative ger bara en varning i den här organisationen (position 6). "
            "Kostnaderna i slk drift 2026 skulle bli −50\u00a0kr, som beslutat till och med 2026-03-01; utan posten "
            "är de 100\u00a0kr.",
        ),
    ),
}
