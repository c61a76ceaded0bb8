"""Why something is another than it was: the words of the two walks. What each is called: `texts.TOLD_CAUSE`."""

from enum import StrEnum


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


class StepCause(StrEnum):
    """Why a value became another: a decision that counts, a judgment, a condition that is met, a day that came; along
    the known clock also that it was recorded, or that a recording error was corrected."""

    NEW_DECISION = "new-decision"
    RECORDED = "recorded"
    CORRECTION = "correction"
    ANNULMENT = "annulment"
    CONDITION = "condition"
    DAY = "day"
