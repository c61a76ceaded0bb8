"""The ledger as its users meet it: the command line and HTTP, which give the same answer."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api import demo
from api.answers.registry import ANSWERS
from api.app import DATABASE_URL, Application
from api.command_line import cli
from api.http.routes import http_application
from api.incoming.decision_file import read_file
from ledger.log.embedded import EmbeddedServer
from tests.api.asking import READING
from tests.conftest import cloned, template_with
from tests.given import AUTHOR

Asked = str | list[str]
"""What a parameter is, or what it is each time that it is repeated."""

_COMMANDS: Final = {declaration.path: declaration.command for declaration in ANSWERS}


class World(NamedTuple):
    """The recorded example worlds, where their database is, and HTTP on them, closed for writing."""

    application: Application
    where: str
    web: FastAPI


def _worlds(application: Application) -> None:
    """Records what `liggare demo` records, and takes it in."""
    for file in demo.files():
        decision = read_file(file)
        application.record(decision.ledger, decision.command, AUTHOR, decision.name)
    for name in application.names():
        application.ledger(name).runner.catch_up()


@contextmanager
def recorded_worlds(server: EmbeddedServer) -> Iterator[World]:
    """Every example world, in a database of the caller's own; they are recorded once per run."""
    template = template_with(server, "worlds", _worlds)
    with cloned(server, template) as database, closing(Application(database)) as application:
        at = database.login
        where = f"postgresql:///{at['dbname']}?host={at['host']}&port={at['port']}&user=liggare_login"
        web = http_application(application, READING, ["testserver"])
        yield World(application, where, web)


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

    def ask(self, what: str, **asked: Asked) -> Any:
        """A question through both doors, by its address; a list is asked several times. The answers are the same."""
        code, said = self.liggare(_COMMANDS[what], "--ledger", self._ledger, *_options(asked), "--json")
        assert code == 0, said
        over_http = self._client.get(f"/v1/{self._ledger}/{what}", params=_pairs(asked))
        assert over_http.status_code == 200
        assert over_http.json() == json.loads(said)
        return over_http.json()

    def shown(self, what: str, **asked: Asked) -> str:
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


@contextmanager
def doors_to(
    ledger: str, world: World, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Doors]:
    """Both doors to a ledger of the worlds, closed for writing."""
    environment.setenv(DATABASE_URL, world.where)
    with TestClient(world.web) as client:
        yield Doors(ledger, client, environment, capsys)


def _pairs(asked: dict[str, Asked]) -> list[tuple[str, Any]]:
    return [(name, value) for name, every in asked.items() for value in ([every] if isinstance(every, str) else every)]


def _options(asked: dict[str, Asked]) -> list[str]:
    return [word for name, value in _pairs(asked) for word in (f"--{name.replace('_', '-')}", value)]
