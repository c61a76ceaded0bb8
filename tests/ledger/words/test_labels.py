"""What things are called in a sentence, and what a label that is stored means for ever."""

import pytest

from ledger.values import FrameKey, FrameKind
from ledger.words import words
from ledger.words.labels import KIND_WORDS_STORED, frame_label, labelled_frame


def test_the_words_of_today_can_be_read_back() -> None:
    """A word that is changed is added to those that are stored, and none is taken away."""
    assert {words.value(kind): kind for kind in FrameKind}.items() <= KIND_WORDS_STORED.items()
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
