"""Frames: what every frame was, as decided by any day and known at any position.

Definitions: a frame is its latest *set* decided by the day (a budget outranks a plan), plus the *changes* after it in
decided order. A unit's frame is its own: units above and below it have theirs, and totals add them all. Facts that are
only proposed or recommended belong to a named proposal and never enter a decided frame.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

import msgspec
from psycopg import Cursor

from ledger.aftermath import NO_AFTERMATH, Aftermath
from ledger.decisions import Decision, body_of, status_on
from ledger.effects import Effect, Sides, decided_place, effects, first_recording
from ledger.events import Fact, NamedProposal, RecommendationMade, family, stored_name
from ledger.held import Held
from ledger.money import amount_text
from ledger.notices import sets_in_the_way, warning_text
from ledger.rules.state import frame_label
from ledger.values import FrameKey, FrameKind
from ledger.when import FIRST_YEAR, LAST_YEAR, swedish_day
from projections.projection import Claim, Projection, sql_of

_SQL: Final = sql_of("frames")


# --- Writing ----------------------------------------------------------------------------------------------------


def _apply(cursor: Cursor[dict[str, Any]], claim: Claim) -> None:
    match claim.fact:
        case NamedProposal() as fact:
            _insert_proposal(cursor, claim, fact)
            proposed = [(inner, effect) for inner in fact.facts for effect in effects(inner)]
            _insert_facts(cursor, claim, proposed, fact.stage.value, fact.proposal)
        case fact:
            decided = [(inner, effect) for inner in fact.decides() for effect in effects(inner)]
            _insert_facts(cursor, claim, decided, "decided", None)


def _insert_proposal(cursor: Cursor[dict[str, Any]], claim: Claim, fact: NamedProposal) -> None:
    if claim.basis is None:
        raise ValueError(f"the proposal at {claim.recorded.position} has no basis")
    values = {
        "proposal": fact.proposal,
        "entry_position": claim.recorded.position,
        "stage": fact.stage.value,
        "body": claim.basis.body,
        "proposer": fact.proposer,
        "document": claim.basis.source.title,
        "recommends": fact.recommends if isinstance(fact, RecommendationMade) else None,
        "decided_earliest": _place(claim)["decided_earliest"],
        "known_from": claim.recorded.position,
    }
    cursor.execute(_SQL["insert_proposal"], values)


def _insert_facts(
    cursor: Cursor[dict[str, Any]],
    claim: Claim,
    found: Sequence[tuple[Fact, Effect]],
    stage: str,
    proposal: str | None,
) -> None:
    if not found:
        return
    shared = {
        **_place(claim),
        "entry_position": claim.recorded.position,
        "known_from": claim.recorded.position,
        "stage": stage,
        "proposal": proposal,
        "warnings": msgspec.json.encode(claim.recorded.entry.recording.warnings).decode(),
        "decision_key": claim.basis.decision_key if claim.basis and proposal is None else None,
        "conditions": list(claim.basis.conditions) if claim.basis and proposal is None else [],
        "body": body_of(claim.basis.body) if claim.basis and proposal is None else None,
    }
    rows = [
        {**shared, "ordinal": ordinal, "family": family(stored_name(type(fact))), **_effect_columns(effect)}
        for ordinal, (fact, effect) in enumerate(found)
    ]
    cursor.executemany(_SQL["insert_fact"], rows)


def _effect_columns(effect: Effect) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(effect.frame),
        "kind": effect.frame.kind.value,
        "sets": None if effect.sets is None else effect.sets.value,
        "index_name": effect.index,
        **msgspec.structs.asdict(effect.sides),
    }


def _place(claim: Claim) -> dict[str, Any]:
    """Where a claim stands on the decided clock; a correction keeps the place of what it corrects."""
    recorded = claim.recorded
    place, recorded_on = first_recording(recorded.entry.fact, recorded.position, swedish_day(recorded.recorded_at))
    earliest, decided = decided_place(claim.basis, recorded_on, place)
    return {
        "decided_earliest": earliest,
        "decided_latest": decided.latest,
        "paragraph_number": decided.paragraph_number,
        "paragraph_suffix": decided.paragraph_suffix,
        "clause": decided.clause,
        "place": decided.position,
    }


def _forget(cursor: Cursor[dict[str, Any]], entry_position: int, known_to: int) -> None:
    values = {"entry_position": entry_position, "known_to": known_to}
    cursor.execute(_SQL["close_facts"], values)
    cursor.execute(_SQL["close_proposal"], values)


PROJECTION: Final = Projection("frames", _SQL, ("frame_fact", "frame_proposal"), _apply, _forget)


# --- Reading ----------------------------------------------------------------------------------------------------


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry's part in a frame: counted, replaced by a later set, undetermined (its day is not settled), annulled,
    conditional (what the decision waits for has not come), or without legal force. `annulled_on`: the day from which a
    final judgment annuls it, also when that is later than the answer. `index`: what its amount grows by, and
    `index_ppb` how much, in billionths; None while that is not decided."""

    position: int
    family: str
    part: str
    decided_earliest: date
    decided_latest: date
    net_ore: int | None
    net_text: str | None
    costs_ore: int | None = None
    revenues_ore: int | None = None
    expenditures_ore: int | None = None
    receipts_ore: int | None = None
    annulled_on: date | None = None
    index: str | None = None
    index_ppb: int | None = None


