"""The source keeps the rules of the house, and each rule can fail.

What needs the whole tree at once (sizes, mirrors, the top level, dependencies) has its own tests at the end.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import packages_distributions
from statistics import median, quantiles
from sys import stdlib_module_names
from typing import Final, NamedTuple

import pytest

from tests.house_rules import (
    IMPORTERS_OF_EVENTSOURCING,
    PACKAGES,
    ROOT,
    TOP_LEVEL,
    Source,
    events_never_change,
    functions,
    import_direction,
    imports_of,
    length_of,
    named_importers_of_eventsourcing,
    no_clock,
    no_float,
    no_path_of_one_machine,
    no_registry_address,
    no_sql_in_python,
    no_unfinished_work,
    public_is_documented,
    sources,
    used_of_eventsourcing,
)

BUILT: Final = frozenset(("build", "dist"))
"""What building a wheel leaves at the top of one checkout."""

FUNCTION_MEDIAN, FUNCTION_P90, FUNCTION_HARD = 8, 30, 70
FILE_MEDIAN, FILE_SOFT, FILE_HARD = 150, 400, 600
ABOVE_SOFT: Final[frozenset[str]] = frozenset()
"""Files longer than the soft limit. Compared for equality, so it shrinks with them; never add to it."""

WITHOUT_MIRROR: Final[frozenset[str]] = frozenset()
"""Modules that no test module mirrors. Compared for equality, so it shrinks as they come; never add to it."""


class Rule(NamedTuple):
    """What is checked, the pattern of the paths it holds for, and what it must and must not object to."""

    check: Callable[[Source], Iterator[str]]
    files: str
    bad: Sequence[Source]
    good: Sequence[Source] = ()


def python(*lines: str, path: str = "ledger/example.py") -> list[Source]:
    """Python files that are not there, of one line each."""
    return [Source(path, line) for line in lines]


def sql(*statements: str) -> list[Source]:
    """SQL files that are not there, of one statement each."""
    return [Source("ledger/log/sql/example.sql", statement) for statement in statements]


OURS: Final = r"(ledger|projections|api)/.*\.py"
MONEY: Final = r"(ledger|projections)/.*\.py"
RULES: Final = (
    Rule(
        import_direction,
        OURS,
        bad=[
            *python("import projections.running.runner", "from api import app", "from tests.given import ledger"),
            *python("import api.http.routes", path="projections/tables/frames.py"),
        ],
        good=python(
            "from ledger import money", "from ledger.log.store import Store", path="projections/tables/frames.py"
        ),
    ),
    Rule(
        named_importers_of_eventsourcing,
        r"(ledger|projections|api|tests)/.*\.py",
        bad=[
            *python("import eventsourcing", "from eventsourcing.dcb.api import DCBRecorder"),
            *python("from eventsourcing import persistence", path="tests/ledger/log/test_subscriptions.py"),
            *python("import eventsourcing", "from eventsourcing import domain", path="ledger/log/store.py"),
            *python("from eventsourcing.dcb.domain import Decision", path="ledger/log/store.py"),
            *python("from eventsourcing.dcb import application", path="tests/ledger/log/test_store.py"),
        ],
        good=[
            *python("from eventsourcing.dcb.api import DCBRecorder", path="ledger/log/store.py"),
            *python("from eventsourcing import persistence", path="tests/ledger/log/test_store.py"),
            *python("from eventsourcing.dcb.domain import Decision", path="tests/ledger/log/test_drop_in.py"),
            *python("from ledger.log.store import DCBEvent", path="tests/api/test_app.py"),
        ],
    ),
    Rule(
        no_float,
        MONEY,
        bad=python(
            "half = 0.5",
            "x = float(net)",
            "x = map(float, rows)",
            "x = Decimal(1.5)",
            "x = net_ore / parts",
            "x = total / 2",
            "x = sum(rows) / n",
            "net_ore /= 2",
            "x = (a + b) / c",
            "pause, wait_seconds = 0.1, 1",
        ),
        good=python(
            "x = net_ore // 2",
            "path = folder / name",
            "path /= name",
            "sleep(0.1)",
            "wait(timeout=1 / 20)",
            "wait_seconds: float = 0.5",
            "def read(a, seconds: float = 0.5): pass",
        ),
    ),
    Rule(
        no_clock,
        rf"(?!ledger/when\.py){OURS}",
        bad=python(
            "import time",
            "from time import monotonic",
            "x = datetime.now(UTC)",
            "x = datetime.datetime.utcnow()",
            "x = date.today()",
            "factory = field(default_factory=datetime.now)",
        ),
        good=python("from ledger.when import now, today", "x = command.today", "from datetime import time"),
    ),
    Rule(
        no_sql_in_python,
        OURS,
        bad=python(
            'run("SELECT position\\nFROM event")',
            'x = f"DELETE FROM {table}"',
            'x = f"SELECT {columns} FROM {table}"',
            'x = "UPDATE head SET a = 1"',
            'x = "DROP TABLE event"',
            'x = "CREATE SCHEMA " + name',
            'x = "SET ROLE liggare_owner"',
        ),
        good=python('"""A rule: SELECT is granted, DELETE FROM is not."""', 'x = "Select the unit from the list"'),
    ),
    Rule(
        events_never_change,
        r".*\.sql",
        bad=sql(
            "UPDATE event SET data = ''",
            "update only ledger_a.event_tag set tag = ''",
            "DELETE FROM append_record",
            "EXECUTE format('DELETE FROM %I.event', name)",
            "TRUNCATE event",
            "TRUNCATE TABLE frame, event_tag",
            "INSERT INTO event VALUES (1) ON CONFLICT (position) DO UPDATE SET data = ''",
            'DELETE FROM "event"',
            "MERGE INTO event USING x ON true",
            "DROP TABLE event",
            "ALTER TABLE event DISABLE TRIGGER ALL",
        ),
        good=sql(
            "CREATE TRIGGER a BEFORE UPDATE OR DELETE OR TRUNCATE ON event",
            "-- DELETE FROM event is refused",
            "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON event FROM PUBLIC",
            "DELETE FROM frame",
            "TRUNCATE frame",
            "UPDATE projection_position SET position = 1",
            "SELECT position FROM event FOR UPDATE",
        ),
    ),
    Rule(
        public_is_documented,
        OURS,
        bad=python(
            "x = 1",
            '"""A."""\ndef f(): pass',
            '"""A."""\nclass A:\n  """B."""\n  def f(self): pass',
        ),
        good=python(
            "",
            '"""A."""\ndef _f(): pass',
            '"""A."""\nclass _A:\n  def f(self): pass',
            '"""A."""\ndef f():\n  """B."""\n  def g(): pass',
        ),
    ),
    Rule(
        no_unfinished_work,
        ".*",
        bad=python("# TO" + "DO: later", "# FIX" + "ME"),
        good=python("# todo-lists"),
    ),
    Rule(
        no_registry_address,
        ".*",
        bad=python("# https://py" + "pi.org/project/x", "--extra-index-" + "url x", "--find-" + "links=x"),
        good=python("--no-emit-index-" + "url", "# http://127.0.0.1:8000/docs"),
    ),
    Rule(
        no_path_of_one_machine,
        ".*",
        bad=python("x = '/ho" + "me/anna/liggare'", "# see /wo" + "rk/notes"),
        good=python("x = '/var/lib/budgetliggare'", "x = f'{base}/srv/1'"),
    ),
)
in_rules = pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.check.__name__) for rule in RULES])


@in_rules
def test_the_source_keeps_the_rule(rule: Rule) -> None:
    found = [f"{source.path}:{problem}" for source in sources(rule.files) for problem in rule.check(source)]
    assert not found, "\n".join(["", *found])


@in_rules
def test_the_rule_can_fail(rule: Rule) -> None:
    missed = [source.text for source in rule.bad if not list(rule.check(source))]
    assert not missed, f"not objected to: {missed}"


@in_rules
def test_the_rule_leaves_what_is_right(rule: Rule) -> None:
    objections = [problem for source in rule.good for problem in rule.check(source)]
    assert not objections


@in_rules
def test_the_rule_has_files_to_look_at(rule: Rule) -> None:
    assert sources(rule.files)


# --- What needs the whole tree ------------------------------------------------------------------------------


def above(limit: float, lengths: dict[str, int]) -> frozenset[str]:
    """The names of what is longer than a limit."""
    return frozenset(name for name, length in lengths.items() if length > limit)


def function_lengths(pattern: str) -> dict[str, int]:
    """Each function's length, by path, line and name."""
    return {
        f"{source.path}:{function.lineno} {function.name}": length_of(function)
        for source in sources(pattern)
        for function in functions(source)
    }


