"""What a decision looks at by its tags: said here. Entries that are named by their position, those that are corrected,
are read by `ledger/recording.py`.

A decision stands on what it has looked at: when any of that has changed before it is appended, it is made once more. So
what a rule asks the state about, whether of the fact itself or of what it reaches, is named here by its tag.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import MAXYEAR, date

from msgspec.structs import replace

from ledger.events import (
    BalanceResultStated,
    BudgetAdopted,
    ClauseDecided,
    DecisionAppealed,
    DelegatedDecisionReported,
    DissentRecorded,
    Fact,
    FrameEntry,
    IndexDecided,
    InvestmentCarriedForward,
    NamedProposal,
    OfWhichNoted,
    OutcomeRecorded,
    PlanYearCopied,
    RecommendationMade,
    RecordingErrorCorrected,
    ReportClosed,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
    UnitMoved,
    family,
    stored_name,
)
from ledger.events.fact import AFTERMATH
from ledger.events.policy import BodyRegistered, CompetenceDecided
from ledger.events.review import OfDecision, OfMeeting, meeting_ways
from ledger.log.entry import Look, ways_to
from ledger.looking.called import names_looked
from ledger.looking.reached import (
    conditions_reached,
    frames_touched,
    waiting_reservations,
    waiting_units,
    years_changed,
)
from ledger.looking.state import State
from ledger.looking.upwards import said_above, units_above
from ledger.looking.wholes import (
    SAY_FRAMES,
    SAY_SUPPLEMENTS,
    SAY_UNITS,
    corrects_divided,
    frames_about,
    gives_named,
    gives_unnamed,
    is_new,
    may_raise,
    maybe_reserves,
    totals_beside,
    units_answered_for,
    years_about,
)
from ledger.meaning.balance import years_looked_at
from ledger.meaning.budget import ELECTED_YEARS, TAXING
from ledger.meaning.frames import FrameFact
from ledger.meaning.placed import PlacedFact, claimed, inner_facts
from ledger.meaning.proposals import recommended_with
from ledger.meaning.same_decision import DecisionName, decision_name
from ledger.meaning.spending import is_of
from ledger.values import Basis, FrameKey

EVERY_DECISION = ("organisation", AFTERMATH)
"""Who keeps the ledger, and what changes decisions that stand already."""


_LookingFurther = (
    NamedProposal
    | ClauseDecided
    | DissentRecorded
    | PlanYearCopied
    | InvestmentCarriedForward
    | OfWhichNoted
    | OutcomeRecorded
    | BudgetAdopted
    | BalanceResultStated
    | OfDecision
    | OfMeeting
)
"""What is held against more than what it touches itself."""

_OpenEnded = SupplementaryAppropriationDecided | TechnicalAdjustmentMade
"""What may leave open where money comes from, or goes: another entry of the decision may say it."""


def looks(state: State, facts: Sequence[Fact], basis: Basis | None) -> tuple[Look, ...]:
    """Everything that a decision about some facts looks at, as far as a state can tell. What is found there may name
    more: asked again until there is no more."""
    tags: dict[str, None] = dict.fromkeys(EVERY_DECISION)
    asked, other, claims, decided = set[Basis](), False, list[Fact](), list[Fact]()
    for fact in facts:
        new, there = claimed(fact, basis)
        claims += () if new is None else (new,)
        parts = () if new is None else new.decides()
        decided += parts
        of_other = _of_other_body(state, parts, there)
        other |= of_other
        tags |= dict.fromkeys((*(f"unit:{unit}" for unit in fact.units()), *fact.tags()))
        if isinstance(new, _LookingFurther):
            tags |= dict.fromkeys((*tags_beside(new), *case_looked(new, there)))
        if fact.acts_on_decisions or isinstance(new, _LookingFurther):
            tags |= dict.fromkeys(tags_after(state, fact, new))
        years = tuple(years_changed(state, fact))
        tags |= dict.fromkeys(reports_looked(state, years))
        tags |= dict.fromkeys(spending_looked(state, fact, new, there, years, of_other, asked))
        tags |= dict.fromkeys(names_looked(state, new, there))
        if isinstance(new, BodyRegistered):
            tags |= dict.fromkeys(units_answered_for(state))
        if new is not None and there is not None:
            tags |= dict.fromkeys(limits_looked(state, new, parts, there))
    tags |= dict.fromkeys(said_above(state) if other else units_above(state, facts))
    frames = frames_about(claims)
    fresh = {frame for frame in frames if is_new(state, frame)}
    tags |= dict.fromkeys(totals_beside(state, frames, fresh))
    outside = other and gives_unnamed(decided)
    tags |= dict.fromkeys(maybe_reserves(state, outside) if outside else ())
    wider = outside or _wider(state, facts, claims if other else (), fresh)
    of_years = [Look("", SAY_FRAMES, years_about(facts))] if wider else []
    if not wider and other and gives_named(claims):
        unnamed = gives_unnamed(moved.fact for moved in state.every_movement())
        tags |= dict.fromkeys(maybe_reserves(state, unnamed) if unnamed else ())
        of_years = [Look("", SAY_FRAMES if unnamed else SAY_SUPPLEMENTS, years_about(facts))]
    says_new = fresh or any(isinstance(claim, UnitMoved) for claim in claims)
    of_units = [Look("", SAY_UNITS)] if says_new and state.organisation is not None else []
    return (*map(Look, tags), *of_years, *of_units)


def looks_first(facts: Iterable[Fact]) -> tuple[Look, ...]:
    """What is looked at before all else, since it leads to the rest: who keeps the ledger, and the units that some
    facts name. They are few."""
    units = dict.fromkeys(unit for fact in facts for unit in fact.units())
    return (Look("organisation"), *(Look(f"unit:{unit}") for unit in units))


def _wider(state: State, facts: Iterable[Fact], by_others: Iterable[Fact], new: Container[FrameKey]) -> bool:
    """Whether what the council has set may be raised by what other bodies claim, now or before."""
    if state.organisation is None or state.organisation.kind not in TAXING:
        return False

    def councils(known: FrameFact) -> bool:
        return known.basis is not None and _councils(state, known.basis.body, known.decided_latest)

    return may_raise(state, by_others, new, councils) or corrects_divided(state, facts, councils)


def tags_beside(fact: Fact | None) -> Iterator[str]:
    """What a fact, and every fact inside it, is held against beside what it touches itself."""
    for inner, _, _ in () if fact is None else inner_facts(fact):
        match inner:
            case PlanYearCopied():
                yield inner.copies.tag
            case InvestmentCarriedForward():
                yield from (inner.source.tag, inner.source.subject("outcome"))
            case OfWhichNoted():
                yield inner.frame.tag
            case BudgetAdopted() | BalanceResultStated():
                yield from (f"budget:{year}" for year in years_looked_at(inner.year))
            case OutcomeRecorded():
                yield from (inner.frame.tag, inner.frame.following.subject("carry-forward"))
            case DissentRecorded(identical_to=str() as other):
                yield f"dissent:{other}"
            case OfDecision():
                yield from (*ways_to(inner.decision), *inner.subjects())
                if inner.decision.decided_on is not None:
                    yield from meeting_ways(inner.decision.body, inner.decision.decided_on)
            case _:
                continue


def case_looked(fact: Fact | None, basis: Basis | None) -> tuple[str, ...]:
    """A clause and a dissent look at what else there is in their case; what is about a meeting, at what else is."""
    if isinstance(fact, OfMeeting):
        return meeting_ways(fact.body, fact.meeting_day)
    return ways_to(basis) if isinstance(fact, ClauseDecided | DissentRecorded) else ()


def tags_after(state: State, fact: Fact, new: Fact | None) -> Iterator[str]:
    """What adopts or recommends a proposal looks at those that it recommends in turn, and at those that recommend it. A
    judgment that annuls looks at everything in the frames that the decision was about: what was decided after it stood
    on it. A condition that is met looks at all that waited for it, or for another that did: frames, earmarks of
    equity, and units that it moves, with those above them."""
    yield from (f"proposal:{name}" for name in _proposals_of(state, new))
    yield from meetings_reported(state, new) if isinstance(new, DecisionAppealed) else ()
    if not fact.acts_on_decisions:
        return
    yield from frames_touched(state, fact)
    conditions = conditions_reached(state, (fact,))[0]
    for condition in conditions:
        if (tag := f"condition:{condition}") not in fact.tags():
            yield tag  # of one that waited itself
        yield from waiting_reservations(state, condition)
    if waiting := waiting_units(state, conditions):
        yield from (*(f"unit:{unit}" for unit in waiting), *said_above(state))


def meetings_reported(state: State, appeal: DecisionAppealed) -> Iterator[str]:
    """An appeal against a delegated decision looks at the meeting at which that was reported."""
    said = (placed.fact for subject in appeal.subjects() for placed in state.placed.get(subject, ()))
    for report in said:
        if isinstance(report, DelegatedDecisionReported) and report.body and report.meeting_day:
            yield from state.meeting_ways(report.body, report.meeting_day)


def reports_looked(state: State, years: Iterable[int]) -> Iterator[str]:
    """The reports on the years whose frames are set or changed, and what has happened to those that are found."""
    for year in years:
        yield f"report-year:{year}"
        closed = (placed.fact for placed in state.placed.get(f"report-year:{year}", ()))
        yield from (f"report:{report.report}" for report in closed if isinstance(report, ReportClosed))


def spending_looked(
    state: State,
    fact: Fact,
    new: Fact | None,
    there: Basis | None,
    changed: Iterable[int],
    of_other: bool,
    asked: set[Basis],
) -> Iterator[str]:
    """What the council spends during its own year is held against the whole paragraph (KL 11:15): what else there is in
    its case, all of the frames that it is about, and the budget of the year; what it sets for the next one in a year of
    election, against the budget of that. So is what names no frame and changes what stands already, as a condition that
    is met. What another body does to frames is held against its paragraph too, where what only moves raises no total;
    and so is what may leave open where money comes from. A correction is also held against that of what it corrects,
    whose case it looks at already. `new` and `there` are what a fact claims, and on what basis; `changed` the years
    that it changes, and `of_other` says whether that is another body's."""
    # All facts of a command share their basis: what is `asked` about already is not gone through again.
    corrects = fact.corrects if isinstance(fact, RecordingErrorCorrected) else None
    if new is None and corrects is None:
        return
    own = changed if new is fact or new is None else years_changed(state, new)
    grounds = [] if new is None or there is None else [(there, set(own))]
    grounds += [] if corrects is None else _said_before(state, corrects)
    acts = new is not None and new.acts_on_decisions
    for ground, years in grounds:
        day = _first_day(ground)
        for year in _years_between(ground, {*years, *((day.year,) if acts and day is not None else ())}):
            last = _last_day(ground, year)
            if _councils(state, ground.body, last):
                yield from (*_of_paragraph(state, ground, asked), f"budget:{year}")
        other = of_other if ground is there else _is_others(state, ground)
        if other or isinstance(new, _OpenEnded):
            yield from _of_paragraph(state, ground, asked)
        if day is not None and day.year + 1 in years and day.year % 4 == ELECTED_YEARS:
            yield f"budget:{day.year + 1}"


