"""Examples of a case: what is proposed, decided and contested, and what comes of it."""

from datetime import date
from typing import Final

from ledger.events import case, frames, review
from ledger.log.entry import Entry
from ledger.values import ControlOf, ControlTotal, DecisionReference, OperatingAmount
from tests.golden.examples.common import BY, COMPLETE, DECIDED, OPERATING

AS_PRINTED: Final = (ControlTotal(ControlOf.COSTS, "746,2 mnkr"), ControlTotal(ControlOf.REVENUES, "746,2 mnkr"))
ONE: Final = (ControlTotal(ControlOf.COSTS, "1 mnkr"), ControlTotal(ControlOf.REVENUES, "0 mnkr"))
TURNOVER: Final = frames.GrossTurnoverChanged(OPERATING, 74_620_000_000, 74_620_000_000, printed=AS_PRINTED)
CLAUSE: Final = DecisionReference("kommunfullmäktige", "KS 2026/123", "§ 12 A", 4, date(2026, 6, 15))
COUNCIL: Final = DecisionReference("kommunfullmäktige")
DELEGATED: Final = DecisionReference("Ekonomichefen", "KS 2026/77", "D 12", decided_on=date(2026, 5, 4))
COURT: Final = "Förvaltningsrätten i Stockholm"
MEETING: Final = date(2026, 6, 15)

