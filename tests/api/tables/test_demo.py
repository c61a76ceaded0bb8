"""The example worlds: which files there are, and what `liggare demo` shows of each ledger."""

from api import demo
from api.tables.demo import table_of
from tests.api.conftest import Liggare


def test_the_ledgers_come_in_their_order_and_their_files_in_that_of_their_names() -> None:
    folders = [file.parent.name for file in demo.files()]
    assert list(dict.fromkeys(folders)) == demo.ledgers()
    assert demo.ledgers() == [name for name in demo.LEDGERS if name in folders]
    assert all(demo.files_of(name) == sorted(demo.files_of(name)) for name in demo.LEDGERS)


def test_the_demo_shows_a_table_for_each_ledger_and_records_nothing_twice(liggare: Liggare) -> None:
    first, second = liggare("demo", "--no-serve"), liggare("demo", "--no-serve")
    assert (first.code, second.code) == (0, 0)
    shown = first.out.replace("\u00a0", " ")
    assert "Stockholms stad, som beslutat till och med 2026-03-01:" in shown
    assert "Storsthlm, som föreslaget till och med 2026-03-01:" in shown
    assert "55 384 273" in shown
    recorded = [line for line in second.out.splitlines() if ".yaml: " in line]
    assert len(recorded) == len(demo.files())
    assert all("redan registrerat" in line for line in recorded)
    tables = [out[out.index("\n\n") :] for out in (first.out, second.out)]
    assert tables[0] == tables[1]


def test_every_ledger_has_its_table() -> None:
    assert callable(table_of)
    assert set(demo.ledgers()) <= {"stockholm", "goteborg", "storsthlm"}
