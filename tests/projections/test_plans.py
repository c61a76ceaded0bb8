"""What a reader asks costs what it returns, not what the read model holds: each path has its index."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from typing import Any, Final

import psycopg
import pytest
from psycopg.sql import SQL

from api.app import Application
from ledger.log.database import Database, LedgerPlace
from ledger.log.embedded import EmbeddedServer
from projections.asking import frame_query as seeing
from projections.tables import frames
from projections.tables.frames import FrameScope
from projections.tables.projection import sql_of
from tests.conftest import cloned
from tests.given import AUTHOR, opening

Connection = psycopg.Connection[dict[str, Any]]

FILL_FACTS: Final = """
    INSERT INTO frame_fact
    SELECT n, 0, 'frame-adjusted', 'u' || n % 200, 'total', 'operating', 1990 + n % 100, NULL, n, 0, n,
           CASE WHEN n % 5 = 0 THEN 'proposed' ELSE 'decided' END, CASE WHEN n % 5 = 0 THEN 'p' || n % 500 END,
           '2025-11-24', '2025-11-24', 12, '', 1, n, n, CASE WHEN n % 7 = 0 THEN n + 1 END, '[]', NULL,
           CASE WHEN n % 5 > 0 THEN 'kf/ks2025/1/§' || n END, '{}'
    FROM generate_series(1, 50000) AS n
"""
FILL_PROPOSALS: Final = """
    INSERT INTO frame_proposal
    SELECT 'p' || n, n, 'proposed', 'KF', NULL, 'Protokoll', NULL, '2025-11-24', n, NULL
    FROM generate_series(0, 495, 5) AS n
"""
CORNER: Final[dict[str, Any]] = {"position": 60_000, "as_of": date(2026, 3, 1)}
FRAMES: Final = {**CORNER, **FrameScope(2026).columns}
ONE_UNIT: Final = {**CORNER, **FrameScope(2026, ("u36",)).columns}
JUDGED: Final = {"decision_keys": ["kf/ks2025/1/§36"], "clauses": [None], "days": [None]}
RESTING: Final = {**CORNER, "year": 2026, **JUDGED, "conditions": ["avtal"], "indices": ["pki"]}
IN_DECISION: Final = {"year": 2026, "decision_key": "kf/ks2025/1/§36", "position": 60_000}
AT_ONCE: Final = {**ONE_UNIT, "unit": "u36"}
SOME_UNITS: Final = {**CORNER, **FrameScope(2026, ("u36", "u37")).columns}
PROPOSALS: Final = {**CORNER, "year": 2026, "stage": "proposed", "proposal": None}
FETCHED: Final = """
    SELECT seq_scan::integer AS whole, idx_tup_fetch::integer AS fetched
    FROM pg_stat_xact_user_tables WHERE relname = 'frame_fact'
