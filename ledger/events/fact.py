"""What all facts have in common: a stored name, and what they touch."""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import ClassVar, Final, Protocol

from ledger.text import Text
from ledger.values import ControlTotal, FrameKey, Value

AFTERMATH: Final = "aftermath"
"""The tag of what changes decisions that stand already: a judgment, a condition that is met, an index."""


class Fact(Value, frozen=True):
    """What all facts have: a stored name (the `type` in the bytes) and, as a pure function, their tags and frames."""

    needs_basis: ClassVar[bool] = True
    acts_on_decisions: ClassVar[bool] = False
    """Whether it can change decisions that stand already: only then does it have the tag of the aftermath."""

    filled_in: ClassVar[frozenset[str]] = frozenset()
    """Fields that the ledger fills in, and nobody else."""

    def subjects(self) -> tuple[str, ...]:
        """What this fact is about, other than frames and units: `reservation:smart-stad`. What is kept there is found
        again by rules and answers alike; for a frame fact, what it is about beside its frames."""
        return ()

    def tags(self) -> tuple[str, ...]:
        """Selective tags by which rules find this fact again."""
        return self.subjects()

    def decides(self) -> tuple["Fact", ...]:
        """What is decided by this fact: itself, unless it decides others together."""
        return (self,)

    def frames(self) -> tuple[FrameKey, ...]:
        """The decided frames this fact sets or changes; none for a proposal."""
        return ()

    def units(self) -> tuple[str, ...]:
        """Units that must be registered before this fact."""
        return tuple(frame.unit for frame in self.frames())


class FactWithNote(Fact, frozen=True, kw_only=True):
    """A fact with room for what the document says beside it. The note is the last field, in the bytes too."""

    note: Text | None = None


class PrintedFact(Fact, frozen=True, kw_only=True):
    """A fact whose amounts a document may print in figures of its own, kept as `printed` control totals."""

    printed: tuple[ControlTotal, ...] = ()
    note: Text | None = None


class _OfUnit(Protocol):
    @property
    def unit(self) -> str:
        """Its unit."""
        ...


class _OfUnitIfNamed(Protocol):
    @property
    def unit(self) -> str | None:
        """Its unit, when it names one."""
        ...


class _OfSupplier(Protocol):
    @property
    def supplier(self) -> str:
        """The unit that supplies."""
        ...


def its_subject(kind: str, field: str | None = None) -> Callable[[Fact], tuple[str, ...]]:
    """`Fact.subjects` of a fact about one thing, whose id stands in the field that is called as its kind is, or in
    another one."""
    id_of = attrgetter(field or kind)

    def subjects(fact: Fact) -> tuple[str, ...]:
        return (f"{kind}:{id_of(fact)}",)

    return subjects


def its_unit(fact: _OfUnit) -> tuple[str, ...]:
    """`Fact.units` of a fact about one unit."""
    return (fact.unit,)


def its_unit_if_named(fact: _OfUnitIfNamed) -> tuple[str, ...]:
    """`Fact.units` of a fact about a unit, when it names one."""
    return () if fact.unit is None else (fact.unit,)


def its_supplier(fact: _OfSupplier) -> tuple[str, ...]:
    """`Fact.units` of a fact about what a unit supplies to others."""
    return (fact.supplier,)


@cache
def stored_name(fact: type[Fact]) -> str:
    """The hand-chosen name a class of facts is stored under."""
    tag = fact.__struct_config__.tag
    if not isinstance(tag, str):
        raise TypeError(f"{fact.__name__} has no stored name")
    return tag


@cache
def family(name: str) -> str:
    """`frame-decided.v1` belongs to the family `frame-decided`."""
    return name.rpartition(".v")[0] or name
