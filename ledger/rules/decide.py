"""Whether a fact may enter the ledger as it stands, and what is worth knowing about it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import chain, islice
from typing import Final, assert_never

import msgspec
from msgspec.structs import replace

from ledger.errors import REFUSALS, Refusal, RuleClass
from ledger.events import (
    AnyFact,
    CentralReserveReleased,
    ClauseDecided,
    Fact,
    FrameDecided,
    LedgerOpened,
    NamedProposal,
    RecordingErrorCorrected,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
    UnitMoved,
    UnitRegistered,
)
from ledger.events.equity import EquityReserved, ReservationExtended, ResultCarriedOver
from ledger.events.policy import Treatment
from ledger.looking.reached import (
    conditions_reached,
    waiting_frames,
    waiting_reservations,
    waiting_units,
    years_changed,
)
from ledger.looking.state import State
from ledger.meaning.placed import Claim, Situation, claim_of, situated
from ledger.meaning.policy import Control, control_on
from ledger.meaning.spending import reserves_drawn
from ledger.rules import reserves
from ledger.rules.basis import basis_refusals, basis_warnings
from ledger.rules.chapters import adjustments, equity, financing, frames, judgments, organisation, reports
from ledger.rules.competence import Raised, competence, raised_by_all, who_decides_warnings
from ledger.rules.corrected_totals import raised_by_corrections
from ledger.rules.councils import is_kept_by_law
from ledger.rules.doubts.meant import judged_otherwise
from ledger.rules.election import guidance
from ledger.rules.families import family_of, shape_of
from ledger.rules.in_its_years import lawful
from ledger.rules.inside import inner_refusals, inner_warnings
from ledger.rules.repeating import ASKED_OTHERWISE, added_up, perhaps_said_again, said_again
from ledger.rules.spending import Found, spending
from ledger.rules.together import WholeCommand
from ledger.text import misleading, visible
from ledger.values import Acceptance, Basis, FrameKey, RecordedWarning, field_path, fields_of
from ledger.words.labels import frame_label
from ledger.words.law import REFUSED_BY_LAW

_BROKEN: Final = re.compile(r"\\[nt]")
"""A tab or a line break, as JSON writes it."""

_CAN_BE_ACCEPTED: Final = tuple(code for code, kind in REFUSALS.items() if kind.rule_class is RuleClass.B)


class Verdict(msgspec.Struct, frozen=True):
    """What the rules say: every refusal that stands, every warning, and the acceptances that were needed. `after` is
    the state that the fact leaves: as it was before a refused one, but that a refused definition is taken for granted
    in what follows, so that it is blamed once and not by everything that refers to it."""

    refusals: tuple[Refusal, ...]
    warnings: tuple[RecordedWarning, ...]
    accepted: tuple[Acceptance, ...]
    after: State


def decide(
    state: State,
    fact: AnyFact,
    basis: Basis | None,
    accept: Sequence[Acceptance],
    position: int,
    today: date,
    raised: Raised | None = None,
) -> Verdict:
    """The verdict on one fact, and the state that it leaves.

    `position` is the place the entry would get, `today` the Swedish day of recording, and `raised` what its decision
    comes to with all facts of the same command; None: it comes alone.
    """
    raised = raised or raised_by_all(state, (fact,), basis, position, today)
    number = position - raised.together.first
    claim, told = raised.together.claims[number], partial(raised.together.told, number)
    corrects = claim.situation.corrects is not None
    situation = situated(basis, position, today) if corrects else claim.situation
    refusals = [
        *_misleading(fact, basis, accept),
        *(_rules_known(accept) if accept else ()),
        *_foundation(state, fact, situation, claim),
        *_content(state, fact, situation, claim, raised),
    ]
    control = partial(_control, state, claim, today)
    if any(_always(refusal) for refusal in refusals):
        standing = _accept(refusals, accept, control)[0]
        return Verdict(tuple(told(standing)), (), (), _taken_for_granted(state, fact, position))
    warned = [*basis_warnings(situation), *_warnings(state, fact, situation, claim)]
    after = state.after(claim)
    refusals += _consequences(state, after, fact, claim, raised.together)
    standing, waived, used = _accept(refusals, accept, control) if refusals else ([], [], [])
    if any(_always(refusal) for refusal in standing):
        after = _taken_for_granted(state, fact, position)
    elif standing:
        after = state
    return Verdict(tuple(told(standing)), (*warned, *waived), tuple(used), after)


def noticed(state: State, fact: AnyFact, basis: Basis | None, position: int, today: date) -> Iterator[RecordedWarning]:
    """What is worth knowing about a fact in a ledger that holds `state`, whatever stands against it."""
    claim = claim_of(fact, basis, position, today)
    corrects = claim.situation.corrects is not None
    situation = situated(basis, position, today) if corrects else claim.situation
    yield from _warnings(state, fact, situation, claim)


_SetsFrames = FrameDecided | ClauseDecided | RecordingErrorCorrected
"""What may set a frame."""

_GivesOfReserve = SupplementaryAppropriationDecided | CentralReserveReleased | ClauseDecided | RecordingErrorCorrected
"""What may give out of a central reserve, by its name or without it."""


_OfWholeDecision = (
    SupplementaryAppropriationDecided
    | TechnicalAdjustmentMade
    | ResultCarriedOver
    | ClauseDecided
    | RecordingErrorCorrected
)
"""What takes money from somewhere, has a counterpart or needs to be approved, all of which another entry may say."""


class Whole(msgspec.Struct, frozen=True):
    """What the rules say about all facts of a command together, each with the number of the fact it stands at."""

    refusals: tuple[tuple[int, Refusal], ...] = ()
    warnings: tuple[tuple[int, RecordedWarning], ...] = ()
    accepted: tuple[tuple[int, Acceptance], ...] = ()


def decide_together(together: WholeCommand, after: State, accept: Sequence[Acceptance]) -> Whole:
    """What can only be said of a command as a whole; each fact has been decided, and `after` is the state that they
    leave."""
    before, facts, claims = together.before, together.facts, together.claims
    said = list(spending(before, after, facts, claims))
    if any(isinstance(fact, _SetsFrames) for fact in facts):
        said += guidance(after, facts, together.basis)
    warnings = [(found.fact, found.says) for found in said if isinstance(found.says, RecordedWarning)]
    warnings += added_up(after, claims)
    if any(isinstance(fact, _OfWholeDecision) for fact in facts):
        said += (Found(number, refusal) for number, refusal in equity.unapproved(after, claims))
        warnings += [*financing.unplaced(after, claims), *adjustments.uncountered(after, claims)]
    if is_kept_by_law(after) and any(isinstance(fact, _GivesOfReserve) for fact in facts):
        said += (Found(number, refusal) for number, refusal in reserves.overdrawn(before, after, claims))
    if any(isinstance(fact, RecordingErrorCorrected) for fact in facts):
        said += (Found(number, refusal) for number, refusal in raised_by_corrections(before, after, facts, claims))
        warnings += judgments.left_by_judgments(after, claims)
    if after.later_acts.in_part:
        said += (Found(number, refusal) for number, refusal in judgments.beyond_annulled(before, after, claims))
    refusals, accepted = list[tuple[int, Refusal]](), list[tuple[int, Acceptance]]()
    for found in said:
        if isinstance(found.says, Refusal):
            control = partial(_control, after, claims[found.fact], together.today)
            standing, waived, used = _accept([found.says], accept, control)
            refusals += [(found.fact, refusal) for refusal in together.told(found.fact, standing)]
            warnings += [(found.fact, _about(warning, found.frames)) for warning in waived]
            accepted += [(found.fact, acceptance) for acceptance in used]
    return Whole(tuple(refusals), tuple(warnings), tuple(accepted))


def _about(warning: RecordedWarning, frames: Sequence[FrameKey]) -> RecordedWarning:
    """A warning with all the frames that it is about, of which its text may name only the first."""
    named = {"frames": ", ".join(map(frame_label, frames))} if frames else {}
    return replace(warning, values=warning.values | named)


def _misleading(fact: AnyFact, basis: Basis | None, accept: Sequence[Acceptance]) -> Iterator[Refusal]:
    """No text looks like something else than it is. Only a note or a reason may have several lines. All of it is looked
    at together, as JSON; only where there is something are the texts gone through one by one."""
    written = msgspec.json.encode((fact, basis, accept)).decode()
    if misleading(written, lines=True) is None and not _BROKEN.search(written):
        return
    texts = [*_texts("", fact), *_texts("basis", basis), *_texts("accept", tuple(accept))]
    for where, text in texts:
        wrong = misleading(text, lines=where.endswith(("note", "reason")))
        if wrong is not None:
            detail = f"Texten ”{visible(text)}” har ett tecken som inte hör dit: {visible(wrong)}."
            yield Refusal("value-malformed", detail, visible(text), right="samma text utan det", where=where)


def _texts(where: str, value: object) -> Iterator[tuple[str, str]]:
    """Every text in a value, with the path to it."""
    if isinstance(value, str):
        yield where, value
    for name, inner in fields_of(value):
        yield from _texts(field_path(where, name), inner)


def _rules_known(accept: Sequence[Acceptance]) -> Iterator[Refusal]:
    """Only a rule that can be set aside is set aside: a name that is misspelt would otherwise do nothing, silently."""
    for number, acceptance in enumerate(accept):
        if acceptance.rule not in _CAN_BE_ACCEPTED:
            detail = f"Det finns ingen regel ”{visible(acceptance.rule)}” som kan frångås."
            right = "någon av: " + ", ".join(_CAN_BE_ACCEPTED)
            yield Refusal("rule-unknown", detail, visible(acceptance.rule), right=right, where=f"accept[{number}].rule")


def _consequences(
    before: State, after: State, fact: AnyFact, claim: Claim, together: WholeCommand
) -> Iterator[Refusal]:
    """What must not come of a fact: a unit below itself, a frame below zero or beyond what can be counted. A correction
    may reach any day of the decided clock. What the whole command makes good again, in whatever order its rows stand
    and whatever is refused of it for something else, is not said to be wrong."""
    corrects = claim.situation.corrects is not None
    start = date.min if corrects else claim.situation.decided.latest
    conditions = conditions_reached(after, (fact,))[0] if fact.acts_on_decisions else ()
    moved = _moved_units(fact) if isinstance(fact, _Moving) else ()
    if conditions:
        moved = (*moved, *waiting_units(after, conditions))
    if moved:
        above = islice(organisation.tree(after, moved), 1)
        yield from (refusal.within(_NEW) if corrects and claim.fact else refusal for refusal in above)
    waiting = [tag for condition in conditions for tag in waiting_frames(after, condition)]
    waited = [subject for condition in conditions for subject in waiting_reservations(after, condition)]
    own = fact.tags()
    tags = tuple(dict.fromkeys(tag for tag in (*own, *waiting) if tag.startswith("frame:")))
    reserves = reserves_drawn(claim.fact) if isinstance(claim.fact, financing.DRAWING) else ()
    for tag in tags:
        yield from _lasting(frames.limits, before, after, together, (tag,), start, reserves)
    if waited or any(tag.startswith("reservation:") for tag in own):
        for subject in dict.fromkeys((*equity.touched(before, after), *waited)):
            yield from _lasting(equity.limits, before, after, together, (subject,), start)


def _lasting(
    limits: Callable[..., Iterable[Refusal]], before: State, after: State, together: WholeCommand, *asked: object
) -> Iterator[Refusal]:
    """What some limits say of a fact, where they also say it of all of its command."""
    refusals = list(limits(before, after, *asked))
    at_last = limits(together.before, together.completed, *asked) if refusals else ()
    lasting = {refusal.code for refusal in at_last}
    yield from (refusal for refusal in refusals if refusal.code in lasting)


_Moving = UnitRegistered | UnitMoved | RecordingErrorCorrected


def _moved_units(fact: _Moving) -> tuple[str, ...]:
    """The units that a fact gives a place in the tree, or that a correction may give back their old one."""
    match fact:
        case UnitRegistered() | UnitMoved():
            return (fact.unit,)
        case RecordingErrorCorrected():
            return tuple(tag.partition(":")[2] for tag in fact.tags() if tag.startswith("unit:"))
        case _:
            assert_never(fact)


def _taken_for_granted(state: State, fact: AnyFact, position: int) -> State:
    match fact:
        case LedgerOpened() if state.organisation is None:
            return replace(state, organisation=fact)
        case UnitRegistered() if fact.unit not in state.units:
            return replace(state, units=state.units.plus({fact.unit: fact}))
        case NamedProposal() if fact.proposal not in state.proposals:
            return replace(state, proposals=state.proposals.plus({fact.proposal: position}))
        case EquityReserved() | ReservationExtended():
            return equity.taken_for_granted(state, fact.reservation, position)
        case _:
            return state


def _always(refusal: Refusal) -> bool:
    return refusal.kind.rule_class is RuleClass.A


_NEW: Final = "replacement.fact"
"""Where a correction has what should have been recorded."""


def _foundation(state: State, fact: AnyFact, situation: Situation, claim: Claim) -> Iterator[Refusal]:
    """What every fact stands on: an opened ledger, known units, a basis, a decision day that has been."""
    if state.organisation is None and not isinstance(fact, LedgerOpened):
        detail = "Liggaren är inte öppnad för någon organisation."
        yield Refusal("ledger-not-opened", detail, right="Registrera först posten ”liggare öppnad”.")
    for unit in dict.fromkeys(fact.units()):
        if unit not in state.units:
            detail = f"Enheten {unit} är inte registrerad."
            where = next((path for path, text in _texts("", fact) if text == unit and "unit" in path), None)
            right = "Registrera först enheten, eller rätta stavningen."
            yield Refusal("unit-unknown", detail, unit, right=right, where=where)
    yield from basis_refusals(fact, situation, situation.recorded_on)
    if claim.situation is not situation and claim.fact is not None:
        wrong = basis_refusals(claim.fact, claim.situation, situation.recorded_on)
        yield from (refusal.within("replacement") for refusal in wrong)


def _content(state: State, fact: Fact, situation: Situation, claim: Claim, raised: Raised) -> Iterator[Refusal]:
    """What the fact's own family of rules says; of a correction, also what the new entry's family says. That is held
    to what it would have been held to, had it been recorded right."""
    yield from _of_family(state, fact, situation, raised)
    if claim.situation is not situation and claim.fact is not None:
        yield from (refusal.within(_NEW) for refusal in _of_family(state, claim.fact, claim.situation, raised))


def _of_family(state: State, fact: Fact, situation: Situation, raised: Raised) -> Iterator[Refusal]:
    yield from shape_of(fact)
    said = chain(competence(state, fact, situation, raised), family_of(fact).refusals(state, fact, situation))
    yield from lawful(said, fact, situation)
    if not isinstance(fact, ASKED_OTHERWISE):
        yield from said_again(state, fact, situation)
    if isinstance(fact, ClauseDecided):
        yield from inner_refusals(state, fact, situation)


def _warnings(state: State, fact: Fact, situation: Situation, claim: Claim) -> Iterator[RecordedWarning]:
    """What the fact's family notices; of a correction, what is noticed about the new entry without the old one."""
    yield from _noticed(state, fact, situation)
    there = claim.situation
    if there is not situation and claim.fact is not None:
        yield from basis_warnings(there)
        yield from _noticed(state.without(there), claim.fact, there)


