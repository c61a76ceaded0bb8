"""What a question about frames sees at its coordinates: the frames with every fact in its role, the units, who
keeps the ledger.

Every answer about frames stands on this, so that they all mean the same by the same coordinates.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Final

import msgspec
from psycopg.sql import Identifier

from ledger.errors import Refusal, Refused
from ledger.events import DelegatedDecisionReported
from ledger.log.database import Cursor
from ledger.looking.filling import REVIEWABLE
from ledger.meaning.decisions import Decision, delegated_decisions, let_decisions
from ledger.meaning.flags import acts_on, flagged
from ledger.meaning.frames import CARRIED_FORWARD, FactInRole, Force, FrameFact, FrameOnDay, frames_on
from ledger.meaning.later_acts import NO_LATER_ACTS, LaterActs
from ledger.meaning.levels import two_levels
from ledger.meaning.resting import NOTHING_RESTS, Rests
from ledger.meaning.tree import Ended, UnitOnDay, below, ends_of, units_on
from ledger.text import first_of
from ledger.values import OrganisationKind, Stage
from ledger.words import words
from ledger.words.labels import frame_label
from projections.asking.beside_frames import NOTHING_BESIDE, FlagsByFrame, flags_beside
from projections.asking.cache import LaterActsCache
from projections.asking.hypothetical import (
    NOTHING_SUPPOSED,
    Hypothetical,
    facts_with,
    later_acts_with,
    proposals_as_adopted,
)
from projections.asking.outlived import still_noticed
from projections.asking.parameter import check_year
from projections.asking.proposals import only_proposal, unknown
from projections.asking.question import Coordinates, Question, coordinates_of
from projections.asking.read_model import AnswerAt, Place, Staleness
from projections.asking.resting import rests_at
from projections.asking.units import check_unit
from projections.running.standing import RunnerStanding, runner_standing
from projections.tables import frames, units
from projections.tables.frames import (
    FrameScope,
    ProposalHead,
    facts_at,
    facts_in,
    forces_at,
    proposals_at,
    years_at,
)
from projections.tables.projection import put_together, sql_of
from projections.tables.register import delegated_at, placed_at, review_at
from projections.tables.units import names_at, stated_in, units_at

_AT: Final = Identifier("known", "at")
FETCHED: Final = put_together(
    sql_of("projections.asking", "frame_query")["fetched"],
    progress=sql_of("projections.running", "state")["progress"],
    statements=units.PROJECTION.sql["statements_at"].format(position=_AT),
    facts=frames.PROJECTION.sql["facts_at"].format(position=_AT),
)
"""All that a question stands on, in one statement: the other read models' own statements are its parts."""


class AnswerWithRemarks(AnswerAt, frozen=True, omit_defaults=True, kw_only=True):
    """What answers about frames begin and end with, but for those that have more between these fields and so name them
    themselves (the order of fields is that of the bytes). `note` says why there is nothing; `remarks` what to know of
    the figures; `stale` is only there when entries are missing from them."""

    note: str | None = None
    stale: Staleness | None = None
    remarks: tuple[str, ...] = ()


class FactsSeen(msgspec.Struct, frozen=True):
    """The facts that a coordinate sees, in order, with what has come of decisions by then; `forces` are the decisions
    that have legal force, when only those count."""

    facts: list[FrameFact] = []
    later_acts: LaterActs = NO_LATER_ACTS
    forces: set[Force] | None = None


