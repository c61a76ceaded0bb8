"""A file system that forgets, mounted: the kernel's FUSE protocol on a file descriptor, for one tree of nodes.

Needs Linux, `/dev/fuse` and the right to mount; no library. Every request is answered at once and in order, by one
thread. Names of operations and structures: linux/fuse.h, version 7.31.
"""

import ctypes
import errno
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from stat import S_IFDIR, S_IFMT, S_IFREG
from struct import Struct, calcsize, unpack_from
from tempfile import TemporaryDirectory
from time import time_ns
from typing import Final

from tests.faults.forgetting import ROOT, Node

DEVICE: Final = Path("/dev/fuse")

_LARGEST_WRITE: Final = 1 << 20
_LONG: Final = 3600  # seconds for which the kernel may keep what it was told: nobody else changes anything
_SECOND: Final = 1_000_000_000
_DETACH_BY_FORCE: Final = 1 | 2
_NO_SPECIAL_FILES: Final = 2 | 4  # MS_NOSUID | MS_NODEV

_REQUEST: Final = Struct("<IIQQIIIHH")
_REPLY: Final = Struct("<IiQ")
_INIT: Final = Struct("<IIIIHHIIHHI28x")
_ATTRIBUTES: Final = Struct("<QQQQQQIIIIIIIIII")
_ENTRY: Final = Struct("<QQQQII")
_ATTRIBUTES_FOR: Final = Struct("<QII")
_OPENED: Final = Struct("<QII")
_WRITTEN: Final = Struct("<I4x")
_NAME_OF_ENTRY: Final = Struct("<QQII")
_STATFS: Final = Struct("<QQQQQIIII24x")
_SETATTR: Final = "<IIQQQQQQIIIIIIII"
_READ_OR_WRITE: Final = "<QQIIQII"

# What the kernel may do: large reads and writes; files and directories that need not be opened.
_ABLE: Final = 1 << 0 | 1 << 5 | 1 << 17 | 1 << 22 | 1 << 24
_MODE, _USER, _GROUP, _SIZE, _CHANGED, _CHANGED_NOW = (1 << bit for bit in (0, 1, 2, 3, 5, 8))
_FORGET, _BATCH_FORGET, _INTERRUPT = 2, 42, 36


@cache
def why_not() -> str | None:
    """Why no such file system can be had here; None: it can. It is tried once."""
    if not DEVICE.exists():
        return f"{DEVICE} is not there"
    with TemporaryDirectory() as directory:
        try:
            Mounted(Node(S_IFDIR | 0o700, 0, 0, 0), Path(directory)).close()
        except OSError as error:
            return str(error)
    return None


def unmount(place: Path) -> None:
    """Nothing is mounted there any more, whoever uses it."""
    _libc().umount2(os.fsencode(place), _DETACH_BY_FORCE)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