def _noticed(state: State, fact: Fact, situation: Situation) -> Iterator[RecordedWarning]:
    said = chain(who_decides_warnings(state, fact, situation), family_of(fact).warnings(state, fact, situation))
    yield from lawful(said, fact, situation)
    if not isinstance(fact, ASKED_OTHERWISE):
        yield from perhaps_said_again(state, fact, situation)
    if state.later_acts.annulments:
        yield from judgments.on_annulled(state, fact, situation)
    yield from judged_otherwise(state, fact, situation)
    if isinstance(fact, ClauseDecided):
        yield from inner_warnings(state, fact, situation)
    if any(f"report-year:{year}" in state.placed for year in years_changed(state, fact)):
        yield from reports.late(state, fact, situation)


def _judged_on(claim: Claim, today: date) -> date:
    """The day by which the organisation's own rules judge a decision: its own day, at the latest. A withdrawal is
    nobody's decision, and is judged on the day it is recorded."""
    return today if claim.fact is None else claim.situation.decided.latest


def _control(state: State, claim: Claim, today: date, rule: str) -> Control | None:
    return control_on(state.about(f"policy:{rule}"), _judged_on(claim, today))


def _accept(
    refusals: Sequence[Refusal], accept: Sequence[Acceptance], control: Callable[[str], Control | None]
) -> tuple[list[Refusal], list[RecordedWarning], list[Acceptance]]:
    """Sets class B refusals aside: those accepted by name, each of which leaves an open warning with who and why, and
    those of a rule that the organisation itself only warns about, or ignores: each entry that is spared keeps a mark of
    it. A rule of law is never ignored. What is accepted is told as that, whatever the organisation minds."""
    by_rule = {acceptance.rule: acceptance for acceptance in accept}
    standing: list[Refusal] = []
    waived: list[RecordedWarning] = []
    used: dict[str, Acceptance] = {}
    for refusal in refusals:
        acceptance, treated = by_rule.get(refusal.code), None if _always(refusal) else control(refusal.code)
        values = {"rule": refusal.code, "detail": refusal.detail}
        if acceptance is not None and not _always(refusal):
            used[refusal.code] = acceptance
            values |= {"reason": acceptance.reason, "who": acceptance.who}
            waived.append(RecordedWarning("rule-accepted", values))
        elif treated is None or treated.treatment is Treatment.REFUSE:
            standing.append(refusal)
        else:
            ignored = treated.treatment is Treatment.IGNORE and refusal.code not in REFUSED_BY_LAW
            code = "spared-by" if ignored else "rule-relaxed"
            waived.append(RecordedWarning(code, values | {"policy_position": str(treated.position)}))
    return standing, waived, list(used.values())
