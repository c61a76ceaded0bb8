"""A decision file: what a controller writes and reads. YAML, Swedish words, amounts as printed in the minutes.

Only the form of YAML is used, none of its guesses: `0180` stays text, `2026-03-01` becomes a day only where a day is
wanted. Anchors, aliases and tags are refused, and so is a key that stands twice.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path as FilePath
from typing import Any, Final

import msgspec
import yaml
from msgspec import inspect

from api.incoming.readable import Readable, readable
from api.incoming.reading import Node, Path, Reader, path_text
from ledger.errors import Refusal, Refused
from ledger.recording import Command
from ledger.text import composed, visible
from ledger.words import words

LONGEST_FILE: Final = 5_000_000
"""Bytes."""

DEEPEST: Final = 30
"""Levels of nesting."""

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same reader in C where there is one: four times as fast on a large file."""

_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What YAML does not allow in a file: a file with any of these is not text."""

_SYNTAX: Final = (
    ("cannot start any token.*\t", "raden har en tabb där det ska vara blanksteg"),
    ("cannot start any token", "raden har en text som börjar med ett tecken som kräver citattecken"),
    ("mapping values are not allowed", "kolonet kan inte stå där (fel indrag, eller en text som kräver citattecken)"),
    ("could not find expected ':'", "ett kolon saknas"),
    ("unexpected end of stream", "ett citattecken är inte avslutat"),
    ("expected ',' or", "en klammer är inte avslutad, eller ett komma saknas"),
    ("<document start>|single document", "filen är mer än ett dokument"),
    ("<block end>|expected key|expected '-'", "indraget stämmer inte med raderna ovanför"),
)
"""What the YAML reader says, and what it says in Swedish; the first that matches."""


class DecisionFile(msgspec.Struct, frozen=True):
    """A command read from a file, the ledger it is meant for, and where everything stands in the file: on which line,
    or, in a workbook, in which cell, whose name `cell` tells."""

    name: str
    ledger: str
    command: Command
    lines: dict[str, int]
    cell: Callable[[int], str] | None = None

    def locate(self, refusal: Refusal) -> Refusal:
        """A refusal with its place in the file: `ramar.yaml, rad 12 (poster 1, belopp)`."""
        if self.cell is None:
            where = place_text(self.name, self.lines, refusal.where)
        else:
            where = f"{self.name}, {self.cell(line_of(self.lines, refusal.where))}"
        return msgspec.structs.replace(refusal, where=where)

    def place_of_fact(self, number: int) -> tuple[str, int]:
        """Where a fact stands, as one says it: its number among them, or its row in a workbook."""
        if self.cell is None:
            return "post", number + 1
        row = re.search("[0-9]+$", self.cell(self.lines[f"facts[{number}]"]))
        return "rad", int(row[0] if row else 0)

    def in_order(self, refusals: Iterable[Refusal]) -> list[Refusal]:
        """Refusals with their places, in the order of the lines, each said once."""
        ordered = sorted(refusals, key=lambda refusal: line_of(self.lines, refusal.where))
        return list(dict.fromkeys(self.locate(refusal) for refusal in ordered))


class FormRefused(Refused):
    """A file whose form is wrong somewhere. What could be read of it can still be put to the rules."""

    def __init__(self, file: DecisionFile, problems: Iterable[Refusal], part: Readable) -> None:
        self.file, self.problems, self.part = file, tuple(problems), part
        super().__init__(*file.in_order(self.problems))

    def with_rules(self, rehearse: Callable[[str, Command], object]) -> Refused:
        """The same, together with what the rules have against the rest; they are asked about a ledger's command."""
        if not self.file.ledger:
            return self
        of_the_rules = self.part.refusals(lambda command: rehearse(self.file.ledger, command))
        return Refused(*self.file.in_order([*self.problems, *of_the_rules]))


