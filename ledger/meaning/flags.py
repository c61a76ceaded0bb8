"""What is told of a frame on a day, beside its figures: what rests on an annulled decision, what a later set has
swallowed, a judgment that is not final, money to a unit that has ended.

Nothing of this is stored. It is reckoned from the frame's facts in their roles, so that it comes and goes with them on
both clocks, and stands at the frames that it is about and at no others.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import msgspec

from ledger.events.review import JudgmentEffect, JudgmentGiven, JudgmentOutcome
from ledger.meaning.effects import sides
from ledger.meaning.frames import FactInRole, Flag, FrameFact, FrameOnDay
from ledger.meaning.later_acts import Annulment, LaterActs, Role, last_said
from ledger.meaning.placed import PlacedFact
from ledger.meaning.resting import Rests, on_annulled
from ledger.meaning.same_decision import JudgedAs
from ledger.meaning.tree import Ended
from ledger.money import amount_text
from ledger.values import Commitment, FrameKey, RecordedWarning, Stage
from ledger.words.labels import frame_label


def flagged(
    frame: FrameOnDay,
    later_acts: LaterActs,
    ended: Mapping[str, Ended],
    rests: Rests,
    beside: tuple[Flag, ...] = (),
) -> FrameOnDay:
    """A frame with what is told of it on its day; `ended` are the units that have ended, or will, `rests` is what rests
    on annulled decisions, about this frame or another, and `beside` what other entries say of it."""
    counted = (part.fact for part in frame.counted)
    flags = (
        *(flag for fact in counted for flag in rests.get((fact.entry_position, fact.ordinal), ())),
        *fallen_back(frame, later_acts),
        *swallowed_when_met(frame, later_acts),
        *_not_final(frame, later_acts),
        *_stayed(frame, later_acts),
        *beside,
    )
    end = ended.get(frame.frame.unit)
    flags += () if end is None else tuple(_to_ended(frame, end))
    return msgspec.structs.replace(frame, flags=tuple(flag for flag in flags if flag.holds_from <= frame.as_of))


def fallen_back(frame: FrameOnDay, later_acts: LaterActs) -> Iterator[Flag]:
    """R-56: what waits again, since the decision by which its condition was met, or its index decided, is annulled."""
    for part in frame.facts:
        conditions, index = part.fact.conditions, part.waits_for_index
        if part.role is Role.CONDITIONAL and conditions:
            since = later_acts.met_until(conditions, frame.as_of)
            if since is not None:
                yield on_annulled(part.fact, since)
        elif part.role is Role.COUNTED and index is not None:
            lost = later_acts.index_lost(index, frame.as_of)
            if lost is not None:
                yield on_annulled(part.fact, lost.since)


def swallowed_when_met(frame: FrameOnDay, later_acts: LaterActs) -> Iterator[Flag]:
    """D-16: a decision whose condition was met after a later set changes nothing, and all three entries say so."""
    the_set = frame.the_set
    for part in frame.facts:
        if the_set is None or not met_too_late(part, the_set) or part.met_on is None:
            continue
        changed, conditions = part.fact, part.fact.conditions or ()
        values = {"frame": frame_label(frame.frame), "changed_position": str(changed.entry_position)}
        days = {"day": str(changed.decided_latest), "met_day": str(part.met_on), "condition": ", ".join(conditions)}
        set_by = {"set_day": str(the_set.decided_latest), "set_position": str(the_set.entry_position)}
        met = [act.position for name in conditions for act in later_acts.met.get(name, ()) if act.position]
        positions = (changed.entry_position, the_set.entry_position, *met)
        yield Flag("swallowed-when-met", values | days | set_by, part.met_on, positions)


def met_too_late(part: FactInRole, the_set: FrameFact) -> bool:
    """Whether the condition of a decision was met only after the set that stands in its way."""
    replaced = part.role is Role.REPLACED and part.fact.decided < the_set.decided
    return replaced and part.met_on is not None and part.met_on > the_set.decided_latest


def _not_final(frame: FrameOnDay, later_acts: LaterActs) -> Iterator[Flag]:
    """D-13: a judgment that annuls a decision and can be appealed moves no figure, and is told from its own day until
    it is final or another court says otherwise. One that annuls a part is told where it does, with how much."""
    for fact, named in _judged_facts(frame) if later_acts.judged else ():
        judged = later_acts.open_judgment(named, frame.as_of)
        what = None if judged is None else _annulled_by(judged.judgment, frame.frame)
        if judged is not None and what is not None:
            values = {"frame": frame_label(frame.frame), "changed_position": str(fact.entry_position), "what": what}
            court = {"court": judged.judgment.court, "day": str(judged.judgment.given_on)}
            holds_from = max(judged.judgment.given_on, fact.decided_earliest)
            yield Flag("judgment-not-final", values | court, holds_from, (fact.entry_position, judged.position))


def _annulled_by(judgment: JudgmentGiven, frame: FrameKey) -> str | None:
    """What a judgment annuls of what a decision gave a frame, in words; None: nothing."""
    if judgment.does is not JudgmentEffect.ANNULLED_IN_PART:
        return "beslutet"
    parts = [sides(part.amount).net_ore for part in judgment.annulled_amounts if part.frame == frame]
    if not parts:
        return None
    return "en del av beslutet" if parts[-1] is None else f"{amount_text(parts[-1])} netto av beslutet"


def _stayed(frame: FrameOnDay, later_acts: LaterActs) -> Iterator[Flag]:
    """A decision that a court has said may not be carried out moves no figure, and is told from the day of that until
    it is lifted or the case is finally judged."""
    for fact, named in _judged_facts(frame) if later_acts.stays else ():
        about = [stay for stay in later_acts.stays if Annulment(stay[0].decision, stay[0].stayed_on).means(named)]
        by_now = (stay for stay in about if fact.decided_earliest <= stay[0].stayed_on <= frame.as_of)
        last = max(by_now, key=lambda stay: (stay[0].stayed_on, stay[1]), default=None)
        if last is not None and not last[0].lifted and not _is_ended(later_acts, named, last[0].stayed_on, frame.as_of):
            stay, position = last
            values = {"frame": frame_label(frame.frame), "changed_position": str(fact.entry_position)}
            court = {"court": stay.court, "day": str(stay.stayed_on)}
            yield Flag("execution-stayed", values | court, stay.stayed_on, (fact.entry_position, position))


def _is_ended(later_acts: LaterActs, named: JudgedAs, since: date, as_of: date) -> bool:
    """Whether a case is finally judged between two days; one that is sent back goes on."""
    about = [judged.judgment for judged in later_acts.judged if judged.means(named)]
    ends = (judged.final_on for judged in last_said(about) if judged.outcome is not JudgmentOutcome.REMITTED)
    return any(final_on is not None and since <= final_on <= as_of for final_on in ends)


def _judged_facts(frame: FrameOnDay) -> Iterator[tuple[FrameFact, JudgedAs]]:
    """The facts of a frame whose decisions courts may try, each with its decision's name."""
    for part in frame.facts:
        fact = part.fact
        if part.role in _MOVED_BY_JUDGMENTS and fact.decision_key is not None and fact.stage is Stage.DECIDED:
            yield fact, fact.judged_as(fact.decision_key)


