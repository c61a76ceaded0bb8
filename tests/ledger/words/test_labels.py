"""What things are called in a sentence, and what a label that is stored means for ever."""

from datetime import date

import pytest

from ledger.values import ControlOf, DecisionReference, FrameKey, FrameKind
from ledger.words import words
from ledger.words.labels import (
    FIGURE_WORDS_STORED,
    KIND_WORDS_STORED,
    frame_label,
    labelled_frame,
    measure_text,
    reference_text,
)
from tests.given import key


def test_a_frame_is_named_by_unit_line_kind_and_year() -> None:
    assert frame_label(key()) == "slk drift 2026"
    assert frame_label(key(line="p-12", kind=FrameKind.INVESTMENT)) == "slk p-12 investering 2026"


def test_a_rate_is_written_by_its_measures() -> None:
    assert measure_text(350_000, None) == "0,35\u00a0‰"
    assert measure_text(30_000_000, None) == "3\u00a0%", "maxtaxa, barn 1: it was told as 30 ‰"
    assert measure_text(10_000_000, None) == "1\u00a0%"
    assert measure_text(9_900_000, None) == "9,9\u00a0‰"
    assert measure_text(None, 78_200) == "782\u00a0kr per person"
    assert measure_text(350_000, 78_200) == "0,35\u00a0‰ och 782\u00a0kr per person"
    assert measure_text(None, None) == "okänt"


def test_a_reference_is_told_as_one_writes_it() -> None:
    decision = DecisionReference("KF", "KS 2025/1", "§ 12", 1, date(2025, 11, 24))
    assert reference_text(decision) == "KF, 2025-11-24, KS 2025/1, § 12, att-sats 1"


def test_the_words_of_today_can_be_read_back() -> None:
    """A word that is changed is added to those that are stored, and none is taken away."""
    assert {words.value(kind): kind for kind in FrameKind}.items() <= KIND_WORDS_STORED.items()
    assert {words.field(of): of for of in ControlOf}.items() <= FIGURE_WORDS_STORED.items()
    assert {"drift": FrameKind.OPERATING, "investering": FrameKind.INVESTMENT}.items() <= KIND_WORDS_STORED.items()


@pytest.mark.parametrize(
    "frame",
    [
        FrameKey("slk", FrameKind.OPERATING, 2026),
        FrameKey("slk", FrameKind.INVESTMENT, 2026),
        FrameKey("slk", FrameKind.OPERATING, 2026, "anslag-1"),
        FrameKey("drift", FrameKind.INVESTMENT, 2026, "drift"),
    ],
)
def test_a_label_means_the_frame_that_it_was_made_of(frame: FrameKey) -> None:
    assert labelled_frame(frame_label(frame)) == frame


@pytest.mark.parametrize("label", ["", "drift 2026", "slk drift", "slk drift år", "slk bygge 2026", "a b c d"])
def test_what_is_no_label_names_no_frame(label: str) -> None:
    assert labelled_frame(label) is None
