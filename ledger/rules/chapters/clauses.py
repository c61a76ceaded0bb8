"""Rules for what a body makes of a case: clauses with their outcomes, advice against, conditions that are met."""

from collections.abc import Iterable, Iterator
from datetime import date

from ledger.decision_names import body_key
from ledger.errors import Refusal
from ledger.events import ClauseDecided, ClauseOutcome, ConditionMet, RejectionRecommended, family, stored_name
from ledger.looking.reached import waiting_frames
from ledger.looking.state import State
from ledger.meaning.flags import swallowed_when_met
from ledger.meaning.frames import frame_on, in_order
from ledger.meaning.placed import Claim, PlacedFact, Situation
from ledger.meaning.proposals import apart, parts_of, proposal_in, recommended_with
from ledger.meaning.same_decision import Sameness
from ledger.rules import repeating
from ledger.rules.family import Family
from ledger.values import RecordedWarning
from ledger.words import words


def shape(fact: ClauseDecided) -> Iterator[Refusal]:
    """What does not go together in one clause (class A): a denial that decides, exceptions from nothing."""
    if not fact.moves and (fact.facts or fact.exceptions):
        where = "facts" if fact.facts else "exceptions"
        outcome = words.value(fact.outcome)
        detail = f"Utgången ”{outcome}” beslutar ingenting; det gör bara bifall, helt eller delvis."
        yield Refusal("clause-moves-nothing", detail, outcome, right="bifall, eller inga poster", where=where)
    if fact.exceptions and fact.proposal is None:
        detail = "Undantag görs från ett förslag, men inget är namngivet."
        yield Refusal("field-missing", detail, right="förslagets namn", where="proposal")
    yield from repeating.set_twice_inside(fact.facts)
    if fact.minority and fact.outcome not in _BY_A_MINORITY:
        detail = "En minoritet kan bara tvinga fram en återremiss eller en bordläggning (KL 5:50)."
        yield Refusal("value-malformed", detail, fact.outcome, right="återremiss eller bordläggning", where="minority")


def clause(state: State, fact: ClauseDecided, situation: Situation) -> Iterator[Refusal]:
    """The proposal is there and has such parts; neither it nor the clause is decided a second time (R-05)."""
    if fact.proposal is not None:
        numbers = [exception.number for exception in fact.exceptions]
        yield from _known_parts(state, fact.proposal, numbers, "exceptions")
    yield from _without_effect(fact)
    yield from _adopted_before(state, fact, situation)
    yield from _clause_before(state, fact, situation)


def _without_effect(fact: ClauseDecided) -> Iterator[Refusal]:
    """What acts on decisions that stand already, as an index does, is found as an entry of its own and nowhere else:
    inside a clause it would change nothing, in silence (class A)."""
    own = len(fact.adopted)
    for number, decided in enumerate((*fact.adopted, *fact.facts)):
        if decided.acts_on_decisions:
            name = words.fact(family(stored_name(type(decided))))
            detail = f"”{name}” får verkan som en egen post, och räknas inte inne i en att-sats."
            adopted = number < own
            right = "en egen post i samma paragraf" + (", och den delen av förslaget undantagen här" if adopted else "")
            where = "exceptions" if adopted else f"facts[{number - own}]"
            yield Refusal("value-malformed", detail, name, right=right, where=where)


def _known_parts(state: State, name: str, numbers: Iterable[int], where: str) -> Iterator[Refusal]:
    proposal = proposal_in(state.placed, name)
    if proposal is None:
        detail = f"Förslaget {name} finns inte i liggaren."
        yield Refusal("proposal-unknown", detail, name, right="ett registrerat förslag", where="proposal")
        return
    parts = parts_of(proposal, state.placed)
    for number in numbers:
        if number > len(parts):
            yield no_such_part(name, len(parts), number, where)


def no_such_part(proposal: str, parts: int, number: int, where: str) -> Refusal:
    """The refusal of a part that a proposal does not have."""
    has, right = ("en punkt", "1") if parts == 1 else (f"{parts} punkter", f"1–{parts}")
    detail = f"Förslaget {proposal} har {has}, ingen punkt {number}."
    return Refusal("proposal-part-unknown", detail, str(number), right=right, where=where)


def _others(state: State, placed: Iterable[PlacedFact], situation: Situation) -> list[tuple[PlacedFact, ClauseDecided]]:
    """The clauses among some facts in decided order, also those that wait for a condition: they are decided already.
    Not those that a court has annulled, nor the one that is corrected."""
    others = sorted(
        (entry for entry in placed if entry.position != situation.corrects), key=lambda entry: entry.decided
    )
    return [
        (entry, entry.fact)
        for entry in others
        if isinstance(entry.fact, ClauseDecided)
        and state.later_acts.annulled_from(entry.basis, entry.decided.latest) is None
    ]


def _on_proposal(state: State, fact: ClauseDecided, situation: Situation) -> list[tuple[PlacedFact, ClauseDecided]]:
    """The clauses about a proposal, about one that it recommends, and about one that recommends it."""
    names = () if fact.proposal is None else recommended_with(state.placed, fact.proposal)
    return [other for name in names for other in _others(state, state.placed.get(f"proposal:{name}", ()), situation)]


