"""R-25, KL 11:15 at every door: a decision of the council that raises a year's spending during that year says how it is
paid for, whatever event it is written as (scope and exemptions: decision D-1).

It is asked over the whole paragraph, once everything in a command is there: clauses meet each other's spending in any
order, in one command or recorded before. Only what a command makes worse is refused.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from ledger.errors import Refusal
from ledger.events import (
    AnyFact,
    BudgetAdopted,
    BudgetPart,
    Fact,
    IndexDecided,
    InvestmentCarriedForward,
    RecordingErrorCorrected,
)
from ledger.looking.state import State
from ledger.meaning.budget import TAXING
from ledger.meaning.effects import sides
from ledger.meaning.placed import Claim, PlacedFact, claim_in, inner_facts
from ledger.meaning.same_decision import DecisionName, decision_name
from ledger.meaning.spending import FrameSpending, Spending, frame_spending, in_paragraph, is_of, waits
from ledger.money import amount_text
from ledger.rules.councils import by_council
from ledger.values import Basis, FrameKey, FrameKind, RecordedWarning, Stage
from ledger.words import words
from ledger.words.labels import frame_label
from ledger.words.law import LAW, in_its_act

_NAMED: Final = 3
"""How many frames a text names."""


class Found(msgspec.Struct, frozen=True):
    """What is said about a whole command, and about which of its facts (from 0); `frames` is what a refusal is about,
    where those are not that fact's own."""

    fact: int
    says: Refusal | RecordedWarning
    frames: tuple[FrameKey, ...] = ()


class _Decision(msgspec.Struct, frozen=True):
    """A decision during the year that it spends in; `is_during` False: that may be, and nobody knows."""

    basis: Basis
    paragraph: DecisionName
    year: int
    is_during: bool = True


def spending(before: State, after: State, facts: Sequence[AnyFact], claims: Sequence[Claim]) -> Iterator[Found]:
    """What a command leaves unpaid for, from the states before and after all of it. `claims` is what its facts
    claim."""
    if after.organisation is None or after.organisation.kind not in TAXING:
        return
    for decision in _decisions(after, facts, claims):
        here = [number for number, claim in enumerate(claims) if _is_about(claim, decision)] or [0]
        for was, now in zip(_spent(before, decision), _spent(after, decision), strict=True):
            unpaid = _unpaid(decision, was.worst, now.worst, now.waiting)
            says: list[Refusal | RecordedWarning] = [*unpaid, *_worth_knowing(was.all_met, now.all_met)]
            said = says if decision.is_during else _perhaps_during(decision, was.worst, now.worst)
            raised = tuple(frame.frame for frame in now.worst.raising)
            rises = [frame.frame for frame in now.worst.frames if frame.raises]
            yield from (Found(_first_about(rises, claims, here), each, raised) for each in said)
            untested = _not_tested(was.all_met, now.all_met) if decision.is_during else ()
            yield from (Found(_first_about([frame], claims, here), told, (frame,)) for frame, told in untested)
        if decision.is_during:
            yield from _carried(claims, here)


def _decisions(state: State, facts: Sequence[AnyFact], claims: Sequence[Claim]) -> Iterator[_Decision]:
    """The decisions of the council that a command is about, each once, that were made in the year that they spend in,
    or may have been. A correction is also about the one that it takes away."""
    situations = [claim.situation for claim in claims if claim.fact is not None]
    targets = (state.targets.get(fact.corrects) for fact in facts if isinstance(fact, RecordingErrorCorrected))
    situations += [claim_in(target).situation for target in targets if target is not None]
    seen = set[DecisionName]()
    last: Basis | None = None
    for situation in situations:
        basis, earliest, latest = situation.basis, situation.earliest, situation.decided.latest
        last, again = basis, basis is last
        if again or basis is None or not by_council(state, basis.body, latest):
            continue
        paragraph = state.named(decision_name(basis, earliest, latest)).whole()
        if paragraph in seen:
            continue
        seen.add(paragraph)
        for year in _years(state, paragraph):
            if LAW["spending-financed"].holds_in(year) and not _adopts_budget(state, paragraph, year):
                yield _Decision(basis, paragraph, year, earliest.year == latest.year)


