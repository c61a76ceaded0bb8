"""A disk whose power can be cut: a file system that forgets, in a process of its own, and how it is told what to do.

`python -m tests.faults.disk PLACE SEED` mounts it, and reads a word a line: `settle` (all there is has become durable),
`lie` (`fsync` means nothing from now on), `cut` (and something of what was
not durable is left), `wipe` (and nothing of it is), `mount`. Each is answered with a line.
"""

import os
import select
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from stat import S_IFDIR
from time import time_ns
from typing import Final

from tests.faults.forgetting import Node
from tests.faults.fuse import Mounted, unmount
from tests.house_rules import ROOT

_PATIENCE_SECONDS: Final = 30


class Disk(AbstractContextManager["Disk"]):
    """A disk at a place, a directory that is made, until the end of `with`. `seed` says what is left after each cut."""

    def __init__(self, place: Path, seed: int):
        self.place = place
        place.mkdir()
        words = (sys.executable, "-m", "tests.faults.disk", str(place), str(seed))
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(words, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, start_new_session=True)
        self._answer()

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        unmount(self.place)

    def settle(self) -> None:
        """All that is there has become durable, as long after the last write."""
        self._tell("settle")

    def lie(self) -> None:
        """From now on `fsync` is answered, and nothing is durable by it."""
        self._tell("lie")

    def cut(self, *, spares: bool = True) -> int:
        """The power goes: how many pages and names are lost. Some of what was not durable is left, when it `spares`.
        Whoever asks for anything is told that the disk fails, until `mount`."""
        return int(self._tell("cut" if spares else "wipe"))

    def mount(self) -> None:
        """The power is back, and what was durable is there."""
        self._tell("mount")

    def _tell(self, word: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], _PATIENCE_SECONDS)
        line = self._process.stdout.readline() if ready else ""
        if not line:
            raise ChildProcessError("the disk does not answer")
        return line.strip()


class _Power:
    """The tree, and that it is mounted."""

    def __init__(self, place: Path, seed: int):
        self._place, self._random = place, Random(seed)
        self._root = Node(S_IFDIR | 0o755, os.geteuid(), os.getegid(), time_ns())
        self.mounted = Mounted(self._root, place)

    def obey(self, word: str) -> str:
        """Does what a word says; returns what is said of it."""
        match word:
            case "settle":
                for node in self._root.whole():
                    node.sync()
            case "lie":
                self.mounted.lies = True
            case "cut" | "wipe":
                self.mounted.dead = True
                return str(self._root.forget(self._random if word == "cut" else None))
            case "mount":
                self.mounted.close()
                self.mounted = Mounted(self._root, self._place)
            case _:
                raise ValueError(f"{word!r} is not known here")
        return word


def main() -> None:
    """Answers the kernel, and whoever tells it what to do, until the end of input."""
    power = _Power(Path(sys.argv[1]), int(sys.argv[2]))
    print("mount", flush=True)
    while True:
        ready, _, _ = select.select([power.mounted.descriptor, sys.stdin], [], [])
        if sys.stdin in ready:
            word = sys.stdin.readline().strip()  # one at a time: each is answered before the next is said
            if not word:
                return
            print(power.obey(word), flush=True)
        elif not power.mounted.answer_one():
            return


if __name__ == "__main__":
    main()
