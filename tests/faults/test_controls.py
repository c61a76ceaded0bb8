"""Whoever does it wrong is seen to: the campaign's count can see what it says is not there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.controls import FOLLOWING, POWER, WRITING, Control, filled
from tests.faults.fuse import why_not
from tests.faults.installation import Installation


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """One with some entries, served."""
    with filled() as there:
        yield there


@pytest.mark.parametrize("control", FOLLOWING)
def test_who_follows_in_a_wrong_way_is_seen(
    installation: Installation, tmp_path: Path, control: Callable[[Installation, Path], Control]
) -> None:
    found = control(installation, tmp_path)
    assert found.is_seen, found


@pytest.mark.parametrize("control", WRITING)
def test_who_writes_in_a_wrong_way_is_seen(
    installation: Installation, control: Callable[[Installation], Control]
) -> None:
    found = control(installation)
    assert found.is_seen, found


@pytest.mark.skipif(why_not() is not None, reason=f"no power can be cut: {why_not()}")
@pytest.mark.parametrize("control", POWER)
def test_who_trusts_what_forgets_is_seen(control: Callable[[int], Control]) -> None:
    found = control(1)
    assert found.is_seen, found