def _years(state: State, paragraph: DecisionName) -> Iterable[int]:
    """The years that a decision can have been made in and spends in: its own, and when only bounds of its day are known
    all between them that it is about."""
    first, last = paragraph.earliest.year, paragraph.latest.year
    if first == last:
        return (last,)
    facts = (fact for known in state.frames.values() for fact in known.facts if first <= fact.year <= last)
    return sorted({fact.year for fact in facts if is_of(fact, paragraph)})


def _adopts_budget(state: State, paragraph: DecisionName, year: int) -> bool:
    """Whether the decision adopts the budget of the year, with its result or its financing: then the whole is paid for,
    and only late."""
    for placed in state.placed.get(f"budget:{year}", ()):
        fact = placed.fact
        if placed.stage is not Stage.DECIDED or not isinstance(fact, BudgetAdopted):
            continue
        whole = fact.budgeted_result_ore is not None or BudgetPart.FINANCING in fact.contains
        if whole and in_paragraph(placed.decision, paragraph):
            return True
    return False


def _is_about(claim: Claim, decision: _Decision) -> bool:
    return in_paragraph(claim.situation.decision, decision.paragraph)


class _Spent(msgspec.Struct, frozen=True):
    """What a decision does to one kind of money when every condition in it is met, and in the case where least of it is
    paid for: what waits for a condition pays for nothing that does not wait for it too."""

    all_met: Spending
    worst: Spending

    @property
    def waiting(self) -> bool:
        """Whether it is a condition that leaves it unpaid."""
        return self.worst.missing_ore > self.all_met.missing_ore


def _spent(state: State, decision: _Decision) -> list[_Spent]:
    """What the decision does to each kind of money of its year."""
    all_met = _spent_while(state, decision, frozenset())
    others = [_spent_while(state, decision, unmet) for unmet in _cases(state, decision)]
    return [
        _Spent(spending, max((spending, *also), key=lambda each: each.missing_ore))
        for spending, *also in zip(all_met, *others, strict=True)
    ]


def _cases(state: State, decision: _Decision) -> set[frozenset[str]]:
    """The conditions that may be unmet together, of those that anything in a decision waits for: all of them, and all
    but those that one of its facts waits for."""
    facts = (fact for known in state.frames.values() for fact in known.facts if fact.year == decision.year)
    bases = (fact.basis for fact in facts if fact.basis is not None and fact.basis.conditions)
    waited = {frozenset(basis.conditions) for basis in bases if _rests_on(state, basis, decision)}
    waited = {frozenset(name for name in names if not state.later_acts.has_met((name,), date.max)) for names in waited}
    everything = frozenset[str]().union(*waited)
    return {everything - met for met in (frozenset[str](), *waited)} - {frozenset()}


def _rests_on(state: State, basis: Basis, decision: _Decision) -> bool:
    """Whether a basis is of the decision, by whatever clause."""
    paragraph = decision.paragraph
    return in_paragraph(state.named(decision_name(basis, paragraph.earliest, paragraph.latest)), paragraph)


def _spent_while(state: State, decision: _Decision, unmet: frozenset[str]) -> list[Spending]:
    """The same while some conditions are not met."""
    found: dict[FrameKind, list[FrameSpending]] = {kind: [] for kind in FrameKind}
    for tag, known in state.frames.items():
        facts = known.facts if known.facts and known.facts[0].year == decision.year else ()
        names = {fact.index_name for fact in facts if fact.index_name is not None}
        if not names and not any(is_of(fact, decision.paragraph) for fact in facts):
            continue
        decided = ((name, _index_decided(state, name)) for name in names)
        indices = {name: index for name, index in decided if index is not None and not waits(index.basis, unmet)}
        done = frame_spending(facts, state.frame_steps(tag), decision.paragraph, indices, unmet)
        if done is not None:
            found[done.frame.kind].append(done)
    return [Spending(kind, decision.year, tuple(frames)) for kind, frames in found.items()]


def _index_decided(state: State, name: str) -> PlacedFact | None:
    """The decision about an index that stands."""
    said = (placed for placed in state.placed.get(f"index:{name}", ()) if isinstance(placed.fact, IndexDecided))
    standing = (
        placed
        for placed in said
        if placed.stage is Stage.DECIDED and state.later_acts.annulled_from(placed.basis, placed.decided.latest) is None
    )
    return max(standing, key=lambda placed: placed.decided, default=None)


