"""The commands of what explains frames, as a person meets them."""

import pytest

from api.app import Application
from api.command_line import terminal
from tests.api.conftest import Liggare
from tests.projections.a_year import a_year

AT = ("--ledger", "stad", "--year", "2026", "--as-of", "2026-12-01")


@pytest.fixture
def told(application: Application, liggare: Liggare, monkeypatch: pytest.MonkeyPatch) -> Liggare:
    """The hand-reckoned year, asked about in a wide terminal."""
    a_year(application)
    monkeypatch.setattr(terminal.out, "width", 220)
    return liggare


def words_of(out: str) -> list[list[str]]:
    return [line.replace("\u00a0", "").split() for line in out.splitlines()]


def test_why_is_a_table_or_a_text(told: Liggare) -> None:
    table = told("why", *AT, "--unit", "slk", "--amounts", "kr")
    assert table.code == 0, table.err
    assert ["Ram", "1017,3", "0", "1017,3"] in words_of(table.out)
    text = told("why", *AT, "--unit", "slk", "--kind", "operating", "--text").out
    assert text.startswith("Stadsledningskontoret, drift 2026 (budget): kostnader 1\u00a0017,30\u00a0kr")
    assert "beslutat före ramens fastställande, se position 7." in text


def test_the_change_table_the_difference_and_the_timeline_are_tables(told: Liggare) -> None:
    changes = told("changes", *AT, "--amounts", "kr").out
    assert "Ursprunglig ram" in changes
    assert ["netto", "1500", "−3", "0", "0,3", "20", "0", "1517,3"] in words_of(changes)
    diff = told("diff", *AT, "--from-as-of", "2026-03-31", "--from-known-at", "15", "--amounts", "kr").out
    assert ["Summa", "1519", "−3", "−3", "0", "4", "0,3", "1517,3", "−1,7"] in words_of(diff)
    timeline = told("timeline", *AT, "--unit", "slk").out
    assert "Efter beslutsdag, registrerat t.o.m. position 19" in timeline


def test_flags_are_explained_and_nonsense_is_refused(told: Liggare) -> None:
    assert "--from-known-at" in told("diff", "--help").out
    wrong = told("diff", "--ledger", "stad", "--year", "2026", "--as-of", "2026-01-01", "--from-as-of", "2026-02-01")
    assert wrong.code == 2
    assert "Från-dagen 2026-02-01 ligger efter till-dagen 2026-01-01." in wrong.err
    assert told("why", "--ledger", "stad", "--legal-force", "--year", "2026").code == 0
