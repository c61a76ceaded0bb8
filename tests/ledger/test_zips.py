"""A zip that is changed anywhere is read, or is broken in a way that the two doors know."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.zips import BROKEN_ZIP


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("blad"), "slk;drift;budget;1;0\n" * 9)
    return packed.getvalue()


WHOLE = _zip()


def _read(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(entry) for entry in archive.infolist()]


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=6), st.integers(0, len(WHOLE)))
def test_what_is_changed_or_cut_off_is_read_or_is_broken_as_is_known(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(WHOLE)
    for place, byte in changes:
        data[place] = byte
    for each in (data, data[:cut]):
        with suppress(*BROKEN_ZIP):
            _read(bytes(each))


def test_what_is_whole_is_read_and_what_is_none_is_broken() -> None:
    assert _read(WHOLE) == [b"slk;drift;budget;1;0\n" * 9]
    with pytest.raises(BROKEN_ZIP):
        _read(WHOLE[:-1])