def limits_looked(state: State, fact: Fact, parts: Iterable[Fact], basis: Basis) -> Iterator[str]:
    """What is limited in amount is held against the rest of its paragraph, and against what else is decided for the
    same project in the calendar year, whichever budget year it is about (D-14); of a decision without a last day, in
    any year from its first day to that of its frame. `parts` is what the fact decides."""
    events = dict.fromkeys(_competence_of(inner) for inner in (fact, *parts))
    if not any(map(_is_limited, (state.placed.get(event, ()) for event in events))):
        return
    yield from state.ways_to(basis)
    first, known = _first_day(basis), basis.decided if isinstance(basis.decided, date) else basis.decided.latest
    for frame in fact.frames():
        last = frame.year if known is None else known.year
        years = range((last if first is None else first.year) - 1, last + 5)
        yield from (replace(frame, year=year).tag for year in years)


def _competence_of(fact: Fact) -> str:
    return f"policy:competence-{family(stored_name(type(fact)))}"


def _is_limited(said: Sequence[PlacedFact]) -> bool:
    return any(isinstance(placed.fact, CompetenceDecided) and placed.fact.limits for placed in said)


def _said_before(state: State, corrects: int) -> list[tuple[Basis, set[int]]]:
    """What the entry that is corrected rests on, with the years of its frames, or of those that its index is about."""
    facts = (fact for frame in state.frames.values() for fact in frame.facts if fact.entry_position == corrects)
    said = [(fact.basis, {fact.year}) for fact in facts if fact.basis is not None]
    placed = (placed for about in state.placed.values() for placed in about if placed.position == corrects)
    acts = [(act.basis, set(years_changed(state, act.fact))) for act in placed if isinstance(act.fact, IndexDecided)]
    return [*said, *((basis, years) for basis, years in acts if basis is not None)]


