"""What if, as a controller asks: Stockholm's turnover for 2024, Göteborg's rivals, and the winner made a decision."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from ledger.log.embedded import EmbeddedServer
from tests.stories.doors import Doors, World, doors_to, recorded_worlds

MNKR: Final = 100_000_000
"""Öre in a million kronor."""

TURNOVER: Final = "vp-2024-omslutning"
OFFICE, GROUP = "slk-2026", "stratsam-2026"

A_SUPPLEMENT: Final = """
liggare: stockholm
beslut:
  organ: kommunfullmäktige
  beslutsdag: 2026-03-01
  ärende: KS 2026/1
  paragraf: § 4
  att-sats: 1
  källa: {titel: Protokoll, sha256: %s}
godtar:
  - {regel: financing-missing, skäl: finansieras ur resultatet, godtaget av: controller-7}
poster:
  - ram justerad:
      ram: {enhet: slk, slag: drift, år: 2026}
      belopp: {kostnader: "%s", intäkter: 0 kr}
  - ram justerad:
      ram: {enhet: slk, slag: drift, år: 2027}
      belopp: {kostnader: "4,5 mnkr", intäkter: 0 kr}
"""


@pytest.fixture
def stockholm(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Doors]:
    """Both doors to Stockholm's ledger."""
    with doors_to("stockholm", world, monkeypatch, capsys) as doors:
        yield doors


@pytest.fixture
def goteborg(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Doors]:
    """Both doors to Göteborg's ledger."""
    with doors_to("goteborg", world, monkeypatch, capsys) as doors:
        yield doors


@pytest.fixture
def own_stockholm(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Doors]:
    """The same on worlds of the test's own, to record in."""
    with recorded_worlds(server) as own, doors_to("stockholm", own, monkeypatch, capsys) as doors:
        yield doors


def changes(answer: Any) -> dict[tuple[int, str], tuple[int | None, int | None, int]]:
    """For each year and unit that would change: costs, revenues and net, in öre."""
    return {
        (year["year"], unit["unit"]): tuple(unit["change"].get(f"{side}_ore") for side in ("costs", "revenues", "net"))
        for year in answer["years"]
        for unit in year["units"]
        if unit["causes"]
    }


def test_the_turnover_of_2024_raises_costs_and_revenues_and_the_net_by_nothing(stockholm: Doors) -> None:
    answer = stockholm.ask("frames/what-if", **{"with": TURNOVER, "as_of": "2024-12-31"})
    assert changes(answer) == {(2024, "ks"): (74_620_000_000, 74_620_000_000, 0)}
    [year] = answer["years"]
    [step] = year["steps"]
    assert (step["decision"]["event"], step["decision"]["body"]) == ("tillstyrkan", "borgarrådsberedningen")
    [total] = [total for total in year["totals"] if total["kind"] == "operating"]
    assert (total["change"]["costs_text"], total["change"]["net_text"]) == (
        "746\u00a0200\u00a0000\u00a0kr",
        "0\u00a0kr",
    )
    assert stockholm.ask("frames", year="2024", as_of="2024-12-31")["frames"] == [], "nothing is decided by asking"


def test_before_it_was_recommended_there_was_nothing_to_lay(stockholm: Doors) -> None:
    code, said = stockholm.liggare("what-if", "--ledger", "stockholm", "--with", TURNOVER, "--as-of", "2024-01-09")
    assert code == 2
    assert f"Förslaget {TURNOVER} var inte lagt till och med 2024-01-09." in said


def test_goteborgs_rivals_are_laid_one_at_a_time(goteborg: Doors) -> None:
    """The office and the group recommend different frames for Intraservice; neither is ever added to the other."""
    laid = {name: goteborg.ask("frames/what-if", **{"with": name, "as_of": "2024-12-31"}) for name in (OFFICE, GROUP)}
    for name, answer in laid.items():
        proposed = goteborg.ask("frames", year="2026", as_of="2024-12-31", proposal=name)
        [year] = answer["years"]
        after = {total["kind"]: total["after"]["net_ore"] for total in year["totals"]}
        assert after["operating"] == proposed["totals"][0]["net_ore"], name
    laid_by_group = changes(laid[GROUP])
    assert laid_by_group[2026, "intraservice"][2] == 117_300_000_000
    assert laid_by_group != changes(laid[OFFICE])


