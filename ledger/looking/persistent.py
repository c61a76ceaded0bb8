"""A map that is a value: with something more in it, it is another map, and the one it came from is as it was."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class PersistentMap(Mapping[K, V]):
    """What is known by its key. Two dictionaries that nobody changes: many keys that versions of the map share, and the
    few that are new in this one. The new ones are put together with the others once they are more than the square root
    of those, so that neither one more key nor one look-up costs more in a large map than about that root."""

    __slots__ = ("_new", "_shared")

    def __init__(self, shared: dict[K, V] | None = None, new: dict[K, V] | None = None):
        self._shared, self._new = shared or {}, new or {}

    def __getitem__(self, key: K) -> V:
        return self._new[key] if key in self._new else self._shared[key]

    def __iter__(self) -> Iterator[K]:
        yield from self._shared
        yield from (key for key in self._new if key not in self._shared)

    def __len__(self) -> int:
        return len(self._shared.keys() | self._new.keys())

    def __repr__(self) -> str:
        return f"PersistentMap({dict(self)})"

    def plus(self, more: Mapping[K, V]) -> "PersistentMap[K, V]":
        """With some keys more, or other values of some that are there."""
        new = {**self._new, **more}
        if len(new) ** 2 > len(self._shared):
            return PersistentMap({**self._shared, **new})
        return PersistentMap(self._shared, new)
