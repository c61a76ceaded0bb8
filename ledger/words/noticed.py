"""Whom a stored warning is about: which frames, units and years, and from which day it holds.

A stored warning is its code and its values as text, and those bytes never change. This is the one place where they are
read as what they stand for, those of earlier versions as those of today: every answer that shows a warning beside
figures asks here whether it is about them.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

import msgspec

from ledger.values import FrameKey, RecordedWarning
from ledger.words.labels import KIND_WORDS_STORED, frame_label, labelled_frame


class About(msgspec.Struct, frozen=True):
    """Whom something is about. `holds_from` is the first day, on the decided clock, on which it is so."""

    frames: tuple[FrameKey, ...]
    units: tuple[str, ...]
    years: tuple[int, ...]
    holds_from: date


OF_NEXT_YEAR_TOO: Final = ("carried-forward-beyond-outcome",)
"""Warnings of one year's frame that are as much about the frame of the year after, which has got too much."""

OF_A_DECISION: Final = ("financing-missing", "financing-day-unknown", "result-worsens")
"""The rules and warnings that are about all that a decision does, whichever of its entries they stand at: about the
frames that they list, also those that other entries raise (KL 11:15)."""

OF_A_SUM: Final = "frames-at-two-levels"
"""What is about the frames of a unit that a sum counts with those below it, also when one of these is recorded last."""

_SAID_FRAMES: Final = ("frames", "detail")
"""The values in which frames are named in running text."""

_AND_MORE: Final = " med flera ("
"""How a text ends that names only the first of many frames."""

_KIND: Final = "|".join(KIND_WORDS_STORED)

_ANY_LABEL: Final = re.compile(rf"(?<!\bhöjer)(?<!\bför)(?<=\S) (?:{_KIND}) \d{{4}}\b")
"""A frame in running text; what is raised in all, or for a whole year, is none."""

_LISTED: Final = re.compile(rf"(?:^|, | och )(\S+(?: \S+)? (?:{_KIND}) \d{{4}})(?=[ ,]|$)")
"""A frame in a list of them, each with an amount after it or not."""

_MORE: Final = re.compile(r" och \d+ till$")
"""How a list ends that has only the first of its frames."""

_HOLDS_FROM: Final = {"swallowed": "set_day", "stands-on-annulled": "final_day"}
"""The value that says from which day a warning holds, where that may be later than its entry's own decision day."""


def about(warning: RecordedWarning, entry: About) -> About:
    """Whom a warning is about, of an entry that is about `entry`: the frames that it names, else the unit or the year
    that it names, and everything that its entry is about when it names nothing."""
    frames, days = frames_meant(warning, entry.frames), holds_from(warning, entry.holds_from)
    if frames is not None and warning.code in OF_NEXT_YEAR_TOO:
        frames = (*frames, *(frame.following for frame in frames))
    if frames:
        units, years = dict.fromkeys(frame.unit for frame in frames), sorted({frame.year for frame in frames})
        return About(frames, tuple(units), tuple(years), days)
    unit, year = warning.values.get("unit"), warning.values.get("year", "")
    years = [int(year)] if year.isdecimal() else list(entry.years)
    units = dict.fromkeys((unit,) if unit in entry.units and unit is not None else entry.units)
    meant = tuple(frame for frame in entry.frames if frame.unit in units and frame.year in years)
    return About(meant, tuple(units), tuple(years), days)


def frames_meant(warning: RecordedWarning, own: Iterable[FrameKey]) -> tuple[FrameKey, ...] | None:
    """The frames that a warning names; None when it names none. Those named in running text are found only among
    `own`, the frames of its entry."""
    said = warning.values.get("frame", "")
    if (named := labelled_frame(said)) is not None:
        return (named,)
    if upper := _listed(said, ()):
        units = {frame.unit for frame in upper}
        return _listed(said, [frame for frame in own if frame.unit in units])
    if is_of_decision(warning) and (listed := _listed(_said_of_decision(warning), own)):
        return listed
    text = " ".join(filter(None, map(warning.values.get, _SAID_FRAMES)))
    if _AND_MORE in text or not _ANY_LABEL.search(text):
        return None
    return tuple(dict.fromkeys(frame for frame in own if _names(text, frame)))


def is_of_decision(warning: RecordedWarning) -> bool:
    """Whether a warning is about all that a decision does, and so perhaps about frames that its own entry leaves be."""
    return warning.values.get("rule", warning.code) in OF_A_DECISION


def is_of_others(warning: RecordedWarning) -> bool:
    """Whether a warning may be about frames that its own entry leaves be."""
    return warning.code == OF_A_SUM or is_of_decision(warning)


def _said_of_decision(warning: RecordedWarning) -> str:
    return warning.values.get("frames") or warning.values.get("detail", "").partition("(")[2].partition(")")[0]


def _listed(text: str, own: Iterable[FrameKey]) -> tuple[FrameKey, ...]:
    """The frames of a list: with the entry's own, where it has only the first of them."""
    named = map(labelled_frame, _LISTED.findall(text))
    return tuple(dict.fromkeys((*filter(None, named), *(own if _MORE.search(text) else ()))))


def _names(text: str, frame: FrameKey) -> bool:
    return re.search(rf"(?<!\S){re.escape(frame_label(frame))}(?!\w)", text) is not None


def is_about(warning: RecordedWarning, frame: FrameKey) -> bool:
    """Whether a warning of an entry that does something to a frame is about that frame, and not another of the entry's
    own."""
    meant = frames_meant(warning, (frame,))
    unit, year = warning.values.get("unit", frame.unit), warning.values.get("year", str(frame.year))
    return (unit == frame.unit and year == str(frame.year)) if meant is None else frame in meant


def holds_from(warning: RecordedWarning, own: date) -> date:
    """The first day on which a warning holds: that of its entry's decision, or a later one that it names."""
    said = warning.values.get(_HOLDS_FROM.get(warning.code, ""), "")
    try:
        return max(own, date.fromisoformat(said))
    except ValueError:
        return own
