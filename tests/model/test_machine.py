"""What the application does with commands is what a naive model says, on all clocks."""

import os
from datetime import datetime
from secrets import randbits
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from ledger.log.database import Database
from ledger.log.embedded import EmbeddedServer
from tests.conftest import cloned
from tests.model.machine import Model
from tests.model.stories import Stories, on_one_day

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "25"))
STEPS = int(os.environ.get("MODEL_STEPS", "20"))
SHRINKS = os.environ.get("MODEL_SHRINKS", "1") == "1"
SEED = int(os.environ.get("MODEL_SEED") or randbits(32))

Told = list[list[tuple[datetime, bytes]]]
"""The entries of story after story: when each was recorded, and its bytes."""

# The threads that keep connections open draw lots about when to look at them, while stories are drawn.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning"
)


def tell(stories: Stories, number: int, **how: Any) -> Told:
    """The stories of a seed, held to the model."""
    told: Told = []

    @seed(number)
    class Seeded(Model):
        def __init__(self) -> None:
            super().__init__(stories)

        def teardown(self) -> None:
            super().teardown()
            told.append([(recorded.recorded_at, recorded.data) for recorded in self.recorded])

    fixed: dict[str, Any] = {"deadline": None, "database": None, "print_blob": True}
    run_state_machine_as_test(Seeded, settings=settings(**fixed, suppress_health_check=list(HealthCheck), **how))
    return told


def test_every_command_does_what_the_model_says(database: Database) -> None:
    print(f"MODEL_SEED={SEED} MODEL_EXAMPLES={EXAMPLES} MODEL_STEPS={STEPS}")
    phases = (Phase.generate, Phase.shrink) if SHRINKS else (Phase.generate,)
    with on_one_day(database) as stories:
        tell(stories, SEED, max_examples=EXAMPLES, stateful_step_count=STEPS, phases=phases)


def test_a_seed_tells_the_same_stories_again_races_and_all(server: EmbeddedServer) -> None:
    told = []
    for _ in "ab":
        with cloned(server) as database, on_one_day(database) as stories:
            told.append(tell(stories, 1, max_examples=3, stateful_step_count=20, phases=(Phase.generate,)))
    assert told[0] == told[1]
    assert sum(map(len, told[0])) > 30
