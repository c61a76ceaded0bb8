"""`liggare set-aside`: what the program advises is followed to the letter, and everything goes on."""

import json
import shlex
from pathlib import Path

import pytest

from api.app import Application, OpenLedger
from ledger.log.database import Database
from tests.api.conftest import Liggare
from tests.gallery.scenes import file_text
from tests.given import AUTHOR, command, decided, key
from tests.unreadable import damage, of_newer_program

FRAMES = ("frames", "--ledger", "stad", "--year", "2026", "--as-of", "2026-12-01")
ASIDE = ("set-aside", "--ledger", "stad", "--position", "5")


@pytest.fixture
def damaged(application: Application, database: Database, stad: OpenLedger) -> OpenLedger:
    """The frame of slk at position 5, damaged, and that of sbk at 6."""
    for number, unit in enumerate(("slk", "sbk"), start=1):
        application.record("stad", command(decided(100 * number, frame=key(unit))), AUTHOR, f"k{number}")
    damage(database, stad.runner.place, 5)
    return stad


def advised(said: str) -> list[str]:
    """The words of the command that is advised, as a shell reads them."""
    [line] = [line for line in said.splitlines() if "liggare set-aside" in line]
    return shlex.split(line[line.index("liggare set-aside") :])[1:]


def test_what_is_advised_is_done_and_everything_goes_on(damaged: OpenLedger, liggare: Liggare) -> None:
    stopped = liggare(*FRAMES)
    assert stopped.code == 0
    assert "Svaret är inte helt aktuellt: position 4 av 6. Posten på position 5 (frame-decided.v1)" in stopped.out
    assert liggare("verify", "--ledger", "stad").code == 1
    listed = liggare("log", "--ledger", "stad")
    assert listed.code == 0
    assert "⚠ frame-decided.v1" in listed.out
    assert "går inte att läsa: dess byte är inte en sådan post" in listed.out
    words = advised(stopped.err)
    assert words[-1] == "varför"
    done = liggare(*words[:-1], "Skadad av en trasig disk.")
    assert (done.code, done.err) == (0, "")
    assert "posten på position 5 (frame-decided.v1) är lagd åt sidan på position 7" in done.out
    after = liggare(*FRAMES)
    assert (after.code, after.err) == (0, "")
    assert "inte helt aktuellt" not in after.out
    assert liggare(*FRAMES, "--known-at", "6").code == 3
    assert liggare(*FRAMES, "--known-at", "4").code == 0
    replayed = liggare("replay", "--ledger", "stad", "--from", "4").out.splitlines()
    assert [line.split()[0] for line in replayed if not line.startswith(" ")] == ["4", "6"]
    verified = liggare("verify", "--ledger", "stad", "--replay")
    assert verified.code == 0
    assert "Posten på position 5 (frame-decided.v1) är lagd åt sidan på position 7: Skadad" in verified.out
    assert "lägger position 5 åt sidan: Skadad av en trasig disk." in liggare("log", "--ledger", "stad").out


def test_another_units_decision_is_recorded_and_its_receipt_told(
    damaged: OpenLedger, liggare: Liggare, tmp_path: Path
) -> None:
    for unit, code in (("sbk", 0), ("slk", 3)):
        path = tmp_path / f"{unit}.yaml"
        what = command(decided(300, frame=key(unit, year=2027 if unit == "sbk" else 2026)))
        path.write_text(file_text(what), encoding="utf-8")
        said = liggare("record", str(path))
        assert said.code == code, said.err
        assert "Posten på position 5 (frame-decided.v1) går inte att läsa" in said.err
    assert "entry-unreadable" in said.err
    assert damaged.log.head() == 7


def test_the_log_passes_every_entry_on_as_the_feed_does(damaged: OpenLedger, liggare: Liggare) -> None:
    of_newer_program(damaged.log, key().tag)
    events = [json.loads(line) for line in liggare("log", "--ledger", "stad", "--json").out.splitlines()]
    assert [event["id"] for event in events] == [f"stad/{position}" for position in range(1, 8)]
    assert [event.get("unreadable") for event in events][4:] == ["bytes", None, "newer-program"]
    of_unit = liggare("log", "--ledger", "stad", "--unit", "slk", "--after", "4", "--json").out.splitlines()
    assert [json.loads(line)["id"] for line in of_unit] == ["stad/5", "stad/7"]


def test_what_is_set_aside_is_told_as_json_too(damaged: OpenLedger, liggare: Liggare) -> None:
    told = json.loads(liggare(*ASIDE, "--reason", "Skadad.", "--json").out)
    assert (told["ledger"], told["position"], told["set_aside_at"], told["reason"]) == ("stad", 5, 7, "Skadad.")


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        ((*ASIDE[:-1], "6", "--reason", "x"), 3, "Posten går att läsa (entry-readable)"),
        ((*ASIDE[:-1], "9", "--reason", "x"), 2, "Det finns ingen post på position 9: stad slutar vid 6."),
        ((*ASIDE, "--reason", " "), 2, "Skälet är tomt."),
        ((*ASIDE, "--reason", "x" * 501), 2, "--reason: Värdet har fel form (value-malformed)"),
        ((*ASIDE, "--reason", "två\nrader"), 2, "kan inte vara skälet"),
        (ASIDE, 2, "--reason saknas."),
    ],
)
def test_what_cannot_be_set_aside_is_refused(
    damaged: OpenLedger, liggare: Liggare, words: tuple[str, ...], code: int, expected: str
) -> None:
    said = liggare(*words)
    assert said.code == code
    assert expected in said.err
    assert damaged.log.head() == 6
