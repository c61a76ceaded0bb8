"""SQL lives in .sql files, by name, readable in psql. This is the loader."""

import re
from importlib import resources
from typing import Final

from psycopg.sql import SQL

_NAME: Final = re.compile(r"^-- name: ([a-z][a-z0-9_]*)[ \t]*$", re.MULTILINE)
_MEANT_AS_NAME: Final = re.compile(r"^[ \t]*--[ \t]*name\b", re.MULTILINE)


def statements(package: str, file: str) -> dict[str, str]:
    """The statements of a file that is divided by `-- name: <name>` lines, each without its last semicolon, so that it
    can be a part of another.

    >>> sorted(statements("ledger.log.sql", "queries.sql"))[0]
    'append'

    Raises ValueError when two statements carry one name, or a name cannot be read or has nothing under it.
    """
    whole = text(package, file)
    parts = _NAME.split(whole)
    names, bodies = parts[1::2], [body.strip().removesuffix(";") for body in parts[2::2]]
    if len(set(names)) != len(names):
        raise ValueError(f"{package}/{file} names a statement twice")
    if len(_MEANT_AS_NAME.findall(whole)) != len(names):
        raise ValueError(f"{package}/{file} has a name that cannot be read")
    if "" in bodies:
        raise ValueError(f"{package}/{file} has nothing under {names[bodies.index('')]}")
    return dict(zip(names, bodies, strict=True))


def text(package: str, file: str) -> str:
    """A whole .sql file, for scripts that are run as they stand."""
    return resources.files(package).joinpath(file).read_text(encoding="utf-8")


def composable(statement: str) -> SQL:
    """A statement from a file as a psycopg template: `{schema}` in it stands for an identifier."""
    return SQL(statement)  # the text comes from our own files, never from a user
