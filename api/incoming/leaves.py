"""What a leaf of a fact takes: a text, a number, a day, one of some words; and what would be right, said in Swedish."""

from functools import cache
from typing import Annotated, Any, Final

import msgspec
from msgspec import inspect

from ledger.money import ORE_MAX, AmountError, parse_amount, parse_rate
from ledger.text import LONGEST, NO_CONTROL_CHARACTERS, visible
from ledger.words import words

type_info: Final = cache(inspect.type_info)
"""What there is to know of a type. All that a command can hold takes some 20 ms to find out: done once."""


def is_text(type_: inspect.Type) -> bool:
    """Whether a leaf is a text in words, whose end must not be lost: a title, a note."""
    return isinstance(type_, inspect.StrType) and type_.pattern == NO_CONTROL_CHARACTERS


def is_printed(type_: inspect.Type) -> bool:
    """A text as a document prints it, and has a bound: an amount."""
    return isinstance(type_, inspect.StrType) and type_.pattern is None and type_.max_length is not None


def is_free_text(type_: inspect.Type) -> bool:
    """Whether a leaf is a text of any form, an amount as printed included."""
    return isinstance(type_, inspect.StrType) and type_.pattern in (None, NO_CONTROL_CHARACTERS)


def from_text(text: str, type_: inspect.Type) -> Any:
    """Text from a file as the plain value a type takes; anything else stays text and is refused by the type."""
    if isinstance(type_, inspect.IntType) and text.isascii() and text.isdigit() and len(text) <= len(str(ORE_MAX)):
        return int(text)
    if isinstance(type_, inspect.BoolType):
        return {"ja": True, "nej": False}.get(text, text)
    return text


def annotated(type_: inspect.Type) -> Any:
    """A leaf type with its bounds, as msgspec checks it."""
    match type_:
        case inspect.StrType(min_length=min_length, max_length=max_length, pattern=pattern):
            return Annotated[str, msgspec.Meta(min_length=min_length, max_length=max_length, pattern=pattern)]
        case inspect.IntType(ge=ge, le=le):
            return Annotated[int, msgspec.Meta(ge=ge, le=le)]
        case inspect.BoolType():
            return bool
        case _:
            raise TypeError(f"no reader for {type_}")


def is_year(type_: inspect.Type) -> bool:
    """Whether a leaf is a budget year."""
    return isinstance(type_, inspect.IntType) and (type_.ge or 0) >= 1900


def is_ore(type_: inspect.Type) -> bool:
    """Whether a leaf is an amount in öre."""
    return isinstance(type_, inspect.IntType) and type_.ge == -ORE_MAX


def expected(type_: inspect.Type, *, swedish: bool) -> str:
    """What would be right for a type, in a sentence's end: `ett heltal 1990–2100`."""
    match type_:
        case inspect.StrType(pattern=None, max_length=longest):
            return f"en text, högst {longest} tecken" if longest else "en text"
        case inspect.StrType(pattern=pattern):
            return _PATTERNS.get(pattern or "", f"en text av formen {pattern}")
        case inspect.IntType(le=high) if is_ore(type_):
            return f"ett heltal öre, högst {high} åt vardera hållet"
        case inspect.IntType(ge=low, le=high):
            return f"ett heltal {low}–{high}" if low is not None else "ett heltal"
        case inspect.BoolType():
            return "ja eller nej" if swedish else "true eller false"
        case inspect.DateType():
            return "en dag som 2026-03-01"
        case inspect.EnumType(cls=enum):
            return "något av: " + ", ".join(words.value(member.value) if swedish else member.value for member in enum)
        case inspect.VarTupleType():
            return "en lista"
        case _:
            return "uppgifter"


def number_meant(name: str, value: object) -> str | None:
    """What would be right where JSON has a text for an amount in öre or a rate in billionths: the whole number that the
    text stands for, or what another does. None for anything else.

    >>> number_meant("rate_ppb", "21,90 %")
    'ett heltal miljarddelar: 21,90 % skrivs 219000000'
    """
    if not isinstance(value, str) or not name.endswith(("_ore", "_ppb")):
        return None
    is_rate = name.endswith("_ppb")
    kind, example = ("miljarddelar", "0,35 ‰") if is_rate else ("öre", "1 578,9 mnkr")
    said = visible(value)
    try:
        number = parse_rate(said) if is_rate else parse_amount(said).ore
    except AmountError:
        said, number = example, parse_rate(example) if is_rate else parse_amount(example).ore
    return f"ett heltal {kind}: {said} skrivs {number}"


_PATTERNS: Final = {
    NO_CONTROL_CHARACTERS: f"en text, högst {LONGEST} tecken, utan styrtecken",
    r"^[a-z0-9][a-z0-9-]{0,62}$(?!\n)": "små bokstäver a–z, siffror och bindestreck, högst 63 tecken",
    r"^[0-9a-f]{64}$(?!\n)": "64 hexadecimala tecken, små bokstäver (sha256sum FIL)",
}
