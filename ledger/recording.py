"""Recording a command: look, decide, append. The one way in, for every door.

First the idempotency key is looked up, then the rules decide on what they looked at, then everything is appended if
nothing they looked at has changed. When something has, the decision is made once more while holding the writers' lock,
where it cannot go stale again: nobody starves, and nobody retries blindly.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Annotated, Final

import msgspec
from msgspec.structs import replace

from ledger.errors import Refusal, Refused
from ledger.events import AnyFact
from ledger.log.appending import Appended, AppendOutcome, IdempotencyKey
from ledger.log.codec import encode
from ledger.log.entry import Entry, Look, Recorded
from ledger.log.feed.cursor import LogCursor
from ledger.log.log import Log
from ledger.looking.reached import frames_touched
from ledger.looking.state import State
from ledger.looking.tolerance import tolerance
from ledger.meaning.effects import FrameValue
from ledger.meaning.placed import Situation, situated
from ledger.reading import read_for
from ledger.rules.chapters.totals import FrameSum, frame_sums, told_at, totals_readable, totals_warnings
from ledger.rules.competence import raised_by_all
from ledger.rules.decide import decide, decide_together
from ledger.rules.doubts.scale import out_of_scale
from ledger.rules.levels import levels_warnings
from ledger.rules.met_later import still_missing
from ledger.values import Acceptance, Basis, FrameKey, PrintedTotal, RecordedWarning, Recording
from ledger.when import clock_behind, now, swedish_day
from ledger.words.notices import warning_text

KEY_LENGTH: Final = 200
"""The longest idempotency key, in characters."""


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One decision and everything it says, recorded whole or not at all. `accept` sets class B rules aside by name;
    `frame_totals` are compared with the frames it sets, and a difference is kept as a warning."""

    facts: Annotated[tuple[AnyFact, ...], msgspec.Meta(min_length=1, max_length=10_000)]
    basis: Basis | None = None
    accept: tuple[Acceptance, ...] = ()
    frame_totals: tuple[PrintedTotal, ...] = ()


class Author(msgspec.Struct, frozen=True):
    """Who records, as an opaque subject id, and through which door."""

    by: str
    via: str


class WarningTold(msgspec.Struct, frozen=True):
    """A warning as it is answered: its code and its text."""

    code: str
    text: str


class StatedWarning(WarningTold, frozen=True, omit_defaults=True):
    """A warning of a command, with the fact it is about (from 0), and `where` the figure stands that it is about, when
    it is about one: `frame_totals[0].printed.costs`."""

    fact: int
    where: str | None = None


class FrameConsequence(msgspec.Struct, frozen=True):
    """A frame before and after a command, as decided up to and including the day it was recorded."""

    frame: FrameKey
    before: FrameValue
    after: FrameValue


class Consequence(msgspec.Struct, frozen=True):
    """All that a command leads to: the stored names of its events, the warnings, every frame before and after, and what
    it comes to by year."""

    as_of: date
    types: tuple[str, ...]
    warnings: tuple[StatedWarning, ...]
    frames: tuple[FrameConsequence, ...]
    sums: tuple[FrameSum, ...] = ()


class Receipt(msgspec.Struct, frozen=True):
    """The answer to a command. Positions are None for a dry run. `repeated` is for the door, not for the answer: the
    same key and command get the first answer again. `clock`: what is wrong with the clock that it was recorded by."""

    consequence: Consequence
    first_position: int | None = None
    last_position: int | None = None
    recorded_at: datetime | None = None
    repeated: bool = False
    clock: str | None = None


class _Plan(msgspec.Struct, frozen=True):
    entries: tuple[Entry, ...]
    looked_at: tuple[Look, ...]
    head: LogCursor
    consequence: Consequence


def command_digest(ledger: str, command: Command) -> bytes:
    """The SHA-256 of a command in its canonical form: what an idempotency key stands for."""
    return hashlib.sha256(ledger.encode() + b"\n" + msgspec.json.encode(command)).digest()


def rehearse(log: Log | None, command: Command, author: Author) -> Receipt:
    """The full consequence of a command, with nothing stored. No log: as if the ledger were empty.

    Raises Refused with every reason, in the order of the facts.
    """
    return Receipt(_plan(log, command, author, swedish_day(now())).consequence)


class Foreseen(msgspec.Struct, frozen=True):
    """What a command would leave behind if it was recorded now: its entries, complete, in the places that they would
    get; and all that it leads to."""

    entries: tuple[Recorded, ...]
    consequence: Consequence


