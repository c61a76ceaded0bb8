"""Answers to questions about members' charges: each member's base, what it comes to, what is printed, issued, and left
to settle."""

from typing import Final

import msgspec

from ledger.events import Fact
from ledger.events.fees import ChargeRounding, ChargeTotal, FeeBaseRow, MemberChargesCalculated
from ledger.meaning.fees import Charges, charges_for, sum_of, years_named
from ledger.meaning.placed import about
from ledger.money import parse_amount
from ledger.values import PrintedText, Stage
from ledger.words.labels import measure_text
from projections.asking.chosen_facts import Chosen, chosen
from projections.asking.declaration import Declaration
from projections.asking.proposals import ProposalNamed
from projections.asking.register_query import RegisterAnswer, RegisterGround, WithNote, from_register
from projections.asking.texts import ToldOre
from projections.chapters.fees import fees_of, year_asked

CHARGES_RECIPE: Final = "charges-4"
"""The version of the form and the rules of answers about charges."""


class MemberCharge(msgspec.Struct, frozen=True, omit_defaults=True):
    """One member's row, in öre; what is missing is not known, or has not happened.

    `reckoned` is what rate and base give, `printed` what the document prints, `difference` printed − reckoned.
    `recalculated` is by the rate and on the base that stand now, when something was issued or it has become another; of
    what was issued, `to_settle` is recalculated − issued − settled.
    """

    member: str
    name: str
    base_ore: ToldOre | None = None
    heads: int | None = None
    reckoned_ore: ToldOre | None = None
    printed_ore: ToldOre | None = None
    difference_ore: ToldOre | None = None
    issued_ore: ToldOre | None = None
    recalculated_ore: ToldOre | None = None
    settled_ore: ToldOre | None = None
    to_settle_ore: ToldOre | None = None


class ChargeTotalPrinted(msgspec.Struct, frozen=True):
    """A total as the document prints it, beside the sum of its rows: `difference` is printed − rows, and `differs` says
    whether that is more than the printed precision explains."""

    printed: PrintedText
    printed_ore: ToldOre
    sum_of_rows_ore: ToldOre
    difference_ore: ToldOre
    differs: bool


class ChargeTotals(msgspec.Struct, frozen=True, omit_defaults=True):
    """All members together, whichever of them is shown. `rounded_total` is the exact total rounded by itself;
    `sum_of_rows` that of the reckoned rows."""

    members: int
    base_ore: ToldOre | None = None
    heads: int | None = None
    sum_of_rows_ore: ToldOre | None = None
    rounded_total_ore: ToldOre | None = None
    printed_rows_ore: ToldOre | None = None
    printed_totals: tuple[ChargeTotalPrinted, ...] = ()
    issued_ore: ToldOre | None = None
    recalculated_ore: ToldOre | None = None
    settled_ore: ToldOre | None = None
    to_settle_ore: ToldOre | None = None


class FeeCharges(WithNote, frozen=True, omit_defaults=True):
    """The charges of one fee year: by which rate, on the base of which year, rounded how; a row for each member."""

    fee: str
    year: int
    stage: Stage
    rows: tuple[MemberCharge, ...]
    totals: ChargeTotals
    positions: tuple[int, ...]
    rate: str | None = None
    base_year: int | None = None
    rounding: ChargeRounding | None = None
    total: ChargeTotal | None = None


class ChargesAnswer(RegisterAnswer, frozen=True, kw_only=True):
    """Members' charges at a coordinate, in order of fee and year."""

    charges: list[FeeCharges]
    proposal: ProposalNamed | None = None


@from_register(CHARGES_RECIPE, ("fee",))
def charges_answer(ground: RegisterGround) -> ChargesAnswer:
    """Members' charges at a question's coordinates. Raises Refused as `chosen` does."""
    asked, year = fees_of(ground), year_asked(ground.question)

    def is_asked_for(fact: Fact) -> bool:
        of_fee = any(subject == f"fee:{name}" for name in asked for subject in fact.subjects())
        return of_fee and year in (None, *years_named(fact))

    choice = chosen(ground, is_asked_for)
    tables = [
        _fee_charges(name, charged_year, ground, choice)
        for name in asked
        for charged_year in _all_years(choice, name, year)
    ]
    every = [table for table in tables if table.totals.members]
    note = None if every else f"Inga medlemsavgifter var kända till och med {ground.as_of}."
    return ChargesAnswer(**ground.head, charges=every, proposal=choice.proposal, note=note)


