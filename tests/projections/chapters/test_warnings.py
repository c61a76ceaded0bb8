"""Open warnings on all three clocks: what opens one, what closes it, and who set a rule aside."""

from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from api.app import Application, OpenLedger
from ledger.events import (
    AnyFact,
    DelegatedDecisionReported,
    DelegationReporting,
    JudgmentGiven,
    JudgmentOutcome,
    ProposalMade,
    RecordingErrorCorrected,
)
from ledger.events.equity import EquityReserved
from ledger.events.policy import ControlPolicyDecided, Treatment, WarningResolved
from ledger.values import Acceptance, Basis, ControlOf, ControlTotal, DecisionReference, Stage
from ledger.words.words import VALUES, Word
from projections.asking.question import Question
from projections.chapters.warnings import (
    NoticedWarning,
    Override,
    WarningCount,
    WarningResolution,
    WarningsAnswer,
    warnings_answer,
)
from projections.frames.current import frames_answer
from tests.given import AUTHOR, Command, adjusted, basis, between, decided, key, money
from tests.projections.rich import corrected, withdrawn

NEGATIVE = "frame-would-be-negative"
LATER = date(2026, 10, 1)


class Recorder:
    """Records one command after the other, and asks."""

    def __init__(self, application: Application, ledger: OpenLedger):
        self._application, self.ledger = application, ledger

    def record(self, *facts: AnyFact, on: Basis | None = None, accept: tuple[Acceptance, ...] = ()) -> int:
        """The position of the first fact."""
        key_of = f"k{self.ledger.log.head()}"
        command = Command(facts, on, accept)
        return self._application.record("stad", command, AUTHOR, key_of).first_position or 0

    def correct(self, command: Command) -> int:
        return self.record(*command.facts, on=command.basis)

    def answer(self, **asked: object) -> WarningsAnswer:
        self.ledger.runner.catch_up()
        question = Question(**({"as_of": LATER} | asked))  # type: ignore[arg-type]
        answer = warnings_answer(self.ledger.model, question).answer
        assert isinstance(answer, WarningsAnswer)
        return answer

    def open(self, **asked: object) -> list[tuple[int, str]]:
        """The open warnings as position and code."""
        return [(warning.position, warning.code) for warning in self.answer(**asked).warnings]


@pytest.fixture
def told(application: Application, stad: OpenLedger) -> Recorder:
    return Recorder(application, stad)


def overdrawn(told: Recorder) -> int:
    """A frame of 100 kr that is overdrawn by 50, with the rule set aside."""
    told.record(decided(100_00), on=basis())
    acceptance = Acceptance(NEGATIVE, "underskottet tas 2027", "controller-7")
    return told.record(adjusted(-150_00), on=basis("2026-03-01"), accept=(acceptance,))


def test_an_accepted_rule_is_open_with_who_and_why_and_which_decision(told: Recorder) -> None:
    position = overdrawn(told)
    [warning] = told.answer().warnings
    assert warning.override == Override(NEGATIVE, "underskottet tas 2027", "controller-7")
    assert (warning.code, warning.position, warning.event) == ("rule-accepted", position, "frame-adjusted")
    assert (warning.body, warning.case_number, warning.paragraph, warning.clause) == ("KF", "KS 2025/1", "§ 12", 1)
    assert (warning.decided_earliest, warning.decided_latest) == (date(2026, 3, 1), date(2026, 3, 1))
    assert (warning.units, warning.years, warning.stage) == (("slk",), (2026,), Stage.DECIDED)
    assert "underskottet tas 2027" in warning.text


def test_a_warning_opens_on_the_day_of_its_decision_and_at_its_position(told: Recorder) -> None:
    position = overdrawn(told)
    assert told.open(as_of=date(2026, 3, 1)) == [(position, "rule-accepted")]
    assert told.open(as_of=date(2026, 2, 28)) == []
    assert told.open(known_at=position - 1) == []


def test_a_warning_of_a_day_that_is_not_settled_is_open_from_the_first_day_it_may_be(told: Recorder) -> None:
    position = told.record(decided(100_00), on=between("2025-12-01", "2025-12-31"))
    assert told.open(as_of=date(2025, 12, 1)) == [(position, "decision-day-inferred")]
    assert told.open(as_of=date(2025, 11, 30)) == []


