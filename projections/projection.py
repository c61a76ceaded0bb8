"""What a projection is: tables, and how one entry changes them. Disposable: everything here can be made anew."""

from collections.abc import Callable
from typing import Any

import msgspec
import psycopg
from psycopg.sql import SQL

from ledger.entry import Recorded
from ledger.events import Fact, RecordingErrorCorrected
from ledger.sqlfiles import composable, statements
from ledger.values import Basis

Cursor = psycopg.Cursor[dict[str, Any]]


class Projection(msgspec.Struct, frozen=True):
    """One read model: its name, its statements by name, its tables, and what it does with an entry.

    `apply` gets the position an entry has, what it claims (of a correction: the replacement) and on what basis, and may
    be called twice for the same entry. `forget` closes the known interval of an entry that has been corrected. `notice`
    is shown every entry itself, also one that only takes another away.
    """

    name: str
    sql: dict[str, SQL]
    tables: tuple[str, ...]
    apply: Callable[[Cursor, "Claim"], None]
    forget: Callable[[Cursor, int, int], None]
    notice: Callable[[Cursor, Recorded], None] = lambda _cursor, _recorded: None


class Claim(msgspec.Struct, frozen=True):
    """What an entry claims, and the entry it came from."""

    fact: Fact
    basis: Basis | None
    recorded: Recorded


def sql_of(name: str) -> dict[str, SQL]:
    """The statements of a projection's .sql file."""
    return {key: composable(statement) for key, statement in statements("projections", f"{name}.sql").items()}


def project(projection: Projection, cursor: Cursor, recorded: Recorded) -> None:
    """Lets one projection see one entry."""
    projection.notice(cursor, recorded)
    fact, basis = recorded.entry.fact, recorded.entry.basis
    if not isinstance(fact, RecordingErrorCorrected):
        projection.apply(cursor, Claim(fact, basis, recorded))
        return
    projection.forget(cursor, fact.corrects, recorded.position)
    if fact.replacement is not None:
        projection.apply(cursor, Claim(fact.replacement.fact, fact.replacement.basis, recorded))
