"""A family of rules: what it is asked about a fact, and by whom it is told."""

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from ledger.errors import Refusal
from ledger.events import Fact
from ledger.looking.state import State
from ledger.meaning.placed import Situation
from ledger.values import RecordedWarning


def interval_reversed(last: date | int, first: date | int) -> Refusal:
    """The refusal of an end, a day or a year, that lies before its beginning."""
    detail = f"Slutet, {last}, ligger före början, {first}."
    return Refusal("interval-reversed", detail, str(last), str(first), right=f"{first} eller senare")


def no_shape(_fact: Fact) -> Iterable[Refusal]:
    """Nothing beyond what the types say."""
    return ()


def no_refusals(_state: State, _fact: Fact, _situation: Situation) -> Iterable[Refusal]:
    """Nothing stands against it."""
    return ()


def no_warnings(_state: State, _fact: Fact, _situation: Situation) -> Iterable[RecordedWarning]:
    """Nothing is worth knowing."""
    return ()


class Family(msgspec.Struct, frozen=True):
    """Rules for some classes of facts.

    `shape` is arithmetic and identity of one fact, whatever the ledger holds (class A); proposals are held to it too.
    `refusals` are about the fact in a ledger that holds `state`, and `warnings` what a reader should know; both are
    asked before the fact is applied. What they look at in it is named in `looks.py`.
    """

    facts: tuple[type[Fact], ...]
    shape: Callable[..., Iterable[Refusal]] = no_shape
    refusals: Callable[..., Iterable[Refusal]] = no_refusals
    warnings: Callable[..., Iterable[RecordedWarning]] = no_warnings
