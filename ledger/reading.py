"""Reading what a command looks at, until there is nothing more to look at: what is found may lead to more.

Everything is what one state of the ledger holds, at one head. Without a log the ledger is taken to be empty.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from ledger.events import AnyFact
from ledger.log.entry import Look, Recorded
from ledger.log.feed.cursor import BEGINNING, LogCursor
from ledger.log.log import Log
from ledger.log.tags import Tags
from ledger.looking.aside import looks_aside
from ledger.looking.filling import Filled, Naming, all_completed, filled, named_positions
from ledger.looking.looks import looks, looks_first
from ledger.looking.perhaps_meant import looks_elsewhere
from ledger.looking.state import State, fold
from ledger.looking.wholes import lines_beside
from ledger.values import Basis


def read_for(
    log: Log | None, facts: Sequence[AnyFact], basis: Basis | None
) -> tuple[tuple[Look, ...], State, LogCursor, tuple[AnyFact, ...]]:
    """What `_looked` finds for the facts of a command, with the entries that they name by their positions. An entry
    that was recorded between the two readings is read too: a refusal must be what one state of the ledger gives."""
    naming = (fact for fact in facts if isinstance(fact, Naming))
    named = {position for fact in naming for position in named_positions(fact)}
    while True:
        targets = _targets(log, named) if named else {}
        asked = all_completed(facts, targets) if named else facts
        looked_at, state, head, complete = _looked(log, asked, basis)
        if all(position in targets for position in named if 1 <= position <= head.position):
            return looked_at, replace(state, targets=targets), head, complete


class _Found(msgspec.Struct, frozen=True):
    """What has been read for a command, by position, at one head: all that some looks lead to."""

    looks: frozenset[Look] = frozenset()
    entries: Mapping[int, Recorded] = {}
    head: LogCursor = BEGINNING


def _looked(
    log: Log | None, facts: Sequence[AnyFact], basis: Basis | None
) -> tuple[tuple[Look, ...], State, LogCursor, tuple[AnyFact, ...]]:
    """What the facts look at, what is found there, the head it was found at, and the facts with what the ledger fills
    in. What is found and filled in may have to be looked at too, so more is read until there is nothing more. The units
    come first: they are few, they lead to others, and what is folded before they are known is folded again."""
    looked_at: tuple[Look, ...] = ()
    state, found, lines = State(), _Found(), dict[str, list[str]]()
    fills = any(isinstance(fact, Filled) for fact in facts)
    complete, aside = tuple(facts), () if fills else looks_aside(facts)
    while True:
        if fills:
            complete = filled(facts, state)
            aside = looks_aside(complete)
        more = looks(state, complete, basis) if looked_at else looks_first(complete)
        wanted = tuple(dict.fromkeys((*looked_at, *more)))
        elsewhere = looks_elsewhere(None if log is None else Tags(log), state, complete) if wanted == looked_at else ()
        if wanted == looked_at and found.looks.issuperset(elsewhere):
            return looked_at, state, found.head, complete
        looked_at = wanted
        beside = (*aside, *_lines_beside(log, state, complete, lines), *elsewhere)
        known, found = found, found if log is None else _read_on(log, found, (*looked_at, *beside))
        if found.entries.keys() != known.entries.keys():  # what is found already is not folded again
            state = fold(found.entries[position] for position in sorted(found.entries))


def _lines_beside(
    log: Log | None, state: State, facts: Sequence[AnyFact], known: dict[str, list[str]]
) -> Iterator[Look]:
    """Looks at the lines that may be at another level than what is new: told when there are any, and no decision stands
    on it. `known` are the tags that have been found already, by how they begin."""
    wanted = {} if log is None else lines_beside(state, facts)
    if log is not None and (new := [beginning for beginning in wanted if beginning not in known]):
        known.update((beginning, []) for beginning in new)
        for tag in log.tags_beginning(new):
            known[f"{tag.partition('/')[0]}/"].append(tag)
    for beginning, endings in wanted.items():
        yield from (Look(tag) for tag in known[beginning] if tag.endswith(tuple(endings)))


def _read_on(log: Log, found: _Found, looks: Sequence[Look]) -> _Found:
    """With what more is looked at. What was read before is read again only when the log has grown in the meantime, so
    that all of it is what one state of the ledger holds."""
    more = [look for look in looks if look not in found.looks]
    if not more:
        return found
    recorded, head = log.read(more, known=found.entries)
    if found.looks and head != found.head:
        found = _Found()
        recorded, head = log.read(looks)
    entries = {**found.entries, **{entry.position: entry for entry in recorded}}
    return _Found(found.looks.union(looks), entries, head)


def _targets(log: Log | None, positions: Iterable[int]) -> dict[int, Recorded]:
    """The entries at some positions."""
    entries = {position: log.at(position) for position in positions} if log is not None else {}
    return {position: target for position, target in entries.items() if target is not None}
