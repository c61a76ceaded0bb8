"""The rows of the table: what is measured against what, and the target it has."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count, cycle
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter_ns
from typing import Any, Final

import msgspec
import psycopg
from psycopg.rows import dict_row

from api.app import Application, OpenLedger
from ledger.events import FrameAdjusted
from ledger.log.database import Database
from ledger.log.entry import Entry
from ledger.log.migrations import create_ledger
from ledger.meaning.frames import frames_on
from ledger.recording import Author, Command, record
from ledger.values import FrameKey, FrameKind, OperatingAmount
from projections.asking.question import Question
from projections.frames.current import frames_answer
from projections.tables.frames import FrameScope, facts_at
from projections.tables.register import later_acts_at
from tests.bench.ledgers import FIRST_DAY, OPENED, ROWS, UNITS, YEAR, basis_of, fill
from tests.bench.measuring import Call, Ratio, in_turns, nanoseconds, ratio

AT_RANDOM: Final = 5_000
"""How many random coordinates are asked about: more than are ever asked, so that none comes twice."""

SECOND: Final = 1_000_000_000


class Row(msgspec.Struct, frozen=True):
    """One row. Ratios in thousandths; `target` as it is written, such as `≤ 4`; `detail`: what the ratio is of."""

    name: str
    ratio: Ratio
    target: str | None
    detail: str


class Sizes(msgspec.Struct, frozen=True):
    """How much is measured: entries that fill the large ledger, entries replayed, commands recorded, rounds, calls."""

    events: int
    replayed: int
    recorded: int
    rounds: int
    calls: int


def sizes() -> Sizes:
    """From the environment: BENCH_EVENTS and the others."""
    given = {"events": 200_000, "replayed": 20_000, "recorded": 100, "rounds": 3, "calls": 300}
    return Sizes(**{name: int(os.environ.get(f"BENCH_{name.upper()}", size)) for name, size in given.items()})


def filled(application: Application, name: str, filling: int, say: Callable[[str], None]) -> OpenLedger:
    """A ledger with everything in it, taken in."""
    start = perf_counter_ns()
    create_ledger(application.database, name)
    ledger = application.ledger(name)
    fill(ledger.log, filling)
    appended = perf_counter_ns()
    head = ledger.runner.catch_up()
    taken_in = perf_counter_ns()
    rates = (head * SECOND // (appended - start), head * SECOND // (taken_in - appended))
    say(f"{name}: {head} entries, appended at {rates[0]}/s, taken in at {rates[1]}/s")
    return ledger


# --- Reading ----------------------------------------------------------------------------------------------------


def reading(small: OpenLedger, large: OpenLedger, database: Database, size: Sizes) -> Iterator[Row]:
    """One unit's frame ÷ `SELECT 1`, in the small ledger and in the large one."""
    for where in ("head", "random"):
        with _asking(small, database, where) as asked, _asking(large, database, where) as asked_large:
            calls = asked | {f"large {name}": call for name, call in asked_large.items()}
            times = in_turns(calls, size.rounds, size.calls)
        yield from _reading_rows(where, times, size.events)