class FrameWarning(msgspec.Struct, frozen=True):
    """A warning that belongs to an entry behind a frame."""

    position: int
    code: str
    text: str


class Frame(msgspec.Struct, frozen=True, omit_defaults=True):
    """A frame's figures at a coordinate, in öre and as text. Gross None means that only the net is known. For
    investments the sides are expenditures and receipts. `commitment` None: no set is known, only changes.
    `undecided_indices`: the figures are without these, and not settled before they are decided."""

    unit: str
    unit_name: str
    line: str
    kind: str
    year: int
    commitment: str | None
    net_ore: int | None
    net_text: str | None
    parts: tuple[Part, ...]
    costs_ore: int | None = None
    costs_text: str | None = None
    revenues_ore: int | None = None
    revenues_text: str | None = None
    expenditures_ore: int | None = None
    expenditures_text: str | None = None
    receipts_ore: int | None = None
    receipts_text: str | None = None
    gross_known: bool = True
    warnings: tuple[FrameWarning, ...] = ()
    undecided_indices: tuple[str, ...] = ()


class FrameTotal(msgspec.Struct, frozen=True, omit_defaults=True):
    """The sum of the frames of one kind; a side that is unknown in any of them is unknown in the sum."""

    kind: str
    net_ore: int | None
    net_text: str | None
    frames: int
    costs_ore: int | None = None
    costs_text: str | None = None
    revenues_ore: int | None = None
    revenues_text: str | None = None
    expenditures_ore: int | None = None
    expenditures_text: str | None = None
    receipts_ore: int | None = None
    receipts_text: str | None = None
    undecided_indices: tuple[str, ...] = ()


class ProposalHead(msgspec.Struct, frozen=True, omit_defaults=True):
    """A named proposal: who made it and in which document. `recommends`: the proposal that it recommends, whose amounts
    are shown under its own name."""

    proposal: str
    stage: str
    body: str
    proposer: str | None
    document: str
    recommends: str | None = None


_SIDES: Final = {
    "operating": (("costs", "costs"), ("revenues", "revenues"), ("net", "net")),
    "investment": (("costs", "expenditures"), ("revenues", "receipts"), ("net", "net")),
}
"""For each kind, the stored side and the name it has in an answer."""


def facts_at(
    cursor: Cursor[dict[str, Any]],
    aftermath: Aftermath = NO_AFTERMATH,
    forces: list[str] | None = None,
    index_ppb: int | None = None,
    **coordinates: Any,
) -> list[dict[str, Any]]:
    """The rows a coordinate sees, in order of frame and then decided order, with the warnings that still hold.

    `aftermath` is what has changed decisions that stand already, as known there. `forces` are the decisions that have
    gained legal force, when only those count. `index_ppb` is what every undecided index is supposed to be.
    """
    as_of = coordinates["as_of"]
    values = coordinates | _aftermath_columns(aftermath, as_of) | {"forces": forces}
    found = cursor.execute(_SQL["facts_at"], values).fetchall()
    rows = [_indexed(row, index_ppb, aftermath, as_of) for row in found]
    named = {position for row in rows for warning in row["warnings"] for position in _in_the_way(warning)}
    if not named:
        return rows
    gone = named - sets_standing(cursor, named, coordinates["position"])
    return [row | {"warnings": [one for one in row["warnings"] if gone.isdisjoint(_in_the_way(one))]} for row in rows]


