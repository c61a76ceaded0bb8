"""Files that earlier versions took are restored by today's program, to the byte."""

from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from api.app import Application
from ledger.log.copies.backup_reading import opened_backup
from ledger.log.copies.restore import restore
from ledger.log.database import Database
from ledger.log.embedded import EmbeddedServer
from ledger.log.verifying import verify_log
from projections.running.verifying import verify_replay
from tests.checks import check_rows, rows
from tests.conftest import cloned
from tests.ledger.log.copies.backup_files import quietly

FILES: Final = {
    "backup-format-1": (
        "65e391b73b250047e8b2d30a8944e6714937d12bbc543c296b0788ec2980184d",
        {"goteborg": 43, "stockholm": 53, "storsthlm": 110},
    ),
}
"""The name of each file, its digest, and the head of each of its ledgers."""


@pytest.fixture
def empty(server: EmbeddedServer) -> Iterator[Database]:
    """A migrated database without ledgers."""
    with cloned(server) as database:
        yield database


@pytest.mark.parametrize("name_of_file", FILES)
def test_a_file_of_an_earlier_version_is_restored(empty: Database, name_of_file: str) -> None:
    path = Path(__file__).with_name(f"{name_of_file}.zip")
    digest, heads = FILES[name_of_file]
    assert sha256(path.read_bytes()).hexdigest() == digest
    with opened_backup(path, quietly) as opened:
        restore(empty, opened, quietly)
        taken = {ledger.name: (ledger.position, ledger.recorded_at) for ledger in opened.manifest.ledgers}
    with closing(Application(empty)) as application:
        assert {name: application.log(name).head() for name in application.names()} == heads
        for name, (position, recorded_at) in taken.items():
            log = application.ledger(name).log
            check_rows(log.recorder)
            [first] = rows(log.recorder, "SELECT nonce FROM event WHERE position = 1")
            assert log.log_id is not None
            assert log.log_id.bytes == first["nonce"], "the id that the log itself got when it was migrated"
            last = log.at(position)
            assert last is not None
            assert (last.recorded_at, verify_log(log, quietly).fault) == (recorded_at, None)
            application.ledger(name).runner.catch_up()
            verified = verify_replay(application.ledger(name).runner, quietly)
            assert (verified.position, verified.difference) == (heads[name], None)
