"""One entry as a replay tells it: what it says, on what decision, what it is about, and the frames that it moved."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from ledger.events import ClauseDecided, Fact, RecordingErrorCorrected, UnitFact, family, stored_name
from ledger.log.entry import Recorded
from ledger.meaning.effects import FrameValue
from ledger.meaning.placed import claimed, inner_facts
from ledger.meaning.tree import Aspect, Statement, statements_of
from ledger.money import rate_text
from ledger.values import Acceptance, FrameKey, Stage
from ledger.words import words
from ledger.words.notices import warning_text
from projections.asking.amounts import FrameAmounts, frame_amounts
from projections.asking.citations import DecisionCited, cited
from projections.asking.texts import ToldEvent


class FrameStood(msgspec.Struct, frozen=True, omit_defaults=True):
    """A frame's figures on a day, and whether it is budget or plan; without one, only changes are known."""

    amount: FrameAmounts
    commitment: str | None = None


class FrameReplayed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A frame before and after an entry; nothing before, or after, when nothing is decided there. First as decided by
    the entry's own day, `on`; and as decided by the day of the question, when that is not the same."""

    unit: str
    line: str
    kind: str
    year: int
    on: date
    before: FrameStood | None = None
    after: FrameStood | None = None
    stage: Stage = Stage.DECIDED
    proposal: str | None = None
    differs_today: bool = False
    before_today: FrameStood | None = None
    after_today: FrameStood | None = None


class Replayed(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry and its effect: on frames, and what it says about units. `about` is everything else that it is about,
    in Swedish; `contains` counts the facts inside a proposal or a clause. A correction names the entry it corrects and
    why; `withdrawn`: nothing comes instead."""

    position: int
    recorded_at: datetime
    by: str
    event: ToldEvent
    decision: DecisionCited
    frames: tuple[FrameReplayed, ...] = ()
    units: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    corrects: int | None = None
    reason: str | None = None
    withdrawn: bool = False
    warnings: tuple[str, ...] = ()
    accepted: tuple[Acceptance, ...] = ()


def frame_stood(frame: FrameKey, value: FrameValue) -> FrameStood | None:
    """A frame's figures; None when nothing is known of it."""
    if not value.known:
        return None
    return FrameStood(frame_amounts(frame.kind, value.sides), value.commitment and value.commitment.value)


def replayed_entry(recorded: Recorded, frames: tuple[FrameReplayed, ...]) -> Replayed:
    """What an entry says, and the frames that it moved."""
    entry = recorded.entry
    said = claimed(entry.fact, entry.basis)[0]
    facts = [] if said is None else [fact for fact, _, _ in inner_facts(said)]
    inside = Counter(words.fact(family(stored_name(type(fact)))) for fact in facts[1:])
    correction = entry.fact if isinstance(entry.fact, RecordingErrorCorrected) else None
    of_family = family(entry.type)
    return Replayed(
        recorded.position,
        recorded.recorded_at,
        entry.recording.by,
        of_family,
        cited(recorded),
        frames,
        tuple(_stated(statement) for fact in facts for statement in statements_of(fact)),
        tuple(dict.fromkeys(text for fact in facts for text in _about(fact))),
        tuple(f"{event} ({count})" for event, count in inside.items()),
        None if correction is None else correction.corrects,
        None if correction is None else correction.reason,
        correction is not None and correction.replacement is None,
        tuple(warning_text(warning.code, warning.values) for warning in entry.recording.warnings),
        entry.recording.accepted,
    )


def _stated(statement: Statement) -> str:
    """`slk ligger under ks från och med 2026-01-01`."""
    value = words.value(statement.value) if statement.aspect is Aspect.ROLE and statement.value else statement.value
    system = "" if statement.system is None else f" i {statement.system}"
    share = "" if statement.share_ppb is None else f" ({rate_text(statement.share_ppb)})"
    said = f"{statement.unit} {words.value(f'aspect-{statement.aspect}')} {value}{share}{system}"
    match statement.aspect, statement.value:
        case Aspect.EXISTS, None:
            said = f"{statement.unit} upphör"
        case Aspect.EXISTS, _:
            said = f"{statement.unit} finns"
        case Aspect.PARENT, None:
            said = f"{statement.unit} ligger överst"
    since = "" if statement.applies_from == date.min else f" från och med {statement.applies_from}"
    until = "" if statement.applies_to is None else f", före {statement.applies_to}"
    return said + since + until


def _about(fact: Fact) -> Iterator[str]:
    """What a fact is about, as a reader calls it: `reservation smart-stad`. Frames, and what is said about units, are
    told for themselves. A clause says what its outcome was."""
    if isinstance(fact, ClauseDecided):
        yield f"{words.field('outcome')} {words.value(fact.outcome)}"
    units = () if fact.frames() or isinstance(fact, UnitFact) else fact.units()
    for subject in (*fact.subjects(), *(f"unit:{unit}" for unit in units)):
        kind, _, name = subject.partition(":")
        if kind != "frame" and not (kind == "unit" and isinstance(fact, UnitFact)):
            yield f"{words.value(f'about-{kind}')} {name}".strip()
