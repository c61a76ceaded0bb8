"""Rows of the refusal and the warning table for the chapter of case: exact texts, read aloud."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from ledger.events import case, organisation, review
from ledger.values import DecisionReference, OrganisationKind
from tests.given import adjusted, basis, decided, key, money
from tests.ledger.rules.scenario import corrected, given, past, refusal, warning, without_basis
from tests.ledger.rules.tables.rows import Row, row

APPLIED: Final = past(case.ApplicationMade("f-1", (adjusted(1_00), adjusted(2_00))), basis("2026-01-10", "§ 2"))
ON: Final = basis("2026-03-01", "§ 30", 2)
LATER: Final = basis("2026-04-01", "§ 41", 2)
ADOPTED: Final = case.ClauseDecided(case.ClauseOutcome.APPROVED, "Framställningen godkänns.", "f-1")
BACK: Final = case.ClauseDecided(case.ClauseOutcome.REFERRED_BACK, "Ärendet återremitteras.", "f-1", minority=True)
MET: Final = case.ConditionMet("avtal")
MEMBER: Final = (case.ElectedPerson("Anna Ek", "M"),)
RESERVATION: Final = case.DissentRecorded("m-1", case.DissentKind.RESERVATION, MEMBER)
MEETING: Final = date(2025, 11, 24)
DECISION: Final = DecisionReference("KF", "KS 2025/1", "§ 12", 1, MEETING)
UNKNOWN: Final = DecisionReference("KF", "KS 2025/99", "§ 12", 1)
FRAME: Final = past(decided(100_00))
_ANNULS: Final = review.JudgmentOutcome.ANNULLED
_FINAL: Final = review.JudgmentGiven(
    DECISION, "FR", _ANNULS, date(2026, 5, 1), date(2026, 6, 1), final_ground="Lagakraftbevis"
)
ANNULLED: Final = without_basis(replace(_FINAL, decision=replace(DECISION, clause=None)))
NOTICE: Final = without_basis(review.NoticePosted("KF", MEETING, date(2025, 12, 2)))
DELEGATED: Final = DecisionReference("Ekonomichefen", "KS 2025/1", "D 12", decided_on=date(2026, 5, 4))
BY_DELEGATION: Final = past(
    decided(100_00), replace(basis("2026-05-04", "D 12", None, "Ekonomichefen"), delegation="KS del.ordning 4.2")
)
REPORTED: Final = without_basis(
    review.DelegatedDecisionReported(DELEGATED, body="Kommunstyrelsen", meeting_day=date(2026, 6, 9), paragraph="§ 90")
)
NOTICED: Final = without_basis(review.NoticePosted("KS", date(2026, 6, 9), date(2026, 6, 15), ("§ 90",)))
SOCIETY: Final = organisation.LedgerOpened("Föreningen", OrganisationKind.ASSOCIATION, "802000-1239")

IN_PART: Final = review.JudgmentOutcome.ANNULLED_IN_PART


def annulled(ore: int) -> tuple[review.AnnulledAmount, ...]:
    """A part of what a decision gave the frame of slk."""
    return (review.AnnulledAmount(key(), money(ore)),)


REFUSAL_ROWS: Final[dict[str, Row]] = {
    "a clause adopts what is not there": row(
        given().when(ADOPTED, ON),
        refusal("proposal-unknown", "Förslaget f-1 finns inte i liggaren.", "ett registrerat förslag"),
    ),
    "a clause leaves out a part that the proposal does not have": row(
        given(APPLIED, FRAME).when(
            case.ClauseDecided(case.ClauseOutcome.PARTLY, "Delvis.", "f-1", (case.ProposalException(3, "Nej."),)), ON
        ),
        refusal("proposal-part-unknown", "Förslaget f-1 har 2 punkter, ingen punkt 3.", "1–2"),
    ),
    "advice against a part that the proposal does not have": row(
        given(APPLIED).when(case.RejectionRecommended("f-1", "Nej.", (3,)), ON),
        refusal("proposal-part-unknown", "Förslaget f-1 har 2 punkter, ingen punkt 3.", "1–2"),
    ),
    "a denial that decides something": row(
        given(FRAME).when(case.ClauseDecided(case.ClauseOutcome.DENIED, "Avslås.", facts=(adjusted(1_00),)), ON),
        refusal(
            "clause-moves-nothing",
            "Utgången ”avslag” beslutar ingenting; det gör bara bifall, helt eller delvis.",
            "bifall, eller inga poster",
        ),
    ),
    "a proposal is adopted once": row(
        given(APPLIED, FRAME, past(ADOPTED, ON)).when(ADOPTED, LATER),
        refusal(
            "proposal-already-adopted",
            "Förslaget f-1 är redan antaget av KF, 2026-03-01.",
            "posten 7, som antog det, eller ett godtagande av regeln med skäl",
        ),
    ),
    "R-05: the same clause twice": row(
        given(past(case.ClauseDecided(case.ClauseOutcome.APPROVED, "Planen godkänns."), ON)).when(
            case.ClauseDecided(case.ClauseOutcome.APPROVED, "Planen godkänns."), ON
        ),
        refusal(
            "decision-already-recorded",
            "Att-sats 2 är redan registrerad, i samma beslut.",
            "posten 5, som redan säger det, eller ett godtagande av regeln med skäl",
        ),
    ),
    "a condition is met once": row(
        given(past(MET, ON)).when(MET, LATER),
        refusal(
            "condition-already-met",
            "Villkoret avtal är uppfyllt sedan 2026-03-01 (position 5).",
            "rätta posten 5, om dagen är fel",
        ),
    ),
    "a dissent's name is its own": row(
        given(FRAME, past(RESERVATION)).when(RESERVATION, basis()),
        refusal(
            "dissent-already-recorded",
            "Den avvikande meningen m-1 finns redan (position 6).",
            "ett eget namn för varje mening",
        ),
    ),
    "a dissent says the same as one that is not there": row(
        given(FRAME).when(
            case.DissentRecorded("m-2", case.DissentKind.RESERVATION, MEMBER, identical_to="m-1"), basis()
        ),
        refusal(
            "dissent-unknown",
            "Den avvikande meningen m-1, som anges vara likalydande, finns inte i liggaren.",
            "en registrerad avvikande mening",
        ),
    ),
    "R-19: a substitute without a vote does not reserve": row(
        given(FRAME).when(
            case.DissentRecorded(
                "kd", case.DissentKind.RESERVATION, (case.ElectedPerson("Bo Al", "KD", case.Seat.SUBSTITUTE),)
            ),
            basis(),
        ),
        refusal(
            "substitute-cannot-reserve",
            "Bo Al är ersättare utan rösträtt och har inte deltagit i beslutet (KL 4:27).",
            "ersättaryttrande, eller uppdraget tjänstgörande ersättare",
        ),
    ),
    "a meeting is registered once": row(
        given(without_basis(review.MeetingRegistered("KF", MEETING, 1, 9))).when(
            review.MeetingRegistered("kf", MEETING, 1, 8)
        ),
        refusal(
            "meeting-already-registered",
            "kf, sammanträdet 2025-11-24, är redan registrerat (position 5).",
            "en rättelse av posten 5",
        ),
    ),
    "R-02: a notice that has not been posted yet": row(
        given(FRAME).when(review.NoticePosted("KF", MEETING, date(2026, 11, 22))),
        refusal(
            "day-in-future",
            "Dagen ”anslaget den”, 2026-11-22, ligger efter i dag, 2026-11-21.",
            "2026-11-21 eller tidigare",
        ),
    ),
    "minutes approved before the meeting": row(
        given(FRAME).when(review.MinutesApproved("KF", MEETING, date(2025, 11, 23))),
        refusal(
            "interval-reversed",
            "Dagen ”justerat den”, 2025-11-23, ligger före dagen ”sammanträdesdag”, 2025-11-24.",
            "2025-11-24 eller senare",
        ),
    ),
    "D-13: annulled in part, and nobody says how much": row(
        given(FRAME).when(review.JudgmentGiven(DECISION, "FR", IN_PART, date(2026, 5, 1))),
        refusal(
            "field-missing",
            "Beslutet upphävs delvis, men det står inte vilka belopp som upphävs.",
            "upphävda belopp, per ram; eller verkan på beslutet: beslutet står fast, när inget belopp berörs",
        ),
    ),
    "D-13: amounts that are annulled in a decision that stands": row(
        given(FRAME).when(
            review.JudgmentGiven(
                DECISION, "FR", review.JudgmentOutcome.DENIED, date(2026, 5, 1), annulled_amounts=annulled(4_00)
            )
        ),
        refusal(
            "value-malformed",
            "Upphävda belopp anges bara när beslutet upphävs delvis. Här: beslutet står fast.",
            "utan upphävda belopp",
        ),
    ),
    "D-13: more is annulled than was decided": row(
        given(FRAME).when(
            review.JudgmentGiven(DECISION, "FR", IN_PART, date(2026, 5, 1), annulled_amounts=annulled(100_01))
        ),
        refusal(
            "annulled-amount-exceeds",
            "Domen upphäver 100,01\u00a0kr netto av slk drift 2026, men beslutet (KF, 2025-11-24, KS 2025/1, § 12, "
            "att-sats 1) gav ramen 100\u00a0kr netto.",
            "högst det som beslutades",
        ),
    ),
    "D-13: a court that tries another court's judgment": row(
        given(
            FRAME,
            without_basis(review.JudgmentGiven(DECISION, "FR", review.JudgmentOutcome.ANNULLED, date(2026, 5, 1))),
        ).when(review.JudgmentGiven(DECISION, "KR", review.JudgmentOutcome.ANNULLED, date(2026, 9, 1))),
        refusal(
            "field-missing",
            "FR upphävde beslutet 2026-05-01. Av ”upphävt” framgår inte vad som gäller för beslutet efter den här "
            "domen.",
            "verkan på beslutet: beslutet upphävs, beslutet upphävs delvis, beslutet står fast, beslutet prövas inte",
        ),
    ),
    "R-55: a decision is reported to no board": row(
        given(BY_DELEGATION).when(review.DelegatedDecisionReported(DELEGATED, meeting_day=date(2026, 6, 9))),
        refusal(
            "field-missing",
            "Ett beslut som är anmält till nämnden anmäldes vid ett sammanträde: organ saknas.",
            "nämnden och dess sammanträdesdag",
        ),
    ),
    "R-55: what is pure execution has no notice of its own": row(
        given(BY_DELEGATION).when(
            review.DelegatedDecisionReported(
                DELEGATED, review.DelegationReporting.EXECUTION, posted_on=date(2026, 6, 15)
            )
        ),
        refusal(
            "value-malformed",
            "Ett beslut som är ”ren verkställighet” har ingen uppgift om ”anslaget den”.",
            "utan den uppgiften",
        ),
    ),
}

WAITING: Final = replace(basis("2026-02-16", "§ 9"), conditions=("bidrag",))
SET_ANEW: Final = basis("2026-03-01", "§ 14")
WARNING_ROWS: Final[dict[str, Row]] = {
    "R-51: a set after a decision that waits": row(
        given(FRAME, past(adjusted(20_00), WAITING)).when(decided(200_00), SET_ANEW),
        warning(
            "swallows-waiting",
            "slk drift 2026: fastställandet ersätter också beslutet 2026-02-16 (position 6), som väntar på villkoret "
            "bidrag: det ändrar inte ramen när villkoret uppfylls.",
        ),
    ),
    "R-59: adopted after a referral back, with no new preparation": row(
        given(APPLIED, FRAME, past(BACK, ON)).when(ADOPTED, LATER),
        warning(
            "proposal-referred-back",
            "Förslaget f-1 återremitterades 2026-03-01 (position 7) och har inte beretts på nytt sedan dess (KL 5:50).",
        ),
    ),
    "R-59: a minority refers back twice in one case": row(
        given(APPLIED, past(BACK, ON)).when(BACK, LATER),
        warning(
            "minority-referral-repeated",
            "Ärendet har redan återremitterats eller bordlagts på begäran av en minoritet (position 6); det får ske "
            "en gång (KL 5:50).",
        ),
    ),
    "a condition that nobody waits for": row(
        given(FRAME).when(MET, ON),
        warning("condition-unknown", "Inget registrerat beslut väntar på villkoret avtal."),
    ),
    "D-16: a condition that is met after a later set": row(
        given(
            FRAME,
            past(adjusted(20_00), replace(basis("2026-02-16", "§ 5"), conditions=("avtal",))),
            past(decided(200_00), basis("2026-03-01", "§ 6")),
        ).when(MET, basis("2026-05-04", "§ 7")),
        warning(
            "swallowed-when-met",
            "slk drift 2026: ändringen i posten 6, beslutad 2026-02-16, väntade på avtal, som uppfylldes 2026-05-04. "
            "Ramen fastställdes dessförinnan (2026-03-01, position 7), så ändringen ingår inte.",
        ),
    ),
    "R-19: a reservation against nothing that is recorded": row(
        given().when(RESERVATION, ON),
        warning(
            "dissent-without-decision",
            "Inget beslut av KF i ärendet KS 2025/1 är registrerat; en reservation gäller ett beslut i samma organ "
            "(KL 4:27).",
        ),
    ),
    "R-54: minutes approved too late": row(
        given(FRAME).when(review.MinutesApproved("KF", MEETING, date(2025, 12, 9))),
        warning(
            "minutes-approved-late",
            "Protokollet justerades 2025-12-09, efter 2025-12-08: det ska ske senast 14 dagar efter sammanträdet "
            "(KL 5:69).",
        ),
    ),
    "R-54: a notice posted too late": row(
        given(FRAME, without_basis(review.MinutesApproved("KF", MEETING, date(2025, 12, 1)))).when(
            review.NoticePosted("KF", MEETING, date(2025, 12, 4))
        ),
        warning(
            "notice-posted-late",
            "Protokollet anslogs 2025-12-04, efter 2025-12-03: det ska ske senast andra dagen efter justeringen "
            "(KL 8:12).",
        ),
    ),
    "R-54: a notice posted before the minutes are approved": row(
        given(FRAME, without_basis(review.MinutesApproved("KF", MEETING, date(2025, 12, 1)))).when(
            review.NoticePosted("KF", MEETING, date(2025, 11, 30))
        ),
        warning(
            "notice-before-approval",
            "Protokollet anslogs 2025-11-30, före justeringen 2025-12-01. Anslaget ska säga att protokollet är "
            "justerat (KL 8:12), och tiden för att överklaga räknas från ett sådant anslag (KL 13:5): den löper inte "
            "ut förrän det anslås igen.",
        ),
    ),
    "R-53: a notice taken down while there is time to appeal": row(
        given(FRAME).when(review.NoticePosted("KF", MEETING, date(2025, 12, 2), taken_down_on=date(2025, 12, 23))),
        warning(
            "notice-taken-down-early",
            "Anslaget togs ned 2025-12-23, men skulle finnas kvar hela dagen 2025-12-23: därför löper tiden för att "
            "överklaga inte ut (KL 13:5).",
        ),
    ),
    "an appeal of what is not recorded": row(
        given(FRAME).when(review.DecisionAppealed(UNKNOWN, date(2025, 12, 20))),
        warning(
            "decision-not-recorded",
            "Beslutet (KF, KS 2025/99, § 12, att-sats 1) är inte registrerat i liggaren under den beteckningen.",
        ),
    ),
    "an appeal that came too late": row(
        given(FRAME, NOTICE).when(review.DecisionAppealed(DECISION, date(2025, 12, 27))),
        warning("appeal-late", "Överklagandet kom in 2025-12-27, efter den sista dagen 2025-12-23 (KL 13:5)."),
    ),
    "an appeal against a delegated decision that came too late": row(
        given(BY_DELEGATION, REPORTED, NOTICED).when(review.DecisionAppealed(DELEGATED, date(2026, 7, 7))),
        warning("appeal-late", "Överklagandet kom in 2026-07-07, efter den sista dagen 2026-07-06 (KL 13:5)."),
    ),
    "R-55: a decision that cites no delegation is reported as a delegated one": row(
        given(FRAME).when(
            review.DelegatedDecisionReported(DECISION, body="KS", meeting_day=date(2025, 12, 9), paragraph="§ 90")
        ),
        warning(
            "reported-without-delegation",
            "Beslutet (KF, 2025-11-24, KS 2025/1, § 12, att-sats 1) anmäls som fattat på delegation, men anger ingen "
            "delegation (KL 6:37–40).",
        ),
    ),
    "nobody appeals like that in an association": row(
        given(past(decided(100_00)), kept_by=SOCIETY).when(review.DecisionAppealed(DECISION, date(2025, 12, 20))),
        warning(
            "no-legality-review", "Organisationen är ideell förening: dess beslut kan inte laglighetsprövas (KL 13:1)."
        ),
    ),
    "R-56: what takes the money that an annulled decision gave": row(
        given(FRAME, past(adjusted(-5_00), LATER)).when(_FINAL),
        warning(
            "stands-on-annulled",
            "slk drift 2026: post 6, beslutad 2026-04-01, bygger på beslutet som upphävs 2026-06-01 och bör prövas på "
            "nytt (KL 13:15).",
        ),
    ),
    "D-13: a court that refuses the appeal, and annuls the decision": row(
        given(FRAME).when(
            review.JudgmentGiven(
                DECISION,
                "FR",
                review.JudgmentOutcome.DENIED,
                date(2026, 5, 1),
                date(2026, 6, 1),
                effect=review.JudgmentEffect.ANNULLED,
                final_ground="Lagakraftbevis",
            )
        ),
        warning(
            "judgment-contradicts-itself",
            "FR: utgången ”avslag” och verkan ”beslutet upphävs” går inte ihop, när ingen tidigare dom som upphäver "
            "beslutet är registrerad. Verkan räknas. Kontrollera domen, eller registrera den tidigare domen.",
        ),
    ),
    "D-13: another court tries what is recorded as final": row(
        given(FRAME, ANNULLED).when(
            review.JudgmentGiven(DECISION, "KR", _ANNULS, date(2026, 10, 1), effect=review.JudgmentEffect.STANDS)
        ),
        warning(
            "judgment-after-final",
            "FR: domen är slutlig 2026-06-01, men KR har prövat den 2026-10-01 (se också post 6). En slutlig "
            "dom prövas inte av en annan domstol: den slutliga räknas. Kontrollera dagarna och verkan.",
        ),
    ),
    "R-56: what is recorded on a decision that is annulled": row(
        given(past(decided(100_00), basis(paragraph="§ 11")), ANNULLED).when(adjusted(5_00), basis(clause=3)),
        warning(
            "decision-annulled-already",
            "Beslutet (KF, 2025-11-24, KS 2025/1, § 12) är upphävt från 2026-06-01 (post 6): det som registreras "
            "räknas inte därefter. Kontrollera vad domen rör.",
        ),
    ),
    "R-56: a decision that is corrected out of reach of the judgment on it": row(
        given(FRAME, ANNULLED).when_together(corrected(5, decided(100_00), basis("2025-11-25"))),
        warning(
            "judgment-about-former-name",
            "Domen i post 6 rör beslutet så som det var registrerat (KF, 2025-11-24, KS 2025/1, § 12), och inte efter "
            "rättelsen: det räknas därför igen. Rör domen det ändå ska också den rättas.",
        ),
    ),
}
