"""What takes the legal force of a decision away, and what does not: late appeals, judgments recorded again, and what
names no day."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.events import DecisionAppealed, ExecutionStayed, JudgmentGiven, JudgmentOutcome, LegalForceConfirmed
from tests.ledger.meaning.test_decisions import APPEAL, NOTICE, REFERENCE, decision, judged, status

DISMISSED = judged(JudgmentOutcome.DISMISSED)
NOT_FINAL = replace(DISMISSED, final_on=None)
TOO_LATE = DecisionAppealed(REFERENCE, date(2026, 2, 20))


@pytest.mark.parametrize(
    "judgments",
    [
        (),
        (NOT_FINAL,),
        (DISMISSED,),
        (NOT_FINAL, replace(judged(JudgmentOutcome.LEAVE_REFUSED), court="Kammarrätten")),
        (NOT_FINAL, replace(judged(JudgmentOutcome.DENIED), court="Kammarrätten", given_on=date(2026, 6, 1))),
    ],
)
def test_r55_an_appeal_that_came_too_late_stops_nothing_whatever_courts_say_of_it(
    judgments: tuple[JudgmentGiven, ...],
) -> None:
    """The last day was 23 December, and the appeal came in February: in force since the 24th, whatever comes of it."""
    assert status(NOTICE, TOO_LATE, *judgments).legal_force_from == date(2025, 12, 24)


def test_r55_a_court_that_tries_the_decision_all_the_same_decides_when_it_is_in_force() -> None:
    tried = judged(JudgmentOutcome.DENIED)
    assert status(NOTICE, TOO_LATE, tried).legal_force_from == tried.final_on
    assert status(NOTICE, TOO_LATE, replace(tried, final_on=None)).legal_force_from is None
    again = replace(tried, given_on=date(2026, 8, 1), final_on=date(2026, 9, 1), final_ground="Lagakraftbevis")
    assert status(NOTICE, TOO_LATE, NOT_FINAL, again).legal_force_from == date(2026, 9, 1)


def test_r55_one_appeal_in_time_is_enough() -> None:
    assert status(NOTICE, TOO_LATE, APPEAL, NOT_FINAL).legal_force_from is None
    assert status(NOTICE, TOO_LATE, APPEAL, DISMISSED).legal_force_from == DISMISSED.final_on
    assert status(TOO_LATE, DISMISSED).legal_force_from == DISMISSED.final_on, "nobody knows when the time was out"


def test_r56_of_a_judgment_that_is_recorded_again_what_is_said_last_is_told() -> None:
    annulled = judged(JudgmentOutcome.ANNULLED)
    moved = replace(annulled, final_on=date(2026, 6, 15), final_ground="Lagakraftbevis")
    again = status(annulled, moved)
    assert (again.judgments, again.annulled_from) == ((moved,), moved.final_on)
    opened = status(annulled, replace(annulled, final_on=None))
    assert (opened.annulled_from, opened.open_judgment) == (None, opened.judgments[0])
    denied = replace(judged(JudgmentOutcome.DENIED), final_on=date(2026, 6, 15), final_ground="Lagakraftbevis")
    assert status(denied, judged(JudgmentOutcome.DENIED)).legal_force_from == date(2026, 6, 1)


def test_r55_what_names_no_day_is_not_about_the_same_paragraph_of_a_later_year() -> None:
    """§ 12 of 2025 gained legal force in 2026; the next year's § 12 of the same case has not, nor is it appealed."""
    said = (
        LegalForceConfirmed(REFERENCE, date(2026, 1, 20)),
        APPEAL,
        ExecutionStayed(REFERENCE, "FR", date(2026, 2, 1)),
    )
    of_2026 = replace(decision(), earliest=date(2026, 10, 1), latest=date(2026, 10, 1))
    later = status(*said, of=of_2026)
    assert (later.legal_force_from, later.appealed_on, later.stayed) == (None, None, False)
    bounds = replace(of_2026, earliest=date(2025, 11, 1))
    assert status(*said, of=bounds).stayed, "it may have been made by then"
    assert status(*said).legal_force_from == date(2026, 1, 20)
