"""The rules of the house, one function each: from one file to what is wrong in it.

`test_house.py` says which files each of them holds for, and proves on bad examples that it can fail.
"""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple, TypeVar, cast

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ("ledger", "projections", "api")
"""From the bottom up: each may import those before it."""

CONFIGURATION: Final = frozenset(
    (
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "docker-compose.yml",
        "Makefile",
        "requirements.txt",
        ".ci",
        ".gitignore",
    )
)
TOP_LEVEL: Final = frozenset((*PACKAGES, "tests")) | CONFIGURATION
Node = TypeVar("Node", bound=ast.AST)
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Source(NamedTuple):
    """One text file: its path from the root, with slashes, and its text."""

    path: str
    text: str


@cache
def text_files() -> tuple[Source, ...]:
    """Every text file of the project; not what tools and installations leave beside it."""
    tops = [ROOT / name for name in sorted(TOP_LEVEL)]
    paths = chain.from_iterable([top] if top.is_file() else sorted(top.rglob("*")) for top in tops)
    read = ((path, path.read_bytes()) for path in paths if path.is_file() and "__pycache__" not in path.parts)
    return tuple(Source(path.relative_to(ROOT).as_posix(), data.decode()) for path, data in read if b"\0" not in data)


def sources(pattern: str) -> list[Source]:
    """The files whose whole path matches."""
    return [source for source in text_files() if re.fullmatch(pattern, source.path)]


@cache
def tree_of(source: Source) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(source.text, source.path)


def nodes(source: Source, kind: type[Node]) -> Iterator[Node]:
    """Every node of a kind, those of one type after those of another."""
    groups = (found for type_, found in _nodes_by_type(source).items() if issubclass(type_, kind))
    return cast("Iterator[Node]", chain.from_iterable(groups))


@cache
def _nodes_by_type(source: Source) -> dict[type[ast.AST], list[ast.AST]]:
    """Every node of a file: a walk takes longer than all that the rules ask of it."""
    found: dict[type[ast.AST], list[ast.AST]] = {}
    for node in ast.walk(tree_of(source)):
        found.setdefault(type(node), []).append(node)
    return found


def last_name(node: ast.AST) -> str:
    """`net_ore` of `frame.net_ore`; empty for what is not a name."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


# --- Imports ------------------------------------------------------------------------------------------------


def imports_of(source: Source) -> Iterator[tuple[int, str]]:
    """Every imported module, as its line and full name."""
    for plain in nodes(source, ast.Import):
        yield from ((plain.lineno, alias.name) for alias in plain.names)
    for named in nodes(source, ast.ImportFrom):
        yield named.lineno, named.module or "."


def import_direction(source: Source) -> Iterator[str]:
    """Imports run api → projections → ledger, never back, and never to the tests."""
    package = source.path.split("/")[0]
    forbidden = {*PACKAGES[PACKAGES.index(package) + 1 :], "tests"}
    for line, name in imports_of(source):
        if name.split(".")[0] in forbidden:
            yield f"{line}: {package} imports {name}"


LAYERS: Final = {
    "ledger": (
        *("text", "money", "when", "errors", "decision_names", "values", "zips"),
        *("words", "events", "log", "meaning", "looking", "reading", "rules", "recording"),
    ),
    "projections": ("tables", "running", "asking", "frames", "chapters"),
    "api": (
        *("demo", "listener", "following", "app"),
        *("tables", "answers", "incoming", "catalogue", "http", "command_line"),
    ),
    "api/incoming": (
        *("malformed", "leaves", "reading", "yaml_tree"),
        *("readable", "decision_file", "workbook", "file"),
    ),
}
"""The folders and modules in a folder, from the bottom up: each may import those before it, and none after it."""


def no_arrow_up(source: Source) -> Iterator[str]:
    """What lies in a folder imports only what lies below it there; the order of a folder is in `LAYERS`."""
    for folder, layers in LAYERS.items():
        if not source.path.startswith(f"{folder}/"):
            continue
        here = source.path.removeprefix(f"{folder}/").removesuffix(".py").split("/")[0]
        if here != "__init__" and here not in layers:
            yield f"1: {here} has no place among the layers of {folder}"
            continue
        for line, name in names_imported(source):
            there = name.replace(".", "/").removeprefix(f"{folder}/").split("/")[0]
            if name.replace(".", "/").startswith(f"{folder}/") and there in layers[layers.index(here) + 1 :]:
                yield f"{line}: {here} imports {there}, which lies above it"


def names_imported(source: Source) -> Iterator[tuple[int, str]]:
    """Every imported name in full, module and all, with its line: `ledger.money.amount_text`."""
    for named in nodes(source, ast.ImportFrom):
        yield from ((named.lineno, f"{named.module}.{alias.name}") for alias in named.names)
    for plain in nodes(source, ast.Import):
        yield from ((plain.lineno, alias.name) for alias in plain.names)


class LibraryUse(NamedTuple):
    """Why a module may import `eventsourcing`, and which of the library's modules."""

    reason: str
    modules: frozenset[str]


