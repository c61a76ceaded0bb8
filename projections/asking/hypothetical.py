"""What is only supposed, laid on top of what is decided: named proposals as if they were adopted, and entries that
nobody has recorded. Nothing is stored; a read model is never touched.

A proposal is laid as the ledger would have it adopted: with what it recommends, but for what it leaves out, last of all
in decided order on the asked day. What comes from a decision file keeps its own day when that has come, and is else
laid last on the asked day. A correction keeps the place of what it corrects: it says what was decided, on its own day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from ledger.errors import Refusal, Refused
from ledger.events import ClauseDecided, JudgmentGiven, NamedProposal
from ledger.events.fact import AFTERMATH
from ledger.log.database import Cursor
from ledger.log.entry import Recorded
from ledger.looking.persistent import PersistentMap
from ledger.looking.state import State
from ledger.meaning.effects import effects
from ledger.meaning.frames import FrameFact, in_order
from ledger.meaning.later_acts import LaterActs, later_acts_of
from ledger.meaning.placed import Decided, PlacedFact, claim_in
from ledger.meaning.proposals import parts_that_count, proposal_in, recommended_with
from ledger.values import FrameKey, Stage
from ledger.words.labels import frame_label
from projections.tables.frames import FrameScope, supposed_facts
from projections.tables.register import placed_at, placed_of

_LAST: Final = 1_000_000_000
"""A paragraph number after all others of its day, for what is laid last."""

PROPOSALS: Final = ("proposal",)


class Hypothetical(msgspec.Struct, frozen=True):
    """What is laid on top: facts in the order in which they count; and of what nobody has recorded, the entries by the
    positions that they would have. `corrected`: for each entry that would correct another, the position at which that
    was first recorded; whatever is known to stand in that place, at any coordinate, is what it would put another in the
    place of. `remarks`: what to know of it."""

    placed: tuple[PlacedFact, ...] = ()
    entries: Mapping[int, Recorded] = {}
    corrected: Mapping[int, int] = {}
    remarks: tuple[str, ...] = ()

    def plus(self, other: "Hypothetical") -> "Hypothetical":
        """This, and another on top of it."""
        entries, corrected = {**self.entries, **other.entries}, {**self.corrected, **other.corrected}
        return Hypothetical((*self.placed, *other.placed), entries, corrected, (*self.remarks, *other.remarks))


NOTHING_SUPPOSED: Final = Hypothetical()


def proposals_as_adopted(cursor: Cursor, names: Sequence[str], position: int, as_of: date) -> Hypothetical:
    """Some named proposals as if they were adopted, one after the other, on a day.

    Raises Refused (proposal-unknown) with every name that nobody had put forward there.
    """
    if not names:
        return NOTHING_SUPPOSED
    state = proposals_known(cursor, names, position, as_of)
    adopted = (fact for name in names for fact in _adopted(state, name))
    placed = tuple(_last_on(as_of, number, fact) for number, fact in enumerate(adopted))
    already = (text for name in names for text in _already(state, name, as_of))
    return Hypothetical(placed, remarks=(*already, *_rivals(placed)))


def _rivals(placed: Iterable[PlacedFact]) -> Iterator[str]:
    """Proposals that set the same frame are not put together: the one that is laid last has it."""
    setting: dict[FrameKey, dict[str, None]] = {}
    for laid in placed:
        for effect in effects(laid.fact):
            if effect.sets is not None:
                setting.setdefault(effect.frame, {})[laid.proposal or ""] = None
    for frame, names in setting.items():
        if len(names) > 1:
            listed = ", ".join(names)
            yield f"{frame_label(frame)} fastställs av flera av förslagen ({listed}); det som läggs på sist gäller."


def _already(state: State, name: str, as_of: date) -> Iterator[str]:
    """A proposal that is adopted counts twice when it is laid on top of what is decided."""
    for clause in adopted_by(state, name, as_of):
        body = "" if clause.basis is None else f" av {clause.basis.body}"
        yield (
            f"Förslaget {name} är redan antaget{body} {clause.decided.latest} (position {clause.position}); här läggs "
            "det på en gång till."
        )


def adopted_by(state: State, name: str, as_of: date) -> tuple[PlacedFact, ...]:
    """The clauses that have adopted a proposal by a day, itself or through another."""
    named = recommended_with(state.placed, name)
    about = (placed for other in named for placed in state.about(f"proposal:{other}", as_of))
    return tuple(clause for clause in about if isinstance(clause.fact, ClauseDecided) and clause.fact.moves)


def entries_as_recorded(entries: Iterable[Recorded], as_of: date) -> Hypothetical:
    """Entries that nobody has recorded, as the rules let them be. What those entries only propose is not laid."""
    by_position = {recorded.position: recorded for recorded in entries}
    places = {position: claim_in(recorded).situation for position, recorded in by_position.items()}
    corrected = {position: there.position for position, there in places.items() if there.corrects is not None}
    decided = [fact for fact in placed_of(by_position.values()) if fact.stage is Stage.DECIDED]
    numbered = tuple(
        placed if placed.position in corrected else _come_by(as_of, number, placed)
        for number, placed in enumerate(decided, start=_LAST)  # after any proposal that is laid on the same day
        # What a clause decides is held too, in its own name; a proposal decides nothing.
        if not isinstance(placed.fact, ClauseDecided | NamedProposal)
    )
    return Hypothetical(numbered, by_position, corrected)


def _come_by(day: date, number: int, placed: PlacedFact) -> PlacedFact:
    """A fact that has come by a day; one that would come later is laid last on it."""
    match placed.fact:
        case JudgmentGiven(final_on=date() as final_on) if final_on > day:
            placed = msgspec.structs.replace(placed, fact=msgspec.structs.replace(placed.fact, final_on=day))
        case _:
            pass
    return _last_on(day, number, placed) if placed.decided.latest > day else placed


def proposals_known(cursor: Cursor, names: Sequence[str], position: int, as_of: date) -> State:
    """A state that knows some proposals, those that they recommend in turn, and what has come of them.

    Raises Refused (proposal-unknown) with every name that nobody had put forward there.
    """
    state = _with_proposals(cursor, names, position)
    _refuse_unknown(state, names, position, as_of)
    return state


def _with_proposals(cursor: Cursor, names: Sequence[str], position: int) -> State:
    """A state that knows some proposals, and those that they recommend in turn."""
    known, wanted = dict[str, tuple[PlacedFact, ...]](), list(names)
    while wanted:
        name = wanted.pop()
        subject = f"proposal:{name}"
        if subject not in known:
            known[subject] = tuple(placed_at(cursor, position, PROPOSALS, (subject,)))
            wanted += recommended_with(known, name)
    return State(placed=PersistentMap(known))


def _refuse_unknown(state: State, names: Sequence[str], position: int, as_of: date) -> None:
    problems = []
    for name in names:
        own = [placed for placed in state.placed[f"proposal:{name}"] if _is(placed, name)]
        if not any(proposed.earliest <= as_of for proposed in own):
            when = f"fanns inte vid position {position}" if not own else f"var inte lagt till och med {as_of}"
            problems.append(Refusal("proposal-unknown", f"Förslaget {name} {when}.", name, where="with"))
    if problems:
        raise Refused(*problems)


def _is(placed: PlacedFact, name: str) -> bool:
    return isinstance(placed.fact, NamedProposal) and placed.fact.proposal == name


def _adopted(state: State, name: str) -> Iterator[PlacedFact]:
    """What adopting a proposal would decide, each fact in the entry that proposes it."""
    proposal = proposal_in(state.placed, name)
    own = next(placed for placed in reversed(state.placed[f"proposal:{name}"]) if placed.fact is proposal)
    if proposal is None:
        return
    for fact in parts_that_count(proposal, state.placed):
        yield msgspec.structs.replace(own, fact=fact, basis=None, stage=Stage.DECIDED, proposal=name)


def _last_on(day: date, number: int, placed: PlacedFact) -> PlacedFact:
    """A fact laid after everything else of a day."""
    decided = Decided(day, _LAST, "", number, placed.decided.position)
    return msgspec.structs.replace(placed, earliest=day, decided=decided)


# --- Among what is known ----------------------------------------------------------------------------------------


def facts_with(facts: list[FrameFact], supposed: Hypothetical, scope: FrameScope, as_of: date) -> list[FrameFact]:
    """The facts that a coordinate sees, and those of what is laid among them, in order."""
    corrected = supposed.corrected.values()
    kept = [fact for fact in facts if fact.place not in corrected]
    seen = (placed for placed in supposed.placed if placed.earliest <= as_of)
    laid = (fact for placed in seen for fact in supposed_facts(placed, scope))
    # Numbered on from what an entry can hold, so that they never meet those of the read model.
    numbered = (msgspec.structs.replace(fact, ordinal=ordinal) for ordinal, fact in enumerate(laid, start=_LAST))
    return in_order([*kept, *numbered])


def later_acts_with(cursor: Cursor, later_acts: LaterActs, supposed: Hypothetical, position: int) -> LaterActs:
    """What changes decisions that stand already, with what is laid."""
    acting = [placed for placed in supposed.placed if AFTERMATH in placed.fact.tags()]
    corrected = supposed.corrected.values()
    if not acting and not corrected:
        return later_acts
    known = (fact for fact in placed_at(cursor, position, (AFTERMATH,)) if fact.decided.position not in corrected)
    return later_acts_of([*known, *acting])