def _first_day(basis: Basis) -> date | None:
    """The first day on which a decision can have been made; None when that is not known."""
    return basis.decided if isinstance(basis.decided, date) else basis.decided.earliest


def _years_between(basis: Basis, years: Iterable[int]) -> Iterator[int]:
    """Those of some years in which a decision can have been made."""
    first, last = _first_day(basis) or date.min, _last_day(basis)
    return (year for year in years if first.year <= year <= last.year)


def _last_day(basis: Basis, year: int = MAXYEAR) -> date:
    """The last day on which a decision can have been made, of those until the end of a year."""
    last = basis.decided if isinstance(basis.decided, date) else basis.decided.latest
    return min(last or date.max, date(year, 12, 31))


def _councils(state: State, body: str, day: date) -> bool:
    """Whether a body is the council of a municipality or a region."""
    kind = None if state.organisation is None else state.organisation.kind
    return kind in TAXING and state.is_council(body, day, kind)


def _of_paragraph(state: State, ground: Basis, asked: set[Basis]) -> Iterator[str]:
    if ground not in asked:
        asked.add(ground)
        named = _named(state, ground)
        yield from (*state.ways_to(ground), *_in_paragraph(state, ground, named))


def _named(state: State, ground: Basis) -> DecisionName:
    return state.named(decision_name(ground, _first_day(ground) or date.min, _last_day(ground)))


