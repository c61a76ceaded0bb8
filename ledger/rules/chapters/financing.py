"""Rules for new money during the year: what a supplementary appropriation is financed by, and what a central reserve
has left to give (KL 11:15; R-13, R-25)."""

from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import Final

from ledger.errors import Refusal
from ledger.events import (
    CentralReserveReleased,
    ClauseDecided,
    FinancingLeg,
    FinancingSource,
    SupplementaryAppropriationDecided,
)
from ledger.looking.movements import Movement
from ledger.looking.state import State
from ledger.meaning.effects import NOTHING, Sides, sides
from ledger.meaning.frames import BEFORE_ANYTHING, changed_alone
from ledger.meaning.placed import Claim, Situation
from ledger.meaning.reservations import reservation_on
from ledger.meaning.same_decision import DecisionName
from ledger.meaning.spending import from_unnamed, unplaced_ore
from ledger.money import amount_text
from ledger.rules.chapters import frames
from ledger.rules.family import Family
from ledger.values import FrameKey, FrameKind, RecordedWarning
from ledger.words import words
from ledger.words.labels import frame_label

_Financed = SupplementaryAppropriationDecided | CentralReserveReleased
_WITH_FRAME = (FinancingSource.CENTRAL_RESERVE, FinancingSource.REVENUE)
"""Sources that are frames themselves."""


DRAWING: Final = (SupplementaryAppropriationDecided, CentralReserveReleased, ClauseDecided)
"""What can take money out of a central reserve, itself or by what it decides."""


def shape(fact: _Financed) -> Iterator[Refusal]:
    """Arithmetic and identity (class A)."""
    if isinstance(fact, CentralReserveReleased):
        yield from frames.moves(fact)
    else:
        yield from frames.amount_fits(fact.frame, fact.amount)
        yield from frames.not_empty(fact.frame, sides(fact.amount))
        for number, leg in enumerate(fact.financing):
            yield from (refusal.within(f"financing[{number}]") for refusal in _leg(leg, fact.frame))
        yield from _financing(fact)
    yield from frames.printed_readable(fact.printed)


def _leg(leg: FinancingLeg, frame: FrameKey) -> Iterator[Refusal]:
    """A leg is a positive amount, from a frame or a reservation only where its source has one."""
    if leg.amount_ore <= 0:
        text = amount_text(leg.amount_ore)
        yield Refusal(
            "amount-negative", f"Finansieringen ur {_source(leg)} är {text}.", text, right="ett belopp över 0"
        )
    if leg.from_frame is not None and leg.drawn_from not in _WITH_FRAME:
        detail = f"Finansiering ur {_source(leg)} tas inte ur någon ram."
        right = f"”{words.field('from_frame')}” bara för " + " och ".join(words.value(source) for source in _WITH_FRAME)
        yield Refusal("financing-leg-malformed", detail, frame_label(leg.from_frame), right=right)
    if leg.reservation is not None and leg.drawn_from is not FinancingSource.EQUITY:
        detail = f"Finansiering ur {_source(leg)} tas inte ur någon reservation av eget kapital."
        yield Refusal(
            "financing-leg-malformed", detail, leg.reservation, right="”ur: eget kapital”, eller ingen reservation"
        )
    if leg.from_frame is not None:
        yield from frames.two_frames(leg.from_frame, frame)
        if leg.from_frame.kind is not FrameKind.OPERATING and leg.drawn_from is FinancingSource.REVENUE:
            detail = f"Nya intäkter hör till en driftram, inte till {frame_label(leg.from_frame)}."
            yield Refusal("amount-kind-mismatch", detail, right="en driftram")
        elif leg.from_frame.kind is not frame.kind:
            yield from frames.one_kind(leg.from_frame, frame)


def _source(leg: FinancingLeg) -> str:
    return words.value(leg.drawn_from)


def _financing(fact: SupplementaryAppropriationDecided) -> Iterator[Refusal]:
    """R-25: the parts of a financing equal what the frame's net is raised by."""
    net, legs = _spending(fact), sum(leg.amount_ore for leg in fact.financing)
    if fact.financing and legs != net:
        asserted, calculated = amount_text(legs), amount_text(net)
        detail = f"Finansieringen av {frame_label(fact.frame)} är {asserted}, men nettot höjs med {calculated}."
        right = "delar som tillsammans blir beloppet"
        yield Refusal("financing-differs", detail, asserted, calculated, amount_text(legs - net), right)


