"""An answer as it is declared, beside the function that gives it: where it is asked, with what, and its version."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, get_args, get_type_hints

import msgspec

from projections.asking.parameter import Parameter, one_of
from projections.asking.question import PARAMETERS
from projections.asking.read_model import Answered

WHICH_FRAMES: Final = ("year", "unit", "subtree", "line", "kind")
"""What says which frames a question is about."""

AT_A_COORDINATE: Final = (*WHICH_FRAMES, "stage", "proposal", "with", "legal_force", "index")
"""All that an answer about frames at one coordinate can be asked."""

CLOCKS: Final = ("as_of", "known_at", "min_position", "recipe")
"""What every answer can be asked."""


class Heading(StrEnum):
    """Under what an answer is listed."""

    FRAMES = "frames"
    REGISTER = "register"
    AUDIT = "audit"


class Declaration(msgspec.Struct, frozen=True):
    """One answer: its address below a ledger, its command, the version of its form and rules, what it asks beside the
    clocks, and the function that gives it, whose type says what is answered. `repeated` is what may be asked several
    times, by an answer that compares: each value is a column, and the first changes slowest. `takes_decision`: a
    decision that nobody has recorded can be handed in with it, and it has a door of its own for that.

    Raises ValueError for a parameter that there is not. Its Swedish texts are in `swedish/questions.toml`.
    """

    path: str
    command: str
    recipe: str
    asks: tuple[str, ...]
    answer: Callable[..., Answered[Any]]
    heading: Heading = Heading.REGISTER
    repeated: tuple[str, ...] = ()
    takes_decision: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError for a parameter that there is not."""
        if unknown := {*self.asks, *self.repeated} - PARAMETERS.keys():
            raise ValueError(f"{self.path} asks {sorted(unknown)}")

    def parameters(self) -> dict[str, Parameter]:
        """Everything it can be asked, in order."""
        recipe = Parameter(one_of("recipe", (self.recipe,)), self.recipe)
        return {name: PARAMETERS.get(name, recipe) for name in (*self.asks, *CLOCKS)}

    def answer_type(self) -> type[msgspec.Struct]:
        """What is answered."""
        answered: type[msgspec.Struct] = get_args(get_type_hints(self.answer)["return"])[0]
        return answered
