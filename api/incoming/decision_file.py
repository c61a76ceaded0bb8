"""A decision file: what a controller writes and reads. YAML, Swedish words, amounts as printed in the minutes."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path as FilePath
from typing import Final

import msgspec

from api.incoming.leaves import type_info
from api.incoming.malformed import refuse_sie, unreadable
from api.incoming.readable import Readable, readable
from api.incoming.reading import Node, Reader, path_text
from api.incoming.yaml_tree import root_of
from ledger.errors import Refusal, Refused
from ledger.recording import Command
from ledger.text import composed
from ledger.words import words

LONGEST_FILE: Final = 5_000_000
"""Bytes."""


_FACT: Final = re.compile(r"\bfacts\[([0-9]+)\]")


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
        right = None if refusal.right is None else self._with_places(refusal.right)
        return msgspec.structs.replace(refusal, detail=self._with_places(refusal.detail), right=right, where=where)

    def _with_places(self, text: str) -> str:
        """A text with the facts that it names by their paths named as they stand in the file."""
        return _FACT.sub(lambda named: f"{' '.join(map(str, self.place_of_fact(int(named[1]))))} i filen", text)

    def place_of_fact(self, number: int) -> tuple[str, int]:
        """Where a fact stands, as one says it: its number among them, or its sheet and row in a workbook."""
        if self.cell is None:
            return "post", number + 1
        cell = self.cell(self.lines[f"facts[{number}]"])
        row = re.search("[0-9]+$", cell)
        return f"{cell.rpartition(',')[0]}, rad", int(row[0] if row else 0)

    def place_of(self, where: str) -> str:
        """Where a path stands, as one says it: its line, or its cell."""
        line = line_of(self.lines, where)
        return f"rad {line}" if self.cell is None else self.cell(line)

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
    refuse_sie(data, path.name)
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
        ledger = reader.read(root.value[word], type_info(str), ("ledger",))
    return command_of(reader, rest, name, ledger)


def command_of(
    reader: Reader, root: Node, name: str, ledger: str, cell: Callable[[int], str] | None = None
) -> DecisionFile:
    """The command that a root says, for a ledger. Raises FormRefused with every problem that the reader has met."""
    command = reader.read(root, type_info(Command))
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
