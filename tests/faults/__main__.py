"""`python -m tests.faults` (`make faults`) runs the campaign and prints what it counted; with `--json` as JSON. The
sizes and the seed come from the environment: FAULTS_FOLLOWER, FAULTS_SERVER, FAULTS_DATABASE, FAULTS_POWER,
FAULTS_WRITERS, FAULTS_SEED. Exit code 1: something was lost, duplicated or reordered, or a control saw nothing."""

import os
import sys
from collections.abc import Iterator
from typing import Final

import msgspec

from ledger.when import monotonic
from tests.faults.campaign import Ran, cut_power, kill_processes
from tests.faults.controls import Control, of_power, of_processes
from tests.faults.fuse import why_not
from tests.faults.schedule import Sizes, sizes

_WIDTH: Final = 62


class Report(msgspec.Struct):
    """The whole campaign. `no_power`: why no power was cut; None: it was."""

    sizes: Sizes
    killed: Ran
    power: Ran | None
    no_power: str | None
    controls: list[Control]
    seconds: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, duplicated or reordered, and every control saw what it must."""
        ran = [each.outcome.is_clean for each in (self.killed, self.power) if each is not None]
        return all(ran) and all(control.is_seen for control in self.controls)


def campaign(size: Sizes) -> Report:
    """Everything, one after the other."""
    began, missing = monotonic(), why_not()
    _say(f"{size}\nrepeated by FAULTS_SEED={size.seed}")
    killed = kill_processes(size)
    _say(f"processes were killed: {round(monotonic() - began)} s")
    power = None if missing else cut_power(size)
    _say(f"power was cut: {round(monotonic() - began)} s")
    controls = [*of_processes(), *([] if missing else of_power())]
    return Report(size, killed, power, missing, controls, round(monotonic() - began))


def lines(report: Report) -> Iterator[str]:
    """What is printed."""
    yield from _of_a_run("Processes killed under those who write and follow", report.killed)
    if report.power is not None:
        yield from _of_a_run("Power cut under those who write and follow", report.power)
        yield _row("pages and names forgotten", report.power.forgotten)
    else:
        yield f"No power was cut: {report.no_power}"
    yield "Controls, which must be seen to go wrong"
    for control in report.controls:
        seen = getattr(control.count, control.must)
        yield f"{_row(control.name, seen)} {control.must}{'' if control.is_seen else '  NOT SEEN'}"
    yield f"{'Clean' if report.is_clean else 'NOT CLEAN'}, in {report.seconds} s, with FAULTS_SEED={report.sizes.seed}"


def _of_a_run(title: str, ran: Ran) -> Iterator[str]:
    yield title
    outcome = ran.outcome
    for point, times in sorted(outcome.killed.items()):
        yield _row(f"killed: a follower, {point}", times)
    for blow, happened in sorted(ran.happened.items()):
        yield f"{_row(f'gone: {blow}', happened.times)}  ready again within {happened.longest_milliseconds} ms"
    yield _row("commands sent", outcome.commands)
    yield _row("sent again with the same key", outcome.sent_again)
    yield _row("answers lost", outcome.answers_lost)
    yield _row("facts acknowledged", outcome.acknowledged)
    yield _row("entries in the log", outcome.entries)
    yield f"{_row('log', '')} {_count(outcome.log)}"
    for name, count in outcome.followers.items():
        yield f"{_row(f'follower: {name}', outcome.effects[name])} effects: {_count(count)}"


def _row(name: str, figure: object) -> str:
    return f"  {name:<{_WIDTH}} {figure!s:>7}"


def _count(count: msgspec.Struct) -> str:
    return ", ".join(f"{figure} {name}" for name, figure in msgspec.structs.asdict(count).items())


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Runs the campaign."""
    for name in [name for name in os.environ if name.startswith("LIGGARE_")]:
        del os.environ[name]
    report = campaign(sizes())
    print(msgspec.json.encode(report).decode() if "--json" in sys.argv else "\n".join(lines(report)))
    sys.exit(0 if report.is_clean else 1)


if __name__ == "__main__":
    main()
