"""What the naive model knows of an entry: plain words about it, in no class of the product."""

from datetime import date
from typing import Final, NamedTuple


class Frame(NamedTuple):
    """Which frame."""

    unit: str
    line: str
    kind: str
    year: int


class Figures(NamedTuple):
    """Öre; None is unknown. Expenditures are costs here, and receipts revenues."""

    costs: int | None
    revenues: int | None
    net: int | None


class Moved(NamedTuple):
    """What something said does to one frame: sets it (`budget`, `plan`) or changes it. `grows_by`: an index."""

    frame: Frame
    sets: str | None
    figures: Figures
    grows_by: str | None = None


class Ruled(NamedTuple):
    """A judgment on a decision, or a proof that it has legal force. Clause and day None: whichever; it acts from
    `final_on`, when it ever does. One that does not annul all of it may take `cuts` from what it gave frames."""

    paragraph: tuple[int, str]
    clause: int | None
    decided_on: date | None
    given_on: date
    final_on: date | None
    annuls: bool = False
    proves: bool = False
    cuts: tuple[Moved, ...] = ()
    body: str = "kf"


NO_PARAGRAPH: Final = (0, "")
COUNCIL_NAMES: Final = ("kf", "stadsfullmäktige")
"""What the one council is called."""


def whose(body: str) -> str:
    """Which body a name is of."""
    return COUNCIL_NAMES[0] if body in COUNCIL_NAMES else body


class Posted(NamedTuple):
    """A notice of what a body's minutes of a day say, in some paragraphs or (none) in all: when it was posted and taken
    down, and the last day to appeal, which is counted by hand."""

    body: str
    meeting_day: date
    paragraphs: tuple[tuple[int, str], ...]
    posted_on: date
    down_on: date | None
    last_day: date


class Reported(NamedTuple):
    """How a decision by delegation came to its board: `reported` at a place in the minutes of a meeting, or in its
    `own-minutes`; anything else has no time to appeal. `posted`: of what it was noticed by, when the report says so."""

    body: str
    paragraph: tuple[int, str]
    clause: int | None
    decided_on: date | None
    how: str
    board: str | None
    meeting_day: date | None
    at: tuple[int, str]
    posted: Posted | None


class Said(NamedTuple):
    """What one entry claims. `earliest` None: any day; `latest` None: the day of recording. It waits for `conditions`;
    or it is itself a judgment, a condition that is met, an index (its name, and thousandths of the amount), a notice or
    a report. What is `grounded` rests on a decision of a `body`, which was `delegated` if it says by whom; one without
    a paragraph has a name only where somebody has said its last day."""

    moved: tuple[Moved, ...]
    earliest: date | None
    latest: date | None
    paragraph: tuple[int, str] = (0, "")
    clause: int = 0
    stage: str = "decided"
    proposal: str | None = None
    conditions: tuple[str, ...] = ()
    ruled: Ruled | None = None
    meets: str | None = None
    rate: tuple[str, int] | None = None
    grounded: bool = True
    body: str = "kf"
    delegated: bool = False
    posted: Posted | None = None
    reported: Reported | None = None
    named: bool = True

    def settled(self, recorded_on: date) -> "Said":
        """With its last day filled in."""
        return self._replace(
            latest=self.latest or recorded_on,
            named=self.named and (self.latest is not None or self.paragraph != NO_PARAGRAPH),
        )
