"""Answers to questions about frames: the figures, what they rest on, and everything that stands beside them."""

from datetime import date
from typing import Final

import msgspec

from ledger.errors import Refusal, Refused
from ledger.values import Stage
from projections.coordinates import (
    Coordinates,
    Place,
    Question,
    ReadModel,
    Staleness,
    as_of_day,
    asked,
    check,
    staleness,
)
from projections.frames import (
    Frame,
    FrameTotal,
    ProposalHead,
    facts_at,
    frames_of,
    outside_of,
    proposals_at,
    totals_of,
    years_at,
)
from projections.projection import Cursor
from projections.register import aftermath_at
from projections.units import organisation_at, units_at

RECIPE: Final = "frames-1"
"""The version of the answer's form and rules. Another recipe may give other bytes for the same coordinates."""


class FramesAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Frames at a coordinate. Amounts are int öre. `undetermined` and `conditional` stand outside every total. `note`
    says why an answer is empty. `stale` is only there when entries are missing from it."""

    ledger: str
    coordinates: Coordinates
    recipe: str
    organisation: str | None
    frames: list[Frame]
    totals: list[FrameTotal]
    undetermined: list[Frame]
    proposal: ProposalHead | None = None
    note: str | None = None
    stale: Staleness | None = None
    conditional: list[Frame] = []


class Answered(msgspec.Struct, frozen=True):
    """An answer, and whether its bytes are settled for ever."""

    answer: FramesAnswer
    settled: bool


def frames_answer(model: ReadModel, question: Question) -> Answered:
    """The frames at a question's coordinates.

    Raises Refused: year-out-of-range, position-beyond-head, projection-behind, projection-stopped, unit-unknown,
    proposal-unknown, and proposal-ambiguous with the rival proposals when a stage is asked for that several have.
    """
    check(question)
    place = model.place(question.known_at, question.min_position)
    with model.cursor() as cursor:
        answer = _answer(cursor, model.ledger, question, place)
    return Answered(answer, place.fixed and question.as_of is not None)


def _answer(cursor: Cursor, ledger: str, question: Question, place: Place) -> FramesAnswer:
    day = as_of_day(question)
    names = {unit.unit: unit.name for unit in units_at(cursor, place.position, day, day).values()}
    _known_unit(question, names, place)
    proposal, stage = _proposal(cursor, question, place)
    coordinates = Coordinates(
        question.year,
        day,
        asked(question.known_at),
        place.position,
        stage,
        proposal.proposal if proposal else None,
        question.unit,
        question.line,
        question.legal_force,
        question.index_ppb,
    )
    asks = stage is Stage.DECIDED or proposal is not None
    values = msgspec.structs.asdict(coordinates) | {"stage": stage.value}
    rows = facts_at(cursor, aftermath_at(cursor, place.position), **values) if asks else []
    frames = frames_of(rows, names)
    undetermined, conditional = (outside_of(rows, names, part) for part in ("undetermined", "conditional"))
    organisation = organisation_at(cursor, place.position)
    return FramesAnswer(
        ledger,
        coordinates,
        RECIPE,
        organisation["name"] if organisation else None,
        frames,
        totals_of(frames),
        undetermined,
        proposal,
        None if frames or undetermined or conditional else _why_empty(cursor, coordinates, organisation is not None),
        staleness(question.known_at, place),
        conditional,
    )


def _known_unit(question: Question, names: dict[str, str], place: Place) -> None:
    """A unit nobody has registered is a mistake, except before anything was."""
    if question.unit is not None and names and question.unit not in names:
        detail = f"Enheten {question.unit} var inte registrerad vid position {place.position}."
        raise Refused(Refusal("unit-unknown", detail, question.unit, right=", ".join(sorted(names)[:20])))


def _proposal(cursor: Cursor, question: Question, place: Place) -> tuple[ProposalHead | None, Stage]:
    """Which named proposal a question is about: rival proposals are never summed."""
    stage = question.stage or (Stage.DECIDED if question.proposal is None else None)
    if stage is Stage.DECIDED and question.proposal is None:
        return None, stage
    if stage is Stage.DECIDED:
        detail = f"Förslaget {question.proposal} är inget beslut."
        raise Refused(Refusal("coordinate-invalid", detail, right="stage=proposed eller stage=recommended"))
    found = proposals_at(
        cursor,
        position=place.position,
        as_of=as_of_day(question),
        year=question.year,
        stage=stage.value if stage else None,
        proposal=question.proposal,
    )
    if len(found) > 1:
        rivals = "; ".join(f"{one.proposal} ({one.body})" for one in found)
        detail = f"{len(found)} förslag finns för {question.year}; de summeras aldrig."
        raise Refused(Refusal("proposal-ambiguous", detail, right=f"proposal=… med ett av: {rivals}"))
    if not found and question.proposal is not None:
        detail = f"Förslaget {question.proposal} fanns inte vid de koordinaterna."
        raise Refused(Refusal("proposal-unknown", detail, question.proposal))
    return (found[0], Stage(found[0].stage)) if found else (None, stage or Stage.PROPOSED)


def _why_empty(cursor: Cursor, coordinates: Coordinates, opened: bool) -> str:
    if coordinates.position == 0:
        return "Ingenting var registrerat än: liggaren fanns inte."
    if not opened:
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
    at = {"position": coordinates.position, "year": coordinates.year, "stage": coordinates.stage.value}
    later = proposals_at(cursor, **at, as_of=date.max, proposal=None)
    if later:
        return f"Inget förslag för {coordinates.year} var lagt till och med {coordinates.as_of}."
    return f"Inga förslag för {coordinates.year} var registrerade vid position {coordinates.position}."


def _asked_for(coordinates: Coordinates) -> str:
    """The year, and the unit and the line when the question names them: `2026, enheten slk`."""
    unit = "" if coordinates.unit is None else f", enheten {coordinates.unit}"
    return f"{coordinates.year}{unit}" + ("" if coordinates.line is None else f", anslagsposten {coordinates.line}")
