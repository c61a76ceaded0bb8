"""What if: named proposals, or a decision that nobody has recorded, laid on any coordinate; frames before and after.

Nothing is stored. What is laid is laid by the same functions as in every other answer (`hypothetical.py`), and what
the rules say of it they say as they would if it was recorded now (`ledger.recording.foreseen`).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from ledger.events import (
    ClauseDecided,
    Fact,
    JudgmentGiven,
    NamedProposal,
    RecordingErrorCorrected,
    family,
    stored_name,
)
from ledger.events.fact import AFTERMATH
from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.meaning.effects import effects
from ledger.meaning.later_acts import LaterActs
from ledger.meaning.placed import PlacedFact, claim_in
from ledger.recording import Author, Command, Foreseen, StatedWarning, foreseen
from ledger.values import Stage
from ledger.words import words
from projections.asking import hypothetical
from projections.asking.declaration import WHICH_FRAMES, Declaration, Heading
from projections.asking.parameter import check_year
from projections.asking.question import GroupBy, Question, coordinates_of
from projections.asking.read_model import AnswerAt, Answered, Place, ReadModel, Staleness, staleness
from projections.frames.adoption import Nominee, Objection, ProposalWarning, Trial, nominees, trial
from projections.frames.difference import DifferenceStep, DifferenceTotal, UnitDifference, difference_answer
from projections.tables.frames import years_at
from projections.tables.register import later_acts_at, placed_of
from projections.tables.units import organisation_at

RECIPE: Final = "what-if-7"
"""The version of the answer's form and rules."""


class SupposedYear(msgspec.Struct, frozen=True, omit_defaults=True):
    """One budget year before and after, as it would be: every unit, the totals, and each thing that is laid with its
    own effect. Something that nobody has recorded is cited with the position it would get. `note` says why nothing
    changes, and `remarks` what to know of the year's figures."""

    year: int
    units: list[UnitDifference]
    totals: list[DifferenceTotal]
    steps: list[DifferenceStep]
    note: str | None = None
    remarks: tuple[str, ...] = ()


class WhatIfAnswer(AnswerAt, frozen=True, omit_defaults=True):
    """What if what is laid was decided. `years`: the one that is asked for, or all that are touched. `warnings`: what
    would be noticed if the decision was recorded now; for named proposals `refusals` and `noticed` are what the rules
    would say if they were adopted now. `remarks`: what is not laid, and what to know of what is."""

    years: list[SupposedYear]
    warnings: tuple[StatedWarning, ...] = ()
    refusals: tuple[Objection, ...] = ()
    noticed: tuple[ProposalWarning, ...] = ()
    remarks: tuple[str, ...] = ()
    note: str | None = None
    stale: Staleness | None = None


class _Supposed(msgspec.Struct, frozen=True):
    """What is laid on a coordinate, the years of the frames that it names, those that it may change without naming
    them, and all that is said of it."""

    laid: hypothetical.Hypothetical
    years: list[int]
    perhaps: list[int]
    organisation: str | None
    remarks: tuple[str, ...]
    chosen: tuple[Nominee, ...] = ()
    warnings: tuple[StatedWarning, ...] = ()


def what_if_answer(
    model: ReadModel, question: Question, command: Command | None = None, author: Author | None = None
) -> Answered[WhatIfAnswer]:
    """Every frame before and after, if the proposals that the question lays were adopted, or if a command was recorded.
    What the rules say is what they say now, so the answer is never settled.

    Raises Refused: what `difference_answer` does; proposal-unknown; for a command, what recording it would.
    """
    check_year(question.year)
    place = model.place(question.known_at, question.min_position)
    # After the place, so that what is foreseen never meets what is seen there.
    what = None if command is None or author is None else foreseen(model.log, command, author)
    with model.cursor() as cursor:
        supposed = _supposed(cursor, question, place, what)
    years = [question.year] if question.year is not None else sorted({*supposed.years, *supposed.perhaps})
    laid = supposed.laid if what else hypothetical.NOTHING_SUPPOSED
    told = (_year(model, question, year, place, laid, supposed.remarks) for year in years)
    moved = [year for year in told if year.steps or year.year in (question.year, *supposed.years)]
    tried = trial(model.log, supposed.chosen) if supposed.chosen else Trial()
    answer = WhatIfAnswer(
        model.ledger,
        coordinates_of(question, place.position, by=question.by or GroupBy.UNIT),
        RECIPE,
        supposed.organisation,
        moved,
        supposed.warnings,
        tried.objections,
        tried.warnings,
        tuple(dict.fromkeys((*supposed.remarks, *_other_years(question.year, supposed.years)))),
        None if moved else "Det som läggs på ändrar inga ramar.",
        staleness(question.known_at, place),
    )
    return Answered(answer, settled=False)


