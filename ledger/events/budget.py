"""What is decided together with the frames, and what is noted beside them; none of it changes a frame by itself."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from ledger.events.fact import AFTERMATH, Fact, FactWithNote, PrintedFact, its_subject
from ledger.money import Ore
from ledger.text import Text
from ledger.values import Amount, FrameKey, Identifier, Rate
from ledger.when import Year


class BudgetPart(StrEnum):
    """What a budget must contain (KL 11:6 and 6 a), as a checklist."""

    TAX_RATE = "tax-rate"
    APPROPRIATIONS = "appropriations"
    FINANCING = "financing"
    FINANCIAL_POSITION = "financial-position"
    FINANCIAL_GOALS = "financial-goals"
    ACTIVITY_GOALS = "activity-goals"
    ACTIVITY_PLAN = "activity-plan"
    THREE_YEAR_PLAN = "three-year-plan"
    GROUP = "group"


class BalanceReserve(StrEnum):
    """The two reserves of equity that even out results (KL 11:14), each with money of its own: the one for accounts of
    2010 to 2023 (resultatutjämningsreserv), whose money may be used and named so later too, and the one that came
    after it."""

    EQUALISATION = "equalisation-reserve"
    RESULT = "result-reserve"


class TaxRateDecided(Fact, tag_field="type", tag="tax-rate-decided.v1", frozen=True):
    """The municipal tax rate of a year (KL 11:6, 11:10-11), in billionths: 17,83 kronor per hundred is 178 300 000."""

    year: Year
    rate_ppb: Rate

    subjects = its_subject("budget", "year")


class BudgetAdopted(FactWithNote, tag_field="type", tag="budget-adopted.v1", frozen=True):
    """The council adopts the budget of a year (KL 11:5-11). The frames are facts of their own; this is what the whole
    is: its tax rate, its budgeted result in öre (positive is a surplus), and which of the law's parts it has.

    `december_reasons` (särskilda skäl) is why it comes in December; `deficit_reasons` (synnerliga skäl) is why costs
    exceed revenues; `result_reserve_ore` is what is used of a reserve to cover that, and `from_reserve` names that
    reserve as the document does (None: the one of the year). `newly_elected`: decided by the council that was elected
    this year.
    """

    year: Year
    tax_rate_ppb: Rate | None = None
    budgeted_result_ore: Ore | None = None
    contains: tuple[BudgetPart, ...] = ()
    december_reasons: Text | None = None
    deficit_reasons: Text | None = None
    result_reserve_ore: Ore | None = None
    newly_elected: bool = False
    from_reserve: BalanceReserve | None = None

    subjects = its_subject("budget", "year")


class IndexDecided(Fact, tag_field="type", tag="index-decided.v1", frozen=True):
    """An index is decided, and makes every amount "+ index" that names it concrete. It decides nothing else: what was
    recommended stays a recommendation."""

    acts_on_decisions: ClassVar[bool] = True

    index: Identifier
    rate_ppb: Rate

    subjects = its_subject("index")

    def tags(self) -> tuple[str, ...]:
        """Every decision about frames looks at what changes decisions that stand already."""
        return (*self.subjects(), AFTERMATH)


class _BesideFrame(PrintedFact, frozen=True):
    """What is said of a frame and never changes it."""

    frame: FrameKey

    def units(self) -> tuple[str, ...]:
        """The frame's unit."""
        return (self.frame.unit,)


class OfWhichNoted(_BesideFrame, tag_field="type", tag="of-which-noted.v1", frozen=True):
    """A part of a frame is named (varav): "of which rents 54,1 mnkr". It is inside the frame already, so it changes
    nothing and is never added up with it. The same name noted again is a new figure for the same part."""

    name: Text
    amount: Amount

    def subjects(self) -> tuple[str, ...]:
        """The parts of the frame."""
        return (self.frame.subject("of-which"),)


class OutcomeRecorded(_BesideFrame, tag_field="type", tag="outcome-recorded.v1", frozen=True):
    """What became of a frame, by the accounts (utfall). It changes no frame; what is left of one is reckoned from it.
    The same frame's outcome recorded again replaces the figure from its place in decided order."""

    needs_basis: ClassVar[bool] = False

    amount: Amount

    def subjects(self) -> tuple[str, ...]:
        """The outcome of the frame."""
        return (self.frame.subject("outcome"),)


class BalanceResultStated(FactWithNote, tag_field="type", tag="balance-result-stated.v1", frozen=True):
    """The balance result of a year is stated with its accounts (balanskravsresultat, KL 11:12-14), negative when it has
    to be restored. `reserved_ore` is what is put into the reserve of the year, by which the balance result is lower;
    `reserve_total_ore` what that reserve then holds. `used_ore` is what is taken out of a reserve, by which it is
    higher, and `from_reserve` names it (None: the one of the year). `result_ore` is the year's result before all that
    (årets resultat), `tax_revenues_ore` the taxes and general grants that the limits are shares of.
    `equity_negative`: equity with all pension liabilities is below zero."""

    year: Year
    balance_result_ore: Ore
    tax_revenues_ore: Ore | None = None
    reserved_ore: Ore | None = None
    reserve_total_ore: Ore | None = None
    equity_negative: bool = False
    result_ore: Ore | None = None
    used_ore: Ore | None = None
    from_reserve: BalanceReserve | None = None

    subjects = its_subject("budget", "year")


class Settlement(StrEnum):
    """What is decided about a negative balance result: how it is to be settled (KL 11:12), or that for special reasons
    it is not to be (synnerliga skäl, KL 11:13)."""

    PLANNED = "settlement-planned"
    SPARED = "settlement-spared"


class DeficitSettlementDecided(FactWithNote, tag_field="type", tag="deficit-settlement-decided.v1", frozen=True):
    """The council decides about the negative balance result of a year (reglering av underskott, KL 11:12-13), at the
    latest in the budget for the third year after. `amount_ore` is what of it the decision is about, positive; None is
    all of it. `reasons` is why it is not to be settled."""

    year: Year
    settlement: Settlement
    amount_ore: Ore | None = None
    reasons: Text | None = None

    subjects = its_subject("budget", "year")


class AnnualAccountsSubmitted(FactWithNote, tag_field="type", tag="annual-accounts-submitted.v1", frozen=True):
    """The accounts of a year are handed to the council and the auditors, at the latest on 15 April the year after (KL
    11:20). `result_ore` is the year's result as they print it."""

    year: Year
    submitted_on: date
    result_ore: Ore | None = None

    subjects = its_subject("budget", "year")


class InterimReportSubmitted(FactWithNote, tag_field="type", tag="interim-report-submitted.v1", frozen=True):
    """An interim report (delårsrapport) is handed to the council and the auditors, at the latest two months after the
    end of its period (KL 11:16). When the council takes it up is another matter, and has no last day."""

    needs_basis: ClassVar[bool] = False

    year: Year
    period_end: date
    submitted_on: date

    subjects = its_subject("budget", "year")


BudgetFact = (
    TaxRateDecided
    | BudgetAdopted
    | IndexDecided
    | OfWhichNoted
    | OutcomeRecorded
    | BalanceResultStated
    | DeficitSettlementDecided
    | InterimReportSubmitted
    | AnnualAccountsSubmitted
)
