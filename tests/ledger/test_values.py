"""What facts are made of: frame keys, amounts, bases; immutable and bounded."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.money import ORE_MAX
from ledger.values import (
    Basis,
    Clause,
    DecisionReference,
    FrameKey,
    FrameKind,
    Identifier,
    InvestmentAmount,
    NetAmount,
    OperatingAmount,
    Position,
    Sha256,
)
from ledger.when import DecisionBounds
from tests.given import SOURCE, basis, key

ORE = st.integers(-ORE_MAX, ORE_MAX)


@given(ORE, ORE)
def test_r32_net_is_what_goes_out_less_what_comes_in(out: int, come_in: int) -> None:
    assert OperatingAmount(out, come_in).net_ore == out - come_in
    assert InvestmentAmount(out, come_in).net_ore == out - come_in


def test_net_is_never_stored_beside_the_sides_it_follows_from() -> None:
    assert msgspec.json.encode(OperatingAmount(3, 1)) == b'{"type":"operating","costs_ore":3,"revenues_ore":1}'
    assert msgspec.json.encode(NetAmount(2)) == b'{"type":"net","net_ore":2}'


def test_a_frame_is_found_by_unit_line_kind_and_year() -> None:
    assert key().tag == "frame:slk/total/operating/2026"
    assert key("ks", 2029, FrameKind.INVESTMENT, "p-12").tag == "frame:ks/p-12/investment/2029"


def test_a_document_without_lines_is_about_the_total() -> None:
    assert FrameKey("slk", FrameKind.OPERATING, 2026).line == "total"
    assert b"line" not in msgspec.json.encode(key())


@given(st.data())
def test_two_frames_never_share_a_tag(data: st.DataObject) -> None:
    identifiers = st.from_regex(r"[a-z0-9][a-z0-9-]{0,5}", fullmatch=True)
    keys = st.builds(FrameKey, identifiers, st.sampled_from(FrameKind), st.integers(2025, 2027), identifiers)
    one, other = data.draw(keys), data.draw(keys)
    assert (one == other) == (one.tag == other.tag)


def test_values_do_not_change() -> None:
    with pytest.raises(AttributeError):
        setattr(key(), "unit", "ks")  # noqa: B010 - the type checker would refuse the plain form


def test_a_basis_holds_its_day_or_its_bounds() -> None:
    known = msgspec.json.decode(msgspec.json.encode(basis()), type=Basis)
    assert known == basis()
    data = msgspec.json.encode(basis()).replace(b'"2025-11-24"', b'{"reason":"?","origin":"printed"}')
    assert isinstance(msgspec.json.decode(data, type=Basis).decided, DecisionBounds)


REFUSED: dict[str, tuple[Any, Any]] = {
    "an empty id": (Identifier, ""),
    "an id in capitals": (Identifier, "SLK"),
    "an id with å": (Identifier, "må"),
    "an id with a space": (Identifier, "s lk"),
    "an id with a line break": (Identifier, "slk\n"),
    "an id that begins with a hyphen": (Identifier, "-slk"),
    "an id of 64 characters": (Identifier, "a" * 64),
    "an id with a slash": (Identifier, "a/b"),
    "an id with a colon": (Identifier, "a:b"),
    "a digest in capitals": (Sha256, "AB" * 32),
    "a digest of 63": (Sha256, "a" * 63),
    "a digest of 65": (Sha256, "a" * 65),
    "a digest with a line break": (Sha256, "ab" * 32 + "\n"),
    "position 0": (Position, 0),
    "a position that JSON readers would round": (Position, 2**53),
    "clause 0": (Clause, 0),
    "clause 10000": (Clause, 10_000),
    "a truth for a number": (Clause, True),
}


@pytest.mark.parametrize(("type_", "value"), REFUSED.values(), ids=REFUSED)
def test_what_is_out_of_bounds_is_no_value(type_: Any, value: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(value, type_)


ACCEPTED: dict[str, tuple[Any, Any]] = {
    "one letter": (Identifier, "a"),
    "63 characters": (Identifier, "a" * 63),
    "digits first": (Identifier, "0180-slk"),
    "position 1": (Position, 1),
    "the last position": (Position, 2**53 - 1),
    "clause 1": (Clause, 1),
    "clause 9999": (Clause, 9_999),
}


@pytest.mark.parametrize(("type_", "value"), ACCEPTED.values(), ids=ACCEPTED)
def test_the_bounds_themselves_are_values(type_: Any, value: object) -> None:
    assert msgspec.convert(value, type_) == value


def test_a_source_names_its_page_when_it_is_known() -> None:
    assert SOURCE.page is None
    assert msgspec.structs.replace(SOURCE, page="s. 14").page == "s. 14"


# --- Decisions by reference ---------------------------------------------------------------------------------------


def test_a_decision_is_referred_to_without_regard_to_capitals_and_spaces() -> None:
    made = basis("2026-06-15", "§ 12 A", 4, "Kommunfullmäktige")
    meant = DecisionReference("KOMMUNFULLMÄKTIGE", "ks2025/1", "§12a")
    assert made.decision_key == meant.key == "kommunfullmäktige/ks/2025/1/§12a"


def test_what_is_not_named_is_nothing_and_not_anything() -> None:
    assert DecisionReference("KF").key == "kommunfullmäktige//"
    assert DecisionReference("KF", "1").key != DecisionReference("KF", None, "1").key


def test_a_reference_that_no_index_could_hold_is_known_by_its_digest() -> None:
    long = DecisionReference("å" * 500, "ä" * 500, "ö" * 500)
    assert len(long.key) == 64
    assert long.key != DecisionReference("å" * 500, "ä" * 500, "ö" * 499).key
