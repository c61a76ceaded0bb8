"""What things are called in a sentence."""

from ledger.values import FrameKind
from ledger.words.labels import frame_label
from tests.given import key


def test_a_frame_is_named_by_unit_line_kind_and_year() -> None:
    assert frame_label(key()) == "slk drift 2026"
    assert frame_label(key(line="p-12", kind=FrameKind.INVESTMENT)) == "slk p-12 investering 2026"