def file_lengths(pattern: str) -> dict[str, int]:
    """Each file's lines, by path; empty packages are no files to speak of."""
    return {source.path: len(source.text.splitlines()) for source in sources(pattern) if source.text}


def test_functions_are_small() -> None:
    lengths = list(function_lengths(OURS).values())
    assert median(lengths) <= FUNCTION_MEDIAN
    assert quantiles(lengths, n=10)[-1] <= FUNCTION_P90


def test_no_function_is_too_long() -> None:
    assert not above(FUNCTION_HARD, function_lengths(r".*\.py"))


def test_the_length_of_a_function_is_without_its_docstring() -> None:
    text = 'def f(a):\n    """One.\n\n    Two.\n    """\n    b = a\n\n    return b\n'
    assert [length_of(function) for function in functions(Source("ledger/example.py", text))] == [4]


def test_files_are_small() -> None:
    assert median(file_lengths(OURS).values()) <= FILE_MEDIAN


def test_long_files_only_become_fewer() -> None:
    lengths = file_lengths(r".*\.(py|sql)")
    assert sorted(above(FILE_SOFT, lengths)) == sorted(ABOVE_SOFT)
    assert not above(FILE_HARD, lengths)


def test_what_is_too_long_is_found() -> None:
    assert above(400, {"ledger/a.py": 401, "ledger/b.py": 400}) == {"ledger/a.py"}