def _spending(fact: SupplementaryAppropriationDecided) -> int:
    return max(sides(fact.amount).net_ore or 0, 0)


def refusals(state: State, fact: _Financed, situation: Situation) -> Iterator[Refusal]:
    """R-05. That spending during the year is financed is asked of the whole decision (`spending.py`)."""
    yield from frames.repeated(state, fact, situation)


def warnings(state: State, fact: _Financed, situation: Situation) -> Iterator[RecordedWarning]:
    """As for every frame entry; and an earmark that a leg is taken out of, when what is left of it is not known."""
    yield from frames.warnings(state, fact, situation)
    if isinstance(fact, SupplementaryAppropriationDecided):
        for reservation in dict.fromkeys(leg.reservation for leg in fact.financing if leg.reservation is not None):
            yield from _balance_unknown(state, reservation, situation)


def unplaced(after: State, claims: Sequence[Claim]) -> Iterator[tuple[int, RecordedWarning]]:
    """What a command takes from a reserve, or gets as new revenues, that no frame has less or more for: each with the
    number of the fact that says so. It is asked of the whole decision, whose other entries may be what gets it."""
    left = cache(partial(unnamed_left, after))
    for number, claim in enumerate(claims):
        decision = claim.situation.decision
        decided = () if claim.fact is None else claim.fact.decides()
        for inner in (inner for inner in decided if isinstance(inner, SupplementaryAppropriationDecided)):
            for source, code in _FRAME_UNKNOWN.items():
                least = unnamed = from_unnamed(inner, source)
                if unnamed and decision is not None:
                    least = min(left(after.named(decision).whole(), inner.frame.year, source), unnamed)
                if least > 0:
                    values = {"frame": frame_label(inner.frame), "amount": amount_text(least)}
                    yield number, RecordedWarning(code, values)


_FRAME_UNKNOWN: Final = {
    FinancingSource.CENTRAL_RESERVE: "reserve-frame-unknown",
    FinancingSource.REVENUE: "revenue-frame-unknown",
}
"""What is told when a source is a frame, and nobody says which: that frame is left as it was, and the sum is not."""


def unnamed_left(after: State, paragraph: DecisionName, year: int, source: FinancingSource) -> int:
    """What all supplements of a decision have of a source from no frame, less what its own changes give to frames of
    the year as revenues, or take from them."""
    alone = (
        (moved.fact, changed_by(after, moved))
        for moved in after.moved_by(paragraph)
        if len(moved.effects) == 1 and moved.effects[0].frame.year == year
    )
    many = ((moved.fact, NOTHING) for moved in after.moved_by(paragraph) if len(moved.effects) > 1)
    return unplaced_ore((*alone, *many), year, source)


def changed_by(after: State, moved: Movement) -> Sides:
    """By how much an entry alone changes its frame."""
    effect = moved.effects[0]
    known = () if effect.sets is None else after.of_frame(effect.frame.tag)
    own = (fact for fact in known if fact.entry_position == moved.position)
    before = (after.frame_steps(effect.frame.tag).now.before(fact.decided) for fact in own)
    return changed_alone(effect, next((was for was in before if was.governing is not None), BEFORE_ANYTHING))


def _balance_unknown(state: State, reservation: str, situation: Situation) -> Iterator[RecordedWarning]:
    """R-38: what is left of an earmark of equity that is not known cannot be held against a draw on it."""
    there = reservation_on(reservation, state.about(f"reservation:{reservation}", situation.decided.latest))
    reason = None if there.remaining_ore is not None else "ett tidigare belopp är inte känt"
    reason = reason if there.origin_known else "dess tillkomst är inte registrerad"
    if reason is not None:
        yield RecordedWarning("reservation-balance-unknown", {"reservation": reservation, "reason": reason})


FAMILY = Family((SupplementaryAppropriationDecided, CentralReserveReleased), shape, refusals, warnings)
