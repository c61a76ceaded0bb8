"""Stored names and families."""

import pytest

from ledger.events import Fact, family, stored_name
from ledger.events.fact import its_subject


def test_a_class_without_a_name_of_its_own_is_not_stored() -> None:
    with pytest.raises(TypeError, match="Fact has no stored name"):
        stored_name(Fact)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("frame-decided.v1", "frame-decided"), ("frame-decided.v12", "frame-decided"), ("frame-decided", "frame-decided")],
)
def test_a_family_is_a_name_without_its_version(name: str, expected: str) -> None:
    assert family(name) == expected


def test_a_fact_touches_nothing_unless_it_says_so() -> None:
    class Bare(Fact, frozen=True):
        """A fact about nothing."""

    assert (Bare().subjects(), Bare().tags(), Bare().frames(), Bare().units()) == ((), (), (), ())


def test_a_fact_about_one_thing_names_it_by_its_kind_and_its_id() -> None:
    class Built(Fact, frozen=True):
        """A fact about a bridge."""

        bridge: str
        year: int

        subjects = its_subject("bridge")

    class Rebuilt(Built, frozen=True):
        """The same, but about the budget of its year."""

        subjects = its_subject("budget", "year")

    assert Built("ostbron", 2026).subjects() == Built("ostbron", 2026).tags() == ("bridge:ostbron",)
    assert Rebuilt("ostbron", 2026).subjects() == ("budget:2026",)
