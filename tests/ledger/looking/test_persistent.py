"""A map that is a value does what a dictionary does, and every version stays as it was."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.looking.persistent import PersistentMap

CHANGES = st.lists(st.dictionaries(st.integers(0, 30), st.integers(), max_size=4), max_size=40)


@given(CHANGES)
def test_every_version_is_what_the_changes_so_far_make_of_a_dictionary(changes: list[dict[int, int]]) -> None:
    expected: list[dict[int, int]] = [{}]
    versions: list[PersistentMap[int, int]] = [PersistentMap()]
    for change in changes:
        expected.append({**expected[-1], **change})
        versions.append(versions[-1].plus(change))
    for version, same in zip(versions, expected, strict=True):
        assert version == same
        assert list(version) == list(same), "in the order in which the keys came"
        assert len(version) == len(same)
        assert [version.get(key) for key in range(31)] == [same.get(key) for key in range(31)]
