"""What it takes to follow a ledger: from an append until it is received, catching up, and the memory of those who wait.

The server is a process of its own, as `liggare serve` is, and the readers another.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from time import monotonic_ns, sleep
from typing import Final
from urllib.request import Request, urlopen

import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from api.app import OpenLedger
from ledger.log.codec import encode
from ledger.log.database import Database
from ledger.log.entry import Entry
from ledger.log.feed.cursor import LogCursor
from ledger.log.feed.rows import FeedRows
from ledger.log.store import DCBEvent
from ledger.when import wait_until
from tests.bench.ledgers import others
from tests.bench.measuring import nanoseconds, ratio
from tests.bench.rows import RAW, RAW_PAGE, SECOND, Row, Sizes

READERS: Final = 100
LISTENERS: Final = 60
"""Bare connections that listen: as many as the database has room for beside the server."""

IDLE: Final = 2_000
MOST_MEMORY: Final = 200_000_000
"""Bytes that so many idle readers may cost the server."""

PAUSE_SECONDS: Final = 0.02
"""Between two appends, so that each is received before the next."""


def following(ledger: OpenLedger, database: Database, directory: Path, size: Sizes) -> Iterator[Row]:
    """The rows of this page, on a ledger that has entries already."""
    with _serving(directory) as (port, process):
        yield from _received(ledger, database, port, size)
        yield _caught_up(ledger, database, port, size)
        yield _idle(ledger, port, process)


@contextmanager
def _serving(directory: Path) -> Iterator[tuple[int, psutil.Process]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    liggare = Path(sys.executable).with_name("liggare")
    there = os.environ | {"LIGGARE_DATA_DIR": str(directory)}
    words = [str(liggare), "serve", "--port", str(port)]
    process = subprocess.Popen(words, env=there, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: _answers(port), 60), "the server does not answer"
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _end(ledger: OpenLedger) -> LogCursor:
    return FeedRows(ledger.log).head(LogCursor(0))


# --- From an append until it is received --------------------------------------------------------------------------


def _received(ledger: OpenLedger, database: Database, port: int, size: Sizes) -> Iterator[Row]:
    """Each reader's time ÷ that of a connection that only listens, both from the beginning of the append."""
    place = make_conninfo(**database.parameters(ledger.runner.place.log_role, ledger.runner.place.log_schema))
    places = {"listen": (LISTENERS, place), "poll": (READERS, str(port)), "stream": (READERS, str(port))}
    middles, worst = ({kind: list[int]() for kind in places} for _ in range(2))
    for _ in range(size.rounds):
        for kind, (count, where) in places.items():
            took = _took(ledger, kind, count, where, size.recorded)
            middles[kind].append(round(median(took)))
            worst[kind].append(round(quantiles(took, n=100)[98]))
    for kind, name in (("poll", "long-polled"), ("stream", "as server-sent events")):
        for what, times, target in (("median", middles, "≤ 1.5"), ("p99", worst, "≤ 3")):
            micro = [sorted(times[of])[len(times[of]) // 2] // 1_000 for of in (kind, "listen")]
            said = f"{micro[0]} µs ÷ {micro[1]} µs, {READERS} readers"
            row = f"received {name} ÷ heard by a bare listener, {what}"
            yield Row(row, ratio(times[kind], times["listen"]), target, said)


def _took(ledger: OpenLedger, kind: str, count: int, place: str, events: int) -> list[int]:
    """Nanoseconds from the beginning of each append until each reader had it."""
    words = (kind, str(count), str(events), place, ledger.name, str(_end(ledger)))
    with subprocess.Popen(
        (sys.executable, "-m", "tests.bench.readers", *words), stdout=subprocess.PIPE, text=True
    ) as readers:
        assert readers.stdout is not None
        assert readers.stdout.readline() == "ready\n"
        began = list[int]()
        for entry in islice(others(), 3, 3 + events):
            began.append(monotonic_ns())
            _append(ledger, entry)
            sleep(PAUSE_SECONDS)
        every = json.loads(readers.stdout.read())
    return [had - start for times in every for start, had in zip(began, times, strict=False)]


def _append(ledger: OpenLedger, entry: Entry) -> None:
    ledger.log.recorder.append([DCBEvent(entry.type, encode(entry), list(entry.tags()))])


# --- Catching up --------------------------------------------------------------------------------------------------


def _caught_up(ledger: OpenLedger, database: Database, port: int, size: Sizes) -> Row:
    """Events/s over HTTP as lines ÷ rows/s of a binary cursor on the same stretches, which decodes nothing."""
    head = _end(ledger).position
    parameters = database.parameters(ledger.runner.place.log_role, ledger.runner.place.log_schema)
    times: dict[str, list[int]] = {"raw": [], "lines": []}
    with psycopg.connect(**parameters, autocommit=True) as connection, connection.cursor(binary=True) as cursor:

        def raw() -> None:
            for start in range(0, head, RAW_PAGE):
                cursor.execute(RAW, (start, start + RAW_PAGE)).fetchall()

        def lines() -> None:
            address = f"http://127.0.0.1:{port}/v1/{ledger.name}/events"
            with urlopen(Request(address, headers={"Accept": "application/x-ndjson"})) as answer:
                had = sum(piece.count(b"\n") for piece in iter(lambda: answer.read(1 << 18), b""))
            assert had == head, f"{had} of {head}"

        for _ in range(size.rounds):
            times["raw"].append(nanoseconds(raw))
            times["lines"].append(nanoseconds(lines))
    rates = {name: head * SECOND // sorted(every)[len(every) // 2] for name, every in times.items()}
    said = f"{rates['lines']} ÷ {rates['raw']} events/s, {head} events"
    return Row("catching up over HTTP ÷ raw cursor", ratio(times["raw"], times["lines"]), "≥ 0.5", said)


# --- Waiting ------------------------------------------------------------------------------------------------------


def _idle(ledger: OpenLedger, port: int, process: psutil.Process) -> Row:
    """What so many idle readers of server-sent events cost the server in memory, ÷ what they may."""
    before = process.memory_info().rss
    words = ("stream", str(IDLE), "1", str(port), ledger.name, str(_end(ledger)))
    with subprocess.Popen(
        (sys.executable, "-m", "tests.bench.readers", *words), stdout=subprocess.PIPE, text=True
    ) as readers:
        assert readers.stdout is not None
        assert readers.stdout.readline() == "ready\n"
        grown, spent = process.memory_info().rss - before, process.cpu_times()
        sleep(10)
        after = process.cpu_times()
        _append(ledger, next(others()))
        readers.communicate()
    busy = round((sum(after[:2]) - sum(spent[:2])) * 10)  # of ten seconds
    said = f"{grown // 1_000_000} MB ÷ {MOST_MEMORY // 1_000_000} MB, {IDLE} readers; {busy} % of a core"
    return Row("idle readers of server-sent events, memory ÷ the most", ratio([grown], [MOST_MEMORY]), "≤ 1", said)
