"""An entry says what it is, and its tags are of kinds that an append condition can look up."""

from datetime import date

import msgspec
import pytest

from ledger.events import JudgmentGiven, JudgmentOutcome, RecordingErrorCorrected, Replacement
from ledger.log.entry import TAG_KINDS, Entry, Look, case_tags, is_wanted, known_by, ways_to
from ledger.values import DecisionReference
from ledger.when import BoundsOrigin, DecisionBounds
from tests.given import adjusted, basis, key
from tests.golden.examples import BY, EXAMPLES


@pytest.mark.parametrize("entry", EXAMPLES.values(), ids=list(EXAMPLES))
def test_every_tag_is_of_a_selective_kind(entry: Entry) -> None:
    assert entry.tags()
    assert {tag.partition(":")[0] for tag in entry.tags()} <= set(TAG_KINDS)


def test_an_entry_is_found_by_its_case_and_by_the_conditions_it_waits_for() -> None:
    """A decision outside any case is found by its body and paragraph; by its body alone it is not."""
    on = msgspec.structs.replace(basis(), conditions=("avtal-tecknat",))
    as_written = (key().tag, "case:ks2025/1", "condition:avtal-tecknat")
    assert Entry(adjusted(1), BY, on).tags_as_written() == as_written
    assert Entry(adjusted(1), BY, on).tags() == (*as_written, "case:ks/2025/1", "paragraph:kommunfullmäktige/§12/2025")
    outside = msgspec.structs.replace(basis(), case_number=None)
    assert case_tags(outside) == ("decision:kf//§12",)
    assert known_by(outside) == ("paragraph:kommunfullmäktige/§12/2025",)
    unnamed = msgspec.structs.replace(outside, paragraph=None)
    assert (case_tags(unnamed), ways_to(unnamed)) == ((), ("paragraph:kommunfullmäktige//2025-11-24",))


def test_a_decision_is_found_under_one_tag_however_it_is_written() -> None:
    written = {"body": "Kommunfullmäktige", "case_number": "Dnr KS2025-0001", "paragraph": "12 §"}
    assert known_by(msgspec.structs.replace(basis(), **written)) == known_by(basis())
    meant = DecisionReference("KF", "KS 2025/1", "§ 12", decided_on=date(2025, 11, 24))
    assert known_by(meant) == known_by(basis())
    judgment = JudgmentGiven(meant, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1))
    assert Entry(judgment, BY).tags_as_written() == ("decision:kf/ks2025/1/§12", "aftermath")
    assert Entry(judgment, BY).tags()[-1] == "decision:kommunfullmäktige/ks/2025/1/§12"


def test_a_decision_with_bounds_is_of_each_year_in_which_it_can_have_been_made() -> None:
    bounds = DecisionBounds("oklart", BoundsOrigin.INFERRED, date(2025, 12, 1), date(2026, 1, 31))
    on = msgspec.structs.replace(basis(), case_number=None, decided=bounds)
    assert known_by(on) == ("paragraph:kommunfullmäktige/§12/2025", "paragraph:kommunfullmäktige/§12/2026")


def test_a_correction_is_found_by_the_case_of_what_comes_instead() -> None:
    correction = RecordingErrorCorrected(7, "fel", Replacement(adjusted(1), basis()))
    assert "case:ks2025/1" in Entry(correction, BY).tags()


@pytest.mark.parametrize(
    ("name", "tags", "wanted"),
    [
        ("unit-named.v1", ("unit:slk",), True),
        ("frame-decided.v1", ("frame:sbk/total/operating/2026",), True),
        ("frame-decided.v1", ("frame:sbk/total/operating/2027",), False),
        ("unit-moved.v1", ("unit:sbk",), False),
    ],
)
def test_an_entry_is_wanted_by_its_tag_or_by_those_who_look_at_its_family(
    name: str, tags: tuple[str, ...], wanted: bool
) -> None:
    wide = (Look("", ("frame-decided",), (2026,)),)
    assert is_wanted(name, tags, {"unit:slk"}, wide) is wanted
