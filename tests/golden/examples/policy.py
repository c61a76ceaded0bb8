"""Examples of how an organisation holds to its rules."""

from datetime import date
from typing import Final

from ledger.events import FrameAdjusted
from ledger.events.policy import (
    BodyKind,
    BodyRegistered,
    CompetenceDecided,
    ControlPolicyDecided,
    ToleranceDecided,
    Treatment,
    WarningResolved,
)
from ledger.log.entry import Entry
from ledger.values import Basis, NetAmount
from tests.golden.examples.common import BY, COMPLETE, MINUTES, OPERATING

EXAMPLES: Final = {
    "control-policy-decided.v1": Entry(
        ControlPolicyDecided("frame-would-be-negative", Treatment.WARN, date(2026, 1, 1), "Prövas under året."),
        BY,
        COMPLETE,
    ),
    "control-policy-decided.v1.least": Entry(ControlPolicyDecided("frame-would-be-negative", Treatment.REFUSE), BY),
    "frame-adjusted.v1.delegated": Entry(
        FrameAdjusted(OPERATING, NetAmount(-10_000_000)),
        BY,
        Basis(
            "ekonomiutskottet",
            date(2026, 6, 15),
            MINUTES,
            paragraph="§ 4",
            delegation="Delegationsordningen, punkt 3.2",
        ),
    ),
    "tolerance-decided.v1": Entry(
        ToleranceDecided(10_000_000, date(2026, 1, 1), "Dokumenten avrundar varje del."), BY, COMPLETE
    ),
    "tolerance-decided.v1.least": Entry(ToleranceDecided(0), BY),
    "competence-decided.v1": Entry(
        CompetenceDecided(
            "frame-transferred",
            ("kommunfullmäktige", "kommunstyrelsen"),
            date(2026, 1, 1),
            "Reglemente för budget, 4 kap.",
        ),
        BY,
        COMPLETE,
    ),
    "competence-decided.v1.least": Entry(CompetenceDecided("frame-transferred"), BY),
    "body-registered.v1": Entry(BodyRegistered("ekonomiutskottet", BodyKind.DELEGATE, "slk", date(2026, 1, 1)), BY),
    "body-registered.v1.least": Entry(BodyRegistered("stämman", BodyKind.COUNCIL), BY),
    "warning-resolved.v1": Entry(
        WarningResolved(5, "basis-incomplete", "Protokollet saknar paragraf; ärendet är funnet på annat sätt."), BY
    ),
    "warning-resolved.v1.least": Entry(WarningResolved(1, "swallowed", "granskad"), BY),
}
