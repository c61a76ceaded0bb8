"""Examples of the organisation, of frames, of proposals and of corrections."""

from datetime import date
from typing import Final

from ledger.events import case, corrections, frames, organisation
from ledger.log.entry import Entry
from ledger.values import (
    Commitment,
    ControlOf,
    ControlTotal,
    FrameKey,
    FrameKind,
    InvestmentAmount,
    NetAmount,
    OperatingAmount,
    OrganisationKind,
)
from tests.golden.examples.common import (
    BUDGET,
    BY,
    COMPLETE,
    DECIDED,
    NOTICED,
    OPEN_DAY,
    OPERATING,
    PRINTED,
    PROJECT,
    UNKNOWN_DAY,
)

EXAMPLES: Final = {
    "ledger-opened.v1": Entry(
        organisation.LedgerOpened(
            "Stockholms stad", OrganisationKind.MUNICIPALITY, "212000-0142", "0180", revenues_printed_negative=True
        ),
        NOTICED,
        COMPLETE,
    ),
    "ledger-opened.v1.least": Entry(
        organisation.LedgerOpened("Storsthlm", OrganisationKind.ASSOCIATION, "802418-9242"), BY
    ),
    "unit-registered.v1": Entry(
        organisation.UnitRegistered("slk", "Stadsledningskontoret", "ks", date(1990, 1, 1)), BY, COMPLETE
    ),
    "unit-registered.v1.least": Entry(organisation.UnitRegistered("ks", "Kommunstyrelsen"), BY),
    "unit-renamed.v1": Entry(organisation.UnitRenamed("slk", "Stadens ledningskontor", date(2027, 1, 1)), BY, COMPLETE),
    "unit-renamed.v1.least": Entry(organisation.UnitRenamed("slk", "SLK", date(2027, 1, 1)), BY),
    "unit-moved.v1": Entry(organisation.UnitMoved("slk", date(2027, 1, 1), "ks"), BY, COMPLETE),
    "unit-moved.v1.least": Entry(organisation.UnitMoved("slk", date(2027, 1, 1)), BY),
    "unit-closed.v1": Entry(organisation.UnitClosed("sbk", date(2026, 12, 31), ("slk", "ks")), BY, COMPLETE),
    "unit-closed.v1.least": Entry(organisation.UnitClosed("sbk", date(2026, 12, 31)), BY),
    "units-merged.v1": Entry(
        organisation.UnitsMerged(("sbk", "exploatering"), "stadsutveckling", date(2027, 1, 1)), BY, COMPLETE
    ),
    "units-merged.v1.least": Entry(organisation.UnitsMerged(("sbk",), "stadsutveckling", date(2027, 1, 1)), BY),
    "unit-split.v1": Entry(
        organisation.UnitSplit("slk", ("slk-ekonomi", "slk-juridik"), date(2027, 1, 1)), BY, COMPLETE
    ),
    "unit-split.v1.least": Entry(organisation.UnitSplit("slk", ("slk-a", "slk-b"), date(2027, 1, 1)), BY),
    "unit-split.v1.key": Entry(
        organisation.UnitSplit(
            "slk",
            ("slk-ekonomi", "slk-juridik"),
            date(2027, 1, 1),
            (organisation.UnitShare("slk-ekonomi", 625_000_000), organisation.UnitShare("slk-juridik", 375_000_000)),
        ),
        BY,
        COMPLETE,
    ),
    "unit-alias-added.v1": Entry(organisation.UnitAliasAdded("ink", "Inköps- och upphandlingsnämnden"), BY, COMPLETE),
    "unit-alias-added.v1.least": Entry(organisation.UnitAliasAdded("ink", "INK"), BY),
    "unit-code-assigned.v1": Entry(
        organisation.UnitCodeAssigned("slk", "kostnadsstalle", "0110", date(2026, 1, 1), date(2026, 12, 31)),
        BY,
        COMPLETE,
    ),
    "unit-code-assigned.v1.least": Entry(organisation.UnitCodeAssigned("slk", "kommun-bas", "10"), BY),
    "opening-entry-made.v1": Entry(
        frames.OpeningEntryMade(OPERATING, Commitment.BUDGET, BUDGET, printed=PRINTED, note="Övertaget ur Agresso."),
        NOTICED,
        UNKNOWN_DAY,
    ),
    "opening-entry-made.v1.least": Entry(frames.OpeningEntryMade(PROJECT, Commitment.PLAN), BY),
    "proposal-made.v1": Entry(
        case.ProposalMade(
            "tertial-1-2026",
            (
                frames.FrameDecided(OPERATING, Commitment.BUDGET, BUDGET),
                frames.GrossTurnoverChanged(OPERATING, 100, 100),
            ),
            "Mittenpartiet",
            "kommunfullmäktige",
            "Alternativt förslag.",
        ),
        NOTICED,
        COMPLETE,
    ),
    "proposal-made.v1.least": Entry(
        case.ProposalMade("t1", (frames.FrameAdjusted(OPERATING, NetAmount(-1)),)), BY, DECIDED
    ),
    "recommendation-made.v1": Entry(
        case.RecommendationMade(
            "vp-2024-omslutning",
            (frames.GrossTurnoverChanged(FrameKey("ks", FrameKind.OPERATING, 2024), 74_620_000_000, 74_620_000_000),),
            "Karin Wanngård",
            "kommunstyrelsen",
            "Att-sats 4.",
            "tertial-1-2026",
        ),
        NOTICED,
        OPEN_DAY,
    ),
    "recommendation-made.v1.least": Entry(
        case.RecommendationMade("r1", (frames.FrameTransferred(OPERATING, PROJECT, NetAmount(1)),)), BY, DECIDED
    ),
    "frame-decided.v1": Entry(
        frames.FrameDecided(OPERATING, Commitment.BUDGET, BUDGET, printed=PRINTED, note="Med förbehåll."),
        NOTICED,
        UNKNOWN_DAY,
    ),
    "frame-decided.v1.least": Entry(frames.FrameDecided(PROJECT, Commitment.PLAN, InvestmentAmount(0, 0)), BY, DECIDED),
    "frame-adjusted.v1": Entry(
        frames.FrameAdjusted(
            PROJECT,
            InvestmentAmount(-330_000_000, 0),
            printed=(ControlTotal(ControlOf.EXPENDITURES, "−3,3 mnkr"),),
            note="å",
        ),
        NOTICED,
        COMPLETE,
    ),
    "frame-adjusted.v1.least": Entry(frames.FrameAdjusted(OPERATING, NetAmount(2**53 - 1)), BY, DECIDED),
    "frame-transferred.v1": Entry(
        frames.FrameTransferred(
            OPERATING,
            FrameKey("sbk", FrameKind.OPERATING, 2026, "a-1"),
            BUDGET,
            printed=PRINTED,
            note="Ny tillhörighet.",
        ),
        NOTICED,
        COMPLETE,
    ),
    "frame-transferred.v1.least": Entry(
        frames.FrameTransferred(OPERATING, FrameKey("ks", FrameKind.OPERATING, 2026), OperatingAmount(1, 0)),
        BY,
        DECIDED,
    ),
    "gross-turnover-changed.v1": Entry(
        frames.GrossTurnoverChanged(
            OPERATING,
            74_620_000_000,
            74_620_000_000,
            printed=(ControlTotal(ControlOf.COSTS, "746,2 mnkr"),),
            note="It-prislistan.",
        ),
        NOTICED,
        COMPLETE,
    ),
    "gross-turnover-changed.v1.least": Entry(frames.GrossTurnoverChanged(OPERATING, -1, -1), BY, DECIDED),
    "recording-error-corrected.v1": Entry(
        corrections.RecordingErrorCorrected(
            7,
            "Ett kommatecken föll bort.",
            corrections.Replacement(frames.FrameDecided(OPERATING, Commitment.BUDGET, BUDGET), DECIDED),
            ("entry:5", "frame:slk/total/operating/2026"),
            5,
            date(2025, 12, 1),
        ),
        NOTICED,
        COMPLETE,
    ),
    "recording-error-corrected.v1.least": Entry(corrections.RecordingErrorCorrected(1, "x"), BY),
}
"""By stored name, and what is special about the example."""
