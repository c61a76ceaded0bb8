"""What if is what would have been: on random ledgers, what is laid on top gives the frames that recording it gives."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from api.app import OpenLedger
from ledger.errors import Refused
from ledger.events import (
    AnyFact,
    ClauseDecided,
    ClauseOutcome,
    NamedProposal,
    ProposalException,
    RecommendationMade,
    RecordingErrorCorrected,
    Replacement,
)
from ledger.log.database import Database
from ledger.log.entry import Entry
from ledger.log.feed.cursor import LogCursor
from ledger.recording import foreseen, record
from ledger.values import Acceptance, Basis
from ledger.when import today
from projections.asking.frame_query import frame_view
from projections.asking.hypothetical import entries_as_recorded
from projections.asking.question import Question
from projections.frames.current import frames_answer
from projections.frames.figures import Frame, frames_of
from projections.frames.what_if import WhatIfAnswer, what_if_answer
from tests.given import AUTHOR, SOURCE, Command, basis
from tests.model import draws, money
from tests.model.book import Claim
from tests.model.judge import RELAXABLE
from tests.projections.random_ledgers import DAYS, FIRST, NAMES, Drawn, ledger_of, ledgers
from tests.projections.sums import amounts_of

YEARS = (2026, 2027)
ACCEPTED = tuple(Acceptance(rule, "på försök", "controller-7") for rule in sorted(RELAXABLE))
at_random = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))

Figures = dict[tuple[str, str], dict[str, int | None]]
"""For each unit and kind, the figures that are not all zero."""


def figures(frames: Any) -> Figures:
    every = {
        (told_of.unit, told_of.kind): amounts_of(getattr(told_of, "after", told_of), told_of.kind) for told_of in frames
    }
    return {name: amounts for name, amounts in every.items() if set(amounts.values()) != {0}}


def told(frames: Sequence[Frame]) -> dict[tuple[str, str], Any]:
    return {(frame.unit, frame.kind): (frame.commitment, amounts_of(frame, frame.kind)) for frame in frames}


@st.composite
def commands(draw: st.DrawFn, drawn: Drawn) -> Command:
    """One claim, several, or a correction of anything in the ledger."""
    if draw(st.booleans()):
        claims = draw(st.one_of(st.lists(draws.decisions(), min_size=1, max_size=3), st.tuples(draws.anything)))
        return Command(tuple(claim.fact for claim in claims), claims[0].basis, ACCEPTED)
    position = draw(st.integers(FIRST, FIRST + len(drawn.entries) - 1))
    new = draw(draws.replacements)
    return Command((correction(drawn, position, new),), None, ACCEPTED)


def correction(drawn: Drawn, position: int, new: Claim | None) -> AnyFact:
    old = drawn.entries[position - FIRST].fact
    if new is not None and isinstance(old, NamedProposal) and isinstance(new.fact, NamedProposal):
        new = draws.named(new, old.proposal)
    return RecordingErrorCorrected(
        position, "avskrivningsfel", None if new is None else Replacement(new.fact, new.basis)
    )


def supposed(ledger: OpenLedger, question: Question, command: Command) -> dict[tuple[str, str], Any]:
    """The frames as any answer would see them with the command laid on top."""
    laid = entries_as_recorded(foreseen(ledger.log, command, AUTHOR).entries, question.decided_by)
    with ledger.model.reading(None) as (cursor, place):
        view = frame_view(cursor, question, place, supposed=laid)
        return told(frames_of(view.frames, {}))


def days_that_have_come(ledger: OpenLedger, command: Command) -> list[date]:
    """The days on which what a command decides stands in its own place: all, for what it corrects."""
    every = (*DAYS, today(), date(2030, 1, 1))
    facts = foreseen(ledger.log, command, AUTHOR).entries
    if all(isinstance(recorded.entry.fact, RecordingErrorCorrected) for recorded in facts):
        return sorted(every)
    first = entries_as_recorded(facts, date.max).placed
    last = max((placed.decided.latest for placed in first), default=date.min)
    return sorted(day for day in every if day >= last)


@given(data=st.data())
@at_random
def test_what_if_is_what_the_ledger_says_once_it_is_recorded(database: Database, data: st.DataObject) -> None:
    drawn = data.draw(ledgers())
    command = data.draw(commands(drawn))
    with ledger_of(database, drawn) as ledger:
        ledger.runner.catch_up()
        try:
            days = days_that_have_come(ledger, command)
        except Refused:
            reject()
        asked = [Question(year=year, as_of=day) for year in YEARS for day in days]
        before = [what_if_answer(ledger.model, question, command, AUTHOR).answer for question in asked]
        seen_before = [supposed(ledger, question, command) for question in asked]
        record(ledger.log, ledger.name, command, AUTHOR)
        ledger.runner.catch_up()
        for question, what_if, supposed_frames in zip(asked, before, seen_before, strict=True):
            after = frames_answer(ledger.model, question).answer
            [of_year] = what_if.years
            assert figures(of_year.units) == figures(after.frames)
            assert supposed_frames == told(after.frames)
            check_steps(what_if)


def check_steps(answer: WhatIfAnswer) -> None:
    """What is laid, step by step, is the whole change of every unit whose change is known."""
    for year in answer.years:
        moved: dict[tuple[str, str], list[int | None]] = {}
        for step in year.steps:
            for change in step.changes:
                moved.setdefault((change.unit, change.kind), []).append(change.change.net_ore)
        for unit in year.units:
            steps = moved.pop((unit.unit, unit.kind), [])
            if unit.change.net_ore is not None:
                assert None not in steps
                assert sum(ore for ore in steps if ore is not None) == unit.change.net_ore
        assert not any(ore for every in moved.values() for ore in every)


@given(data=st.data())
@at_random
def test_what_if_at_any_position_is_what_it_would_have_been_there(database: Database, data: st.DataObject) -> None:
    """As if the same had been recorded right after that position, in a ledger that ends there."""
    drawn = data.draw(ledgers())
    command, length = data.draw(commands(drawn)), data.draw(st.integers(1, len(drawn.entries)))
    known_at = FIRST + length - 1
    with ledger_of(database, drawn) as whole, ledger_of(database, Drawn(drawn.entries[:length], ())) as part:
        whole.runner.catch_up()
        try:
            days = days_that_have_come(whole, command)
        except Refused:
            reject()
        entries = [recorded.entry for recorded in foreseen(whole.log, command, AUTHOR).entries]
        new = [as_there(entry, drawn.entries[:length]) for entry in entries]
        assume(None not in new)
        part.log.append([entry for entry in new if entry is not None], (), LogCursor(known_at), None)
        part.runner.catch_up()
        for question in [Question(year=year, as_of=day, known_at=known_at) for year in YEARS for day in days]:
            what_if = what_if_answer(whole.model, question, command, AUTHOR).answer
            there = frames_answer(part.model, msgspec.structs.replace(question, known_at=None)).answer
            [of_year] = what_if.years
            assert figures(of_year.units) == figures(there.frames)
            check_steps(what_if)


def as_there(entry: Entry, known: Sequence[Entry]) -> Entry | None:
    """An entry as it would be after some others: a correction is of what is known there of the same."""
    fact = entry.fact
    if not isinstance(fact, RecordingErrorCorrected):
        return entry
    firsts = {
        position: other.fact.first_position if isinstance(other.fact, RecordingErrorCorrected) else position
        for position, other in enumerate(known, start=FIRST)
    }
    there = [position for position, first in firsts.items() if first == fact.first_position]
    if not there:
        return None
    return msgspec.structs.replace(entry, fact=msgspec.structs.replace(fact, corrects=there[-1]))


@st.composite
def adoptions(draw: st.DrawFn, drawn: Drawn) -> list[str]:
    """Some of the proposals that stand, in some order."""
    named = {
        line.said.proposal
        for number, line in enumerate(drawn.lines, start=FIRST)
        if line.said is not None
        and line.said.proposal in NAMES
        and all(other.corrects != number for other in drawn.lines)
    }
    if not named:
        return []
    return draw(st.lists(st.sampled_from(sorted(named)), min_size=1, max_size=2, unique=True))


@st.composite
def recommended(draw: st.DrawFn, names: Sequence[str]) -> RecommendationMade | None:
    """A recommendation of one of them, with exceptions, or none."""
    own = tuple(inner.fact for inner in draw(st.lists(money.inner, max_size=2)))
    left_out = tuple(ProposalException(number, "utgår") for number in draw(st.sets(st.integers(1, 2), max_size=1)))
    return draw(st.sampled_from((None, RecommendationMade("styrelsen", own, recommends=names[0], exceptions=left_out))))


@given(data=st.data())
@at_random
def test_laying_proposals_is_adopting_them_that_day(database: Database, data: st.DataObject) -> None:
    drawn = data.draw(ledgers())
    names = data.draw(adoptions(drawn))
    assume(names)
    recommendation, day = data.draw(recommended(names)), today()
    with ledger_of(database, drawn) as ledger:
        if recommendation is not None:
            try:
                record(ledger.log, ledger.name, Command((recommendation,), basis(), ACCEPTED), AUTHOR)
            except Refused:
                reject()
            names = [*names[1:], "styrelsen"]
        ledger.runner.catch_up()
        asked = [Question(year=year, as_of=day, laid=tuple(names)) for year in YEARS]
        laid = [frames_answer(ledger.model, question).answer for question in asked]
        what_if = [what_if_answer(ledger.model, question).answer for question in asked]
        for number, name in enumerate(names, start=1):
            # Last of all that day, by a body that no judgment in the ledger is about.
            on = Basis("Nämnden", day, SOURCE, paragraph=f"§ {9_000 + number}")
            clause = ClauseDecided(ClauseOutcome.APPROVED, "att bifalla", proposal=name)
            try:
                record(ledger.log, ledger.name, Command((clause,), on, ACCEPTED), AUTHOR)
            except Refused:
                reject()
        ledger.runner.catch_up()
        for question, supposed_frames, answer in zip(asked, laid, what_if, strict=True):
            after = frames_answer(ledger.model, msgspec.structs.replace(question, laid=())).answer
            assert told(supposed_frames.frames) == told(after.frames)
            [of_year] = answer.years
            assert figures(of_year.units) == figures(after.frames)
            check_steps(answer)
