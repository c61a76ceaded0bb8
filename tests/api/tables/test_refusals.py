"""Refusals as the command line shows them."""

import io

from rich.console import Console

from api.incoming.workbook.layout import BASIS_SHEET, questions
from api.tables.refusals import print_refusals
from ledger.errors import Refusal


def test_refusals_are_counted_placed_and_said_what_would_be_right() -> None:
    console = Console(file=io.StringIO(), width=160)
    first = Refusal("unit-unknown", "Enheten x är inte registrerad.", right="Registrera den.", where="a.yaml, rad 3")
    print_refusals(console, [first, Refusal("amount-empty", "Ändringen är noll.")])
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    assert text.splitlines()[:4] == [
        "2 fel. Ingenting är registrerat.",
        "✗ a.yaml, rad 3: Okänd enhet (unit-unknown)",
        "  Enheten x är inte registrerad.",
        "  → Registrera den.",
    ]


def test_of_very_many_the_first_are_shown_and_the_rest_are_counted_by_kind() -> None:
    console = Console(file=io.StringIO(), width=160)
    rows = [Refusal("unit-unknown", f"Enheten e{row} är inte registrerad.") for row in range(50)]
    print_refusals(console, [*rows, Refusal("amount-empty", "Noll."), *rows[:2], Refusal("financing-missing", "Utan.")])
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    assert text.splitlines()[0] == "54 fel. Ingenting är registrerat."
    assert "Noll." not in text
    assert text.splitlines()[-2] == (
        "  … och 4 fel till: Okänd enhet 2, Beloppet är noll 1, Finansiering saknas 1. Alla visas med --json."
    )
    assert text.splitlines()[-1].startswith("  Så beslutat ändå? "), "also of one that is not shown"


def test_a_rule_that_can_be_accepted_says_how_and_one_that_cannot_says_nothing_of_it() -> None:
    console = Console(file=io.StringIO(), width=160)
    print_refusals(console, [Refusal("financing-missing", "Utan."), Refusal("financing-missing", "Också.")])
    print_refusals(console, [Refusal("unit-unknown", "Okänd.")])
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    assert [line for line in text.splitlines() if "Beslutsfilen" in line] == [
        "  Så beslutat ändå? Beslutsfilen kan ha: godtar: [{regel: financing-missing, skäl: …, godtaget av: …}]"
    ]


def test_in_a_workbook_a_rule_is_set_aside_by_rows_of_its_sheet() -> None:
    console = Console(file=io.StringIO(), width=160)
    cell = "budget.xlsx, blad Ramar, cell G5"
    print_refusals(console, [Refusal("frame-would-be-negative", "Under noll.", where=cell)])
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    assert text.splitlines()[-1] == (
        "  Så beslutat ändå? Bladet Beslut kan ha, på en rad var: ”godtar 1, regel” frame-would-be-negative, "
        "”godtar 1, skäl” … och ”godtar 1, godtaget av” …"
    )
    assert f"Bladet {BASIS_SHEET} kan ha" in text
    labels = {question.label for question in questions()}
    assert {"godtar 1, regel", "godtar 1, skäl", "godtar 1, godtaget av"} <= labels
