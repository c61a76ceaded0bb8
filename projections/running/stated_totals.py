"""What documents state, held against what the entries themselves come to, through a whole log.

An entry keeps the figures that its document prints, and says itself where they differ from its amounts. An entry that
differs and does not say so, or that says another difference than there is, was changed after it was recorded, or was
reckoned otherwise then: this cannot tell which, and blames nobody.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, get_args

import msgspec

from ledger.events import Fact, FrameEntry, OfWhichNoted, OutcomeRecorded, ServiceFact
from ledger.events.fact import AFTERMATH, PrintedFact
from ledger.events.fees import FeeBaseRecorded, MemberChargesCalculated
from ledger.log.entry import Recorded
from ledger.looking.state import State
from ledger.meaning.effects import Sides, effects, sides
from ledger.meaning.placed import Situation, claim_in, inner_facts
from ledger.meaning.policy import TOLERANCE
from ledger.money import AmountError, parse_amount
from ledger.rules.chapters import charges, frames, services
from ledger.rules.chapters.totals import totals_warnings
from ledger.values import ControlTotal, FrameKey, PrintedTotal, RecordedWarning, Stage
from ledger.words.labels import FIGURE_WORDS_STORED, KIND_WORDS_STORED
from ledger.words.notices import warning_text

MOST_TOLD: Final = 100
"""How many differences are told one by one; all are counted."""

_OF_ENTRY: Final = frozenset(
    (
        "control-total-differs",
        "fee-base-total-differs",
        "fee-base-count-differs",
        "charges-total-differs",
        "printed-figure-differs",
    )
)
_OF_DECISION: Final = "printed-total-differs"
_LOOKED_AT: Final = frozenset(("organisation", AFTERMATH, TOLERANCE))
"""What decides how printed figures are read: who prints them, and what they may differ."""

_Served: Final = get_args(ServiceFact)


class TotalDifference(msgspec.Struct, frozen=True, omit_defaults=True):
    """A printed figure that is not what its entry comes to, where the entry does not say so itself: what is `stated`
    and what is `calculated` (None: it agrees), and what the entry `says` was calculated when it was recorded (None:
    nothing). `detail` is all of it in Swedish."""

    position: int
    type: str
    stated: str
    detail: str
    calculated: str | None = None
    says: str | None = None


class TotalsHeld(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many entries state figures, how many of these differ and say so, and how many differences are not said; the
    first of these in `differences`."""

    entries: int = 0
    said: int = 0
    unsaid: int = 0
    differences: tuple[TotalDifference, ...] = ()


class StatedTotals:
    """Takes a log's entries in turn. In memory is what decides how figures are read, and the facts of one command."""

    def __init__(self) -> None:
        self._held = TotalsHeld()
        self._state = State()
        self._recorded_at: datetime | None = None
        self._together: list[Fact] = []
        self._of_decision: list[tuple[Recorded, RecordedWarning]] = []

    def __call__(self, recorded: Recorded) -> None:
        """One more entry."""
        if recorded.recorded_at != self._recorded_at:
            self._end_command()
            self._recorded_at = recorded.recorded_at
        self._together.append(recorded.entry.fact)
        if b"printed" in recorded.data or recorded.entry.recording.warnings:
            self._hold(recorded)
        if any(tag in _LOOKED_AT or tag.startswith("bridge:") for tag in recorded.entry.tags()):
            self._state = self._state.after(claim_in(recorded))

    @property
    def told(self) -> TotalsHeld:
        """What was found in the entries so far."""
        self._end_command()
        return self._held

    def _hold(self, recorded: Recorded) -> None:
        warnings = recorded.entry.recording.warnings
        self._of_decision += [(recorded, warning) for warning in warnings if warning.code == _OF_DECISION]
        said = [warning for warning in warnings if warning.code in _OF_ENTRY]
        claim = claim_in(recorded)
        inner = [] if claim.fact is None else list(inner_facts(claim.fact))
        states = any(_states_figures(fact, stage) for fact, stage, _ in inner)
        if not said and not states:
            return
        found = [
            warning
            for fact, stage, _ in inner
            for warning in _printed_otherwise(self._state, fact, stage, claim.situation)
        ]
        self._take(states, bool(said), list(_unsaid(recorded, said, found)))

    def _end_command(self) -> None:
        """The totals of a whole decision stand at its first entry, and are about all of it."""
        for recorded, warning in self._of_decision:
            again = list(_totals_again(self._together, warning, self._state))
            self._take(states=True, said=True, differences=list(_unsaid(recorded, [warning], again)))
        self._together, self._of_decision = [], []

    def _take(self, states: bool, said: bool, differences: Sequence[TotalDifference]) -> None:
        held = self._held
        self._held = TotalsHeld(
            held.entries + states,
            held.said + (said and not differences),
            held.unsaid + len(differences),
            (*held.differences, *differences)[:MOST_TOLD],
        )


