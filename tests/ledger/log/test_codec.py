"""Entries and their exact bytes: the golden files, the way there and back, and what is no entry at all."""

import os
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.events import FrameAdjusted, FrameDecided, catalogue, stored_name
from ledger.log import codec
from ledger.log.codec import CodecError, decode, encode
from ledger.log.entry import Entry
from ledger.values import FrameKey, FrameKind, NetAmount
from ledger.when import BoundsOrigin, DecisionBounds
from tests import golden
from tests.golden.examples import BY, DECIDED, EXAMPLES
from tests.golden.examples.common import OPERATING
from tests.house_rules import ROOT
from tests.strategies import values_of

CHANGE = Entry(FrameAdjusted(OPERATING, NetAmount(5)), BY, DECIDED)
CHANGE_BYTES = encode(CHANGE)


# --- Golden bytes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_bytes_of_every_event_are_those_that_were_chosen(name: str) -> None:
    assert encode(EXAMPLES[name]) == golden.event_file(name).read_bytes()


@pytest.mark.parametrize("name", EXAMPLES)
def test_golden_bytes_are_read_back_as_the_example(name: str) -> None:
    entry = EXAMPLES[name]
    assert decode(entry.type, golden.event_file(name).read_bytes()) == entry


def test_every_event_type_has_its_golden_bytes_in_full_and_at_least() -> None:
    names = {stored_name(fact) for fact in catalogue()}
    assert names | {f"{name}.least" for name in names} <= EXAMPLES.keys()
    assert all(name == entry.type or name.startswith(f"{entry.type}.") for name, entry in EXAMPLES.items())


@pytest.mark.parametrize("stored", sorted({entry.type for entry in EXAMPLES.values()}))
def test_the_examples_of_an_event_leave_no_field_out(stored: str) -> None:
    """A field that came later has an example of its own, so that the bytes of the first one stay."""
    facts = [entry.fact for entry in EXAMPLES.values() if entry.type == stored]
    for field in msgspec.structs.fields(facts[0]):
        assert any(getattr(fact, field.name) not in (None, (), False) for fact in facts), field.name


def test_the_shape_of_the_catalogue_is_the_one_that_readers_know() -> None:
    assert golden.SCHEMA.read_bytes() == golden.expected()[golden.SCHEMA]


def test_no_golden_file_is_left_over() -> None:
    assert golden.differing() == []


def test_the_command_says_which_golden_files_differ() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tests.golden"],
        cwd=ROOT,
        env={**os.environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.returncode, said.stdout) == (0, "")


# --- The way there and back -------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(values_of(Entry))
def test_any_entry_encodes_and_decodes_to_itself(entry: Entry) -> None:
    data = encode(entry)
    assert decode(entry.type, data) == entry
    assert encode(decode(entry.type, data)) == data


def test_fields_stand_in_their_declared_order_without_white_space_or_defaults() -> None:
    assert CHANGE_BYTES == (
        b'{"fact":{"type":"frame-adjusted.v1","frame":{"unit":"slk","kind":"operating","year":2026},'
        b'"amount":{"type":"net","net_ore":5}},"recording":{"by":"ekonom-1","via":"cli"},'
        b'"basis":{"body":"kommunfullm\xc3\xa4ktige","decided":"2025-11-24","source":{"title":"Protokoll",'
        b'"sha256":"' + b"ab" * 32 + b'"}}}'
    )


def test_a_missing_bound_is_left_out() -> None:
    bounds = DecisionBounds("?", BoundsOrigin.PRINTED)
    assert msgspec.json.encode(bounds) == b'{"reason":"?","origin":"printed"}'


def test_letters_are_stored_as_they_are_given() -> None:
    """One way of writing each letter is the doors' business: the codec changes nothing."""
    for letter in ("\u00e5", "a\u030a"):
        entry = msgspec.structs.replace(CHANGE, fact=msgspec.structs.replace(CHANGE.fact, note=letter))
        assert letter.encode() in encode(entry)


# --- What is no entry -------------------------------------------------------------------------------------------


def _changed(old: bytes, new: bytes) -> bytes:
    assert CHANGE_BYTES.count(old) == 1
    return CHANGE_BYTES.replace(old, new)


