"""English in code, Swedish in everything people see: the one place where the two meet.

The Swedish word is what a controller writes in a decision file and reads in an answer; the legal basis stands beside
it where there is one. `omslutningsförändring` is local practice and has none.
"""

from typing import Final

import msgspec


class Word(msgspec.Struct, frozen=True):
    """A Swedish term, what it means in a sentence, and the section of the law it rests on, if any."""

    swedish: str
    meaning: str = ""
    law: str | None = None


FACTS: Final[dict[str, Word]] = {
    "ledger-opened": Word("liggare öppnad", "En liggare öppnas för en organisation."),
    "unit-registered": Word("enhet registrerad", "En enhet får sin plats i organisationsträdet."),
    "unit-renamed": Word("enhet omdöpt", "En enhet heter något annat från en dag."),
    "unit-moved": Word("enhet flyttad", "En enhet hamnar under en annan från en dag."),
    "unit-closed": Word("enhet avslutad", "En enhet finns till och med en dag."),
    "units-merged": Word("enheter sammanslagna", "Enheter blir en från en dag."),
    "unit-split": Word("enhet delad", "En enhet blir flera från en dag."),
    "unit-alias-added": Word("enhets annat namn", "Ett annat namn som dokument använder för en enhet."),
    "unit-code-assigned": Word("enhetskod", "En enhets kod i ett annat system, med giltighet."),
    "opening-entry-made": Word(
        "ingående post", "Vad en ram var när liggaren tog vid; ursprung, dag och belopp får vara okända."
    ),
    "proposal-made": Word("förslag", "Ett organ föreslår; det ändrar ingen beslutad ram.", "KL 5:26"),
    "recommendation-made": Word("tillstyrkan", "Ett beredande organ tillstyrker; det beslutar ingenting."),
    "frame-decided": Word(
        "ram beslutad", "En ram fastställs och ersätter det som beslutats tidigare.", "KL 5:1, 11:5–6"
    ),
    "frame-adjusted": Word("ram justerad", "En ram ändras med ett belopp.", "KL 5:1"),
    "frame-transferred": Word("ram överförd", "Ett belopp flyttas mellan två ramar för samma år."),
    "gross-turnover-changed": Word(
        "omslutningsförändring", "Kostnader och intäkter ändras lika mycket; nettot är oförändrat."
    ),
    "recording-error-corrected": Word(
        "registreringsfel rättat",
        "Det felaktigt registrerade ersätts eller tas tillbaka; det finns kvar att läsa.",
    ),
}
"""Event families, in the order of the catalogue."""

FIELDS: Final[dict[str, Word]] = {
    "ledger": Word("liggare"),
    "basis": Word("beslut", "Beslutsunderlaget: organ, dag, ärende, paragraf, att-sats, källa."),
    "facts": Word("poster"),
    "accept": Word("godtar", "Regler som frångås, med skäl och vem som godtar det."),
    "fact": Word("post"),
    "body": Word("organ", "Det organ som beslutar, föreslår eller tillstyrker."),
    "decided": Word("beslutsdag", "Dagen för beslutet, eller dess gränser."),
    "earliest": Word("tidigast"),
    "latest": Word("senast"),
    "reason": Word("skäl"),
    "origin": Word("gränser", "Om gränserna är tryckta i källan eller härledda."),
    "source": Word("källa"),
    "title": Word("titel"),
    "sha256": Word("sha256", "Källfilens kontrollsumma."),
    "page": Word("sida"),
    "case_number": Word("ärende", "Diarienummer, som det är skrivet."),
    "paragraph": Word("paragraf"),
    "clause": Word("att-sats"),
    "effective_day": Word("gäller från"),
    "frame": Word("ram"),
    "from_frame": Word("från"),
    "to_frame": Word("till"),
    "unit": Word("enhet"),
    "line": Word("anslagspost", "”total” när dokumentet inte har poster."),
    "kind": Word("slag"),
    "year": Word("år"),
    "commitment": Word("avser", "Budget eller plan."),
    "amount": Word("belopp"),
    "costs": Word("kostnader"),
    "revenues": Word("intäkter"),
    "expenditures": Word("utgifter"),
    "receipts": Word("inkomster"),
    "net": Word("netto"),
    "printed": Word("kontrollsummor", "Dokumentets egna siffror, ordagrant."),
    "of": Word("storhet", "Vilken siffra en kontrollsumma är."),
    "note": Word("anteckning"),
    "name": Word("namn"),
    "organisation_number": Word("organisationsnummer"),
    "municipality_code": Word("kommunkod"),
    "revenues_printed_negative": Word("intäkter skrivs negativa"),
    "parent": Word("under"),
    "applies_from": Word("från och med"),
    "last_day": Word("till och med"),
    "successors": Word("efterträdare"),
    "merged": Word("enheter"),
    "into": Word("blir"),
    "parts": Word("delar"),
    "alias": Word("annat namn"),
    "system": Word("system", "Vems kod det är: kommun-bas, kostnadsställe …"),
    "code": Word("kod"),
    "proposal": Word("namn på förslaget"),
    "proposer": Word("föredragande"),
    "decider": Word("beslutas av"),
    "recommends": Word("tillstyrker"),
    "corrects": Word("rättar"),
    "replacement": Word("ersätts av"),
    "affected_tags": Word("berörda märkningar", "Fylls i av liggaren."),
    "first_position": Word("först registrerad som", "Fylls i av liggaren."),
    "first_recorded_on": Word("först registrerad", "Fylls i av liggaren."),
    "rule": Word("regel"),
    "who": Word("godtaget av"),
}
"""Field names, without their unit (`costs_ore` is found under `costs`)."""

VALUES: Final[dict[str, Word]] = {
    "municipality": Word("kommun"),
    "region": Word("region"),
    "municipal-federation": Word("kommunalförbund", law="KL 9 kap."),
    "association": Word("ideell förening"),
    "company": Word("bolag"),
    "operating": Word("drift"),
    "investment": Word("investering"),
    "budget": Word("budget", law="KL 11:5"),
    "plan": Word("plan", law="KL 11:6"),
    "printed": Word("tryckta"),
    "inferred": Word("härledda"),
    "proposed": Word("föreslaget"),
    "recommended": Word("tillstyrkt"),
    "decided": Word("beslutat"),
    "counted": Word("ingår"),
    "replaced": Word("ersatt"),
    "undetermined": Word("obestämt"),
    "stored": Word("registrerat"),
}
"""Values of enumerations, and other words that answers use."""

_UNIT_SUFFIXES: Final = ("_ore", "_text")


def field(name: str) -> str:
    """The Swedish word for a field; its unit is not part of the word.

    >>> field("costs_ore")
    'kostnader'
    """
    for suffix in _UNIT_SUFFIXES:
        name = name.removesuffix(suffix)
    return FIELDS[name].swedish


def fact(family: str) -> str:
    """The Swedish word for an event family."""
    return FACTS[family].swedish


def value(name: str) -> str:
    """The Swedish word for a value."""
    return VALUES[name].swedish
