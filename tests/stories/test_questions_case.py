"""Stockholm's operating plan 2024, asked from outside: who proposed and recommended what, and who disagreed.

The document prints what borgarrådsberedningen recommends and all dissents, but not what kommunstyrelsen decided.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.stories.doors import Doors, World, doors_to

CASE: Final = {"case": "KS 2023/1237", "as_of": "2024-06-01"}


@pytest.fixture
def stockholm(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Doors]:
    """Both doors to Stockholm's ledger."""
    with doors_to("stockholm", world, monkeypatch, capsys) as doors:
        yield doors


def of_body(stockholm: Doors, body: str) -> dict[str, Any]:
    """What one body did in the case."""
    [decision] = [decision for decision in stockholm.ask("diary", **CASE)["decisions"] if decision["body"] == body]
    assert isinstance(decision, dict)
    return decision


def test_8_who_dissented_and_which_are_identical(stockholm: Doors) -> None:
    dissents = [
        dissent for decision in stockholm.ask("diary", **CASE)["decisions"] for dissent in decision.get("dissents", ())
    ]
    assert [[person["name"] for person in dissent["persons"]] for dissent in dissents] == [
        ["Christofer Fjellner", "Dennis Wedin"],
        ["Jan Jönsson"],
        ["Christofer Fjellner", "Annika Friberg", "Johan Paccamonti"],
        ["Gabriel Kroon"],
        ["Jan Jönsson"],
        ["Kristin Jacobsson"],
        ["Nike Örbrink"],
    ]
    assert [dissent["parties"] for dissent in dissents] == [["M"], ["L"], ["M"], ["SD"], ["L"], ["C"], ["KD"]]
    identical = {tuple(dissent["identical"]) for dissent in dissents if "identical" in dissent}
    assert identical == {
        ("vp-2024-m-beredningen", "vp-2024-m-kommunstyrelsen"),
        ("vp-2024-l-beredningen", "vp-2024-l-kommunstyrelsen"),
    }
    assert [dissent["kind"] for dissent in dissents] == ["reservation"] * 6 + ["substitute-statement"]
    assert dissents[-1]["persons"][0]["seat_text"] == "ersättare"


def test_the_four_clauses_are_recommended_and_none_is_decided(stockholm: Doors) -> None:
    prepared = of_body(stockholm, "borgarrådsberedningen")
    assert [(clause["clause"], clause["events"][0]["stage"]) for clause in prepared["clauses"]] == [
        (1, "recommended"),
        (2, "recommended"),
        (3, "recommended"),
        (4, "recommended"),
    ]
    assert not any("status" in clause for clause in prepared["clauses"])
    proposed = of_body(stockholm, "stadsledningskontoret")
    assert (proposed["decided_latest"], proposed["clauses"][0]["events"][0]["stage"]) == ("2023-12-11", "proposed")


def test_each_recommendation_is_of_one_point_of_the_offices_proposal(stockholm: Doors) -> None:
    """SLK 2023-12-11, then borgarrådsberedningen, one att-sats at a time; 746,2 mnkr once, however it is asked for."""
    turnover = stockholm.shown("frames", year="2024", proposal="vp-2024-omslutning", as_of="2024-06-01")
    assert "Tillstyrkan gäller förslaget vp-2024-tjansteutlatande." in turnover
    asked = {"as_of": "2024-12-31", "with": "vp-2024-omslutning"}
    [change] = [total for year in stockholm.ask("frames/what-if", **asked)["years"] for total in year["totals"]]
    assert (change["change"]["costs_ore"], change["change"]["net_ore"]) == (74_620_000_000, 0)


def test_kommunstyrelsen_could_adopt_the_four_one_by_one(stockholm: Doors, tmp_path: Path) -> None:
    points = ("verksamhetsplan", "visningsenheten", "it-prislistan", "omslutning")
    clauses = "".join(CLAUSE.format(point=point) for point in points)
    file = tmp_path / "beslut.yaml"
    file.write_text(DECIDES.format(sha256="ab" * 32) + clauses, encoding="utf-8")
    code, said = stockholm.rehearsed(file)
    assert (code, "4 händelser skulle registreras" in said) == (0, True), said
    assert "746,2" in said


DECIDES: Final = """
liggare: stockholm
beslut:
  organ: kommunstyrelsen
  beslutsdag: 2024-01-24
  ärende: KS 2023/1237
  paragraf: § 9
  källa: {{titel: Protokoll, sha256: {sha256}}}
poster:
"""
CLAUSE: Final = "  - att-sats beslutad: {{utgång: bifall, lydelse: Godkänns., namn på förslaget: vp-2024-{point}}}\n"


def test_what_kommunstyrelsen_decided_is_not_in_the_document(stockholm: Doors) -> None:
    """I-37: neither the day nor the outcome; the dissents are there all the same."""
    executive = of_body(stockholm, "kommunstyrelsen")
    assert (executive["clauses"], executive["note"]) == ([], "Vad organet beslutade är inte registrerat.")
    assert (executive["decided_earliest"], executive["undetermined"]) == ("2024-01-10", True)


def test_what_dissents_say_about_money_is_in_no_frame(stockholm: Doors) -> None:
    """R-20: ten billions, a quarter and half a billion."""
    dissents = of_body(stockholm, "kommunstyrelsen")["dissents"]
    claims = [claim for dissent in dissents for claim in dissent.get("claims", ())]
    assert len(claims) == 4
    assert "10 miljarder kronor" in claims[0]
    assert stockholm.ask("frames", year="2024", as_of="2026-11-20")["frames"] == []


def test_a_dissent_is_shown_as_the_minutes_have_it(stockholm: Doors) -> None:
    shown = stockholm.shown("diary", **CASE)
    assert "reservation mot beslut: Gabriel Kroon (SD)" in shown
    assert "Att avslå förvaltningens förslag till beslut." in shown
    assert "likalydande med vp-2024-m-beredningen" in shown
    assert "hänvisar till: vår budgetreservation i kommunfullmäktige" in shown
