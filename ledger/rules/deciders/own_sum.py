"""R-12 over several decisions: what a body has made of the frames that the council has set, all of its decisions
together. What it has lowered and not raised again is its own to raise."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date

from ledger.decision_names import body_key
from ledger.looking.state import State
from ledger.meaning.frame_steps import History
from ledger.meaning.frames import FrameFact
from ledger.meaning.placed import Decided, Situation
from ledger.meaning.spending import is_of
from ledger.meaning.tree import way_up
from ledger.rules.bodies import body_keys, of_several_boards
from ledger.rules.councils import council_lines, end_of, is_beside, is_councils
from ledger.rules.together import WholeCommand
from ledger.values import FrameKey, FrameKind


def lowered_before(together: WholeCommand, frame: FrameKey, situation: Situation) -> int:
    """What the body of a decision has lowered before it, in öre, of what the council has set for the same board as a
    frame, and has not raised since. What it has raised anywhere is taken off; the decision itself is not in it.
    Reckoned once for all rows of a command on one decision."""
    basis, decision, state = situation.basis, situation.decision, together.completed
    if basis is None or decision is None:
        return 0
    paragraph, of = state.named(decision).whole(), (frame.kind, frame.year)

    def is_now(fact: FrameFact) -> bool:
        return fact.entry_position == situation.corrects or is_of(fact, paragraph)

    known: dict[object, list[tuple[FrameKey, int]]] = together.once("made before", dict)
    if (asked := (paragraph, of, situation.corrects)) not in known:
        known[asked] = list(made_by(state, basis.body, of, situation.decided, is_now))
    day = situation.decided.latest
    return max(-sum(ore for one, ore in known[asked] if ore > 0 or _is_one_boards(state, one, frame, day)), 0)


def lowered_by(state: State, situation: Situation, of: tuple[FrameKind, int]) -> int:
    """What the body of a decision has lowered before it of a kind and year, in öre, as `lowered_before` says, whichever
    of its own frames it did so in."""
    basis, decision = situation.basis, situation.decision
    if basis is None or decision is None:
        return 0
    paragraph = state.named(decision).whole()
    made = made_by(state, basis.body, of, situation.decided, lambda fact: is_of(fact, paragraph))
    return max(-sum(ore for _, ore in made), 0)


def made_of(state: State, body: str, of: tuple[FrameKind, int]) -> int:
    """By how much all decisions of a body leave what the council has set of a kind and year higher, in öre; negative
    when lower."""
    return sum(ore for _, ore in made_by(state, body, of, end_of(date.max), lambda _: False))


def made_by(
    state: State, body: str, of: tuple[FrameKind, int], before: Decided, leave_out: Callable[[FrameFact], bool]
) -> Iterator[tuple[FrameKey, int]]:
    """Each frame of a kind and year that a body has changed before a place in decided order when the council had set
    it, with by how much its net would be another there without that."""
    lines, bodies = council_lines(state), body_keys(state, body, before.latest)
    for tag, known in state.frames.items():
        if not known.facts or (known.facts[0].kind, known.facts[0].year) != of:
            continue
        own = [fact for fact in known.facts if fact.decided < before and _is_by(fact, bodies) and not leave_out(fact)]
        if not own:
            continue
        frame, first = own[0].frame, min(fact.decided for fact in own)
        if is_councils(state, tag, first) or is_beside(lines, state, frame, first):
            there = _without(state.frame_steps(tag).now, [fact for fact in known.facts if leave_out(fact)])
            was, now = (each.before(before).sides.net_ore or 0 for each in (_without(there, own), there))
            if now != was:
                yield frame, now - was


def _without(history: History, facts: Iterable[FrameFact]) -> History:
    for fact in facts:
        history = history.without(fact.entry_position)
    return history


def _is_by(fact: FrameFact, bodies: Collection[str]) -> bool:
    return fact.basis is not None and body_key(fact.basis.body) in bodies


def _is_one_boards(state: State, one: FrameKey, other: FrameKey, day: date) -> bool:
    """Whether two frames are of one unit, or of units that have a board above them in common."""
    if one.unit == other.unit:
        return True
    units = state.units_on(day, day)
    above = set(way_up(units, one.unit)).intersection(way_up(units, other.unit))
    return bool(above) and not of_several_boards(state, units, {one.unit, other.unit}, day)
