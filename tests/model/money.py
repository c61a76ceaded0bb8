"""What one fact does to frames, drawn: few frames, so that everything meets everything. A part is wrong on purpose."""

from typing import Final

from hypothesis import strategies as st

from ledger.events import (
    CentralReserveReleased,
    FinancingLeg,
    FinancingSource,
    FrameAdjusted,
    FrameDecided,
    FrameTransferred,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
)
from ledger.values import Amount, Commitment, NetAmount, OperatingAmount
from tests.given import turnover
from tests.model.book import Inner
from tests.projections.random_ledgers import amount_of, key_of
from tests.projections.said import Figures, Frame, Moved

FRAMES: Final = (
    Frame("slk", "total", "operating", 2026),
    Frame("sbk", "total", "operating", 2026),
    Frame("sbk", "total", "investment", 2026),
    Frame("slk", "total", "operating", 2027),
)
STRANGERS: Final = tuple(Frame(unit, "total", "operating", 2026) for unit in ("okand", "ny"))
"""Frames of a unit that there never is, and of one that may come to be."""

seldom = st.sampled_from((False,) * 11 + (True,))
a_frame = st.sampled_from((*FRAMES, FRAMES[0], FRAMES[0]))
_ore = st.integers(1, 99)
_index = st.sampled_from((None, None, None, "kf-index"))


@st.composite
def amounts(draw: st.DrawFn, frame: Frame, *, falls: bool = False) -> tuple[Amount, Figures]:
    """An amount for a frame in both forms, now and then only its net."""
    costs, revenues = draw(_ore), draw(st.integers(0, 99))
    if falls:
        costs, revenues = -3 * costs, -revenues
    return amount_of(frame, costs, revenues, only_net=draw(st.integers(0, 5)) == 0)


def _minus(figures: Figures) -> Figures:
    return Figures(*(None if ore is None else -ore for ore in figures))


@st.composite
def _sets(draw: st.DrawFn) -> Inner:
    frame = draw(st.sampled_from(STRANGERS)) if draw(seldom) else draw(a_frame)
    commitment, index = draw(st.sampled_from(Commitment)), draw(_index)
    amount, figures = draw(amounts(frame))
    fact = FrameDecided(key_of(frame), commitment, amount, index=index)
    return Inner(fact, (Moved(frame, commitment.value, figures, index),))


@st.composite
def _changes(draw: st.DrawFn) -> Inner:
    frame, index = draw(a_frame), draw(_index)
    amount, figures = draw(amounts(frame, falls=draw(st.booleans())))
    return Inner(FrameAdjusted(key_of(frame), amount, index=index), (Moved(frame, None, figures, index),))


@st.composite
def _transfers(draw: st.DrawFn) -> Inner:
    """Sometimes to another year or to the same frame, which cannot be, or to investments, which must be accepted."""
    source = draw(st.sampled_from(FRAMES[:2]))
    far = draw(st.integers(0, 5)) == 0
    target = draw(a_frame) if far else FRAMES[1 - FRAMES.index(source)]
    wrong = {
        "transfer-to-same-frame": source == target,
        "transfer-across-years": source.year != target.year,
        "transfer-across-kinds": source.kind != target.kind,
    }
    amount, figures = draw(amounts(source))
    if far:
        amount, figures = NetAmount(5), Figures(None, None, 5)
    moved = (Moved(source, None, _minus(figures)), Moved(target, None, figures))
    fact = FrameTransferred(key_of(source), key_of(target), amount)
    return Inner(fact, moved, frozenset(code for code, is_so in wrong.items() if is_so), finds=True)


@st.composite
def _turnovers(draw: st.DrawFn) -> Inner:
    frame, costs = draw(st.sampled_from(FRAMES[:2])), draw(_ore) * draw(st.sampled_from((1, -1)))
    revenues = costs + draw(seldom)
    moved = (Moved(frame, None, Figures(costs, revenues, costs - revenues)),)
    wrong = frozenset({"turnover-sides-differ"} if costs != revenues else ())
    return Inner(turnover(costs, revenues, frame=key_of(frame)), moved, wrong)


