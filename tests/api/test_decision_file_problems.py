"""Everything that is wrong with a decision file, told at once: each problem with its line and what would be right."""

import pytest

from api.incoming.decision_file import read_text
from tests.api.wrong_files import TEXT, frame, line_of, only, refusals, told

# --- Everything at once -----------------------------------------------------------------------------------------


def test_a_file_with_forty_problems_reports_forty_each_on_its_line() -> None:
    """Every second line from line 5 has a year that is no year."""
    lines = ["liggare: stad", "poster:"]
    for number in range(40):
        lines += [
            "  - ram justerad:",
            f"      ram: {{enhet: slk, slag: drift, år: {1800 + number}}}",
            "      belopp: {netto: 1 kr}",
        ]
    problems = refusals("\n".join(lines))
    assert [refusal.code for refusal in problems] == ["year-out-of-range"] * 40
    assert [line_of(refusal) for refusal in problems] == [4 + 3 * number for number in range(40)]
    assert problems[39].detail == "1839 är inget rimligt budgetår."
    assert problems[39].where == "fel.yaml, rad 121 (poster, nr 40, ram, år)"


def test_problems_of_many_kinds_are_told_in_the_order_of_their_lines() -> None:
    text = """liggare: stad
beslut:
  organ: KF
  beslutsdag: 2026-2-3
  källa: {titel: Protokoll}
poster:
  - ram beslutad:
      ram: {enhet: SLK, slag: drift, år: 2026}
      avser: budgett
      belopp:
        kostnader: 1,558
        intäkter: 10 procent
        intäkter: 5 kr
  - ram fryst: {}
  - ram justerad:
      ram: {enhet: slk, slag: drift}
      belop: {netto: 1 kr}
"""
    assert told(text) == [
        ("value-malformed", 4),
        ("field-missing", 5),
        ("value-malformed", 8),
        ("value-malformed", 9),
        ("amount-malformed", 11),
        ("field-repeated", 13),
        ("value-malformed", 14),
        ("field-missing", 15),
        ("field-missing", 16),
        ("field-unknown", 17),
    ]


# --- One problem of each kind, with its text --------------------------------------------------------------------


