"""A command as JSON: read as strictly as a decision file, with every problem told at once.

msgspec sees to it that the bytes are JSON; the standard library's reader then gives what msgspec hides: a key that
stands twice, and whether a number was written as a whole one.
"""

import json
import re
import sys
from typing import Any, Final, NamedTuple

import msgspec

from api.incoming.leaves import type_info
from api.incoming.malformed import refuse_sie
from api.incoming.readable import Rehearsal, readable
from api.incoming.reading import Node, Path, Reader
from ledger.errors import Refusal, Refused
from ledger.recording import Command

LONGEST_BODY: Final = 5_000_000
"""Bytes."""

DEEPEST: Final = 30
"""Levels of nesting."""

_LONGEST_NUMBER: Final = 20


class Odd(NamedTuple):
    """A number that is not whole, or larger than anything: kept as it was written, and taken for nothing."""

    written: str

    def __str__(self) -> str:
        return self.written


class _Pairs(list[tuple[str, Any]]):
    """A JSON object's keys and values, in order."""


def read_command(body: bytes, problems: list[Refusal], rehearse: Rehearsal | None = None) -> Command | None:
    """The command in a request's body; None when there are problems with it, which are added to `problems`, together
    with what the rules, when they can be asked, have against the rest of it.

    Raises Refused (file-malformed) for what is not JSON.
    """
    reader = Reader(swedish=False)
    command: Command = reader.read(_node(_parsed(body), reader, ()), type_info(Command))
    if not reader.problems:
        return command
    of_the_rules = readable(reader).refusals(rehearse) if rehearse else []
    problems += sorted([*reader.problems, *of_the_rules], key=_fact_number)
    return None


def _fact_number(refusal: Refusal) -> int:
    fact = re.match(r"facts\[([0-9]+)\]", refusal.where or "")
    return int(fact[1]) if fact else sys.maxsize  # as a command is read: first the facts, then what they share


def _parsed(body: bytes) -> Any:
    try:
        msgspec.json.decode(body)
        return json.loads(body, object_pairs_hook=_Pairs, parse_int=_whole, parse_float=Odd)
    except RecursionError as error:
        raise _too_deep() from error
    except (msgspec.DecodeError, ValueError) as error:
        refuse_sie(body, None)
        detail, right = "Begäran är inte läsbar JSON.", "JSON i UTF-8, enligt /docs"
        refusal = Refusal("file-malformed", detail, right=right, where=_place(body, error))
        raise Refused(refusal) from error


def _whole(text: str) -> int | Odd:
    return int(text) if len(text) <= _LONGEST_NUMBER else Odd(text)


def _node(value: Any, reader: Reader, path: Path) -> Node:
    if len(path) > DEEPEST:
        raise _too_deep()
    match value:
        case _Pairs():
            return Node(_mapping(value, reader, path))
        case list():
            return Node([_node(item, reader, (*path, number)) for number, item in enumerate(value)])
        case _:
            return Node(value)


def _mapping(pairs: _Pairs, reader: Reader, path: Path) -> dict[str, Node]:
    fields: dict[str, Node] = {}
    for key, value in pairs:
        inner = (*path, key)
        if key in fields:
            reader.refuse("field-repeated", f"Uppgiften ”{key[:60]}” står två gånger.", inner, right="en av dem")
        fields[key] = _node(value, reader, inner)
    return fields


def _place(body: bytes, error: Exception) -> str | None:
    """`rad 3, byte 14`, when the reader says where it stopped."""
    stopped = re.search(r"byte (\d+)", str(error))
    if stopped is None:
        return None
    before = body[: int(stopped[1])]
    return f"rad {before.count(10) + 1}, byte {len(before) - before.rfind(10)}"


def _too_deep() -> Refused:
    return Refused(Refusal("file-malformed", f"Begäran är djupare än {DEEPEST} nivåer.", right="högst så djup"))