def _first_about(frames: Collection[FrameKey], claims: Sequence[Claim], here: Sequence[int]) -> int:
    """The fact that what is said of some frames stands at: the first that is about any of them, or the decision's
    first."""
    about = (number for number in here if not set(_frames(claims[number].fact)).isdisjoint(frames))
    return next(about, here[0])


def _frames(fact: Fact | None) -> Iterable[object]:
    return () if fact is None else fact.frames()


def _unpaid(decision: _Decision, was: Spending, now: Spending, waiting: bool) -> Iterator[Refusal]:
    """Class B, when a command leaves more unpaid for than there was before it. `waiting`: it is paid for once some
    condition is met."""
    if now.missing_ore <= was.missing_ore:
        return
    raised, missing = amount_text(now.raised_ore), amount_text(now.missing_ore)
    met = amount_text(now.raised_ore - now.missing_ore)
    what = f"{words.value(now.kind)} {now.year}"
    named = _named(now.raising)
    detail = (
        f"{_called(decision)} höjer {what} med {raised} under året ({named}), och {met} av det är finansierat i "
        f"beslutet: {missing} saknar finansiering (KL 11:15)."
    )
    detail += " Det som väntar på ett villkor finansierar inget som inte väntar på det." if waiting else ""
    right = (
        f"{missing} i samma paragraf, som sänkt nettoram eller högre egna intäkter, eller ett tilläggsanslag med "
        "finansiering; annars ett godtagande av regeln med skäl"
    )
    yield Refusal("financing-missing", in_its_act(detail, decision.year), raised, met, missing, right)


def _perhaps_during(decision: _Decision, was: Spending, now: Spending) -> Iterator[RecordedWarning]:
    """What cannot be tested, since nobody knows whether the decision was made before its year or in it."""
    if now.missing_ore > was.missing_ore:
        first, last = decision.paragraph.earliest, decision.paragraph.latest
        bounds = f"senast {last}" if first == date.min else f"mellan {first} och {last}"
        values = {"frames": _named(now.raising), "year": str(decision.year), "bounds": bounds}
        yield RecordedWarning("financing-day-unknown", values)


def _called(decision: _Decision) -> str:
    basis = decision.basis
    return " ".join(filter(None, (basis.body, basis.paragraph, str(decision.paragraph.latest))))


def _named(frames: Sequence[FrameSpending]) -> str:
    texts = [f"{frame_label(frame.frame)} {amount_text(frame.need_ore)}" for frame in frames]
    more = [f"och {len(texts) - _NAMED} till"] if len(texts) > _NAMED else []
    return ", ".join([*texts[:_NAMED], *more])


def _worth_knowing(was: Spending, now: Spending) -> Iterator[RecordedWarning]:
    """Revenues that are lowered, which is no spending but leaves the result worse."""
    if now.lost_ore > was.lost_ore:
        lost = ", ".join(frame_label(frame.frame) for frame in now.frames if frame.lost_ore)
        yield RecordedWarning("result-worsens", {"frames": lost, "amount": amount_text(now.lost_ore)})


def _not_tested(was: Spending, now: Spending) -> Iterator[tuple[FrameKey, RecordedWarning]]:
    """What cannot be tested, since nobody knows what a frame was: told of each."""
    untested = {frame.frame for frame in was.frames if frame.is_untested}
    for frame in now.frames if now.unmet_at_most_ore > 0 else ():
        if frame.is_untested and frame.frame not in untested:
            yield frame.frame, RecordedWarning("financing-not-tested", {"frame": frame_label(frame.frame)})


def _carried(claims: Sequence[Claim], here: Sequence[int]) -> Iterator[Found]:
    """Money that is carried forward raises the year too; it is only told."""
    for number in here:
        fact = claims[number].fact
        decided = () if fact is None else (inner for inner, stage, _ in inner_facts(fact) if stage is Stage.DECIDED)
        for inner in decided:
            if (
                not isinstance(inner, InvestmentCarriedForward)
                or inner.frame.year != claims[number].situation.earliest.year
            ):
                continue
            net_ore = sides(inner.amount).net_ore or 0
            if net_ore > 0:
                values = {"frame": frame_label(inner.frame), "amount": amount_text(net_ore)}
                yield Found(number, RecordedWarning("carry-over-unfinanced", values))
