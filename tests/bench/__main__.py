"""`python -m tests.bench` (`make bench`) prints the table; with `--json` the same as JSON. The sizes come from the
environment: BENCH_EVENTS, BENCH_REPLAYED, BENCH_RECORDED, BENCH_ROUNDS, BENCH_CALLS."""

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from api.app import Application
from ledger.log.embedded import SUPERUSER, start_embedded
from ledger.log.migrations import embedded
from tests.bench.following import following
from tests.bench.rows import Row, Sizes, demo, filled, reading, recording, replaying, sizes


@contextmanager
def _application() -> Iterator[tuple[Application, Path]]:
    """The application on an embedded server of its own, and its directory, which the server's own user can pass."""
    with TemporaryDirectory(prefix="liggare-bench-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o711)
        with start_embedded(Path(directory) / "data") as server:
            database = embedded(server.conninfo(SUPERUSER, "postgres")).database
            with closing(Application(database)) as application:
                yield application, Path(directory) / "data"


def _rows(size: Sizes) -> Iterator[Row]:
    with _application() as (application, directory):
        small = filled(application, "liten", 0, _say)
        replayed = filled(application, "spelad", size.replayed, _say)
        yield from replaying(replayed, application.database, size)
        yield from recording(replayed, application.database, size)
        large = filled(application, "stor", size.events, _say)
        yield from reading(small, large, application.database, size)
        yield from following(replayed, application.database, directory, size)
    yield from demo(size)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _thousandths(value: int) -> str:
    return f"{value // 1_000},{value % 1_000 // 10:02}"


def _line(row: Row) -> str:
    middle, least, greatest = (_thousandths(value) for value in row.ratio)
    return f"{row.name:<62} {middle:>7}  ({least}–{greatest})  {row.target or '':<6}  {row.detail}"


def main() -> None:
    """Measures, and prints each row when it is ready."""
    for name in [name for name in os.environ if name.startswith("LIGGARE_")]:
        del os.environ[name]
    size, rows = sizes(), []
    _say(f"{size}; ratios: median of the rounds (least–greatest), target, what it is of")
    for row in _rows(size):
        rows.append(row)
        if "--json" not in sys.argv:
            print(_line(row), flush=True)
    if "--json" in sys.argv:
        print(msgspec.json.encode({"sizes": size, "rows": rows}).decode())


if __name__ == "__main__":
    main()
