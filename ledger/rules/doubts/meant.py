"""Rules for which decision is meant by what comes of one: an appeal, a judgment, a proof that it is in force.

It acts on the decisions that have the name it gives, and on no others. So a name that fits decisions of several days
acts on none of them, and one that fits nothing, where a decision is recorded that may be meant, is not taken in
silence: each is pointed at as it is recorded (R-05).
"""

from collections.abc import Iterator, Sequence
from datetime import date

from ledger.decision_names import body_key, case_key, paragraph_key
from ledger.errors import Refusal
from ledger.events import DissentRecorded, Fact, NamedProposal
from ledger.events.review import ANNULLING, OfDecision
from ledger.log.entry import days_said
from ledger.looking.perhaps_meant import KnownDecision, decisions_known, is_named
from ledger.looking.state import State
from ledger.meaning.placed import Situation, claim_in
from ledger.meaning.same_decision import DecisionName, Sameness
from ledger.rules.bodies import is_nearly
from ledger.text import first_of
from ledger.values import Basis, DecisionReference, RecordedWarning
from ledger.words import words
from ledger.words.labels import reference_text


def reference_refusals(state: State, fact: OfDecision, day: date) -> Iterator[Refusal]:
    """What stands against the name by which a decision is meant, by what came of it on a `day`."""
    known = list(decisions_known(state))
    yield from _of_several_days(state, fact.decision, known, day)
    yield from _named_otherwise(state, fact.decision, known)


def _of_several_days(
    state: State, meant: DecisionReference, known: Sequence[KnownDecision], by: date
) -> Iterator[Refusal]:
    """A name without a day means one decision (class A): of those of two days, as when paragraphs begin anew each year,
    nobody knows which one. Nothing comes of what was decided after it."""
    if meant.decided_on is not None or not any(_is_meant(meant, there, name) for _, there, name in known):
        return
    fitting = [name for _, there, name in known if _is_meant(meant, there, name) or _is_paragraph(state, meant, name)]
    days = sorted({(name.latest, name.earliest) for name in fitting if name.earliest <= by})
    if len(days) > 1 and any(earliest > days[0][0] for _, earliest in days):
        asserted, told = reference_text(meant), _or([*dict.fromkeys(str(latest) for latest, _ in days)])
        detail = (
            f"Beslutet ({asserted}) kan vara av flera dagar: {told}. Paragrafer börjar om varje år, och ett ärende kan "
            "ha flera beslut."
        )
        right = f"beslutet med den dag då det fattades, i ”fattat”: {told}"
        yield Refusal("decision-of-several-days", detail, asserted, told, right=right, where="decision")


def _is_meant(meant: DecisionReference, there: Basis, name: DecisionName) -> bool:
    return is_named(meant, there, name) and meant.clause in (None, there.clause)


def bases_meant(state: State, meant: DecisionReference) -> Iterator[Basis]:
    """What the entries rest on that a reference means."""
    return (there for _, there, name in decisions_known(state) if _is_meant(meant, there, name))


def first_days_meant(state: State, meant: DecisionReference) -> list[date]:
    """The first days on which the decisions that a reference means can have been made."""
    return [name.earliest for _, there, name in decisions_known(state) if _is_meant(meant, there, name)]


def _is_paragraph(state: State, meant: DecisionReference, name: DecisionName) -> bool:
    """Whether a decision has the paragraph that a reference names and nothing else but the body, in whatever case."""
    if meant.paragraph is None or meant.case_number is not None or meant.clause not in (None, name.clause):
        return False
    return name.paragraph == paragraph_key(meant.paragraph) and name.body in state.names(meant.body, date.max)


# --- Recorded under another name --------------------------------------------------------------------------------


def _named_otherwise(state: State, meant: DecisionReference, known: Sequence[KnownDecision]) -> Iterator[Refusal]:
    """R-05: a decision is named as it is registered (class B); another name would act on nothing, in silence."""
    near = _registered_as(state, meant, known)
    if not near:
        return
    asserted, registered = reference_text(meant), _or(list(near))
    positions = first_of([str(position) for position in near.values()], _MOST)
    detail = f"Beslutet ({asserted}) är registrerat som {registered}, i post {positions}."
    right = f"beslutet så som det är registrerat ({registered}), eller ett godtagande av regeln om ett annat menas"
    yield Refusal("decision-named-otherwise", detail, asserted, registered, right=right, where="decision")


_MOST = 5
"""How many decisions are named that may be meant."""


