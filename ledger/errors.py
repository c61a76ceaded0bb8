"""The closed list of refusals.

A refusal is a named value; a bug is a crash. Every code below has been or will be seen by a program that
integrates with the ledger, so a code is never reused for another meaning and never removed.

Rules have two classes. *Class A* (arithmetic, identity, references) always refuses. *Class B* (competence, law,
limits) refuses unless the command accepts the rule by name, with a reason and who accepted it; the entry is then
stored, counts, and stays an open warning. The ledger must be able to hold what really was decided.
"""

from enum import StrEnum
from typing import Final

import msgspec


class RuleClass(StrEnum):
    """Whether a refusal can be accepted by name (B) or never (A). OPERATION is not about the content at all."""

    A = "A"
    B = "B"
    OPERATION = "operation"


class RefusalKind(msgspec.Struct, frozen=True):
    """What is fixed about a refusal code: its class, whether the same request may succeed later, its Swedish title.

    `http_status` is the status of an HTTP answer and `exit_code` that of the command line.
    """

    title: str
    rule_class: RuleClass
    retry_can_help: bool = False
    http_status: int = 422
    exit_code: int = 2


def _class_a(title: str, status: int = 422) -> RefusalKind:
    return RefusalKind(title, RuleClass.A, http_status=status)


def _class_b(title: str) -> RefusalKind:
    return RefusalKind(title, RuleClass.B)


def _operation(title: str, status: int, *, retry: bool, exit_code: int = 3) -> RefusalKind:
    return RefusalKind(title, RuleClass.OPERATION, retry, status, exit_code)


