"""Open warnings: everything that was noticed and that nobody has corrected or looked at since, with who set a rule
aside and why."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any, Final

import msgspec

from ledger.events import Fact, family, stored_name
from ledger.events.policy import WarningResolved
from ledger.log.entry import Recorded
from ledger.looking.filling import REVIEWABLE
from ledger.meaning.decisions import unreported
from ledger.meaning.flags import JUDGED_AT_FRAME, NOT_REPORTED, flagged, is_noticed_still, not_reported
from ledger.meaning.frames import Flag, FrameOnDay, frames_on
from ledger.meaning.placed import claim_in
from ledger.meaning.tree import ends_of
from ledger.recording import WarningTold
from ledger.values import Basis, FrameKey, RecordedWarning, Stage
from ledger.words.noticed import About, about
from ledger.words.notices import FLAGS, flag_text, warning_text
from projections.asking.declaration import Declaration, Heading
from projections.asking.outlived import outlived
from projections.asking.question import Question
from projections.asking.read_model import Answered, ReadModel
from projections.asking.register_query import RegisterAnswer, RegisterGround, answered
from projections.asking.resting import rests_at
from projections.tables.frames import FrameScope, facts_at, years_touched
from projections.tables.register import DELEGATED, WARNING, about_entry, entries_by_position, said_in, warned_in
from projections.tables.units import stated_at

RECIPE: Final = "warnings-8"
"""The version of the answer's form and rules."""


_BY_POLICY: Final = ("rule-relaxed", "spared-by")
"""Warnings that one of the organisation's own rules is behind."""


class Override(msgspec.Struct, frozen=True):
    """A rule that was set aside by name: which, why, and who accepted it (an opaque subject id)."""

    rule: str
    reason: str
    who: str


class WarningResolution(msgspec.Struct, frozen=True):
    """Somebody has looked at a warning: the position where that is recorded, why it is done with, and who said so."""

    position: int
    reason: str
    by: str


class NoticedWarning(WarningTold, frozen=True, omit_defaults=True):
    """A warning with the entry it belongs to and the decision that rests on; whom it is about, `frames`, `units` and
    `years`, and the day from which it holds. `decided_earliest` is missing when nothing bounds the day. `override`: the
    warning is that a rule was set aside by name; `policy_position`: that the
    organisation's own rules let pass what goes against `rule`."""

    position: int
    event: str
    stage: Stage
    decided_latest: date
    decided_earliest: date | None = None
    proposal: str | None = None
    body: str | None = None
    case_number: str | None = None
    paragraph: str | None = None
    clause: int | None = None
    units: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    override: Override | None = None
    policy_position: int | None = None
    rule: str | None = None
    frames: tuple[FrameKey, ...] = ()
    holds_from: date | None = None
    resolved: WarningResolution | None = None


class WarningCount(msgspec.Struct, frozen=True):
    """How many open warnings of a kind there are, at each stage on its own."""

    code: str
    stage: Stage
    warnings: int


class WarningsAnswer(RegisterAnswer, frozen=True, omit_defaults=True, kw_only=True):
    """The open warnings at a coordinate, in order of position, and those that have been looked at beside them. A
    proposal's warnings name it, and are counted for themselves."""

    counts: list[WarningCount]
    warnings: list[NoticedWarning]
    resolved: list[NoticedWarning]


READ_BESIDE: Final = ("entry", DELEGATED)
"""Kinds of what is read beside the warned entries: what somebody has looked at, and what was decided by delegation."""


def warnings_answer(model: ReadModel, question: Question) -> Answered[WarningsAnswer]:
    """The open warnings at a question's coordinates; `name` is the code of one kind, `year` and `unit` what they are
    about. Raises Refused as `answered` does."""
    if question.year is None:
        return answered(model, question, RECIPE, (WARNING, *READ_BESIDE), _found)
    return answered(model, question, RECIPE, READ_BESIDE, _found, partial(warned_in, year=question.year))


WARNINGS: Final = Declaration(
    "warnings", "warnings", RECIPE, ("name", "year", "unit", "stage", "proposal"), warnings_answer, Heading.AUDIT
)


Wanted = Callable[[NoticedWarning], bool]

FlagTold = tuple[About, Flag]
"""What has come of a decision, and whom that is about."""


def _found(ground: RegisterGround) -> WarningsAnswer:
    return WarningsAnswer(**warnings_told(ground, flags_told(ground), lambda warning: _asked(warning, ground.question)))


def warnings_told(ground: RegisterGround, flags: Iterable[FlagTold], is_wanted: Wanted) -> dict[str, Any]:
    """What of the entries is wanted, as an answer has it: what is open, and what has been looked at."""
    stored = (notice for entry in ground.entries for notice in noticed_in(entry, ground, is_wanted))
    told = (*still_true(ground, stored), *_flagged(ground, flags), *unreported_told(ground))
    noticed = [warning for warning in told if is_wanted(warning)]
    noticed.sort(key=lambda warning: warning.position)
    looked_at = resolutions(ground)
    open_, resolved = [], []
    for warning in noticed:
        resolution = looked_at.get((warning.position, warning.code))
        if resolution is None:
            open_.append(warning)
        else:
            resolved.append(msgspec.structs.replace(warning, resolved=resolution))
    counted = sorted(Counter((warning.code, warning.stage) for warning in _each_once(open_)).items())
    return {
        **ground.head,
        "note": None if open_ else "Inga öppna varningar vid frågans koordinater.",
        "counts": [WarningCount(code, stage, many) for (code, stage), many in counted],
        "warnings": open_,
        "resolved": resolved,
    }