@st.composite
def _technical(draw: st.DrawFn) -> Inner:
    """With a counterpart, the same side of it or the other; or nobody says where it went."""
    frame, other = draw(st.permutations(FRAMES[:2]))
    amount, figures = draw(amounts(frame, falls=draw(seldom)))
    own, how = Moved(frame, None, figures), draw(st.sampled_from(("same", "same", "mirrored", "alone")))
    if how == "alone":
        return Inner(TechnicalAdjustmentMade(key_of(frame), amount), (own,), technical=True)
    mirrored = how == "mirrored"
    given = Figures(figures.revenues, figures.costs, _minus(figures).net) if mirrored else _minus(figures)
    fact = TechnicalAdjustmentMade(key_of(frame), amount, key_of(other), mirrored=mirrored)
    return Inner(fact, (Moved(other, None, given), own), finds=True, technical=True)


@st.composite
def written_otherwise(draw: st.DrawFn, moved: Moved) -> Inner:
    """A part of what changes a frame, the whole of it, or more than it, as another event; perhaps only its net."""
    frame, (costs, revenues, net) = moved.frame, moved.figures
    only_net = None in moved.figures or draw(seldom)
    figures = Figures(None, None, net or 1) if only_net else Figures(costs, revenues, net)
    if frame not in FRAMES[:2]:
        return _written("change", frame, frame, figures)
    other, falls = FRAMES[1 - FRAMES.index(frame)], min(ore for ore in figures if ore is not None) < 0
    ways = ("change", "given", "technical", "countered", *(() if falls else ("move", "release")))
    return _written(draw(st.sampled_from(ways)), frame, other, figures)


def _written(way: str, frame: Frame, other: Frame, figures: Figures) -> Inner:
    own, gives = Moved(frame, None, figures), Moved(other, None, _minus(figures))
    amount, given = amount_in(own), amount_in(gives)
    match way:
        case "change":
            return Inner(FrameAdjusted(key_of(frame), amount), (own,))
        case "given":
            return Inner(FrameAdjusted(key_of(other), given), (gives,))
        case "technical":
            return Inner(TechnicalAdjustmentMade(key_of(frame), amount), (own,), technical=True)
        case "countered":
            fact = TechnicalAdjustmentMade(key_of(frame), amount, key_of(other))
            return Inner(fact, (gives, own), finds=True, technical=True)
        case "release":
            released = CentralReserveReleased(key_of(other), key_of(frame), amount)
            return Inner(released, (gives, own), finds=True, reserve=other)
        case _:
            return Inner(FrameTransferred(key_of(other), key_of(frame), amount), (gives, own), finds=True)


def amount_in(moved: Moved) -> Amount:
    """What is done to a frame, as the product has it."""
    costs, revenues, net = moved.figures
    known = costs is not None and revenues is not None
    return amount_of(moved.frame, (costs if known else net) or 0, revenues or 0, only_net=not known)[0]


@st.composite
def _releases(draw: st.DrawFn) -> Inner:
    """Out of a central reserve, which is the one frame or the other."""
    reserve, frame = draw(st.permutations(FRAMES[:2]))
    amount, figures = draw(amounts(frame))
    moved = (Moved(reserve, None, _minus(figures)), Moved(frame, None, figures))
    fact = CentralReserveReleased(key_of(reserve), key_of(frame), amount)
    return Inner(fact, moved, finds=True, reserve=reserve)


@st.composite
def _appropriations(draw: st.DrawFn) -> Inner:
    """A frame that is raised: it is not said by what, by the result, or partly by higher revenues of another frame."""
    frame, other = draw(st.permutations(FRAMES[:2]))
    costs, earned, how = draw(_ore) + 99, draw(_ore), draw(st.sampled_from(("unsaid", "result", "revenue", "revenue")))
    legs: tuple[FinancingLeg, ...] = ()
    moved: tuple[Moved, ...] = (Moved(frame, None, Figures(costs, 0, costs)),)
    if how == "result":
        legs, earned = (FinancingLeg(FinancingSource.RESULT, costs),), 0
    elif how == "revenue":
        own = FinancingLeg(FinancingSource.REVENUE, earned, key_of(other))
        legs = (own, FinancingLeg(FinancingSource.RESULT, costs - earned))
        moved = (Moved(other, None, Figures(0, earned, -earned)), *moved)
    fact = SupplementaryAppropriationDecided(key_of(frame), OperatingAmount(costs, 0), legs)
    return Inner(fact, moved, paid=costs - earned if legs else 0)


new_money = st.one_of(_sets(), _changes(), _changes(), _turnovers(), _appropriations(), _appropriations())
inner = st.one_of(
    *(_sets(), _sets(), _changes(), _changes()),
    *(_transfers(), _turnovers(), _technical(), _appropriations(), _releases()),
)