EVENTS = "liggare events visar alla händelser"
ONE: dict[str, tuple[str, str, str, str]] = {
    "a missing field": (
        frame(key="{enhet: slk, slag: drift}"),
        "field-missing",
        "Uppgiften ”år” saknas.",
        "år: ett heltal 1990–2100",
    ),
    "a missing amount": (
        frame("{kostnader: 1 kr}"),
        "field-missing",
        "Uppgiften ”intäkter” saknas.",
        "intäkter: ett belopp som 1 578,9 mnkr",
    ),
    "no facts": ("liggare: stad\n", "field-missing", "Uppgiften ”poster” saknas.", "poster: en lista"),
    "an empty list of facts": (
        "liggare: stad\nposter: []\n",
        "field-missing",
        "Listan är tom.",
        "minst en post",
    ),
    "no ledger": (
        frame().removeprefix("liggare: stad\n"),
        "field-missing",
        "Uppgiften ”liggare” saknas.",
        "liggare: stockholm",
    ),
    "a text that a comment cuts": (
        frame(more="      anteckning: Dnr KS 2024 #12\n"),
        "text-cut",
        "Texten slutar vid ett # på samma rad: kvar blir ”Dnr KS 2024”, och ”#12” faller bort.",
        '"Dnr KS 2024 #12" inom citattecken om allt hör till texten, eller kommentaren på en egen rad',
    ),
    "an amount over two lines": (
        frame("\n        netto: 66\n          100 kr"),
        "amount-malformed",
        "”66 100 kr” är brutet över flera rader.",
        "hela talet på en rad, som 66 100 kr",
    ),
    "a tax rate in kronor": (
        'liggare: stad\nposter:\n  - skattesats: {år: 2026, sats: "21,90 kr"}\n',
        "rate-malformed",
        "”21,90 kr” är skrivet i kronor; 21,90 kr per hundra kronor är 21,90 %.",
        "21,90 %",
    ),
    "an unknown field": (
        frame(more="      anmärkning: x\n"),
        "field-unknown",
        "Uppgiften ”anmärkning” finns inte här.",
        "någon av: ram, avser, belopp, kontrollsummor, anteckning, index",
    ),
    "an English field": (
        frame(key="{unit: slk, enhet: slk, slag: drift, år: 2026}"),
        "field-unknown",
        "Uppgiften ”unit” finns inte här.",
        "någon av: enhet, slag, år, anslagspost",
    ),
    "an unknown event": (
        "liggare: stad\nposter:\n  - ram fryst: {}\n",
        "value-malformed",
        "En post är en händelse; här står ”ram fryst”.",
        EVENTS,
    ),
    "an unknown value": (
        frame(key="{enhet: slk, slag: driften, år: 2026}"),
        "value-malformed",
        "”driften” går inte att läsa här.",
        "något av: drift, investering",
    ),
    "a unit that is no id": (
        frame(key="{enhet: Miljönämnden, slag: drift, år: 2026}"),
        "value-malformed",
        "”Miljönämnden” går inte att läsa här.",
        "små bokstäver a–z, siffror och bindestreck, högst 63 tecken",
    ),
    "a year out of range": (
        frame(key="{enhet: slk, slag: drift, år: 1989}"),
        "year-out-of-range",
        "1989 är inget rimligt budgetår.",
        "1990–2100",
    ),
    "an amount with two readings": (
        frame("{netto: '1,558 mnkr'}"),
        "amount-malformed",
        "”1,558 mnkr” kan läsas på två sätt.",
        "1 558 tkr eller 1 558 mnkr",
    ),
    "an amount without its unit": (
        frame("{netto: 1578}"),
        "amount-malformed",
        "”1578” saknar enhet.",
        "kr, tkr, mnkr eller mdkr efter talet",
    ),
    "an amount beyond the bound": (
        frame("{netto: 100 000 mdkr}"),
        "amount-out-of-range",
        "”100 000 mdkr” är för stort.",
        "högst 90\u00a0071\u00a0992\u00a0547\u00a0409,91\u00a0kr",
    ),
    "no amount at all": (
        frame("{netto: }"),
        "value-malformed",
        "Tomt går inte att läsa här.",
        "ett belopp som 1 578,9 mnkr",
    ),
    "a list for an amount": (
        frame("{netto: [1 kr]}"),
        "value-malformed",
        "En lista går inte att läsa här.",
        "ett belopp som 1 578,9 mnkr",
    ),
    "a control total that is none": (
        frame(more="      kontrollsummor: {summa: 1 kr}\n"),
        "field-unknown",
        "”summa” är ingen kontrollsumma.",
        "någon av: kostnader, intäkter, utgifter, inkomster, netto",
    ),
    "control totals as a list": (
        frame(more="      kontrollsummor: [1 kr]\n"),
        "value-malformed",
        "En lista går inte att läsa här.",
        "en uppställning som netto: 1 531,3 mnkr",
    ),
    "a control total that is no amount": (
        frame(more="      kontrollsummor: {netto: ca 5 mnkr}\n"),
        "amount-malformed",
        "”ca 5 mnkr” innehåller ”ca” och är därför inte ett exakt belopp.",
        "bara beloppet, som 25 mnkr",
    ),
    "what the ledger fills in": (
        "liggare: stad\nposter:\n  - registreringsfel rättat: {rättar: 1, skäl: x, först registrerad: 2020-01-01}\n",
        "field-unknown",
        "Uppgiften ”först registrerad” finns inte här.",
        "någon av: rättar, skäl, ersätts av",
    ),
    "a text for a yes": (
        TEXT.replace("negativa: ja", "negativa: true"),
        "value-malformed",
        "”true” går inte att läsa här.",
        "ja eller nej",
    ),
    "a control character": (
        frame(more='      anteckning: "a\\u0007b"\n'),
        "value-malformed",
        "”a<U+0007>b” går inte att läsa här.",
        "en text, högst 500 tecken, utan styrtecken",
    ),
    "a text of nothing but spaces": (
        frame(more='      anteckning: "  "\n'),
        "value-malformed",
        "”  ” går inte att läsa här.",
        "en text, högst 500 tecken, utan styrtecken",
    ),
    "a position that is none": (
        "liggare: stad\nposter:\n  - registreringsfel rättat: {rättar: noll, skäl: x}\n",
        "value-malformed",
        "”noll” går inte att läsa här.",
        "ett heltal 1–9007199254740991",
    ),
    "a digest that is none": (
        TEXT.replace("cd" * 32, "cd" * 31),
        "value-malformed",
        f"”{'cd' * 30}…” går inte att läsa här.",
        "64 hexadecimala tecken, små bokstäver (sha256sum FIL)",
    ),
    "a day that is none": (
        TEXT.replace("beslutsdag: 2025-11-24", "beslutsdag: 2025-02-29"),
        "value-malformed",
        "2025-02-29 finns inte i kalendern.",
        "en dag som 2026-03-01",
    ),
    "a ledger that is a list": (
        frame().replace("liggare: stad", "liggare: [stad]"),
        "value-malformed",
        "En lista går inte att läsa här.",
        "en text",
    ),
}