def _in_case(state: State, situation: Situation) -> list[tuple[PlacedFact, ClauseDecided]]:
    return _others(state, state.of_decision(situation.basis), situation)


def _adopted_before(state: State, fact: ClauseDecided, situation: Situation) -> Iterator[Refusal]:
    """A proposal is adopted once by each body, unless it is recommended part by part: the text names no position of its
    own, as it may be accepted."""
    body = "" if situation.basis is None else situation.basis.body
    bodies = state.names(body, situation.decided.latest)
    wanted = proposal_in(state.placed, fact.proposal)
    same = [
        (placed, other.proposal)
        for placed, other in _on_proposal(state, fact, situation)
        if other.moves
        and placed.basis is not None
        and body_key(placed.basis.body) in bodies
        and not apart(wanted, proposal_in(state.placed, other.proposal), state.placed)
    ]
    if fact.moves and same:
        first, adopted = same[0]
        through = "" if adopted == fact.proposal else f" genom {adopted}"
        detail = f"Förslaget {fact.proposal} är redan antaget{through} av {body}, {first.decided.latest}."
        right = f"posten {first.position}, som antog det, eller ett godtagande av regeln med skäl"
        yield Refusal("proposal-already-adopted", detail, fact.proposal, right=right)


def _clause_before(state: State, fact: ClauseDecided, situation: Situation) -> Iterator[Refusal]:
    basis = situation.basis
    if basis is None or basis.clause is None or situation.decision is None:
        return
    mine = state.named(situation.decision)
    for placed, other in _in_case(state, situation):
        name = placed.decision
        same = name is not None and name.clause == mine.clause and mine.compared(name) is Sameness.SAME
        if same and (other.wording == fact.wording or other.outcome is fact.outcome):
            detail = f"Att-sats {basis.clause} är redan registrerad, i samma beslut."
            right = f"posten {placed.position}, som redan säger det, eller ett godtagande av regeln med skäl"
            yield Refusal("decision-already-recorded", detail, right=right)
            return


def clause_warnings(state: State, fact: ClauseDecided, situation: Situation) -> Iterator[RecordedWarning]:
    """R-59: a referral back stops the chain until the case has been prepared again; a minority has its right once."""
    if fact.moves and fact.proposal is not None and situation.basis is not None:
        about = [
            placed
            for placed in state.decided_about(f"proposal:{fact.proposal}")
            if placed.position != situation.corrects
        ]
        last = next((placed for placed in reversed(about) if placed.decided.latest <= situation.decided.latest), None)
        if last is not None and isinstance(last.fact, ClauseDecided) and last.fact.outcome in _STOPS:
            values = {"proposal": fact.proposal, "day": str(last.decided.latest)}
            yield RecordedWarning("proposal-referred-back", values | {"referral_position": str(last.position)})
    if fact.minority:
        before = next((placed for placed, other in _in_case(state, situation) if other.minority), None)
        if before is not None:
            yield RecordedWarning("minority-referral-repeated", {"referral_position": str(before.position)})


_BY_A_MINORITY = (ClauseOutcome.REFERRED_BACK, ClauseOutcome.POSTPONED)

_STOPS = (ClauseOutcome.REFERRED_BACK,)
"""A postponement adds nothing new, so the case may be decided as it stands (KL 5:51)."""


def reject(state: State, fact: RejectionRecommended, _situation: Situation) -> Iterator[Refusal]:
    """What is advised against is there."""
    yield from _known_parts(state, fact.proposal, fact.numbers, "numbers")


def meet(state: State, fact: ConditionMet, situation: Situation) -> Iterator[Refusal]:
    """A condition is met once."""
    met = [placed for placed in state.about(f"condition:{fact.condition}") if isinstance(placed.fact, ConditionMet)]
    for placed in [entry for entry in met if entry.position != situation.corrects][:1]:
        detail = f"Villkoret {fact.condition} är uppfyllt sedan {placed.decided.latest} (position {placed.position})."
        right = f"rätta posten {placed.position}, om dagen är fel"
        yield Refusal("condition-already-met", detail, fact.condition, right=right)


def condition_warnings(state: State, fact: ConditionMet, situation: Situation) -> Iterator[RecordedWarning]:
    """A condition that nobody waits for may be misspelt; and what waited may have been swallowed by a set (D-16)."""
    placed = state.placed.get(f"condition:{fact.condition}", ())
    waits = any(not isinstance(entry.fact, ConditionMet) or entry.fact.condition != fact.condition for entry in placed)
    frames = waiting_frames(state, fact.condition)
    if not waits and not frames:
        yield RecordedWarning("condition-unknown", {"condition": fact.condition})
    after = state.after(Claim(fact, situation, situation.position)) if frames else state
    for tag in frames:
        frame = frame_on(in_order(after.of_frame(tag)), after.later_acts, date.max)
        mine = (flag for flag in swallowed_when_met(frame, after.later_acts) if situation.position in flag.positions)
        yield from (RecordedWarning(flag.code, flag.values) for flag in mine)


FAMILIES = (
    Family((ClauseDecided,), shape, clause, clause_warnings),
    Family((RejectionRecommended,), refusals=reject),
    Family((ConditionMet,), refusals=meet, warnings=condition_warnings),
)
