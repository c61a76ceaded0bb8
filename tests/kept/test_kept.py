"""Data directories of earlier versions are opened by today's program: what was recorded is there to the byte, the log
is in order under the tags of its day, the read models are what it gives, and the figures are those that the example
world's source prints."""

import os
import pwd
import tarfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg
import pytest

from api.app import Application, running
from ledger.log.embedded import EmbeddedServer
from ledger.log.embedded_directory import SYSTEM_USER
from ledger.log.verifying import FormerlyTagged, verify_log
from projections.asking.question import Question
from projections.frames.current import frames_answer
from projections.running.stated_totals import StatedTotals
from projections.running.verifying import verify_replay
from tests.checks import check_rows, rows
from tests.ledger.log.access.formerly import FORMER as FORMER_ROLES
from tests.ledger.log.access.formerly import held

FOLDER: Final = Path(__file__).parent
VERSIONS: Final = {
    "193c943": {"stockholm": 12},
    "fda685e": {"goteborg": 42, "stockholm": 52, "storsthlm": 107},
    "2850f71": {"goteborg": 42, "stockholm": 52, "storsthlm": 107},
}
"""The commit that each directory was made by, and the head of each of its ledgers."""

PRINTED_ORE: Final = {
    2026: (157_890_000_000, 4_760_000_000, 153_130_000_000),
    2027: (155_800_000_000, 4_760_000_000, 151_040_000_000),
}
"""Stadsledningskontoret's operating costs, revenues and net by year: 1 578,9, 47,6 and 1 531,3 mnkr, then 1 558, 47,6
and 1 510,4, in the table of section 4.1 that `api/demo/stockholm/02-ramar-2026-2029.yaml` cites."""

FORMER: Final = {
    ("193c943", "stockholm"): (FormerlyTagged("2850f71", 8, 4), FormerlyTagged("193c943", 1, 12)),
    **{
        (version, name): (FormerlyTagged("2850f71", entries, first),)
        for version in ("fda685e", "2850f71")
        for name, entries, first in (("goteborg", 20, 23), ("stockholm", 47, 4), ("storsthlm", 46, 62))
    },
}
"""What was stored under the tags of its day: the first version did not yet tag an entry with its case, and none of them
with what its decision is known by. It is told with its version, and is no fault. So many entries of each ledger rest on
a decision with a case or a known day, as their bytes say, the first of them there."""


def unpack(version: str, directory: Path) -> None:
    """Puts a kept data directory in place, owned as the program left it. PostgreSQL does not run as root: a system user
    of its own, who is there once a server has run, owns the cluster then."""
    with tarfile.open(FOLDER / f"{version}.tar.xz") as archive:
        archive.extractall(directory, filter="tar")
    if os.geteuid() == 0:
        account = pwd.getpwnam(SYSTEM_USER)
        os.chown(directory, 0, account.pw_gid)
        for path in (directory / "cluster", *(directory / "cluster").rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)


@pytest.fixture(scope="module", params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """The commit of one kept directory after the other."""
    return str(request.param)


@pytest.fixture(scope="module")
def opened(server: EmbeddedServer, version: str) -> Iterator[Application]:
    """Today's program on a copy of a kept directory: migrated as when it is started, and all read models made anew.
    The run's own server is beside it, in a directory that the system user may pass as this one must be."""
    with TemporaryDirectory(prefix="liggare-test-", dir=server.place.directory.parent) as above:
        Path(above).chmod(0o711)
        directory = Path(above) / "data"
        unpack(version, directory)
        with running(directory) as application:
            for name in application.names():
                application.ledger(name).runner.catch_up()
            yield application


def digest(event: dict[str, Any]) -> str:
    """SHA-256 of all that a row of `event` holds, one column a line; bytes as hexadecimal, the instant in UTC."""
    recorded_at: datetime = event["recorded_at"]
    instant = recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    tags, data, nonce = ",".join(event["tags"]), bytes(event["data"]).hex(), bytes(event["nonce"]).hex()
    return sha256("\n".join((str(event["position"]), event["type"], tags, data, nonce, instant)).encode()).hexdigest()


def test_the_ledgers_are_those_that_were_recorded(version: str, opened: Application) -> None:
    assert {name: opened.ledger(name).log.head() for name in opened.names()} == VERSIONS[version]


def test_every_event_is_what_was_recorded_to_the_byte(version: str, opened: Application) -> None:
    told = [
        f"{name} {event['position']} {event['type']} {digest(event)}"
        for name in sorted(VERSIONS[version])
        for event in rows(
            opened.ledger(name).log.recorder,
            "SELECT position, type, tags, data, nonce, recorded_at FROM event ORDER BY position",
        )
    ]
    assert told == (FOLDER / f"{version}.txt").read_text(encoding="utf-8").splitlines()


def test_the_log_is_in_order_under_the_tags_of_its_day(version: str, opened: Application) -> None:
    for name in opened.names():
        log = opened.ledger(name).log
        check_rows(log.recorder)
        totals = StatedTotals()
        verified = verify_log(log, lambda *_: None, totals)
        assert (verified.head, verified.fault, totals.told.unsaid) == (VERSIONS[version][name], None, 0)
        assert verified.former == FORMER.get((version, name), ())


def test_the_roles_that_a_cluster_once_shared_have_nothing_left(opened: Application) -> None:
    assert held(opened.database, *FORMER_ROLES) == 0
    assert held(opened.database, opened.database.roles.owner) > 0
    for role in FORMER_ROLES:
        with pytest.raises(psycopg.OperationalError, match="permission denied to set role"):
            psycopg.connect(**opened.database.parameters(role))  # as an earlier program would


def test_the_read_models_are_what_the_log_gives(version: str, opened: Application) -> None:
    for name in opened.names():
        verified = verify_replay(opened.ledger(name).runner, lambda *_: None)
        assert (verified.position, verified.difference) == (VERSIONS[version][name], None)


def test_the_figures_are_those_that_were_printed(opened: Application) -> None:
    for year, printed in PRINTED_ORE.items():
        question = Question(year=year, unit="slk", as_of=date(2026, 3, 1))
        frames = frames_answer(opened.ledger("stockholm").model, question).answer.frames
        [frame] = [frame for frame in frames if frame.kind == "operating"]
        assert (frame.costs_ore, frame.revenues_ore, frame.net_ore) == printed
