"""The description of HTTP in Swedish: what each type is."""

from typing import Final

TEXTS: Final = {
    "Acceptance": "En regel som frångås, vid namn, med skäl och vem som godtar det.",
    "Alive": "Processen svarar.",
    "Basis": "Beslutsunderlaget: organ, beslutsdag eller dess gränser, källa, ärende, paragraf, att-sats.",
    "BoundsOrigin": "Om gränserna är tryckta i källan eller härledda.",
    "CloudEvent": "En händelse som CloudEvents 1.0. data är de lagrade bytena, oförändrade.",
    "Command": "Ett beslut med allt det säger. Det registreras helt eller inte alls.",
    "Commitment": "Budget eller plan; en budget går före en plan för samma år (KL 11:5–6).",
    "ControlOf": "Vilken siffra en kontrollsumma gäller.",
    "ControlTotal": "En siffra som dokumentet trycker den, ordagrant: ”1 531,3 mnkr”.",
    "Coordinates": (
        "Frågans koordinater: år (avser), as_of (beslutad till och med), known_at och position (registrerad till och "
        "med), stadium."
    ),
    "DecisionBounds": "Gränserna för en beslutsdag som inte är känd, med skäl.",
    "DecisionReference": "Vilket beslut: organ, ärende, paragraf, och att-satsen när bara en menas.",
    "Entry": "Det som lagras: händelsen, dess beslutsunderlag och dess registrering.",
    "EventsAnswer": "En sida av loggen. Fråga igen med after = next_after.",
    "Frame": (
        "En ram vid koordinaterna, i öre och som text. commitment null: bara ändringar är kända. gross_known false: "
        "bara nettot är känt."
    ),
    "FrameChange": "En ram före och efter, och hur mycket en summa som ramen ingår i ändras.",
    "FrameFigures": "En rams belopp. known false: ingenting är beslutat. En sida som saknas är inte känd.",
    "FrameKey": "Vilken ram: enhet, slag, år och anslagspost (”total” när dokumentet inte har poster).",
    "FrameKind": "Drift (kostnader och intäkter) eller investering (utgifter och inkomster).",
    "FrameName": "Vilken ram: enhet, anslagspost, slag och år.",
    "FrameTotal": "Summan av ramarna av ett slag. En sida som är okänd i någon ram är okänd i summan.",
    "FrameWarning": "En varning som hör till en post bakom ramen.",
    "FramesAnswer": "Ramarna vid frågans koordinater. undetermined står utanför alla summor.",
    "InvestmentAmount": "Utgifter och inkomster i öre.",
    "JudgmentOutcome": "Vad domstolen gjorde med beslutet: upphävde, fastställde eller avvisade.",
    "LedgerLinks": "En liggare, och var man frågar den.",
    "LedgerStanding": "Hur långt en liggares läsmodeller har räknats fram, och var loggen slutar.",
    "LedgersAnswer": "Alla liggare.",
    "NetAmount": "Bara nettot är beslutat; kostnader och intäkter är inte kända.",
    "OperatingAmount": "Kostnader och intäkter i öre, båda positiva i en ram.",
    "OrganisationKind": "Kommun, region, kommunalförbund, förening eller bolag; slaget avgör vilka regler som gäller.",
    "Part": "En posts del i en ram: ingår (counted), ersatt (replaced) eller obestämt (undetermined).",
    "Problem": "Varför ingenting besvarades eller registrerades (RFC 9457). retry: om samma begäran kan lyckas senare.",
    "ProposalHead": "Ett namngivet förslag: vem som lade det, och i vilket dokument.",
    "Ready": "Allt som svaren behöver är på plats.",
    "Reason": "Ett skäl, var det finns, och vad som vore rätt.",
    "ReceiptView": (
        "Vad ett beslut ledde till, eller skulle leda till (outcome rehearsed): händelser, varningar, varje ram före "
        "och efter."
    ),
    "RecordedWarning": "En varning som den lagras: kod och värden.",
    "Recording": "Vem som registrerade, genom vilken dörr, och vad som märktes då.",
    "Replacement": "Vad som skulle ha registrerats: en hel post.",
    "SourceDocument": "Källan: titel, kontrollsumma (SHA-256) och sida.",
    "Stage": "Föreslaget, tillstyrkt eller beslutat.",
    "Staleness": "Finns bara när de senaste posterna inte är framräknade än.",
    "Treatment": "Vad som händer när något går emot en regel: vägra, varna eller bortse.",
    "Unit": "En enhet den dagen: id, namn, enheten ovanför. exists false: den finns inte än, eller inte längre.",
    "UnitCode": "En enhets kod i ett annat system.",
    "UnitsAnswer": "Trädet av enheter vid frågans koordinater.",
    "UnitsCoordinates": "Frågans koordinater: on (dagen som trädet avser), as_of, known_at och position.",
    "StatedWarning": "En varning: kod, text, och vilken post i beslutet den gäller (från 0).",
}
"""What each type is, for those who read the description; the catalogue's own words are in `ledger.words`."""
