"""Fees, members' charges and prices as tables on the command line, in Swedish."""

from collections.abc import Iterable
from typing import Final

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.headings import answer_heading
from api.tables.layout import (
    amounts,
    caption,
    days_of_validity,
    figure,
    figure_if_any,
    note_lines,
    stale_lines,
    table,
    warning_lines,
)
from ledger.money import UNKNOWN, AmountUnit, format_ore
from ledger.words import words
from projections.asking.texts import text_of
from projections.chapters.charges import ChargesAnswer, ChargeTotals, FeeCharges, MemberCharge
from projections.chapters.fees import Fee, FeeMeasure, FeesAnswer, PricesAnswer, UndeterminedMeasure

_HEADINGS: Final = {
    "base": "Avgiftsunderlag",
    "reckoned": "Uträknad",
    "printed": "Tryckt",
    "difference": "Skillnad",
    "issued": "Debiterad",
    "recalculated": "Omräknad",
    "settled": "Reglerad",
    "to_settle": "Att reglera",
}
_OF_TOTALS: Final = {"reckoned": "sum_of_rows", "printed": "printed_rows"}
"""What the totals call a column that they name otherwise."""


def fees_table(answer: FeesAnswer, _unit: AmountUnit) -> RenderableType:
    """Each fee with its years: rate, cap, who decided and when, and what is to be said about it."""
    parts: list[RenderableType] = [_heading(answer)]
    for fee in answer.fees:
        parts += [caption(f"{fee.name or fee.fee} ({fee.fee})"), _years(fee)]
        parts += [Text(_undetermined(measure), style="yellow") for measure in fee.undetermined]
        parts += warning_lines(text for year in fee.years for text in year.says)
    return Group(*parts, *stale_lines(answer.stale))


def _undetermined(beside: UndeterminedMeasure) -> str:
    what, years = "tak" if beside.is_cap else "sats", f"{beside.first_year}–{beside.last_year}"
    return f"Obestämt: {what} {beside.measure.text} för {years}, beslutat {_decided(beside.measure)}."


def _years(fee: Fee) -> Table:
    shown = table("År", *amounts("Sats"), "Stadium", "Beslutad", *amounts("Tak"), "Taket beslutat")
    for year in fee.years:
        rate = ("–", "", "") if year.rate is None else _measure(year.rate)
        cap = ("inget känt", "") if year.cap is None else (year.cap.text, _decided(year.cap))
        shown.add_row(str(year.year), *rate, *cap)
    return shown


def _measure(measure: FeeMeasure) -> tuple[str, str, str]:
    counted = f" ({escape(measure.counted_per)})" if measure.counted_per else ""
    return f"{measure.text}{counted}", words.value(measure.stage), _decided(measure)


def _decided(measure: FeeMeasure) -> str:
    """`förbundsmötet 2023-03-01–2023-03-31`."""
    days = dict.fromkeys((str(measure.decided_earliest), str(measure.decided_latest)))
    return " ".join(filter(None, (escape(measure.body or ""), "–".join(days))))


def charges_table(answer: ChargesAnswer, unit: AmountUnit) -> RenderableType:
    """Each fee year with a row for every member, the sums, what the document prints, and what differs."""
    parts: list[RenderableType] = [_heading(answer)]
    for charges in answer.charges:
        parts += _fee_charges(charges, unit)
    return Group(*parts, *stale_lines(answer.stale))


def _fee_charges(charges: FeeCharges, unit: AmountUnit) -> list[RenderableType]:
    rate = f", {charges.rate}" if charges.rate else ""
    base_year = f", underlag {charges.base_year}" if charges.base_year else ""
    stage = words.value(charges.stage)
    parts: list[RenderableType] = [
        caption(f"{charges.fee} {charges.year} ({stage}){rate}{base_year}, {unit.value}"),
        _rows(charges, unit),
    ]
    return [*parts, *note_lines(charges.note), *map(Text, _sums(charges, unit))]


def _rows(charges: FeeCharges, unit: AmountUnit) -> Table:
    columns = [name for name in _HEADINGS if any(getattr(row, f"{name}_ore") is not None for row in charges.rows)]
    heads = any(row.heads is not None for row in charges.rows)
    headings = [*(["Antal"] if heads else []), *(_HEADINGS[name] for name in columns)]
    shown = table("Medlem", *amounts(*headings))
    for row in charges.rows:
        counted = [_number(row.heads)] if heads else []
        shown.add_row(escape(row.name), *counted, *(_cell(row, name, unit) for name in columns))
    shown.add_section()
    counted = [_number(charges.totals.heads)] if heads else []
    sums = (_cell(charges.totals, _OF_TOTALS.get(name, name), unit) for name in columns)
    shown.add_row("Summa av raderna", *counted, *sums, style="bold")
    return shown


def _cell(row: MemberCharge | ChargeTotals, name: str, unit: AmountUnit) -> str:
    return figure_if_any(getattr(row, f"{name}_ore", None), unit)


def _number(number: int | None) -> str:
    return UNKNOWN if number is None else f"{number:,}".replace(",", "\u00a0")


def _sums(charges: FeeCharges, unit: AmountUnit) -> Iterable[str]:
    """The printed totals beside the rows, and the exact total rounded by itself."""
    totals = charges.totals
    if totals.rounded_total_ore is not None:
        yield f"Avrundad för sig är summan {format_ore(totals.rounded_total_ore, unit)}."
    if charges.rounding is not None and charges.total is not None:
        yield f"Avrundning: {words.value(charges.rounding)}. Summering: {words.value(charges.total)}."
    for printed in totals.printed_totals:
        rows = f"Tryckt summa {printed.printed}; raderna är tillsammans {text_of(printed, 'sum_of_rows_ore')}"
        difference = text_of(printed, "difference_ore")
        yield f"⚠ {rows}, skillnad {difference}." if printed.differs else f"{rows}, vilket stämmer."


def prices_table(answer: PricesAnswer, unit: AmountUnit) -> RenderableType:
    """Price lists on a day."""
    shown = table("Prislista", "Artikel", *amounts(f"Pris, {unit.value}"), "Stadium", "Gäller")
    for price in answer.prices:
        days = days_of_validity(price.applies_from, price.last_day)
        amount = figure(price.amount_ore, unit)
        shown.add_row(escape(price.price_list), escape(price.name), amount, words.value(price.stage), days)
    return Group(_heading(answer), *([shown] if answer.prices else []), *stale_lines(answer.stale))


def _heading(answer: FeesAnswer | ChargesAnswer | PricesAnswer) -> RenderableType:
    """Whose it is and at which coordinates, and why it is empty when it is."""
    named = answer.proposal
    proposal = []
    if named is not None:
        proposal = [f"{words.value(named.stage).capitalize()}: {named.proposal} ({named.body or 'utan organ'})"]
    return Group(answer_heading(answer, None, *proposal), *note_lines(answer.note))
