"""An example of each event, made from its types: what it must say, and what more tells something without going against
the rules for its shape.

A new event needs no new code here, unless the rules for its shape want other values than its types suggest: those
have a line in `_BY_EVENT`. A field whose type alone would give a pointless value has one by its name.
"""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Final

import msgspec
import yaml
from msgspec import inspect

from api.incoming.leaves import type_info
from ledger.events import Fact, UnitShare, family, stored_name
from ledger.events.policy import BodyKind, OwnRule
from ledger.events.reports import ReportKind
from ledger.money import MINUS, NO_BREAK_SPACE, AmountUnit, format_ore, rate_text
from ledger.recording import Command
from ledger.rules.families import shape_of
from ledger.values import Basis, ControlTotal, FrameKey, FrameKind, InvestmentAmount, OperatingAmount, SourceDocument
from ledger.words import words

BASIS: Final = Basis(
    "kommunfullmäktige",
    date(2025, 11, 24),
    SourceDocument("Protokoll 2025-11-24", "ab" * 32),
    case_number="KS 2025/117",
    paragraph="§ 12",
    clause=3,
)
"""The decision that the examples stand on."""

_BODIES: Final = {"recommendation-made": "kommunstyrelsen", "condition-met": "kommunstyrelsen"}
"""The body of an example's decision, where it is not the council's: what only prepares, or carries out."""

_TELLING: Final = frozenset(
    {"parent", "proposer", "decider", "organisation_number", "municipality_code", "case_number", "paragraph", "body"}
)
"""Fields that may be left out, but without which an example says too little; so do amounts, rates, days and rows."""

_QUIET: Final = frozenset(
    {"printed", "as_printed", "rate_as_printed", "note", "addends", "replacement", "first_recorded_on"}
)
"""Fields that an example is clearer without."""

