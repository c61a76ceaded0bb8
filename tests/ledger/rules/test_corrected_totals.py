"""R-12 over what corrections leave of a board's decision."""

import pytest

from ledger.events import RecordingErrorCorrected
from tests.given import adjusted, key
from tests.ledger.rules.scenario import accepting, corrected, given, past
from tests.ledger.rules.test_across_boards import BOARDS, refused
from tests.ledger.rules.test_competence import RAISED, by

SN = by("Socialnämnden")
TAKEN, GIVEN = adjusted(-5_00, frame=key("sn")), adjusted(5_00, frame=key("ifo"))
SCENE = given(*BOARDS, past(TAKEN, SN), past(GIVEN, SN))
"""Socialnämnden moves 5 kr in two rows: out of its own frame, and to a unit below it."""

FIRST = len(SCENE.recorded) - 1
"""The position of what takes."""


def less(position: int, costs_ore: int, unit: str) -> RecordingErrorCorrected:
    """It was another amount."""
    return corrected(position, adjusted(costs_ore, frame=key(unit)), SN)


@pytest.mark.parametrize(
    ("corrections", "raises"),
    [
        ([less(FIRST, -4_00, "sn")], True),
        ([less(FIRST, -6_00, "sn")], False),
        ([corrected(FIRST)], True),
        ([corrected(FIRST + 1)], False),
        ([less(FIRST + 1, 4_00, "ifo")], False),
        ([less(FIRST + 1, 6_00, "ifo")], True),
        ([less(FIRST, -4_00, "sn"), less(FIRST + 1, 4_00, "ifo")], False),
        ([corrected(FIRST), corrected(FIRST + 1)], False),
        ([corrected(FIRST), less(FIRST + 1, 1_00, "ifo")], True),
    ],
)
def test_what_a_correction_leaves_is_held_to_the_total(
    corrections: list[RecordingErrorCorrected], raises: bool
) -> None:
    assert refused(SCENE.when_together(*corrections)) == ([RAISED] if raises else [])


def test_it_can_be_accepted_and_says_what_is_left() -> None:
    [told] = SCENE.when_together(corrected(FIRST)).verdict.refusals
    assert told.detail == (
        "Med rättelsen höjer Socialnämnden summan av det som fullmäktige har fastställt för drift 2026 med 5\u00a0kr "
        "netto. Fullmäktige höjer ensam summan av ramarna (KL 5:1, 5:2)."
    )
    assert refused(SCENE.when_together(corrected(FIRST), accept=(accepting(RAISED),))) == []


def test_what_raised_before_is_not_blamed_on_what_makes_it_less() -> None:
    """It was accepted that the board raised the total by 5 kr; that it was 3 is no new raise."""
    scene = given(*BOARDS, past(GIVEN, SN))
    assert refused(scene.when_together(less(FIRST, 3_00, "ifo"))) == [RAISED], "as it is told of what it says anew"
    assert refused(scene.when_together(corrected(FIRST))) == []


def test_the_councils_own_decision_is_not_asked() -> None:
    scene = given(*BOARDS, past(TAKEN, by("KF", "2025-11-24")), past(GIVEN, by("KF", "2025-11-24")))
    assert refused(scene.when_together(corrected(FIRST))) == []
