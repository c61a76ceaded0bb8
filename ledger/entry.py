"""An entry: a fact, on what grounds it stands, and how it was recorded; and entries in their place in the log."""

from datetime import datetime
from typing import Final

import msgspec

from ledger.events import AnyFact, stored_name
from ledger.values import Basis, Recording, Value

TAG_KINDS: Final = (
    "entry",
    "proposal",
    "dissent",
    "condition",
    "decision",
    "meeting",
    "reservation",
    "charges",
    "fee",
    "price",
    "initiative",
    "key",
    "service",
    "bridge",
    "project",
    "rent",
    "staffing",
    "outcome",
    "result",
    "of-which",
    "index",
    "budget",
    "policy",
    "frame",
    "unit",
    "aftermath",
    "organisation",
)
"""Kinds of tags, the most selective first: the closed order in which an append condition looks them up."""


class Entry(Value, frozen=True):
    """What is stored: a fact, its basis and its recording. The JSON bytes of this are hashed and never rewritten."""

    fact: AnyFact
    recording: Recording
    basis: Basis | None = None

    @property
    def type(self) -> str:
        """The stored name, such as `frame-decided.v1`."""
        return stored_name(type(self.fact))


class Look(msgspec.Struct, frozen=True):
    """Something a decision looks at: one tag, and the event families under it (all of them when empty)."""

    tag: str
    families: tuple[str, ...] = ()


class Recorded(msgspec.Struct, frozen=True):
    """An entry in its place: position, instant of recording (UTC), exact bytes."""

    position: int
    recorded_at: datetime
    entry: Entry
    data: bytes