WHAT_IF: Final = Declaration(
    "frames/what-if",
    "what-if",
    RECIPE,
    (*WHICH_FRAMES, "with", "index", "by"),
    what_if_answer,
    Heading.FRAMES,
    lays=True,
    takes_decision=True,
)
WHAT_IF_RECORDED: Final = msgspec.structs.replace(WHAT_IF, asks=(*WHICH_FRAMES, "index", "by"), lays=False)
"""The same for a decision that is handed in: what is laid is what it says."""


def _year(
    model: ReadModel, question: Question, year: int, place: Place, laid: hypothetical.Hypothetical, said: Sequence[str]
) -> SupposedYear:
    at = {"year": year, "as_of": question.decided_by, "known_at": place.position}
    until = msgspec.structs.replace(question, **at, min_position=None)
    told = difference_answer(model, msgspec.structs.replace(until, laid=()), until, laid).answer
    # What is laid is remarked on once, for all years together.
    remarks = tuple(remark for remark in told.remarks if remark not in said)
    return SupposedYear(year, told.units, told.totals, told.steps, told.note, remarks)


def _other_years(asked: int | None, touched: Iterable[int]) -> Iterator[str]:
    others = [str(year) for year in touched if asked not in (None, year)]
    if others:
        yield f"Det som läggs på rör också {' och '.join(filter(None, (', '.join(others[:-1]), others[-1])))}."


def _supposed(cursor: Cursor, question: Question, place: Place, what: Foreseen | None) -> _Supposed:
    as_of, position = question.decided_by, place.position
    row = organisation_at(cursor, position)
    organisation = None if row is None else row["name"]
    if what is not None:
        laid = hypothetical.entries_as_recorded(what.entries, as_of)
    else:
        laid = hypothetical.proposals_as_adopted(cursor, question.laid, position, as_of)
    later_acts = hypothetical.later_acts_with(cursor, later_acts_at(cursor, position), laid, position)
    about = (laid, _years(laid), _years_perhaps(cursor, laid, position), organisation)
    waits = () if question.index_ppb is not None else tuple(_without_index(laid, later_acts, as_of))
    if what is not None:
        remarks = (*_of_entries(what.entries, laid, later_acts, position, as_of), *waits)
        return _Supposed(*about, remarks, warnings=what.consequence.warnings)
    if not question.laid:
        return _Supposed(*about, waits)
    chosen = nominees(hypothetical.proposals_known(cursor, question.laid, position, as_of), question.laid, as_of)
    remarks = (*laid.remarks, *_not_laid(fact.fact for fact in laid.placed), *waits)
    return _Supposed(*about, remarks, chosen)


# --- The years ----------------------------------------------------------------------------------------------------


def _years(laid: hypothetical.Hypothetical) -> list[int]:
    """The years of the frames that what is laid names, and of those that what it corrects does."""
    years = {effect.frame.year for fact in laid.placed for effect in effects(fact.fact)}
    facts = [recorded.entry.fact for recorded in laid.entries.values()]
    corrected = (tag for fact in facts if isinstance(fact, RecordingErrorCorrected) for tag in fact.affected_tags)
    years |= {int(tag.rpartition("/")[2]) for tag in corrected if tag.startswith("frame:")}
    return sorted(years)


