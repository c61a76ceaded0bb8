"""What the rules say of commands is what the model says, in many more stories than a ledger has time for; and what is
drawn reaches the edges of the rules that the model knows."""

import os
from secrets import randbits
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.in_memory import InMemory

STORIES = int(os.environ.get("MODEL_VERDICTS", "40"))
STEPS = int(os.environ.get("MODEL_STEPS", "20"))
SHRINKS = os.environ.get("MODEL_SHRINKS", "1") == "1"
SEED = int(os.environ.get("MODEL_SEED") or randbits(32))


def tell(number: int, machine: type[InMemory], **how: Any) -> None:
    """The stories of a seed."""
    fixed: dict[str, Any] = {"deadline": None, "database": None, "print_blob": True}
    told = seed(number)(machine)
    run_state_machine_as_test(told, settings=settings(**fixed, suppress_health_check=list(HealthCheck), **how))


def test_every_verdict_is_what_the_model_says() -> None:
    print(f"MODEL_SEED={SEED} MODEL_VERDICTS={STORIES} MODEL_STEPS={STEPS}")
    phases = (Phase.generate, Phase.shrink) if SHRINKS else (Phase.generate,)

    class Told(InMemory):
        pass

    tell(SEED, Told, max_examples=STORIES, stateful_step_count=STEPS, phases=phases)
