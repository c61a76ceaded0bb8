"""A decision file: what a controller writes and reads. YAML, Swedish words, amounts as printed in the minutes.

Only the form of YAML is used, none of its guesses: `0180` stays text, `2026-03-01` becomes a day only where a day is
wanted. Anchors, aliases and tags are refused, and so is a key that stands twice.
"""

from pathlib import Path as FilePath
from typing import Any, Final

import msgspec
import yaml
from msgspec import inspect

from api.reading import Node, Path, Reader, path_text
from ledger import words
from ledger.errors import Refusal, Refused
from ledger.recording import Command

LONGEST_FILE: Final = 5_000_000
"""Bytes."""

DEEPEST: Final = 30
"""Levels of nesting."""


class DecisionFile(msgspec.Struct, frozen=True):
    """A command read from a file, the ledger it is meant for, and where everything stands in the file."""

    name: str
    ledger: str
    command: Command
    lines: dict[str, int]

    def locate(self, refusal: Refusal) -> Refusal:
        """A refusal with its place in the file: `ramar.yaml, rad 12 (poster 1, belopp)`."""
        return msgspec.structs.replace(refusal, where=place_text(self.name, self.lines, refusal.where))


def read_file(path: FilePath) -> DecisionFile:
    """Reads a decision file. Raises Refused with every problem in it, each with its line."""
    try:
        if path.stat().st_size > LONGEST_FILE:
            raise _unreadable(path.name, f"Filen är större än {LONGEST_FILE // 1_000_000} MB.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(path.name, "Filen är inte UTF-8.", right="Spara den som UTF-8.") from error
    except OSError as error:
        raise _unreadable(path.name, f"Filen går inte att öppna: {error.strerror}.") from error
    return read_text(text, path.name)


def read_text(text: str, name: str) -> DecisionFile:
    """Reads the text of a decision file; `name` is for messages."""
    reader = Reader(swedish=True)
    root = _root(text, name, reader)
    ledger = root.value.get(words.field("ledger"))
    rest = Node({key: value for key, value in root.value.items() if key != words.field("ledger")}, root.line)
    if ledger is None or not isinstance(ledger.value, str):
        detail = "Uppgiften ”liggare” saknas."
        reader.refuse("field-missing", detail, (), right="liggare: stockholm")
    command = reader.read(rest, inspect.type_info(Command))
    lines = {path_text(path): line for path, line in reader.lines.items()}
    if reader.problems:
        raise Refused(
            *(
                msgspec.structs.replace(problem, where=place_text(name, lines, problem.where))
                for problem in sorted(reader.problems, key=lambda problem: _line(lines, problem.where))
            )
        )
    return DecisionFile(name, ledger.value if ledger else "", command, lines)


def place_text(name: str, lines: dict[str, int], where: str | None) -> str:
    """The nearest known line of a path, and the path in Swedish words."""
    return f"{name}, rad {_line(lines, where)}" + (f" ({_swedish_path(where)})" if where else "")


def _line(lines: dict[str, int], where: str | None) -> int:
    path = where or ""
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return lines.get(path, 1)


def _swedish_path(where: str) -> str:
    steps = where.replace("[", ".[").split(".")
    return ", ".join(_swedish_step(step) for step in steps if step)


def _swedish_step(step: str) -> str:
    if step.startswith("["):
        return f"nr {int(step[1:-1]) + 1}"
    try:
        return words.field(step)
    except KeyError:
        return step


def _root(text: str, name: str, reader: Reader) -> Node:
    try:
        _no_references(text, name)
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}, rad {mark.line + 1}" if mark else name
        detail = f"Filen är inte läsbar YAML: {error.problem or error.context}."
        right = "Kontrollera indrag, kolon och citattecken på raden."
        raise Refused(Refusal("file-malformed", detail, right=right, where=where)) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _unreadable(name, "Filen är inte läsbar YAML.") from error
    root = _node(tree, reader, ()) if tree is not None else Node(None, 1)
    if not isinstance(root.value, dict):
        raise _unreadable(name, "Filen är tom eller ingen uppställning.", right="liggare:, beslut: och poster:")
    return root


def _no_references(text: str, name: str) -> None:
    """Anchors and aliases can make a small file enormous; tags can make it mean something else."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None or tag is not None:
            line = event.start_mark.line + 1 if event.start_mark else 1
            detail = "Ankare (&), hänvisningar (*) och taggar (!) används inte i beslutsfiler."
            raise Refused(Refusal("file-malformed", detail, right="Skriv ut värdet.", where=f"{name}, rad {line}"))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _unreadable(name, f"Filen är djupare än {DEEPEST} nivåer.")


def _node(node: Any, reader: Reader, path: Path) -> Node:
    """A YAML node as plain text, lists and mappings, each with its line."""
    line = node.start_mark.line + 1
    match node:
        case yaml.ScalarNode(value=text):
            empty = text in {"", "~", "null"} and node.style is None
            return Node(None if empty else text, line)
        case yaml.SequenceNode(value=items):
            return Node([_node(item, reader, (*path, number)) for number, item in enumerate(items)], line)
        case _:
            return Node(_mapping(node, reader, path), line)


def _mapping(node: Any, reader: Reader, path: Path) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for key, value in node.value:
        word = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if word in found:
            detail = f"Uppgiften ”{word}” står två gånger, på rad {found[word].line} och {key.start_mark.line + 1}."
            reader.lines[(*path, word)] = key.start_mark.line + 1
            reader.refuse("field-repeated", detail, (*path, word), right="en av dem")
        inner = _node(value, reader, (*path, word))
        found[word] = Node(inner.value, key.start_mark.line + 1)
    return found


def _unreadable(name: str, detail: str, right: str | None = None) -> Refused:
    return Refused(Refusal("file-malformed", detail, right=right, where=name))
