"""Rules for fees and prices: no rate above its cap, and nothing raised before it was decided."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Final, assert_never

from ledger.errors import Refusal
from ledger.events.fees import (
    FeeBaseCorrected,
    FeeBaseRecorded,
    FeeCapDecided,
    FeeFact,
    FeeRateDecided,
    MemberChargesCalculated,
    MemberChargesIssued,
    MemberChargesSettled,
    PriceDecided,
)
from ledger.looking.state import State
from ledger.meaning.fees import YearRate, cap_for, exceeds, is_capped, prices_on, rate_for
from ledger.meaning.placed import PlacedFact, Situation, as_placed
from ledger.money import UNKNOWN, AmountError, amount_text, parse_rate, share_text
from ledger.rules.family import Family, interval_reversed
from ledger.values import OrganisationKind, RecordedWarning, Stage
from ledger.words.labels import measure_text

_CHARGED_BY_LAW: Final = (
    OrganisationKind.MUNICIPALITY,
    OrganisationKind.REGION,
    OrganisationKind.MUNICIPAL_FEDERATION,
)
"""Kinds of organisation that KL 2:4 binds; an association's members are bound by its statutes."""

RateFact = FeeCapDecided | FeeRateDecided | PriceDecided


def _text(rate: YearRate) -> str:
    return measure_text(rate.rate_ppb, rate.per_head_ore, rate.rate_as_printed)


# --- Shape ------------------------------------------------------------------------------------------------------


def shape(fact: FeeFact) -> Iterator[Refusal]:
    """Days and years in order, no negative amounts (class A)."""
    match fact:
        case FeeCapDecided() | FeeRateDecided():
            yield from _in_order(fact.first_year, fact.last_year)
            yield from not_negative((("rate_ppb", fact.rate_ppb), ("per_head_ore", fact.per_head_ore)))
            yield from _as_printed(fact)
        case PriceDecided():
            yield from _in_order(fact.applies_from, fact.last_day)
            yield from not_negative((("amount_ore", fact.amount_ore),))
        case FeeBaseRecorded() | FeeBaseCorrected() | MemberChargesCalculated() | MemberChargesIssued():
            return  # what has a row for each member is held to its shape in `charges.py`
        case MemberChargesSettled():
            return
        case _:
            assert_never(fact)


def _as_printed(fact: FeeCapDecided | FeeRateDecided) -> Iterator[Refusal]:
    """A rate as it is printed is the rate."""
    if (printed := fact.rate_as_printed) is None:
        return
    try:
        same = parse_rate(printed) == fact.rate_ppb
    except AmountError as error:
        yield Refusal(error.code, f"{error.detail}.", printed, right=error.right, where="rate_as_printed")
        return
    if not same:
        stated = UNKNOWN if fact.rate_ppb is None else share_text(fact.rate_ppb)
        detail = f"Satsen är {stated}, men som tryckt är den {printed}."
        yield Refusal(
            "rate-malformed", detail, printed, stated, right=f"{stated} på båda ställena", where="rate_as_printed"
        )


def _in_order(first: date | int | None, last: date | int | None) -> Iterator[Refusal]:
    if first is not None and last is not None and str(last) < str(first):
        yield interval_reversed(last, first)


def not_negative(amounts: Iterable[tuple[str, int | None]]) -> Iterator[Refusal]:
    """No amount or rate below zero; each with its place in the fact."""
    for where, amount in amounts:
        if amount is not None and amount < 0:
            is_rate = where.endswith("_ppb")
            text = share_text(amount) if is_rate else amount_text(amount)
            detail = f"{'Satsen är negativ' if is_rate else 'Beloppet är negativt'}: {text}."
            yield Refusal("amount-negative", detail, text, right="noll eller mer", where=where)


# --- Refusals ---------------------------------------------------------------------------------------------------


def refusals(state: State, fact: RateFact, situation: Situation) -> Iterator[Refusal]:
    """What stands against a fact about fees in a ledger that holds `state`."""
    match fact:
        case FeeCapDecided() | FeeRateDecided():
            yield from islice(_above_cap(state, fact, situation), 1)
            if isinstance(fact, FeeRateDecided) and _binds(state):
                yield from _retroactive(state, fact, situation)
        case PriceDecided():
            yield from _retroactive(state, fact, situation) if _binds(state) else ()


