"""SQL by name: found, unique, used, and never half read."""

import re
import sys
from pathlib import Path

import pytest

from ledger.log.sqlfiles import composable, statements, text
from tests.house_rules import sources

FILES = [
    source.path
    for source in sources(r"(ledger|projections)/.*\.sql")
    if re.search("^-- name:", source.text, re.MULTILINE)
]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of SQL files, `some_statements`, to write in."""
    folder = tmp_path / "some_statements"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, folder.name, raising=False)
    return folder


def read(package: Path, written: str) -> dict[str, str]:
    (package / "queries.sql").write_text(written, encoding="utf-8")
    return statements("some_statements", "queries.sql")


def test_statements_are_found_by_name_with_their_comments_and_without_what_comes_before(package: Path) -> None:
    by_name = read(
        package, "-- What this is for.\n\n-- name: one\n-- Why.\nSELECT 'å';\n\n-- name: two_2  \nSELECT 2;\n"
    )
    assert by_name == {"one": "-- Why.\nSELECT 'å'", "two_2": "SELECT 2"}


def test_a_name_is_given_once(package: Path) -> None:
    with pytest.raises(ValueError, match=r"queries.sql names a statement twice"):
        read(package, "-- name: one\nSELECT 1;\n-- name: one\nSELECT 2;\n")


@pytest.mark.parametrize("line", ["-- name: Two", "-- name: two words", "--name: two", "-- name two", " -- name: two"])
def test_a_name_that_cannot_be_read_is_not_taken_for_a_comment(package: Path, line: str) -> None:
    with pytest.raises(ValueError, match=r"queries.sql has a name that cannot be read"):
        read(package, f"-- name: one\nSELECT 1;\n{line}\nDELETE FROM other;\n")


def test_a_name_without_a_statement_is_refused(package: Path) -> None:
    with pytest.raises(ValueError, match=r"queries.sql has nothing under one"):
        read(package, "-- name: one\n\n-- name: two\nSELECT 2;\n")


def test_a_file_or_package_that_is_not_there_is_a_bug(package: Path) -> None:
    with pytest.raises(FileNotFoundError):
        text("some_statements", "other.sql")
    with pytest.raises(ModuleNotFoundError):
        text("no_such_package", "queries.sql")


def test_a_name_in_braces_is_an_identifier_and_a_value_stays_apart() -> None:
    template = composable("SELECT {column} FROM event WHERE position = %(position)s")
    assert '"a""b"' in template.format(column=composable('"a""b"')).as_string()
    assert "%(position)s" in template.as_string()


@pytest.mark.parametrize("path", FILES)
def test_every_statement_of_ours_is_used(path: str) -> None:
    """By its name; `copy_x` by that of the `insert_x` which it does in bulk (projections/running/bulk_copy.py)."""
    folder, file = path.rsplit("/", 1)
    programs = "\n".join(source.text for source in sources(r"(ledger|projections|api)/.*\.py"))
    names = statements(folder.replace("/", "."), file)
    named = [re.sub("^copy_", "insert_", name) for name in names]
    assert not [name for name in named if f'"{name}"' not in programs]


def test_the_example_in_the_documentation_is_true() -> None:
    assert min(statements("ledger.log.sql", "queries.sql")) == "append"
