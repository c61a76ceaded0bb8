"""Whether a fact may enter the ledger as it stands, and what is worth knowing about it."""

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from ledger import words
from ledger.effects import decided_place
from ledger.errors import Refusal, RuleClass
from ledger.events import (
    AnyFact,
    FrameEntry,
    LedgerOpened,
    OpeningEntryMade,
    ProposalMade,
    RecommendationMade,
    RecordingErrorCorrected,
    UnitRegistered,
)
from ledger.rules import corrections, frames, organisation, proposals
from ledger.rules.state import State, evolve
from ledger.values import Acceptance, Basis, RecordedWarning
from ledger.when import DecisionBounds


class Verdict(msgspec.Struct, frozen=True):
    """What the rules say: every refusal that stands, every warning, and the acceptances that were needed."""

    refusals: tuple[Refusal, ...]
    warnings: tuple[RecordedWarning, ...]
    accepted: tuple[Acceptance, ...]


def decide(
    state: State, fact: AnyFact, basis: Basis | None, accept: Sequence[Acceptance], position: int, today: date
) -> Verdict:
    """The verdict on one fact; on acceptance `state` has moved on past it, else it is as it was.

    `position` is the place the entry would get, `today` the Swedish day of recording.
    """
    after = state.copy()
    refusals = [*_foundation(state, fact, basis, today), *_content(state, fact)]
    if any(_always(refusal) for refusal in refusals):
        return Verdict(tuple(refusals), (), ())
    warned = [*_basis_warnings(basis, today), *_warnings(state, fact, basis, position, today)]
    evolve(after, fact, basis, position, today)
    refusals += frames.limits(state, after, tuple(tag for tag in fact.tags() if tag.startswith("frame:")))
    standing, waived, used = _accept(refusals, accept)
    if not standing:
        vars(state).update(vars(after))
    return Verdict(tuple(standing), (*warned, *waived), tuple(used))


def _always(refusal: Refusal) -> bool:
    return refusal.kind.rule_class is RuleClass.A


def _foundation(state: State, fact: AnyFact, basis: Basis | None, today: date) -> Iterator[Refusal]:
    """What every fact stands on: an opened ledger, known units, a basis, a decision day that has been."""
    if state.organisation is None and not isinstance(fact, LedgerOpened):
        detail = "Liggaren är inte öppnad för någon organisation."
        yield Refusal("ledger-not-opened", detail, right="Registrera först posten ”liggare öppnad”.")
    for unit in dict.fromkeys(fact.units()):
        if unit not in state.units:
            detail = f"Enheten {unit} är inte registrerad."
            yield Refusal("unit-unknown", detail, unit, right="Registrera först enheten, eller rätta stavningen.")
    yield from _basis(fact, basis, today)
    if isinstance(fact, RecordingErrorCorrected) and fact.replacement is not None:
        yield from _basis(fact.replacement.fact, fact.replacement.basis, today)


def _basis(fact: AnyFact, basis: Basis | None, today: date) -> Iterator[Refusal]:
    if basis is None:
        if fact.needs_basis:
            detail = "Posten saknar beslut: organ, beslutsdag och källa."
            yield Refusal("basis-missing", detail, right="uppgifterna under ”beslut”")
        return
    yield from _decided_day(basis, today, opening=isinstance(fact, OpeningEntryMade))


def _decided_day(basis: Basis, today: date, *, opening: bool) -> Iterator[Refusal]:
    """R-02, R-03: a decision has been made by the day it is recorded, and its bounds are in order."""
    bounds = basis.decided if isinstance(basis.decided, DecisionBounds) else None
    earliest, place = decided_place(basis, today, 0)
    for day in dict.fromkeys((earliest, place.latest)):
        if day > today:
            detail = f"Beslutsdagen {day} ligger efter i dag, {today}."
            yield Refusal("decision-day-in-future", detail, str(day), str(today), right=f"{today} eller tidigare")
    if bounds is not None and bounds.earliest is None and not opening:
        detail = "Beslutsdagens tidigaste gräns saknas."
        yield Refusal("field-missing", detail, right="en tidigaste dag; bara en ingående post får sakna den")
    if earliest > place.latest:
        detail = f"Beslutsdagens gränser är omvända: {earliest} kommer efter {place.latest}."
        yield Refusal("decision-bounds-reversed", detail, right=f"{place.latest} till {earliest}")