REFUSALS: Final[dict[str, RefusalKind]] = {
    # The form of what came in
    "file-malformed": _class_a("Filen går inte att läsa", 400),
    "field-missing": _class_a("En uppgift saknas"),
    "field-unknown": _class_a("Okänd uppgift"),
    "field-repeated": _class_a("Uppgiften står två gånger"),
    "value-malformed": _class_a("Värdet har fel form"),
    "amount-malformed": _class_a("Beloppet går inte att läsa entydigt"),
    "amount-out-of-range": _class_a("Beloppet är för stort"),
    "rate-malformed": _class_a("Satsen går inte att läsa entydigt"),
    "rate-out-of-range": _class_a("Satsen kan inte vara sådan"),
    "text-cut": _class_a("Texten kapas"),
    "cell-shown-differently": _class_a("Cellen visar något annat än den innehåller"),
    "cell-struck-out": _class_a("Cellen är överstruken"),
    "cell-hidden": _class_a("Raden eller kolumnen är dold"),
    "basis-missing": _class_a("Beslutsunderlag saknas"),
    # Identity and references
    "ledger-unknown": _class_a("Okänd liggare", 404),
    "ledger-name-invalid": _class_a("Liggarens namn har fel form"),
    "ledger-already-opened": _class_a("Liggaren är redan öppnad", 409),
    "ledger-not-opened": _class_a("Liggaren är inte öppnad"),
    "organisation-number-invalid": _class_a("Organisationsnumret stämmer inte"),
    "municipality-code-invalid": _class_a("Kommunkoden stämmer inte"),
    "unit-unknown": _class_a("Okänd enhet"),
    "unit-already-registered": _class_a("Enheten är redan registrerad", 409),
    "unit-below-itself": _class_a("Enheten skulle ligga under sig själv"),
    "reorganisation-empty": _class_a("Omorganisationen ändrar ingenting"),
    "interval-reversed": _class_a("Dagarna är omvända"),
    "year-out-of-range": _class_a("Budgetåret är orimligt"),
    "proposal-unknown": _class_a("Okänt förslag", 404),
    "proposal-already-named": _class_a("Förslagets namn är redan taget", 409),
    "proposal-ambiguous": _class_a("Flera förslag finns, namnge ett"),
    "proposal-part-unknown": _class_a("Förslaget har ingen sådan punkt"),
    "clause-moves-nothing": _class_a("Utgången beslutar ingenting"),
    "condition-already-met": _class_a("Villkoret är redan uppfyllt", 409),
    "dissent-already-recorded": _class_a("Den avvikande meningen är redan registrerad", 409),
    "dissent-unknown": _class_a("Okänd avvikande mening"),
    "substitute-cannot-reserve": _class_a("En ersättare kan inte reservera sig"),
    "meeting-already-registered": _class_a("Sammanträdet är redan registrerat", 409),
    "entry-unknown": _class_a("Posten finns inte"),
    "entry-already-corrected": _class_a("Posten är redan rättad", 409),
    "correction-changes-nothing": _class_a("Rättelsen ändrar ingenting"),
    "correction-not-allowed": _class_a("Posten kan inte rättas så"),
    "body-called-otherwise": _class_a("Organet heter som ett annat slags organ"),
    "rule-unknown": _class_a("Okänd regel"),
    "rule-not-relaxable": _class_a("Regeln gäller alla"),
    "warning-unknown": _class_a("Posten har inte den varningen"),
    "charges-not-issued": _class_a("Avgiften är inte debiterad"),
    "member-repeated": _class_a("Medlemmen står på flera rader"),
    "reservation-already-made": _class_a("Reservationen är redan registrerad", 409),
    "reservation-unknown": _class_a("Okänd reservation"),
    "reservation-not-expired": _class_a("Reservationen gäller fortfarande"),
    "service-unknown": _class_a("Okänd tjänst"),
    "service-already-registered": _class_a("Tjänsten är redan registrerad", 409),
    "initiative-unknown": _class_a("Okänd förändringsinsats"),
    "key-unknown": _class_a("Okänd fördelningsnyckel"),
    "key-not-in-force": _class_a("Nyckeln gäller inte tjänsten det året"),
    "report-closed-already": _class_a("Rapporten är redan avslutad", 409),
    "report-unknown": _class_a("Okänd rapport", 404),
    "report-not-closed": _class_a("Rapporten är inte avslutad"),
    # Arithmetic
    "shares-not-whole": _class_a("Andelarna är inte hela nyckeln"),
    "bridge-malformed": _class_a("Bryggan hänger inte ihop"),
    "turnover-sides-differ": _class_a("Omslutningens sidor är olika"),
    "transfer-to-same-frame": _class_a("Överföring till samma ram"),
    "transfer-across-years": _class_a("Överföring mellan budgetår"),
    "amount-kind-mismatch": _class_a("Beloppet hör inte till ramens slag"),
    "amount-negative": _class_a("Beloppet får inte vara negativt"),
    "amount-empty": _class_a("Beloppet är noll"),
    "financing-differs": _class_a("Finansieringen är inte lika med anslaget"),
    "financing-leg-malformed": _class_a("Finansieringen hänger inte ihop"),
    "annulled-amount-exceeds": _class_a("Mer upphävs än vad som beslutades"),
    "saving-does-not-lower": _class_a("Effektiviseringen sänker inte ramen"),
    "plan-copies-itself": _class_a("Planåret kopierar sig självt"),
    # The decided clock
    "decision-day-in-future": _class_a("Beslutsdagen ligger efter i dag"),
    "day-in-future": _class_a("Dagen ligger efter i dag"),
    "decision-bounds-reversed": _class_a("Beslutsdagens gränser är omvända"),
    # Law, competence, limits
    "frame-would-be-negative": _class_b("Ramen skulle bli negativ"),
    "transfer-across-kinds": _class_b("Överföring mellan drift och investering"),
    "body-not-competent": _class_b("Organet beslutar inte om det"),
    "amount-limit-exceeded": _class_b("Beloppet är högre än organet får besluta om"),
    "own-rule-by-other-body": _class_b("Organisationens regler bestäms av någon annan"),
    "body-name-taken": _class_b("Namnet är ett annat organs"),
    "total-raised-by-other-body": _class_b("Bara fullmäktige höjer summan"),
    "transfer-across-units": _class_b("Överföring mellan enheter"),
    "frame-of-other-unit": _class_b("Ramen är en annan enhets"),
    "unit-ended": _class_b("Enheten har upphört"),
    "decision-already-recorded": _class_b("Beslutet är redan registrerat"),
    "decision-of-several-days": _class_a("Det framgår inte vilken dags beslut som menas"),
    "decision-named-otherwise": _class_b("Beslutet är registrerat under en annan beteckning"),
    "final-day-without-ground": _class_b("Domens slutliga dag saknar grund"),
    "frame-set-twice": _class_b("Två belopp för samma ram i samma beslut"),
    "proposal-already-adopted": _class_b("Förslaget är redan antaget"),
    "financing-missing": _class_b("Finansiering saknas"),
    "central-reserve-exceeded": _class_b("Medelsreserven räcker inte"),
    "carried-forward-exceeds-unused": _class_b("Mer ombudgeteras än vad som är oanvänt"),
    "carried-forward-twice": _class_b("Medlen är redan ombudgeterade"),
    "index-already-decided": _class_b("Indexet är redan beslutat"),
    "fee-above-cap": _class_b("Avgiften är högre än taket"),
    "fee-retroactive": _class_b("Avgiften gäller före beslutet"),
    "charges-already-issued": _class_b("Avgiften är redan debiterad"),
    "budget-not-by-council": _class_b("Bara fullmäktige beslutar om budget, skatt och underskott"),
    "reservation-not-by-council": _class_b("Bara fullmäktige rår över reservationer"),
    "reservation-overdrawn": _class_b("Reservationen skulle överskridas"),
    "reservation-not-valid-then": _class_b("Reservationen gäller inte den dagen"),
    "result-unit-missing": _class_b("Enheten är inte godkänd som resultatenhet"),
    "carry-over-above-cap": _class_b("Mer resultat än som får föras över"),
    "condition-not-met": _class_b("Villkoret är inte uppfyllt"),
    "initiative-not-decided": _class_b("Insatsen är inte beslutad"),
    # Coordinates of a question
    "coordinate-invalid": _class_a("Frågans koordinater går inte ihop", 400),
    "position-beyond-head": _class_a("Positionen finns inte än"),
    "log-diverged": _class_a("Markören är från en annan logg", 409),
    "frame-changes-recast": _class_a("Ramändringar har räknats fram på nytt", 409),
    "not-found": _class_a("Det finns inget på den adressen", 404),
    # Operation
    "idempotency-key-missing": _class_a("Idempotency-Key saknas", 400),
    "idempotency-key-reused": _class_a("Nyckeln har använts till något annat"),
    "read-not-allowed": _operation("Läsning är inte tillåten", 403, retry=False),
    "read-token-invalid": _operation("Nyckeln för att läsa stämmer inte", 401, retry=False),
    "write-not-allowed": _operation("Skrivning är inte tillåten", 403, retry=False),
    "write-token-invalid": _operation("Nyckeln för att skriva stämmer inte", 401, retry=False),
    "method-not-allowed": _operation("Metoden används inte på den adressen", 405, retry=False),
    "host-not-allowed": _operation("Värdnamnet godtas inte", 421, retry=False),
    "content-type-unsupported": _operation("Innehållstypen stöds inte", 415, retry=False),
    "content-too-large": _operation("Begäran är för stor", 413, retry=False),
    "decided-on-stale-state": _operation("Någon annan hann före", 409, retry=True),
    "entry-unreadable": _operation("Posten går inte att läsa", 503, retry=False),
    "entry-readable": _operation("Posten går att läsa", 409, retry=False),
    "entry-of-newer-program": _operation("Posten är skriven av en nyare version", 409, retry=False),
    "entry-set-aside-already": _operation("Posten är redan lagd åt sidan", 409, retry=False),
    "projection-behind": _operation("Svaret är inte framräknat än", 503, retry=True),
    "projection-stopped": _operation("Framräkningen har stannat", 503, retry=False),
    "following-full": _operation("Fler kan inte följa liggarna nu", 503, retry=True),
    "database-unavailable": _operation("Databasen går inte att nå", 503, retry=True, exit_code=4),
    "database-full": _operation("Databasen tar inte emot fler anslutningar", 503, retry=True, exit_code=4),
    "database-disk-full": _operation("Disken är full", 503, retry=True, exit_code=4),
    "database-not-durable": _operation("Databasen kan glömma det som bekräftas", 503, retry=False, exit_code=4),
    "copy-not-received": _operation("Kopian tas inte emot", 503, retry=True, exit_code=4),
    "database-not-migrated": _operation("Databasen är inte migrerad", 503, retry=False, exit_code=4),
    "unexpected-error": _operation("Oväntat fel", 500, retry=False),
    "address-unavailable": _operation("Adressen går inte att lyssna på", 503, retry=False, exit_code=4),
    "database-unsuitable": _operation("Databasen kan inte användas", 503, retry=False, exit_code=4),
    "backup-unreachable": _operation("Säkerhetskopian går inte att skriva eller läsa", 503, retry=False, exit_code=4),
    "backup-foreign": _operation("Filen är ingen säkerhetskopia av en liggare", 422, retry=False, exit_code=4),
    "backup-damaged": _operation("Säkerhetskopian är skadad", 422, retry=False, exit_code=4),
    "backup-newer": _operation("Säkerhetskopian är från en nyare version", 422, retry=False, exit_code=4),
    "installation-not-empty": _operation("Installationen är inte tom", 409, retry=False),
}