def test_the_frames_wait_for_an_index_that_can_be_supposed(goteborg: Doors) -> None:
    asked = {"with": GROUP, "as_of": "2024-12-31", "unit": "intraservice"}
    without = goteborg.ask("frames/what-if", **asked)
    assert any("kf-index-2026" in remark for remark in without["remarks"])
    with_index = goteborg.ask("frames/what-if", **asked, index="3 %")
    assert changes(with_index)[2026, "intraservice"][2] == 120_819_000_000
    assert not any("kf-index-2026" in remark for remark in with_index.get("remarks", ()))


def test_rivals_on_top_of_each_other_end_with_the_last(goteborg: Doors) -> None:
    """Both set the same frames, so the last one laid is what is left of Intraservice."""
    asked = {"as_of": "2024-12-31", "unit": "intraservice"}
    both = goteborg.ask("frames/what-if", **asked, **{"with": f"{OFFICE},{GROUP}"})
    assert changes(both) == changes(goteborg.ask("frames/what-if", **asked, **{"with": GROUP}))


def test_a_file_is_tried_for_all_its_years_before_anybody_decides(stockholm: Doors, tmp_path: Path) -> None:
    path = tmp_path / "tillagg.yaml"
    path.write_text(A_SUPPLEMENT % ("ab" * 32, "12,5 mnkr"), encoding="utf-8")
    code, said = stockholm.liggare("what-if", str(path), "--as-of", "2026-03-01")
    told = " ".join(said.split())
    assert code == 0, said
    assert "Avser 2026, 2027" in told
    assert (
        "Stadsledningskontoret Kostnader 1 578,9 12,5 1 591,4 Intäkter 47,6 0,0 47,6 Netto 1 531,3 12,5 1 543,8" in told
    )
    assert "Kostnader 1 558,0 4,5 1 562,5" in told
    assert stockholm.liggare("log", "--ledger", "stockholm", "--type", "ram justerad")[1].strip() == "Inga händelser."


def test_the_winner_is_promoted_to_a_decision(own_stockholm: Doors, tmp_path: Path) -> None:
    """What the board decided is not in the document; here somebody fills that in, and the frames are what was tried."""
    tried = own_stockholm.ask("frames/what-if", **{"with": TURNOVER, "as_of": "2024-03-01"})
    code, printed = own_stockholm.liggare("promote", "--ledger", "stockholm", "--proposal", TURNOVER)
    assert code == 0
    path = tmp_path / "beslut.yaml"
    path.write_text(printed, encoding="utf-8")
    assert own_stockholm.liggare("record", str(path))[0] == 2, "nobody has filled in what the minutes say"
    filled = {
        "organ": "kommunstyrelsen",
        "ärende": "KS 2023/1237",
        "paragraf": "§ 9",
        "att-sats": "4",
        "beslutsdag": "2024-01-24",
        "titel": "Protokoll 2024-01-24",
        "sha256": "cd" * 32,
        "lydelse": "Omslutningsförändringen godkänns.",
    }
    text = re.sub(
        r"(?m)^( *)([a-zåäö0-9-]+):  #.*$", lambda match: f"{match[1]}{match[2]}: {filled[match[2]]}", printed
    )
    path.write_text(text, encoding="utf-8")
    code, said = own_stockholm.liggare("record", str(path))
    assert code == 0, said
    frames = own_stockholm.ask("frames", year="2024", as_of="2024-03-01")
    [frame] = frames["frames"]
    [unit] = [unit for unit in tried["years"][0]["units"] if unit["unit"] == frame["unit"]]
    assert [frame[f"{side}_ore"] for side in ("costs", "revenues", "net")] == [
        unit["after"][f"{side}_ore"] for side in ("costs", "revenues", "net")
    ]
    assert frame["costs_ore"] == 7_462 * MNKR // 10
    again = own_stockholm.ask("frames/what-if", **{"with": TURNOVER, "as_of": "2024-03-01"})
    assert "redan antaget av kommunstyrelsen 2024-01-24" in again["remarks"][0]
    assert "proposal-already-adopted" in {refusal["code"] for refusal in again["refusals"]}
