"""Recording a command: look, decide, append. The one way in, for every door.

First the idempotency key is looked up, then the rules decide on what they looked at, then everything is appended if
nothing they looked at has changed. When something has, the decision is made once more while holding the writers' lock,
where it cannot go stale again: nobody starves, and nobody retries blindly.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Final

import msgspec
from msgspec.structs import replace

from ledger.errors import Refusal, Refused
from ledger.events import AnyFact
from ledger.log.appending import Appended, AppendOutcome, IdempotencyKey
from ledger.log.codec import encode
from ledger.log.entry import Entry, Look, Recorded
from ledger.log.store import Log
from ledger.log.tags import Tags
from ledger.looking.filling import Naming, all_completed, filled, named_positions
from ledger.looking.looks import looks, looks_aside
from ledger.looking.perhaps_meant import looks_elsewhere
from ledger.looking.reached import frames_touched
from ledger.looking.state import State, fold
from ledger.looking.tolerance import tolerance
from ledger.looking.wholes import lines_beside
from ledger.meaning.effects import FrameValue
from ledger.meaning.placed import Situation, situated
from ledger.rules.chapters.totals import FrameSum, frame_sums, told_at, totals_readable, totals_warnings
from ledger.rules.competence import raised_by_all
from ledger.rules.decide import decide, decide_together
from ledger.rules.doubts.scale import out_of_scale
from ledger.rules.levels import levels_warnings
from ledger.rules.met_later import still_missing
from ledger.values import Acceptance, Basis, FrameKey, PrintedTotal, RecordedWarning, Recording
from ledger.when import now, swedish_day
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
    same key and command get the first answer again."""

    consequence: Consequence
    first_position: int | None = None
    last_position: int | None = None
    recorded_at: datetime | None = None
    repeated: bool = False


class _Plan(msgspec.Struct, frozen=True):
    entries: tuple[Entry, ...]
    looked_at: tuple[Look, ...]
    head: int
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
    numbered = enumerate(plan.entries, start=plan.head + 1)
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
    came = _Arrival(swedish_day(now()), author, key, command_digest(ledger, command))
    receipt = _attempt(log, command, came)
    if receipt is None:
        with log.locked() as locked:
            receipt = _attempt(locked, command, came)
    if receipt is None:
        detail = "Liggaren ändrades medan beslutet registrerades; ingenting är registrerat."
        raise Refused(Refusal("decided-on-stale-state", detail, right="Försök igen."))
    return receipt


class _Arrival(msgspec.Struct, frozen=True):
    """A command as it came: on which Swedish day, which the rules decide on and the receipt names, also when it must
    be decided once more; from whom; and by which key and SHA-256 it is known again."""

    today: date
    author: Author
    key: str | None
    sha256: bytes


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
        case AppendOutcome.CONFLICT:
            return None
        case AppendOutcome.STORED:
            return Receipt(plan.consequence, appended.first_position, appended.last_position, appended.recorded_at)
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
    looked_at, before, head, facts = _state_for(log, command)
    entries, after = _decide_all(before, facts, command, author, head, today)
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
            _tolerance(after, command, situated(command.basis, head + 1, today)),
        ),
    )
    if _names_itself(entries, head):
        looked_at = ()  # everything: these entries are right at their foreseen positions only
    return _Plan(entries, looked_at, head, consequence)


_NUMBER: Final = re.compile("[0-9]+")


def _names_itself(entries: Sequence[Entry], head: int) -> bool:
    """Whether a warning names the position of another entry of the same command, or several (`24 och 25`)."""
    values = [value for entry in entries for warning in entry.recording.warnings for value in warning.values.items()]
    named = (position for name, value in values if name.endswith("position") for position in _NUMBER.findall(value))
    return any(int(position) > head for position in named)


def _state_for(log: Log | None, command: Command) -> tuple[tuple[Look, ...], State, int, tuple[AnyFact, ...]]:
    """What `_looked` finds for a command, with the entries that its facts name by their positions. An entry that was
    recorded between the two readings is read too: a refusal must be what one state of the ledger gives."""
    naming = (fact for fact in command.facts if isinstance(fact, Naming))
    named = {position for fact in naming for position in named_positions(fact)}
    while True:
        targets = _targets(log, named) if named else {}
        looked_at, state, head, facts = _looked(log, all_completed(command.facts, targets), command.basis)
        if all(position in targets for position in named if 1 <= position <= head):
            return looked_at, replace(state, targets=targets), head, facts


class _Found(msgspec.Struct, frozen=True):
    """What has been read for a command, by position, at one head: all that some looks lead to."""

    looks: frozenset[Look] = frozenset()
    entries: Mapping[int, Recorded] = {}
    head: int = 0


