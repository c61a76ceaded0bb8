"""One reader for both forms, guided by the types of the catalogue: problems with their paths, and never a crash."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect

from api.incoming.reading import Node, Reader, path_text
from ledger.errors import Refusal
from ledger.recording import Command
from tests.golden.examples import EXAMPLES
from tests.golden.examples.common import COMPLETE

COMMAND = inspect.type_info(Command)
FILE = Path(__file__).parent / "files" / "every-event.yaml"
SWEDISH: dict[str, Any] = yaml.load(FILE.read_bytes(), Loader=yaml.BaseLoader)
del SWEDISH["liggare"]


def node(value: Any) -> Node:
    """A plain tree as the reader takes it."""
    match value:
        case dict():
            return Node({key: node(inner) for key, inner in value.items()})
        case list():
            return Node([node(inner) for inner in value])
        case _:
            return Node(value)


def read(tree: Any, *, swedish: bool = False) -> tuple[Any, list[Refusal]]:
    """What a tree stands for, and what is wrong with it."""
    reader = Reader(swedish=swedish)
    return reader.read(node(tree), COMMAND), reader.problems


def fact_of(name: str) -> Any:
    """An example's fact as a caller may send it."""
    fact = EXAMPLES[name].fact
    defaults = {field.name: field.default for field in msgspec.structs.fields(fact)}
    return msgspec.structs.replace(fact, **{field: defaults[field] for field in fact.filled_in})


def as_json(command: Command) -> Any:
    """A command as plain JSON values."""
    return msgspec.json.decode(msgspec.json.encode(command))


def decided() -> dict[str, Any]:
    """A command with one decided frame, as JSON."""
    return dict(as_json(Command((EXAMPLES["frame-decided.v1.least"].fact,), COMPLETE)))


# --- JSON -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_event_is_read_from_json_as_it_is_written(name: str) -> None:
    command = Command((fact_of(name),), EXAMPLES[name].basis, EXAMPLES[name].recording.accepted)
    assert read(as_json(command)) == (command, [])


def wrong(change: Any) -> list[tuple[str, str | None]]:
    """The code and the place of what is wrong after a change to a right command."""
    tree = decided()
    change(tree)
    return [(problem.code, problem.where) for problem in read(tree)[1]]


