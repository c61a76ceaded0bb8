"""The example worlds as a controller asks about them: the questions in plain words, the commands, and what they say.

`python -m tests.stories.told --write` makes `told.txt` anew; the difference is to be read as one. The day on which the
worlds are recorded is today, and stands as such.
"""

import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Final

from api.app import DATABASE_URL
from api.command_line import cli
from ledger.log.embedded import EmbeddedServer
from ledger.when import swedish_day, today
from tests.conftest import running_server
from tests.recorded import kept
from tests.stories.doors import recorded_worlds

FILE: Final = Path(__file__).with_name("told.txt")

QUESTIONS: Final = {
    "Vad var stadsledningskontorets ram 2027, som beslutat till och med den 1 mars 2026?": (
        "frames --ledger stockholm --year 2027 --unit slk --as-of 2026-03-01"
    ),
    "Och till och med den 1 november 2025, då beslutsdagen inte är avgjord?": (
        "frames --ledger stockholm --year 2027 --unit slk --as-of 2025-11-01"
    ),
    "Är 2029 en budget?": "why --ledger stockholm --year 2029 --unit slk --as-of 2026-03-01",
    "Till när får reservationen för Smart stad användas?": (
        "reservations --ledger stockholm --name smart-stad --as-of 2026-03-01"
    ),
    "Vad kostar lokalerna, i budget och enligt avtal?": "rents --ledger stockholm --as-of 2026-01-31",
    "Hur mycket av ramen 2026 är hyra?": "details --ledger stockholm --unit slk --year 2026 --as-of 2026-03-01",
    "Vad gör omslutningsförändringen om 746,2 mnkr?": (
        "frames --ledger stockholm --year 2024 --proposal vp-2024-omslutning --as-of 2024-12-31"
    ),
    "Vem skilde sig från beslutet om verksamhetsplanen för 2024, och vilka är likalydande?": (
        "diary --ledger stockholm --case 'KS 2023/1237' --as-of 2024-12-31"
    ),
    "Vilka ramar tillstyrks för 2026?": (
        "frames --ledger goteborg --year 2026 --stage recommended --proposal stratsam-2026 --as-of 2026-03-01"
    ),
    "Och om index blev 3 %?": (
        "frames --ledger goteborg --year 2026 --proposal stratsam-2026 --index 3% --as-of 2026-03-01"
    ),
    "Går bryggan från 2025 till 2026 ihop?": "bridges --ledger goteborg --as-of 2026-03-01",
    "Vad är bara indikerat för 2028?": (
        "initiatives --ledger goteborg --year 2028 --proposal slk-2026 --as-of 2026-03-01"
    ),
    "Vad sägs om chatboten, och av vem?": "initiatives --ledger goteborg --name chatbot-hr --as-of 2026-03-01",
    "Vilka villkor hänger på it-säkerheten?": "initiatives --ledger goteborg --name it-sakerhet --as-of 2026-03-01",
    "Vilken avgift gällde vilket år, och under vilket tak?": (
        "fees --ledger storsthlm --name serviceavgift --as-of 2026-03-01"
    ),
    "Vad föreslås varje medlem betala 2026?": (
        "charges --ledger storsthlm --name serviceavgift --year 2026 --stage proposed --as-of 2026-03-01"
    ),
    "Hur gick det med segmentens resultat?": (
        "warnings --ledger storsthlm --name control-total-differs --as-of 2026-03-01"
    ),
    "Och med det tryckta TOTAL RESULTAT?": (
        "warnings --ledger storsthlm --name printed-total-differs --as-of 2026-03-01"
    ),
    "Vilka summor och ökningar trycker planen?": "bridges --ledger storsthlm --as-of 2026-03-01",
    "Hur många arbetar på kansliet 2026?": (
        "details --ledger storsthlm --unit kansliet --year 2026 --as-of 2026-03-01"
    ),
}
"""What a controller asks, and the command that answers. Every command names its days."""


def told(server: EmbeddedServer) -> str:
    """Every question with its answer."""
    with recorded_worlds(server) as world, _at(world.where):
        ledgers = map(world.application.ledger, world.application.names())
        days = {swedish_day(recorded.recorded_at) for ledger in ledgers for recorded in ledger.log.stream()}
        return "\n".join(_answer(question, words, days) for question, words in QUESTIONS.items())


def _answer(question: str, words: str, days: set[date]) -> str:
    """A question with its answer. Since the days on which the worlds were recorded it may have become another."""
    said = StringIO()
    with redirect_stdout(said):
        cli.app(shlex.split(words), standalone_mode=False)
    answered = said.getvalue()
    for day in days | {today()}:
        answered = answered.replace(str(day), "i dag")
    lines = [line.rstrip() for line in answered.splitlines()]
    return "\n".join([f"## {question}", f"$ liggare {words}", *lines, ""])


@contextmanager
def _at(where: str) -> Iterator[None]:
    before = os.environ.get(DATABASE_URL)
    os.environ[DATABASE_URL] = where
    try:
        yield
    finally:
        os.environ.pop(DATABASE_URL)
        if before is not None:
            os.environ[DATABASE_URL] = before


if __name__ == "__main__":
    with running_server() as running:
        made = told(running)
    kept(FILE, made)
