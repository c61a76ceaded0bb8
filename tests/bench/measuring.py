"""Measuring: the same calls again and again, in turns, so that whatever else the machine does hits them all alike."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter_ns
from typing import NamedTuple

Call = Callable[[], object]


class Ratio(NamedTuple):
    """A ratio in thousandths: the median of the rounds, the least and the greatest."""

    middle: int
    least: int
    greatest: int


def in_turns(calls: Mapping[str, Call], rounds: int, each: int) -> dict[str, list[int]]:
    """The median nanoseconds of each call, for each round. Within a round they take turns call by call."""
    for call in calls.values():
        for _ in range(20):  # the driver prepares a statement, and the server keeps a plan, after some calls
            call()
    medians: dict[str, list[int]] = {name: [] for name in calls}
    for _ in range(rounds):
        times: dict[str, list[int]] = {name: [] for name in calls}
        for _ in range(each):
            for name, call in calls.items():
                times[name].append(nanoseconds(call))
        for name, every in times.items():
            medians[name].append(round(median(every)))
    return medians


def nanoseconds(call: Call) -> int:
    """How long one call takes."""
    start = perf_counter_ns()
    call()
    return perf_counter_ns() - start


def ratio(over: list[int], under: list[int]) -> Ratio:
    """One measurement over another, round by round."""
    every = sorted(1_000 * dividend // other for dividend, other in zip(over, under, strict=True))
    return Ratio(round(median(every)), every[0], every[-1])