NOT_AN_ENTRY = {
    "nothing": b"",
    "not JSON": b"{",
    "not UTF-8": CHANGE_BYTES.replace(b"\xc3\xa4", b"\xe4"),
    "a list": b"[]",
    "an unknown field": _changed(b'"by":', b'"at":"here","by":'),
    "an unknown field in the fact": _changed(b'"amount":', b'"extra":1,"amount":'),
    "an unknown fact": _changed(b"frame-adjusted.v1", b"frame-frozen.v1"),
    "a later version": _changed(b"frame-adjusted.v1", b"frame-adjusted.v2"),
    "a missing field": _changed(b'"by":"ekonom-1",', b""),
    "an amount beyond the bound": _changed(b'"net_ore":5', b'"net_ore":9007199254740992'),
    "an amount below the bound": _changed(b'"net_ore":5', b'"net_ore":-9007199254740992'),
    "a fraction of an öre": _changed(b'"net_ore":5', b'"net_ore":5.5'),
    "a float": _changed(b'"net_ore":5', b'"net_ore":5.0'),
    "an amount as text": _changed(b'"net_ore":5', b'"net_ore":"5"'),
    "a year out of range": _changed(b'"year":2026', b'"year":1989'),
    "a unit in capitals": _changed(b'"unit":"slk"', b'"unit":"SLK"'),
    "a unit with a line break": _changed(b'"unit":"slk"', b'"unit":"slk\\n"'),
    "a unit with a diacritic": _changed(b'"unit":"slk"', '"unit":"miljö"'.encode()),
    "an impossible day": _changed(b'"2025-11-24"', b'"2025-02-29"'),
    "a day with a time": _changed(b'"2025-11-24"', b'"2025-11-24T00:00:00"'),
    "an unknown kind": _changed(b'"operating"', b'"savings"'),
    "a control character": _changed(b'"via":"cli"', b'"via":"c\\u0000li"'),
    "an empty text": _changed(b'"via":"cli"', b'"via":""'),
}


@pytest.mark.parametrize("data", NOT_AN_ENTRY.values(), ids=NOT_AN_ENTRY)
def test_bytes_that_are_no_entry_are_refused(data: bytes) -> None:
    with pytest.raises(CodecError, match=r"^frame-adjusted\.v1"):
        decode("frame-adjusted.v1", data)


def test_bytes_stored_under_another_name_are_refused() -> None:
    with pytest.raises(CodecError, match=r"stored as frame-decided\.v1, but the bytes say frame-adjusted\.v1"):
        decode("frame-decided.v1", CHANGE_BYTES)


def test_amounts_at_the_bound_are_entries() -> None:
    for ore in (2**53 - 1, -(2**53 - 1), 0, 1):
        entry = Entry(FrameAdjusted(OPERATING, NetAmount(ore)), BY, DECIDED)
        assert decode(entry.type, encode(entry)) == entry


DOES_NOT_SURVIVE = {
    "an amount beyond the bound": FrameAdjusted(OPERATING, NetAmount(2**53)),
    "a very large amount": FrameAdjusted(OPERATING, NetAmount(10**400)),
    "a float": FrameAdjusted(OPERATING, NetAmount(5.0)),  # type: ignore[arg-type]
    "a year out of range": FrameAdjusted(FrameKey("slk", FrameKind.OPERATING, 1989), NetAmount(1)),
    "a unit in capitals": FrameAdjusted(FrameKey("SLK", FrameKind.OPERATING, 2026), NetAmount(1)),
    "an empty text": FrameAdjusted(OPERATING, NetAmount(1), note=""),
    "half a surrogate pair": FrameAdjusted(OPERATING, NetAmount(1), note="\ud800"),
    "a control character": FrameAdjusted(OPERATING, NetAmount(1), note="\x00"),
    "a list for a tuple": FrameAdjusted(OPERATING, NetAmount(1), printed=[]),  # type: ignore[arg-type]
    "a missing amount": FrameDecided(OPERATING, None, None),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("fact", DOES_NOT_SURVIVE.values(), ids=DOES_NOT_SURVIVE)
def test_what_does_not_survive_the_way_there_and_back_is_not_encoded(fact: FrameAdjusted) -> None:
    with pytest.raises(CodecError):
        encode(Entry(fact, BY, DECIDED))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=40), st.integers(0, len(CHANGE_BYTES)), st.integers(0, 20))
def test_damaged_bytes_are_an_entry_or_refused_and_never_a_crash(junk: bytes, start: int, length: int) -> None:
    damaged = CHANGE_BYTES[:start] + junk + CHANGE_BYTES[start + length :]
    try:
        decode("frame-adjusted.v1", damaged)
    except CodecError:
        return


# --- Names and versions -----------------------------------------------------------------------------------------


def test_a_family_stands_for_all_its_stored_names() -> None:
    assert codec.versions("frame-decided") == ("frame-decided.v1",)


def test_an_older_version_belongs_to_its_family_and_is_brought_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(codec.UPCASTERS, "frame-adjusted.v0", lambda fact: {**fact, "type": "frame-adjusted.v1"})
    assert codec.versions("frame-adjusted") == ("frame-adjusted.v1", "frame-adjusted.v0")
    stored = encode(CHANGE).replace(b"frame-adjusted.v1", b"frame-adjusted.v0")
    assert decode("frame-adjusted.v0", stored) == CHANGE
    assert codec.encoded_again(CHANGE, stored) == stored
    for name, data in (("frame-adjusted.v1", stored), ("frame-adjusted.v0", encode(CHANGE))):
        with pytest.raises(CodecError, match="stored as"):
            decode(name, data)
    with pytest.raises(CodecError):
        decode("frame-adjusted.v0", b'["frame-adjusted.v0"]')


def test_an_unknown_family_is_a_bug() -> None:
    with pytest.raises(LookupError):
        codec.versions("frame-frozen")
