"""Fees: what members and customers pay, within which cap, on which base; and prices over time."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from ledger.events.fact import Fact, FactWithNote, its_subject
from ledger.money import Ore
from ledger.text import Text
from ledger.values import Identifier, PrintedText, Rate, Value
from ledger.when import Year

Heads = Annotated[int, msgspec.Meta(ge=0, le=10**9)]
"""How many persons a fee is counted by: inhabitants, young people, customers."""


class ChargeRounding(StrEnum):
    """How one member's charge is rounded. Storsthlm's printed table fits the first of these, in all its 26 rows."""

    HALF_UP_KRONA = "half-up-krona"
    DOWN_KRONA = "down-krona"
    HALF_UP_ORE = "half-up-ore"


class ChargeTotal(StrEnum):
    """What the total of all charges is: the sum of the rounded rows, or the exact total rounded by itself. They differ
    by the rounding of the rows, so a calculation says which it means (R-45)."""

    SUM_OF_ROWS = "sum-of-rows"
    ROUNDED_TOTAL = "rounded-total"


class FeeBaseRow(Value, frozen=True):
    """What one member's charge is reckoned from: a base in öre, a number of heads, or both. `member` is a unit."""

    member: Identifier
    base_ore: Ore | None = None
    heads: Heads | None = None


class ChargeRow(Value, frozen=True):
    """An amount for one member, in öre. `member` is a unit."""

    member: Identifier
    amount_ore: Ore


class _OfFee(Fact, frozen=True):
    """Facts about one fee."""

    fee: Identifier

    subjects = its_subject("fee")


class FeeCapDecided(_OfFee, tag_field="type", tag="fee-cap-decided.v1", frozen=True):
    """The highest that a fee may be in the years from `first_year` to `last_year`: a share of the base in billionths
    (0,45 ‰ is 450 000), an amount per head in öre, or both. It charges nobody anything. `rate_as_printed` is the share
    as the document prints it, when it is not as it would be written here: `0,40 ‰`."""

    first_year: Year
    last_year: Year
    rate_ppb: Rate | None = None
    per_head_ore: Ore | None = None
    note: Text | None = None
    rate_as_printed: PrintedText | None = None


class FeeRateDecided(_OfFee, tag_field="type", tag="fee-rate-decided.v1", frozen=True):
    """What a fee is in the years from `first_year` to `last_year`: a share of the base in billionths (0,35 ‰ is
    350 000), an amount per head in öre, or the two added together; neither when it is not known. `counted_per` says
    what a head is (a young person, an inhabitant). `special_reasons` are those that KL 2:4 asks for when a fee is to
    apply before it was decided. `rate_as_printed` as for the cap."""

    first_year: Year
    last_year: Year
    rate_ppb: Rate | None = None
    per_head_ore: Ore | None = None
    counted_per: Text | None = None
    name: Text | None = None
    special_reasons: Text | None = None
    note: Text | None = None
    rate_as_printed: PrintedText | None = None


class _WithBaseRows(_OfFee, frozen=True):
    """Facts that say what members' charges are reckoned from in a fee year. The base is of `base_year`, most often the
    year before (R-46)."""

    year: Year
    base_year: Year
    rows: Annotated[tuple[FeeBaseRow, ...], msgspec.Meta(min_length=1, max_length=1000)]

    def units(self) -> tuple[str, ...]:
        """The members."""
        return tuple(row.member for row in self.rows)


class FeeBaseRecorded(_WithBaseRows, tag_field="type", tag="fee-base-recorded.v1", frozen=True):
    """The base of every member for a fee year, all in one entry, beside the totals that the document prints. It
    replaces the base of that year which was recorded before it. `counted_on` is the day the heads were counted."""

    needs_basis: ClassVar[bool] = False

    printed_totals: tuple[PrintedText, ...] = ()
    printed_heads: Heads | None = None
    printed_members: Heads | None = None
    counted_on: date | None = None
    note: Text | None = None


class FeeBaseCorrected(_WithBaseRows, tag_field="type", tag="fee-base-corrected.v1", frozen=True):
    """The base itself was wrong, or has been settled anew, and this is what it is instead for some members. A record of
    its own day, not a recording error: what was charged on the old base was right by what was known then."""

    reason: Text


class _WithCharges(_OfFee, frozen=True):
    """Facts about what members pay for a fee year, one row for each."""

    year: Year
    rows: Annotated[tuple[ChargeRow, ...], msgspec.Meta(min_length=1, max_length=1000)]

    def units(self) -> tuple[str, ...]:
        """The members."""
        return tuple(row.member for row in self.rows)


class MemberChargesCalculated(_WithCharges, tag_field="type", tag="member-charges-calculated.v1", frozen=True):
    """What a document says that each member pays, as it prints it, and by which rounding and which kind of total. The
    ledger reckons the same from rate and base, and keeps every difference as a warning; nobody is charged by this."""

    needs_basis: ClassVar[bool] = False

    rounding: ChargeRounding
    total: ChargeTotal
    printed_totals: tuple[PrintedText, ...] = ()
    note: Text | None = None


class MemberChargesIssued(_WithCharges, tag_field="type", tag="member-charges-issued.v1", frozen=True):
    """Charges are issued to members. What was issued never changes: a later base leads to a settlement instead."""

    needs_basis: ClassVar[bool] = False

    issued_on: date
    note: Text | None = None


class MemberChargesSettled(_WithCharges, tag_field="type", tag="member-charges-settled.v1", frozen=True):
    """The difference between what a charge became and what was issued is settled: positive when the member pays more,
    negative when the member gets money back."""

    needs_basis: ClassVar[bool] = False

    settled_on: date
    note: Text | None = None


class PriceDecided(FactWithNote, tag_field="type", tag="price-decided.v1", frozen=True):
    """The price of one item in a price list, in öre, from a day to and including another when they are known.
    `amount_ore` None: there is a price, but the document does not say which."""

    price_list: Identifier
    item: Identifier
    name: Text
    amount_ore: Ore | None = None
    applies_from: date | None = None
    last_day: date | None = None
    special_reasons: Text | None = None

    subjects = its_subject("price", "price_list")


FeeFact = (
    FeeCapDecided
    | FeeRateDecided
    | FeeBaseRecorded
    | FeeBaseCorrected
    | MemberChargesCalculated
    | MemberChargesIssued
    | MemberChargesSettled
    | PriceDecided
)
