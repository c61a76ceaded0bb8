"""An example of each event, made from its types: the least that the event can say, with values that tell something.

A new event needs no new code here. A field whose type alone would give a pointless value has one by its name.
"""

from datetime import date
from enum import Enum
from typing import Any, Final

import msgspec
import yaml
from msgspec import inspect

from ledger import words
from ledger.events import Fact, family, stored_name
from ledger.money import MINUS, NO_BREAK_SPACE, AmountUnit, format_ore, rate_text
from ledger.recording import Command
from ledger.values import Basis, ControlTotal, SourceDocument

BASIS: Final = Basis(
    "kommunfullmäktige",
    date(2025, 11, 24),
    SourceDocument("Protokoll 2025-11-24", "ab" * 32),
    case_number="KS 2025/117",
    paragraph="§ 12",
    clause=3,
)
"""The decision that the examples stand on."""

_TELLING: Final = frozenset({"parent", "proposer", "decider", "municipality_code"})
"""Fields that may be left out, but without which an example says too little."""

_BY_NAME: Final[dict[str, tuple[Any, ...]]] = {
    "unit": ("slk", "sbk"),
    "parent": ("ks",),
    "into": ("sbk",),
    "parts": ("sbk", "exploateringskontoret"),
    "merged": ("sbk", "exploateringskontoret"),
    "successors": ("sbk",),
    "member": ("lidingo", "nacka"),
    "receiver": ("sbk", "slk"),
    "line": ("total",),
    "year": (2026, 2027, 2028),
    "first_year": (2026,),
    "last_year": (2028,),
    "name": ("Stadsledningskontoret",),
    "alias": ("SLK",),
    "organisation_number": ("212000-0142",),
    "municipality_code": ("0180",),
    "system": ("kommun-bas",),
    "code": ("0180",),
    "proposal": ("budget-2026-ks",),
    "proposer": ("Finansborgarrådet",),
    "decider": ("kommunfullmäktige",),
    "body": ("kommunstyrelsen",),
    "court": ("Förvaltningsrätten i Stockholm",),
    "case_number": ("KS 2025/117",),
    "paragraph": ("§ 12",),
    "rule": ("frame-would-be-negative",),
    "reason": ("Beloppet skrevs av fel.",),
    "title": ("Protokoll 2025-11-24",),
    "sha256": ("ab" * 32,),
    "printed": ("1 578,9 mnkr",),
    "corrects": (17,),
    "costs_ore": (157_890_000_000,),
    "revenues_ore": (4_760_000_000,),
    "expenditures_ore": (330_000_000,),
    "receipts_ore": (0,),
    "net_ore": (153_130_000_000,),
    "last_day": (date(2025, 12, 31),),
    "given_on": (date(2026, 4, 8),),
}
"""Values by the field's name; the second and third are for the later ones of a list."""

_AN_AMOUNT_ORE: Final = 1_250_000_000
_A_RATE_PPB: Final = 350_000
_A_DAY: Final = date(2026, 1, 1)
_OTHER_UNIT: Final = {"to_frame": "sbk"}
_LETTERS: Final = str.maketrans("åäöé ", "aaoe-")


def example_fact(fact: type[Fact]) -> Fact:
    """An example of an event: what must be said, and nothing that the ledger fills in itself."""
    found: Fact = _struct(inspect.type_info(fact), "", 0)
    return found


def example_command(fact: type[Fact]) -> Command:
    """A command that records an example."""
    return Command((example_fact(fact),), BASIS if fact.needs_basis else None)  # type: ignore[arg-type]


def example_json(fact: type[Fact]) -> Any:
    """The example as the body of a request."""
    return msgspec.json.decode(msgspec.json.encode(example_command(fact)))


def example_yaml(fact: type[Fact]) -> str:
    """The example as a decision file."""
    command = example_command(fact)
    tree: dict[str, Any] = {words.field("ledger"): "stockholm"}
    if command.basis is not None:
        tree[words.field("basis")] = swedish(command.basis)
    tree[words.field("facts")] = [swedish(one) for one in command.facts]
    return yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


class _Dumper(yaml.SafeDumper):
    """YAML as one writes it by hand: lists are indented, days and numbers are text without quotation marks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indents lists too."""
        super().increase_indent(flow=flow, indentless=indentless and not self.indents)


