"""The line above an answer's tables: whose it is, what it is about, and at which coordinates it was asked."""

from typing import Protocol

from rich.text import Text

from ledger.money import rate_text
from ledger.words import words
from projections.asking.proposals import proposal_text
from projections.asking.question import Coordinates


class HasOwner(Protocol):
    """Any answer."""

    @property
    def ledger(self) -> str:
        """Which ledger."""

    @property
    def organisation(self) -> str | None:
        """Whose it is."""


class HasCoordinates(HasOwner, Protocol):
    """Any answer at a coordinate."""

    @property
    def coordinates(self) -> Coordinates:
        """Where it was asked."""


def heading(*parts: str) -> Text:
    """The parts of the line above an answer's tables, put together."""
    return Text(" · ".join(parts), style="bold")


def answer_heading(answer: HasCoordinates, about: object = None, *more: str) -> Text:
    """`Stockholms stad · Avser 2026-01-31 · Beslutad t.o.m. 2026-03-01 · Registrerad t.o.m. position 12`; `about` is
    the year or the day that is asked about."""
    return heading(owner(answer), *([f"Avser {about}"] if about else []), *clocks(answer.coordinates), *more)


def owner(answer: HasOwner) -> str:
    """The organisation that an answer is about, or its ledger when it has no name."""
    return answer.organisation or answer.ledger


def clocks(at: Coordinates) -> tuple[str, str]:
    """Until when it was decided, and until where it was known."""
    return f"Beslutad t.o.m. {at.as_of}", f"Registrerad t.o.m. position {at.position}"


def title_line(answer: HasCoordinates, body: str | None = None) -> Text:
    """The line above tables of frames; `body` is whose proposal it is about."""
    return heading(*coordinate_parts(owner(answer), answer.coordinates, body))


def coordinate_parts(organisation: str, at: Coordinates, body: str | None = None) -> list[str]:
    """The parts of a line above tables of frames: the clocks, and how what counts differs from what is decided; `body`
    is whose the proposal is."""
    parts = [organisation, f"Avser {at.year}", *clocks(at)]
    if at.proposal is not None and at.stage is not None:
        parts.append(f"{words.value(at.stage).capitalize()}: {proposal_text(at.proposal, body)}")
    if at.laid:
        parts.append(f"Som om {', '.join(at.laid)} antogs")
    if at.legal_force:
        parts.append("Bara med laga kraft")
    if at.index_ppb is not None:
        parts.append(f"Som om index vore {rate_text(at.index_ppb)}")
    if at.unit is not None and at.subtree:
        parts.append(f"{at.unit} och allt under")
    if at.tree_on is not None:
        parts.append(f"I organisationen {at.tree_on}")
    return parts


def frame_heading(unit_name: str, line: str, kind: str, year: int) -> str:
    """`Stadsledningskontoret, drift 2026`, with the line in between when there is one."""
    return ", ".join(
        part for part in (unit_name, "" if line == "total" else line, f"{words.value(kind)} {year}") if part
    )
