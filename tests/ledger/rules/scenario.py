"""given / when / then: what is recorded, the fact that comes, and what the rules say about it.

    given(past(decided(100_00))).when(adjusted(-150_00), basis("2026-03-01")).then(refusal("frame-would-be-negative"))

The city of `tests.given.opening()` is always there, at positions 1 to 4; what is given follows from position 5.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from msgspec.structs import replace

from ledger.errors import Refusal
from ledger.events import AnyFact, Correctable, LedgerOpened, RecordingErrorCorrected, Replacement
from ledger.log.codec import encode
from ledger.log.entry import Entry, Recorded
from ledger.looking.filling import completed, filled
from ledger.looking.state import State, fold
from ledger.meaning.effects import FrameValue
from ledger.rules.competence import raised_by_all
from ledger.rules.decide import Verdict, Whole, decide, decide_together
from ledger.values import Acceptance, Basis, FrameKey, RecordedWarning, Recording
from ledger.words.notices import warning_text
from tests.given import basis, key, opening

TODAY = date(2026, 11, 21)
RECORDED = "2026-01-02"
FIRST = 5
"""The position of the first given entry."""


class Past(NamedTuple):
    """Something that was recorded on a Swedish day."""

    fact: AnyFact
    basis: Basis | None
    recorded_on: str
    warnings: tuple[RecordedWarning, ...] = ()


class Says(NamedTuple):
    """A refusal or a warning that is expected; None for what the test is not about."""

    code: str
    text: str | None = None
    right: str | None = None
    refuses: bool = False


def past(fact: AnyFact, on: Basis | None = None, recorded_on: str = RECORDED) -> Past:
    """An entry as it was recorded, on the ordinary basis of 24 November 2025 unless another is given."""
    return Past(fact, on or basis(), recorded_on)


def without_basis(fact: AnyFact, recorded_on: str = RECORDED) -> Past:
    """An entry that was recorded with no basis."""
    return Past(fact, None, recorded_on)


def refusal(code: str, text: str | None = None, right: str | None = None) -> Says:
    """A refusal, with its exact text when that is what is tested."""
    return Says(code, text, right, refuses=True)


def warning(code: str, text: str | None = None) -> Says:
    """A warning, with its exact text when that is what is tested."""
    return Says(code, text)


def corrected(
    position: int, fact: Correctable | None = None, on: Basis | None = None, reason: str = "fel"
) -> RecordingErrorCorrected:
    """A correction of the entry at a position; a withdrawal when there is nothing in its place."""
    return RecordingErrorCorrected(position, reason, None if fact is None else Replacement(fact, on))


def accepting(rule: str, reason: str = "fullmäktige beslutade så", who: str = "controller-7") -> Acceptance:
    """A rule that is set aside by name."""
    return Acceptance(rule, reason, who)


def given(*entries: Past, kept_by: LedgerOpened | None = None) -> "Given":
    """What is recorded, after the city (or somebody else who keeps the ledger) and three units."""
    city, *units = opening().facts
    return Given([*(without_basis(fact, "2025-01-01") for fact in (kept_by or city, *units)), *entries])


def given_nothing() -> "Given":
    """A ledger where nothing is recorded."""
    return Given([])


class Given:
    """Entries at positions 1, 2, 3 …"""

    def __init__(self, entries: Sequence[Past]):
        self.recorded: list[Recorded] = []
        for entry in entries:
            self._record(entry)

    def _record(self, entry: Past) -> None:
        position = len(self.recorded) + 1
        instant = datetime.combine(date.fromisoformat(entry.recorded_on), datetime.min.time(), UTC).replace(hour=12)
        stored = Entry(self.completed(entry.fact), Recording("tester-1", "test", entry.warnings), entry.basis)
        self.recorded.append(Recorded(position, instant, stored, encode(stored)))

    def completed(self, fact: AnyFact) -> AnyFact:
        """A fact as the ledger completes it before it is decided."""
        if isinstance(fact, RecordingErrorCorrected):
            fact = completed(fact, self.targets.get(fact.corrects))
        return filled((fact,), self.state)[0]

    @property
    def targets(self) -> dict[int, Recorded]:
        """Every entry by its position."""
        return {recorded.position: recorded for recorded in self.recorded}

    @property
    def state(self) -> State:
        """What the rules see."""
        return replace(fold(self.recorded), targets=self.targets)

    def when(
        self, fact: AnyFact, on: Basis | None = None, *, accept: Sequence[Acceptance] = (), today: date = TODAY
    ) -> "When":
        """A fact comes, on a basis if it has one: what is said of it by itself, and not of the whole command."""
        state, last = self.state, len(self.recorded)
        verdict = decide(state, self.completed(fact), on, accept, last + 1, today)
        return When(verdict, state, verdict.after, Tried(self, fact, on, tuple(accept), today))

    def when_together(
        self, *facts: AnyFact, on: Basis | None = None, accept: Sequence[Acceptance] = (), today: date = TODAY
    ) -> "When":
        """A whole command comes, as `recording` decides it: each fact by itself, and then all of them together."""
        before, state, verdicts = self.state, self.state, list[Verdict]()
        complete, first = tuple(map(self.completed, facts)), len(self.recorded) + 1
        raised = raised_by_all(before, complete, on, first, today)
        for number, fact in enumerate(complete):
            verdicts.append(decide(state, fact, on, accept, first + number, today, raised))
            state = verdicts[-1].after
        refused = any(verdict.refusals for verdict in verdicts)
        whole = Whole() if refused else decide_together(raised.together, state, accept)
        verdict = _together(before, verdicts, whole)
        return When(verdict, before, verdict.after, Tried(self, facts[0], on, tuple(accept), today, together=True))


def _together(before: State, verdicts: Sequence[Verdict], whole: Whole) -> Verdict:
    """The verdicts on some facts, with what is said about them together."""
    refusals = [refusal for verdict in verdicts for refusal in verdict.refusals]
    refusals += [refusal for _, refusal in whole.refusals]
    warnings = [warning for verdict in verdicts for warning in verdict.warnings]
    warnings += [warning for _, warning in whole.warnings]
    accepted = [acceptance for verdict in verdicts for acceptance in verdict.accepted]
    accepted += [acceptance for _, acceptance in whole.accepted]
    after = before if refusals else verdicts[-1].after
    return Verdict(tuple(refusals), tuple(warnings), tuple(accepted), after)


class Tried(NamedTuple):
    """What came, and to what: for the gallery, which shows it as a decision file."""

    to: Given
    fact: AnyFact
    on: Basis | None
    accept: tuple[Acceptance, ...]
    today: date
    together: bool = False


class When(NamedTuple):
    """What the rules said, with the state before and after, and what came."""

    verdict: Verdict
    before: State
    after: State
    tried: Tried

    def then(self, *expected: Says) -> "When":
        """Exactly these refusals and warnings, in this order; nothing at all means that the fact is simply stored."""
        said = [_of_refusal(each) for each in self.verdict.refusals]
        said += [Says(each.code, warning_text(each.code, each.values)) for each in self.verdict.warnings]
        assert [_as_asked(real, asked) for real, asked in zip(said, expected, strict=False)] == list(expected)
        assert len(said) == len(expected), said
        assert self.before.frames == self.after.frames or not self.verdict.refusals
        return self

    def frame(self, as_of: str, frame: FrameKey | None = None) -> FrameValue:
        """The frame afterwards, as decided up to and including a day; the ordinary one unless another is given."""
        return self.after.frame_steps((frame or key()).tag).on(date.fromisoformat(as_of)).value

    def costs(self, as_of: str, frame: FrameKey | None = None) -> int | None:
        """The frame's costs in öre afterwards."""
        return self.frame(as_of, frame).sides.costs_ore


def _of_refusal(refused: Refusal) -> Says:
    return Says(refused.code, refused.detail, refused.right, refuses=True)


def _as_asked(real: Says, asked: Says) -> Says:
    """What was said, without what the test does not ask about."""
    text = None if asked.text is None else real.text
    return Says(real.code, text, None if asked.right is None else real.right, real.refuses)
