"""What the chapter of case adds to the rich ledger: every type of entry, one fact to a command."""

from datetime import date

from ledger.events.case import ClauseOutcome, ElectedPerson, ProposalException
from ledger.events.review import JudgmentOutcome
from ledger.values import DecisionReference
from tests.given import Command, adjusted, basis, command, key, turnover
from tests.golden.examples import least
from tests.projections.rich.frames import on

ANNULLED = DecisionReference("KF", "KS 2025/1", "§ 12", decided_on=date(2025, 11, 24))
ADOPTED = DecisionReference("KF", "KS 2025/1", "§ 30")
MEETING = {"body": "KF", "meeting_day": date(2025, 11, 24)}
COURT = "Förvaltningsrätten"
PROPOSAL = "framstallning"


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    asked = (turnover(4_000, 4_000), adjusted(90), adjusted(70, frame=key("ks")))
    rejected = least("rejection-recommended.v1", proposal=PROPOSAL, reason="Ryms i ramen.", numbers=(2,))
    partly = least(
        "clause-decided.v1",
        outcome=ClauseOutcome.PARTLY,
        wording="Framställningen godkänns delvis.",
        proposal=PROPOSAL,
        exceptions=(ProposalException(2, "Ryms i ramen."),),
        facts=(adjusted(11, frame=key("ks")),),
        minority=False,
    )
    dissent = least("dissent-recorded.v1", dissent="m-ks", persons=(ElectedPerson("Anna Ek", "M"),))
    stayed = least("execution-stayed.v1", decision=ANNULLED, court=COURT, stayed_on=date(2026, 1, 7))
    annulled = {"outcome": JudgmentOutcome.ANNULLED, "given_on": date(2026, 4, 1)}
    return (
        on("2026-03-05", least("condition-met.v1")),
        on("2026-02-20", least("application-made.v1", proposal=PROPOSAL, facts=asked)),
        on("2026-02-25", rejected),
        command(partly, on=basis("2026-03-09", "§ 30", 2)),
        command(least("clause-decided.v1"), on=basis("2026-03-09", "§ 31")),
        command(dissent, on=basis("2026-03-09", "§ 30", 2)),
        Command((least("meeting-registered.v1", **MEETING, first_paragraph=10, last_paragraph=14),)),
        Command((least("paragraphs-without-budget-effect.v1", **MEETING, paragraphs=("§ 10",)),)),
        Command((least("minutes-approved.v1", **MEETING, approved_on=date(2025, 12, 1)),)),
        Command((least("notice-posted.v1", **MEETING, posted_on=date(2025, 12, 2)),)),
        Command((least("delegated-decision-reported.v1"),)),
        Command((least("decision-appealed.v1", decision=ANNULLED, received_on=date(2025, 12, 20)),)),
        Command((stayed,)),
        Command((least("judgment-given.v1", decision=ANNULLED, court=COURT, **annulled),)),
        Command((least("legal-force-confirmed.v1", decision=ADOPTED, in_force_on=date(2026, 4, 14)),)),
    )