def _aftermath_columns(aftermath: Aftermath, as_of: date) -> dict[str, Any]:
    """Judgments and conditions as the statement takes them."""
    annulled = aftermath.annulments
    return {
        "annulled_keys": [one.decision.key for one in annulled],
        "annulled_clauses": [one.decision.clause for one in annulled],
        "annulled_days": [one.decision.decided_on for one in annulled],
        "final_days": [one.final_on for one in annulled],
        "conditions_met": [name for name, met_on in aftermath.met.items() if met_on <= as_of],
    }


def _indexed(row: dict[str, Any], supposed_ppb: int | None, aftermath: Aftermath, as_of: date) -> dict[str, Any]:
    """A row with its warnings and the index it names: as decided by the day, or else as the question supposes it."""
    row["warnings"] = row["warnings"] or []
    index = row["index_name"]
    decided = None if index is None else aftermath.index_rate(index, as_of)
    rate = supposed_ppb if decided is None and index is not None else decided
    if rate is None:
        return row | {"index_ppb": None}
    amount = Sides(row["costs_ore"], row["revenues_ore"], row["net_ore"])
    return row | {"index_ppb": rate, "unindexed": amount} | msgspec.structs.asdict(amount.plus(amount.share(rate)))


def forces_at(cursor: Cursor[dict[str, Any]], year: int, position: int, as_of: date, review: list[Held]) -> list[str]:
    """The decisions about the frames of a year that have legal force on a day, as `facts_at` takes them. `review` is
    all that is known, at the position, to have come of decisions."""
    rows = cursor.execute(_SQL["decisions_at"], {"year": year, "position": position}).fetchall()
    found = ((row, status_on(review, _decision(row), as_of)) for row in rows)
    return [
        f"{row['decision_key']}#{row['clause']}#{row['decided_latest']}"
        for row, status in found
        if status.in_force(as_of)
    ]


def _decision(row: dict[str, Any]) -> Decision:
    paragraph = (row["paragraph_number"], row["paragraph_suffix"])
    days = (row["decided_earliest"], row["decided_latest"])
    return Decision(row["decision_key"], row["body"], paragraph, row["clause"], *days)


def _in_the_way(warning: dict[str, Any]) -> tuple[int, ...]:
    return sets_in_the_way(warning["code"], warning.get("values", {}))


def sets_standing(cursor: Cursor[dict[str, Any]], positions: set[int], position: int) -> set[int]:
    """A set that has been corrected away by a position stands in nobody's way there."""
    values = {"positions": sorted(positions), "position": position}
    return {row["entry_position"] for row in cursor.execute(_SQL["standing_at"], values)}


def frames_set(cursor: Cursor[dict[str, Any]], years: Iterable[int], position: int, as_of: date) -> set[FrameKey]:
    """The frames of some years that have been set by a day, as known at a position."""
    values = {"years": sorted(years), "position": position, "as_of": as_of}
    return {msgspec.convert(row, FrameKey) for row in cursor.execute(_SQL["frames_set"], values)}


def proposals_at(cursor: Cursor[dict[str, Any]], **coordinates: Any) -> list[ProposalHead]:
    """The named proposals a coordinate sees."""
    rows = cursor.execute(_SQL["proposals_at"], coordinates).fetchall()
    return [msgspec.convert(row, ProposalHead) for row in rows]


def years_at(cursor: Cursor[dict[str, Any]], position: int) -> list[int]:
    """The years that have any decided fact, as known at a position."""
    values = {"position": position, "first_year": FIRST_YEAR, "last_year": LAST_YEAR}
    return [row["year"] for row in cursor.execute(_SQL["years_at"], values)]


