"""A map and a sequence that are values do what a dictionary and a tuple do, and every version stays as it was."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.looking.persistent import Grown, PersistentMap

GROWTH = st.lists(st.tuples(st.integers(0, 10), st.sampled_from(["plus", "without"]), st.integers(0, 5)), max_size=30)
"""From which version, what is done to it, and with what."""

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
        assert [key in version for key in range(31)] == [key in same for key in range(31)]


@given(GROWTH)
def test_every_version_of_a_sequence_is_what_a_tuple_would_be(growth: list[tuple[int, str, int]]) -> None:
    """Also when an earlier version grows again, which a later one has grown from."""
    expected: list[tuple[int, ...]] = [()]
    versions: list[Grown[int]] = [Grown()]
    for number, done, item in growth:
        there = number % len(versions)
        if done == "plus":
            expected.append((*expected[there], item))
            versions.append(versions[there].plus(item))
        else:
            expected.append(tuple(each for each in expected[there] if each != item))
            versions.append(versions[there].without(lambda each, item=item: each == item))  # type: ignore[misc]
    for version, same in zip(versions, expected, strict=True):
        assert (tuple(version), len(version), bool(version)) == (same, len(same), bool(same))
        assert (tuple(version[1:3]), [version[number] for number in range(-len(same), len(same))]) == (
            same[1:3],
            [same[number] for number in range(-len(same), len(same))],
        )


def test_one_more_of_many_copies_nothing() -> None:
    """A frame with ten thousand changes is folded one at a time: the versions share what they have."""
    first = Grown(range(10_000))
    second = first.plus(10_000)
    third = second.plus(10_001)
    assert third._items is second._items is first._items
    assert second.plus(-1)._items is not second._items, "another way on from one that has been grown from"
