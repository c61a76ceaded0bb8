"""`liggare events` lists the catalogue, and shows one event by any of its names."""

import msgspec
import pytest

from api.catalogue.catalogue import catalogue_view
from api.command_line.events_command import event_named
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
        event_named("ram beslutat")
    [refusal] = refused.value.refusals
    assert "ram beslutad" in str(refusal.right)
