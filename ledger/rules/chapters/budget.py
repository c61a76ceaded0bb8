"""Rules for the budget as a whole: its days and its parts, its balance, its indices, and what is noted beside frames.

R-21 to R-28 are warnings: the ledger must be able to hold a budget that was adopted late, or against the law. Where the
law says "before the end of" a month, whether lag 1930:173 § 2 moves that day is open: nothing is said inside the days
that it would move it by.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, assert_never, get_args

from ledger.errors import Refusal
from ledger.events import (
    AnnualAccountsSubmitted,
    BalanceResultStated,
    BudgetAdopted,
    BudgetFact,
    BudgetPart,
    DeficitSettlementDecided,
    IndexDecided,
    InterimReportSubmitted,
    OfWhichNoted,
    OutcomeRecorded,
    TaxRateDecided,
    family,
    stored_name,
)
from ledger.looking.state import State
from ledger.meaning.balance import (
    Balances,
    balances,
    reserve_limits,
    reserve_size,
    reserve_used,
    results_missing,
    settle_by,
    years_looked_at,
)
from ledger.meaning.budget import (
    BUDGETING,
    TAXING,
    adoption_deadline,
    council_takes_office,
    election_day,
    missing_parts,
    of_which,
    proposal_deadline,
    rates_in_time,
    sum_of_parts,
    tax_rate_of,
    uncovered_deficit,
)
from ledger.meaning.effects import Sides, sides
from ledger.meaning.legal_time import accounts_deadline, interim_deadline
from ledger.meaning.placed import PlacedFact, Situation
from ledger.meaning.same_decision import Sameness
from ledger.money import PARTS_PER_BILLION, amount_text, rate_text, tax_rate_text
from ledger.rules import repeating
from ledger.rules.chapters import carry_forward, frames
from ledger.rules.doubts.result_reserves import (
    before_its_reserve,
    beyond_limits,
    overdrawn,
    results_before,
    size_differs,
)
from ledger.rules.doubts.tax_rates import rate_far
from ledger.rules.family import Family, interval_reversed
from ledger.values import OrganisationKind, RecordedWarning
from ledger.when import next_weekday
from ledger.words import words
from ledger.words.labels import frame_label
from ledger.words.law import LAW

_EXECUTIVES = ("kommunstyrelsen", "ks", "regionstyrelsen", "rs")
"""The boards whose proposal KL 11:8 is about, without regard to capitals."""


_WHOLE: Final = PARTS_PER_BILLION
"""100 %."""


def shape(fact: BudgetFact) -> Iterator[Refusal]:
    """Arithmetic and identity of one fact (class A)."""
    yield from _rate_possible(fact)
    match fact:
        case OfWhichNoted() | OutcomeRecorded():
            yield from frames.amount_fits(fact.frame, fact.amount)
            yield from frames.printed_readable(fact.printed)
        case BudgetAdopted(result_reserve_ore=int(ore)) if ore < 0:
            yield _negative("Det som används av resultatreserven", ore)
        case BalanceResultStated(reserved_ore=int(ore)) if ore < 0:
            yield _negative("Det som läggs till resultatreserven", ore)
        case BalanceResultStated(used_ore=int(ore)) if ore < 0:
            yield _negative("Det som tas ur reserven", ore)
        case DeficitSettlementDecided(amount_ore=int(ore)) if ore < 0:
            yield _negative("Det som beslutet om underskottet gäller", ore)
        case InterimReportSubmitted():
            yield from _interim_days(fact)
        case (
            TaxRateDecided()
            | BudgetAdopted()
            | IndexDecided()
            | BalanceResultStated()
            | DeficitSettlementDecided()
            | AnnualAccountsSubmitted()
        ):
            return
        case _:
            assert_never(fact)


def _rate_possible(fact: BudgetFact) -> Iterator[Refusal]:
    """A tax rate is a part of what is taxed; an index leaves something of an amount, on the side where it was."""
    match fact:
        case TaxRateDecided(rate_ppb=int(rate)) | BudgetAdopted(tax_rate_ppb=int(rate)) if not 0 <= rate < _WHOLE:
            detail = f"Skattesatsen {rate_text(rate)} kan inte vara riktig: den är en del av det som beskattas."
            where = "rate_ppb" if isinstance(fact, TaxRateDecided) else "tax_rate_ppb"
            right = "en sats från 0 % till under 100 %, som 21,90 %"
            yield Refusal("rate-out-of-range", detail, rate_text(rate), right=right, where=where)
        case IndexDecided(rate_ppb=rate) if rate <= -_WHOLE:
            detail = f"Indexet {fact.index} är {rate_text(rate)}: av beloppen skulle inget vara kvar."
            right = f"ett index över {rate_text(-_WHOLE)}, som 3 %"
            yield Refusal("rate-out-of-range", detail, rate_text(rate), right=right, where="rate_ppb")
        case _:
            return


def _negative(what: str, ore: int) -> Refusal:
    return Refusal("amount-negative", f"{what} är {amount_text(ore)}.", amount_text(ore), right=amount_text(-ore))


def refusals(state: State, fact: BudgetFact, situation: Situation) -> Iterator[Refusal]:
    """R-05; and R-50: an index is decided, and applied, once (class B), also one that waits for a condition. A wrong
    recording is corrected instead."""
    about = (placed for placed in state.decided_about(fact.subjects()[0]) if type(placed.fact) is type(fact))
    known = [placed for placed in about if placed.position != situation.corrects]
    what = f"”{words.fact(family(stored_name(type(fact))))}”"
    again = list(repeating.repeated(state, what, situation, repeating.said_by(known, fact)))
    yield from again
    yield from () if again else _two_rates(state, fact, known, situation)
    if isinstance(fact, InterimReportSubmitted) and fact.submitted_on > situation.recorded_on:
        day, today = str(fact.submitted_on), str(situation.recorded_on)
        detail = f"Dagen ”{words.field('submitted_on')}”, {day}, ligger efter i dag, {today}."
        yield Refusal("day-in-future", detail, day, today, right=f"{today} eller tidigare", where="submitted_on")
    if isinstance(fact, IndexDecided) and known and not again:
        waits = not state.later_acts.stands(known[-1], date.max)
        acts = "på ett villkor som inte är uppfyllt" if waits else "och belopp ”+ index” räknas redan upp med det"
        detail = f"Indexet {fact.index} är redan beslutat, {acts}."
        right = f"ett index med eget namn, eller en rättelse av posten {known[-1].position}"
        yield Refusal("index-already-decided", detail, fact.index, right=right)


def _two_rates(state: State, fact: BudgetFact, known: Sequence[PlacedFact], situation: Situation) -> Iterator[Refusal]:
    """R-05: one decision fixes one tax rate for a year (class B): of two, the last one typed would win in silence."""
    mine = situation.decision
    if not isinstance(fact, TaxRateDecided) or mine is None:
        return
    for other in known:
        if other.decision is not None and state.named(mine).compared(other.decision) is Sameness.SAME:
            was, now = (tax_rate_text(each.rate_ppb) for each in (other.fact, fact) if isinstance(each, TaxRateDecided))
            detail = f"Samma beslut fastställer redan skattesatsen för {fact.year} till {was}, här till {now}."
            right = f"en rättelse av posten {other.position}, om den är fel"
            yield Refusal("decision-already-recorded", detail, now, was, right=right, where="rate_ppb")
            return


def warnings(state: State, fact: BudgetFact, situation: Situation) -> Iterator[RecordedWarning]:
    """What a reader should know: days that have passed, parts that are missing, and figures that do not agree."""
    kind = None if state.organisation is None else state.organisation.kind
    match fact:
        case TaxRateDecided() if kind in TAXING:
            if fact.rate_ppb not in rates_in_time(state.about(fact.subjects()[0]), fact.year):
                yield from _rate_late(fact.year, situation.decided.latest)
            yield from rate_far(state, fact.year, fact.rate_ppb)
        case BudgetAdopted() if kind in BUDGETING:
            yield from _adopted(state, fact, situation, kind)
            yield from rate_far(state, fact.year, fact.tax_rate_ppb)
            yield from overdrawn(state, fact, situation.decided.latest)
            yield from before_its_reserve(fact, situation.decided.latest)
            yield from _undecided(state, fact, situation.decided.latest)
        case BalanceResultStated() if kind in BUDGETING:
            yield from _balance(fact, results_before(state, situation.decided.latest, fact.year))
            yield from overdrawn(state, fact, situation.decided.latest)
            yield from before_its_reserve(fact, situation.decided.latest)
            yield from _unsettled(state, fact, situation.decided.latest)
        case InterimReportSubmitted() if kind in BUDGETING:
            yield from _interim_late(fact)
        case AnnualAccountsSubmitted() if kind in BUDGETING:
            yield from _accounts_late(fact)
        case OfWhichNoted():
            yield from _compared(state, fact, situation)
            yield from _exceeds(state, fact, situation)
        case OutcomeRecorded():
            yield from _compared(state, fact, situation)
            yield from carry_forward.too_much_carried(state, fact, situation.decided.latest)
        case _:
            return


def _compared(state: State, fact: OfWhichNoted | OutcomeRecorded, situation: Situation) -> Iterator[RecordedWarning]:
    """R-33: what is printed about the part or the outcome."""
    yield from frames.compared(state, fact.frame, sides(fact.amount), fact.printed, situation)


def proposed(state: State, fact: BudgetAdopted, situation: Situation) -> Iterator[RecordedWarning]:
    """R-21, KL 11:8: the executive board proposes a budget by the end of October, or with special reasons in November.
    The proposals of others have no such day."""
    taxing = state.organisation is not None and state.organisation.kind in TAXING
    body = "" if situation.basis is None else situation.basis.body.casefold()
    last = proposal_deadline(fact.year, special_reasons=fact.december_reasons is not None)
    if taxing and body in _EXECUTIVES and situation.decided.latest > next_weekday(last):
        values = {"year": str(fact.year), "day": str(situation.decided.latest), "last_day": str(last)}
        yield RecordedWarning("budget-proposed-late", values)


def _adopted(
    state: State, fact: BudgetAdopted, situation: Situation, kind: OrganisationKind
) -> Iterator[RecordedWarning]:
    day, year = situation.decided.latest, str(fact.year)
    if kind in TAXING:
        yield from _adopted_late(state, fact, day)
    rate = tax_rate_of(state.about(fact.subjects()[0], day))
    missing = missing_parts(fact, kind, None if rate is None else rate[0])
    if missing:
        yield RecordedWarning("budget-parts-missing", {"year": year, "missing": ", ".join(map(_part, missing))})
    uncovered = uncovered_deficit(fact)
    if uncovered is not None and fact.deficit_reasons is None:
        yield _deficit(fact, uncovered)


def _part(part: BudgetPart) -> str:
    """A part as it is named where it is missing, with its own section when it has one."""
    section = f" ({LAW['group-companies'].section})" if part is BudgetPart.GROUP else ""
    return f"{words.value(part)}{section}"


def _deficit(fact: BudgetAdopted, uncovered_ore: int) -> RecordedWarning:
    """R-24: what is not covered, also by the reserve that is used (R-27)."""
    values = {"year": str(fact.year), "result": amount_text(fact.budgeted_result_ore or 0)}
    reserve = reserve_used(fact)
    if not fact.result_reserve_ore or reserve is None:
        return RecordedWarning("budgeted-deficit", values)
    used = {"used": amount_text(fact.result_reserve_ore), "reserve": words.value(reserve)}
    return RecordedWarning("budgeted-deficit-uncovered", values | used | {"uncovered": amount_text(uncovered_ore)})


def _adopted_late(state: State, fact: BudgetAdopted, day: date) -> Iterator[RecordedWarning]:
    """R-22, KL 11:10-11: by the end of November; with special reasons in December, but the tax rate in November. In a
    year of election the newly elected council decides."""
    year = str(fact.year)
    last = adoption_deadline(fact.year, special_reasons=fact.december_reasons is not None)
    if day > next_weekday(last):
        values = {"year": year, "day": str(day), "last_day": str(last)}
        yield RecordedWarning("budget-adopted-late", values)
    there = tax_rate_of(state.about(fact.subjects()[0], day))
    if there is None:  # without a rate of its own a budget is told to lack one
        yield from () if fact.tax_rate_ppb is None else _rate_late(fact.year, day)
    elif fact.tax_rate_ppb not in (None, there[0]):
        values = {"year": year, "asserted": tax_rate_text(fact.tax_rate_ppb or 0), "decided": tax_rate_text(there[0])}
        yield RecordedWarning("tax-rate-differs", values)
    first, election = council_takes_office(fact.year), election_day(fact.year)
    elected = fact.newly_elected and election is not None and day > election
    if first is not None and day < first and not elected:
        yield RecordedWarning("budget-before-election", {"year": year, "day": str(day), "first_day": str(first)})


def _rate_late(year: int, day: date) -> Iterator[RecordedWarning]:
    """R-22, KL 11:10-11: the tax rate is fixed by the end of November. Who fixes the same rate again fixes none."""
    last = adoption_deadline(year)
    if day > next_weekday(last):
        yield RecordedWarning("tax-rate-late", {"year": str(year), "day": str(day), "last_day": str(last)})


def _balance(fact: BalanceResultStated, before: Mapping[int, BalanceResultStated]) -> Iterator[RecordedWarning]:
    """R-26: a negative balance result is restored within three years (KL 11:12); R-27: what may be put into the reserve
    of the year, and how large that may be (KL 11:14)."""
    year = str(fact.year)
    if fact.balance_result_ore < 0:
        values = {"year": year, "result": amount_text(fact.balance_result_ore), "last_year": str(settle_by(fact.year))}
        yield RecordedWarning("balance-to-restore", values)
    limits = reserve_limits(fact)
    if limits is not None:
        yield from beyond_limits(fact, limits, reserve_size(fact, before))
    yield from size_differs(fact, before)


def _balances(state: State, day: date, *stated: BalanceResultStated, before: int) -> Balances:
    """The deficits of the years before one, and what was decided about them by a day; with what is stated now."""
    results, decided = results_before(state, day, before), list[DeficitSettlementDecided]()
    for year in years_looked_at(before):
        about = state.about(f"budget:{year}", day)
        decided += [placed.fact for placed in about if isinstance(placed.fact, DeficitSettlementDecided)]
    return balances((*results.values(), *stated), decided)


def _undecided(state: State, fact: BudgetAdopted, day: date) -> Iterator[RecordedWarning]:
    """R-26, KL 11:12: how a deficit is to be settled is decided in the budget for the third year after, at the latest;
    until then it is told that it is not."""
    for deficit in _balances(state, day, before=fact.year).open:
        if not deficit.decided:
            late = fact.year >= deficit.settle_by
            values = {"year": str(deficit.year), "left": amount_text(deficit.left_ore), "budget_year": str(fact.year)}
            code = "deficit-decision-late" if late else "deficit-plan-missing"
            yield RecordedWarning(code, values | {"last_year": str(deficit.settle_by)})


def _unsettled(state: State, fact: BalanceResultStated, day: date) -> Iterator[RecordedWarning]:
    """R-26, KL 11:12: a deficit is settled by the end of the third year after. Of one whose years since are not all
    recorded, nobody knows whether it is."""
    stated = {*results_before(state, day, fact.year), fact.year}
    for deficit in _balances(state, day, fact, before=fact.year).open:
        if fact.year >= deficit.settle_by:
            missing = results_missing(deficit.year, stated)
            values = {"year": str(deficit.year), "left": amount_text(deficit.left_ore)}
            values["last_year"] = str(deficit.settle_by)
            if missing is None:
                yield RecordedWarning("deficit-not-settled", values | {"after_year": str(fact.year)})
            else:
                yield RecordedWarning("deficit-results-missing", values | {"missing": missing})


def _accounts_late(fact: AnnualAccountsSubmitted) -> Iterator[RecordedWarning]:
    """R-28, KL 11:20: the accounts are there by 15 April the year after."""
    last = accounts_deadline(fact.year)
    if fact.submitted_on > last:
        values = {"year": str(fact.year), "day": str(fact.submitted_on), "last_day": str(last)}
        yield RecordedWarning("accounts-late", values)


def _interim_days(fact: InterimReportSubmitted) -> Iterator[Refusal]:
    """Its period ends in its year, and before it is handed over (class A)."""
    if fact.period_end.year != fact.year:
        detail = f"Delårsrapporten gäller {fact.year}, men perioden slutar {fact.period_end}."
        right = f"en dag i {fact.year}"
        yield Refusal("value-malformed", detail, str(fact.period_end), right=right, where="period_end")
    if fact.submitted_on < fact.period_end:
        yield interval_reversed(fact.submitted_on, fact.period_end)


def _interim_late(fact: InterimReportSubmitted) -> Iterator[RecordedWarning]:
    """R-28, KL 11:16: an interim report is handed over within two months. One whose handing over nobody has recorded is
    not recorded, and never late."""
    last = interim_deadline(fact.period_end)
    if fact.submitted_on > last:
        days = {"day": str(fact.submitted_on), "last_day": str(last), "period_end": str(fact.period_end)}
        yield RecordedWarning("interim-report-late", {"year": str(fact.year)} | days)


def _exceeds(state: State, fact: OfWhichNoted, situation: Situation) -> Iterator[RecordedWarning]:
    """Parts that together are more than the frame they are in, as decided by the same day."""
    day = situation.decided.latest
    noted = {name: placed.fact for name, placed in of_which(state.about(fact.subjects()[0], day)).items()}
    parts = {**noted, fact.name.casefold(): fact}
    total = sum_of_parts(part for part in parts.values() if isinstance(part, OfWhichNoted))
    frame = state.frame_steps(fact.frame.tag).on(day)
    more = _more(total, frame.sides) if frame.known else None
    if more is not None:
        values = {"frame": frame_label(fact.frame), "parts": amount_text(more[0]), "whole": amount_text(more[1])}
        yield RecordedWarning("of-which-exceeds-frame", values)


def _more(parts: Sides, whole: Sides) -> tuple[int, int] | None:
    """The first side in which known parts are more than a known whole: costs, then revenues; net only when the gross
    is not known, since a part can have costs that another's revenues outweigh."""
    gross = [(parts.costs_ore, whole.costs_ore), (parts.revenues_ore, whole.revenues_ore)]
    known = [(part, all_) for part, all_ in gross if part is not None and all_ is not None]
    net = [(parts.net_ore, whole.net_ore)] if not known else []
    pairs = (*known, *((part, all_) for part, all_ in net if part is not None and all_ is not None))
    return next(((part, all_) for part, all_ in pairs if part > all_), None)


FAMILY = Family(get_args(BudgetFact), shape, refusals, warnings)
