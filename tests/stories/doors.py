"""The ledger as its users meet it: the command line and HTTP, which give the same answer."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

from api import cli, demo
from api.app import Application
from api.decision_file import read_file
from ledger.embedded import EmbeddedServer
from tests.conftest import cloned
from tests.given import AUTHOR


class World(NamedTuple):
    """A recorded example world, and where its database is."""

    application: Application
    where: str


@contextmanager
def recorded_world(server: EmbeddedServer, ledger: str) -> Iterator[World]:
    """The world that `liggare demo` records for a ledger. For tests that only read."""
    with cloned(server) as database, closing(Application(database)) as application:
        for file in demo.files_of(ledger):
            decision = read_file(file)
            application.record(decision.ledger, decision.command, AUTHOR, decision.name)
        application.ledger(ledger).runner.catch_up()
        at = database.login
        where = f"postgresql:///{at['dbname']}?host={at['host']}&port={at['port']}&user=liggare_login"
        yield World(application, where)


class Doors:
    """Both doors to one ledger."""

    def __init__(
        self,
        ledger: str,
        client: TestClient,
        environment: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ):
        self._ledger, self._client, self._environment, self._capsys = ledger, client, environment, capsys

    def ask(self, what: str, **asked: str) -> Any:
        """A question through both doors. The answers are the same."""
        code, said = self.liggare(what, "--ledger", self._ledger, *_options(asked), "--json")
        assert code == 0, said
        over_http = self._client.get(f"/v1/{self._ledger}/{what}", params=asked)
        assert over_http.status_code == 200
        assert over_http.json() == json.loads(said)
        return over_http.json()

    def shown(self, what: str, **asked: str) -> str:
        """The table on the command line, on one line, with single ordinary spaces."""
        code, said = self.liggare(what, "--ledger", self._ledger, *_options(asked))
        assert code == 0, said
        return " ".join(said.split())

    def rehearsed(self, file: Path) -> tuple[int, str]:
        """What `liggare record --dry-run` says of a decision file, on one line."""
        code, said = self.liggare("record", str(file), "--dry-run")
        return code, " ".join(said.split())

    def liggare(self, *words: str) -> tuple[int, str]:
        """What a command says, on either stream."""
        self._environment.setattr("sys.argv", ["liggare", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = self._capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err


def _options(asked: dict[str, str]) -> list[str]:
    return [word for name, value in asked.items() for word in (f"--{name.replace('_', '-')}", value)]
