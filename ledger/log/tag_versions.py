"""How earlier versions of the program tagged an entry: nobody's bytes are rewritten when tags change, and an entry that
was stored under an earlier way of tagging is whole, and is found by what it was tagged with then. Earlier versions of
events are in `codec.py`."""

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from ledger.log.entry import Entry


class FormerTags(msgspec.Struct, frozen=True):
    """A way of tagging that is no longer used, and the last commit that was handed over with it."""

    version: str
    tags: Callable[[Entry], tuple[str, ...]]


def _as_written(entry: Entry) -> tuple[str, ...]:
    """Before an entry was also tagged with what its decision is known by, however that is written."""
    return entry.tags_as_written()


def _of_the_fact_alone(entry: Entry) -> tuple[str, ...]:
    """Before an entry was also tagged with what it rests on: its case, its decision and its conditions."""
    return tuple(dict.fromkeys(entry.fact.tags()))


FORMER: Final = (FormerTags("2850f71", _as_written), FormerTags("193c943", _of_the_fact_alone))
"""Every former way of tagging, the latest first; one is added whenever tags change, and none is taken away."""


def former_version(stored: Iterable[str], entry: Entry) -> str | None:
    """The version that gave an entry just these tags; None when none has."""
    tags = tuple(stored)
    return next((former.version for former in FORMER if former.tags(entry) == tags), None)