class FrameView(msgspec.Struct, frozen=True, dict=True):
    """What a question about frames sees: the facts at its coordinates, the tree of units there, which named proposal it
    is about, what is laid on top, and who keeps the ledger. `scope` is which frames were asked
    for, `ended` are the units that have ended, or will, `rests` is what rests on annulled decisions,
    `beside` what other entries say, and `units_in_year` the tree of the year, where the day is not in it."""

    coordinates: Coordinates
    scope: FrameScope
    seen: FactsSeen
    units: Mapping[str, UnitOnDay]
    proposal: ProposalHead | None
    organisation: str | None
    laid: Hypothetical = NOTHING_SUPPOSED
    ended: Mapping[str, Ended] = {}
    rests: Rests = NOTHING_RESTS
    beside: FlagsByFrame = NOTHING_BESIDE
    units_in_year: Mapping[str, UnitOnDay] = {}

    @cached_property
    def frames(self) -> list[FrameOnDay]:
        """Every frame, with its facts in their roles and what is told of it."""
        seen, at = self.seen, self.coordinates
        frames = frames_on(seen.facts, seen.later_acts, at.as_of, seen.forces)
        acts = seen.later_acts
        happened_since = self.ended or acts.judged or acts.stays or acts.met or self.beside
        if at.stage is not Stage.DECIDED or not happened_since:
            return frames
        told = ((frame, self.beside.get(frame.frame, ())) for frame in frames)
        return [flagged(frame, seen.later_acts, self.ended, self.rests, beside) for frame, beside in told]

    @property
    def names(self) -> dict[str, str]:
        """What the units are called."""
        return {unit.unit: unit.name for unit in self.units.values()}

    @property
    def parts(self) -> list[FactInRole]:
        """The facts of every frame, each in its role."""
        return [part for frame in self.frames for part in frame.facts]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to know of the figures: what they count twice, what is laid twice, and which are without an index."""
        return (*self.counted_twice, *self.laid.remarks, *self.without_index)

    @property
    def counted_twice(self) -> tuple[str, ...]:
        """Where a sum of the frames has money at two levels, that may be the same."""
        standing = (frame for frame in self.frames if frame.standing.known)
        counted = (frame for frame in standing if any(msgspec.structs.astuple(frame.standing.sides)))
        nets = {frame.frame: None if frame.the_set is None else frame.standing.sides.net_ore for frame in counted}
        units = self.units_in_year or self.units
        return tuple(remark for overlap in two_levels(nets, units, nets) for remark in overlap.remarks)

    @property
    def without_index(self) -> tuple[str, ...]:
        """The indices that figures wait for, each with its frames."""
        if not any(fact.index_name for fact in self.seen.facts):
            return ()
        waiting: dict[str, dict[str, None]] = {}
        for frame in self.frames:
            for index in frame.undecided_indices:
                waiting.setdefault(index, {})[frame_label(frame.frame)] = None
        return tuple(
            f"Utan index {name}, som inte är beslutat: {first_of(tuple(frames))}."
            for name, frames in sorted(waiting.items())
        )


class FrameGround(msgspec.Struct, frozen=True):
    """What a question stands on, as it was fetched: who keeps the ledger and of which kind that is, which entries have
    changed decisions that stand already, whether anything was decided by delegation, whether other entries
    may say something of the year's frames, and of what was said about units, and of the facts, each row as JSON."""

    organisation: str | None
    kind: str | None
    later_acts: tuple[int, ...]
    by_delegation: bool
    told_beside: bool
    statements: str
    facts: str


def ground_of(question: Question, cursor: Cursor, position: int | None) -> tuple[RunnerStanding, FrameGround]:
    """What a question stands on at a position, or as far as the projections have come; and how far that is."""
    values = {"position": position, "as_of": question.decided_by, "unit": _unit_alone(question)}
    row = cursor.execute(FETCHED, _scope_at_once(question).columns | values).fetchone()
    if row is None:
        raise LookupError("the read models do not say how far they have come")
    beside = (row["by_delegation"], row["told_beside"])
    ground = FrameGround(
        row["organisation"], row["kind"], tuple(row["later_acts"]), *beside, row["statements"], row["facts"]
    )
    return runner_standing(row), ground


