"""A map that is a value: with something more in it, it is another map, and the one it came from is as it was."""

from collections import ChainMap
from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


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
