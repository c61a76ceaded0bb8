"""The same stories by the rules alone: nothing is stored, and everything that was recorded is looked at.

What a decision has to look at in a ledger, and what answers make of it, is the machine's to try; here are many more
verdicts in the time.
"""

from datetime import UTC, datetime, time
from functools import reduce

from msgspec.structs import replace

from ledger.events import AnyFact
from ledger.log.codec import encode
from ledger.log.entry import Entry, Recorded
from ledger.looking.filling import all_completed, filled
from ledger.looking.state import State
from ledger.meaning.placed import claim_in
from ledger.recording import Command
from ledger.rules.competence import raised_by_all
from ledger.rules.decide import decide, decide_together
from ledger.values import Basis, Recording
from tests.given import AUTHOR, opening
from tests.model.commands import Commands, Tried, told_with
from tests.model.draws import TODAY

_NOON = datetime.combine(TODAY, time(12), UTC)


def _recorded(position: int, fact: AnyFact, on: Basis | None, recording: Recording) -> Recorded:
    stored = Entry(fact, recording, on)
    return Recorded(position, _NOON, stored, encode(stored))


_PLAIN = Recording(AUTHOR.by, AUTHOR.via)
_OPENING = [_recorded(number, fact, None, _PLAIN) for number, fact in enumerate(opening().facts, start=1)]
_OPENED = reduce(State.after, map(claim_in, _OPENING), State())


class InMemory(Commands):
    """A ledger that nobody keeps: its entries in a list, and the state that they leave."""

    def __init__(self) -> None:
        super().__init__()
        self.recorded = list(_OPENING)
        self.state = _OPENED

    def tried(self, command: Command) -> Tried:
        """What the rules say of a command, each fact on what those before it leave, and then of all together."""
        targets = {recorded.position: recorded for recorded in self.recorded}
        before, first = replace(self.state, targets=targets), len(self.recorded) + 1
        facts = filled(all_completed(command.facts, targets), before)
        raised, state, codes = raised_by_all(before, facts, command.basis, first, TODAY), before, set[str]()
        entries = list[Recorded]()
        for number, fact in enumerate(facts):
            said = decide(state, fact, command.basis, command.accept, first + number, TODAY, raised)
            codes |= {refusal.code for refusal in said.refusals}
            recording = Recording(AUTHOR.by, AUTHOR.via, said.warnings, said.accepted)
            entries.append(_recorded(first + number, fact, command.basis, recording))
            state = said.after
        if not codes:
            whole = decide_together(raised.together, state, command.accept)
            codes |= {refusal.code for _, refusal in whole.refusals}
        if codes:
            return Tried(frozenset(codes))
        self.recorded += entries
        self.state = reduce(State.after, map(claim_in, entries), self.state)
        return Tried(frozenset(), tuple(told_with(recorded.entry) for recorded in entries))
