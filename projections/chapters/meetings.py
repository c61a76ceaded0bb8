"""The meeting register: which paragraphs each meeting had, which are recorded, and which are missing."""

from datetime import date
from typing import Final

import msgspec

from ledger.meaning.meetings import Meeting, meetings_of, paragraph_text
from projections.asking.declaration import Declaration, Heading
from projections.asking.register_query import RegisterAnswer, RegisterGround, from_register
from projections.tables.register import REVIEW

RECIPE: Final = "meetings-3"
"""The version of the answer's form and rules."""


class RecordedParagraph(msgspec.Struct, frozen=True):
    """A paragraph that entries rest on, and their positions."""

    paragraph: str
    positions: tuple[int, ...]


class HeldMeeting(msgspec.Struct, frozen=True, omit_defaults=True):
    """A registered meeting: whose, when, by which entry, and how many paragraphs it had."""

    body: str
    day: date
    position: int
    paragraphs: int


class MeetingView(HeldMeeting, frozen=True, omit_defaults=True):
    """A registered meeting. `gaps` are its paragraphs that are neither recorded nor found to have no effect on the
    budget; `unlisted` are recorded though the meeting is not registered with them."""

    recorded: tuple[RecordedParagraph, ...]
    without_effect: tuple[str, ...]
    gaps: tuple[str, ...]
    unlisted: tuple[str, ...] = ()


class MeetingsAnswer(RegisterAnswer, frozen=True, omit_defaults=True, kw_only=True):
    """The registered meetings that were held by the day, in order."""

    meetings: list[MeetingView]


@from_register(RECIPE, ("decision", REVIEW))
def meetings_answer(ground: RegisterGround) -> MeetingsAnswer:
    """The meeting register at a question's coordinates."""
    year = ground.question.year
    held = meetings_of(ground.placed, ground.as_of, ground.names)
    meetings = [meeting for meeting in held if year in (None, meeting.day.year)]
    note = None if meetings else "Inga sammanträden var registrerade."
    return MeetingsAnswer(**ground.head, meetings=[_view(meeting) for meeting in meetings], note=note)


MEETINGS: Final = Declaration("meetings", "meetings", RECIPE, ("year",), meetings_answer, Heading.AUDIT)


def _view(meeting: Meeting) -> MeetingView:
    return MeetingView(
        meeting.body,
        meeting.day,
        meeting.position,
        len(meeting.paragraphs),
        tuple(
            RecordedParagraph(paragraph_text(paragraph), positions) for paragraph, positions in meeting.recorded.items()
        ),
        tuple(map(paragraph_text, meeting.without_effect)),
        tuple(map(paragraph_text, meeting.gaps)),
        tuple(map(paragraph_text, meeting.unlisted)),
    )