IMPORTERS_OF_EVENTSOURCING: Final = {
    "ledger/log/store.py": LibraryUse(
        "its contracts are implemented there; whoever needs a name of it has that from there",
        frozenset(("dcb.api", "persistence", "postgres")),
    ),
    "tests/ledger/log/test_store.py": LibraryUse(
        "its suite for recorders is run on ours there, with its recorder in memory as the model",
        frozenset(("dcb.api", "dcb.popo", "dcb.tests", "persistence")),
    ),
    "tests/ledger/log/test_drop_in.py": LibraryUse(
        "its application, repository, mapper and projections are run on our recorder there, and nowhere else",
        frozenset(
            (
                *("dcb.api", "dcb.application", "dcb.domain", "dcb.msgpack", "dcb.persistence"),
                *("domain", "persistence", "postgres", "projection", "tests.projection", "utils"),
            )
        ),
    ),
}
"""The library's next major version renames what we stand on: what is to change then is in these modules."""


def used_of_eventsourcing(source: Source) -> Iterator[tuple[int, str]]:
    """Every import of the library, as its line and the module below `eventsourcing`; empty for the whole."""
    for line, name in imports_of(source):
        top, _, module = name.partition(".")
        if top == "eventsourcing" and module:
            yield line, module
    for plain in nodes(source, ast.Import):
        yield from ((plain.lineno, "") for alias in plain.names if alias.name == "eventsourcing")
    for named in nodes(source, ast.ImportFrom):
        yield from ((named.lineno, alias.name) for alias in named.names if named.module == "eventsourcing")


def named_importers_of_eventsourcing(source: Source) -> Iterator[str]:
    """Who imports the library is named above, with what and why."""
    use = IMPORTERS_OF_EVENTSOURCING.get(source.path)
    for line, module in used_of_eventsourcing(source):
        if use is None:
            yield f"{line}: eventsourcing is imported in {', '.join(IMPORTERS_OF_EVENTSOURCING)} only"
        elif module not in use.modules:
            yield f"{line}: eventsourcing.{module} is not what this module is to use: {use.reason}"


# --- Money and clocks ---------------------------------------------------------------------------------------


def holds_seconds(name: str | None) -> bool:
    """Whether a name says that it holds seconds of waiting, the one thing that may be fractional."""
    return name is not None and (name in {"seconds", "timeout"} or name.endswith(("_seconds", "_timeout")))


def waits(source: Source) -> set[ast.AST]:
    """Every node that is about waiting: in `sleep(…)`, or given to something that `holds_seconds`."""
    values: list[ast.expr | None] = []
    for call in nodes(source, ast.Call):
        values += call.args if last_name(call.func) == "sleep" else []
        values += [word.value for word in call.keywords if holds_seconds(word.arg)]
    for assigned in nodes(source, ast.Assign):
        values += [assigned.value] if all(holds_seconds(last_name(target)) for target in assigned.targets) else []
    for annotated in nodes(source, ast.AnnAssign):
        values += [annotated.value] if holds_seconds(last_name(annotated.target)) else []
    for taken in nodes(source, ast.arguments):
        from_the_end = zip(reversed([*taken.posonlyargs, *taken.args]), reversed(taken.defaults), strict=False)
        by_name = zip(taken.kwonlyargs, taken.kw_defaults, strict=True)
        values += [default for argument, default in (*from_the_end, *by_name) if holds_seconds(argument.arg)]
    return {node for value in values if value is not None for node in ast.walk(value)}