_BY_NAME: Final[dict[str, tuple[Any, ...]]] = {
    "unit": ("slk", "sbk"),
    "parent": ("ks",),
    "into": ("sbk",),
    "parts": ("sbk", "exploateringskontoret"),
    "merged": ("exploateringskontoret", "markkontoret"),
    "successors": ("sbk",),
    "member": ("lidingo", "nacka"),
    "receiver": ("sbk", "slk"),
    "line": ("total",),
    "year": (2026, 2027, 2028),
    "first_year": (2026,),
    "last_year": (2028,),
    "from_year": (2025,),
    "to_year": (2026,),
    "base_year": (2024,),
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

_A_CHANGE: Final = OperatingAmount(1_250_000_000, 0)
_BY_EVENT: Final[dict[tuple[str, str], Any]] = {
    ("competence-decided", "event"): "frame-transferred",
    ("body-registered", "kind"): BodyKind.EXECUTIVE,
    ("plan-year-copied", "copies"): FrameKey("slk", FrameKind.OPERATING, 2025),
    ("efficiency-saving-decided", "amount"): OperatingAmount(-1_250_000_000, 0),
    ("one-off-reversed", "amount"): OperatingAmount(-1_250_000_000, 0),
    ("investment-carried-forward", "amount"): InvestmentAmount(330_000_000, 0),
    ("investment-carried-forward", "kind"): FrameKind.INVESTMENT,
    ("unit-split", "key"): (UnitShare("sbk", 600_000_000), UnitShare("exploateringskontoret", 400_000_000)),
    ("tax-rate-decided", "rate_ppb"): 182_200_000,
    ("budget-adopted", "tax_rate_ppb"): 182_200_000,
    ("index-decided", "rate_ppb"): 30_000_000,
    ("report-closed", "report"): "t1-2026",
    ("report-closed", "kind"): ReportKind.TERTIAL,
    ("report-closed", "title"): "Tertialrapport 1 2026",
    ("report-closed", "as_of"): date(2026, 4, 30),
    ("report-reopened", "report"): "t1-2026",
    ("report-reopened", "reason"): "Ett underlag saknades.",
    **{
        (name, "amount"): _A_CHANGE
        for name in (
            "frame-adjusted",
            "frame-transferred",
            "central-reserve-released",
            "supplementary-appropriation-decided",
            "technical-adjustment-made",
            "of-which-noted",
        )
    },
}
"""Values by the event's family and the field, where they must be others than elsewhere."""

_BY_WORD: Final = {
    "ändamål": "Smart stad",
    "lydelse": "Nämnden godkänner förslaget.",
    "sak": "Projektet förlängs ett år.",
    "följd": "Kostnaderna ökar.",
    "lokaler": "Kontor",
    "ordagrant": "hösten 2026",
    "kolumner": "Mnkr",
    "paragrafer": "§ 12",
    "skäl": "Beloppet skrevs av fel.",
}
"""Texts by the field's word."""

_NAMES: Final = (
    ("ledger", "Stockholms stad"),
    ("unit", "Stadsledningskontoret"),
    ("project", "Smart stad"),
    ("service", "Dataplattform"),
    ("initiative", "Chatbot"),
    ("price", "Licens per användare"),
    ("grant", "Statsbidrag"),
    ("of-which", "Hyror"),
)
"""What things are called, by the beginning of the event's family."""

_AN_AMOUNT_ORE: Final = 1_250_000_000
_A_RATE_PPB: Final = 350_000
_A_DAY: Final = date(2026, 1, 1)
_OTHER_UNIT: Final = {"to_frame": "sbk"}
_DEEPEST: Final = 3
ExamplePath = tuple[str, ...]
_LETTERS: Final = str.maketrans("åäöé ", "aaoe-")


@cache
def example_fact(fact: type[Fact]) -> Fact:
    """An example of an event: what must be said, and nothing that the ledger fills in itself."""
    type_ = type_info(fact)
    said: frozenset[ExamplePath] = frozenset()
    found, wrong = _made(fact, said)
    for path in _more(type_, (), 1):
        richer, also_wrong = _made(fact, said | {path})
        if also_wrong <= wrong:
            found, wrong, said = richer, also_wrong, said | {path}
    if not wrong:
        return found
    for field in type_.fields if isinstance(type_, inspect.StructType) else ():  # of which one or another is needed
        richer, also_wrong = _made(fact, said | {(field.name,)})
        if also_wrong < wrong:
            found, wrong, said = richer, also_wrong, said | {(field.name,)}
    return found


def _made(fact: type[Fact], said: frozenset[ExamplePath]) -> tuple[Fact, int]:
    """An example that says some more, and how much the rules for its shape have against it."""
    found: Fact = _struct(type_info(fact), (family(stored_name(fact)),), 0, said)
    return found, len(list(shape_of(found)))


def _more(type_: inspect.Type, path: ExamplePath, depth: int) -> Iterator[ExamplePath]:
    """What an example could say beside what it must: the paths of fields that may be left out."""
    if not isinstance(type_, inspect.StructType):
        return
    for field in type_.fields:
        inner, place = _plain_type(field.type), (*path, field.name)
        listed = inner.item_type if isinstance(inner, inspect.VarTupleType) else inner
        if field.name in _QUIET or _is_facts(listed):
            continue
        if not field.required and _tells(field.name, listed):
            yield place
        if depth < _DEEPEST:
            yield from _more(listed, place, depth + 1)


def _tells(name: str, type_: inspect.Type) -> bool:
    figure = isinstance(type_, inspect.IntType) and name.endswith(("_ore", "_ppb"))
    return figure or name in _TELLING or isinstance(type_, inspect.DateType | inspect.StructType)


def _plain_type(type_: inspect.Type) -> inspect.Type:
    """A type without its alternatives: the first that is not None."""
    if not isinstance(type_, inspect.UnionType):
        return type_
    return next(member for member in type_.types if not isinstance(member, inspect.NoneType))


def _is_facts(type_: inspect.Type) -> bool:
    plain = _plain_type(type_)
    return isinstance(plain, inspect.StructType) and issubclass(plain.cls, Fact)


def example_command(fact: type[Fact]) -> Command:
    """A command that records an example."""
    return Command((example_fact(fact),), example_basis(fact))  # type: ignore[arg-type]


def example_basis(fact: type[Fact]) -> Basis | None:
    """The decision that an event's example stands on; its body is one that can do such a thing."""
    body = _BODIES.get(family(stored_name(fact)), BASIS.body)
    return msgspec.structs.replace(BASIS, body=body) if asks_for_basis(fact) else None


def asks_for_basis(fact: type[Fact]) -> bool:
    """Whether an event is refused without a decision: what one must stand on, and the organisation's own rules."""
    return fact.needs_basis or issubclass(fact, OwnRule)


def example_json(fact: type[Fact]) -> Any:
    """The example as the body of a request."""
    return msgspec.json.decode(msgspec.json.encode(example_command(fact)))


def example_yaml(fact: type[Fact]) -> str:
    """The example as a decision file."""
    command = example_command(fact)
    tree: dict[str, Any] = {words.field("ledger"): "stockholm"}
    if command.basis is not None:
        tree[words.field("basis")] = swedish(command.basis)
    tree[words.field("facts")] = [swedish(fact) for fact in command.facts]
    return yaml_text(tree)


def yaml_text(tree: Any, *, compact: bool = False) -> str:
    """A tree of texts as YAML that one could have written by hand; compact: with `{}` around the innermost fields."""
    style = None if compact else False
    text: str = yaml.dump(
        tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100, default_flow_style=style
    )
    return text


class _Dumper(yaml.SafeDumper):
    """YAML as one writes it by hand: lists are indented, days and numbers are text without quotation marks."""

    def write_plain(self, text: str, split: bool = True) -> None:
        """A text stands on one line: an amount on two would not be read."""
        del split
        super().write_plain(text, split=False)

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
            return [swedish(item, name) for item in value]
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


def _value(type_: inspect.Type, path: ExamplePath, number: int, said: frozenset[ExamplePath]) -> Any:
    if (path[0], path[-1]) in _BY_EVENT:
        return _BY_EVENT[path[0], path[-1]]
    match _plain_type(type_):
        case inspect.StructType() as struct:
            return _struct(struct, path, number, said)
        case inspect.VarTupleType(item_type=item, min_length=least):
            return tuple(_value(item, path, place, said) for place in range(max(least or 0, 1)))
        case inspect.DictType(key_type=key, value_type=value):
            return {_value(key, path, 0, said): _value(value, path, 0, said)}
        case inspect.EnumType(cls=enum):
            return list(enum)[number % len(enum)]
        case scalar:
            return _scalar(scalar, path, number)


def _struct(type_: inspect.Type, path: ExamplePath, number: int, said: frozenset[ExamplePath]) -> Any:
    """A struct with what it must have, and what more is `said`; `path` begins with the event's family."""
    if not isinstance(type_, inspect.StructType):
        raise TypeError(f"{type_} has no fields")
    left_out: frozenset[str] = getattr(type_.cls, "filled_in", frozenset())
    places = [(field, (*path, field.name)) for field in type_.fields if field.name not in left_out]
    values = {
        field.name: _value(field.type, place, number, said)
        for field, place in places
        if field.required or place[1:] in said or field.name in ("proposer", "decider")
    }
    if issubclass(type_.cls, Fact) and {"costs_ore", "revenues_ore"} <= values.keys():
        values["revenues_ore"] = values["costs_ore"]  # both sides of a turnover change alike
    if path[-1] in _OTHER_UNIT and "unit" in values:
        values["unit"] = _OTHER_UNIT[path[-1]]
    return type_.cls(**values)


def _scalar(type_: inspect.Type, path: ExamplePath, number: int) -> Any:
    name = path[-1]
    if name == "name":
        return next((called for start, called in _NAMES if path[0].startswith(start)), _BY_NAME[name][0])
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
    if word in _BY_WORD and not is_id:
        return _BY_WORD[word]
    return f"{word.translate(_LETTERS)}-{number + 1}" if is_id else word.capitalize()
