"""Rules for dissents: who can reserve against what (R-19). What a dissent says about money reaches no frame (R-20)."""

from collections.abc import Iterator

from ledger.decision_names import body_key
from ledger.errors import Refusal
from ledger.events import DissentKind, DissentRecorded, Seat
from ledger.log.entry import ways_to
from ledger.looking.state import State
from ledger.meaning.placed import Situation
from ledger.rules.family import Family
from ledger.values import Basis, RecordedWarning


def shape(fact: DissentRecorded) -> Iterator[Refusal]:
    """R-19: only one who took part in the decision can reserve against it (KL 4:27)."""
    if fact.kind is not DissentKind.RESERVATION:
        return
    for number, person in enumerate(fact.persons):
        if person.seat is Seat.SUBSTITUTE:
            detail = f"{person.name} är ersättare utan rösträtt och har inte deltagit i beslutet (KL 4:27)."
            right = "ersättaryttrande, eller uppdraget tjänstgörande ersättare"
            where = f"persons[{number}].seat"
            yield Refusal("substitute-cannot-reserve", detail, person.name, right=right, where=where)


def dissent(state: State, fact: DissentRecorded, situation: Situation) -> Iterator[Refusal]:
    """A dissent has a name of its own, and one that says the same as another names one that is there."""
    standing = [placed for placed in state.about(f"dissent:{fact.dissent}") if placed.position != situation.corrects]
    if standing:
        detail = f"Den avvikande meningen {fact.dissent} finns redan (position {standing[0].position})."
        yield Refusal("dissent-already-recorded", detail, fact.dissent, right="ett eget namn för varje mening")
    if fact.identical_to is not None and (
        fact.identical_to == fact.dissent or not state.about(f"dissent:{fact.identical_to}")
    ):
        detail = f"Den avvikande meningen {fact.identical_to}, som anges vara likalydande, finns inte i liggaren."
        right = "en registrerad avvikande mening"
        yield Refusal("dissent-unknown", detail, fact.identical_to, right=right, where="identical_to")


def warnings(state: State, fact: DissentRecorded, situation: Situation) -> Iterator[RecordedWarning]:
    """R-19: a reservation is against a decision in the same body."""
    basis = situation.basis
    if fact.kind is DissentKind.RESERVATION and basis is not None and not _decided_there(state, basis):
        case = basis.case_number or "ett ärende utan nummer"
        yield RecordedWarning("dissent-without-decision", {"body": basis.body, "case": case})


def _decided_there(state: State, basis: Basis) -> bool:
    """Whether anything but dissents is recorded of the same body in the same case."""
    bases = [placed.basis for placed in state.of_decision(basis) if not isinstance(placed.fact, DissentRecorded)]
    bases += [known.basis for frame in state.frames.values() for known in frame.facts]
    names, ways = state.names_of(basis), set(state.ways_to(basis))
    own = (other for other in bases if other is not None and body_key(other.body) in names)
    return any(not ways.isdisjoint(ways_to(other)) for other in own)


FAMILY = Family((DissentRecorded,), shape, dissent, warnings)
