"""What a correction touches."""

from ledger.events import RecordingErrorCorrected, Replacement
from tests.given import basis, key, transferred


def test_a_correction_is_found_by_everything_the_old_and_the_new_entry_touch_once_each() -> None:
    correction = RecordingErrorCorrected(
        7, "fel", Replacement(transferred(1), basis()), ("entry:5", key("slk").tag, key("ks").tag)
    )
    assert correction.tags() == (
        "entry:7",
        "entry:5",
        "frame:slk/total/operating/2026",
        "frame:ks/total/operating/2026",
        "frame:sbk/total/operating/2026",
    )
    assert correction.units() == ("slk", "sbk")
    assert RecordingErrorCorrected(7, "fel").tags() == ("entry:7",)
