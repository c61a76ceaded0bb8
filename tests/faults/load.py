"""Those who write and those who follow, all at once, and what they had in the end."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any, Final

import msgspec

from ledger.when import wait_until
from tests.faults.counting import Count, counted, counted_in_log
from tests.faults.following import PROGRAMS, Follower
from tests.faults.installation import Installation
from tests.faults.schedule import FollowerKill, Point
from tests.faults.writing import Writer

LONGEST_SECONDS: Final = 3600


class Outcome(msgspec.Struct, frozen=True):
    """What came of it: how many facts were acknowledged, in how many commands, and what was done about answers; the
    entries of the log; the effects of the followers; what is wrong with either. `killed`: how often a follower was, at
    each point; `alone`: how often one ended since nobody answered."""

    commands: int
    acknowledged: int
    sent_again: int
    answers_lost: int
    given_up: int
    entries: int
    effects: dict[str, int]
    killed: Counter[Point]
    alone: int
    log: Count
    followers: dict[str, Count]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.log and not any(self.followers.values())


class Load:
    """Writers and followers of an installation. `kills`: what befalls each follower; there are as many as of these."""

    def __init__(
        self,
        installation: Installation,
        files: Path,
        writers: Sequence[Writer],
        kills: Sequence[Sequence[FollowerKill]],
    ):
        self._installation = installation
        self._writers = writers
        followers = [Follower(program, installation.address, files / f"{program.name}.db") for program in PROGRAMS]
        self._followers = dict(zip(followers, kills, strict=False))

    def run(self, faults: Callable[[], object]) -> None:
        """Writes and follows until all faults have happened, those of the followers too. Raises what anybody of them
        raises; then they all end."""
        ended = Event()
        with ThreadPoolExecutor(len(self._writers) + len(self._followers) + 1) as pool:
            happening: Future[Any] = pool.submit(faults)
            others: list[Future[Any]] = [
                pool.submit(follower.live, kills, ended) for follower, kills in self._followers.items()
            ]
            others += [pool.submit(writer.write, ended) for writer in self._writers]
            try:
                wait_until(lambda: any(map(_has_failed, others)) or self._is_over(happening), LONGEST_SECONDS)
            finally:
                ended.set()
        for each in (happening, *others):
            each.result()

    def _is_over(self, happening: "Future[Any]") -> bool:
        is_over = all(follower.ends.killed.total() == len(kills) for follower, kills in self._followers.items())
        return happening.done() and (is_over or _has_failed(happening))

    def outcome(self) -> Outcome:
        """What came of it. The followers catch up first, on the server; then that ends, and the log is read."""
        with ThreadPoolExecutor() as pool:
            had = dict(zip(self._followers, pool.map(Follower.catch_up, self._followers), strict=True))
        self._installation.kill()
        log = self._installation.read()
        sent = [writer.sent for writer in self._writers]
        acknowledged = {mark: place for each in sent for mark, place in each.acknowledged.items()}
        return Outcome(
            sum(each.commands for each in sent),
            len(acknowledged),
            sum(each.sent_again for each in sent),
            sum(each.answers_lost for each in sent),
            sum(each.given_up for each in sent),
            len(log),
            {follower.program.name: len(effects) for follower, effects in had.items()},
            sum((follower.ends.killed for follower in had), Counter[Point]()),
            sum(follower.ends.alone for follower in had),
            counted_in_log(log, acknowledged),
            {each.program.name: counted(each.wanted(log), effects) for each, effects in had.items()},
        )


def _has_failed(future: "Future[Any]") -> bool:
    return future.done() and future.exception() is not None
