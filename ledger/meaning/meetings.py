"""Meetings: which paragraphs a meeting had, and which of them nobody has recorded or found to have no effect."""

from collections.abc import Collection, Iterable
from datetime import date

import msgspec

from ledger.decision_names import body_key, paragraph_order
from ledger.events import MeetingRegistered, ParagraphsWithoutBudgetEffect
from ledger.meaning.decisions import Names, written_so
from ledger.meaning.placed import PlacedFact

Paragraph = tuple[int, str]
"""A paragraph in order: `§ 12 A` is (12, 'A')."""


class Meeting(msgspec.Struct, frozen=True):
    """A registered meeting: its paragraphs in order, the entries that each recorded one has, those without effect on
    the budget, the gaps, and what is recorded of the meeting though the register does not have it."""

    body: str
    day: date
    position: int
    paragraphs: tuple[Paragraph, ...]
    recorded: dict[Paragraph, tuple[int, ...]]
    without_effect: tuple[Paragraph, ...]
    gaps: tuple[Paragraph, ...]
    unlisted: tuple[Paragraph, ...]


def paragraph_text(paragraph: Paragraph) -> str:
    """A paragraph as minutes print it.

    >>> paragraph_text((12, "A"))
    '§ 12 A'
    """
    return f"§ {paragraph[0]} {paragraph[1]}".rstrip()


def meetings_of(placed: Iterable[PlacedFact], as_of: date, names: Names = written_so) -> list[Meeting]:
    """The meetings that were held by a day, of all that is known, in order of day and body, each with what is recorded
    of it by whichever of its `names` that has its body."""
    every = list(placed)
    registered = ((entry.fact, entry.position) for entry in every if isinstance(entry.fact, MeetingRegistered))
    meetings = [_meeting(fact, position, every, names) for fact, position in registered if fact.meeting_day <= as_of]
    return sorted(meetings, key=lambda meeting: (meeting.day, meeting.body))


def _meeting(fact: MeetingRegistered, position: int, placed: list[PlacedFact], names: Names) -> Meeting:
    listed, bodies = paragraphs_of(fact), names(fact.body, fact.meeting_day)
    recorded = _recorded(fact, placed, bodies)
    without = {
        paragraph_order(paragraph)
        for entry in placed
        if isinstance(entry.fact, ParagraphsWithoutBudgetEffect) and _same_meeting(entry.fact, fact, bodies)
        for paragraph in entry.fact.paragraphs
    }
    return Meeting(
        fact.body,
        fact.meeting_day,
        position,
        listed,
        recorded,
        tuple(paragraph for paragraph in listed if paragraph in without),
        tuple(paragraph for paragraph in listed if paragraph not in without and paragraph not in recorded),
        tuple(sorted({*recorded, *without} - {*listed})),
    )


def paragraphs_of(fact: MeetingRegistered) -> tuple[Paragraph, ...]:
    """The paragraphs that a meeting is registered with."""
    if fact.first_paragraph is None or fact.last_paragraph is None:
        return tuple(sorted({paragraph_order(paragraph) for paragraph in fact.paragraphs}))
    return tuple((number, "") for number in range(fact.first_paragraph, fact.last_paragraph + 1))


def _recorded(
    fact: MeetingRegistered, placed: list[PlacedFact], bodies: Collection[str]
) -> dict[Paragraph, tuple[int, ...]]:
    """The entries that rest on a decision of the meeting, by paragraph."""
    positions: dict[Paragraph, tuple[int, ...]] = {}
    for entry in placed:
        basis = entry.basis
        if basis is not None and basis.paragraph is not None and basis.decided == fact.meeting_day:
            paragraph = paragraph_order(basis.paragraph)
            if body_key(basis.body) in bodies and entry.position not in positions.get(paragraph, ()):
                positions[paragraph] = (*positions.get(paragraph, ()), entry.position)
    return dict(sorted(positions.items()))


def _same_meeting(noted: ParagraphsWithoutBudgetEffect, meeting: MeetingRegistered, bodies: Collection[str]) -> bool:
    return body_key(noted.body) in bodies and noted.meeting_day == meeting.meeting_day