def test_a_relaxed_rule_points_at_the_policy_that_let_it_pass(told: Recorder) -> None:
    """Relaxed, overspent, and back again: the entry keeps its warning, whatever is decided after."""
    policy = told.record(ControlPolicyDecided(NEGATIVE, Treatment.WARN, applies_from=date(2026, 1, 1)), on=basis())
    told.record(decided(100_00), on=basis())
    position = told.record(adjusted(-150_00), on=basis("2026-03-01"))
    told.record(ControlPolicyDecided(NEGATIVE, Treatment.REFUSE, applies_from=date(2026, 1, 1)), on=basis("2026-04-01"))
    [warning] = told.answer().warnings
    assert (warning.position, warning.code, warning.policy_position) == (position, "rule-relaxed", policy)
    assert warning.override is None


def test_a_correction_closes_the_warnings_of_what_was_wrong(told: Recorder) -> None:
    position = overdrawn(told)
    rightly = told.correct(corrected(position, adjusted(-50_00), basis("2026-03-01")))
    assert told.open() == []
    assert told.open(known_at=rightly - 1) == [(position, "rule-accepted")]


def test_a_withdrawal_may_have_warnings_of_its_own(told: Recorder) -> None:
    """Nothing is put in the place of what is taken away, and still somebody accepted what came of it."""
    told.record(decided(0), on=basis())
    raised = told.record(adjusted(50_00), on=basis("2026-03-01"))
    told.record(adjusted(-40_00), on=basis("2026-06-01"))
    accepted = (Acceptance(NEGATIVE, "dubbelt", "controller-7"),)
    withdrawn = told.record(RecordingErrorCorrected(raised, "dubbelt registrerad"), accept=accepted)
    [warning] = told.answer().warnings
    assert (warning.position, warning.event) == (withdrawn, "recording-error-corrected")
    assert warning.override == Override(NEGATIVE, "dubbelt", "controller-7")
    assert (warning.body, warning.decided_earliest) == (None, None)


def test_a_set_in_the_way_that_is_corrected_away_is_in_nobodys_way(told: Recorder) -> None:
    in_the_way = told.record(decided(100_00), on=basis())
    swallowed = told.record(adjusted(5_00), on=basis("2025-06-01"))
    assert (swallowed, "swallowed") in told.open()
    told.record(RecordingErrorCorrected(in_the_way, "fel ram"))
    assert (swallowed, "swallowed") not in told.open()


def test_a_frame_that_has_a_set_by_now_is_set(told: Recorder) -> None:
    changed = told.record(adjusted(5_00), on=basis("2025-12-01"))
    assert told.open() == [(changed, "frame-not-set")]
    told.record(decided(100_00), on=basis("2025-12-15"))
    assert told.open() == [(changed + 1, "swallowed")] or told.open() == []
    assert told.open(as_of=date(2025, 12, 14)) == [(changed, "frame-not-set")]


