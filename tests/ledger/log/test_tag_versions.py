"""Tags as earlier versions gave them."""

from datetime import date

from ledger.events import JudgmentGiven, JudgmentOutcome
from ledger.log.entry import Entry
from ledger.log.tag_versions import former_version
from ledger.values import DecisionReference, Recording
from tests.given import basis, decided


def test_an_entry_that_was_tagged_by_its_fact_alone_is_of_that_version() -> None:
    """At 193c943 an entry had the tags of its fact: `dict.fromkeys(entry.fact.tags())`."""
    entry = Entry(decided(1_00), Recording("tester-1", "test"), basis())
    assert former_version(entry.fact.tags(), entry) == "193c943"
    assert former_version(entry.tags(), entry) is None


def test_an_entry_that_was_tagged_as_it_is_written_is_of_that_version() -> None:
    """At 2850f71 what a judgment is about was a tag without capitals and spaces, `KF` was no other name of anything,
    and a case was known by nothing but its spelling."""
    entry = Entry(decided(1_00), Recording("tester-1", "test"), basis())
    stored = ("frame:slk/total/operating/2026", "case:ks2025/1")
    assert former_version(stored, entry) == "2850f71"
    meant = DecisionReference("KF", "KS 2025/1", "§ 12")
    judgment = JudgmentGiven(meant, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1))
    assert (
        former_version(("decision:kf/ks2025/1/§12", "aftermath"), Entry(judgment, Recording("tester-1", "test")))
        == "2850f71"
    )
    assert former_version((), entry) is None
