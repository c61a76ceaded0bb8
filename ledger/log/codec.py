"""Between an entry and its exact bytes.

What is stored is what is hashed, and nothing re-serialises it. Encoding is deterministic: fields in their declared
order, defaults left out, UTF-8 without white space. Old versions of an event are brought up to the current class when
read (an *upcaster*), never rewritten.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from ledger.events import Fact, catalogue, family, stored_name
from ledger.log.entry import Entry, Recorded

_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Entry, strict=True)

FACT_BY_NAME: Final[dict[str, type[Fact]]] = {stored_name(fact): fact for fact in catalogue()}

UPCASTERS: Final[dict[str, Callable[[bytes], Entry]]] = {}
"""Stored names that no class carries any longer, and how their bytes become an entry of today."""


class CodecError(ValueError):
    """Bytes that are not an entry, or an entry that does not survive the way there and back. A bug, not a refusal."""


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
    upcast = UPCASTERS.get(name)
    if upcast is not None:
        return upcast(data)
    try:
        entry = _decoder.decode(data)
    except ValueError as error:  # of msgspec, or of UTF-8
        raise CodecError(f"{name}: {error}") from error
    if stored_name(type(entry.fact)) != name:
        raise CodecError(f"stored as {name}, but the bytes say {entry.type}")
    return entry


def recorded_from(position: int, recorded_at: datetime, name: str, data: bytes | memoryview) -> Recorded:
    """An entry in its place, from the bytes that were stored under a name. Raises CodecError as `decode` does."""
    stored = bytes(data)
    return Recorded(position, recorded_at, decode(name, stored), stored)


def versions(family_name: str) -> tuple[str, ...]:
    """Every stored name of an event family. Raises LookupError for a family that is not in the catalogue."""
    known = tuple(name for name in (*FACT_BY_NAME, *UPCASTERS) if family(name) == family_name)
    if not known:
        raise LookupError(f"no event family {family_name}")
    return known


def schema() -> bytes:
    """The JSON Schema of a stored entry; kept as a golden file, since readers depend on it."""
    return msgspec.json.format(_encoder.encode(msgspec.json.schema(Entry)), indent=1)
