"""What a question can be asked with: how each kind of value is written, and what is declared of one parameter.

A parameter is declared once, at its field in `question.py`. Addresses, flags and the description of HTTP follow from
that; its Swedish texts are in `ledger/words/swedish/answers_and_parameters.toml`.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final, get_type_hints

import msgspec

from ledger.errors import Refusal, Refused
from ledger.money import PARTS_PER_BILLION, parse_rate, rate_text
from ledger.text import LONGEST, composed
from ledger.values import Identifier
from ledger.when import FIRST_YEAR, LAST_YEAR, parse_day, parse_known_at

MOST_LAID: Final = 20
"""How many proposals can be laid on top of each other."""

SHOWN: Final = 60
"""How many characters are shown of a text that is wrong."""

_DIGITS: Final = re.compile(r"[0-9]{1,18}", re.ASCII)


class Form(msgspec.Struct, frozen=True):
    """How a kind of value is written. `read` makes it of a text, and raises ValueError or Refused; `right` says what
    would be right, in Swedish; `schema` is JSON Schema, and `flag` the type that it has on the command line. What is
    longer than `longest` characters can be nothing right, and is refused before it is read."""

    read: Callable[[str], Any]
    right: str
    schema: dict[str, Any]
    flag: type[Any] = str
    longest: int = 100


class Parameter(msgspec.Struct, frozen=True):
    """One parameter: its form and an example of it. `name` is what it is called in an address where that is another
    than its `field` in a question."""

    form: Form
    example: Any
    name: str = ""
    field: str = ""


def parameters_of(declaring: type[msgspec.Struct]) -> dict[str, Parameter]:
    """The parameters that are declared at the fields of a type, by name and in their order."""
    parameters: dict[str, Parameter] = {}
    for field, hint in get_type_hints(declaring, include_extras=True).items():
        for parameter in getattr(hint, "__metadata__", ()):
            if isinstance(parameter, Parameter):
                name = parameter.name or field
                parameters[name] = msgspec.structs.replace(parameter, name=name, field=field)
    return parameters


# --- How values are read --------------------------------------------------------------------------------------------


def whole_number(text: str) -> int:
    """Digits as a number. Raises ValueError for anything else."""
    if not _DIGITS.fullmatch(text):
        raise ValueError(f"”{text[:SHOWN]}” är inget heltal")
    return int(text)


def parse_year(text: str) -> int:
    """A budget year. Raises ValueError, and Refused (year-out-of-range)."""
    year = whole_number(text)
    check_year(year)
    return year


def check_year(year: int | None) -> None:
    """Raises Refused (year-out-of-range) for a year no budget can be about."""
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        detail = f"{year} är inget rimligt budgetår."
        raise Refused(Refusal("year-out-of-range", detail, str(year), right=f"{FIRST_YEAR}–{LAST_YEAR}"))


def parse_identifier(text: str) -> str:
    """The id of a unit, a line or a proposal. Raises ValueError for anything else."""
    try:
        return msgspec.convert(text, Identifier)
    except msgspec.ValidationError as error:
        raise ValueError(f"”{text[:SHOWN]}” kan inte vara ett id") from error


def parse_proposals(text: str) -> tuple[str, ...]:
    """The names of some proposals, in the order in which they are laid: `a,b`. Raises ValueError."""
    names = tuple(parse_identifier(name.strip()) for name in text.split(","))
    if len(set(names)) != len(names):
        raise ValueError("samma förslag står två gånger")
    if len(names) > MOST_LAID:
        raise ValueError(f"{len(names)} förslag läggs på varandra")
    return names


def parse_case(text: str) -> str:
    """A case number, as somebody writes it. Raises ValueError for an empty one."""
    if not text.strip():
        raise ValueError("ärendets nummer är tomt")
    return composed(text).strip()


def parse_index(text: str) -> int:
    """An index in billionths. Raises ValueError for no such rate, and for one that leaves nothing of an amount: none is
    decided so either."""
    rate = parse_rate(text)
    if rate <= -PARTS_PER_BILLION:
        raise ValueError(f"indexet är {rate_text(rate)}: av beloppen skulle inget vara kvar")
    return rate


# --- The forms ------------------------------------------------------------------------------------------------------

_ID: Final = "[a-z0-9][a-z0-9-]{0,62}"
_TEXT: Final = {"type": "string"}
_DECIMALS: Final = "(,[0-9]{1,6})?[ \u00a0]*"
_RATE: Final = f"[0-9]{{1,3}}{_DECIMALS}"

YEAR: Final = Form(
    parse_year,
    f"ett år {FIRST_YEAR}–{LAST_YEAR}",
    {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
    int,
)
DAY: Final = Form(parse_day, "en dag som 2026-03-01", {"type": "string", "format": "date"})
KNOWN_AT: Final = Form(
    parse_known_at, "17, 2026-03-01 eller 2026-03-01T12:00:00Z (ett plustecken skrivs %2B)", {**_TEXT}
)
POSITION: Final = Form(whole_number, "en position: ett heltal, 0 eller större", {"type": "integer", "minimum": 0}, int)
IDENTIFIER: Final = Form(
    parse_identifier,
    "små bokstäver a–z, siffror och bindestreck, högst 63 tecken",
    {"type": "string", "pattern": f"^{_ID}$"},
)
PROPOSALS: Final = Form(
    parse_proposals,
    f"högst {MOST_LAID} förslag, som a,b",
    {"type": "string", "pattern": f"^{_ID}(,{_ID})*$"},
    longest=10_000,
)
RATE: Final = Form(
    parse_index,
    "en procentsats som 3 %, över −100 %",
    {"type": "string", "pattern": f"^([+]?{_RATE}[%‰]|[−-]{_RATE}‰|[−-][0-9]{{1,2}}{_DECIMALS}%)$"},
)
VERSION: Final = Form(whole_number, "1, 2 …", {"type": "integer", "minimum": 1})
CASE: Final = Form(parse_case, "ett ärendes nummer, som KS 2023/1237", {**_TEXT}, longest=LONGEST)


def one_of(name: str, values: Iterable[str], kind: Callable[[str], Any] = str) -> Form:
    """One of some words, as `kind` makes it of them; `name` is the parameter's, to say what is wrong."""
    words = [str(value) for value in values]

    def read(text: str) -> Any:
        if text not in words:
            raise ValueError(f"{name} är ”{text[:SHOWN]}”")
        return kind(text)

    return Form(read, "en av: " + ", ".join(words), {"type": "string", "enum": words})


def yes_or_no(name: str) -> Form:
    """`true` or `false`."""
    words = one_of(name, ("true", "false"), lambda text: text == "true")
    return Form(words.read, words.right, {"type": "boolean"}, bool)


def number_within(name: str, low: int, high: int) -> Form:
    """A whole number within bounds."""

    def read(text: str) -> int:
        number = whole_number(text)
        if not low <= number <= high:
            raise ValueError(f"{name} är {number}")
        return number

    return Form(read, f"ett heltal {low}–{high}", {"type": "integer", "minimum": low, "maximum": high}, int)
