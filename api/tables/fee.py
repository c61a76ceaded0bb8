"""Fees, members' charges and prices as tables on the command line, in Swedish."""

from collections.abc import Iterable
from typing import Final

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables.table import UNKNOWN, figure, stale_line
from ledger.money import AmountUnit
from ledger.words import words
from projections.asking.register_query import RegisterAnswer
from projections.asking.texts import text_of
from projections.chapters.charges import (
    ChargesAnswer,
    ChargeTotals,
    FeeCharges,
    MemberCharge,
)
from projections.chapters.fees import (
    Fee,
    FeeMeasure,
    FeesAnswer,
    PricesAnswer,
)

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
        parts += [Text(f"{fee.name or fee.fee} ({fee.fee})", style="italic"), _years(fee)]
        parts += [
            Text(
                f"Obestämt: {'tak' if one.is_cap else 'sats'} {one.measure.text} för {one.first_year}–{one.last_year}, "
                f"beslutat {_decided(one.measure)}.",
                style="yellow",
            )
            for one in fee.undetermined
        ]
        parts += [Text(f"⚠ {text}", style="yellow") for year in fee.years for text in year.says]
    return Group(*parts, *stale_line(answer.stale))


def _years(fee: Fee) -> Table:
    table = _table(("År", "Sats", "Stadium", "Beslutad", "Tak", "Taket beslutat"), right=("Sats", "Tak"))
    for year in fee.years:
        rate = ("–", "", "") if year.rate is None else _measure(year.rate)
        cap = ("inget känt", "") if year.cap is None else (year.cap.text, _decided(year.cap))
        table.add_row(str(year.year), *rate, *cap)
    return table


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
    return Group(*parts, *stale_line(answer.stale))


def _fee_charges(charges: FeeCharges, unit: AmountUnit) -> list[RenderableType]:
    rate = f", {charges.rate}" if charges.rate else ""
    base_year = f", underlag {charges.base_year}" if charges.base_year else ""
    stage = words.value(charges.stage)
    parts: list[RenderableType] = [
        Text(f"{charges.fee} {charges.year} ({stage}){rate}{base_year}, {unit.value}", style="italic"),
        _rows(charges, unit),
    ]
    if charges.note:
        parts.append(Text(charges.note, style="yellow"))
    return [*parts, *(Text(line) for line in _sums(charges, unit))]


def _rows(charges: FeeCharges, unit: AmountUnit) -> Table:
    columns = [name for name in _HEADINGS if any(getattr(row, f"{name}_ore") is not None for row in charges.rows)]
    heads = any(row.heads is not None for row in charges.rows)
    headings = [*(["Antal"] if heads else []), *(_HEADINGS[name] for name in columns)]
    table = _table(("Medlem", *headings), right=headings)
    for row in charges.rows:
        counted = [_number(row.heads)] if heads else []
        table.add_row(escape(row.name), *counted, *(_cell(row, name, unit) for name in columns))
    table.add_section()
    counted = [_number(charges.totals.heads)] if heads else []
    sums = (_cell(charges.totals, _OF_TOTALS.get(name, name), unit) for name in columns)
    table.add_row("Summa av raderna", *counted, *sums, style="bold")
    return table


def _cell(row: MemberCharge | ChargeTotals, name: str, unit: AmountUnit) -> str:
    ore = getattr(row, f"{name}_ore", None)
    return "" if ore is None else figure(ore, unit)


def _number(number: int | None) -> str:
    return UNKNOWN if number is None else f"{number:,}".replace(",", "\u00a0")


def _sums(charges: FeeCharges, unit: AmountUnit) -> Iterable[str]:
    """The printed totals beside the rows, and the exact total rounded by itself."""
    totals = charges.totals
    if totals.rounded_total_ore is not None:
        yield f"Avrundad för sig är summan {figure(totals.rounded_total_ore, unit)} {unit.value}."
    if charges.rounding is not None and charges.total is not None:
        yield f"Avrundning: {words.value(charges.rounding)}. Summering: {words.value(charges.total)}."
    for printed in totals.printed_totals:
        rows = f"Tryckt summa {printed.printed}; raderna är tillsammans {text_of(printed, 'sum_of_rows_ore')}"
        yield (
            f"⚠ {rows}, skillnad {text_of(printed, 'difference_ore')}."
            if printed.differs
            else f"{rows}, vilket stämmer."
        )


def prices_table(answer: PricesAnswer, unit: AmountUnit) -> RenderableType:
    """Price lists on a day."""
    table = _table(("Prislista", "Artikel", f"Pris, {unit.value}", "Stadium", "Gäller"), right=(f"Pris, {unit.value}",))
    for price in answer.prices:
        days = f"{price.applies_from or 'okänd dag'}–{price.last_day or ''}"
        amount = figure(price.amount_ore, unit)
        table.add_row(escape(price.price_list), escape(price.name), amount, words.value(price.stage), days)
    return Group(_heading(answer), *([table] if answer.prices else []), *stale_line(answer.stale))


def _heading(answer: FeesAnswer | ChargesAnswer | PricesAnswer) -> RenderableType:
    """Whose it is and at which coordinates, and why it is empty when it is."""
    at = answer.coordinates
    line = f"Beslutad t.o.m. {at.as_of} · Registrerad t.o.m. position {at.position}"
    if answer.proposal is not None:
        named = answer.proposal
        line += f" · {words.value(named.stage).capitalize()}: {named.proposal} ({named.body or 'utan organ'})"
    note = [Text(answer.note, style="yellow")] if answer.note else []
    return Group(Text(f"{_owner(answer)} · {line}", style="bold"), *note)


def _owner(answer: RegisterAnswer) -> str:
    return answer.organisation or answer.ledger


def _table(headings: Iterable[str], right: Iterable[str] = ()) -> Table:
    table, aligned = Table(box=None, header_style="dim", pad_edge=False), set(right)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in aligned else "left", no_wrap=heading in aligned)
    return table
