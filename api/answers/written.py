"""An answer as JSON: what it holds, and after each value that is told its text. Both doors write it here."""

from collections.abc import Callable
from functools import reduce
from operator import attrgetter, or_
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

import msgspec

from projections.asking.texts import ToldBy, told_within

_CONTAINERS: Final = (list, tuple, dict)


def json_of(answer: msgspec.Struct) -> bytes:
    """An answer as JSON, with the texts of its values. Raises ValidationError when a text cannot be told."""
    written = written_type(type(answer))
    if written is not type(answer):
        answer = msgspec.convert(answer, written, from_attributes=True)
    return msgspec.json.encode(answer)


def written_type(answer: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """The form in which a type of answers is written: its name, its fields, and after each that is told its text.
    What has no texts in it, as what is stored, is written as it is."""
    if answer not in _WRITTEN:
        for kind, told in told_within(answer).items():
            if kind not in _WRITTEN:
                _WRITTEN.setdefault(kind, _made(kind, told))
    return _WRITTEN.get(answer, answer)


_WRITTEN: Final[dict[type[msgspec.Struct], type[msgspec.Struct]]] = {}
"""The form of every type that has been written. When two threads make one at once, the first stays."""


def _made(answer: type[msgspec.Struct], told: dict[str, ToldBy]) -> type[msgspec.Struct]:
    """The form of a type, when those in it have theirs."""
    fields = msgspec.structs.fields(answer)
    types = [_written(field.type, answer) for field in fields]
    if not told and all(new is field.type for new, field in zip(types, fields, strict=True)):
        return answer
    for name, by in told.items():
        own = getattr(answer, by.name, None)
        if not isinstance(own, _Text):
            setattr(answer, by.name, _Text(_told(name, by)) if own is None else _Text(_own(own.fget)))
    written = msgspec.defstruct(
        answer.__name__,
        [part for field, kind in zip(fields, types, strict=True) for part in _parts(field, kind, told.get(field.name))],
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


def _parts(field: msgspec.structs.FieldInfo, kind: Any, by: ToldBy | None) -> list[_Part]:
    """A field, and the text after it. The text is there when its value is."""
    parts: list[_Part] = [(field.name, kind, _default_of(field))]
    if by is not None and field.required:
        missing = by.unknown is None and _may_be_none(field.type)
        parts.append((by.name, str | None if missing else str, msgspec.field()))
    elif by is not None:
        parts.append((by.name, str | None, msgspec.field(default=None)))
    return parts


def _default_of(field: msgspec.structs.FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return msgspec.field(default_factory=field.default_factory)
    return msgspec.field() if field.required else msgspec.field(default=field.default)


class _Text(property):
    """A text as an attribute of an answer, for whoever writes it.

    The library takes an attribute that raises for one that is not there, and would leave out a text that may be left
    out. So what goes wrong is handed over in the text's place, where it is refused: it is no text.
    """


def _told(name: str, by: ToldBy) -> Callable[[msgspec.Struct], Any]:
    value_of, text, unknown = attrgetter(name), by.text, by.unknown

    def read(answer: msgspec.Struct) -> str | Exception | None:
        try:
            value = value_of(answer)
            return unknown if value is None else text(value)
        except Exception as error:
            return error

    return read


def _own(tell: Callable[[Any], Any]) -> Callable[[msgspec.Struct], Any]:
    """What an answer tells of a value itself."""

    def read(answer: msgspec.Struct) -> Any:
        try:
            return tell(answer)
        except Exception as error:
            return error

    return read


def _written(kind: Any, within: type[msgspec.Struct]) -> Any:
    """The type of a field with every answer in it as it is written; the same object when there is none."""
    if kind is within:
        return _ITSELF
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _WRITTEN.get(kind, kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin not in (*_CONTAINERS, Union, UnionType):
        return kind
    written = tuple(_written(argument, within) for argument in arguments)
    if all(new is old for new, old in zip(written, arguments, strict=True)):
        return kind
    return origin[written] if origin in _CONTAINERS else reduce(or_, written)


def _may_be_none(kind: Any) -> bool:
    if get_origin(kind) in (Annotated, Union, UnionType):
        return any(map(_may_be_none, get_args(kind)))
    return kind is NoneType
