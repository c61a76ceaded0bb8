"""Tags as earlier versions gave them."""

from ledger.log.entry import Entry
from ledger.log.tag_versions import former_version
from ledger.values import Recording
from tests.given import basis, decided


def test_an_entry_that_was_tagged_by_its_fact_alone_is_of_that_version() -> None:
    """At 193c943 an entry had the tags of its fact: `dict.fromkeys(entry.fact.tags())`."""
    entry = Entry(decided(1_00), Recording("tester-1", "test"), basis())
    assert former_version(entry.fact.tags(), entry) == "193c943"
    assert former_version(entry.tags(), entry) is None
    assert former_version((), entry) is None
