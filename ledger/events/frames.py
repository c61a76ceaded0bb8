"""The budget itself: frames that are set, changed, moved and turned over."""

from typing import ClassVar

from ledger.events.fact import PrintedFact
from ledger.events.financing import FinancingLeg, FinancingSource
from ledger.money import Ore
from ledger.values import Amount, Commitment, FrameKey, Identifier
from ledger.when import Year


class FactAboutFrames(PrintedFact, frozen=True):
    """Facts about frames."""

    def tags(self) -> tuple[str, ...]:
        """The frames it sets or changes, and what else it is about."""
        return (*dict.fromkeys(frame.tag for frame in self.frames()), *self.subjects())


class _OneFrame(FactAboutFrames, frozen=True):
    """Facts about one frame."""

    frame: FrameKey

    def frames(self) -> tuple[FrameKey, ...]:
        """The one frame."""
        return (self.frame,)


class _IndexedFrame(_OneFrame, frozen=True, kw_only=True):
    """Facts about one frame, whose amount may be without an index that is not decided yet."""

    index: Identifier | None = None

    def subjects(self) -> tuple[str, ...]:
        """The index that its amount waits for."""
        return () if self.index is None else (f"index:{self.index}",)


class _BetweenFrames(FactAboutFrames, frozen=True):
    """An amount that leaves one frame for another."""

    from_frame: FrameKey
    to_frame: FrameKey
    amount: Amount

    def frames(self) -> tuple[FrameKey, ...]:
        """Where it comes from, then where it goes."""
        return (self.from_frame, self.to_frame)


class OpeningEntryMade(_OneFrame, tag_field="type", tag="opening-entry-made.v1", frozen=True):
    """What a frame was when the ledger took over: *sets* the frame. Origin, day and amount may each be unknown, and an
    organisation can so begin in the middle of its life. `amount` None: only its existence is known."""

    needs_basis: ClassVar[bool] = False

    commitment: Commitment
    amount: Amount | None = None


class FrameDecided(_IndexedFrame, tag_field="type", tag="frame-decided.v1", frozen=True):
    """A frame is decided: *sets* it, from its place in decided order, whatever was decided earlier and whenever that
    is recorded. The council's budget and three-year plan (KL 11:5-6). `index` names what "+ index" stands for: the
    amount is without it, and grows by it once it has been decided."""

    commitment: Commitment
    amount: Amount


class PlanYearCopied(_OneFrame, tag_field="type", tag="plan-year-copied.v1", frozen=True):
    """A plan year is said to be another one over again ("unchanged from 2028"): *sets* a plan. `amount` is what the
    document prints for it; what it copies is kept beside it, and never read in its place."""

    copies: FrameKey
    amount: Amount

    def units(self) -> tuple[str, ...]:
        """The units of both frames."""
        return (self.copies.unit, self.frame.unit)


class FrameAdjusted(_IndexedFrame, tag_field="type", tag="frame-adjusted.v1", frozen=True):
    """A frame is changed by an amount, up or down. `index` is as for a frame that is decided."""

    amount: Amount


class SupplementaryAppropriationDecided(
    _OneFrame, tag_field="type", tag="supplementary-appropriation-decided.v1", frozen=True
):
    """A frame is raised during the year (tilläggsanslag); the decision must say how that is financed (KL 11:15). The
    legs of the financing equal what the frame's net is raised by. A leg from a central reserve lowers the reserve's
    frame, and a leg of new revenues raises the revenues of the frame that it names."""

    amount: Amount
    financing: tuple[FinancingLeg, ...] = ()

    def frames(self) -> tuple[FrameKey, ...]:
        """Where the money comes from, then the frame that is raised."""
        return (*(leg.from_frame for leg in self.financing if leg.from_frame is not None), self.frame)

    def subjects(self) -> tuple[str, ...]:
        """The reservations of equity that it draws on."""
        return tuple(f"reservation:{leg.reservation}" for leg in self.financing if leg.reservation is not None)


class TechnicalAdjustmentMade(_OneFrame, tag_field="type", tag="technical-adjustment-made.v1", frozen=True):
    """A frame changes with no change of ambition (teknisk justering): a new model for internal rents, a task that has
    moved. `counterpart` changes by the same amount the other way; None: the document does not say where it went.
    `mirrored`: on its other side, since what costs the one is revenue to the other, as a tenant's rent is to the
    landlord."""

    amount: Amount
    counterpart: FrameKey | None = None
    mirrored: bool = False

    def frames(self) -> tuple[FrameKey, ...]:
        """The counterpart, when it is known, then the frame."""
        return (self.frame,) if self.counterpart is None else (self.counterpart, self.frame)


class EfficiencySavingDecided(_OneFrame, tag_field="type", tag="efficiency-saving-decided.v1", frozen=True):
    """A frame is lowered because the same is to be done for less (effektivisering). The amount is the change, as it
    is printed: −15,4 mnkr."""

    amount: Amount


class OneOffReversed(_OneFrame, tag_field="type", tag="one-off-reversed.v1", frozen=True):
    """What a frame got once, for something that is done by now, is taken out of it again (avräkning). The amount is
    the change, as it is printed: −66,1 mnkr. `one_off_year` is the year that had it."""

    amount: Amount
    one_off_year: Year | None = None


class FrameTransferred(_BetweenFrames, tag_field="type", tag="frame-transferred.v1", frozen=True):
    """An amount moves from one frame to another of the same year; the total is unchanged by construction."""


class CentralReserveReleased(_BetweenFrames, tag_field="type", tag="central-reserve-released.v1", frozen=True):
    """Money that the council has set aside centrally is given to a unit during the year, by the board that has it at
    its disposal. The total is unchanged; no more can be given than what is left."""


class GrossTurnoverChanged(_OneFrame, tag_field="type", tag="gross-turnover-changed.v1", frozen=True):
    """Omslutningsförändring: costs and revenues change by the same amount, so that net is untouched. Both sides are
    stored and must be equal. Local practice; the Local Government Act does not know the term."""

    costs_ore: Ore
    revenues_ore: Ore


class InvestmentCarriedForward(_OneFrame, tag_field="type", tag="investment-carried-forward.v1", frozen=True):
    """What a project did not use last year is added to this year's frame (ombudgetering), in the spring, with the
    accounts. `frame` is this year's; last year's is left as it was. Negative when the project used more than it had.
    """

    amount: Amount

    @property
    def source(self) -> FrameKey:
        """The frame of the year before, which the money was left in."""
        return self.frame.preceding

    def subjects(self) -> tuple[str, ...]:
        """The project and the year that it is carried to: once is enough."""
        return (self.frame.subject("carry-forward"),)


ProposableFrame = (
    FrameDecided
    | PlanYearCopied
    | FrameAdjusted
    | SupplementaryAppropriationDecided
    | TechnicalAdjustmentMade
    | EfficiencySavingDecided
    | OneOffReversed
    | FrameTransferred
    | CentralReserveReleased
    | GrossTurnoverChanged
    | InvestmentCarriedForward
)
FrameEntry = OpeningEntryMade | ProposableFrame

__all__ = [
    "CentralReserveReleased",
    "EfficiencySavingDecided",
    "FactAboutFrames",
    "FinancingLeg",
    "FinancingSource",
    "FrameAdjusted",
    "FrameDecided",
    "FrameEntry",
    "FrameTransferred",
    "GrossTurnoverChanged",
    "InvestmentCarriedForward",
    "OneOffReversed",
    "OpeningEntryMade",
    "PlanYearCopied",
    "ProposableFrame",
    "SupplementaryAppropriationDecided",
    "TechnicalAdjustmentMade",
]
