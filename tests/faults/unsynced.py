"""`python -m tests.faults.unsynced DIRECTORY`: a database that waits for no disk, and a writer that trusts it.

The product starts no such database, and writes to none (`database-not-durable`): so this does both itself, and says
each position as soon as its COMMIT has returned, until it is killed. First it says how the product's own append ended.
"""

import sys
from itertools import count
from pathlib import Path
from typing import Final

from api.app import running
from ledger.errors import Refused
from ledger.events import FrameAdjusted
from ledger.log import codec
from ledger.log.embedded import place_of
from ledger.log.embedded_process import PORT
from ledger.log.entry import Entry
from ledger.log.store import DCBEvent
from ledger.values import Recording
from tests.faults.counting import Mark
from tests.faults.installation import LEDGER
from tests.given import AUTHOR, basis, command, key, money

WRITER: Final = 99


def entry_of(mark: Mark) -> Entry:
    """An entry with a mark, past the rules."""
    return Entry(FrameAdjusted(key("namnd-01"), money(mark.ore)), Recording(AUTHOR.by, AUTHOR.via), basis())


def event_of(entry: Entry) -> DCBEvent:
    """What is appended of it, past what the log sees to."""
    return DCBEvent(entry.type, codec.encode(entry), list(entry.tags()))


def main() -> None:
    """Starts the database, and appends."""
    directory = Path(sys.argv[1])
    place = place_of(directory)
    options = f"-p {PORT} -h '' -k {directory / 'socket'} -c fsync=off"
    assert place.control("-l", place.cluster / "server.log", "-o", options, "start").returncode == 0
    with running(directory) as application:
        try:
            application.record(LEDGER, command(entry_of(Mark(WRITER, 0, 0)).fact), AUTHOR, None)
        except Refused as refused:
            print(refused.refusals[0].code, flush=True)
        recorder = application.log(LEDGER).recorder
        for number in count(1):
            print(recorder.append([event_of(entry_of(Mark(WRITER, number, 0)))]), flush=True)


if __name__ == "__main__":
    main()
