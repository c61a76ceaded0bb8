"""Every cause is called something of its own."""

from projections.asking.cause import Cause, StepCause
from projections.asking.texts import TOLD_CAUSE


def test_every_cause_has_a_name_of_its_own() -> None:
    for causes in (Cause, StepCause):
        assert len({TOLD_CAUSE.text(cause) for cause in causes}) == len(causes)