@pytest.mark.parametrize("name", ONE)
def test_a_problem_says_what_is_wrong_and_what_would_be_right(name: str) -> None:
    text, code, detail, right = ONE[name]
    refusal = only(text)
    assert (refusal.code, refusal.detail, refusal.right) == (code, detail, right)


def test_an_amount_with_a_comma_inside_braces_must_be_quoted() -> None:
    """YAML takes the decimals for a field of their own; whoever wrote it must be told why."""
    text = frame("{kostnader: 1 578,9 mnkr, intäkter: 47,6 mnkr}")
    problems = refusals(text)
    hint = "Ett belopp med komma inom { } måste stå inom citattecken."
    assert [refusal.detail for refusal in problems if hint in refusal.detail] == [
        f"Uppgiften ”9 mnkr” finns inte här. {hint}",
        f"Uppgiften ”6 mnkr” finns inte här. {hint}",
    ]
    assert {line_of(refusal) for refusal in problems} == {5}
    assert read_text(frame("{kostnader: '1 578,9 mnkr', intäkter: '47,6 mnkr'}"), "x").command.facts


def test_control_totals_with_a_comma_inside_braces_get_the_same_hint() -> None:
    problems = refusals(frame(more="      kontrollsummor: {netto: 1 531,3 mnkr}\n"))
    assert "måste stå inom citattecken" in " ".join(refusal.detail for refusal in problems)


def test_a_key_that_stands_twice_names_both_lines() -> None:
    refusal = only(frame(more="      avser: plan\n"))
    assert (refusal.code, refusal.detail) == ("field-repeated", "Uppgiften ”avser” står två gånger, på rad 6 och 7.")
    assert refusal.where == "fel.yaml, rad 7 (poster, nr 1, ram beslutad, avser)"


def test_a_basis_that_stands_twice_is_found_too() -> None:
    assert only("liggare: a\nliggare: b\nposter: [{enhet registrerad: {enhet: a, namn: A}}]\n").code == "field-repeated"


def test_two_events_in_one_fact_are_refused() -> None:
    text = "liggare: stad\nposter:\n  - enhet registrerad: {enhet: a, namn: A}\n    ram beslutad: {}\n"
    assert only(text).detail == "En post är en händelse; här står ”enhet registrerad”, ”ram beslutad”."
