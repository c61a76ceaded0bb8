"""Between an entry and its exact bytes.

What is stored is what is hashed, and nothing re-serialises it. Encoding is deterministic: fields in their declared
order, defaults left out, UTF-8 without white space. Old versions of an event are brought up to the current class when
read (an *upcaster*), never rewritten.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import msgspec

from ledger.events import Fact, catalogue, family, stored_name
from ledger.log.entry import SET_ASIDE, Entry, EntrySetAside, Recorded, SettingAside, Stored, Undecodable

_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Entry, strict=True)
_aside_decoder: Final = msgspec.json.Decoder(EntrySetAside, strict=True)
_STORED_NAME: Final = re.compile(r"[a-z-]+\.v[0-9]+")

FACT_BY_NAME: Final[dict[str, type[Fact]]] = {stored_name(fact): fact for fact in catalogue()}

JsonObject = dict[str, Any]

UPCASTERS: Final[dict[str, Callable[[JsonObject], JsonObject]]] = {}
"""Stored names that no class carries any longer, and how a fact that was stored under one, alone or inside another,
becomes the next version: from its JSON object to that one's, with its `type`. None is ever taken away."""


class CodecError(ValueError):
    """Bytes that are not an entry, or an entry that does not survive the way there and back. A bug, not a refusal."""


class UnreadableEntry(CodecError):
    """An entry in the log that this program cannot read."""

    def __init__(self, entry: Undecodable, why: str) -> None:
        super().__init__(why)
        self.entry = entry


def encode(entry: Entry) -> bytes:
    """The exact bytes of an entry, having checked that they decode to the same entry and encode to the same bytes.

    Raises CodecError when they do not: msgspec checks bounds and patterns on decoding only.
    """
    try:
        data = _encoder.encode(entry)
        again = _decoder.decode(data)
    except ValueError as error:  # of msgspec, or of UTF-8
        raise CodecError(f"{entry.type}: {error}") from error
    if again != entry or _encoder.encode(again) != data:
        raise CodecError(f"{entry.type}: the bytes do not stand for the same entry")
    return data


def decode(name: str, data: bytes) -> Entry:
    """The entry that was stored under a name. Raises CodecError when the bytes are not one of that name."""
    former = holds_former(data)
    try:
        entry = _decoder.decode(_brought_up(name, data) if former else data)
    except (ValueError, RecursionError) as error:  # of msgspec, or of UTF-8
        raise CodecError(f"{name}: {error}") from error
    if not former and stored_name(type(entry.fact)) != name:
        raise CodecError(f"stored as {name}, but the bytes say {entry.type}")
    return entry


def holds_former(data: bytes) -> bool:
    """Whether the bytes of an entry name a former version of an event: they are read, and never rewritten."""
    return any(f'"{name}"'.encode() in data for name in UPCASTERS)


def encoded_again(entry: Entry, data: bytes) -> bytes:
    """What the bytes of an entry are, if they are those it was stored as. A former version has its own bytes alone:
    they are the same JSON, in the same order and without white space."""
    return _encoder.encode(msgspec.json.decode(data)) if holds_former(data) else encode(entry)


def _brought_up(name: str, data: bytes) -> bytes:
    """The bytes of an entry with every former version in it as that event is today. Raises ValueError."""
    stored = msgspec.json.decode(data)
    said = stored["fact"].get("type") if isinstance(stored, dict) and isinstance(stored.get("fact"), dict) else None
    if said != name:
        raise CodecError(f"stored as {name}, but the bytes say {said}")
    return _encoder.encode(_of_today(stored))


def _of_today(value: Any) -> Any:
    if isinstance(value, list):
        return [_of_today(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    today = {name: _of_today(inner) for name, inner in value.items()}
    while (upcast := UPCASTERS.get(today.get("type", ""))) is not None:
        today = upcast(today)
    return today


def recorded_from(position: int, recorded_at: datetime, name: str, data: bytes | memoryview) -> Recorded:
    """An entry in its place, from the bytes that were stored under a name. Raises UnreadableEntry where `decode` raises
    CodecError."""
    stored = bytes(data)
    try:
        entry = decode(name, stored)
    except CodecError as error:
        newer = next(_names_of_others(name, stored), None)
        raise UnreadableEntry(Undecodable(position, recorded_at, name, stored, newer), str(error)) from error
    return Recorded(position, recorded_at, entry, stored, None if stored_name(type(entry.fact)) == name else name)


def stored_from(position: int, recorded_at: datetime, name: str, data: bytes | memoryview) -> Stored:
    """Whatever is stored in a place, from its name and its bytes."""
    try:
        if name == SET_ASIDE:
            return SettingAside(position, recorded_at, decode_aside(bytes(data)), bytes(data))
        return recorded_from(position, recorded_at, name, data)
    except UnreadableEntry as error:
        return error.entry
    except CodecError:
        return Undecodable(position, recorded_at, name, bytes(data))


def encode_aside(aside: EntrySetAside) -> bytes:
    """The exact bytes of a setting aside. Raises CodecError when they would not be read."""
    data = _encoder.encode(aside)
    if decode_aside(data) != aside:
        raise CodecError(f"{SET_ASIDE}: the bytes do not stand for the same")
    return data


def decode_aside(data: bytes) -> EntrySetAside:
    """What was set aside. Raises CodecError when the bytes do not say it."""
    try:
        return _aside_decoder.decode(data)
    except ValueError as error:
        raise CodecError(f"{SET_ASIDE}: {error}") from error


def _names_of_others(name: str, data: bytes) -> Iterator[str]:
    """The stored names that this program does not know: that of an entry, and those of what is inside it."""
    known = frozenset((*stored_names(), SET_ASIDE))
    if name not in known:
        yield name
    with suppress(ValueError, RecursionError):
        yield from (inner for inner in _types_in(msgspec.json.decode(data)) if inner not in known)


def _types_in(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield from _types_in(inner)
    elif isinstance(value, dict):
        said = value.get("type")
        if isinstance(said, str) and _STORED_NAME.fullmatch(said):
            yield said
        for inner in value.values():
            yield from _types_in(inner)


def stored_names() -> tuple[str, ...]:
    """Every name that an entry can be stored under: those of today, and former ones."""
    return (*FACT_BY_NAME, *UPCASTERS)


def versions(family_name: str) -> tuple[str, ...]:
    """Every stored name of an event family: what the log is read by when one kind of event is asked for. Raises
    LookupError for a family that is not in the catalogue."""
    known = tuple(name for name in (*stored_names(), SET_ASIDE) if family(name) == family_name)
    if not known:
        raise LookupError(f"no event family {family_name}")
    return known


def schema() -> bytes:
    """The JSON Schema of a stored entry; kept as a golden file, since readers depend on it."""
    return msgspec.json.format(_encoder.encode(msgspec.json.schema(Entry)), indent=1)