def is_ore(name: str) -> bool:
    """Whether a name says that it holds öre: `net_ore`, not `store`."""
    return name.split("_")[-1] == "ore"


def is_number(node: ast.AST) -> bool:
    """Whether an operand of `/` is plainly a number. Paths are joined with `/` too, and they do no harm."""
    if isinstance(node, ast.Call):
        return last_name(node.func) in {"int", "len", "sum", "abs", "round", "min", "max"}
    if isinstance(node, ast.BinOp):
        return not isinstance(node.op, ast.Div)
    return (isinstance(node, ast.Constant) and isinstance(node.value, int)) or is_ore(last_name(node))


def gives_float(node: ast.AST) -> bool:
    """Whether a node is a float, makes one, or hands `float` to something that will."""
    match node:
        case ast.Constant(value=value):
            return isinstance(value, float | complex)
        case ast.BinOp(op=ast.Div()):
            return is_number(node.left) or is_number(node.right)
        case ast.AugAssign(op=ast.Div()):
            return is_number(node.target) or is_number(node.value)
        case ast.Call():
            return "float" in map(last_name, (node.func, *node.args))
    return False


def no_float(source: Source) -> Iterator[str]:
    """Money is whole öre: no floats, no division that makes them. Only seconds of waiting are excepted."""
    excepted = waits(source)
    candidates: chain[ast.expr | ast.stmt] = chain(nodes(source, ast.expr), nodes(source, ast.AugAssign))
    for node in candidates:
        if gives_float(node) and node not in excepted:
            yield f"{node.lineno}: {ast.unparse(node)}"


def no_clock(source: Source) -> Iterator[str]:
    """Only ledger/when.py looks at a clock or waits; everybody else asks it, or is told."""
    for line, name in imports_of(source):
        if name == "time":
            yield f"{line}: the module time; monotonic and sleep come from ledger.when"
    for node in nodes(source, ast.Attribute):
        if node.attr in {"now", "utcnow", "today"} and last_name(node.value) in {"datetime", "date"}:
            yield f"{node.lineno}: {ast.unparse(node)}"


# --- SQL ----------------------------------------------------------------------------------------------------

STATEMENT: Final = re.compile(
    r"\b(SELECT\s.*\bFROM|INSERT\s+INTO|UPDATE\s.*\bSET|DELETE\s+FROM|(TRUNCATE|ALTER|DROP|GRANT|REVOKE)\s"
    r"|CREATE\s+(OR\s+REPLACE\s+)?(TABLE|SCHEMA|ROLE|FUNCTION|INDEX|VIEW|TRIGGER|DATABASE)|SET\s+(LOCAL\s+)?ROLE)\b",
    re.DOTALL,
)


def no_sql_in_python(source: Source) -> Iterator[str]:
    """SQL lives in .sql files, by name. Docstrings may speak of it."""
    documentation = {statement.value for statement in nodes(source, ast.Expr)}
    templates = {part: joined for joined in nodes(source, ast.JoinedStr) for part in joined.values}
    texts: dict[ast.expr, str] = {}
    for node in nodes(source, ast.Constant):
        if isinstance(node.value, str) and node not in documentation:
            whole = templates.get(node, node)
            texts[whole] = f"{texts.get(whole, '')} {node.value}"
    yield from (f"{node.lineno}: {text.strip()[:60]!r}" for node, text in texts.items() if STATEMENT.search(text))


_TABLE: Final = r"(ONLY\s+)?([\w\"%{}$]+\.)?\"?(event|event_tag|append_record)\b"
CHANGES_EVENTS: Final = re.compile(
    rf"\bUPDATE\s+{_TABLE}|\b(DELETE\s+FROM|MERGE\s+INTO|DROP\s+TABLE(\s+IF\s+EXISTS)?)\s+{_TABLE}"
    rf"|\bINSERT\s+INTO\s+{_TABLE}[^;]*\bDO\s+UPDATE|\bALTER\s+TABLE\s+{_TABLE}[^;]*\bDISABLE\b"
    rf"|\bTRUNCATE\s+(?!(ON|OR)\b)([^;]*,\s*|TABLE\s+)?{_TABLE}",
    re.IGNORECASE,
)
_SQL_COMMENT: Final = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)


