"""Refusals as the command line shows them."""

import io

from rich.console import Console

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


def test_a_rule_that_can_be_accepted_says_how_and_one_that_cannot_says_nothing_of_it() -> None:
    console = Console(file=io.StringIO(), width=160)
    print_refusals(console, [Refusal("financing-missing", "Utan."), Refusal("financing-missing", "Också.")])
    print_refusals(console, [Refusal("unit-unknown", "Okänd.")])
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    assert [line for line in text.splitlines() if "Beslutsfilen" in line] == [
        "  Så beslutat ändå? Beslutsfilen kan ha: godtar: [{regel: financing-missing, skäl: …, godtaget av: …}]"
    ]
