"""A map and a sequence that are values: with something more in one, it is another, and the one it came from is as it
was."""

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
AnyItem = TypeVar("AnyItem", covariant=True)


class PersistentMap(ChainMap[K, V]):
    """What is known by its key, in the order in which it came. Nobody writes into one: `plus` makes the next. Its last
    dictionary holds the many keys that versions of the map share, the one before it the few that are new in this one.
    The new ones are put together with the others once they are more than the square root of those, so that neither one
    more key nor one look-up costs more in a large map than about that root."""

    def plus(self, more: Mapping[K, V]) -> "PersistentMap[K, V]":
        """With some keys more, or other values of some that are there."""
        *newest, shared = self.maps
        new = {**(newest[0] if newest else {}), **more}
        if len(new) ** 2 > len(shared):
            return PersistentMap({**shared, **new})
        return PersistentMap(new, shared)


class Grown(Sequence[AnyItem]):
    """What has come so far, in order. Versions share one list, of which each knows how much is its own; the longest
    adds to it where it is, so that one more costs the same however many there are. Only one thread may add."""

    __slots__ = ("_items", "_length")

    def __init__(self, items: Iterable[AnyItem] = ()) -> None:
        self._items = list(items)
        self._length = len(self._items)

    def plus(self, item: AnyItem) -> "Grown[AnyItem]":  # type: ignore[misc]
        """With one more."""
        more = Grown[AnyItem]()
        is_longest = self._length and self._length == len(self._items)  # what is empty is everybody's beginning
        more._items = self._items if is_longest else self._items[: self._length]
        more._items.append(item)
        more._length = self._length + 1
        return more

    def without(self, goes: Callable[[AnyItem], bool]) -> "Grown[AnyItem]":
        """Without some; itself when none of them is there."""
        left = Grown(item for item in self if not goes(item))
        return self if left._length == self._length else left

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Grown) and [*self] == [*other]

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Grown({[*self]!r})"

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[AnyItem]:
        return islice(self._items, self._length)

    @overload
    def __getitem__(self, index: int) -> AnyItem: ...
    @overload
    def __getitem__(self, index: slice) -> "Grown[AnyItem]": ...
    def __getitem__(self, index: int | slice) -> "AnyItem | Grown[AnyItem]":
        mine = range(self._length)[index]
        return self._items[mine] if isinstance(mine, int) else Grown(self._items[number] for number in mine)
