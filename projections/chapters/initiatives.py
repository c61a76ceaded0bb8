"""Answers about change initiatives: what each costs in which year, what each body has said, and on which conditions.

What is indicated is never counted (R-52), and what is proposed, recommended and decided is never summed together.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import msgspec

from ledger.events.services import (
    Approval,
    ChangeInitiativeDecided,
    ConditionAttached,
    FundingDecided,
    FundingForm,
    InitiativeInvoiced,
    InitiativeStarted,
)
from ledger.meaning.services import SaidOutcome, StatedByBody, about, amount_in
from projections.asking.declaration import Declaration
from projections.asking.register_query import RegisterAnswer, RegisterGround, WithNote, from_register
from projections.asking.texts import ToldCode, ToldOre
from projections.chapters.statements import (
    BodyStatement,
    asked_for,
    body_statement,
    matching,
    name_of,
    of_kind,
    unsettled,
)

RECIPE: Final = "initiatives-5"
"""The version of the answer's form and rules."""

KINDS: Final = ("initiative", "proposal", "condition")
_FACTS: Final = (ChangeInitiativeDecided, ConditionAttached, FundingDecided, InitiativeStarted, InitiativeInvoiced)


class PlannedAmount(msgspec.Struct, frozen=True, omit_defaults=True):
    """An amount of an initiative. `kind` one-off is for its year alone, running for each year from it; one that is
    only `indicated` is never counted. `year` None: the document does not say from when."""

    year: int | None
    kind: str
    indicated: bool
    amount_ore: ToldOre
    as_printed: str | None = None


