"""An entry says what it is, and its tags are of kinds that an append condition can look up."""

import pytest

from ledger.entry import TAG_KINDS
from ledger.events import AnyFact
from tests.golden.examples import EXAMPLES


@pytest.mark.parametrize("entry", EXAMPLES.values(), ids=list(EXAMPLES))
def test_every_tag_is_of_a_selective_kind(entry: object) -> None:
    fact: AnyFact = entry.fact  # type: ignore[attr-defined]
    assert fact.tags()
    assert {tag.partition(":")[0] for tag in fact.tags()} <= set(TAG_KINDS)
