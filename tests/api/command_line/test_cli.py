"""The command line, as a person meets it: run as `liggare …`, read what it says."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import DATABASE_URL, Application, shared_installation
from api.command_line import cli, terminal
from api.http.routes import http_application
from ledger.log.embedded import DATA_DIRECTORY, shared_data_directory
from tests.api.asking import READING
from tests.api.conftest import Liggare

ORGANISATION = """
liggare: stad
poster:
  - liggare öppnad: {namn: Staden, slag: kommun, organisationsnummer: 212000-0142, kommunkod: 0180}
  - enhet registrerad: {enhet: slk, namn: Stadsledningskontoret}
"""
DECISION = """
liggare: stad
beslut:
  organ: kommunfullmäktige
  ärende: KF 2025/1
  paragraf: § 3
  att-sats: 1
  beslutsdag: 2025-11-24
  källa: {titel: Protokoll, sha256: abababababababababababababababababababababababababababababababab}
poster:
  - ram beslutad:
      ram: {enhet: slk, slag: drift, år: 2026}
      avser: budget
      belopp:
        kostnader: 1 578,9 mnkr
        intäkter: 47,6 mnkr
"""


@pytest.fixture
def recorded(liggare: Liggare, written: Callable[..., str]) -> Liggare:
    """A ledger with one budget frame: positions 1 to 3."""
    assert liggare("record", written(ORGANISATION)).code == 0
    assert liggare("record", written(DECISION)).code == 0
    return liggare


def test_a_file_is_recorded_once(liggare: Liggare, written: Callable[..., str]) -> None:
    first = liggare("record", written(ORGANISATION))
    assert first.code == 0
    assert "2 händelser registrerade, position 1–2" in first.out
    assert "redan registrerat, position 1–2" in liggare("record", written(ORGANISATION)).out


def test_a_dry_run_shows_every_frame_before_and_after_and_stores_nothing(
    recorded: Liggare, written: Callable[..., str]
) -> None:
    change = DECISION.replace("ram beslutad", "ram justerad").replace("      avser: budget\n", "")
    said = recorded("record", written(change.replace("2025-11-24", "2025-12-10")), "--dry-run")
    assert "Ingenting är registrerat (provkörning)" in said.out
    row = next(line for line in said.out.splitlines() if line.startswith("slk drift 2026"))
    assert "Ramar före och efter: drift, mnkr" in said.out
    assert re.split(" +", row.strip())[-6:] == [
        "1\u00a0578,9",
        "3\u00a0157,8",
        "47,6",
        "95,2",
        "1\u00a0531,3",
        "3\u00a0062,6",
    ]
    assert json.loads(recorded("log", "--ledger", "stad", "--limit", "1", "--json").out)["id"] == "stad/3"


def test_what_a_file_led_to_fits_in_a_narrow_terminal(
    liggare: Liggare, written: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal.out, "width", 80)
    liggare("record", written(ORGANISATION))
    lines = liggare("record", written(DECISION)).out.splitlines()
    assert lines[:2] == ["stad: 1 händelse registrerad, position 3.", "Ramar före och efter: drift, mnkr"]
    assert lines[2].split() == ["Kostnader", "Kostnader", "Intäkter", "Intäkter", "Netto", "Netto"]
    assert lines[3].split() == ["Ram", "Art", *["före", "efter"] * 3]
    assert re.split(" +", lines[4].strip()) == [
        "slk", "drift", "2026", "budget", "–", "1\u00a0578,9", "–", "47,6", "–", "1\u00a0531,3"
    ]  # fmt: skip


def test_frames_are_shown_as_of_any_day(recorded: Liggare) -> None:
    shown = recorded("frames", "--ledger", "stad", "--year", "2026", "--as-of", "2025-11-24")
    assert "Avser 2026 · Beslutad t.o.m. 2025-11-24 · Registrerad t.o.m. position 3" in shown.out
    assert "1\u00a0531,3" in shown.out
    assert "Enhet                  Post  Art " in shown.out
    earlier = recorded("frames", "--ledger", "stad", "--year", "2026", "--as-of", "2025-11-23")
    assert "Ingenting för 2026 var beslutat till och med 2025-11-23." in earlier.out


def test_json_is_the_answer_itself(recorded: Liggare) -> None:
    words = ("frames", "--ledger", "stad", "--year", "2026", "--as-of", "2026-01-01", "--known-at", "3", "--json")
    answer: dict[str, Any] = json.loads(recorded(*words).out)
    assert answer["coordinates"] == {
        "year": 2026, "as_of": "2026-01-01", "known_at": "3", "position": 3, "stage": "decided"
    }  # fmt: skip
    assert answer["totals"][0]["net_ore"] == 153_130_000_000


def test_a_flag_that_stands_twice_is_refused_and_never_guessed(recorded: Liggare) -> None:
    said = recorded("frames", "--ledger", "stad", "--year", "2026", "--year", "2027")
    assert (said.code, said.out) == (2, "")
    assert "Flaggan --year står två gånger." in said.err
    assert recorded("frames", "--ledger", "stad", "--ledger", "annan").code == 2
    side_by_side = recorded("compare", "--ledger", "stad", "--year", "2026", "--year", "2027", "--json")
    assert [column["coordinates"]["year"] for column in json.loads(side_by_side.out)["columns"]] == [2026, 2027]


@pytest.mark.parametrize(("subject", "code"), [("controller-7\r\n", 0), ("a\r\nb", 2), ("a\x07", 2), (" ", 2)])
def test_who_records_is_kept_on_one_line_or_refused(liggare: Liggare, tmp_path: Path, subject: str, code: int) -> None:
    file = tmp_path / "opening.yaml"
    opened = "liggare öppnad: {namn: Staden, slag: kommun, organisationsnummer: 212000-0142}"
    file.write_text(f"liggare: stad\nposter:\n  - {opened}\n", encoding="utf-8")
    said = liggare("record", str(file), "--by", subject)
    assert said.code == code, said.err
    assert ("--by" in said.err) is (code == 2)


def test_the_log_shows_the_newest_last_and_can_be_narrowed(recorded: Liggare) -> None:
    lines = recorded("log", "--ledger", "stad", "--limit", "2").out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["2", "3"]
    narrowed = recorded("log", "--ledger", "stad", "--type", "enhet registrerad", "--json").out
    assert recorded("log", "--ledger", "stad", "--type", "unit-registered.v1", "--json").out == narrowed
    assert json.loads(narrowed)["data"]["fact"]["unit"] == "slk"
    assert len(recorded("log", "--ledger", "stad", "--unit", "slk", "--json").out.splitlines()) == 2
    assert recorded("log", "--ledger", "stad", "--type", "ram fryst").code == 2


def test_the_logs_json_is_one_event_a_line_as_over_http(recorded: Liggare, application: Application) -> None:
    said = recorded("log", "--ledger", "stad", "--json").out.splitlines()
    with TestClient(http_application(application, READING, ["testserver"])) as web:
        assert [json.loads(line) for line in said] == web.get("/v1/stad/events").json()["events"]
    assert [json.loads(line)["specversion"] for line in said] == ["1.0"] * 3
    assert "CloudEvents" in recorded("log", "--help").out


def test_problems_name_file_line_and_what_would_be_right(recorded: Liggare, written: Callable[..., str]) -> None:
    wrong = DECISION.replace("1 578,9 mnkr", "1,558").replace("slk", "slkk")
    said = recorded("record", written(wrong, "fel.yaml"))
    assert said.code == 2
    assert "fel.yaml, rad 15" in said.err
    assert "”1,558” kan läsas på två sätt" in said.err


def test_a_file_with_forty_problems_tells_all_forty_with_their_lines(
    recorded: Liggare, written: Callable[..., str]
) -> None:
    """Half are the reader's and half the rules'; they are told together, in the order of the lines."""
    head, fact = DECISION.partition("  - ram beslutad")[::2]
    wrong = [f"  - ram beslutad{fact}".replace(*pair) for pair in (("slk", "okand"), ("1 578,9 mnkr", "1,558"))]
    said = recorded("record", written(head + "".join(wrong * 20), "fel.yaml"))
    places = re.findall(r"^✗ fel\.yaml, rad (\d+) .*\((.+)\)$", said.err, re.MULTILINE)
    first = [(12, "unit-unknown"), (21, "amount-malformed")]
    assert [(int(line), code) for line, code in places] == [
        (line + 12 * number, code) for number in range(20) for line, code in first
    ]
    assert (said.code, said.err.splitlines()[0]) == (2, "40 fel. Ingenting är registrerat.")


def test_the_rules_refusals_have_lines_too(recorded: Liggare, written: Callable[..., str]) -> None:
    said = recorded("record", written(DECISION.replace("slk", "okand"), "fel.yaml"))
    assert said.code == 2
    assert "fel.yaml, rad 12 (poster, nr 1, ram, enhet): Okänd enhet (unit-unknown)" in said.err


def test_a_database_that_is_down_is_told_in_one_line(liggare: Liggare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE_URL, "postgresql://liggare:hemlighet@127.0.0.1:1/liggare")
    said = liggare("frames", "--ledger", "stad")
    assert said.code == 4
    assert "Databasen går inte att nå (database-unavailable)" in said.err
    assert "hemlighet" not in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("frames",), "--ledger saknas."),
        (("frames", "--ledger"), "Flaggan --ledger saknar sitt värde"),
        (("frames", "--ledgr", "stad"), "Flaggan --ledgr finns inte. Menade du --ledger"),
        (("frames", "--ledger", "stad", "--as-of", "1 mars"), "”1 mars” är ingen dag; skriv den som 2026-03-01"),
        (("frames", "--ledger", "stad", "--known-at", "99"), "Position 99 finns inte: liggaren slutar vid 3."),
        (("frames", "--ledger", "stad", "--year", "20226"), "20226 är inget rimligt budgetår."),
        (("frames", "--ledger", "stad", "--unit", "slkk"), "Enheten slkk var inte registrerad vid position 3."),
        (
            ("frames", "--ledger", "stad", "--unit", "X!"),
            "--unit: Frågans koordinater går inte ihop",
        ),
        (("frames", "--ledger", "stad", "--line", "X!"), "”X!” kan inte vara ett id."),
        (("frames", "--ledger", "stad", "--proposal", ""), "--proposal: Frågans koordinater"),
        (("log", "--ledger", "stad", "--unit", "X!"), "→ små bokstäver a–z, siffror och bindestreck"),
        (("frames", "--ledger", "stadt"), "Liggaren stadt finns inte."),
    ],
)
def test_a_wrong_question_is_refused_in_swedish(recorded: Liggare, words: tuple[str, ...], expected: str) -> None:
    said = recorded(*words)
    assert said.code == 2
    assert expected in said.err


def test_refusals_are_json_when_asked_for(recorded: Liggare) -> None:
    said = recorded("frames", "--ledger", "stadt", "--json")
    [problem] = json.loads(said.err)["problems"]
    assert (problem["code"], problem["title"]) == ("ledger-unknown", "Okänd liggare")


def test_help_is_in_swedish(liggare: Liggare) -> None:
    said = liggare("frames", "--help")
    assert said.code == 0
    assert "Visa den här hjälpen." in said.out
    assert "Show this message" not in said.out


def test_migrating_and_rebuilding_say_what_they_did(recorded: Liggare) -> None:
    assert "Databasen är klar." in recorded("migrate").out
    assert "omräknade till och med position 3" in recorded("rebuild", "--ledger", "stad").out


# --- Where it is written ----------------------------------------------------------------------------------------

SHARED = "den här datorns gemensamma installation"


def test_who_writes_where_nobody_has_chosen_is_told_where_that_is(
    recorded: Liggare, written: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is stored, and beside the answer; a dry run writes nowhere."""
    again = written(DECISION)
    assert SHARED not in recorded("record", again).err, "LIGGARE_DATABASE_URL has chosen"
    monkeypatch.setattr(cli, "shared_installation", lambda: Path("/var/lib/budgetliggare"))
    said = recorded("record", again, "--json")
    assert "gemensamma installation, /var/lib/budgetliggare" in said.err
    assert json.loads(said.out)["outcome"] == "stored"
    assert SHARED not in recorded("record", again, "--dry-run").err


def test_the_shared_installation_is_the_one_that_no_setting_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (DATABASE_URL, DATA_DIRECTORY):
        monkeypatch.delenv(name, raising=False)
    assert shared_installation() == shared_data_directory()
    for name, value in ((DATABASE_URL, "postgresql:///liggare"), (DATA_DIRECTORY, "/srv/liggare")):
        with monkeypatch.context() as chosen:
            chosen.setenv(name, value)
            assert shared_installation() is None
