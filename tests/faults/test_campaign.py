"""A short form of `make faults`: nothing is lost, duplicated or reordered, whatever is killed."""

import os

import pytest

from tests.faults.campaign import Ran, cut_power, kill_processes
from tests.faults.following import PROGRAMS
from tests.faults.fuse import why_not
from tests.faults.schedule import Blow, sizes

SHORT = {
    "FAULTS_FOLLOWER": "16",
    "FAULTS_SERVER": "3",
    "FAULTS_DATABASE": "3",
    "FAULTS_POWER": "2",
    "FAULTS_WRITERS": "3",
}
SIZES = sizes({**SHORT, "FAULTS_SEED": os.environ.get("FAULTS_SEED", "")})


def check(ran: Ran, followers: int) -> None:
    """All is there, and there was something."""
    outcome = ran.outcome
    assert outcome.is_clean, f"FAULTS_SEED={SIZES.seed}: {outcome}"
    assert outcome.acknowledged > 0
    assert outcome.entries >= outcome.acknowledged
    assert len(outcome.effects) == followers
    assert min(outcome.effects.values()) > 0


def test_processes_are_killed_under_those_who_write_and_follow() -> None:
    print(f"FAULTS_SEED={SIZES.seed}")
    ran = kill_processes(SIZES)
    check(ran, len(PROGRAMS))
    assert ran.outcome.killed.total() == SIZES.follower
    assert sum(happened.times for happened in ran.happened.values()) == SIZES.server + SIZES.database


@pytest.mark.skipif(why_not() is not None, reason=f"no power can be cut: {why_not()}")
def test_the_power_is_cut_under_those_who_write_and_follow() -> None:
    print(f"FAULTS_SEED={SIZES.seed}")
    ran = cut_power(SIZES)
    check(ran, 1)
    assert ran.happened[Blow.POWER].times == SIZES.power
    assert ran.forgotten > 0, "it had something to forget"
