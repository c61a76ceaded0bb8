"""Rules for members' charges: bases that are whole, charges that add up, and what was issued for ever."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import get_args

from ledger.errors import Refusal
from ledger.events.fees import (
    ChargeRow,
    FeeBaseCorrected,
    FeeBaseRecorded,
    FeeBaseRow,
    FeeFact,
    MemberChargesCalculated,
    MemberChargesIssued,
    MemberChargesSettled,
)
from ledger.looking.state import State
from ledger.meaning.fees import base_for, charges_for, sum_of
from ledger.meaning.placed import PlacedFact, Situation, as_placed
from ledger.money import UNKNOWN, AmountError, amount_or_unknown, amount_text, parse_amount
from ledger.rules.chapters.fees import decided_about, not_negative
from ledger.rules.family import Family
from ledger.text import first_of
from ledger.values import RecordedWarning
from ledger.words import words

ChargeFact = FeeBaseRecorded | FeeBaseCorrected | MemberChargesCalculated | MemberChargesIssued | MemberChargesSettled
"""What has a row for each member."""


# --- Shape ------------------------------------------------------------------------------------------------------


def shape(fact: ChargeFact) -> Iterator[Refusal]:
    """Each member once, no negative amounts but in a settlement, printed totals that are amounts (class A)."""
    yield from _each_once(fact.rows)
    if not isinstance(fact, MemberChargesSettled):
        rows: Sequence[FeeBaseRow | ChargeRow] = fact.rows
        yield from not_negative((f"rows[{number}]", _row_ore(row)) for number, row in enumerate(rows))
    if isinstance(fact, FeeBaseRecorded | MemberChargesCalculated):
        for number, printed in enumerate(fact.printed_totals):
            yield from _readable(printed, f"printed_totals[{number}]")


def _row_ore(row: FeeBaseRow | ChargeRow) -> int | None:
    return row.amount_ore if isinstance(row, ChargeRow) else row.base_ore


def _each_once(rows: Sequence[FeeBaseRow | ChargeRow]) -> Iterator[Refusal]:
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if row.member in seen:
            detail = f"Medlemmen {row.member} står på flera rader."
            yield Refusal(
                "member-repeated", detail, row.member, right="en rad för varje medlem", where=f"rows[{number}]"
            )
        seen.add(row.member)


def _readable(printed: str, where: str) -> Iterator[Refusal]:
    try:
        parse_amount(printed)
    except AmountError as error:
        yield Refusal(error.code, f"{error.detail}.", printed, right=error.right, where=where)


# --- Refusals ---------------------------------------------------------------------------------------------------


def refusals(state: State, fact: ChargeFact, situation: Situation) -> Iterator[Refusal]:
    """What was issued stays, and only that can be settled."""
    match fact:
        case MemberChargesIssued():
            yield from _issued_before(state, fact, situation)
        case MemberChargesSettled():
            yield from _never_issued(state, fact, situation)
        case _:
            return


def _issued_before(state: State, fact: MemberChargesIssued, situation: Situation) -> Iterator[Refusal]:
    """What was issued never changes, so the same charge is not issued a second time (class B: by instalments it is)."""
    issued = charges_for(
        state.later_acts.standing_by(decided_about(state, fact, situation), date.max), fact.year
    ).issued
    again = [row.member for row in fact.rows if row.member in issued]
    if again:
        detail = f"{fact.fee} {fact.year} har redan debiterats {first_of(again)}."
        right = (
            "posten ”medlemsavgifter reglerade” för skillnaden, eller ett godtagande av regeln om det är en del till"
        )
        yield Refusal("charges-already-issued", detail, right=right)


def _never_issued(state: State, fact: MemberChargesSettled, situation: Situation) -> Iterator[Refusal]:
    """Only what has been issued can be settled."""
    issued = charges_for(
        state.later_acts.standing_by(decided_about(state, fact, situation), date.max), fact.year
    ).issued
    never = [row.member for row in fact.rows if row.member not in issued]
    if never:
        detail = f"{fact.fee} {fact.year} har inte debiterats {first_of(never)}."
        yield Refusal("charges-not-issued", detail, right="Registrera först posten ”medlemsavgifter debiterade”.")


# --- Warnings ---------------------------------------------------------------------------------------------------


def warnings(state: State, fact: ChargeFact, situation: Situation) -> Iterator[RecordedWarning]:
    """What a reader should know about a fact with rows, before it is applied to `state`."""
    new = as_placed(fact, situation)
    before = state.later_acts.standing_by(decided_about(state, fact, situation), date.max)
    if isinstance(fact, MemberChargesSettled):
        yield from _settled_otherwise(fact, before)
    yield from _noticed(fact, [*(placed for placed in before if placed.decided <= new.decided), new])


def proposed_warnings(
    state: State, fact: ChargeFact, together: Sequence[FeeFact], situation: Situation
) -> Iterator[RecordedWarning]:
    """The same about a fact that is only proposed, as if everything proposed `together` with it were decided."""
    mine = [as_placed(beside, situation) for beside in together if beside.subjects() == fact.subjects()]
    yield from _noticed(fact, [*state.later_acts.standing_by(decided_about(state, fact, situation), date.max), *mine])


def _noticed(fact: ChargeFact, placed: Sequence[PlacedFact]) -> Iterator[RecordedWarning]:
    match fact:
        case FeeBaseRecorded() | FeeBaseCorrected():
            yield from _base(fact, placed)
        case MemberChargesCalculated():
            yield from _calculated(fact, placed)
        case _:
            return


def _base(fact: FeeBaseRecorded | FeeBaseCorrected, placed: Sequence[PlacedFact]) -> Iterator[RecordedWarning]:
    """R-46: the base is of the year before, and whole: nobody who had one for the year before is missing."""
    label = {"fee": fact.fee, "year": str(fact.year)}
    if fact.base_year != fact.year - 1:
        yield RecordedWarning("fee-base-year-unusual", label | {"base_year": str(fact.base_year)})
    if isinstance(fact, FeeBaseCorrected):
        return
    former = base_for(placed, fact.year - 1)
    missing = [] if former is None else [member for member in former.rows if member not in fact.units()]
    if missing:
        yield RecordedWarning("fee-base-incomplete", label | {"missing": first_of(missing)})
    yield from printed_otherwise(fact)


def printed_otherwise(fact: FeeBaseRecorded | MemberChargesCalculated) -> Iterator[RecordedWarning]:
    """What a document prints as the totals of its rows, against what the rows come to."""
    label = {"fee": fact.fee, "year": str(fact.year)}
    if isinstance(fact, MemberChargesCalculated):
        charged = sum(row.amount_ore for row in fact.rows)
        for printed in fact.printed_totals:
            yield from _total_differs("charges-total-differs", label, printed, charged)
        return
    sums = sum_of(row.base_ore for row in fact.rows)
    for printed in fact.printed_totals:
        yield from _total_differs("fee-base-total-differs", label, printed, sums)
    heads = sum_of(row.heads for row in fact.rows)
    for of, printed_number, number in (
        (words.field("heads"), fact.printed_heads, heads),
        ("antal medlemmar", fact.printed_members, len(fact.rows)),
    ):
        if printed_number is not None and printed_number != number:
            values = {"of": of, "asserted": str(printed_number)}
            difference = UNKNOWN if number is None else str(printed_number - number)
            calculated = UNKNOWN if number is None else str(number)
            yield RecordedWarning(
                "fee-base-count-differs", label | values | {"calculated": calculated, "difference": difference}
            )


def _total_differs(code: str, label: dict[str, str], printed: str, sums: int | None) -> Iterator[RecordedWarning]:
    amount = parse_amount(printed)
    if sums is not None and abs(amount.ore - sums) > amount.half_unit_ore:
        values = {"asserted": printed, "calculated": amount_text(sums), "difference": amount_text(amount.ore - sums)}
        yield RecordedWarning(code, label | values)


def _calculated(fact: MemberChargesCalculated, placed: Sequence[PlacedFact]) -> Iterator[RecordedWarning]:
    """R-45: every row and every printed total, against what rate and base give by the rounding that is named."""
    label = {"fee": fact.fee, "year": str(fact.year)}
    charges = charges_for(placed, fact.year)
    reckoned = charges.reckoned
    if reckoned is None:
        missing = [name for name, known in (("rate", charges.rate), ("base", charges.base)) if known is None]
        yield RecordedWarning("charge-not-checked", label | {"missing": " och ".join(map(words.field, missing))})
    else:
        for row in fact.rows:
            right = reckoned.by_member.get(row.member)
            if right != row.amount_ore:
                difference = UNKNOWN if right is None else amount_text(row.amount_ore - right)
                texts = {"asserted": amount_text(row.amount_ore), "difference": difference}
                calculated = {"member": row.member, "calculated": amount_or_unknown(right)}
                yield RecordedWarning("charge-differs", label | calculated | texts)
        if missing := [member for member in reckoned.by_member if member not in fact.units()]:
            yield RecordedWarning("charges-incomplete", label | {"missing": first_of(missing)})
    exact = (
        UNKNOWN if reckoned is None or reckoned.rounded_total_ore is None else amount_text(reckoned.rounded_total_ore)
    )
    for warning in printed_otherwise(fact):
        yield RecordedWarning(warning.code, warning.values | {"rounded": exact})


def _settled_otherwise(fact: MemberChargesSettled, placed: Sequence[PlacedFact]) -> Iterator[RecordedWarning]:
    """A settlement of something else than what was left to settle."""
    charges = charges_for(placed, fact.year)
    for row in fact.rows:
        left = charges.to_settle(row.member)
        if left != row.amount_ore:
            values = {"fee": fact.fee, "year": str(fact.year), "member": row.member}
            texts = {
                "asserted": amount_text(row.amount_ore),
                "calculated": amount_or_unknown(left),
            }
            difference = UNKNOWN if left is None else amount_text(row.amount_ore - left)
            yield RecordedWarning("settlement-differs", values | texts | {"difference": difference})


FAMILY = Family(get_args(ChargeFact), shape, refusals, warnings)