def frame_view(
    cursor: Cursor,
    question: Question,
    place: Place,
    cache: LaterActsCache | None = None,
    supposed: Hypothetical = NOTHING_SUPPOSED,
    ground: FrameGround | None = None,
) -> FrameView:
    """What a question sees, with what is `supposed` laid on top; `cache` spares it what has been read before, and
    `ground` is what it stands on when that has been fetched.

    Raises Refused: year-out-of-range, unit-unknown, proposal-unknown, proposal-ambiguous, coordinate-invalid.
    """
    check_year(question.year)
    day, position = question.decided_by, place.position
    proposal, stage = _proposal(cursor, question, place)
    ground = ground or ground_of(question, cursor, position)[1]
    acting = ground.later_acts
    later_acts = (cache or LaterActsCache()).later_acts(cursor, acting) if acting else NO_LATER_ACTS
    stated = stated_in(ground.statements, day, later_acts)
    tree = units_on(stated, day)
    # The tree may hold no unit but the one that is asked for.
    if question.unit is not None and question.unit not in tree and question.tree_on is None:
        check_unit(question.unit, units_at(cursor, position, day, day), position)
    scope = _scope(question, _units_asked(question, tree), proposal)
    laid = proposals_as_adopted(cursor, question.laid, position, day).plus(supposed) if question.laid else supposed
    named = None if proposal is None else proposal.proposal
    coordinates = coordinates_of(question, position, year=question.budget_year, stage=stage, proposal=named)
    seen, rests, beside = FactsSeen(), NOTHING_RESTS, NOTHING_BESIDE
    if stage is Stage.DECIDED or proposal is not None:
        facts = _facts(cursor, question, scope, place, ground)
        facts = still_noticed(cursor, facts, later_acts, position, day)
        if laid != NOTHING_SUPPOSED:
            later_acts = later_acts_with(cursor, later_acts, laid, position)
            facts = facts_with(facts, laid, scope, day)
        if question.index_ppb is not None:
            later_acts = msgspec.structs.replace(later_acts, supposed_ppb=question.index_ppb)
        seen = FactsSeen(facts, later_acts, _forces(cursor, coordinates, ground) if question.legal_force else None)
        if stage is Stage.DECIDED and later_acts.judged:
            rests = rests_at(cursor, question.budget_year, later_acts, position, day)
        by_delegation = ground.by_delegation and (ground.kind is None or ground.kind in REVIEWABLE)
        may_be_told = by_delegation or ground.told_beside or any(fact.family == CARRIED_FORWARD for fact in facts)
        if stage is Stage.DECIDED and may_be_told:
            beside = flags_beside(
                cursor, facts, later_acts, position, day, by_delegation=by_delegation, by_others=ground.told_beside
            )
    lies = acts_on(day, question.budget_year)
    tree_then = tree if lies == day else units_on(stated, lies)
    ends = ends_of(stated)
    return FrameView(
        coordinates, scope, seen, tree, proposal, ground.organisation, laid, ends, rests, beside, tree_then
    )


def _facts(cursor: Cursor, question: Question, scope: FrameScope, place: Place, ground: FrameGround) -> list[FrameFact]:
    if scope == _scope_at_once(question):
        return facts_in(ground.facts)
    return facts_at(cursor, scope, place.position, question.decided_by)


def _unit_alone(question: Question) -> str | None:
    """The one unit a question needs to know of; None when it is all of them."""
    return question.unit if question.by is None and not question.subtree and question.tree_on is None else None


def _scope_at_once(question: Question) -> FrameScope:
    """Which frames are fetched with everything else: none where it must be found first which they are, those of a
    proposal or of all units below one."""
    proposed = question.proposal is not None or question.stage not in (None, Stage.DECIDED)
    return _scope(question, () if proposed or question.subtree else _units_asked(question, {}), None)


def _units_asked(question: Question, tree: Mapping[str, UnitOnDay]) -> tuple[str, ...] | None:
    """The units whose frames are asked for; None for all. A unit of the tree of another day may have its figures from
    any unit."""
    if question.unit is None or question.tree_on is not None:
        return None
    return below(tree, question.unit) if question.subtree else (question.unit,)


def _scope(question: Question, units: tuple[str, ...] | None, proposal: ProposalHead | None) -> FrameScope:
    shape = (question.budget_year, units, question.line, question.kind)
    return FrameScope(*shape) if proposal is None else FrameScope(*shape, Stage(proposal.stage), proposal.proposal)


def _forces(cursor: Cursor, coordinates: Coordinates, ground: FrameGround) -> set[Force]:
    """The decisions that have legal force at a coordinate. Raises Refused (coordinate-invalid) where none ever has."""
    if coordinates.stage is not Stage.DECIDED:
        detail = "Bara beslut kan vinna laga kraft, inte förslag."
        raise Refused(Refusal("coordinate-invalid", detail, right="legal_force utan stage och proposal"))
    if ground.kind is not None and OrganisationKind(ground.kind) not in REVIEWABLE:
        who = f"{ground.organisation} är {words.value(ground.kind)}"
        detail = f"{who}: där finns ingen laglighetsprövning (KL 13:1), och inget beslut vinner laga kraft."
        raise Refused(Refusal("coordinate-invalid", detail, right="utan legal_force", where="legal_force"))
    review = review_at(cursor, coordinates.position)
    reports = (placed.fact for placed in review if isinstance(placed.fact, DelegatedDecisionReported))
    reported = sorted({subject for fact in reports for subject in fact.subjects()})
    said = placed_at(cursor, coordinates.position, ("decision",), reported) if reported else []
    delegated = delegated_decisions(delegated_at(cursor, coordinates.position)).values()
    by_right = _which(delegated), _which(let_decisions(said))
    names = names_at(cursor, coordinates.position)
    return forces_at(cursor, coordinates.year or 0, coordinates.position, coordinates.as_of, review, by_right, names)


