"""An entry says what it is, and its tags are of kinds that an append condition can look up."""

import msgspec
import pytest

from ledger.events import RecordingErrorCorrected, Replacement
from ledger.log.entry import TAG_KINDS, Entry, case_tags
from tests.given import adjusted, basis, key
from tests.golden.examples import BY, EXAMPLES


@pytest.mark.parametrize("entry", EXAMPLES.values(), ids=list(EXAMPLES))
def test_every_tag_is_of_a_selective_kind(entry: Entry) -> None:
    assert entry.tags()
    assert {tag.partition(":")[0] for tag in entry.tags()} <= set(TAG_KINDS)


def test_an_entry_is_found_by_its_case_and_by_the_conditions_it_waits_for() -> None:
    """A decision outside any case is found by its body and paragraph; by its body alone it is not."""
    on = msgspec.structs.replace(basis(), conditions=("avtal-tecknat",))
    assert Entry(adjusted(1), BY, on).tags() == (key().tag, "case:ks2025/1", "condition:avtal-tecknat")
    outside = msgspec.structs.replace(basis(), case_number=None)
    assert case_tags(outside) == ("decision:kf//§12",)
    assert case_tags(msgspec.structs.replace(outside, paragraph=None)) == ()


def test_a_correction_is_found_by_the_case_of_what_comes_instead() -> None:
    correction = RecordingErrorCorrected(7, "fel", Replacement(adjusted(1), basis()))
    assert "case:ks2025/1" in Entry(correction, BY).tags()