def frames_of(rows: Iterable[dict[str, Any]], unit_names: dict[str, str]) -> list[Frame]:
    """Adds up what `facts_at` found: one frame for each unit, line and kind that has anything counted."""
    groups = groupby(rows, key=lambda row: (row["unit"], row["line"], row["kind"]))
    frames = [_frame(list(group), unit_names) for _, group in groups]
    return [frame for frame in frames if any(part.part == "counted" for part in frame.parts)]


def outside_of(rows: Iterable[dict[str, Any]], unit_names: dict[str, str], part: str) -> list[Frame]:
    """The facts that stand outside the totals for one reason (`undetermined`, `conditional`), each with its own
    amount."""
    return [_frame([row], unit_names, counts=part) for row in rows if row["part"] == part]


def totals_of(frames: Iterable[Frame]) -> list[FrameTotal]:
    """One total for operating money and one for investments; the two are never added together."""
    found = list(frames)
    return [_total(kind, [frame for frame in found if frame.kind == kind]) for kind in _SIDES]


def _total(kind: str, frames: list[Frame]) -> FrameTotal:
    figures = {name: [getattr(frame, f"{name}_ore") for frame in frames] for _, name in _SIDES[kind]}
    undecided = tuple(sorted({index for frame in frames for index in frame.undecided_indices}))
    sums = written({n: _sum(ore) for n, ore in figures.items()})
    return FrameTotal(kind=kind, frames=len(frames), undecided_indices=undecided, **sums)


def _sum(amounts: list[int | None]) -> int | None:
    return None if None in amounts else sum(ore for ore in amounts if ore is not None)


def written(amounts: dict[str, int | None]) -> dict[str, Any]:
    """Amounts by name, each in öre and as text: `net` as `net_ore` and `net_text`."""
    texts = {f"{name}_text": None if ore is None else amount_text(ore) for name, ore in amounts.items()}
    return {f"{name}_ore": ore for name, ore in amounts.items()} | texts


def _frame(rows: list[dict[str, Any]], unit_names: dict[str, str], counts: str = "counted") -> Frame:
    first = rows[0]
    counted = [row for row in rows if row["part"] == counts]
    sums = {name: _sum([row[f"{side}_ore"] for row in counted]) for side, name in _SIDES[first["kind"]]}
    return Frame(
        unit=first["unit"],
        unit_name=unit_names.get(first["unit"], first["unit"]),
        line=first["line"],
        kind=first["kind"],
        year=first["year"],
        commitment=first["commitment"] if counts == "counted" else first["sets"],
        parts=tuple(_part(row) for row in rows),
        gross_known=all(ore is not None for ore in sums.values()),
        warnings=tuple(dict.fromkeys(warning for row in rows for warning in _warnings(row))),
        undecided_indices=_undecided(counted),
        **written(sums),
    )


def _undecided(rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """The indices that some amounts wait for."""
    return tuple(sorted({row["index_name"] for row in rows if row["index_name"] and row["index_ppb"] is None}))


def _part(row: dict[str, Any]) -> Part:
    amounts = {f"{name}_ore": row[f"{side}_ore"] for side, name in _SIDES[row["kind"]]}
    return Part(
        position=row["entry_position"],
        family=row["family"],
        part=row["part"],
        decided_earliest=row["decided_earliest"],
        decided_latest=row["decided_latest"],
        net_text=None if row["net_ore"] is None else amount_text(row["net_ore"]),
        annulled_on=row["annulled_on"],
        index=row["index_name"],
        index_ppb=row["index_ppb"],
        **amounts,
    )


def _warnings(row: dict[str, Any]) -> Iterable[FrameWarning]:
    """What was noticed when a row was recorded, unless the answer itself says otherwise by now."""
    for warning in row["warnings"]:
        values = warning.get("values", {})
        if not (warning["code"] == "frame-not-set" and _is_set(row, values["frame"])):
            yield FrameWarning(row["entry_position"], warning["code"], warning_text(warning["code"], values))


def _is_set(row: dict[str, Any], named: str) -> bool:
    """Whether the frame that a warning names is a row's own, and has a set. A transfer warns of both its frames."""
    frame = FrameKey(row["unit"], FrameKind(row["kind"]), row["year"], row["line"])
    return row["commitment"] is not None and frame_label(frame) == named
