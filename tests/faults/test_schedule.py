"""One seed gives one schedule, with as many faults of each class as are asked for."""

from collections import Counter

import pytest

from tests.faults.schedule import Blow, Point, schedule, sizes

GIVEN = {"FAULTS_FOLLOWER": "400", "FAULTS_SERVER": "60", "FAULTS_DATABASE": "40", "FAULTS_POWER": "7"}


def test_a_seed_gives_the_same_schedule_again_and_another_gives_another() -> None:
    first, again, other = (schedule(sizes({**GIVEN, "FAULTS_SEED": seed}), 3) for seed in ("17", "17", "18"))
    assert first == again
    assert first != other


def test_a_seed_is_drawn_when_none_is_given() -> None:
    assert sizes({}).seed != sizes({"FAULTS_SEED": ""}).seed


def test_the_whole_campaign_has_what_was_promised() -> None:
    size = sizes({})
    assert (size.follower, size.server, size.database) == (1000, 200, 50)


@pytest.mark.parametrize("followers", [1, 3, 4])
def test_there_are_as_many_faults_as_are_asked_for_and_of_every_kind(followers: int) -> None:
    planned = schedule(sizes({**GIVEN, "FAULTS_SEED": "17"}), followers)
    points = Counter(kill.point for kills in planned.kills for kill in kills)
    blows = Counter(strike.blow for strike in planned.strikes)
    assert (len(planned.kills), points.total(), len(planned.cuts)) == (followers, 400, 7)
    assert points.keys() == set(Point)
    assert points[Point.BEFORE_CURSOR] >= 200, "where it hurts most"
    of_server = blows[Blow.SERVER] + blows[Blow.STARTING] + blows[Blow.BOTH]
    assert (of_server, blows.total() - of_server) == (60, 40)
    assert blows.keys() == set(Blow) - {Blow.POWER}
    assert {strike.blow for strike in planned.cuts} == {Blow.POWER}