def _each_once(warnings: Iterable[NoticedWarning]) -> Iterator[NoticedWarning]:
    """Warnings as they are counted: what has come of a frame stands at every entry that it is about, and is one. What
    nobody has reported is each entry's own, whatever others say in the same words."""
    told = set[tuple[str, str]]()
    for warning in warnings:
        of_frame = (warning.code, warning.text)
        if warning.code not in FLAGS or warning.code == NOT_REPORTED or of_frame not in told:
            told.add(of_frame)
            yield warning


class StoredWarning(msgspec.Struct, frozen=True):
    """A stored warning as it is answered, with its entry and its number there."""

    recorded: Recorded
    number: int
    answer: NoticedWarning

    @property
    def warning(self) -> RecordedWarning:
        """As it is stored."""
        return self.recorded.entry.recording.warnings[self.number]


def noticed_in(recorded: Recorded, ground: RegisterGround, is_wanted: Wanted) -> Iterator[StoredWarning]:
    """The warnings of an entry, when what it says had been decided by the day and has not been annulled by then."""
    entry = recorded.entry
    if not entry.recording.warnings:
        return
    if (told := _cited(recorded, ground)) is None:
        return
    cited, own = told
    for number, warning in enumerate(entry.recording.warnings):
        whom = about(warning, own)
        if warning.code not in FLAGS and whom.holds_from <= max(ground.as_of, cited.latest):
            answer = cited.answer(warning, warning_text(warning.code, warning.values), whom)
            if is_wanted(answer):
                yield StoredWarning(recorded, number, answer)


def _cited(recorded: Recorded, ground: RegisterGround) -> "tuple[_Cited, About] | None":
    """An entry as its warnings cite it, and whom it is about; None when what it says had not been decided by the day,
    or has been annulled by then."""
    claim = claim_in(recorded)
    fact: Fact = recorded.entry.fact if claim.fact is None else claim.fact
    basis, earliest, decided = claim.situation.basis, claim.situation.earliest, claim.situation.decided
    annulled = ground.later_acts.annulled_from(basis, decided.latest)
    if earliest > ground.as_of or (annulled is not None and annulled <= ground.as_of):
        return None
    said = said_in(recorded, claim)
    return _Cited(recorded, fact, basis, earliest, decided.latest, *said[-1][1:]), about_entry(recorded, claim)


def unreported_told(ground: RegisterGround) -> Iterator[NoticedWarning]:
    """The decisions that were made by delegation and that nobody has recorded as reported, where they can be appealed
    at all (KL 6:40, 7:8)."""
    if ground.kind is not None and ground.kind not in REVIEWABLE:
        return
    by_position = {recorded.position: recorded for recorded in ground.entries}
    for position, placed in unreported(ground.placed, ground.as_of).items():
        if (told := _cited(by_position[position], ground)) is not None:
            cited, own = told
            flag = not_reported(placed)
            warning = RecordedWarning(flag.code, flag.values)
            yield cited.answer(warning, flag_text(flag.code, flag.values), own)


class _Cited(msgspec.Struct, frozen=True):
    """An entry as its warnings cite it."""

    recorded: Recorded
    fact: Fact
    basis: Basis | None
    earliest: date
    latest: date
    stage: Stage
    proposal: str | None

    def answer(self, warning: RecordedWarning, text: str, whom: About) -> NoticedWarning:
        """A warning of the entry, as it is answered."""
        basis = self.basis
        return NoticedWarning(
            code=warning.code,
            text=text,
            position=self.recorded.position,
            event=family(stored_name(type(self.fact))),
            stage=self.stage,
            decided_latest=self.latest,
            decided_earliest=None if self.earliest == date.min else self.earliest,
            proposal=self.proposal,
            body=basis.body if basis else None,
            case_number=basis.case_number if basis else None,
            paragraph=basis.paragraph if basis else None,
            clause=basis.clause if basis else None,
            units=whom.units,
            years=whom.years,
            override=_override(warning),
            policy_position=int(warning.values["policy_position"]) if warning.code in _BY_POLICY else None,
            rule=warning.values["rule"] if warning.code in _BY_POLICY else None,
            frames=whom.frames,
            holds_from=whom.holds_from,
        )


def flags_told(ground: RegisterGround) -> list[FlagTold]:
    """What has come of decisions about frames since they were recorded, each once."""
    question = ground.question
    if question.stage not in (None, Stage.DECIDED) or question.proposal is not None:
        return []
    if question.name is not None and question.name not in FLAGS:
        return []
    each = {
        (flag.code, *flag.values.values()): (frame, flag) for frame in _frames_flagged(ground) for flag in frame.flags
    }
    return [(_whom(flag, flag.frames or (frame.frame,)), flag) for frame, flag in each.values()]


