"""Recordings, bases and frames that the examples of several chapters stand on."""

from datetime import date
from typing import Final

from ledger.values import (
    Acceptance,
    Basis,
    ControlOf,
    ControlTotal,
    FrameKey,
    FrameKind,
    OperatingAmount,
    RecordedWarning,
    Recording,
    SourceDocument,
)
from ledger.when import BoundsOrigin, DecisionBounds

BY: Final = Recording("ekonom-1", "cli")
NOTICED: Final = Recording(
    "ekonom-1",
    "http",
    (
        RecordedWarning("frame-not-set", {"frame": "slk drift 2026"}),
        RecordedWarning("basis-incomplete", {"missing": "ärende, paragraf och att-sats"}),
    ),
    (Acceptance("frame-would-be-negative", "Underskottet tas 2027.", "controller-7"),),
)
MINUTES: Final = SourceDocument("Protokoll", "ab" * 32)
DECIDED: Final = Basis("kommunfullmäktige", date(2025, 11, 24), MINUTES)
COMPLETE: Final = Basis(
    "kommunfullmäktige",
    date(2026, 6, 15),
    SourceDocument("Protokoll nr 9, 2026", "cd" * 32, "s. 14"),
    case_number="KS 2026/123",
    paragraph="§ 12 A",
    clause=4,
    effective_day=date(2026, 1, 1),
)
UNKNOWN_DAY: Final = Basis(
    "kommunfullmäktige",
    DecisionBounds("Dagen är inte tryckt.", BoundsOrigin.INFERRED, date(2025, 10, 1), date(2025, 12, 31)),
    MINUTES,
)
OPEN_DAY: Final = Basis(
    "borgarrådsberedningen", DecisionBounds("Bara året är tryckt.", BoundsOrigin.PRINTED, date(2024, 1, 10)), MINUTES
)

OPERATING: Final = FrameKey("slk", FrameKind.OPERATING, 2026)
PROJECT: Final = FrameKey("slk", FrameKind.INVESTMENT, 2026, "p-12")
BUDGET: Final = OperatingAmount(157_890_000_000, 4_760_000_000)
PRINTED: Final = (ControlTotal(ControlOf.REVENUES, "−47,6 mnkr"), ControlTotal(ControlOf.NET, "1 531,3 mnkr"))
