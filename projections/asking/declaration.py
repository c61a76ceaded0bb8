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


class Declaration(msgspec.Struct, frozen=True, eq=False):
    """One answer: its address below a ledger, its command, the version of its form and rules, what it asks beside the
    clocks, and the function that gives it, whose type says what is answered. `repeated` is what may be asked several
    times, by an answer that compares: each value is a column, and the first changes slowest. `lays`: something must be
    laid on what is decided; `takes_decision`: that can also be a decision that nobody has recorded, which is handed in.

    `parameters` follow: everything it can be asked, in order. Its Swedish texts are in
    `swedish/answers_and_parameters.toml`.
    Raises ValueError for a parameter that there is not.
    """

    path: str
    command: str
    recipe: str
    asks: tuple[str, ...]
    answer: Callable[..., Answered[Any]]
    heading: Heading = Heading.REGISTER
    repeated: tuple[str, ...] = ()
    lays: bool = False
    takes_decision: bool = False
    parameters: dict[str, Parameter] = {}

    def __post_init__(self) -> None:
        """Finds the parameters. Raises ValueError for one that there is not."""
        if unknown := {*self.asks, *self.repeated} - PARAMETERS.keys():
            raise ValueError(f"{self.path} asks {sorted(unknown)}")
        recipe = Parameter(one_of("recipe", (self.recipe,)), self.recipe)
        parameters = {name: PARAMETERS.get(name, recipe) for name in (*self.asks, *CLOCKS)}
        msgspec.structs.force_setattr(self, "parameters", parameters)

    def answer_type(self) -> type[msgspec.Struct]:
        """What is answered."""
        answered: type[msgspec.Struct] = get_args(get_type_hints(self.answer)["return"])[0]
        return answered