def foreseen(log: Log, command: Command, author: Author) -> Foreseen:
    """The entries that a command would become if it was recorded now, with nothing stored: those that `record` would
    append, at the positions after the head.

    Raises Refused with every reason, as `rehearse` does.
    """
    instant = now()
    plan = _plan(log, command, author, swedish_day(instant))
    numbered = enumerate(plan.entries, start=plan.head.position + 1)
    entries = tuple(Recorded(position, instant, entry, encode(entry)) for position, entry in numbered)
    return Foreseen(entries, plan.consequence)


def record(log: Log, ledger: str, command: Command, author: Author, key: str | None = None) -> Receipt:
    """Stores a command's facts in one append, or none of them.

    Raises Refused: by the rules; for a key that stood for another command (idempotency-key-reused); when the database
    is lost (database-unavailable), in which case the same key tells later whether it was stored.
    """
    if key is not None and not 1 <= len(key) <= KEY_LENGTH:
        detail = f"Nyckeln har {len(key)} tecken."
        raise Refused(Refusal("value-malformed", detail, str(len(key)), right=f"1–{KEY_LENGTH} tecken", where="key"))
    came = _Arrival(now(), author, key, command_digest(ledger, command))
    receipt = _attempt(log, command, came)
    if receipt is None:
        with log.locked() as locked:
            receipt = _attempt(locked, command, came)
    if receipt is None:
        detail = "Liggaren ändrades medan beslutet registrerades; ingenting är registrerat."
        raise Refused(Refusal("decided-on-stale-state", detail, right="Försök igen."))
    return receipt


class _Arrival(msgspec.Struct, frozen=True):
    """A command as it came: when, and so on which Swedish day, which the rules decide on and the receipt names, also
    when it must be decided once more; from whom; and by which key and SHA-256 it is known again."""

    instant: datetime
    author: Author
    key: str | None
    sha256: bytes

    @property
    def today(self) -> date:
        """The Swedish day of it."""
        return swedish_day(self.instant)


def _attempt(log: Log, command: Command, came: _Arrival) -> Receipt | None:
    """One attempt; None when what was decided on had changed."""
    if (answered := _answered(log, came)) is not None:
        return answered
    try:
        plan = _plan(log, command, came.author, came.today)
    except Refused:
        # The same command may have been stored since the key was looked up: then the rules refuse a second one.
        if (answered := _answered(log, came)) is not None:
            return answered
        raise
    answer = msgspec.json.encode(plan.consequence)
    idempotency = None if came.key is None else IdempotencyKey(came.key, came.sha256, answer)
    appended = log.append(plan.entries, plan.looked_at, plan.head, idempotency)
    match appended.outcome:
        case AppendOutcome.CONFLICT | AppendOutcome.OTHER_LOG:
            return None
        case AppendOutcome.STORED:
            positions = appended.first_position, appended.last_position
            return Receipt(
                plan.consequence,
                *positions,
                appended.recorded_at,
                clock=clock_behind(appended.recorded_at, came.instant),
            )
        case _:
            return _repeated(appended, reused=appended.outcome is AppendOutcome.REUSED)


def _answered(log: Log, came: _Arrival) -> Receipt | None:
    """The first answer under a key, if there is one."""
    answered = None if came.key is None else log.answered(came.key)
    return None if answered is None else _repeated(answered[1], reused=answered[0] != came.sha256)


def _repeated(appended: Appended, *, reused: bool) -> Receipt:
    if reused:
        first, last = appended.first_position, appended.last_position
        positions = f"position {first}" if first == last else f"positionerna {first}–{last}"
        detail = f"Nyckeln har redan använts till ett annat innehåll, som fick {positions}."
        raise Refused(Refusal("idempotency-key-reused", detail, right="en ny nyckel för ett nytt innehåll"))
    consequence = msgspec.json.decode(appended.answer or b"", type=Consequence)
    return Receipt(consequence, appended.first_position, appended.last_position, appended.recorded_at, repeated=True)


def _plan(log: Log | None, command: Command, author: Author, today: date) -> _Plan:
    """What a command becomes when it comes on a day: one day for all of it."""
    looked_at, before, head, facts = read_for(log, command.facts, command.basis)
    there = situated(command.basis, head.position + 1, today)
    entries, after = _decide_all(before, facts, command, author, there)
    consequence = Consequence(
        today,
        tuple(entry.type for entry in entries),
        tuple(
            _stated(number, entry.fact, warning, command.frame_totals)
            for number, entry in enumerate(entries)
            for warning in entry.recording.warnings
        ),
        _frames(before, after, facts, today),
        frame_sums(
            facts,
            command.frame_totals,
            after.organisation,
            tolerance(after, there) if command.frame_totals else 0,
        ),
    )
    if _names_itself(entries, head.position):
        looked_at = ()  # everything: these entries are right at their foreseen positions only
    return _Plan(entries, looked_at, head, consequence)