class Mounted:
    """A tree, mounted at a place until `close`. When it `lies`, `fsync` is answered and nothing is durable; when it is
    `dead`, whoever asks for anything is told that the disk fails."""

    def __init__(self, root: Node, place: Path):
        self._nodes = {ROOT: root}
        self._place = place
        self.lies = self.dead = False
        self._seen: dict[int, int] = {}  # how many times the kernel was told of a node
        self.descriptor = os.open(DEVICE, os.O_RDWR | os.O_CLOEXEC)
        options = f"fd={self.descriptor},rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions"
        words = (b"forgetting", os.fsencode(place), b"fuse.forgetting", _NO_SPECIAL_FILES, options.encode())
        if _libc().mount(*words) != 0:
            os.close(self.descriptor)
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(place))

    def close(self) -> None:
        """Cuts the kernel off at once; whoever waits for an answer is told so."""
        os.close(self.descriptor)
        unmount(self._place)

    def answer_one(self) -> bool:
        """Answers one request; False: nothing is mounted any more."""
        try:
            request = os.read(self.descriptor, _LARGEST_WRITE + 4096)
        except OSError as error:
            return error.errno in {errno.EINTR, errno.EAGAIN, errno.ENOENT}
        _, operation, unique, number, user, group, *_ = _REQUEST.unpack_from(request)
        body = request[_REQUEST.size :]
        if operation in (_FORGET, _BATCH_FORGET):
            self._forget(operation, number, body)
        elif operation != _INTERRUPT:
            self._reply(unique, *self._answered(operation, number, body, (user, group)))
        return True

    def _reply(self, unique: int, code: int, answer: bytes) -> None:
        try:
            os.writev(self.descriptor, [_REPLY.pack(_REPLY.size + len(answer), -code, unique), answer])
        except OSError as error:
            if error.errno not in {errno.ENOENT, errno.ENODEV}:  # whoever asked was killed
                raise

    def _answered(self, operation: int, number: int, body: bytes, who: tuple[int, int]) -> tuple[int, bytes]:
        """An error's number, 0 for none, and an answer."""
        known = _OPERATIONS.get(operation)
        if known is None or self.dead:
            return errno.EIO if self.dead else errno.ENOSYS, b""
        try:
            return 0, known(self, self._nodes[number or ROOT], body, who)
        except OSError as error:
            return error.errno or errno.EIO, b""

    def _forget(self, operation: int, number: int, body: bytes) -> None:
        forgotten: list[tuple[int, ...]] = [(number, *unpack_from("<Q", body))]
        if operation == _BATCH_FORGET:
            forgotten = [unpack_from("<QQ", body, 8 + 16 * each) for each in range(unpack_from("<I", body)[0])]
        for each, times in forgotten:
            self._seen[each] = self._seen.get(each, 0) - times
            if self._seen[each] <= 0 and each != ROOT:
                self._nodes.pop(each, None)
                del self._seen[each]

    # --- What is asked ------------------------------------------------------------------------------------------

    def _begin(self, _root: Node, body: bytes, _who: tuple[int, int]) -> bytes:
        *_, ahead, able = unpack_from("<IIII", body)
        return _INIT.pack(7, 31, ahead, _ABLE & able, 12, 9, _LARGEST_WRITE, 1, _LARGEST_WRITE // 4096, 0, 0)

    def _look_up(self, parent: Node, body: bytes, _who: tuple[int, int]) -> bytes:
        return self._told(_child(parent, _name(body)))

    def _told(self, node: Node) -> bytes:
        """A node the kernel hears of, and keeps until it forgets it."""
        self._nodes[node.number] = node
        self._seen[node.number] = self._seen.get(node.number, 0) + 1
        return _ENTRY.pack(node.number, 0, _LONG, _LONG, 0, 0) + _attributes(node)

    def _get_attributes(self, node: Node, _body: bytes, _who: tuple[int, int]) -> bytes:
        return _ATTRIBUTES_FOR.pack(_LONG, 0, 0) + _attributes(node)

    def _set_attributes(self, node: Node, body: bytes, who: tuple[int, int]) -> bytes:
        valid, _, _, size, _, _, changed, _, _, changed_nano, _, mode, _, user, group, _ = unpack_from(_SETATTR, body)
        if valid & _MODE:
            node.mode = S_IFMT(node.mode) | mode & 0o7777
        node.user = user if valid & _USER else node.user
        node.group = group if valid & _GROUP else node.group
        if valid & _SIZE:
            node.content.resize(size)
        if valid & (_SIZE | _CHANGED_NOW):
            node.changed = time_ns()
        elif valid & _CHANGED:
            node.changed = changed * _SECOND + changed_nano
        return self._get_attributes(node, body, who)

    def _make(self, parent: Node, body: bytes, mode: int, head: str, who: tuple[int, int]) -> bytes:
        name = _name(body[calcsize(head) :])
        if parent.names is None or name in parent.names.nodes:
            raise OSError(errno.EEXIST, "there")
        node = Node(mode, *who, time_ns(), parent.names)
        parent.names.change({name: node})
        return self._told(node)

    def _make_node(self, parent: Node, body: bytes, who: tuple[int, int]) -> bytes:
        return self._make(parent, body, unpack_from("<I", body)[0], "<IIII", who)

    def _make_directory(self, parent: Node, body: bytes, who: tuple[int, int]) -> bytes:
        return self._make(parent, body, S_IFDIR | unpack_from("<I", body)[0] & 0o7777, "<II", who)

    def _create(self, parent: Node, body: bytes, who: tuple[int, int]) -> bytes:
        mode = S_IFREG | unpack_from("<II", body)[1] & 0o7777
        return self._make(parent, body, mode, "<IIII", who) + _OPENED.pack(0, 2, 0)

    def _remove(self, parent: Node, body: bytes, _who: tuple[int, int]) -> bytes:
        name = _name(body)
        node = _child(parent, name)
        if node.names is not None and node.names.nodes:
            raise OSError(errno.ENOTEMPTY, "not empty")
        if parent.names is not None:
            parent.names.change({name: None})
        return b""

    def _rename(self, parent: Node, body: bytes, _who: tuple[int, int]) -> bytes:
        return self._renamed(parent, unpack_from("<Q", body)[0], body[8:])

    def _rename_with_flags(self, parent: Node, body: bytes, _who: tuple[int, int]) -> bytes:
        target, flags = unpack_from("<QI", body)
        if flags:
            raise OSError(errno.EINVAL, "not known here")
        return self._renamed(parent, target, body[16:])

    def _renamed(self, parent: Node, target: int, names: bytes) -> bytes:
        """Within one directory only: what it would mean that one of two directories is durable need not be said."""
        if self._nodes[target] is not parent or parent.names is None:
            raise OSError(errno.EXDEV, "another directory")
        old, new = names.split(b"\0")[:2]
        replaced = parent.names.nodes.get(new)
        if replaced is not None and replaced.names is not None and replaced.names.nodes:
            raise OSError(errno.ENOTEMPTY, "not empty")
        parent.names.change({old: None, new: _child(parent, old)})
        return b""

    def _read(self, node: Node, body: bytes, _who: tuple[int, int]) -> bytes:
        _, offset, size, *_ = unpack_from(_READ_OR_WRITE, body)
        return bytes(node.content.data[offset : offset + size])

    def _write(self, node: Node, body: bytes, _who: tuple[int, int]) -> bytes:
        _, offset, size, *_ = unpack_from(_READ_OR_WRITE, body)
        node.content.write(offset, body[40 : 40 + size])
        node.changed = time_ns()
        return _WRITTEN.pack(size)

    def _sync(self, node: Node, _body: bytes, _who: tuple[int, int]) -> bytes:
        if not self.lies:
            node.sync()
        return b""

    def _list(self, node: Node, body: bytes, _who: tuple[int, int]) -> bytes:
        """Each name once, also while others are made and removed: by the numbers of what they stand for."""
        _, after, size, *_ = unpack_from(_READ_OR_WRITE, body)
        names = {} if node.names is None else node.names.nodes
        there = sorted((child.number, name, child.mode) for name, child in names.items())
        listed = bytearray()
        for number, name, mode in there:
            told = _NAME_OF_ENTRY.pack(number, number, len(name), mode >> 12) + name
            told += bytes(-len(told) % 8)
            if number > after and len(listed) + len(told) > size:
                break
            listed += told if number > after else b""
        return bytes(listed)

    def _space(self, _node: Node, _body: bytes, _who: tuple[int, int]) -> bytes:
        return _STATFS.pack(1 << 22, 1 << 21, 1 << 21, 1 << 20, 1 << 19, 4096, 255, 4096, 0)


def _name(body: bytes) -> bytes:
    return body.partition(b"\0")[0]


def _child(parent: Node, name: bytes) -> Node:
    if parent.names is None or name not in parent.names.nodes:
        raise OSError(errno.ENOENT, "not there")
    return parent.names.nodes[name]


def _attributes(node: Node) -> bytes:
    size = len(node.content.data)
    seconds, nanoseconds = divmod(node.changed, _SECOND)
    instants = (seconds, seconds, seconds, nanoseconds, nanoseconds, nanoseconds)
    links = 1 if node.names is None else 2
    return _ATTRIBUTES.pack(
        *(node.number, size, -(-size // 512), *instants, node.mode, links, node.user, node.group, 0, 4096, 0)
    )


_Operation = Callable[[Mounted, Node, bytes, tuple[int, int]], bytes]
_OPERATIONS: Final[dict[int, _Operation]] = {
    1: Mounted._look_up,
    3: Mounted._get_attributes,
    4: Mounted._set_attributes,
    8: Mounted._make_node,
    9: Mounted._make_directory,
    10: Mounted._remove,
    11: Mounted._remove,
    12: Mounted._rename,
    15: Mounted._read,
    16: Mounted._write,
    17: Mounted._space,
    20: Mounted._sync,
    26: Mounted._begin,
    28: Mounted._list,
    30: Mounted._sync,
    35: Mounted._create,
    45: Mounted._rename_with_flags,
}
"""By their numbers in the protocol. What is not among them is answered so that the kernel does without."""