WRONG: dict[str, tuple[Any, list[tuple[str, str | None]]]] = {
    "a missing field": (lambda c: c["facts"][0]["frame"].pop("year"), [("field-missing", "facts[0].frame")]),
    "no facts": (lambda c: c.pop("facts"), [("field-missing", None)]),
    "an empty list": (lambda c: c.update(facts=[]), [("field-missing", "facts")]),
    "an unknown field": (
        lambda c: c["facts"][0]["amount"].update(netto=1),
        [("field-unknown", "facts[0].amount.netto")],
    ),
    "what the ledger fills in": (
        lambda c: c.update(facts=[{"type": "recording-error-corrected.v1", "corrects": 1, "reason": "x",
                                   "affected_tags": [], "first_position": 1}]),
        [("field-unknown", "facts[0].affected_tags"), ("field-unknown", "facts[0].first_position")],
    ),
    "no type": (lambda c: c["facts"][0].pop("type"), [("value-malformed", "facts[0].type")]),
    "an unknown type": (lambda c: c["facts"][0].update(type="frame-frozen.v1"), [("value-malformed", "facts[0].type")]),
    "a list for a type": (lambda c: c["facts"][0].update(type=[]), [("value-malformed", "facts[0].type")]),
    "a Swedish word": (
        lambda c: c["facts"][0]["frame"].update(kind="drift"),
        [("value-malformed", "facts[0].frame.kind")],
    ),
    "an amount as text": (
        lambda c: c["facts"][0]["amount"].update(receipts_ore="5 kr"),
        [("value-malformed", "facts[0].amount.receipts_ore")],
    ),
    "an amount that is not whole": (
        lambda c: c["facts"][0]["amount"].update(receipts_ore=5.0),
        [("value-malformed", "facts[0].amount.receipts_ore")],
    ),
    "an amount beyond the bound": (
        lambda c: c["facts"][0]["amount"].update(receipts_ore=2**53),
        [("amount-out-of-range", "facts[0].amount.receipts_ore")],
    ),
    "a truth for an amount": (
        lambda c: c["facts"][0]["amount"].update(receipts_ore=True),
        [("value-malformed", "facts[0].amount.receipts_ore")],
    ),
    "a year out of range": (
        lambda c: c["facts"][0]["frame"].update(year=2101),
        [("year-out-of-range", "facts[0].frame.year")],
    ),
    "a day as a number": (lambda c: c["basis"].update(decided=20260301), [("value-malformed", "basis.decided")]),
    "a day with a time": (
        lambda c: c["basis"].update(decided="2026-03-01T00:00:00Z"),
        [("value-malformed", "basis.decided")],
    ),
    "null for what is required": (lambda c: c["basis"].update(body=None), [("value-malformed", "basis.body")]),
    "a list for an object": (lambda c: c.update(basis=[]), [("value-malformed", "basis")]),
    "an object for a text": (lambda c: c["basis"].update(body={}), [("value-malformed", "basis.body")]),
    "an object for a list": (lambda c: c.update(facts={}), [("value-malformed", "facts")]),
    "a text for an object": (lambda c: c["facts"].append("ram beslutad"), [("value-malformed", "facts[1]")]),
    "a NUL": (lambda c: c["basis"].update(body="a\x00"), [("value-malformed", "basis.body")]),
    "a control character": (lambda c: c["basis"].update(body="a\x1b[31m"), [("value-malformed", "basis.body")]),
    "half a surrogate pair": (lambda c: c["basis"].update(body="\ud800"), [("value-malformed", "basis.body")]),
    "a long text": (lambda c: c["basis"].update(body="x" * 501), [("value-malformed", "basis.body")]),
    "an empty text": (lambda c: c["basis"].update(body=" "), [("value-malformed", "basis.body")]),
    "too many facts": (
        lambda c: c.update(facts=c["facts"] * 10_001),
        [("value-malformed", "facts")],
    ),
    "several at once": (
        lambda c: (c["basis"].pop("body"), c["facts"][0]["frame"].update(unit="SLK"), c.update(extra=1)),
        [("field-unknown", "extra"), ("value-malformed", "facts[0].frame.unit"), ("field-missing", "basis")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_json_is_told_with_its_path(name: str) -> None:
    change, expected = WRONG[name]
    assert wrong(change) == expected


def test_what_would_be_right_in_json_is_told_in_the_names_of_json() -> None:
    tree = decided()
    tree["facts"][0]["frame"]["kind"] = "drift"
    tree["facts"][0]["commitment"] = 5
    tree["facts"][0]["amount"]["receipts_ore"] = "5 kr"
    tree["basis"]["decided"] = {"reason": "?", "origin": "tryckta"}
    assert [problem.right for problem in read(tree)[1]] == [
        "något av: operating, investment",
        "något av: budget, plan",
        "ett heltal öre: 5 kr skrivs 500",
        "något av: printed, inferred",
    ]


def test_a_text_is_composed_and_trimmed_and_a_printed_figure_is_not_touched() -> None:
    tree = decided()
    tree["basis"]["body"] = "  Miljo\u0308na\u0308mnden\n"
    tree["facts"][0]["printed"] = [{"of": "net", "printed": "1\u202f578,9\u00a0mnkr"}]
    command, problems = read(tree)
    assert problems == []
    assert command.basis.body == "Miljönämnden"
    assert command.facts[0].printed[0].printed == "1\u202f578,9\u00a0mnkr"


def test_a_path_is_written_as_programs_write_it() -> None:
    assert path_text(("facts", 0, "amount", "costs_ore")) == "facts[0].amount.costs_ore"
    assert path_text(()) == ""


# --- Swedish ----------------------------------------------------------------------------------------------------


def swedish(change: Any) -> list[tuple[str, str | None]]:
    """The code and the place of what is wrong after a change to the file that has every event."""
    tree = deepcopy(SWEDISH)
    change(tree)
    return [(problem.code, problem.where) for problem in read(tree, swedish=True)[1]]


def test_the_file_that_has_every_event_is_right() -> None:
    assert swedish(lambda tree: None) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda t: t["beslut"].update({"sida": "1"}), ("field-unknown", "basis.sida")),
        (lambda t: t["beslut"].update({"att-sats": "0"}), ("value-malformed", "basis.clause")),
        (lambda t: t["beslut"].update({"att-sats": "4a"}), ("value-malformed", "basis.clause")),
        (
            lambda t: t["poster"][3]["ram beslutad"].update({"avser": "Budget"}),
            ("value-malformed", "facts[3].commitment"),
        ),
        (
            lambda t: t["poster"][3]["ram beslutad"].update({"belopp": {"utgifter": "1 kr"}}),
            ("field-missing", "facts[3].amount"),
        ),
        (lambda t: t["poster"][3]["ram beslutad"].update({"belopp": "1 kr"}), ("value-malformed", "facts[3].amount")),
        (lambda t: t["godtar"][0].pop("skäl"), ("field-missing", "accept[0]")),
        (lambda t: t["poster"].append({}), ("value-malformed", "facts[19]")),
        (lambda t: t["poster"].append("ram beslutad"), ("value-malformed", "facts[19]")),
        (
            lambda t: t["poster"][9]["registreringsfel rättat"]["ersätts av"].update(
                {"post": {"registreringsfel rättat": {"rättar": "1", "skäl": "x"}}}
            ),
            ("value-malformed", "facts[9].replacement.fact"),
        ),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_path(change: Any, expected: tuple[str, str]) -> None:
    assert swedish(change) == [expected]


def test_where_something_with_fields_is_expected_those_that_it_must_have_are_named() -> None:
    moved = {"från": {"enhet": "a", "slag": "drift", "år": "2026"}, "till": "b", "belopp": "12 tkr"}
    rights = {refusal.where: refusal.right for refusal in read({"poster": [{"ram överförd": moved}]}, swedish=True)[1]}
    assert rights == {
        "facts[0].to_frame": "en uppställning: {enhet: …, slag: …, år: …}",
        "facts[0].amount": "en uppställning: {kostnader: …, intäkter: …}",
    }
    assert read({"facts": ["12"]})[1][0].right == "en uppställning med en händelse och dess uppgifter"


def test_an_amount_is_known_by_its_sides_and_two_sorts_are_not_mixed() -> None:
    def mix(tree: Any) -> None:
        tree["poster"][3]["ram beslutad"]["belopp"] = {"utgifter": "1 kr", "inkomster": "1 kr", "netto": "0 kr"}

    assert swedish(mix) == [("field-unknown", "facts[3].amount.netto")]


# --- Whatever comes ---------------------------------------------------------------------------------------------

JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, 0, -1, 5, 1.5, 10**30, "", " ", "x", "1,558", "2026-13-01", "0180", "ja", "\x00", "\ud800",
     "x" * 600, [], {}, [[]], [None], {"": None}, {"type": []}, {"type": "net"}, {"net_ore": 1}, {"netto": "1 kr"}]
)  # fmt: skip
KEYS = st.sampled_from(["", "type", "x", "9 mnkr", "[0]", "a.b", "ram", "belopp", "facts", "\ud800"])


