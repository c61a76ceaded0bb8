"""Tags by how they begin, and the first entry under each: however many entries have it."""

from ledger.log.log import Log
from ledger.log.tags import Tags
from ledger.recording import record
from tests.given import AUTHOR, command, decided, key, opening


def test_the_first_entry_is_found_under_each_of_some_tags(own_log: Log) -> None:
    record(own_log, "stad", opening(), AUTHOR)
    sets = (decided(1_00), decided(2_00, frame=key("sbk")), decided(3_00, frame=key("ks")))
    record(own_log, "stad", command(*sets), AUTHOR)
    tags, case = Tags(own_log), "case:ks/2025/1"
    assert [found.position for found in tags.first_under([key("sbk").tag, case, "unit:none"])] == [5, 6]
    assert tags.first_under([]) == []
    assert tags.beginning(["case:"]) == own_log.tags_beginning(["case:"])