def _or(names: Sequence[str]) -> str:
    more = len(names) - _MOST
    return " eller ".join((*names[:_MOST], f"{more} till") if more > 0 else names)


def is_pointed_at(state: State, meant: DecisionReference) -> bool:
    """Whether any decision is there that a reference means, or may mean."""
    known = list(decisions_known(state))
    return any(_is_meant(meant, there, name) for _, there, name in known) or bool(_registered_as(state, meant, known))


def _registered_as(state: State, meant: DecisionReference, known: Sequence[KnownDecision]) -> dict[str, int]:
    """The decisions that may be meant, as they are registered, each with its first entry; none when one has the very
    name. One that has it, and of which a clause is named that none has, is another clause; unless no clauses were
    recorded at all."""
    named = [(position, there) for position, there, name in known if is_named(meant, there, name)]
    if named:
        without = meant.clause is not None and all(there.clause is None for _, there in named)
        near = {f"{_as_it_is(there)}, utan att-sats": position for position, there in reversed(named) if without}
        return dict(reversed(near.items()))
    near = dict[str, int]()
    for position, there, name in known:
        if may_be(state, meant, there, name):
            text = _as_it_is(there)
            near[text] = min(near.get(text, position), position)
    return near


def _as_it_is(there: Basis) -> str:
    day = there.decided if isinstance(there.decided, date) else None
    return reference_text(DecisionReference(there.body, there.case_number, there.paragraph, decided_on=day))


def may_be(state: State, meant: DecisionReference, basis: Basis, name: DecisionName) -> bool:
    """Whether a decision may be the one that is meant: it has the case, or the paragraph of the year, and nothing that
    differs but the day, or how its body is called; or it is of the body's day, when nothing else is named. By its day
    alone a decision is known in the years of its own first and last day, by which it can be found."""
    case = None if meant.case_number is None else case_key(meant.case_number)
    paragraph = None if meant.paragraph is None else paragraph_key(meant.paragraph)
    of_day = meant.decided_on is not None and name.earliest <= meant.decided_on <= name.latest
    if case is None and paragraph is None:
        of_year = meant.decided_on is not None and meant.decided_on.year in {day.year for day in days_said(basis)}
        return of_day and of_year and name.body in state.names_of(meant)
    of_case = case is not None and case == name.case_number
    if not of_case and (paragraph is None or paragraph != name.paragraph):
        return False
    if meant.decided_on is not None and case is None and meant.decided_on.year != name.latest.year:
        return False
    there = DecisionName(body_key(meant.body), name.earliest, name.latest, case, paragraph, None, None)
    if name.body in state.names_of(meant):
        there = DecisionName(name.body, name.earliest, name.latest, case, paragraph, None, None)
    elif of_case and paragraph is not None and paragraph == name.paragraph:
        return of_day or (meant.decided_on is None and is_nearly(meant.body, name.body)) or _agrees(state, there, name)
    return _agrees(state, there, name)


def _agrees(state: State, there: DecisionName, name: DecisionName) -> bool:
    return state.named(there).compared(name.whole()) is not Sameness.OTHER


# --- Recorded before its decision -------------------------------------------------------------------------------


def judged_otherwise(state: State, fact: Fact, situation: Situation) -> Iterator[RecordedWarning]:
    """R-56: what is recorded on a decision that a judgment may mean which was recorded before, and names it otherwise:
    that does not act on it, and says so (W)."""
    name, basis = situation.decision, situation.basis
    if name is None or basis is None or isinstance(fact, DissentRecorded | NamedProposal):
        return
    target = None if situation.corrects is None else state.targets.get(situation.corrects)
    was = situation if target is None else claim_in(target).situation
    for judged in state.later_acts.judged:
        judgment = judged.judgment
        meant = judgment.decision
        other_year = meant.decided_on is not None and meant.decided_on.year != name.latest.year
        if judgment.does not in ANNULLING or judgment.given_on < name.earliest or other_year:
            continue
        named = is_named(meant, basis, name)
        named_before = was.basis is not None and was.decision is not None and is_named(meant, was.basis, was.decision)
        other_clause = named and meant.clause is not None and basis.clause is None
        # Of what a judgment named before it was corrected that is told (`left_by_judgments`).
        if other_clause or (not named and not named_before and may_be(state, meant, basis, name)):
            said = {"court": judgment.court, "day": str(judgment.given_on), "effect": words.value(judgment.does)}
            of = {"decision": reference_text(meant), "entry_position": str(judged.position)}
            yield RecordedWarning("judgment-names-otherwise", said | of)
            return
