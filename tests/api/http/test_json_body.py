"""A command as JSON: what is written is what is read, and everything else is refused with its place."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.json_body import DEEPEST, read_command
from api.http.openapi import COMMAND_EXAMPLE
from ledger.errors import Refusal, Refused
from ledger.recording import Command
from tests.given import adjusted, between, command, decided, opening, transferred, turnover


def problems(body: str) -> list[tuple[str, str | None]]:
    """Code and place of everything that is wrong."""
    refusals: list[Refusal] = []
    assert read_command(body.encode(), refusals) is None
    return [(refusal.code, refusal.where) for refusal in refusals]


def frame(**fields: object) -> str:
    """A decided frame with some fields changed."""
    return json.dumps({"facts": [COMMAND_EXAMPLE["facts"][0] | fields]})


@pytest.mark.parametrize(
    "written",
    [
        opening(),
        command(decided(1), adjusted(-2), transferred(3), turnover(4, 4)),
        command(decided(1), on=between(None, "2025-01-01")),
    ],
)
def test_what_is_written_is_what_is_read(written: Command) -> None:
    refusals: list[Refusal] = []
    plain = Command(written.facts, written.basis, written.accept)
    assert read_command(msgspec.json.encode(written), refusals) == plain
    assert refusals == []


def test_only_whole_numbers_are_whole_numbers() -> None:
    for number in ("1.0", "1e2", '"1"', "true", "null", "[]", "{}"):
        amount = f'{{"type": "operating", "costs_ore": {number}, "revenues_ore": 0}}'
        assert problems(frame(amount="AMOUNT").replace('"AMOUNT"', amount)) == [
            ("value-malformed", "facts[0].amount.costs_ore")
        ]


def test_a_number_larger_than_money_can_be_is_told_so() -> None:
    amount = {"type": "operating", "costs_ore": 2**53, "revenues_ore": -(2**53)}
    places = ("facts[0].amount.costs_ore", "facts[0].amount.revenues_ore")
    assert problems(frame(amount=amount)) == [("amount-out-of-range", place) for place in places]
    assert problems(frame(amount=amount | {"costs_ore": 10**4000, "revenues_ore": 0})) == [
        ("value-malformed", "facts[0].amount.costs_ore")
    ]


def test_a_year_that_no_budget_is_about_is_told_so() -> None:
    for year in (0, 1989, 2101, 10**18):
        key = {"unit": "slk", "kind": "operating", "year": year}
        assert problems(frame(frame=key)) == [("year-out-of-range", "facts[0].frame.year")]


def test_a_key_that_stands_twice_is_refused_wherever_it_stands() -> None:
    assert problems('{"facts": [], "facts": []}') == [("field-repeated", "facts"), ("field-missing", "facts")]
    twice = frame(note="NOTE").replace('"note": "NOTE"', '"note": "a", "note": "a"')
    assert problems(twice) == [("field-repeated", "facts[0].note")]


def test_a_type_is_only_a_key_where_there_are_several() -> None:
    assert problems(json.dumps(COMMAND_EXAMPLE | {"type": "command"})) == [("field-unknown", "type")]
    assert problems('{"facts": [{"type": "frame-decided.v2"}, {}, 1]}') == [
        ("value-malformed", "facts[0].type"),
        ("value-malformed", "facts[1].type"),
        ("value-malformed", "facts[2]"),
    ]


def test_what_would_be_right_is_told_in_the_words_of_json() -> None:
    refusals: list[Refusal] = []
    read_command(b'{"facts": [{"type": "ledger-opened.v1", "revenues_printed_negative": "ja"}]}', refusals)
    assert [refusal.right for refusal in refusals if refusal.where == "facts[0].revenues_printed_negative"] == [
        "true eller false"
    ]
    assert "kind: något av: municipality, region, municipal-federation, association, company" in [
        refusal.right for refusal in refusals
    ]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", None),
        (b'{"facts": [1,\n 2,, 3]}', "rad 2, byte 4"),
        (b'{"facts": Infinity}', "rad 1, byte 11"),
        (b"{'facts': []}", "rad 1, byte 2"),
        (b"\xef\xbb\xbf{}", "rad 1, byte 1"),
        (b'{"facts": ["\xff"]}', "rad 1, byte 1"),
        (b'{"facts": "\\ud800 "}', None),
        (b"{} {}", "rad 1, byte 5"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(body: bytes, where: str | None) -> None:
    with pytest.raises(Refused) as refused:
        read_command(body, [])
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.detail) == ("file-malformed", "Begäran är inte läsbar JSON.")
    assert refusal.where == where


def test_what_is_too_deep_is_refused() -> None:
    for depth in (DEEPEST + 1, 100_000):
        with pytest.raises(Refused) as refused:
            read_command(b'{"facts":' + b"[" * depth + b"]" * depth + b"}", [])
        assert refused.value.refusals[0].detail == "Begäran är djupare än 30 nivåer."


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["facts", "basis", "type", "frame"]), inner),
        max_leaves=30,
    )
)
def test_whatever_is_sent_is_read_or_refused(value: object) -> None:
    refusals: list[Refusal] = []
    try:
        read = read_command(json.dumps(value).encode(), refusals)
    except Refused as refused:
        refusals += refused.refusals
        read = None
    assert read is None
    assert refusals
    msgspec.json.encode(refusals)


@pytest.mark.parametrize(
    ("field", "text", "right"),
    [
        ("rate_ppb", "21,90 %", "ett heltal miljarddelar: 21,90 % skrivs 219000000"),
        ("rate_ppb", "0,40 ‰", "ett heltal miljarddelar: 0,40 ‰ skrivs 400000"),
        ("rate_ppb", "21.90", "ett heltal miljarddelar: 0,35 ‰ skrivs 350000"),
        ("costs_ore", "12,5 mnkr", "ett heltal öre: 12,5 mnkr skrivs 1250000000"),
        ("costs_ore", "mycket", "ett heltal öre: 1 578,9 mnkr skrivs 157890000000"),
    ],
)
def test_a_rate_or_an_amount_as_text_is_told_as_the_number_it_stands_for(field: str, text: str, right: str) -> None:
    """JSON has whole numbers, öre and billionths: 21,90 % of a billion is 219 000 000."""
    if field == "rate_ppb":
        body = json.dumps({"facts": [{"type": "tax-rate-decided.v1", "year": 2026, "rate_ppb": text}]})
    else:
        body = frame(amount={"type": "operating", "costs_ore": text, "revenues_ore": 0})
    refusals: list[Refusal] = []
    assert read_command(body.encode(), refusals) is None
    [refusal] = refusals
    assert (refusal.code, (refusal.where or "").endswith(field), refusal.right) == ("value-malformed", True, right)
