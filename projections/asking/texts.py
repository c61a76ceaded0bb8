"""The text beside a value in an answer: `net_ore` is told in `net_text`, `cause` in `cause_text`.

An answer declares and holds the value alone. Its type says how the value is told (`ToldOre`, `ToldCode` …), and the
text follows from that wherever the answer is shown: in tables (`text_of`), in JSON and in its description
(`api/answers/written.py`). An answer that tells a value in another way has a property of the text's name.
"""

from collections.abc import Callable, Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, TypeAlias, Union, get_args, get_origin

import msgspec
from msgspec.structs import replace

from ledger.money import UNKNOWN, amount_text, rate_text
from ledger.words import words

_UNITS: Final = ("_ore", "_ppb")
_CONTAINERS: Final = (list, tuple, dict, Union, UnionType)


class ToldBy(msgspec.Struct, frozen=True):
    """How a value is told, and what is said of None; `unknown` None: then there is no text either. `name` is what the
    text is called, once it is known beside which field it stands."""

    text: Callable[[Any], str]
    unknown: str | None = None
    name: str = ""


ToldOre: TypeAlias = Annotated[int, ToldBy(amount_text)]
"""An amount in öre: 1250 is told as `12,50 kr`."""

ToldOreOrUnknown: TypeAlias = Annotated[int | None, ToldBy(amount_text, UNKNOWN)]
"""An amount in öre; None is told as unknown."""

ToldRate: TypeAlias = Annotated[int, ToldBy(rate_text)]
"""A rate in billionths: 30_000_000 is told as `3 %`."""

ToldCode: TypeAlias = Annotated[str, ToldBy(words.value)]
"""A value of the catalogue, or another word of answers, told in Swedish: `decided` as `beslutad`."""

TOLD_CAUSE: Final = ToldBy(lambda cause: words.value(f"cause-{cause}"))
ToldCause: TypeAlias = Annotated[str, TOLD_CAUSE]
"""Why something became another: `recorded` is told as `registrerat`."""

ToldEvent: TypeAlias = Annotated[str, ToldBy(words.fact)]
"""A family of events: `frame-decided` is told as `ram beslutad`."""


def text_of(answer: msgspec.Struct, name: str) -> str:
    """The text beside a field of an answer, `text_of(frame, "net_ore")`; empty when it has none.

    Raises KeyError for a field that is not told.
    """
    told, value = told_fields(type(answer))[name], getattr(answer, name)
    return (told.unknown or "") if value is None else told.text(value)


def text_name(name: str) -> str:
    """The name of the text beside a field: `net_text` beside `net_ore`."""
    for unit in _UNITS:
        name = name.removesuffix(unit)
    return f"{name}_text"


@cache
def told_fields(answer: type[msgspec.Struct]) -> dict[str, ToldBy]:
    """The fields of an answer that are told, and how."""
    told = ((field.name, _told_by(field.type)) for field in msgspec.structs.fields(answer))
    return {name: replace(by, name=text_name(name)) for name, by in told if by is not None}


def told_within(answer: type[msgspec.Struct]) -> dict[type[msgspec.Struct], dict[str, ToldBy]]:
    """Every type of answers in an answer, with its fields that are told; a type comes after those in it. What is
    stored is told nowhere."""
    told: dict[type[msgspec.Struct], dict[str, ToldBy]] = {}
    if not answer.__module__.startswith("ledger."):
        for field in msgspec.structs.fields(answer):
            for inner in _answers_in(field.type):
                told |= told_within(inner) if inner is not answer else {}
        told[answer] = told_fields(answer)
    return told


def _answers_in(kind: Any) -> Iterator[type[msgspec.Struct]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    elif get_origin(kind) in _CONTAINERS:
        for argument in get_args(kind):
            yield from _answers_in(argument)


def _told_by(kind: Any) -> ToldBy | None:
    if get_origin(kind) is Annotated:
        return next((by for by in kind.__metadata__ if isinstance(by, ToldBy)), None)
    if get_origin(kind) in (Union, UnionType):
        return next(filter(None, map(_told_by, get_args(kind))), None)
    return None