def _years_perhaps(cursor: Cursor, laid: hypothetical.Hypothetical, position: int) -> list[int]:
    """What changes decisions that stand already may change frames of any year."""
    facts = (*(fact.fact for fact in laid.placed), *(recorded.entry.fact for recorded in laid.entries.values()))
    return years_at(cursor, position) if any(AFTERMATH in fact.tags() for fact in facts) else []


# --- What to know -------------------------------------------------------------------------------------------------


def _of_entries(
    entries: Sequence[Recorded], laid: hypothetical.Hypothetical, later_acts: LaterActs, position: int, as_of: date
) -> Iterator[str]:
    placed = placed_of(entries)
    yield from _not_laid(fact.fact for fact in placed if fact.stage is Stage.DECIDED)
    for fact in placed:
        if isinstance(fact.fact, NamedProposal):
            yield (
                f"Förslaget {fact.fact.proposal} läggs inte på, eftersom det bara är föreslaget. Registrera det, och "
                "fråga sedan med dess namn (with)."
            )
    yield from _later(placed, laid, as_of)
    yield from _unknown(entries, position)
    yield from _waiting(placed, later_acts, as_of)


def _not_laid(facts: Iterable[Fact]) -> Iterator[str]:
    """What touches no frame, by the Swedish words for it."""
    beside = (
        fact
        for fact in facts
        if not isinstance(fact, NamedProposal | ClauseDecided) and not effects(fact) and AFTERMATH not in fact.tags()
    )
    named = dict.fromkeys(words.fact(family(stored_name(type(fact)))) for fact in beside)
    if named:
        yield f"Läggs inte på, eftersom det inte ändrar någon ram: {', '.join(named)}."


def _without_index(laid: hypothetical.Hypothetical, later_acts: LaterActs, as_of: date) -> Iterator[str]:
    """What is laid grows by an index that nobody has decided."""
    named = {effect.index for fact in laid.placed for effect in effects(fact.fact) if effect.index is not None}
    undecided = sorted(index for index in named if later_acts.index_rate(index, as_of) is None)
    if undecided:
        listed = ", ".join(undecided)
        yield f"Beloppen är utan det index som inte är beslutat: {listed}. Med index=3 % räknas som om det vore det."


def _later(placed: Iterable[PlacedFact], laid: hypothetical.Hypothetical, as_of: date) -> Iterator[str]:
    """What is decided later than the asked day. A correction changes nothing before the day of what it corrects."""
    dated = (fact for fact in placed if fact.basis is not None or isinstance(fact.fact, JudgmentGiven))
    later = {fact.position: _comes(fact) for fact in dated if fact.stage is Stage.DECIDED and _comes(fact) > as_of}
    for position, day in later.items():
        if position in laid.corrected:
            yield f"Det som rättas är beslutat {day}, efter {as_of}, och syns därför inte här."
        else:
            yield f"Beslutsdagen {day} ligger efter {as_of}: det läggs på som det sista den dagen."


def _comes(placed: PlacedFact) -> date:
    """The day on which a fact acts."""
    match placed.fact:
        case JudgmentGiven(final_on=date() as final_on):
            return final_on
        case _:
            return placed.decided.latest


def _unknown(entries: Iterable[Recorded], position: int) -> Iterator[str]:
    """A correction of something that is not known where it is laid: what it would say instead is laid all the same."""
    for there in (claim_in(recorded).situation for recorded in entries):
        if there.corrects is not None and there.position > position:
            yield f"Posten {there.corrects}, som rättas, var inte registrerad vid position {position}."


def _waiting(placed: Iterable[PlacedFact], later_acts: LaterActs, as_of: date) -> Iterator[str]:
    """What does not count yet, though it is laid: what it waits for has not come."""
    conditions = dict.fromkeys(name for fact in placed if fact.basis is not None for name in fact.basis.conditions)
    unmet = [name for name in conditions if not later_acts.has_met((name,), as_of)]
    if unmet:
        yield f"Räknas inte förrän villkoren är uppfyllda: {', '.join(unmet)}."
    for fact in placed:
        if isinstance(fact.fact, JudgmentGiven) and fact.fact.final_on is None:
            yield "Domen är inte slutlig, och ändrar därför ingenting ännu."
