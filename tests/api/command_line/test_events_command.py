"""`liggare events` lists the catalogue, and shows one event by any of its names."""

import msgspec
import pytest

from api.catalogue.catalogue import catalogue_view
from api.command_line.events_command import events_named
from ledger.errors import Refused
from tests.api.conftest import Liggare


def test_the_catalogue_is_listed(liggare: Liggare) -> None:
    said = liggare("events")
    assert said.code == 0
    assert [event.swedish for event in catalogue_view().events if event.swedish not in said.out] == []
    assert "Organisationen" in said.out


@pytest.mark.parametrize("words", [["ram", "beslutad"], ["Ram beslutad"], ["frame-decided"], ["frame-decided.v1"]])
def test_an_event_is_shown_by_any_of_its_names(liggare: Liggare, words: list[str]) -> None:
    said = liggare("events", *words)
    assert said.code == 0
    assert said.out.startswith("Ram beslutad · frame-decided.v1\n")
    assert "något av: drift, investering" in said.out
    assert "        kostnader: 1 578,9 mnkr\n" in said.out
    assert '"costs_ore": 157890000000' in said.out


def test_as_json_it_is_what_http_gives(liggare: Liggare) -> None:
    assert liggare("events", "--json").out.encode() == msgspec.json.encode(catalogue_view()) + b"\n"
    assert msgspec.json.decode(liggare("events", "förslag", "--json").out)["type"] == "proposal-made.v1"


def test_an_unknown_event_is_told_with_those_it_looks_like() -> None:
    with pytest.raises(Refused) as refused:
        events_named("ram beslutat")
    [refusal] = refused.value.refusals
    assert refusal.right == "kanske ram beslutad; liggare events visar alla händelser"


@pytest.mark.parametrize(
    ("said", "events"),
    [
        ("omdisponering", ["ram överförd"]),
        ("Omfördelning", ["ram överförd"]),
        ("ramväxling", ["ram överförd", "teknisk justering"]),
        ("tilläggsbudget", ["tilläggsanslag"]),
        ("taxa", ["pris"]),
        ("kommunbidrag", ["ram beslutad"]),
        ("nettoanslag", ["ram beslutad"]),
        ("nettobudget", ["ram beslutad"]),
        ("anslag", ["ram beslutad"]),
        ("internränta", ["teknisk justering"]),
        ("årsarbetare", ["bemanning"]),
        ("bidrag", ["bidrag väntas"]),
        ("statsbidrag", ["bidrag väntas"]),
        ("kostnadsökning", ["kostnadstryck", "tilläggsanslag"]),
        ("reservation", ["avvikande mening", "reservation av eget kapital"]),
    ],
)
def test_what_people_call_it_leads_to_what_it_is(liggare: Liggare, said: str, events: list[str]) -> None:
    """Ängelholm, Göteborg, Skara and others; field case 05 of the decisions: omdisponering is within the year."""
    assert [event.swedish for event in events_named(said)[0]] == events
    shown = liggare("events", said)
    assert shown.code == 0
    assert shown.out.startswith(f"”{said}” är i katalogen {' eller '.join(events)}.")


@pytest.mark.parametrize("name", ["bemanning", "kostnadstryck", "ombudgetering", "hyra"])
def test_a_name_of_the_catalogue_is_only_that(name: str) -> None:
    [event], says = events_named(name)
    assert (event.swedish, says) == (name, "")


@pytest.mark.parametrize("said", ["borgen", "prognos", "upphandling"])
def test_what_is_not_recorded_is_said_not_to_be(liggare: Liggare, said: str) -> None:
    shown = liggare("events", said)
    assert shown.code == 2
    assert f"Händelsen ”{said}” finns inte i katalogen." in shown.err
    assert "registreras inte i liggaren" in " ".join(shown.err.split())
    assert "kanske" not in shown.err


@pytest.mark.parametrize(
    ("said", "meant"),
    [("fördelning", "fördelning ur medelsreserv"), ("omdisponeringar", "ram överförd"), ("pris från", "")],
)
def test_a_word_of_a_name_or_a_misspelt_one_leads_there(said: str, meant: str) -> None:
    with pytest.raises(Refused) as refused:
        events_named(said)
    known = f"kanske {meant}; " if meant else ""
    assert refused.value.refusals[0].right == f"{known}liggare events visar alla händelser"


@pytest.mark.parametrize("said", ["framflyttning", "omställning", "förskott", "xyz"])
def test_likeness_of_letters_alone_leads_nowhere(said: str) -> None:
    with pytest.raises(Refused) as refused:
        events_named(said)
    assert refused.value.refusals[0].right == "liggare events visar alla händelser"


def test_several_events_are_a_shorter_catalogue_in_json(liggare: Liggare) -> None:
    said = msgspec.json.decode(liggare("events", "ramväxling", "--json").out)
    assert [event["type"] for event in said["events"]] == ["frame-transferred.v1", "technical-adjustment-made.v1"]
