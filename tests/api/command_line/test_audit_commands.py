"""The commands for an auditor, as a person meets them."""

import json

import pytest
from msgspec.structs import replace

from api.app import Application
from ledger.log.database import Database
from ledger.values import ControlOf, ControlTotal
from tests.api.conftest import Liggare
from tests.given import AUTHOR, command, decided, key
from tests.projections.a_year import a_year
from tests.tampering import tamper_with_log, tamper_with_read_models

AT = ("--ledger", "stad", "--as-of", "2026-12-01")


@pytest.fixture
def told(application: Application, liggare: Liggare) -> Liggare:
    """The hand-reckoned year."""
    a_year(application)
    return liggare


def plain(text: str) -> list[str]:
    return text.replace("\u00a0", " ").splitlines()


def test_replay_tells_every_entry_in_order_with_what_it_did(told: Liggare) -> None:
    said = told("replay", *AT)
    assert (said.code, said.err) == (0, "")
    lines = plain(said.out)
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == [str(n) for n in range(1, 20)]
    [budget] = [number for number, line in enumerate(lines) if line.startswith("7 ")]
    assert "av tester-1  ram beslutad  KF 2025-11-24, § 12, att-sats 1, KS 2025/1" in lines[budget]
    frame = "    slk drift 2026, beslutat t.o.m. 2025-11-24: "
    assert f"{frame}kostnader 920 kr → 1 000 kr, netto 920 kr → 1 000 kr (plan → budget)" in lines


def test_replay_takes_a_part_and_gives_one_json_object_a_line(told: Liggare) -> None:
    said = told("replay", *AT, "--from", "15", "--to", "17", "--json")
    entries = [json.loads(line) for line in said.out.splitlines()]
    assert [entry["position"] for entry in entries] == [15, 16, 17]
    [frame] = entries[1]["frames"]
    assert (frame["before"]["amount"]["net_ore"], frame["after"]["amount"]["net_ore"]) == (96_900, 96_600)
    assert (frame["before_today"]["amount"]["net_ore"], frame["after_today"]["amount"]["net_ore"]) == (97_330, 97_030)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--from", "9", "--to", "8"), "Från position 9 ligger efter till position 8."),
        (("--from", "20"), "Från position 20 ligger efter till position 19."),
        (("--to", "20"), "Position 20 finns inte: liggaren slutar vid 19."),
        (("--as-of", "1 mars"), "”1 mars” är ingen dag"),
        (("--from", "0"), "--from har fått ett värde av fel form."),
    ],
)
def test_nonsense_is_refused(told: Liggare, words: tuple[str, ...], expected: str) -> None:
    said = told("replay", "--ledger", "stad", *words)
    assert said.code == 2
    assert expected in said.err


def test_a_ledger_that_is_in_order_verifies(told: Liggare) -> None:
    said = told("verify", "--ledger", "stad", "--replay")
    assert said.code == 0
    assert said.out.splitlines()[0] == "✓ stad: händelserna stämmer, position 1–19."
    assert said.out.splitlines()[1].startswith("✓ stad: läsmodellerna stämmer med händelserna till position 19: ")
    alone = json.loads(told("verify", "--ledger", "stad", "--json").out)
    assert alone.pop("server").keys() == {"version"}, "nothing to mend"
    assert alone == {"ledger": "stad", "equal": True, "log": {"head": 19, "entries": 19}}


def test_a_changed_read_model_is_told_by_event_row_and_column(
    told: Liggare, application: Application, database: Database
) -> None:
    place = application.ledger("stad").runner.place
    tamper_with_read_models(database, place, "UPDATE frame_fact SET costs_ore = 1 WHERE entry_position = 7")
    assert told("verify", "--ledger", "stad").code == 0, "the log itself is as it was"
    said = told("verify", "--ledger", "stad", "--replay")
    assert said.code == 1
    assert said.out.splitlines()[1:4] == [
        "✗ stad: läsmodellerna och händelserna säger inte detsamma. Första skillnaden: position 7 (ram beslutad).",
        "  tabell frame_fact, rad entry_position 7, ordinal 0",
        "  costs_ore: 1 i läsmodellen, 100000 enligt händelserna",
    ]
    assert "  Posten har ingen tryckt summa att jämföra med." in said.out.splitlines()
    assert said.out.splitlines()[-1] == "  Om händelserna är rätt: liggare rebuild --ledger stad"
    difference = json.loads(told("verify", "--ledger", "stad", "--replay", "--json").out)["replay"]["difference"]
    assert (difference["table"], difference["position"]) == ("frame_fact", 7)
    assert difference["columns"] == [{"column": "costs_ore", "live": "1", "rebuilt": "100000"}]
    assert told("rebuild", "--ledger", "stad").code == 0
    assert told("verify", "--ledger", "stad", "--replay").code == 0


def test_changed_bytes_are_told_and_the_read_models_are_not_compared_with_them(
    told: Liggare, application: Application, database: Database
) -> None:
    place = application.ledger("stad").runner.place
    tamper_with_log(database, place, "UPDATE event SET data = '{}' WHERE position = 7")
    said = told("verify", "--ledger", "stad", "--replay")
    assert said.code == 1
    first, second = said.out.splitlines()
    assert first == "✗ stad: första felet i händelserna är på position 7 (frame-decided.v1)."
    assert second.startswith("  Postens byte går inte att läsa som det de anges vara: ")


def test_an_amount_that_is_not_what_its_document_states_is_told_and_nobody_accused(
    told: Liggare, application: Application, database: Database
) -> None:
    """Position 20 agrees; position 21 differs, and says so itself. Then 1 500 kr in the first become 1 900."""
    for year, text in ((2030, "1 500 kr"), (2031, "1 600 kr")):
        fact = replace(decided(1_500_00, frame=key(year=year)), printed=(ControlTotal(ControlOf.COSTS, text),))
        application.record("stad", command(fact), AUTHOR, f"printed-{year}")
    said = told("verify", "--ledger", "stad")
    stating = "stad: 2 poster anger vad dokumentet har för belopp eller summor"
    assert (said.code, said.out.splitlines()[1]) == (0, f"✓ {stating}: de stämmer; 1 post säger själv att det skiljer.")
    changed = "convert_to(replace(convert_from(data, 'UTF8'), ':150000', ':190000'), 'UTF8')"
    place = application.ledger("stad").runner.place
    tamper_with_log(database, place, f"UPDATE event SET data = {changed} WHERE position = 20")
    said = told("verify", "--ledger", "stad")
    assert said.code == 1
    assert plain(said.out)[1:] == [
        f"✗ {stating}; 1 post säger själv att det skiljer. 1 skiljer utan att posten säger det:",
        (
            "  position 20 (ram beslutad): slk drift 2030: dokumentet anger kostnader 1 500 kr, "
            "uträknat blir det 1 900 kr, skillnad −400 kr."
        ),
        "  Endera är posten ändrad sedan den registrerades, eller räknades den då på annat sätt: det här visar inte",
        "  vilket. Jämför med beslutet.",
    ]
    answered = json.loads(told("verify", "--ledger", "stad", "--json").out)
    assert (answered["equal"], "fault" in answered["log"], answered["totals"]["unsaid"]) == (False, False, 1)
    [difference] = answered["totals"]["differences"]
    assert (difference["position"], difference["stated"]) == (20, "1 500 kr")


def test_a_ledger_that_is_not_there_is_no_difference(told: Liggare) -> None:
    said = told("verify", "--ledger", "stadt")
    assert (said.code, "Liggaren stadt finns inte." in said.err) == (2, True)
