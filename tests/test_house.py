"""The source keeps the rules of the house, and each rule can fail.

What needs the whole tree at once (sizes, mirrors, the top level, dependencies) has its own tests at the end.
"""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import packages_distributions
from itertools import chain
from statistics import median, quantiles
from sys import stdlib_module_names
from typing import Final

import pytest

from tests.house_rules import (
    IMPORTERS_OF_EVENTSOURCING,
    PACKAGES,
    ROOT,
    TOP_LEVEL,
    Source,
    functions,
    imports_of,
    last_name,
    length_of,
    nodes,
    public_types,
    sources,
    used_of_eventsourcing,
)
from tests.house_table import OURS, RULES, Rule

BUILT: Final = frozenset(("build", "dist"))
"""What building a wheel leaves at the top of one checkout."""

FUNCTION_MEDIAN, FUNCTION_P90, FUNCTION_HARD = 8, 30, 70
FILE_MEDIAN, FILE_SOFT, FILE_HARD = 150, 400, 600
ABOVE_SOFT: Final[frozenset[str]] = frozenset()
"""Files longer than the soft limit. Compared for equality, so it shrinks with them; never add to it."""

WITHOUT_MIRROR: Final[frozenset[str]] = frozenset()
"""Modules that no test module mirrors. Compared for equality, so it shrinks as they come; never add to it."""


in_rules = pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.check.__name__) for rule in RULES])


@in_rules
def test_the_source_keeps_the_rule(rule: Rule) -> None:
    problems = [f"{source.path}:{problem}" for source in sources(rule.files) for problem in rule.check(source)]
    assert not problems, "\n".join(["", *problems])


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


def used_by_nobody(every: Sequence[Source]) -> set[str]:
    """The functions and methods that some files make and none of them names; what is decorated is called by others."""
    made = {function.name for source in every for function in functions(source) if not function.decorator_list}
    named = {last_name(node) for source in every for node in nodes(source, ast.expr)}
    return {name for name in made - named if not name.startswith("__")}


def test_what_is_there_is_used_by_more_than_tests() -> None:
    assert used_by_nobody(sources(OURS)) == {"main"}, "the program's own beginning, named in pyproject.toml"


def test_what_nobody_uses_is_found() -> None:
    text = "def a() -> int:\n    return b()\n\n\ndef b() -> int:\n    return 1\n"
    assert used_by_nobody([Source("ledger/example.py", text)]) == {"a"}


MOST_MODULES: Final = 25
"""In one folder: more than that is a heap, not a house."""


def crowded(paths: set[str]) -> set[str]:
    """The folders with more modules than one can look over."""
    modules = Counter(path.rpartition("/")[0] for path in paths if not path.endswith("/__init__.py"))
    return {folder for folder, count in modules.items() if count > MOST_MODULES}


def test_no_folder_is_crowded() -> None:
    assert not crowded({source.path for source in [*sources(OURS), *sources(r"tests/.*/test_\w+\.py")]})


def test_a_crowded_folder_is_found() -> None:
    assert crowded({f"ledger/rules/a{number}.py" for number in range(26)} | {"ledger/money.py"}) == {"ledger/rules"}


def with_two_meanings(files: Sequence[Source]) -> dict[str, list[str]]:
    """The public type names that more than one module makes, with those modules."""
    made: dict[str, list[str]] = {}
    for source in files:
        for name in public_types(source):
            made.setdefault(name, []).append(source.path)
    return {name: paths for name, paths in made.items() if len(paths) > 1 and not name.startswith("_")}


def test_a_public_type_name_has_one_meaning() -> None:
    assert not with_two_meanings(sources(OURS))


def test_a_name_with_two_meanings_is_found() -> None:
    made = [Source("ledger/a.py", "class Rate: pass"), Source("api/b.py", "Rate = int\nRATE = 1\n_Row = dict")]
    assert with_two_meanings(made) == {"Rate": ["ledger/a.py", "api/b.py"]}


def unmirrored(paths: set[str]) -> set[str]:
    """Modules without a test module in the same place: tests/ledger/test_money.py mirrors ledger/money.py."""
    modules = {path for path in paths if re.fullmatch(OURS, path) and not path.endswith("__init__.py")}
    return {path for path in modules if re.sub(r"^(.*/)(.*)$", r"tests/\1test_\2", path) not in paths}


def test_modules_without_a_mirror_only_become_fewer() -> None:
    assert sorted(unmirrored({source.path for source in sources(r".*\.py")})) == sorted(WITHOUT_MIRROR)


def test_a_missing_mirror_is_found() -> None:
    paths = {"ledger/money.py", "ledger/rules/chapters/frames.py", "ledger/__init__.py", "tests/ledger/test_money.py"}
    assert unmirrored(paths) == {"ledger/rules/chapters/frames.py"}


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


def test_nothing_older_than_what_is_locked_is_allowed() -> None:
    """What is older is not tested, and some of it has faults that are known."""
    pinned = locked(".ci/requirements.txt")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    lowest = {distribution(name): version for name, version in map(_lowest, asked)}
    assert lowest == {name: re.sub(r"\.post\d+$", "", pinned[name]) for name in lowest}


def _lowest(requirement: str) -> list[str]:
    """`psycopg` and `3.3.9` of `psycopg[binary]>=3.3.9`."""
    return re.split(r"[=>]=", re.sub(r"\[\w+\]|[,;].*", "", requirement))
