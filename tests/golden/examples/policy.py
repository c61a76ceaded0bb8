"""Examples of how an organisation holds to its rules."""

from datetime import date
from typing import Final

from ledger.events import frames, policy
from ledger.log.entry import Entry
from ledger.values import Basis, NetAmount
from tests.golden.examples.common import BY, COMPLETE, MINUTES, OPERATING

EXAMPLES: Final = {
    "control-policy-decided.v1": Entry(
        policy.ControlPolicyDecided(
            "frame-would-be-negative", policy.Treatment.WARN, applies_from=date(2026, 1, 1), note="Prövas under året."
        ),
        BY,
        COMPLETE,
    ),
    "control-policy-decided.v1.least": Entry(
        policy.ControlPolicyDecided("frame-would-be-negative", policy.Treatment.REFUSE), BY
    ),
    "frame-adjusted.v1.delegated": Entry(
        frames.FrameAdjusted(OPERATING, NetAmount(-10_000_000)),
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
        policy.ToleranceDecided(10_000_000, applies_from=date(2026, 1, 1), note="Dokumenten avrundar varje del."),
        BY,
        COMPLETE,
    ),
    "tolerance-decided.v1.least": Entry(policy.ToleranceDecided(0), BY),
    "competence-decided.v1": Entry(
        policy.CompetenceDecided(
            "frame-transferred",
            ("kommunfullmäktige", "kommunstyrelsen"),
            applies_from=date(2026, 1, 1),
            note="Reglemente för budget, 4 kap.",
        ),
        BY,
        COMPLETE,
    ),
    "competence-decided.v1.limits": Entry(
        policy.CompetenceDecided(
            "project-financing-decided",
            ("Tekniska chefen",),
            (policy.AmountLimit("Tekniska chefen", 20_000_000, 100_000_000),),
            "Tekniska nämnden",
        ),
        BY,
        COMPLETE,
    ),
    "competence-decided.v1.least": Entry(policy.CompetenceDecided("frame-transferred"), BY),
    "body-registered.v1": Entry(
        policy.BodyRegistered("ekonomiutskottet", policy.BodyKind.DELEGATE, "slk", date(2026, 1, 1)), BY
    ),
    "body-registered.v1.aliases": Entry(
        policy.BodyRegistered("Kommunfullmäktige", policy.BodyKind.COUNCIL, aliases=("Fullm.", "KF i Staden")), BY
    ),
    "body-registered.v1.least": Entry(policy.BodyRegistered("stämman", policy.BodyKind.COUNCIL), BY),
    "warning-resolved.v1": Entry(
        policy.WarningResolved(5, "basis-incomplete", "Protokollet saknar paragraf; ärendet är funnet på annat sätt."),
        BY,
    ),
    "warning-resolved.v1.least": Entry(policy.WarningResolved(1, "swallowed", "granskad"), BY),
}
