"""Processes that use an embedded server, and what they say."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from ledger.errors import Refused
from ledger.log.embedded import (
    SUPERUSER,
    EmbeddedServer,
    start_embedded,
)
from ledger.when import monotonic, sleep
from tests.processes import database_processes

IS_ROOT = os.geteuid() == 0
REPOSITORY = Path(__file__).parents[3]

# A process that uses the server until its input is closed. Root can run it as an ordinary user: the change is
# made after the imports, because the interpreter itself may lie where an ordinary user cannot reach it.
USER = """
import os, pwd, sys
from pathlib import Path
import psycopg
from ledger.log.embedded import SUPERUSER, start_embedded
from ledger.errors import Refused
directory, account = Path(sys.argv[1]), sys.argv[2]
if account:
    facts = pwd.getpwnam(account)
    os.setgroups([])
    os.setgid(facts.pw_gid)
    os.setuid(facts.pw_uid)
try:
    with start_embedded(directory) as server:
        with psycopg.connect(**server.conninfo(SUPERUSER, "postgres")) as connection:
            (pid_file,) = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
            print("pid", pid_file.split()[0])
        sys.stdout.flush()
        sys.stdin.read()
    print("left")
except Refused as refused:
    print(refused.refusals[0].code, refused.refusals[0].detail, refused.refusals[0].right)
"""


def ask(server: EmbeddedServer, question: str) -> object:
    host, port = (
        server.conninfo(SUPERUSER, "postgres")["host"],
        server.conninfo(SUPERUSER, "postgres")["port"],
    )
    with psycopg.connect(f"host={host} port={port} user={SUPERUSER} dbname=postgres") as connection:
        answer = connection.execute(question.encode())
        row = answer.fetchone() if answer.description else None
    return row[0] if row else None


def start_user(
    directory: Path, account: str = "", environment: dict[str, str] | None = None
) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(directory), account],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )


def first_line(user: "subprocess.Popen[str]") -> str:
    assert user.stdout is not None
    return user.stdout.readline().strip()


def finish(user: "subprocess.Popen[str]") -> str:
    return user.communicate(timeout=30)[0].strip()


def kill_server(directory: Path) -> int:
    (postmaster,) = database_processes(directory)
    postmaster.kill()
    deadline = monotonic() + 10
    while database_processes(directory) and monotonic() < deadline:
        sleep(1 / 100)
    return postmaster.pid


def refusal(directory: Path) -> tuple[str, str, str]:
    with pytest.raises(Refused) as refused:
        start_embedded(directory).stop()
    (reason,) = refused.value.refusals
    return reason.code, reason.detail, reason.right or ""
