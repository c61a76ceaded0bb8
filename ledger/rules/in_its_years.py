"""A rule of law speaks in the years in which it holds, and in no others: asked here for every code by which one speaks
(`ledger/words/swedish/law.toml`). What holds only for parts of what a rule says is asked where it is reckoned."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

from msgspec.structs import replace

from ledger.errors import Refusal
from ledger.events import Fact, FrameEntry, OfDecision, OfMeeting
from ledger.events.budget import BudgetFact
from ledger.meaning.placed import Situation, inner_facts
from ledger.values import RecordedWarning
from ledger.words.law import SPEAKING, THIS_ACT, CountedBy, in_its_act

Said = TypeVar("Said", Refusal, RecordedWarning)


def lawful(said: Iterable[Said], fact: Fact, situation: Situation) -> Iterator[Said]:
    """What is said of a fact, without what a law says that does not hold in any year which the fact is about. A refusal
    cites the act of the year of the decision."""
    for saying in said:
        laws = SPEAKING.get(saying.code, ())
        if not laws or any(law.holds_in(year) for law in laws for year in _years(law.counted_by, fact, situation)):
            yield _cited(saying, _decided_on(fact, situation).year)


def _cited(saying: Said, year: int) -> Said:
    """A refusal by the act of a year; what a warning says is put into words where it is read."""
    if year >= THIS_ACT:
        return saying
    texts = {name: getattr(saying, name, None) for name in ("detail", "right")}
    return replace(saying, **{name: in_its_act(text, year) for name, text in texts.items() if text is not None})


def _years(counted_by: CountedBy, fact: Fact, situation: Situation) -> set[int]:
    """The years by which it is told whether a rule holds for a fact: those of its budgets, or that of its decision."""
    inside = [inner for inner, _, _ in inner_facts(fact)] if counted_by is not CountedBy.DECISION else []
    frames = (frame for inner in inside if isinstance(inner, FrameEntry) for frame in inner.frames())
    budgets = {year for inner in inside if isinstance(inner, BudgetFact) and (year := getattr(inner, "year", None))}
    return budgets.union(frame.year for frame in frames) or {_decided_on(fact, situation).year}


def _decided_on(fact: Fact, situation: Situation) -> date:
    """The day of the decision or the meeting that a fact is about, or of its own."""
    match fact:
        case OfMeeting():
            return fact.meeting_day
        case OfDecision() if fact.decision.decided_on is not None:
            return fact.decision.decided_on
        case _:
            return situation.decided.latest
