"""The command that writes a workbook to fill in: `liggare template`."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from msgspec.structs import replace

from api.app import running
from api.command_line.terminal import out
from api.incoming.file import WORKBOOK
from api.incoming.workbook.template import template
from ledger.errors import Refusal, Refused
from ledger.text import visible
from ledger.when import FIRST_YEAR, LAST_YEAR, today
from projections.asking.question import Question
from projections.chapters.units import units_answer

MOST_YEARS: Final = 10
_YEARS_RIGHT: Final = "--years 2026-2028, eller --years 2026 2027 2028"


def template_command(
    words: Annotated[
        list[str], typer.Argument(metavar="FIL.xlsx", help="Arbetsboken som ska skrivas.", show_default=False)
    ],
    ledger: Annotated[
        str | None, typer.Option("--ledger", help="En liggare vars enheter fylls i på var sin rad.")
    ] = None,
    years: Annotated[
        str | None, typer.Option("--years", help="År: 2026-2028, eller 2026 2027 2028. Förval: nästa år och två till.")
    ] = None,
) -> None:
    """Skriv en arbetsbok (Excel) att fylla i en hel budget i; registrera den sedan med `liggare record FIL.xlsx`."""
    *more, file = words
    path = Path(file)
    asked = parse_years(" ".join([years or "", *more]))
    if path.suffix.lower() != WORKBOOK:
        detail = f"”{visible(file)}” slutar inte på {WORKBOOK}."
        raise Refused(Refusal("value-malformed", detail, right="ett filnamn som budget.xlsx", where="FIL.xlsx"))
    made = template(asked, ledger or "", _units(ledger) if ledger else ())
    _write(path, made)
    out.print(f"{path} är skriven, för {', '.join(map(str, asked))}. Fyll i bladen Beslut och Ramar.", soft_wrap=True)
    out.print(f"Provkör sedan: liggare record {path} --dry-run", soft_wrap=True)


def parse_years(text: str) -> list[int]:
    """The years of a template, in order: a span or a list; without any, next year and two more. Raises Refused.

    >>> parse_years("2026-2028"), parse_years("2027, 2026")
    ([2026, 2027, 2028], [2026, 2027])
    """
    said = " ".join(text.replace(",", " ").split())
    if not said:
        return [today().year + ahead for ahead in (1, 2, 3)]
    if (span := re.fullmatch(r"([0-9]{4}) ?[-\u2013] ?([0-9]{4})", said)) is not None:
        years = list(range(int(span[1]), int(span[2]) + 1))
    elif re.fullmatch(r"[0-9]{4}( [0-9]{4})*", said):
        years = sorted({int(year) for year in said.split()})
    else:
        years = []
    if not years or len(years) > MOST_YEARS or not FIRST_YEAR <= years[0] <= years[-1] <= LAST_YEAR:
        detail = f"”{visible(said)}” är inga år för en mall (högst {MOST_YEARS})."
        raise Refused(Refusal("value-malformed", detail, right=_YEARS_RIGHT, where="--years"))
    return years


def _units(ledger: str) -> Sequence[tuple[str, str]]:
    """The units of a ledger that exist today, by id and name. Raises Refused (ledger-unknown)."""
    with running() as application:
        try:
            opened = application.ledger(ledger)
        except Refused as refused:
            raise Refused(*(replace(refusal, where="--ledger") for refusal in refused.refusals)) from refused
        opened.runner.catch_up()
        units = units_answer(opened.model, Question()).answer.units
    return [(unit.unit, unit.name) for unit in units if unit.exists]


def _write(path: Path, made: bytes) -> None:
    """Writes a new file. Raises Refused (value-malformed): what somebody has filled in is never written over."""
    try:
        with path.open("xb") as file:
            file.write(made)
    except FileExistsError as error:
        detail = f"{path} finns redan och skrivs inte över."
        raise Refused(Refusal("value-malformed", detail, right="ett annat namn", where="FIL.xlsx")) from error
    except OSError as error:
        detail = f"{path} går inte att skriva (felkod {error.errno})."
        raise Refused(
            Refusal("value-malformed", detail, right="en plats som går att skriva i", where="FIL.xlsx")
        ) from error
