"""Readers in a process of their own: `python -m tests.bench.readers KIND COUNT EVENTS PLACE LEDGER CURSOR`.

They say `ready` when all of them wait, take so many events each, and then print when each had each of them, as JSON: a
list for each reader of nanoseconds by the clock that all processes of a machine share. Kinds: `listen` (a bare
connection that listens to the database at PLACE), `poll` and `stream` (the feed at the port PLACE, long-polled or as
server-sent events).
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from time import monotonic_ns
from typing import Final

import psycopg

LIMIT: Final = 1 << 20
"""The longest line of an answer, in bytes."""


async def _listened(place: str, _ledger: str, _cursor: str) -> AsyncIterator[int]:
    """How many notifications come at a time, on a bare connection; 0 when it listens."""
    async with await psycopg.AsyncConnection.connect(place, autocommit=True) as connection:
        await connection.execute("LISTEN liggare")
        yield 0
        async for _ in connection.notifies():
            yield 1


async def _request(place: str, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(place), limit=LIMIT)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


async def _headers(reader: asyncio.StreamReader) -> dict[bytes, bytes]:
    status = await reader.readline()
    assert b" 200 " in status, status
    headers = {}
    while line := (await reader.readline()).strip():
        name, _, value = line.partition(b": ")
        headers[name.lower()] = value
    return headers


async def _streamed(place: str, ledger: str, cursor: str) -> AsyncIterator[int]:
    """The same of events on a stream."""
    reader, _ = await _request(place, f"/v1/{ledger}/events/stream?after={cursor}")
    await _headers(reader)
    yield 0
    while line := await reader.readline():
        if line.startswith(b"data:"):
            yield 1


async def _polled(place: str, ledger: str, cursor: str) -> AsyncIterator[int]:
    """The same of pages that are waited for, over one connection."""
    reader, writer = await _request(place, f"/v1/{ledger}/events?after={cursor}&limit=1")
    while True:
        headers = await _headers(reader)
        page = json.loads(await reader.readexactly(int(headers[b"content-length"])))
        path = f"/v1/{ledger}/events?after={page['next_after']}&wait=30"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        yield len(page["events"])


_KINDS: Final = {"listen": _listened, "poll": _polled, "stream": _streamed}


async def _read(kind: str, count: int, events: int, place: str, ledger: str, cursor: str) -> list[list[int]]:
    waiting = asyncio.Semaphore(0)

    async def one() -> list[int]:
        times = list[int]()
        async for had in _KINDS[kind](place, ledger, cursor):
            if had == 0 and not times:
                waiting.release()
            times += [monotonic_ns()] * had
            if len(times) >= events:
                break
        return times

    readers = [asyncio.create_task(one()) for _ in range(count)]
    for _ in readers:
        await waiting.acquire()
    await asyncio.sleep(0.5)  # the last of them has only just asked
    print("ready", flush=True)
    return await asyncio.gather(*readers)


def main() -> None:
    """Reads, and prints when."""
    kind, count, events, place, ledger, cursor = sys.argv[1:]
    print(json.dumps(asyncio.run(_read(kind, int(count), int(events), place, ledger, cursor))))


if __name__ == "__main__":
    main()