_NUMBER: Final = re.compile("[0-9]+")


def _names_itself(entries: Sequence[Entry], head: int) -> bool:
    """Whether a warning names the position of another entry of the same command, or several (`24 och 25`)."""
    values = [value for entry in entries for warning in entry.recording.warnings for value in warning.values.items()]
    named = (position for name, value in values if name.endswith("position") for position in _NUMBER.findall(value))
    return any(int(position) > head for position in named)


def _decide_all(
    state: State, facts: Sequence[AnyFact], command: Command, author: Author, there: Situation
) -> tuple[tuple[Entry, ...], State]:
    """Decides every fact, each on the state the ones before it leave, and reports all refusals together. `there` is
    where the first of them comes."""
    before, totals, entries = state, command.frame_totals, list[Entry]()
    first, today = there.position, there.recorded_on
    refusals = list(totals_readable(totals)) if totals else []
    raised = raised_by_all(state, facts, command.basis, first, today)
    for number, fact in enumerate(facts):
        basis = command.basis
        verdict = decide(state, fact, basis, command.accept, first + number, today, raised)
        state = verdict.after
        refusals += [_placed(refusal, number) for refusal in verdict.refusals]
        recording = Recording(author.by, author.via, verdict.warnings, verdict.accepted)
        entries.append(Entry(fact, recording, basis))
    if refusals:
        raise Refused(*dict.fromkeys(refusals))
    for number, entry in enumerate(entries[:-1]):
        told = entry.recording.warnings
        still = told and still_missing(state, facts[number], command.basis, first + number, today, told)
        entries[number] = entry if still == told else replace(entry, recording=replace(entry.recording, warnings=still))
    whole = decide_together(raised.together, state, command.accept)
    if whole.refusals:
        raise Refused(*(_placed(refusal, number) for number, refusal in whole.refusals))
    for number, warning in whole.warnings:
        entries[number] = _noticed(entries[number], warning)
    for number, acceptance in whole.accepted:
        entries[number] = _accepted(entries[number], acceptance)
    for number, warning in _of_command(before, state, facts, command, there):
        entries[number] = _noticed(entries[number], warning)
    return tuple(entries), state


def _of_command(
    before: State, after: State, facts: Sequence[AnyFact], command: Command, there: Situation
) -> Iterator[tuple[int, RecordedWarning]]:
    """What is noticed of all facts together, each with the number of the fact that keeps it."""
    if command.frame_totals:
        allowed = tolerance(after, there)
        yield from totals_warnings(facts, command.frame_totals, after.organisation, allowed)
    yield from out_of_scale(before, facts)
    yield from levels_warnings(facts, before, after, there.decided.latest)


def _noticed(entry: Entry, warning: RecordedWarning) -> Entry:
    """An entry that also keeps what was noticed about the whole command."""
    recording = entry.recording
    kept = replace(recording, warnings=(*recording.warnings, warning))
    return replace(entry, recording=kept)


def _accepted(entry: Entry, acceptance: Acceptance) -> Entry:
    """An entry that also keeps by whom, and why, a rule about the whole command was set aside."""
    recording = entry.recording
    kept = replace(recording, accepted=tuple(dict.fromkeys((*recording.accepted, acceptance))))
    return replace(entry, recording=kept)


def _placed(refusal: Refusal, number: int) -> Refusal:
    """A refusal in its place in the command. All facts share one basis, so what is wrong with that is told once."""
    return refusal if (refusal.where or "").startswith(("basis", "accept")) else refusal.within(f"facts[{number}]")


def _stated(number: int, fact: AnyFact, warning: RecordedWarning, totals: Sequence[PrintedTotal]) -> StatedWarning:
    text = warning_text(warning.code, warning.values)
    return StatedWarning(warning.code, text, number, told_at(warning, number, fact, totals))


def _frames(before: State, after: State, facts: Sequence[AnyFact], today: date) -> tuple[FrameConsequence, ...]:
    """Every frame the facts touch, in the order they touch them; also those that they do not name, such as the ones
    that waited for a condition."""
    tags: dict[str, None] = {}
    for fact in facts:
        touched = frames_touched(after, fact) if fact.acts_on_decisions else ()
        tags |= dict.fromkeys(tag for tag in (*fact.tags(), *touched) if tag.startswith("frame:"))
    return tuple(
        FrameConsequence(known[0].frame, *(state.frame_steps(tag).on(today).value for state in (before, after)))
        for tag in tags
        if (known := after.of_frame(tag) or before.of_frame(tag))
    )