_MOVED_BY_JUDGMENTS = (Role.COUNTED, Role.CONDITIONAL, Role.UNDETERMINED, Role.WITHOUT_LEGAL_FORCE)
"""What would be another if its decision was annulled."""


def _to_ended(frame: FrameOnDay, end: Ended) -> Iterator[Flag]:
    """Money that was decided for a unit which had ended by then."""
    for part in frame.facts:
        fact = part.fact
        day = acts_on(fact.decided_latest, frame.frame.year)
        if part.role is Role.COUNTED and adds_money(fact) and end.since <= day:
            values = {"frame": frame_label(frame.frame), "changed_position": str(fact.entry_position)}
            said = {"last_day": str(end.last_day), "successors": end.successors_text}
            yield Flag("unit-ended", values | said, fact.decided_latest, (fact.entry_position,))


def adds_money(fact: FrameFact) -> bool:
    """Whether a fact gives the unit anything: what only takes away may be how its money goes to a successor."""
    ore = fact.net_ore if fact.costs_ore is None else fact.costs_ore
    return (ore or 0) > 0


def acts_on(decided: date, year: int, effective: date | None = None) -> date:
    """The day by which the money of a decision is there: from when it says that it acts, or else its own day, within
    the budget year."""
    return min(max(effective or decided, date(year, 1, 1)), date(year, 12, 31))


NOT_REPORTED: Final = "delegation-not-reported"


def not_reported(placed: PlacedFact) -> Flag:
    """What is told of a decision by delegation that nobody has recorded as reported."""
    basis, day = placed.basis, placed.decided.latest
    said = {} if basis is None else {"body": basis.body, "delegation": basis.delegation or ""}
    return Flag(NOT_REPORTED, said | {"day": str(day)}, day, (placed.position,))


# --- What was noticed when a fact was recorded ------------------------------------------------------------------------


def is_noticed_still(warning: RecordedWarning, part: FactInRole, frame: FrameOnDay) -> bool:
    """Whether a warning of a fact still says something of its frame on the day. What was recorded or decided since may
    have made it untrue: the set that stood in the way is gone or annulled, the frame that was not set is."""
    match warning.code:
        case "swallowed":
            return frame.the_set is not None and frame.the_set.decided > part.fact.decided
        case "outranked":
            return frame.commitment is Commitment.BUDGET
        case "frame-not-set":
            return frame.commitment is None
        case "gross-becomes-unknown":
            return None in (frame.standing.sides.costs_ore, frame.standing.sides.revenues_ore)
        case "revenues-below-zero":
            return frame.standing.sides.revenues_ore is None or frame.standing.sides.revenues_ore < 0
        case "swallows-waiting":
            return _has(frame, warning, "waiting_position", Role.CONDITIONAL, Role.REPLACED)
        case "undated-set-replaces":
            return _has(frame, warning, "entries", Role.REPLACED)
        case "decision-changes-frame-again" | "frame-set-and-changed":
            return _has(frame, warning, "entry_position", *(role for role in Role if role is not Role.ANNULLED))
        case _:
            return True


JUDGED_AT_FRAME: Final = (
    "swallowed",
    "outranked",
    "frame-not-set",
    "gross-becomes-unknown",
    "revenues-below-zero",
    "swallows-waiting",
    "undated-set-replaces",
    "decision-changes-frame-again",
    "frame-set-and-changed",
)
"""The warnings that what the frame is on the day may make untrue."""


def _has(frame: FrameOnDay, warning: RecordedWarning, named: str, *roles: Role) -> bool:
    """Whether any of the entries that a warning names, or what has corrected it, still has one of some roles in a
    frame. A text that names only the first of many is taken to be true."""
    text = warning.values.get(named, "")
    positions = {int(number) for number in _NUMBER.findall(text)}
    there = (part for part in frame.facts if not positions.isdisjoint((part.fact.entry_position, part.fact.place)))
    return not positions or text.endswith(_AND_MORE) or any(part.role in roles for part in there)


_NUMBER: Final = re.compile(r"\d+")
_AND_MORE: Final = " till"
