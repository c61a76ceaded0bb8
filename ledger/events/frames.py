"""The budget itself: frames that are set, changed, moved and turned over."""

from typing import ClassVar

from ledger.events.fact import Fact
from ledger.money import Ore
from ledger.text import Text
from ledger.values import Amount, Commitment, ControlTotal, FrameKey, Identifier


class FrameFact(Fact, frozen=True):
    """Facts about frames. `printed` holds the document's own figures for the same amounts."""

    def tags(self) -> tuple[str, ...]:
        """The frames it sets or changes."""
        return (*dict.fromkeys(frame.tag for frame in self.frames()), *self.subjects())


class OpeningEntryMade(FrameFact, tag_field="type", tag="opening-entry-made.v1", frozen=True):
    """What a frame was when the ledger took over: *sets* the frame. Origin, day and amount may each be unknown, and an
    organisation can so begin in the middle of its life. `amount` None: only its existence is known."""

    needs_basis: ClassVar[bool] = False

    frame: FrameKey
    commitment: Commitment
    amount: Amount | None = None
    printed: tuple[ControlTotal, ...] = ()
    note: Text | None = None

    def frames(self) -> tuple[FrameKey, ...]:
        """The one frame."""
        return (self.frame,)


class FrameDecided(FrameFact, tag_field="type", tag="frame-decided.v1", frozen=True):
    """A frame is decided: *sets* it, from its place in decided order, whatever was decided earlier and whenever that
    is recorded. The council's budget and three-year plan (KL 11:5-6). `index` names what "+ index" stands for: the
    amount is without it, and grows by it once it has been decided."""

    frame: FrameKey
    commitment: Commitment
    amount: Amount
    printed: tuple[ControlTotal, ...] = ()
    note: Text | None = None
    index: Identifier | None = None

    def frames(self) -> tuple[FrameKey, ...]:
        """The one frame."""
        return (self.frame,)


class FrameAdjusted(FrameFact, tag_field="type", tag="frame-adjusted.v1", frozen=True):
    """A frame is changed by an amount, up or down. `index` is as for a frame that is decided."""

    frame: FrameKey
    amount: Amount
    printed: tuple[ControlTotal, ...] = ()
    note: Text | None = None
    index: Identifier | None = None

    def frames(self) -> tuple[FrameKey, ...]:
        """The one frame."""
        return (self.frame,)


class FrameTransferred(FrameFact, tag_field="type", tag="frame-transferred.v1", frozen=True):
    """An amount moves from one frame to another of the same year; the total is unchanged by construction."""

    from_frame: FrameKey
    to_frame: FrameKey
    amount: Amount
    printed: tuple[ControlTotal, ...] = ()
    note: Text | None = None

    def frames(self) -> tuple[FrameKey, ...]:
        """Where it comes from, then where it goes."""
        return (self.from_frame, self.to_frame)


class GrossTurnoverChanged(FrameFact, tag_field="type", tag="gross-turnover-changed.v1", frozen=True):
    """Omslutningsförändring: costs and revenues change by the same amount, so that net is untouched. Both sides are
    stored and must be equal. Local practice; the Local Government Act does not know the term."""

    frame: FrameKey
    costs_ore: Ore
    revenues_ore: Ore
    printed: tuple[ControlTotal, ...] = ()
    note: Text | None = None

    def frames(self) -> tuple[FrameKey, ...]:
        """The one frame."""
        return (self.frame,)


FrameEntry = OpeningEntryMade | FrameDecided | FrameAdjusted | FrameTransferred | GrossTurnoverChanged
ProposableFrame = FrameDecided | FrameAdjusted | FrameTransferred | GrossTurnoverChanged
