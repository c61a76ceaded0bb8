"""Which proposal a name stands for, what is in it, and what comes of that once it is adopted: one source for rules and
answers. `placed` is what is known by its subject, such as `proposal:r1`."""

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from ledger.events import NamedProposal, Proposable, RecommendationMade
from ledger.events.fact import FactWithNote, PrintedFact
from ledger.meaning.placed import PlacedFact

Known = Mapping[str, Sequence[PlacedFact]]
"""What is known under each subject."""


def proposal_in(placed: Known, name: str | None) -> NamedProposal | None:
    """A proposal by its name, as it now stands; None when there is none."""
    about = [known.fact for known in placed.get(f"proposal:{name}", ()) if isinstance(known.fact, NamedProposal)]
    return next((proposal for proposal in reversed(about) if proposal.proposal == name), None)


def parts_of(
    proposal: NamedProposal, placed: Known, beside: Mapping[str, NamedProposal] = {}, above: tuple[str, ...] = ()
) -> tuple[Proposable | None, ...]:
    """The parts of a proposal by their numbers: its own facts, then the parts of the proposal it recommends; None where
    one of those is left out. `beside` are proposals of the same command."""
    recommended = _recommended(proposal, placed, beside, above)
    if not isinstance(proposal, RecommendationMade) or recommended is None:
        return proposal.facts
    left_out = {exception.number for exception in proposal.exceptions}
    taken = parts_of(recommended, placed, beside, (*above, proposal.proposal))
    return (*proposal.facts, *(None if number in left_out else part for number, part in enumerate(taken, start=1)))


def parts_that_count(
    proposal: NamedProposal,
    placed: Known,
    beside: Mapping[str, NamedProposal] = {},
    left_out: Collection[int] = (),
    above: tuple[str, ...] = (),
) -> tuple[Proposable, ...]:
    """The parts of a proposal in the order in which they count once it is adopted, without those whose numbers are left
    out: first what it takes over from the proposal that it recommends, and then what it says itself, which may put
    something else in the place of that. What it repeats of the other is its own, and counts once."""
    own = len(proposal.facts)
    said = tuple(fact for number, fact in enumerate(proposal.facts, start=1) if number not in left_out)
    recommended = _recommended(proposal, placed, beside, above)
    if not isinstance(proposal, RecommendationMade) or recommended is None:
        return said
    not_taken = {exception.number for exception in proposal.exceptions} | {
        number - own for number in left_out if number > own
    }
    taken = parts_that_count(recommended, placed, beside, not_taken, (*above, proposal.proposal))
    repeated = [_without_note(fact) for fact in proposal.facts]
    return (*(part for part in taken if _without_note(part) not in repeated), *said)


def _without_note(fact: Proposable) -> Proposable:
    return replace(fact, note=None) if isinstance(fact, FactWithNote | PrintedFact) else fact


def apart(one: NamedProposal | None, other: NamedProposal | None, placed: Known) -> bool:
    """Whether two recommendations of one proposal are about different parts of it and say nothing else, as when it is
    recommended clause by clause: then both can be adopted."""
    if not isinstance(one, RecommendationMade) or not isinstance(other, RecommendationMade):
        return False
    recommended = proposal_in(placed, one.recommends)
    if recommended is None or one.recommends != other.recommends:
        return False
    return _only_parts(one, recommended, placed).isdisjoint(_only_parts(other, recommended, placed))


def _only_parts(proposal: RecommendationMade, recommended: NamedProposal, placed: Known) -> set[int]:
    """The numbers of what it takes over; all of them when it says anything that is not a repetition of that."""
    parts = parts_of(recommended, placed)
    left_out = {exception.number for exception in proposal.exceptions}
    taken = {number: part for number, part in enumerate(parts, start=1) if number not in left_out}
    repeated = [_without_note(part) for part in taken.values() if part is not None]
    only = all(_without_note(fact) in repeated for fact in proposal.facts)
    return set(taken) if only else set(range(1, len(parts) + 1))


def _recommended(
    proposal: NamedProposal, placed: Known, beside: Mapping[str, NamedProposal], above: tuple[str, ...]
) -> NamedProposal | None:
    """The proposal that another recommends, unless it is one of those above it."""
    name = proposal.recommends if isinstance(proposal, RecommendationMade) else None
    return None if name is None or name in above else proposal_in(placed, name) or beside.get(name)


def recommended_with(placed: Known, name: str) -> tuple[str, ...]:
    """The names of a proposal, of those it recommends in turn, and of those that recommend it, as far as they are
    known."""
    names, unasked = [name], [name]
    while unasked:
        asked = unasked.pop()
        for fact in (known.fact for known in placed.get(f"proposal:{asked}", ())):
            if isinstance(fact, RecommendationMade) and asked in (fact.proposal, fact.recommends):
                more = [other for other in (fact.proposal, fact.recommends) if other and other not in names]
                names, unasked = [*names, *more], [*unasked, *more]
    return tuple(names)
