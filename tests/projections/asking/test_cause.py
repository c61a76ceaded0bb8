"""Why something is another: the words of a walk, and those of a difference."""

from projections.asking.cause import CAUSE_OF, Cause, StepCause


def test_every_step_but_that_of_a_day_has_its_cause_in_a_difference() -> None:
    assert set(StepCause) - CAUSE_OF.keys() == {StepCause.DAY}


def test_what_was_recorded_on_the_way_was_late_and_nothing_else_is_called_otherwise() -> None:
    renamed = {step: cause for step, cause in CAUSE_OF.items() if step.value != cause.value}
    assert renamed == {StepCause.RECORDED: Cause.RECORDED_LATE}
