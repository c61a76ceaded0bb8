"""The tree of a YAML file keeps what YAML takes away from a text, and what it joins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.incoming.reading import Node, Reader
from api.incoming.yaml_tree import root_of
from tests.api.wrong_files import frame, only, problems, told


def value(text: str) -> Node:
    """The node of the one value in a file."""
    node: Node = root_of(f"a: {text}\n", "x", Reader(swedish=True)).value["a"]
    return node


@pytest.mark.parametrize(
    ("text", "read", "cut", "broken"),
    [
        ("Protokoll #2", "Protokoll", "#2", False),
        ("#2", None, "#2", False),
        ("Se bilaga\n  nr 3 \t# och 4", "Se bilaga nr 3", "# och 4", True),
        ('"Protokoll #2" # hel', "Protokoll #2", "", False),
        ("Protokoll#2", "Protokoll#2", "", False),
        ("åäö # x", "åäö", "# x", False),
        ("66\n  100 kr", "66 100 kr", "", True),
        ('"66\n  100 kr"', "66 100 kr", "", True),
        (">-\n  66\n  100 kr", "66 100 kr", "", True),
        ("|\n  66\n  100 kr", "66\n100 kr\n", "", True),
        (">-\n  66 100 kr", "66 100 kr", "", False),
        ("|-  # en rad\n  66 100 kr\n\n", "66 100 kr", "", False),
        ("1\n# på egen rad\n", "1", "", False),
    ],
)
def test_a_text_knows_what_follows_it_and_how_many_lines_it_has(
    text: str, read: str | None, cut: str, broken: bool
) -> None:
    node = value(text)
    assert (node.value, node.cut, node.broken) == (read, cut, broken)
    assert node.line == 1


# --- Case 10: ` #` inside a text --------------------------------------------------------------------------------


@pytest.mark.parametrize("note", ["Se bilaga #3 och 4", "#3", "Dnr KS 2024 #12", "Se\n        bilaga #3"])
def test_a_text_that_a_comment_cuts_is_told_with_what_is_lost(note: str) -> None:
    refusal = only(frame(more=f"      anteckning: {note}\n"))
    assert refusal.code == "text-cut"
    assert f"”#{note.partition('#')[2]}”" in refusal.detail
    assert refusal.right


@pytest.mark.parametrize(
    "more",
    [
        '      anteckning: "Se bilaga #3"\n',
        "      # en kommentar på egen rad\n      anteckning: Se bilaga\n",
        "      anteckning: Se bilaga\n      # sist\n",
        "      anteckning: |\n        Se bilaga #3\n",
        "      kontrollsummor: {netto: 1 kr}  # efter beloppet\n",
    ],
)
def test_comments_elsewhere_are_comments(more: str) -> None:
    assert told_if_any(frame(more=more)) == []


def test_comments_after_amounts_days_and_ids_are_comments() -> None:
    text = frame(
        "\n        netto: 1 kr  # som i tabell 3", "\n        enhet: slk  # ledningskontoret\n        slag: drift"
    )
    assert told(text) == [("field-missing", 4)]  # only the year, which is left out on purpose


def told_if_any(text: str) -> list[str]:
    """The codes of what is wrong with a text, if anything is."""
    return [refusal.code for refusal in problems(text)]


@given(st.text("ab #", min_size=1, max_size=12))
def test_no_part_of_a_text_is_lost_in_silence(note: str) -> None:
    text = frame(more=f"      anteckning: {note}\n")
    codes = told_if_any(text)
    if note.lstrip().startswith("#") or " #" in f" {note}":
        assert codes == ["text-cut"]
    else:
        assert codes == []


# --- An amount over two lines -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "amount",
    [
        "\n        netto: 66\n          100 kr",
        '\n        netto: "66\n          100 kr"',
        "\n        netto: >-\n          66\n          100 kr",
        "\n        netto: |\n          66\n          100 kr",
        '{netto: "66\\n100 kr"}',
    ],
)
def test_an_amount_over_two_lines_may_be_two_columns(amount: str) -> None:
    refusal = only(frame(amount))
    assert refusal.code == "amount-malformed"
    assert "brutet över flera rader" in refusal.detail


def test_a_printed_figure_over_two_lines_is_refused_too() -> None:
    more = "      kontrollsummor:\n        netto: 66\n          100 kr\n"
    assert [code for code, _ in told(frame(more=more))] == ["amount-malformed"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_file_may_end_its_lines_in_any_way(ending: str) -> None:
    text = frame("{netto: x}", more="      anteckning: |\n        rad 1\n        rad 2\n").replace("\n", ending)
    assert told(text) == [("amount-malformed", 5)]