class Refusal(msgspec.Struct, frozen=True, omit_defaults=True):
    """One reason why something was refused, in Swedish, with what would be right.

    `where` is the path to the place in what came in, such as `facts[0].amount`; a door that read a file adds the line.
    `asserted`, `calculated` and `difference` are texts as a reader prints them, such as `746,2 mnkr`.
    """

    code: str
    detail: str
    asserted: str | None = None
    calculated: str | None = None
    difference: str | None = None
    right: str | None = None
    where: str | None = None

    def __post_init__(self) -> None:
        if self.code not in REFUSALS:
            raise LookupError(f"{self.code} is not in the closed list of refusals")

    @property
    def kind(self) -> RefusalKind:
        """What is fixed about this refusal's code."""
        return REFUSALS[self.code]

    def within(self, place: str) -> "Refusal":
        """The same refusal, found inside a larger place: `amount` within `facts[0]` is `facts[0].amount`."""
        where = place if self.where is None else f"{place}.{self.where}"
        return msgspec.structs.replace(self, where=where)


class Refused(Exception):
    """Raised at the edge when something was refused; nothing has been stored. Holds every reason, not the first."""

    def __init__(self, *refusals: Refusal) -> None:
        if not refusals:
            raise ValueError("a refusal needs a reason")
        super().__init__("; ".join(refusal.detail for refusal in refusals))
        self.refusals = refusals
