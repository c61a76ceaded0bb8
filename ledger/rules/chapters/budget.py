"""Rules for the budget as a whole: its days and its parts, its balance, its indices, and what is noted beside frames.

R-21 to R-28 are warnings: the ledger must be able to hold a budget that was adopted late, or against the law.
"""

from collections.abc import Iterator
from datetime import date
from typing import assert_never, get_args

from ledger.errors import Refusal
from ledger.events import (
    AnnualAccountsSubmitted,
    BalanceResultStated,
    BudgetAdopted,
    BudgetFact,
    IndexDecided,
    OfWhichNoted,
    OutcomeRecorded,
    TaxRateDecided,
    family,
    stored_name,
)
from ledger.looking.state import State
from ledger.meaning.budget import (
    BUDGETING,
    TAXING,
    adoption_deadline,
    council_takes_office,
    missing_parts,
    of_which,
    proposal_deadline,
    reserve_limits,
    sum_of_parts,
    tax_rate_of,
    uncovered_deficit,
)
from ledger.meaning.effects import Sides, sides
from ledger.meaning.placed import Situation
from ledger.money import amount_text, rate_text
from ledger.rules import repeating
from ledger.rules.chapters import carry_forward, frames
from ledger.rules.family import Family
from ledger.values import OrganisationKind, RecordedWarning
from ledger.words import words
from ledger.words.labels import frame_label

_EXECUTIVES = ("kommunstyrelsen", "ks", "regionstyrelsen", "rs")
"""The boards whose proposal KL 11:8 is about, without regard to capitals."""


def shape(fact: BudgetFact) -> Iterator[Refusal]:
    """Arithmetic and identity of one fact (class A)."""
    match fact:
        case OfWhichNoted() | OutcomeRecorded():
            yield from frames.amount_fits(fact.frame, fact.amount)
            yield from frames.printed_readable(fact.printed)
        case BudgetAdopted(result_reserve_ore=int(ore)) if ore < 0:
            yield _negative("Det som används av resultatreserven", ore)
        case BalanceResultStated(reserved_ore=int(ore)) if ore < 0:
            yield _negative("Det som läggs till resultatreserven", ore)
        case TaxRateDecided() | BudgetAdopted() | IndexDecided() | BalanceResultStated() | AnnualAccountsSubmitted():
            return
        case _:
            assert_never(fact)


def _negative(what: str, ore: int) -> Refusal:
    return Refusal("amount-negative", f"{what} är {amount_text(ore)}.", amount_text(ore), right=amount_text(-ore))


def refusals(state: State, fact: BudgetFact, situation: Situation) -> Iterator[Refusal]:
    """R-05; and R-50: an index is decided, and applied, once (class B). A wrong recording is corrected instead."""
    about = (placed for placed in state.about(fact.subjects()[0]) if type(placed.fact) is type(fact))
    known = [placed for placed in about if placed.position != situation.corrects]
    what = f"”{words.fact(family(stored_name(type(fact))))}”"
    again = list(repeating.repeated(what, situation, repeating.said_by(known, fact)))
    yield from again
    if isinstance(fact, IndexDecided) and known and not again:
        detail = f"Indexet {fact.index} är redan beslutat, och belopp ”+ index” räknas redan upp med det."
        right = f"ett index med eget namn, eller en rättelse av posten {known[-1].position}"
        yield Refusal("index-already-decided", detail, fact.index, right=right)


def warnings(state: State, fact: BudgetFact, situation: Situation) -> Iterator[RecordedWarning]:
    """What a reader should know: days that have passed, parts that are missing, and figures that do not agree."""
    kind = None if state.organisation is None else state.organisation.kind
    match fact:
        case TaxRateDecided() if kind in TAXING:
            yield from _rate_late(fact.year, situation.decided.latest)
        case BudgetAdopted() if kind in BUDGETING:
            yield from _adopted(state, fact, situation, kind)
        case BalanceResultStated() if kind in BUDGETING:
            yield from _balance(fact)
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
    if taxing and body in _EXECUTIVES and situation.decided.latest > last:
        values = {"year": str(fact.year), "day": str(situation.decided.latest), "last_day": str(last)}
        yield RecordedWarning("budget-proposed-late", values)


def _adopted(
    state: State, fact: BudgetAdopted, situation: Situation, kind: OrganisationKind
) -> Iterator[RecordedWarning]:
    day, year = situation.decided.latest, str(fact.year)
    if kind in TAXING:
        yield from _adopted_late(state, fact, day)
    missing = missing_parts(fact, kind)
    if missing:
        yield RecordedWarning("budget-parts-missing", {"year": year, "missing": ", ".join(map(words.value, missing))})
    if uncovered_deficit(fact) is not None and fact.deficit_reasons is None:
        result = amount_text(fact.budgeted_result_ore or 0)
        yield RecordedWarning("budgeted-deficit", {"year": year, "result": result})


def _adopted_late(state: State, fact: BudgetAdopted, day: date) -> Iterator[RecordedWarning]:
    """R-22, KL 11:10-11: by the end of November; with special reasons in December, but the tax rate in November. In a
    year of election the newly elected council decides."""
    year = str(fact.year)
    last = adoption_deadline(fact.year, special_reasons=fact.december_reasons is not None)
    if day > last:
        values = {"year": year, "day": str(day), "last_day": str(last)}
        yield RecordedWarning("budget-adopted-late", values)
    there = tax_rate_of(state.about(fact.subjects()[0], day))
    if there is None:
        yield from _rate_late(fact.year, day)
    elif fact.tax_rate_ppb not in (None, there[0]):
        values = {"year": year, "asserted": rate_text(fact.tax_rate_ppb or 0), "decided": rate_text(there[0])}
        yield RecordedWarning("tax-rate-differs", values)
    first = council_takes_office(fact.year)
    if first is not None and day < first and not fact.newly_elected:
        yield RecordedWarning("budget-before-election", {"year": year, "day": str(day), "first_day": str(first)})


def _rate_late(year: int, day: date) -> Iterator[RecordedWarning]:
    last = adoption_deadline(year)
    if day > last:
        yield RecordedWarning("tax-rate-late", {"year": str(year), "day": str(day), "last_day": str(last)})


def _balance(fact: BalanceResultStated) -> Iterator[RecordedWarning]:
    """R-26: a negative balance result is restored within three years (KL 11:12); R-27: what may be put into the result
    reserve, and how large that may be (KL 11:14)."""
    year = str(fact.year)
    if fact.balance_result_ore < 0:
        values = {"year": year, "result": amount_text(fact.balance_result_ore), "last_year": str(fact.year + 3)}
        yield RecordedWarning("balance-to-restore", values)
    limits = reserve_limits(fact)
    if limits is None:
        return
    figures = (("reserved", fact.reserved_ore, limits[0]), ("reserve_total", fact.reserve_total_ore, limits[1]))
    for what, ore, most in figures:
        if ore is not None and ore > most:
            values = {"year": year, "what": words.field(what), "asserted": amount_text(ore), "most": amount_text(most)}
            yield RecordedWarning("result-reserve-exceeded", values)


def _accounts_late(fact: AnnualAccountsSubmitted) -> Iterator[RecordedWarning]:
    """R-28, KL 11:20: the accounts are there by 15 April the year after."""
    last = date(fact.year + 1, 4, 15)
    if fact.submitted_on > last:
        values = {"year": str(fact.year), "day": str(fact.submitted_on), "last_day": str(last)}
        yield RecordedWarning("accounts-late", values)


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
