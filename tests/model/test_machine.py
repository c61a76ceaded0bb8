"""What the application does with commands is what a naive model says, on all clocks."""

import os
from secrets import randbits

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from ledger.log.database import Database
from tests.model.machine import Model
from tests.model.stories import on_one_day

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "25"))
STEPS = int(os.environ.get("MODEL_STEPS", "20"))
SHRINKS = os.environ.get("MODEL_SHRINKS", "1") == "1"
SEED = int(os.environ.get("MODEL_SEED") or randbits(32))


# The threads that keep connections open draw lots about when to look at them, while stories are drawn.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning")
def test_every_command_does_what_the_model_says(database: Database) -> None:
    with on_one_day(database) as stories:
        print(f"MODEL_SEED={SEED} MODEL_EXAMPLES={EXAMPLES} MODEL_STEPS={STEPS}")

        @seed(SEED)
        class Seeded(Model):
            def __init__(self) -> None:
                super().__init__(stories)

        run_state_machine_as_test(
            Seeded,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                phases=(Phase.generate, Phase.shrink) if SHRINKS else (Phase.generate,),
                print_blob=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
