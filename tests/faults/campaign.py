"""Faults under those who write and follow: processes killed in an installation in memory, power cut on a disk."""

from typing import Final

import msgspec

from tests.faults.blows import Blows, Happened
from tests.faults.disk import Disk
from tests.faults.following import PROGRAMS
from tests.faults.installation import installed, place
from tests.faults.load import Load, Outcome
from tests.faults.schedule import Blow, Schedule, Sizes, schedule
from tests.faults.writing import Writer

_EAGER_MILLISECONDS: Final = 20
"""The longest pause of those who write while the power is cut: something is always being written."""


class Ran(msgspec.Struct, frozen=True):
    """What happened, and what came of it. `forgotten`: pages and names that were not durable when the power went."""

    happened: dict[Blow, Happened]
    outcome: Outcome
    forgotten: int = 0


def planned(size: Sizes) -> Schedule:
    """The faults of the sizes' seed."""
    return schedule(size, len(PROGRAMS))


def kill_processes(size: Sizes) -> Ran:
    """Followers, the server and its database are killed, as planned, while others write."""
    plan = planned(size)
    with place() as directory, installed(directory) as installation:
        writers = [Writer(installation, number, size.seed) for number in range(1, size.writers + 1)]
        load = Load(installation, directory, writers, plan.kills)
        blows = Blows(installation, size.seed)
        load.run(lambda: blows.fall(plan.strikes))
        return Ran(blows.happened, load.outcome())


def cut_power(size: Sizes) -> Ran:
    """The power is cut, as planned, while others write; the file of who follows lies on another disk."""
    plan = planned(size)
    with place() as directory, Disk(directory / "disk", size.seed) as disk, installed(disk.place) as installation:
        numbers, pause = range(1, size.writers + 1), _EAGER_MILLISECONDS
        writers = [Writer(installation, number, size.seed, pause) for number in numbers]
        load = Load(installation, directory, writers, [()])
        blows = Blows(installation, size.seed, disk)
        load.run(lambda: blows.fall(plan.cuts))
        return Ran(blows.happened, load.outcome(), blows.forgotten)
