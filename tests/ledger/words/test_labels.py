"""What things are called in a sentence."""

from datetime import date

from ledger.values import DecisionReference, FrameKind
from ledger.words.labels import frame_label, measure_text, reference_text
from tests.given import key


def test_a_frame_is_named_by_unit_line_kind_and_year() -> None:
    assert frame_label(key()) == "slk drift 2026"
    assert frame_label(key(line="p-12", kind=FrameKind.INVESTMENT)) == "slk p-12 investering 2026"


def test_a_rate_is_written_by_its_measures() -> None:
    assert measure_text(350_000, None) == "0,35\u00a0‰"
    assert measure_text(None, 78_200) == "782\u00a0kr per person"
    assert measure_text(350_000, 78_200) == "0,35\u00a0‰ och 782\u00a0kr per person"
    assert measure_text(None, None) == "okänt"


def test_a_reference_is_told_as_one_writes_it() -> None:
    decision = DecisionReference("KF", "KS 2025/1", "§ 12", 1, date(2025, 11, 24))
    assert reference_text(decision) == "KF, 2025-11-24, KS 2025/1, § 12, att-sats 1"
