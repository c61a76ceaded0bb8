"""R-05: the same decision is recorded once, however it is typed.

A decision that is sure to be recorded already is refused (class B). One that may be, since one of the two lacks what
the other says or since their days only overlap, is told: often it is the same decision, come again from its minutes,
and then it belongs in a correction of the entry that is there.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from ledger.errors import Refusal
from ledger.looking.state import State
from ledger.meaning.effects import Effect
from ledger.meaning.placed import PlacedFact, Situation
from ledger.meaning.same_decision import DecisionName, Sameness, decision_name
from ledger.money import amount_or_unknown
from ledger.values import RecordedWarning
from ledger.words import words
from ledger.words.labels import frame_label

Known = tuple[int, DecisionName]
"""An entry that says the same, and the decision that it rests on."""

_OR_ACCEPTED: Final = "eller ett godtagande av regeln om beslutet gör det igen"


def known(placed: Iterable[PlacedFact]) -> Iterator[Known]:
    """Placed facts as entries with their decisions."""
    for fact in placed:
        if fact.basis is not None:
            yield fact.position, decision_name(fact.basis, fact.earliest, fact.decided.latest)


def repeated(what: str, situation: Situation, said: Iterable[Known]) -> Iterator[Refusal]:
    """Refuses what another entry says already, on the same decision. `what` names it in Swedish. An entry is not
    compared with the one that it corrects. The detail names no position: it may be kept with an acceptance."""
    for position, _ in _others(situation, said, Sameness.SAME):
        detail = f"Beslutet är redan registrerat: {what}, i samma beslut."
        right = f"posten {position}, som redan säger det, {_OR_ACCEPTED}"
        yield Refusal("decision-already-recorded", detail, right=right)
        return


def perhaps_repeated(what: str, situation: Situation, said: Iterable[Known]) -> Iterator[RecordedWarning]:
    """Tells what another entry says already, perhaps on the same decision, and in what the two differ."""
    mine = own(situation)
    for position, name in _others(situation, said, Sameness.PERHAPS):
        parts = () if mine is None else mine.differing(name)
        differs = " och ".join(filter(None, (", ".join(map(words.field, parts[:-1])), words.field(parts[-1]))))
        values = {"what": what, "entry_position": str(position), "differs": differs}
        yield RecordedWarning("decision-perhaps-recorded", values)
        return


def set_twice(state: State, effect: Effect, situation: Situation) -> Iterator[Refusal]:
    """One decision sets a frame to one amount: of two, the last one typed would win in silence."""
    mine = own(situation)
    if effect.sets is None or mine is None:
        return
    for fact in state.of_frame(effect.frame.tag):
        if fact.sets is None or fact.basis is None or fact.entry_position == situation.corrects:
            continue
        name = decision_name(fact.basis, fact.decided_earliest, fact.decided_latest)
        if fact.effect != effect and mine.whole().compared(name.whole()) is Sameness.SAME:
            detail = (
                f"{frame_label(effect.frame)} skulle sättas till två belopp i samma beslut: "
                f"{_amount_of(fact.effect)} och {_amount_of(effect)}."
            )
            right = "ett av beloppen; är det ena del av det andra hör det till en egen anslagspost"
            yield Refusal("frame-set-twice", detail, _amount_of(effect), _amount_of(fact.effect), right=right)


def _amount_of(effect: Effect) -> str:
    """What an effect sets a frame to: its net, or its costs when only they are known."""
    sides = effect.sides
    return amount_or_unknown(sides.costs_ore if sides.net_ore is None else sides.net_ore)


def changed_by_the_same(state: State, effect: Effect, situation: Situation) -> Iterator[RecordedWarning]:
    """R-05: another entry in which the same clause changes the same frame, by another amount: often one that should
    have been corrected. What stands in one command is meant."""
    basis = situation.basis
    if basis is None or basis.clause is None:
        return
    for fact in state.of_frame(effect.frame.tag):
        there = fact.basis
        if there is None or there is basis or fact.entry_position == situation.corrects:
            continue
        same = (there.clause, there.decided, there.decision_key) == (basis.clause, basis.decided, basis.decision_key)
        if same and fact.effect != effect and fact.sets is None and effect.sets is None:
            decision = " ".join(filter(None, (basis.body, basis.paragraph, f"att-sats {basis.clause}")))
            values = {"frame": frame_label(effect.frame), "decision": decision}
            yield RecordedWarning("decision-changes-frame-again", values | {"entry_position": str(fact.entry_position)})


def _others(situation: Situation, said: Iterable[Known], sameness: Sameness) -> Iterator[Known]:
    mine = own(situation)
    for position, name in said:
        if mine is not None and position != situation.corrects and mine.compared(name) is sameness:
            yield position, name


def own(situation: Situation) -> DecisionName | None:
    """The decision that a fact rests on; None: on none."""
    if situation.basis is None:
        return None
    return decision_name(situation.basis, situation.earliest, situation.decided.latest)
