"""Answers about the budget of a year as a whole: what was adopted, whether its frames close, and the indices."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from ledger.events import (
    BalanceReserve,
    BalanceResultStated,
    BudgetAdopted,
    BudgetPart,
    DeficitSettlementDecided,
    Fact,
    IndexDecided,
    family,
    stored_name,
)
from ledger.meaning.balance import Deficit, balances, reserve_balances, reserve_used, results_missing, settle_by
from ledger.meaning.budget import (
    COUNCIL_ALONE,
    TAXING,
    adopted_budget,
    balance_result_of,
    missing_parts,
    required_parts,
    tax_rate_of,
    uncovered_deficit,
)
from ledger.meaning.placed import PlacedFact, about
from ledger.meaning.policy import BODIES, is_council
from ledger.money import amount_text
from ledger.values import Commitment, FrameKind, OrganisationKind, Stage, UnitRole
from ledger.when import LAST_YEAR
from ledger.words import words
from ledger.words.law import LAW
from projections.asking.chosen_facts import Chosen, chosen
from projections.asking.declaration import Declaration
from projections.asking.frame_query import frame_view
from projections.asking.proposals import ProposalNamed
from projections.asking.question import Question
from projections.asking.register_query import RegisterAnswer, RegisterGround, from_register
from projections.asking.texts import ToldOre, ToldRate, ToldTaxRate, text_of
from projections.frames.figures import Frame, frames_of
from projections.tables.register import entries_at, placed_of
from projections.tables.units import units_at

RECIPE: Final = "budget-7"
"""The version of the answer's form and rules."""


class BudgetPartStanding(msgspec.Struct, frozen=True):
    """One thing that a budget must contain, and whether it is said to."""

    part: BudgetPart
    text: str
    contained: bool


class RoleSum(msgspec.Struct, frozen=True):
    """The net of the operating frames of all units with one role, in öre; costs are positive. `role` None: units with
    no role of their own."""

    role: UnitRole | None
    text: str
    frames: int
    net_ore: ToldOre | None


