"""Frame changes of one ledger for those who follow it: the same from every door."""

import msgspec

from api.answers.feed import Feed
from ledger.log.feed.cursor import LogCursor
from ledger.values import FrameKind
from projections.asking.read_model import ReadModel, Staleness
from projections.frames.change_cursor import ChangeCursor
from projections.frames.frame_changes import ChangesPage, FrameChanged, changes_page
from projections.frames.recast import FrameChangeQuestion


class ChangesAsked(msgspec.Struct, frozen=True):
    """What is asked: at most so many rows, but whole entries; of a unit and all that has been below it, a budget year,
    a kind of money. None: whatever it is."""

    limit: int
    unit: str | None = None
    year: int | None = None
    kind: FrameKind | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return any(chosen is not None for chosen in (self.unit, self.year, self.kind))


class FrameChangesAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page of frame changes. Ask again with `after` = `next_after`; `head` is where the read model had come, and
    `more` whether anything is left until there; `stale`, when the log goes further. `seen_up_to`, when not all changes
    are asked for: everything up to it was looked at. `cursor_unchecked`: `after` was a bare number, so that nobody can
    tell whether it is of this log."""

    changes: list[FrameChanged]
    after: int
    next_after: str
    head: int
    more: bool
    seen_up_to: str | None = None
    cursor_unchecked: bool = False
    stale: Staleness | None = None


def changes_answer(asked: ChangesAsked, after: LogCursor, page: ChangesPage) -> FrameChangesAnswer:
    """A page as it is answered to somebody who asked for what comes after a cursor."""
    return FrameChangesAnswer(
        page.changes,
        after.position,
        str(page.seen),
        page.head.position,
        page.more,
        str(page.seen) if asked.is_filtered else None,
        after.is_unchecked,
        page.stale,
    )


class ChangesFeed:
    """The frame changes of one ledger. Safe to use from several threads."""

    def __init__(self, model: ReadModel, feed: Feed):
        self._model = model
        self._feed = feed

    def page(self, asked: ChangesAsked, after: ChangeCursor, upto: int | None = None) -> ChangesPage:
        """The first changes after a cursor, and none after a position. Raises Refused: as `changes_page`; and
        unit-unknown."""
        units = None if asked.unit is None else self._feed.ever_below(asked.unit)
        question = FrameChangeQuestion(asked.limit, units, asked.year, asked.kind)
        return changes_page(self._model, question, after, upto)
