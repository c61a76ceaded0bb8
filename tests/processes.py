"""The processes of this machine that a test has started, by where their data lies."""

from contextlib import suppress
from pathlib import Path

import psutil


def database_processes(directory: Path) -> list[psutil.Process]:
    """The database servers whose cluster lies below a directory."""
    processes = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if any(word.startswith(f"{directory}/") for word in process.cmdline()[1:3]):
                processes.append(process)
    return processes