class BudgetClosing(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whether the operating frames of all units come to the budgeted result: their nets with the other sign.
    `closes` None: the result or a frame is not known, or an index is not decided."""

    closes: bool | None
    frames_result_ore: ToldOre | None
    difference_ore: ToldOre | None
    roles: tuple[RoleSum, ...]
    undecided_indices: tuple[str, ...] = ()


class ReserveUse(msgspec.Struct, frozen=True):
    """What is taken out of a reserve, in öre, and what the result is after that."""

    reserve: BalanceReserve
    text: str
    used_ore: ToldOre
    after_ore: ToldOre | None


class ReserveStanding(msgspec.Struct, frozen=True):
    """A reserve that evens out results, and what it holds after a year's accounts, in öre; None where that is not
    known."""

    reserve: BalanceReserve
    text: str
    held_ore: ToldOre | None


class BalanceResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """The balance result of the year in öre, and until which year a negative one has to be restored (KL 11:12).
    `year_result_ore` is the year's result before it; `reserved_ore` was put into the reserve of the year, and
    `reserve_used` taken out of one. `reserves` is what each holds after the year. Of a negative result: what is left
    to restore after all years that are known, by which year's result it was restored, and whether the council has
    decided about it."""

    position: int
    result_ore: ToldOre
    restore_by: int | None = None
    year_result_ore: ToldOre | None = None
    reserved_ore: ToldOre | None = None
    reserve_used: ReserveUse | None = None
    reserves: tuple[ReserveStanding, ...] = ()
    left_to_restore_ore: ToldOre | None = None
    restored_in: int | None = None
    restoring_decided: bool = False


class BudgetOfYear(msgspec.Struct, frozen=True, omit_defaults=True):
    """The budget of a year. `position` and the body are those of its adoption; None when only the tax rate is known.
    Rates are billionths, amounts öre; a budgeted surplus is positive. `parts` is the law's checklist. `says` is what
    is not as the law would have it. `reserve_used` is what covers a deficit."""

    year: int
    stage: Stage
    position: int | None
    body: str | None
    decided_earliest: date | None
    decided_latest: date | None
    tax_rate_ppb: ToldTaxRate | None
    budgeted_result_ore: ToldOre | None
    parts: tuple[BudgetPartStanding, ...] = ()
    says: tuple[str, ...] = ()
    december_reasons: str | None = None
    deficit_reasons: str | None = None
    note: str | None = None
    closing: BudgetClosing | None = None
    balance_result: BalanceResult | None = None
    reserve_used: ReserveUse | None = None


class IndexStanding(msgspec.Struct, frozen=True):
    """An index: what it is, and by which entry."""

    index: str
    stage: Stage
    rate_ppb: ToldRate
    position: int
    body: str | None
    decided_latest: date


class BudgetAnswer(RegisterAnswer, frozen=True, kw_only=True):
    """Budgets year by year, and the indices, at a coordinate: what is decided, or one named proposal."""

    budgets: list[BudgetOfYear]
    indices: list[IndexStanding]
    proposal: ProposalNamed | None = None


@from_register(RECIPE, ("budget", "index"))
def budget_answer(ground: RegisterGround) -> BudgetAnswer:
    """Budgets at a question's coordinates. Raises Refused as `chosen` does."""
    choice = chosen(ground, _is_about_budgets)
    asked = choice.of_stage
    years = sorted({fact.year for placed in asked if (fact := _of_year(placed.fact)) is not None})
    named = ground.question.year
    budgets = [_budget(ground, choice, year, about(asked, f"budget:{year}")) for year in years if named in (None, year)]
    indices = [_index(placed) for placed in asked if isinstance(placed.fact, IndexDecided)]
    return BudgetAnswer(
        **ground.head,
        budgets=budgets,
        indices=[index for index in indices if ground.question.name in (None, index.index)],
        proposal=choice.proposal,
        note=_note(
            ground,
            choice,
            budgets,
            empty=not budgets and (named is not None or not indices),
            has_frames=_has_frames(ground),
        ),
    )


BUDGET: Final = Declaration("budget", "budget", RECIPE, ("year", "name", "stage", "proposal"), budget_answer)


def _has_frames(ground: RegisterGround) -> bool:
    """Whether frames of the year asked about are set as budget, though the adoption of the whole is not recorded."""
    year = ground.question.year
    question = Question(year=year, as_of=ground.as_of)
    seen = [] if year is None else frame_view(ground.cursor, question, ground.place).frames
    return any(frame.commitment == Commitment.BUDGET for frame in frames_of(seen, ground.unit_names))


def _note(
    ground: RegisterGround, choice: Chosen, budgets: Sequence[BudgetOfYear], *, empty: bool, has_frames: bool
) -> str | None:
    """Why there is nothing; or, of a year that has begun, that no adopted budget is recorded for it (KL 11:10-11)."""
    year = ground.question.year
    begun = year is not None and ground.as_of >= date(year, 1, 1) and ground.kind in TAXING
    if begun and choice.stage is Stage.DECIDED and all(budget.position is None for budget in budgets):
        if has_frames:
            return f"Ingen antagen budget som helhet för {year} är registrerad, men ramar med budget är registrerade."
        return (
            f"Ingen antagen budget för {year} är registrerad till och med {ground.as_of}, fast året har börjat "
            "(KL 11:10–11)."
        )
    said = "" if year is None else f"för {year} "
    return f"Ingen budget {said}var beslutad eller föreslagen till och med {ground.as_of}." if empty else None


def _is_about_budgets(fact: Fact) -> bool:
    return isinstance(fact, IndexDecided) or any(subject.startswith("budget:") for subject in fact.subjects())


def _of_year(fact: Fact) -> Any:
    return fact if any(subject.startswith("budget:") for subject in fact.subjects()) else None


def _index(placed: PlacedFact) -> IndexStanding:
    fact = placed.fact
    if not isinstance(fact, IndexDecided):
        raise TypeError(type(fact).__name__)
    body = None if placed.basis is None else placed.basis.body
    return IndexStanding(fact.index, placed.stage, fact.rate_ppb, placed.position, body, placed.decided.latest)


def _budget(ground: RegisterGround, choice: Chosen, year: int, placed: Sequence[PlacedFact]) -> BudgetOfYear:
    last = adopted_budget(placed)
    adopted = last.fact if last is not None and isinstance(last.fact, BudgetAdopted) else None
    rate = tax_rate_of(placed)
    before = None if last is None else tax_rate_of([fact for fact in placed if fact.decided <= last.decided])
    result = None if adopted is None else adopted.budgeted_result_ore
    closing = _closing(ground, year, result) if choice.stage is Stage.DECIDED and adopted else None
    balance = _balance(balance_result_of(placed), _stated(choice, year), _deficit_of(choice, year))
    says = () if adopted is None else tuple(_says(adopted, closing))
    says += tuple(_by_others(ground, placed)) if choice.stage is Stage.DECIDED else ()
    stated = {fact.year for fact in _stated(choice, LAST_YEAR)}
    says += () if balance is None else tuple(_unrestored(balance, results_missing(year, stated), ground.as_of))
    return BudgetOfYear(
        year,
        choice.stage,
        None if last is None else last.position,
        last.basis.body if last is not None and last.basis is not None else None,
        None if last is None else last.earliest,
        None if last is None else last.decided.latest,
        None if rate is None else rate[0],
        result,
        () if adopted is None else _parts(adopted, ground.kind, None if before is None else before[0]),
        says,
        None if adopted is None else adopted.december_reasons,
        None if adopted is None else adopted.deficit_reasons,
        None if adopted is None else adopted.note,
        closing,
        balance,
        None if adopted is None else _use(adopted, adopted.result_reserve_ore, result),
    )


def _by_others(ground: RegisterGround, placed: Sequence[PlacedFact]) -> Iterable[str]:
    """What of a budget that the council alone decides is decided by another body: it is accepted, or was recorded
    before that was asked."""
    if ground.kind not in TAXING:
        return
    law = LAW["council-budget"].cited
    bodies = about(placed_of(entries_at(ground.cursor, ground.place.position, ("policy",))), BODIES)
    by = {
        (words.fact(family(stored_name(type(said.fact)))), said.basis.body): said.decided.latest
        for said in placed
        if isinstance(said.fact, COUNCIL_ALONE) and said.basis is not None
    }
    for (what, body), day in by.items():
        if not is_council(bodies, body, day, ground.kind):
            yield f"”{what}” är beslutat av {body}, som inte är fullmäktige ({law})."


def _stated(choice: Chosen, year: int) -> list[BalanceResultStated]:
    """The balance results up to and including a year, each as it was stated last."""
    facts = (placed.fact for placed in choice.of_stage)
    last = {fact.year: fact for fact in facts if isinstance(fact, BalanceResultStated) and fact.year <= year}
    return list(last.values())


def _deficit_of(choice: Chosen, year: int) -> Deficit | None:
    """The deficit of a year, as all years that are known leave it."""
    facts = (placed.fact for placed in choice.of_stage)
    decided = [fact for fact in facts if isinstance(fact, DeficitSettlementDecided)]
    deficits = balances(_stated(choice, LAST_YEAR), decided).deficits
    return next((deficit for deficit in deficits if deficit.year == year), None)


def _unrestored(balance: BalanceResult, missing: str | None, as_of: date) -> Iterable[str]:
    """What the law asks of a deficit, and is not there by a day (KL 11:12). `missing` are the years in which it can
    have been restored, and whose results are not recorded."""
    if not balance.left_to_restore_ore or balance.restore_by is None:
        return
    left = text_of(balance, "left_to_restore_ore")
    if not balance.restoring_decided:
        when = "skulle ha fattats" if as_of.year >= balance.restore_by else "fattas"
        yield (
            "Inget beslut om hur underskottet ska regleras är registrerat: det "
            f"{when} senast i budgeten för {balance.restore_by} (KL 11:12)."
        )
    if as_of.year > balance.restore_by and missing is not None:
        yield (
            f"Av underskottet är {left} kvar enligt det som är registrerat. Resultaten för {missing} är inte "
            f"registrerade, så om det är reglerat senast {balance.restore_by} är inte känt (KL 11:12)."
        )
    elif as_of.year > balance.restore_by:
        yield f"Av underskottet är {left} kvar; det skulle ha reglerats senast {balance.restore_by} (KL 11:12)."


def _use(fact: BudgetAdopted | BalanceResultStated, used_ore: int | None, result_ore: int | None) -> ReserveUse | None:
    """What is taken out of a reserve; None when nothing is. `result_ore` is the result without it."""
    reserve = reserve_used(fact)
    if not used_ore or reserve is None:
        return None
    after = None if result_ore is None else result_ore + used_ore
    return ReserveUse(reserve, words.value(reserve), used_ore, after)


def _parts(
    adopted: BudgetAdopted, kind: OrganisationKind | None, tax_rate_ppb: int | None
) -> tuple[BudgetPartStanding, ...]:
    required = required_parts(kind, adopted.year) if kind is not None else ()
    missing = missing_parts(adopted, kind, tax_rate_ppb) if kind is not None else ()
    there = {*adopted.contains, *required} - {*missing}
    parts = (part for part in BudgetPart if part in there or part in missing)
    return tuple(BudgetPartStanding(part, words.value(part), part in there) for part in parts)


def _says(adopted: BudgetAdopted, closing: BudgetClosing | None) -> Iterable[str]:
    uncovered, use = uncovered_deficit(adopted), _use(adopted, adopted.result_reserve_ore, adopted.budgeted_result_ore)
    if uncovered is not None and adopted.deficit_reasons is None:
        covered = "" if use is None else f" {amount_text(uncovered)} är inte täckt av {use.text}."
        yield f"Intäkterna överstiger inte kostnaderna, och inga synnerliga skäl är angivna (KL 11:5).{covered}"
    if closing is not None and closing.closes is False:
        result, difference = (text_of(closing, name) for name in ("frames_result_ore", "difference_ore"))
        yield f"Ramarna ger resultatet {result}, skillnad {difference} mot budgeten."


def _closing(ground: RegisterGround, year: int, result_ore: int | None) -> BudgetClosing:
    """The frames of the year as decided by the same day, by the role of their units."""
    seen = frame_view(ground.cursor, Question(year=year, as_of=ground.as_of), ground.place).frames
    frames = [frame for frame in frames_of(seen, ground.unit_names) if frame.kind == FrameKind.OPERATING]
    roles = {
        name: unit.role
        for name, unit in units_at(ground.cursor, ground.place.position, date(year, 1, 1), ground.as_of).items()
    }
    sums = [_role_sum(role, [frame for frame in frames if roles.get(frame.unit) == role]) for role in (*UnitRole, None)]
    undecided = tuple(sorted({index for frame in frames for index in frame.undecided_indices}))
    net = _net(frames)
    computed = None if net is None or not frames else -net
    difference = None if computed is None or result_ore is None else computed - result_ore
    return BudgetClosing(
        None if difference is None or undecided else difference == 0,
        computed,
        difference,
        tuple(role_sum for role_sum in sums if role_sum.frames),
        undecided,
    )


def _role_sum(role: UnitRole | None, frames: Sequence[Frame]) -> RoleSum:
    text = "övriga enheter" if role is None else words.value(role)
    return RoleSum(role, text, len(frames), _net(frames))


def _net(frames: Iterable[Frame]) -> int | None:
    nets = [frame.net_ore for frame in frames]
    return None if None in nets else sum(net for net in nets if net is not None)


def _balance(
    placed: PlacedFact | None, stated: Iterable[BalanceResultStated], deficit: Deficit | None
) -> BalanceResult | None:
    if placed is None or not isinstance(placed.fact, BalanceResultStated):
        return None
    fact = placed.fact
    restore_by = settle_by(fact.year) if fact.balance_result_ore < 0 else None
    held = ((reserve, ore) for reserve, ore in reserve_balances(stated).items() if ore is not None)
    return BalanceResult(
        placed.position,
        fact.balance_result_ore,
        restore_by,
        fact.result_ore,
        fact.reserved_ore,
        _use(fact, fact.used_ore, fact.balance_result_ore - (fact.used_ore or 0)),
        tuple(ReserveStanding(reserve, words.value(reserve), ore) for reserve, ore in held),
        None if deficit is None else deficit.left_ore,
        None if deficit is None else deficit.settled_in,
        restoring_decided=deficit is not None and deficit.decided,
    )