def _in_paragraph(state: State, ground: Basis, named: DecisionName) -> Iterator[str]:
    """The tags of the frames that a decision is known to be about. One that was made by the day of its recording, which
    is not known here, may be any from its first day on."""
    paragraph, is_open = named.whole(), _last_day(ground) == date.max
    for tag, frame in state.frames.items():
        names = (
            (fact, replace(paragraph, latest=fact.decided_latest) if is_open else paragraph) for fact in frame.facts
        )
        if any(is_of(fact, name) for fact, name in names):
            yield tag


def _proposals_of(state: State, fact: Fact | None) -> tuple[str, ...]:
    match fact:
        case ClauseDecided(proposal=str() as name) | RecommendationMade(recommends=str() as name):
            return recommended_with(state.placed, name)
        case _:
            return ()


def _of_other_body(state: State, decided: Iterable[Fact], there: Basis | None) -> bool:
    """Whether what is decided does something to frames, and not by the council: whose they are is then asked."""
    if there is None or not any(isinstance(each, FrameEntry | IndexDecided) for each in decided):
        return False
    return _is_others(state, there)


def _is_others(state: State, ground: Basis) -> bool:
    """Whether a decision is another body's than the council's."""
    kind = None if state.organisation is None else state.organisation.kind
    return kind in TAXING and not _councils(state, ground.body, _first_day(ground) or date.max)