def decided_about(state: State, fact: FeeFact, situation: Situation) -> list[PlacedFact]:
    """What is decided about the fee, without the entry that is corrected."""
    placed = state.placed.get(fact.subjects()[0], ())
    return [known for known in placed if known.stage is Stage.DECIDED and known.position != situation.corrects]


def _above_cap(state: State, fact: FeeCapDecided | FeeRateDecided, situation: Situation) -> Iterator[Refusal]:
    """R-44: on no later day of the decided clock does a fee year have a rate above the cap that is known for it then,
    whichever of the two comes last. Names the first such day (class B)."""
    before, new = decided_about(state, fact, situation), as_placed(fact, situation)
    days = {new.decided.latest, *(placed.decided.latest for placed in before), *state.later_acts.days()}
    for day in sorted(day for day in days if day >= new.decided.latest):
        was, now = state.later_acts.standing_by(before, day), state.later_acts.standing_by([*before, new], day)
        for year in range(fact.first_year, fact.last_year + 1):
            rate, cap = rate_for(now, year), cap_for(now, year)
            if rate is not None and cap is not None and exceeds(rate, cap) and not _no_worse(was, year, rate, cap):
                yield _too_high(fact.fee, year, day, rate, cap)


def _no_worse(was: Sequence[PlacedFact], year: int, rate: YearRate, cap: YearRate) -> bool:
    """An old wrong does not stop what makes it no worse: the rate was above its cap, and neither has it been raised
    since nor the cap lowered."""
    former, highest = rate_for(was, year), cap_for(was, year)
    if former is None or highest is None or not exceeds(former, highest):
        return False
    return not exceeds(rate, former) and not exceeds(highest, cap)


def _too_high(fee: str, year: int, day: date, rate: YearRate, cap: YearRate) -> Refusal:
    years = f"{cap.fact.first_year}–{cap.fact.last_year}"
    detail = (
        f"{fee} {year} skulle bli {_text(rate)}, men får vara högst {_text(cap)} ({_by(cap)}, för {years}), "
        f"som beslutat till och med {day}."
    )
    right = f"högst {_text(cap)}, ett nytt tak, eller ett godtagande av regeln med skäl"
    return Refusal("fee-above-cap", detail, _text(rate), _text(cap), _excess(rate, cap), right)


def _excess(rate: YearRate, cap: YearRate) -> str:
    share = None if rate.rate_ppb is None or cap.rate_ppb is None else max(rate.rate_ppb - cap.rate_ppb, 0)
    heads = None if rate.per_head_ore is None or cap.per_head_ore is None else rate.per_head_ore - cap.per_head_ore
    return measure_text(share or None, None if heads is None or heads <= 0 else heads)


def _by(cap: YearRate) -> str:
    """Who decided a cap and when: `förbundsmötet senast 2023-03-31`."""
    day, known = cap.placed.decided.latest, cap.placed.earliest == cap.placed.decided.latest
    body = "utan beslutsunderlag" if cap.placed.basis is None else cap.placed.basis.body
    return f"{body} {day}" if known else f"{body} senast {day}"


def _binds(state: State) -> bool:
    return state.organisation is None or state.organisation.kind in _CHARGED_BY_LAW


def _retroactive(state: State, fact: FeeRateDecided | PriceDecided, situation: Situation) -> Iterator[Refusal]:
    """R-08, KL 2:4: what is charged is not raised from a day before the decision, unless there are special reasons
    (class B)."""
    values = _before_its_decision(state, fact, situation)
    if values is not None:
        detail = "{what} gäller från {applies_from}, före beslutet {decided_day}, till nackdel för dem som betalar."
        right = "en dag efter beslutet, synnerliga skäl (KL 2:4), eller ett godtagande av regeln med skäl"
        asserted, calculated = values["applies_from"], values["decided_day"]
        yield Refusal("fee-retroactive", detail.format_map(values), asserted, calculated, right=right)


def _before_its_decision(
    state: State, fact: FeeRateDecided | PriceDecided, situation: Situation
) -> dict[str, str] | None:
    """What is charged from when, and when it was decided, for a fact that raises it from a day that had passed. A day
    that is only known by its bounds accuses nobody: the earliest is taken."""
    new = as_placed(fact, situation)
    since = _since(fact, situation)
    if since is None or new.earliest <= since or fact.special_reasons is not None:
        return None
    was = state.later_acts.standing_by(decided_about(state, fact, situation), new.decided.latest)
    if not _raises(was, fact, since):
        return None
    what = f"{fact.fee} {_text(YearRate(fact, new))}" if isinstance(fact, FeeRateDecided) else (
        f"{fact.name} i {fact.price_list}"
    )  # fmt: skip
    return {"what": what, "applies_from": str(since), "decided_day": str(new.earliest)}


