"""What is asked, and the coordinates of an answer: which period, as decided by which day, as known at which position.

Every read takes them, and every answer echoes them. An answer with explicit `as_of` and a fixed `known_at` is
reproducible for ever: the same coordinates give the same bytes, as long as the recipe is the same.

A new parameter is one field here, with what `parameter.py` says of it, and is named by the answers that take it in
their declarations: the steps are in `api/README.md`.
"""

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec

from ledger.errors import Refusal, Refused
from ledger.values import FrameKind, Rate, Stage
from ledger.when import KnownAt, today
from projections.asking.parameter import (
    CASE,
    DAY,
    IDENTIFIER,
    KNOWN_AT,
    POSITION,
    PROPOSALS,
    RATE,
    VERSION,
    YEAR,
    Parameter,
    one_of,
    parameters_of,
    yes_or_no,
)


class GroupBy(StrEnum):
    """How frames are put together: each unit by itself, with the unit above it, with the one at the top, by line, or as
    the tree itself: each unit with its own and all that is below it. What changed cannot be told twice: for that, the
    tree is each unit by itself."""

    UNIT = "unit"
    PARENT = "parent"
    TOP = "top"
    LINE = "line"
    TREE = "tree"


class Echoed(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked and echoed as it was asked. The period: `year`, and `on`, the day that is asked about. What counts:
    `stage`, or one named `proposal`; what is decided with some named proposals `laid` on top of it, in that order; with
    `legal_force` only decisions that have gained it; `index_ppb`: as if every index that is not decided were this, in
    billionths. Which: `unit`, with `subtree` all below it too; `line`; `kind`; `name` is the id of what is asked about
    (a reservation, a fee, a report …), and `version` which version of it; `case` is a case number as it is written.
    How: grouped `by`, in the tree of units of the day `tree_on` (None: of `as_of`)."""

    year: Annotated[int | None, Parameter(YEAR, 2027)] = None
    on: Annotated[date | None, Parameter(DAY, "2026-07-01")] = None
    stage: Annotated[Stage | None, Parameter(one_of("stage", Stage, Stage), "decided")] = None
    proposal: Annotated[str | None, Parameter(IDENTIFIER, "budget-2024-m")] = None
    unit: Annotated[str | None, Parameter(IDENTIFIER, "slk")] = None
    line: Annotated[str | None, Parameter(IDENTIFIER, "total")] = None
    legal_force: Annotated[bool, Parameter(yes_or_no("legal_force"), example=False)] = False
    index_ppb: Annotated[Rate | None, Parameter(RATE, "3 %", "index")] = None
    kind: Annotated[FrameKind | None, Parameter(one_of("kind", FrameKind, FrameKind), "operating")] = None
    laid: Annotated[tuple[str, ...], Parameter(PROPOSALS, "budget-2024-m", "with")] = ()
    subtree: Annotated[bool, Parameter(yes_or_no("subtree"), example=True)] = False
    name: Annotated[str | None, Parameter(IDENTIFIER, "smart-stad")] = None
    version: Annotated[int | None, Parameter(VERSION, 1)] = None
    case: Annotated[str | None, Parameter(CASE, "KS 2023/1237")] = None
    by: Annotated[GroupBy | None, Parameter(one_of("by", GroupBy, GroupBy), "unit")] = None
    tree_on: Annotated[date | None, Parameter(DAY, "2026-01-01")] = None


class Question(Echoed, frozen=True, kw_only=True, dict=True):
    """What a reader asks, whatever it is about; an answer says which of these it can be asked.

    The clocks: `as_of` None is today; `known_at` None is as far as the projections have come, and `min_position` waits
    until they have come so far."""

    as_of: Annotated[date | None, Parameter(DAY, "2026-03-01")] = None
    known_at: Annotated[KnownAt | None, Parameter(KNOWN_AT, "12")] = None
    min_position: Annotated[int | None, Parameter(POSITION, 0)] = None

    @cached_property
    def decided_by(self) -> date:
        """The day of the decided clock: the one asked for, or today, once for all of an answer: midnight may pass."""
        return self.as_of or today()

    @cached_property
    def budget_year(self) -> int:
        """The year asked for, or this year."""
        return self.year or today().year

    @property
    def stage_asked(self) -> Stage | None:
        """The stage that is asked about: what is decided, unless another is named, or a proposal; None: that of the
        proposal. Raises Refused (coordinate-invalid) for a proposal that should be a decision."""
        if self.proposal is None:
            return self.stage or Stage.DECIDED
        if self.stage is Stage.DECIDED:
            detail = f"Förslaget {self.proposal} är inget beslut."
            raise Refused(Refusal("coordinate-invalid", detail, right="stage=proposed eller stage=recommended"))
        return self.stage


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """Where a difference begins: the same coordinate, but for these."""

    from_as_of: Annotated[date | None, Parameter(DAY, "2025-12-31")] = None
    from_known_at: Annotated[KnownAt | None, Parameter(KNOWN_AT, "4")] = None


PARAMETERS: Final = parameters_of(Question) | parameters_of(Start)
"""Everything that can be asked, by the name it has in an address."""

if TYPE_CHECKING:

    class Coordinates(Echoed, frozen=True, omit_defaults=True, kw_only=True):
        """The coordinates an answer was given at."""

        as_of: date
        known_at: str | None
        position: int

else:
    _ECHOED: Final = [(field.name, field.type, field.default) for field in msgspec.structs.fields(Echoed)]
    Coordinates = msgspec.defstruct(
        "Coordinates",
        # The period comes first and then the clocks, in every answer that has been given.
        [*_ECHOED[:2], ("as_of", date), ("known_at", str | None), ("position", int), *_ECHOED[2:]],
        frozen=True,
        omit_defaults=True,
        kw_only=True,
        module=__name__,
        namespace={
            "__doc__": "The coordinates an answer was given at: everything that was asked, with days and positions in "
            "place of what was left out. `known_at` echoes what was asked; `position` is what it came to."
        },
    )


def coordinates_of(question: Question, position: int, **settled: Any) -> Coordinates:
    """A question's coordinates at a position, and what the answer settled (the year, the day, the stage)."""
    echoed = msgspec.structs.asdict(question)
    del echoed["min_position"]
    clocks = {"as_of": question.decided_by, "known_at": echoed_known_at(question.known_at), "position": position}
    return Coordinates(**(echoed | clocks | settled))


def echoed_known_at(known_at: KnownAt | None) -> str | None:
    """What was asked of the known clock, as an answer echoes it."""
    return None if known_at is None else str(known_at) if isinstance(known_at, int) else known_at.isoformat()
