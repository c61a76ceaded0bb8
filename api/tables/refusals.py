"""Refusals on the command line."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from ledger.errors import Refusal, RuleClass
from ledger.words import words


def print_refusals(console: Console, refusals: Sequence[Refusal]) -> None:
    """Every reason, each with its place, what it is about and what would be right."""
    if len(refusals) > 1:
        console.print(f"[bold red]{len(refusals)} fel. Ingenting är registrerat.[/]")
    for refusal in refusals:
        where = f"{escape(refusal.where)}: " if refusal.where else ""
        console.print(f"[red]✗[/] {where}[bold]{refusal.kind.title}[/] [dim]({refusal.code})[/]", soft_wrap=True)
        console.print(f"  {escape(refusal.detail)}", soft_wrap=True)
        if refusal.right:
            console.print(f"  → {escape(refusal.right)}", soft_wrap=True)
    for code in dict.fromkeys(refusal.code for refusal in refusals if refusal.kind.rule_class is RuleClass.B):
        # How a rule is set aside is the one thing that no refusal can say by itself: it goes for all that it refuses.
        accepted = f"{words.field('rule')}: {code}, {words.field('reason')}: …, {words.field('who')}: …"
        line = f"  Så beslutat ändå? Beslutsfilen kan ha: {words.field('accept')}: [{{{accepted}}}]"
        console.print(escape(line), style="dim", soft_wrap=True)
