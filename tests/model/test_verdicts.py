"""What the rules say of commands is what the model says, in many more stories than a ledger has time for; and what is
drawn reaches the edges of the rules that the model knows."""

import os
from collections import Counter
from collections.abc import Sequence
from secrets import randbits
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.book import Deed
from tests.model.edges import edges, in_the_end
from tests.model.in_memory import InMemory
from tests.model.judge import Verdict

STORIES = int(os.environ.get("MODEL_VERDICTS", "40"))
STEPS = int(os.environ.get("MODEL_STEPS", "20"))
SHRINKS = os.environ.get("MODEL_SHRINKS", "1") == "1"
SEED = int(os.environ.get("MODEL_SEED") or randbits(32))

FIRST: Final = 97
AT_A_TIME: Final = 25
MOST: Final = 600
"""In how many stories every edge is reached, at the latest: from this seed on, as it is drawn now, in 75."""

EDGES: Final = (
    "refused: amount-limit-exceeded",
    "told: amount-limit-exceeded",
    "refused: body-not-competent",
    "refused: own-rule-by-other-body",
    "told: own-rule-by-other-body",
    "told: delegation-not-cited",
    "told: reported-without-delegation",
    "told: reserve-overdrawn",
    "exactly a limit",
    "one öre above a limit",
    "above a limit, accepted",
    "above a limit that was corrected",
    "above a limit, but for what was annulled",
    "above a limit by what an officer decided for the board",
    "a limit, with what another board decided",
    "a limit, with what another year had",
    "an officer who cites by what right",
    "an officer who cites nothing",
    "legal force by a notice",
    "legal force by a report",
    "legal force by a report, and a decision by delegation",
    "legal force the day after the last day to appeal",
    "no legal force because of a report",
    "a correction of report",
    "a correction of rule",
    "all of a reserve",
    "one öre more than a reserve",
    "nobody knows what a reserve holds",
)


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


def test_the_edges_are_reached() -> None:
    reached = Counter[str]()

    class Counting(InMemory):
        def saw(self, deeds: Sequence[Deed], foreseen: Verdict) -> None:
            reached.update(set(edges(self.book, deeds, foreseen)))

        def teardown(self) -> None:
            reached.update(set(in_the_end(self.book)))

    for number in range(FIRST, FIRST + MOST // AT_A_TIME):
        tell(number, Counting, max_examples=AT_A_TIME, stateful_step_count=20, phases=(Phase.generate,))
        if reached.keys() >= set(EDGES):
            return
    pytest.fail(f"never reached: {sorted(set(EDGES) - reached.keys())}")