EXAMPLES: Final = {
    "application-made.v1": Entry(
        case.ApplicationMade("framstallning-1", (TURNOVER,), "Nämndens ordförande", "kommunstyrelsen", "Nya kunder."),
        BY,
        COMPLETE,
    ),
    "application-made.v1.least": Entry(case.ApplicationMade("framstallning-1", (TURNOVER,)), BY, DECIDED),
    "rejection-recommended.v1": Entry(
        case.RejectionRecommended("framstallning-1", "Inga förutsättningar har tillkommit.", (1,)), BY, COMPLETE
    ),
    "rejection-recommended.v1.least": Entry(
        case.RejectionRecommended("framstallning-1", "Inga förutsättningar har tillkommit."), BY, DECIDED
    ),
    "clause-decided.v1": Entry(
        case.ClauseDecided(
            case.ClauseOutcome.PARTLY,
            "Redovisade omslutningsförändringar om 746,2 mnkr godkänns.",
            "framstallning-1",
            (case.ProposalException(2, "Bereds vidare."),),
            (frames.FrameAdjusted(OPERATING, OperatingAmount(1_000_000_00, 0), printed=ONE),),
            (TURNOVER,),
            note="Efter votering.",
        ),
        BY,
        COMPLETE,
    ),
    "clause-decided.v1.least": Entry(
        case.ClauseDecided(case.ClauseOutcome.REFERRED_BACK, "Ärendet återremitteras.", minority=True), BY, COMPLETE
    ),
    "condition-met.v1": Entry(case.ConditionMet("avtal-tecknat", note="Avtalet är undertecknat."), BY, COMPLETE),
    "condition-met.v1.least": Entry(case.ConditionMet("avtal-tecknat"), BY, DECIDED),
    "dissent-recorded.v1": Entry(
        case.DissentRecorded(
            "kd-ks",
            case.DissentKind.SUBSTITUTE_STATEMENT,
            (case.ElectedPerson("Nike Örbrink", "KD", case.Seat.SUBSTITUTE),),
            ("KD",),
            ("Att delvis avslå förslag till verksamhetsplan", "Att därutöver anföra följande"),
            ("en kvarts miljard för minskade barngrupper i förskolan",),
            ("vår budgetreservation i kommunfullmäktige",),
            "kd-brb",
            note="En ersättare har ingen rösträtt.",
        ),
        BY,
        COMPLETE,
    ),
    "dissent-recorded.v1.least": Entry(case.DissentRecorded("sd-ks", case.DissentKind.RESERVATION), BY, DECIDED),
    "minutes-approved.v1": Entry(
        review.MinutesApproved(
            "kommunfullmäktige", MEETING, MEETING, ("§ 12 A",), immediate=True, note="Justerat direkt."
        ),
        BY,
    ),
    "minutes-approved.v1.least": Entry(review.MinutesApproved("kommunfullmäktige", MEETING, date(2026, 6, 25)), BY),
    "notice-posted.v1": Entry(
        review.NoticePosted(
            "kommunfullmäktige",
            MEETING,
            date(2026, 6, 16),
            ("§ 12 A",),
            date(2026, 7, 8),
            date(2026, 7, 7),
            note="På kommunens webbplats.",
        ),
        BY,
    ),
    "notice-posted.v1.least": Entry(review.NoticePosted("kommunfullmäktige", MEETING, date(2026, 6, 26)), BY),
    "delegated-decision-reported.v1": Entry(
        review.DelegatedDecisionReported(
            DELEGATED,
            review.DelegationReporting.REPORTED,
            "kommunstyrelsen",
            date(2026, 6, 9),
            "§ 90",
            MEETING,
            date(2026, 7, 6),
            note="Anmälningsärenden.",
        ),
        BY,
    ),
    "delegated-decision-reported.v1.least": Entry(
        review.DelegatedDecisionReported(DELEGATED, review.DelegationReporting.EXECUTION), BY
    ),
    "decision-appealed.v1": Entry(review.DecisionAppealed(CLAUSE, date(2026, 7, 1), COURT, "12345-26"), BY),
    "decision-appealed.v1.least": Entry(review.DecisionAppealed(COUNCIL, date(2026, 7, 1)), BY),
    "execution-stayed.v1": Entry(
        review.ExecutionStayed(CLAUSE, COURT, date(2026, 7, 10), lifted=True, case_number="1-26"), BY
    ),
    "execution-stayed.v1.least": Entry(review.ExecutionStayed(COUNCIL, COURT, date(2026, 7, 10)), BY),
    "judgment-given.v1": Entry(
        review.JudgmentGiven(
            CLAUSE,
            COURT,
            review.JudgmentOutcome.ANNULLED,
            date(2027, 1, 14),
            date(2027, 2, 5),
            "12345-26",
        ),
        BY,
        COMPLETE,
    ),
    "judgment-given.v1.least": Entry(
        review.JudgmentGiven(COUNCIL, COURT, review.JudgmentOutcome.UPHELD, date(2027, 1, 14)), BY
    ),
    "judgment-given.v1.in-part": Entry(
        review.JudgmentGiven(
            CLAUSE,
            COURT,
            review.JudgmentOutcome.UPHELD,
            date(2027, 9, 14),
            date(2027, 11, 5),
            "12345-27",
            review.JudgmentEffect.ANNULLED_IN_PART,
            (review.AnnulledAmount(OPERATING, OperatingAmount(4_000_000_00, 0)),),
            "Lagakraftbevis.",
        ),
        BY,
    ),
    "legal-force-confirmed.v1": Entry(review.LegalForceConfirmed(CLAUSE, date(2026, 7, 8), "Lagakraftbevis."), BY),
    "legal-force-confirmed.v1.least": Entry(review.LegalForceConfirmed(COUNCIL, date(2026, 7, 8)), BY),
    "meeting-registered.v1": Entry(
        review.MeetingRegistered(
            "kommunfullmäktige", MEETING, 1, 31, ("§ 12 A",), note="Tilläggslistan har en egen numrering."
        ),
        BY,
    ),
    "meeting-registered.v1.least": Entry(review.MeetingRegistered("kommunfullmäktige", MEETING), BY),
    "paragraphs-without-budget-effect.v1": Entry(
        review.ParagraphsWithoutBudgetEffect("kommunfullmäktige", MEETING, ("§ 1", "§ 2"), note="Val och avsägelser."),
        BY,
    ),
    "paragraphs-without-budget-effect.v1.least": Entry(
        review.ParagraphsWithoutBudgetEffect("kommunfullmäktige", MEETING, ("§ 1",)), BY
    ),
}