def test_a_frame_that_has_a_set_has_it_whatever_its_kind_is_called_today(
    told: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stored warning names its frame in the words of its day; a word that is changed opens nothing again."""
    changed = told.record(adjusted(-150_00), on=basis("2026-03-01"))
    told.record(decided(200_00), on=basis("2025-12-15"))
    monkeypatch.setitem(VALUES, "operating", Word("löpande verksamhet"))
    assert told.open() == []
    frames = frames_answer(told.ledger.model, Question(year=2026, as_of=LATER)).answer.frames
    assert [(frame.unit, changed in [part.position for part in frame.parts]) for frame in frames] == [("slk", True)]
    assert [warning for frame in frames for warning in frame.warnings] == []


def test_an_annulled_decision_has_no_open_warnings_from_the_day_it_is_final(told: Recorder) -> None:
    position = overdrawn(told)
    judged = DecisionReference("KF", "KS 2025/1", "§ 12", decided_on=date(2026, 3, 1))
    judgment = told.record(
        JudgmentGiven(
            judged,
            "Förvaltningsrätten",
            JudgmentOutcome.ANNULLED,
            date(2026, 5, 1),
            date(2026, 6, 1),
            final_ground="Lagakraftbevis",
        )
    )
    assert told.open(as_of=date(2026, 4, 30)) == [(position, "rule-accepted")]
    assert told.open(as_of=date(2026, 5, 31)) == [
        (position, "rule-accepted"),
        (position, "judgment-not-final"),
        (judgment, "judgment-not-final"),
    ]
    counts = {count.code: count.warnings for count in told.answer(as_of=date(2026, 5, 31)).counts}
    assert counts == {"rule-accepted": 1, "judgment-not-final": 1}, "it is one, and stands at both entries"
    assert told.open(as_of=date(2026, 6, 1)) == []


# --- Looked at ----------------------------------------------------------------------------------------------


def test_a_warning_that_somebody_has_looked_at_is_closed_from_there_on_and_never_lost(told: Recorder) -> None:
    position = overdrawn(told)
    looked = told.record(WarningResolved(position, "rule-accepted", "upptagen i delårsrapporten"))
    assert told.open() == []
    [warning] = told.answer().resolved
    assert warning.position == position
    assert warning.resolved == WarningResolution(looked, "upptagen i delårsrapporten", "tester-1")
    assert told.open(known_at=looked - 1) == [(position, "rule-accepted")]


def test_it_is_the_known_clock_that_closes_it_whatever_day_is_asked_about(told: Recorder) -> None:
    position = overdrawn(told)
    told.record(WarningResolved(position, "rule-accepted", "granskad"))
    assert told.open(as_of=date(2026, 3, 1)) == []


def test_a_note_that_is_withdrawn_opens_the_warning_again(told: Recorder) -> None:
    position = overdrawn(told)
    looked = told.record(WarningResolved(position, "rule-accepted", "granskad"))
    told.record(RecordingErrorCorrected(looked, "fel varning"))
    assert told.open() == [(position, "rule-accepted")]


def test_another_warning_of_the_same_entry_stays_open(told: Recorder) -> None:
    position = told.record(adjusted(5_00, amount=money(5_00, 5_00)), on=basis("2026-03-01", paragraph=None))
    assert told.open() == [(position, "basis-incomplete"), (position, "frame-not-set")]
    told.record(WarningResolved(position, "frame-not-set", "granskad"))
    assert told.open() == [(position, "basis-incomplete")]


# --- What is asked for --------------------------------------------------------------------------------------


def test_a_proposals_warnings_name_it_and_are_counted_for_themselves(told: Recorder) -> None:
    printed = msgspec.structs.replace(decided(100_00), printed=(ControlTotal(ControlOf.COSTS, "200 kr"),))
    proposed = told.record(ProposalMade("alliansen", (printed,)), on=basis("2025-10-01"))
    decision = told.record(printed, on=basis())
    answer = told.answer()
    assert [
        (warning.position, warning.stage, warning.proposal, warning.units, warning.years) for warning in answer.warnings
    ] == [
        (proposed, Stage.PROPOSED, "alliansen", ("slk",), (2026,)),
        (decision, Stage.DECIDED, None, ("slk",), (2026,)),
    ]
    assert answer.counts == [
        WarningCount("control-total-differs", Stage.DECIDED, 1),
        WarningCount("control-total-differs", Stage.PROPOSED, 1),
    ]
    assert told.open(stage=Stage.DECIDED) == [(decision, "control-total-differs")]
    assert told.open(proposal="alliansen") == [(proposed, "control-total-differs")]


def test_one_kind_one_unit_or_one_year_can_be_asked_for(told: Recorder) -> None:
    first = told.record(adjusted(5_00), on=basis("2026-03-01", paragraph=None))
    other = told.record(adjusted(5_00, frame=key("sbk", 2027)), on=basis("2026-03-01"))
    assert told.open(name="basis-incomplete") == [(first, "basis-incomplete")]
    assert told.open(unit="sbk") == told.open(year=2027) == [(other, "frame-not-set")]
    assert told.answer(unit="ks").note == "Inga öppna varningar vid frågans koordinater."


def test_an_old_answer_keeps_its_bytes(told: Recorder) -> None:
    position = overdrawn(told)
    before = msgspec.json.encode(told.answer(known_at=position))
    told.record(WarningResolved(position, "rule-accepted", "granskad"))
    told.correct(corrected(position, adjusted(-50_00), basis("2026-03-01")))
    assert msgspec.json.encode(told.answer(known_at=position)) == before


def test_a_warning_is_shown_as_it_is_stored() -> None:
    assert {field.name for field in msgspec.structs.fields(NoticedWarning)} >= {"code", "text", "position", "event"}


# --- What was decided by delegation and is not reported (R-55) ------------------------------------------------------


NOT_REPORTED = "delegation-not-reported"
BY_DELEGATION = replace(basis("2026-05-04", "D 12", None, "Ekonomichefen"), delegation="KS delegationsordning p. 4.2")
DELEGATED = DecisionReference("Ekonomichefen", "KS 2025/1", "D 12", decided_on=date(2026, 5, 4))
TO_KS = DelegatedDecisionReported(DELEGATED, body="KS", meeting_day=date(2026, 6, 9), paragraph="§ 90")


def test_a_delegated_decision_that_nobody_has_reported_is_told_with_its_position(told: Recorder) -> None:
    told.record(decided(100_00), on=basis())
    position = told.record(adjusted(-2_00), on=BY_DELEGATION)
    [warning] = told.answer(name=NOT_REPORTED, year=2026, unit="slk").warnings
    assert (warning.position, warning.units, warning.years) == (position, ("slk",), (2026,))
    assert (warning.body, warning.holds_from) == ("Ekonomichefen", date(2026, 5, 4))
    assert warning.text == (
        "Ekonomichefen beslutade 2026-05-04 på delegation (KS delegationsordning p. 4.2). Att beslutet är anmält till "
        "nämnden eller särskilt protokollfört är inte registrerat, så tiden för att överklaga har inte börjat "
        "(KL 6:40, 7:8)."
    )
    assert told.open(name=NOT_REPORTED, as_of=date(2026, 5, 3)) == []
    assert told.open(name=NOT_REPORTED, year=2027) == []


@pytest.mark.parametrize(
    "report", [TO_KS, *(DelegatedDecisionReported(DELEGATED, way) for way in DelegationReporting if way != "reported")]
)
def test_it_is_told_no_more_once_it_is_reported_or_need_not_be(
    told: Recorder, report: DelegatedDecisionReported
) -> None:
    position = told.record(decided(100_00), on=BY_DELEGATION)
    assert told.open(name=NOT_REPORTED) == [(position, NOT_REPORTED)]
    reported = told.record(report)
    assert told.open(name=NOT_REPORTED) == []
    assert told.open(name=NOT_REPORTED, known_at=position) == [(position, NOT_REPORTED)]
    told.correct(withdrawn(reported))
    assert told.open(name=NOT_REPORTED) == [(position, NOT_REPORTED)]


def test_it_is_told_until_the_day_it_was_reported(told: Recorder) -> None:
    told.record(decided(100_00), on=BY_DELEGATION)
    told.record(TO_KS)
    days = (date(2026, 6, 8), date(2026, 6, 9))
    assert [len(told.open(name=NOT_REPORTED, as_of=day)) for day in days] == [1, 0]


def test_what_is_only_proposed_or_has_no_delegation_is_reported_to_nobody(told: Recorder) -> None:
    told.record(decided(100_00), on=basis("2026-05-04", "D 12", None, "Ekonomichefen"))
    told.record(ProposalMade("p", (adjusted(1_00),)), on=replace(BY_DELEGATION, paragraph="D 13"))
    assert told.open(name=NOT_REPORTED) == []


def test_what_was_decided_by_delegation_about_something_else_than_a_frame_is_told_too(told: Recorder) -> None:
    accepted = (Acceptance("reservation-not-by-council", "beslutat så", "controller-7"),)
    position = told.record(EquityReserved("smart-stad", "Smart stad", 5_00), on=BY_DELEGATION, accept=accepted)
    assert told.open(name=NOT_REPORTED) == [(position, NOT_REPORTED)]


def test_two_decisions_of_one_day_are_two_also_when_the_same_is_said_of_them(told: Recorder) -> None:
    told.record(decided(100_00), on=BY_DELEGATION)
    told.record(adjusted(-1_00), on=replace(BY_DELEGATION, paragraph="D 13"))
    assert [count.warnings for count in told.answer(name=NOT_REPORTED).counts] == [2]


def test_somebody_may_have_looked_at_it(told: Recorder) -> None:
    position = told.record(decided(100_00), on=BY_DELEGATION)
    told.record(WarningResolved(position, NOT_REPORTED, "Anmäls i december."))
    assert told.open(name=NOT_REPORTED) == []
