"""The form of a decision file: YAML without its guesses, told in Swedish, and every refusal with its place."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from api.incoming.decision_file import DecisionFile, place_text, read_text
from api.incoming.reading import Reader
from api.incoming.yaml_tree import DEEPEST, LOADER, root_of
from ledger.errors import Refusal, Refused
from ledger.events import FrameDecided
from ledger.recording import Command
from ledger.values import ControlOf, ControlTotal
from tests.api.wrong_files import TEXT, frame, line_of, only, problems
from tests.given import adjusted

# --- The form of YAML -------------------------------------------------------------------------------------------


SYNTAX = {
    "a tab": ("liggare: stad\nposter:\n\t- a: 1\n", 3, "raden har en tabb där det ska vara blanksteg"),
    "an @": ("liggare: @stad\n", 1, "raden har en text som börjar med ett tecken som kräver citattecken"),
    "two colons": (
        "liggare: a: b\n",
        1,
        "kolonet kan inte stå där (fel indrag, eller en text som kräver citattecken)",
    ),
    "a lost colon": ("liggare: stad\nbeslut\nposter: []\n", 3, "ett kolon saknas"),
    "an open quotation mark": ('liggare: "stad\nposter: []\n', 3, "ett citattecken är inte avslutat"),
    "an open brace": ("liggare: {a: 1\nposter: []\n", 2, "en klammer är inte avslutad, eller ett komma saknas"),
    "an indent that is off": ("poster:\n  - b\n c: d\n", 3, "indraget stämmer inte med raderna ovanför"),
    "two documents": ("liggare: a\n---\nliggare: b\n", 2, "filen är mer än ett dokument"),
    "an unknown escape": ('liggare: "\\q"\n', 1, "raden går inte att tolka"),
}


@pytest.mark.parametrize("loader", [yaml.SafeLoader, LOADER], ids=["in Python", "in C"])
@pytest.mark.parametrize("name", SYNTAX)
def test_what_is_no_yaml_is_told_in_swedish_with_its_line(name: str, loader: type) -> None:
    text, line, why = SYNTAX[name]
    with pytest.raises(Refused) as refused:
        root_of(text, "fel.yaml", Reader(swedish=True), loader)
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.detail) == ("file-malformed", f"Filen är inte läsbar YAML: {why}.")
    assert line_of(refusal) == line


@pytest.mark.parametrize("value", ["&a stad", "*a", "!!str stad", "! stad", "!!python/object:os.system x"])
def test_anchors_aliases_and_tags_are_refused(value: str) -> None:
    refusal = only(f"poster: []\nliggare: {value}\n")
    assert refusal.code == "file-malformed"
    assert refusal.detail == "Ankare (&), hänvisningar (*) och taggar (!) används inte i beslutsfiler."
    assert refusal.where == "fel.yaml, rad 2"


def test_a_small_file_cannot_become_a_large_one() -> None:
    doubled = [f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}]" for n in range(30)]
    assert only("\n".join(["a0: &a0 [x, x]", *doubled])).code == "file-malformed"


@pytest.mark.parametrize("depth", [DEEPEST, 100_000])
@pytest.mark.parametrize(("start", "end"), ["[]", ("{a: ", "}")], ids=["lists", "mappings"])
def test_a_file_is_only_so_deep(depth: int, start: str, end: str) -> None:
    assert only("a: " + start * depth + end * depth).detail == "Filen är djupare än 30 nivåer."


@pytest.mark.parametrize("key", ["[x]", "a[1]", "[", "a.b", "", "9", "?", "\\u200b"])
def test_a_strange_key_is_told_and_never_a_crash(key: str) -> None:
    assert only(frame(more=f'      "{key}": x\n')).code in {"field-unknown", "field-repeated"}


def test_a_key_that_is_a_list_is_an_unknown_field() -> None:
    assert only(frame(more="      ? [a, b]\n      : c\n")).detail == "Uppgiften ”?” finns inte här."


# --- Places -----------------------------------------------------------------------------------------------------


def test_a_refusal_of_the_rules_gets_its_line() -> None:
    read = read_text(TEXT, "every-event.yaml")
    assert read.locate(Refusal("unit-unknown", "x", where="facts[3].frame.unit")).where == (
        "every-event.yaml, rad 42 (poster, nr 4, ram, enhet)"
    )
    assert read.locate(Refusal("decision-day-in-future", "x", where="basis.decided")).where == (
        "every-event.yaml, rad 8 (beslut, beslutsdag)"
    )
    assert read.locate(Refusal("amount-negative", "x", where="facts[9].replacement.fact")).where == (
        "every-event.yaml, rad 90 (poster, nr 10, ersätts av, post)"
    )


def test_a_place_that_is_not_in_the_file_is_that_of_what_is_around_it() -> None:
    read = read_text(TEXT, "x")
    assert read.locate(Refusal("basis-missing", "x", where="facts[1].no.such.thing")).where == (
        "x, rad 29 (poster, nr 2, no, such, thing)"
    )
    assert read.locate(Refusal("ledger-unknown", "x")).where == "x, rad 2"


def test_a_file_knows_where_everything_stands() -> None:
    read = DecisionFile("x", "stad", Command((adjusted(1),)), {"facts": 2, "facts[0]": 3})
    assert place_text("x", read.lines, "facts[0].amount") == "x, rad 3 (poster, nr 1, belopp)"


# --- Whatever is written ----------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_never_a_crash(data: st.DataObject) -> None:
    lines = TEXT.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "repeat", "junk", "indent", "swap"])):
            case "drop":
                lines[at] = ""
            case "repeat":
                lines[at] *= 2
            case "junk":
                column = data.draw(st.integers(0, len(lines[at])))
                junk = data.draw(st.text(st.sampled_from(" \t:-{}[],&*!'\"#|>?@`%\nå§−1x\x00\ud800"), max_size=4))
                lines[at] = lines[at][:column] + junk + lines[at][column:]
            case "indent":
                lines[at] = "  " + lines[at]
            case _:
                other = data.draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
    assert all(refusal.where and refusal.where.startswith("x") for refusal in problems("".join(lines)))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_no_text_makes_the_reader_crash(text: str) -> None:
    with pytest.raises(Refused):
        read_text(text, "x")


# --- Printed sums -----------------------------------------------------------------------------------------------


def printed(total: str) -> str:
    """A frame with one control total, as it is written, on line 7."""
    return frame(more=f"      kontrollsummor: {{intäkter: {total}}}\n")


def test_a_printed_sum_says_how_many_figures_it_is_of() -> None:
    fact = read_text(printed("{belopp: 0 tkr, antal delar: 5}"), "x").command.facts[0]
    assert isinstance(fact, FrameDecided)
    assert ControlTotal(ControlOf.REVENUES, "0 tkr", 5) in fact.printed


@pytest.mark.parametrize(
    ("total", "code"),
    [
        ("{antal delar: 5}", "value-malformed"),
        ("{belopp: 0 tkr, antal delar: 1}", "value-malformed"),
        ("{belopp: 0, antal delar: 5}", "amount-malformed"),
        ("{belopp: 0 tkr, delar: 5}", "field-unknown"),
    ],
)
def test_a_printed_sum_that_is_not_right_is_told(total: str, code: str) -> None:
    refusal = only(printed(total))
    assert (refusal.code, line_of(refusal)) == (code, 7)
