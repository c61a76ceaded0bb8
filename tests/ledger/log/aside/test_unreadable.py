"""What is said of an entry that cannot be read, and which are set aside."""

import hashlib
from datetime import UTC, datetime

import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.log.aside.unreadable import Asides, asides_of, unreadable_refusal
from ledger.log.codec import encode_aside, stored_from
from ledger.log.database import Database
from ledger.log.entry import SET_ASIDE, EntrySetAside, Look, Recorded, Undecodable
from tests.given import AUTHOR, command, decided, key
from tests.unreadable import NEWER, damage, of_newer_program

AT = datetime(2026, 3, 1, tzinfo=UTC)


def aside(position: int, data: bytes) -> bytes:
    return encode_aside(EntrySetAside(position, hashlib.sha256(data).hexdigest(), "Trasig."))


def test_what_is_set_aside_is_an_entry_with_just_those_bytes() -> None:
    asides = asides_of([(9, aside(5, b"x")), (11, aside(7, b"y"))])
    assert asides.covers(5, b"x")
    assert not asides.covers(5, b"y")
    assert not asides.covers(6, b"x")
    assert not Asides().covers(5, b"x")


def test_from_the_entry_until_it_is_set_aside_nothing_is_known() -> None:
    asides = asides_of([(9, aside(5, b"x")), (11, aside(8, b"y"))])
    assert [asides.over(position) for position in (4, 5, 7, 8, 9, 10, 11)] == [
        *(None, (5, 9), (5, 9), (5, 9), (8, 11), (8, 11), None)
    ]


def test_the_last_setting_aside_of_an_entry_holds_and_one_that_cannot_be_read_says_nothing() -> None:
    asides = asides_of([(9, aside(5, b"x")), (10, b"{}"), (12, aside(5, b"y"))])
    assert not asides.covers(5, b"x")
    assert asides.covers(5, b"y")
    assert asides.over(11) == (5, 12)


@pytest.mark.parametrize(
    ("name", "data", "newer"),
    [
        ("frame-decided.v1", b"{}", None),
        ("frame-decided.v1", b"\xff", None),
        ("frame-decided.v1", b"[" * 100_000, None),
        ("frame-decided.v2", b"{}", "frame-decided.v2"),
        ("frame-decided.v1", b'{"fact":[{"type":"frame-decided.v1"},{"type":"x.v3"}]}', "x.v3"),
        ("frame-decided.v1", b'{"fact":{"type":"a text that is no name"}}', None),
        (SET_ASIDE, b"{}", None),
    ],
)
def test_what_cannot_be_read_is_of_a_newer_program_or_not_what_its_name_says(
    name: str, data: bytes, newer: str | None
) -> None:
    assert stored_from(3, AT, name, data) == Undecodable(3, AT, name, data, newer)


def test_the_refusal_says_where_what_and_what_to_do() -> None:
    damaged = unreadable_refusal("stad", Undecodable(5, AT, "frame-decided.v1", b""))
    assert damaged.code == "entry-unreadable"
    assert "liggare set-aside --ledger stad --position 5 --reason 'varför'" in (damaged.right or "")
    newer = unreadable_refusal("stad", Undecodable(5, AT, NEWER, b"", NEWER))
    assert NEWER in newer.detail
    assert "set-aside" not in (newer.right or "")


def test_what_looks_under_its_tags_is_refused_and_the_rest_of_the_log_is_not(
    database: Database, application: Application, stad: OpenLedger
) -> None:
    for number, unit in enumerate(("slk", "sbk")):
        application.record("stad", command(decided(number, frame=key(unit))), AUTHOR, unit)
    damage(database, stad.runner.place, 5)
    of_newer_program(stad.log, "frame:slk/else/operating/2026")
    assert [recorded.position for recorded in stad.log.read([Look(key("sbk").tag)])[0]] == [6]
    for look in (Look(key().tag), Look("frame:slk/else/operating/2026"), Look("", ("frame-decided",))):
        with pytest.raises(Refused) as refused:
            stad.log.read([look])
        assert refused.value.refusals[0].code == "entry-unreadable"
    stored = list(stad.log.stored())
    assert [each.position for each in stored] == [1, 2, 3, 4, 5, 6, 7]
    assert [isinstance(each, Recorded) for each in stored] == [True] * 4 + [False, True, False]
    assert [isinstance(each, Undecodable) and key().tag in each.tags for each in stored] == [False] * 4 + [
        *(True, False, False)
    ]