def _plain(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # Tagged as text and written plain where YAML can: the reader takes `0180` and `2026-01-01` as text anyhow.
    style = "'" if text in ("", "~", "null") else None
    node = dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)
    if style is None and text.replace("-", "").isdigit():
        node.tag = dumper.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return node


_Dumper.add_representer(str, _plain)


def swedish(value: Any, name: str = "") -> Any:
    """A value in the words of a decision file, with what has its default left out."""
    match value:
        case Fact():
            return {words.fact(family(stored_name(type(value)))): _fields(value)}
        case msgspec.Struct():
            return _fields(value)
        case tuple() if value and isinstance(value[0], ControlTotal):
            return {words.field(total.of.value): total.printed for total in value}
        case tuple():
            return [swedish(one, name) for one in value]
        case Enum():
            return words.value(str(value.value))
        case bool():
            return "ja" if value else "nej"
        case int() if name.endswith("_ore"):
            return format_ore(value, AmountUnit.MILLIONS).replace(NO_BREAK_SPACE, " ")
        case int() if name.endswith("_ppb"):
            return rate_text(value, "‰" if abs(value) < 10_000_000 else "%").replace(NO_BREAK_SPACE, " ")
        case _:
            return str(value).replace(MINUS, "-") if isinstance(value, date | int) else value


def _fields(value: msgspec.Struct) -> dict[str, Any]:
    fields = {field.name: field for field in msgspec.structs.fields(value)}
    return {
        words.field(name): swedish(getattr(value, name), name)
        for name, field in fields.items()
        if field.required or getattr(value, name) != field.default
    }


# --- Values by type ---------------------------------------------------------------------------------------------


def _value(type_: inspect.Type, name: str, number: int) -> Any:
    match type_:
        case inspect.UnionType(types=types):
            return _value(next(one for one in types if not isinstance(one, inspect.NoneType)), name, number)
        case inspect.StructType():
            return _struct(type_, name, number)
        case inspect.VarTupleType(item_type=item, min_length=least):
            return tuple(_value(item, name, place) for place in range(max(least or 0, 1)))
        case inspect.DictType(key_type=key, value_type=value):
            return {_value(key, name, 0): _value(value, name, 0)}
        case inspect.EnumType(cls=enum):
            return list(enum)[number % len(enum)]
        case _:
            return _scalar(type_, name, number)


def _struct(type_: inspect.Type, name: str, number: int) -> Any:
    if not isinstance(type_, inspect.StructType):
        raise TypeError(f"{type_} has no fields")
    left_out: frozenset[str] = getattr(type_.cls, "filled_in", frozenset())
    fields = [
        field for field in type_.fields if (field.required or field.name in _TELLING) and field.name not in left_out
    ]
    values = {field.name: _value(field.type, field.name, number) for field in fields}
    if issubclass(type_.cls, Fact) and {"costs_ore", "revenues_ore"} <= values.keys():
        values["revenues_ore"] = values["costs_ore"]  # both sides of a turnover change alike
    if name in _OTHER_UNIT and "unit" in values:
        values["unit"] = _OTHER_UNIT[name]
    return type_.cls(**values)


def _scalar(type_: inspect.Type, name: str, number: int) -> Any:
    if name in _BY_NAME and isinstance(_BY_NAME[name][0], _KINDS.get(type(type_), ())):
        known = _BY_NAME[name]
        return known[min(number, len(known) - 1)]
    match type_:
        case inspect.StrType(pattern=pattern, max_length=longest):
            return _text(name, number, is_id=(pattern or "").startswith("^[a-z0-9]"))[: longest or None]
        case inspect.IntType(ge=least, le=most):
            wanted = _AN_AMOUNT_ORE if name.endswith("_ore") else _A_RATE_PPB if name.endswith("_ppb") else 1 + number
            bounded = wanted if least is None else max(wanted, least)
            return bounded if most is None else min(bounded, most)
        case inspect.DateType():
            return _A_DAY
        case inspect.BoolType():
            return True
        case _:
            raise TypeError(f"no example for {type_}")


_KINDS: Final[dict[type, type]] = {inspect.StrType: str, inspect.IntType: int, inspect.DateType: date}


def _text(name: str, number: int, *, is_id: bool) -> str:
    word = words.field(name)
    return f"{word.translate(_LETTERS)}-{number + 1}" if is_id else word.capitalize()
