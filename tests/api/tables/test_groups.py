"""Frames put together, as a controller sees them, and the same over HTTP."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from api.tables.groups import frames_or_groups
from ledger.events import FrameAdjusted
from ledger.money import AmountUnit
from projections.asking.question import GroupBy, Question
from projections.frames.current import frames_answer
from tests.api.asking import flags, frames, refused
from tests.api.conftest import Liggare
from tests.api.tables.showing import shown
from tests.given import AUTHOR, basis, command, key, money
from tests.projections.reorganised import DAY, LAST_DAY, MERGED, NEW_YEAR, NO_KEY, reorganised


@pytest.fixture
def city(application: Application, stad: OpenLedger) -> OpenLedger:
    """The reorganised city."""
    return reorganised(application)


def rows(ledger: OpenLedger, **asked: Any) -> list[str]:
    """The lines of a table in kronor, with single ordinary spaces."""
    question = Question(**{"year": 2025, "as_of": DAY, **asked})
    lines = shown(frames_or_groups(frames_answer(ledger.model, question).answer, AmountUnit.KRONOR)).splitlines()
    return [" ".join(line.split()) for line in lines]


def test_last_years_figures_in_this_years_units(city: OpenLedger) -> None:
    table = rows(city, tree_on=NEW_YEAR)
    assert table[0].endswith("I organisationen 2026-01-01")
    assert table[1:18] == [
        "Enheterna 2026-01-01; siffrorna är från organisationen 2025-12-31.",
        "Drift, kr",
        "Enhet Från Kostnader Intäkter Netto",
        "Idrottsnämnden kultur 124 0 124",
        "Kulturnämnden 186 0 186",
        "Stadsmiljönämnden gata, park 300 0 300",
        "Stadsledningskontoret 1 000 0 1 000",
        "Summa 1 610 0 1 610",
        "Drift, kr: ej jämförbart",
        "Enhet Varför Kostnader Intäkter Netto",
        f"Skolnämnden {NO_KEY} 400 0 400",
        "Summa 400 0 400",
        "Tillsammans 2 010 0 2 010",
        "Investering, kr",
        "Enhet Från Utgifter Inkomster Netto",
        "Stadsmiljönämnden park 50 0 50",
        "Summa 50 0 50",
    ]


def test_the_tree_is_indented(city: OpenLedger) -> None:
    question = Question(year=2025, as_of=DAY, by=GroupBy.TREE, line="total")
    lines = shown(frames_or_groups(frames_answer(city.model, question).answer, AmountUnit.KRONOR)).splitlines()
    assert [line[:20].rstrip() for line in lines[1:4]] == ["Drift, kr", "Enhet, med allt unde", "Kommunstyrelsen"]
    assert lines[4].startswith("  Gatunämnden")


def test_only_what_is_not_comparable_has_no_sum_of_everything(city: OpenLedger) -> None:
    table = rows(city, tree_on=NEW_YEAR, unit="forskola")
    assert table[2:] == [
        "Drift, kr: ej jämförbart",
        "Enhet Varför Kostnader Intäkter Netto",
        f"Skolnämnden {NO_KEY} 400 0 400",
        "Summa 400 0 400",
    ]


def test_an_empty_group_says_why(city: OpenLedger) -> None:
    assert rows(city, year=2031, by=GroupBy.TOP)[1].startswith("Inga ramar för 2031 var registrerade")


def test_what_waits_for_an_index_says_so(application: Application, city: OpenLedger) -> None:
    indexed = FrameAdjusted(key("slk", 2025), money(1_000), index="pki")
    application.record("stad", command(indexed, on=basis("2025-04-10", "§ 4")), AUTHOR, "indexed")
    city.runner.catch_up()
    table = rows(city, by=GroupBy.TOP)
    assert "Kommunstyrelsen 2 020 + index 0 2 020 + index" in table
    assert "⚠ + index: pki är inte beslutat; beloppen är utan det." in table


def test_without_groups_it_is_the_frames(city: OpenLedger) -> None:
    assert "Enhet Post Art Kostnader Intäkter Netto" in rows(city)


def test_the_units_say_by_which_key_they_were_split(liggare: Liggare, city: OpenLedger, web: TestClient) -> None:
    told = web.get("/v1/stad/units", params={"on": str(NEW_YEAR), "as_of": str(DAY)}).json()["units"]
    parts = {frame["unit"]: frame["parts"] for frame in told if "parts" in frame}
    assert parts == {
        "kultur": [
            {"unit": "kultur", "share_ppb": 600_000_000, "share_text": "60\u00a0%"},
            {"unit": "idrott", "share_ppb": 400_000_000, "share_text": "40\u00a0%"},
        ],
        "skola": [{"unit": "forskola"}, {"unit": "grundskola"}],
    }
    shown_tree = liggare("units", "--ledger", "stad", "--on", str(NEW_YEAR)).out.replace("\u00a0", " ")
    assert "Kulturnämnden (kultur, delad med kultur 60 %, idrott 40 %)" in shown_tree
    assert "Skolnämnden (skola, efterträdd av forskola, grundskola)" in shown_tree


# --- Through both doors -------------------------------------------------------------------------------------------


def test_the_answer_is_the_same_through_both_doors(liggare: Liggare, city: OpenLedger, web: TestClient) -> None:
    asked = {
        "year": "2026",
        "as_of": str(DAY),
        "known_at": str(city.log.head()),
        "tree_on": str(LAST_DAY),
        "by": "tree",
    }
    over_http = frames(web, **asked)
    said = liggare("frames", "--ledger", "stad", *flags(**asked), "--json").out
    assert json.loads(said) == over_http.json()
    [beside] = over_http.json()["not_comparable"]
    assert (beside["unit"], beside["reason"], beside["could_be"]) == ("miljo", MERGED, ["gata", "park"])
    assert beside["amounts"]["net_ore"] == 31_000
    [total] = over_http.json()["group_totals"]
    assert [total[part]["net_ore"] for part in ("grouped", "not_comparable", "whole")] == [173_000, 31_000, 204_000]
    assert over_http.json()["coordinates"]["tree_on"] == str(LAST_DAY)


def test_a_difference_takes_the_tree_of_another_day(liggare: Liggare, city: OpenLedger, web: TestClient) -> None:
    asked = {"year": "2025", "from_as_of": "2024-12-31", "as_of": str(DAY), "tree_on": str(NEW_YEAR)}
    over_http = web.get("/v1/stad/frames/difference", params=asked).json()
    assert json.loads(liggare("diff", "--ledger", "stad", *flags(**asked), "--json").out) == over_http
    assert [frame["unit"] for frame in over_http["not_comparable"]] == ["skola"]
    table = " ".join(liggare("diff", "--ledger", "stad", *flags(**asked), "--amounts", "kr").out.split())
    assert "Skolnämnden (ej jämförbart) 400 0 400 0" in table
    assert f"Ej jämförbart: Skolnämnden. {NO_KEY}" in table
    assert "I organisationen 2026-01-01" in table


@pytest.mark.parametrize(
    ("asked", "right"),
    [({"by": "enhet"}, "en av: unit, parent, top, line, tree"), ({"tree_on": "i fjol"}, "en dag som 2026-03-01")],
)
def test_nonsense_is_refused(web: TestClient, city: OpenLedger, asked: dict[str, str], right: str) -> None:
    [problem] = refused(frames(web, year="2025", **asked), 400, "coordinate-invalid")
    assert problem["right"] == right


def test_a_unit_that_the_other_tree_does_not_have_is_refused(web: TestClient, city: OpenLedger) -> None:
    refused(frames(web, year="2025", unit="ingen", tree_on=str(NEW_YEAR)), 422, "unit-unknown")
