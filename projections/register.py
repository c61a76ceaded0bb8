"""The register: every fact that is about something other than a frame or a unit, found by what it is about.

What holds at a coordinate is reckoned from the facts themselves, by the functions that the rules use too; here is only
where to find them.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from psycopg import Cursor

from ledger.aftermath import Aftermath, aftermath_of
from ledger.codec import decode
from ledger.effects import first_recording
from ledger.held import Held, decided_by, held_facts
from ledger.rules.corrections import claimed
from ledger.when import swedish_day
from projections.projection import Claim, Projection, sql_of

_SQL: Final = sql_of("register")

AFTERMATH: Final = "aftermath"
"""Under which everything stands that changes decisions that stand already."""


# --- Writing ----------------------------------------------------------------------------------------------------


def _apply(cursor: Cursor[dict[str, Any]], claim: Claim) -> None:
    position = claim.recorded.position
    rows = [
        {"entry_position": position, "subject": subject, "kind": kind_of(subject), "known_from": position}
        for subject in _subjects(claim)
    ]
    if rows:
        cursor.executemany(_SQL["insert_entry"], rows)


def _subjects(claim: Claim) -> Iterable[str]:
    """What an entry is about: the decision it rests on, and what it and the facts inside it are about."""
    decision = () if claim.basis is None else (f"decision:{claim.basis.decision_key}",)
    held = held_facts(claim.fact, claim.basis, (claim.recorded.position, date.min), claim.recorded.position)
    aftermath = (tag for tag in claim.fact.tags() if tag == AFTERMATH)
    return dict.fromkeys((*decision, *aftermath, *(subject for one in held for subject in one.fact.subjects())))


def kind_of(subject: str) -> str:
    """`reservation:smart-stad` is a reservation; a subject without a name is a kind of its own."""
    return subject.partition(":")[0]


def _forget(cursor: Cursor[dict[str, Any]], entry_position: int, known_to: int) -> None:
    cursor.execute(_SQL["close_entries"], {"entry_position": entry_position, "known_to": known_to})


PROJECTION: Final = Projection("register", _SQL, ("register_entry",), _apply, _forget)


# --- Reading ----------------------------------------------------------------------------------------------------


def held_at(
    cursor: Cursor[dict[str, Any]], position: int, kinds: Sequence[str], subjects: Sequence[str] | None = None
) -> list[Held]:
    """Every fact about some kinds of subjects (or only about some subjects), as known at a position, in order of
    position: also those that are only proposed, and those that no longer stand."""
    values = {"position": position, "kinds": list(kinds), "subjects": None if subjects is None else list(subjects)}
    found: list[Held] = []
    for row in cursor.execute(_SQL["entries_at"], values):
        entry = decode(row["type"], bytes(row["data"]))
        fact, basis = claimed(entry)
        if fact is not None:
            first = first_recording(entry.fact, row["position"], swedish_day(row["recorded_at"]))
            found += held_facts(fact, basis, first, row["position"])
    return found


def aftermath_at(cursor: Cursor[dict[str, Any]], position: int) -> Aftermath:
    """What has changed decisions that stand already, as known at a position."""
    return aftermath_of(held_at(cursor, position, (AFTERMATH,)))


def standing_at(held: Iterable[Held], aftermath: Aftermath, as_of: date) -> list[Held]:
    """Those of some facts that were decided by a day and stand on it, in decided order."""
    return [one for one in decided_by(held, as_of) if aftermath.stands(one, as_of)]