def _content(state: State, fact: AnyFact) -> Iterator[Refusal]:
    match fact:
        case LedgerOpened():
            yield from organisation.open_ledger(state, fact)
        case UnitRegistered():
            yield from organisation.register_unit(state, fact)
        case ProposalMade() | RecommendationMade():
            yield from proposals.propose(state, fact)
        case RecordingErrorCorrected():
            yield from corrections.correct(state, fact)
            yield from _replacement(state, fact)
        case _:
            yield from frames.shape(fact)
            yield from frames.printed_readable(fact)


def _replacement(state: State, fact: RecordingErrorCorrected) -> Iterator[Refusal]:
    """The new entry is held to what it would have been held to, had it been recorded right."""
    match None if fact.replacement is None else fact.replacement.fact:
        case None | UnitRegistered():
            return
        case LedgerOpened() as opened:
            yield from organisation.identity(opened)
        case ProposalMade() | RecommendationMade() as proposal:
            others = {name: at for name, at in state.proposals.items() if at != fact.corrects}
            yield from proposals.propose(State(proposals=others), proposal)
        case entry:
            yield from frames.shape(entry)
            yield from frames.printed_readable(entry)


def _basis_warnings(basis: Basis | None, today: date) -> Iterator[RecordedWarning]:
    if basis is None:
        return
    named = {"ärende": basis.case_number, "paragraf": basis.paragraph, "att-sats": basis.clause}
    missing = [name for name, value in named.items() if value is None]
    if missing:
        yield RecordedWarning("basis-incomplete", {"missing": ", ".join(missing)})
    earliest, place = decided_place(basis, today, 0)
    if isinstance(basis.decided, DecisionBounds):
        origin = words.value(basis.decided.origin)
        values = {"earliest": str(earliest), "latest": str(place.latest), "origin": origin}
        yield RecordedWarning("decision-day-inferred", values | {"reason": basis.decided.reason})
    if basis.effective_day is not None and basis.effective_day < earliest:
        values = {"effective_day": str(basis.effective_day), "decided_day": str(earliest)}
        yield RecordedWarning("effective-before-decision", values)


def _warnings(
    state: State, fact: AnyFact, basis: Basis | None, position: int, today: date
) -> Iterator[RecordedWarning]:
    match fact:
        case LedgerOpened() | UnitRegistered():
            return
        case ProposalMade() | RecommendationMade():
            yield from proposals.warnings(state, fact)
        case RecordingErrorCorrected():
            yield from _replacement_warnings(state, fact, today)
        case _:
            yield from frames.warnings(state, fact, basis, position, today)


def _replacement_warnings(state: State, fact: RecordingErrorCorrected, today: date) -> Iterator[RecordedWarning]:
    """Warnings of the new entry, at the old one's place, without the old one."""
    if fact.replacement is None:
        return
    new, basis = fact.replacement.fact, fact.replacement.basis
    yield from _basis_warnings(basis, today)
    without = state.copy()
    withdrawal = RecordingErrorCorrected(fact.corrects, fact.reason, None, fact.affected_tags)
    place = state.first_position.get(fact.corrects, fact.corrects)
    evolve(without, withdrawal, None, place, today)
    if isinstance(new, FrameEntry):
        yield from frames.warnings(without, new, basis, place, today)
    elif isinstance(new, ProposalMade | RecommendationMade):
        yield from proposals.warnings(without, new)


def _accept(
    refusals: Sequence[Refusal], accept: Sequence[Acceptance]
) -> tuple[list[Refusal], list[RecordedWarning], list[Acceptance]]:
    """Sets class B refusals aside that are accepted by name; each leaves an open warning with who and why."""
    by_rule = {acceptance.rule: acceptance for acceptance in accept}
    standing: list[Refusal] = []
    waived: list[RecordedWarning] = []
    for refusal in refusals:
        acceptance = by_rule.get(refusal.code)
        if acceptance is None or _always(refusal):
            standing.append(refusal)
        else:
            values = {"rule": refusal.code, "detail": refusal.detail}
            waived.append(
                RecordedWarning("rule-accepted", values | {"reason": acceptance.reason, "who": acceptance.who})
            )
    rules = {warning.values["rule"] for warning in waived}
    return standing, waived, [acceptance for acceptance in accept if acceptance.rule in rules]
