"""What the log answers: the outcome of an append, and a known-at resolved to a position."""

from datetime import datetime
from enum import StrEnum

import msgspec


class AppendOutcome(StrEnum):
    """What an append came to. `seen`: the key has already stored this command. `reused`: it stored another one.
    `other-log`: another entry stands where the decision saw one, as after a restore."""

    STORED = "stored"
    SEEN = "seen"
    REUSED = "reused"
    CONFLICT = "conflict"
    OTHER_LOG = "other-log"


class Appended(msgspec.Struct, frozen=True):
    """The database's answer to an append: what it came to, and the positions it is about."""

    outcome: AppendOutcome
    first_position: int | None = None
    last_position: int | None = None
    recorded_at: datetime | None = None
    answer: bytes | None = None
    conflict_position: int | None = None


class IdempotencyKey(msgspec.Struct, frozen=True):
    """A caller's key, the SHA-256 of the canonical command it stands for, and the answer to repeat."""

    key: str
    command_sha256: bytes
    answer: bytes


class Resolved(msgspec.Struct, frozen=True):
    """A known-at as a position, and whether it can still change: an instant is fixed when something later is stored."""

    position: int
    fixed: bool
