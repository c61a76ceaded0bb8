"""R-22, KL 11:10 in a year of election: the newly elected council adopts the budget, so what the old one says of the
next year's frames is often guidance (inriktningsbeslut), which is recorded as a proposal, whoever made it.

The ledger cannot know which it was. What is recorded as decided counts, and is told once for each year of a command.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from ledger.events import AnyFact, BudgetAdopted, Fact, FrameDecided
from ledger.looking.state import State
from ledger.meaning.budget import TAXING, council_takes_office
from ledger.meaning.placed import claimed, inner_facts
from ledger.rules.councils import by_council
from ledger.rules.spending import Found
from ledger.values import Basis, Commitment, RecordedWarning, Stage
from ledger.words.law import LAW


def may_be_guidance(basis: Basis | None) -> bool:
    """Whether a decision is made in a year of election, before the newly elected council can decide."""
    day = _last_day(basis)
    first = None if day is None else council_takes_office(day.year + 1)
    return day is not None and first is not None and day < first


def guidance(after: State, facts: Sequence[AnyFact], basis: Basis | None) -> Iterator[Found]:
    """The budget frames of the next year that the old council sets without adopting the budget of that year, also in
    the same command. A plan is none: it binds nobody."""
    if after.organisation is None or after.organisation.kind not in TAXING:
        return
    told = set[int]()
    for number, fact in enumerate(facts):
        new, ground = claimed(fact, basis)
        day = _last_day(ground)
        if new is None or ground is None or day is None or not may_be_guidance(ground):
            continue
        sets = {year for inner, stage, _ in inner_facts(new) if stage is Stage.DECIDED for year in _budget_year(inner)}
        year = day.year + 1
        if year not in sets - told or not LAW["guidance"].holds_in(year) or _adopts(after, ground, year):
            continue
        if by_council(after, ground.body, day):
            told.add(year)
            values = {"year": str(year), "day": str(day), "first_day": str(council_takes_office(year))}
            yield Found(number, RecordedWarning("guidance-or-budget", values))


def _budget_year(fact: Fact) -> tuple[int, ...]:
    """The year whose budget frame a fact sets; none for anything else."""
    is_budget = isinstance(fact, FrameDecided) and fact.commitment is Commitment.BUDGET
    return tuple(frame.year for frame in fact.frames()) if is_budget else ()


def _adopts(state: State, ground: Basis, year: int) -> bool:
    """Whether the same decision adopts the budget: that is told by itself (`budget-before-election`)."""
    adopted = (placed for placed in state.placed.get(f"budget:{year}", ()) if isinstance(placed.fact, BudgetAdopted))
    decided = (placed.basis for placed in adopted if placed.stage is Stage.DECIDED)
    return any(basis is not None and basis.decision_key == ground.decision_key for basis in decided)


def _last_day(basis: Basis | None) -> date | None:
    if basis is None:
        return None
    return basis.decided if isinstance(basis.decided, date) else basis.decided.latest