"""
KEPT: Final = "SELECT generic_plans > 0 AS generic FROM pg_prepared_statements WHERE statement LIKE '%unit BETWEEN%'"
STATEMENTS: Final = {
    **frames.PROJECTION.sql,
    **sql_of("projections.asking", "citations"),
    "facts_at": frames.FACTS_AT,
    "fetched": seeing.FETCHED,
}
YEARS: Final = {"position": 60_000, "first_year": 1990, "last_year": 2100}

OF_PROPOSALS: Final = {"frame_fact_frame", "frame_fact_proposal_year"}
"""Either is good: which is better depends on how many proposals a year has."""

OF_DECISION: Final = {"frame_fact_decision", "frame_fact_frame"}
"""One, or both together."""

QUESTIONS: Final = [
    pytest.param("facts_at", ONE_UNIT, {"frame_fact_frame"}, id="one unit's year"),
    pytest.param("fetched", AT_ONCE, {"frame_fact_frame"}, id="one unit's year, with all it stands on"),
    pytest.param("facts_at", SOME_UNITS, {"frame_fact_frame"}, id="some units' year"),
    pytest.param("facts_at", FRAMES, {"frame_fact_frame"}, id="a year"),
    pytest.param("facts_at", {**FRAMES, "stage": "proposed", "proposal": "p35"}, OF_PROPOSALS, id="a proposal's year"),
    pytest.param("resting_at", RESTING, {"frame_fact_frame"}, id="what rests on what is annulled in a year"),
    pytest.param("frame_facts_until", ONE_UNIT, {"frame_fact_frame"}, id="one unit's year, ever"),
    pytest.param("frame_facts_until", FRAMES, {"frame_fact_frame"}, id="a year, ever"),
    pytest.param("decided_in", IN_DECISION, OF_DECISION, id="what a decision does in a year"),
    pytest.param("proposals_at", {**PROPOSALS, "proposal": "p35"}, set(), id="a proposal by name"),
    pytest.param("proposals_at", PROPOSALS, OF_PROPOSALS, id="a year's proposals"),
    pytest.param("years_at", YEARS, {"frame_fact_frame"}, id="which years there are"),
    pytest.param(
        "close_frame_fact", {"entry_positions": [7], "known_tos": [9]}, {"frame_fact_pkey"}, id="a correction"
    ),
]


@pytest.fixture(scope="module", params=["no statistics", "analysed"])
def filled(request: pytest.FixtureRequest, server: EmbeddedServer) -> Iterator[tuple[Database, LedgerPlace]]:
    """Fifty thousand facts on a hundred years: right after a rebuild, and when the server has counted them."""
    with cloned(server) as database, closing(Application(database)) as application:
        application.record("stad", opening(), AUTHOR, "opening")
        place = application.ledger("stad").runner.place
        with database.connect(place.models_role, place.projection_schema, place.log_schema) as filling:
            filling.execute(FILL_FACTS)
            filling.execute(FILL_PROPOSALS)
            if request.param == "analysed":
                filling.execute("ANALYZE frame_fact, frame_proposal")
        yield database, place


@pytest.fixture
def large(filled: tuple[Database, LedgerPlace]) -> Iterator[Connection]:
    """A connection that nothing was asked over before: what is prepared on it is the test's own."""
    database, place = filled
    with database.connect(place.models_role, place.projection_schema, place.log_schema) as connection:
        yield connection


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def explained(connection: Connection, statement: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    query = SQL("EXPLAIN (FORMAT JSON) ") + STATEMENTS[statement]
    with connection.transaction():
        row = connection.execute(query, values).fetchone()
    assert row is not None
    return list(nodes(row["QUERY PLAN"][0]["Plan"]))


@pytest.mark.parametrize(("statement", "values", "index"), QUESTIONS)
def test_a_read_uses_its_index_and_never_reads_all_facts(
    large: Connection, statement: str, values: dict[str, Any], index: set[str]
) -> None:
    plan = explained(large, statement, values)
    scans = [node["Node Type"] for node in plan if node.get("Relation Name") == "frame_fact"]
    assert "Seq Scan" not in scans, plan
    used = {node["Index Name"] for node in plan if node.get("Index Name", "").startswith("frame_fact")}
    assert used <= index, plan
    assert bool(used) == bool(index), plan


def test_a_year_without_facts_is_not_looked_for_among_all_the_others(large: Connection) -> None:
    """Where the planner believes that almost any row will do, reading them all seems the quickest way to one."""
    with large.transaction(force_rollback=True):
        large.execute("UPDATE frame_fact SET year = 2000 + year % 10")
        large.execute("ANALYZE frame_fact")
        assert "Seq Scan" not in [node["Node Type"] for node in explained(large, "years_at", YEARS)]


def test_the_index_gives_one_units_rows_and_nothing_else(large: Connection) -> None:
    """2026 and u36 are the numbers 36, 236, 436 … up to 50 000: 250 facts, of which the decided and known are seen."""
    with large.transaction(), fetching(large, 250):
        rows = large.execute(frames.FACTS_AT, ONE_UNIT).fetchall()
    numbers = [n for n in range(36, 50_001, 200) if n % 5 and n % 7]
    assert sorted(row["entry_position"] for row in rows) == numbers


def test_a_plan_that_is_kept_for_all_values_uses_the_index_too(large: Connection) -> None:
    """The driver prepares a statement that is asked often, and the server may then keep one plan for all values."""
    with large.transaction():
        large.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        with fetching(large, 250):
            large.execute(frames.FACTS_AT, ONE_UNIT, prepare=True)
        assert large.execute(KEPT).fetchone() == {"generic": True}


@pytest.mark.parametrize("position", [None, 60_000])
def test_one_plan_serves_every_question_without_being_told_to(large: Connection, position: int | None) -> None:
    """Planning costs more than the answer: the server must find that a plan for all values is as good as one for each,
    which is what it compares after five."""
    units = [f"u{number}" for number in range(0, 200, 10)]
    with large.transaction():
        for unit in units:
            values = {**AT_ONCE, **FrameScope(2026, (unit,)).columns, "unit": unit, "position": position}
            large.execute(seeing.FETCHED, values, prepare=True)
        assert large.execute(KEPT).fetchone() == {"generic": True}


@contextmanager
def fetching(connection: Connection, facts: int) -> Iterator[None]:
    """So many facts come out of an index meanwhile, and no time are all of them read."""
    before = connection.execute(FETCHED).fetchone()
    yield
    after = connection.execute(FETCHED).fetchone()
    assert before is not None
    assert after == {"whole": before["whole"], "fetched": before["fetched"] + facts}
