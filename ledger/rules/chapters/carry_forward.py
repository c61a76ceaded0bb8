"""Rules for investment money that is carried forward to the next year: no more than what was left, and once (R-43)."""

from collections.abc import Iterator
from datetime import date

from ledger.errors import Refusal
from ledger.events import InvestmentCarriedForward, OutcomeRecorded
from ledger.looking.state import State
from ledger.meaning.budget import carried_beyond, outcome_of
from ledger.meaning.effects import FrameValue, sides
from ledger.meaning.placed import Situation
from ledger.money import amount_text
from ledger.rules.chapters import frames
from ledger.rules.family import Family
from ledger.values import FrameKey, FrameKind, RecordedWarning
from ledger.words.labels import frame_label


def shape(fact: InvestmentCarriedForward) -> Iterator[Refusal]:
    """Investment money, and an amount that changes something (class A)."""
    if fact.frame.kind is not FrameKind.INVESTMENT:
        detail = f"Ombudgetering gäller investeringsmedel, inte {frame_label(fact.frame)}."
        yield Refusal("amount-kind-mismatch", detail, right="en investeringsram")
    yield from frames.amount_fits(fact.frame, fact.amount)
    yield from frames.not_empty(fact.frame, sides(fact.amount))
    yield from frames.printed_readable(fact.printed)


def refusals(state: State, fact: InvestmentCarriedForward, situation: Situation) -> Iterator[Refusal]:
    """R-05; and R-43: once for a project and year, and no more than what was left there (class B)."""
    yield from frames.repeated(state, fact, situation)
    carried = [
        placed.position for placed in state.decided_about(fact.subjects()[0]) if placed.position != situation.corrects
    ]
    if carried:
        detail = f"Medel är redan ombudgeterade till {frame_label(fact.frame)}."
        right = f"posten {carried[0]}, eller ett godtagande av regeln om det görs en gång till"
        yield Refusal("carried-forward-twice", detail, right=right)
    left, new = _left(state, fact, situation), sides(fact.amount).net_ore or 0
    if left is not None and new > max(left, 0):
        source = frame_label(fact.source)
        detail = f"Ombudgeteringen är {amount_text(new)}, men av {source} är {amount_text(left)} oanvänt."
        right = f"högst {amount_text(max(left, 0))}"
        difference = amount_text(new - left)
        yield Refusal("carried-forward-exceeds-unused", detail, amount_text(new), amount_text(left), difference, right)


def _left(state: State, fact: InvestmentCarriedForward, situation: Situation) -> int | None:
    """What was not used of last year's frame, net; None when the frame or its outcome is not known."""
    frame = _known_frame(state, fact.source, situation.decided.latest)
    outcome = outcome_of(state.about(fact.source.subject("outcome")))
    if not frame.known or frame.sides.net_ore is None or outcome is None or outcome.net_ore is None:
        return None
    return frame.sides.net_ore - outcome.net_ore


def _known_frame(state: State, frame: FrameKey, day: date) -> FrameValue:
    """What a frame of a past year is on a day; when nothing is settled by then, as for an opening entry without a day
    of its own, what it is in all."""
    steps = state.frame_steps(frame.tag)
    value = steps.on(day).value
    return value if value.known else steps.on(date.max).value


def warnings(state: State, fact: InvestmentCarriedForward, situation: Situation) -> Iterator[RecordedWarning]:
    """As for every frame entry; and an outcome that is not known, so that nothing could be compared."""
    yield from frames.warnings(state, fact, situation)
    if _left(state, fact, situation) is None:
        values = {"frame": frame_label(fact.frame), "source": frame_label(fact.source)}
        yield RecordedWarning("outcome-unknown", values)


def too_much_carried(state: State, fact: OutcomeRecorded, day: date) -> Iterator[RecordedWarning]:
    """R-43, seen from the outcome: more has been carried forward already than what turns out to be left."""
    frame, about = _known_frame(state, fact.frame, day), state.about(fact.frame.following.subject("carry-forward"))
    carried = [placed.fact for placed in about if isinstance(placed.fact, InvestmentCarriedForward)]
    beyond = carried_beyond(frame.sides, sides(fact.amount), carried) if frame.known else None
    if beyond is not None:
        texts = {"carried": amount_text(beyond.carried_ore), "left": amount_text(beyond.left_ore)}
        yield RecordedWarning("carried-forward-beyond-outcome", {"frame": frame_label(fact.frame)} | texts)


FAMILY = Family((InvestmentCarriedForward,), shape, refusals, warnings)
