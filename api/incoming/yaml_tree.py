"""The tree of a YAML file, as plain text, lists and mappings, each with its line.

Only the form of YAML is used, none of its guesses: `0180` stays text, `2026-03-01` becomes a day only where a day is
wanted. Anchors, aliases and tags are refused, and so is a key that stands twice. What YAML takes away from a text or
joins in it is kept with the text, so that whoever reads it can tell: `Protokoll #2` is `Protokoll` and a comment to
YAML, and an amount on two lines is one.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

import yaml

from api.incoming.malformed import unreadable
from api.incoming.reading import Node, Path, Reader
from ledger.errors import Refusal, Refused
from ledger.text import visible

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

_COMMENT: Final = re.compile(r"[ \t]*(#.*)")


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
    root = _Tree(reader, text.splitlines()).node(tree, ()) if tree is not None else Node(None, 1)
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


class _Tree:
    """The nodes of one file."""

    def __init__(self, reader: Reader, lines: Sequence[str]) -> None:
        self._reader, self._lines = reader, lines

    def node(self, node: Any, path: Path) -> Node:
        """A YAML node as plain text, lists and mappings, each with its line."""
        line = node.start_mark.line + 1
        match node:
            case yaml.ScalarNode(value=text):
                empty = text in {"", "~", "null"} and not node.style
                return Node(None if empty else text, line, self._cut(node), self._broken(node))
            case yaml.SequenceNode(value=items):
                return Node([self.node(item, (*path, number)) for number, item in enumerate(items)], line)
            case _:
                return Node(self._mapping(node, path), line)

    def _mapping(self, node: Any, path: Path) -> dict[str, Node]:
        fields: dict[str, Node] = {}
        for key, value in node.value:
            word = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if word in fields:
                first, second = fields[word].line, key.start_mark.line + 1
                detail = f"Uppgiften ”{visible(word)}” står två gånger, på rad {first} och {second}."
                self._reader.lines[(*path, word)] = second
                self._reader.refuse("field-repeated", detail, (*path, word), right="en av dem")
            fields[word] = self.node(value, (*path, word))._replace(line=key.start_mark.line + 1)
        return fields

    def _cut(self, scalar: Any) -> str:
        """The comment that ends a text without quotation marks, on its own line: `#2`."""
        if scalar.style:
            return ""
        mark = scalar.end_mark
        line = self._lines[mark.line] if mark.line < len(self._lines) else ""
        found = _COMMENT.match(line, mark.column)
        return found[1] if found else ""

    def _broken(self, scalar: Any) -> bool:
        """Whether a text stands on more than one line. One that begins below its `|` or `>` may have one of its own."""
        first, last = scalar.start_mark.line, scalar.end_mark.line
        if scalar.style not in ("|", ">"):
            return bool(last > first)
        return sum(bool(line.strip()) for line in self._lines[first + 1 : last]) > 1