class InitiativeSaid(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one body said about an initiative, and what it comes to in the year by that, in öre: `amount_ore`, and
    beside it what is only indicated."""

    said: BodyStatement
    amount_ore: ToldOre
    indicated_ore: ToldOre


class Condition(WithNote, frozen=True, omit_defaults=True):
    """A condition: what it says, what it blocks, and the day it was met; None while it is not."""

    condition: str
    wording: str
    blocks: ToldCode
    met_on: date | None
    said: list[BodyStatement]


class Funding(WithNote, frozen=True, omit_defaults=True):
    """Who pays, by what it is shared, and from which year."""

    form: ToldCode
    said: list[BodyStatement]
    method: str | None = None
    first_year: int | None = None
    yearly_ore: ToldOre | None = None


class Initiative(msgspec.Struct, frozen=True, omit_defaults=True):
    """A change initiative. `status` is what was said last, and by whom. The amounts, and what they come to in the year
    (`amount_ore`, and beside it `indicated_ore`), are those that were said last; every body has its own in `said`.
    `stage` is how far the amounts have come: only at the stage decided has anybody decided them. None: nobody has
    spoken for them."""

    initiative: str
    name: str
    supplier: str
    supplier_name: str
    status: ToldCode
    status_body: str | None
    stage: ToldCode | None
    amount_ore: ToldOre
    indicated_ore: ToldOre
    amounts: list[PlannedAmount]
    said: list[InitiativeSaid]
    conditions: list[Condition]
    funding: list[Funding]
    aliases: tuple[str, ...] = ()
    service: str | None = None
    note: str | None = None
    started_on: date | None = None
    invoiced_ore: ToldOre | None = None


class InitiativeTotal(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the initiatives of one proposal, or those that are decided, come to in the year. Those that are paid for as
    optional services are counted apart: they are not in what all pay for. What is only indicated for the year is in
    neither: `indicated_ore` is the sum of that."""

    outcome: ToldCode
    initiatives: int
    shared_ore: ToldOre
    optional_ore: ToldOre
    indicated_ore: ToldOre
    proposal: str | None = None
    body: str | None = None


class InitiativesAnswer(RegisterAnswer, frozen=True, omit_defaults=True, kw_only=True):
    """Change initiatives in order of id, and their totals for the year: one for each proposal, and one for what is
    decided."""

    year: int
    initiatives: list[Initiative]
    totals: list[InitiativeTotal]


@from_register(RECIPE, KINDS)
def initiatives_answer(ground: RegisterGround) -> InitiativesAnswer:
    """Change initiatives at a question's coordinates; `name` is one of them, `unit` a supplier.

    Raises Refused as `asked_for` does.
    """
    year = ground.question.year or ground.on.year
    said = asked_for(ground, _FACTS)
    meant = about(said, ChangeInitiativeDecided)
    ids = sorted({fact.initiative for fact, _ in meant if matching(fact.supplier, [ground.question.unit])})
    rows = [
        _initiative(ground, said, initiative, year)
        for initiative in ids
        if matching(initiative, [ground.question.name])
    ]
    return InitiativesAnswer(
        **ground.head,
        year=year,
        initiatives=rows,
        totals=_totals(said, {row.initiative for row in rows}, year),
        note=unsettled(ground) or (None if rows else "Inga förändringsinsatser finns vid de koordinaterna."),
    )


INITIATIVES: Final = Declaration(
    "initiatives", "initiatives", RECIPE, ("name", "year", "on", "unit", "stage", "proposal"), initiatives_answer
)


def _initiative(ground: RegisterGround, said: Sequence[StatedByBody], initiative: str, year: int) -> Initiative:
    subject = f"initiative:{initiative}"
    meant = about(said, ChangeInitiativeDecided, subject)
    fact, last = meant[-1]
    amount = amount_in(fact, year)
    return Initiative(
        initiative,
        fact.name,
        fact.supplier,
        name_of(ground, fact.supplier),
        last.outcome.value,
        last.body,
        next((stated.outcome.value for _, stated in reversed(meant) if stated.speaks_for), None),
        amount.decided_ore,
        amount.indicated_ore,
        [_planned(fact, number) for number in range(len(fact.amounts))],
        [_said(decision, stated, year) for decision, stated in meant],
        conditions_in(ground, said, subject),
        fundings_in(said, subject),
        tuple(dict.fromkeys(alias for decision, _ in meant for alias in decision.aliases)),
        fact.service,
        fact.note,
        **_happened(said, subject),
    )


def _planned(fact: ChangeInitiativeDecided, number: int) -> PlannedAmount:
    amount = fact.amounts[number]
    indicated = amount.approval is Approval.INDICATED
    return PlannedAmount(amount.year, amount.kind.value, indicated, amount.amount_ore, amount.as_printed)


def _said(fact: ChangeInitiativeDecided, stated: StatedByBody, year: int) -> InitiativeSaid:
    amount = amount_in(fact, year)
    return InitiativeSaid(body_statement(stated), amount.decided_ore, amount.indicated_ore)


def conditions_in(ground: RegisterGround, said: Sequence[StatedByBody], subject: str) -> list[Condition]:
    """The conditions on an initiative or a service, each with who said it and when it was met."""
    return [
        Condition(
            fact.condition,
            fact.wording,
            fact.blocks.value,
            ground.later_acts.met_on(fact.condition, ground.as_of),
            by,
            note=fact.note,
        )
        for fact, by in of_kind(said, ConditionAttached, subject)
    ]


def fundings_in(said: Sequence[StatedByBody], subject: str) -> list[Funding]:
    """How an initiative or a service is paid for, each way with who said it."""
    return [
        Funding(
            fact.form.value,
            by,
            fact.method,
            fact.first_year,
            fact.yearly_ore,
            note=fact.note,
        )
        for fact, by in of_kind(said, FundingDecided, subject)
    ]


def _happened(said: Sequence[StatedByBody], subject: str) -> dict[str, Any]:
    started = [fact.started_on for fact, _ in about(said, InitiativeStarted, subject)]
    invoiced = [fact.amount_ore for fact, _ in about(said, InitiativeInvoiced, subject)]
    return {"started_on": min(started, default=None), "invoiced_ore": sum(invoiced) if invoiced else None}


def _totals(said: Sequence[StatedByBody], shown: set[str], year: int) -> list[InitiativeTotal]:
    groups: dict[tuple[SaidOutcome, str | None], list[StatedByBody]] = {}
    for statement in said:
        if statement.speaks_for:
            groups.setdefault((statement.outcome, statement.proposal), []).append(statement)
    totals = [_total(outcome, proposal, group, shown, year) for (outcome, proposal), group in groups.items()]
    return [total for total in totals if total.initiatives]


def _total(
    outcome: SaidOutcome, proposal: str | None, said: Sequence[StatedByBody], shown: set[str], year: int
) -> InitiativeTotal:
    latest = {fact.initiative: fact for fact, _ in about(said, ChangeInitiativeDecided) if fact.initiative in shown}
    forms = {fact.initiative: fact.form for fact, _ in about(said, FundingDecided) if fact.initiative}
    amounts = {initiative: amount_in(fact, year) for initiative, fact in latest.items()}
    optional = {initiative for initiative in amounts if forms.get(initiative) is FundingForm.OPTIONAL}
    shared_ore = sum(amount.decided_ore for initiative, amount in amounts.items() if initiative not in optional)
    optional_ore = sum(amounts[initiative].decided_ore for initiative in optional)
    indicated_ore = sum(amount.indicated_ore for amount in amounts.values())
    body = said[0].body if proposal is not None else None
    return InitiativeTotal(outcome.value, len(latest), shared_ore, optional_ore, indicated_ore, proposal, body)
