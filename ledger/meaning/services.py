"""What holds about shared services, keys and initiatives: one source for rules and answers.

Facts come in decided order. What each body has said about a thing stays visible, in order: a proposal, those who
recommend it, those who reject it or leave it out, and the decision. Only what is decided holds.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

import msgspec

from ledger.events import Fact
from ledger.events.case import (
    ClauseDecided,
    ClauseOutcome,
    NamedProposal,
    ProposalException,
    RecommendationMade,
    RejectionRecommended,
)
from ledger.events.services import (
    AllocationKeyDecided,
    Approval,
    ChangeInitiativeDecided,
    ConditionAttached,
    FundingDecided,
    InitiativeAmount,
    InitiativeAmountKind,
    ServiceCategorised,
    ServiceRegistered,
    ServiceRepackaged,
)
from ledger.meaning.placed import PlacedFact
from ledger.money import split_by_weights
from ledger.values import Stage

AnyServiceFact = TypeVar("AnyServiceFact", bound=Fact)


# --- What each body has said ------------------------------------------------------------------------------------


class SaidOutcome(StrEnum):
    """What a body has said about a fact."""

    PROPOSED = "proposed"
    RECOMMENDED = "recommended"
    REJECTED = "rejected"
    LEFT_OUT = "left-out"
    DENIED = "denied"
    DECIDED = "decided"
    STORED = "stored"
    """Nobody decides such a fact: it is only recorded."""


class StatedByBody(msgspec.Struct, frozen=True):
    """What one body said about one fact: in which proposal of its own, why, and in which entry."""

    fact: Fact
    outcome: SaidOutcome
    placed: PlacedFact
    proposal: str | None = None
    reason: str | None = None

    @property
    def body(self) -> str | None:
        """Who said it; None for what nobody decides."""
        return None if self.placed.basis is None else self.placed.basis.body

    @property
    def holds(self) -> bool:
        """Whether the fact holds: it is decided, or it is of a kind that nobody decides."""
        return self.outcome in (SaidOutcome.DECIDED, SaidOutcome.STORED)

    @property
    def speaks_for(self) -> bool:
        """Whether the fact is part of what that body wants or has decided."""
        return self.outcome not in (SaidOutcome.REJECTED, SaidOutcome.LEFT_OUT, SaidOutcome.DENIED)


def stated_by_bodies(placed: Iterable[PlacedFact]) -> list[StatedByBody]:
    """Everything that was said, in the order of the facts. A body that recommends a proposal recommends all that is in
    it, but for what it leaves out, rejects, or itself says otherwise; also what that proposal recommends in its turn.
    """
    outer = [entry for entry in placed if entry.proposal is None]
    case = _Case(outer)
    return [stated for entry in outer for stated in case.of(entry)]


class _Case:
    """Proposals by name, and which of their facts each body rejects."""

    def __init__(self, placed: Sequence[PlacedFact]):
        self.made: dict[str, PlacedFact] = {}
        self.rejected: dict[tuple[str, str], set[int]] = {}
        for entry in placed:
            match entry.fact:
                case NamedProposal(proposal=name):
                    self.made[name] = entry
                case RejectionRecommended(proposal=name):
                    numbers = self._numbers(name, entry.fact.numbers)
                    self.rejected.setdefault((_body(entry), name), set()).update(numbers)
                case _:
                    continue

    def of(self, placed: PlacedFact) -> Iterator[StatedByBody]:
        """What one entry says."""
        match placed.fact:
            case NamedProposal(proposal=name):
                outcome = SaidOutcome.PROPOSED if placed.fact.stage is Stage.PROPOSED else SaidOutcome.RECOMMENDED
                yield from (StatedByBody(fact, outcome, placed, name) for fact in self.content(name))
                if isinstance(placed.fact, RecommendationMade):
                    yield from self._left_out(placed, placed.fact.recommends, placed.fact.exceptions, name)
            case RejectionRecommended(proposal=name):
                numbers = self._numbers(name, placed.fact.numbers)
                yield from self._against(placed, name, numbers, SaidOutcome.REJECTED, placed.fact.reason)
            case ClauseDecided(outcome=ClauseOutcome.DENIED, proposal=str() as name):
                yield from self._against(placed, name, self._numbers(name, ()), SaidOutcome.DENIED, placed.fact.wording)
            case ClauseDecided():
                yield from self._left_out(placed, placed.fact.proposal, placed.fact.exceptions, None)
            case _:
                yield StatedByBody(
                    placed.fact, SaidOutcome.DECIDED if placed.fact.needs_basis else SaidOutcome.STORED, placed
                )

    def content(self, proposal: str, above: tuple[str, ...] = ()) -> list[Fact]:
        """All that a proposal is about: its own facts, and what it takes over from the one it recommends."""
        placed = self.made.get(proposal)
        if placed is None or proposal in above:
            return []
        own = self._facts(proposal)
        recommends = placed.fact.recommends if isinstance(placed.fact, RecommendationMade) else None
        if recommends is None or not isinstance(placed.fact, RecommendationMade):
            return own
        out = {exception.number for exception in placed.fact.exceptions} | self.rejected.get(
            (_body(placed), recommends), set()
        )
        not_taken = [fact for number, fact in enumerate(self._facts(recommends), 1) if number in out]
        own_places = {_place(fact) for fact in own}
        taken = self.content(recommends, (*above, proposal))
        return [*own, *(fact for fact in taken if fact not in not_taken and _place(fact) not in own_places)]

    def _left_out(
        self, placed: PlacedFact, of: str | None, exceptions: Sequence[ProposalException], proposal: str | None
    ) -> Iterator[StatedByBody]:
        facts = self._facts(of or "")
        for exception in exceptions:
            if exception.number <= len(facts):
                yield StatedByBody(
                    facts[exception.number - 1], SaidOutcome.LEFT_OUT, placed, proposal, exception.reason
                )

    def _against(
        self, placed: PlacedFact, proposal: str, numbers: Iterable[int], outcome: SaidOutcome, reason: str
    ) -> Iterator[StatedByBody]:
        facts = self._facts(proposal)
        yield from (
            StatedByBody(facts[number - 1], outcome, placed, None, reason) for number in numbers if number <= len(facts)
        )

    def _numbers(self, proposal: str, numbers: Sequence[int]) -> Sequence[int]:
        """Which facts of a proposal are meant, counted from 1; all of them when none is named."""
        return numbers or range(1, len(self._facts(proposal)) + 1)

    def _facts(self, proposal: str) -> list[Fact]:
        placed = self.made.get(proposal)
        return list(placed.fact.facts) if placed and isinstance(placed.fact, NamedProposal) else []


def _body(placed: PlacedFact) -> str:
    return "" if placed.basis is None else placed.basis.body.casefold()


def _place(fact: Fact) -> tuple[object, ...]:
    """What two facts must share for one to stand in the place of the other."""
    return type(fact), fact.subjects()[:1], fact.frames()


def about(
    said: Iterable[StatedByBody], kind: type[AnyServiceFact], subject: str | None = None
) -> list[tuple[AnyServiceFact, StatedByBody]]:
    """What was said in facts of a kind, and about a subject when one is given."""
    return [
        (statement.fact, statement)
        for statement in said
        if isinstance(statement.fact, kind) and (subject is None or subject in statement.fact.subjects())
    ]


# --- Services ---------------------------------------------------------------------------------------------------


class ServiceOnDay(msgspec.Struct, frozen=True):
    """A service on a day. `category` and `funding` are None when none is decided. `ended`: it is packaged into others
    and is no more."""

    service: str
    name: str
    supplier: str
    aliases: tuple[str, ...] = ()
    category: ServiceCategorised | None = None
    funding: FundingDecided | None = None
    repackaged: tuple[ServiceRepackaged, ...] = ()
    ended: bool = False


def service_on(facts: Iterable[Fact], service: str, day: date) -> ServiceOnDay | None:
    """A service as decided facts about it, in order, leave it on a day; None when it is not registered. It may be
    registered after something was decided about it."""
    every = list(facts)
    known = [fact for fact in every if isinstance(fact, ServiceRegistered) and fact.service == service]
    if not known:
        return None
    left = ServiceOnDay(service, known[-1].name, known[-1].supplier, known[-1].aliases)
    for fact in every:
        match fact:
            case ServiceCategorised(service=named) if named == service and _holds(fact.applies_from, day):
                left = msgspec.structs.replace(left, category=fact)
            case FundingDecided(service=named) if named == service and (fact.first_year or 0) <= day.year:
                left = msgspec.structs.replace(left, funding=fact)
            case ServiceRepackaged() if _holds(fact.applies_from, day) and service in _packages(fact):
                ended = left.ended or service in fact.ended
                left = msgspec.structs.replace(left, repackaged=(*left.repackaged, fact), ended=ended)
            case _:
                continue
    return left


def _holds(applies_from: date | None, day: date) -> bool:
    return applies_from is None or applies_from <= day


def _packages(fact: ServiceRepackaged) -> tuple[str, ...]:
    return (*fact.from_services, *fact.into_services)


# --- Keys -------------------------------------------------------------------------------------------------------


def key_in_force(facts: Iterable[Fact], service: str, year: int) -> AllocationKeyDecided | None:
    """R-49: the decided key by which a service is shared in a year. One of an earlier year holds until another is
    decided; one that is only proposed, or rejected, changes nothing."""
    keys = [fact for fact in facts if isinstance(fact, AllocationKeyDecided) and service in fact.services]
    return max((key for key in keys if key.year <= year), key=lambda key: (key.year, keys.index(key)), default=None)


def allocated(amount_ore: int, key: AllocationKeyDecided) -> list[tuple[str, int]]:
    """R-48: an amount shared by a key, in öre and in order of the units' ids: the parts always sum to the amount. What
    is left over goes to the largest remainders, and among equals to the first id. Empty for a key without shares."""
    shares = sorted(key.shares, key=lambda share: share.unit)
    if not shares:
        return []
    parts = split_by_weights(amount_ore, [share.share for share in shares])
    return list(zip((share.unit for share in shares), parts, strict=True))


# --- Change initiatives -----------------------------------------------------------------------------------------


class YearAmount(msgspec.Struct, frozen=True):
    """What an initiative costs in a year, in öre: what is part of the decision or the proposal that says it, and what
    is only indicated (R-52)."""

    decided_ore: int
    indicated_ore: int


def amount_in(initiative: ChangeInitiativeDecided, year: int) -> YearAmount:
    """An initiative's amounts for a year. What runs holds from its year until another running amount follows; what has
    no year is in none."""
    decided, indicated = (_sum_in(initiative.amounts, year, approval) for approval in Approval)
    return YearAmount(decided, indicated)


def _sum_in(amounts: Iterable[InitiativeAmount], year: int, approval: Approval) -> int:
    meant = [(amount.year, amount) for amount in amounts if amount.approval is approval and amount.year is not None]
    once = sum(amount.amount_ore for at, amount in meant if at == year and amount.kind is InitiativeAmountKind.ONE_OFF)
    running = [(at, amount) for at, amount in meant if at <= year and amount.kind is InitiativeAmountKind.RUNNING]
    since = max((at for at, _ in running), default=None)
    return once + sum(amount.amount_ore for at, amount in running if at == since)


def conditions_of(facts: Iterable[Fact], initiative: str) -> list[ConditionAttached]:
    """The conditions that are attached to an initiative; of one that is attached again, the last wording."""
    last = {
        fact.condition: fact for fact in facts if isinstance(fact, ConditionAttached) and fact.initiative == initiative
    }
    return list(last.values())
