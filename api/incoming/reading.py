"""Reads what comes in, guided by the types of the catalogue, and reports every problem at once.

One reader serves two forms: a decision file, with Swedish words and amounts as printed in the minutes, and JSON, with
English names and int öre. A new event type needs no new code here: its class and its words are enough.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import inspect

from api.incoming.leaves import (
    annotated,
    expected,
    from_text,
    is_free_text,
    is_ore,
    is_printed,
    is_text,
    is_year,
    number_meant,
)
from ledger.errors import Refusal
from ledger.events import Fact, family
from ledger.money import NO_BREAK_SPACE, AmountError, parse_amount, parse_rate, share_text
from ledger.text import composed, visible
from ledger.values import Addends, ControlOf, ControlTotal
from ledger.when import parse_day
from ledger.words import everyday, words

Path = tuple[str | int, ...]

_MISSING: Final = object()
_SUGGESTIONS: Final = 12
_NEAR_THE_TOP: Final = 2
_ADDENDS: Final = inspect.type_info(Addends)
_UNSTORABLE: Final = re.compile(r"[\x00\ud800-\udfff]")
"""The database takes no U+0000, and half a surrogate pair is no text at all."""

AN_AMOUNT: Final = "ett belopp som 1 578,9 mnkr"
A_RATE: Final = "en sats som 0,35 ‰ eller 3 %"


class Node(NamedTuple):
    """A value as written: text, a list or a mapping, with the line it starts on (None for JSON).

    A mapping keeps its keys in order, each with its own node, so that a key that stands twice is seen. `cut` is the
    comment that a text ends in on its own line, and `broken` says that it stands on several.
    """

    value: Any
    line: int | None = None
    cut: str = ""
    broken: bool = False


class Unreadable(NamedTuple):
    """A value that could not even be taken over from where it stood: why not, what would be right, and, for a figure,
    what is seen and what is stored there."""

    code: str
    detail: str
    right: str
    asserted: str | None = None
    calculated: str | None = None


class Reader:
    """Reads one document. `problems` holds everything that is wrong, `lines` where each path stands, `found` what was
    read at the paths nearest the top and `types` which types were meant, so that what is right can be judged also when
    the rest is not."""

    def __init__(self, *, swedish: bool):
        self.swedish = swedish
        self.problems: list[Refusal] = []
        self.lines: dict[Path, int] = {}
        self.found: dict[Path, Any] = {}
        self.types: dict[Path, type[Any]] = {}

    def read(self, node: Node, type_: inspect.Type, path: Path = ()) -> Any:
        """The value a node stands for, or _MISSING when it has problems."""
        if node.line is not None:
            self.lines[path] = node.line
        if isinstance(node.value, Unreadable):
            return self._malformed(node, path, "")
        value = self._read(node, type_, path)
        if len(path) <= _NEAR_THE_TOP and value is not _MISSING:
            self.found[path] = value
        return value

    def _read(self, node: Node, type_: inspect.Type, path: Path) -> Any:
        match type_:
            case inspect.UnionType():
                return self._union(node, type_, path)
            case inspect.StructType():
                return self._struct(node, type_, path)
            case inspect.VarTupleType():
                return self._tuple(node, type_, path)
            case inspect.EnumType():
                return self._enum(node, type_.cls, path)
            case _:
                return self._scalar(node, type_, path)

    def refuse(self, code: str, detail: str, path: Path, **more: str | None) -> Any:
        """Notes a problem and goes on, so that all problems are found."""
        self.problems.append(Refusal(code, detail, where=path_text(path) or None, **more))
        return _MISSING

    def cannot(self, found: Unreadable, path: Path) -> Any:
        """Notes why a value could not be taken over from where it stands."""
        told = {"right": found.right, "asserted": found.asserted, "calculated": found.calculated}
        return self.refuse(found.code, found.detail, path, **told)

    # --- Structures ---

    def _union(self, node: Node, union: inspect.UnionType, path: Path) -> Any:
        choices = [type_ for type_ in union.types if not isinstance(type_, inspect.NoneType)]
        if node.value is None and len(choices) < len(union.types):
            return self._cut(node, path) if node.cut and any(map(is_text, choices)) else None
        structs = [type_ for type_ in choices if isinstance(type_, inspect.StructType)]
        if len(choices) == 1:
            return self.read(node, choices[0], path)
        if not isinstance(node.value, Mapping) and len(structs) < len(choices):
            return self.read(node, next(type_ for type_ in choices if type_ not in structs), path)
        if len(structs) == 1:
            return self.read(node, structs[0], path)
        return self._tagged(node, structs, path)

    def _tagged(self, node: Node, structs: Sequence[inspect.StructType], path: Path) -> Any:
        if not isinstance(node.value, Mapping):
            return self._malformed(node, path, self._laid_out(structs[0]))
        if not self.swedish:
            return self._by_tag(node, structs, path)
        return (self._fact if issubclass(structs[0].cls, Fact) else self._by_fields)(node, structs, path)

    def _fact(self, node: Node, structs: Sequence[inspect.StructType], path: Path) -> Any:
        """In a decision file a fact is one key, its Swedish name, with its fields below."""
        keys = list(node.value)
        by_family = {family(str(struct.tag)): struct for struct in structs}
        if len(keys) == 1 and (struct := by_family.get(words.FAMILIES.get(keys[0], ""))) is not None:
            return self.read(node.value[keys[0]], struct, path)
        named = ", ".join(f"”{key}”" for key in keys) or "ingenting"
        detail = f"En post är en händelse; här står {named}."
        right = everyday.events_meant(keys[0], [words.fact(name) for name in by_family]) if keys else ""
        return self.refuse("value-malformed", detail, path, right=f"{right}liggare events visar alla händelser")

    def _by_fields(self, node: Node, structs: Sequence[inspect.StructType], path: Path) -> Any:
        """Amounts are told apart by their sides: costs and revenues, expenditures and receipts, or net."""
        keys = set(node.value)
        best = max(structs, key=lambda struct: len(keys & self._named(struct.fields).keys()))
        return self.read(node, best, path)

    def _by_tag(self, node: Node, structs: Sequence[inspect.StructType], path: Path) -> Any:
        by_tag = {str(struct.tag): struct for struct in structs}
        tag = node.value.get("type", Node(None)).value
        if not isinstance(tag, str) or tag not in by_tag:
            detail = f"type är {_shown(tag)}." if tag is not None else "type saknas."
            return self.refuse("value-malformed", detail, (*path, "type"), right="en av: " + ", ".join(by_tag))
        rest = {key: value for key, value in node.value.items() if key != "type"}
        return self.read(Node(rest, node.line), by_tag[tag], path)

    def _struct(self, node: Node, struct: inspect.StructType, path: Path) -> Any:
        self.types[path] = struct.cls
        if not isinstance(node.value, Mapping):
            return self._malformed(node, path, self._laid_out(struct))
        fields = self._asked(struct)
        now = words.todays_names(node.value, fields)
        node = Node({now.get(key, key): inner for key, inner in node.value.items()}, node.line) if now else node
        if not node.value.keys() <= fields.keys():
            self._unknown(node, fields, path)
        values = {
            field.name: self._field(node, name, field, path) for name, field in fields.items() if name in node.value
        }
        missing = [name for name, field in fields.items() if field.required and name not in node.value]
        for name in missing:
            detail, place = f"Uppgiften ”{name}” saknas.", (*path, fields[name].name)
            right = f"{name}: {self._example(fields[name])}"
            self.refuse("field-missing", detail, place if place in self.lines else path, right=right)
        if missing or _MISSING in values.values():
            return _MISSING
        if self.swedish and "printed" in struct.cls.__struct_fields__:
            values["printed"] = self._with_amounts(node, values.get("printed", ()))
        if self.swedish and "as_printed" in struct.cls.__struct_fields__:  # as written here, unless said otherwise
            values.setdefault("as_printed", node.value[words.field("amount")].value)
        if self.swedish and "rate_as_printed" in struct.cls.__struct_fields__:
            values |= self._rate_as_printed(node, values)
        return struct.cls(**values)

    def _rate_as_printed(self, node: Node, values: Mapping[str, Any]) -> dict[str, str]:
        """A rate as it is written here, when the ledger would write it in another way: `0,40 ‰`, `30 ‰`."""
        given, ppb = node.value.get(words.field("rate_ppb"), Node(None)).value, values.get("rate_ppb")
        if ppb is None or values.get("rate_as_printed") is not None:
            return {}
        written = f"{given[:-1].strip()}{NO_BREAK_SPACE}{given[-1]}"
        return {} if written == share_text(ppb) else {"rate_as_printed": written}

    def _unknown(self, node: Node, fields: Collection[str], path: Path) -> None:
        for key, value in node.value.items():
            if key in fields:
                continue
            if value.line is not None:
                self.lines[(*path, key)] = value.line
            right = "någon av: " + ", ".join(list(fields)[:_SUGGESTIONS])
            detail = f"Uppgiften ”{visible(key)}” finns inte här.{_flow_hint(key)}"
            self.refuse("field-unknown", detail, (*path, key), right=right)

    def _field(self, node: Node, name: str, field: inspect.Field, path: Path) -> Any:
        inner = node.value[name]
        if self.swedish and field.name == "printed":
            return self._control_totals(inner, (*path, field.name))
        return self.read(inner, field.type, (*path, field.name))

    def _tuple(self, node: Node, type_: inspect.VarTupleType, path: Path) -> Any:
        if not isinstance(node.value, list):
            return self._malformed(node, path, "en lista")
        if type_.min_length and len(node.value) < type_.min_length:
            return self.refuse("field-missing", "Listan är tom.", path, right="minst en post")
        if type_.max_length and len(node.value) > type_.max_length:
            detail = f"Listan har {len(node.value)} poster."
            return self.refuse("value-malformed", detail, path, right=f"högst {type_.max_length} åt gången")
        values = [self.read(item, type_.item_type, (*path, number)) for number, item in enumerate(node.value)]
        return _MISSING if _MISSING in values else tuple(values)

    # --- Scalars ---

    def _enum(self, node: Node, enum: type[Enum], path: Path) -> Any:
        names = {name: member for member in enum for name in self._values(member)}
        if not isinstance(node.value, str) or node.value not in names:
            now = dict.fromkeys(self._values(member)[0] for member in enum)
            return self._malformed(node, path, "något av: " + ", ".join(now))
        return names[node.value]

    def _values(self, member: Enum) -> tuple[str, ...]:
        return words.values(member.value) if self.swedish else (str(member.value),)

    def _scalar(self, node: Node, type_: inspect.Type, path: Path) -> Any:
        if self.swedish and isinstance(type_, inspect.IntType) and str(path[-1]).endswith(("_ore", "_ppb")):
            return self._rate(node, path) if str(path[-1]).endswith("_ppb") else self._amount(node, path)
        value = node.value
        if node.cut and is_text(type_):
            return self._cut(node, path)
        if isinstance(type_, inspect.DateType):
            return self._day(node, path)
        if node.broken and is_printed(type_):
            return self._broken(node, path)
        if isinstance(value, str):
            if _UNSTORABLE.search(value):
                detail = "Texten innehåller tecken som inte kan lagras."
                return self.refuse("value-malformed", detail, path, right="text utan styrtecknet U+0000")
            value = composed(value).strip() if is_free_text(type_) else value
            value = from_text(value, type_) if self.swedish else value
        try:
            return msgspec.convert(value, annotated(type_))
        except msgspec.ValidationError:
            if is_year(type_) and type(value) is int:
                right = f"{type_.ge}–{type_.le}"  # type: ignore[attr-defined]
                return self.refuse("year-out-of-range", f"{value} är inget rimligt budgetår.", path, right=right)
            if is_ore(type_) and type(value) is int:
                right = expected(type_, swedish=False)
                return self.refuse("amount-out-of-range", f"{value} öre är för stort.", path, right=right)
            meant = None if self.swedish else number_meant(str(path[-1]), value)
            return self._malformed(node, path, meant or expected(type_, swedish=self.swedish))

    def _cut(self, node: Node, path: Path) -> Any:
        """A text that YAML ends at a comment on its own line: nobody can tell whether the rest was meant."""
        kept = f"”{visible(node.value)}”" if isinstance(node.value, str) else "ingenting"
        detail = f"Texten slutar vid ett # på samma rad: kvar blir {kept}, och ”{visible(node.cut)}” faller bort."
        whole = f"{node.value or ''} {node.cut}".strip()
        right = f'"{visible(whole)}" inom citattecken om allt hör till texten, eller kommentaren på en egen rad'
        return self.refuse("text-cut", detail, path, right=right)

    def _broken(self, node: Node, path: Path) -> Any:
        """An amount or a rate on several lines, which YAML joins: `66` and `100 kr` may be two columns."""
        detail = f"”{visible(str(node.value))}” är brutet över flera rader."
        code = "rate-malformed" if str(path[-1]).endswith("_ppb") else "amount-malformed"
        return self.refuse(code, detail, path, right="hela talet på en rad, som 66 100 kr")

    def _day(self, node: Node, path: Path) -> Any:
        try:
            return parse_day(node.value) if isinstance(node.value, str) else _not_text(node.value)
        except ValueError as error:
            return self.refuse("value-malformed", f"{error}.", path, right="en dag som 2026-03-01")

    def _amount(self, node: Node, path: Path) -> Any:
        return self._number(node, path, AN_AMOUNT, lambda written: parse_amount(written).ore)

    def _rate(self, node: Node, path: Path) -> Any:
        return self._number(node, path, A_RATE, parse_rate)

    def _number(self, node: Node, path: Path, meant: str, read: Callable[[str], int]) -> Any:
        if not isinstance(node.value, str):
            return self._malformed(node, path, meant)
        if node.broken:
            return self._broken(node, path)
        try:
            return read(node.value)
        except AmountError as error:
            return self.refuse(error.code, f"{error.detail}.", path, right=error.right)

    def _control_totals(self, node: Node, path: Path) -> Any:
        """`netto: 1 531,3 mnkr` for each printed figure, kept verbatim."""
        if not isinstance(node.value, Mapping):
            return self._malformed(node, path, "en uppställning som netto: 1 531,3 mnkr")
        by_word = dict(zip(words.fields(ControlOf), ControlOf, strict=True))
        totals = []
        for key, inner in node.value.items():
            if inner.line is not None:
                self.lines[(*path, key)] = self.lines[(*path, str(by_word.get(key, key)))] = inner.line
            if key not in by_word:
                detail = f"”{visible(key)}” är ingen kontrollsumma.{_flow_hint(key)}"
                self.refuse("field-unknown", detail, (*path, key), right="någon av: " + ", ".join(by_word))
            elif (total := self._control_total(by_word[key], inner, (*path, key))) is not _MISSING:
                totals.append(total)
        return tuple(totals) if len(totals) == len(node.value) else _MISSING

    def _control_total(self, of: ControlOf, node: Node, path: Path) -> Any:
        """`0 tkr`, or `{belopp: 0 tkr, antal delar: 5}` for a figure that is the sum of five."""
        amount, addends = words.fields(("amount", "addends"))
        parts = node.value if isinstance(node.value, Mapping) else {amount: node}
        self._unknown(Node(parts), (amount, addends), path)
        if amount not in parts:
            return self._malformed(node, path, f"{amount}: 0 tkr")
        read = self._amount(parts[amount], path)
        several = self.read(parts[addends], _ADDENDS, (*path, addends)) if addends in parts else None
        return _MISSING if _MISSING in (read, several) else ControlTotal(of, parts[amount].value, several)

    def _with_amounts(self, node: Node, given: Sequence[ControlTotal]) -> tuple[ControlTotal, ...]:
        """The printed figures of a fact: its control totals, and its amounts for the sides that have none."""
        sides = {total.of for total in given}
        return (*(total for total in self._printed_amounts(node) if total.of not in sides), *given)

    def _printed_amounts(self, node: Node) -> Iterator[ControlTotal]:
        """The amounts of a fact as they were printed, so that unit and decimals are kept beside the öre."""
        amount, *sides = words.fields(("amount", *ControlOf))
        for of, side in zip(ControlOf, sides, strict=True):
            for mapping in (node, node.value.get(amount, Node({}))):
                inner = mapping.value.get(side) if isinstance(mapping.value, Mapping) else None
                if inner is not None and isinstance(inner.value, str):
                    yield ControlTotal(of, inner.value)

    def _malformed(self, node: Node, path: Path, right: str) -> Any:
        if isinstance(node.value, Unreadable):
            return self.cannot(node.value, path)
        return self.refuse("value-malformed", f"{_shown(node.value)} går inte att läsa här.", path, right=right)

    def _laid_out(self, struct: inspect.StructType) -> str:
        """How what has fields of its own is written, as far as it must be."""
        if issubclass(struct.cls, Fact):
            return "en uppställning med en händelse och dess uppgifter"
        fields = self._asked(struct)
        required = [name for name, field in fields.items() if field.required] or list(fields)[:1]
        return "en uppställning: {" + ", ".join(f"{name}: …" for name in required) + "}"

    def _asked(self, struct: inspect.StructType) -> dict[str, inspect.Field]:
        """The fields of a structure that a document can have; the ledger fills in the others."""
        return self._named([field for field in struct.fields if field.name not in getattr(struct.cls, "filled_in", ())])

    def _named(self, fields: Sequence[inspect.Field]) -> dict[str, inspect.Field]:
        """Fields by the names that they have in the document."""
        names = [field.name for field in fields]
        return dict(zip(words.fields(names) if self.swedish else names, fields, strict=True))

    def _example(self, field: inspect.Field) -> str:
        if self.swedish and field.name.endswith(("_ore", "_ppb")):
            return AN_AMOUNT if field.name.endswith("_ore") else A_RATE
        return expected(field.type, swedish=self.swedish)


def path_text(path: Path) -> str:
    """`facts[0].amount.costs_ore`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _flow_hint(key: str) -> str:
    """`{kostnader: 1 578,9 mnkr}` is, to YAML, a field `kostnader` and then a field `9 mnkr`."""
    return " Ett belopp med komma inom { } måste stå inom citattecken." if key[:1].isdigit() else ""


def _shown(value: Any) -> str:
    if value is None:
        return "Tomt"
    if isinstance(value, bool):
        return "”true”" if value else "”false”"
    if isinstance(value, Mapping):
        return "En uppställning"
    if isinstance(value, list):
        return "En lista"
    return f"”{visible(str(value))}”"


def _not_text(value: Any) -> date:
    raise ValueError(f"{_shown(value)} är ingen dag")
