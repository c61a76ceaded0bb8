"""What facts about projects, premises and forecasts are found by; and that none of them is about a frame."""

import pytest

from ledger.events.projects import ContingentEventNoted, GrantNoted, ProjectFinancingDecided
from ledger.log.entry import Entry
from ledger.meaning.effects import effects
from tests.golden.examples.projects import EXAMPLES


@pytest.mark.parametrize("entry", EXAMPLES.values(), ids=EXAMPLES)
def test_none_of_them_sets_or_changes_a_frame(entry: Entry) -> None:
    assert (effects(entry.fact), entry.fact.frames()) == ((), ())
    assert not [tag for tag in entry.fact.tags() if tag.startswith("frame:")]


@pytest.mark.parametrize("entry", EXAMPLES.values(), ids=EXAMPLES)
def test_nobody_decides_them_but_for_a_financing(entry: Entry) -> None:
    assert entry.fact.needs_basis is isinstance(entry.fact, ProjectFinancingDecided)


def test_what_may_happen_is_found_by_itself_and_by_what_it_is_about() -> None:
    about = ContingentEventNoted("h", "x", "y", project="p", reservation="r")
    assert about.tags() == ("contingency:h", "project:p", "reservation:r")
    assert ContingentEventNoted("h", "x", "y").tags() == ("contingency:h",)


def test_a_unit_must_be_there_when_it_is_named() -> None:
    assert (GrantNoted("g", "G", "slk").units(), GrantNoted("g", "G").units()) == (("slk",), ())