def _since(fact: FeeRateDecided | PriceDecided, situation: Situation) -> date | None:
    effective = None if situation.basis is None else situation.basis.effective_day
    if effective is not None:
        return effective
    return fact.applies_from if isinstance(fact, PriceDecided) else date(fact.first_year, 1, 1)


def _raises(was: Sequence[PlacedFact], fact: FeeRateDecided | PriceDecided, since: date) -> bool:
    """Whether somebody comes to pay more than before; what was not charged at all before is raised."""
    if isinstance(fact, PriceDecided):
        priced = prices_on(was, since).get(fact.item)
        former_ore = priced.fact.amount_ore if priced and isinstance(priced.fact, PriceDecided) else None
        return (fact.amount_ore or 0) > (former_ore or 0)
    former = rate_for(was, fact.first_year)
    if former is None:
        return True
    pairs = ((former.rate_ppb, fact.rate_ppb), (former.per_head_ore, fact.per_head_ore))
    return any((new or 0) > (old or 0) for old, new in pairs)


# --- Warnings ---------------------------------------------------------------------------------------------------


def warnings(state: State, fact: RateFact, situation: Situation) -> Iterator[RecordedWarning]:
    """What a reader should know about a fact about fees, before it is applied to `state`."""
    new = as_placed(fact, situation)
    placed = state.later_acts.standing_by([*decided_about(state, fact, situation), new], date.max)
    if isinstance(fact, FeeRateDecided | FeeCapDecided):
        yield from _cap_unknown(fact, placed)
    if isinstance(fact, FeeRateDecided | PriceDecided) and not _binds(state):
        values = _before_its_decision(state, fact, situation)
        yield from () if values is None else (RecordedWarning("fee-before-decision", values),)


def proposed_warnings(
    state: State, fact: RateFact, together: Sequence[FeeFact], situation: Situation
) -> Iterator[RecordedWarning]:
    """The same about a fact that is only proposed, as if everything proposed `together` with it were decided."""
    mine = [as_placed(proposed, situation) for proposed in together if proposed.subjects() == fact.subjects()]
    placed = [*state.later_acts.standing_by(decided_about(state, fact, situation), date.max), *mine]
    if isinstance(fact, FeeRateDecided):
        yield from _cap_unknown(fact, placed)
        yield from _proposed_above(fact, placed, mine[0])


def _cap_unknown(fact: FeeRateDecided | FeeCapDecided, placed: Sequence[PlacedFact]) -> Iterator[RecordedWarning]:
    """R-44: a year for which no cap is known is said, not refused; and one whose cap is of another measure than the
    rate, so that nobody can tell whether it is within it, whichever comes last."""
    unknown, other = list[int](), dict[tuple[str, str], list[int]]()
    for year in range(fact.first_year, fact.last_year + 1):
        rate, cap = rate_for(placed, year), cap_for(placed, year)
        if rate is not None and cap is None:
            unknown.append(year)
        elif rate is not None and cap is not None and not is_capped(rate, cap):
            other.setdefault((_text(cap), _text(rate)), []).append(year)
    if unknown:
        yield RecordedWarning("fee-cap-unknown", {"fee": fact.fee, "years": _span(unknown)})
    for (capped, asserted), years in other.items():
        values = {"fee": fact.fee, "years": _span(years), "cap": capped, "asserted": asserted}
        yield RecordedWarning("fee-cap-of-other-measure", values)


def _span(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _proposed_above(fact: FeeRateDecided, placed: Sequence[PlacedFact], new: PlacedFact) -> Iterator[RecordedWarning]:
    for year in range(fact.first_year, fact.last_year + 1):
        cap = cap_for(placed, year)
        if cap is not None and exceeds(YearRate(fact, new), cap):
            asserted = measure_text(fact.rate_ppb, fact.per_head_ore, fact.rate_as_printed)
            values = {"fee": fact.fee, "year": str(year), "asserted": asserted, "cap": _text(cap)}
            yield RecordedWarning("proposed-fee-above-cap", values)
            return


FAMILY = Family((FeeCapDecided, FeeRateDecided, PriceDecided), shape, refusals, warnings)