def test_what_is_used_of_eventsourcing_is_as_listed() -> None:
    every = {source.path: {module for _, module in used_of_eventsourcing(source)} for source in sources(r".*\.py")}
    used = {path: modules for path, modules in every.items() if modules}
    assert used == {path: set(use.modules) for path, use in IMPORTERS_OF_EVENTSOURCING.items()}


def unmirrored(paths: set[str]) -> set[str]:
    """Modules without a test module in the same place: tests/ledger/test_money.py mirrors ledger/money.py."""
    modules = {path for path in paths if re.fullmatch(OURS, path) and not path.endswith("__init__.py")}
    return {path for path in modules if re.sub(r"^(.*/)(.*)$", r"tests/\1test_\2", path) not in paths}


def test_modules_without_a_mirror_only_become_fewer() -> None:
    assert sorted(unmirrored({source.path for source in sources(r".*\.py")})) == sorted(WITHOUT_MIRROR)


def test_a_missing_mirror_is_found() -> None:
    paths = {"ledger/money.py", "ledger/rules/frames.py", "ledger/__init__.py", "tests/ledger/test_money.py"}
    assert unmirrored(paths) == {"ledger/rules/frames.py"}


def strangers(names: set[str]) -> set[str]:
    """What does not belong at the top level. Dot files are their owner's business."""
    return {name for name in names if not name.startswith(".")} - TOP_LEVEL - BUILT


def test_the_top_level_is_given() -> None:
    assert not strangers({path.name for path in ROOT.iterdir()})


def test_a_stranger_at_the_top_level_is_found() -> None:
    assert strangers({"ledger", ".git", "setup.py"}) == {"setup.py"}


def distribution(name: str) -> str:
    """A distribution's name as registries compare them."""
    return re.sub(r"[-_.]+", "-", name).lower()


def undeclared(modules: set[str], requirements: list[str]) -> set[str]:
    """Imported modules that none of the required distributions brings: those that are there by chance."""
    declared = {distribution(re.split(r"[\[<>=!~; ]", requirement)[0]) for requirement in requirements}
    outside = modules - stdlib_module_names - {*PACKAGES}
    brought_by = packages_distributions()
    return {name for name in outside if not declared & {distribution(by) for by in brought_by.get(name, ())}}


def test_every_import_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    modules = {name.split(".")[0] for source in sources(OURS) for _, name in imports_of(source)}
    assert not undeclared(modules, project["dependencies"])


def test_an_undeclared_dependency_is_found() -> None:
    assert undeclared({"re", "ledger", "yaml", "pytest"}, ["PyYAML>=6"]) == {"pytest"}


def locked(path: str) -> dict[str, str]:
    """What a lock file pins, by name. Every pin carries the hashes of its files."""
    entries = re.split(r"\n(?=\S)", (ROOT / path).read_text(encoding="utf-8"))
    pins = [
        re.match(r"([\w.-]+)==(\S+)[^\n]*\\\n(\s+--hash=sha256:[0-9a-f]{64}( \\)?\n?)+", entry) for entry in entries
    ]
    assert len([pin for pin in pins if pin]) == len([entry for entry in entries if not entry.startswith("#")])
    return {pin[1]: pin[2] for pin in pins if pin}


def test_the_locks_agree_and_hold_every_dependency() -> None:
    runtime, development = locked("requirements.txt"), locked(".ci/requirements.txt")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {distribution(re.split(r"[\[<>=!~; ]", requirement)[0]) for requirement in project["dependencies"]}
    assert needed <= runtime.keys()
    assert runtime.items() <= development.items()
    assert runtime["eventsourcing"] == "9.5.6"
