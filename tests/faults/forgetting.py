"""Files and directories that know what of them is durable, and forget the rest when the power goes.

`fsync` of a file keeps its bytes and its size, `fsync` of a directory keeps the names in it. Of all else anything may
be left. What is left of a file is drawn page by page, and its size beside them; of a directory it is its operations up
to one that is drawn, in the order in which they were made, as a journal has them. Who owns what, and who may, is
durable at once.

That is what POSIX promises, and one thing more, which every file system that a database lies on under Linux keeps and
PostgreSQL stands on: `fsync` of what is new keeps its own name too. By POSIX alone, a table or a whole database is gone
after a checkpoint.
"""

from itertools import count
from random import Random
from stat import S_ISDIR
from typing import Final

PAGE: Final = 4096
"""Bytes of a file that survive together, or not at all."""

ROOT: Final = 1
"""The number of the uppermost directory."""

_numbers: Final = count(ROOT)


class Content:
    """A file's bytes. `_before` holds each page that was changed since the last `fsync` as it was then."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._durable_size = 0
        self._before: dict[int, bytes] = {}

    def write(self, offset: int, data: bytes) -> None:
        """Puts bytes in their place; what lies before it and was not there is zeros."""
        if offset > len(self.data):
            self.resize(offset)
        self._remember(offset, offset + len(data))
        self.data[offset : offset + len(data)] = data

    def resize(self, size: int) -> None:
        """Cuts the file off, or fills it up with zeros."""
        self._remember(size, len(self.data))
        del self.data[size:]
        self.data += bytes(size - len(self.data))

    def _remember(self, start: int, end: int) -> None:
        for page in range(start // PAGE, -(-end // PAGE)):
            if page not in self._before:
                self._before[page] = bytes(self.data[page * PAGE : (page + 1) * PAGE])

    def sync(self) -> None:
        """All of it is durable."""
        self._before.clear()
        self._durable_size = len(self.data)

    def forget(self, random: Random | None) -> int:
        """The power is gone: how many pages are as they were. Without `random`, all that can be."""
        spared = random.choice((0, 50, 100)) if random else 0  # nothing was written of it yet, some of it, or all
        kept = [random is not None and random.randrange(100) < spared for _ in range(len(self._before) + 1)]
        size = len(self.data) if kept.pop() else self._durable_size
        lost = [page for page, is_kept in zip(sorted(self._before), kept, strict=True) if not is_kept]
        for page in lost:
            self.data += bytes(max(page * PAGE - len(self.data), 0))
            self.data[page * PAGE : (page + 1) * PAGE] = self._before[page].ljust(PAGE, b"\0")
        del self.data[size:]
        self.data += bytes(size - len(self.data))
        self.sync()
        return len(lost)


class Names:
    """A directory's names. `_before` holds, for each operation since the last `fsync`, what its names stood for."""

    def __init__(self) -> None:
        self.nodes: dict[bytes, Node] = {}
        self._before: list[dict[bytes, Node | None]] = []

    def change(self, made: "dict[bytes, Node | None]") -> None:
        """One operation, which is kept whole or not at all: what each name stands for from now on, or for nothing."""
        self._before.append(self._put(made))

    def _put(self, made: "dict[bytes, Node | None]") -> "dict[bytes, Node | None]":
        before = {name: self.nodes.get(name) for name in made}
        for name, node in made.items():
            if node is None:
                self.nodes.pop(name, None)
            else:
                self.nodes[name] = node
        return before

    def sync(self) -> None:
        """All names are durable."""
        self._before.clear()

    def sync_name_of(self, node: "Node") -> None:
        """The name of one of them is durable, and so are all operations before it got that."""
        for number, before in reversed([*enumerate(self._before, start=1)]):
            if any(self.nodes.get(name) is node for name in before):
                del self._before[:number]
                return

    def forget(self, random: Random | None) -> int:
        """The power is gone: how many operations never were. Without `random`, all that can be lost are."""
        lost = self._before[random.randint(0, len(self._before)) if random else 0 :]
        for before in reversed(lost):
            self._put(before)
        self.sync()
        return len(lost)


class Node:
    """A file, a directory, or something else that has a name only, such as a socket."""

    def __init__(self, mode: int, user: int, group: int, instant: int, above: Names | None = None):
        self.number = next(_numbers)
        self.mode, self.user, self.group, self.changed = mode, user, group, instant
        self.names = Names() if S_ISDIR(mode) else None
        self.content = Content()
        self.above = above

    @property
    def parts(self) -> "list[Content | Names]":
        """What can be lost of it."""
        return [self.content] if self.names is None else [self.names]

    def sync(self) -> None:
        """All of it is durable, and its own name."""
        for part in self.parts:
            part.sync()
        if self.above is not None:
            self.above.sync_name_of(self)

    def whole(self) -> "list[Node]":
        """It and all that lies below it."""
        below = [] if self.names is None else [self.names.nodes[name] for name in sorted(self.names.nodes)]
        return [self, *(node for child in below for node in child.whole())]

    def forget(self, random: Random | None) -> int:
        """The power is gone, for it and all that then lies below it: how many pages and operations are lost."""
        lost = sum(part.forget(random) for part in self.parts)
        below = [] if self.names is None else [self.names.nodes[name] for name in sorted(self.names.nodes)]
        return lost + sum(node.forget(random) for node in below)
