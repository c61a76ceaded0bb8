"""Legal force and annulment in the read model: who had decided what, and whether it stood, on any day."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest
from msgspec.structs import replace

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import (
    AnnulledAmount,
    AnyFact,
    ClauseDecided,
    ClauseOutcome,
    DecisionAppealed,
    DelegatedDecisionReported,
    DelegationReporting,
    JudgmentEffect,
    JudgmentGiven,
    JudgmentOutcome,
    LedgerOpened,
    NoticePosted,
    ProposalMade,
    UnitRegistered,
)
from ledger.log.embedded import EmbeddedServer
from ledger.values import Basis, DecisionReference, OrganisationKind
from ledger.when import BoundsOrigin, DecisionBounds
from projections.asking.question import Question
from projections.frames.current import FramesAnswer, frames_answer
from tests.conftest import cloned
from tests.given import AUTHOR, Command, adjusted, basis, command, decided, key, money, opening
from tests.projections.rich import corrected, withdrawn

SET = basis("2025-11-24", "§ 12", 1)
CHANGE = basis("2026-02-02", "§ 5", 3)
DECIDED_ON = date(2026, 2, 2)
CHANGED = DecisionReference("KF", "KS 2025/1", "§ 5", decided_on=DECIDED_ON)


class Told:
    """A ledger that is told one thing after another."""

    def __init__(self, application: Application, name: str = "stad"):
        self.application = application
        self.name = name
        self.count = 0

    def record(self, *facts: AnyFact, on: Basis | None = None) -> int:
        """The position of the last entry."""
        return self.command(Command(facts, on))

    def command(self, told: Command) -> int:
        self.count += 1
        receipt = self.application.record(self.name, told, AUTHOR, f"told-{self.count}")
        self.ledger.runner.catch_up()
        return receipt.last_position or 0

    @property
    def ledger(self) -> OpenLedger:
        return self.application.ledger(self.name)

    def ask(self, as_of: str, **more: object) -> FramesAnswer:
        question = Question(year=2026, as_of=date.fromisoformat(as_of), **more)  # type: ignore[arg-type]
        return frames_answer(self.ledger.model, question).answer

    def costs(self, as_of: str, **more: object) -> int | None:
        """The costs of the one frame in öre; None when there is none."""
        frames = self.ask(as_of, **more).frames
        return frames[0].costs_ore if frames else None


@pytest.fixture
def told(server: EmbeddedServer) -> Iterator[Told]:
    """A frame of 100 kronor decided in November, and 20 more in February."""
    with cloned(server) as database, closing(Application(database)) as application:
        ledger = Told(application)
        ledger.command(opening())  # 1–4
        ledger.record(decided(100_00), on=SET)  # 5
        ledger.record(adjusted(20_00), on=CHANGE)  # 6
        yield ledger


def judgment(outcome: JudgmentOutcome = JudgmentOutcome.ANNULLED, final_on: date | None = None) -> JudgmentGiven:
    return JudgmentGiven(CHANGED, "FR", outcome, date(2026, 5, 1), final_on, final_ground="Lagakraftbevis")


def in_part(reference: DecisionReference, ore: int, final_on: date | None) -> JudgmentGiven:
    """A judgment that annuls a part of what a decision gave the one frame."""
    parts = (AnnulledAmount(key(), money(ore)),)
    words, given_on = JudgmentOutcome.ANNULLED_IN_PART, date(2026, 5, 1)
    return JudgmentGiven(
        reference, "Kammarrätten", words, given_on, final_on, annulled_amounts=parts, final_ground="Lagakraftbevis"
    )


FINAL = date(2026, 6, 1)


# --- Legal force --------------------------------------------------------------------------------------------


def test_only_what_has_gained_legal_force_counts_when_that_is_asked_for(told: Told) -> None:
    """Noticed on 2 December and 9 February: the last days to appeal are 23 December and 2 March."""
    told.record(NoticePosted("KF", date(2025, 11, 24), date(2025, 12, 2)))
    told.record(NoticePosted("KF", DECIDED_ON, date(2026, 2, 9), ("§ 5",)))
    assert told.costs("2025-12-23", legal_force=True) is None
    assert told.costs("2025-12-24", legal_force=True) == 100_00
    assert told.costs("2026-03-02", legal_force=True) == 100_00
    assert told.costs("2026-03-03", legal_force=True) == 120_00
    assert told.costs("2026-02-02") == 120_00


def test_an_entry_whose_day_is_not_known_is_in_no_meeting_of_its_last_day_only_for_another_that_is(told: Told) -> None:
    """Of one clause an entry has its day and another only its bounds: the notice of the meeting is of the first."""
    told.record(NoticePosted("KF", date(2025, 11, 24), date(2025, 12, 2)))
    told.record(NoticePosted("KF", DECIDED_ON, date(2026, 2, 9)))
    bounds = DecisionBounds("dagen framgår inte", BoundsOrigin.INFERRED, date(2026, 1, 10), DECIDED_ON)
    told.record(adjusted(3_00), on=replace(CHANGE, decided=bounds))
    assert told.costs("2026-03-03", legal_force=True) == 120_00
    assert told.costs("2026-03-03") == 123_00


def test_what_has_no_legal_force_stands_beside_the_total(told: Told) -> None:
    told.record(NoticePosted("KF", date(2025, 11, 24), date(2025, 12, 2)))
    answer = told.ask("2026-04-01", legal_force=True)
    assert [frame.costs_ore for frame in answer.without_legal_force] == [20_00]
    assert answer.totals[0].costs_ore == 100_00
    assert [part.part for part in answer.frames[0].parts] == ["counted", "without-legal-force"]
    assert answer.coordinates.legal_force
    assert told.ask("2026-04-01").without_legal_force == []


def test_an_appeal_stops_one_decision_until_its_judgment_is_final(told: Told) -> None:
    told.record(NoticePosted("KF", date(2025, 11, 24), date(2025, 12, 2)))
    told.record(NoticePosted("KF", DECIDED_ON, date(2026, 2, 9)))
    told.record(DecisionAppealed(CHANGED, date(2026, 2, 20)))
    assert told.costs("2026-05-31", legal_force=True) == 100_00
    told.record(judgment(JudgmentOutcome.UPHELD, FINAL))
    assert told.costs("2026-05-31", legal_force=True) == 100_00
    assert told.costs("2026-06-01", legal_force=True) == 120_00


def test_legal_force_is_known_when_the_notice_is(told: Told) -> None:
    """What was answered before the notice was recorded is answered for ever."""
    told.record(NoticePosted("KF", date(2025, 11, 24), date(2025, 12, 2)))
    assert told.costs("2026-04-01", legal_force=True, known_at=6) is None
    assert told.costs("2026-04-01", legal_force=True, known_at=7) == 100_00


def test_a_delegated_decision_gains_it_from_the_notice_of_where_it_was_reported(told: Told) -> None:
    """R-55, shared case decisions/11: decided 05-04, reported 06-09, noticed 06-15; legal force on 2026-07-07. It
    counts from its own day."""
    told.record(NoticePosted("KF", date(2025, 11, 24), date(2025, 12, 2)))
    on = replace(basis("2026-05-04", "D 12", None, "Ekonomichefen"), delegation="KS delegationsordning p. 4.2")
    told.record(adjusted(-2_00), on=on)
    told.record(NoticePosted("Ekonomichefen", date(2026, 5, 4), date(2026, 5, 5)))
    assert told.costs("2026-05-04") == 118_00
    assert told.costs("2026-07-07", legal_force=True) == 100_00
    reference = DecisionReference("Ekonomichefen", "KS 2025/1", "D 12", decided_on=date(2026, 5, 4))
    day = date(2026, 6, 9)
    position = told.record(
        DelegatedDecisionReported(reference, body="KS", meeting_day=day, posted_on=date(2026, 6, 15))
    )
    assert told.costs("2026-07-06", legal_force=True) == 100_00
    assert told.costs("2026-07-07", legal_force=True) == 98_00
    assert told.costs("2026-07-07", legal_force=True, known_at=position - 1) == 100_00
    told.command(corrected(position, DelegatedDecisionReported(reference, DelegationReporting.EXECUTION), None))
    assert told.costs("2026-07-07", legal_force=True) == 100_00


def test_proposals_have_no_legal_force(told: Told) -> None:
    told.record(ProposalMade("p", (adjusted(1_00),)), on=basis("2026-01-10", "§ 2"))
    with pytest.raises(Refused) as refused:
        told.ask("2026-04-01", proposal="p", legal_force=True)
    assert refused.value.refusals[0].code == "coordinate-invalid"


@pytest.mark.parametrize("kind", [OrganisationKind.ASSOCIATION, OrganisationKind.COMPANY])
def test_where_nobody_can_appeal_the_switch_is_refused_by_name(server: EmbeddedServer, kind: OrganisationKind) -> None:
    with cloned(server) as database, closing(Application(database)) as application:
        society = Told(application)
        society.record(LedgerOpened("Sällskapet", kind, "802000-1239"), UnitRegistered("slk", "Kansliet"))
        with pytest.raises(Refused) as refused:
            society.ask("2026-04-01", legal_force=True)
    [told] = refused.value.refusals
    assert (told.code, told.where) == ("coordinate-invalid", "legal_force")
    assert "Sällskapet" in told.detail


# --- Annulment ----------------------------------------------------------------------------------------------


def test_a_final_judgment_acts_from_its_day_and_earlier_answers_are_flagged(told: Told) -> None:
    told.record(judgment(final_on=FINAL))
    assert told.costs("2026-06-01") == 100_00
    assert told.costs("2026-05-31") == 120_00
    parts = {part.position: part for part in told.ask("2026-05-31").frames[0].parts}
    assert (parts[6].part, parts[6].annulled_on) == ("counted", FINAL)
    assert parts[5].annulled_on is None


def test_a_judgment_that_is_not_final_changes_nothing(told: Told) -> None:
    told.record(judgment())
    assert told.costs("2026-10-01") == 120_00


def test_what_an_annulled_set_had_replaced_revives(told: Told) -> None:
    told.record(decided(300_00), on=basis("2026-03-01", "§ 8"))
    assert told.costs("2026-03-01") == 300_00
    reference = DecisionReference("KF", "KS 2025/1", "§ 8")
    told.record(
        JudgmentGiven(reference, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), FINAL, final_ground="Lagakraftbevis")
    )
    assert told.costs("2026-05-31") == 300_00
    assert told.costs("2026-06-01") == 120_00


def test_a_judgment_may_be_recorded_before_the_decision_it_annuls(told: Told) -> None:
    reference = DecisionReference("KF", "KS 2025/1", "§ 9")
    told.record(
        JudgmentGiven(reference, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), FINAL, final_ground="Lagakraftbevis")
    )
    told.record(adjusted(7_00), on=basis("2026-03-09", "§ 9"))
    assert told.costs("2026-05-31") == 127_00
    assert told.costs("2026-06-01") == 120_00


def test_a_corrected_judgment_lets_the_decision_stand_again(told: Told) -> None:
    position = told.record(judgment(final_on=FINAL))
    told.command(withdrawn(position))
    assert told.costs("2026-10-01") == 120_00
    assert told.costs("2026-10-01", known_at=position) == 100_00


def test_a_judgment_corrected_to_upheld_lets_the_decision_stand_again(told: Told) -> None:
    position = told.record(judgment(final_on=FINAL))
    told.command(corrected(position, judgment(JudgmentOutcome.UPHELD, FINAL), None))
    assert told.costs("2026-10-01") == 120_00


def test_a_judgment_is_never_refused_for_making_a_frame_negative(told: Told) -> None:
    told.record(adjusted(-110_00), on=basis("2026-03-01", "§ 8"))
    told.record(judgment(final_on=FINAL))
    assert told.costs("2026-06-01") == -10_00


def test_one_clause_is_annulled_and_the_others_of_its_paragraph_stand(told: Told) -> None:
    told.record(adjusted(4_00), on=basis("2026-02-02", "§ 5", 4))
    only = DecisionReference("KF", "KS 2025/1", "§ 5", 4)
    told.record(
        JudgmentGiven(only, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), FINAL, final_ground="Lagakraftbevis")
    )
    assert told.costs("2026-05-31") == 124_00
    assert told.costs("2026-06-01") == 120_00


def test_an_annulled_clause_takes_all_that_it_adopted_with_it(told: Told) -> None:
    told.record(ProposalMade("p", (adjusted(1_00), adjusted(2_00))), on=basis("2026-01-10", "§ 2"))
    clause = ClauseDecided(ClauseOutcome.APPROVED, "Förslaget godkänns.", "p")
    told.record(clause, on=basis("2026-03-09", "§ 9"))
    assert told.costs("2026-03-09") == 123_00
    assert {part.family for part in told.ask("2026-03-09").frames[0].parts} == {"frame-decided", "frame-adjusted"}
    reference = DecisionReference("KF", "KS 2025/1", "§ 9")
    told.record(
        JudgmentGiven(reference, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), FINAL, final_ground="Lagakraftbevis")
    )
    assert told.costs("2026-06-01") == 120_00


# --- What a court says, and what that does (domain.md, D-13) ---------------------------------------------------


def test_a_higher_court_that_annuls_a_judgment_lets_the_decision_stand(told: Told) -> None:
    """D-13: lower court annuls 06-01, higher court annuls *that judgment* 10-01: +20 stays +20 on all days."""
    told.record(JudgmentGiven(CHANGED, "Förvaltningsrätten", JudgmentOutcome.ANNULLED, date(2026, 6, 1)))
    higher = JudgmentGiven(
        CHANGED,
        "Kammarrätten",
        JudgmentOutcome.ANNULLED,
        date(2026, 10, 1),
        date(2026, 10, 29),
        effect=JudgmentEffect.STANDS,
        final_ground="Lagakraftbevis.",
    )
    told.record(higher)
    assert [told.costs(day) for day in ("2026-05-31", "2026-06-01", "2026-10-01", "2026-11-20")] == [120_00] * 4


def test_a_decision_annulled_in_part_loses_that_part_from_the_final_day(told: Told) -> None:
    """D-13: +10, of it 4 annulled, final 09-01: as of 09-02 +6."""
    told.record(adjusted(10_00), on=basis("2026-03-09", "§ 9"))
    reference = DecisionReference("KF", "KS 2025/1", "§ 9")
    told.record(in_part(reference, 4_00, date(2026, 9, 1)))
    assert [told.costs(day) for day in ("2026-08-31", "2026-09-01", "2026-09-02")] == [130_00, 126_00, 126_00]


def test_a_part_of_a_set_is_annulled_and_what_it_replaced_stays_replaced(told: Told) -> None:
    told.record(decided(300_00), on=basis("2026-03-01", "§ 8"))
    told.record(in_part(DecisionReference("KF", "KS 2025/1", "§ 8"), 50_00, FINAL))
    assert [told.costs(day) for day in ("2026-05-31", "2026-06-01")] == [300_00, 250_00]


def test_what_is_annulled_in_part_but_not_finally_still_counts(told: Told) -> None:
    told.record(in_part(CHANGED, 4_00, None))
    assert told.costs("2026-11-20") == 120_00


@pytest.mark.parametrize(
    "outcome",
    [
        JudgmentOutcome.UPHELD,
        JudgmentOutcome.DENIED,
        JudgmentOutcome.DISMISSED,
        JudgmentOutcome.WRITTEN_OFF,
        JudgmentOutcome.REMITTED,
        JudgmentOutcome.LEAVE_REFUSED,
    ],
)
def test_a_decision_that_is_not_annulled_keeps_its_amount(told: Told, outcome: JudgmentOutcome) -> None:
    """D-13: avslås, avvisas, avskrivs, no leave: the amount stands. Åtvidaberg 2015: `utgång: avslag`."""
    told.record(judgment(outcome, FINAL))
    assert told.costs("2026-06-02") == 120_00


def test_a_refused_leave_is_by_itself_no_final_day(told: Told) -> None:
    """D-13: no leave in kammarrätten is not by itself the final day."""
    told.record(judgment())
    refused = JudgmentGiven(
        CHANGED, "KR", JudgmentOutcome.LEAVE_REFUSED, date(2026, 6, 1), effect=JudgmentEffect.ANNULLED
    )
    position = told.record(refused)
    assert told.costs("2026-11-20") == 120_00
    told.command(corrected(position, replace(refused, final_on=date(2026, 9, 1), final_ground="Lagakraftbevis"), None))
    assert [told.costs("2026-08-31"), told.costs("2026-09-01")] == [120_00, 100_00]


def test_the_rules_and_the_answers_foresee_the_same(told: Told) -> None:
    """The receipt of a judgment shows no frame; the next decision's shows the frame without what was annulled."""
    told.record(judgment(final_on=FINAL))
    receipt = told.application.record("stad", command(adjusted(1_00), on=basis("2026-07-01", "§ 20")), AUTHOR, "last")
    [frame] = receipt.consequence.frames
    assert (frame.before.sides.costs_ore, frame.after.sides.costs_ore) == (100_00, 101_00)
