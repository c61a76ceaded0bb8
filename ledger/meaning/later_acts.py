"""What changes decisions that stand already: judgments, conditions that are met, indices that are decided.

All of it acts on the decided clock. A final judgment that annuls a decision acts from its finality day, for the whole
budget year (KL 13:8, 13:14-15); a decision on a condition counts from the day when the condition is met; an index makes
"+ index" concrete from the day it is decided.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import Final

import msgspec

from ledger.events.budget import IndexDecided
from ledger.events.case import ConditionMet
from ledger.events.fact import Fact
from ledger.events.review import AnnulledAmount, ExecutionStayed, JudgmentEffect, JudgmentGiven
from ledger.meaning.effects import Sides, minus, sides
from ledger.meaning.placed import PlacedFact
from ledger.meaning.same_decision import JudgedAs, covers, is_meant, judged_as
from ledger.values import Basis, DecisionReference, FrameKey, Stage


class Annulment(msgspec.Struct, frozen=True):
    """A decision that counts as never made from a day on, and the entry that says it; when only some of its amounts do,
    those are its `parts`. `judgment` is what says so, and `said_again` the decisions for which the same judgment has
    been recorded again, so that what was said last holds and not this."""

    decision: DecisionReference
    final_on: date
    parts: tuple[AnnulledAmount, ...] = ()
    position: int = 0
    judgment: JudgmentGiven | None = None
    said_again: tuple[DecisionReference, ...] = ()

    def hits(self, basis: Basis, latest: date) -> bool:
        """Whether a decision with this basis, taken on `latest` at the latest, is the one that is meant."""
        return self.means(judged_as(basis, latest))

    def means(self, decision: JudgedAs) -> bool:
        """The same for a decision by its name. No court judges what is decided after its judgment."""
        if self.judgment is not None and self.judgment.given_on < decision.earliest:
            return False
        return is_meant(self.decision, decision) and not any(is_meant(each, decision) for each in self.said_again)


def annulment_of(fact: Fact) -> Annulment | None:
    """What a judgment annuls; None for one that lets the decision stand, that is not final, and for any other fact."""
    match fact:
        case JudgmentGiven(does=JudgmentEffect.ANNULLED, final_on=date() as final_on):
            return Annulment(fact.decision, final_on, judgment=fact)
        case JudgmentGiven(does=JudgmentEffect.ANNULLED_IN_PART, final_on=date() as final_on):
            return Annulment(fact.decision, final_on, fact.annulled_amounts, judgment=fact)
        case _:
            return None


class Index(msgspec.Struct, frozen=True):
    """An index, and from which day it is decided; itself on conditions, or annulled from a day, as any decision."""

    decided_on: date
    rate_ppb: int
    conditions: tuple[str, ...] = ()
    annulled_from: date | None = None


class Met(msgspec.Struct, frozen=True):
    """A condition that is met, and from which day; itself on conditions, or annulled from a day, as any decision.
    `position` is the entry that says so."""

    decided_on: date
    conditions: tuple[str, ...] = ()
    annulled_from: date | None = None
    position: int = 0


class IndexLost(msgspec.Struct, frozen=True):
    """An index that is decided no more, since its decision is annulled: what it was, in billionths, and from which day
    it is gone."""

    rate_ppb: int
    since: date


class Judged(msgspec.Struct, frozen=True):
    """What a court made of a decision on a day, and the entry that says so. `final_on` None: it can be appealed."""

    judgment: JudgmentGiven
    position: int

    def means(self, decision: JudgedAs) -> bool:
        """Whether a decision is the one that is judged: no court judges what is decided after its judgment."""
        return decision.earliest <= self.judgment.given_on and is_meant(self.judgment.decision, decision)

    def is_again(self, earlier: "Judged") -> bool:
        """Whether it is a judgment that was recorded before."""
        return self.position > earlier.position and self.judgment.is_again(earlier.judgment)

    @property
    def annuls(self) -> bool:
        """Whether it annuls the decision once it is final."""
        return annulment_of(msgspec.structs.replace(self.judgment, final_on=self.judgment.given_on)) is not None


class Role(StrEnum):
    """What a fact is in a frame on a day. Counted: the set that governs, or a change after it. Replaced: by that set.
    Undetermined: its decision day is not settled by then. Annulled by a final judgment. Conditional: what the decision
    waits for has not come. Without legal force, when only what has gained it counts."""

    COUNTED = "counted"
    REPLACED = "replaced"
    UNDETERMINED = "undetermined"
    ANNULLED = "annulled"
    CONDITIONAL = "conditional"
    WITHOUT_LEGAL_FORCE = "without-legal-force"


class LaterActs(msgspec.Struct, frozen=True, dict=True):
    """Everything that changes decisions that stand already, as known at some position: `annulments` those of whole
    decisions, `in_part` those of some of their amounts, `judged` every judgment, also those that annul nothing or can
    be appealed. `supposed_ppb` is only for questions: what every index that is not decided is supposed to be, in
    billionths. `stays`, each with its entry, change nothing and are only told: rules do not know them."""

    annulments: tuple[Annulment, ...] = ()
    met: dict[str, tuple[Met, ...]] = {}
    indices: dict[str, tuple[Index, ...]] = {}
    supposed_ppb: int | None = None
    in_part: tuple[Annulment, ...] = ()
    judged: tuple[Judged, ...] = ()
    stays: tuple[tuple[ExecutionStayed, int], ...] = ()

    def has_met(self, conditions: Iterable[str], as_of: date) -> bool:
        """Whether all of some conditions have been met by a day, and still are; of none, always."""
        wanted = set(conditions)
        return not wanted or wanted <= self._met_by(wanted, as_of).keys()

    def met_on(self, condition: str, as_of: date) -> date | None:
        """The day from which a condition is met, as decided by another; None while it is not."""
        return self._met_by({condition}, as_of).get(condition)

    def all_met_on(self, conditions: Iterable[str], as_of: date) -> date | None:
        """The day from which all of some conditions are met; None while any is not, and of none."""
        wanted = set(conditions)
        met = self._met_by(wanted, as_of) if wanted else {}
        return max(met[name] for name in wanted) if wanted and wanted <= met.keys() else None

    def met_until(self, conditions: Iterable[str], as_of: date) -> date | None:
        """The day from which some conditions are met no more, since a decision by which they were is annulled; None
        while they are met, and where they never were."""
        wanted = set(conditions)
        if not wanted or self.has_met(wanted, as_of):
            return None
        days = self._annulled_days(wanted, as_of)
        return max((day for day in days if self.has_met(wanted, _before(day))), default=None)

    def _annulled_days(self, conditions: set[str], as_of: date) -> set[date]:
        """The days, until one, from which anything that met some conditions is annulled."""
        acts = (act for name in self._chain(conditions) for act in self.met.get(name, ()))
        return set(_annulled_days(acts, as_of))

    def _met_by(self, wanted: set[str], as_of: date) -> dict[str, date]:
        """Those of some conditions, and of all that these wait for, that are met on a day, and from which day each is.
        What waits for itself is never met."""
        acting = {name: [act for act in self.met.get(name, ()) if _acts(act, as_of)] for name in self._chain(wanted)}
        met: dict[str, date] = {}
        while (more := {name: day for name, ways in acting.items() if (day := _first(ways, met))}) != met:
            met = more
        return met

    def _chain(self, wanted: set[str]) -> set[str]:
        """Some conditions with those that they wait for, and those that these wait for, and so on."""
        chain, new = set(wanted), wanted
        while new:
            met = (met for name in new for met in self.met.get(name, ()))
            new = {condition for act in met for condition in act.conditions} - chain
            chain |= new
        return chain

    def waiting_for(self, conditions: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Some conditions with those that wait for them in turn, and the indices that wait for any of these."""
        reached = list(dict.fromkeys(conditions))
        for name in reached:
            waiting = (other for other, ways in self.met.items() if any(name in met.conditions for met in ways))
            reached += [other for other in waiting if other not in reached]
        of_these = set(reached)
        indices = (
            name for name, known in self.indices.items() if any(of_these.intersection(act.conditions) for act in known)
        )
        return tuple(reached), tuple(indices)

    def gone_by(self, as_of: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The conditions and the indices of which anything that met or decided them is annulled by a day, with those
        that wait for these."""
        gone = [
            [name for name, acts in known.items() if any(_is_annulled(act, as_of) for act in acts)]
            for known in (self.met, self.indices)
        ]
        conditions, waiting = self.waiting_for(gone[0])
        return conditions, tuple(dict.fromkeys((*gone[1], *waiting)))

    def annulled_from(self, basis: Basis | None, latest: date) -> date | None:
        """The day from which a decision counts as never made; None while it stands."""
        if basis is None or not self.annulments:
            return None
        return self.decision_annulled_from(judged_as(basis, latest))

    def decision_annulled_from(self, decision: JudgedAs) -> date | None:
        """The same for a decision by its name."""
        named = self.by_decision.get(decision.key, ())
        meant = (annulment for annulment in named if annulment.means(decision))
        return min((annulment.final_on for annulment in meant), default=None)

    def open_judgment(self, decision: JudgedAs, as_of: date) -> Judged | None:
        """The judgment that annuls a decision and is not final on a day; None where there is none, or where a later
        judgment says otherwise."""
        about = [judged for judged in self.judged if judged.means(decision) and judged.judgment.given_on <= as_of]
        given = [judged for judged in about if not any(other.is_again(judged) for other in about)]
        last = max(given, key=lambda judged: (judged.judgment.given_on, judged.annuls, judged.position), default=None)
        final_on = None if last is None else last.judgment.final_on
        return last if last is not None and last.annuls and (final_on is None or final_on > as_of) else None

    @cached_property
    def by_decision(self) -> dict[str, tuple[Annulment, ...]]:
        """The annulments by the key of the decision that each names: a city has many judgments, and a decision few."""
        by_decision: dict[str, tuple[Annulment, ...]] = {}
        for annulment in self.annulments:
            by_decision[annulment.decision.key] = (*by_decision.get(annulment.decision.key, ()), annulment)
        return by_decision

    def parts_of(self, decision: JudgedAs, frame: FrameKey) -> list[Annulment]:
        """The annulments of a part of what a decision gave a frame, in decided order, whenever they are final."""
        meant = (annulment for annulment in self.in_part if annulment.means(decision))
        return [annulment for annulment in meant if any(part.frame == frame for part in annulment.parts)]

    def standing_by(self, placed: Iterable[PlacedFact], as_of: date) -> list[PlacedFact]:
        """Those of some facts that were decided by a day, settled by then, and stand on it: in decided order."""
        standing = (fact for fact in placed if fact.decided.latest <= as_of and self.stands(fact, as_of))
        return sorted(standing, key=attrgetter("decided"))

    def stands(self, placed: PlacedFact, as_of: date) -> bool:
        """Whether a fact counts on a day: nothing it waits for is missing, and no court has annulled it by then."""
        return self.what_stops(placed, as_of) is None

    def what_stops(self, placed: PlacedFact, as_of: date) -> Role | None:
        """What keeps a fact from counting on a day, whenever it is decided."""
        basis = placed.basis
        if basis is None or not (self.annulments or basis.conditions):
            return None  # of nearly all there is nothing to ask
        return self.stopped(self.annulled_from(basis, placed.decided.latest), basis.conditions, as_of)

    def stopped(self, annulled_from: date | None, conditions: tuple[str, ...], as_of: date) -> Role | None:
        """The same for a decision by the day it is annulled from, if it is, and what it waits for."""
        if annulled_from is not None and annulled_from <= as_of:
            return Role.ANNULLED
        return Role.CONDITIONAL if conditions and not self.has_met(conditions, as_of) else None

    def index_rate(self, index: str, as_of: date) -> int | None:
        """An index as decided by a day, in billionths; while it is not decided, what it is supposed to be."""
        standing = [known.rate_ppb for known in self.indices.get(index, ()) if self._index_stands(known, as_of)]
        return standing[-1] if standing else self.supposed_ppb

    def index_lost(self, index: str, as_of: date) -> IndexLost | None:
        """What an index was before its decision, or what that waited for, was annulled; None while it is decided, and
        where it never was."""
        known = self.indices.get(index, ())
        if not known or any(self._index_stands(each, as_of) for each in known):
            return None
        waited_for = {name for each in known for name in each.conditions}
        for day in sorted((*_annulled_days(known, as_of), *self._annulled_days(waited_for, as_of)), reverse=True):
            rates = [each.rate_ppb for each in known if self._index_stands(each, _before(day))]
            if rates:
                return IndexLost(rates[-1], day)
        return None

    def _index_stands(self, index: Index, as_of: date) -> bool:
        return _acts(index, as_of) and self.has_met(index.conditions, as_of)

    def days(self) -> tuple[date, ...]:
        """The days on which something here begins to act."""
        met = (act.decided_on for ways in self.met.values() for act in ways)
        indices = (act.decided_on for known in self.indices.values() for act in known)
        return tuple(sorted({*(judged.final_on for judged in (*self.annulments, *self.in_part)), *met, *indices}))


def _before(day: date) -> date:
    return day - timedelta(days=1)


def _acts(act: Index | Met, as_of: date) -> bool:
    """Whether it is decided by a day, and not annulled by then."""
    return act.decided_on <= as_of and not _is_annulled(act, as_of)


def _annulled_days(acts: Iterable[Index | Met], as_of: date) -> list[date]:
    return [act.annulled_from for act in acts if act.annulled_from is not None and act.annulled_from <= as_of]


def _is_annulled(act: Index | Met, as_of: date) -> bool:
    return act.annulled_from is not None and act.annulled_from <= as_of


def _first(ways: Iterable[Met], met: dict[str, date]) -> date | None:
    """The first day on which one of several ways to meet a condition has all that it waits for itself."""
    ready = (way for way in ways if met.keys() >= set(way.conditions))
    return min((max((way.decided_on, *(met[name] for name in way.conditions))) for way in ready), default=None)


NO_LATER_ACTS: Final = LaterActs()
"""Every decision stands as it was made."""


def later_acts_of(placed: Iterable[PlacedFact]) -> LaterActs:
    """What some facts, all of them known, do to decisions that stand already; what is only proposed does nothing."""
    met: dict[str, tuple[Met, ...]] = {}
    indices: dict[str, tuple[Index, ...]] = {}
    decided = sorted((fact for fact in placed if fact.stage is Stage.DECIDED), key=lambda fact: fact.decided)
    annulments = list(_annulments(decided))
    judged = LaterActs(tuple(annulment for annulment in annulments if not annulment.parts))
    for fact in decided:
        day, conditions = fact.decided.latest, fact.basis.conditions if fact.basis else ()
        match fact.fact:
            case ConditionMet(condition=condition):
                met_now = Met(day, conditions, judged.annulled_from(fact.basis, day), fact.position)
                met[condition] = (*met.get(condition, ()), met_now)
            case IndexDecided(index=index, rate_ppb=rate_ppb):
                new = Index(day, rate_ppb, conditions, judged.annulled_from(fact.basis, day))
                indices[index] = (*indices.get(index, ()), new)
            case _:
                continue
    in_part = tuple(annulment for annulment in annulments if annulment.parts)
    judgments = tuple(Judged(fact.fact, fact.position) for fact in decided if isinstance(fact.fact, JudgmentGiven))
    stays = tuple((fact.fact, fact.position) for fact in decided if isinstance(fact.fact, ExecutionStayed))
    return LaterActs(judged.annulments, met, indices, in_part=in_part, judged=judgments, stays=stays)


def _annulments(decided: Iterable[PlacedFact]) -> Iterator[Annulment]:
    """What some judgments annul, in decided order, for those decisions that none of them was recorded again for."""
    judgments = [(fact, fact.fact) for fact in decided if isinstance(fact.fact, JudgmentGiven)]
    by_day: dict[date, list[tuple[PlacedFact, JudgmentGiven]]] = {}
    for placed, judgment in judgments:
        by_day.setdefault(judgment.given_on, []).append((placed, judgment))
    for placed, judgment in judgments:
        annulment = annulment_of(judgment)
        if annulment is None:
            continue
        again = (
            other.decision
            for later, other in by_day[judgment.given_on]
            if later.decided > placed.decided and other.is_again(judgment)
        )
        said_again = tuple(dict.fromkeys(each for each in again if each.key == judgment.decision.key))
        if not any(covers(other, judgment.decision) for other in said_again):
            yield msgspec.structs.replace(annulment, position=placed.position, said_again=said_again)


def last_said(judgments: Iterable[JudgmentGiven]) -> tuple[JudgmentGiven, ...]:
    """Judgments on one decision, in the order in which they were recorded, without those that were recorded again."""
    known = list(judgments)
    return tuple(
        judgment
        for number, judgment in enumerate(known, start=1)
        if not any(later.is_again(judgment) for later in known[number:])
    )


class Taken(msgspec.Struct, frozen=True):
    """What a court has taken of a fact (öre), and the day from which it is gone."""

    since: date
    sides: Sides


def taken_of(frame: FrameKey, annulments: Iterable[Annulment], as_of: date) -> tuple[Taken, ...]:
    """What is gone of an amount that a decision gave a frame, by a day, when parts of it are annulled."""
    acting = _held(frame, (judged for judged in annulments if judged.final_on <= as_of))
    return tuple(Taken(judged.final_on, sides(part.amount)) for judged, part in acting)


def left_of(figures: Sides, frame: FrameKey, annulments: Iterable[Annulment]) -> Sides:
    """What is left of an amount that a decision gave a frame, when parts of it are annulled. Each part is as it was
    decided: a net alone of a net alone; what is not known of it is not known of the rest."""
    for _, part in _held(frame, annulments):
        figures = minus(figures, sides(part.amount))
    return figures


def _held(frame: FrameKey, annulments: Iterable[Annulment]) -> list[tuple[Annulment, AnnulledAmount]]:
    """The parts of a frame's amounts that are annulled; of one that a judgment says twice, what it says last."""
    last = {
        number: (judged, part)
        for number, judged in enumerate(annulments)
        for part in judged.parts
        if part.frame == frame
    }
    return list(last.values())
