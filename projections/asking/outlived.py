"""Stored warnings that something recorded later has made untrue: what was missing is there by now, and what stood in
the way is not. The bytes of a warning stay as they are; it is told no more from the position at which that is known.

What the frame itself shows on its day is told by `ledger/meaning/flags.py`. Here is what other entries say, each code
in one closed table with what it is that would make it untrue.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from ledger.decision_names import body_key
from ledger.events import (
    BudgetAdopted,
    DeficitSettlementDecided,
    DissentRecorded,
    Fact,
    FinancingSource,
    InvestmentCarriedForward,
    TaxRateDecided,
)
from ledger.events.review import JudgmentGiven, OfDecision
from ledger.log.database import Cursor
from ledger.log.entry import Recorded, ways_to
from ledger.meaning.budget import carried_beyond, missing_parts, outcome_of, rates_in_time, tax_rate_of
from ledger.meaning.fees import cap_for
from ledger.meaning.flags import acts_on
from ledger.meaning.frames import FrameFact, other_end
from ledger.meaning.later_acts import Annulment, LaterActs
from ledger.meaning.placed import PlacedFact, claim_in
from ledger.meaning.spending import unplaced_ore
from ledger.meaning.tree import exists_on, units_on, way_up
from ledger.rules.bodies import nearest_known
from ledger.values import Basis, FrameKey, RecordedWarning, Stage
from ledger.words.labels import labelled_frame
from projections.asking.by_now import ByNow, Of
from projections.tables.register import placed_at

Untrue = set[tuple[int, int]]
"""Warnings by their entry and their number there."""


def outlived(cursor: Cursor, entries: Iterable[Recorded], later_acts: LaterActs, position: int, as_of: date) -> Untrue:
    """The warnings of some entries that are true no more, as known at a position and decided by a day."""
    by_now = _Asked(ByNow(cursor, later_acts, position, as_of))
    asked = (recorded for recorded in entries if _may_be_untrue(recorded.entry.recording.warnings))
    return {
        (recorded.position, number)
        for recorded in asked
        for number in by_now.untrue(recorded.entry.recording.warnings, _of_entry(recorded))
    }


def _of_entry(recorded: Recorded) -> Of:
    claim = claim_in(recorded)
    basis = claim.situation.basis
    return Of(None if basis is None else basis.decision_key, claim.situation.decided.latest, claim.fact, basis)


def still_noticed(
    cursor: Cursor, facts: Sequence[FrameFact], later_acts: LaterActs, position: int, as_of: date
) -> list[FrameFact]:
    """Some facts, with those of their warnings that are true still. Nothing is read where none can be untrue."""
    by_now = _Asked(ByNow(cursor, later_acts, position, as_of))
    asked = {fact.entry_position: fact for fact in facts if _may_be_untrue(fact.warnings or ())}
    untrue = {
        (entry_position, number)
        for entry_position, fact in asked.items()
        for number in by_now.untrue(fact.warnings or (), Of(fact.decision_key, fact.decided_latest))
    }
    return [_without(fact, untrue) for fact in facts] if untrue else list(facts)


def _may_be_untrue(warnings: Iterable[RecordedWarning]) -> bool:
    return any(warning.code in UNTRUE_WHEN for warning in warnings)


def _without(fact: FrameFact, untrue: Untrue) -> FrameFact:
    numbered = enumerate(fact.warnings or ())
    kept = tuple(warning for number, warning in numbered if (fact.entry_position, number) not in untrue)
    return fact if len(kept) == len(fact.warnings or ()) else msgspec.structs.replace(fact, warnings=kept)


class _Asked:
    """What stored warnings are held against, and what has been told of them."""

    def __init__(self, by_now: ByNow) -> None:
        self._by_now = by_now
        self._told: dict[object, bool] = {}

    def untrue(self, warnings: Iterable[RecordedWarning], of: Of) -> Iterator[int]:
        """Which of some warnings are true no more, by their numbers."""
        for number, warning in enumerate(warnings):
            if warning.code in UNTRUE_WHEN and self._is_untrue(warning, of):
                yield number

    def _is_untrue(self, warning: RecordedWarning, of: Of) -> bool:
        """What says the same of the same decision is asked once."""
        about = of.fact.decision if isinstance(of.fact, OfDecision) else None
        same = (warning.code, tuple(sorted(warning.values.items())), of.decision_key, of.latest, about)
        if same not in self._told:
            self._told[same] = UNTRUE_WHEN[warning.code](self._by_now, warning.values, of)
        return self._told[same]


_Values = Mapping[str, str]


def _is_gone(named: str) -> Callable[[ByNow, _Values, Of], bool]:
    """What names another entry is untrue when that has been corrected away."""

    def untrue(by_now: ByNow, values: _Values, _of: Of) -> bool:
        entry = values.get(named, "")
        return entry.isdecimal() and by_now.is_corrected(int(entry))

    return untrue


def _evened_out(by_now: ByNow, values: _Values, of: Of) -> bool:
    """R-31: the technical adjustments of the decision that name no counterpart come to nothing together."""
    frame = labelled_frame(values.get("frame", ""))
    if frame is None or of.decision_key is None:
        return False
    by_entry: dict[int, dict[int, FrameFact]] = {}
    for fact in by_now.changes(frame.year, of.decision_key, of.latest):
        by_entry.setdefault(fact.entry_position, {})[fact.ordinal] = fact
    alone = [
        fact.net_ore or 0
        for of_entry in by_entry.values()
        for fact in of_entry.values()
        if fact.family == _TECHNICAL and fact.kind is frame.kind and other_end(fact, of_entry) is None
    ]
    return len(alone) > 1 and sum(alone) == 0


_TECHNICAL: Final = "technical-adjustment-made"


def _placed_by_now(source: FinancingSource) -> Callable[[ByNow, _Values, Of], bool]:
    """KL 11:15: other entries of the decision give what the supplement has from no frame."""

    def untrue(by_now: ByNow, values: _Values, of: Of) -> bool:
        frame = labelled_frame(values.get("frame", ""))
        return frame is not None and unplaced_ore(by_now.said_alone(of, frame.year), frame.year, source) <= 0

    return untrue


def _outcome_known(by_now: ByNow, values: _Values, _of: Of) -> bool:
    source = labelled_frame(values.get("source", ""))
    used = None if source is None else outcome_of(by_now.standing("outcome", source.subject("outcome")))
    return used is not None and used.net_ore is not None and by_now.has_figures(source)


def _not_beyond(by_now: ByNow, values: _Values, _of: Of) -> bool:
    """R-43: what has been carried forward is there after all, by the outcome that was recorded last, or was taken
    back."""
    frame = labelled_frame(values.get("frame", ""))
    figures = None if frame is None else by_now.figures(frame)
    used = None if frame is None else outcome_of(by_now.standing("outcome", frame.subject("outcome")))
    if frame is None or figures is None or used is None:
        return False
    about = by_now.standing("carry-forward", frame.following.subject("carry-forward"))
    carried = [placed.fact for placed in about if isinstance(placed.fact, InvestmentCarriedForward)]
    return carried_beyond(figures, used, carried) is None


def _at_one_level(by_now: ByNow, values: _Values, _of: Of) -> bool:
    """Whether the frames, or all of those they were told beside, have no money any more, or lie beside each other in
    the tree of the year. A text that names only the first of many is taken to be true."""
    upper, others = _labelled(values.get("frame", "")), _labelled(values.get("others", ""))
    if upper is None or others is None:
        return False
    if not any(map(by_now.has_money, upper)):
        return True
    units = units_on(by_now.stated, acts_on(by_now.as_of, upper[0].year))
    return not any(upper[0].unit in way_up(units, other.unit) for other in others if by_now.has_money(other))


def _labelled(text: str) -> list[FrameKey] | None:
    """The frames of a list; None where it does not name them all."""
    named = [labelled_frame(label) for label in re.split(r", | och ", text)]
    frames = [frame for frame in named if frame is not None]
    return frames if len(frames) == len(named) else None


def _cap_known(by_now: ByNow, values: _Values, _of: Of) -> bool:
    """R-44: every year that the rate was told to have no cap for has one by now. What is of another measure is told as
    that."""
    years = [int(year) for year in re.findall(r"\d{4}", values.get("years", ""))]
    placed = by_now.standing("fee", f"fee:{values.get('fee')}")
    return bool(years) and all(cap_for(placed, year) is not None for year in range(years[0], years[-1] + 1))


def _copied_known(by_now: ByNow, values: _Values, _of: Of) -> bool:
    return by_now.has_figures(labelled_frame(values.get("copied", "")))


def _unit_there(by_now: ByNow, values: _Values, _of: Of) -> bool:
    unit, year = [said for said in by_now.stated if said.statement.unit == values.get("unit")], values.get("year", "")
    ends = (date(int(year), 1, 1), date(int(year), 12, 31)) if year.isdecimal() else ()
    return any(exists_on(unit, day) for day in ends)


def _body_known(by_now: ByNow, values: _Values, _of: Of) -> bool:
    units = units_on(by_now.stated, by_now.as_of).values()
    return nearest_known(by_now.bodies, units, values.get("body", "?"), by_now.as_of, by_now.kind) is None


def _waited_for(by_now: ByNow, values: _Values, _of: Of) -> bool:
    condition = values.get("condition", "")
    said = by_now.tagged(f"condition:{condition}")
    return any(claim.situation.basis is not None and condition in claim.situation.basis.conditions for claim in said)


def _bases_meant(by_now: ByNow, of: Of) -> Iterator[Basis]:
    """What the entries rest on that are of the decision that a fact is about."""
    if isinstance(of.fact, OfDecision):
        judgment = of.fact if isinstance(of.fact, JudgmentGiven) else None
        meant = Annulment(of.fact.decision, date.max, judgment=judgment)
        for other in by_now.tagged(*ways_to(of.fact.decision)):
            basis = other.situation.basis
            if basis is not None and meant.hits(basis, other.situation.decided.latest):
                yield basis


def _decision_there(by_now: ByNow, _values: _Values, of: Of) -> bool:
    return any(_bases_meant(by_now, of))


def _judgment_named(by_now: ByNow, values: _Values, of: Of) -> bool:
    """Whether a judgment is no longer recorded under the name that was another's, or is so under that of the decision
    too."""
    judged = [(each.position, each.judgment) for each in by_now.later_acts.judged]
    otherwise = [judgment for position, judgment in judged if str(position) == values.get("entry_position")]
    again = (
        (judgment.decision.key, judgment.decision.decided_on)
        for named in otherwise
        for _, judgment in judged
        if judgment.is_again(named)
    )
    return not otherwise or any(key == of.decision_key and day in (None, of.latest) for key, day in again)


def _delegation_cited(by_now: ByNow, _values: _Values, of: Of) -> bool:
    return any(basis.delegation is not None for basis in _bases_meant(by_now, of))


def _decided_there(by_now: ByNow, _values: _Values, of: Of) -> bool:
    """Whether anything but dissents is recorded of the same body in the same case."""
    own = of.basis
    names = frozenset[str]() if own is None else by_now.names(own.body, of.latest)
    every = () if own is None else (own, *(msgspec.structs.replace(own, body=name) for name in sorted(names)))
    said = by_now.tagged(*dict.fromkeys(tag for basis in every for tag in ways_to(basis)))
    bases = (other.situation.basis for other in said if not isinstance(other.fact, DissentRecorded | None))
    return any(basis is not None and body_key(basis.body) in names for basis in bases)


def _budget_adopted(by_now: ByNow, values: _Values, of: Of) -> bool:
    adopted = placed_at(by_now.cursor, by_now.position, ("budget",), (f"budget:{values.get('year')}",))
    bases = (placed.basis for placed in adopted if _adopts(placed))
    return any(basis is not None and basis.decision_key == of.decision_key for basis in bases)


def _adopts(placed: PlacedFact) -> bool:
    return isinstance(placed.fact, BudgetAdopted) and placed.stage is Stage.DECIDED


def _rates_before(by_now: ByNow, values: _Values, of: Of) -> list[PlacedFact]:
    """What fixes the tax rate of the year in another decision, until the day of this one."""
    about = by_now.standing("budget", f"budget:{values.get('year')}")
    return [placed for placed in about if placed.basis != of.basis and placed.decided.latest <= of.latest]


def _own(of: Of) -> tuple[Fact, ...]:
    """What an entry says, and what it decides with that."""
    return () if of.fact is None else (of.fact, *of.fact.decides())


def _rate_in_time(by_now: ByNow, values: _Values, of: Of) -> bool:
    """R-22: a budget does not fix the rate late that was fixed before it, nor does who fixes the same rate again."""
    before, year = _rates_before(by_now, values, of), int(values.get("year", "0"))
    again = [fact.rate_ppb for fact in _own(of) if isinstance(fact, TaxRateDecided) and fact.year == year]
    return tax_rate_of(before) is not None and rates_in_time(before, year).issuperset(again)


def _rate_there(by_now: ByNow, values: _Values, of: Of) -> bool:
    """R-23: a budget that lacks nothing but a tax rate has that which was fixed before it."""
    rate = tax_rate_of(_rates_before(by_now, values, of))
    adopted = [fact for fact in _own(of) if isinstance(fact, BudgetAdopted)]
    return rate is not None and not any(by_now.kind and missing_parts(fact, by_now.kind, rate[0]) for fact in adopted)


def _settlement_there(by_now: ByNow, values: _Values, of: Of) -> bool:
    """R-26: how a deficit is settled was decided by the budget, whenever that was recorded."""
    about = by_now.standing("budget", f"budget:{values.get('year')}")
    decided = (placed for placed in about if isinstance(placed.fact, DeficitSettlementDecided))
    return any(placed.decided.latest <= of.latest for placed in decided)


UNTRUE_WHEN: Final[dict[str, Callable[[ByNow, _Values, Of], bool]]] = {
    "decision-perhaps-recorded": _is_gone("entry_position"),
    "minority-referral-repeated": _is_gone("referral_position"),
    "period-reported": _is_gone("report_position"),
    "proposal-referred-back": _is_gone("referral_position"),
    "body-unknown": _body_known,
    "budget-parts-missing": _rate_there,
    "carried-forward-beyond-outcome": _not_beyond,
    "condition-unknown": _waited_for,
    "copied-frame-unknown": _copied_known,
    "counterpart-unknown": _evened_out,
    "decision-not-recorded": _decision_there,
    "deficit-decision-late": _settlement_there,
    "deficit-plan-missing": _settlement_there,
    "dissent-without-decision": _decided_there,
    "fee-cap-unknown": _cap_known,
    "frames-at-two-levels": _at_one_level,
    "guidance-or-budget": _budget_adopted,
    "judgment-names-otherwise": _judgment_named,
    "outcome-unknown": _outcome_known,
    "reserve-frame-unknown": _placed_by_now(FinancingSource.CENTRAL_RESERVE),
    "revenue-frame-unknown": _placed_by_now(FinancingSource.REVENUE),
    "reported-without-delegation": _delegation_cited,
    "tax-rate-late": _rate_in_time,
    "unit-not-there": _unit_there,
}
"""By its code, what makes a warning untrue: a closed table. What is not in it says something of its own moment."""
