"""Rules for what a fact stands on: the basis is there, its day has been, and what it lacks is noticed."""

from collections.abc import Iterator
from datetime import date

from ledger.errors import Refusal
from ledger.events import Fact, OpeningEntryMade
from ledger.meaning.placed import Situation
from ledger.text import listed
from ledger.values import RecordedWarning
from ledger.when import DecidedDay, DecisionBounds
from ledger.words import words


def basis_refusals(fact: Fact, situation: Situation, today: date) -> Iterator[Refusal]:
    """A fact about money stands on a decision, and its day has been: the day it was first recorded bounds a day that is
    not known, and no day is after today."""
    if situation.basis is not None:
        opening, days = isinstance(fact, OpeningEntryMade), (situation.earliest, situation.decided.latest)
        wrong = _decided_day(situation.basis.decided, today, days, opening=opening)
        yield from (refusal.within("basis.decided") for refusal in wrong)
    elif fact.needs_basis:
        detail = "Beslutsunderlag saknas: organ, beslutsdag och källa."
        yield Refusal("basis-missing", detail, right="uppgifterna under ”beslut”", where="basis")


def _decided_day(decided: DecidedDay, today: date, days: tuple[date, date], *, opening: bool) -> Iterator[Refusal]:
    """R-02, R-03: a decision has been made by the day it is recorded, and its bounds are in order."""
    earliest, latest = days
    for day in dict.fromkeys(days):
        if day > today:
            detail = f"Beslutsdagen {day} ligger efter i dag, {today}."
            yield Refusal("decision-day-in-future", detail, str(day), str(today), right=f"{today} eller tidigare")
    if isinstance(decided, date):
        return
    if decided.earliest is None and not opening:
        detail = "Beslutsdagen är okänd och saknar en tidigaste dag."
        yield Refusal("field-missing", detail, right="en tidigaste dag; bara en ingående post får sakna den")
    if latest < earliest <= today:
        recorded = "" if decided.latest else ", då posten först registrerades"
        detail = f"Beslutsdagens gränser är omvända: tidigast {earliest}, senast {latest}{recorded}."
        right = f"tidigast {latest}, senast {earliest}" if decided.latest else "en senaste dag"
        yield Refusal("decision-bounds-reversed", detail, str(earliest), str(latest), right=right)


def basis_warnings(situation: Situation) -> Iterator[RecordedWarning]:
    """R-04, R-03, R-09: what the basis lacks, that its day is not known, and that it takes effect before it."""
    basis = situation.basis
    if basis is None:
        return
    named = {"case_number": basis.case_number, "paragraph": basis.paragraph, "clause": basis.clause}
    missing = [words.field(name) for name, said in named.items() if said is None]
    if missing:
        yield RecordedWarning("basis-incomplete", {"missing": listed(missing)})
    if isinstance(basis.decided, DecisionBounds):
        values = {
            "bounds": _bounds_text(basis.decided, situation.decided.latest),
            "origin": words.value(basis.decided.origin),
        }
        yield RecordedWarning("decision-day-inferred", values | {"reason": basis.decided.reason})
    if basis.effective_day is not None and basis.effective_day < situation.earliest:
        values = {"effective_day": str(basis.effective_day), "decided_day": str(situation.earliest)}
        yield RecordedWarning("effective-before-decision", values)


def _bounds_text(bounds: DecisionBounds, latest: date) -> str:
    until = f"senast {latest}" if bounds.latest else f"senast {latest} (registreringsdagen)"
    return f"tidigast {bounds.earliest}, {until}" if bounds.earliest else until
