"""Rules for changes of a frame with a meaning of their own: technical adjustments, savings, one-offs that are taken
out again, and plan years that are copied."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Final, assert_never, get_args

from ledger.errors import Refusal
from ledger.events import (
    EfficiencySavingDecided,
    OneOffReversed,
    PlanYearCopied,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
)
from ledger.looking.movements import movement
from ledger.looking.state import State
from ledger.meaning.effects import Sides, effects, sides
from ledger.meaning.placed import Claim, Situation
from ledger.meaning.same_decision import DecisionName
from ledger.money import amount_or_unknown, amount_text
from ledger.rules.chapters import financing, frames
from ledger.rules.family import Family
from ledger.values import FrameKey, FrameKind, RecordedWarning
from ledger.words.labels import frame_label

_Changes = TechnicalAdjustmentMade | EfficiencySavingDecided | OneOffReversed | PlanYearCopied


def shape(fact: _Changes) -> Iterator[Refusal]:
    """Arithmetic and identity (class A); a technical adjustment across kinds is class B."""
    yield from frames.amount_fits(fact.frame, fact.amount)
    match fact:
        case PlanYearCopied():
            yield from frames.not_negative(fact.frame, fact.amount)
            yield from _copied(fact)
        case TechnicalAdjustmentMade():
            yield from frames.not_empty(fact.frame, sides(fact.amount))
            yield from _countered(fact)
        case EfficiencySavingDecided():
            yield from frames.not_empty(fact.frame, sides(fact.amount))
            yield from _lowers(fact)
        case OneOffReversed():
            yield from frames.not_empty(fact.frame, sides(fact.amount))
        case _:
            assert_never(fact)
    yield from frames.printed_readable(fact.printed)


def _copied(fact: PlanYearCopied) -> Iterator[Refusal]:
    if fact.copies == fact.frame:
        detail = f"Planåret {frame_label(fact.frame)} kopierar sig självt."
        yield Refusal("plan-copies-itself", detail, right="ett annat år")
    elif fact.copies.kind is not fact.frame.kind:
        detail = f"Ramen {frame_label(fact.frame)} kan inte vara densamma som {frame_label(fact.copies)}."
        yield Refusal("amount-kind-mismatch", detail, right="ramar av samma slag")


def _countered(fact: TechnicalAdjustmentMade) -> Iterator[Refusal]:
    """R-31: the legs sum to zero by construction, within one year."""
    if fact.mirrored and fact.counterpart is None:
        detail = "Motposten står på andra sidan, men ingen motpost är namngiven."
        yield Refusal("field-missing", detail, right="ramen som är motpost", where="counterpart")
    if fact.counterpart is not None:
        yield from frames.two_frames(fact.counterpart, fact.frame)
        yield from frames.amount_fits(fact.counterpart, fact.amount)
        yield from frames.one_kind(fact.counterpart, fact.frame)


def _lowers(fact: EfficiencySavingDecided) -> Iterator[Refusal]:
    net = sides(fact.amount).net_ore or 0
    if net > 0:
        detail = f"Effektiviseringen skulle höja nettot i {frame_label(fact.frame)} med {amount_text(net)}."
        yield Refusal("saving-does-not-lower", detail, amount_text(net), right=f"{amount_text(-net)}, med minustecken")


def warnings(state: State, fact: _Changes, situation: Situation) -> Iterator[RecordedWarning]:
    """As for every frame entry; and what is not known, or does not agree with what it refers to. Whether a technical
    adjustment has its counterpart is asked of the whole decision (`uncountered`)."""
    yield from frames.warnings(state, fact, situation)
    if isinstance(fact, PlanYearCopied):
        yield from _differs(state, fact, situation)


def uncountered(after: State, claims: Sequence[Claim]) -> Iterator[tuple[int, RecordedWarning]]:
    """The technical adjustments of a command that name no counterpart, and that nothing else in their decision evens
    out: each with the number of the fact that says so. `claims` is what the facts claim, `after` the state that has
    all of them."""

    @cache
    def alone(paragraph: DecisionName) -> dict[tuple[FrameKind, int], Counter[int]]:
        return _without_counterpart(after, paragraph)

    for number, claim in enumerate(claims):
        decision = claim.situation.decision
        decided = () if claim.fact is None else claim.fact.decides()
        for inner in (inner for inner in decided if isinstance(inner, TechnicalAdjustmentMade)):
            same, net_ore = (inner.frame.kind, inner.frame.year), sides(inner.amount).net_ore or 0
            left = Counter((net_ore,)) if decision is None else alone(after.named(decision).whole()).get(same, _NONE)
            if inner.counterpart is None and left[net_ore] > 0:
                left[net_ore] -= 1
                values = {"frame": frame_label(inner.frame), "amount": amount_text(net_ore)}
                yield number, RecordedWarning("counterpart-unknown", values)


_NONE: Final = Counter[int]()


def _without_counterpart(state: State, paragraph: DecisionName) -> dict[tuple[FrameKind, int], Counter[int]]:
    """The nets of the adjustments of a decision that name no counterpart and have none, by kind and year. Those that
    come to nothing together are each other's, however many units they are about; and so is what the decision changes
    or sets other frames by, whatever event that is written as: all of it, or a change as large as one of them."""
    nets: dict[tuple[FrameKind, int], list[int]] = {}
    others: dict[tuple[FrameKind, int], list[int]] = {}
    for moved in state.moved_by(paragraph):
        fact, frame = moved.fact, moved.effects[-1].frame
        if isinstance(fact, TechnicalAdjustmentMade):
            if fact.counterpart is None:
                nets.setdefault((frame.kind, frame.year), []).append(sides(fact.amount).net_ore or 0)
        elif len(moved.effects) == 1 and not isinstance(fact, SupplementaryAppropriationDecided):
            ore = financing.changed_by(state, moved).net_ore
            others.setdefault((frame.kind, frame.year), []).append(ore or 0)
    return {of: _uneven(made, others.get(of, [])) for of, made in nets.items()}


def _uneven(made: Sequence[int], others: Sequence[int]) -> Counter[int]:
    """What is left of some nets when those that even each other out, or that others do, are taken away."""
    if len(made) > 1 and sum(made) == 0:
        return Counter()
    beside = Counter(ore for ore in others if ore)
    left = Counter(made)
    evened = Counter({ore: min(count, beside[-ore]) for ore, count in left.items()})
    left -= evened
    beside -= Counter({-ore: count for ore, count in evened.items()})
    total = sum(left.elements()) + sum(beside.elements())
    return Counter() if total == 0 and left.total() + beside.total() > 1 else left


def _differs(state: State, fact: PlanYearCopied, situation: Situation) -> Iterator[RecordedWarning]:
    """A copy whose printed amount is not what it copies, as decided by the same day."""
    copied, new = state.frame_steps(fact.copies.tag).on(situation.decided.latest), sides(fact.amount)
    values = {"frame": frame_label(fact.frame), "copied": frame_label(fact.copies)}
    if not copied.known or copied.sides.net_ore is None:
        yield RecordedWarning("copied-frame-unknown", values)
    elif _differ(new, copied.sides):
        texts = {"asserted": _text(new), "calculated": _text(copied.sides)}
        yield RecordedWarning("plan-copy-differs", values | texts)


def _differ(one: Sides, other: Sides) -> bool:
    """Whether two amounts differ in any side that both know."""
    pairs = zip(_figures(one), _figures(other), strict=True)
    return any(left is not None and right is not None and left != right for left, right in pairs)


def _figures(value: Sides) -> tuple[int | None, ...]:
    return (value.costs_ore, value.revenues_ore, value.net_ore)


def _text(value: Sides) -> str:
    return " / ".join(amount_or_unknown(ore) for ore in _figures(value))


def refusals(state: State, fact: _Changes, situation: Situation) -> Iterator[Refusal]:
    """As for every frame entry; and two technical adjustments of one decision that are each other's counterpart."""
    yield from frames.repeated(state, fact, situation)
    if isinstance(fact, TechnicalAdjustmentMade) and fact.counterpart is not None:
        yield from islice(_told_with_two_amounts(state, fact, fact.counterpart, situation), 1)


