"""What a story is made of: commands that are drawn, each tried and held to what the model says of it.

Where they are tried is for others to say: in a ledger (`machine.py`), or by the rules alone (`in_memory.py`).
"""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Final, NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from ledger.events import AnyFact, RecordingErrorCorrected, Replacement
from ledger.log.entry import Entry
from ledger.recording import Command
from ledger.values import Acceptance
from tests.model import deciders, draws, notices
from tests.model.book import FIRST, Book, Claim, Deed
from tests.model.competence import COUNCIL
from tests.model.judge import RELAXABLE, TOLD, Verdict, verdict
from tests.projections.said import whose

_rules = st.sets(st.sampled_from(sorted(RELAXABLE)), max_size=3).map(frozenset)
acceptances: Final = st.one_of(st.just(frozenset[str]()), _rules, st.just(RELAXABLE))
"""The rules that a command accepts: none, a few, or all."""

_more = st.one_of(
    deciders.spending().map(lambda claims: claims[0]),
    deciders.spending().map(lambda claims: claims[0]),
    deciders.order,
    deciders.judged,
    notices.accounts(),
    notices.posted(),
    notices.reports(),
)
anything: Final = st.one_of(draws.anything, draws.anything, _more)
replacements: Final = st.one_of(draws.replacements, draws.replacements, _more)
"""What a correction puts in the place of an entry; None takes it away."""


OUTSIDE: Final = frozenset(("total-raised-by-other-body", "frame-of-other-unit", "transfer-across-units"))
"""The rules of the council's total and of whose the money is (R-12 to R-14), which the model does not know: every
command accepts them. They are tried in `tests/ledger/rules`."""


class Tried(NamedTuple):
    """What came of a command: what it was refused for, or what was told with each entry of what the model knows."""

    codes: frozenset[str]
    told: tuple[frozenset[str], ...] = ()


def told_with(entry: Entry) -> frozenset[str]:
    """What was noticed and what was accepted, of what the model knows."""
    noticed = {warning.code for warning in entry.recording.warnings}
    return TOLD & {*noticed, *(acceptance.rule for acceptance in entry.recording.accepted)}


def command_of(deeds: Sequence[Deed], accepted: frozenset[str]) -> Command:
    """Deeds as they are sent, with what is outside the model accepted; what a correction says has its own basis."""
    facts: list[AnyFact] = []
    bases = [deed.claim.basis for deed in deeds if deed.claim and deed.corrects is None]
    for deed in deeds:
        if deed.corrects is None and deed.claim is not None:
            facts.append(deed.claim.fact)
        elif deed.corrects is not None:
            new = None if deed.claim is None else Replacement(deed.claim.fact, deed.claim.basis)
            facts.append(RecordingErrorCorrected(deed.corrects, "avskrivningsfel", new))
    accept = tuple(Acceptance(rule, "fullmäktige beslutade så", "controller-7") for rule in sorted(accepted | OUTSIDE))
    return Command(tuple(facts), bases[0] if bases else None, accept)