def damage(tree: Any, data: st.DataObject) -> Any:
    """A tree with one thing in it replaced, taken away, renamed or added."""
    if isinstance(tree, dict) and tree and data.draw(st.integers(0, 5)):
        key = data.draw(st.sampled_from(sorted(tree)))
        match data.draw(st.sampled_from(["inside", "inside", "inside", "drop", "rename", "add"])):
            case "inside":
                return {**tree, key: damage(tree[key], data)}
            case "drop":
                return {name: value for name, value in tree.items() if name != key}
            case "rename":
                return {data.draw(KEYS) if name == key else name: value for name, value in tree.items()}
            case _:
                return {**tree, data.draw(KEYS): data.draw(JUNK)}
    if isinstance(tree, list) and tree and data.draw(st.integers(0, 5)):
        at = data.draw(st.integers(0, len(tree) - 1))
        return [*tree[:at], damage(tree[at], data), *tree[at + 1 :]]
    return data.draw(JUNK)


def harmless(tree: Any, *, in_swedish: bool) -> None:
    """It is read, or it has problems that can be told; nothing else happens."""
    result, problems = read(tree, swedish=in_swedish)
    assert isinstance(result, Command) or problems
    if not problems:
        assert msgspec.json.decode(msgspec.json.encode(result), type=Command) == result
    assert all(problem.detail for problem in problems)


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_damaged_json_is_read_or_refused_and_never_a_crash(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(EXAMPLES)))
    tree = as_json(Command((fact_of(name),), EXAMPLES[name].basis, EXAMPLES[name].recording.accepted))
    harmless(damage(tree, data), in_swedish=False)


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_a_damaged_tree_in_swedish_is_read_or_refused_and_never_a_crash(data: st.DataObject) -> None:
    harmless(damage(SWEDISH, data), in_swedish=True)
