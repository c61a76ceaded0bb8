"""The elements of a part, plain or refused."""

import pytest

from api.incoming.workbook.elements import is_on, parsed
from ledger.errors import Refused


def test_elements_are_named_without_their_namespace() -> None:
    found: list[tuple[str, str]] = []
    parsed(b'<a:b xmlns:a="x" c="1"><d/></a:b>', "x", lambda tag, given: found.append((tag, given.get("c", ""))))
    assert found == [("b", "1"), ("d", "")]


@pytest.mark.parametrize("content", [b"<a>", b"", "<a/>".encode("utf-16"), b"<!DOCTYPE a><a/>"])
def test_what_is_no_plain_xml_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        parsed(content, "x", lambda _tag, _given: None)


@pytest.mark.parametrize(("value", "on"), [("1", True), ("true", True), ("0", False), ("false", False), ("", False)])
def test_a_flag_is_on_or_off(value: str, on: bool) -> None:
    assert is_on({"hidden": value}, "hidden") is on
    assert is_on({}, "hidden", otherwise=on) is on