def _which(decisions: Iterable[Decision]) -> set[Force]:
    return {(decision.key, decision.clause, decision.earliest, decision.latest) for decision in decisions}


def _proposal(cursor: Cursor, question: Question, place: Place) -> tuple[ProposalHead | None, Stage]:
    """Which named proposal a question is about: rival proposals are never summed."""
    if question.laid and (question.proposal is not None or question.stage not in (None, Stage.DECIDED)):
        detail = "Förslag läggs på det som är beslutat, inte på ett annat förslag."
        raise Refused(Refusal("coordinate-invalid", detail, right="with utan stage och proposal", where="with"))
    stage = question.stage_asked
    if stage is Stage.DECIDED:
        return None, stage
    heads = proposals_at(
        cursor,
        position=place.position,
        as_of=question.decided_by,
        year=question.budget_year,
        stage=stage.value if stage else None,
        proposal=question.proposal,
    )
    if question.proposal is not None and not heads:
        raise unknown(question.proposal)
    proposal = only_proposal(question, {head.proposal: head for head in heads}, question.budget_year)
    return (None, stage or Stage.PROPOSED) if proposal is None else (proposal, Stage(proposal.stage))


# --- Why nothing is seen ----------------------------------------------------------------------------------------


def why_empty(cursor: Cursor, view: FrameView) -> str:
    """Why nothing is seen at the coordinates."""
    coordinates = view.coordinates
    if coordinates.position == 0:
        return "Ingenting var registrerat än: liggaren fanns inte."
    if view.organisation is None:
        return f"Liggaren var inte öppnad vid position {coordinates.position}."
    if coordinates.stage is not Stage.DECIDED:
        return _why_no_proposal(cursor, coordinates)
    years = years_at(cursor, coordinates.position)
    if coordinates.year not in years:
        known = ", ".join(str(year) for year in years) or "inga alls"
        return f"Inga ramar för {coordinates.year} var registrerade vid position {coordinates.position}. År: {known}."
    said = f"Ingenting för {_asked_for(coordinates)} var beslutat till och med {coordinates.as_of}."
    return said + _below(cursor, coordinates)


def _below(cursor: Cursor, at: Coordinates) -> str:
    """A unit that has no frame of its own may have units below it that do."""
    if at.unit is None or at.subtree or at.tree_on is not None:
        return ""
    under = below(units_at(cursor, at.position, at.as_of, at.as_of), at.unit)
    return "" if len(under) == 1 else " Enheterna under den är med om man frågar efter hela delträdet (subtree)."


def _why_no_proposal(cursor: Cursor, coordinates: Coordinates) -> str:
    if coordinates.proposal is not None:
        return f"Förslaget {coordinates.proposal} säger ingenting om {_asked_for(coordinates)}."
    stage = coordinates.stage.value if coordinates.stage else None
    at = {"position": coordinates.position, "year": coordinates.year, "stage": stage}
    later = proposals_at(cursor, **at, as_of=date.max, proposal=None)
    if later:
        return f"Inget förslag för {coordinates.year} var lagt till och med {coordinates.as_of}."
    return f"Inga förslag för {coordinates.year} var registrerade vid position {coordinates.position}."


def _asked_for(coordinates: Coordinates) -> str:
    """The year, and the unit and the line when the question names them: `2026, enheten slk`."""
    kind = "" if coordinates.kind is None else f", {words.value(coordinates.kind)}"
    under = " och allt under den" if coordinates.subtree else ""
    unit = "" if coordinates.unit is None else f", enheten {coordinates.unit}{under}"
    line = "" if coordinates.line is None else f", anslagsposten {coordinates.line}"
    return f"{coordinates.year}{kind}{unit}{line}"