def read_file(path: FilePath) -> DecisionFile:
    """Reads a decision file. Raises Refused with every problem in it, each with its line: FormRefused when the file
    as a whole could be read."""
    data = read_bytes(path)
    try:
        return read_text(data.decode("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise unreadable(f"{path.name}, rad {line}", "Filen är inte UTF-8.", "Spara den som UTF-8.") from error


def read_bytes(path: FilePath) -> bytes:
    """What a file holds. Raises Refused (file-malformed) when it cannot be opened or is too large."""
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST_FILE + 1)
    except FileNotFoundError as error:
        raise unreadable(str(path), "Filen finns inte.", right="sökvägen till en beslutsfil") from error
    except IsADirectoryError as error:
        raise unreadable(str(path), "Det är en katalog.", right="sökvägen till en beslutsfil") from error
    except PermissionError as error:
        raise unreadable(str(path), "Filen får inte läsas.", right="en fil som du har rätt att läsa") from error
    except OSError as error:
        raise unreadable(str(path), f"Filen går inte att öppna (felkod {error.errno}).") from error
    if len(data) > LONGEST_FILE:
        right = "flera mindre filer"
        raise unreadable(path.name, f"Filen är större än {LONGEST_FILE // 1_000_000} MB.", right)
    return data


def read_text(text: str, name: str) -> DecisionFile:
    """Reads the text of a decision file; `name` is for messages."""
    reader = Reader(swedish=True)
    root = root_of(composed(text), name, reader)
    word = words.field("ledger")
    rest = Node({key: value for key, value in root.value.items() if key != word}, root.line)
    if root.value.get(word, Node(None)).value is None:
        reader.refuse("field-missing", f"Uppgiften ”{word}” saknas.", (), right="liggare: stockholm")
        ledger = ""
    else:
        ledger = reader.read(root.value[word], inspect.type_info(str), ("ledger",))
    return command_of(reader, rest, name, ledger)


def command_of(
    reader: Reader, root: Node, name: str, ledger: str, cell: Callable[[int], str] | None = None
) -> DecisionFile:
    """The command that a root says, for a ledger. Raises FormRefused with every problem that the reader has met."""
    command = reader.read(root, inspect.type_info(Command))
    lines = {path_text(path): line for path, line in reader.lines.items()}
    if reader.problems:
        part = readable(reader)
        named = reader.found.get(("ledger",), "")
        raise FormRefused(DecisionFile(name, named, part.command, lines, cell), reader.problems, part)
    return DecisionFile(name, ledger, command, lines, cell)


def place_text(name: str, lines: dict[str, int], where: str | None) -> str:
    """The nearest known line of a path, and the path in Swedish words."""
    return f"{name}, rad {line_of(lines, where)}" + (f" ({_swedish_path(where)})" if where else "")


def line_of(lines: dict[str, int], where: str | None) -> int:
    """The nearest known line of a path."""
    path = where or ""
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return lines.get(path, 1)


def _swedish_path(where: str) -> str:
    steps = where.replace("[", ".[").split(".")
    return ", ".join(_swedish_step(step) for step in steps if step)


def _swedish_step(step: str) -> str:
    if re.fullmatch(r"\[[0-9]+\]", step):
        return f"nr {int(step[1:-1]) + 1}"
    try:
        return words.field(step)
    except KeyError:
        return step


def root_of(text: str, name: str, reader: Reader, loader: Any = LOADER) -> Node:
    """The mapping that a decision file is. Raises Refused (file-malformed) when it is none."""
    if control := _NO_TEXT.search(text):
        where = f"{name}, rad {text.count(chr(10), 0, control.start()) + 1}"
        raise unreadable(where, f"Filen är inte text: den innehåller {visible(control[0])}.", "en textfil i UTF-8")
    try:
        _no_references(text, name, loader)
        tree = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(text, name, error) from error
    root = _node(tree, reader, ()) if tree is not None else Node(None, 1)
    if not isinstance(root.value, dict):
        detail = "Filen är tom." if root.value is None else "Filen är ingen uppställning av uppgifter."
        raise unreadable(name, detail, right="liggare:, beslut: och poster:, var för sig på egen rad")
    return root


def _not_yaml(text: str, name: str, error: yaml.MarkedYAMLError) -> Refused:
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    said = f"{error.context} {error.problem} {''.join(text.splitlines()[line : line + 1])}"
    why = next((swedish for form, swedish in _SYNTAX if re.search(form, said)), "raden går inte att tolka")
    right = "Kontrollera indrag, kolon och citattecken på raden och den ovanför."
    return unreadable(f"{name}, rad {line + 1}", f"Filen är inte läsbar YAML: {why}.", right)


def _no_references(text: str, name: str, loader: Any) -> None:
    """Anchors and aliases can make a small file enormous; tags can make it mean something else."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None or tag is not None:
            line = event.start_mark.line + 1 if event.start_mark else 1
            detail = "Ankare (&), hänvisningar (*) och taggar (!) används inte i beslutsfiler."
            raise Refused(Refusal("file-malformed", detail, right="Skriv ut värdet.", where=f"{name}, rad {line}"))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise unreadable(name, f"Filen är djupare än {DEEPEST} nivåer.")


def _node(node: Any, reader: Reader, path: Path) -> Node:
    """A YAML node as plain text, lists and mappings, each with its line."""
    line = node.start_mark.line + 1
    match node:
        case yaml.ScalarNode(value=text):
            empty = text in {"", "~", "null"} and not node.style
            return Node(None if empty else text, line)
        case yaml.SequenceNode(value=items):
            return Node([_node(item, reader, (*path, number)) for number, item in enumerate(items)], line)
        case _:
            return Node(_mapping(node, reader, path), line)


def _mapping(node: Any, reader: Reader, path: Path) -> dict[str, Node]:
    fields: dict[str, Node] = {}
    for key, value in node.value:
        word = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if word in fields:
            first, second = fields[word].line, key.start_mark.line + 1
            detail = f"Uppgiften ”{visible(word)}” står två gånger, på rad {first} och {second}."
            reader.lines[(*path, word)] = second
            reader.refuse("field-repeated", detail, (*path, word), right="en av dem")
        inner = _node(value, reader, (*path, word))
        fields[word] = Node(inner.value, key.start_mark.line + 1)
    return fields


def unreadable(name: str, detail: str, right: str | None = None) -> Refused:
    """A file that cannot be read at all."""
    return Refused(Refusal("file-malformed", detail, right=right, where=name))