def _whom(flag: Flag, frames: tuple[FrameKey, ...]) -> About:
    units, years = dict.fromkeys(key.unit for key in frames), sorted({key.year for key in frames})
    return About(frames, tuple(units), tuple(years), flag.holds_from)


def _flagged(ground: RegisterGround, flags: Iterable[FlagTold]) -> Iterator[NoticedWarning]:
    """Some of it at every entry that it is about."""
    told = list(flags)
    entries = entries_by_position(ground.cursor, (position for _, flag in told for position in flag.positions))
    for whom, flag in told:
        for position in flag.positions:
            recorded = entries[position]
            claim = claim_in(recorded)
            fact: Fact = recorded.entry.fact if claim.fact is None else claim.fact
            there = claim.situation
            cited = _Cited(recorded, fact, there.basis, there.earliest, there.decided.latest, Stage.DECIDED, None)
            yield cited.answer(RecordedWarning(flag.code, flag.values), flag_text(flag.code, flag.values), whom)


def _frames_flagged(ground: RegisterGround) -> Iterator[FrameOnDay]:
    """The frames of the years, or the year and the unit asked for, in which anything may have come of decisions."""
    question, acts = ground.question, ground.later_acts
    ended = ends_of(stated_at(ground.cursor, ground.place.position, ground.as_of))
    if not (acts.judged or acts.stays or acts.met or ended):
        return
    tried = (*(judged.judgment for judged in acts.judged), *(stay for stay, _ in acts.stays))
    keys = {fact.decision.key for fact in tried}
    units = None if question.unit is None else (question.unit,)
    for year in years_touched(ground.cursor, ground.place.position, keys, ended):
        if question.year in (None, year):
            facts = facts_at(ground.cursor, FrameScope(year, units), ground.place.position, ground.as_of)
            rests = rests_at(ground.cursor, year, acts, ground.place.position, ground.as_of)
            yield from (flagged(frame, acts, ended, rests) for frame in frames_on(facts, acts, ground.as_of))


def _override(warning: RecordedWarning) -> Override | None:
    values = warning.values
    return Override(values["rule"], values["reason"], values["who"]) if warning.code == "rule-accepted" else None


def _asked(warning: NoticedWarning, question: Question) -> bool:
    return (
        question.name in (None, warning.code)
        and (question.year is None or question.year in warning.years)
        and (question.unit is None or question.unit in warning.units)
        and question.stage in (None, warning.stage)
        and question.proposal in (None, warning.proposal)
    )


def resolutions(ground: RegisterGround) -> dict[tuple[int, str], WarningResolution]:
    """What has been looked at, as known at the position: that is the ledger's own business, and has no decision day."""
    by = {recorded.position: recorded.entry.recording.by for recorded in ground.entries}
    return {
        (placed.fact.position, placed.fact.warning): WarningResolution(
            placed.position, placed.fact.reason, by[placed.position]
        )
        for placed in ground.placed
        if isinstance(placed.fact, WarningResolved)
    }


# --- What is true no more ---------------------------------------------------------------------------------------


def still_true(ground: RegisterGround, stored: Iterable[StoredWarning]) -> Iterator[NoticedWarning]:
    """Stored warnings, but for those that something recorded or decided since has made untrue."""
    asked = list(stored)
    entries = {each.recorded.position: each.recorded for each in asked}.values()
    untrue = outlived(ground.cursor, entries, ground.later_acts, ground.place.position, ground.as_of)
    frames = _frames_judged(ground, asked)
    for each in asked:
        is_untrue = (each.recorded.position, each.number) in untrue
        if not is_untrue and all(_says_still(each, frames.get(frame)) for frame in each.answer.frames):
            yield each.answer


def _frames_judged(ground: RegisterGround, stored: Iterable[StoredWarning]) -> dict[FrameKey, FrameOnDay]:
    """The frames that may have made a warning about them untrue, as they are on the day."""
    units: dict[int, set[str]] = {}
    for each in stored:
        if each.warning.code in JUDGED_AT_FRAME and each.answer.stage is Stage.DECIDED:
            for frame in each.answer.frames:
                units.setdefault(frame.year, set()).add(frame.unit)
    frames: dict[FrameKey, FrameOnDay] = {}
    for year, of_year in units.items():
        facts = facts_at(ground.cursor, FrameScope(year, tuple(sorted(of_year))), ground.place.position, ground.as_of)
        frames |= {frame.frame: frame for frame in frames_on(facts, ground.later_acts, ground.as_of)}
    return frames


def _says_still(stored: StoredWarning, frame: FrameOnDay | None) -> bool:
    """Whether a warning still says something of a frame that its entry does something to; of any other it does."""
    if frame is None or stored.warning.code not in JUDGED_AT_FRAME or stored.answer.stage is not Stage.DECIDED:
        return True
    parts = [part for part in frame.facts if part.fact.entry_position == stored.recorded.position]
    return not parts or any(is_noticed_still(stored.warning, part, frame) for part in parts)
