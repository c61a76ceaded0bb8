"""Which faults there will be, and when: drawn from one seed before anything begins."""

import os
from collections.abc import Mapping
from enum import StrEnum
from random import Random
from secrets import randbits
from typing import Final

import msgspec


class Sizes(msgspec.Struct, frozen=True):
    """How many faults of each class, how many write at once, and the seed."""

    follower: int
    server: int
    database: int
    power: int
    writers: int
    seed: int


def sizes(given: Mapping[str, str] = os.environ) -> Sizes:
    """From the environment, FAULTS_FOLLOWER and the others; the seed is drawn when none is given."""
    usual = {"follower": 1000, "server": 200, "database": 50, "power": 30, "writers": 4, "seed": 0}
    read = {name: int(given.get(f"FAULTS_{name.upper()}") or size) for name, size in usual.items()}
    return Sizes(**{**read, "seed": read["seed"] or randbits(32)})


class Point(StrEnum):
    """Where a follower is killed: by its program, or at any moment."""

    BEFORE_EFFECT = "before the effect"
    BETWEEN_EFFECTS = "between two effects"
    BEFORE_CURSOR = "between effect and cursor"
    BEFORE_COMMIT = "between cursor and commit"
    BEFORE_REQUEST = "between commit and next request"
    ANY = "at any moment"


class FollowerKill(msgspec.Struct, frozen=True):
    """A follower is killed at the `passes`th time that it comes to a point, or after so many milliseconds."""

    point: Point
    passes: int
    milliseconds: int


class Blow(StrEnum):
    """What is killed, or fails, under those who write and follow."""

    SERVER = "the server"
    STARTING = "the server, while it starts"
    BOTH = "the server and its database"
    POSTMASTER = "the database's first process"
    EVERY = "every process of the database"
    BACKEND = "one backend of the database"
    POWER = "the power"


_SERVER: Final = (Blow.SERVER, Blow.SERVER, Blow.SERVER, Blow.STARTING, Blow.BOTH)
_DATABASE: Final = (Blow.POSTMASTER, Blow.EVERY, Blow.BACKEND)


class Strike(msgspec.Struct, frozen=True):
    """A blow, so many milliseconds after the server is ready; while it starts: after it began to."""

    blow: Blow
    milliseconds: int


class Schedule(msgspec.Struct, frozen=True):
    """All faults: of each follower its kills, in order; and what befalls the server they follow, and the power."""

    kills: tuple[tuple[FollowerKill, ...], ...]
    strikes: tuple[Strike, ...]
    cuts: tuple[Strike, ...]


def schedule(size: Sizes, followers: int) -> Schedule:
    """The faults of a seed, for so many followers."""
    random = Random(size.seed)
    kills = [_kill(random, number) for number in range(size.follower)]
    blows = [random.choice(_SERVER) for _ in range(size.server)] + [
        random.choice(_DATABASE) for _ in range(size.database)
    ]
    random.shuffle(blows)
    strikes = tuple(Strike(blow, random.randrange(700 if blow is Blow.STARTING else 1000)) for blow in blows)
    cuts = tuple(Strike(Blow.POWER, random.randrange(200, 1500)) for _ in range(size.power))
    return Schedule(tuple(tuple(kills[each::followers]) for each in range(followers)), strikes, cuts)


def _kill(random: Random, number: int) -> FollowerKill:
    """Every other one between effect and acknowledgement, where it hurts most."""
    point = Point.BEFORE_CURSOR if number % 2 else random.choice(list(Point))
    return FollowerKill(point, random.randint(1, 5), random.randrange(500))
