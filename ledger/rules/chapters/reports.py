"""Rules for reports that are closed: once until it is opened again, on what was there; and what comes late to one."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, assert_never, get_args

from ledger.errors import Refusal
from ledger.events import (
    Fact,
    JudgmentGiven,
    RecordingErrorCorrected,
    ReportClosed,
    ReportFact,
    ReportKind,
    ReportReopened,
)
from ledger.log.entry import Recorded
from ledger.looking.reached import frames_changed, year_of, years_changed
from ledger.looking.state import State
from ledger.meaning.later_acts import annulment_of
from ledger.meaning.placed import PlacedFact, Situation, as_placed, claim_in, claim_of, situated
from ledger.meaning.reports import ReportVersion, in_recorded_order, known_position, reports_on
from ledger.rules.family import Family
from ledger.values import FrameKey, RecordedWarning
from ledger.words import words
from ledger.words.labels import frame_label

_MADE_BEFORE: Final = (ReportKind.FORECAST, ReportKind.BUDGET, ReportKind.OTHER)
"""Reports on a year that may well be made before it."""

_NAMED: Final = 3
"""How many frames a warning names."""


# --- Closing and opening again ----------------------------------------------------------------------------------


def refusals(state: State, fact: ReportFact, situation: Situation) -> Iterator[Refusal]:
    """The coordinate is there when the report is closed, and the report is closed when it was not, opened again when it
    was (class A). What a correction puts in the place of something is tried where that was."""
    match fact:
        case ReportClosed():
            yield from _coordinate(fact, situation)
        case ReportReopened():
            pass  # of the version that is closed, wherever that was
        case _:
            assert_never(fact)
    yield from _in_turn(state, fact, situation)


def _coordinate(fact: ReportClosed, situation: Situation) -> Iterator[Refusal]:
    if fact.as_of > situation.recorded_on:
        detail = f"Rapporten {fact.report} kan inte ha beslut till och med {fact.as_of}: den dagen har inte varit."
        right = f"{situation.recorded_on} eller tidigare"
        yield Refusal("day-in-future", detail, str(fact.as_of), str(situation.recorded_on), right=right, where="as_of")
    last = situation.position - 1
    if known_position(fact, situation.position) > last:
        detail = (
            f"Rapporten {fact.report} kan inte ha det som är registrerat till och med position {fact.known_at}: när "
            f"den avslutas finns {last} poster."
        )
        yield Refusal("position-beyond-head", detail, str(fact.known_at), str(last), right=f"högst {last}",
                      where="known_at")  # fmt: skip


def _in_turn(state: State, fact: ReportFact, situation: Situation) -> Iterator[Refusal]:
    """Nothing but a closing comes first, they take turns, and on the decided clock too."""
    about = [turn for turn in state.about(f"report:{fact.report}") if turn.position != situation.corrects]
    new = as_placed(fact, situation)
    turns = in_recorded_order((*about, new))
    at = turns.index(new)
    before = reports_on(turns[:at]).get(fact.report, ())
    closed = before[-1] if before and before[-1].reopened is None else None
    if isinstance(fact, ReportClosed) and closed is not None:
        yield _closed_already(closed)
    if not isinstance(fact, ReportClosed) and closed is None:
        yield _not_closed(fact.report, before)
    yield from _days_in_order(fact.report, turns[max(at - 1, 0) : at + 2])


def _closed_already(closed: ReportVersion) -> Refusal:
    detail = (
        f"Rapporten {closed.report} är redan avslutad {closed.closed_on} (position {closed.position}), med beslut till "
        f"och med {closed.as_of}, registrerade till och med position {closed.known_at}."
    )
    right = f"en rapport med eget namn, eller posten ”{words.fact('report-reopened')}” först"
    return Refusal("report-closed-already", detail, closed.report, right=right)


def _not_closed(report: str, before: Sequence[ReportVersion]) -> Refusal:
    detail = f"Rapporten {report} är inte avslutad, så den kan inte öppnas igen."
    if before and before[-1].reopened is not None:
        opened = before[-1].reopened
        detail = f"Rapporten {report} är redan återöppnad {opened.reopened_on} (position {opened.position})."
    return Refusal("report-not-closed", detail, report, right="namnet på en avslutad rapport")


def _days_in_order(report: str, turns: Sequence[PlacedFact]) -> Iterator[Refusal]:
    for turn, following in pairwise(turns):
        day, earliest = following.decided.latest, turn.decided.latest
        if day < earliest:
            detail = f"Rapporten {report}: det som beslutas {day} kommer i liggaren efter det som beslutas {earliest}."
            yield Refusal("interval-reversed", detail, str(day), str(earliest), right=f"{earliest} eller senare")


def warnings(_state: State, fact: ReportFact, _situation: Situation) -> Iterator[RecordedWarning]:
    """A report on what has been that ends before its time: the accounts before the year's end, any other before its
    beginning."""
    if not isinstance(fact, ReportClosed) or fact.kind in _MADE_BEFORE:
        return
    whole_year = fact.kind in (ReportKind.ANNUAL_ACCOUNTS, ReportKind.ACTIVITY)
    first = date(fact.year, 12, 31) if whole_year else date(fact.year, 1, 1)
    if fact.as_of < first:
        values = {"report": fact.report, "kind": words.value(fact.kind), "year": str(fact.year)}
        yield RecordedWarning("report-day-early", values | {"as_of": str(fact.as_of), "first_day": str(first)})


# --- What comes late to a closed report -------------------------------------------------------------------------


def late(state: State, fact: Fact, situation: Situation) -> Iterator[RecordedWarning]:
    """Each closed report on a year whose frames change now, by a decision of a day that the report has."""
    if situation.corrects is not None:
        return  # told of the correction as a whole
    reports = [report for year in years_changed(state, fact) for report in _closed(state, year)]
    if not reports:
        return
    tags = list(frames_changed(state, fact))
    earliest, latest = _days(state, fact, situation)
    for report in reports:
        if report.has(earliest):
            named = [_label(tag) for tag in tags if year_of(tag) == report.year]
            values = {"frames": _listed(named), "day": _between(earliest, latest), "report": report.report}
            values |= {"title": report.title, "as_of": str(report.as_of), "closed_on": str(report.closed_on)}
            yield RecordedWarning("period-reported", values | {"report_position": str(report.position)})


def _closed(state: State, year: int) -> list[ReportVersion]:
    """The last version of each report on a year, whether it has been opened again or not."""
    named = (placed.fact for placed in state.about(f"report-year:{year}"))
    subjects = dict.fromkeys(f"report:{fact.report}" for fact in named if isinstance(fact, ReportClosed))
    if not subjects:
        return []
    placed = [about for subject in subjects for about in state.about(subject)]
    return [versions[-1] for versions in reports_on(placed).values() if versions[-1].year == year]


def _days(state: State, fact: Fact, situation: Situation) -> tuple[date, date]:
    """The first and the last day that a fact can have changed frames from; of a correction, also that of what it puts
    right. A judgment acts from the day it is final."""
    if isinstance(fact, RecordingErrorCorrected):
        return _days_of_correction(state.targets.get(fact.corrects), fact, situation)
    days = _final_days(state, fact) if isinstance(fact, JudgmentGiven) else []
    if days:
        return min(days), max(days)
    return situation.earliest, situation.decided.latest


def _final_days(state: State, judgment: JudgmentGiven) -> list[date]:
    """The days from which a judgment annuls, as it is recorded now and was before."""
    known = (judged.judgment for judged in state.later_acts.judged)
    same = (other for other in known if other.decision.key == judgment.decision.key and judgment.is_again(other))
    said = (annulment_of(each) for each in (judgment, *same))
    return [annulment.final_on for annulment in said if annulment is not None]


def _days_of_correction(
    target: Recorded | None, fact: RecordingErrorCorrected, situation: Situation
) -> tuple[date, date]:
    new = claim_of(fact, None, situation.position, situation.recorded_on)
    there, old_basis = new.situation, None if target is None else claim_in(target).situation.basis
    old = situated(old_basis, there.position, there.recorded_on)
    places = [old] if new.fact is None else [old, new.situation]
    return min(place.earliest for place in places), max(place.decided.latest for place in places)


def _label(tag: str) -> str:
    return frame_label(FrameKey.of_tag(tag))


def _listed(named: Sequence[str]) -> str:
    more = f" med flera ({len(named)} ramar)" if len(named) > _NAMED else ""
    return ", ".join(named[:_NAMED]) + more


def _between(earliest: date, latest: date) -> str:
    if earliest == latest:
        return str(latest)
    return f"senast {latest}" if earliest == date.min else f"tidigast {earliest}, senast {latest}"


FAMILY = Family(get_args(ReportFact), refusals=refusals, warnings=warnings)