def _looked(
    log: Log | None, facts: Sequence[AnyFact], basis: Basis | None
) -> tuple[tuple[Look, ...], State, int, tuple[AnyFact, ...]]:
    """What the facts look at, what is found there, the head it was found at, and the facts with what the ledger fills
    in. What is found and filled in may have to be looked at too, so more is read until there is nothing more. The units
    come first: they are few, they lead to others, and what is folded before they are known is folded again."""
    looked_at: tuple[Look, ...] = ()
    state, found, lines = State(), _Found(), dict[str, list[str]]()
    while True:
        complete = filled(facts, state)
        wanted = tuple(dict.fromkeys((*looked_at, *looks(state, complete, basis))))
        elsewhere = looks_elsewhere(None if log is None else Tags(log), state, complete) if wanted == looked_at else ()
        if wanted == looked_at and found.looks.issuperset(elsewhere):
            return looked_at, state, found.head, complete
        looked_at = wanted if looked_at else tuple(filter(_is_of_units, wanted)) or wanted
        aside = (*looks_aside(complete), *_lines_beside(log, state, complete, lines), *elsewhere)
        known, found = found, found if log is None else _read_on(log, found, (*looked_at, *aside))
        if found.entries.keys() != known.entries.keys():  # what is found already is not folded again
            state = fold(found.entries[position] for position in sorted(found.entries))


def _lines_beside(
    log: Log | None, state: State, facts: Sequence[AnyFact], known: dict[str, list[str]]
) -> Iterator[Look]:
    """Looks at the lines that may be at another level than what is new: told when there are any, and no decision stands
    on it. `known` are the tags that have been found already, by how they begin."""
    wanted = {} if log is None else lines_beside(state, facts)
    if log is not None and (new := [beginning for beginning in wanted if beginning not in known]):
        known.update((beginning, []) for beginning in new)
        for tag in log.tags_beginning(new):
            known[f"{tag.partition('/')[0]}/"].append(tag)
    for beginning, endings in wanted.items():
        yield from (Look(tag) for tag in known[beginning] if tag.endswith(tuple(endings)))


def _is_of_units(look: Look) -> bool:
    return look.tag == "organisation" or look.tag.startswith("unit:")


def _read_on(log: Log, found: _Found, looks: Sequence[Look]) -> _Found:
    """With what more is looked at. What was read before is read again only when the log has grown in the meantime, so
    that all of it is what one state of the ledger holds."""
    more = [look for look in looks if look not in found.looks]
    if not more:
        return found
    recorded, head = log.read(more, known=found.entries)
    if found.looks and head != found.head:
        found = _Found()
        recorded, head = log.read(looks)
    entries = {**found.entries, **{entry.position: entry for entry in recorded}}
    return _Found(found.looks.union(looks), entries, head)


def _targets(log: Log | None, positions: Iterable[int]) -> dict[int, Recorded]:
    """The entries at some positions."""
    entries = {position: log.at(position) for position in positions} if log is not None else {}
    return {position: target for position, target in entries.items() if target is not None}


def _decide_all(
    state: State, facts: Sequence[AnyFact], command: Command, author: Author, head: int, today: date
) -> tuple[tuple[Entry, ...], State]:
    """Decides every fact, each on the state the ones before it leave, and reports all refusals together."""
    before, totals, entries = state, command.frame_totals, list[Entry]()
    refusals = list(totals_readable(totals)) if totals else []
    raised = raised_by_all(state, facts, command.basis, head + 1, today)
    for number, fact in enumerate(facts):
        basis = command.basis
        verdict = decide(state, fact, basis, command.accept, head + 1 + number, today, raised)
        state = verdict.after
        refusals += [_placed(refusal, number) for refusal in verdict.refusals]
        recording = Recording(author.by, author.via, verdict.warnings, verdict.accepted)
        entries.append(Entry(fact, recording, basis))
    if refusals:
        raise Refused(*dict.fromkeys(refusals))
    for number, entry in enumerate(entries[:-1]):
        told = entry.recording.warnings
        still = told and still_missing(state, facts[number], command.basis, head + 1 + number, today, told)
        entries[number] = entry if still == told else replace(entry, recording=replace(entry.recording, warnings=still))
    whole = decide_together(raised.together, state, command.accept)
    if whole.refusals:
        raise Refused(*(_placed(refusal, number) for number, refusal in whole.refusals))
    for number, warning in whole.warnings:
        entries[number] = _noticed(entries[number], warning)
    for number, acceptance in whole.accepted:
        entries[number] = _accepted(entries[number], acceptance)
    for number, warning in _of_command(before, state, facts, command, situated(command.basis, head + 1, today)):
        entries[number] = _noticed(entries[number], warning)
    return tuple(entries), state


def _of_command(
    before: State, after: State, facts: Sequence[AnyFact], command: Command, there: Situation
) -> Iterator[tuple[int, RecordedWarning]]:
    """What is noticed of all facts together, each with the number of the fact that keeps it."""
    allowed = _tolerance(after, command, there)
    yield from totals_warnings(facts, command.frame_totals, after.organisation, allowed)
    yield from out_of_scale(before, facts)
    yield from levels_warnings(facts, before, after, there.decided.latest)


def _tolerance(state: State, command: Command, there: Situation) -> int:
    """How much a printed total may differ; asked only when there is one."""
    return tolerance(state, there) if command.frame_totals else 0


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