def _reading_rows(where: str, times: dict[str, list[int]], events: int) -> Iterator[Row]:
    place = {"head": "at head", "random": "at random coordinates"}[where]
    micro = {name: sorted(every)[len(every) // 2] // 1_000 for name, every in times.items()}
    for key, one, what in (("whole", "read one", "whole read"), ("bare", "bare one", "facts_at")):
        said = f"{micro[key]} µs ÷ {micro[one]} µs"
        yield Row(f"{what} ÷ SELECT 1, {place}", ratio(times[key], times[one]), "≤ 4", said)
    said = f"{micro['whole']} µs ÷ {micro['bare one']} µs, no transaction around it"
    yield Row(f"whole read ÷ bare SELECT 1, {place}", ratio(times["whole"], times["bare one"]), None, said)
    for key, what in (("whole", "whole read"), ("bare", "facts_at")):
        said = f"{micro[f'large {key}']} µs ÷ {micro[key]} µs"
        yield Row(
            f"{what} with {events:,} other events ÷ without, {place}",
            ratio(times[f"large {key}"], times[key]),
            "≤ 1.3",
            said,
        )


@contextmanager
def _asking(ledger: OpenLedger, database: Database, where: str) -> Iterator[dict[str, Call]]:
    """The calls on one ledger: the whole read and `SELECT 1` from the same pool, both in a transaction; and the bare
    statements on a connection that is open, with the same role and schemas."""
    place, head = ledger.runner.place, ledger.log.head()
    parameters = database.parameters(place.log_role, place.projection_schema, place.log_schema)
    questions = cycle(_questions(head, where))
    pool = database.carrying(place.log_role, place.projection_schema, place.log_schema)
    with psycopg.Connection.connect(**parameters, row_factory=dict_row, autocommit=True) as connection:
        cursor = connection.cursor()
        later_acts = later_acts_at(cursor, head)
        bare = cycle(
            (asked.unit or "", asked.known_at if isinstance(asked.known_at, int) else head, asked.decided_by)
            for asked in _questions(head, where)
        )

        def read_one() -> object:
            with pool.connection() as pooled, pooled.transaction():
                return pooled.execute("SELECT 1").fetchone()

        def read_bare() -> object:
            unit, position, as_of = next(bare)
            return frames_on(facts_at(cursor, FrameScope(YEAR, (unit,)), position, as_of), later_acts, as_of)

        yield {
            "read one": read_one,
            "bare one": lambda: cursor.execute("SELECT 1").fetchone(),
            "whole": lambda: frames_answer(ledger.model, next(questions)),
            "bare": read_bare,
        }


def _questions(head: int, where: str) -> list[Question]:
    random, last = Random(2026), FIRST_DAY + timedelta(days=14 * ROWS)
    if where == "head":
        return [Question(year=YEAR, as_of=last, known_at=None, unit=unit) for unit in UNITS]
    days = [FIRST_DAY + timedelta(days=random.randrange(14 * ROWS)) for _ in range(AT_RANDOM)]
    return [
        Question(year=YEAR, as_of=day, known_at=random.randint(OPENED, head), unit=random.choice(UNITS)) for day in days
    ]


# --- Replaying --------------------------------------------------------------------------------------------------


RAW_PAGE: Final = 1_000
"""Entries fetched at a time when they are read raw: as many as the log fetches."""


def replaying(ledger: OpenLedger, database: Database, size: Sizes) -> Iterator[Row]:
    """Events/s of walking through the log, and of a rebuild, each ÷ events/s of reading and decoding the same bytes
    with nothing around it: a binary cursor on ranges of positions, and one decoder."""
    head = ledger.log.head()
    place = ledger.runner.place
    parameters = database.parameters(place.log_role, place.log_schema)
    with psycopg.connect(**parameters, autocommit=True) as connection, connection.cursor(binary=True) as cursor:
        calls: dict[str, Call] = {
            "raw": lambda: _read_raw(cursor, head),
            "stream": lambda: sum(1 for _ in ledger.log.stream()),
            "rebuild": ledger.runner.rebuild,
        }
        times: dict[str, list[int]] = {name: [] for name in calls}
        for _ in range(size.rounds):
            for name, call in calls.items():
                times[name].append(nanoseconds(call))
    rates = {name: head * SECOND // sorted(every)[len(every) // 2] for name, every in times.items()}
    for name, what, target in (("stream", "Log.stream", "≥ 0.8"), ("rebuild", "rebuild of the read models", None)):
        said = f"{rates[name]} ÷ {rates['raw']} events/s, {head} events"
        yield Row(f"{what} ÷ raw reading and decoding", ratio(times["raw"], times[name]), target, said)


def _read_raw(cursor: psycopg.Cursor[Any], head: int) -> None:
    decode = msgspec.json.Decoder(Entry, strict=True).decode
    for start in range(0, head, RAW_PAGE):
        for _, _, data, _ in cursor.execute(RAW, (start, start + RAW_PAGE)):
            decode(data)


RAW: Final = """
    SELECT position, type, data, recorded_at FROM event WHERE position > %s AND position <= %s ORDER BY position
"""


# --- Recording --------------------------------------------------------------------------------------------------


def recording(ledger: OpenLedger, database: Database, size: Sizes) -> Iterator[Row]:
    """Commands/s of one fact, through the rules, ÷ single-row INSERTs/s, both with fsync on; and the same of taking in
    what each of them recorded."""
    numbers = count(1)

    def command() -> object:
        number = next(numbers)
        frame = FrameKey(UNITS[number % len(UNITS)], FrameKind.OPERATING, YEAR)
        fact = FrameAdjusted(frame, OperatingAmount(number, 0))
        asked = Command((fact,), basis_of(20_000 + number, FIRST_DAY + timedelta(days=300)))
        return record(ledger.log, ledger.name, asked, Author("bench-1", "bench"), f"bench-{number}")

    with psycopg.connect(**database.owner_login, autocommit=True) as connection:
        connection.execute("CREATE TABLE raw (number bigint PRIMARY KEY, said text NOT NULL)")

        def insert() -> object:
            return connection.execute("INSERT INTO raw VALUES (%s, %s)", (next(numbers), "x" * 400))

        calls: dict[str, Call] = {"record": command, "take in": ledger.runner.catch_up, "insert": insert}
        times = in_turns(calls, size.rounds, size.recorded)
    rates = {name: SECOND // sorted(every)[len(every) // 2] for name, every in times.items()}
    for name, what, unit in (("record", "one-fact commands", "commands"), ("take in", "one entry taken in", "entries")):
        said = f"{rates[name]} {unit}/s ÷ {rates['insert']} commits/s"
        yield Row(f"{what} ÷ single-row INSERT commits", ratio(times["insert"], times[name]), None, said)


# --- The demo ---------------------------------------------------------------------------------------------------


def demo(size: Sizes) -> Iterator[Row]:
    """How long `liggare demo --no-serve` takes on an empty data directory, over `liggare ledgers` on it afterwards."""
    first, again = [], []
    liggare = Path(sys.executable).with_name("liggare")
    for _ in range(size.rounds):
        with TemporaryDirectory(prefix="liggare-bench-", ignore_cleanup_errors=True) as directory:
            Path(directory).chmod(0o711)
            there = os.environ | {"LIGGARE_DATA_DIR": f"{directory}/data"}

            def run(there: dict[str, str] = there) -> None:
                subprocess.run([str(liggare), "demo", "--no-serve"], env=there, check=True, stdout=subprocess.DEVNULL)

            first.append(nanoseconds(run))
            again.append(nanoseconds(run))
    seconds = [sorted(every)[len(every) // 2] // 100_000_000 for every in (first, again)]
    said = " ÷ ".join(f"{tenths // 10}.{tenths % 10} s" for tenths in seconds)
    yield Row("the demo, first ÷ again (nothing to record)", ratio(first, again), None, said)
