"""Why something is another than it was: the words of a walk, and those of a difference between two coordinates. What
each is called: `texts.TOLD_CAUSE`."""

from enum import StrEnum
from typing import Final


class StepCause(StrEnum):
    """Why something became another: a decision that counts, a judgment, a condition that is met, an index, a day that
    came; along the known clock also that it was recorded, or that a recording error was corrected; or that it is only
    supposed."""

    NEW_DECISION = "new-decision"
    RECORDED = "recorded"
    CORRECTION = "correction"
    ANNULMENT = "annulment"
    CONDITION = "condition"
    INDEX = "index"
    DAY = "day"
    SUPPOSED = "supposed"


class Cause(StrEnum):
    """Why a frame is another at one coordinate than at an earlier one, in the order in which they are shown."""

    CORRECTION = "correction"
    RECORDED_LATE = "recorded-late"
    NEW_DECISION = "new-decision"
    ANNULMENT = "annulment"
    CONDITION = "condition"
    INDEX = "index"
    REORGANISATION = "reorganisation"
    SUPPOSED = "supposed"


CAUSE_OF: Final = {cause: Cause(cause.value) for cause in StepCause if cause.value in set(Cause)} | {
    StepCause.RECORDED: Cause.RECORDED_LATE
}
"""The cause that a step of the way has in a difference: between two coordinates, what was decided by the first of them
and recorded after it was late. No day comes by itself: no fact about a frame names one."""
