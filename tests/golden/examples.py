"""One entry of each event type with every field, and one with as little as it can have. Written by hand.

The figures are those of the documents the demo stands on, where there are any.
"""

from datetime import date
from typing import Final

from ledger.entry import Entry
from ledger.events import (
    FrameAdjusted,
    FrameDecided,
    FrameTransferred,
    GrossTurnoverChanged,
    LedgerOpened,
    OpeningEntryMade,
    ProposalMade,
    RecommendationMade,
    RecordingErrorCorrected,
    Replacement,
    UnitAliasAdded,
    UnitClosed,
    UnitCodeAssigned,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
    UnitsMerged,
    UnitSplit,
)
from ledger.values import (
    Acceptance,
    Basis,
    Commitment,
    ControlOf,
    ControlTotal,
    FrameKey,
    FrameKind,
    InvestmentAmount,
    NetAmount,
    OperatingAmount,
    OrganisationKind,
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

EXAMPLES: Final = {
    "ledger-opened.v1": Entry(
        LedgerOpened(
            "Stockholms stad", OrganisationKind.MUNICIPALITY, "212000-0142", "0180", revenues_printed_negative=True
        ),
        NOTICED,
        COMPLETE,
    ),
    "ledger-opened.v1.least": Entry(LedgerOpened("Storsthlm", OrganisationKind.ASSOCIATION, "802418-9242"), BY),
    "unit-registered.v1": Entry(UnitRegistered("slk", "Stadsledningskontoret", "ks", date(1990, 1, 1)), BY, COMPLETE),
    "unit-registered.v1.least": Entry(UnitRegistered("ks", "Kommunstyrelsen"), BY),
    "unit-renamed.v1": Entry(UnitRenamed("slk", "Stadens ledningskontor", date(2027, 1, 1)), BY, COMPLETE),
    "unit-renamed.v1.least": Entry(UnitRenamed("slk", "SLK", date(2027, 1, 1)), BY),
    "unit-moved.v1": Entry(UnitMoved("slk", date(2027, 1, 1), "ks"), BY, COMPLETE),
    "unit-moved.v1.least": Entry(UnitMoved("slk", date(2027, 1, 1)), BY),
    "unit-closed.v1": Entry(UnitClosed("sbk", date(2026, 12, 31), ("slk", "ks")), BY, COMPLETE),
    "unit-closed.v1.least": Entry(UnitClosed("sbk", date(2026, 12, 31)), BY),
    "units-merged.v1": Entry(UnitsMerged(("sbk", "exploatering"), "stadsutveckling", date(2027, 1, 1)), BY, COMPLETE),
    "units-merged.v1.least": Entry(UnitsMerged(("sbk",), "stadsutveckling", date(2027, 1, 1)), BY),
    "unit-split.v1": Entry(UnitSplit("slk", ("slk-ekonomi", "slk-juridik"), date(2027, 1, 1)), BY, COMPLETE),
    "unit-split.v1.least": Entry(UnitSplit("slk", ("slk-a", "slk-b"), date(2027, 1, 1)), BY),
    "unit-alias-added.v1": Entry(UnitAliasAdded("ink", "Inköps- och upphandlingsnämnden"), BY, COMPLETE),
    "unit-alias-added.v1.least": Entry(UnitAliasAdded("ink", "INK"), BY),
    "unit-code-assigned.v1": Entry(
        UnitCodeAssigned("slk", "kostnadsstalle", "0110", date(2026, 1, 1), date(2026, 12, 31)), BY, COMPLETE
    ),
    "unit-code-assigned.v1.least": Entry(UnitCodeAssigned("slk", "kommun-bas", "10"), BY),
    "opening-entry-made.v1": Entry(
        OpeningEntryMade(OPERATING, Commitment.BUDGET, BUDGET, PRINTED, "Övertaget ur Agresso."), NOTICED, UNKNOWN_DAY
    ),
    "opening-entry-made.v1.least": Entry(OpeningEntryMade(PROJECT, Commitment.PLAN), BY),
    "proposal-made.v1": Entry(
        ProposalMade(
            "tertial-1-2026",
            (FrameDecided(OPERATING, Commitment.BUDGET, BUDGET), GrossTurnoverChanged(OPERATING, 100, 100)),
            "Mittenpartiet",
            "kommunfullmäktige",
            "Alternativt förslag.",
        ),
        NOTICED,
        COMPLETE,
    ),
    "proposal-made.v1.least": Entry(ProposalMade("t1", (FrameAdjusted(OPERATING, NetAmount(-1)),)), BY, DECIDED),
    "recommendation-made.v1": Entry(
        RecommendationMade(
            "vp-2024-omslutning",
            (GrossTurnoverChanged(FrameKey("ks", FrameKind.OPERATING, 2024), 74_620_000_000, 74_620_000_000),),
            "Karin Wanngård",
            "kommunstyrelsen",
            "Att-sats 4.",
            "tertial-1-2026",
        ),
        NOTICED,
        OPEN_DAY,
    ),
    "recommendation-made.v1.least": Entry(
        RecommendationMade("r1", (FrameTransferred(OPERATING, PROJECT, NetAmount(1)),)), BY, DECIDED
    ),
    "frame-decided.v1": Entry(
        FrameDecided(OPERATING, Commitment.BUDGET, BUDGET, PRINTED, "Med förbehåll."), NOTICED, UNKNOWN_DAY
    ),
    "frame-decided.v1.least": Entry(FrameDecided(PROJECT, Commitment.PLAN, InvestmentAmount(0, 0)), BY, DECIDED),
    "frame-adjusted.v1": Entry(
        FrameAdjusted(
            PROJECT, InvestmentAmount(-330_000_000, 0), (ControlTotal(ControlOf.EXPENDITURES, "−3,3 mnkr"),), "å"
        ),
        NOTICED,
        COMPLETE,
    ),
    "frame-adjusted.v1.least": Entry(FrameAdjusted(OPERATING, NetAmount(2**53 - 1)), BY, DECIDED),
    "frame-transferred.v1": Entry(
        FrameTransferred(
            OPERATING, FrameKey("sbk", FrameKind.OPERATING, 2026, "a-1"), BUDGET, PRINTED, "Ny tillhörighet."
        ),
        NOTICED,
        COMPLETE,
    ),
    "frame-transferred.v1.least": Entry(
        FrameTransferred(OPERATING, FrameKey("ks", FrameKind.OPERATING, 2026), OperatingAmount(1, 0)), BY, DECIDED
    ),
    "gross-turnover-changed.v1": Entry(
        GrossTurnoverChanged(
            OPERATING, 74_620_000_000, 74_620_000_000, (ControlTotal(ControlOf.COSTS, "746,2 mnkr"),), "It-prislistan."
        ),
        NOTICED,
        COMPLETE,
    ),
    "gross-turnover-changed.v1.least": Entry(GrossTurnoverChanged(OPERATING, -1, -1), BY, DECIDED),
    "recording-error-corrected.v1": Entry(
        RecordingErrorCorrected(
            7,
            "Ett kommatecken föll bort.",
            Replacement(FrameDecided(OPERATING, Commitment.BUDGET, BUDGET), DECIDED),
            ("entry:5", "frame:slk/total/operating/2026"),
            5,
            date(2025, 12, 1),
        ),
        NOTICED,
        COMPLETE,
    ),
    "recording-error-corrected.v1.least": Entry(RecordingErrorCorrected(1, "x"), BY),
}
"""By stored name, and what is special about the example."""
