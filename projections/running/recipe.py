"""What decides what the tables hold, as one digest: another digest means a rebuild, so that a mended fault does not
live on in old rows.

It is made of the statements of every projection, and of every module that the code which fills the tables reaches by
its imports, without comments, docstrings and formatting. Not in it: the modules of `OUTSIDE`; other packages than ours,
whose versions are pinned; and the version of Python, but that a new minor one may write the same source another way.

Taking comments away means parsing, which costs more than the rest of a start. So the sources as they stand have a
digest of their own, which is kept beside the recipe: only where that differs is the recipe reckoned.
"""

import ast
import hashlib
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from inspect import getmodule
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from projections.running import batches, bulk_copy
from projections.tables.projection import Projection, sql_of

OUTSIDE: Final = (
    "ledger.words",
    "ledger.errors",
    "ledger.log.store",
    "ledger.log.database",
)
"""What the code that fills tables imports and no row depends on: what is shown, what is refused, and how bytes come and
go (how they are read, the codec, is in the recipe)."""

FOLLOWED: Final = ("ledger.words.noticed", "ledger.words.labels")
"""What of that rows do depend on: whom a stored warning is about."""

_STATE: Final = sql_of("projections.running", "state")
_IMPORT: Final = re.compile(
    r"^[ \t]*from[ ]+((?:ledger|projections)[\w.]*)[ ]+import[ ]+(\([^)]*\)|[^\n]*)", re.MULTILINE
)


class Recipe:
    """The recipe of some projections as this program has it."""

    def __init__(self, projections: tuple[Projection, ...]) -> None:
        named = {"state": _STATE} | {projection.name: projection.sql for projection in projections}
        self._statements = {
            f"{name}: {key}": sql.as_string() for name, statements in named.items() for key, sql in statements.items()
        }
        parts = chain.from_iterable((table.apply, table.forget, table.notice, table.settle) for table in projections)
        self.sources = sources(*filter(None, map(getmodule, filter(None, parts))))
        self.sources_sha256 = digest(self._statements | self.sources)

    @cached_property
    def sha256(self) -> str:
        """The recipe. The first time it costs as much as parsing every source, some tenths of a second."""
        return digest(self._statements | {name: without_comments(source) for name, source in self.sources.items()})

    def made(self, state: Mapping[str, Any]) -> bool:
        """Whether the tables that have this `projection_state` were made by this recipe."""
        return bool(state["sources_sha256"] == self.sources_sha256) or bool(state["recipe_sha256"] == self.sha256)


@cache
def sources(*fillers: ModuleType) -> dict[str, str]:
    """The source of every module that fills tables, or that such a module reaches by its imports; by its name."""
    waiting = [batches, bulk_copy, *fillers]
    reached: dict[str, str] = {}
    while waiting:
        module = waiting.pop()
        if module.__name__ not in reached:
            reached[module.__name__] = source = Path(str(module.__file__)).read_text(encoding="utf-8")
            waiting += filter(None, map(sys.modules.get, imported(source)))
    return reached


def imported(source: str) -> Iterator[str]:
    """What a source may import of ours: every module that it names, and every name in one that could be a module.

    >>> list(imported("from ledger.meaning import tree, placed"))
    ['ledger.meaning', 'ledger.meaning.tree', 'ledger.meaning.placed']
    """
    for package, names in _IMPORT.findall(source):
        if package in FOLLOWED or not f"{package}.".startswith(tuple(f"{outside}." for outside in OUTSIDE)):
            yield package
            yield from (f"{package}.{name}" for name in re.findall(r"\w+", names))


@cache
def without_comments(source: str) -> str:
    """A source as it is written anew from what it means: no comments, no docstrings, one way of formatting.

    >>> without_comments("def f():\\n    '''Said.'''\\n    return (1)  # one")
    'def f():\\n    return 1'
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        match node:
            case (
                ast.Module(body=body)
                | ast.ClassDef(body=body)
                | ast.FunctionDef(body=body)
                | ast.AsyncFunctionDef(body=body)
            ):
                body[:] = [statement for statement in body if not _only_says(statement)] or [ast.Pass()]
    return ast.unparse(tree)


def _only_says(statement: ast.stmt) -> bool:
    """A string that stands by itself: a docstring, or what is said below a constant."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def digest(parts: Mapping[str, str]) -> str:
    """The SHA-256 of named texts, in the order of their names."""
    texts = (f"{name}\n{len(text)}\n{text}\n" for name, text in sorted(parts.items()))
    return hashlib.sha256("".join(texts).encode()).hexdigest()