def events_never_change(source: Source) -> Iterator[str]:
    """No SQL changes or removes events. Triggers and privileges name the verbs, but not before a table."""
    bare = _SQL_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source.text)
    for match in CHANGES_EVENTS.finditer(bare):
        yield f"{bare[: match.start()].count(chr(10)) + 1}: {' '.join(match[0].split())}"


# --- Texts --------------------------------------------------------------------------------------------------


def public_things(body: Sequence[ast.stmt]) -> Iterator[ast.ClassDef | Function]:
    """Public classes and functions, and the public ones of public classes; not what a function holds."""
    for node in body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node
            yield from public_things(node.body) if isinstance(node, ast.ClassDef) else ()


def public_is_documented(source: Source) -> Iterator[str]:
    """Every public module, class and function has a docstring; an empty module has nothing to say."""
    module = tree_of(source)
    if module.body and not ast.get_docstring(module):
        yield "1: the module has no docstring"
    for node in public_things(module.body):
        if not ast.get_docstring(node):
            yield f"{node.lineno}: {node.name} has no docstring"


SHOWN: Final = re.compile(r"(label|.*_label|.*_text|paragraph_text|citation|visible)")
"""What functions and fields are called that give a text to be shown."""


def no_logic_on_shown_texts(source: Source) -> Iterator[str]:
    """Nothing is decided by comparing a text that people see: to reword it must change nothing else."""
    for node in nodes(source, ast.Compare):
        sides = [node.left, *node.comparators]
        is_there = any(isinstance(side, ast.Constant) and side.value is None for side in sides)
        for side in () if is_there else sides:
            named = side.func if isinstance(side, ast.Call) else side
            looked_up = isinstance(side, ast.Call) and ast.unparse(named).startswith("words.")
            if looked_up or SHOWN.fullmatch(last_name(named)):
                yield f"{node.lineno}: {ast.unparse(node)}"


def public_types(source: Source) -> Iterator[str]:
    """The public type names that a module makes: its classes, and other names for types."""
    for node in tree_of(source).body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and re.fullmatch(r"[A-Z]\w*[a-z]\w*", target.id):
                yield target.id


def functions(source: Source) -> Iterator[Function]:
    """Every function and method, also those inside others."""
    yield from nodes(source, ast.FunctionDef)
    yield from nodes(source, ast.AsyncFunctionDef)


def length_of(function: Function) -> int:
    """Lines from `def` to the end, without the docstring: explaining more must not count against anybody."""
    last = function.end_lineno or function.lineno
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    return last - function.lineno + 1 - (((first.end_lineno or 0) - first.lineno + 1) if documented else 0)


def stands_nowhere(name: str, pattern: str) -> Callable[[Source], Iterator[str]]:
    """A rule that no line matches a pattern."""

    def check(source: Source) -> Iterator[str]:
        for number, line in enumerate(source.text.splitlines(), start=1):
            if match := re.search(pattern, line):
                yield f"{number}: {match[0]}"

    check.__name__ = name
    return check


# Each word is written so that the pattern does not match itself: this file keeps the rules too.
no_unfinished_work = stands_nowhere("no_unfinished_work", r"\b(TO[D]O|FIX[M]E|X[X]X)\b")
no_registry_address = stands_nowhere(
    "no_registry_address",
    r"https?://[^\s\"'`)]*([p]ypi|[p]ythonhosted|[r]egistry\.|/[s]imple\b)"
    r"|(?<![\w-])--(extra-index-[u]rl|index-[u]rl|find-[l]inks|trusted-[h]ost)\b",
)
no_path_of_one_machine = stands_nowhere(
    "no_path_of_one_machine", r"(?<![\w.}])/([h]ome|[r]oot|[U]sers|[w]ork|[o]pt)/\w|\b[A-Z]:\\[U]sers"
)
