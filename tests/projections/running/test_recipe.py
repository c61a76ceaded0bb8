"""The recipe: everything that decides what the tables hold, and nothing else."""

import sys

import msgspec
import pytest
from psycopg.sql import SQL

from api.app import OpenLedger
from ledger.log.database import Database
from projections.running.recipe import FOLLOWED, OUTSIDE, Recipe, digest, imported, without_comments
from projections.running.runner import Runner
from projections.tables import PROJECTIONS
from tests.racing import superuser

SOURCES = Recipe(PROJECTIONS).sources


def recipe_of(sources: dict[str, str]) -> str:
    return digest({name: without_comments(source) for name, source in sources.items()})


@pytest.mark.parametrize(
    "name",
    [
        "ledger.meaning.tree",
        "ledger.meaning.decisions",
        "ledger.when",
        "ledger.values",
        "ledger.events.fact",
        "ledger.log.codec",
        "ledger.words.noticed",
        "projections.running.bulk_copy",
        "projections.tables.frames",
    ],
)
def test_a_constant_in_what_the_fillers_reach_is_a_part_of_it(name: str) -> None:
    changed = SOURCES | {name: f"{SOURCES[name]}\nADDED = 1\n"}
    assert recipe_of(changed) != recipe_of(changed | {name: changed[name].replace("ADDED = 1", "ADDED = 2")})


def test_every_module_of_ours_that_they_reach_is_in_it_or_is_named_as_outside() -> None:
    for name, source in SOURCES.items():
        for module in filter(sys.modules.__contains__, imported(source)):
            assert module in SOURCES, f"{name} imports {module}"
    shown = [name for name in SOURCES if f"{name}.".startswith(tuple(f"{outside}." for outside in OUTSIDE))]
    assert sorted(shown) == sorted(FOLLOWED)
    assert not [name for name in SOURCES if name.startswith("api")]


def test_a_comment_a_docstring_or_another_form_changes_nothing() -> None:
    fees = SOURCES["ledger.events.fees"]
    said = fees.replace('"""', '"""Said once more. ', 1).replace("\n\n\nclass ", "\n\n\n# A comment.\n\n\nclass ", 1)
    assert said.count("# A comment.") == 1
    assert recipe_of(SOURCES | {"ledger.events.fees": said + '\n"""Said below."""\n'}) == recipe_of(SOURCES)


def test_tables_made_from_other_sources_by_the_same_recipe_are_kept(database: Database, stad: OpenLedger) -> None:
    """As when only a comment has changed: nothing is rebuilt, and the next start does not reckon the recipe again."""
    with superuser(database) as connection:
        connection.execute(f"SET search_path = {stad.runner.place.projection_schema}".encode())
        connection.execute("UPDATE projection_state SET sources_sha256 = 'of yesterday'")
    told: list[tuple[int, int]] = []
    runner = Runner(database, stad.runner.place)
    assert not runner.is_ready()
    runner.prepare(lambda *progress: told.append(progress))
    assert (runner.is_ready(), told) == (True, [])
    with superuser(database) as connection:
        connection.execute(f"SET search_path = {stad.runner.place.projection_schema}".encode())
        [kept] = connection.execute("SELECT sources_sha256 FROM projection_state").fetchall()
    assert kept == (runner.recipe.sources_sha256,)


def test_tables_of_a_program_that_kept_no_sources_are_rebuilt(database: Database, stad: OpenLedger) -> None:
    with superuser(database) as connection:
        connection.execute(f"SET search_path = {stad.runner.place.projection_schema}".encode())
        connection.execute("UPDATE projection_state SET recipe_sha256 = 'of an earlier version'")
        connection.execute("ALTER TABLE projection_state DROP COLUMN sources_sha256")
    runner = Runner(database, stad.runner.place)
    assert not runner.is_ready()
    runner.prepare()
    assert (runner.is_ready(), runner.catch_up()) == (True, stad.log.head())


def test_a_statement_is_a_part_of_it() -> None:
    [units, *others] = PROJECTIONS
    changed = msgspec.structs.replace(units, sql=units.sql | {"another": SQL("SELECT 1")})
    assert Recipe((changed, *others)).sha256 != Recipe(PROJECTIONS).sha256
