"""The decision behind a figure, as its own basis has it: which body, which day, which paragraph, in which document."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from ledger.events import Fact, JudgmentGiven, RecordingErrorCorrected, family, stored_name
from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.meaning.frames import FrameFact
from ledger.meaning.placed import claimed
from ledger.values import Basis
from ledger.when import DecisionBounds, swedish_day
from ledger.words import words
from projections.tables.frames import FrameScope, facts_of
from projections.tables.projection import sql_of
from projections.tables.register import KnownEntry, known_entries

_SQL: Final = sql_of("projections.asking", "citations")


class DecisionCited(msgspec.Struct, frozen=True, omit_defaults=True):
    """A decision as it is cited. `position` is the entry that says it now; `corrects` the one which that entry
    corrects, and `correction` why; `text` is the citation in Swedish. What a basis does not say is not there: an
    opening entry may have none."""

    position: int
    recorded_on: date
    family: str
    event: str
    text: str
    body: str | None = None
    decided_earliest: date | None = None
    decided_latest: date | None = None
    case_number: str | None = None
    paragraph: str | None = None
    clause: int | None = None
    document: str | None = None
    page: str | None = None
    effective_day: date | None = None
    corrects: int | None = None
    correction: str | None = None

    @property
    def told(self) -> str:
        """The citation, and what the entry corrects and why, when it is a correction."""
        why = "" if self.correction is None else f" (rättar position {self.corrects}: {self.correction})"
        return self.text + why


def frame_facts_until(cursor: Cursor, scope: FrameScope, position: int) -> list[FrameFact]:
    """What has ever been known of some frames up to a position."""
    rows = cursor.execute(_SQL["frame_facts_until"], scope.columns | {"position": position}).fetchall()
    return facts_of(rows)


def entries_until(
    cursor: Cursor, position: int, kinds: Sequence[str], subjects: Sequence[str] | None = None
) -> list[KnownEntry]:
    """What has ever been known about some kinds of subjects (or only about some subjects) up to a position, and the
    position from which it no longer was."""
    asked = {"position": position, "kinds": list(kinds), "subjects": None if subjects is None else list(subjects)}
    return list(known_entries(cursor, _SQL["entries_until"], asked))


def cited(recorded: Recorded, of_family: str | None = None) -> DecisionCited:
    """An entry's decision. `of_family` is the family of the fact that is meant, when the entry says several."""
    entry = recorded.entry
    fact: Fact | None = entry.fact
    basis = entry.basis
    corrects, correction = None, None
    if isinstance(entry.fact, RecordingErrorCorrected):
        corrects, correction = entry.fact.corrects, entry.fact.reason
        fact, basis = claimed(entry.fact, entry.basis)
    of_family = of_family or family(stored_name(type(fact or entry.fact)))
    named = (recorded.position, swedish_day(recorded.recorded_at), of_family, words.fact(of_family))
    if basis is None:
        text = _without_basis(fact, of_family, recorded.position)
        return DecisionCited(*named, text, corrects=corrects, correction=correction)
    earliest, latest = _bounds(basis)
    return DecisionCited(
        *named,
        citation(basis),
        basis.body,
        earliest,
        latest,
        basis.case_number,
        basis.paragraph,
        basis.clause,
        basis.source.title,
        basis.source.page,
        basis.effective_day,
        corrects,
        correction,
    )


def _without_basis(fact: Fact | None, of_family: str, position: int) -> str:
    """What can be cited of what no body decides: a judgment by its court and days, all else by its position."""
    if not isinstance(fact, JudgmentGiven):
        return f"{words.fact(of_family)}, position {position}"
    final = "" if fact.final_on is None else f", slutlig {fact.final_on}"
    case = "" if fact.case_number is None else f", mål {fact.case_number}"
    return f"{fact.court} {fact.given_on}{final}{case}"


def citation(basis: Basis) -> str:
    """`Kommunfullmäktige 2025-11-24, § 12, att-sats 3, KS 2025/117`."""
    clause = None if basis.clause is None else f"{words.field('clause')} {basis.clause}"
    parts = (f"{basis.body} {_day_text(basis)}", basis.paragraph, clause, basis.case_number)
    return ", ".join(part for part in parts if part)


def _day_text(basis: Basis) -> str:
    earliest, latest = _bounds(basis)
    if earliest == latest and earliest is not None:
        return str(earliest)
    if earliest is None or latest is None:
        return f"(senast {latest})" if latest else f"(tidigast {earliest})" if earliest else "(okänd dag)"
    return f"(mellan {earliest} och {latest})"


def _bounds(basis: Basis) -> tuple[date | None, date | None]:
    decided = basis.decided
    return (decided.earliest, decided.latest) if isinstance(decided, DecisionBounds) else (decided, decided)