CHARGES: Final = Declaration(
    "charges", "charges", CHARGES_RECIPE, ("name", "year", "on", "unit", "stage", "proposal"), charges_answer
)


def _all_years(choice: Chosen, name: str, year: int | None) -> list[int]:
    """The years with rows for members: those of a proposal's own when the answer is about one."""
    mine = [
        placed
        for placed in about(choice.placed, f"fee:{name}")
        if choice.proposal is None or placed.proposal is not None
    ]
    if choice.proposal is not None:
        years = {each for placed in mine for each in years_named(placed.fact)}
    else:
        years = {placed.fact.year for placed in mine if hasattr(placed.fact, "rows") and hasattr(placed.fact, "year")}
    return sorted(each for each in years if year in (None, each))


def _fee_charges(name: str, year: int, ground: RegisterGround, choice: Chosen) -> FeeCharges:
    placed = about(choice.placed, f"fee:{name}")
    charges = charges_for(placed, year)
    own = any(entry.proposal and isinstance(entry.fact, MemberChargesCalculated) for entry in placed)
    if choice.proposal is not None and not own:
        charges = charges.unprinted()
    rows = [_row(member, ground.unit_names.get(member, member), charges) for member in charges.members()]
    policy, recorded = charges.calculation, charges.base.recorded if charges.base else None
    return FeeCharges(
        fee=name,
        year=year,
        stage=choice.stage,
        rows=tuple(row for row in rows if ground.question.unit in (None, row.member)),
        totals=_totals(rows, charges),
        positions=charges.positions,
        rate=None
        if (rate := charges.rate) is None
        else measure_text(rate.rate_ppb, rate.per_head_ore, rate.rate_as_printed),
        base_year=None if recorded is None else recorded.base_year,
        rounding=None if policy is None else policy.rounding,
        total=None if policy is None else policy.total,
        note=_why_not_reckoned(charges, year),
    )


def _why_not_reckoned(charges: Charges, year: int) -> str | None:
    if charges.rate is None:
        return f"Ingen sats är känd för {year}."
    if charges.base is None:
        return f"Inget underlag är känt för {year}."
    return None if charges.calculation else "Avrundningen är inte bestämd: ingen uträkning är registrerad."


def _row(member: str, name: str, charges: Charges) -> MemberCharge:
    base = (charges.base.rows if charges.base else {}).get(member, FeeBaseRow(member))
    reckoned = None if charges.reckoned is None else charges.reckoned.by_member.get(member)
    printed, issued = charges.printed.get(member), charges.issued.get(member)
    now = None if charges.recalculated is None else charges.recalculated.by_member.get(member)
    amounts = {
        "base_ore": base.base_ore,
        "reckoned_ore": reckoned,
        "printed_ore": printed,
        "difference_ore": None if printed is None or reckoned is None else printed - reckoned,
        "issued_ore": issued,
        "recalculated_ore": None if issued is None and now == reckoned else now,
        "settled_ore": charges.settled.get(member),
        "to_settle_ore": charges.to_settle(member),
    }
    return MemberCharge(member=member, name=name, heads=base.heads, **amounts)


def _totals(rows: list[MemberCharge], charges: Charges) -> ChargeTotals:
    return ChargeTotals(
        members=len(rows),
        heads=sum_of(row.heads for row in rows),
        printed_totals=tuple(_printed_totals(charges)),
        **msgspec.structs.asdict(charges.sums()),
    )


def _printed_totals(charges: Charges) -> list[ChargeTotalPrinted]:
    if charges.calculation is None or not charges.printed:
        return []
    rows, totals = sum(charges.printed.values()), []
    for text in charges.calculation.printed_totals:
        amount = parse_amount(text)
        more = amount.ore - rows
        totals.append(
            ChargeTotalPrinted(
                text,
                amount.ore,
                rows,
                more,
                abs(more) > amount.half_unit_ore,
            )
        )
    return totals
