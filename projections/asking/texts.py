"""The text beside a value in an answer: `net_ore` is told in `net_text`, `cause` in `cause_text`.

An answer declares and holds the value alone. Its type says how the value is told (`ToldOre`, `ToldCode` …), and the
text follows from that wherever the answer is shown: in tables (`text_of`), in JSON (`json_of`) and in its description
(`written_type`). An answer that tells a value in another way holds the text itself.
"""

from collections.abc import Callable
from functools import cache, reduce
from operator import attrgetter, or_
from types import NoneType, UnionType
from typing import Annotated, Any, Final, TypeAlias, Union, get_args, get_origin

import msgspec
from msgspec.structs import replace

from ledger.money import UNKNOWN, amount_text, rate_text, tax_rate_text
from ledger.words import words


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

ToldTaxRate: TypeAlias = Annotated[int, ToldBy(tax_rate_text)]
"""A tax rate in billionths: 219_000_000 is told as `21,90 %`."""

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


@cache
def told_fields(answer: type[msgspec.Struct]) -> dict[str, ToldBy]:
    """The fields of an answer that are told, and how: `net_ore` in `net_text`, `rate_ppb` in `rate_text`."""
    return {
        field.name: replace(by, name=f"{field.name.removesuffix('_ore').removesuffix('_ppb')}_text")
        for field in msgspec.structs.fields(answer)
        for kind in (field.type, *get_args(field.type))
        for by in getattr(kind, "__metadata__", ())
        if isinstance(by, ToldBy)
    }


# --- Answers as they are written ------------------------------------------------------------------------------------


def json_of(answer: msgspec.Struct) -> bytes:
    """An answer as JSON, with the texts of its values. Raises ValidationError when a text cannot be told."""
    written = written_type(type(answer))
    if written is not type(answer):
        answer = msgspec.convert(answer, written, from_attributes=True)
    return msgspec.json.encode(answer)


@cache
def written_type(answer: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """The form in which a type of answers is written: its name, its fields, and after each that is told its text.
    What has no texts in it, as what is stored, is written as it is. (Two threads may make it at once: either serves.)
    """
    fields, told = msgspec.structs.fields(answer), told_fields(answer)
    kinds = [_written(field.type, answer) for field in fields]
    if not told and all(kind is field.type for kind, field in zip(kinds, fields, strict=True)):
        return answer
    parts: list[_Part] = []
    for field, kind in zip(fields, kinds, strict=True):
        parts.append((field.name, kind, _left_out(default=field.default, default_factory=field.default_factory)))
        if by := told.get(field.name):
            parts.append(_text_beside(answer, field, by))
    written = msgspec.defstruct(
        answer.__name__,
        parts,
        namespace={"__doc__": answer.__doc__},
        module=answer.__module__,
        frozen=True,
        gc=False,  # written at once, and let go of
        kw_only=True,
        omit_defaults=answer.__struct_config__.omit_defaults,
    )
    setattr(written, _ITSELF, written)
    return written


_ITSELF: Final = "_itself"
"""What a type is called in its own fields, as the groups in a group."""

_Part = tuple[str, Any, Any]
"""A field as `defstruct` takes it: its name, its type, and how it is left out."""

_left_out: Final[Callable[..., Any]] = msgspec.field
"""How a field is left out: with what it has when it is not there, or what makes that."""


def _written(kind: Any, within: type[msgspec.Struct]) -> Any:
    """The type of a field with every answer in it as it is written; the same object when there is none."""
    if kind is within:
        return _ITSELF
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return written_type(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin not in (list, tuple, dict, Union, UnionType):
        return kind
    written = tuple(_written(argument, within) for argument in arguments)
    if all(new is old for new, old in zip(written, arguments, strict=True)):
        return kind
    return reduce(or_, written) if origin in (Union, UnionType) else origin[written]


def _text_beside(answer: type[msgspec.Struct], field: msgspec.structs.FieldInfo, by: ToldBy) -> _Part:
    """The field after a value that is told, there when the value is; and the attribute that it is read from.

    The library takes an attribute that raises for one that is not there, and would leave out a text that may be left
    out. So what goes wrong is handed over in the text's place, where it is refused: it is no text.
    """
    value_of, text, unknown = attrgetter(field.name), by.text, by.unknown

    def read(told: msgspec.Struct) -> str | Exception | None:
        try:
            value = value_of(told)
            return unknown if value is None else text(value)
        except Exception as error:
            return error

    setattr(answer, by.name, property(read))
    missing = not field.required or (unknown is None and NoneType in get_args(field.type))
    kind = str | None if missing else str
    return by.name, kind, msgspec.field() if field.required else msgspec.field(default=None)
