"""Whom a stored warning is about, those of earlier versions as those of today."""

from datetime import date

import pytest

from ledger.values import FrameKey, FrameKind, RecordedWarning
from ledger.words.noticed import About, about, is_about

SLK = FrameKey("slk", FrameKind.OPERATING, 2026)
SBK = FrameKey("sbk", FrameKind.OPERATING, 2026)
LINE = FrameKey("slk", FrameKind.OPERATING, 2026, "stadsarkivet")
LATER = FrameKey("slk", FrameKind.OPERATING, 2027)
DAY = date(2026, 3, 1)
UNPAID = {"rule": "financing-missing"}
LISTED = "slk drift 2026 1\xa0000\xa0kr, ks a drift 2026 5\xa0kr"
RAISED = (SLK, FrameKey("ks", FrameKind.OPERATING, 2026, "a"))
ENTRY = About((SLK, SBK, LINE, LATER), ("slk", "sbk"), (2026, 2027), DAY)


@pytest.mark.parametrize(
    ("code", "values", "frames"),
    [
        ("frame-not-set", {"frame": "sbk drift 2026"}, (SBK,)),
        ("frame-not-set", {"frame": "slk stadsarkivet drift 2026"}, (LINE,)),
        ("rule-accepted", {"detail": "Kostnaderna i slk drift 2027 skulle bli −50 kr."}, (LATER,)),
        ("rule-relaxed", {"detail": "Samma ändring av slk drift 2026 och sbk drift 2026, i"}, (SLK, SBK)),
        ("rule-accepted", UNPAID | {"detail": f"KF höjer drift 2026 med 1 kr under året ({LISTED}), och"}, RAISED),
        ("rule-relaxed", UNPAID | {"detail": "KF höjer (inget)", "frames": "slk drift 2026, ks a drift 2026"}, RAISED),
        ("financing-day-unknown", {"frames": LISTED, "year": "2026"}, RAISED),
        ("result-worsens", {"frames": "slk drift 2026, ks a drift 2026"}, RAISED),
        ("rule-accepted", UNPAID | {"detail": "höjer (slk drift 2026 1 kr, och 2 till), och"}, ENTRY.frames),
        ("rule-accepted", {"detail": "Med rättelsen höjer SN summan för drift 2026 med 1 kr."}, ENTRY.frames),
        ("rule-accepted", {"detail": "Reserven kfn drift 2026 har 1 kr."}, ENTRY.frames),
        ("period-reported", {"frames": "slk drift 2026, sbk drift 2026"}, (SLK, SBK)),
        ("period-reported", {"frames": "slk drift 2026 med flera (9 ramar)"}, ENTRY.frames),
        ("unit-not-there", {"unit": "sbk", "year": "2026"}, (SBK,)),
        ("plan-beyond-three-years", {"year": "2027"}, (LATER,)),
        ("carried-forward-beyond-outcome", {"frame": "slk drift 2026"}, (SLK, LATER)),
        ("basis-incomplete", {"missing": "paragraf"}, ENTRY.frames),
    ],
)  # fmt: skip
def test_a_warning_is_about_the_frames_that_it_names_and_else_about_its_entry(
    code: str, values: dict[str, str], frames: tuple[FrameKey, ...]
) -> None:
    whom = about(RecordedWarning(code, values), ENTRY)
    assert whom.frames == frames
    assert set(whom.years) == {frame.year for frame in frames}
    assert set(whom.units) >= {frame.unit for frame in frames}


def test_a_frame_is_not_told_what_is_said_of_another() -> None:
    """design.md, section 9: a warning stands wherever those figures stand, and nowhere else."""
    named = RecordedWarning("frame-not-set", {"frame": "sbk drift 2026"})
    assert [is_about(named, frame) for frame in (SLK, SBK, LINE)] == [False, True, False]
    accepted = RecordedWarning("rule-accepted", {"detail": "Kostnaderna i slk drift 2026 skulle bli −50 kr."})
    assert [is_about(accepted, frame) for frame in (SLK, SBK, LATER)] == [True, False, False]
    of_the_entry = RecordedWarning("basis-incomplete", {"missing": "paragraf"})
    assert is_about(of_the_entry, SLK)
    assert is_about(of_the_entry, SBK)


def test_a_warning_holds_from_the_day_of_its_decision_or_a_later_one_that_it_names() -> None:
    swallowed = {"frame": "slk drift 2026", "set_day": "2026-04-01", "set_position": "7"}
    assert about(RecordedWarning("swallowed", swallowed), ENTRY).holds_from == date(2026, 4, 1)
    assert about(RecordedWarning("swallowed", {"frame": "slk drift 2026"}), ENTRY).holds_from == DAY
    assert about(RecordedWarning("basis-incomplete", {"missing": "paragraf"}), ENTRY).holds_from == DAY