class Commands(RuleBasedStateMachine):
    """Commands on one side, and the book on the other."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book(draws.TODAY)

    @abstractmethod
    def tried(self, command: Command) -> Tried:
        """What comes of a command."""

    def saw(self, deeds: Sequence[Deed], foreseen: Verdict) -> None:
        """Told after every command, for whoever counts."""

    def send(self, deeds: Sequence[Deed], accepted: frozenset[str]) -> None:
        """Tries a command, and writes it down when it was stored."""
        command, foreseen = command_of(deeds, accepted), verdict(self.book, deeds, accepted)
        tried = self.tried(command)
        assert tried.codes == foreseen.codes, (
            f"refused {sorted(tried.codes)}, and not {sorted(foreseen.codes)}: {command}"
        )
        if not tried.codes:
            assert tried.told == foreseen.told, f"told {tried.told}, and not {foreseen.told}: {command}"
        self.saw(deeds, foreseen)
        self.book = foreseen.book

    @initialize(claims=draws.budgets())
    def has_a_budget(self, claims: list[Claim]) -> None:
        if claims:
            self.send([Deed(claim) for claim in claims], frozenset())

    @initialize(claims=deciders.order_before())
    def has_rules(self, claims: list[Claim]) -> None:
        for claim in claims:
            self.send([Deed(claim)], frozenset())

    @initialize(reserved=st.sampled_from((None, 5, 10)))
    def has_closed_a_year(self, reserved: int | None) -> None:
        if reserved is not None:
            self.send([Deed(notices.closed(2024, reserved))], frozenset())

    @initialize(data=st.data(), comes=st.integers(0, 3))
    def has_been_decided_by_delegation(self, data: st.DataObject, comes: int) -> None:
        """And some of that has been reported, or noticed."""
        claim = data.draw(deciders.delegated_before()) if comes else None
        after = [data.draw(notices.of_decision(claim)) for _ in range(comes - 1)]
        for each in (claim, *after):
            if each is not None:
                self.send([Deed(each)], frozenset())

    @rule(claim=draws.decisions(), accepted=acceptances)
    def decides(self, claim: Claim, accepted: frozenset[str]) -> None:
        self.send([Deed(claim)], accepted)

    @rule(data=st.data(), accepted=acceptances)
    def decides_several_at_once(self, data: st.DataObject, accepted: frozenset[str]) -> None:
        on = data.draw(draws.grounds())
        claims = data.draw(st.lists(draws.decisions(on), min_size=2, max_size=3))
        self.send([Deed(claim) for claim in claims], accepted)

    @rule(claims=draws.spending(), accepted=acceptances)
    def spends_during_the_year(self, claims: list[Claim], accepted: frozenset[str]) -> None:
        self.send([Deed(claim) for claim in claims], accepted)

    @rule(data=st.data(), number=st.integers(0, 999), accepted=acceptances)
    def says_it_again_otherwise(self, data: st.DataObject, number: int, accepted: frozenset[str]) -> None:
        """The same money, written as another event."""
        said = [claim for _, claim in self.book.standing() if claim.kind == "frame" and draws.changes(claim)]
        if said:
            self.send([Deed(claim) for claim in data.draw(draws.again(said[number % len(said)]))], accepted)

    @rule(data=st.data(), number=st.integers(0, 999), accepted=acceptances)
    def a_board_spends(self, data: st.DataObject, number: int, accepted: frozenset[str]) -> None:
        """By itself or by its officer; perhaps in another clause of what it has decided."""
        beside = data.draw(st.sampled_from((None, self._by_a_board(number))))
        self.send([Deed(claim) for claim in data.draw(deciders.spending(beside))], accepted)

    @rule(data=st.data(), number=st.integers(0, 999), accepted=acceptances)
    def a_board_goes_to_a_limit(self, data: st.DataObject, number: int, accepted: frozenset[str]) -> None:
        self.send([Deed(data.draw(deciders.to_a_limit(self.book, self._by_a_board(number))))], accepted)

    @rule(data=st.data(), number=st.integers(0, 999))
    def a_board_goes_to_another_limit(self, data: st.DataObject, number: int) -> None:
        self.send([Deed(data.draw(deciders.to_a_limit(self.book, self._by_a_board(number))))], frozenset())

    @rule(data=st.data(), accepted=acceptances)
    def a_limit_is_shared(self, data: st.DataObject, accepted: frozenset[str]) -> None:
        every = data.draw(deciders.shared())
        for claim in every:
            self.send([Deed(claim)], frozenset())
        self.send([Deed(data.draw(deciders.to_a_limit(self.book, every[-1], deciders.BOARD)))], accepted)

    def _by_a_board(self, number: int) -> Claim | None:
        there = [claim for _, claim in self.book.standing() if claim.moves and whose(claim.said.body) != COUNCIL]
        return there[number % len(there)] if there else None

    @rule(claim=deciders.order, accepted=st.one_of(acceptances, st.just(RELAXABLE)))
    def says_who_decides(self, claim: Claim, accepted: frozenset[str]) -> None:
        self.send([Deed(claim)], accepted)

    @rule(data=st.data(), accepted=acceptances)
    def tells_of_a_year(self, data: st.DataObject, accepted: frozenset[str]) -> None:
        self.send([Deed(data.draw(notices.accounts(self.book)))], accepted)

    @rule(claim=notices.posted(), accepted=acceptances)
    def posts_a_notice(self, claim: Claim, accepted: frozenset[str]) -> None:
        self.send([Deed(claim)], accepted)

    @rule(data=st.data(), claim=deciders.delegated_before())
    def is_decided_and_told(self, data: st.DataObject, claim: Claim) -> None:
        """By an officer, with one thing and perhaps another that comes of it."""
        for each in (claim, *data.draw(st.lists(notices.of_decision(claim), min_size=1, max_size=3))):
            self.send([Deed(each)], frozenset())

    @rule(data=st.data(), number=st.integers(0, 999), accepted=acceptances)
    def comes_of_a_decision(self, data: st.DataObject, number: int, accepted: frozenset[str]) -> None:
        """Of one that is there, often one by delegation: it is noticed, reported, or annulled by a court."""
        there = [claim for _, claim in self.book.standing() if claim.basis is not None and claim.said.paragraph[0]]
        there += 4 * [claim for claim in there if claim.said.delegated or claim.kind == "rule"]
        claim = there[number % len(there)] if there else None
        for comes in data.draw(st.lists(notices.of_decision(claim), min_size=1, max_size=2)):
            self.send([Deed(comes)], accepted)

    @rule(claim=st.one_of(draws.openings(), draws.units()), accepted=acceptances)
    def begins(self, claim: Claim, accepted: frozenset[str]) -> None:
        self.send([Deed(claim)], accepted)

    @rule(claim=draws.proposals())
    def proposes(self, claim: Claim) -> None:
        self.send([Deed(claim)], frozenset(("transfer-across-kinds",)))

    @rule(claim=draws.clauses(), accepted=acceptances)
    def adopts(self, claim: Claim, accepted: frozenset[str]) -> None:
        self.send([Deed(claim)], accepted)

    @rule(claim=draws.afterwards(), accepted=acceptances)
    def comes_afterwards(self, claim: Claim, accepted: frozenset[str]) -> None:
        self.send([Deed(claim)], accepted)

    @rule(data=st.data(), accepted=acceptances)
    def corrects(self, data: st.DataObject, accepted: frozenset[str]) -> None:
        self.send([self.correction(data)], accepted)

    @rule(data=st.data(), accepted=acceptances)
    def corrects_again(self, data: st.DataObject, accepted: frozenset[str]) -> None:
        self.send([self.correction(data)], accepted)

    @rule(number=st.integers(0, 999))
    def takes_back(self, number: int) -> None:
        """What was said about who decides, or beside decisions."""
        beside = ("rule", "rule", "body", "report", "notice", "accounts")
        there = [position for kind in beside for position, claim in self.book.standing() if claim.kind == kind]
        if there:
            self.send([Deed(None, there[number % len(there)])], frozenset())

    def correction(self, data: st.DataObject) -> Deed:
        """Of any entry, most often one that stands; with another of its own kind, with anything, or with nothing."""
        number, anywhere, new = data.draw(st.tuples(st.integers(0, 999), st.integers(0, 7), replacements))
        standing = [position for position, _ in self.book.standing()]
        if anywhere == 0 or not standing:
            target = 1 + number % (self.book.head + 1)
        else:
            target = standing[number % len(standing)]
        old = self.book.at(target) if FIRST <= target <= self.book.head else None
        if old is not None and new is not None and (old.kind, new.kind) == ("proposal", "proposal") and anywhere > 1:
            new = draws.named(new, old.name)
        return Deed(new, target)
