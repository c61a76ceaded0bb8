"""Answers to questions about frames: the figures, what they rest on, and everything that stands beside them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

import msgspec
from psycopg.rows import dict_row

from ledger import words
from ledger.errors import Refusal, Refused
from ledger.rules.filling import REVIEWABLE
from ledger.values import OrganisationKind, Stage
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
    forces_at,
    frames_of,
    outside_of,
    proposals_at,
    totals_of,
    years_at,
)
from projections.projection import Cursor, sql_of
from projections.register import AFTERMATH, review_at
from projections.remembered import Remembered
from projections.units import units_at

_SQL: Final = sql_of("answers")

RECIPE: Final = "frames-1"
"""The version of the answer's form and rules. Another recipe may give other bytes for the same coordinates."""


class FramesAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Frames at a coordinate. Amounts are int öre. `undetermined`, `conditional` and `without_legal_force` (only when
    legal force is asked for) stand outside every total. `note` says why an answer is empty; `remarks` what to know
    about the figures as they stand together. `stale` is only there when entries are missing from it."""

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
    remarks: tuple[str, ...] = ()
    without_legal_force: list[Frame] = []


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
    with model.reading(question.known_at, question.min_position) as (cursor, place):
        answer = _answer(cursor, model, question, place)
    return Answered(answer, place.fixed and question.as_of is not None)


class Seen(msgspec.Struct, frozen=True):
    """What a question about frames sees at its coordinates: the rows of `facts_at`, which named proposal it is about,
    what the units are called there, and who keeps the ledger."""

    coordinates: Coordinates
    rows: list[dict[str, Any]]
    names: dict[str, str]
    proposal: ProposalHead | None
    organisation: str | None


def seen(cursor: Cursor, question: Question, place: Place, remembered: Remembered | None = None) -> Seen:
    """What a question sees; `remembered` spares it what has been read before.

    Raises Refused: unit-unknown, proposal-unknown, proposal-ambiguous.
    """
    day = as_of_day(question)
    # On a cursor of its own: where statements can be sent together, it comes back with the units.
    grounds = cursor.connection.cursor(row_factory=dict_row)
    grounds.execute(_SQL["ground"], {"position": place.position, "aftermath": AFTERMATH})
    names = {unit.unit: unit.name for unit in units_at(cursor, place.position, day, day, question.unit).values()}
    ground: dict[str, Any] = grounds.fetchone() or {}
    organisation = None if ground["name"] is None else ground
    _known_unit(cursor, question, names, place)
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
    forces = _forces(cursor, coordinates, organisation) if question.legal_force else None
    aftermath = (remembered or Remembered()).aftermath(cursor, tuple(ground["aftermath"]))
    rows = facts_at(cursor, aftermath, forces, **values) if asks else []
    return Seen(coordinates, rows, names, proposal, organisation["name"] if organisation else None)


def _answer(cursor: Cursor, model: ReadModel, question: Question, place: Place) -> FramesAnswer:
    found = seen(cursor, question, place, model.remembered)
    rows, names = found.rows, found.names
    frames = frames_of(rows, names)
    undetermined, conditional, without = (outside_of(rows, names, part) for part in _OUTSIDE)
    return FramesAnswer(
        model.ledger,
        found.coordinates,
        RECIPE,
        found.organisation,
        frames,
        totals_of(frames),
        undetermined,
        found.proposal,
        None if frames or undetermined or conditional or without else why_empty(cursor, found),
        staleness(question.known_at, place),
        conditional,
        (*_recommended_too(found.proposal), *_counted_twice(frames)),
        without,
    )


def _recommended_too(proposal: ProposalHead | None) -> Iterator[str]:
    """A recommendation also recommends what another proposal says, but for what it leaves out."""
    if proposal is not None and proposal.recommends is not None:
        yield f"Tillstyrkan gäller också förslaget {proposal.recommends}; dess belopp visas där, under det namnet."


_OUTSIDE: Final = ("undetermined", "conditional", "without-legal-force")
"""What stands outside every total, each in a list of its own."""


def _forces(cursor: Cursor, coordinates: Coordinates, organisation: dict[str, Any] | None) -> list[str]:
    """The decisions that have legal force at a coordinate. Raises Refused (coordinate-invalid) where none ever has."""
    if coordinates.stage is not Stage.DECIDED:
        detail = "Bara beslut kan vinna laga kraft, inte förslag."
        raise Refused(Refusal("coordinate-invalid", detail, right="legal_force utan stage och proposal"))
    if organisation is not None and OrganisationKind(organisation["kind"]) not in REVIEWABLE:
        who = f"{organisation['name']} är {words.value(organisation['kind'])}"
        detail = f"{who}: där finns ingen laglighetsprövning (KL 13:1), och inget beslut vinner laga kraft."
        raise Refused(Refusal("coordinate-invalid", detail, right="utan legal_force", where="legal_force"))
    review = review_at(cursor, coordinates.position)
    return forces_at(cursor, coordinates.year, coordinates.position, coordinates.as_of, review)


def _counted_twice(frames: Iterable[Frame]) -> Iterator[str]:
    """A unit that has both a total and lines of its own: no entry is wrong by itself, but the sum has both."""
    by_unit: dict[tuple[str, str], list[str]] = {}
    for frame in frames:
        by_unit.setdefault((frame.unit, frame.kind), []).append(frame.line)
    for (unit, kind), lines in by_unit.items():
        if "total" in lines and len(lines) > 1:
            named = ", ".join(line for line in lines if line != "total")
            yield f"{unit} {words.value(kind)}: både ”total” och egna poster ({named}) har belopp; summan räknar alla."


def _known_unit(cursor: Cursor, question: Question, names: dict[str, str], place: Place) -> None:
    """A unit nobody has registered is a mistake, except before anything was."""
    if question.unit is None or question.unit in names:
        return
    day = as_of_day(question)
    if known := units_at(cursor, place.position, day, day):
        detail = f"Enheten {question.unit} var inte registrerad vid position {place.position}."
        raise Refused(Refusal("unit-unknown", detail, question.unit, right=", ".join(sorted(known)[:20])))


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
    at = {"position": coordinates.position, "year": coordinates.year, "stage": coordinates.stage.value}
    later = proposals_at(cursor, **at, as_of=date.max, proposal=None)
    if later:
        return f"Inget förslag för {coordinates.year} var lagt till och med {coordinates.as_of}."
    return f"Inga förslag för {coordinates.year} var registrerade vid position {coordinates.position}."


def _asked_for(coordinates: Coordinates) -> str:
    """The year, and the unit and the line when the question names them: `2026, enheten slk`."""
    kind = "" if coordinates.kind is None else f", {words.value(coordinates.kind)}"
    unit = "" if coordinates.unit is None else f", enheten {coordinates.unit}"
    line = "" if coordinates.line is None else f", anslagsposten {coordinates.line}"
    return f"{coordinates.year}{kind}{unit}{line}"
