"""What the chapter of case adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date

from ledger.events import (
    ApplicationMade,
    ClauseDecided,
    ClauseOutcome,
    ConditionMet,
    DecisionAppealed,
    DissentKind,
    DissentRecorded,
    ElectedPerson,
    ExecutionStayed,
    JudgmentGiven,
    JudgmentOutcome,
    LegalForceConfirmed,
    MeetingRegistered,
    MinutesApproved,
    NoticePosted,
    ParagraphsWithoutBudgetEffect,
    ProposalException,
    RejectionRecommended,
)
from ledger.recording import Command
from ledger.values import DecisionReference
from tests.given import adjusted, basis, command, key, turnover
from tests.projections.rich.frames import on

ANNULLED = DecisionReference("KF", "KS 2025/1", "§ 12")
MEETING = date(2025, 11, 24)
APPLICATION = ApplicationMade("framstallning", (turnover(4_000, 4_000), adjusted(90), adjusted(70, frame=key("ks"))))


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    adopted = ClauseDecided(
        ClauseOutcome.PARTLY,
        "Framställningen godkänns delvis.",
        "framstallning",
        (ProposalException(2, "Ryms i ramen."),),
        (adjusted(11, frame=key("ks")),),
    )
    return (
        on("2026-03-05", ConditionMet("avtal-tecknat")),
        on("2026-02-20", APPLICATION),
        on("2026-02-25", RejectionRecommended("framstallning", "Ryms i ramen.", (2,))),
        command(adopted, on=basis("2026-03-09", "§ 30", 2)),
        command(
            ClauseDecided(ClauseOutcome.REFERRED_BACK, "Ärendet återremitteras.", minority=True),
            on=basis("2026-03-09", "§ 31"),
        ),
        command(
            DissentRecorded("m-ks", DissentKind.RESERVATION, (ElectedPerson("Anna Ek", "M"),)),
            on=basis("2026-03-09", "§ 30", 2),
        ),
        Command((MeetingRegistered("KF", MEETING, 10, 14),)),
        Command((ParagraphsWithoutBudgetEffect("KF", MEETING, ("§ 10",)),)),
        Command((MinutesApproved("KF", MEETING, date(2025, 12, 1)),)),
        Command((NoticePosted("KF", MEETING, date(2025, 12, 2)),)),
        Command((DecisionAppealed(ANNULLED, date(2025, 12, 20)),)),
        Command((ExecutionStayed(ANNULLED, "Förvaltningsrätten", date(2026, 1, 7)),)),
        Command((JudgmentGiven(ANNULLED, "Förvaltningsrätten", JudgmentOutcome.ANNULLED, date(2026, 4, 1)),)),
        Command((LegalForceConfirmed(DecisionReference("KF", "KS 2025/1", "§ 30"), date(2026, 4, 14)),)),
    )