def _told_with_two_amounts(
    state: State, fact: TechnicalAdjustmentMade, counterpart: FrameKey, situation: Situation
) -> Iterator[Refusal]:
    """R-05: two that name each other as counterpart, the same way, are one movement told from both ends. With the same
    amount it is recorded already; with two, nobody knows which it is, and both would count."""
    if situation.decision is None:
        return
    own = movement(fact, effects(fact), situation.position, state.named(situation.decision))
    net_ore, days = sides(fact.amount).net_ore or 0, (situation.earliest, situation.decided.latest)
    there = (known for known in state.of_frame(fact.frame.tag) if known.sets is None)
    nets = {known.sides.net_ore for known in there if (known.decided_earliest, known.decided_latest) == days}
    every = (moved for net in nets for moved in state.movements.get((fact.frame, net), ()))
    for other in (moved for moved in every if moved.position != situation.corrects and own.is_of_paragraph(moved)):
        told = other.fact
        if not isinstance(told, TechnicalAdjustmentMade) or (told.frame, told.counterpart) != (counterpart, fact.frame):
            continue
        back = next(effect.sides.net_ore or 0 for effect in other.effects if effect.frame == fact.frame)
        if back * net_ore > 0 and not own.shared(other):
            one, two = (amount_text(sides(each.amount).net_ore or 0) for each in (fact, told))
            detail = (
                f"De tekniska justeringarna av {frame_label(fact.frame)} ({one} netto) och {frame_label(counterpart)} "
                f"({two} netto) är varandras motpost i samma beslut, men med olika belopp. Båda skulle räknas."
            )
            right = "en av dem: motposten ändras lika mycket åt andra hållet"
            yield Refusal("frame-set-twice", detail, one, two, right=right)


FAMILY = Family(get_args(_Changes), shape, refusals, warnings)
