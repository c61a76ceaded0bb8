"""The command line, and HTTP, on a test's own database."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from starlette.testclient import TestClient

from api.app import DATABASE_URL, MIGRATION_URL, Application, OpenLedger
from api.command_line import cli
from api.http.routes import http_application
from ledger.log.database import Database
from ledger.log.embedded import EmbeddedServer
from tests.api.asking import OPEN, unreachable
from tests.checks import check_log
from tests.conftest import cloned
from tests.projections.a_year import a_year


class Said(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


Liggare = Callable[..., Said]


@pytest.fixture
def liggare(
    server: EmbeddedServer, database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Liggare]:
    """Runs `liggare` with some words, on the test's own database."""
    where = f"postgresql:///{database.login['dbname']}?host={database.login['host']}&port={database.login['port']}"
    monkeypatch.setenv(DATABASE_URL, f"{where}&user=liggare_login")

    def run(*words: str) -> Said:
        monkeypatch.setattr("sys.argv", ["liggare", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    with pytest.MonkeyPatch.context() as owner:
        owner.setenv(MIGRATION_URL, f"{where}&user=postgres")
        yield run


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], str]:
    """Writes a decision file; returns its path."""

    def write(text: str, name: str = "beslut.yaml") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def web(application: Application, stad: OpenLedger) -> Iterator[TestClient]:
    """HTTP on the ledger `stad`, open for writing, as on one's own machine. Whatever is asked, its log is in order
    afterwards."""
    with TestClient(http_application(application, OPEN, ["testserver"])) as client:
        yield client
    check_log(stad.log)


@pytest.fixture(scope="session")
def detached() -> Iterator[TestClient]:
    """HTTP without a database, for what is refused before anybody asks it. Nothing is kept between two requests."""
    with TestClient(http_application(unreachable(), OPEN, ["testserver"])) as client:
        yield client


@pytest.fixture(scope="session")
def year(server: EmbeddedServer) -> Iterator[Application]:
    """An application with the year of `a_year`, taken in. For tests that only read."""
    with cloned(server) as database, closing(Application(database)) as application:
        a_year(application)
        yield application
