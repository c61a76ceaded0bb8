"""What a question about frames sees at its coordinates: the facts with their parts, the units, who keeps the ledger.

Every answer about frames stands on this, so that they all mean the same by the same coordinates.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec
from psycopg.rows import dict_row

from ledger import words
from ledger.errors import Refusal, Refused
from ledger.rules.filling import REVIEWABLE
from ledger.tree import UnitOnDay, below
from ledger.values import OrganisationKind, Stage
from projections.coordinates import Coordinates, Place, Question, check, coordinates_of
from projections.frames import (
    FrameScope,
    ProposalHead,
    ask_facts,
    facts_of,
    forces_at,
    proposals_at,
    years_at,
)
from projections.judging import Force, Row, judged
from projections.laying import NOTHING_LAID, Laid, aftermath_with, laid_proposals, rows_with
from projections.projection import Cursor, sql_of
from projections.register import AFTERMATH, review_at
from projections.remembered import Remembered
from projections.units import units_at

_SQL: Final = sql_of("seeing")


class Seen(msgspec.Struct, frozen=True):
    """What a question about frames sees: the facts as they are judged, the tree of units at the coordinates, which
    named proposal it is about, what is laid on top, and who keeps the ledger. `scope` is which frames were asked
    for."""

    coordinates: Coordinates
    scope: FrameScope
    rows: list[Row]
    units: Mapping[str, UnitOnDay]
    proposal: ProposalHead | None
    organisation: str | None
    laid: Laid = NOTHING_LAID

    @property
    def names(self) -> dict[str, str]:
        """What the units are called."""
        return {unit.unit: unit.name for unit in self.units.values()}


def seen(
    cursor: Cursor,
    question: Question,
    place: Place,
    remembered: Remembered | None = None,
    supposed: Laid = NOTHING_LAID,
) -> Seen:
    """What a question sees, with what is `supposed` laid on top; `remembered` spares it what has been read before.

    Raises Refused: year-out-of-range, unit-unknown, proposal-unknown, proposal-ambiguous, coordinate-invalid.
    """
    check(question.year)
    day, position = question.decided_by, place.position
    proposal, stage = _proposal(cursor, question, place)
    # On cursors of their own: where statements can be sent together, they all come back at once.
    grounds, facts = (cursor.connection.cursor(row_factory=dict_row) for _ in range(2))
    grounds.execute(_SQL["ground"], {"position": position, "aftermath": AFTERMATH})
    # A unit of the tree of another day may have its figures from any unit.
    elsewhere = question.tree_on is not None
    subtree = question.subtree and not elsewhere
    scope = _scope(question, None if question.unit is None or elsewhere else (question.unit,), proposal)
    if not subtree:
        ask_facts(facts, scope, position, day)
    alone = question.by is None and not question.subtree and not elsewhere
    units = units_at(cursor, position, day, day, question.unit if alone else None)
    if not elsewhere:
        _known_unit(cursor, question, units, place)
    if subtree:
        scope = _scope(question, _subtree(question, units), proposal)
        ask_facts(facts, scope, position, day)
    ground: dict[str, Any] = grounds.fetchone() or {}
    laid = laid_proposals(cursor, question.laid, position, day).plus(supposed)
    named = None if proposal is None else proposal.proposal
    coordinates = coordinates_of(question, position, year=question.budget_year, stage=stage, proposal=named)
    organisation = None if ground["name"] is None else ground
    rows: list[Row] = []
    if stage is Stage.DECIDED or proposal is not None:
        known = (remembered or Remembered()).aftermath(cursor, tuple(ground["aftermath"]))
        aftermath = aftermath_with(cursor, known, laid, position)
        if question.index_ppb is not None:
            aftermath = msgspec.structs.replace(aftermath, supposed_ppb=question.index_ppb)
        forces = _forces(cursor, coordinates, organisation) if question.legal_force else None
        every = rows_with(facts_of(facts, position), laid, scope, day)
        rows = judged(every, aftermath, day, forces)
    name = None if organisation is None else organisation["name"]
    return Seen(coordinates, scope, rows, units, proposal, name, laid)


def _scope(question: Question, units: tuple[str, ...] | None, proposal: ProposalHead | None) -> FrameScope:
    shape = (question.budget_year, units, question.line, question.kind)
    return FrameScope(*shape) if proposal is None else FrameScope(*shape, Stage(proposal.stage), proposal.proposal)


def _subtree(question: Question, units: Mapping[str, UnitOnDay]) -> tuple[str, ...] | None:
    """A unit and all below it, or every unit when none is named."""
    return None if question.unit is None else below(units, question.unit)


def _known_unit(cursor: Cursor, question: Question, units: Mapping[str, UnitOnDay], place: Place) -> None:
    """A unit nobody has registered is a mistake, except before anything was."""
    if question.unit is None or question.unit in units:
        return
    day = question.decided_by
    if known := units_at(cursor, place.position, day, day):
        detail = f"Enheten {question.unit} var inte registrerad vid position {place.position}."
        raise Refused(Refusal("unit-unknown", detail, question.unit, right=", ".join(sorted(known)[:20])))


def _forces(cursor: Cursor, coordinates: Coordinates, organisation: dict[str, Any] | None) -> set[Force]:
    """The decisions that have legal force at a coordinate. Raises Refused (coordinate-invalid) where none ever has."""
    if coordinates.stage is not Stage.DECIDED:
        detail = "Bara beslut kan vinna laga kraft, inte förslag."
        raise Refused(Refusal("coordinate-invalid", detail, right="legal_force utan stage och proposal"))
    if organisation is not None and OrganisationKind(organisation["kind"]) not in REVIEWABLE:
        who = f"{organisation['name']} är {words.value(organisation['kind'])}"
        detail = f"{who}: där finns ingen laglighetsprövning (KL 13:1), och inget beslut vinner laga kraft."
        raise Refused(Refusal("coordinate-invalid", detail, right="utan legal_force", where="legal_force"))
    review = review_at(cursor, coordinates.position)
    return forces_at(cursor, coordinates.year or 0, coordinates.position, coordinates.as_of, review)


def _proposal(cursor: Cursor, question: Question, place: Place) -> tuple[ProposalHead | None, Stage]:
    """Which named proposal a question is about: rival proposals are never summed."""
    stage = question.stage or (Stage.DECIDED if question.proposal is None else None)
    if stage is Stage.DECIDED and question.proposal is None:
        return None, stage
    if question.laid:
        detail = "Förslag läggs på det som är beslutat, inte på ett annat förslag."
        raise Refused(Refusal("coordinate-invalid", detail, right="with utan stage och proposal", where="with"))
    if stage is Stage.DECIDED:
        detail = f"Förslaget {question.proposal} är inget beslut."
        raise Refused(Refusal("coordinate-invalid", detail, right="stage=proposed eller stage=recommended"))
    found = proposals_at(
        cursor,
        position=place.position,
        as_of=question.decided_by,
        year=question.budget_year,
        stage=stage.value if stage else None,
        proposal=question.proposal,
    )
    if len(found) > 1:
        rivals = "; ".join(f"{one.proposal} ({one.body})" for one in found)
        detail = f"{len(found)} förslag finns för {question.budget_year}; de summeras aldrig."
        raise Refused(Refusal("proposal-ambiguous", detail, right=f"proposal=… med ett av: {rivals}"))
    if not found and question.proposal is not None:
        detail = f"Förslaget {question.proposal} fanns inte vid de koordinaterna."
        raise Refused(Refusal("proposal-unknown", detail, question.proposal))
    return (found[0], Stage(found[0].stage)) if found else (None, stage or Stage.PROPOSED)


# --- Why nothing is seen ----------------------------------------------------------------------------------------


def why_empty(cursor: Cursor, found: Seen) -> str:
    """Why nothing is seen at the coordinates."""
    coordinates = found.coordinates
    if coordinates.position == 0:
        return "Ingenting var registrerat än: liggaren fanns inte."
    if found.organisation is None:
        return f"Liggaren var inte öppnad vid position {coordinates.position}."
    if coordinates.stage is not Stage.DECIDED:
        return _why_no_proposal(cursor, coordinates)
    years = years_at(cursor, coordinates.position)
    if coordinates.year not in years:
        known = ", ".join(str(year) for year in years) or "inga alls"
        return f"Inga ramar för {coordinates.year} var registrerade vid position {coordinates.position}. År: {known}."
    return f"Ingenting för {_asked_for(coordinates)} var beslutat till och med {coordinates.as_of}."


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
