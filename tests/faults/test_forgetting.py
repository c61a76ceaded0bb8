"""What is durable is kept, whatever else is forgotten; and of all else nothing need be left."""

from random import Random
from stat import S_IFDIR, S_IFREG

from hypothesis import given
from hypothesis import strategies as st

from tests.faults.forgetting import PAGE, Content, Names, Node

SEEDS = [*map(Random, range(60)), None]


def kept(names: Names) -> dict[bytes, Node]:
    return dict(names.nodes)


def file() -> Node:
    return Node(S_IFREG | 0o600, 0, 0, 0)


def directory(above: Names | None = None) -> Node:
    return Node(S_IFDIR | 0o700, 0, 0, 0, above)


Write = tuple[int, bytes] | int
writes = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 3 * PAGE), st.binary(min_size=1, max_size=10).map(lambda part: part * 600)),
        st.integers(0, 5 * PAGE),
    ),
    max_size=5,
)


def write(content: Content, plain: bytearray, made: list[Write]) -> None:
    """The same to a file and to plain bytes: bytes at a place, or another size."""
    for each in made:
        if isinstance(each, int):
            content.resize(each)
            plain[:] = plain[:each].ljust(each, b"\0")
        else:
            offset, data = each
            content.write(offset, data)
            plain[:] = plain.ljust(offset, b"\0")
            plain[offset : offset + len(data)] = data


@given(writes, writes, st.none() | st.integers())
def test_each_page_of_a_file_is_as_it_was_synced_or_as_it_was_last(
    before: list[Write], after: list[Write], seed: int | None
) -> None:
    content, plain = Content(), bytearray()
    write(content, plain, before)
    assert content.data == plain
    content.sync()
    durable = bytes(plain)
    write(content, plain, after)
    assert content.data == plain
    content.forget(None if seed is None else Random(seed))
    assert len(content.data) in (len(durable), len(plain))
    for start in range(0, len(content.data), PAGE):
        page = content.data[start : start + PAGE]
        as_it_was = [each[start : start + len(page)].ljust(len(page), b"\0") for each in (durable, plain)]
        assert page in as_it_was
    if seed is None:
        assert content.data == durable


def test_a_write_that_was_not_synced_is_lost_by_some_seeds_and_not_by_others() -> None:
    left = set()
    for random in SEEDS:
        content = Content()
        content.write(0, b"a" * 3 * PAGE)
        content.sync()
        content.write(0, b"b" * 3 * PAGE)
        content.forget(random)
        left.add(content.data[::PAGE].decode())
    assert left >= {"aaa", "bbb"}
    assert left & {"aab", "aba", "baa", "abb", "bab", "bba"}, "some of it"


def test_names_are_forgotten_from_an_operation_on() -> None:
    left = set()
    for random in SEEDS:
        names, first, second, third = Names(), file(), file(), file()
        names.change({b"a": first})
        names.sync()
        names.change({b"b": second})
        names.change({b"a": None, b"b": first})  # a rename, in place of another
        names.change({b"c": third})
        names.forget(random)
        left.add(tuple((name.decode(), node is first) for name, node in sorted(names.nodes.items())))
    assert left == {
        (("a", True),),
        (("a", True), ("b", False)),
        (("b", True),),
        (("b", True), ("c", False)),
    }


def test_syncing_a_file_keeps_its_name_and_what_was_before_it() -> None:
    names = Names()
    first, second, third = (Node(S_IFREG | 0o600, 0, 0, 0, names) for _ in range(3))
    for name, node in ((b"a", first), (b"b", second), (b"c", third)):
        names.change({name: node})
    second.content.write(0, b"x")
    second.sync()
    names.forget(None)
    assert kept(names) == {b"a": first, b"b": second}
    assert second.content.data == b"x"


def test_a_tree_is_forgotten_from_above() -> None:
    root = directory()
    assert root.names is not None
    below = directory(root.names)
    assert below.names is not None
    root.names.change({b"below": below})
    child = Node(S_IFREG | 0o600, 0, 0, 0, below.names)
    below.names.change({b"file": child})
    assert [len(root.whole()), root.forget(None)] == [3, 1]
    assert kept(root.names) == {}
    root.names.change({b"below": below})
    below.names.change({b"file": child})
    for node in root.whole():
        node.sync()
    child.content.write(0, b"late")
    assert root.forget(None) == 1
    assert kept(below.names) == {b"file": child}
    assert child.content.data == b""