# --- What differs -----------------------------------------------------------------------------------------------


def _states_figures(fact: Fact, stage: Stage) -> bool:
    """Whether a fact keeps figures that its document prints, which are held against its own."""
    match fact:
        case PrintedFact():
            return bool(fact.printed) and _is_held(fact, stage)
        case FeeBaseRecorded() | MemberChargesCalculated():
            return bool(fact.printed_totals)
        case _:
            return isinstance(fact, _Served) and b"printed" in msgspec.json.encode(fact)


def _printed_otherwise(state: State, fact: Fact, stage: Stage, there: Situation) -> Iterator[RecordedWarning]:
    """What would be noticed of a fact's printed figures if it was recorded now."""
    match fact:
        case PrintedFact() if _is_held(fact, stage) and (framed := _framed(fact)) is not None:
            told = frames.compared(state, *framed, fact.printed, there)
        case FeeBaseRecorded() | MemberChargesCalculated():
            told = charges.printed_otherwise(fact)
        case _ if isinstance(fact, _Served):
            told = services.printed_otherwise(state, fact)
        case _:
            return
    yield from (warning for warning in told if warning.code in _OF_ENTRY)


def _is_held(fact: PrintedFact, stage: Stage) -> bool:
    """Whether a fact's figures are held against it when it is recorded: what is noted beside a frame only when it is
    not a proposal."""
    return stage is Stage.DECIDED or isinstance(fact, FrameEntry)


def _framed(fact: PrintedFact) -> tuple[FrameKey, Sides] | None:
    """The frame and the figures that a fact's printed figures are about."""
    if done := effects(fact):
        return done[-1].frame, done[-1].sides
    return (fact.frame, sides(fact.amount)) if isinstance(fact, OfWhichNoted | OutcomeRecorded) else None


def _totals_again(facts: Iterable[Fact], said: RecordedWarning, state: State) -> Iterator[RecordedWarning]:
    """A total that a decision's document prints, held once more against its frames. Of what agreed then nothing was
    kept."""
    kind, of = KIND_WORDS_STORED.get(said.values["kind"]), FIGURE_WORDS_STORED.get(said.values["of"])
    if kind is not None and of is not None:
        control = ControlTotal(of, said.values["asserted"])
        total = PrintedTotal(kind, int(said.values["year"]), (control,))
        again = totals_warnings(tuple(facts), (total,), state.organisation)
        yield from (warning for _, warning in again if warning.code == _OF_DECISION)


def _unsaid(
    recorded: Recorded, said: Sequence[RecordedWarning], found: Sequence[RecordedWarning]
) -> Iterator[TotalDifference]:
    """What differs, and is not what the entry says of itself."""
    for warning in found:
        stated, calculated = warning.values["asserted"], warning.values["calculated"]
        alike = [other.values["calculated"] for other in said if other.values["asserted"] == stated]
        if not any(_same(other, calculated) for other in alike):
            says = alike[0] if alike else None
            yield _difference(recorded, stated, warning_text(warning.code, warning.values), calculated, says)
    agreeing = {warning.values["asserted"] for warning in found}
    for warning in said:
        if warning.values["asserted"] not in agreeing:
            detail = f"Posten säger: {warning_text(warning.code, warning.values)} Uträknat nu stämmer det."
            yield _difference(recorded, warning.values["asserted"], detail, None, warning.values["calculated"])


def _difference(
    recorded: Recorded, stated: str, detail: str, calculated: str | None, says: str | None
) -> TotalDifference:
    if calculated is not None and says is not None:
        detail = f"{detail} Posten säger att det räknades till {says}."
    return TotalDifference(recorded.position, recorded.type, stated, detail, calculated, says)


def _same(said: str, calculated: str) -> bool:
    """Whether two figures are the same, in whatever unit and with however many decimals each is written."""
    try:
        one, other = parse_amount(said), parse_amount(calculated)
    except AmountError:
        return said == calculated
    return abs(one.ore - other.ore) <= max(one.half_unit_ore, other.half_unit_ore)
