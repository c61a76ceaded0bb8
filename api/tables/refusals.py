"""Refusals on the command line."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.markup import escape

from ledger.errors import Refusal, RuleClass
from ledger.words import words

_IN_WORKBOOK: Final = re.compile(r".*\.xlsx, blad ", re.IGNORECASE)
"""A place in a workbook, as the reader of files says it."""

MOST_SHOWN: Final = 50
"""Refusals that are shown in full: a mistake that stands on every row of a large file is seen in its first ones."""

_BASIS_SHEET: Final = "Beslut"
"""The sheet of a workbook about the decision."""


def print_refusals(console: Console, refusals: Sequence[Refusal]) -> None:
    """The reasons, each with its place, what it is about and what would be right; of very many the first ones, and how
    many more of each kind there are."""
    if len(refusals) > 1:
        console.print(f"[bold red]{len(refusals)} fel. Ingenting är registrerat.[/]")
    for refusal in refusals[:MOST_SHOWN]:
        where = f"{escape(refusal.where)}: " if refusal.where else ""
        console.print(f"[red]✗[/] {where}[bold]{refusal.kind.title}[/] [dim]({refusal.code})[/]", soft_wrap=True)
        console.print(f"  {escape(refusal.detail)}", soft_wrap=True)
        if refusal.right:
            console.print(f"  → {escape(refusal.right)}", soft_wrap=True)
    if rest := Counter(refusal.kind.title for refusal in refusals[MOST_SHOWN:]):
        kinds = ", ".join(f"{title} {number}" for title, number in rest.most_common())
        console.print(f"  … och {rest.total()} fel till: {kinds}. Alla visas med --json.", soft_wrap=True)
    in_workbook = any(_IN_WORKBOOK.match(refusal.where or "") for refusal in refusals)
    for code in dict.fromkeys(refusal.code for refusal in refusals if refusal.kind.rule_class is RuleClass.B):
        # How a rule is set aside is the one thing that no refusal can say by itself: it goes for all that it refuses.
        told = _in_workbook(code) if in_workbook else _in_file(code)
        console.print(escape(f"  Så beslutat ändå? {told}"), style="dim", soft_wrap=True)


def _in_file(code: str) -> str:
    accepted = f"{words.field('rule')}: {code}, {words.field('reason')}: …, {words.field('who')}: …"
    return f"Beslutsfilen kan ha: {words.field('accept')}: [{{{accepted}}}]"


def _in_workbook(code: str) -> str:
    """The rows of the sheet about the decision; the first of them, since one can set several rules aside."""
    rule, reason, who = (f"”{words.field('accept')} 1, {words.field(name)}”" for name in ("rule", "reason", "who"))
    return f"Bladet {_BASIS_SHEET} kan ha, på en rad var: {rule} {code}, {reason} … och {who} …"
