"""The tree of units, told again as plainly as it can be: of what is said about a unit, the last that holds by a day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

Said = tuple[date, str, str, str | None]
"""From which day what is so of which unit: its `name`, the unit `above`, that it `exists`, an `heir`, a `part`."""

FOUNDED: Final = (
    *(("ks", "name", "Kommunstyrelsen"), ("ks", "exists", "ks")),
    *(("slk", "name", "Stadsledningskontoret"), ("slk", "above", "ks"), ("slk", "exists", "slk")),
    *(("sbk", "name", "Stadsbyggnadskontoret"), ("sbk", "above", "ks"), ("sbk", "exists", "sbk")),
)
UNITS: Final = ("ks", "slk", "sbk")


class Unit(NamedTuple):
    """A unit on a day."""

    name: str | None
    above: str | None
    exists: bool
    heirs: tuple[str, ...]


def tree_on(said: Iterable[Said], on: date) -> dict[str, Unit]:
    """Every unit on a day, of what is said in decided order."""
    every = [*((date.min, *founded) for founded in FOUNDED), *said]
    return {unit: _unit([entry for entry in every if entry[1] == unit], on) for _, unit, _, _ in every}


def _unit(said: Sequence[Said], on: date) -> Unit:
    now = {what: value for since, _, what, value in said if since <= on}
    heirs = dict.fromkeys(value for since, _, what, value in said if what == "heir" and since <= on and value)
    names = sorted(((since, n, value) for n, (since, _, what, value) in enumerate(said) if what == "name"))
    first = names[0][2] if names else said[0][1]
    return Unit(now.get("name") or first, now.get("above"), now.get("exists") is not None, tuple(heirs))


def ended(said: Iterable[Said], unit: str) -> date | None:
    """From when a unit is no longer there; None: it is. What was said last about whether it is there holds."""
    last = [(since, value) for since, about, what, value in said if (about, what) == (unit, "exists")][-1:]
    return last[0][0] if last and last[0][1] is None else None


def below_themselves(tree: dict[str, Unit]) -> list[str]:
    """The units that are below themselves."""
    return [unit for unit in tree if tree[unit].above is not None and way_up(tree, unit)[-1] == unit]


def way_up(tree: dict[str, Unit], unit: str) -> list[str]:
    """A unit and those above it, until it comes back."""
    way = [unit]
    while way[-1] in tree and (above := tree[way[-1]].above) is not None:
        way.append(above)
        if above in way[:-1]:
            break
    return way
