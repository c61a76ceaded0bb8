"""The warnings that belong in the audit of a year, and how many more are open. Those outside it are counted by the read
model: no entry of theirs is read, but for those of which a warning may have become untrue."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from ledger.meaning.flags import JUDGED_AT_FRAME
from ledger.values import Stage
from ledger.words.noticed import About
from ledger.words.notices import FLAGS
from projections.asking.outlived import UNTRUE_WHEN
from projections.asking.question import Question
from projections.asking.read_model import ReadModel
from projections.asking.register_query import RegisterGround, answered
from projections.chapters.warnings import (
    READ_BESIDE,
    RECIPE,
    NoticedWarning,
    Wanted,
    WarningsAnswer,
    flags_told,
    noticed_in,
    resolutions,
    still_true,
    unreported_told,
    warnings_told,
)
from projections.tables.register import entries_by_position, warned_elsewhere, warned_in


class AuditedWarnings(WarningsAnswer, frozen=True, omit_defaults=True, kw_only=True):
    """The warnings that belong in the audit of a year, or of a unit in it: what is about it, and what is about no year
    and no unit at all. `open_elsewhere`: how many more are open."""

    open_elsewhere: int = 0


def audited_warnings(model: ReadModel, question: Question, year: int) -> AuditedWarnings:
    """The warnings of the audit of a year, at a question's coordinates. Of what is outside it no entry is read, but for
    those of which a warning may have become untrue.

    Raises Refused: the same as `warnings_answer`.
    """
    at = Question(as_of=question.as_of, known_at=question.known_at)
    made = partial(_of_audit, year=year, unit=question.unit)
    return answered(
        model, at, RECIPE, READ_BESIDE, made, lambda cursor, position: warned_in(cursor, position, year)
    ).answer


def _of_audit(ground: RegisterGround, year: int, unit: str | None) -> AuditedWarnings:
    def is_inside(warning: NoticedWarning) -> bool:
        return warning.stage is Stage.DECIDED and _concerns(warning, year, unit)

    flags, looked_at = flags_told(ground), resolutions(ground).keys()
    outside = (flag for whom, flag in flags if not _concerns(whom, year, unit))
    stored = warned_elsewhere(
        ground.cursor,
        ground.later_acts,
        looked_at,
        position=ground.place.position,
        as_of=ground.as_of,
        year=year,
        unit=unit,
        left_out=list(FLAGS),
        perhaps_untrue=list(PERHAPS_UNTRUE),
    )
    others = [
        *((position, flag.code) for flag in outside for position in flag.positions),
        *((told.position, told.code) for told in unreported_told(ground) if not is_inside(told)),
        *_still_open(ground, stored.perhaps_untrue, is_inside),
    ]
    return AuditedWarnings(
        **warnings_told(ground, [told for told in flags if _concerns(told[0], year, unit)], is_inside),
        open_elsewhere=stored.warnings + sum(other not in looked_at for other in others),
    )


PERHAPS_UNTRUE: Final = (*UNTRUE_WHEN, *JUDGED_AT_FRAME)
"""The warnings that something recorded or decided since may have made untrue."""


def _still_open(ground: RegisterGround, positions: Iterable[int], is_inside: Wanted) -> Iterator[tuple[int, str]]:
    """The warnings of some entries that are outside an audit, might have become untrue, and have not."""

    def is_wanted(warning: NoticedWarning) -> bool:
        return warning.code in PERHAPS_UNTRUE and not is_inside(warning)

    entries = entries_by_position(ground.cursor, positions).values()
    stored = [notice for recorded in entries for notice in noticed_in(recorded, ground, is_wanted)]
    yield from ((told.position, told.code) for told in still_true(ground, stored))


def _concerns(about_whom: NoticedWarning | About, year: int, unit: str | None) -> bool:
    """Whether something is about the year, and the unit if one is asked for; or about neither any year nor any unit, so
    that it would be told in no audit if not in all."""
    units, years = about_whom.units, about_whom.years
    if not years and not units:
        return True
    return (unit is None or unit in units) and (not years or year in years)
